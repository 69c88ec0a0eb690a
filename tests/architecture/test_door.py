"""The door holds: grants come from nowhere else, casework's writing gives no text back, no column is unclassified."""

import ast
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String, TypeDecorator
from sqlmodel import SQLModel

import exin.store.tables  # noqa: F401 - fills the metadata
from exin import ids
from exin.casework.sak.steg import Kvittering
from exin.casework.varsel.post import Brev
from exin.store.columns import Bevaring, Kategori, SealedBox, UtcTime
from exin.store.grant import Grant
from exin.work import Work
from tests.architecture.tree import ROOT, modules, name, syntax

# -- grants --------------------------------------------------------------------------------------------


def makes_a_grant(node: ast.AST) -> bool:
    """Whether a call makes a grant: `Grant(...)`, or a copy of one with `replace`."""
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    copied = called == "replace" and bool(node.args) and "grant" in ast.unparse(node.args[0]).lower()
    return called == "Grant" or copied


def test_a_grant_is_made_only_in_the_door() -> None:
    found = {
        f"{name(file)}:{node.lineno}"
        for file in modules("exin", "tests")
        if file.parent != ROOT / "exin/work"
        for node in ast.walk(syntax(file))
        if makes_a_grant(node) and isinstance(node, ast.Call)
    }
    assert found == set()


def test_the_door_itself_makes_grants() -> None:
    assert any(makes_a_grant(node) for file in modules("exin/work") for node in ast.walk(syntax(file)))


def test_only_the_door_opens_and_seals_cells() -> None:
    def names(file: Path) -> set[str]:
        return {
            alias.name
            for node in ast.walk(syntax(file))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("exin.work.")
            for alias in node.names
        }

    outside = [file for file in modules("exin") if file.parent != ROOT / "exin/work"]
    assert [name(file) for file in outside if names(file) & {"open_cell", "seal_cells"}] == []


# -- what a write block gives back -----------------------------------------------------------------------

IDS = {value for value in vars(ids).values() if hasattr(value, "__supertype__")}
RECEIPTS: set[Any] = {Kvittering, Brev}
"""Receipts of casework: codes, ids, days and counts; a letter has a colleague's address as well.

A new one is read by a person before it stands here.
"""


def casework() -> list[ModuleType]:
    files = [file for file in modules("exin/casework") if file.name != "__init__.py"]
    return [import_module(".".join(file.relative_to(ROOT).with_suffix("").parts)) for file in files]


def procedures() -> Iterator[Callable[..., Any]]:
    """The functions of casework that pass the door for writing themselves: they take a Work and no grant."""
    for module in casework():
        for key, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__ and not key.startswith("_"):
                hints = get_type_hints(value)
                hints.pop("return", None)
                takes = list(hints.values())
                if takes and takes[0] is Work and Grant not in takes:
                    yield value


def without_text(hint: object) -> bool:
    """Whether a return type can carry only ids, codes and receipts."""
    if hint in IDS or hint in RECEIPTS or hint in (None, type(None), bool, int):
        return True
    if get_origin(hint) in (tuple, list, frozenset, Union, UnionType):
        return all(without_text(part) for part in get_args(hint) if part is not Ellipsis)
    return False


def test_there_are_procedures_to_look_at() -> None:
    assert {"advance", "write_notat", "register_henvendelse", "merge_persons"} <= {
        each.__name__ for each in procedures()
    }


def test_what_writes_gives_back_ids_codes_and_receipts_only() -> None:
    found = {
        f"{each.__module__}.{each.__name__}": str(get_type_hints(each).get("return", "missing"))
        for each in procedures()
        if not without_text(get_type_hints(each).get("return", "missing"))
    }
    assert found == {}


# -- columns -----------------------------------------------------------------------------------------------

COLUMNS = {
    f"{table.name}.{column.name}": column for table in SQLModel.metadata.sorted_tables for column in table.c
}

SEALED = set(
    """
    person.navn person.fodselsnummer person.fodselsdato person.telefon person.epost adresse.adresse
    begrunnelse.tekst begrunnelse.salt
    kartlegging.motivasjon kartlegging.risiko kartlegging.beskyttelsesfaktorer kartlegging.behov kartlegging.skar
    kontakt.arena kontakt.tekst notat.tekst samtykke.tekst overleveringsplan.tekst
    overlevering.tjeneste overlevering.tekst tilbud.tekst fortalt.tekst
    mote.modul mote.arena mote.sted mote.reise mote.merknad
    utkast.innhold
    """.split()
)
"""Name, national number, birth date, contact details, address, all free text, scores, arena: by hand."""

LOOKED_UP = {"person.fodselsnummer_oppslag"}

OPEN_TYPES = (Boolean, Date, Integer, LargeBinary, String, UtcTime)
LONGEST_OPEN = 400
LONG_BUT_NO_TEXT = {
    "logg_sjekkpunkt.notat",  # a signed checkpoint: origin, size, root, signature
    "ansattforslag.innhold",  # codes as JSON: of a log-in an issuer and a subject, each of 200
}


def of_class(klasse: str) -> set[str]:
    return {key for key, column in COLUMNS.items() if column.info.get("klasse") == klasse}


def test_every_column_is_classified() -> None:
    wanted = {"klasse", "kategori", "formal", "bevaring"}
    assert {key for key, column in COLUMNS.items() if set(column.info) != wanted} == set()
    for column in COLUMNS.values():
        assert column.info["klasse"] in {"apen", "forseglet", "oppslag"}
        assert column.info["kategori"] in set(Kategori)
        assert column.info["bevaring"] in set(Bevaring)
        assert str(column.info["formal"]).isascii()
        assert column.info["formal"]


def test_what_must_be_sealed_is_sealed_and_nothing_else() -> None:
    assert of_class("forseglet") == SEALED
    assert of_class("oppslag") == LOOKED_UP


@pytest.mark.parametrize("key", sorted(SEALED))
def test_a_sealed_column_takes_a_sealed_cell_only_and_never_nothing(key: str) -> None:
    assert isinstance(COLUMNS[key].type, SealedBox)
    assert not COLUMNS[key].nullable


def test_no_open_column_has_room_for_free_text() -> None:
    assert {key for key in of_class("apen") if not is_narrow(COLUMNS[key])} - LONG_BUT_NO_TEXT == set()


def is_narrow(column: Column[Any]) -> bool:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(column.type, SealedBox) or not isinstance(kind, OPEN_TYPES):
        return False
    return not isinstance(kind, String) or (kind.length is not None and kind.length <= LONGEST_OPEN)


def test_sensitive_categories_are_never_open() -> None:
    sensitive = {Kategori.IDENTITET, Kategori.KONTAKT, Kategori.HELSE, Kategori.LOVBRUDD}
    assert {key for key in of_class("apen") if COLUMNS[key].info["kategori"] in sensitive} == set()
