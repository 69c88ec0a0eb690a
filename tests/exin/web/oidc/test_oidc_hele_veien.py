"""The whole way at a real provider in a process of its own: out by the browser, its form, and back."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from joserfc.jwk import RSAKey

from exin.web.oidc import Feilkode, Forsok, Innloggingsfeil
from policies import Role
from tests.helpers.oidc import CLIENT, LINK, as_browser, key_provider, real_provider, rsa, sent_along, way_in

TID, OID = "0f5c1a52-9a6e-4c9f-8a55-3f7a6a0b7c11", "7d3f2b8a-1c44-4a0e-9a38-50d6a2c7e9f4"

PEOPLE = {
    "kari": {
        "acr": "high",
        "amr": ["BankID"],
        "groups": ["exin-saksbehandlere"],
        "email": "kari@example.org",
    },
    "ola": {"acr": "substantial", "groups": ["andre"]},
    "berit": {
        "tid": TID,
        "oid": OID,
        "acrs": ["c1"],
        "groups": ["exin-ledere"],
        "email": "berit@example.org",
    },
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with real_provider(PEOPLE, "--require-nonce", "true") as found:
        yield found


def test_who_says_no_at_the_provider_is_not_let_in(issuer: str, tmp_path: Path) -> None:
    log_in = way_in(tmp_path, issuer)
    url, forsok = log_in.begin()
    query = as_browser(url, action="deny")
    with pytest.raises(Innloggingsfeil) as refused:
        log_in.finish(forsok, f"{query}&state={forsok.state}")
    assert refused.value.kode is Feilkode.AVBRUTT


def test_a_lower_level_than_was_asked_for_is_refused(issuer: str, tmp_path: Path) -> None:
    log_in = way_in(tmp_path, issuer, oidc_acr=["high"])
    url, forsok = log_in.begin()
    with pytest.raises(Innloggingsfeil) as refused:
        log_in.finish(forsok, as_browser(url, sub="ola"))
    assert refused.value.kode is Feilkode.FOR_LAVT_NIVA


def test_a_code_is_good_once(issuer: str, tmp_path: Path) -> None:
    log_in = way_in(tmp_path, issuer)
    url, forsok = log_in.begin()
    query = as_browser(url, sub="kari")
    log_in.finish(forsok, query)
    with pytest.raises(Innloggingsfeil) as refused:
        log_in.finish(forsok, query)
    assert refused.value.kode is Feilkode.KODE_IKKE_GODTATT


def test_the_code_of_one_attempt_does_not_end_another(issuer: str, tmp_path: Path) -> None:
    log_in = way_in(tmp_path, issuer)
    url, _ = log_in.begin()
    _, other = log_in.begin()
    code = sent_along("?" + as_browser(url, sub="kari"))["code"]
    with pytest.raises(Innloggingsfeil) as refused:
        log_in.finish(other, f"state={other.state}&code={code}")
    assert refused.value.kode is Feilkode.FEIL_NONCE


def test_a_person_logs_in_and_is_known_by_issuer_and_subject(issuer: str, tmp_path: Path) -> None:
    log_in = way_in(
        tmp_path, issuer, oidc_acr=["high", "substantial"], oidc_grupper=["saksbehandler=exin-saksbehandlere"]
    )
    url, forsok = log_in.begin()
    kept = Forsok.from_bytes(forsok.to_bytes())
    found = log_in.finish(kept, as_browser(url, sub="kari"))
    assert (found.utsteder, found.subjekt) == (issuer, "kari")
    assert (found.acr, found.amr) == ("high", ("BankID",))
    assert found.auth_time is not None
    assert abs(datetime.now(UTC) - found.auth_time) < timedelta(minutes=1)
    assert log_in.allows(Role.SAKSBEHANDLER, found)
    assert not log_in.allows(Role.TEAMLEDER, found)
    assert "example.org" not in repr(found)


def test_at_entra_a_person_is_known_by_tenant_and_object(issuer: str, tmp_path: Path) -> None:
    log_in = way_in(
        tmp_path, issuer, oidc_slag="entra", oidc_acr=["c1"], oidc_grupper=["teamleder=exin-ledere"]
    )
    url, forsok = log_in.begin()
    assert sent_along(url)["claims"] == '{"id_token":{"acrs":{"essential":true,"value":"c1"}}}'
    found = log_in.finish(forsok, as_browser(url, sub="berit"))
    assert (found.subjekt, found.acr) == (f"{TID}/{OID}", "c1")
    assert log_in.allows(Role.TEAMLEDER, found)


def test_a_registered_client_with_a_wrong_secret_is_told_so(tmp_path: Path) -> None:
    with real_provider(PEOPLE, "--require-registration", "true") as issuer:
        form = {"redirect_uris": [f"{LINK}/logg-inn/retur"]}
        with httpx2.Client(trust_env=False) as client:
            given = client.post(f"{issuer}/oauth2/clients", json=form).json()
        log_in = way_in(tmp_path, issuer, oidc_klient=given["client_id"])
        url, forsok = log_in.begin()
        with pytest.raises(Innloggingsfeil) as refused:
            log_in.finish(forsok, as_browser(url, sub="kari"))
        assert refused.value.kode is Feilkode.KLIENT_IKKE_GODTATT
        (tmp_path / "riktig").touch(0o600)
        (tmp_path / "riktig").write_text(given["client_secret"])
        right = way_in(
            tmp_path, issuer, secret=False, oidc_klient=given["client_id"], oidc_hemmelighetfil="riktig"
        )
        url, forsok = right.begin()
        assert right.finish(forsok, as_browser(url, sub="kari")).subjekt == "kari"


def private(folder: Path, key: RSAKey) -> str:
    file = folder / "klient.jwk"
    file.touch(0o600)
    file.write_text(json.dumps(key.as_dict(private=True)))
    return file.name


def test_a_client_with_another_key_than_it_registered_is_refused(tmp_path: Path) -> None:
    with key_provider(tmp_path, rsa("klient")) as issuer:
        stranger = RSAKey.import_key({**rsa("annen").as_dict(private=True), "kid": "klient"})
        log_in = way_in(tmp_path, issuer, secret=False, oidc_nokkelfil=private(tmp_path, stranger))
        url, forsok = log_in.begin()
        with pytest.raises(Innloggingsfeil) as refused:
            log_in.finish(forsok, as_browser(url, sub="ola"))
    assert refused.value.kode in {Feilkode.KLIENT_IKKE_GODTATT, Feilkode.KODE_IKKE_GODTATT}


def test_a_client_proves_itself_with_its_key_as_often_as_it_has_to(tmp_path: Path) -> None:
    with key_provider(tmp_path, rsa("klient")) as issuer:
        log_in = way_in(tmp_path, issuer, secret=False, oidc_nokkelfil=private(tmp_path, rsa("klient")))
        for person in ("kari", "ola"):
            url, forsok = log_in.begin()
            assert log_in.finish(forsok, as_browser(url, sub=person)).subjekt == person


def test_what_goes_out_with_the_browser_is_what_the_standard_asks(issuer: str, tmp_path: Path) -> None:
    url, forsok = way_in(tmp_path, issuer, oidc_acr=["high", "substantial"]).begin()
    assert url.startswith(f"{issuer}/oauth2/authorize?")
    assert sent_along(url) == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": f"{LINK}/logg-inn/retur",
        "scope": "openid",
        "state": forsok.state,
        "nonce": forsok.nonce,
        "code_challenge": forsok.challenge,
        "code_challenge_method": "S256",
        "acr_values": "high",
        "ui_locales": "nb",
    }


def test_logging_out_goes_by_the_place_the_provider_names(issuer: str, tmp_path: Path) -> None:
    url = way_in(tmp_path, issuer).end_session_url()
    assert url is not None
    assert url.startswith(f"{issuer}/oauth2/end_session?")
    assert sent_along(url) == {"client_id": CLIENT, "post_logout_redirect_uri": f"{LINK}/logg-inn"}
    with httpx2.Client(trust_env=False) as browser:
        assert browser.get(url).status_code == 200
