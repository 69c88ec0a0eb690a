"""What of the log a search looks at: from what somebody asks for to the parts that the store can find at once.

Must not read events: `innsyn` does. Must not let what was asked for into the log, but for the ids that it is about.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from audit.events import Outcome
from exin.clock import OSLO
from exin.errors import InvalidInput
from exin.ids import AnsattId, PersonId, SakId
from exin.store import decision, logg
from exin.store.grant import Grant
from exin.store.loggslag import Slag
from exin.store.loggsok import NYEST, Utsnitt
from exin.work import Reading
from policies import Action, Door, Job, Purpose

IKKE_TILLATT: Final = "ikke_tillatt"
"""Instead of an outcome: any but allowed."""

_FIRST, _LAST = date(1970, 1, 2), date(9000, 1, 1)
"""Nothing was logged before or is after."""

_FELT: Final = (
    *("saksnr", "ansatt", "fra", "til", "hele_personen", "sak"),
    *("handling", "formal", "utfall", "regel", "dor"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sok:
    """What to look for; None is everything. Days are whole days in Oslo, both included.

    `hele_personen`: all that is about the person of the case, whichever case it was. `sak` is a case by its random id,
    as a line of the log has it. `ansatt` is a user name, or the name of a job.
    """

    saksnr: str | None = None
    hele_personen: bool = False
    sak: SakId | None = None
    ansatt: str | None = None
    fra: date | None = None
    til: date | None = None
    handling: str | None = None
    formal: str | None = None
    utfall: str | None = None
    regel: str | None = None
    dor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Utvalg:
    """What is looked at: parts of the log, and marks that an event of them must bear as well to fit.

    `sak` is the case that was asked about; no parts: there is nothing to find.
    """

    deler: tuple[Utsnitt, ...] = ()
    merker: tuple[bytes, ...] = ()
    sak: SakId | None = None

    def marks(self, body: bytes) -> bool:
        """Whether an event bears all of them. No value of a body has a quotation mark in it."""
        return all(each in body for each in self.merker)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hvem:
    """By whom: a member of staff or a job; anybody where neither is named."""

    ansatt_id: AnsattId | None = None
    jobb: Job | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hva:
    """About what: a case, or a person under all ids; anything where neither is named."""

    sak: SakId | None = None
    personer: tuple[PersonId, ...] = ()


def asked_for(sok: Sok) -> tuple[str, ...]:
    """The kinds of filter used; never their values."""
    return tuple(f"sok:{name}" for name in _FELT if getattr(sok, name))


def choose(w: Reading, grant: Grant, sok: Sok, kinds: Mapping[int, Slag | None]) -> Utvalg:
    """What a search looks at.

    Raises:
        InvalidInput: there is no such member of staff nor job, or no such code.
    """
    _check_codes(sok, kinds.values())
    who, about = _by_whom(w, sok.ansatt), _about(w, grant, sok)
    if about is None:
        return Utvalg()
    slag = tuple(each for each, kind in kinds.items() if kind is None or _fits(kind, sok, who.jobb))
    return Utvalg(
        deler=tuple(_parts(slag, sok, who, about)),
        merker=tuple(_marks(who, about)),
        sak=about.sak,
    )


def _about(w: Reading, grant: Grant, sok: Sok) -> _Hva | None:
    """None where the number is nobody's. Whoever asks later who looked for the case finds this as well."""
    if sok.saksnr is None:
        return _Hva(sak=sok.sak)
    found = logg.case_and_person(w.tx, grant, sok.saksnr) if sok.saksnr.isprintable() else None
    if found is None:
        return None
    sak_id, person_id = found
    w.note(grant, sak=sak_id, person=person_id if sok.hele_personen else None)
    if not sok.hele_personen:
        return _Hva(sak=sak_id)
    return _Hva(personer=(person_id, *sorted(decision.merged_into(w.tx, person_id))))


def _by_whom(w: Reading, name: str | None) -> _Hvem:
    if name is None:
        return _Hvem()
    if name in set(Job):
        return _Hvem(jobb=Job(name))
    stored = decision.staff_by_name(w.tx, name) if name.isprintable() else None
    if stored is None:
        raise InvalidInput("ukjent_ansatt_i_loggen", "ansatt")
    return _Hvem(ansatt_id=stored.row.id)


def _parts(slag: tuple[int, ...], sok: Sok, who: _Hvem, about: _Hva) -> Iterator[Utsnitt]:
    """By whom is a mark where there is something that it is about: far more is done by one than about one."""
    since = _midnight(sok.fra) if sok.fra else 0
    until = _midnight(min(sok.til, _LAST) + timedelta(days=1)) - 1 if sok.til else NYEST.tid
    for each in about.personer:
        yield Utsnitt(slag=slag, person_id=each, fra=since, til=until)
    if not about.personer:
        by = None if about.sak else who.ansatt_id
        yield Utsnitt(slag=slag, sak_id=about.sak, ansatt_id=by, fra=since, til=until)


def _marks(who: _Hvem, about: _Hva) -> Iterator[bytes]:
    if who.jobb is not None:
        yield f'"jobb":"{who.jobb}"'.encode()
    if who.ansatt_id is not None and (about.sak or about.personer):
        yield f'"ansatt":"{who.ansatt_id.hex()}"'.encode()


def _midnight(day: date) -> int:
    """The moment a day in Oslo begins, in milliseconds since 1970."""
    within = min(max(day, _FIRST), _LAST)
    return int(datetime.combine(within, time(), OSLO).timestamp()) * 1_000


# -- kinds of event ------------------------------------------------------------------------------------------


def filters_of(kinds: Mapping[int, Slag | None]) -> dict[str, tuple[str, ...]]:
    """What the log has of each: actions, purposes, outcomes, rules and doors."""
    there = [kind for kind in kinds.values() if kind is not None]
    return {
        "handling": tuple({kind.handling: None for kind in there}),
        "formal": tuple({kind.formal: None for kind in there if kind.formal}),
        "utfall": tuple({kind.utfall.value: None for kind in there}),
        "regel": tuple({regel: None for kind in there for regel in kind.regler}),
        "dor": tuple({kind.dor: None for kind in there}),
    }


def _check_codes(sok: Sok, kinds: Collection[Slag | None]) -> None:
    """Raises InvalidInput for a code that neither the vocabulary nor the log has."""
    known: dict[str, Collection[str]] = {
        "handling": set(Action),
        "formal": set(Purpose),
        "utfall": {*Outcome, IKKE_TILLATT},
        "dor": set(Door),
    }
    there = filters_of(dict(enumerate(kinds)))
    for name in ("handling", "formal", "utfall", "regel", "dor"):
        asked = getattr(sok, name)
        if asked is not None and asked not in {*known.get(name, ()), *there[name]}:
            raise InvalidInput("ukjent_kode", name)


def _fits(kind: Slag, sok: Sok, jobb: Job | None) -> bool:
    exact = ((sok.handling, kind.handling), (sok.formal, kind.formal), (sok.dor, kind.dor))
    return (
        all(asked is None or asked == had for asked, had in exact)
        and _ended(kind, sok.utfall)
        and (sok.regel is None or sok.regel in kind.regler)
        and (jobb is None or _may_be_of(kind, jobb))
    )


def _ended(kind: Slag, utfall: str | None) -> bool:
    if utfall == IKKE_TILLATT:
        return kind.utfall is not Outcome.TILLATT
    return utfall is None or kind.utfall == utfall


def _may_be_of(kind: Slag, jobb: Job) -> bool:
    """What a job may, it may by rules of its own (policies/rules/drift.cedar); what it was refused has none of them."""
    if kind.utfall is Outcome.NEKTET:
        return kind.formal == Purpose.DRIFT
    return any(each.startswith(f"jobb_{jobb}") for each in kind.regler)
