"""What staff write on a case: what cannot be written, and that nothing written before is changed by it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from audit.events import Outcome
from exin.casework.grunnlag.views import KartleggingVisning, SakVisning
from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKartlegging, NyKontakt
from exin.casework.visning.visning import show_case
from exin.errors import Conflict, Denied, ExinError, InvalidInput, NotFound
from exin.ids import new_id
from exin.store.prepared import Asked
from exin.work import Work
from tests.helpers import cases
from tests.helpers.errors import told_by
from tests.helpers.office import START, Kontor, meanwhile

TODAY = START.date()
TOMORROW = TODAY + timedelta(days=1)
Write = Callable[[Work, str, str | None, date | None], object]

TEXTS: dict[str, tuple[str, bool, Write]] = {
    "notat": ("notat", True, lambda w, nr, text, day: arbeid.write_notat(w, nr, text or "", dato=day)),
    "plan": (
        "overleveringsplan",
        True,
        lambda w, nr, text, day: arbeid.write_plan(w, nr, text or "", dato=day),
    ),
    "overlevering": (
        "overlevering",
        True,
        lambda w, nr, text, day: arbeid.write_overlevering(w, nr, text or "", dato=day),
    ),
    "overlevering_tekst": (
        "overlevering",
        False,
        lambda w, nr, text, day: arbeid.write_overlevering(w, nr, "NAV", tekst=text, dato=day),
    ),
    "tilbud_ikke_gitt": (
        "tilbud",
        True,
        lambda w, nr, text, day: arbeid.write_tilbud(w, nr, gitt=False, tekst=text, dato=day),
    ),
    "tilbud_gitt": (
        "tilbud",
        False,
        lambda w, nr, text, day: arbeid.write_tilbud(w, nr, gitt=True, tekst=text, dato=day),
    ),
    "fortalt": (
        "fortalt",
        False,
        lambda w, nr, text, day: arbeid.write_fortalt(w, nr, "brev", tekst=text, dato=day),
    ),
    "samtykke": (
        "samtykke",
        False,
        lambda w, nr, text, day: arbeid.write_samtykke(w, nr, "deling", tekst=text, gitt=day),
    ),
    "kontakt": (
        "kontakt",
        False,
        lambda w, nr, text, day: arbeid.write_kontakt(
            w, nr, NyKontakt(slag="mote", utfall="holdt", tekst=text, dato=day)
        ),
    ),
    "arena": (
        "kontakt",
        False,
        lambda w, nr, text, day: arbeid.write_kontakt(
            w, nr, NyKontakt(slag="mote", utfall="holdt", arena=text, dato=day)
        ),
    ),
    "kartlegging": (
        "kartlegging",
        True,
        lambda w, nr, text, day: arbeid.write_kartlegging(w, nr, NyKartlegging(behov=text, dato=day)),
    ),
    "skar": (
        "kartlegging",
        True,
        lambda w, nr, text, day: arbeid.write_kartlegging(w, nr, NyKartlegging(skar=text, dato=day)),
    ),
}
"""By what is written: its table, whether there must be a text, and how it is written."""


def write(kontor: Kontor, saksnr: str, what: str, text: str | None, day: date | None = None) -> None:
    with kontor.work("kari") as w:
        TEXTS[what][2](w, saksnr, text, day)


def map_out(kontor: Kontor, saksnr: str, who: str = "kari", **given: Any) -> None:  # noqa: ANN401
    with kontor.work(who) as w:
        arbeid.write_kartlegging(w, saksnr, NyKartlegging(**given))


def show(kontor: Kontor, saksnr: str) -> SakVisning:
    with kontor.read("kari") as r:
        return show_case(r, saksnr)


def mapping(kontor: Kontor, saksnr: str) -> KartleggingVisning:
    found = show(kontor, saksnr).kartlegging
    assert found is not None
    return found


def consents(kontor: Kontor, saksnr: str) -> list[bool]:
    """Which consents are in force, oldest first."""
    return [each.i_kraft for each in show(kontor, saksnr).samtykker]


# -- what is refused -----------------------------------------------------------------------------------


UNFIT = (("x" * 20_001, "tekst_for_lang"), ("\ud800", "ugyldige_tegn"), ("a\udcff", "ugyldige_tegn"))


def test_a_text_that_is_too_long_or_no_text_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for what, (table, _, _) in TEXTS.items():
        before = kontor.rows(f"select * from {table}"), kontor.rows("select * from sak")  # noqa: S608
        for text, kode in UNFIT:
            with kontor.new_events() as events, pytest.raises(InvalidInput) as error:
                write(kontor, saksnr, what, text)
            assert (error.value.kode, [event.utfall for event in events]) == (kode, [Outcome.AVVIST])
            assert text not in told_by(error.value)
        assert (kontor.rows(f"select * from {table}"), kontor.rows("select * from sak")) == before  # noqa: S608
        write(kontor, saksnr, what, "x" * 20_000)


def test_a_text_that_must_be_there_is_asked_for(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for what in (what for what, (_, required, _) in TEXTS.items() if required):
        for text in (None, "", " \n\t"):
            with pytest.raises(InvalidInput, match="tekst_mangler"):
                write(kontor, saksnr, what, text)


def test_nothing_is_dated_ahead(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for what in TEXTS:
        with pytest.raises(InvalidInput, match="dato_i_framtiden"):
            write(kontor, saksnr, what, "Noe.", TOMORROW)
        write(kontor, saksnr, what, "Noe.", TODAY - timedelta(days=1))


def test_a_code_is_one_of_its_list(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    acts: list[Callable[[Work], object]] = [
        lambda w: arbeid.write_kontakt(w, saksnr, NyKontakt(slag="kaffe", utfall="holdt")),
        lambda w: arbeid.write_kontakt(w, saksnr, NyKontakt(slag="henvendelse", utfall="holdt")),
        lambda w: arbeid.write_kontakt(w, saksnr, NyKontakt(slag="mote", utfall="mottatt")),
        lambda w: arbeid.write_samtykke(w, saksnr, "alt"),
        lambda w: arbeid.write_fortalt(w, saksnr, "rykte"),
    ]
    for act in acts:
        with pytest.raises(InvalidInput, match="ukjent_kode"), kontor.work("kari") as w:
            act(w)


@pytest.mark.parametrize("who, kind", [("ola", Denied), ("annen", NotFound), ("revisor", NotFound)])
def test_who_has_not_the_case_writes_nothing_on_it(kontor: Kontor, who: str, kind: type[ExinError]) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for _, _, act in TEXTS.values():
        with pytest.raises(kind), kontor.work(who) as w:
            act(w, saksnr, "Noe.", None)


# -- notes ---------------------------------------------------------------------------------------------


def test_a_correction_is_a_note_of_its_own_and_the_original_is_not_touched(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        first = arbeid.write_notat(w, saksnr, " Bor på Sagene \n", dato=date(2026, 1, 3))
    (before,) = kontor.rows("select * from notat")
    kontor.clock.forward(days=1)
    with kontor.work("leder") as w:
        arbeid.correct_notat(w, saksnr, first, "Bor på Sinsen")
    assert before in kontor.rows("select * from notat")
    (note,) = show(kontor, saksnr).notater
    assert (note.tekst, note.skrevet_av) == ("Bor på Sagene", "kari")
    assert [(each.tekst, each.dato, each.skrevet_av) for each in note.rettelser] == [
        ("Bor på Sinsen", date(2026, 1, 3), "leder")
    ]


def test_a_note_of_another_case_is_not_corrected_from_here(kontor: Kontor) -> None:
    saksnr, other = cases.case(kontor, "vurdering"), cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        theirs = arbeid.write_notat(w, other, "Et annet sted.")
    for note in (theirs, new_id()):
        with pytest.raises(NotFound), kontor.work("kari") as w:
            arbeid.correct_notat(w, saksnr, note, "Flyttet.")
        with pytest.raises(InvalidInput, match="ukjent_notat"), kontor.work("kari") as w:
            arbeid.correct_notat_named(w, saksnr, note.hex(), "Flyttet.")
    assert kontor.one("select count(*) from notat") == (1,)


# -- kartlegging ---------------------------------------------------------------------------------------


def test_a_mapping_begun_is_gone_on_with_and_each_version_stays(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    map_out(kontor, saksnr, motivasjon="Lav.", risiko="Høy.")
    before = kontor.rows("select * from kartlegging")
    map_out(kontor, saksnr, "leder", motivasjon="Bedre.", behov="Bolig.")
    seen = mapping(kontor, saksnr)
    assert (seen.nummer, seen.motivasjon, seen.risiko, seen.behov) == (2, "Bedre.", "Høy.", "Bolig.")
    assert (seen.beskyttelsesfaktorer, seen.skrevet_av) == (None, "leder")
    assert before[0] in kontor.rows("select * from kartlegging")
    assert kontor.rows("select omrader from kartlegging order by nummer") == [
        ("motivasjon,risiko",),
        ("motivasjon,risiko=,behov",),
    ]


def test_a_new_round_begins_with_an_empty_mapping(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    map_out(kontor, saksnr, motivasjon="Lav.", risiko="Høy.", skar="motivasjon 1")
    cases.drop_out(kontor, saksnr)
    map_out(kontor, saksnr, behov="Bolig.")
    assert (mapping(kontor, saksnr).risiko, mapping(kontor, saksnr).skar) == ("Høy.", "motivasjon 1")
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    map_out(kontor, saksnr, motivasjon="Høy.")
    seen = mapping(kontor, saksnr)
    assert (seen.nummer, seen.motivasjon) == (3, "Høy.")
    assert (seen.risiko, seen.behov, seen.skar) == (None, None, None)


def test_of_two_who_map_at_once_the_later_is_a_conflict(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")

    def late() -> None:
        with kontor.work("kari") as w:
            begin = w.begin

            def begin_late(*ahead: Asked) -> None:
                if not w.tx.link.writing:
                    meanwhile(lambda: map_out(kontor, saksnr, "leder", risiko="Lav."))
                begin(*ahead)

            w.begin = begin_late  # type: ignore[method-assign]
            arbeid.write_kartlegging(w, saksnr, NyKartlegging(risiko="Høy."))

    with pytest.raises(Conflict):
        late()
    assert mapping(kontor, saksnr).risiko == "Lav."


# -- consents ------------------------------------------------------------------------------------------


def test_a_consent_does_not_end_before_it_begins(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(InvalidInput, match="utloper_for_gitt"):
        cases.consent(kontor, saksnr, utloper=TODAY - timedelta(days=1))


def test_a_consent_holds_through_its_last_day(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.consent(kontor, saksnr, utloper=TOMORROW)
    assert consents(kontor, saksnr) == [True]
    kontor.clock.set(TOMORROW)
    assert consents(kontor, saksnr) == [True]
    kontor.clock.forward(days=1)
    assert consents(kontor, saksnr) == [False]


def test_there_is_nothing_to_withdraw_where_nothing_was_given(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.consent(kontor, saksnr)
    for slag, dato in (
        ("deling", TODAY),
        ("deltakelse", TODAY - timedelta(days=1)),
        ("deltakelse", TOMORROW),
    ):
        with pytest.raises(InvalidInput), kontor.work("kari") as w:
            arbeid.withdraw_samtykke(w, saksnr, slag, dato=dato)
    assert consents(kontor, saksnr) == [True]


def test_what_is_withdrawn_is_all_of_its_kind_and_not_what_was_given_later(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for days in (9, 8, 1):
        cases.consent(kontor, saksnr, gitt=TODAY - timedelta(days=days))
        kontor.clock.forward(seconds=1)
    with kontor.work("kari") as w:
        arbeid.write_samtykke(w, saksnr, "deling", gitt=TODAY - timedelta(days=9))
    with kontor.work("kari") as w:
        arbeid.withdraw_samtykke(w, saksnr, "deltakelse", dato=TODAY - timedelta(days=5))
    assert consents(kontor, saksnr) == [False, False, True, True]
    with kontor.work("kari") as w:
        arbeid.withdraw_samtykke(w, saksnr, "deltakelse")
    assert consents(kontor, saksnr) == [False, False, False, True]
    with pytest.raises(InvalidInput, match="ingen_samtykke_a_trekke"), kontor.work("kari") as w:
        arbeid.withdraw_samtykke(w, saksnr, "deltakelse")


# -- what the log says ---------------------------------------------------------------------------------


def test_who_wrote_what_kind_of_thing_is_in_the_log_and_the_text_is_not(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for what, (table, _, _) in TEXTS.items():
        with kontor.new_events() as events:
            write(kontor, saksnr, what, "Kanarifugl i bur")
        (event,) = events
        (written,) = (each for each in event.skrevet if each.tabell == table)
        sql = f"select skrevet_av from {table} where id = ?"  # noqa: S608
        assert kontor.one(sql, bytes.fromhex(written.rad)) == (kontor.staff_id("kari"),)
        assert {name.split(".")[0] for name in event.felt} == {table}
        assert "Kanarifugl" not in repr(event)
