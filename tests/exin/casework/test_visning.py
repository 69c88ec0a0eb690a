"""A case as staff see it: what is hidden, what is masked, and that all that is read is in the log first."""

import pytest

from audit.events import Event, Outcome
from exin.casework.grunnlag.views import SakVisning
from exin.casework.oppfolging import arbeid
from exin.casework.person import personer
from exin.casework.sak import henvendelse
from exin.casework.tilgang import tildeling
from exin.casework.visning.visning import show_case
from exin.errors import Denied, LogUnavailable, NotFound
from tests.helpers import cases, people
from tests.helpers.office import Kontor

ADDRESS = "Kanarigata 7, 0555 Oslo"


def show(kontor: Kontor, saksnr: str, who: str = "kari", *, begrunnelser: bool = False) -> SakVisning:
    with kontor.read(who) as w:
        return show_case(w, saksnr, begrunnelser=begrunnelser)


def actions(events: list[Event]) -> list[str]:
    return [event.handling for event in events]


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["annen", "annen_leder", "revisor", "admin", "sperret"])
def test_a_case_of_another_team_is_not_found(kontor: Kontor, who: str) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(NotFound):
        show(kontor, saksnr, who)


def test_a_colleagues_case_is_denied_and_not_hidden(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(Denied):
        show(kontor, saksnr, "ola")


@pytest.mark.parametrize("who", ["kari", "mottak", "leder", "annen_leder", "admin"])
def test_a_strictly_protected_case_costs_an_outsider_what_no_case_costs(kontor: Kontor, who: str) -> None:
    saksnr = cases.protected_case(kontor, "vurdering")

    def ask(number: str) -> tuple[str, list[str], list[tuple[str, str]]]:
        with kontor.statements() as sql, kontor.new_events() as events, pytest.raises(NotFound) as found:
            show(kontor, number, who)
        return str(found.value.args), sql, [(event.handling, event.utfall) for event in events]

    assert (answer := ask(saksnr)) == ask("EX-2026-0000")
    assert len(answer[1]) > 3


def test_a_denied_look_is_in_the_log(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.new_events() as events, pytest.raises(Denied):
        show(kontor, saksnr, "ola")
    assert [(event.handling, event.utfall) for event in events] == [("les_sak", Outcome.NEKTET)]


def test_nothing_is_shown_when_the_log_cannot_be_written(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.refuse(kontor.first_table)
    with pytest.raises(LogUnavailable):
        show(kontor, saksnr)


def test_the_barred_do_not_see_the_case(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "kari", "Bror av personen.")
    with pytest.raises(Denied):
        show(kontor, saksnr)


# -- masking ---------------------------------------------------------------------------------------


def test_a_confidential_address_is_masked_for_the_reception(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, adresse=ADDRESS, skjerming="fortrolig").saksnr
    seen = show(kontor, saksnr, "mottak")
    assert seen.person is not None
    assert seen.person.adresser is None
    assert "adresse" in seen.skjult


@pytest.mark.parametrize("who", ["kari", "leder"])
def test_a_confidential_address_is_open_to_those_who_have_the_case(kontor: Kontor, who: str) -> None:
    saksnr = cases.case(kontor, "vurdering", adresse=ADDRESS, skjerming="fortrolig")
    seen = show(kontor, saksnr, who)
    assert seen.person is not None
    assert seen.person.adresser == (ADDRESS,)
    assert seen.skjult == ()


def test_what_is_masked_leaves_no_event_that_it_was_read(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, adresse=ADDRESS, skjerming="fortrolig").saksnr
    with kontor.new_events() as events:
        show(kontor, saksnr, "mottak")
    assert "les_adresse" not in actions(events)


def test_whoever_turned_somebody_away_sees_the_case_without_notes_and_mapping(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, "ola", tekst="En hemmelighet").saksnr
    with kontor.work("mottak") as w:
        arbeid.write_notat(w, saksnr, "Et notat")
    cases.advance(
        kontor, saksnr, "ikke_tatt_inn", "mottak", arsak="kapasitet", tilbud="ikke_gitt", tilbudsgrunn="La på"
    )
    seen = show(kontor, saksnr, "mottak")
    assert seen.notater == ()
    assert [contact.tekst for contact in seen.kontakter] == [None]
    assert [(line.hva, line.tekst) for line in seen.tilbud] == [("ikke_gitt", "La på")]
    assert seen.skjult == ("adresse", "notater", "kartlegging")


def test_the_barred_are_named_to_the_lead_of_the_team_alone(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Nabo.")
    assert show(kontor, saksnr, "leder").tildeling.inhabile == ("ola",)
    assert show(kontor, saksnr, "kari").tildeling.inhabile == ()


def test_typed_reasons_stay_closed_unless_asked_for(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avslutning")
    cases.advance(kontor, saksnr, "tilbake_til_forlop", begrunnelse="Mistet boligen")
    with kontor.new_events() as events:
        closed = show(kontor, saksnr)
    assert "les_begrunnelse" not in actions(events)
    assert (closed.steg[-1].begrunnet, closed.steg[-1].begrunnelse) == (True, None)
    with kontor.new_events() as events:
        opened = show(kontor, saksnr, begrunnelser=True)
    assert "les_begrunnelse" in actions(events)
    assert opened.steg[-1].begrunnelse == "Mistet boligen"


# -- what is shown ---------------------------------------------------------------------------------


def test_all_that_is_read_is_in_the_log_in_one_go(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", adresse=ADDRESS)
    with kontor.new_events() as events:
        show(kontor, saksnr)
    assert actions(events) == ["les_sak", "les_identitet", "les_adresse", "les_notat", "les_kartlegging"]
    assert len({event.foresporsel for event in events}) == 1
    assert "person.navn" in events[1].felt
    assert "adresse.adresse" in events[2].felt


def test_the_person_the_state_and_who_has_the_case_are_shown(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", navn="Munter Løve", telefon="900 00 000", adresse=ADDRESS)
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    seen = show(kontor, saksnr)
    assert seen.person is not None
    assert (seen.person.navn, seen.person.telefon, seen.person.alder) == ("Munter Løve", "900 00 000", 22)
    assert (seen.tilstand, seen.tilstand_fra, seen.bydel_navn) == ("vurdering", kontor.clock.today, "Sagene")
    assert (seen.tildeling.kontakt, seen.tildeling.medansvarlige) == ("kari", ("ola",))
    assert seen.tilknytning_oslo is True


def test_a_voided_step_stays_with_its_mark(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    cases.advance(kontor, saksnr, "annuller_steg", "leder", begrunnelse="Feil sak")
    seen = show(kontor, saksnr)
    assert [(step.hendelse, step.annullert, step.annullert_av) for step in seen.steg] == [
        ("henvendelse", False, None),
        ("start_vurdering", False, None),
        ("start_forlop", True, "leder"),
    ]
    assert seen.tilstand == "vurdering"


def test_a_correction_stands_beside_the_note_and_a_second_one_too(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        first = arbeid.write_notat(w, saksnr, "Bor på Sagene")
    with kontor.work("kari") as w:
        second = arbeid.correct_notat(w, saksnr, first, "Bor på Sinsen")
    with kontor.work("leder") as w:
        arbeid.correct_notat(w, saksnr, second, "Bor på Sofienberg")
    (note,) = show(kontor, saksnr).notater
    assert note.tekst == "Bor på Sagene"
    assert [(each.tekst, each.skrevet_av) for each in note.rettelser] == [
        ("Bor på Sinsen", "kari"),
        ("Bor på Sofienberg", "leder"),
    ]


def test_the_newest_mapping_is_shown_and_whether_it_still_counts(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.map_out(kontor, saksnr, motivasjon="lav")
    cases.map_out(kontor, saksnr, motivasjon="høy", skar="motivasjon 4")
    mapping = show(kontor, saksnr).kartlegging
    assert mapping is not None
    assert (mapping.nummer, mapping.motivasjon, mapping.skar, mapping.risiko) == (
        2,
        "høy",
        "motivasjon 4",
        None,
    )
    assert mapping.fra_denne_runden
    cases.drop_out(kontor, saksnr)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    again = show(kontor, saksnr).kartlegging
    assert again is not None
    assert not again.fra_denne_runden


def test_consents_contacts_plans_and_handovers_are_shown(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avslutning")
    with kontor.work("kari") as w:
        arbeid.write_overlevering(w, saksnr, "NAV Sagene", tekst="Ringt")
    with kontor.work("kari") as w:
        arbeid.write_fortalt(w, saksnr, "brev", tekst="Sendt")
    with kontor.work("kari") as w:
        arbeid.withdraw_samtykke(w, saksnr, "deltakelse")
    seen = show(kontor, saksnr)
    assert [(each.slag, each.i_kraft) for each in seen.samtykker] == [("deltakelse", False)]
    assert [each.slag for each in seen.kontakter] == ["henvendelse", "informasjonssamtale"]
    assert [each.tekst for each in seen.planer] == ["Overlevering til NAV og bydelen."]
    assert [(each.hva, each.tekst) for each in seen.overleveringer] == [("NAV Sagene", "Ringt")]
    assert [(each.hva, each.tekst) for each in seen.fortalt] == [("brev", "Sendt")]


def test_what_is_missing_is_shown_until_it_is_there(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn")
    assert [reason.kode for reason in show(kontor, saksnr).mangler] == ["fortalt_om_ikke_tatt_inn"]
    with kontor.work("kari") as w:
        arbeid.write_fortalt(w, saksnr, "telefon")
    assert show(kontor, saksnr).mangler == ()


def test_being_carried_over_at_18_begins_no_new_state(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", program="exin_oslo_ung")
    began = kontor.clock.today
    kontor.clock.set(people.YOUNG.replace(year=2026))
    cases.advance(kontor, saksnr, "overfor_til_18")
    seen = show(kontor, saksnr)
    assert (seen.program, seen.tilstand, seen.tilstand_fra) == ("exin_oslo", "forlop", began)


def test_a_merged_persons_details_are_not_lost(kontor: Kontor) -> None:
    kept = cases.case(kontor, "vurdering", navn="Rolig Elg", adresse=ADDRESS)
    other = cases.case(kontor, "vurdering", navn="Rolig Elgh", telefon="911 11 111", adresse="Gata 2")
    with kontor.work("leder") as w:
        personer.merge_persons(w, kept, other, "Samme person.")
    person = show(kontor, kept).person
    assert person is not None
    assert person.navn == "Rolig Elg"
    assert "Rolig Elgh" in person.ogsa_registrert_som[0]
    assert "911 11 111" in person.ogsa_registrert_som[0]
    assert person.adresser == (ADDRESS, "Gata 2")


# -- links -----------------------------------------------------------------------------------------


def linked(kontor: Kontor) -> tuple[str, str]:
    old = cases.case(kontor, "ikke_tatt_inn")
    with kontor.work("kari") as w:
        new = henvendelse.open_linked(w, old, people.henvendelse(bydel="", navn="")).saksnr
    return old, new


def test_earlier_and_later_cases_are_shown_to_who_may_know_of_them(kontor: Kontor) -> None:
    old, new = linked(kontor)
    assert [(link.saksnr, link.forhold) for link in show(kontor, new).lenker] == [(old, "forrige")]
    assert [(link.saksnr, link.forhold) for link in show(kontor, old).lenker] == [(new, "neste")]


def test_a_link_to_a_case_that_the_asker_may_not_know_of_is_no_link(kontor: Kontor) -> None:
    old = cases.case(kontor, "ikke_tatt_inn", kontakt="annen")
    with kontor.work("annen") as w:
        new = henvendelse.open_linked(w, old, people.henvendelse(bydel="", navn="")).saksnr
    cases.give(kontor, new, "kari")
    for who in ("kari", "leder"):
        assert show(kontor, new, who).lenker == ()


def test_a_duplicate_of_a_hidden_case_says_nothing_of_it(kontor: Kontor) -> None:
    number = people.new_number()
    hidden = cases.case(kontor, "vurdering", kontakt="ola", fodselsnummer=number)
    # kari may know that ola's case exists, but not that it is this person's.
    twin = cases.register(kontor, "kari", fodselsnummer=number).saksnr
    assert show(kontor, twin, "kari").lenker == ()
    assert [(each.saksnr, each.forhold) for each in show(kontor, twin, "leder").lenker] == [
        (hidden, "mulig_samme_person")
    ]
