"""From rows to what the machine judges by. A fact that cannot be found stays None, and the guard then refuses.

Must not decide. It opens the birth date, since an age is judged by it; that text never leaves the block.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from exin.casework.frist.frister import RETURNING
from exin.casework.grunnlag import saksrader
from exin.casework.grunnlag.apne_saker import other_open_cases
from exin.casework.grunnlag.bydeler import in_oslo
from exin.casework.grunnlag.history import History, holds_place, programme_of
from exin.casework.grunnlag.omrader import covered_by
from exin.casework.grunnlag.saksrader import Saksrader, read_rows
from exin.store import arbeid, decision, hus, personer, plasser
from exin.store import frister as known_frister
from exin.store.grant import Grant
from exin.store.prepared import Asked
from exin.store.rows import Stored
from exin.store.tables import Annullering, Kontakt, Person, Program, Sak, Samtykke, Steg, Tildeling
from exin.work import Reading, Work
from workflows import Facts, Place, Programme, Step, TaPlass, places_counted

NEEDED = ("person.fodselsdato",)
"""The sealed fields that facts are made of: declared with the permit of each step."""


def hold(w: Work, grant: Grant, hendelse: str) -> None:
    """Where others write at the same time: take the case's locks in the one trip that reads all a step is judged by.

    Where the lock is on a whole file it is taken late instead, and kept short.
    """
    if not w.tx.link.row_locks:
        return
    stub = w.stub(grant)
    sak = stub.sak.row
    w.begin(
        *arbeid.asking_for(grant, Steg, Annullering, Tildeling),
        *saksrader.asking_for(grant),
        known_frister.asking_for_standing(grant, RETURNING),
        personer.asking_for(grant),
        decision.asking_for_others(stub),
        *([] if stub.alene else decision.asking_for_cases_of(stub.person_id, w.asker)),
        *([decision.asking_for_staff(sak.kontakt_id)] if sak.kontakt_id not in (None, w.actor.id) else []),
        *_asking_for_places(sak, hendelse),
    )


def _asking_for_places(sak: Sak, hendelse: str) -> list[Asked]:
    """As `count_places` will ask, if the step stays in the programme."""
    own = programme_of(sak)
    if own.transition(sak.tilstand, hendelse) is None:
        return []
    supposed = Facts(dag=sak.tilstand_fra, holder_plass=sak.har_plass)
    counted = places_counted(own, sak.tilstand, hendelse, supposed)
    taken = [plasser.asking_for_taken(own.key)] if Place.PLASS in counted else []
    return [hus.asking_for(own.key), *taken] if counted else []


def gather(w: Work | Reading, grant: Grant, history: History, *, dag: date) -> Facts:
    """All facts of the grant's case on `dag`, but for places."""
    facts = of_case(w, grant, history, read_rows(w, grant), dag=dag)
    others = other_open_cases(w, grant)
    return replace(facts, annen_apen_sak=bool(others.kjente))


def of_case(w: Work | Reading, grant: Grant, history: History, rader: Saksrader, *, dag: date) -> Facts:
    """The facts that the case itself and its person tell: not its places, nor the person's other cases."""
    sak = w.stub(grant).sak.row
    entry = history.entry()
    contacts, person = rader.kontakter, personer.of_grant(w.tx, grant)
    before, last = history.before_last, history.last
    return Facts(
        dag=dag,
        fodselsdato=_born(w, grant, person),
        fodselsnummer_kjent=person.row.nummer_kjent,
        kilde=sak.kilde,
        informasjonssamtale_holdt=_talk_held(contacts),
        tilknytning_oslo=tied_to_oslo(sak),
        kartlegging_mangler=_missing_areas(rader, programme_of(last), history),
        samtykke_i_kraft=any(
            row.row.slag == "deltakelse" and in_force(row.row, dag) for row in rader.samtykker
        ),
        holder_plass=holds_place(programme_of(last), history.steps),
        overleveringsplan=bool(_since(rader.planer, entry)),
        bekreftede_overleveringer=len(_since(rader.overleveringer, entry)),
        fortalt=bool(_since(rader.fortalt, entry)),
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


def count_places(w: Work | Reading, facts: Facts, target: Programme, places: frozenset[Place]) -> Facts:
    """The facts with the free places of those kinds. Where others write too, `hold_to_places` has the last word."""
    if not places:
        return facts
    row = hus.programme(w.tx, target.key).row
    return replace(
        facts,
        plasser_kjent=True,
        ledige_plasser=_free(w, target, row) if Place.PLASS in places else None,
        ledige_vurderingsplasser=_free_for_assessment(w, target, row),
    )


def hold_to_places(w: Work, target: Programme, step: Step) -> None:
    """Let a step fail as it is committed if the place that it takes is gone by then; past the limit it takes none.

    Raises:
        Conflict: as late as `Link.post` says.
    """
    taken = next((effect.slag for effect in step.effects if isinstance(effect, TaPlass)), None)
    if taken is not None and not step.over_capacity:
        assessment = _assessment_states(target) if taken is Place.VURDERINGSPLASS else None
        plasser.hold_to(w.tx, target.key, assessment=assessment)


def free_places(w: Reading, target: Programme) -> tuple[int, int | None]:
    """Free places of a programme and of its vurdering, as they are while somebody looks; None is no limit."""
    row = hus.programme(w.tx, target.key).row
    return _free(w, target, row), _free_for_assessment(w, target, row)


def _free(w: Work | Reading, target: Programme, row: Program) -> int:
    return row.plasser - plasser.taken(w.tx, target.key)


def _free_for_assessment(w: Work | Reading, target: Programme, row: Program) -> int | None:
    if row.vurderingsplasser is None:
        return None
    return row.vurderingsplasser - plasser.assessed(w.tx, target.key, _assessment_states(target))


def _assessment_states(target: Programme) -> tuple[str, ...]:
    return tuple(state.key for state in target.states if state.holds_assessment_place)


def _talk_held(contacts: Sequence[Stored[Kontakt]]) -> bool:
    return any(row.row.slag == "informasjonssamtale" and row.row.utfall == "holdt" for row in contacts)


def tied_to_oslo(sak: Sak) -> bool | None:
    """As registered; else a home in one of the districts of Oslo is a tie."""
    if sak.tilknytning_oslo is not None:
        return sak.tilknytning_oslo
    return in_oslo(sak.bydel)


def _missing_areas(rader: Saksrader, programme: Programme, history: History) -> frozenset[str]:
    areas = frozenset(area.kode for area in programme.areas)
    entry, day = history.entry(), history.entry_day()
    rows = [row.row for row in rader.kartlegginger if row.row.etter_steg >= entry > 0]
    fresh = [row for row in rows if day is not None and row.dato >= day]
    return areas - covered_by(fresh[-1].omrader) if fresh else areas


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
