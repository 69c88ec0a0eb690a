"""The site's own files: each has an address that changes with its content, and is kept for long only under that.

Must not serve what lies elsewhere, nor be told by an address which content a file has.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

STATIC: Final = Path(str(resources.files("exin.web") / "static"))
PATH: Final = "/statisk/"
EIER: Final = f"{PATH}eier/"
"""Under it lies the owner's mark, by what its content comes to: under any other name there is nothing."""

LASTING: Final = "public, max-age=31536000, immutable"
ASKED_ANEW: Final = "no-cache"
"""It may be kept, and whoever keeps it asks each time whether it is still so: the answer to that is short."""

_DIGITS: Final = 16


@cache
def _addresses() -> Mapping[str, str]:
    """The address of each file by its name."""
    return {
        file.relative_to(STATIC).as_posix(): f"{PATH}{file.relative_to(STATIC).as_posix()}?v={_version(file)}"
        for file in STATIC.rglob("*")
        if file.is_file()
    }


def _version(file: Path) -> str:
    return digest(file.read_bytes())


def digest(content: bytes) -> str:
    """What a content comes to, in an address."""
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def static_url(name: str) -> str:
    """The address of a file, with what its content comes to. Raises KeyError when there is none of that name."""
    return _addresses()[name]


def how_long_kept(path: str, query: bytes) -> str:
    """What a file that was asked for may be kept: for long where the address names the content that it has now."""
    if path.startswith(EIER):
        return LASTING
    known = _addresses().get(path.removeprefix(PATH))
    return LASTING if known == f"{path}?{query.decode('latin-1')}" else ASKED_ANEW
