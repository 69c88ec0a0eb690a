"""What a good provider never says: each wrong token is refused, and with a code of its own."""

import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from exin.web.oidc import Feilkode, Innloggingsfeil
from tests.helpers.oidc import CLIENT, Vrang, back, by_hand, ec, hostile, okp, rsa, way_in, whole_way

TID, OID = "0f5c1a52-9a6e-4c9f-8a55-3f7a6a0b7c11", "7d3f2b8a-1c44-4a0e-9a38-50d6a2c7e9f4"
HOUR = timedelta(hours=1)


@pytest.fixture
def provider() -> Iterator[Vrang]:
    with hostile() as found:
        yield found


def refusal(provider: Vrang, folder: Path, **settings: Any) -> Feilkode:  # noqa: ANN401 - as the file has them
    with pytest.raises(Innloggingsfeil) as refused:
        whole_way(provider, way_in(folder, provider.issuer, **settings))
    assert refused.value.args == (refused.value.kode.value,)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    return refused.value.kode


# -- what it says -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims, code",
    [
        ({"iss": "https://annen.example.org"}, Feilkode.FEIL_UTSTEDER),
        ({"iss": None}, Feilkode.FEIL_UTSTEDER),
        ({"aud": "en-annen"}, Feilkode.FEIL_MOTTAKER),
        ({"aud": None}, Feilkode.FEIL_MOTTAKER),
        ({"aud": []}, Feilkode.FEIL_MOTTAKER),
        ({"aud": {CLIENT: 1}}, Feilkode.FEIL_MOTTAKER),
        ({"aud": [CLIENT, "en-annen"]}, Feilkode.FEIL_MOTTAKER),
        ({"aud": [CLIENT, "en-annen"], "azp": "en-annen"}, Feilkode.FEIL_MOTTAKER),
        ({"azp": "en-annen"}, Feilkode.FEIL_MOTTAKER),
        ({"azp": 7}, Feilkode.FEIL_MOTTAKER),
        ({"azp": [CLIENT]}, Feilkode.FEIL_MOTTAKER),
        ({"exp": -HOUR}, Feilkode.BEKREFTELSE_UTLOPT),
        ({"exp": None}, Feilkode.BEKREFTELSE_UGYLDIG),
        ({"exp": True}, Feilkode.BEKREFTELSE_UGYLDIG),
        ({"exp": "snart"}, Feilkode.BEKREFTELSE_UGYLDIG),
        ({"exp": 10**30}, Feilkode.BEKREFTELSE_UGYLDIG),
        ({"iat": None}, Feilkode.BEKREFTELSE_UGYLDIG),
        ({"iat": HOUR}, Feilkode.BEKREFTELSE_IKKE_GYLDIG_ENNA),
        ({"nbf": HOUR}, Feilkode.BEKREFTELSE_IKKE_GYLDIG_ENNA),
        ({"iat": -HOUR}, Feilkode.BEKREFTELSE_ELDRE_ENN_FORSOKET),
        ({"nonce": "en-annen"}, Feilkode.FEIL_NONCE),
        ({"nonce": None}, Feilkode.FEIL_NONCE),
        ({"nonce": 7}, Feilkode.FEIL_NONCE),
        ({"auth_time": HOUR}, Feilkode.BEKREFTELSE_IKKE_GYLDIG_ENNA),
        ({"sub": None}, Feilkode.SUBJEKT_MANGLER),
        ({"sub": ""}, Feilkode.SUBJEKT_MANGLER),
        ({"sub": "k" * 201}, Feilkode.SUBJEKT_MANGLER),
        ({"sub": "kåre"}, Feilkode.SUBJEKT_MANGLER),
        ({"sub": "kari\n"}, Feilkode.SUBJEKT_MANGLER),
        ({"sub": "kari 7"}, Feilkode.SUBJEKT_MANGLER),
        ({"sub": ["kari"]}, Feilkode.SUBJEKT_MANGLER),
    ],
    ids=lambda value: value.value if isinstance(value, Feilkode) else json.dumps(value, default=str)[:40],
)
def test_a_token_that_says_what_it_should_not_is_refused(
    provider: Vrang, tmp_path: Path, claims: dict[str, Any], code: Feilkode
) -> None:
    provider.claims = claims
    assert refusal(provider, tmp_path) is code


@pytest.mark.parametrize("given", ["substantial", "", None, ["high"], "High"])
def test_a_level_that_is_not_taken_is_refused(provider: Vrang, tmp_path: Path, given: object) -> None:
    provider.claims = {"acr": given}
    code = refusal(provider, tmp_path, oidc_slag="idporten", oidc_acr=["high"])
    assert code is Feilkode.FOR_LAVT_NIVA


@pytest.mark.parametrize("given", [["c2"], "c2", None, [], {"c1": True}])
def test_at_entra_a_context_that_was_not_met_is_refused(
    provider: Vrang, tmp_path: Path, given: object
) -> None:
    # `acr` is no proof there: only the contexts are.
    provider.claims = {"tid": TID, "oid": OID, "acr": "c1", "acrs": given}
    assert refusal(provider, tmp_path, oidc_slag="entra", oidc_acr=["c1"]) is Feilkode.FOR_LAVT_NIVA


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"tid": TID},
        {"oid": OID},
        {"tid": TID, "oid": "kari@example.org"},
        {"tid": f"{TID}/x", "oid": OID},
    ],
)
def test_at_entra_a_name_or_an_address_is_no_subject(
    provider: Vrang, tmp_path: Path, claims: dict[str, Any]
) -> None:
    provider.claims = {"email": "kari@example.org", "upn": "kari@example.org", **claims}
    assert refusal(provider, tmp_path, oidc_slag="entra") is Feilkode.SUBJEKT_MANGLER


@pytest.mark.parametrize("methods", [None, ["entraid_pwd"], "entraid_pwd", []])
def test_at_ansattporten_a_password_alone_is_refused(
    provider: Vrang, tmp_path: Path, methods: object
) -> None:
    provider.claims = {"acr": "entraid", "amr": methods}
    code = refusal(provider, tmp_path, oidc_slag="ansattporten", oidc_acr=["entraid"])
    assert code is Feilkode.UTEN_FLERE_FAKTORER


@pytest.mark.parametrize(
    "given, code",
    [(None, Feilkode.TIDSPUNKT_MANGLER), (-HOUR, Feilkode.INNLOGGING_FOR_GAMMEL)],
)
def test_where_a_fresh_proof_was_asked_for_an_old_one_or_none_is_refused(
    provider: Vrang, tmp_path: Path, given: timedelta | None, code: Feilkode
) -> None:
    log_in = way_in(tmp_path, provider.issuer)
    url, forsok = log_in.begin(max_alder=timedelta(minutes=5))
    assert "max_age=300" in url
    provider.nonce, provider.claims = forsok.nonce, {"auth_time": given}
    with pytest.raises(Innloggingsfeil) as refused:
        log_in.finish(forsok, back(forsok))
    assert refused.value.kode is code
    provider.claims = {"auth_time": timedelta(seconds=-290)}
    assert log_in.finish(forsok, back(forsok)).auth_time is not None


# -- how it is signed -------------------------------------------------------------------------------------------


def test_a_token_without_a_signature_is_refused(provider: Vrang, tmp_path: Path) -> None:
    provider.token = lambda: by_hand({"alg": "none", "kid": "rsa-1"}, provider.say(), lambda _: b"")
    assert refusal(provider, tmp_path) is Feilkode.ALGORITME_IKKE_GODTATT


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
def test_the_public_key_as_a_shared_secret_is_refused(provider: Vrang, tmp_path: Path, alg: str) -> None:
    pem = rsa().as_pem(private=False)
    provider.token = lambda: by_hand(
        {"alg": alg, "kid": "rsa-1"}, provider.say(), lambda content: hmac.digest(pem, content, sha256)
    )
    assert refusal(provider, tmp_path) is Feilkode.ALGORITME_IKKE_GODTATT


@pytest.mark.parametrize("alg", ["RS512", "ES384", "Ed448", "None", "", 7, ["RS256"], None])
def test_an_algorithm_that_is_not_taken_is_refused(provider: Vrang, tmp_path: Path, alg: object) -> None:
    header = {"kid": "rsa-1"} if alg is None else {"kid": "rsa-1", "alg": alg}
    provider.token = lambda: by_hand(header, provider.say(), lambda _: b"x" * 256)
    assert refusal(provider, tmp_path) is Feilkode.ALGORITME_IKKE_GODTATT


def test_a_signature_by_another_key_of_the_same_id_is_refused(provider: Vrang, tmp_path: Path) -> None:
    provider.key = RSAKey.import_key({**rsa("fremmed").as_dict(private=True), "kid": "rsa-1"})
    assert refusal(provider, tmp_path) is Feilkode.FEIL_SIGNATUR


def test_a_key_that_the_token_brings_along_is_not_looked_at(provider: Vrang, tmp_path: Path) -> None:
    provider.key = RSAKey.import_key({**rsa("fremmed").as_dict(private=True), "kid": "rsa-1"})
    provider.header = {"jwk": rsa("fremmed").as_dict(private=False), "jku": f"{provider.issuer}/egne"}
    assert refusal(provider, tmp_path) is Feilkode.FEIL_SIGNATUR
    assert provider.count("/egne") == 0


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_that_was_changed_on_the_way_is_refused(provider: Vrang, tmp_path: Path, part: int) -> None:
    def changed() -> str:
        parts = provider.signed().split(".")
        parts[part] = parts[part][:-8] + ("A" if parts[part][-8] != "A" else "B") + parts[part][-7:]
        return ".".join(parts)

    provider.token = changed
    assert (
        refusal(provider, tmp_path)
        in {
            0: {Feilkode.UKJENT_NOKKEL, Feilkode.BEKREFTELSE_UGYLDIG, Feilkode.ALGORITME_IKKE_GODTATT},
            1: {Feilkode.FEIL_SIGNATUR},
            2: {Feilkode.FEIL_SIGNATUR},
        }[part]
    )


@pytest.mark.parametrize(
    "key, header",
    [
        (rsa("ukjent"), {}),
        (rsa(), {"kid": "ukjent"}),
        (ec(), {"alg": "ES256", "kid": "rsa-1"}),
        (okp(), {"alg": "EdDSA", "kid": "rsa-1"}),
    ],
    ids=["key", "id", "curve", "edwards"],
)
def test_a_key_that_the_provider_does_not_publish_is_refused(
    provider: Vrang, tmp_path: Path, key: Key, header: dict[str, Any]
) -> None:
    provider.key, provider.header = key, header
    assert refusal(provider, tmp_path) is Feilkode.UKJENT_NOKKEL


def short() -> RSAKey:
    with pytest.warns(UserWarning, match="2048"):
        return RSAKey.generate_key(1024, {"kid": "rsa-1"})


@pytest.mark.parametrize(
    "published",
    [
        [],
        [{"kty": "oct", "k": "aGVtbWVsaWc", "kid": "rsa-1"}],
        [rsa().as_dict(private=False) | {"use": "enc"}],
        [rsa().as_dict(private=False) | {"alg": "PS256"}],
        [rsa().as_dict(private=False) | {"n": "!"}],
        [rsa().as_dict(private=False) | {"n": 7}],
        [ec().as_dict(private=False) | {"kid": "rsa-1"}],
        [rsa().as_dict(private=False), rsa().as_dict(private=False)],
        ["rsa-1", None],
        [{"kty": ["RSA"], "kid": {}, "alg": []}],
        [rsa().as_dict(private=False) | {"n": rsa().as_dict(private=False)["e"]}],
        [rsa().as_dict(private=False) | {"e": ""}],
    ],
    ids="none oct enc alg odd number other twice text lists small empty".split(),
)
def test_a_published_key_that_is_not_for_this_signature_is_not_used(
    provider: Vrang, tmp_path: Path, published: list[dict[str, Any]]
) -> None:
    provider.published = published
    assert refusal(provider, tmp_path) is Feilkode.UKJENT_NOKKEL


def test_a_published_key_that_is_too_short_is_not_used(provider: Vrang, tmp_path: Path) -> None:
    weak = short()
    provider.published = [dict(weak.as_dict(private=False))]
    assert refusal(provider, tmp_path) is Feilkode.UKJENT_NOKKEL


@pytest.mark.parametrize(
    "token",
    ["", "a.b", "a.b.c.d", "!.!.!", "å.å.å", "bnVsbA.bnVsbA.x", "W10.W10.x", "e30", "." * 100_000],
)
def test_what_is_no_token_is_refused(provider: Vrang, tmp_path: Path, token: str) -> None:
    provider.token = lambda: token
    assert refusal(provider, tmp_path) is Feilkode.BEKREFTELSE_UGYLDIG


@pytest.mark.parametrize("content", [[], "tekst", 7, None])
def test_a_signed_content_that_is_no_object_is_refused(
    provider: Vrang, tmp_path: Path, content: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "say", lambda: content, raising=True)
    key = rsa().private_key
    assert key is not None
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    header = {"alg": "RS256", "kid": "rsa-1"}
    provider.token = lambda: by_hand(
        header, provider.say(), lambda content: key.sign(content, PKCS1v15(), SHA256())
    )
    assert refusal(provider, tmp_path) is Feilkode.BEKREFTELSE_UGYLDIG


def test_an_extension_that_must_be_understood_is_refused(provider: Vrang, tmp_path: Path) -> None:
    header = {"alg": "RS256", "kid": "rsa-1", "crit": ["b64"], "b64": False}
    provider.token = lambda: by_hand(header, provider.say(), lambda _: b"x" * 256)
    assert refusal(provider, tmp_path) is Feilkode.BEKREFTELSE_UGYLDIG


# -- what is taken ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key, alg",
    [(rsa(), "RS256"), (rsa(), "PS256"), (ec(), "ES256"), (okp(), "EdDSA")],
    ids=["RS256", "PS256", "ES256", "EdDSA"],
)
def test_four_algorithms_are_taken(
    provider: Vrang, tmp_path: Path, key: RSAKey | ECKey | OKPKey, alg: str
) -> None:
    provider.key, provider.header = key, {"alg": alg, "x-egen": "overses"}
    provider.published = [
        {"kty": "AKP", "kid": "etter-kvantene", "pub": "x"},
        dict(key.as_dict(private=False)),
        dict(rsa("annen").as_dict(private=False)),
    ]
    assert whole_way(provider, way_in(tmp_path, provider.issuer)).subjekt == "kari-7"


def test_a_token_that_names_no_key_is_of_the_only_one_there_is(provider: Vrang, tmp_path: Path) -> None:
    provider.header = {"kid": None}
    assert whole_way(provider, way_in(tmp_path, provider.issuer)).subjekt == "kari-7"
    provider.published = [dict(rsa(name).as_dict(private=False)) for name in ("rsa-1", "annen")]
    assert refusal(provider, tmp_path) is Feilkode.UKJENT_NOKKEL


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "en-annen"], "azp": CLIENT},
        {"exp": timedelta(seconds=7.5), "nbf": timedelta(seconds=20)},
        {"auth_time": -HOUR},
    ],
)
def test_what_the_standard_allows_is_taken(provider: Vrang, tmp_path: Path, claims: dict[str, Any]) -> None:
    provider.claims = claims
    assert whole_way(provider, way_in(tmp_path, provider.issuer)).subjekt == "kari-7"


def test_several_factors_at_ansattporten_are_taken(provider: Vrang, tmp_path: Path) -> None:
    provider.claims = {"acr": "entraid", "amr": ["entraid_pwd", "entraid_mfa"], "groups": ["g-1"]}
    log_in = way_in(tmp_path, provider.issuer, oidc_slag="ansattporten", oidc_acr=["high", "entraid"])
    found = whole_way(provider, log_in)
    assert (found.acr, found.grupper) == ("entraid", frozenset({"g-1"}))
