"""The programmes in force and those that running cases still stand on: one line each in the tuple.

Must not build programmes on the fly: who asks for one that is not here is refused.
"""

from collections.abc import Sequence
from typing import Final

from workflows.parts import DefinitionError
from workflows.programmes.exin_oslo import EXIN_OSLO
from workflows.programmes.exin_oslo_ung import EXIN_OSLO_UNG
from workflows.spec import Programme

PROGRAMMES: Final[tuple[Programme, ...]] = (EXIN_OSLO, EXIN_OSLO_UNG)
"""Every version of every programme that a case can stand on."""


class UnknownProgramme(LookupError):
    """No programme of that key, or none of that version."""


def check(programmes: Sequence[Programme]) -> None:
    """See that the programmes fit together.

    Raises:
        DefinitionError: a (key, version) stands twice, or a programme is followed by one that is not there or
            that lacks a state a case can be carried over in.
    """
    faults = []
    known = [(programme.key, programme.version) for programme in programmes]
    if len(set(known)) != len(known):
        faults.append("a programme stands twice under one version")
    by_key = _newest(programmes)
    for programme in programmes:
        if programme.followed_by is None:
            continue
        following = by_key.get(programme.followed_by)
        if following is None:
            faults.append(f"{programme.key} is followed by {programme.followed_by}, which is no programme")
        elif not {state.key for state in programme.states} <= {state.key for state in following.states}:
            faults.append(f"{programme.key} has states that {following.key} lacks")
    if faults:
        raise DefinitionError(*faults)


def _newest(programmes: Sequence[Programme]) -> dict[str, Programme]:
    return {programme.key: programme for programme in sorted(programmes, key=lambda each: each.version)}


check(PROGRAMMES)
_NEWEST: Final = _newest(PROGRAMMES)
_BY_VERSION: Final = {(programme.key, programme.version): programme for programme in PROGRAMMES}


def by_key(key: str, version: int | None = None) -> Programme:
    """The programme of that key: the version asked for, or the newest.

    Raises:
        UnknownProgramme: there is none.
    """
    found = _NEWEST.get(key) if version is None else _BY_VERSION.get((key, version))
    if found is None:  # no KeyError behind it: that would hold what was typed
        raise UnknownProgramme
    return found
