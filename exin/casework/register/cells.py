"""From cells to typed rows: format, known codes, and the n-th of its kind that day. A bad row gives its reason.

Must not look at other cases: what follows from history is judged in `replay`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Final, NoReturn

from exin.casework.grunnlag.bydeler import Bydel, district_called
from exin.casework.grunnlag.given import LONGEST_TEXT
from exin.casework.grunnlag.nummer import Nummer
from exin.casework.hus.brukernavn import is_user_name
from exin.casework.register.csvfile import Line
from exin.casework.register.refusals import Avvist, RowRefused, check_saksnr, showable
from exin.errors import InvalidInput
from policies import Protection
from workflows import PROGRAMMES, InputField, by_key

CASE_COLUMNS: Final = (
    *("saksnr", "tiltak", "dato", "navn", "fodselsnummer", "epost", "bydel", "kilde"),
    *("adressebeskyttelse", "kontakt"),
)
EVENT_COLUMNS: Final = ("saksnr", "dato", "hendelse", "arsak", "ansatt", "merknad")

HENVENDELSE: Final = "henvendelse"
SAMTALE: Final = "informasjonssamtale"
KARTLEGGING: Final = "kartlegging"
CONTACTS: Final = frozenset({SAMTALE, KARTLEGGING})
_NOT_IN_A_REGISTER: Final = frozenset({"ny_henvendelse", "annuller_steg"})

_EARLIEST: Final = date(2000, 1, 1)

Key = tuple[str, date, str, int]
"""Case number, day, event, and the n-th of that kind that day: the same key is the same row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What cells are read by: today, how a number is read here, and who can have no case."""

    today: date
    read_number: Callable[[str], Nummer | None]
    uten_saker: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Saksrad:
    """A row of henvendelser.csv."""

    linje: int
    saksnr: str
    program: str
    dato: date
    navn: str
    nummer: Nummer | None
    epost: str | None
    bydel: Bydel
    kilde: str
    skjerming: Protection
    kontakt: str | None

    @property
    def key(self) -> Key:
        """The key that it shares with the event `henvendelse` of the same day."""
        return (self.saksnr, self.dato, HENVENDELSE, 1)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Hendelsesrad:
    """A row of hendelser.csv."""

    linje: int
    saksnr: str
    dato: date
    hendelse: str
    arsak: str | None
    ansatt: str | None
    merknad: str | None
    lopenr: int = 1

    @property
    def key(self) -> Key:
        """What tells whether it has landed."""
        return (self.saksnr, self.dato, self.hendelse, self.lopenr)


@dataclass(slots=True)
class Rows:
    """The typed rows of both files, and what was refused on the way."""

    saker: dict[str, Saksrad] = field(default_factory=dict)
    hendelser: list[Hendelsesrad] = field(default_factory=list)
    avvist: list[Avvist] = field(default_factory=list)


def read_rows(
    case_lines: Iterable[Line], event_lines: Iterable[Line], terms: Terms, *, filer: tuple[str, str]
) -> Rows:
    """All rows of the two files that can be read."""
    found = Rows()
    for line, cells in _distinct(case_lines, filer[0], found.avvist):
        with _Refusing(found.avvist, filer[0], line, cells["saksnr"]):
            row = _case(line, cells, terms)
            if row.saksnr in found.saker:
                raise RowRefused("saksnr_to_ganger")
            found.saker[row.saksnr] = row
    count: Counter[tuple[str, date, str]] = Counter()
    for line, cells in _distinct(event_lines, filer[1], found.avvist):
        with _Refusing(found.avvist, filer[1], line, cells["saksnr"]):
            event = _event(line, cells, terms)
            kind = (event.saksnr, event.dato, event.hendelse)
            count[kind] += 1  # before its reason is judged: a row that is set right later keeps its number
            _check_reason(event)
            found.hendelser.append(replace(event, lopenr=count[kind]))
    return found


class _Refusing:
    """Notes a refused row and goes on."""

    def __init__(self, avvist: list[Avvist], fil: str, linje: int, saksnr: str) -> None:
        self._avvist, self._fil, self._linje, self._saksnr = avvist, fil, linje, saksnr

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, RowRefused):
            return False
        shown = showable(self._saksnr)
        self._avvist.append(Avvist(fil=self._fil, linje=self._linje, saksnr=shown, kode=error.kode))
        return True


def _distinct(lines: Iterable[Line], fil: str, avvist: list[Avvist]) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines with the right number of cells; a row that stands in the file before is refused."""
    seen: set[tuple[str, ...]] = set()
    for line in lines:
        with _Refusing(avvist, fil, line.linje, (line.cells or {}).get("saksnr", line.first)):
            if line.cells is None:
                raise RowRefused("antall_felt")
            content = tuple(line.cells.values())
            if content in seen:
                raise RowRefused("samme_rad")
            seen.add(content)
            yield line.linje, line.cells


def _case(linje: int, cells: dict[str, str], terms: Terms) -> Saksrad:
    return Saksrad(
        linje=linje,
        saksnr=check_saksnr(cells["saksnr"]),
        program=_programme(cells["tiltak"]),
        dato=_day(cells["dato"], terms.today),
        navn=_text(cells["navn"]) or _missing("navn_mangler"),
        nummer=_number(cells["fodselsnummer"], terms),
        epost=_text(cells["epost"]),
        bydel=district_called(cells["bydel"]) or _missing("ukjent_bydel"),
        kilde=_source(cells["kilde"], cells["tiltak"]),
        skjerming=_protection(cells["adressebeskyttelse"]),
        kontakt=_contact(cells["kontakt"], terms),
    )


def _event(linje: int, cells: dict[str, str], terms: Terms) -> Hendelsesrad:
    return Hendelsesrad(
        linje=linje,
        saksnr=check_saksnr(cells["saksnr"]),
        dato=_day(cells["dato"], terms.today),
        hendelse=_known_event(cells["hendelse"]),
        arsak=cells["arsak"] or None,
        ansatt=_staff(cells["ansatt"]),
        merknad=_text(cells["merknad"]),
    )


def _missing(kode: str) -> NoReturn:
    raise RowRefused(kode)


def _day(text: str, today: date) -> date:
    try:
        day = datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        raise RowRefused("umulig_dato") from None
    if day < _EARLIEST:
        raise RowRefused("umulig_dato")
    if day > today:
        raise RowRefused("dato_i_framtiden")
    return day


def _programme(kode: str) -> str:
    try:
        return by_key(kode).key
    except LookupError:
        raise RowRefused("ukjent_tiltak") from None


@cache
def _reasons() -> dict[str, frozenset[str]]:
    """The reasons that each event of a register can have."""
    events = {event.key for programme in PROGRAMMES for event in programme.events} - _NOT_IN_A_REGISTER
    return {
        event: frozenset(
            choice.kode for each in PROGRAMMES for choice in each.choices(event, InputField.ARSAK)
        )
        for event in events | CONTACTS
    }


def _known_event(kode: str) -> str:
    if kode not in _reasons():
        raise RowRefused("ukjent_hendelse")
    return kode


def _check_reason(event: Hendelsesrad) -> None:
    allowed = _reasons()[event.hendelse]
    if allowed and event.arsak is None:
        raise RowRefused("arsak_mangler")
    if event.arsak is not None and event.arsak not in allowed:
        raise RowRefused("ukjent_arsak")


def _source(kode: str, program: str) -> str:
    if kode not in {choice.kode for choice in by_key(program).choices(HENVENDELSE, InputField.KILDE)}:
        raise RowRefused("ukjent_kilde")
    return kode


def _protection(kode: str) -> Protection:
    if kode and kode not in set(Protection):
        raise RowRefused("ukjent_adressebeskyttelse")
    return Protection(kode or Protection.INGEN)


def _number(text: str, terms: Terms) -> Nummer | None:
    try:
        return terms.read_number(text)
    except InvalidInput as error:
        raise RowRefused(error.kode) from None


def _staff(name: str) -> str | None:
    if name and not is_user_name(name):
        raise RowRefused("ugyldig_ansatt")
    return name.lower() or None


def _contact(name: str, terms: Terms) -> str | None:
    if name.lower() in terms.uten_saker:
        raise RowRefused("kan_ikke_ha_saker")
    return _staff(name)


def _text(text: str) -> str | None:
    if len(text) > LONGEST_TEXT:
        raise RowRefused("for_lang_tekst")
    return text or None
