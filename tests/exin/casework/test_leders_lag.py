"""Another team for a lead: whoever leads a team reads all of its cases, so that nobody moves a lead alone."""

import json

import pytest

from exin.casework.hus.ansatte import AnsattValg, change_staff
from exin.casework.hus.forslag import approve
from exin.casework.hus.forslagssyn import list_proposals
from exin.casework.visning.visning import show_case
from exin.errors import InvalidInput, NotFound
from policies import Role
from tests.helpers import cases
from tests.helpers.office import Kontor


def move(kontor: Kontor, who: str, valg: AnsattValg) -> bool:
    with kontor.work("admin") as w:
        return change_staff(w, who, valg)


def agree(kontor: Kontor, who: str, by: str = "leder") -> None:
    with kontor.work(by) as w:
        approve(w, who)


def team(kontor: Kontor, who: str) -> str:
    sql = "select t.kode from ansatt a join team t on t.id = a.team_id where a.brukernavn = ?"
    return str(kontor.one(sql, who)[0])


def test_a_lead_is_moved_when_another_has_agreed_and_reads_the_cases_of_the_team_then_and_not_before(
    kontor: Kontor,
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert move(kontor, "annen_leder", AnsattValg(team="exin"))
    assert team(kontor, "annen_leder") == "annet"
    with pytest.raises(NotFound), kontor.read("annen_leder") as r:
        show_case(r, saksnr)
    with pytest.raises(InvalidInput, match="eget_forslag"):
        agree(kontor, "annen_leder", by="admin")
    with pytest.raises(InvalidInput, match="forslag_om_deg"):
        agree(kontor, "annen_leder", by="annen_leder")
    agree(kontor, "annen_leder")
    assert team(kontor, "annen_leder") == "exin"
    with kontor.read("annen_leder") as r:
        assert show_case(r, saksnr).saksnr == saksnr


def test_what_is_proposed_names_the_team(kontor: Kontor) -> None:
    move(kontor, "annen_leder", AnsattValg(team="exin"))
    with kontor.read("leder") as r:
        (found,) = list_proposals(r)
    assert found.innhold == {"team": "exin"}
    assert json.loads(kontor.one("select innhold from ansattforslag")[0]) == {"team": "exin"}


def test_who_becomes_a_lead_of_another_team_gets_both_when_another_has_agreed(kontor: Kontor) -> None:
    assert move(kontor, "annen", AnsattValg(rolle=Role.TEAMLEDER, team="exin", mottak=True))
    assert team(kontor, "annen") == "annet"
    assert kontor.one("select rolle, mottak from ansatt where brukernavn = 'annen'") == ("saksbehandler", 1)
    agree(kontor, "annen")
    assert team(kontor, "annen") == "exin"
    assert kontor.one("select rolle from ansatt where brukernavn = 'annen'")[0] == "teamleder"


@pytest.mark.parametrize("rolle", [Role.REVISOR, Role.SYSTEMANSVARLIG, Role.TEAMLEDER])
def test_a_lead_who_is_to_be_something_else_that_takes_two_stays_where_they_lead_until_then(
    kontor: Kontor, rolle: Role
) -> None:
    assert move(kontor, "annen_leder", AnsattValg(rolle=rolle, team="exin"))
    assert team(kontor, "annen_leder") == "annet"
    agree(kontor, "annen_leder")
    assert team(kontor, "annen_leder") == "exin"
    assert kontor.one("select rolle from ansatt where brukernavn = 'annen_leder'")[0] == rolle


def test_who_is_moved_while_it_waits_to_become_a_lead_becomes_none(kontor: Kontor) -> None:
    assert move(kontor, "annen", AnsattValg(rolle=Role.TEAMLEDER))
    assert not move(kontor, "annen", AnsattValg(team="exin"))
    with pytest.raises(InvalidInput, match="forslag_falt"):
        agree(kontor, "annen")
    assert kontor.one("select rolle from ansatt where brukernavn = 'annen'")[0] == "saksbehandler"


@pytest.mark.parametrize(
    ("who", "valg"),
    [
        ("kari", AnsattValg(team="annet")),
        ("leder", AnsattValg(team="exin")),
        ("annen_leder", AnsattValg(team="exin", rolle=Role.SAKSBEHANDLER)),
    ],
)
def test_others_and_a_lead_who_stays_or_leads_no_more_are_moved_by_one(
    kontor: Kontor, who: str, valg: AnsattValg
) -> None:
    assert not move(kontor, who, valg)
    assert team(kontor, who) == valg.team


def test_a_team_that_is_none_is_refused_before_anything_is_proposed(kontor: Kontor) -> None:
    with pytest.raises(InvalidInput, match="ukjent_team"):
        move(kontor, "annen_leder", AnsattValg(team="borte"))
    assert kontor.rows("select id from ansattforslag where utfall is null") == []
