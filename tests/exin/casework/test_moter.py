"""Planned meetings: what cannot be planned, moved or cleared, and what is sealed of them."""

from datetime import datetime, timedelta

import pytest

from audit.events import Outcome
from exin.casework.oppfolging import moter
from exin.casework.oppfolging.moter import Moteendring, NyttMote
from exin.clock import OsloTid
from exin.errors import Conflict, Denied, ExinError, IllegalStep, InvalidInput, NotFound
from exin.store.prepared import Asked
from tests.helpers import cases
from tests.helpers import moter as moten
from tests.helpers.canaries import Canaries
from tests.helpers.moter import NOON
from tests.helpers.office import Kontor, meanwhile
from tests.helpers.whole import whole

KODE = "risikovurdering_i_kraft"


def local(day: int, hour: int, minute: int = 0, *, month: int = 1) -> OsloTid:
    """A time by Oslo's clock in 2026."""
    return OsloTid(datetime(2026, month, day, hour, minute))  # noqa: DTZ001 - as it is typed


def rows(kontor: Kontor) -> list[tuple[object, ...]]:
    return kontor.rows("select * from mote order by id")


# -- times that cannot be --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "when, kode",
    [
        (local(29, 2, 30, month=3), "tid_finnes_ikke"),
        (local(29, 2, 0, month=3), "tid_finnes_ikke"),
        (local(29, 2, 59, month=3), "tid_finnes_ikke"),
        (local(25, 2, 30, month=10), "tid_to_ganger"),
        (local(25, 2, 0, month=10), "tid_to_ganger"),
        (local(15, 9, 59), "mote_i_fortiden"),
        (local(15, 10, 0), "mote_i_fortiden"),
        (local(14, 23), "mote_i_fortiden"),
        (OsloTid(datetime(1, 1, 1)), "mote_i_fortiden"),  # noqa: DTZ001 - as above
    ],
)
def test_a_time_that_the_clock_does_not_show_once_or_that_has_been_is_refused(
    kontor: Kontor, when: OsloTid, kode: str
) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    before = rows(kontor)
    with kontor.new_events() as events:
        for act in (
            lambda w: moter.plan_mote(w, saksnr, NyttMote(slag="samtale", tid=when)),
            lambda w: moter.change_mote(w, saksnr, mote, Moteendring(tid=when)),
        ):
            with pytest.raises(InvalidInput) as error, kontor.work("kari") as w:
                act(w)
            assert (error.value.kode, error.value.felt) == (kode, "tid")
    assert [event.utfall for event in events] == [Outcome.AVVIST] * 2
    assert rows(kontor) == before


@pytest.mark.parametrize(
    "when, utc",
    [
        (local(15, 10, 1), "2026-01-15T09:01:00.000000Z"),
        (local(29, 1, 59, month=3), "2026-03-29T00:59:00.000000Z"),
        (local(29, 3, 0, month=3), "2026-03-29T01:00:00.000000Z"),
        (local(25, 1, 59, month=10), "2026-10-24T23:59:00.000000Z"),
        (local(25, 3, 0, month=10), "2026-10-25T02:00:00.000000Z"),
        (local(1, 12, month=7), "2026-07-01T10:00:00.000000Z"),
    ],
)
def test_a_time_is_what_oslos_clock_shows(kontor: Kontor, when: datetime, utc: str) -> None:
    saksnr = cases.case(kontor, "forlop")
    moten.plan(kontor, saksnr, tid=when)
    assert kontor.one("select tid from mote") == (utc,)


# -- who may not, and where --------------------------------------------------------------------------------


@pytest.mark.parametrize("who, kind", [("ola", Denied), ("annen", NotFound), ("revisor", NotFound)])
def test_who_has_not_the_case_plans_and_sees_no_meeting(
    kontor: Kontor, who: str, kind: type[ExinError]
) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    before = rows(kontor)
    for act in (
        lambda: moten.plan(kontor, saksnr, who),
        lambda: moten.end(kontor, saksnr, mote, "avlyst_av_oss", by=who),
        lambda: moten.confirm(kontor, saksnr, mote, who),
        lambda: moten.show(kontor, saksnr, who),
    ):
        with pytest.raises(kind):
            act()
    assert rows(kontor) == before


def test_a_closed_case_takes_no_meeting_and_none_that_was_planned_is_changed(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avslutning")
    mote = moten.plan(kontor, saksnr)
    cases.prepare(kontor, saksnr, "avslutt")
    cases.advance(kontor, saksnr, "avslutt")
    before = rows(kontor)
    for act in (
        lambda: moten.plan(kontor, saksnr),
        lambda: moten.end(kontor, saksnr, mote, "avlyst_av_oss"),
    ):
        with pytest.raises(Denied) as error:
            act()
        assert error.value.told == ("avsluttet_sak_last",)
    assert rows(kontor) == before
    assert [each.status for each in moten.show(kontor, saksnr)] == ["planlagt"]


@pytest.mark.parametrize(
    "given, kode",
    [
        ({"slag": "kaffe"}, "ukjent_kode"),
        ({"ansatt": "finnes.ikke"}, "ukjent_ansatt"),
        ({"ansatt": "sperret"}, "ukjent_ansatt"),
        ({"ansatt": "ola"}, "kan_ikke_holde_motet"),
        ({"ansatt": "revisor"}, "kan_ikke_holde_motet"),
        ({"sted": "x" * 20_001}, "tekst_for_lang"),
    ],
)
def test_what_cannot_be_of_a_meeting_is_refused(kontor: Kontor, given: dict[str, str], kode: str) -> None:
    saksnr = cases.case(kontor, "forlop")
    with pytest.raises(InvalidInput, match=kode):
        moten.plan(kontor, saksnr, **given)
    assert rows(kontor) == []


def test_a_meeting_of_another_case_or_a_name_too_short_is_none(kontor: Kontor) -> None:
    saksnr, other = cases.case(kontor, "forlop"), cases.case(kontor, "forlop")
    theirs = moten.plan(kontor, other)
    for navn in (theirs, theirs[-6:], theirs[-5:], "", "zzzzzz"):
        with pytest.raises(InvalidInput, match="ukjent_mote"):
            moten.end(kontor, saksnr, navn, "avlyst_av_oss")
    with pytest.raises(InvalidInput, match="ukjent_mote"):
        moten.end(kontor, other, theirs[-5:], "avlyst_av_oss")
    moten.end(kontor, other, theirs[-6:].upper(), "avlyst_av_oss")


def test_a_change_of_nothing_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    with pytest.raises(InvalidInput, match="ingenting_a_rette"), kontor.work("kari") as w:
        moter.change_mote(w, saksnr, mote, Moteendring(sted="  "))


# -- a risk assessment must be in force ------------------------------------------------------------------


def test_without_a_risk_assessment_a_meeting_stands_as_not_cleared_and_cannot_be_cleared(
    kontor: Kontor,
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    mote = moten.plan(kontor, saksnr)
    (shown,) = moten.show(kontor, saksnr)
    assert not shown.klarert
    assert shown.mangler is not None
    with pytest.raises(IllegalStep) as error:
        moten.confirm(kontor, saksnr, mote)
    assert error.value.reasons == (shown.mangler,)
    assert (shown.mangler.kode, shown.mangler.hvem) == (KODE, "saksbehandler")


def test_a_mapping_without_risk_or_of_an_earlier_round_clears_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.map_out(kontor, saksnr, motivasjon="Høy.")
    mote = moten.plan(kontor, saksnr)
    with pytest.raises(IllegalStep):
        moten.confirm(kontor, saksnr, mote)
    cases.map_out(kontor, saksnr, risiko="Lav.")
    cases.drop_out(kontor, saksnr)
    kontor.clock.forward(days=1)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    with pytest.raises(IllegalStep):
        moten.confirm(kontor, saksnr, mote)


@pytest.mark.parametrize("days, cleared", [(29, True), (30, True), (31, False)])
def test_an_assessment_is_in_force_for_its_days_counted_to_the_day_of_the_meeting(
    kontor: Kontor, days: int, cleared: bool
) -> None:
    saksnr = cases.case(kontor, "forlop")  # mapped out today
    mote = moten.plan(kontor, saksnr, tid=local(15, 23, 30) + timedelta(days=days))
    assert moten.show(kontor, saksnr)[0].klarert is cleared
    if not cleared:
        with pytest.raises(IllegalStep):
            moten.confirm(kontor, saksnr, mote)


def test_a_new_mapping_makes_it_possible_to_clear_and_does_not_clear(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    mote = moten.plan(kontor, saksnr)
    cases.map_out(kontor, saksnr)
    (shown,) = moten.show(kontor, saksnr)
    assert (shown.klarert, shown.mangler) == (False, None)
    moten.confirm(kontor, saksnr, mote)
    assert moten.show(kontor, saksnr)[0].klarert
    with pytest.raises(InvalidInput, match="mote_er_klarert"):
        moten.confirm(kontor, saksnr, mote)


def test_a_meeting_that_has_begun_is_not_cleared_afterwards(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    mote = moten.plan(kontor, saksnr)
    cases.map_out(kontor, saksnr)
    kontor.clock.set(NOON.date(), 12)
    with pytest.raises(InvalidInput, match="mote_er_begynt"):
        moten.confirm(kontor, saksnr, mote)


def test_a_move_never_clears_and_takes_away_the_clearance_where_the_assessment_is_too_old(
    kontor: Kontor,
) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    for when, cleared in ((local(16, 13), True), (local(1, 13, month=6), False), (local(17, 13), False)):
        with kontor.work("kari") as w:
            assert moter.change_mote(w, saksnr, mote, Moteendring(tid=when)) is cleared
        assert moten.show(kontor, saksnr)[0].klarert is cleared


def test_a_meeting_planned_while_somebody_maps_anew_is_a_conflict(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")

    def late() -> None:
        with kontor.work("leder") as w:
            begin = w.begin

            def begin_late(*ahead: Asked) -> None:
                if not w.tx.link.writing:
                    meanwhile(lambda: mapped(kontor, saksnr))
                begin(*ahead)

            w.begin = begin_late  # type: ignore[method-assign]
            moter.plan_mote(w, saksnr, NyttMote(slag="samtale", tid=NOON))

    with pytest.raises(Conflict):
        late()
    assert rows(kontor) == []


def mapped(kontor: Kontor, saksnr: str) -> None:
    cases.map_out(kontor, saksnr)
    kontor.leave()


# -- what is kept ------------------------------------------------------------------------------------------


def test_what_is_left_out_of_a_change_stays_and_all_is_sealed_anew(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    texts = {
        "modul": "Sinne",
        "arena": "Kontoret",
        "sted": "Torggata 1",
        "reise": "Taxi",
        "merknad": "Bakvei.",
    }
    mote = moten.plan(kontor, saksnr, **texts)
    cells = "modul, arena, sted, reise, merknad"
    before = kontor.one(f"select {cells} from mote")  # noqa: S608 - names from above
    with kontor.work("leder") as w:
        moter.change_mote(w, saksnr, mote, Moteendring(sted=" Møllergata 2 ", ansatt="leder"))
    (shown,) = moten.show(kontor, saksnr)
    assert {name: getattr(shown, name) for name in texts} == texts | {"sted": "Møllergata 2"}
    assert (shown.ansatt, shown.skrevet_av, shown.slag) == ("leder", "kari", "samtale")
    after = kontor.one(f"select {cells} from mote")  # noqa: S608
    assert not set(before) & set(after)
    assert kontor.one("select innholdsversjon, versjon from mote") == (2, 2)
    assert whole(kontor)


def test_meetings_are_shown_by_time_and_those_that_are_over_when_asked_for(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    late, early = moten.plan(kontor, saksnr, tid=local(21, 9)), moten.plan(kontor, saksnr, tid=local(20, 9))
    moten.end(kontor, saksnr, early, "avlyst_av_person")
    assert [each.id for each in moten.show(kontor, saksnr)] == [early, late]
    assert [each.id for each in moten.show(kontor, saksnr, alle=False)] == [late]


def test_what_is_sealed_of_a_meeting_is_in_no_event_and_no_byte_of_the_folder(kontor: Kontor) -> None:
    saksnr, canaries = cases.case(kontor, "forlop"), Canaries()
    texts = {name: canaries.text(name) for name in moter.TEKSTER}
    mote = moten.plan(kontor, saksnr, **texts)
    with kontor.work("kari") as w:
        moter.change_mote(w, saksnr, mote, Moteendring(reise=canaries.text("ny reise")))
    kontor.clock.set(NOON.date(), 13)
    with kontor.work("kari") as w:
        moter.end_mote(w, saksnr, mote, "holdt", tekst=canaries.text("tekst"))
    assert canaries.found_in(repr(moten.show(kontor, saksnr)[0].sted)) == {"sted"}
    assert canaries.found_in(repr(kontor.log())) == set()
    assert canaries.found_in(repr(kontor.rows("select * from utboks"))) == set()
    kontor.office.pin()
    kontor.close()
    assert canaries.found_under(kontor.folder) == {}
    if kontor.on_server:
        tables = [kontor.rows(f"select * from {table}") for table in ("mote", "kontakt", "logg_hendelse")]  # noqa: S608
        assert canaries.found_in(repr(tables)) == set()


def test_who_reads_a_meeting_is_in_the_log_with_the_fields(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.new_events() as events:
        moten.plan(kontor, saksnr)
        moten.show(kontor, saksnr)
    wrote, read = events
    assert (wrote.handling, read.handling) == ("skriv_mote", "les_mote")
    assert set(wrote.felt) == set(read.felt) == set(moter.FELT)
    assert [each.tabell for each in wrote.skrevet] == ["mote"]
