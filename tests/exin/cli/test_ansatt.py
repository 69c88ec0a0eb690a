"""`exin ansatt`: who may manage staff, and what becomes of it."""

import pytest

from exin.cli.ansatt import Plikt, Rolle
from policies import Duty, Role
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import STAFF, Kontor


def ansatt(kontor: Kontor, *args: str, som: str = "admin") -> Svar:
    return exin("ansatt", *args, "--som", som, "--dir", kontor.folder)


def listed(kontor: Kontor) -> dict[str, dict[str, object]]:
    return {each["brukernavn"]: each for each in ansatt(kontor, "liste", "--json").data}


EVERY = [
    ["ny", "ny1", "--rolle", "saksbehandler"],
    ["endre", "kari", "--rolle", "teamleder"],
    ["sperr", "kari"],
    ["apne", "sperret"],
]


@pytest.mark.parametrize("args", EVERY, ids=lambda args: args[0])
@pytest.mark.parametrize("who", [name for name in STAFF if name != "admin"])
def test_nobody_but_systemansvarlig_manages_staff(kontor: Kontor, who: str, args: list[str]) -> None:
    before = kontor.rows("select * from ansatt order by brukernavn")
    with kontor.new_events() as events:
        answer = ansatt(kontor, *args, som=who)
    assert (answer.code, answer.out) == (2, "")
    assert kontor.rows("select * from ansatt order by brukernavn") == before
    assert [(each.handling, each.utfall) for each in events] == [("administrer_ansatte", "nektet")]


def test_somebody_unknown_is_turned_away_and_logged(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        answer = ansatt(kontor, "liste", som="ukjent")
    assert (answer.code, answer.out) == (2, "")
    assert [(each.ansatt, each.utfall, each.koder) for each in events] == [
        (None, "nektet", ("ukjent_ansatt",))
    ]


@pytest.mark.parametrize(
    "args, told",
    [
        (["ny", "kari", "--rolle", "revisor"], "Brukernavnet er i bruk"),
        (["ny", "x y", "--rolle", "revisor"], "Et brukernavn er"),
        (["ny", "01880081183", "--rolle", "revisor"], "Et brukernavn er"),
        (["ny", "ny1", "--rolle", "revisor", "--team", "borte"], "noe slikt team"),
        (["ny", "ny1", "--rolle", "revisor", "--os-bruker", "tester"], "En annen ansatt er knyttet til"),
        (["endre", "kari", "--os-bruker", "tester"], "En annen ansatt er knyttet til"),
        (["endre", "ingen", "--rolle", "revisor"], "ingen slik ansatt"),
        (["endre", "admin", "--rolle", "revisor"], "Ingen endrer sin egen rolle"),
        (["sperr", "admin"], "din egen konto"),
    ],
)
def test_a_change_that_cannot_be_made_says_why(kontor: Kontor, args: list[str], told: str) -> None:
    before = kontor.rows("select * from ansatt order by brukernavn")
    answer = ansatt(kontor, *args)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert kontor.rows("select * from ansatt order by brukernavn") == before


def test_a_new_member_of_staff_has_what_was_said(kontor: Kontor) -> None:
    answer = ansatt(
        kontor, "ny", "ny1", "--rolle", "saksbehandler", "--plikt", "mottak", "--plikt", "vakt", "--klarering",
        "--team", "annet", "--stillingsandel", "60", "--os-bruker", "maskin1",
    )  # fmt: skip
    assert (answer.code, answer.err) == (0, "")
    found = listed(kontor)["ny1"]
    del found["registrert"]
    assert found == {
        "brukernavn": "ny1", "rolle": "saksbehandler", "plikter": ["mottak", "vakt"], "klarert": True,
        "team": "annet", "stillingsandel": 60, "os_bruker": "maskin1", "epost": None, "fravar": [], "aktiv": True,
    }  # fmt: skip


def test_a_new_member_of_staff_has_no_more_than_was_said(kontor: Kontor) -> None:
    ansatt(kontor, "ny", "ny1", "--rolle", "revisor")
    found = listed(kontor)["ny1"]
    assert (found["plikter"], found["klarert"], found["team"], found["stillingsandel"]) == (
        [],
        False,
        "exin",
        100,
    )


def test_what_is_not_named_in_a_change_stays(kontor: Kontor) -> None:
    before = listed(kontor)
    assert ansatt(kontor, "endre", "mottak", "--stillingsandel", "50").code == 0
    assert listed(kontor) == before | {"mottak": before["mottak"] | {"stillingsandel": 50}}


def test_duties_and_clearance_come_and_go(kontor: Kontor) -> None:
    ansatt(kontor, "endre", "kari", "--plikt", "vakt", "--klarering")
    assert (listed(kontor)["kari"]["plikter"], listed(kontor)["kari"]["klarert"]) == (["vakt"], True)
    ansatt(kontor, "endre", "kari", "--plikt", "mottak", "--uten-plikt", "vakt", "--uten-klarering")
    assert (listed(kontor)["kari"]["plikter"], listed(kontor)["kari"]["klarert"]) == (["mottak"], False)


def test_a_blocked_account_does_nothing_until_it_is_opened(kontor: Kontor) -> None:
    assert ansatt(kontor, "liste", som="leder").code == 0
    assert ansatt(kontor, "sperr", "leder").code == 0
    assert ansatt(kontor, "liste", som="leder").code == 2
    assert ansatt(kontor, "apne", "leder").code == 0
    assert ansatt(kontor, "liste", som="leder").code == 0


def test_each_change_is_an_event_about_whom_it_is_about(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        ansatt(kontor, "endre", "kari", "--rolle", "revisor")
    (event,) = events
    assert event.gjelder_ansatt == kontor.staff_id("kari").hex()
    assert [row.tabell for row in event.skrevet] == ["ansatt"]


def test_the_list_is_logged_with_its_count(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        answer = ansatt(kontor, "liste", som="leder")
    assert [(each.handling, each.antall) for each in events] == [("les_ansatte", len(STAFF))]
    assert all(name in answer.out for name in STAFF)
    assert "sperret" in answer.out


def test_the_command_line_offers_the_roles_and_duties_that_there_are() -> None:
    assert [each.value for each in Rolle] == [each.value for each in Role]
    assert [each.value for each in Plikt] == [each.value for each in Duty]
