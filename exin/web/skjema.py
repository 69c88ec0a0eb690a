"""What a form sends: text fields by name, checked for size and for coming from a page of this site.

Must not judge what is written: casework does. Here a day is read, and what cannot be read gets its field.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from exin.clock import OsloTid
from exin.errors import InvalidInput

CSRF: Final = "csrf"
FORMAL: Final = "formal"
UTKAST_SKJEMA: Final = "utkast_skjema"
UTKAST_SAK: Final = "utkast_sak"
UTKAST_VERSJON: Final = "utkast_versjon"

_OF_EVERY_FORM: Final = frozenset({CSRF, FORMAL, UTKAST_SKJEMA, UTKAST_SAK, UTKAST_VERSJON})
"""What the site itself puts into every form."""

_MOST_FIELDS: Final = 100
_SENT_AS: Final = "application/x-www-form-urlencoded"
_DAY_FORMS: Final = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y")
_MOMENT_FORMS: Final = ("%H:%M", "%H.%M")


class UgyldigSkjema(Exception):
    """What was sent is no form of this site."""


@dataclass(frozen=True, slots=True, repr=False)
class Skjema:
    """The fields of one form, as they were typed. Nothing of it is shown when it is printed by accident."""

    felt: Mapping[str, str] = field(default_factory=dict)
    lister: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def typed(self) -> dict[str, str]:
        """What somebody typed or chose, with what their own page carries along for it."""
        return {name: value for name, value in self.felt.items() if name not in _OF_EVERY_FORM}

    def text(self, navn: str) -> str:
        """A field, without blanks around it; empty where it was not sent."""
        return self.felt.get(navn, "").strip()

    def maybe(self, navn: str) -> str | None:
        """A field; None where it is empty."""
        return self.text(navn) or None

    def every(self) -> list[tuple[str, str]]:
        """All that was sent, name by name."""
        return [(name, value) for name, values in self.lister.items() for value in values]

    def ticked(self, navn: str) -> bool:
        """Whether a box was ticked."""
        return navn in self.felt

    def chosen(self, navn: str) -> tuple[str, ...]:
        """All values sent under one name."""
        return self.lister.get(navn, ())

    def number(self, navn: str) -> int | None:
        """A whole number; None where it is empty. Raises InvalidInput."""
        text = self.text(navn)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 9):  # noqa: PLR2004 - no number here is larger
            raise InvalidInput("ugyldig_tall", navn)
        return int(text)

    def day(self, navn: str) -> date | None:
        """A day as people write it, or as the browser's own field sends it; None where it is empty.

        Raises:
            InvalidInput: it cannot be read as a day.
        """
        return read_day(self.text(navn), navn)

    def moment(self, dag: str, klokke: str) -> OsloTid | None:
        """A moment by Oslo's clock, of a field for the day and one for the time; None where both are empty.

        Raises:
            InvalidInput: either is missing or cannot be read.
        """
        day, time = self.day(dag), self.text(klokke)
        if day is None and not time:
            return None
        if day is None or not time:
            raise InvalidInput("ugyldig_tid", klokke if day else dag)
        for form in _MOMENT_FORMS:
            try:
                return OsloTid(datetime.combine(day, datetime.strptime(time, form).time()))  # noqa: DTZ007
            except ValueError:
                continue
        raise InvalidInput("ugyldig_tid", klokke)


def read_day(text: str, felt: str) -> date | None:
    """A day; None for an empty text. Raises InvalidInput."""
    if not text:
        return None
    for form in _DAY_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise InvalidInput("ugyldig_dato", felt)


async def read_form(request: Request) -> Skjema:
    """The form of a request, as pages of this site send it: in any other way its letters could be of any code at all.

    Raises:
        UgyldigSkjema: files, too many fields, or no form at all.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _SENT_AS:
        raise UgyldigSkjema
    try:
        data = await request.form(max_fields=_MOST_FIELDS, max_part_size=300_000)
    except (MultiPartException, ValueError) as error:
        raise UgyldigSkjema from error
    return Skjema(felt=_single(data), lister=_many(data))


def _single(data: FormData) -> dict[str, str]:
    # A text area sends CR LF for each line; the engine keeps LF.
    return {name: str(value).replace("\r\n", "\n") for name, value in data.items()}


def _many(data: FormData) -> dict[str, tuple[str, ...]]:
    return {name: tuple(str(value) for value in data.getlist(name)) for name in data}


def from_own_site(request: Request, *, sikker: bool) -> bool:
    """Whether the browser says that a page of this site sent it. One that says nothing is asked by the token alone.

    `sikker`: the site is reached by https, which ends before this process.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin == f"http{'s' if sikker else ''}://{request.headers.get('host', '')}"


def equal(given: str, wanted: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode(), wanted.encode())


def blank(*navn: str, **verdier: Any) -> Skjema:  # noqa: ANN401 - what a page begins with
    """A form that nobody has filled in, with the values it begins with."""
    filled = {name: "" if value is None else str(value) for name, value in verdier.items()}
    return Skjema(felt=dict.fromkeys(navn, "") | filled)
