"""From rows to what the machine judges by. A fact that cannot be found stays None, and the guard then refuses.

Must not decide. It opens the birth date, since an age is judged by it; that text never leaves the block.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from exin.casework.apne_saker import open_cases
from exin.casework.bydeler import in_oslo
from exin.casework.history import History, holds_place, programme_of
from exin.store import arbeid, decision, hus, personer, saker
from exin.store.grant import Grant
from exin.store.prepared import Asked
from exin.store.rows import Stored
from exin.store.tables import (
    Annullering,
    Fortalt,
    Kartlegging,
    Kontakt,
    Overlevering,
    Overleveringsplan,
    Person,
    Sak,
    Samtykke,
    Steg,
    Tildeling,
)
from exin.work import Reading, Work
from workflows import Facts, Programme

NEEDED = ("person.fodselsdato",)
"""The sealed fields that facts are made of: declared with the permit of each step."""


def look_ahead(w: Work | Reading, grant: Grant) -> None:
    """Ask together for all that a step is judged by."""
    w.tx.look_ahead(
        *arbeid.asking_for(grant, Steg, Annullering, Kontakt, Kartlegging, Samtykke),
        *arbeid.asking_for(grant, Overleveringsplan, Overlevering, Fortalt),
        personer.asking_for(grant),
        *decision.asking_for_cases_of(grant.person(), w.asker),
    )


def asked_inside(w: Work, grant: Grant, target: Programme) -> list[Asked]:
    """What a step asks under the write lock: the programme's places, the person's other cases, who has the case."""
    kontakt = w.stub(grant).sak.row.kontakt_id
    return [
        hus.asking_to_lock(target.key),
        saker.asking_for_places(target.key),
        *decision.asking_for_cases_of(grant.person(), w.asker),
        *arbeid.asking_for(grant, Tildeling),
        *([decision.asking_for_staff(kontakt)] if kontakt else []),
    ]


def gather(w: Work | Reading, grant: Grant, history: History, *, dag: date) -> Facts:
    """All facts of the grant's case on `dag`, but for places, which are counted under the programme's lock."""
    sak = w.stub(grant).sak.row
    entry = history.entry()
    contacts, person = arbeid.of_case(w.tx, grant, Kontakt), personer.of_grant(w.tx, grant)
    before, last = history.before_last, history.last
    return Facts(
        dag=dag,
        fodselsdato=_born(w, grant, person),
        fodselsnummer_kjent=person.row.nummer_kjent,
        kilde=sak.kilde,
        annen_apen_sak=bool(open_cases(w, sak.person_id, but=sak.id).kjente),
        informasjonssamtale_holdt=_talk_held(contacts),
        tilknytning_oslo=_tied_to_oslo(sak),
        kartlegging_mangler=_missing_areas(w, grant, programme_of(last), history),
        samtykke_i_kraft=any(
            row.row.slag == "deltakelse" and in_force(row.row, dag)
            for row in arbeid.of_case(w.tx, grant, Samtykke)
        ),
        holder_plass=holds_place(programme_of(last), history.steps),
        overleveringsplan=bool(_since(arbeid.of_case(w.tx, grant, Overleveringsplan), entry)),
        bekreftede_overleveringer=len(_since(arbeid.of_case(w.tx, grant, Overlevering), entry)),
        fortalt=bool(_since(arbeid.of_case(w.tx, grant, Fortalt), entry)),
        kontaktforsok=sum(row.row.utfall == "forsok" for row in _since(contacts, entry)),
        siste_hendelse=last.hendelse,
        forrige_tilstand=before.til_tilstand if before else None,
        forrige_program=before.program if before else None,
        forrige_versjon=before.program_versjon if before else None,
    )


def birth_date(w: Work | Reading, grant: Grant) -> date | None:
    """The birth date of the grant's person, where it is known."""
    return _born(w, grant, personer.of_grant(w.tx, grant))


def _born(w: Work | Reading, grant: Grant, person: Stored[Person]) -> date | None:
    text = w.open(grant, person, "fodselsdato")
    return date.fromisoformat(text) if text else None


def free_places(w: Work | Reading, target: Programme) -> tuple[int | None, int | None]:
    """Free places of a programme and of its vurdering; None is no limit. For a step, under the lock on its row."""
    locked = isinstance(w, Work)
    row = hus.lock_programme(w.tx, target.key).row if locked else hus.programme(w.tx, target.key).row
    assessment = tuple(state.key for state in target.states if state.holds_assessment_place)
    free = row.plasser - saker.places_taken(w.tx, target.key)
    if row.vurderingsplasser is None:
        return free, None
    return free, row.vurderingsplasser - saker.assessment_places_taken(w.tx, target.key, assessment)


def _talk_held(contacts: Sequence[Stored[Kontakt]]) -> bool:
    return any(row.row.slag == "informasjonssamtale" and row.row.utfall == "holdt" for row in contacts)


def _tied_to_oslo(sak: Sak) -> bool | None:
    """As registered; else a home in one of the districts of Oslo is a tie."""
    if sak.tilknytning_oslo is not None:
        return sak.tilknytning_oslo
    return in_oslo(sak.bydel)


def _missing_areas(w: Work | Reading, grant: Grant, programme: Programme, history: History) -> frozenset[str]:
    areas = frozenset(area.kode for area in programme.areas)
    entry, day = history.entry(), history.entry_day()
    rows = [row.row for row in arbeid.of_case(w.tx, grant, Kartlegging) if row.row.etter_steg >= entry > 0]
    fresh = [row for row in rows if day is not None and row.dato >= day]
    return areas - frozenset(fresh[-1].omrader.split(",")) if fresh else areas


def in_force(consent: Samtykke, dag: date) -> bool:
    """Whether a consent is given, not expired and not withdrawn on a day."""
    if consent.gitt > dag:
        return False
    expired = consent.utloper is not None and dag > consent.utloper
    withdrawn = consent.trukket is not None and dag >= consent.trukket
    return not expired and not withdrawn


def _since(rows: Sequence[Stored[Any]], entry: int) -> list[Stored[Any]]:
    """The rows written in this round: after the latest entry into vurdering."""
    return [row for row in rows if row.row.etter_steg >= entry]
