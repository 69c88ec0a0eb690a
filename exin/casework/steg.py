"""One step of a case: permit, facts, the machine's answer, one row of history, the case's shadow of it.

Must not know any rule of a programme. The history is the source; the columns of the case only repeat it.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from exin.casework import facts as facts_of
from exin.casework.given import day_of, text_of
from exin.casework.history import History, holds_place, read_history
from exin.errors import IllegalStep, InvalidInput
from exin.ids import Id, Saksnr, new_id
from exin.store import arbeid, saker
from exin.store.grant import Grant
from exin.store.tables import Annullering, Steg, Tilbud
from exin.work import Block, Work
from policies import Action
from workflows import (
    Actorship,
    AnnullerSiste,
    Facts,
    Inputs,
    NySak,
    Programme,
    Reason,
    Refused,
    Step,
    by_key,
    next_step,
    target_programme,
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Onske:
    """What a member of staff wants: an event, and what is given with it."""

    hendelse: str
    dato: date | None = None
    arsak: str | None = None
    kilde: str | None = None
    begrunnelse: str | None = None
    apen_til: date | None = None
    tilbud: str | None = None
    tilbudsgrunn: str | None = None
    overstyr: bool = False

    def inputs(self) -> Inputs:
        """The same as the machine reads it: whether a text was given, never the text."""
        return Inputs(
            arsak=self.arsak,
            kilde=self.kilde,
            har_begrunnelse=bool(text_of(self.begrunnelse, "begrunnelse", required=False)),
            apen_til=self.apen_til,
            tilbud=self.tilbud,
            har_tilbudsgrunn=bool(text_of(self.tilbudsgrunn, "tilbudsgrunn", required=False)),
            overstyr=self.overstyr,
        )


@dataclass(frozen=True, slots=True)
class Kvittering:
    """What a step came to: codes and ids only."""

    saksnr: Saksnr
    hendelse: str
    tilstand: str
    program: str
    dato: date
    over_kapasitet: bool
    gjenstar: tuple[Reason, ...]


@contextlib.contextmanager
def legal() -> Iterator[None]:
    """The machine's refusal as the engine's own error, reasons and all."""
    try:
        yield
    except Refused as refused:
        raise IllegalStep(refused.reasons) from None


def advance(w: Work, saksnr: str, onske: Onske) -> Kvittering:
    """Take one step of a case.

    Raises:
        Denied, NotFound: the asker may not.
        IllegalStep: the workflow does not allow it now; with every reason.
        InvalidInput: a day or a text cannot be used.
        Conflict: somebody else changed the case meanwhile.
    """
    action = _action(onske.hendelse)
    grant = w.permit(action, saksnr, felt=facts_of.NEEDED, hendelse=onske.hendelse)
    if onske.overstyr:
        w.permit(Action.OVERSTYR_KAPASITET, saksnr)
    history = read_history(w.tx, grant)
    dag = day_of(w, onske.dato, earliest=history.last.gjelder_fra)
    facts = facts_of.gather(w, grant, history, dag=dag)
    return take(w, grant, history, facts, onske)


def take(w: Work, grant: Grant, history: History, facts: Facts, onske: Onske) -> Kvittering:
    """Judge and write a step whose permit and facts are there."""
    sak = w.stub(grant).sak.row
    own = by_key(sak.program, sak.program_versjon)
    with legal():
        target = target_programme(own, sak.tilstand, onske.hendelse, facts)
    w.begin()
    free, assessment = facts_of.free_places(w, target)
    counted = replace(facts, plasser_kjent=True, ledige_plasser=free, ledige_vurderingsplasser=assessment)
    with legal():
        step = next_step(
            own,
            sak.tilstand,
            onske.hendelse,
            facts=counted,
            inputs=onske.inputs(),
            actorship=actorship(w, history),
        )
    if any(isinstance(effect, AnnullerSiste) for effect in step.effects):
        return _annul(w, grant, history, step, onske)
    return _write(w, grant, history, step, onske, dag=facts.dag)


def _action(hendelse: str) -> Action:
    """The action that an event is. Raises InvalidInput for what is no event of a case."""
    events = {
        event.key
        for programme in (by_key("exin_oslo"), by_key("exin_oslo_ung"))
        for event in programme.events
    }
    if hendelse not in events - {"henvendelse"}:
        raise InvalidInput("ukjent_hendelse", "hendelse")
    return Action(hendelse)


def actorship(w: Block, history: History) -> Actorship:
    """What the asker is to the case's latest step."""
    hours = (w.means.clock() - history.last.registrert).total_seconds() / 3_600
    author = history.last.utfort_av == w.actor.id
    return Actorship(er_leder=w.actor.er_leder, er_forfatter=author, timer_siden=hours)


def _write(w: Work, grant: Grant, history: History, step: Step, onske: Onske, *, dag: date) -> Kvittering:
    if any(isinstance(effect, NySak) for effect in step.effects):
        raise InvalidInput("ny_henvendelse_er_egen_kommando", "hendelse")
    sak = w.stub(grant).sak
    reason = _reason(w, grant, onske)
    number = history.all[-1].row.nummer + 1
    target = by_key(step.program_key, step.program_version)
    place = holds_place(target, [*history.steps, (step.event, step.til)])
    arbeid.add(
        w.tx,
        grant,
        Steg,
        {
            **step_row(w, grant, step, nummer=number, dag=dag, har_plass=place),
            "arsak": onske.arsak,
            "apen_til": onske.apen_til,
            "overstyrt": onske.overstyr and step.over_capacity,
            "begrunnelse_id": reason,
        },
    )
    if onske.tilbud is not None:
        _note_services(w, grant, onske, number, dag)
    saker.change(
        w.tx, grant, sak, **shadow(target, step.til, number, dag=dag, plass=place, apen_til=onske.apen_til)
    )
    return _receipt(sak.row.saksnr, step, dag)


def step_row(w: Work, grant: Grant, step: Step, *, nummer: int, dag: date, har_plass: bool) -> dict[str, Any]:
    """A row of history for a judged step."""
    return {
        "id": new_id(),
        "sak_id": grant.sak(),
        "nummer": nummer,
        "hendelse": step.event,
        "fra_tilstand": None if step.fra == "ny" else step.fra,
        "til_tilstand": step.til,
        "program": step.program_key,
        "program_versjon": step.program_version,
        "gjelder_fra": dag,
        "registrert": w.means.clock(),
        "arsak": None,
        "apen_til": None,
        "overstyrt": False,
        "over_kapasitet": step.over_capacity,
        "har_plass": har_plass,
        "vilkar": None,
        "begrunnelse_id": None,
        "utfort_av": w.actor.id,
        "opphav": "live",
    }


def shadow(
    programme: Programme, tilstand: str, nummer: int, *, dag: date, plass: bool, apen_til: date | None
) -> dict[str, Any]:
    """The columns of a case that repeat its latest step."""
    return {
        "program": programme.key,
        "program_versjon": programme.version,
        "tilstand": tilstand,
        "tilstand_fra": dag,
        "steg_nummer": nummer,
        "har_plass": plass,
        "apen_til": apen_til,
    }


def _reason(w: Work, grant: Grant, onske: Onske) -> Id | None:
    text = text_of(onske.begrunnelse, "begrunnelse", required=False)
    return w.write_reason(grant, text) if text else None


def _note_services(w: Work, grant: Grant, onske: Onske, nummer: int, dag: date) -> None:
    row_id = new_id()
    reason = text_of(onske.tilbudsgrunn, "tilbudsgrunn", required=False)
    cells = w.seal(grant, Tilbud, owner_id=grant.sak(), row_id=row_id, texts={"tekst": reason})
    values = {"id": row_id, "sak_id": grant.sak(), "dato": dag, "gitt": onske.tilbud == "gitt"}
    arbeid.add(w.tx, grant, Tilbud, {**values, "etter_steg": nummer, **cells, **w.signature()})


def _annul(w: Work, grant: Grant, history: History, step: Step, onske: Onske) -> Kvittering:
    """Mark the latest step void: its row stays, state and figures are as before it."""
    sak, void, before = w.stub(grant).sak, history.last, history.before_last
    if before is None:
        raise InvalidInput("forste_steg_kan_ikke_annulleres", "hendelse")
    reason = w.write_reason(grant, text_of(onske.begrunnelse, "begrunnelse") or "")
    mark: dict[str, Any] = {
        "id": new_id(),
        "sak_id": grant.sak(),
        "steg_id": void.id,
        "begrunnelse_id": reason,
    }
    mark |= {"registrert": w.means.clock(), "utfort_av": w.actor.id}
    arbeid.add(w.tx, grant, Annullering, mark)
    programme = by_key(before.program, before.program_versjon)
    place = holds_place(programme, history.steps[:-1])
    columns = shadow(
        programme,
        before.til_tilstand,
        before.nummer,
        dag=before.gjelder_fra,
        plass=place,
        apen_til=before.apen_til,
    )
    saker.change(w.tx, grant, sak, **columns)
    return _receipt(sak.row.saksnr, step, before.gjelder_fra)


def _receipt(saksnr: str, step: Step, dag: date) -> Kvittering:
    return Kvittering(
        saksnr=Saksnr(saksnr),
        hendelse=step.event,
        tilstand=step.til,
        program=step.program_key,
        dato=dag,
        over_kapasitet=step.over_capacity,
        gjenstar=step.warnings,
    )
