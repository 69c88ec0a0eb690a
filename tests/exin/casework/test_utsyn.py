"""How far a list looks: never so near that a case which the rules allow is left out, whatever the register holds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from exin.actor import Actor, Caller
from exin.casework.oversikt.ko import WAITS_FOR
from exin.casework.oversikt.lister import all_states
from exin.ids import AnsattId, Id, new_id
from exin.store import omriss
from exin.store.omriss import Omriss
from exin.store.rows import Tx, table_of
from exin.store.tables import Sak, Tildeling
from exin.store.utsyn import Utsyn, Utvalg
from exin.work.asking import Asking, standing_of
from policies import Action, CaseFacts, Door, Protection, Purpose, Role
from policies.decide import Rulebook
from tests.helpers import cases
from tests.helpers.office import Copied

_FLAGS = (False, True)
_LEVELS = ("ingen", "fortrolig", "strengt_fortrolig")
_STANDINGS = ("kontakt", "medansvarlig", "medansvarlig uten kontakt", "en annens", "ingens")
_OPEN = [state for state, final in all_states().items() if not final]


class Register:
    """A case of every kind that a database can tell apart, written past the door: only outlines are read of them."""

    def __init__(self, tx: Tx, me: AnsattId, team: Id, cases: Sequence[Omriss]) -> None:
        self.tx, self.me, self.team = tx, me, team
        self.cases = cases

    def actor(self, rolle: Role = Role.SAKSBEHANDLER, formal: Purpose | None = None, **duties: bool) -> Actor:
        """Kari, as she might have been."""
        duties = {"klarert": False, "mottak": False, "vakt": False} | duties
        caller = Caller(dor=Door.WEB, brukernavn="kari", formal=formal)
        return Actor(
            caller=caller, id=self.me, rolle=rolle, team_id=self.team, aktiv=True, versjon=1, **duties
        )

    def inside(self, utsyn: Utsyn, states: Iterable[str] | None = None) -> set[bytes]:
        """Which cases a list reads."""
        tilstander = None if states is None else frozenset(states)
        utvalg = Utvalg(tilstander=tilstander, utsyn=utsyn, lag=self.team)
        found = omriss.outlines(self.tx, self.me, utvalg)
        return {row.id for each in found for row in each.rader}


@pytest.fixture(scope="module")
def register(copied: Copied, office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401
    with copied(office_template, tmp_path_factory.mktemp("alle") / "var") as kontor:
        persons = {level: cases.register(kontor).saksnr for level in _LEVELS}
        link = kontor.office.means.database.link()
        sak = table_of(Sak)
        base = {row["saksnr"]: dict(row) for row in link.connection.execute(select(sak)).mappings()}
        kari, ola = (AnsattId(kontor.staff_id(who)) for who in ("kari", "ola"))
        other = Id(bytes(kontor.one("select team_id from ansatt where brukernavn = ?", "annen")[0]))
        made, assigned = list[dict[str, Any]](), list[dict[str, Any]]()
        contacts = {"kontakt": kari, "medansvarlig": ola, "en annens": ola}
        for number, (level, standing, *flags, tilstand) in enumerate(
            product(_LEVELS, _STANDINGS, _FLAGS, _FLAGS, _FLAGS, all_states())
        ):
            i_mitt_lag, registrert_av_meg, overlevert = flags
            for vern in _LEVELS[_LEVELS.index(level) :]:
                row = base[persons[vern]]
                facts = {
                    "id": new_id(),
                    "saksnr": f"T-{number}-{_LEVELS.index(vern)}",
                    "tilstand": tilstand,
                    "skjerming": level,
                    "kontakt_id": contacts.get(standing),
                    "team_id": row["team_id"] if i_mitt_lag else other,
                    "registrert_av": kari if registrert_av_meg else ola,
                    "overlevert": overlevert,
                }
                made.append(row | facts)
                if standing.startswith("medansvarlig"):
                    mine = {"sak_id": facts["id"], "ansatt_id": kari, "funksjon": "medansvarlig"}
                    assigned.append({"id": new_id(), "fra": kontor.clock(), "til": None, "versjon": 1} | mine)
        with kontor.office.means.database.transaction() as writing:
            writing.execute(insert(sak), made)
            writing.execute(insert(table_of(Tildeling)), assigned)
        tx = Tx(kontor.office.means.database.link(), kontor.office.means.digest_key)
        alike = omriss.outlines(tx, kari, Utvalg())
        found = [replace(each, rader=[row]) for each in alike for row in each.rader]
        assert len(found) == len(made) + len(persons)
        yield Register(tx, kari, Id(base[persons["ingen"]]["team_id"]), found)


@cache
def _rules() -> Rulebook:
    return Rulebook.load()


def left_out(register: Register, asking: Asking, actor: Actor, inside: set[bytes]) -> list[CaseFacts]:
    """Cases that the rules allow and the list does not read."""
    found = []
    for each, inhabil in product(register.cases, _FLAGS):
        stub = replace(each, inhabil=inhabil)
        if each.rad.id not in inside and asking.case(Action.LISTE_SAK, stub).allowed:
            found.append(standing_of(stub, actor).facts())
    return found


@pytest.mark.parametrize(("mottak", "klarert", "vakt"), list(product(_FLAGS, _FLAGS, _FLAGS)))
@pytest.mark.parametrize("rolle", [Role.SAKSBEHANDLER, Role.TEAMLEDER])
def test_what_the_rules_allow_is_never_left_out(
    register: Register, rolle: Role, *, mottak: bool, klarert: bool, vakt: bool
) -> None:
    actor = register.actor(rolle, mottak=mottak, klarert=klarert, vakt=vakt)
    asking = Asking(_rules(), actor)
    assert (
        left_out(register, asking, actor, register.inside(asking.utsyn(Action.LISTE_SAK, all_states()))) == []
    )


@pytest.mark.parametrize(
    ("rolle", "formal"),
    [
        (Role.SAKSBEHANDLER, Purpose.MOTTAK),
        (Role.SAKSBEHANDLER, Purpose.LEDELSE),
        (Role.TEAMLEDER, Purpose.OPPFOLGING),
        (Role.TEAMLEDER, Purpose.KONTROLL),
    ],
)
def test_nor_with_a_purpose_that_was_said(register: Register, rolle: Role, formal: Purpose) -> None:
    actor = register.actor(rolle, formal, mottak=True)
    asking = Asking(_rules(), actor)
    assert (
        left_out(register, asking, actor, register.inside(asking.utsyn(Action.LISTE_SAK, all_states()))) == []
    )


@pytest.mark.parametrize(("mottak", "klarert", "vakt"), list(product(_FLAGS, _FLAGS, _FLAGS)))
@pytest.mark.parametrize("rolle", [Role.SAKSBEHANDLER, Role.TEAMLEDER])
def test_nobody_is_left_out_of_the_queue(
    register: Register, rolle: Role, *, mottak: bool, klarert: bool, vakt: bool
) -> None:
    asking = Asking(_rules(), register.actor(rolle, mottak=mottak, klarert=klarert, vakt=vakt))
    inside = register.inside(asking.utsyn(Action.LES_KO, WAITS_FOR), WAITS_FOR)
    waiting = [each for each in register.cases if each.rad.tilstand in WAITS_FOR]
    seen = {each.rad.id for each in waiting if asking.case(Action.LES_KO, each).allowed}
    assert seen
    assert seen <= inside


@pytest.mark.parametrize("states", [_OPEN, *([each] for each in all_states())])
@pytest.mark.parametrize("mottak", _FLAGS)
def test_a_list_of_some_states_reads_what_the_whole_one_reads_of_them(
    register: Register, states: list[str], *, mottak: bool
) -> None:
    asking = Asking(_rules(), register.actor(mottak=mottak))
    whole = register.inside(asking.utsyn(Action.LISTE_SAK, all_states()))
    some = register.inside(asking.utsyn(Action.LISTE_SAK, states), states)
    assert some == {each.rad.id for each in register.cases if each.rad.tilstand in states} & whole


_SOMEBODY = 'principal is Ansatt, action == Action::"liste_sak", resource is Sak'
_ODD = (
    "true",
    "resource.inhabil && resource.i_mitt_lag",
    'resource.program == "exin_oslo" && resource.i_mitt_lag',
    "resource.overlevert && resource.i_mitt_lag && resource.registrert_av_meg && !resource.ufordelt",
    'resource.skrivebeskyttet && resource.skjerming == Skjerming::"fortrolig" && resource.registrert_av_meg',
    'resource.tilstand == "forlop" && resource.overlevert && !resource.egen',
)


@pytest.mark.parametrize("condition", _ODD)
def test_other_rules_are_followed_as_they_are(register: Register, condition: str) -> None:
    """Nothing is known of a rule but what the rulebook answers."""
    home = Path(__file__).parents[3] / "policies"
    rules = {each.name: each.read_text(encoding="utf-8") for each in (home / "rules").glob("*.cedar")}
    odd = f'@id("prove")\n@grunn("En prøve.")\npermit ({_SOMEBODY}) when {{ {condition} }};\n'
    schema = (home / "schema.cedarschema").read_text(encoding="utf-8")
    rulebook = Rulebook(rules | {"prove.cedar": odd}, schema)
    actor = register.actor()
    asking = Asking(rulebook, actor)
    assert (
        left_out(register, asking, actor, register.inside(asking.utsyn(Action.LISTE_SAK, all_states()))) == []
    )


def test_staff_without_duties_read_nobody_elses_case(register: Register) -> None:
    asking = Asking(_rules(), actor := register.actor())
    inside = register.inside(asking.utsyn(Action.LISTE_SAK, all_states()))
    read = [standing_of(each, actor) for each in register.cases if each.rad.id in inside]
    assert {case.egen for case in read} == {True, False}
    assert all(case.egen or (not case.overlevert) for case in read)
    others = [each for each in register.cases if each.rad.id in inside and not standing_of(each, actor).egen]
    assert all(_to_finish(register, each) for each in others)


def test_one_s_own_cases_are_no_more_than_that(register: Register) -> None:
    lead = register.actor(Role.TEAMLEDER)
    utsyn = Asking(_rules(), lead).utsyn(Action.LISTE_SAK, all_states())
    own = {each.rad.id for each in register.cases if standing_of(each, lead).egen}
    assert register.inside(utsyn.own()) == own < register.inside(utsyn)


@pytest.mark.parametrize("rolle", [Role.REVISOR, Role.SYSTEMANSVARLIG])
def test_who_may_see_no_case_reads_none(register: Register, rolle: Role) -> None:
    assert (
        register.inside(Asking(_rules(), register.actor(rolle)).utsyn(Action.LISTE_SAK, all_states()))
        == set()
    )


def _to_finish(register: Register, case: Omriss) -> bool:
    free = case.rad.kontakt_id is None or case.rad.skjerming == Protection.STRENGT_FORTROLIG
    return case.rad.registrert_av == register.me and free
