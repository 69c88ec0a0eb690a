"""The project as it is installed and locked: four package names, one wheel, no address."""

import re
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.architecture.tree import PACKAGES, ROOT, name, tracked

DISTRIBUTION = "exin-oslo"
LOCK = ROOT / "requirements.lock"
LOCK_LINE = re.compile(
    r"""(?x)
      (?P<name>[a-z0-9._-]+) == (?P<version>[A-Za-z0-9.+!]+) (\ ;\ [\w\s.'"=!<>()]+)? \ \\
    | \ {4}--hash=sha256:[0-9a-f]{64} (\ \\)?
    """
)
# Spelt with classes, so that this file does not find itself.
ADDRESSES = re.compile(
    r"pythonhos[t]ed|py[p]i\.[o]rg|npm[j]s\.|deb\.debia[n]"
    r"|(?<![\w.-])/(?:wor[k]|far[m]|roo[t]|hom[e]/\w+|User[s]/\w+)/"
)


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_name_has_one_owner(package: str) -> None:
    # An editable install lists no files, so it reports no owner at all; anybody else would be seen.
    assert packages_distributions().get(package, [DISTRIBUTION]) == [DISTRIBUTION]


def test_the_wheel_holds_everything_that_lies_in_the_packages(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        packed = {entry for entry in archive.namelist() if ".dist-info/" not in entry}
    assert packed == {name(file) for file in tracked() if name(file).split("/")[0] in PACKAGES}


def test_the_project_cannot_be_uploaded_to_a_public_index() -> None:
    assert "Private :: Do Not Upload" in project()["classifiers"]


def test_the_lock_holds_names_versions_and_hashes_and_nothing_else() -> None:
    lines = LOCK.read_text("utf-8").splitlines()
    assert [line for line in lines if not LOCK_LINE.fullmatch(line)] == []


def test_every_locked_package_has_a_hash() -> None:
    lines = LOCK.read_text("utf-8").splitlines()
    bare = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if "==" in line and "--hash=" not in following
    ]
    assert bare == []


def test_every_dependency_is_locked() -> None:
    locked = {
        found["name"] for found in map(LOCK_LINE.fullmatch, LOCK.read_text("utf-8").splitlines()) if found
    }
    wanted = [*project()["dependencies"], *project()["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=~!\[; ]", each, maxsplit=1)[0].lower() for each in wanted}
    assert names - locked == set()


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for file in tracked():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name(file)}: {match[0]}" for match in ADDRESSES.finditer(text)]
    assert found == []
