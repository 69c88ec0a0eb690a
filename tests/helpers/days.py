"""A day's work on cases, from the first talk to the end, for workers that are killed; and what is true of it then."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import text

from exin.app import Installation
from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKartlegging, NyKontakt
from exin.casework.sak import steg
from exin.casework.sak.steg import Onske
from exin.cli.feil import answer_to
from exin.errors import ExinError, LogUnavailable
from exin.work import Work
from tests.helpers.doom import PATIENCE
from tests.helpers.office import Kontor, caller


def _step(hendelse: str, **given: str) -> Callable[[Work, str], object]:
    return lambda w, saksnr: steg.advance(w, saksnr, Onske(hendelse=hendelse, **given))  # type: ignore[arg-type]


AREAS = {area: f"Om {area}." for area in ("motivasjon", "risiko", "beskyttelsesfaktorer", "behov")}

ACTS: tuple[Callable[[Work, str], object], ...] = (
    lambda w, nr: arbeid.write_kontakt(w, nr, NyKontakt(slag="informasjonssamtale", utfall="holdt")),
    _step("start_vurdering"),
    lambda w, nr: arbeid.write_kartlegging(w, nr, NyKartlegging(**AREAS)),  # type: ignore[arg-type]
    lambda w, nr: arbeid.write_samtykke(w, nr, "deltakelse"),
    _step("start_forlop"),
    lambda w, nr: arbeid.write_plan(w, nr, "Til NAV."),
    _step("start_avslutning"),
    _step("tilbake_til_forlop", begrunnelse="Ikke klar ennå."),
    lambda w, nr: arbeid.write_notat(w, nr, "Snakket om sommeren."),
    _step("start_avslutning"),
    lambda w, nr: arbeid.write_overlevering(w, nr, "NAV Sagene"),
    lambda w, nr: arbeid.write_fortalt(w, nr, "samtale"),
    _step("avslutt"),
)
"""What is done with each case, in order. Each act is a block, and leaves one row more in one of `TABLES`."""

TABLES = (
    "steg",
    "kontakt",
    "kartlegging",
    "samtykke",
    "overleveringsplan",
    "notat",
    "overlevering",
    "fortalt",
)
"""Where the acts leave their rows."""

AT_FIRST = 2
"""The rows of a new case in those tables: its first step, and what was said then."""

_COUNT = " + ".join(f"(select count(*) from {table} where sak_id = s.id)" for table in TABLES)  # noqa: S608


def done(installation: Installation, saksnr: str) -> int:
    """How many of the acts have been done with a case."""
    link = installation.office.means.database.link()
    found = link.execute(text(f"select {_COUNT} from sak s where saksnr = :nr"), {"nr": saksnr})  # noqa: S608
    return int(found.scalar_one()) - AT_FIRST


def day(installation: Installation, acknowledge: Callable[[str], None], saker: Sequence[str]) -> None:
    """Take each case on from where it stands to the end, with a checkpoint after each act as commands make it."""
    office = installation.office
    for saksnr in saker:
        for number in range(done(installation, saksnr), len(ACTS)):
            with office.work(caller("kari")) as w:
                ACTS[number](w, saksnr)
            office.pin()
            acknowledge(saksnr)


def serve(installation: Installation, acknowledge: Callable[[str], None], saker: Sequence[str]) -> None:
    """As `day`, for all the cases at once and leaving the numbering to others: a server of the door.

    Each who is told of a fault looks, and tries again. Acknowledges the case after each act, and each fault's text.
    """
    speaking = threading.Lock()

    def tell(words: str) -> None:
        with speaking:
            acknowledge(words)

    with ThreadPoolExecutor(len(saker)) as pool:
        list(pool.map(lambda saksnr: _stubborn(installation, tell, saksnr), saker))


def _stubborn(installation: Installation, tell: Callable[[str], None], saksnr: str) -> None:
    office, latest, at = installation.office, time.monotonic() + PATIENCE, 0
    while at < len(ACTS):
        try:
            at = done(installation, saksnr)
            if at < len(ACTS):
                with office.work(caller("kari")) as w:
                    ACTS[at](w, saksnr)
                tell(saksnr)
        except LogUnavailable as error:
            tell(told(error))
            assert time.monotonic() < latest
            time.sleep(0.02)
    office.means.database.close()


def told(error: ExinError) -> str:
    """What the command line tells of an error."""
    return answer_to(error).tekst


def life(kontor: Kontor, saksnr: str) -> tuple[Counter[tuple[str, str | None, str]], list[tuple[Any, ...]]]:
    """All that the log and the history say of a case, but for random ids: equal lives are equal."""
    sak = bytes(kontor.one("select id from sak where saksnr = ?", saksnr)[0]).hex()
    said = Counter(
        (each.handling, each.hendelse, str(each.utfall)) for each in kontor.log() if each.sak == sak
    )
    steps = kontor.rows(
        "select t.nummer, t.hendelse, t.fra_tilstand, t.til_tilstand, s.tilstand, s.steg_nummer, s.versjon"
        " from steg t join sak s on s.id = t.sak_id where s.saksnr = ? order by 1",
        saksnr,
    )
    return said, steps


def settle(kontor: Kontor) -> None:
    """Wait until the server has noticed that a worker is gone, and ended what it had sent."""
    if not kontor.on_server:
        return
    kontor.close()  # a connection of ours is one of the engine's, too
    others = "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'exin'"
    latest = time.monotonic() + PATIENCE
    while kontor.one(others) != (0,):
        assert time.monotonic() < latest
        time.sleep(0.005)
