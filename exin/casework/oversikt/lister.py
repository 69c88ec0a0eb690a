"""Lists of cases: each line that is shown is permitted and logged on its own, by case and person.

Must not tell what is left out, nor how much: a case that the asker may not read is no line and no count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.bydeler import find_district, name_of_district
from exin.casework.grunnlag.given import code_of
from exin.errors import InvalidInput
from exin.ids import AnsattId
from exin.store import decision, personer
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.utsyn import Utvalg
from exin.work import Reading
from policies import Action
from workflows import PROGRAMMES


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SakLinje:
    """One line of a list."""

    saksnr: str
    navn: str | None
    program: str
    tilstand: str
    siden: date
    bydel: str
    bydel_navn: str
    kontakt: str | None
    skjerming: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list is narrowed to. Ended cases are left out, unless their state or all cases are asked for."""

    tilstand: str | None = None
    program: str | None = None
    bydel: str | None = None
    kontakt: str | None = None
    alle: bool = False
    mine: bool = False
    """Those that the asker is the contact of or co-assigned to."""


def list_cases(w: Reading, wanted: Filter) -> list[SakLinje]:
    """The cases that the asker may see, in the order of the phases and the oldest first.

    Raises:
        Denied: the asker may open no list.
        InvalidInput: no such state, programme, district or member of staff.
    """
    grant = w.permit_house(Action.LISTE_SAKER, "register")
    return show_lines(w, grant, chosen_cases(w, wanted))


def chosen_cases(w: Reading, wanted: Filter) -> list[CaseStub]:
    """The cases that a filter leaves, before anybody has asked whether they may be seen. Raises InvalidInput."""
    stubs = decision.cases_chosen(w.tx, w.asker, selection(w, wanted))
    if not wanted.mine:
        return stubs
    return [stub for stub in stubs if stub.medansvarlig or stub.sak.row.kontakt_id == w.asker]


def show_lines(
    w: Reading, grant: Grant, stubs: Sequence[CaseStub], *, count: bool = True, navn: bool = True
) -> list[SakLinje]:
    """Those of the cases that the asker may see, one event each, and their count on the event of `grant`.

    Names are opened where asked for.
    """
    grants = w.permit_each(Action.LISTE_SAK, stubs, felt=("person.navn",) if navn else ())
    if count:
        w.note(grant, antall=len(grants))
    people, names = personer.of_grants(w.tx, grants) if navn else {}, StaffNames(w)
    w.warm(grants if navn else ())
    names.learn({each.kontakt_id for each in (w.stub(one).sak.row for one in grants) if each.kontakt_id})
    lines = []
    for each in grants:
        sak = w.stub(each).sak.row
        line = SakLinje(
            saksnr=sak.saksnr,
            navn=w.open(each, people[each.person()], "navn") if navn else None,
            program=sak.program,
            tilstand=sak.tilstand,
            siden=sak.tilstand_fra,
            bydel=sak.bydel,
            bydel_navn=name_of_district(sak.bydel),
            kontakt=names.of(sak.kontakt_id) if sak.kontakt_id else None,
            skjerming=sak.skjerming,
        )
        lines.append(line)
    order = list(all_states())
    return sorted(lines, key=lambda line: (order.index(line.tilstand), line.siden, line.saksnr))


def all_states() -> dict[str, bool]:
    """The states of all programmes in the order of the phases, and whether a case ends there."""
    return {state.key: state.final for programme in PROGRAMMES for state in programme.states}


def selection(w: Reading, wanted: Filter) -> Utvalg:
    """What a filter asks the database for, as far as the asker might see. Raises InvalidInput."""
    programmes = {programme.key for programme in PROGRAMMES}
    states = _states(wanted)
    seen = w.utsyn(Action.LISTE_SAK, all_states() if states is None else states)
    return Utvalg(
        tilstander=states,
        program=code_of(wanted.program, "program", programmes) if wanted.program else None,
        bydel=find_district(wanted.bydel) if wanted.bydel else None,
        kontakt_id=_staff_id(w, wanted.kontakt) if wanted.kontakt else None,
        utsyn=seen.own() if wanted.mine else seen,
        lag=w.actor.team_id,
    )


def _states(wanted: Filter) -> frozenset[str] | None:
    states = all_states()
    if wanted.tilstand is not None:
        return frozenset({code_of(wanted.tilstand, "tilstand", states)})
    return None if wanted.alle else frozenset(state for state, final in states.items() if not final)


def _staff_id(w: Reading, brukernavn: str) -> AnsattId:
    person = decision.staff_by_name(w.tx, brukernavn)
    if person is None:
        raise InvalidInput("ukjent_ansatt", "kontakt")
    return person.row.id
