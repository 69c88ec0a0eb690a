"""Each module has a subject: a name that says it and a docstring that keeps it."""

import ast
import re

from tests.architecture.tree import PACKAGES, modules, name, syntax, tracked

NO_SUBJECT = {"utils", "util", "helpers", "helper", "common", "base", "manager", "handlers", "misc", "tools"}
SHORTEST_DOCSTRING = 20


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name(file)
        for file in modules(*PACKAGES, "tests", "bench")
        if len(ast.get_docstring(syntax(file)) or "") < SHORTEST_DOCSTRING
    ]
    assert silent == []


def test_no_module_is_named_for_having_no_subject() -> None:
    places = {name(file): {file.stem, *file.parts[-3:-1]} for file in modules(*PACKAGES)}
    assert {place for place, parts in places.items() if parts & NO_SUBJECT} == set()


def test_identifiers_are_ascii() -> None:
    foreign = {
        f"{name(file)}: {word}"
        for file in modules(*PACKAGES, "tests", "bench")
        for word in _identifiers(syntax(file))
        if not word.isascii()
    }
    assert foreign == set()


def test_file_names_are_ascii_without_spaces() -> None:
    assert [name(file) for file in tracked() if not re.fullmatch(r"[\w./-]+", name(file), re.ASCII)] == []


def test_test_files_have_unique_names() -> None:
    names = [file.name for file in modules("tests") if file.name.startswith("test_")]
    assert {each for each in names if names.count(each) > 1} == set()


def _identifiers(tree: ast.Module) -> set[str]:
    words: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.arg(arg=word):
                words.add(word)
            case ast.FunctionDef(name=word) | ast.ClassDef(name=word):
                words.add(word)
    return words
