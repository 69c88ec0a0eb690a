"""All that happened in a case on one line of time, the newest first, for showing it.

Pure: made of views, so that nothing is on it that its maker may not see. Must not change a text: what was corrected
stands with its corrections.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from exin import begreper
from exin.casework.grunnlag.views import LinjeVisning, NotatVisning, SakVisning, SamtykkeVisning, StegVisning
from exin.casework.oppfolging.moter import AVLYST
from exin.casework.visning.motevisning import MoteVisning
from exin.clock import oslo_day


class Slag(StrEnum):
    """The kinds of entry. A filter names some of them."""

    STEG = "steg"
    NOTAT = "notat"
    KONTAKT = "kontakt"
    KARTLEGGING = "kartlegging"
    SAMTYKKE = "samtykke"
    PLAN = "plan"
    OVERLEVERING = "overlevering"
    TILBUD = "tilbud"
    FORTALT = "fortalt"
    MOTE = "mote"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rettelse:
    """A correction of a note: the text as it was corrected to."""

    tekst: str | None
    hvem: str
    registrert: datetime


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Innslag:
    """One entry. `ord` says what happened; `kode` is the event, or the kind of contact, consent or meeting.

    `dato` is the day it is of, `registrert` when it was written: None where only the day is known. `tekst` is what
    was written first; each of `rettelser` came after. `annullert`: a step that is void. `id` is that of a note.
    """

    slag: Slag
    kode: str
    ord: str
    dato: date
    registrert: datetime | None
    hvem: str | None
    tekst: str | None = None
    detalj: str | None = None
    rettelser: tuple[Rettelse, ...] = ()
    annullert: bool = False
    begrunnet: bool = False
    id: str | None = None
    nummer: int | None = None

    @property
    def gjeldende(self) -> str | None:
        """The text as it stands now."""
        return self.rettelser[-1].tekst if self.rettelser else self.tekst


def make_timeline(
    sak: SakVisning, moter: Sequence[MoteVisning] = (), *, slag: Collection[str] | None = None
) -> tuple[Innslag, ...]:
    """The entries of a case, those of the latest day first; `slag`: those kinds alone.

    Texts of steps are there where the view was asked for them. A meeting that was held or missed is there as the
    contact that it was; one that was cancelled, as itself.
    """
    found = [each for each in _all(sak, moter) if slag is None or each.slag in slag]
    found.sort(key=_when)
    return tuple(reversed(found))  # of equals, what was written last comes first


def _when(entry: Innslag) -> tuple[date, float, int]:
    """Where only the day is known, it is put last in that day."""
    moment = entry.registrert.timestamp() if entry.registrert else math.inf
    return entry.dato, moment, entry.nummer or 0


def _all(sak: SakVisning, moter: Sequence[MoteVisning]) -> Iterator[Innslag]:
    for step in sak.steg:
        yield from _steps(step)
    yield from (_note(each) for each in sak.notater)
    yield from _contacts(sak)
    yield from _mappings(sak)
    for consent in sak.samtykker:
        yield from _consent(consent)
    yield from (_line(Slag.PLAN, "Plan for overlevering", each) for each in sak.planer)
    yield from (_handover(each) for each in sak.overleveringer)
    yield from (_coded(Slag.TILBUD, "Andre tilbud", each) for each in sak.tilbud)
    yield from (_coded(Slag.FORTALT, "Fortalt", each) for each in sak.fortalt)
    yield from (_cancelled(each) for each in moter if each.status in AVLYST)


def _steps(step: StegVisning) -> Iterator[Innslag]:
    """A step, and where it was taken back, that as well."""
    reason = begreper.valg(step.hendelse, "arsak").get(step.arsak or "", step.arsak)
    yield Innslag(
        slag=Slag.STEG,
        kode=step.hendelse,
        ord=_moved(step),
        dato=step.gjelder_fra,
        registrert=step.registrert,
        hvem=step.utfort_av,
        tekst=step.begrunnelse,
        detalj=reason,
        annullert=step.annullert,
        begrunnet=step.begrunnet,
        nummer=step.nummer,
    )
    if step.annullert_tid is not None:
        yield Innslag(
            slag=Slag.STEG,
            kode="annuller_steg",
            ord=f"Annullert: {begreper.hendelse(step.hendelse)}",
            dato=oslo_day(step.annullert_tid),
            registrert=step.annullert_tid,
            hvem=step.annullert_av,
            tekst=step.annullert_begrunnelse,
            begrunnet=True,
            nummer=step.nummer,
        )


def _moved(step: StegVisning) -> str:
    what = begreper.hendelse(step.hendelse)
    if step.fra_tilstand == step.til_tilstand:
        return what
    return f"{what} → {begreper.tilstand(step.program, step.til_tilstand)}"


def _note(note: NotatVisning) -> Innslag:
    return Innslag(
        slag=Slag.NOTAT,
        kode=Slag.NOTAT,
        ord="Notat",
        dato=note.dato,
        registrert=note.registrert,
        hvem=note.skrevet_av,
        tekst=note.tekst,
        rettelser=tuple(
            Rettelse(tekst=each.tekst, hvem=each.skrevet_av, registrert=each.registrert)
            for each in note.rettelser
        ),
        id=note.id,
    )


def _contacts(sak: SakVisning) -> Iterator[Innslag]:
    for each in sak.kontakter:
        yield Innslag(
            slag=Slag.KONTAKT,
            kode=each.slag,
            ord=f"{begreper.lest(each.slag).capitalize()}, {begreper.lest(each.utfall)}",
            dato=each.dato,
            registrert=each.registrert,
            hvem=each.skrevet_av,
            tekst=each.tekst,
            detalj=each.arena,
        )


def _mappings(sak: SakVisning) -> Iterator[Innslag]:
    """The versions, without their words: those stand in the mapping itself."""
    newest = sak.kartlegging
    for each in (newest, newest.forrige if newest else None):
        if each is not None:
            yield Innslag(
                slag=Slag.KARTLEGGING,
                kode=Slag.KARTLEGGING,
                ord=f"Kartlegging, versjon {each.nummer}",
                dato=each.dato,
                registrert=each.registrert,
                hvem=each.skrevet_av,
                nummer=each.nummer,
            )


def _consent(consent: SamtykkeVisning) -> Iterator[Innslag]:
    what = f"Samtykke til {begreper.lest(consent.slag)}"
    yield Innslag(
        slag=Slag.SAMTYKKE,
        kode=consent.slag,
        ord=f"{what} gitt",
        dato=consent.gitt,
        registrert=consent.registrert,
        hvem=consent.skrevet_av,
        tekst=consent.tekst,
    )
    if consent.trukket is not None:
        yield Innslag(
            slag=Slag.SAMTYKKE,
            kode=consent.slag,
            ord=f"{what} trukket",
            dato=consent.trukket,
            registrert=None,
            hvem=None,
        )


def _line(slag: Slag, what: str, line: LinjeVisning, *, kode: str = "") -> Innslag:
    return Innslag(
        slag=slag,
        kode=kode or slag,
        ord=what,
        dato=line.dato,
        registrert=line.registrert,
        hvem=line.skrevet_av,
        tekst=line.tekst,
    )


def _coded(slag: Slag, what: str, line: LinjeVisning) -> Innslag:
    kode = line.hva or slag.value
    return _line(slag, f"{what}: {begreper.lest(kode)}", line, kode=kode)


def _handover(line: LinjeVisning) -> Innslag:
    return Innslag(
        slag=Slag.OVERLEVERING,
        kode=Slag.OVERLEVERING,
        ord="Overlevering bekreftet",
        dato=line.dato,
        registrert=line.registrert,
        hvem=line.skrevet_av,
        tekst=line.tekst,
        detalj=line.hva,
    )


def _cancelled(mote: MoteVisning) -> Innslag:
    return Innslag(
        slag=Slag.MOTE,
        kode=mote.slag,
        ord=f"{begreper.lest(mote.slag).capitalize()}, {begreper.lest(mote.status)}",
        dato=oslo_day(mote.tid),
        registrert=None,
        hvem=mote.ansatt,
    )
