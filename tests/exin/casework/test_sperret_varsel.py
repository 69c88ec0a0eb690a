"""Who is told that somebody was blocked: where there is work to move, and never because of what must not be known."""

from exin.casework.hus.ansatte import set_active
from exin.casework.sak import henvendelse
from exin.casework.tilgang import tildeling
from exin.casework.varsel.varsler import my_messages
from exin.casework.visning.arbeidsvisning import show_work
from exin.ids import Saksnr
from policies import Role
from tests.helpers import cases, moter, people, stab
from tests.helpers.office import Kontor

TEAM, OTHER, NO_LEAD = "ansatt_sperret", "ansatt_sperret_annet_lag", "ansatt_sperret_uten_leder"
OWN_LEADS = {("leder", TEAM), ("klarert_leder", TEAM)}


def blocked(kontor: Kontor, who: str = "kari", by: str = "admin") -> None:
    with kontor.work(by) as w:
        set_active(w, who, aktiv=False)


def told(kontor: Kontor) -> set[tuple[str, str]]:
    """Who was told of blocks, and how."""
    sql = "select a.brukernavn, u.slag from utboks u join ansatt a on a.id = u.mottaker_id"
    return {(name, kind) for name, kind in kontor.rows(f"{sql} where u.slag like ?", f"{TEAM}%")}


def of_other_team(kontor: Kontor, tilstand: str = "forlop") -> Saksnr:
    """A case of the other team, in which kari has a part."""
    saksnr = cases.case(kontor, tilstand, kontakt="annen")
    cases.give(kontor, saksnr, "kari", by="annen_leder", funksjon="medansvarlig")
    return saksnr


def hidden_of_other_team(kontor: Kontor) -> Saksnr:
    """A strictly protected case of the other team, in which klarert1 has a part; its lead is not cleared."""
    stab.changed(kontor, "annen", klarert=True)
    saksnr = cases.protected_case(kontor, "forlop")
    cases.give(kontor, saksnr, "annen", by="klarert_leder")
    sql = "select t.kode from sak s join team t on t.id = s.team_id where s.saksnr = ?"
    assert kontor.one(sql, saksnr) == ("annet",)
    return saksnr


def shown(kontor: Kontor, who: str, by: str) -> list[str]:
    """The cases in which there is work to move."""
    with kontor.read(by) as r:
        return [each.saksnr for each in show_work(r, who).linjer]


# -- leads of other teams --------------------------------------------------------------------------------------


def test_without_work_in_a_case_of_theirs_no_lead_of_another_team_is_told(kontor: Kontor) -> None:
    cases.case(kontor, "forlop")
    cases.case(kontor, "forlop", kontakt="annen")
    saksnr = of_other_team(kontor)
    with kontor.work("annen_leder") as w:
        tildeling.assign(w, saksnr, "kari", "medansvarlig", fjern=True)
    blocked(kontor)
    assert told(kontor) == OWN_LEADS


def test_a_lead_of_another_team_is_told_and_finds_the_work(kontor: Kontor) -> None:
    saksnr = of_other_team(kontor)
    blocked(kontor)
    assert told(kontor) == {*OWN_LEADS, ("annen_leder", OTHER)}
    assert shown(kontor, "kari", "annen_leder") == [saksnr]
    with kontor.read("annen_leder") as r:
        (message,) = my_messages(r)
    assert (message.saksnr, "Ansatte" in message.tekst) == (None, True)


def test_a_meeting_that_is_left_behind_is_work_too(kontor: Kontor) -> None:
    saksnr = of_other_team(kontor)
    moter.plan(kontor, saksnr, "kari")
    with kontor.work("annen_leder") as w:
        tildeling.assign(w, saksnr, "kari", "medansvarlig", fjern=True)
    blocked(kontor)
    assert ("annen_leder", OTHER) in told(kontor)
    assert shown(kontor, "kari", "annen_leder") == [saksnr]


def test_of_an_ended_case_nobody_is_told(kontor: Kontor) -> None:
    saksnr = of_other_team(kontor)
    for state in ("avslutning", "avsluttet"):
        cases.go_on(kontor, saksnr, state, fra=cases.WAY[cases.WAY.index(state) - 1], by="annen")
    blocked(kontor)
    assert told(kontor) == OWN_LEADS


def test_a_lead_who_is_barred_from_the_case_is_not_told_because_of_it(kontor: Kontor) -> None:
    saksnr = of_other_team(kontor)
    with kontor.work("annen_leder") as w:
        tildeling.bar(w, saksnr, "annen_leder", "Fetter.")
    blocked(kontor)
    assert told(kontor) == OWN_LEADS


def test_a_lead_who_is_not_cleared_is_not_told_because_of_a_hidden_case(kontor: Kontor) -> None:
    hidden_of_other_team(kontor)
    blocked(kontor, "klarert1")
    assert told(kontor) == OWN_LEADS
    assert shown(kontor, "klarert1", "annen_leder") == []


def test_nor_because_of_a_case_whose_person_is_hidden_by_another(kontor: Kontor) -> None:
    saksnr = of_other_team(kontor, "frafall")
    with kontor.work("annen_leder") as w:
        hidden = henvendelse.open_linked(w, saksnr, people.henvendelse(navn="", fodselsnummer=None)).saksnr
    with kontor.work("annen_leder") as w:
        tildeling.protect(
            w, hidden, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
        )
    assert kontor.rows("select count(*), count(distinct person_id) from sak") == [(2, 1)]
    blocked(kontor)
    assert told(kontor) == OWN_LEADS
    assert shown(kontor, "kari", "annen_leder") == []


def test_a_cleared_lead_of_that_team_is_told(kontor: Kontor) -> None:
    saksnr = hidden_of_other_team(kontor)
    stab.changed(kontor, "annen_leder", klarert=True)
    blocked(kontor, "klarert1")
    assert told(kontor) == {*OWN_LEADS, ("annen_leder", OTHER)}
    assert shown(kontor, "klarert1", "annen_leder") == [saksnr]


# -- no lead ---------------------------------------------------------------------------------------------------


def test_where_the_team_has_no_lead_the_others_who_run_the_house_are_told(kontor: Kontor) -> None:
    for name in ("drift", "drift2"):
        stab.made(kontor, name, rolle=Role.SYSTEMANSVARLIG)
    blocked(kontor, "drift2")
    blocked(kontor, "leder")
    assert told(kontor) == {("klarert_leder", TEAM)}
    blocked(kontor, "klarert_leder")
    assert told(kontor) == {("klarert_leder", TEAM), ("drift", NO_LEAD)}
    cases.case(kontor, "henvendelse", kontakt=None)
    blocked(kontor, "kari", by="drift")
    assert told(kontor) == {("klarert_leder", TEAM), ("drift", NO_LEAD), ("admin", NO_LEAD)}
    with kontor.read("admin") as r:
        assert [(each.saksnr, "Ansatte" in each.tekst) for each in my_messages(r)] == [(None, True)]


def test_who_runs_the_house_alone_is_told_nothing(kontor: Kontor) -> None:
    for name in ("leder", "klarert_leder", "kari"):
        blocked(kontor, name)
    assert told(kontor) == {("klarert_leder", TEAM)}
