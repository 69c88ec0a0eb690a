"""The ways back and on: re-inntak, over to EXIN OSLO at eighteen, and what an ended case still takes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from exin.casework.hus import ansatte
from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKartlegging, NyKontakt
from exin.casework.person import personer
from exin.casework.person.personer import Endring
from exin.casework.sak import henvendelse
from exin.casework.tilgang import tildeling
from exin.errors import Denied, IllegalStep, InvalidInput
from exin.work import Work
from tests.helpers import cases, people, stab
from tests.helpers.office import Kontor

UNG = "exin_oslo_ung"
EIGHTEEN = date(2026, 9, 20)
"""When `people.YOUNG` turns eighteen; nineteen the year after."""


def columns(kontor: Kontor, saksnr: str, names: str) -> tuple[Any, ...]:
    return kontor.one(f"select {names} from sak where saksnr = ?", saksnr)  # noqa: S608


def contact(kontor: Kontor, saksnr: str) -> str | None:
    rows = kontor.rows(
        "select brukernavn from sak join ansatt on ansatt.id = kontakt_id where saksnr = ?", saksnr
    )
    return str(rows[0][0]) if rows else None


def codes(error: pytest.ExceptionInfo[IllegalStep]) -> set[str]:
    return {reason.kode for reason in error.value.reasons}


def return_to(kontor: Kontor, saksnr: str, by: str = "kari") -> Any:  # noqa: ANN401
    return cases.advance(kontor, saksnr, "reinntak", by, arsak="endrede_livsforhold")


# -- re-inntak -----------------------------------------------------------------------------------------------


def test_who_comes_back_meets_the_same_contact(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    before = kontor.rows("select * from tildeling")
    kontor.clock.forward(days=400)  # the door-open date is past
    return_to(kontor, saksnr)
    assert contact(kontor, saksnr) == "kari"
    assert kontor.rows("select * from tildeling") == before
    assert columns(kontor, saksnr, "tilstand, apen_til, har_plass") == ("vurdering", None, 1)


@pytest.mark.parametrize("change", ["sperr", "rolle"])
def test_a_contact_who_has_left_is_let_go_and_the_reception_gets_the_case(
    kontor: Kontor, change: str
) -> None:
    saksnr = cases.case(kontor, "frafall", kontakt="annen")
    assert columns(kontor, saksnr, "team_id") != kontor.one("select id from team where kode = 'exin'")
    if change == "sperr":
        with kontor.work("admin") as w:
            ansatte.set_active(w, "annen", aktiv=False)
    else:
        stab.changed(kontor, "annen", rolle="revisor")
    return_to(kontor, saksnr, "annen_leder")
    assert contact(kontor, saksnr) is None
    assert kontor.rows("select 1 from tildeling where til is null") == []
    assert columns(kontor, saksnr, "team_id") == kontor.one("select id from team where kode = 'exin'")


def test_a_protected_case_is_not_given_back_to_a_contact_without_clearance(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "forlop")
    cases.drop_out(kontor, saksnr, "klarert1")
    with kontor.work("admin") as w:
        ansatte.change_staff(w, "klarert1", ansatte.AnsattValg(klarert=False))
    return_to(kontor, saksnr, "klarert_leder")
    assert contact(kontor, saksnr) is None


def test_the_earlier_round_stays_as_it_was(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    before = kontor.rows("select * from steg order by nummer"), kontor.rows("select * from kartlegging")
    return_to(kontor, saksnr)
    assert kontor.rows("select * from steg order by nummer")[:-1] == before[0]
    assert kontor.rows("select * from kartlegging") == before[1]
    with pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, "start_forlop")
    assert codes(error) == {"kartlegging_fullstendig"}


def test_no_way_back_while_there_is_another_open_case(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    with kontor.work("kari") as w:
        henvendelse.open_linked(w, saksnr, people.henvendelse(navn="", fodselsnummer=None))
    with pytest.raises(IllegalStep) as error:
        return_to(kontor, saksnr, "leder")
    assert codes(error) == {"ingen_annen_apen_sak"}


def test_a_hidden_open_case_stops_no_way_back_and_its_holders_are_told(kontor: Kontor) -> None:
    number = people.new_number()
    saksnr = cases.case(kontor, "frafall", fodselsnummer=number)
    cases.give(kontor, cases.register(kontor, "annen", fodselsnummer=number).saksnr, "annen")
    before = kontor.one("select count(*) from utboks")[0]
    return_to(kontor, saksnr)
    assert columns(kontor, saksnr, "tilstand") == ("vurdering",)
    assert [row[0] for row in kontor.rows("select slag from utboks")][before:] == ["annen_sak_apen"]


def test_the_age_must_fit_on_the_way_back(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall", fodselsnummer=people.new_number(date(1995, 2, 1)))
    kontor.clock.set(date(2026, 2, 1))  # thirty-one today
    with pytest.raises(IllegalStep) as error:
        return_to(kontor, saksnr)
    assert codes(error) == {"alder_i_programmet"}


def test_at_nineteen_the_way_back_leads_into_exin_oslo_and_its_places(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall", program=UNG)
    kontor.clock.set(EIGHTEEN.replace(year=2027))
    cases.set_places(kontor, "exin_oslo", 0)
    with pytest.raises(IllegalStep) as error:
        return_to(kontor, saksnr)
    assert codes(error) == {"ledig_plass"}
    cases.set_places(kontor, "exin_oslo", 1)
    cases.set_places(kontor, UNG, 0)
    assert return_to(kontor, saksnr).program == "exin_oslo"
    assert columns(kontor, saksnr, "program, tilstand, har_plass") == ("exin_oslo", "vurdering", 1)
    assert kontor.one("select program, fra_tilstand from steg where hendelse = 'reinntak'") == (
        "exin_oslo",
        "frafall",
    )


# -- over to EXIN OSLO at eighteen -----------------------------------------------------------------------------

SAME = "tilstand, tilstand_fra, apen_til, kontakt_id, person_id, registrert, forrige_sak_id, har_plass"


@pytest.mark.parametrize("tilstand", "henvendelse vurdering forlop avslutning frafall".split())
def test_over_at_eighteen_changes_the_programme_and_nothing_else(kontor: Kontor, tilstand: str) -> None:
    saksnr = cases.case(kontor, tilstand, program=UNG)
    kontor.clock.set(EIGHTEEN)
    before, steps = columns(kontor, saksnr, SAME), kontor.rows("select * from steg order by nummer")
    cases.advance(kontor, saksnr, "overfor_til_18")
    assert columns(kontor, saksnr, SAME) == before
    assert columns(kontor, saksnr, "program, steg_nummer") == ("exin_oslo", len(steps) + 1)
    assert kontor.rows("select * from steg order by nummer")[:-1] == steps
    assert contact(kontor, saksnr) == "kari"
    assert kontor.one("select count(*) from sak") == (1,)


def test_over_and_voided_is_as_before(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall", program=UNG)
    kontor.clock.set(EIGHTEEN)
    before = columns(kontor, saksnr, f"program, {SAME}")
    cases.advance(kontor, saksnr, "overfor_til_18")
    cases.advance(kontor, saksnr, "annuller_steg", begrunnelse="For tidlig.")
    assert columns(kontor, saksnr, f"program, {SAME}") == before


def test_a_step_after_it_voided_is_as_after_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall", program=UNG)
    kontor.clock.set(EIGHTEEN)
    cases.advance(kontor, saksnr, "overfor_til_18")
    before = columns(kontor, saksnr, f"program, {SAME}")
    kontor.clock.forward(days=3)
    return_to(kontor, saksnr)
    cases.advance(kontor, saksnr, "annuller_steg", begrunnelse="Ombestemte seg.")
    assert columns(kontor, saksnr, f"program, {SAME}") == before


def test_it_is_no_entry_into_vurdering(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", program=UNG)
    cases.prepare(kontor, saksnr, "start_forlop")
    kontor.clock.set(EIGHTEEN)
    cases.advance(kontor, saksnr, "overfor_til_18")
    cases.advance(kontor, saksnr, "start_forlop")  # the mapping of before still counts


def test_it_takes_a_place_even_where_there_is_none(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", program=UNG)
    cases.set_places(kontor, "exin_oslo", 0)
    kontor.clock.set(EIGHTEEN)
    receipt = cases.advance(kontor, saksnr, "overfor_til_18")
    assert receipt.over_kapasitet
    assert kontor.one(
        "select over_kapasitet, overstyrt, har_plass from steg order by nummer desc limit 1"
    ) == (
        1,
        0,
        1,
    )


@pytest.mark.parametrize("day, fits", [(date(2026, 8, 20), False), (date(2026, 8, 21), True)])
def test_it_may_be_done_thirty_days_ahead(kontor: Kontor, day: date, fits: bool) -> None:
    saksnr = cases.case(kontor, "forlop", program=UNG)
    kontor.clock.set(day)
    if fits:
        cases.advance(kontor, saksnr, "overfor_til_18")
        return
    with pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, "overfor_til_18")
    assert codes(error) == {"alder_for_overforing"}


@pytest.mark.parametrize("tilstand", ["avsluttet", "ikke_tatt_inn"])
def test_an_ended_case_is_not_carried_over(kontor: Kontor, tilstand: str) -> None:
    saksnr = cases.case(kontor, tilstand, program=UNG)
    kontor.clock.set(EIGHTEEN)
    with pytest.raises(Denied):
        cases.advance(kontor, saksnr, "overfor_til_18")


def test_there_is_no_carrying_over_from_exin_oslo(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, "overfor_til_18")
    assert codes(error) == {"ukjent_hendelse"}


# -- what an ended case still takes ----------------------------------------------------------------------------

WRITES: dict[str, Callable[[Work, str], object]] = {
    "notat": lambda w, nr: arbeid.write_notat(w, nr, "Noe."),
    "kartlegging": lambda w, nr: arbeid.write_kartlegging(w, nr, NyKartlegging(behov="Bolig.")),
    "kontakt": lambda w, nr: arbeid.write_kontakt(w, nr, NyKontakt(slag="samtale", utfall="holdt")),
    "samtykke": lambda w, nr: arbeid.write_samtykke(w, nr, "deling"),
    "trekk": lambda w, nr: arbeid.withdraw_samtykke(w, nr, "deltakelse"),
    "plan": lambda w, nr: arbeid.write_plan(w, nr, "Plan."),
    "overlevering": lambda w, nr: arbeid.write_overlevering(w, nr, "NAV"),
    "tilbud": lambda w, nr: arbeid.write_tilbud(w, nr, gitt=True, tekst=None),
    "fortalt": lambda w, nr: arbeid.write_fortalt(w, nr, "brev"),
    "person": lambda w, nr: personer.change_person(w, nr, Endring(telefon="00000000")),
    "tildel": lambda w, nr: tildeling.assign(w, nr, "ola", "medansvarlig"),
    "skjerming": lambda w, nr: tildeling.protect(w, nr, "fortrolig"),
    "inhabil": lambda w, nr: tildeling.bar(w, nr, "mottak", "Nabo."),
}
STILL = {"tilbud", "fortalt", "skjerming", "inhabil"}
"""Services explained, being told, protection, conflict of interest; and correction of a note (below)."""


@pytest.mark.parametrize("tilstand", ["avsluttet", "ikke_tatt_inn"])
def test_an_ended_case_takes_what_is_listed_and_nothing_else(kontor: Kontor, tilstand: str) -> None:
    saksnr = cases.case(kontor, tilstand)
    for act in (WRITES[what] for what in WRITES.keys() - STILL):
        with pytest.raises(Denied) as error, kontor.work("leder") as w:
            act(w, saksnr)
        assert error.value.rule_ids == ("avsluttet_sak_last",)
    for act in (WRITES[what] for what in STILL):
        with kontor.work("leder") as w:
            act(w, saksnr)


def test_a_case_in_frafall_stays_worked(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    for act in WRITES.values():
        with kontor.work("leder") as w:
            act(w, saksnr)


def test_a_note_of_an_ended_case_is_corrected_by_a_new_one(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avslutning")
    with kontor.work("kari") as w:
        note = arbeid.write_notat(w, saksnr, "Feil dato.")
    before = kontor.rows("select * from notat")
    cases.go_on(kontor, saksnr, "avsluttet", fra="avslutning")
    with kontor.work("kari") as w:
        arbeid.correct_notat(w, saksnr, note, "Riktig dato.")
    assert kontor.rows("select * from notat order by registrert, id")[:1] == before
    assert kontor.one("select count(*) from notat where retter_id = ?", note) == (1,)


def test_being_told_later_is_what_was_missing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn")
    with kontor.work("kari") as w:
        arbeid.write_fortalt(w, saksnr, "brev", tekst="Med klagerett.")
    assert kontor.one("select mate, etter_steg from fortalt") == ("brev", 2)


# -- a new henvendelse from somebody known ------------------------------------------------------------------------


@pytest.mark.parametrize("tilstand", ["avsluttet", "ikke_tatt_inn", "frafall"])
def test_a_new_henvendelse_is_a_new_case_linked_to_the_old_one(kontor: Kontor, tilstand: str) -> None:
    old = cases.case(kontor, tilstand)
    before = kontor.rows("select * from steg"), columns(kontor, old, "tilstand, steg_nummer")
    with kontor.work("kari") as w:
        new = henvendelse.open_linked(w, old, people.henvendelse(navn="", fodselsnummer=None)).saksnr
    assert (
        kontor.rows("select * from steg")[: len(before[0])],
        columns(kontor, old, "tilstand, steg_nummer"),
    ) == before
    assert columns(kontor, new, "tilstand, person_id, forrige_sak_id, dublett_av_id") == (
        "henvendelse",
        *columns(kontor, old, "person_id, id"),
        None,
    )


@pytest.mark.parametrize("tilstand", ["henvendelse", "vurdering", "forlop", "avslutning"])
def test_an_open_case_is_not_followed_by_a_new_one(kontor: Kontor, tilstand: str) -> None:
    saksnr = cases.case(kontor, tilstand)
    with pytest.raises(IllegalStep) as error, kontor.work("kari") as w:
        henvendelse.open_linked(w, saksnr, people.henvendelse(navn="", fodselsnummer=None))
    assert codes(error) == {"ulovlig_rekkefolge"}


def test_only_one_new_case_follows_an_ended_one(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avsluttet")
    with kontor.work("kari") as w:
        henvendelse.open_linked(w, saksnr, people.henvendelse(navn="", fodselsnummer=None))
    with pytest.raises(IllegalStep) as error, kontor.work("leder") as w:
        henvendelse.open_linked(w, saksnr, people.henvendelse(navn="", fodselsnummer=None))
    assert codes(error) == {"ingen_annen_apen_sak"}
    assert kontor.one("select count(*) from sak") == (2,)


def test_it_has_a_command_of_its_own(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avsluttet")
    with pytest.raises(InvalidInput) as error:
        cases.advance(kontor, saksnr, "ny_henvendelse")
    assert error.value.kode == "ny_henvendelse_er_egen_kommando"


def test_who_has_outgrown_ung_gets_a_new_case_in_exin_oslo(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn", program=UNG)
    kontor.clock.set(EIGHTEEN.replace(year=2027))
    with kontor.work("kari") as w:
        receipt = henvendelse.open_linked(w, saksnr, people.henvendelse(navn="", fodselsnummer=None))
    assert receipt.program == "exin_oslo"
