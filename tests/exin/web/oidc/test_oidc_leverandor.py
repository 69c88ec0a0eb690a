"""What the provider says of itself is not taken at its word, and what it answers has its limits."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exin.web.oidc import Feilkode, Innlogging, Innloggingsfeil
from exin.web.oidc.hent import LARGEST, Henter
from tests.helpers.epost import Authority, authority
from tests.helpers.oidc import Answer, Vrang, hostile, rsa, way_in, whole_way

WELL_KNOWN = "/.well-known/openid-configuration"


@pytest.fixture
def provider() -> Iterator[Vrang]:
    with hostile() as found:
        yield found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("senter"))


class Time:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def refused(act: Callable[[], object]) -> Feilkode:
    with pytest.raises(Innloggingsfeil) as error:
        act()
    return error.value.kode


# -- the description --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "described, code",
    [
        ({"issuer": "https://annen.example.org"}, Feilkode.OPPSLAG_FEIL_UTSTEDER),
        ({"issuer": None}, Feilkode.OPPSLAG_FEIL_UTSTEDER),
        ({"token_endpoint": "http://127.0.0.1:9/token"}, Feilkode.OPPSLAG_FREMMED_VERT),
        ({"token_endpoint": "http://localhost/token"}, Feilkode.OPPSLAG_FREMMED_VERT),
        ({"jwks_uri": "https://127.0.0.1/jwks"}, Feilkode.OPPSLAG_FREMMED_VERT),
        ({"jwks_uri": "file:///etc/passwd"}, Feilkode.OPPSLAG_UFULLSTENDIG),
        ({"authorization_endpoint": "http://annen.example.org/"}, Feilkode.OPPSLAG_FREMMED_VERT),
        ({"authorization_endpoint": "http://x127.0.0.1/"}, Feilkode.OPPSLAG_FREMMED_VERT),
        ({"authorization_endpoint": "javascript:alert(1)"}, Feilkode.OPPSLAG_UFULLSTENDIG),
        ({"end_session_endpoint": "https://127.0.0.1/ut"}, Feilkode.OPPSLAG_FREMMED_VERT),
        ({"token_endpoint": None}, Feilkode.OPPSLAG_UFULLSTENDIG),
        ({"jwks_uri": 7}, Feilkode.OPPSLAG_UFULLSTENDIG),
        ({"authorization_endpoint": "http://127.0.0.1:x/"}, Feilkode.OPPSLAG_UFULLSTENDIG),
        ({"authorization_endpoint": "http://[/"}, Feilkode.OPPSLAG_UFULLSTENDIG),
        ({"authorization_endpoint": "http://127.0.0.1:99999/"}, Feilkode.OPPSLAG_UFULLSTENDIG),
        ({"authorization_endpoint": "http://annen.example.org\\.127.0.0.1/"}, Feilkode.OPPSLAG_UFULLSTENDIG),
        ({"authorization_endpoint": "http://127.0.0.1/\\annet"}, Feilkode.OPPSLAG_UFULLSTENDIG),
        ({"authorization_endpoint": "http://127.0.0.1/#x"}, Feilkode.OPPSLAG_UFULLSTENDIG),
        ({"authorization_endpoint": "http://127.0.0.1/\n"}, Feilkode.OPPSLAG_UFULLSTENDIG),
    ],
    ids=lambda value: value.value if isinstance(value, Feilkode) else json.dumps(value)[1:50],
)
def test_a_description_that_leads_elsewhere_is_refused(
    provider: Vrang, tmp_path: Path, described: dict[str, Any], code: Feilkode
) -> None:
    provider.description = described
    assert refused(way_in(tmp_path, provider.issuer).begin) is code
    assert {path for path, _, _ in provider.asked} == {WELL_KNOWN}


def test_an_address_with_a_user_in_it_is_refused(provider: Vrang, tmp_path: Path) -> None:
    provider.description = {"token_endpoint": f"http://kari@127.0.0.1:{provider.port}/token"}
    assert refused(way_in(tmp_path, provider.issuer).begin) is Feilkode.OPPSLAG_UFULLSTENDIG


def test_people_may_be_sent_to_a_host_below_that_of_the_issuer(provider: Vrang, tmp_path: Path) -> None:
    provider.description = {"authorization_endpoint": "http://login.127.0.0.1/authorize?fra=exin"}
    url, _ = way_in(tmp_path, provider.issuer).begin()
    assert url.startswith("http://login.127.0.0.1/authorize?fra=exin&response_type=code&")


def test_an_issuer_with_a_path_is_asked_below_it(tmp_path: Path) -> None:
    with hostile(path="/leietaker/v2.0") as provider:
        assert whole_way(provider, way_in(tmp_path, provider.issuer)).utsteder == provider.issuer
        assert provider.asked[0][0] == f"/leietaker/v2.0{WELL_KNOWN}"


def test_only_the_providers_own_host_is_asked(provider: Vrang) -> None:
    with hostile() as other:
        assert refused(lambda: Henter(provider.issuer).get(other.issuer)) is Feilkode.OPPSLAG_FREMMED_VERT
        assert other.asked == []


# -- what it answers --------------------------------------------------------------------------------------------


def big() -> Answer:
    return 200, {}, json.dumps({"x": "x" * LARGEST}).encode()


def late(seconds: float, answer: Answer) -> Callable[[], Answer]:
    def after_a_while() -> Answer:
        time.sleep(seconds)
        return answer

    return after_a_while


def packed() -> Answer:
    return 200, {"Content-Encoding": "gzip"}, gzip.compress(json.dumps({"x": "x" * LARGEST * 9}).encode())


@pytest.mark.parametrize(
    "answer, code",
    [
        (lambda: (302, {"Location": "http://127.0.0.1:9/"}, b""), Feilkode.LEVERANDOR_VIDERESENDTE),
        (lambda: (307, {"Location": "/annet"}, b""), Feilkode.LEVERANDOR_VIDERESENDTE),
        (lambda: (304, {}, b""), Feilkode.LEVERANDOR_VIDERESENDTE),
        (lambda: (500, {}, b"{}"), Feilkode.LEVERANDOR_SVARER_IKKE),
        (big, Feilkode.SVAR_FOR_STORT),
        (packed, Feilkode.SVAR_ULESELIG),
        (lambda: (200, {}, b"<html>"), Feilkode.SVAR_ULESELIG),
        (lambda: (200, {}, b"\xff"), Feilkode.SVAR_ULESELIG),
        (lambda: (200, {}, b"[]"), Feilkode.SVAR_ULESELIG),
        (lambda: (200, {}, b'{"issuer": NaN}'), Feilkode.SVAR_ULESELIG),
        (lambda: (200, {}, b"[" * 200_000), Feilkode.SVAR_ULESELIG),
    ],
    ids="redirect here 304 500 big packed html bytes list nan deep".split(),
)
@pytest.mark.parametrize("path", [WELL_KNOWN, "/jwks", "/token"])
def test_an_answer_that_is_none_is_refused_wherever_it_comes(
    provider: Vrang, tmp_path: Path, path: str, answer: Callable[[], Answer], code: Feilkode
) -> None:
    provider.answers[path] = answer
    assert refused(lambda: whole_way(provider, way_in(tmp_path, provider.issuer))) is code
    assert provider.count("/annet") == 0


@pytest.mark.parametrize(
    "status, code", [(400, Feilkode.KODE_IKKE_GODTATT), (401, Feilkode.KLIENT_IKKE_GODTATT)]
)
def test_a_refusal_of_code_or_client_is_told_apart(
    provider: Vrang, tmp_path: Path, status: int, code: Feilkode
) -> None:
    provider.answers["/token"] = lambda: (status, {}, b'{"error": "invalid_grant", "hint": "kari"}')
    assert refused(lambda: whole_way(provider, way_in(tmp_path, provider.issuer))) is code


@pytest.mark.parametrize("path", [WELL_KNOWN, "/jwks"])
def test_what_is_not_found_is_no_answer(provider: Vrang, tmp_path: Path, path: str) -> None:
    provider.answers[path] = lambda: (404, {}, b"{}")
    found = refused(lambda: whole_way(provider, way_in(tmp_path, provider.issuer)))
    assert found is Feilkode.LEVERANDOR_SVARER_IKKE


@pytest.mark.parametrize("content", [{}, {"id_token": None}, {"id_token": {"x": 1}}])
def test_an_answer_without_a_token_is_refused(
    provider: Vrang, tmp_path: Path, content: dict[str, Any]
) -> None:
    provider.answers["/token"] = lambda: (200, {}, json.dumps(content).encode())
    found = refused(lambda: whole_way(provider, way_in(tmp_path, provider.issuer)))
    assert found is Feilkode.BEKREFTELSE_UGYLDIG


@pytest.mark.parametrize("content", [{}, {"keys": {}}, {"keys": [{}] * 101}])
def test_a_set_of_keys_that_is_none_is_refused(
    provider: Vrang, tmp_path: Path, content: dict[str, Any]
) -> None:
    provider.answers["/jwks"] = lambda: (200, {}, json.dumps(content).encode())
    found = refused(lambda: whole_way(provider, way_in(tmp_path, provider.issuer)))
    assert found is Feilkode.SVAR_ULESELIG


def test_a_provider_that_keeps_one_waiting_is_given_up(provider: Vrang) -> None:
    provider.answers["/sent"] = late(9.0, (200, {}, b"{}"))
    begun = time.monotonic()
    henter = Henter(provider.issuer, timeout=0.2)
    assert refused(lambda: henter.get(f"{provider.issuer}/sent")) is Feilkode.LEVERANDOR_SVARER_IKKE
    assert time.monotonic() - begun < 8


def test_an_answer_that_drips_in_is_given_up(provider: Vrang) -> None:
    provider.pause, provider.answers["/sent"] = 0.2, lambda: (200, {}, b" " * 60 + b"{}")
    begun = time.monotonic()
    henter = Henter(provider.issuer, timeout=0.4)
    assert refused(lambda: henter.get(f"{provider.issuer}/sent")) is Feilkode.LEVERANDOR_SVARER_IKKE
    assert 0.4 <= time.monotonic() - begun < 8


def test_a_provider_that_is_not_there_does_not_answer(tmp_path: Path) -> None:
    with hostile() as gone:
        issuer = gone.issuer
    log_in = way_in(tmp_path, issuer)
    assert refused(log_in.begin) is Feilkode.LEVERANDOR_SVARER_IKKE
    assert log_in.end_session_url() is None


# -- what is remembered -----------------------------------------------------------------------------------------


def test_those_who_wait_do_not_ask_one_after_the_other(provider: Vrang, tmp_path: Path) -> None:
    clock = Time()
    provider.answers[WELL_KNOWN] = late(0.1, (503, {}, b""))
    log_in = way_in(tmp_path, provider.issuer, clock=clock)
    with ThreadPoolExecutor(8) as people:
        codes = list(people.map(lambda _: refused(log_in.begin), range(8)))
    assert set(codes) == {Feilkode.LEVERANDOR_SVARER_IKKE}
    assert provider.count(WELL_KNOWN) == 1
    provider.answers.clear()
    clock.ahead = timedelta(seconds=6)
    log_in.begin()
    assert provider.count(WELL_KNOWN) == 2


def test_description_and_keys_are_asked_for_once_an_hour(provider: Vrang, tmp_path: Path) -> None:
    clock = Time()
    log_in = way_in(tmp_path, provider.issuer, clock=clock)
    for _ in range(3):
        whole_way(provider, log_in)
    assert (provider.count(WELL_KNOWN), provider.count("/jwks"), provider.count("/token")) == (1, 1, 3)
    clock.ahead = timedelta(minutes=61)
    log_in.begin()
    assert provider.count(WELL_KNOWN) == 2
    clock.ahead = timedelta(minutes=-61)
    log_in.begin()
    assert provider.count(WELL_KNOWN) == 3


def test_a_new_key_is_found_and_an_unknown_one_asked_for_no_more_than_once_a_minute(
    provider: Vrang, tmp_path: Path
) -> None:
    clock = Time()
    log_in = way_in(tmp_path, provider.issuer, clock=clock)
    whole_way(provider, log_in)
    provider.key = rsa("ny")
    for _ in range(3):
        assert refused(lambda: whole_way(provider, log_in)) is Feilkode.UKJENT_NOKKEL
    assert provider.count("/jwks") == 1
    provider.published.append(dict(rsa("ny").as_dict(private=False)))
    # No further than the leeway: the provider's clock is the machine's.
    clock.ahead = timedelta(seconds=60)
    assert whole_way(provider, log_in).subjekt == "kari-7"
    assert provider.count("/jwks") == 2


# -- TLS --------------------------------------------------------------------------------------------------------


def in_production(folder: Path, issuer: str) -> Innlogging:
    return way_in(folder, issuer, environment="production", oidc_grupper=["revisor=g-1"])


def test_a_certificate_that_the_machine_does_not_know_is_refused(made: Authority, tmp_path: Path) -> None:
    with hostile(context=made.context()) as provider:
        log_in = in_production(tmp_path, provider.issuer)
        assert refused(log_in.begin) is Feilkode.LEVERANDOR_SVARER_IKKE
        assert provider.asked == []


def test_a_certificate_of_another_name_is_refused(
    made: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(made.tillit))
    with hostile(context=made.context()) as provider:
        log_in = in_production(tmp_path, provider.issuer.replace("localhost", "127.0.0.1"))
        assert refused(log_in.begin) is Feilkode.LEVERANDOR_SVARER_IKKE
        assert provider.asked == []


def test_in_production_all_of_it_goes_over_tls(
    made: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(made.tillit))
    with hostile(context=made.context()) as provider:
        log_in = in_production(tmp_path, provider.issuer)
        assert whole_way(provider, log_in).subjekt == "kari-7"
        provider.description = {"token_endpoint": f"http://localhost:{provider.port}/token"}
        again = in_production(tmp_path, provider.issuer)
        assert refused(again.begin) is Feilkode.OPPSLAG_FREMMED_VERT


def test_nothing_of_the_environment_decides_where_it_goes(
    provider: Vrang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert whole_way(provider, way_in(tmp_path, provider.issuer)).subjekt == "kari-7"
