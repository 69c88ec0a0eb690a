"""How the house stands, for whoever runs it: keys, database, log, mail, rules in force, releases.

Must not tell of a case or a person, nor anything secret: keys by their ids, counts, sizes, times and codes.
"""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Literal

import workflows
from exin.casework.jobb.drift import rules_digest
from exin.casework.jobb.jobber import Drift, read_status
from exin.errors import ExinError
from exin.store import logg, migrate, varsler
from exin.store.engine import About, Link
from exin.store.grant import Grant
from exin.store.keycensus import KeyState
from exin.store.sink import SinkState
from exin.work import Reading
from exin.work.means import Means
from exin.work.pins import Pins
from policies import Action

MAIL_JOB: Final = "utsending"
"""The job that sends the mail."""

_LIBRARIES: Final = (
    *(
        "fastapi",
        "starlette",
        "uvicorn",
        "jinja2",
        "sqlalchemy",
        "alembic",
        "psycopg",
        "cedarpy",
        "transitions",
    ),
    *("cryptography", "joserfc", "httpx2", "apscheduler", "xlsxwriter"),
)
"""What the program leans on, as far as it is installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nokler:
    """The keys. `bytte`: whether a change of the main key is done, or cut off, or a main key is missing."""

    stand: KeyState
    bytte: Literal["ferdig", "pagar", "mangler"]
    kopier: tuple[date, ...]
    """The days of which there is a copy of the key store."""
    kopi_dager: int | None
    """How long a copy is kept; None where the copies are made by the server's own tools."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logg:
    """The log and its proof."""

    hendelser: int
    festet: int
    """How many of them the last checkpoint covers."""
    sluk: SinkState
    svarer: bool
    """Whether the last checkpoint outside the database fits the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """E-mail to staff."""

    satt_opp: bool
    venter: int
    eldste: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Regler:
    """The digests of rules and programmes, and whether the log says that they are in force."""

    regler: str
    programmer: str
    i_loggen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemVisning:
    """All of it."""

    drift: Drift
    nokler: Nokler | None
    database: About
    skjema: str | None
    """The revision of the schema; `skjema_ventet` is the one that this release works with."""
    skjema_ventet: str
    logg: Logg
    post: Post
    regler: Regler
    utgaver: Mapping[str, str]


def show_system(r: Reading, pins: Pins) -> SystemVisning:
    """How the house stands. Raises Denied."""
    grant = r.permit_house(Action.SE_SYSTEM, "system")
    drift = read_status(r)
    r.flush()  # files beside the database are looked at below: whoever looks is in the log first
    link, means = r.tx.link, r.means
    return SystemVisning(
        drift=drift,
        nokler=_keys(means),
        database=means.database.about(link),
        skjema=migrate.revision(means.database),
        skjema_ventet=migrate.HEAD,
        logg=_log(link, pins),
        post=_mail(r, grant),
        regler=_rules(link, means),
        utgaver=releases(),
    )


def _keys(means: Means) -> Nokler | None:
    if means.key_state is None:
        return None
    stand, copies = means.key_state(), means.key_copies
    at_hand = {each.kek_id: each.plass for each in stand.keker}
    if not set(stand.telling.under) <= set(at_hand):
        bytte: Literal["ferdig", "pagar", "mangler"] = "mangler"
    else:
        places = {at_hand[each] for each in stand.telling.under}
        bytte = "ferdig" if places == {"i_kraft"} and "ny" not in at_hand.values() else "pagar"
    return Nokler(
        stand=stand,
        bytte=bytte,
        kopier=tuple(copies.made()) if copies else (),
        kopi_dager=copies.days if copies and copies.source else None,
    )


def _log(link: Link, pins: Pins) -> Logg:
    return Logg(
        hendelser=logg.head(link).size,
        festet=logg.last_checkpoint_size(link),
        sluk=pins.sink.state(),
        svarer=_fits(link, pins),
    )


def _fits(link: Link, pins: Pins) -> bool:
    try:
        return pins.extends(link)
    except ExinError:  # that it cannot be told is no better than that it does not
        return False


def _mail(r: Reading, grant: Grant) -> Post:
    venter, eldste = varsler.queued(r.tx, grant, now=r.means.clock())
    return Post(satt_opp=r.means.utgang is not None, venter=venter, eldste=eldste)


def _rules(link: Link, means: Means) -> Regler:
    regler, programmer = means.rulebook.digest, workflows.digest()
    said = logg.rules_in_force(link)
    return Regler(regler=regler, programmer=programmer, i_loggen=said == rules_digest(regler, programmer))


@cache
def releases() -> Mapping[str, str]:
    """The releases of the program, of Python, and of the libraries that matter most."""
    found = {"EXIN": version("exin-oslo"), "Python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
