"""What is sent again is not done again, on both databases; and what was changed meanwhile is not changed over."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from exin.casework.hus import gjentakelse, rydding
from exin.casework.oppfolging import arbeid
from exin.casework.tilgang import tildeling
from exin.errors import Conflict, Tampered
from exin.store import apikall
from tests.helpers import cases
from tests.helpers.api import Api, new_key
from tests.helpers.office import Kontor

NEW = {"program": "exin_oslo", "kilde": "direkte", "bydel": "sagene", "navn": "Vilde Prøve"}
NOTE = {"tekst": "Et notat."}


@pytest.fixture(params=["sqlite", "postgres"])
def databaseslag(request: pytest.FixtureRequest) -> str:
    """Which database the test's office has."""
    return str(request.param)


def notes(kontor: Kontor) -> int:
    return int(kontor.one("select count(*) from notat")[0])


# -- the key ------------------------------------------------------------------------------------------------


def test_without_a_key_nothing_is_done(api: Api) -> None:
    answer = api.ask("POST", "/saker", who="mottak", sendt=NEW, nokkel="")
    assert (answer.status_code, answer.json()["kode"]) == (400, "nokkel_mangler")
    assert api.kontor.rows("select * from sak") == []


@pytest.mark.parametrize("key", ["kort", "x" * 101, "med mellomrom i seg her", '"halv', "aaaaaaaaaaaaaaaæ"])
def test_what_is_no_key_is_refused(api: Api, key: str) -> None:
    bearer = f"Bearer {api.token('mottak')}".encode()
    headers = [(b"authorization", bearer), (b"idempotency-key", key.encode())]
    answer = api.client().post("/api/v1/saker", json=NEW, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["felt"][0]["felt"] == "Idempotency-Key"


def test_something_else_under_the_same_key_is_refused(api: Api) -> None:
    key = new_key()
    assert api.ask("POST", "/saker", who="mottak", sendt=NEW, nokkel=key).status_code == 201
    for other in (NEW | {"navn": "En annen"}, NEW | {"bydel": "alna"}):
        answer = api.ask("POST", "/saker", who="mottak", sendt=other, nokkel=key)
        assert (answer.status_code, answer.json()["kode"]) == (422, "nokkel_brukt_om_annet")
    assert len(api.kontor.rows("select * from sak")) == 1


def test_the_same_text_on_another_case_under_the_same_key_is_something_else(api: Api, kontor: Kontor) -> None:
    key, first, second = new_key(), cases.case(kontor, "forlop"), cases.case(kontor, "forlop")
    answers = [
        api.ask("POST", f"/saker/{each}/notater", sendt=NOTE, nokkel=key, etag=api.etag(each)).status_code
        for each in (first, second)
    ]
    assert answers == [201, 422]
    assert notes(kontor) == 1


def test_what_was_done_is_answered_again_and_not_done_again(api: Api, kontor: Kontor) -> None:
    key = new_key()
    first = api.ask("POST", "/saker", who="mottak", sendt=NEW, nokkel=key)
    with kontor.new_events() as events:
        again = api.ask("POST", "/saker", who="mottak", sendt=NEW, nokkel=f'"{key}"')
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, b"")
    assert again.headers["location"] == first.headers["location"]
    assert len(kontor.rows("select * from sak")) == 1
    assert [(each.handling, each.koder, each.skrevet) for each in events] == [
        ("henvendelse", (gjentakelse.GJENTATT,), ())
    ]


def test_what_was_done_is_answered_again_though_the_case_has_another_version_by_now(
    api: Api, kontor: Kontor
) -> None:
    saksnr, key = cases.case(kontor, "forlop"), new_key()
    body, tag = {"slag": "telefon", "utfall": "forsok"}, api.etag(saksnr)
    tries = [
        api.ask("POST", f"/saker/{saksnr}/kontakter", sendt=body, nokkel=key, etag=tag) for _ in range(3)
    ]
    assert [each.status_code for each in tries] == [201] * 3
    assert {each.headers["location"] for each in tries} == {f"/api/v1/saker/{saksnr}"}
    assert len(kontor.rows("select * from kontakt where slag = 'telefon'")) == 1


def test_a_key_is_ones_own(api: Api, kontor: Kontor) -> None:
    key = new_key()
    for who in ("mottak", "kari"):
        assert api.ask("POST", "/saker", who=who, sendt=NEW, nokkel=key).status_code == 201
    assert len(kontor.rows("select * from sak")) == 2


def test_what_was_refused_may_be_tried_again_under_the_same_key(api: Api, kontor: Kontor) -> None:
    saksnr, key = cases.case(kontor, "forlop"), new_key()
    sti, tag = f"/saker/{saksnr}/notater", api.etag(saksnr)
    assert api.ask("POST", sti, sendt={"tekst": "  "}, nokkel=key, etag=tag).status_code == 422
    assert api.ask("POST", sti, sendt=NOTE, nokkel=key, etag=tag).status_code == 201


def test_who_may_not_know_of_the_case_any_more_is_told_nothing_again(api: Api, kontor: Kontor) -> None:
    saksnr, key = cases.case(kontor, "forlop"), new_key()
    sti, tag = f"/saker/{saksnr}/notater", api.etag(saksnr)
    assert api.ask("POST", sti, sendt=NOTE, nokkel=key, etag=tag).status_code == 201
    cases.give(kontor, saksnr, "ola")
    with kontor.work("leder") as w:
        tildeling.protect(w, saksnr, "fortrolig")
    answer = api.ask("POST", sti, sendt=NOTE, nokkel=key, etag=tag)
    assert answer.status_code == 404
    assert notes(kontor) == 1


# -- what is kept ---------------------------------------------------------------------------------------------


def test_neither_key_nor_content_is_kept(api: Api, kontor: Kontor) -> None:
    key = "nokkel-som-er-lett-aa-kjenne-igjen"
    assert api.ask("POST", "/saker", who="mottak", sendt=NEW, nokkel=key).status_code == 201
    (row,) = kontor.rows("select nokkel, rute, avtrykk, status, laget from apikall")
    assert (row[1], row[3]) == ("registrer_henvendelse", 201)
    assert (len(row[0]), len(row[2])) == (32, 32)
    assert row[4] == kontor.one("select saksnr from sak")[0]


def test_what_was_done_is_forgotten_after_a_day_by_the_nightly_tidying(api: Api, kontor: Kontor) -> None:
    api.ask("POST", "/saker", who="mottak", sendt=NEW)
    rydding.tidy_sessions(kontor.office)
    assert len(kontor.rows("select * from apikall")) == 1
    kontor.clock.forward(hours=24, seconds=1)
    rydding.tidy_sessions(kontor.office)
    assert kontor.rows("select * from apikall") == []


def test_a_row_that_was_changed_past_the_engine_is_believed_by_nobody(api: Api, kontor: Kontor) -> None:
    key = new_key()
    api.ask("POST", "/saker", who="mottak", sendt=NEW, nokkel=key)
    kontor.tamper("update apikall set laget = 'EX-2026-2222'")
    answer = api.ask("POST", "/saker", who="mottak", sendt=NEW, nokkel=key)
    assert (answer.status_code, answer.json()["kode"]) == (500, "feil")
    assert isinstance(api.feil.pop(), Tampered)


# -- at the same time -------------------------------------------------------------------------------------------


def test_the_same_sent_twice_at_once_is_done_once(
    api: Api, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked and found nothing when the first of them writes."""
    saksnr, key = cases.case(kontor, "forlop"), new_key()
    tag, both, looked = api.etag(saksnr), threading.Barrier(2, timeout=10), apikall.by_key
    seen: set[int] = set()

    def look_together(*args: object) -> object:
        found = looked(*args)  # type: ignore[arg-type]
        if threading.get_ident() not in seen and len(seen) < 2:
            seen.add(threading.get_ident())
            both.wait()
        return found

    monkeypatch.setattr(apikall, "by_key", look_together)

    def send(_: int) -> int:
        return api.ask("POST", f"/saker/{saksnr}/notater", sendt=NOTE, nokkel=key, etag=tag).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, range(2)))
    assert answers == [201, 409]
    assert notes(kontor) == 1
    assert send(0) == 201
    assert notes(kontor) == 1


def test_many_at_once_under_one_key_make_one_case(api: Api, kontor: Kontor) -> None:
    key = new_key()

    def send(_: int) -> tuple[int, str]:
        answer = api.ask("POST", "/saker", who="mottak", sendt=NEW, nokkel=key)
        return answer.status_code, answer.headers.get("location", "")

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert {status for status, _ in answers} <= {201, 409}
    assert len({where for _, where in answers if where}) == 1
    assert len(kontor.rows("select * from sak")) == 1
    assert api.feil == []


# -- the version ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", [None, "*"])
def test_without_a_version_nothing_is_changed(api: Api, kontor: Kontor, tag: str | None) -> None:
    saksnr = cases.case(kontor, "forlop")
    answer = api.ask("POST", f"/saker/{saksnr}/notater", sendt=NOTE, etag=tag)
    assert (answer.status_code, answer.json()["kode"]) == (428, "versjon_mangler")


@pytest.mark.parametrize("tag", ['"v0"', 'W/"v1"', '"noe"', '"v999999999"'])
def test_a_version_that_the_case_has_not_is_refused(api: Api, kontor: Kontor, tag: str) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.new_events() as events:
        answer = api.ask("POST", f"/saker/{saksnr}/notater", sendt=NOTE, etag=tag)
    assert (answer.status_code, answer.json()["kode"]) == (412, "versjon_utdatert")
    assert notes(kontor) == 0
    assert [each.utfall for each in events] in ([], ["konflikt"])


def test_what_a_colleague_changed_meanwhile_is_not_changed_over(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    tag = api.etag(saksnr)
    cases.talk(kontor, saksnr)
    for sti, body in (("hendelser", {"hendelse": "start_avslutning"}), ("notater", NOTE)):
        assert api.ask("POST", f"/saker/{saksnr}/{sti}", sendt=body, etag=tag).status_code == 412
    delete = api.ask("DELETE", f"/saker/{saksnr}/tildelinger/kontakt/kari", who="leder", etag=tag)
    assert delete.status_code == 412
    assert notes(kontor) == 0


def test_a_block_is_held_to_the_version_of_its_case_alone(kontor: Kontor) -> None:
    one, other = cases.case(kontor, "forlop"), cases.case(kontor, "forlop")
    with kontor.work("kari") as w:
        w.hold_to(one, 1)
        arbeid.write_notat(w, other, "Noe.")
    with pytest.raises(Conflict), kontor.work("kari") as w:
        w.hold_to(one, 1)
        arbeid.write_notat(w, one, "Noe.")


def test_the_key_is_forgotten_no_sooner_than_is_said() -> None:
    assert timedelta(hours=24) == gjentakelse.KEPT
