"""One line of time: everything that happened, the newest first, and nothing that the view does not have."""

from datetime import timedelta

from exin.casework.oppfolging import arbeid
from exin.casework.visning.motevisning import show_moter
from exin.casework.visning.tidslinje import Innslag, Slag, make_timeline
from exin.casework.visning.visning import show_case
from tests.helpers import cases, moter
from tests.helpers.office import START, Kontor

TODAY = START.date()


def line(kontor: Kontor, saksnr: str, who: str = "kari", *, texts: bool = False) -> tuple[Innslag, ...]:
    with kontor.read(who) as r:
        return make_timeline(
            show_case(r, saksnr, identitet=False, begrunnelser=texts), show_moter(r, saksnr, alle=True)
        )


def words(found: tuple[Innslag, ...], slag: Slag) -> list[str]:
    return [each.ord for each in found if each.slag is slag]


def test_what_the_view_hides_is_not_on_the_line(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn", kontakt=None)
    with kontor.read("mottak") as r:
        found = make_timeline(show_case(r, saksnr, identitet=False))
    assert Slag.KARTLEGGING not in {each.slag for each in found}
    with kontor.read("kari") as r:
        other = cases.case(kontor, "vurdering")
        cases.map_out(kontor, other)
        assert {
            each.tekst for each in make_timeline(show_case(r, other)) if each.slag is Slag.KARTLEGGING
        } == {None}


def test_typed_reasons_are_there_where_they_were_asked_for(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avslutning")
    cases.advance(kontor, saksnr, "tilbake_til_forlop", begrunnelse="Mistet boligen.")
    closed, opened = (line(kontor, saksnr, texts=texts)[0] for texts in (False, True))
    assert (closed.kode, closed.begrunnet, closed.tekst) == ("tilbake_til_forlop", True, None)
    assert opened.tekst == "Mistet boligen."


def test_the_newest_come_first_by_the_day_they_are_of(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.clock.forward(days=5)
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Skrevet i dag.")
    kontor.clock.forward(minutes=1)
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Om i går.", dato=TODAY + timedelta(days=4))
    found = line(kontor, saksnr)
    assert [each.tekst for each in found[:2]] == ["Skrevet i dag.", "Om i går."]
    assert [each.dato for each in found] == sorted((each.dato for each in found), reverse=True)
    assert (found[1].registrert, found[1].hvem) == (kontor.clock.now, "kari")


def test_a_correction_keeps_the_original(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        first = arbeid.write_notat(w, saksnr, "Bor på Sagene.")
    with kontor.work("leder") as w:
        arbeid.correct_notat(w, saksnr, first, "Bor på Sinsen.")
    (note,) = [each for each in line(kontor, saksnr) if each.slag is Slag.NOTAT and each.rettelser]
    assert (note.tekst, note.gjeldende, note.id) == ("Bor på Sagene.", "Bor på Sinsen.", first.hex())
    assert [(each.tekst, each.hvem) for each in note.rettelser] == [("Bor på Sinsen.", "leder")]


def test_a_step_taken_back_is_there_with_its_mark_and_so_is_the_taking_back(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    kontor.clock.forward(hours=1)
    cases.advance(kontor, saksnr, "annuller_steg", "leder", begrunnelse="Feil sak.")
    found = [each for each in line(kontor, saksnr, texts=True) if each.slag is Slag.STEG]
    assert [(each.ord, each.annullert, each.hvem) for each in found[:2]] == [
        ("Annullert: Start forløp", False, "leder"),
        ("Start forløp → Forløp", True, "kari"),
    ]
    assert found[0].tekst == "Feil sak."


def test_every_kind_has_words_and_the_kinds_are_counted(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avslutning")
    cases.map_out(kontor, saksnr)
    cases.prepare(kontor, saksnr, "avslutt")
    with kontor.work("kari") as w:
        arbeid.write_tilbud(w, saksnr, gitt=False, tekst="Fikk ikke tak i noen.")
    with kontor.work("kari") as w:
        arbeid.withdraw_samtykke(w, saksnr, "deltakelse")
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Noe.")
    mote = moter.plan(kontor, saksnr)
    moter.end(kontor, saksnr, mote, "avlyst_av_oss")
    found = line(kontor, saksnr)
    assert {each.slag for each in found} == set(Slag)
    assert words(found, Slag.SAMTYKKE) == ["Samtykke til deltakelse trukket", "Samtykke til deltakelse gitt"]
    assert words(found, Slag.KONTAKT)[-1] == "Henvendelse, mottatt"
    assert words(found, Slag.TILBUD) == ["Andre tilbud: ikke forklart"]
    assert words(found, Slag.MOTE) == ["Samtale, avlyst av oss"]
    assert words(found, Slag.KARTLEGGING) == ["Kartlegging, versjon 2", "Kartlegging, versjon 1"]
    (handover,) = [each for each in found if each.slag is Slag.OVERLEVERING]
    assert handover.detalj == "NAV Sagene"
    assert not [each.ord for each in found if "_" in each.ord]


def test_a_filter_leaves_the_kinds_asked_for(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.read("kari") as r:
        sak = show_case(r, saksnr)
    assert {each.slag for each in make_timeline(sak, slag=["steg", "plan"])} == {Slag.STEG}
    assert make_timeline(sak, slag=[]) == ()


def test_a_meeting_that_was_held_is_the_contact_that_it_was(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moter.plan(kontor, saksnr)
    kontor.clock.forward(days=6)
    moter.end(kontor, saksnr, mote)
    found = line(kontor, saksnr)
    assert words(found, Slag.MOTE) == []
    assert words(found, Slag.KONTAKT)[0] == "Møte, holdt"
