"""How far an asker can ever see, asked of the rulebook: it answers for every kind of case there might be.

Must not know a rule nor read a case: what is left out is what the rules refuse, whatever else is true of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product
from typing import Final

from exin.store.utsyn import Flekk, Utsyn
from policies import Action, CaseFacts, Door, Principal, Protection, Purpose, Request
from policies.decide import Rulebook
from workflows import PROGRAMMES

_FLAGS: Final = (False, True)
_KEPT: Final = 256
"""Answers kept: one for each kind of asker and set of states."""

Standing = tuple[bool, bool, bool]
"""Whether a case is the asker's own, the team's, and registered by the asker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sporsmal:
    """Who asks for what, on which terms; and the states that are asked about, each with its purpose."""

    rulebook: Rulebook = field(compare=False)
    regler: str
    """The digest of the rules: the same rules give the same answers."""
    principal: Principal
    action: Action
    dor: Door
    formal: tuple[tuple[str, Purpose], ...]


@lru_cache(maxsize=_KEPT)
def utsyn_of(about: Sporsmal) -> Utsyn:
    """The kinds of cases that the rules might allow the action on. Asks Cedar some hundred times, once."""
    own = [(True, *rest) for rest in product(_FLAGS, _FLAGS)]
    return Utsyn(
        tilstander=frozenset(tilstand for tilstand, _ in about.formal),
        egen=frozenset(_spots(about, own)),
        lag=frozenset(_spots(about, [(False, True, False)])),
        registrert=frozenset(_spots(about, [(False, False, True), (False, True, True)], by_level=True)),
        uansett=any(True for _ in _spots(about, [(False, False, False)])),
    )


def _spots(about: Sporsmal, standings: list[Standing], *, by_level: bool = False) -> Iterator[Flekk]:
    """Where a case of any of these standings might be seen; where `by_level`, each level of protection apart."""
    told_apart = "program" in about.rulebook.attributes
    levels = [(each,) for each in Protection] if by_level else [tuple(Protection)]
    for (tilstand, formal), ufordelt, overlevert, some in product(about.formal, _FLAGS, _FLAGS, levels):
        kinds = product(some, standings, _programmes(tilstand, told_apart), _FLAGS)
        for skjerming, (egen, i_mitt_lag, registrert_av_meg), (program, skrivebeskyttet), inhabil in kinds:
            facts = CaseFacts(
                program=program,
                tilstand=tilstand,
                skjerming=skjerming,
                egen=egen,
                i_mitt_lag=i_mitt_lag,
                inhabil=inhabil,
                ufordelt=ufordelt,
                registrert_av_meg=registrert_av_meg,
                overlevert=overlevert,
                skrivebeskyttet=skrivebeskyttet,
            )
            if _allowed(about, facts, formal):
                yield Flekk(tilstand, ufordelt, overlevert, skjerming if by_level else None)
                break


def _allowed(about: Sporsmal, facts: CaseFacts, formal: Purpose) -> bool:
    """Asked past the memo, which is for the cases that there are."""
    question = Request(
        principal=about.principal, action=about.action, resource=facts, formal=formal, dor=about.dor
    )
    return about.rulebook.decide_unmemoised(question).allowed


@cache
def _programmes(tilstand: str, told_apart: bool) -> tuple[tuple[str, bool], ...]:  # noqa: FBT001 - with `cache`
    """The programmes that have the state, and whether it is read-only there. One, where no rule tells them apart."""
    found = {
        (programme.key, state.read_only)
        for programme in PROGRAMMES
        for state in programme.states
        if state.key == tilstand
    }
    if told_apart:
        return tuple(sorted(found))
    return tuple((key, read_only) for read_only, key in {only: key for key, only in sorted(found)}.items())
