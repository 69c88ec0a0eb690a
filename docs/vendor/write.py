"""Writes exin/web/static/vendor: the style rules, icons, fonts and script that the pages borrow, each with its licence.

`python -m docs.vendor.write` fetches with npm what vendor.toml names and checks it against the digests there; `--check`
only compares what lies in the tree with its manifest. Must not be needed by a build, and must not name a registry.
"""

import argparse
import base64
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from docs.vendor import punkt

WANTED: Final = Path(__file__).with_name("vendor.toml")
TARGET: Final = Path(__file__).parents[2] / "exin/web/static/vendor"
MANIFEST: Final = "manifest.json"

_CSS: Final = "@oslokommune/punkt-css"
_ASSETS: Final = "@oslokommune/punkt-assets"
_CREDIT: Final = "/* From Punkt, (c) Oslo kommune, MIT; see LICENSE beside. Made by `make vendor`. */\n"

Package = Mapping[str, bytes]
"""The files of a package by their path in it."""


def fetched(name: str, *, version: str, integrity: str) -> Package:
    """The files of a package as npm gives it. Refuses bytes that have not the digest named."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to fetch; what lies in exin/web/static/vendor needs none.")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", "--pack-destination", folder, f"{name}@{version}"]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)  # noqa: S603 - npm
        (packed,) = Path(folder).glob("*.tgz")
        return unpacked(packed.read_bytes(), integrity)


def unpacked(packed: bytes, integrity: str) -> Package:
    """The files in a package. Raises ValueError where its bytes are not those of the digest."""
    kind, _, wanted = integrity.partition("-")
    if base64.b64encode(hashlib.new(kind, packed).digest()).decode() != wanted:
        raise ValueError("integrity")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return {
            member.name.partition("/")[2]: opened.read()
            for member in archive
            if (opened := archive.extractfile(member)) is not None
        }


def written(wanted: Mapping[str, Any], packages: Mapping[str, Package]) -> dict[str, bytes]:
    """Every file of exin/web/static/vendor but the manifest, by its path there."""
    chosen = wanted["punkt"]
    sheets = [packages[_CSS][f"dist/css/{module}.css"].decode() for module in chosen["modules"]]
    icons = [(name, _icon(packages, name)) for name in sorted(chosen["icons"].split())]
    files = {
        "punkt/punkt.css": (_CREDIT + punkt.subset(sheets, set(chosen["classes"])) + "\n").encode(),
        "punkt/icons.svg": punkt.sprite(icons).encode(),
    }
    for name in chosen["loose"]:
        files[f"punkt/icons/{name}.svg"] = punkt.drawing(_icon(packages, name)).encode()
    for source, place in wanted["files"].items():
        package = next(name for name in packages if source.startswith(f"{name}/"))
        files[place] = packages[package][source.removeprefix(f"{package}/")]
    return files


def _icon(packages: Mapping[str, Package], name: str) -> str:
    return packages[_ASSETS][f"dist/icons/{name}.svg"].decode()


def manifest(files: Mapping[str, bytes], versions: Mapping[str, str]) -> str:
    """What lies there and whence it came: the path of each file with its SHA-256."""
    sums = {path: hashlib.sha256(files[path]).hexdigest() for path in sorted(files)}
    return json.dumps({"fra": dict(versions), "sha256": sums}, indent=1) + "\n"


def differing() -> list[str]:
    """Paths whose bytes are not those of the manifest, that it lacks, or that are gone."""
    known = json.loads((TARGET / MANIFEST).read_text("utf-8"))["sha256"]
    there = {
        file.relative_to(TARGET).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in TARGET.rglob("*")
        if file.is_file() and file.name != MANIFEST
    }
    return sorted(path for path in {*known, *there} if known.get(path) != there.get(path))


def _replace(files: Mapping[str, bytes], listing: str) -> None:
    shutil.rmtree(TARGET, ignore_errors=True)
    for path, content in files.items():
        place = TARGET / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    (TARGET / MANIFEST).write_text(listing, "utf-8")


def main() -> int:
    """Fetch and write all of it, or with --check only compare the tree with its manifest. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Write the files that the pages borrow from others.")
    parser.add_argument(
        "--check", action="store_true", help="fetch and write nothing; exit 1 on a difference"
    )
    if parser.parse_args().check:
        found = differing()
        sys.stdout.writelines(f"not as in the manifest: {path}\n" for path in found)
        return 1 if found else 0
    wanted = tomllib.loads(WANTED.read_text("utf-8"))
    packages = {name: fetched(name, **pinned) for name, pinned in wanted["packages"].items()}
    files = written(wanted, packages)
    _replace(files, manifest(files, {name: each["version"] for name, each in wanted["packages"].items()}))
    sys.stdout.writelines(f"written: {path} ({len(content)} bytes)\n" for path, content in files.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
