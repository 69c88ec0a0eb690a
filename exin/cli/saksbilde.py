"""A whole case as text: what is urgent first, then who, then what was done, newest last.

Must not open or decide anything: it lays out what a view holds, and says what is hidden.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from exin import begreper
from exin.cli.oppstilling import avsnitt, kort_id, merket, rent, tabell
from exin.skrivemate import NONE, dag, dag_for, tid

if TYPE_CHECKING:
    from exin.casework.grunnlag.views import (
        KartleggingVisning,
        LinjeVisning,
        NotatVisning,
        SakVisning,
        StegVisning,
    )

_AREAS = ("motivasjon", "risiko", "beskyttelsesfaktorer", "behov", "skar")
_AREA_WORDS = {"skar": "skår"}


def sak_tekst(sak: "SakVisning") -> str:
    """The case, laid out."""
    sections = (
        _top(sak),
        _person(sak),
        _around(sak),
        _section("Steg", _steps(sak.steg)),
        _section("Kartlegging", _mapping(sak.kartlegging)),
        _section("Samtykker", _consents(sak)),
        _section("Samtaler og kontakt", _contacts(sak)),
        _section("Notater", _notes(sak.notater)),
        _section("Plan for overlevering", _lines(sak.planer)),
        _section("Bekreftede overleveringer", _lines(sak.overleveringer, kode=False)),
        _section("Andre tilbud", _lines(sak.tilbud)),
        _section("Fortalt", _lines(sak.fortalt)),
        _hidden(sak),
    )
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def _section(title: str, lines: list[str]) -> list[str]:
    return [title, *lines] if lines else []


def _top(sak: "SakVisning") -> list[str]:
    state = begreper.tilstand(sak.program, sak.tilstand)
    lines = [f"{sak.saksnr} · {begreper.programnavn(sak.program)} · {state} siden {dag(sak.tilstand_fra)}"]
    if sak.skjerming != "ingen":
        lines.append(f"{begreper.skjerming(sak.skjerming).upper()} ADRESSE")
    if sak.tilstand == "frafall" and sak.apen_til:
        lines.append(f"Døren står åpen til {dag(sak.apen_til)}.")
    for reason in sak.mangler:
        lines += avsnitt(f"MANGLER: {reason.mangler} ({reason.hvem})", 0)
    return lines


def _person(sak: "SakVisning") -> list[str]:
    person = sak.person
    if person is None:
        return []
    born = f"{dag(person.fodselsdato)} ({person.alder} år)" if person.fodselsdato else NONE
    if person.adresser is None:
        address = "skjermet: bare de som har saken og deres leder kan se den"
    else:
        address = "; ".join(person.adresser) or NONE
    return merket(
        [
            ("Navn", rent(person.navn)),
            ("Født", born),
            ("Fødselsnummer", rent(person.fodselsnummer)),
            ("Telefon", rent(person.telefon)),
            ("E-post", rent(person.epost)),
            ("Adresse", address),
            *(("Også registrert som", rent(each)) for each in person.ogsa_registrert_som),
        ]
    )


def _around(sak: "SakVisning") -> list[str]:
    tie = {True: "ja", False: "nei", None: "ikke avklart"}[sak.tilknytning_oslo]
    mine = sak.tildeling
    return merket(
        [
            ("Kontaktperson", mine.kontakt or "ingen, saken er ikke tildelt"),
            ("Medansvarlige", ", ".join(mine.medansvarlige)),
            ("Klarerte ledere", ", ".join(mine.klarerte_ledere)),
            ("Inhabile", ", ".join(mine.inhabile)),
            ("Kilde", begreper.kilde(sak.kilde)),
            ("Bydel", sak.bydel_navn),
            ("Tilknytning til Oslo", tie),
            ("Registrert", f"{tid(sak.registrert)} av {sak.registrert_av}"),
            *((begreper.lest(link.forhold).capitalize(), link.saksnr) for link in sak.lenker),
        ]
    )


def _steps(steps: "Iterable[StegVisning]") -> list[str]:
    rows = [
        (
            str(step.nummer),
            dag(step.gjelder_fra),
            begreper.hendelse(step.hendelse),
            f"→ {begreper.tilstand(step.program, step.til_tilstand)}",
            step.utfort_av,
            "; ".join(_remarks(step)),
        )
        for step in steps
    ]
    laid_out = tabell(rows, innrykk=2)
    lines: list[str] = []
    for line, step in zip(laid_out, steps, strict=True):
        lines.append(line)
        if step.begrunnelse:
            lines += avsnitt(f"Begrunnelse: {step.begrunnelse}", 6)
        if step.annullert_begrunnelse:
            lines += avsnitt(f"Begrunnelse for annulleringen: {step.annullert_begrunnelse}", 6)
    return lines


def _remarks(step: "StegVisning") -> Iterable[str]:
    if step.annullert and step.annullert_tid:
        yield f"ANNULLERT av {step.annullert_av} {tid(step.annullert_tid)}"
    if step.arsak:
        yield begreper.valg(step.hendelse, "arsak").get(step.arsak, begreper.lest(step.arsak))
    if step.apen_til:
        yield f"døren åpen til {dag(step.apen_til)}"
    if step.over_kapasitet:
        yield "over kapasitet"
    if step.begrunnet and not step.begrunnelse:
        yield "begrunnet"
    yield from _unmet(step)
    if step.opphav == "import":
        yield "importert"
    elif dag_for(step.registrert) != step.gjelder_fra:
        yield f"registrert {dag(dag_for(step.registrert))}"


def _unmet(step: "StegVisning") -> Iterable[str]:
    """The guards that the register tells were not met: an import refuses no step for them."""
    unmet = [each.partition("=")[0] for each in (step.vilkar or "").split(";") if "=ikke_oppfylt" in each]
    if unmet:
        yield f"ikke oppfylt: {', '.join(map(begreper.lest, unmet))}"


def _mapping(mapping: "KartleggingVisning | None") -> list[str]:
    if mapping is None:
        return []
    old = "" if mapping.fra_denne_runden else " · fra en tidligere runde, teller ikke nå"
    lines = [f"  Versjon {mapping.nummer}, {dag(mapping.dato)}, {mapping.skrevet_av}{old}"]
    if not any(getattr(mapping, area) for area in _AREAS):
        return [*lines, "    Uten tekst."]
    for area in _AREAS:
        text = getattr(mapping, area)
        if text or area != "skar":
            lines += avsnitt(f"{_AREA_WORDS.get(area, area).capitalize()}: {text or 'mangler'}", 4)
    return lines


def _consents(sak: "SakVisning") -> list[str]:
    rows = []
    for each in sak.samtykker:
        end = f"trukket {dag(each.trukket)}" if each.trukket else ""
        until = f"utløper {dag(each.utloper)}" if each.utloper else ""
        state = "gjelder" if each.i_kraft else "gjelder ikke"
        said = ", ".join(part for part in (until, end) if part)
        rows.append((begreper.lest(each.slag), f"gitt {dag(each.gitt)}", state, said, each.tekst or ""))
    return tabell(rows, innrykk=2)


def _contacts(sak: "SakVisning") -> list[str]:
    lines: list[str] = []
    for each in sak.kontakter:
        arena = f" · {rent(each.arena)}" if each.arena else ""
        head = (
            f"{dag(each.dato)}  {begreper.lest(each.slag)}, {begreper.lest(each.utfall)}  {each.skrevet_av}"
        )
        lines.append(f"  {head}{arena}")
        if each.tekst:
            lines += avsnitt(each.tekst, 6)
    return lines


def _notes(notes: "Iterable[NotatVisning]") -> list[str]:
    lines: list[str] = []
    for note in notes:
        lines += [
            f"  {dag(note.dato)}  {note.skrevet_av}  id {kort_id(note.id)}",
            *avsnitt(note.tekst, 6),
        ]
        for correction in note.rettelser:
            lines.append(f"    Rettet {tid(correction.registrert)} av {correction.skrevet_av}:")
            lines += avsnitt(correction.tekst, 6)
    return lines


def _lines(entries: "Iterable[LinjeVisning]", *, kode: bool = True) -> list[str]:
    lines: list[str] = []
    for each in entries:
        what = f"  {begreper.lest(each.hva) if kode else rent(each.hva)}" if each.hva else ""
        lines.append(f"  {dag(each.dato)}{what}  {each.skrevet_av}")
        if each.tekst:
            lines += avsnitt(each.tekst, 6)
    return lines


def _hidden(sak: "SakVisning") -> list[str]:
    parts = [begreper.lest(part) for part in sak.skjult if part != "adresse"]
    return [f"Du har ikke tilgang til: {', '.join(parts)}."] if parts else []
