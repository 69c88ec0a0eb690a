"""Every store function that takes a grant is held to it: another case's row is not found, a dead grant is refused."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from exin.casework.oppfolging import arbeid as arbeidssaker
from exin.errors import NotFound
from exin.ids import new_id
from exin.store import arbeid, personer
from exin.store.grant import Grant, OutsideGrant
from exin.store.rows import Model, Tx, own_columns
from exin.store.tables import VERNET, Notat
from exin.work import Work
from policies import Action
from tests.architecture.tree import ROOT, modules
from tests.helpers import cases
from tests.helpers.office import Copied, Kontor

NOW = datetime(2026, 1, 15, tzinfo=UTC)


def functions() -> Iterator[Callable[..., Any]]:
    """The public functions of the store that take a grant, or several."""
    for file in modules("exin/store"):
        if "migrations" in file.parts or "tables" in file.parts or file.name == "__init__.py":
            continue
        module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        for key, value in vars(module).items():
            if (
                inspect.isfunction(value)
                and value.__module__ == module.__name__
                and not key.startswith(("_", "asking_"))  # what only says a question asks nothing
                and any("Grant" in str(each) for each in inspect.get_annotations(value).values())
            ):
                yield value


ALL = {f"{each.__module__.removeprefix('exin.store.')}.{each.__name__}": each for each in functions()}


@dataclass(frozen=True, kw_only=True)
class Two:
    """Two cases in one block: the grant is for `mine`, the rows belong to `other`."""

    kontor: Kontor
    w: Work
    mine: Grant
    other: Grant
    dead: Grant


@pytest.fixture(scope="module")
def two(office_template: Path, copied: Copied, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Grants for two cases of one member of staff, each with a note and an address. Nothing here is written."""
    with copied(office_template, tmp_path_factory.mktemp("to") / "var") as kontor:
        yield from two_in(kontor)


def two_in(kontor: Kontor) -> Iterator[Two]:
    numbers = [cases.case(kontor, "vurdering", adresse="Storgata 1") for _ in range(2)]
    for number in numbers:
        with kontor.work("kari") as w:
            arbeidssaker.write_notat(w, number, "Noe.")
    with kontor.read("leder") as r:
        dead = r.permit_house(Action.LES_ANSATTE, "ansatte")
    with kontor.work("kari") as w:
        mine, other = (w.permit(Action.ENDRE_PERSON, number) for number in numbers)
        w.begin()
        yield Two(kontor=kontor, w=w, mine=mine, other=other, dead=dead)


def argument(name: str, hint: Any, two: Two, grant: Grant) -> Any:  # noqa: ANN401, C901, PLR0911
    """Something of the other case that fits a parameter."""
    if hint is Grant:
        return grant
    if name == "grants":
        return [grant]
    if hint is Tx:
        return two.w.tx
    if name == "link":
        return two.w.tx.link
    if name == "model":
        return Notat
    if name == "written":
        return [(grant, Notat, {"id": new_id(), "sak_id": two.other.sak()})]
    if name == "landings":
        return [(grant, [(NOW.date(), "frafall", 1)])]
    if name in ("values", "row", "several"):
        keys = ("id", "person_id", "sak_id", "til_person_id")
        row = dict.fromkeys(keys, two.other.sak()) | {"opprettet": NOW}
        return [row] if name == "several" else row
    if hint is date:
        return NOW.date()
    if "str" in str(hint):
        return "noe"
    if "int" in str(hint):
        return 1
    return two.other.sak()


def stored_of(two: Two, module: str = "arbeid") -> Any:  # noqa: ANN401
    """A row of the other case of the kind that a module changes."""
    if module.endswith("saker"):
        return two.w.stub(two.other).sak
    if module.endswith("personer"):
        return personer.of_grant(two.w.tx, two.other)
    return arbeid.of_case(two.w.tx, two.other, Notat)[0]


def call(function: Callable[..., Any], two: Two, grant: Grant) -> Any:  # noqa: ANN401
    hints = get_type_hints(function)
    parameters = inspect.signature(function).parameters.values()
    values = {
        each.name: stored_of(two, function.__module__)
        if each.name == "stored"
        else argument(each.name, hints.get(each.name), two, grant)
        for each in parameters
        if each.kind is not inspect.Parameter.VAR_KEYWORD
    }
    positional = [
        values.pop(each.name) for each in parameters if each.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ]
    answer = function(*positional, **values)
    return list(answer) if inspect.isgenerator(answer) else answer


def test_there_are_store_functions_to_look_at() -> None:
    assert {"arbeid.of_case", "saker.change", "personer.by_lookup", "hus.add_staff"} <= set(ALL)


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_dead_grant_reaches_nothing(two: Two, name: str) -> None:
    with pytest.raises(OutsideGrant):
        call(ALL[name], two, two.dead)


READS_OF_A_CASE = {
    "arbeid.of_case",
    "arbeid.one",
    "hus.clearances",
    "dag.contacts",
    "dag.deadlines",
    "dag.planned",
    "dag.wishes",
    "frister.all_of_case",
    "frister.due_of_case",
    "frister.standing_of_case",
    "overtakelse.assignments",
    "overtakelse.meetings",
    "overtakelse.wishes",
    "venteliste.barred_from",
}
READS_OF_A_PERSON = {
    "personer.of_grant",
    "personer.of_grants",
    "personer.address",
    "personer.addresses",
    "personer.merged_rows",
}
WRITES = {
    "arbeid.add",
    "arbeid.change",
    "saker.add",
    "saker.change",
    "personer.add",
    "personer.add_address",
    "personer.add_merge",
    "personer.change",
    "frister.add",
    "frister.change",
    "varsler.tell",
}
ACROSS = set(ALL) - READS_OF_A_CASE - READS_OF_A_PERSON - WRITES
"""All others are held to an action instead of a case: the grant of a case opens none of them."""


def test_one_finds_no_row_of_another_case(two: Two) -> None:
    theirs = stored_of(two)
    assert arbeid.one(two.w.tx, two.other, Notat, theirs.row.id) is not None
    assert arbeid.one(two.w.tx, two.mine, Notat, theirs.row.id) is None


WORK_ROWS = sorted((model for model in VERNET if hasattr(model, "sak_id")), key=lambda model: model.__name__)


@pytest.mark.parametrize("model", WORK_ROWS)
def test_no_kind_of_row_of_another_case_is_found(two: Two, model: type[Model]) -> None:
    mine, other = (
        {own_columns(row.row)["id"] for row in arbeid.of_case(two.w.tx, grant, model)}
        for grant in (two.mine, two.other)
    )
    assert not mine & other
    for row_id in other:
        assert arbeid.one(two.w.tx, two.mine, model, row_id) is None


@pytest.mark.parametrize("name", sorted(READS_OF_A_PERSON))
def test_no_person_of_another_case_is_found(two: Two, name: str) -> None:
    found = call(ALL[name], two, two.mine)
    rows = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else [found]
    people = {getattr(each.row, "person_id", each.row.id) for each in rows if each is not None}
    assert two.other.person() not in people
    assert people <= {two.mine.person()}


@pytest.mark.parametrize("name", sorted(WRITES))
def test_nothing_of_another_case_is_written(two: Two, name: str) -> None:
    before = list(two.w.tx.written)
    with pytest.raises(OutsideGrant):
        call(ALL[name], two, two.mine)
    assert two.w.tx.written == before


@pytest.mark.parametrize("name", sorted(ACROSS))
def test_the_grant_of_a_case_opens_nothing_across_cases(two: Two, name: str) -> None:
    with pytest.raises(OutsideGrant):
        call(ALL[name], two, two.w.permit(Action.LES_SAK, saksnr_of(two)))


def saksnr_of(two: Two) -> str:
    return str(two.w.stub(two.mine).sak.row.saksnr)


def test_a_grant_without_a_case_reaches_no_case(two: Two) -> None:
    house = two.w.permit_house(Action.LISTE_SAKER, "register")
    for name in sorted(
        READS_OF_A_CASE | {"personer.of_grant", "personer.address"} | WRITES - {"varsler.tell"}
    ):
        with pytest.raises(OutsideGrant):
            call(ALL[name], two, house)


def test_a_correction_names_a_note_of_the_same_case(kontor: Kontor) -> None:
    mine, other = cases.case(kontor), cases.case(kontor)
    with kontor.work("kari") as w:
        note = arbeidssaker.write_notat(w, other, "Noe.")
    with pytest.raises(NotFound), kontor.work("kari") as w:
        arbeidssaker.correct_notat(w, mine, note, "Noe annet.")
    assert kontor.one("select count(*) from notat") == (1,)


def test_who_asks_for_a_case_gets_the_person_of_that_case(two: Two) -> None:
    assert personer.of_grant(two.w.tx, two.mine).row.id == two.mine.person() != two.other.person()
