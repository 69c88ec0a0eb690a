"""What staff write on a case during the work: notes, talks, mappings, consents, plans, what was explained and told.

Must not change what was written: a correction is a new row. Each function returns the new row's id and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from exin.casework.frist import frister
from exin.casework.grunnlag.given import code_of, day_of, text_of
from exin.casework.grunnlag.history import History, read_history
from exin.casework.grunnlag.omrader import as_stored, covered_by
from exin.casework.oppfolging.skar import with_scores
from exin.errors import Conflict, InvalidInput, NotFound
from exin.ids import Id, new_id
from exin.store import arbeid, saker
from exin.store.grant import Grant
from exin.store.rows import Model, Stored
from exin.store.tables import (
    Fortalt,
    Kartlegging,
    Kontakt,
    Notat,
    Overlevering,
    Overleveringsplan,
    Samtykke,
    Tilbud,
)
from exin.work import Work
from policies import Action
from workflows import by_key

UTFALL = ("holdt", "ikke_mott", "forsok")
SLAG = ("informasjonssamtale", "samtale", "samtalemodul", "telefon", "melding", "mote", "annet")
MATER = ("samtale", "telefon", "brev", "melding")
SAMTYKKER = ("deltakelse", "deling")
SHORT_ID = 6
"""So many of the last digits of an id name a row of one case."""


def write_notat(w: Work, saksnr: str, tekst: str, *, dato: date | None = None) -> Id:
    """Write a note on a case. Raises Denied, NotFound, InvalidInput."""
    grant = w.permit(Action.SKRIV_NOTAT, saksnr)
    return _write(
        w, grant, Notat, {"retter_id": None, "dato": day_of(w, dato)}, tekst=text_of(tekst, "tekst")
    )


def correct_notat(w: Work, saksnr: str, notat_id: Id, tekst: str) -> Id:
    """Correct a note by a new one; the original stays. Raises NotFound when the case has no such note."""
    grant = w.permit(Action.RETT_NOTAT, saksnr)
    original = arbeid.one(w.tx, grant, Notat, notat_id)
    if original is None:
        raise NotFound
    return _correct(w, grant, original.row, tekst)


def correct_notat_named(w: Work, saksnr: str, navn: str, tekst: str) -> Id:
    """As `correct_notat`, for a note named as it is shown: by its id in hexadecimal digits, or the last of them.

    Raises:
        InvalidInput: the case has no such note, or several.
    """
    grant = w.permit(Action.RETT_NOTAT, saksnr)
    notes = arbeid.of_case(w.tx, grant, Notat)
    found = [note.row for note in notes if note.row.id.hex().endswith(navn.strip().lower())]
    if len(found) != 1 or len(navn.strip()) < SHORT_ID:
        raise InvalidInput("ukjent_notat", "rett")
    return _correct(w, grant, found[0], tekst)


def _correct(w: Work, grant: Grant, original: Notat, tekst: str) -> Id:
    open_columns = {"retter_id": original.id, "dato": original.dato}
    return _write(w, grant, Notat, open_columns, tekst=text_of(tekst, "tekst"))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NyKartlegging:
    """A mapping: what is known of each area, and scores by area from 1 to 5."""

    motivasjon: str | None = None
    risiko: str | None = None
    beskyttelsesfaktorer: str | None = None
    behov: str | None = None
    skar: str | None = None
    dato: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Videre:
    """What goes on from the version before: scores of some areas, and areas whose text is put after what stood."""

    skar: Mapping[str, int] = field(default_factory=dict)
    tillegg: frozenset[str] = frozenset()


_ANEW = Videre()


def write_kartlegging(
    w: Work, saksnr: str, ny: NyKartlegging, *, videre: Videre = _ANEW, sett: int | None = None
) -> Id:
    """Write a new version of the mapping. What is left out is taken from the version before in the same round.

    `sett` is the number of the version that the writer saw, 0 where there was none; None asks for no such check.

    Raises:
        Denied, NotFound: the asker may not.
        InvalidInput: nothing was given.
        Conflict: another version than the one seen is the newest by now; nothing is written.
    """
    grant = w.permit(
        Action.SKRIV_KARTLEGGING, saksnr, felt=tuple(f"kartlegging.{a}" for a in (*_areas(), "skar"))
    )
    sak = w.stub(grant).sak.row
    earlier = arbeid.of_case(w.tx, grant, Kartlegging)
    if sett not in (None, earlier[-1].row.nummer if earlier else 0):
        raise Conflict("kartlegging_endret")
    texts = {area: text_of(getattr(ny, area), area, required=False) for area in (*_areas(), "skar")}
    if not any(texts.values()) and not videre.skar:
        raise InvalidInput("tekst_mangler", "kartlegging")
    anew, covered = {area for area, text in texts.items() if text}, frozenset[str]()
    if earlier and _of_this_round(earlier[-1].row, read_history(w.tx, grant)):
        texts = _taken_on(w, grant, earlier[-1], texts, tillegg=videre.tillegg)
        covered = covered_by(earlier[-1].row.omrader)  # an imported mapping covers areas without any words
    texts["skar"] = with_scores(texts["skar"], videre.skar)
    filled = as_stored([area for area in _areas() if texts[area] or area in covered], anew)
    number = earlier[-1].row.nummer + 1 if earlier else 1
    columns = {"nummer": number, "dato": day_of(w, ny.dato), "omrader": filled, "etter_steg": sak.steg_nummer}
    return _write(w, grant, Kartlegging, columns, moves_facts=True, **texts)


def _taken_on(
    w: Work,
    grant: Grant,
    earlier: Stored[Kartlegging],
    texts: Mapping[str, str | None],
    *,
    tillegg: frozenset[str],
) -> dict[str, str | None]:
    """The texts of a new version: those given, and of the version before what was left out or is to be added to."""

    def of(area: str, text: str | None) -> str | None:
        if text and area not in tillegg:
            return text
        both = "\n\n".join(filter(None, (w.open(grant, earlier, area), text)))
        return text_of(both, area, required=False)

    return {area: of(area, text) for area, text in texts.items()}


def _of_this_round(earlier: Kartlegging, history: History) -> bool:
    """Whether a mapping was made, and is dated, after the latest entry into vurdering."""
    day = history.entry_day()
    return earlier.etter_steg >= history.entry() and (day is None or earlier.dato >= day)


def _areas() -> tuple[str, ...]:
    return tuple(area.kode for area in by_key("exin_oslo").areas)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NyKontakt:
    """A talk, a meeting, or an attempt at contact."""

    slag: str
    utfall: str
    dato: date | None = None
    arena: str | None = None
    tekst: str | None = None


def write_kontakt(w: Work, saksnr: str, ny: NyKontakt) -> Id:
    """Write a contact. Raises Denied, NotFound, InvalidInput."""
    grant = w.permit(Action.SKRIV_KONTAKT, saksnr)
    columns = {
        "slag": code_of(ny.slag, "slag", SLAG),
        "utfall": code_of(ny.utfall, "utfall", UTFALL),
        "dato": day_of(w, ny.dato),
        "etter_steg": w.stub(grant).sak.row.steg_nummer,
    }
    texts = {name: text_of(getattr(ny, name), name, required=False) for name in ("arena", "tekst")}
    return _write(w, grant, Kontakt, columns, moves_facts=True, **texts)


def write_samtykke(
    w: Work,
    saksnr: str,
    slag: str,
    *,
    gitt: date | None = None,
    utloper: date | None = None,
    tekst: str | None = None,
) -> Id:
    """Write a consent that was given. Raises InvalidInput when it ends before it begins."""
    grant = w.permit(Action.SKRIV_SAMTYKKE, saksnr)
    given = day_of(w, gitt, "gitt")
    if utloper is not None and utloper < given:
        raise InvalidInput("utloper_for_gitt", "utloper")
    columns = {"slag": code_of(slag, "slag", SAMTYKKER), "gitt": given, "utloper": utloper, "trukket": None}
    text = text_of(tekst, "tekst", required=False)
    return _write(w, grant, Samtykke, {**columns, "versjon": 1}, moves_facts=True, tekst=text)


def withdraw_samtykke(w: Work, saksnr: str, slag: str, *, dato: date | None = None) -> None:
    """Note that a consent was withdrawn: all of that kind that were given by that day, and none given later.

    Raises:
        InvalidInput: there is none to withdraw.
    """
    grant = w.permit(Action.SKRIV_SAMTYKKE, saksnr)
    day = day_of(w, dato)
    consents = arbeid.of_case(w.tx, grant, Samtykke)
    open_ones = [
        row for row in consents if row.row.slag == slag and not row.row.trukket and row.row.gitt <= day
    ]
    if not open_ones:
        raise InvalidInput("ingen_samtykke_a_trekke", "slag")
    w.begin()
    for stored in open_ones:
        arbeid.change(w.tx, grant, stored, trukket=day)
    _touch(w, grant)


def write_plan(w: Work, saksnr: str, tekst: str, *, dato: date | None = None) -> Id:
    """Write the plan for handing over to lasting services."""
    grant = w.permit(Action.SKRIV_PLAN, saksnr)
    columns = {"dato": day_of(w, dato), "etter_steg": w.stub(grant).sak.row.steg_nummer}
    return _write(w, grant, Overleveringsplan, columns, moves_facts=True, tekst=text_of(tekst, "tekst"))


def write_overlevering(
    w: Work, saksnr: str, tjeneste: str, *, tekst: str | None = None, dato: date | None = None
) -> Id:
    """Write that a lasting service has confirmed that it takes over."""
    grant = w.permit(Action.SKRIV_OVERLEVERING, saksnr)
    columns = {"dato": day_of(w, dato), "etter_steg": w.stub(grant).sak.row.steg_nummer}
    texts = {"tjeneste": text_of(tjeneste, "tjeneste"), "tekst": text_of(tekst, "tekst", required=False)}
    return _write(w, grant, Overlevering, columns, moves_facts=True, **texts)


def write_tilbud(w: Work, saksnr: str, *, gitt: bool, tekst: str | None, dato: date | None = None) -> Id:
    """Write whether other services were explained; why not is required when they were not."""
    grant = w.permit(Action.SKRIV_TILBUD, saksnr)
    columns = {"dato": day_of(w, dato), "gitt": gitt, "etter_steg": w.stub(grant).sak.row.steg_nummer}
    return _write(
        w, grant, Tilbud, columns, moves_facts=True, tekst=text_of(tekst, "tekst", required=not gitt)
    )


def write_fortalt(
    w: Work, saksnr: str, mate: str, *, tekst: str | None = None, dato: date | None = None
) -> Id:
    """Write when and how the person was told of an end, with reasons and how to complain."""
    grant = w.permit(Action.SKRIV_FORTALT, saksnr)
    columns = {"dato": day_of(w, dato), "mate": code_of(mate, "mate", MATER)}
    columns["etter_steg"] = w.stub(grant).sak.row.steg_nummer
    text = text_of(tekst, "tekst", required=False)
    return _write(w, grant, Fortalt, columns, moves_facts=True, tekst=text)


def _write(
    w: Work,
    grant: Grant,
    model: type[Model],
    columns: dict[str, Any],
    *,
    moves_facts: bool = False,
    **texts: str | None,
) -> Id:
    """Seal the texts and write one row. What a guard reads of the case raises the case's version."""
    row_id = new_id()
    cells = w.seal(grant, model, owner_id=grant.sak(), row_id=row_id, texts=texts)
    w.begin()
    arbeid.add(w.tx, grant, model, {"id": row_id, "sak_id": grant.sak(), **columns, **cells, **w.signature()})
    if moves_facts:
        _touch(w, grant)
    return row_id


def _touch(w: Work, grant: Grant) -> None:
    saker.change(w.tx, grant, w.stub(grant).sak)
    frister.bring_up_to_date(w, grant)
