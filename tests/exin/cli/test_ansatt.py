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
        kontor, "ny", "ny1", "--rolle", "saksbehandler", "--plikt", "mottak", "--plikt", "vakt",
        "--team", "annet", "--stillingsandel", "60", "--os-bruker", "maskin1",
    )  # fmt: skip
    assert (answer.code, answer.err) == (0, "")
    found = listed(kontor)["ny1"]
    del found["registrert"]
    assert found == {
        "brukernavn": "ny1", "rolle": "saksbehandler", "plikter": ["mottak", "vakt"], "klarert": False,
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
    answer = ansatt(kontor, "endre", "kari", "--plikt", "vakt", "--klarering")
    assert "«exin ansatt godkjenn kari»" in answer.out
    assert (listed(kontor)["kari"]["plikter"], listed(kontor)["kari"]["klarert"]) == (["vakt"], False)
    assert (
        ansatt(kontor, "godkjenn", "kari", som="leder").out
        == "Forslaget om kari er godkjent, og gjelder fra nå.\n"
    )
    assert (listed(kontor)["kari"]["plikter"], listed(kontor)["kari"]["klarert"]) == (["vakt"], True)
    ansatt(kontor, "endre", "kari", "--plikt", "mottak", "--uten-plikt", "vakt", "--uten-klarering")
    assert (listed(kontor)["kari"]["plikter"], listed(kontor)["kari"]["klarert"]) == (["mottak"], False)


def test_a_blocked_account_does_nothing_until_it_is_opened(kontor: Kontor) -> None:
    assert ansatt(kontor, "liste", som="leder").code == 0
    assert ansatt(kontor, "sperr", "leder").code == 0
    assert ansatt(kontor, "liste", som="leder").code == 2
    assert ansatt(kontor, "apne", "leder", "--json").data == {
        "brukernavn": "leder",
        "aktiv": False,
        "venter": True,
    }
    assert ansatt(kontor, "liste", som="leder").code == 2
    assert ansatt(kontor, "godkjenn", "leder", som="annen_leder").code == 0
    assert ansatt(kontor, "liste", som="leder").code == 0


def test_each_change_is_an_event_about_whom_it_is_about(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        ansatt(kontor, "endre", "kari", "--rolle", "revisor")
        ansatt(kontor, "godkjenn", "kari", som="leder")
    assert {event.gjelder_ansatt for event in events} == {kontor.staff_id("kari").hex()}
    assert [row.tabell for event in events for row in event.skrevet] == [
        "ansattforslag", "ansatt", "ansattforslag",
    ]  # fmt: skip


def test_what_waits_is_listed_and_turned_down_or_taken_back(kontor: Kontor) -> None:
    assert ansatt(kontor, "forslag", som="leder").out == "Ingenting venter.\n"
    ansatt(kontor, "endre", "kari", "--rolle", "revisor")
    told = ansatt(kontor, "forslag", som="leder").out
    assert told.startswith("kari: nye rettigheter (rollen revisor), foreslått av admin ")
    assert ansatt(kontor, "forslag", "--json", som="leder").data[0]["hindring"] is None
    assert "Den som foreslår" in ansatt(kontor, "godkjenn", "kari").err
    assert ansatt(kontor, "avvis", "kari", som="leder").out == "Forslaget om kari er avvist.\n"
    ansatt(kontor, "endre", "kari", "--rolle", "revisor")
    assert ansatt(kontor, "avvis", "kari").out == "Forslaget om kari er trukket.\n"
    assert listed(kontor)["kari"]["rolle"] == "saksbehandler"


def test_whoever_runs_the_machine_decides_only_where_nobody_else_can(kontor: Kontor) -> None:
    ansatt(kontor, "endre", "kari", "--klarering")
    where = ("--dir", kontor.folder)
    assert exin("ansatt", "godkjenn", "kari", *where).code == 64
    assert exin("ansatt", "godkjenn", "kari", "--som", "leder", "--installasjon", *where).code == 64
    assert "Det finnes ansatte som kan" in exin("ansatt", "godkjenn", "kari", "--installasjon", *where).err
    for each in ("leder", "klarert_leder", "annen_leder"):
        ansatt(kontor, "sperr", each)
    assert exin("ansatt", "godkjenn", "kari", "--installasjon", *where).code == 0
    assert listed(kontor)["kari"]["klarert"]


def test_the_list_is_logged_with_its_count(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        answer = ansatt(kontor, "liste", som="leder")
    assert [(each.handling, each.antall) for each in events] == [("les_ansatte", len(STAFF))]
    assert all(name in answer.out for name in STAFF)
    assert "sperret" in answer.out


def test_the_command_line_offers_the_roles_and_duties_that_there_are() -> None:
    assert [each.value for each in Rolle] == [each.value for each in Role]
    assert [each.value for each in Plikt] == [each.value for each in Duty]
