"""What is said to follow when a case is given, taken, protected or barred, against what the engine then does."""

from typing import Any

import pytest

from exin.casework.sak import henvendelse
from exin.casework.tilgang import tildeling
from exin.casework.varsel.mottakere import Mottakere
from exin.casework.visning.ansattvalg import show_assignment, show_barring, show_protection
from exin.casework.visning.folger import (
    Folge,
    Folgeslag,
    of_barring,
    of_giving,
    of_lifting,
    of_protecting,
    of_taking,
)
from exin.casework.visning.visning import show_case
from exin.errors import Denied, IllegalStep, InvalidInput, NotFound
from exin.store import decision
from policies import Action, Job, Protection
from tests.helpers import cases, people, stab
from tests.helpers import moter as moten
from tests.helpers.office import STAFF, Kontor, job
from workflows import Ansvar

STRICT = Protection.STRENGT_FORTROLIG
CIRCLE: dict[str, Any] = {"leder": "klarert_leder", "ansatte": ["klarert1", "klarert2"]}

SHOW: dict[Any, Any] = {
    of_giving: show_assignment,
    of_taking: show_assignment,
    of_protecting: show_protection,
    of_barring: show_barring,
}


def told(kontor: Kontor, saksnr: str, of: Any, who: str = "leder") -> dict[Folgeslag, Folge]:  # noqa: ANN401 - as above
    with kontor.read(who) as r:
        return {each.slag: each for each in of(SHOW[of](r, saksnr))}


def may(kontor: Kontor, saksnr: str, who: str, action: Action = Action.LES_SAK) -> bool:
    with kontor.read(who) as r:
        stub = decision.case_by_number(r.tx, saksnr, r.asker)
        return stub is not None and r.allows(action, stub)


def take(kontor: Kontor, saksnr: str, whom: str, funksjon: str = "kontakt", by: str = "leder") -> bool:
    with kontor.work(by) as w:
        return tildeling.assign(w, saksnr, whom, funksjon, fjern=True)


def protect(kontor: Kontor, saksnr: str, level: str, by: str = "leder", **circle: Any) -> bool:  # noqa: ANN401
    with kontor.work(by) as w:
        return tildeling.protect(w, saksnr, level, **circle)


def bar(kontor: Kontor, saksnr: str, whom: str, by: str = "leder", *, opphev: bool = False) -> bool:
    with kontor.work(by) as w:
        return tildeling.bar(w, saksnr, whom, "Slekt.", opphev=opphev)


def contact(kontor: Kontor, saksnr: str) -> tuple[Any, ...]:
    sql = (
        "select brukernavn, team.kode from sak s left join ansatt a on a.id = s.kontakt_id"
        " join team on team.id = s.team_id where saksnr = ?"
    )
    return kontor.one(sql, saksnr)


def recipients(kontor: Kontor, saksnr: str) -> set[bytes]:
    """Who is told of a deadline of the contact's."""
    with kontor.office.work(job(Job.FRISTSVEIP)) as w:
        grant = w.permit(Action.VARSLE_FRIST, saksnr)
        return set(Mottakere(w, grant).of(grant, Ansvar.KONTAKT))


# -- given and taken ---------------------------------------------------------------------------------------------


def test_a_new_contact_takes_the_case_along_and_the_first_reads_it_no_more(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    said = told(kontor, saksnr, of_giving)
    assert set(said) == {Folgeslag.KONTAKT_AVLOSES, Folgeslag.LAGET_FOLGER}
    assert said[Folgeslag.KONTAKT_AVLOSES].hvem == ("kari",)
    cases.give(kontor, saksnr, "annen")
    seen = {who: may(kontor, saksnr, who) for who in ("kari", "leder", "annen", "annen_leder")}
    assert seen == {"kari": False, "leder": False, "annen": True, "annen_leder": True}


def test_a_first_contact_is_told_of_deadlines_and_meetings(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt=None)
    assert Folgeslag.KONTAKT_VARSLES in told(kontor, saksnr, of_giving, "mottak")
    cases.give(kontor, saksnr, "kari", by="mottak")
    assert recipients(kontor, saksnr) == {kontor.staff_id("kari")}
    moten.plan(kontor, saksnr)
    assert "kari" in moten.told(kontor)


def test_a_strict_case_is_handed_over_when_its_circle_is_whole_and_a_lead_has_to_be_cleared(
    kontor: Kontor,
) -> None:
    saksnr = cases.register(kontor, "kari", skjerming=STRICT).saksnr
    assert Folgeslag.OVERLEVERES in told(kontor, saksnr, of_giving, "kari")
    for whom, funksjon in (("klarert_leder", "klarert_leder"), ("klarert1", "medansvarlig")):
        cases.give(kontor, saksnr, whom, by="kari", funksjon=funksjon)
        assert may(kontor, saksnr, "kari")
    cases.give(kontor, saksnr, "klarert2", by="kari")
    assert not may(kontor, saksnr, "kari")
    said = told(kontor, saksnr, of_giving, "klarert_leder")
    assert Folgeslag.OVERLEVERES not in said
    assert "klarert" in said[Folgeslag.LAGET_FOLGER].tekst
    assert not may(kontor, saksnr, "leder")
    stab.changed(kontor, "leder", klarert=True)
    assert may(kontor, saksnr, "leder")


def test_who_a_case_is_taken_from_reads_it_no_more_and_what_was_written_stands(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    cases.talk(kontor, saksnr, "ola", slag="samtale", tekst="Ola skrev dette.")
    assert Folgeslag.MISTER_SAKEN in told(kontor, saksnr, of_taking)
    assert take(kontor, saksnr, "ola", "medansvarlig")
    assert not may(kontor, saksnr, "ola")
    with kontor.read("kari") as r:
        assert "Ola skrev dette." in [each.tekst for each in show_case(r, saksnr).kontakter]


def test_a_case_without_contact_is_the_receptions_and_the_reception_is_told_of_deadlines(
    kontor: Kontor,
) -> None:
    saksnr = cases.case(kontor, "forlop")
    assert Folgeslag.TIL_MOTTAKET in told(kontor, saksnr, of_taking)
    take(kontor, saksnr, "kari")
    assert contact(kontor, saksnr) == (None, "exin")
    assert recipients(kontor, saksnr) == {kontor.staff_id("mottak")}


def test_the_circle_of_a_strict_case_is_said_to_be_kept_and_is(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor)
    said = told(kontor, saksnr, of_taking, "klarert_leder")
    assert set(said) == {Folgeslag.MISTER_SAKEN, Folgeslag.KRETS_KREVES}
    with pytest.raises(IllegalStep):
        take(kontor, saksnr, "klarert2", "medansvarlig", "klarert_leder")


# -- protected ---------------------------------------------------------------------------------------------------


def test_a_case_that_becomes_strict_is_its_circles_alone_but_for_a_cleared_lead(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    said = told(kontor, saksnr, of_protecting)
    strict = {slag for slag, each in said.items() if each.ved == STRICT}
    assert strict == {Folgeslag.BARE_KRETSEN, Folgeslag.UKLARERT_MISTER, Folgeslag.UTEN_KONTAKT}
    assert said[Folgeslag.UKLARERT_MISTER].hvem == ("kari",)
    assert protect(kontor, saksnr, STRICT, **CIRCLE) is False
    known = {who for who in STAFF if may(kontor, saksnr, who, Action.KJENNE_TIL)}
    assert known == {"klarert_leder", "klarert1", "klarert2"}
    assert contact(kontor, saksnr)[0] is None
    assert may(kontor, saksnr, "klarert_leder", Action.TILDEL)
    stab.changed(kontor, "leder", klarert=True)
    assert may(kontor, saksnr, "leder")


def test_a_lower_level_lets_more_people_know_of_the_case(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", skjerming="fortrolig")
    assert Folgeslag.FLERE_SER not in told(kontor, saksnr, of_protecting, "kari")
    assert Folgeslag.FLERE_SER in told(kontor, saksnr, of_protecting)
    assert not may(kontor, saksnr, "ola", Action.KJENNE_TIL)
    protect(kontor, saksnr, "ingen")
    assert may(kontor, saksnr, "ola", Action.KJENNE_TIL)
    assert Folgeslag.FLERE_SER not in told(kontor, saksnr, of_protecting)


def test_identity_and_address_follow_the_highest_level_of_the_persons_cases(kontor: Kontor) -> None:
    first = cases.case(kontor, "avsluttet")
    with kontor.work("kari") as w:
        second = henvendelse.open_linked(w, first, people.henvendelse(program="", navn="")).saksnr
    assert Folgeslag.HOYESTE_GRAD in told(kontor, first, of_protecting)
    protect(kontor, first, "fortrolig")
    with kontor.read("leder") as r:
        stub = decision.case_by_number(r.tx, second, r.asker)
        assert stub is not None
        assert (stub.sak.row.skjerming, stub.vern) == (Protection.INGEN, Protection.FORTROLIG)


# -- barred ------------------------------------------------------------------------------------------------------


def test_who_is_barred_loses_the_case_and_cannot_be_given_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    assert set(told(kontor, saksnr, of_barring)) == {Folgeslag.STENGES_UTE, Folgeslag.TAS_TILBAKE}
    assert bar(kontor, saksnr, "kari") is True
    assert not may(kontor, saksnr, "kari")
    assert contact(kontor, saksnr)[0] is None
    with pytest.raises(InvalidInput, match="kan_ikke_ha_saken"):
        cases.give(kontor, saksnr, "kari")


def test_who_bars_themselves_reads_it_no_more_and_only_the_lead_lifts_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    assert Folgeslag.STENGER_SEG_UTE in told(kontor, saksnr, of_barring, "kari")
    assert bar(kontor, saksnr, "kari", "kari") is False
    with pytest.raises((Denied, NotFound)):
        bar(kontor, saksnr, "kari", "kari", opphev=True)
    assert bar(kontor, saksnr, "kari", opphev=True) is True


def test_a_lifted_conflict_gives_nothing_back_by_itself_and_both_stand_in_the_log(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    assert {each.slag for each in of_lifting()} == {Folgeslag.KAN_HA_IGJEN, Folgeslag.STAR_I_LOGGEN}
    with kontor.new_events() as events:
        bar(kontor, saksnr, "kari")
        bar(kontor, saksnr, "kari", opphev=True)
    assert [each.handling for each in events] == ["registrer_inhabil"] * 2
    assert not may(kontor, saksnr, "kari")
    cases.give(kontor, saksnr, "kari")
    assert may(kontor, saksnr, "kari")
