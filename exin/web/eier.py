"""Whoever runs the site, as the settings name them: a name, and a mark of their own beside it.

Must not ship any such mark. A picture is looked at once, at the start, and what was looked at is what is shown.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from exin.errors import Misconfigured
from exin.settings import Settings
from exin.web.statisk import EIER, digest

LARGEST: Final = 64 << 10
"""Bytes of a mark at most: each page shows it."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG: Final = "{http://www.w3.org/2000/svg}svg"
_MARKUP: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\?xml-stylesheet", re.IGNORECASE)
_ACTIVE: Final = re.compile(r"script|handler|foreignobject|iframe|object|embed|a|set|animate.*")
"""Parts that run something, lead somewhere, or move."""

_ELSEWHERE: Final = re.compile(r"url\(\s*[\"']?(?!#)|@import|javascript:|\\", re.IGNORECASE)
"""What asks for something outside the drawing, or could hide that it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eier:
    """Whoever runs it. `logo` is the address of their mark, where there is one."""

    navn: str
    logo: str | None
    innhold: bytes = field(default=b"", repr=False)
    slag: str = ""


def owner_of(folder: Path, settings: Settings) -> Eier | None:
    """Whoever the settings name; None where they name nobody.

    Raises:
        Misconfigured: their mark cannot be read, is too large, or is no picture that may be shown.
    """
    if not settings.nettsted_eier:
        return None
    if not settings.nettsted_eier_logo:
        return Eier(navn=settings.nettsted_eier, logo=None)
    content = _read(folder / settings.nettsted_eier_logo)
    return Eier(
        navn=settings.nettsted_eier,
        logo=f"{EIER}{digest(content)}",
        innhold=content,
        slag=_kind_of(content),
    )


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Misconfigured("eierlogo_mangler") from error
    if len(content) > LARGEST:
        raise Misconfigured("eierlogo_for_stor")
    return content


def _kind_of(content: bytes) -> str:
    """The media type of a picture, by what is in it, whatever it is called."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return "image/png"
    if _MARKUP.search(content):
        raise Misconfigured("eierlogo_utrygg")
    try:
        root = ET.fromstring(content)  # noqa: S314 - own file, small, and without any declaration of its own
    except (ET.ParseError, ValueError, LookupError):
        raise Misconfigured("eierlogo_feil_slag") from None
    if root.tag != _SVG:
        raise Misconfigured("eierlogo_feil_slag")
    if not all(_harmless(each) for each in root.iter()):
        raise Misconfigured("eierlogo_utrygg")
    return "image/svg+xml"


def _harmless(element: ET.Element) -> bool:
    """Whether a part of a drawing runs nothing and asks for nothing outside it."""
    active = _ACTIVE.fullmatch(_local(element.tag)) or any(
        _local(name).startswith("on") for name in element.attrib
    )
    links = [value for name, value in element.attrib.items() if _local(name) in {"href", "src"}]
    said = [element.text or "", *element.attrib.values()]
    outside = not all(each.startswith("#") for each in links) or any(map(_ELSEWHERE.search, said))
    return not (active or outside)


def _local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2].lower()
