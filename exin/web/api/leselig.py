"""The description for people: its addresses and the forms of what is sent and answered, as a page shows them.

Must not say anything beside the description: the page has nothing that the file has not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from exin.web.api.beskrivelse import describe

_PLACES: Final = {"path": "i adressen", "query": "i spørringen", "header": "i hodet"}
_KINDS: Final = {
    "string": "tekst",
    "integer": "helt tall",
    "boolean": "ja eller nei",
    "object": "oppslag",
    "null": "tom",
}
_FORMS: Final = {"date": "dag", "date-time": "tidspunkt"}
_REFERENCE: Final = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """A field of what is sent or answered, or a part of an address: what it is in words, and where it stands."""

    navn: str
    type: str
    sted: str
    kreves: bool
    om: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Oppslag:
    """One address with one method."""

    navn: str
    metode: str
    sti: str
    om: str
    handlinger: tuple[str, ...]
    felt: tuple[Felt, ...]
    kropp: str
    svar: str
    status: str
    feil: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gruppe:
    """The addresses of one subject."""

    navn: str
    oppslag: tuple[Oppslag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A form of what is sent or answered."""

    navn: str
    felt: tuple[Felt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leselig:
    """The whole description."""

    om: tuple[str, ...]
    under: str
    grupper: tuple[Gruppe, ...]
    typer: tuple[Type, ...]


@cache
def readable() -> Leselig:
    """The description, as a page shows it."""
    said = describe()
    found = tuple(_lookups(said["paths"]))
    return Leselig(
        om=tuple(said["info"]["description"].split("\n\n")),
        under=said["servers"][0]["url"],
        grupper=tuple(
            Gruppe(navn=tag["name"], oppslag=tuple(one for merke, one in found if merke == tag["name"]))
            for tag in said["tags"]
        ),
        typer=tuple(
            Type(navn=name, felt=tuple(_fields(schema)))
            for name, schema in said["components"]["schemas"].items()
        ),
    )


def _lookups(paths: Mapping[str, Any]) -> Iterator[tuple[str, Oppslag]]:
    for sti, methods in paths.items():
        for method, said in methods.items():
            yield said["tags"][0], _lookup(sti, method, said)


def _lookup(sti: str, method: str, said: Mapping[str, Any]) -> Oppslag:
    status, success = next(iter(said["responses"].items()))
    body = said.get("requestBody", {})
    return Oppslag(
        navn=said["operationId"],
        metode=method.upper(),
        sti=sti,
        om=said["summary"],
        handlinger=tuple(said["x-handling"]),
        felt=tuple(
            Felt(
                navn=each["name"],
                type=_words(each["schema"]),
                sted=_PLACES[each["in"]],
                kreves=each["required"],
                om=each.get("description", each["schema"].get("description", "")),
            )
            for each in said["parameters"]
        ),
        kropp=_form_of(body),
        svar=_form_of(success),
        status=status,
        feil=tuple(each for each in said["responses"] if each != status),
    )


def _form_of(content: Mapping[str, Any]) -> str:
    """The name of the form of a body; empty where there is none."""
    media = next(iter(content.get("content", {}).values()), None)
    return media["schema"]["$ref"].removeprefix(_REFERENCE) if media else ""


def _fields(schema: Mapping[str, Any]) -> Iterator[Felt]:
    for name, said in schema["properties"].items():
        yield Felt(
            navn=name,
            type=_words(said),
            sted="",
            kreves=name in schema["required"],
            om=said.get("description", ""),
        )


def _words(schema: Mapping[str, Any]) -> str:
    """What a value is, in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REFERENCE)
    if "anyOf" in schema:
        return " eller ".join(_words(each) for each in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if schema["type"] == "array":
        return f"liste av {_words(schema['items'])}"
    return _FORMS.get(schema.get("format", ""), _KINDS[schema["type"]])
