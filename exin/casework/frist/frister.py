"""A case's deadlines, brought to what its history and its rows of work say, in the transaction that writes these.

Must not close one by a tick of the clock: what satisfies it does, or the step by which the case goes on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from exin.casework.grunnlag import saksrader
from exin.casework.grunnlag.history import History, programme_of, read_history
from exin.casework.grunnlag.omrader import RISIKO, covered_by, looked_at
from exin.casework.grunnlag.saksrader import Saksrader, read_rows
from exin.ids import new_id
from exin.store import arbeid, frister
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Annullering, Frist, Kartlegging, Kontakt, Steg
from exin.work import Work
from workflows import (
    PROGRAMMES,
    Course,
    Done,
    Entry,
    Fixed,
    Mark,
    Programme,
    Running,
    age_events,
    escalates_on,
    fires_on,
    running,
)

OPPFYLT, STEG, BORTFALT = "oppfylt", "steg", "bortfalt"
"""How a deadline was closed: what was asked for is done; the case went on; there is no such deadline any more."""

RETURNING: Final = tuple(
    sorted({each.key for known in PROGRAMMES for each in known.deadlines if each.begins is not None})
)
"""Kinds that may come back to a day they counted from before: what is dated back moves the mark by which they begin."""

FALLEN_DUE, ESCALATED = 1, 2
"""How far the telling of a deadline has come: whoever acts was told, and whoever is next."""

_WRITTEN_BY_OTHERS: Final = "henvendelse"
"""The kind of a contact that came from outside: it is no answer of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a case stands, as far as deadlines look at it."""

    programme: Programme
    entry: Entry
    apen_til: date | None

    @classmethod
    def of(cls, history: History) -> "Standing":
        """By its history."""
        entry = Entry(history.last.til_tilstand, *history.entered)
        return cls(programme=programme_of(history.last), entry=entry, apen_til=history.apen_til)


def begin(w: Work, grant: Grant, programme: Programme, tilstand: str, dag: date) -> None:
    """Start the deadlines of a new case."""
    _start(w, grant, running(programme, Course(Entry(tilstand, dag, 1), (), {})))


def bring_up_to_date(w: Work, grant: Grant) -> None:
    """Close what is done and start what runs now, by all that is written of the grant's case."""
    w.tx.look_ahead(
        *arbeid.asking_for(grant, Steg, Annullering),
        *saksrader.asking_for(grant),
        frister.asking_for_standing(grant, RETURNING),
    )
    standing = Standing.of(read_history(w.tx, grant))
    reconcile(w, grant, standing, read_rows(w, grant), frister.standing_of_case(w.tx, grant, RETURNING))


def reconcile(
    w: Work, grant: Grant, standing: Standing, rader: Saksrader, known: Sequence[Stored[Frist]]
) -> None:
    """The same where it was read already.

    `known` are the deadlines that may stand; where a step was taken back all of them: what it closed is opened again.
    """
    programme = standing.programme
    wanted = {_key(each): each for each in running(programme, course_of(standing, rader))}
    for stored in known:
        row = stored.row
        if row.slag.startswith(frister.AGE):
            _keep_age(w, grant, standing, stored)
        elif wanted.pop((row.slag, row.etter_steg, row.fra), None) is not None:
            neste = next_look(programme, slag=row.slag, frist=row.frist, trinn=row.trinn)
            _reopen(w, grant, stored, None if row.pauset else neste)
        elif row.lukket is None:
            close(w, grant, stored, _how(standing, row))
    _start(w, grant, wanted.values())


def _keep_age(w: Work, grant: Grant, standing: Standing, stored: Stored[Frist]) -> None:
    """A birthday matters to one programme, and in some of its states."""
    programme, row = standing.programme, stored.row
    ages = {each.key for each in age_events(programme) if standing.entry.state in each.states}
    stays = row.slag in ages and w.stub(grant).sak.row.program == programme.key
    if row.lukket is None and not stays:
        close(w, grant, stored, STEG)
    elif row.lukket_som == STEG and row.slag in ages:
        _reopen(w, grant, stored, w.means.today())


def _reopen(w: Work, grant: Grant, stored: Stored[Frist], neste: date | None) -> None:
    if stored.row.lukket is not None:
        frister.change(w.tx, grant, stored, lukket=None, lukket_som=None, neste=neste)


def course_of(standing: Standing, rader: Saksrader) -> Course:
    """The case as `workflows.running` reads it."""
    fixed = {Fixed.APEN_TIL: standing.apen_til, Fixed.SAMTYKKE_UTLOPER: _consent_ends(rader)}
    named = {which: day for which, day in fixed.items() if day is not None}
    return Course(standing.entry, tuple(_marks(standing.programme, rader)), named)


def _marks(programme: Programme, rader: Saksrader) -> Iterator[Done]:
    areas = {area.kode for area in programme.areas}
    for contact in rader.kontakter:
        yield from (Done(mark, contact.row.dato, contact.row.etter_steg) for mark in _told_by(contact.row))
    for mapping in rader.kartlegginger:
        row: Kartlegging = mapping.row
        if areas <= covered_by(row.omrader):
            yield Done(Mark.KARTLEGGING, row.dato, row.etter_steg)
        if RISIKO in looked_at(row.omrader):
            yield Done(Mark.RISIKOVURDERING, row.dato, row.etter_steg)
    for plan in rader.planer:
        yield Done(Mark.PLAN, plan.row.dato, plan.row.etter_steg)


def _told_by(row: Kontakt) -> Iterator[Mark]:
    if row.slag == _WRITTEN_BY_OTHERS:
        return
    yield Mark.SVAR  # an attempt is an answer, too: the henvendelse is taken care of
    if row.utfall == "holdt":
        yield Mark.KONTAKT
        if row.slag == "informasjonssamtale":
            yield Mark.INFORMASJONSSAMTALE
    elif row.utfall == "ikke_mott":
        yield Mark.IKKE_MOTT


def _consent_ends(rader: Saksrader) -> date | None:
    """When the consent to take part runs out: the last of those that stand; None where one never does."""
    standing = [
        each.row for each in rader.samtykker if each.row.slag == "deltakelse" and each.row.trukket is None
    ]
    ends = [row.utloper for row in standing]
    return max((end for end in ends if end is not None), default=None) if None not in ends else None


def _how(standing: Standing, row: Frist) -> str:
    """A deadline that stops where the case stands as before is done; else the case has gone on."""
    try:
        states = standing.programme.deadline(row.slag).states
    except LookupError:
        return BORTFALT
    stays = standing.entry.state in states and row.etter_steg in (0, standing.entry.number)
    return OPPFYLT if stays else STEG


def _key(each: Running) -> tuple[str, int, date]:
    return each.key, each.etter_steg, each.fra


def close(w: Work, grant: Grant, stored: Stored[Frist], how: str) -> None:
    """Close a deadline, as of today."""
    frister.change(w.tx, grant, stored, lukket=w.means.today(), lukket_som=how, neste=None)


def _start(w: Work, grant: Grant, started: Iterable[Running]) -> None:
    rows = []
    for each in started:
        columns = {"slag": each.key, "etter_steg": each.etter_steg, "fra": each.fra, "frist": each.frist}
        rows.append(new_row(w, grant, **columns, neste=fires_on(each.frist)))
    frister.add_many(w.tx, grant, rows)


def new_row(w: Work, grant: Grant, **columns: Any) -> dict[str, Any]:  # noqa: ANN401 - column values
    """A deadline that nobody was told of yet. `columns` are those that make it what it is."""
    row = {
        "id": new_id(),
        "sak_id": grant.sak(),
        "opprinnelig": columns["frist"],
        "trinn": 0,
        "lukket": None,
        "lukket_som": None,
        "pauset": None,
        "grunnlag": None,
        "begrunnelse_id": None,
        "registrert": w.means.clock(),
        "versjon": 1,
    }
    return row | columns


def next_look(programme: Programme, *, slag: str, frist: date, trinn: int) -> date | None:
    """The day on which a deadline must be looked at, by how far the telling has come; None when it need not be."""
    if trinn >= ESCALATED:
        return None
    return escalates_on(programme.deadline(slag), frist) if trinn == FALLEN_DUE else fires_on(frist)
