"""Modules and functions stay short enough to be read in one go.

A limit that is broken because it reads better is named here with its reason.
"""

import ast
import statistics
from pathlib import Path

from tests.architecture.tree import PACKAGES, modules, name, syntax

MODULE_LINES = 300
FUNCTION_LINES = 50
TEST_MODULE_LINES = 400
TEST_FUNCTION_LINES = 60
MEDIAN_FUNCTION = 10
NINE_IN_TEN_FUNCTIONS = 30

_FIRST = "exin/store/migrations/versions/0001_the_first_schema.py"

LONGER: dict[str, str] = {
    _FIRST: "one table after the other, as Alembic writes them; never changed again",
    f"{_FIRST}::upgrade": "as above",
    f"{_FIRST}::downgrade": "as above",
}
"""Path, or path::function, to the reason why it may be longer."""


def lines(file: Path) -> int:
    return len(file.read_text("utf-8").splitlines())


def functions(file: Path) -> dict[str, int]:
    """The functions of a file with their lines, signature and docstring included."""
    return {
        f"{name(file)}::{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(syntax(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def too_long(files: list[Path], *, module: int, function: int) -> dict[str, int]:
    sizes = {name(file): lines(file) for file in files if lines(file) > module}
    for file in files:
        sizes |= {key: size for key, size in functions(file).items() if size > function}
    return {key: size for key, size in sizes.items() if key not in LONGER}


def test_no_module_and_no_function_is_too_long() -> None:
    assert too_long(modules(*PACKAGES), module=MODULE_LINES, function=FUNCTION_LINES) == {}


def test_no_test_is_too_long() -> None:
    assert too_long(modules("tests", "bench"), module=TEST_MODULE_LINES, function=TEST_FUNCTION_LINES) == {}


def test_most_functions_are_short() -> None:
    sizes = sorted(size for file in modules(*PACKAGES) for size in functions(file).values())
    nine_in_ten = sizes[len(sizes) * 9 // 10]
    assert statistics.median(sizes) <= MEDIAN_FUNCTION
    assert nine_in_ten <= NINE_IN_TEN_FUNCTIONS


def test_each_exception_is_still_needed() -> None:
    known = {name(file): lines(file) for file in modules(*PACKAGES, "tests", "bench")}
    for file in modules(*PACKAGES, "tests", "bench"):
        known |= functions(file)
    assert {key for key in LONGER if known.get(key, 0) <= FUNCTION_LINES} == set()
