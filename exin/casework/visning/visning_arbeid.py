"""What was done on a case, shown: steps, notes, contacts, consents, plans, what was told.

Must not decide what is shown: without a grant for a part its texts stay closed, and what stands open is shown.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.history import History
from exin.casework.grunnlag.views import (
    KontaktVisning,
    LinjeVisning,
    NotatVisning,
    SamtykkeVisning,
    StegVisning,
)
from exin.casework.sak.facts import in_force
from exin.ids import Id
from exin.store import arbeid
from exin.store.grant import Grant
from exin.store.rows import Model, Stored
from exin.store.tables import (
    Annullering,
    Begrunnelse,
    Fortalt,
    Kontakt,
    Notat,
    Overlevering,
    Overleveringsplan,
    Samtykke,
    Steg,
    Tilbud,
)
from exin.work import Reading

INFORMASJON = ("tilbud.tekst", "fortalt.tekst")
"""Read with the case itself: what is missing of it is shown there too."""

NOTATER = (
    "notat.tekst",
    "kontakt.arena",
    "kontakt.tekst",
    "samtykke.tekst",
    "overleveringsplan.tekst",
    "overlevering.tjeneste",
    "overlevering.tekst",
)
"""Read with the notes: free text by those who work on the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The block, the grants of its case, and names of staff."""

    w: Reading
    sak: Grant
    notat: Grant | None
    names: StaffNames

    def rows(self, model: type[Any]) -> list[Stored[Any]]:
        """All rows of one kind, oldest first."""
        return arbeid.of_case(self.w.tx, self.sak, model)

    def text(self, grant: Grant | None, stored: Stored[Any], column: str) -> str | None:
        """The plain text of a cell; None without a grant for it."""
        return None if grant is None else self.w.open(grant, stored, column)


def read_steps(reader: Reader, begrunnelse: Grant | None, history: History) -> tuple[StegVisning, ...]:
    """All steps, those marked void too; the typed reasons only with a grant for them."""
    marks = {stored.row.steg_id: stored.row for stored in reader.rows(Annullering)}
    reasons = {stored.row.id: stored for stored in reader.rows(Begrunnelse)} if begrunnelse else {}

    def reason(row_id: Id | None) -> str | None:
        stored = reasons.get(row_id) if row_id else None
        return reader.text(begrunnelse, stored, "tekst") if stored else None

    return tuple(
        _step(stored.row, marks.get(stored.row.id), names=reader.names, reason=reason)
        for stored in history.all
    )


def _step(
    row: Steg, mark: Annullering | None, *, names: StaffNames, reason: Callable[[Id | None], str | None]
) -> StegVisning:
    return StegVisning(
        nummer=row.nummer,
        hendelse=row.hendelse,
        fra_tilstand=row.fra_tilstand,
        til_tilstand=row.til_tilstand,
        program=row.program,
        gjelder_fra=row.gjelder_fra,
        registrert=row.registrert,
        utfort_av=names.of(row.utfort_av),
        arsak=row.arsak,
        apen_til=row.apen_til,
        overstyrt=row.overstyrt,
        over_kapasitet=row.over_kapasitet,
        begrunnet=row.begrunnelse_id is not None,
        begrunnelse=reason(row.begrunnelse_id),
        annullert=mark is not None,
        annullert_av=names.of(mark.utfort_av) if mark else None,
        annullert_tid=mark.registrert if mark else None,
        annullert_begrunnelse=reason(mark.begrunnelse_id) if mark else None,
        opphav=row.opphav,
        vilkar=row.vilkar,
    )


def read_notes(reader: Reader) -> tuple[NotatVisning, ...]:
    """The notes with their corrections beside them; a correction of a correction stands with the original."""
    stored = reader.rows(Notat) if reader.notat else []
    corrects = {row.row.id: row.row.retter_id for row in stored}
    corrections = defaultdict(list)
    for row in stored:
        if row.row.retter_id is not None:
            corrections[_original(corrects, row.row.id)].append(_note(reader, row))
    return tuple(
        replace(_note(reader, row), rettelser=tuple(corrections[row.row.id]))
        for row in stored
        if row.row.retter_id is None
    )


def _original(corrects: dict[Id, Id | None], note: Id) -> Id:
    while (corrected := corrects[note]) is not None:
        note = corrected
    return note


def _note(reader: Reader, stored: Stored[Notat]) -> NotatVisning:
    row = stored.row
    return NotatVisning(
        id=row.id.hex(),
        dato=row.dato,
        tekst=reader.text(reader.notat, stored, "tekst"),
        skrevet_av=reader.names.of(row.skrevet_av),
        registrert=row.registrert,
    )


def read_contacts(reader: Reader) -> tuple[KontaktVisning, ...]:
    """Talks, meetings and attempts."""
    return tuple(
        KontaktVisning(
            dato=stored.row.dato,
            slag=stored.row.slag,
            utfall=stored.row.utfall,
            arena=reader.text(reader.notat, stored, "arena"),
            tekst=reader.text(reader.notat, stored, "tekst"),
            skrevet_av=reader.names.of(stored.row.skrevet_av),
            registrert=stored.row.registrert,
        )
        for stored in reader.rows(Kontakt)
    )


def read_consents(reader: Reader) -> tuple[SamtykkeVisning, ...]:
    """Consents given, and what became of them."""
    today = reader.w.means.today()
    return tuple(
        SamtykkeVisning(
            slag=stored.row.slag,
            gitt=stored.row.gitt,
            utloper=stored.row.utloper,
            trukket=stored.row.trukket,
            i_kraft=in_force(stored.row, today),
            tekst=reader.text(reader.notat, stored, "tekst"),
            skrevet_av=reader.names.of(stored.row.skrevet_av),
            registrert=stored.row.registrert,
        )
        for stored in reader.rows(Samtykke)
    )


def read_plans(reader: Reader) -> tuple[LinjeVisning, ...]:
    """Plans for handing over."""
    return _lines(reader, Overleveringsplan, reader.notat)


def read_handovers(reader: Reader) -> tuple[LinjeVisning, ...]:
    """Services that have confirmed that they take over."""
    return _lines(
        reader, Overlevering, reader.notat, lambda stored: reader.text(reader.notat, stored, "tjeneste")
    )


def read_tilbud(reader: Reader) -> tuple[LinjeVisning, ...]:
    """Whether other services were explained, or why not."""
    return _lines(reader, Tilbud, reader.sak, lambda stored: "gitt" if stored.row.gitt else "ikke_gitt")


def read_told(reader: Reader) -> tuple[LinjeVisning, ...]:
    """When and how the person was told."""
    return _lines(reader, Fortalt, reader.sak, lambda stored: str(stored.row.mate))


def _lines(
    reader: Reader,
    model: type[Model],
    grant: Grant | None,
    what: Callable[[Stored[Any]], str | None] = lambda _: None,
) -> tuple[LinjeVisning, ...]:
    return tuple(
        LinjeVisning(
            dato=stored.row.dato,
            hva=what(stored),
            tekst=reader.text(grant, stored, "tekst"),
            skrevet_av=reader.names.of(stored.row.skrevet_av),
            registrert=stored.row.registrert,
        )
        for stored in reader.rows(model)
    )
