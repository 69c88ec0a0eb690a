"""Key figures, made ready for pages and files: tables with words, the programmes beside each other, and charts.

Must not count, nor fill in what is hidden.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from exin import begreper
from exin.casework.grunnlag.bydeler import districts
from exin.casework.oversikt.arstall import (
    BYDEL_AKTIVE,
    BYDEL_NYE,
    HENDELSER,
    HOVEDTALL,
    INFORMERTE,
    TILSTANDER,
    Arstall,
    Celle,
    Utgave,
)
from exin.casework.oversikt.opptelling import MED_ARSAK
from exin.casework.oversikt.tallside import I_ALT, Tallside
from exin.skrivemate import MANEDER, dag, maned
from exin.web.figurer import Figur, Merke, Serie, line_chart
from exin.web.regneark import Ark

SKJULT: Final = "skjult"
"""What stands for a hidden number, where a dash would be read as nothing at all."""

OM_SKJULING: Final = (
    "Tall under fem er skjult, også null. Andre tall er skjult sammen med dem, slik at ingen små tall kan regnes ut.",
    "Tallene gjelder slutten av året. Det som ble registrert etter dagen de er kjent, er ikke med.",
    "Strengt fortrolige saker er ikke med i tallene per bydel.",
)
"""What whoever holds a file or a sheet has to know."""

_INFORMERT: Final = {"gitt": "Fått vite", "ikke_gitt": "Ikke fått vite", "ikke_registrert": "Ikke registrert"}


_HENDELSER: Final = {
    "ikke_tatt_inn": "Ikke tatt inn",
    "frafall": "Frafall",
    "reinntak": "Re-inntak",
    "avslutt": "Avsluttet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rad:
    """A row: its words, and its numbers, in the order of the columns. None: hidden."""

    tekst: str
    tall: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabell:
    """A table: each of its columns is of a programme."""

    id: str
    tittel: str
    kolonner: tuple[str, ...]
    rader: tuple[Rad, ...]
    merknad: str = ""


def tables(program: Mapping[str, Arstall], ar: int, *, i_alt: bool = False) -> list[Tabell]:
    """All tables. `i_alt`: reasons of all years stand beside those of the year."""
    names = tuple(begreper.programnavn(key) for key in program)
    make = _Maker(program=tuple(program.values()), names=names)
    return [
        make.table("hovedtall", f"Hovedtall {ar}", (HOVEDTALL,), _main_words(ar)),
        make.table("tilstander", "Hvor sakene står", (TILSTANDER,), begreper.tilstander()),
        make.table("hendelser", f"Ut og inn igjen i {ar}", (HENDELSER,), _HENDELSER),
        *(make.reasons(event, ar, i_alt=i_alt) for event in MED_ARSAK),
        make.table(
            "informert",
            "Ikke tatt inn: vite om andre tilbud",
            (INFORMERTE,),
            _INFORMERT,
            merknad="Alle som står som ikke tatt inn.",
        ),
        make.districts(ar),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    program: tuple[Arstall, ...]
    names: tuple[str, ...]

    def table(
        self, key: str, title: str, groups: Sequence[str], words: Mapping[str, str], *, merknad: str = "",
        over: Sequence[str] = ("",),
    ) -> Tabell:  # fmt: skip
        """A row for each word that any programme has a number for."""
        rows = [
            Rad(
                tekst=text,
                tall=tuple(cells.get(Celle(group, kode)) for cells in self.program for group in groups),
            )
            for kode, text in words.items()
            if any(Celle(groups[0], kode) in cells for cells in self.program)
        ]
        columns = tuple(f"{name}{each}" for name in self.names for each in over)
        return Tabell(id=key, tittel=title, kolonner=columns, rader=tuple(rows), merknad=merknad)

    def reasons(self, event: str, ar: int, *, i_alt: bool) -> Tabell:
        word = "årsak" if event != "reinntak" else "grunnlag"
        groups, over = ((event, event + I_ALT), (f", {ar}", ", i alt")) if i_alt else ((event,), (f", {ar}",))
        title = f"{_HENDELSER[event]}, etter {word}"
        return self.table(event, title, groups, begreper.valg(event, "arsak"), over=over)

    def districts(self, ar: int) -> Tabell:
        words = {each.kode: each.navn for each in districts().values()}
        return self.table(
            "bydel",
            "Per bydel",
            (BYDEL_NYE, BYDEL_AKTIVE),
            words,
            over=(f", nye {ar}", ", aktive"),
            merknad="Bydelen er den som saken ble registrert med. Strengt fortrolige saker er ikke med her.",
        )


def _main_words(ar: int) -> dict[str, str]:
    return {"totalt": "Henvendelser i alt", "nye": f"Nye henvendelser {ar}", "aktive": "Aktive saker"}


# -- charts ------------------------------------------------------------------------------------------------------


def active_chart(found: Tallside) -> Figur:
    """Active cases at the end of each month."""
    series = _series(found, [each.aktive for each in found.maneder])
    return line_chart(
        "Aktive saker ved utgangen av måneden",
        _months(found),
        series,
        beskrivelse=f"Aktive saker måned for måned. {_ends(series)}",
        hode="Måned",
    )


def new_chart(found: Tallside) -> Figur:
    """New henvendelser in each month."""
    series = _series(found, [each.nye for each in found.maneder])
    return line_chart(
        "Nye henvendelser per måned",
        _months(found),
        series,
        beskrivelse=f"Nye henvendelser måned for måned. {_ends(series)}",
        hode="Måned",
    )


def _series(found: Tallside, months: Sequence[Mapping[str, int]]) -> list[Serie]:
    return [
        Serie(navn=begreper.programnavn(key), verdier=[each[key] for each in months]) for key in found.program
    ]


def _months(found: Tallside) -> list[Merke]:
    return [Merke(navn=_month(each.slutt, found.per), under=_under(each.slutt)) for each in found.maneder]


def _month(end: date, per: date) -> str:
    return dag(end) if end == per else maned(end)


def _under(end: date) -> tuple[str, ...]:
    return (MANEDER[end.month - 1][:3], str(end.year))


def _ends(series: Iterable[Serie]) -> str:
    said = [
        f"{each.navn}: {each.verdier[0]} først og {each.verdier[-1]} til slutt."
        for each in series
        if each.verdier and None not in (each.verdier[0], each.verdier[-1])
    ]
    return " ".join(said)


# -- files -------------------------------------------------------------------------------------------------------


def sheets(utgave: Utgave) -> list[Ark]:
    """The year as a workbook: a sheet for each table, and one that says what stands in them."""
    found = tables(utgave.program, utgave.ar)
    told = Ark(
        navn="Om tallene", hode=("Om tallene",), rader=[(text,) for text in (_heading(utgave), *OM_SKJULING)]
    )
    return [told, *(_sheet(each) for each in found)]


def _sheet(table: Tabell) -> Ark:
    rows = [(row.tekst, *(SKJULT if each is None else each for each in row.tall)) for row in table.rader]
    return Ark(navn=table.id.replace("_", " "), hode=("", *table.kolonner), rader=rows, merknad=table.tittel)


CSV_HODE: Final = ("ar", "kjent_per", "tiltak", "tabell", "rad", "antall")


def csv_rows(utgave: Utgave) -> Iterator[tuple[str | int, ...]]:
    """The year as rows of codes: one for each number."""
    for program, cells in utgave.program.items():
        for cell, number in cells.items():
            yield (
                utgave.ar,
                utgave.kjent_per.isoformat(),
                program,
                *cell,
                SKJULT if number is None else number,
            )


def _heading(utgave: Utgave) -> str:
    return f"Nøkkeltall per {dag(utgave.per)}, slik de var kjent {dag(utgave.kjent_per)}"
