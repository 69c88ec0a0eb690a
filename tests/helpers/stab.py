"""Staff as two people make and change them: `admin` proposes, a lead approves.

Must not go past the rule: what one may do alone is done, and what takes two is approved by somebody else.
"""

from collections.abc import Callable
from typing import Any

from exin.casework.hus.ansatte import AnsattValg, add_staff, change_staff, set_active
from exin.casework.hus.forslag import approve
from exin.work import Work
from tests.helpers.office import Kontor

LEADS = ("leder", "klarert_leder", "annen_leder")


def together(kontor: Kontor, about: str, act: Callable[[Work], bool], *, by: str = "admin") -> None:
    """Do it as `by`; where it waits, a lead approves: one whom it is not about."""
    with kontor.work(by) as w:
        waits = act(w)
    if waits:
        with kontor.work(next(each for each in LEADS if each != about)) as w:
            approve(w, about)


def made(kontor: Kontor, name: str, **valg: Any) -> None:  # noqa: ANN401 - any field of AnsattValg
    """A new member of staff, with an open account; a saksbehandler unless told otherwise."""
    together(kontor, name, lambda w: add_staff(w, name, AnsattValg(**({"rolle": "saksbehandler"} | valg))))


def changed(kontor: Kontor, name: str, **valg: Any) -> None:  # noqa: ANN401
    """Another role, clearance or whatever."""
    together(kontor, name, lambda w: change_staff(w, name, AnsattValg(**valg)))


def opened(kontor: Kontor, name: str) -> None:
    """A blocked account open again."""
    together(kontor, name, lambda w: set_active(w, name, aktiv=True))
