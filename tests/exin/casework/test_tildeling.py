"""Who has a case: given and taken back, and a strictly protected one never without its circle."""

from collections.abc import Sequence
from typing import Any

import pytest

from audit.events import Outcome
from exin.casework.hus import ansatte
from exin.casework.tilgang.tildeling import assign, bar, protect
from exin.errors import Denied, ExinError, IllegalStep, InvalidInput, NotFound
from policies import Action, Protection
from tests.helpers import cases, stab
from tests.helpers.office import Kontor

STRICT = Protection.STRENGT_FORTROLIG
CIRCLE: dict[str, Any] = {"leder": "klarert_leder", "ansatte": ("klarert1", "klarert2")}
EVERYBODY = ("admin", "annen", "kari", "klarert1", "klarert2", "klarert_leder", "leder", "mottak", "ola")


def set_level(
    kontor: Kontor,
    saksnr: str,
    level: str,
    who: str,
    *,
    leder: str | None = None,
    ansatte: Sequence[str] = (),
) -> None:
    with kontor.work(who) as w:
        protect(w, saksnr, level, leder=leder, ansatte=ansatte)


def take(kontor: Kontor, saksnr: str, whom: str, by: str = "leder", funksjon: str = "kontakt") -> None:
    with kontor.work(by) as w:
        assign(w, saksnr, whom, funksjon, fjern=True)


def disqualify(kontor: Kontor, saksnr: str, whom: str, by: str = "leder", *, opphev: bool = False) -> None:
    with kontor.work(by) as w:
        bar(w, saksnr, whom, "Slekt.", opphev=opphev)


def set_staff(kontor: Kontor, who: str, **valg: Any) -> None:  # noqa: ANN401 - any field of AnsattValg
    stab.changed(kontor, who, **valg)


def having(kontor: Kontor, saksnr: str) -> set[tuple[str, str]]:
    """Who has the case now, as what."""
    sql = (
        "select brukernavn, funksjon from tildeling t join ansatt a on a.id = t.ansatt_id"
        " join sak s on s.id = t.sak_id where til is null and saksnr = ?"
    )
    return {(str(who), str(what)) for who, what in kontor.rows(sql, saksnr)}


def contact(kontor: Kontor, saksnr: str) -> tuple[Any, ...]:
    sql = (
        "select brukernavn, team.kode from sak s left join ansatt a on a.id = s.kontakt_id"
        " join team on team.id = s.team_id where saksnr = ?"
    )
    return kontor.one(sql, saksnr)


def readers(kontor: Kontor, saksnr: str) -> set[str]:
    """Who may read the case."""
    found = set()
    for who in EVERYBODY:
        try:
            with kontor.read(who) as r:
                r.permit(Action.LES_SAK, saksnr)
        except (Denied, NotFound):
            continue
        found.add(who)
    return found


def codes(error: pytest.ExceptionInfo[IllegalStep]) -> list[str]:
    return [reason.kode for reason in error.value.reasons]


# -- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who, kind", [("kari", Denied), ("ola", Denied), ("annen_leder", NotFound)])
def test_nobody_but_the_lead_gives_a_case(kontor: Kontor, who: str, kind: type[ExinError]) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.new_events() as events, pytest.raises(kind):
        cases.give(kontor, saksnr, "ola", by=who)
    assert [(event.handling, event.utfall) for event in events] == [("tildel", Outcome.NEKTET)]
    assert having(kontor, saksnr) == {("kari", "kontakt")}


@pytest.mark.parametrize(
    "whom, funksjon, kode",
    [
        ("sperret", "kontakt", "ukjent_ansatt"),
        ("ingen", "kontakt", "ukjent_ansatt"),
        ("\udcff", "kontakt", "ukjent_ansatt"),
        ("revisor", "medansvarlig", "kan_ikke_ha_saker"),
        ("admin", "kontakt", "kan_ikke_ha_saker"),
        ("ola", "vikar", "ukjent_kode"),
        ("leder", "klarert_leder", "ikke_klarert_leder"),
        ("klarert1", "klarert_leder", "ikke_klarert_leder"),
        ("mottak", "kontakt", "kan_ikke_ha_saken"),
    ],
)
def test_who_cannot_have_the_case_is_refused_and_nothing_changes(
    kontor: Kontor, whom: str, funksjon: str, kode: str
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    disqualify(kontor, saksnr, "mottak")
    before = kontor.rows("select * from tildeling"), kontor.rows("select * from sak")
    with pytest.raises(InvalidInput) as error:
        cases.give(kontor, saksnr, whom, funksjon=funksjon)
    assert error.value.kode == kode
    assert (kontor.rows("select * from tildeling"), kontor.rows("select * from sak")) == before


@pytest.mark.parametrize("funksjon", ["kontakt", "medansvarlig"])
def test_a_strict_case_is_given_to_nobody_without_clearance(kontor: Kontor, funksjon: str) -> None:
    saksnr = cases.protected_case(kontor)
    with pytest.raises(InvalidInput, match="ikke_klarert"):
        cases.give(kontor, saksnr, "kari", by="klarert_leder", funksjon=funksjon)


def test_what_nobody_has_cannot_be_taken_back(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(InvalidInput, match="ikke_tildelt"):
        take(kontor, saksnr, "kari", funksjon="medansvarlig")


# -- given and taken back ------------------------------------------------------------------------------


def test_a_new_contact_takes_the_place_of_the_old_one_and_both_rows_stay(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.clock.forward(days=1)
    cases.give(kontor, saksnr, "ola")
    assert having(kontor, saksnr) == {("ola", "kontakt")}
    (closed,) = kontor.rows("select fra, til from tildeling where til is not null")
    assert closed[0] < closed[1] == kontor.one("select fra from tildeling where til is null")[0]
    assert contact(kontor, saksnr)[0] == "ola"


def test_the_team_follows_the_contact(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "annen", funksjon="medansvarlig")
    assert contact(kontor, saksnr) == ("kari", "exin")
    cases.give(kontor, saksnr, "annen")
    assert contact(kontor, saksnr) == ("annen", "annet")
    assert "leder" not in readers(kontor, saksnr)
    take(kontor, saksnr, "annen", "annen_leder")
    assert contact(kontor, saksnr) == (None, "exin")


def test_to_give_what_somebody_has_already_writes_no_second_row(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "kari")
    assert kontor.one("select count(*) from tildeling") == (1,)


@pytest.mark.parametrize("change", ["blocked", "other_role"])
def test_who_can_have_no_cases_any_more_can_be_relieved_of_one(kontor: Kontor, change: str) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    if change == "blocked":
        with kontor.work("admin") as w:
            ansatte.set_active(w, "ola", aktiv=False)
    else:
        set_staff(kontor, "ola", rolle="revisor")
    take(kontor, saksnr, "ola", funksjon="medansvarlig")
    assert having(kontor, saksnr) == {("kari", "kontakt")}


# -- the circle of a strictly protected case -----------------------------------------------------------


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"leder": "klarert_leder", "ansatte": ("klarert1",)},
        {"ansatte": ("klarert1", "klarert2")},
        {"leder": "klarert_leder", "ansatte": ("klarert1", "klarert1")},
    ],
)
def test_a_case_is_not_strictly_protected_without_a_whole_circle(
    kontor: Kontor, named: dict[str, Any]
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(InvalidInput, match="krets_mangler"):
        set_level(kontor, saksnr, STRICT, "kari", **named)
    assert having(kontor, saksnr) == {("kari", "kontakt")}


@pytest.mark.parametrize("named", [{"leder": "leder"}, {"leder": "klarert1"}, {"ansatte": ("ola",)}])
def test_nobody_without_clearance_is_named(kontor: Kontor, named: dict[str, Any]) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(InvalidInput, match="ikke_klarert"):
        set_level(kontor, saksnr, STRICT, "leder", **(CIRCLE | named))


@pytest.mark.parametrize("level", ["ingen", "fortrolig"])
def test_no_case_is_given_away_by_way_of_another_level(kontor: Kontor, level: str) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(InvalidInput, match="krets_bare_ved_strengt"):
        set_level(kontor, saksnr, level, "kari", ansatte=("ola",))
    assert having(kontor, saksnr) == {("kari", "kontakt")}


def test_a_circle_that_stands_is_changed_by_the_lead_alone(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor)
    set_staff(kontor, "ola", klarert=True)
    with pytest.raises(Denied):
        set_level(kontor, saksnr, STRICT, "klarert1", ansatte=("ola",))
    set_level(kontor, saksnr, STRICT, "klarert_leder", ansatte=("ola",))
    assert ("ola", "medansvarlig") in having(kontor, saksnr)


def test_who_registered_a_strict_case_keeps_it_until_the_circle_has_it(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, "kari", skjerming=STRICT).saksnr
    assert readers(kontor, saksnr) == {"kari", "klarert_leder"}
    for whom, funksjon in (("klarert_leder", "klarert_leder"), ("klarert1", "medansvarlig")):
        cases.give(kontor, saksnr, whom, by="kari", funksjon=funksjon)
        assert "kari" in readers(kontor, saksnr)
    take(kontor, saksnr, "klarert1", "kari", "medansvarlig")  # what is not whole yet may be put together anew
    cases.give(kontor, saksnr, "klarert1", by="kari", funksjon="medansvarlig")
    cases.give(kontor, saksnr, "klarert2", by="kari", funksjon="kontakt")
    assert readers(kontor, saksnr) == {"klarert1", "klarert2", "klarert_leder"}
    with pytest.raises(NotFound):
        cases.give(kontor, saksnr, "klarert1", by="kari")


def test_an_uncleared_contact_has_the_case_no_more_once_it_is_strict(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    set_level(kontor, saksnr, STRICT, "kari", **CIRCLE)
    assert having(kontor, saksnr) == {
        ("klarert_leder", "klarert_leder"),
        ("klarert1", "medansvarlig"),
        ("klarert2", "medansvarlig"),
    }
    assert contact(kontor, saksnr) == (None, "exin")
    assert readers(kontor, saksnr) == {"klarert1", "klarert2", "klarert_leder"}


@pytest.mark.parametrize("way", ["fjern", "inhabil"])
@pytest.mark.parametrize("whom", ["klarert2", "klarert_leder"])
def test_no_change_leaves_fewer_than_the_circle(kontor: Kontor, whom: str, way: str) -> None:
    saksnr = cases.protected_case(kontor)
    set_staff(kontor, "leder", klarert=True)
    before = having(kontor, saksnr)
    function = "klarert_leder" if whom == "klarert_leder" else "medansvarlig"
    ways = {
        "fjern": lambda: take(kontor, saksnr, whom, funksjon=function),
        "inhabil": lambda: disqualify(kontor, saksnr, whom),
    }
    with pytest.raises(IllegalStep) as error:
        ways[way]()
    assert codes(error) == ["klarert_krets"]
    assert having(kontor, saksnr) == before
    assert kontor.rows("select * from inhabil") == []


def test_a_contact_of_the_circle_is_not_replaced_from_within_it(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, "klarert1", skjerming=STRICT).saksnr
    cases.give(kontor, saksnr, "klarert_leder", by="klarert1", funksjon="klarert_leder")
    cases.give(kontor, saksnr, "klarert2", by="klarert1", funksjon="medansvarlig")
    cases.give(kontor, saksnr, "klarert1", by="klarert1")
    with pytest.raises(IllegalStep) as error:
        cases.give(kontor, saksnr, "klarert2", by="klarert_leder")
    assert codes(error) == ["klarert_krets"]
    cases.give(kontor, saksnr, "klarert1", by="klarert_leder", funksjon="medansvarlig")
    cases.give(kontor, saksnr, "klarert2", by="klarert_leder")


def test_staff_management_is_never_refused_because_of_a_case_and_what_mends_it_is_not_either(
    kontor: Kontor,
) -> None:
    saksnr = cases.protected_case(kontor, "vurdering")
    with kontor.work("admin") as w:
        ansatte.set_active(w, "klarert1", aktiv=False)
    set_staff(kontor, "klarert2", klarert=False)
    for who in ("ola", "kari"):
        set_staff(kontor, who, klarert=True)
    disqualify(kontor, saksnr, "mottak", "klarert_leder")
    cases.give(kontor, saksnr, "ola", by="klarert_leder")
    take(kontor, saksnr, "klarert2", "klarert_leder", "medansvarlig")
    cases.give(kontor, saksnr, "kari", by="klarert_leder", funksjon="medansvarlig")
    with pytest.raises(IllegalStep):
        take(kontor, saksnr, "kari", "klarert_leder", "medansvarlig")


# -- levels of protection ------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["", "kode_6", "STRENGT_FORTROLIG"])
def test_a_level_is_one_of_the_list(kontor: Kontor, level: str) -> None:
    with pytest.raises(InvalidInput, match="ukjent_kode"):
        set_level(kontor, cases.case(kontor), level, "leder")


def test_who_has_the_case_raises_the_level_and_a_lead_alone_lowers_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    set_level(kontor, saksnr, "fortrolig", "kari")
    with pytest.raises(IllegalStep) as error:
        set_level(kontor, saksnr, "ingen", "kari")
    assert codes(error) == ["senke_skjerming"]
    set_level(kontor, saksnr, "ingen", "leder")
    strict = cases.protected_case(kontor)
    with pytest.raises(IllegalStep):
        set_level(kontor, strict, "fortrolig", "klarert1")
    set_level(kontor, strict, "fortrolig", "klarert_leder")
    assert kontor.rows("select skjerming from sak order by skjerming") == [("fortrolig",), ("ingen",)]


# -- conflicts of interest -----------------------------------------------------------------------------


def test_the_barred_lose_every_function_and_do_not_get_it_back_when_it_is_lifted(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "kari", funksjon="medansvarlig")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    disqualify(kontor, saksnr, "kari")
    assert having(kontor, saksnr) == {("ola", "medansvarlig")}
    assert contact(kontor, saksnr) == (None, "exin")
    disqualify(kontor, saksnr, "kari", opphev=True)
    assert having(kontor, saksnr) == {("ola", "medansvarlig")}
    cases.give(kontor, saksnr, "kari")
    assert contact(kontor, saksnr) == ("kari", "exin")


def test_what_was_lifted_can_be_registered_again(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for opphev in (False, True, False):
        disqualify(kontor, saksnr, "kari", opphev=opphev)
    assert kontor.one("select count(*), max(opphevet) from inhabil") == (1, None)
    with pytest.raises(Denied), kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)


@pytest.mark.parametrize("whom", ["ola", "ingen"])
def test_what_was_never_registered_cannot_be_lifted(kontor: Kontor, whom: str) -> None:
    with pytest.raises(InvalidInput):
        disqualify(kontor, cases.case(kontor, "vurdering"), whom, opphev=True)


def test_it_takes_a_reason_and_the_log_holds_a_commitment_to_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(InvalidInput, match="tekst_mangler"), kontor.work("leder") as w:
        bar(w, saksnr, "ola", "  ")
    with kontor.new_events() as events:
        disqualify(kontor, saksnr, "ola")
    assert len(events[0].forpliktelse or "") == 64
    assert "Slekt" not in repr(events)
