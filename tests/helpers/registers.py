"""Registers for tests: rows that are good unless a test spoils them, and the story that an import has left.

Must not read what the program wrote in any other way than an auditor could: rows and codes, no sealed cell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from exin.casework.register.cells import CASE_COLUMNS, EVENT_COLUMNS
from exin.casework.register.run import Files, Importresultat, import_register
from tests.helpers import people
from tests.helpers.office import Kontor, caller

MARK = "\ufeff"


def csv_text(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    """A file as Excel writes it, as text."""
    lines = [";".join(columns), *(";".join(row[column] for column in columns) for row in rows)]
    return "".join(f"{line}\r\n" for line in lines)


@dataclass
class Register:
    """A register in the making."""

    saker: list[dict[str, str]] = field(default_factory=list)
    hendelser: list[dict[str, str]] = field(default_factory=list)

    def case(self, saksnr: str, dato: str = "03.02.2025", **cells: str) -> "Register":
        """A row of henvendelser.csv."""
        row = {
            "saksnr": saksnr,
            "tiltak": "exin_oslo",
            "dato": dato,
            "navn": "Lun Ærfugl",
            "epost": "lun@example.org",
            "bydel": "Grünerløkka",
            "kilde": "bydel",
            "adressebeskyttelse": "",
            "kontakt": "ansatt01",
        }
        if "fodselsnummer" not in cells:
            cells["fodselsnummer"] = people.new_number()
        self.saker.append({**row, **cells})
        return self

    def event(self, saksnr: str, dato: str, hendelse: str, arsak: str = "", **cells: str) -> "Register":
        """A row of hendelser.csv."""
        row = {"saksnr": saksnr, "dato": dato, "hendelse": hendelse, "arsak": arsak}
        self.hendelser.append({**row, "ansatt": "ansatt01", "merknad": "", **cells})
        return self

    def course(self, saksnr: str, *events: str, start: date = date(2025, 2, 3), **cells: str) -> "Register":
        """A case whose events come a week apart; `event:arsak` has a reason."""
        day = start
        self.case(saksnr, **{"dato": day.strftime("%d.%m.%Y"), **cells})
        for number, told in enumerate(("henvendelse", *events)):
            hendelse, _, arsak = told.partition(":")
            moved = date.fromordinal(day.toordinal() + 7 * number)
            self.event(saksnr, moved.strftime("%d.%m.%Y"), hendelse, arsak)
        return self

    def texts(self) -> tuple[str, str]:
        """Both files as text."""
        return csv_text(CASE_COLUMNS, self.saker), csv_text(EVENT_COLUMNS, self.hendelser)

    def files(self, encode: Callable[[str], bytes] = lambda text: f"{MARK}{text}".encode()) -> Files:
        """Both files as bytes; UTF-8 with its mark unless told otherwise."""
        henvendelser, hendelser = map(encode, self.texts())
        return Files(henvendelser=henvendelser, hendelser=hendelser)


FULL = (
    "informasjonssamtale",
    "start_vurdering",
    "kartlegging",
    "start_forlop",
    "start_avslutning",
    "avslutt",
)
"""The way through all phases."""


def land(
    kontor: Kontor, register: Register | Files, *, som: str = "admin", dry_run: bool = False
) -> Importresultat:
    """Import a register."""
    files = register.files() if isinstance(register, Register) else register
    return import_register(kontor.office, caller(som), files, dry_run=dry_run)


def codes(result: Importresultat) -> list[tuple[str, int, str, str]]:
    """The refused rows, for comparing."""
    return [(row.fil, row.linje, row.saksnr, row.kode) for row in result.avvist]


_STORY = {
    "saker": "select s.saksnr, s.program, s.tilstand, s.tilstand_fra, s.steg_nummer, s.har_plass, s.kilde, s.bydel,"
    " s.skjerming, s.overlevert, s.opphav, a.brukernavn from sak s left join ansatt a on a.id = s.kontakt_id",
    "steg": "select s.saksnr, t.nummer, t.hendelse, t.fra_tilstand, t.til_tilstand, t.program, t.gjelder_fra,"
    " t.arsak, t.over_kapasitet, t.har_plass, t.vilkar, t.opphav, a.brukernavn"
    " from steg t join sak s on s.id = t.sak_id join ansatt a on a.id = t.utfort_av",
    "samtaler": "select s.saksnr, k.slag, k.utfall, k.dato, k.etter_steg from kontakt k"
    " join sak s on s.id = k.sak_id",
    "kartlegginger": "select s.saksnr, k.nummer, k.dato, k.etter_steg, k.omrader from kartlegging k"
    " join sak s on s.id = k.sak_id",
    "notater": "select s.saksnr, n.dato from notat n join sak s on s.id = n.sak_id",
    "tildelinger": "select s.saksnr, a.brukernavn, t.funksjon from tildeling t"
    " join sak s on s.id = t.sak_id join ansatt a on a.id = t.ansatt_id",
    "rader": "select s.saksnr, r.dato, r.hendelse, r.lopenr from import_rad r join sak s on s.id = r.sak_id",
    "personer": "select count(*), count(fodselsnummer_oppslag) from person",
    "ansatte": "select brukernavn, rolle, aktiv from ansatt",
}


def story(kontor: Kontor) -> dict[str, list[tuple[Any, ...]]]:
    """All that an import leaves but for random ids and moments: equal stories are equal states."""
    return {name: sorted(kontor.rows(sql), key=repr) for name, sql in _STORY.items()}
