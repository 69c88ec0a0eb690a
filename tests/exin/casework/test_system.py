"""How the house stands: for whoever runs it alone, and without a word of a case, a person, a path or a secret."""

import re
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta

import pytest

from exin.app import rotate_kek
from exin.casework.jobb import jobber
from exin.casework.jobb.nokkelkopier import tidy_key_copies
from exin.casework.jobb.system import SystemVisning, show_system
from exin.casework.oppfolging import utkast
from exin.errors import Conflict, Denied, Misconfigured
from exin.jobs.declared import JOBS
from exin.jobs.leader import LEDER
from exin.sealing.kekfiles import next_kek
from policies import Action
from tests.helpers import cases, varsler
from tests.helpers.office import OS_USER, STAFF, Kontor, caller


def shown(kontor: Kontor, who: str = "admin") -> SystemVisning:
    with kontor.read(who) as r:
        return show_system(r, kontor.office.pins)


def ignored(error: BaseException) -> None:
    raise AssertionError(type(error).__name__)


# -- refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["kari", "leder", "klarert_leder", "revisor"])
def test_nobody_but_a_systemansvarlig_sees_how_the_house_stands(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events, pytest.raises(Denied):
        shown(kontor, who)
    assert [(each.handling, each.utfall) for each in events] == [(Action.SE_SYSTEM, "nektet")]


def test_it_is_in_the_log_before_a_file_is_looked_at(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise Misconfigured("kek_fil_mangler")

    monkeypatch.setattr(kontor.office.means, "key_state", gone)
    with kontor.new_events() as events, pytest.raises(Misconfigured):
        shown(kontor)
    assert [(each.handling, each.utfall) for each in events] == [
        (Action.SE_SYSTEM, "tillatt"),
        (Action.SE_JOBBER, "tillatt"),
    ]


def test_a_job_that_runs_already_is_not_set_off_once_more(kontor: Kontor) -> None:
    with closing(kontor.office.means.database.locks()) as others:
        assert others.try_take("sjekkpunkt")
        with pytest.raises(Conflict):
            jobber.set_off(kontor.office, "sjekkpunkt", on_fault=ignored)
    assert kontor.rows("select * from jobb") == []


# -- told ------------------------------------------------------------------------------------------------


def test_nothing_that_is_told_names_anybody_or_a_place_or_holds_a_key(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    kontor.office.pin()
    text = repr(asdict(shown(kontor)))
    assert str(saksnr) not in text
    assert str(kontor.folder) not in text
    assert [name for name in (*STAFF, OS_USER) if re.search(rf"\b{name}\b", text)] == []
    held = kontor.installation.path("kek").read_text("ascii").strip().rpartition(":")[2]
    assert held not in text


def test_the_keys_are_counted_by_kind_and_by_the_main_key_over_them(kontor: Kontor) -> None:
    cases.case(kontor, "forlop")
    keys = shown(kontor).nokler
    assert keys is not None
    counted = {each.slag: each.antall for each in keys.stand.telling.slag}
    assert (counted["person"], counted["sak"]) == (1, 1)
    (kek,) = keys.stand.keker
    assert keys.stand.telling.under == {kek.kek_id: sum(counted.values()) + keys.stand.telling.hemmeligheter}
    assert {each.nyeste for each in keys.stand.telling.slag if each.slag == "sak"} != {None}
    assert keys.bytte == "ferdig"


def test_a_key_that_was_destroyed_is_counted_apart(kontor: Kontor) -> None:
    with kontor.work("kari") as w:
        utkast.save(w, "henvendelse", None, {"tekst": "Begynt."})
    with kontor.work("kari") as w:
        utkast.discard(w, "henvendelse", None)
    keys = shown(kontor).nokler
    assert keys is not None
    (drafts,) = (each for each in keys.stand.telling.slag if each.slag == "utkast")
    assert (drafts.antall, drafts.odelagt, drafts.eldste) == (0, 1, None)


def test_a_change_of_the_main_key_that_was_cut_off_is_seen_and_one_that_ended_too(kontor: Kontor) -> None:
    path = kontor.installation.path("kek")
    next_kek(path)
    begun = shown(kontor).nokler
    assert begun is not None
    assert begun.bytte == "pagar"
    rotate_kek(kontor.installation, caller("admin"))
    done = shown(kontor).nokler
    assert done is not None
    assert done.bytte == "ferdig"
    assert [each.plass for each in done.stand.keker] == ["i_kraft", "forrige"]
    assert set(done.stand.telling.under) == {done.stand.keker[0].kek_id}


def test_a_key_whose_main_key_is_gone_is_seen(kontor: Kontor) -> None:
    with kontor.pen("nokkellager") as pen:
        pen("update hemmelighet set kek_id = ? where navn = 'kjede'", "0" * 16)
    keys = shown(kontor).nokler
    assert keys is not None
    assert keys.bytte == "mangler"


def test_the_copies_of_the_key_store_are_told_by_their_days(kontor: Kontor) -> None:
    before = shown(kontor).nokler
    assert before is not None
    assert before.kopier == ()
    tidy_key_copies(kontor.office)
    after = shown(kontor).nokler
    assert after is not None
    assert after.kopier == (() if kontor.on_server else (kontor.clock.today,))
    assert (after.kopi_dager is None) == kontor.on_server


def test_the_database_says_what_it_is_and_how_large(kontor: Kontor) -> None:
    found = shown(kontor)
    assert found.database.slag == ("PostgreSQL" if kontor.on_server else "SQLite")
    assert re.match(r"\d+\.\d+", found.database.utgave)
    assert found.database.storrelse > 100_000
    assert (found.database.forbindelser is None) != kontor.on_server
    assert found.skjema == found.skjema_ventet


def test_the_log_is_told_by_its_size_and_how_far_it_is_kept_outside(kontor: Kontor) -> None:
    kontor.office.pin()
    pinned = kontor.log_size
    shown(kontor)
    kontor.office.sequence()
    found = shown(kontor).logg
    assert (found.festet, found.svarer, found.sluk.skrivbar) == (pinned, True, True)
    assert found.hendelser > pinned
    assert found.sluk.endret is not None


def test_a_log_that_does_not_fit_its_last_checkpoint_is_told_so(kontor: Kontor) -> None:
    kontor.office.pin()
    sink = kontor.installation.path("sjekkpunkter")
    sink.write_text(sink.read_text("utf-8").replace("exin", "nixe"), "utf-8")
    assert not shown(kontor).logg.svarer


def test_where_no_checkpoint_can_be_kept_outside_it_is_told(kontor: Kontor) -> None:
    path = kontor.installation.path("sjekkpunkter")
    path.unlink(missing_ok=True)
    path.mkdir()
    assert not shown(kontor).logg.sluk.skrivbar


def test_the_mail_that_waits_is_counted_with_the_oldest(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    varsler.address(kontor, "kari")
    since = kontor.clock()
    varsler.tell(kontor, "kari", saksnr)
    kontor.clock.forward(hours=1)
    varsler.tell(kontor, "kari", saksnr)
    varsler.tell(kontor, "ola", saksnr)  # who has no address is told here alone
    post = shown(kontor).post
    assert (post.satt_opp, post.venter, post.eldste) == (False, 2, since)


def test_the_rules_in_force_are_those_that_the_log_names(kontor: Kontor) -> None:
    rules = shown(kontor).regler
    assert rules.i_loggen
    assert rules.regler == kontor.office.means.rulebook.digest
    assert {len(rules.regler), len(rules.programmer)} == {64}
    kontor.tamper("update logg_hode set regelverk = ?", bytes(64))
    assert not shown(kontor).regler.i_loggen


def test_the_releases_of_what_the_program_leans_on_are_told(kontor: Kontor) -> None:
    found = shown(kontor).utgaver
    assert {"EXIN", "Python", "sqlalchemy", "cedarpy", "cryptography"} <= set(found)


# -- the jobs --------------------------------------------------------------------------------------------


def board(kontor: Kontor) -> tuple[dict[str, jobber.JobbStand], bool]:
    rows, leads = jobber.job_board(kontor.office, shown(kontor).drift)
    return {each.navn: each for each in rows}, leads


def test_the_board_has_every_job_and_says_that_nobody_leads(kontor: Kontor) -> None:
    rows, leads = board(kontor)
    assert (list(rows), leads) == ([each.navn for each in JOBS], False)
    assert {each.utfall for each in rows.values()} == {None}
    assert all(each.neste > kontor.clock() for each in rows.values())


def test_the_board_tells_of_a_run_under_way_and_of_one_that_was_cut_off(kontor: Kontor) -> None:
    for navn in ("sjekkpunkt", "fristsveip"):
        jobber.note_start(kontor.office, navn)
    with closing(kontor.office.means.database.locks()) as busy:
        busy.try_take("sjekkpunkt")
        busy.try_take(LEDER)
        rows, leads = board(kontor)
    assert leads
    assert (rows["sjekkpunkt"].utfall, rows["fristsveip"].utfall) == (jobber.PAGAR, jobber.AVBRUTT)


def test_a_job_that_is_set_off_ends_well_and_is_noted(kontor: Kontor) -> None:
    assert jobber.set_off(kontor.office, "sjekkpunkt", on_fault=ignored) == jobber.OK
    kontor.clock.forward(seconds=1)
    rows, _ = board(kontor)
    assert rows["sjekkpunkt"].utfall == jobber.OK
    assert rows["sjekkpunkt"].startet == kontor.clock() - timedelta(seconds=1)


def test_a_job_that_fails_gives_its_code_and_says_so_to_whoever_listens(kontor: Kontor) -> None:
    if kontor.on_server:
        pytest.skip("the key store on a server is not copied")
    kontor.installation.path("nokkelkopier").write_text("ingen mappe", "utf-8")
    heard: list[str] = []
    ended = jobber.set_off(
        kontor.office, "nokkelkopier", on_fault=lambda error: heard.append(type(error).__name__)
    )
    assert (ended, heard) == ("nokkelkopi_feilet", ["Misconfigured"])
