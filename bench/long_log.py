"""A long log: what a busy house writes in two years, put in through the engine's own numbering.

Must not be a row of equals: staff, cases, kinds of event and times are spread as a house spreads them, rare ones too.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Final, TypeVar

import psycopg
from sqlalchemy import text

from audit.encode import encode
from audit.events import Event, Outcome
from bench.house import AUDITS, HAS_LIST, House, caller
from bench.measuring import Figures, figures, timed
from exin.casework.logg.innsyn import permit_search, search_page
from exin.casework.logg.utvalg import IKKE_TILLATT, Sok
from exin.casework.oversikt import lister
from exin.casework.oversikt.lister import Filter
from exin.clock import oslo_day, stamp, system_clock
from exin.ids import new_id
from exin.store import logg
from exin.store.place import is_address
from policies import Job

T = TypeVar("T")

_YEARS: Final = timedelta(days=730)
_BATCH: Final = 5_000
_WHAT: Final = (
    *("liste_sak", "les_sak", "les_notat", "les_kartlegging", "les_mote", "les_identitet", "les_lesere"),
    *(
        "skriv_notat",
        "skriv_kontakt",
        "les_ko",
        "vis_dag",
        "les_varsler",
        "start_vurdering",
        "sett_skjerming",
    ),
)
"""The first is what half of all events are, the second a quarter, and so on."""

_WHY: Final = ("oppfolging", "vurdering", "ledelse", "kontroll")
_RULES: Final = ("tildelt", "leder", "mottak", "krets", "inhabil")
"""Each action is decided by two of them. That makes some 900 kinds of event: as many as there are where each role tries
all pages, commands and addresses, those that refuse it too (951 in the tests that do so)."""

_DOORS: Final = ("web", "cli")
_JOB: Final = Job.FRISTSVEIP
_BY_JOBS: Final = 0.05
"""What part of all events are by a job."""

_OUTCOMES: Final = (Outcome.TILLATT, Outcome.NEKTET, Outcome.AVVIST, Outcome.KONFLIKT)


def lengthen(house: House, size: int) -> int:
    """Append events until the log has that many. Returns how many were appended."""
    link = house.office.means.database.link()
    with house.office.means.database.transaction():
        there = logg.head(link).size
        staff = [bytes(row[0]).hex() for row in link.execute(text("SELECT id FROM ansatt"))]
        cases = [bytes(row[0]).hex() for row in link.execute(text("SELECT id FROM sak"))]
    events = _events(size - there, staff, cases)
    while some := [(encode(event), event) for event in islice(events, _BATCH)]:
        with house.office.means.database.transaction() as writing:
            logg.number(writing, some)
    _settle(house)
    return max(size - there, 0)


def _settle(house: House) -> None:
    """A server sees to its rows by itself in the two years that these took; here it is asked to."""
    address = house.installation.settings.database
    if is_address(address):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE logg_hendelse")


def searches(house: House, *, rounds: int) -> dict[str, Figures]:
    """What an auditor asks of it, each as a page of fifty: by one filter, and by those that find least."""
    today = oslo_day(system_clock())
    first, last = today - timedelta(days=400), today - timedelta(days=370)
    with house.office.read(caller(HAS_LIST)) as w:
        saksnr = lister.list_cases(w, Filter(kontakt=HAS_LIST))[0].saksnr
    asked = {
        "all": Sok(),
        "a month of last year": Sok(fra=first, til=last),
        "by one member of staff": Sok(ansatt=HAS_LIST),
        "one case": Sok(saksnr=saksnr),
        "one case, by one member of staff": Sok(saksnr=saksnr, ansatt=HAS_LIST),
        "all of one person": Sok(saksnr=saksnr, hele_personen=True),
        "refused": Sok(utfall="nektet"),
        "a rare action, by one member of staff": Sok(handling=_WHAT[-1], ansatt=HAS_LIST),
        "a rule, in that month": Sok(regel=_RULES[-1], fra=first, til=last),
        "a purpose, through a door": Sok(formal=_WHY[-1], dor=_DOORS[-1]),
        "not allowed": Sok(utfall=IKKE_TILLATT),
        "a rule": Sok(regel=_RULES[-1]),
        "a job": Sok(ansatt=_JOB),
        "one case, by a job": Sok(saksnr=saksnr, ansatt=_JOB),
    }
    return {
        name: figures([timed(partial(_page, house, sok)) for _ in range(rounds)])
        for name, sok in asked.items()
    }


def _page(house: House, sok: Sok) -> None:
    with house.office.read(caller(AUDITS)) as w:
        search_page(w, permit_search(w, sok), sok)


def _events(count: int, staff: list[str], cases: list[str]) -> Iterator[Event]:
    dice = random.Random(count)
    begins = system_clock() - _YEARS
    for nth in range(count):
        yield _event(dice, begins + _YEARS * nth / count, staff, cases)


def _event(dice: random.Random, at: datetime, staff: list[str], cases: list[str]) -> Event:
    if dice.random() < _BY_JOBS:
        return _by_job(dice, at, cases)
    handling = _often(dice, _WHAT)
    first = _WHAT.index(handling) % len(_RULES)
    return Event(
        id=new_id().hex(),
        tid=stamp(at),
        ansatt=dice.choice(staff),
        rolle="saksbehandler",
        handling=handling,
        sak=dice.choice(cases),
        formal=_often(dice, _WHY),
        utfall=_often(dice, _OUTCOMES),
        regler=(_often(dice, (_RULES[first], _RULES[first - 1])),),
        dor=_often(dice, _DOORS),
        foresporsel=new_id().hex(),
    )


def _by_job(dice: random.Random, at: datetime, cases: list[str]) -> Event:
    return Event(
        id=new_id().hex(),
        tid=stamp(at),
        jobb=_JOB,
        handling="regn_frister",
        sak=dice.choice(cases),
        formal="drift",
        utfall=Outcome.TILLATT,
        regler=("jobb_frister",),
        dor="jobb",
        foresporsel=new_id().hex(),
    )


def _often(dice: random.Random, of: Sequence[T]) -> T:
    """One of these: each half as often as the one before."""
    return next((each for each in of if dice.random() < 0.5), of[0])
