"""Queue and capacity, made ready for its template: rows, words, colours, bars and charts.

Must not count or decide anything: what is there, and what may be done with it, was decided where it was read.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from exin import begreper
from exin.casework.oversikt.belastning import AHEAD, Belastning, phases
from exin.casework.oversikt.kapasitet import Kapasitet, Plasser
from exin.casework.oversikt.venteliste import Utsnitt, Ventelinje
from exin.skrivemate import NONE, antall, dag_i_ord, ukedag
from exin.web.figurer import Figur, Merke, Serie, bar_chart, line_chart, written
from exin.web.stabler import Stabel, stacked_bar
from policies import Protection

if TYPE_CHECKING:
    from exin.casework.oversikt.ventetid import Ventetider
    from exin.web.side import Side

UTSNITT: Final = {
    Utsnitt.ALLE: "Alle",
    Utsnitt.UFORDELT: "Uten kontaktperson",
    Utsnitt.VURDERING: "Venter på vurdering",
    Utsnitt.FORLOP: "Venter på forløp",
    Utsnitt.REINNTAK: "Kan komme tilbake",
}
"""The parts of the queue, in the order of the page."""

STEGENE: Final = {"start_vurdering": "Til vurdering", "start_forlop": "Til forløp"}
"""What is waited for, as the chart names it."""

_LITTLE: Final = 2
"""Room for so few more is little."""
_WAIT_SCALE: Final = 1.5
"""How much longer than the limit a wait may be before its bar is full."""
_WORKDAYS: Final = 5

Tag = dict[str, Any]


def _tag(tekst: str, farge: str, ikon: str) -> Tag:
    return {"tekst": tekst, "farge": farge, "ikon": ikon, "liten": True}


# -- what each has ---------------------------------------------------------------------------------------------


def load_rows(side: "Side", kapasitet: Kapasitet) -> Iterator[dict[str, Any]]:
    """A row for each of the team."""
    rows = kapasitet.lag.rows()
    most = max((max(row.saker, row.rom or 0) for row in rows), default=0)
    for row in rows:
        yield {
            "navn": side.navn(row.ansatt),
            "under": _post(side, row),
            "saker": row.saker,
            "stabel": _bar(row, most),
            "ord": phase_words(row),
            "av": NONE if row.rom is None else f"{row.saker} av {row.rom}",
            "merke": _status(side, row),
            "frister": _deadlines(row),
        }


def _bar(row: Belastning, most: int) -> Stabel:
    return stacked_bar([row.faser[state] for state in phases()], hele=most, grense=row.rom)


def phase_words(row: Belastning) -> str:
    """How many in each phase, in words."""
    labels = begreper.tilstander()
    return (
        ", ".join(f"{row.faser[state]} {labels[state].lower()}" for state in phases() if row.faser[state])
        or "ingen"
    )


def _post(side: "Side", row: Belastning) -> str | None:
    if row.ansatt is None:
        return None
    if row.borte_til is not None:
        return f"Borte til {dag_i_ord(row.borte_til, naa=side.dag)}"
    return f"{row.stillingsandel} % stilling"


def _status(side: "Side", row: Belastning) -> Tag:
    if row.rom is not None:
        return _room(row, row.rom)
    if row.ansatt is None:
        return _tag("Ikke tildelt", "gul" if row.saker else "gra", "user")
    if row.sperret:
        return _tag("Kontoen er sperret", "rod", "lock-locked")
    if row.borte_til is not None and row.vikar is not None:
        return _tag(f"Dekkes av {side.navn(row.vikar)}", "gra", "user")
    if row.borte_til is not None:
        return _tag("Ingen vikar", "gul", "alert-warning")
    return _tag("Teamleder" if row.leder and row.i_laget else "Annet lag", "gra", "user")


def _room(row: Belastning, room: int) -> Tag:
    if row.saker > room:
        return _tag("Over kapasitet", "rod", "exclamation-mark-circle")
    if not row.ledig:
        return _tag("Full", "gul", "minus-sign")
    return _tag(
        f"Ledig: {antall(row.ledig, 'sak', 'saker')}",
        "gra" if row.ledig <= _LITTLE else "gronn",
        "check-circle",
    )


def _deadlines(row: Belastning) -> str:
    return f"{row.frister}, {row.forfalt} forfalt" if row.forfalt else str(row.frister)


def place_rows(kapasitet: Kapasitet) -> Iterator[dict[str, Any]]:
    """A row for each programme."""
    most = max((max(each.plasser, each.opptatt) for each in kapasitet.plasser), default=0)
    for each in kapasitet.plasser:
        yield {
            "program": each.program,
            "opptatt": f"{each.opptatt} av {each.plasser}",
            "stabel": stacked_bar([0, 0, each.opptatt], hele=most, grense=each.plasser),
            "merke": _free(each),
            "vurdering": _assessment(each),
        }


def _free(each: Plasser) -> Tag:
    if each.ledige < 0:
        return _tag(f"{-each.ledige} over kapasiteten", "rod", "exclamation-mark-circle")
    if each.fullt:
        return _tag("Fullt", "gul", "minus-sign")
    return _tag(antall(each.ledige, "ledig plass", "ledige plasser"), "gronn", "check-circle")


def _assessment(each: Plasser) -> str:
    if each.vurderingsplasser is None or each.ledige_vurderingsplasser is None:
        return "Ingen grense"
    return f"{each.vurderingsplasser - each.ledige_vurderingsplasser} av {each.vurderingsplasser}"


# -- those that wait -------------------------------------------------------------------------------------------


def waiting_rows(side: "Side", kapasitet: Kapasitet) -> Iterator[dict[str, Any]]:
    """A row for each line of the page."""
    full = {each.program for each in kapasitet.plasser if each.fullt}
    for line in kapasitet.venter.linjer:
        yield {
            "linje": line,
            "soyle": _wait_bar(line),
            "hensyn": list(_to_consider(side, line, fullt=line.program in full)),
            "kontakt": side.navn(line.kontakt),
            "valg": [
                (each.ansatt, f"{side.navn(each.ansatt)} (får {each.far} av {each.rom})")
                for each in line.ledige or ()
            ],
        }


def _wait_bar(line: Ventelinje) -> dict[str, Any] | None:
    """How long against how long at most; no bar where there is no such limit."""
    if line.grense is None:
        return None
    share = min(line.dager / (line.grense * _WAIT_SCALE), 1)
    return {
        "bredde": round(150 * share, 1),
        "grense": round(150 / _WAIT_SCALE, 1),
        "klasse": "cover" if line.for_lenge else "c3",
    }


def _to_consider(side: "Side", line: Ventelinje, *, fullt: bool) -> Iterator[Tag]:
    if line.skjerming != Protection.INGEN:
        strict = line.skjerming == Protection.STRENGT_FORTROLIG
        text = f"{begreper.skjerming(line.skjerming)} adresse"
        yield _tag(text, "rod" if strict else "gul", "lock-locked" if strict else "privacy")
    for who in line.inhabile:
        yield _tag(f"Inhabil: {side.navn(who)}", "gul", "law-paragraph")
    if fullt and line.venter_pa != Utsnitt.VURDERING:
        yield _tag("Ingen ledig plass", "gul", "minus-sign")
    if line.apen_til is not None:
        yield _tag(f"Døren er åpen til {dag_i_ord(line.apen_til, naa=side.dag)}", "bla", "calendar")


# -- charts ----------------------------------------------------------------------------------------------------


def median_wait(ventetider: "Ventetider") -> tuple[str, str | None]:
    """How long was waited for vurdering, and in what; a dash where nobody's wait ended."""
    found = ventetider.samlet.get(Utsnitt.VURDERING)
    return written(found), None if found is None else "dag" if found == 1 else "dager"


def wait_chart(ventetider: "Ventetider") -> Figur | None:
    """The median of the days waited, week by week; None where nobody's wait ended."""
    if not ventetider.samlet:
        return None
    series = [
        Serie(navn=navn, verdier=[each.ventet.get(step) for each in ventetider.uker])
        for step, navn in STEGENE.items()
        if step in ventetider.samlet
    ]
    weeks = [Merke(navn=f"Uke {each.nummer}", under=(str(each.nummer),)) for each in ventetider.uker]
    return line_chart(
        "Median ventetid per uke",
        weeks,
        series,
        hode="Uke",
        enhet=("dag", "dager"),
        beskrivelse=" ".join(_told(serie, weeks) for serie in series),
    )


def _told(serie: Serie, weeks: list[Merke]) -> str:
    known = [
        (value, week.navn.lower())
        for value, week in zip(serie.verdier, weeks, strict=True)
        if value is not None
    ]
    (first, then), (last, now) = known[0], known[-1]
    if len(known) == 1:
        return f"{serie.navn}: median {written(last)} dager i {now}."
    return f"{serie.navn}: median {written(first)} dager i {then}, {written(last)} dager i {now}."


def deadline_chart(kapasitet: Kapasitet) -> Figur | None:
    """The deadlines of each day of three weeks; weekends only where something is due. None where nothing is."""
    by_day, today = kapasitet.lag.frister, kapasitet.dag
    if not by_day:
        return None
    days = [today + timedelta(days=each) for each in range(AHEAD.days + 1)]
    days = [day for day in days if day.weekday() < _WORKDAYS or by_day.get(day)]
    most = max(days, key=lambda day: by_day.get(day, 0))
    return bar_chart(
        "Frister de neste tre ukene",
        [_mark(day) for day in days],
        Serie(navn="Frister", verdier=[by_day.get(day, 0) for day in days]),
        hode="Dag",
        beskrivelse=f"{antall(sum(by_day.values()), 'frist', 'frister')} på tre uker, "
        f"flest {ukedag(most)} {dag_i_ord(most, naa=today)}: {by_day[most]}.",
    )


def _mark(day: date) -> Merke:
    return Merke(navn=f"{ukedag(day)} {dag_i_ord(day, naa=day)}", under=(ukedag(day)[:3], f"{day.day}."))
