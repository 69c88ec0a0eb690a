"""A national number as given: read, checked against the environment, and as the keyed hash that finds its person.

Must not keep nor repeat the number: an error names the field and a code.
"""

from dataclasses import dataclass, field
from datetime import date

from exin.errors import InvalidInput
from exin.fodselsnummer import InvalidNumber, check_environment, parse
from exin.work import Block


@dataclass(frozen=True, slots=True)
class Nummer:
    """A number that may be used here, and what follows from it."""

    verdi: str = field(repr=False)
    fodselsdato: date | None = field(repr=False)
    oppslag: bytes = field(repr=False)


def read_number(w: Block, text: str | None) -> Nummer | None:
    """The number in `text`; None when there is none.

    Raises:
        InvalidInput: it is no number, or not one for this environment.
    """
    if not (text or "").strip():
        return None
    try:
        number = parse(str(text), on=w.means.today())
        check_environment(number, w.means.environment)
    except InvalidNumber as error:
        raise InvalidInput(f"fodselsnummer_{error.kode}", "fodselsnummer") from None
    hashed = w.means.lookup("fodselsnummer", number.value)
    return Nummer(number.value, number.birth, hashed)


def stored_number(w: Block, text: str | None) -> Nummer | None:
    """A number that was read and sealed here before: not judged anew, so that it is refused to nobody."""
    return Nummer(text, None, w.means.lookup("fodselsnummer", text)) if text else None
