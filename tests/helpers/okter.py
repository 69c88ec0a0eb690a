"""Logging in as staff do by the pages, and coming back by the session.

Must not make a row by hand: every session is begun through the door.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from exin.actor import Caller
from exin.casework.hus import innlogging, okter
from exin.casework.hus.okter import NyOkt
from exin.casework.varsel import ansattpost
from exin.ids import Id
from exin.work import Reading, Work
from policies import Door, Purpose
from tests.helpers.office import Kontor
from tests.helpers.stab import together


def by_web(who: str | None, okt: Id | None = None, *, formal: Purpose | None = None) -> Caller:
    """A caller by the pages."""
    return Caller(dor=Door.WEB, brukernavn=who, okt=okt, formal=formal)


def log_in(kontor: Kontor, who: str = "kari", *, metode: str = "oidc", avlost: str | None = None) -> NyOkt:
    """A session of somebody whom a provider has made sure of."""
    return okter.begin(kontor.office, by_web(who), metode, avlost=avlost)


def ways_in(kontor: Kontor, who: str = "kari") -> None:
    """An address, a log-in by a provider, one by a password, and a name to be shown by: a row of each kind."""
    acts: tuple[Callable[[Work], object], ...] = (
        lambda w: ansattpost.set_address(w, who, f"{who}@example.org"),
        lambda w: innlogging.bind(w, who, "https://login.example.org", f"subjekt-{who}"),
        lambda w: innlogging.set_password(w, who, "hest batteri stift"),
        lambda w: innlogging.set_display_name(w, who, f"{who.title()} Prøvesen"),
    )
    for act in acts:
        together(kontor, who, lambda w, act=act: bool(act(w)))  # type: ignore[misc]


def is_in(kontor: Kontor, ny: NyOkt) -> bool:
    """Whether the session is good now."""
    return okter.find(kontor.office, ny.hemmelighet) is not None


@contextmanager
def work_by(kontor: Kontor, ny: NyOkt) -> Iterator[Work]:
    """A write block by the one whose session it is."""
    with kontor.office.work(by_web(ny.okt.brukernavn, ny.okt.id)) as w:
        yield w


@contextmanager
def read_by(kontor: Kontor, ny: NyOkt) -> Iterator[Reading]:
    """A read block likewise."""
    with kontor.office.read(by_web(ny.okt.brukernavn, ny.okt.id)) as r:
        yield r
