"""Who the API lets in: each wrong token is refused, noted by a code, and told no more than that it was not taken."""

import hmac
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from exin.casework.hus import innlogging, okter
from exin.casework.hus.okter import Metode
from exin.errors import UnknownActor
from exin.settings import Settings
from exin.web.takt import Takt
from policies import Door
from tests.helpers import cases
from tests.helpers.api import AUDIENCE, Api, api_at, let_ask, settings_of, subject_of
from tests.helpers.nettsted import COOKIE
from tests.helpers.office import Kontor, caller
from tests.helpers.oidc import CLIENT, by_hand, ec, rsa
from tests.helpers.stab import changed

HOUR = timedelta(hours=1)
STI = "/saker"


def noted(api: Api) -> list[dict[str, Any]]:
    """What the operations log has of requests that were turned away."""
    lines = [
        json.loads(line)
        for file in sorted(api.kontor.folder.rglob("*.log"))
        for line in file.read_text("utf-8").splitlines()
        if line.startswith("{")
    ]
    return [line for line in lines if line.get("event") == "avvist"]


def refused(api: Api, token: str | None, status: int = 401, kode: str = "token_ikke_godtatt") -> str:
    """Ask with a token that is refused. Returns the code that was noted."""
    with api.kontor.new_events() as events:
        answer = api.ask("GET", STI, who=None, token=token)
    assert (answer.status_code, answer.json()["kode"]) == (status, kode)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert events == []
    return str(noted(api)[-1]["arsak"])


# -- what it says ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims, code",
    [
        ({"iss": "https://annen.example.org"}, "feil_utsteder"),
        ({"iss": None}, "feil_utsteder"),
        ({"aud": CLIENT}, "feil_mottaker"),
        ({"aud": [CLIENT, "en-annen"]}, "feil_mottaker"),
        ({"aud": None}, "feil_mottaker"),
        ({"aud": {AUDIENCE: 1}}, "feil_mottaker"),
        ({"aud": ""}, "feil_mottaker"),
        ({"exp": -HOUR}, "bekreftelse_utlopt"),
        ({"exp": None}, "bekreftelse_ugyldig"),
        ({"exp": True}, "bekreftelse_ugyldig"),
        ({"iat": None}, "bekreftelse_ugyldig"),
        ({"iat": HOUR}, "bekreftelse_ikke_gyldig_enna"),
        ({"nbf": HOUR}, "bekreftelse_ikke_gyldig_enna"),
        ({"client_id": None}, "bekreftelse_ugyldig"),
        ({"jti": None}, "bekreftelse_ugyldig"),
        ({"sub": None}, "subjekt_mangler"),
        ({"sub": "kåre"}, "subjekt_mangler"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_token_that_says_what_it_should_not_is_refused(api: Api, claims: dict[str, Any], code: str) -> None:
    assert refused(api, api.token("kari", **claims)) == code


def test_a_lower_level_than_is_taken_is_refused(kontor: Kontor) -> None:
    with api_at(kontor, oidc_acr=["high"]) as api:
        assert refused(api, api.token("kari", acr="substantial")) == "for_lavt_niva"
        assert api.ask("GET", STI, token=api.token("kari", acr="high")).status_code == 200


# -- what it is ------------------------------------------------------------------------------------------


def test_a_token_without_a_signature_is_refused(api: Api) -> None:
    token = by_hand({"alg": "none", "typ": "at+jwt", "kid": "rsa-1"}, api.claims("kari"), lambda _: b"")
    assert refused(api, token) == "algoritme_ikke_godtatt"


@pytest.mark.parametrize("alg", ["HS256", "HS512"])
def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(api: Api, alg: str) -> None:
    public = rsa().as_pem(private=False)
    token = by_hand(
        {"alg": alg, "typ": "at+jwt", "kid": "rsa-1"},
        api.claims("kari"),
        lambda content: hmac.digest(public, content, sha256),
    )
    assert refused(api, token) == "algoritme_ikke_godtatt"


@pytest.mark.parametrize("typ", [None, "JWT", "id+jwt", "at+jwt2", "AT"])
def test_a_token_of_another_kind_is_refused(api: Api, typ: object) -> None:
    assert refused(api, api.token("kari", header={"typ": typ})) == "ikke_tilgangstoken"


def test_what_logs_somebody_in_is_no_access_token(api: Api) -> None:
    """The ID token of the same person from the same provider: to the client, with a nonce, and of no type."""
    token = api.token("kari", header={"typ": "JWT"}, aud=CLIENT, nonce="n", client_id=None)
    assert refused(api, token) == "ikke_tilgangstoken"


def test_a_key_of_the_same_name_by_somebody_else_is_refused(api: Api) -> None:
    theirs = RSAKey.generate_key(2048, {"kid": "rsa-1"})
    assert refused(api, api.token("kari", key=theirs)) == "feil_signatur"


def test_a_key_that_the_provider_does_not_have_is_refused(api: Api) -> None:
    assert refused(api, api.token("kari", key=rsa("rsa-9"))) == "ukjent_nokkel"


def test_a_key_is_not_taken_for_another_algorithm(api: Api) -> None:
    token = api.token("kari", key=ec("rsa-1"), header={"alg": "ES256"})
    assert refused(api, token) == "ukjent_nokkel"


@pytest.mark.parametrize("token", ["x", "a.b.c", "..", "x" * 20_000, "æ"])
def test_what_is_no_token_is_refused(api: Api, token: str) -> None:
    answer = api.client().get(f"/api/v1{STI}", headers=[(b"authorization", f"Bearer {token}".encode())])
    assert answer.status_code == 401


@pytest.mark.parametrize("given", ["", "Basic a2FyaTpoZW1tZWxpZw==", "Bearer", "Bearer "])
def test_without_a_token_nobody_is_let_in(api: Api, given: str) -> None:
    answer = api.client().get(f"/api/v1{STI}", headers={"authorization": given})
    assert (answer.status_code, answer.json()["kode"]) == (401, "token_mangler")


def test_two_tokens_are_none(api: Api) -> None:
    good = f"Bearer {api.token('kari')}"
    headers = [("authorization", good), ("authorization", good)]
    assert api.client().get(f"/api/v1{STI}", headers=headers).status_code == 401


# -- whose it is -------------------------------------------------------------------------------------------


def test_who_is_bound_to_nobody_is_refused_and_that_is_in_the_log(api: Api) -> None:
    with api.kontor.new_events() as events:
        answer = api.ask("GET", STI, token=api.token("kari", sub="en-annen"))
    assert (answer.status_code, answer.json()["kode"]) == (403, "ukjent_innlogging")
    assert [(each.handling, each.koder, each.dor, each.ansatt) for each in events] == [
        ("logg_inn", ("ukjent_innlogging",), "api", None)
    ]


@pytest.mark.parametrize("groups", [None, [], ["gruppe-teamleder"], "gruppe-teamleder"])
def test_a_role_counts_only_where_the_groups_of_the_token_allow_it(api: Api, groups: object) -> None:
    with api.kontor.new_events() as events:
        answer = api.ask("GET", STI, token=api.token("kari", groups=groups))
    assert (answer.status_code, answer.json()["kode"]) == (403, "rollen_mangler_gruppe")
    about = api.kontor.staff_id("kari").hex()
    assert [(each.koder, each.gjelder_ansatt) for each in events] == [(("rollen_mangler_gruppe",), about)]


def test_a_binding_that_was_taken_away_lets_nobody_in(api: Api, kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        innlogging.unbind(w, "kari", api.provider.issuer, subject_of("kari"))
    assert api.ask("GET", STI).status_code == 403


def test_the_door_itself_asks_for_the_binding_and_the_role(api: Api, kontor: Kontor) -> None:
    ours, roles = (api.provider.issuer, subject_of("kari")), frozenset(["saksbehandler"])
    wrong: list[dict[str, Any]] = [
        {"innlogging": (api.provider.issuer, subject_of("ola")), "roller": roles},
        {"innlogging": (api.provider.issuer, "ingen"), "roller": roles},
        {"innlogging": ours, "roller": frozenset(["revisor"])},
        {"innlogging": ours},
    ]
    for each in wrong:
        with (
            pytest.raises(UnknownActor),
            kontor.office.read(replace(caller("kari", dor=Door.API), **each)),
        ):
            pass


def test_who_has_another_role_since_the_token_was_made_is_refused(api: Api, kontor: Kontor) -> None:
    token = api.token("kari", groups=["gruppe-saksbehandler"])
    assert api.ask("GET", STI, token=token).status_code == 200
    changed(kontor, "kari", rolle="teamleder")
    assert api.ask("GET", STI, token=token).status_code == 403


def test_a_blocked_account_is_refused_by_the_rules(api: Api) -> None:
    with api.kontor.new_events() as events:
        answer = api.ask("GET", STI, who="sperret")
    assert (answer.status_code, answer.json()["kode"]) == (403, "ingen_tilgang")
    assert [(each.utfall, each.regler) for each in events] == [("nektet", ("konto_sperret",))]


# -- cookies and tokens ------------------------------------------------------------------------------------


def test_a_session_is_nothing_to_the_api_and_a_token_nothing_to_the_pages(api: Api, kontor: Kontor) -> None:
    begun = okter.begin(kontor.office, caller("kari", dor=Door.WEB), Metode.LOKAL)
    client = api.client()
    client.cookies.set(COOKIE, begun.hemmelighet, domain="127.0.0.1", path="/")
    assert client.get(f"/api/v1{STI}").status_code == 401
    page = api.client().get(
        "/min-dag", headers={"authorization": f"Bearer {api.token('kari')}"}, follow_redirects=False
    )
    assert page.headers["location"].startswith("/logg-inn")


def test_a_session_lets_nobody_through_the_door_of_the_api(kontor: Kontor) -> None:
    begun = okter.begin(kontor.office, caller("kari", dor=Door.WEB), Metode.LOKAL)
    asker = replace(caller("kari", dor=Door.API), okt=begun.okt.id)
    kontor.office.means.environment = "production"
    with pytest.raises(UnknownActor), kontor.office.read(asker):
        pass


def test_no_answer_of_the_api_sets_a_cookie_or_is_kept(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    for sti in (STI, f"/saker/{saksnr}", "/finnes-ikke", "/openapi.json"):
        answer = api.ask("GET", sti)
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


# -- how often -------------------------------------------------------------------------------------------


def test_who_asks_too_often_is_told_to_wait_and_others_are_not(api: Api) -> None:
    let_ask(api.site, Takt(antall=2, vindu=timedelta(minutes=1), clock=api.kontor.clock))
    assert [api.ask("GET", STI).status_code for _ in range(3)] == [200, 200, 429]
    answer = api.ask("GET", STI)
    assert (answer.json()["kode"], answer.headers["retry-after"]) == ("for_mange_kall", "60")
    assert api.ask("GET", STI, who="ola").status_code == 200
    api.kontor.clock.forward(seconds=61)
    assert api.ask("GET", STI).status_code == 200


def test_tokens_that_nobody_believes_are_refused_faster_after_a_while(api: Api) -> None:
    let_ask(api.site, Takt(antall=2, vindu=timedelta(minutes=1), clock=api.kontor.clock))
    tries = [api.ask("GET", STI, token=api.token("kari", exp=-HOUR)).status_code for _ in range(3)]
    assert tries == [401, 401, 429]
    assert api.ask("GET", STI).status_code == 200


# -- where there is no provider -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings", [{"oidc_api_mottaker": ""}, {"oidc_utsteder": "", "oidc_api_mottaker": ""}]
)
def test_an_installation_without_a_provider_says_that_there_is_no_api(
    kontor: Kontor, settings: dict[str, str]
) -> None:
    with api_at(kontor, **settings) as api:
        answer = api.ask("GET", STI)
        assert (answer.status_code, answer.json()["kode"]) == (401, "api_stengt")


def test_a_provider_that_is_gone_is_said_to_be_so(api: Api) -> None:
    api.provider.answers["/jwks"] = lambda: (500, {}, b"")
    answer = api.ask("GET", STI)
    assert (answer.status_code, answer.json()["kode"]) == (503, "innlogging_svarer_ikke")


def test_the_audience_of_the_api_is_never_the_client(kontor: Kontor) -> None:
    with pytest.raises(ValueError, match="the_client"):
        settings_of(kontor, kontor.folder, "https://idporten.no", oidc_api_mottaker=CLIENT)
    with pytest.raises(ValueError, match="the_client"):
        Settings.model_validate({"oidc_api_mottaker": AUDIENCE})
