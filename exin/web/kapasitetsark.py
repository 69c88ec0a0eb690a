"""Queue and capacity as sheets of a workbook: the same numbers as the page, row by row.

Must not tell more than the page does: of a case its number and what stands beside it there, never whom it is about.
"""

from typing import TYPE_CHECKING

from exin import begreper
from exin.casework.oversikt.belastning import phases
from exin.casework.oversikt.kapasitet import Kapasitet
from exin.skrivemate import antall, dag
from exin.web.kapasitetsbilde import STEGENE
from exin.web.regneark import Ark

if TYPE_CHECKING:
    from exin.web.side import Side


def sheets(side: "Side", kapasitet: Kapasitet) -> list[Ark]:
    """All of them, in the order of the page."""
    return [
        _places(kapasitet),
        _load(side, kapasitet),
        _waiting(side, kapasitet),
        _waits(kapasitet),
        _deadlines(kapasitet),
    ]


def _places(kapasitet: Kapasitet) -> Ark:
    return Ark(
        navn="Plasser",
        merknad=f"Kø og kapasitet {dag(kapasitet.dag)}",
        hode=("Program", "Plasser", "Opptatt", "Ledig", "Plasser i vurdering", "Ledig i vurdering"),
        rader=[
            (
                begreper.programnavn(each.program),
                each.plasser,
                each.opptatt,
                each.ledige,
                each.vurderingsplasser,
                each.ledige_vurderingsplasser,
            )
            for each in kapasitet.plasser
        ],
    )


def _load(side: "Side", kapasitet: Kapasitet) -> Ark:
    labels = begreper.tilstander()
    return Ark(
        navn="Belastning",
        merknad=f"En hel stilling har rom for {antall(kapasitet.saker_per_stilling, 'sak', 'saker')}.",
        hode=(
            *("Saksbehandler", "Stilling, prosent", "Borte til", "Vikar"),
            *(labels[state] for state in phases()),
            *("Saker", "Rom for", "Ledig", "Frister 7 dager", "Forfalte frister"),
        ),
        rader=[
            (
                side.navn(row.ansatt) or "Ingen kontaktperson",
                row.stillingsandel if row.ansatt else None,
                row.borte_til,
                side.navn(row.vikar),
                *(row.faser[state] for state in phases()),
                *(row.saker, row.rom, row.ledig if row.rom is not None else None),
                *(row.frister, row.forfalt),
            )
            for row in kapasitet.lag.rows()
        ],
    )


def _waiting(side: "Side", kapasitet: Kapasitet) -> Ark:
    found = kapasitet.venter
    shown = f"De {len(found.linjer)} som har ventet lengst, av flere." if found.sider > 1 else ""
    return Ark(
        navn="Venter",
        merknad=shown,
        hode=(
            *("Sak", "Program", "Venter på", "Siden", "Dager", "Høyst dager", "Fra", "Skjerming"),
            *("Inhabile", "Døren er åpen til", "Kontaktperson"),
        ),
        rader=[
            (
                *(line.saksnr, begreper.programnavn(line.program), begreper.hendelse(line.venter_pa)),
                *(line.siden, line.dager, line.grense, begreper.kilde(line.kilde)),
                begreper.skjerming(line.skjerming),
                ", ".join(side.navn(each) or each for each in line.inhabile) or None,
                line.apen_til,
                side.navn(line.kontakt),
            )
            for line in found.linjer
        ],
    )


def _waits(kapasitet: Kapasitet) -> Ark:
    return Ark(
        navn="Ventetid",
        merknad="Median ventetid i dager for dem som gikk videre i uken.",
        hode=("Uke", "Mandag", *STEGENE.values()),
        rader=[
            (each.nummer, each.mandag, *(each.ventet.get(step) for step in STEGENE))
            for each in kapasitet.ventetider.uker
        ],
    )


def _deadlines(kapasitet: Kapasitet) -> Ark:
    return Ark(navn="Frister", hode=("Dag", "Frister"), rader=sorted(kapasitet.lag.frister.items()))
