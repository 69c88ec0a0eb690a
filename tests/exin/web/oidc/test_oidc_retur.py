"""What comes back with the browser must be the answer to what went out with it."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from exin.web.oidc import TEKSTER, Feilkode, Forsok, Innloggingsfeil
from tests.helpers.oidc import (
    CLIENT,
    LINK,
    SECRET,
    Vrang,
    back,
    ec,
    hostile,
    okp,
    rsa,
    sent_along,
    way_in,
    whole_way,
)

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def provider() -> Iterator[Vrang]:
    with hostile() as found:
        yield found


def refused(act: Callable[[], object]) -> Feilkode:
    with pytest.raises(Innloggingsfeil) as error:
        act()
    return error.value.kode


# -- the way back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query, code",
    [
        ("code=kode-1", Feilkode.FEIL_STATE),
        ("state=&code=kode-1", Feilkode.FEIL_STATE),
        ("state=en-annen&code=kode-1", Feilkode.FEIL_STATE),
        ("state=en-annen&error=access_denied", Feilkode.FEIL_STATE),
        ("state=%C3%A5&code=kode-1", Feilkode.FEIL_STATE),
        ("state={}", Feilkode.RETUR_UGYLDIG),
        ("state={}&code=", Feilkode.RETUR_UGYLDIG),
        ("state={}&state={}&code=kode-1", Feilkode.RETUR_UGYLDIG),
        ("state={}&code=kode-1&code=kode-2", Feilkode.RETUR_UGYLDIG),
        ("state={}&code=kode-1" + "".join(f"&x{each}=1" for each in range(30)), Feilkode.RETUR_UGYLDIG),
        ("state={}&code=" + "k" * 20_000, Feilkode.RETUR_UGYLDIG),
        ("state={}&error=access_denied&error_description=kari", Feilkode.AVBRUTT),
        ("state={}&error=server_error&code=kode-1", Feilkode.NEKTET_AV_LEVERANDOR),
        ("state={}&error=", Feilkode.NEKTET_AV_LEVERANDOR),
        ("state={}&code=kode-1&iss=https%3A%2F%2Fannen.example.org", Feilkode.FEIL_UTSTEDER),
        ("state={}&error=access_denied&iss=", Feilkode.FEIL_UTSTEDER),
    ],
    ids=lambda value: value.value if isinstance(value, Feilkode) else value[:40],
)
def test_a_way_back_that_answers_nothing_is_refused_before_the_provider_is_asked(
    provider: Vrang, tmp_path: Path, query: str, code: Feilkode
) -> None:
    log_in = way_in(tmp_path, provider.issuer)
    _, forsok = log_in.begin()
    assert refused(lambda: log_in.finish(forsok, query.replace("{}", forsok.state))) is code
    assert provider.count("/token") == 0


def test_a_provider_that_says_it_names_itself_must(provider: Vrang, tmp_path: Path) -> None:
    provider.description = {"authorization_response_iss_parameter_supported": True}
    log_in = way_in(tmp_path, provider.issuer)
    assert refused(lambda: whole_way(provider, log_in)) is Feilkode.FEIL_UTSTEDER
    assert whole_way(provider, log_in, iss=provider.issuer).subjekt == "kari-7"


def test_the_attempt_at_one_provider_is_not_ended_at_another(provider: Vrang, tmp_path: Path) -> None:
    with hostile() as other:
        _, forsok = way_in(tmp_path, other.issuer).begin()
    log_in = way_in(tmp_path, provider.issuer)
    assert refused(lambda: log_in.finish(forsok, back(forsok))) is Feilkode.FORSOK_UGYLDIG
    assert provider.asked == []


@pytest.mark.parametrize("later", [timedelta(minutes=10, seconds=1), timedelta(minutes=-1)])
def test_an_attempt_ends_after_ten_minutes(provider: Vrang, tmp_path: Path, later: timedelta) -> None:
    now = [datetime.now(UTC)]
    log_in = way_in(tmp_path, provider.issuer, clock=lambda: now[0])
    _, forsok = log_in.begin()
    now[0] += later
    assert refused(lambda: log_in.finish(forsok, back(forsok))) is Feilkode.FORSOK_UTLOPT
    assert provider.count("/token") == 0


# -- the attempt ------------------------------------------------------------------------------------------------


def attempt() -> Forsok:
    return Forsok.new("https://idporten.no", START, timedelta(minutes=5))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        attempt().to_bytes()[:-1],
        attempt().to_bytes().replace(b'"max_alder"', b'"annet"'),
        attempt().to_bytes().replace(b":300", b":true"),
        attempt().to_bytes().replace(b":300", b':"300"'),
        replace(attempt(), begynt=True).to_bytes(),
        replace(attempt(), state=7).to_bytes(),  # type: ignore[arg-type] # what is not one
        json.dumps({**json.loads(attempt().to_bytes()), "mer": 1}).encode(),
    ],
    ids=range(13),
)
def test_what_is_no_attempt_is_refused(content: bytes) -> None:
    assert refused(lambda: Forsok.from_bytes(content)) is Feilkode.FORSOK_UGYLDIG


def test_an_attempt_is_the_same_after_it_was_kept() -> None:
    for each in (attempt(), replace(attempt(), max_alder=None)):
        assert Forsok.from_bytes(each.to_bytes()) == each
        assert len(each.to_bytes()) < 400
    assert attempt().start == START
    assert "https" not in repr(attempt())


def test_each_attempt_has_secrets_of_its_own() -> None:
    made = [attempt() for _ in range(50)]
    secrets = {secret for each in made for secret in (each.state, each.nonce, each.verifier)}
    assert len(secrets) == 150
    assert {len(secret) for secret in secrets} == {43}


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B.
    known = replace(attempt(), verifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert known.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


# -- what the provider is told ----------------------------------------------------------------------------------


def test_the_code_is_changed_with_secret_and_verifier(provider: Vrang, tmp_path: Path) -> None:
    log_in = way_in(tmp_path, provider.issuer)
    url, forsok = log_in.begin()
    provider.nonce = forsok.nonce
    log_in.finish(forsok, back(forsok, code="kode med &=å"))
    _, headers, form = next(each for each in provider.asked if each[0] == "/token")
    digest = sha256(form.pop("code_verifier").encode()).digest()
    shown = sent_along(url)["code_challenge"]
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == shown
    assert form == {
        "grant_type": "authorization_code",
        "code": "kode med &=å",
        "redirect_uri": f"{LINK}/logg-inn/retur",
        "client_id": CLIENT,
    }
    kind, _, pair = headers["Authorization"].partition(" ")
    name, _, secret = base64.b64decode(pair).decode().partition(":")
    assert (kind, unquote(name), unquote(secret)) == ("Basic", CLIENT, SECRET)


def private(folder: Path, key: RSAKey | ECKey | OKPKey) -> str:
    file = folder / "klient.jwk"
    file.touch(0o600)
    file.write_text(json.dumps(key.as_dict(private=True)))
    return file.name


@pytest.mark.parametrize(
    "slag, key, alg",
    [
        ("annen", rsa("klient"), "RS256"),
        ("entra", rsa("klient"), "PS256"),
        ("annen", ec("klient"), "ES256"),
        ("annen", okp("klient"), "EdDSA"),
    ],
    ids=["annen", "entra", "ec", "okp"],
)
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # how the test here reads one
def test_a_key_proves_the_client_for_a_minute(
    provider: Vrang, tmp_path: Path, slag: str, key: RSAKey | ECKey | OKPKey, alg: str
) -> None:
    provider.claims = dict.fromkeys(("tid", "oid"), "7d3f2b8a-1c44-4a0e-9a38-50d6a2c7e9f4")
    log_in = way_in(
        tmp_path, provider.issuer, secret=False, oidc_slag=slag, oidc_nokkelfil=private(tmp_path, key)
    )
    for _ in range(2):
        whole_way(provider, log_in)
    proofs = [form for path, headers, form in provider.asked if path == "/token"]
    assert {form["client_assertion_type"] for form in proofs} == {
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    }
    assert all("Authorization" not in headers for _, headers, _ in provider.asked)
    said = [jwt.decode(form["client_assertion"], key, algorithms=[alg]) for form in proofs]
    assert said[0].header == {"alg": alg, "kid": "klient", "typ": "JWT"}
    assert said[0].claims["jti"] != said[1].claims["jti"]
    claims = said[0].claims
    to = f"{provider.issuer}/token" if slag == "entra" else provider.issuer
    assert (claims["iss"], claims["sub"], claims["aud"]) == (CLIENT, CLIENT, to)
    assert claims["exp"] - claims["iat"] == 60
    assert claims["nbf"] == claims["iat"]


def test_the_provider_is_told_nothing_of_this_machine(provider: Vrang, tmp_path: Path) -> None:
    whole_way(provider, way_in(tmp_path, provider.issuer))
    for path, headers, _ in provider.asked:
        assert set(headers) <= {
            *("Host", "Accept", "Accept-Encoding", "Connection", "User-Agent"),
            *("Content-Length", "Content-Type", "Authorization"),
        }, path


def test_every_refusal_has_a_sentence() -> None:
    assert set(TEKSTER) == set(Feilkode)
    assert all(text.endswith(".") and "token" not in text for text in TEKSTER.values())
