"""One step of a case: permit, facts, the machine's answer, one row of history, the case's shadow of it.

Must not know any rule of a programme. The history is the source; the columns of the case only repeat it.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from exin.casework.frist import frister
from exin.casework.frist.frister import Standing
from exin.casework.grunnlag.apne_saker import may_hear_of, other_open_cases, tell_holders
from exin.casework.grunnlag.given import day_of, text_of
from exin.casework.grunnlag.history import History, holds_place, programme_of, read_history
from exin.casework.grunnlag.saksrader import Saksrader, read_rows
from exin.casework.grunnlag.stegrader import shadow, step_row
from exin.casework.sak import facts as facts_of
from exin.casework.tilgang.tildeling import contact_columns, release_lost_contact
from exin.errors import Conflict, IllegalStep, InvalidInput
from exin.ids import Id, Saksnr, new_id
from exin.store import arbeid, saker
from exin.store import frister as known_frister
from exin.store.grant import Grant
from exin.store.tables import Annullering, Steg, Tilbud
from exin.work import Block, Work
from policies import Action
from workflows import (
    Actorship,
    AnnullerSiste,
    BeholdKontakt,
    Entry,
    Facts,
    InputField,
    Inputs,
    NySak,
    Programme,
    Reason,
    Refused,
    Step,
    by_key,
    next_step,
    places_counted,
    target_programme,
)

_REOPENED = "Personen har fått en annen sak åpnet igjen."


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
    versjon: int | None = None
    """The case's version as the asker saw it, where that is known: another one by now is a conflict."""

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
    action = action_of(onske.hendelse)
    grant = w.permit(action, saksnr, felt=facts_of.NEEDED, hendelse=onske.hendelse)
    if onske.overstyr:
        w.permit(Action.OVERSTYR_KAPASITET, saksnr)
    if onske.versjon not in (None, w.stub(grant).sak.row.versjon):
        raise Conflict
    facts_of.hold(w, grant, onske.hendelse)
    history = read_history(w.tx, grant)
    dag = day_of(w, onske.dato, earliest=history.last.gjelder_fra)
    rader = read_rows(w, grant)
    facts = facts_of.of_case(w, grant, history, rader, dag=dag)
    return take(w, grant, Kjent(history=history, rader=rader, facts=facts), onske)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kjent:
    """What was read of the case before its step is judged."""

    history: History
    rader: Saksrader
    facts: Facts


def take(w: Work, grant: Grant, kjent: Kjent, onske: Onske) -> Kvittering:
    """Judge and write a step whose permit and facts are there."""
    sak, facts = w.stub(grant).sak.row, kjent.facts
    own = programme_of(sak)
    with legal():
        target = target_programme(own, sak.tilstand, onske.hendelse, facts)
        places = places_counted(own, sak.tilstand, onske.hendelse, facts)
    _refuse_unasked(own, sak.tilstand, onske)
    w.begin()
    others = other_open_cases(w, grant)
    counted = facts_of.count_places(w, facts, target, places)
    with legal():
        step = next_step(
            own,
            sak.tilstand,
            onske.hendelse,
            facts=replace(counted, annen_apen_sak=bool(others.kjente)),
            inputs=onske.inputs(),
            actorship=actorship(w, kjent.history),
        )
    if not own.state(sak.tilstand).active and target.state(step.til).active:
        for hidden in others.skjulte:
            if may_hear_of(hidden, sak):
                tell_holders(w, hidden, slag="annen_sak_apen", tekst=_REOPENED)
    if any(isinstance(effect, AnnullerSiste) for effect in step.effects):
        return _annul(w, grant, kjent, step, onske)
    return _write(w, grant, kjent, step, onske)


def all_events() -> frozenset[str]:
    """What can happen to a case that is there, in any programme."""
    programmes = (by_key("exin_oslo"), by_key("exin_oslo_ung"))
    return frozenset(event.key for each in programmes for event in each.events) - {"henvendelse"}


def action_of(hendelse: str) -> Action:
    """The action that an event is. Raises InvalidInput for what is no event of a case."""
    if hendelse not in all_events():
        raise InvalidInput("ukjent_hendelse", "hendelse")
    return Action(hendelse)


def _refuse_unasked(own: Programme, tilstand: str, onske: Onske) -> None:
    """What a step does not ask for is not kept: it would stand open, and nobody has said what it may be."""
    step = own.transition(tilstand, onske.hendelse)
    asked = {each.felt for each in step.inputs} if step else set()
    given = {
        InputField.ARSAK: onske.arsak,
        InputField.APEN_TIL: onske.apen_til,
        InputField.TILBUD: onske.tilbud or onske.tilbudsgrunn,
    }
    for felt, value in given.items():
        if value is not None and felt not in asked:
            raise InvalidInput("ikke_for_dette_steget", felt)


def actorship(w: Block, history: History) -> Actorship:
    """What the asker is to the case's latest step."""
    hours = (w.means.clock() - history.last.registrert).total_seconds() / 3_600
    author = history.last.utfort_av == w.actor.id
    return Actorship(er_leder=w.actor.er_leder, er_forfatter=author, timer_siden=hours)


def _write(w: Work, grant: Grant, kjent: Kjent, step: Step, onske: Onske) -> Kvittering:
    if any(isinstance(effect, NySak) for effect in step.effects):
        raise InvalidInput("ny_henvendelse_er_egen_kommando", "hendelse")
    sak, history, dag = w.stub(grant).sak, kjent.history, kjent.facts.dag
    reason = _reason(w, grant, onske)
    number = history.all[-1].row.nummer + 1
    target = by_key(step.program_key, step.program_version)
    place = holds_place(target, [*history.steps, (step.event, step.til)])
    stays = step.fra == step.til  # carried over into another programme: nothing begins anew
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
    since, apen_til = (history.since, history.apen_til) if stays else (dag, onske.apen_til)
    columns = shadow(target, step.til, number, dag=since, plass=place, apen_til=apen_til)
    if any(isinstance(effect, BeholdKontakt) for effect in step.effects):
        release_lost_contact(w, grant)
    saker.change(w.tx, grant, sak, **columns, **contact_columns(w, grant, target.key))
    entry = Entry(step.til, *history.entered) if stays else Entry(step.til, dag, number)
    standing = Standing(programme=target, entry=entry, apen_til=apen_til)
    frister.reconcile(
        w, grant, standing, kjent.rader, known_frister.standing_of_case(w.tx, grant, frister.RETURNING)
    )
    facts_of.hold_to_places(w, target, step)
    return _receipt(sak.row.saksnr, step, dag)


def _reason(w: Work, grant: Grant, onske: Onske) -> Id | None:
    text = text_of(onske.begrunnelse, "begrunnelse", required=False)
    return w.write_reason(grant, text) if text else None


def _note_services(w: Work, grant: Grant, onske: Onske, nummer: int, dag: date) -> None:
    row_id = new_id()
    reason = text_of(onske.tilbudsgrunn, "tilbudsgrunn", required=False)
    cells = w.seal(grant, Tilbud, owner_id=grant.sak(), row_id=row_id, texts={"tekst": reason})
    values = {"id": row_id, "sak_id": grant.sak(), "dato": dag, "gitt": onske.tilbud == "gitt"}
    arbeid.add(w.tx, grant, Tilbud, {**values, "etter_steg": nummer, **cells, **w.signature()})


def _annul(w: Work, grant: Grant, kjent: Kjent, step: Step, onske: Onske) -> Kvittering:
    """Mark the latest step void: its row stays, state and figures are as before it."""
    history = kjent.history
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
    programme, earlier = programme_of(before), history.before
    columns = shadow(
        programme,
        before.til_tilstand,
        before.nummer,
        dag=earlier.since,
        plass=holds_place(programme, earlier.steps),
        apen_til=earlier.apen_til,
    )
    saker.change(w.tx, grant, sak, **columns, **contact_columns(w, grant, programme.key))
    frister.reconcile(w, grant, Standing.of(earlier), kjent.rader, known_frister.all_of_case(w.tx, grant))
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
