"""The three cores decide from their arguments alone: no clock, no chance, no disk, no network."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import CORES, modules, name, syntax

# A linter forbids only what it lists; this is what is allowed.
ALLOWED = frozenset(
    """
    __future__ abc base64 binascii bisect collections collections.abc contextlib dataclasses datetime enum
    functools graphlib hashlib hmac importlib.resources importlib.resources.abc itertools json math operator
    re string struct textwrap threading types typing
    """.split()
)
LIBRARIES = {
    "workflows/machine.py": {"transitions"},
    "policies/decide.py": {"cedarpy"},
    "audit/checkpoint.py": {"cryptography"},
}
# The auditor's program and the two ends of an export folder are the only ones that meet a file system.
AT_THE_DISK = {
    "audit/__main__.py": {"argparse", "pathlib", "sys"},
    "audit/export.py": {"pathlib"},
    "audit/verify_export.py": {"pathlib"},
}
IMPURE_CALLS = frozenset(
    """
    now today utcnow time time_ns monotonic monotonic_ns perf_counter localtime gmtime
    random randint randrange randbytes shuffle urandom getrandbits token_bytes token_hex uuid1 uuid4
    open input print eval exec __import__ import_module getenv system
    """.split()
)
FILE_CALLS = frozenset({"read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink"})


def imported(tree: ast.Module) -> Iterator[str]:
    """The modules that a file imports; relative ones are its own package and left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module == "importlib":
                yield from (f"importlib.{alias.name}" for alias in node.names)
            else:
                yield node.module


def called(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The last part of the name of everything that is called within a node, with its line."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            match part.func:
                case ast.Attribute(attr=attr):
                    yield attr, part.lineno
                case ast.Name(id=known):
                    yield known, part.lineno


def outside_load(tree: ast.Module) -> Iterator[ast.AST]:
    """The statements of a file but for the functions that load what the package carries with it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from (part for part in node.body if not _loads(part))
        elif not _loads(node):
            yield node


def _loads(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.lstrip("_").startswith("load")


@pytest.mark.parametrize("file", modules(*CORES), ids=name)
class TestACore:
    def test_imports_only_what_is_allowed(self, file: Path) -> None:
        own = name(file).split("/")[0]
        libraries = LIBRARIES.get(name(file), set())
        allowed = ALLOWED | AT_THE_DISK.get(name(file), set())
        alien = {
            module
            for module in imported(syntax(file))
            if module not in allowed and module.split(".")[0] not in {own, *libraries}
        }
        assert not alien, f"{name(file)} imports {sorted(alien)}"

    def test_asks_neither_clock_nor_chance(self, file: Path) -> None:
        impure = IMPURE_CALLS - ({"print"} if name(file) == "audit/__main__.py" else set())
        found = [f"line {line}: {call}()" for call, line in called(syntax(file)) if call in impure]
        assert not found, f"{name(file)}: {found}"

    def test_reads_files_only_to_load_what_it_carries(self, file: Path) -> None:
        if name(file) in AT_THE_DISK:
            return
        found = [
            f"line {line}: {call}()"
            for part in outside_load(syntax(file))
            for call, line in called(part)
            if call in FILE_CALLS
        ]
        assert not found, f"{name(file)}: {found}"
