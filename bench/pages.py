"""Pages asked for over HTTP, from a server in a process of its own: those of staff, of who leads and of who audits.

Must not stand in for a browser: it measures the server's answer, not what a screen does with it.
"""

import gzip
import http.client
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

from bench.clients import Client, rush
from bench.house import AUDITS, HAS_LIST, LEADS, House
from bench.measuring import Crowd
from exin.actor import Caller
from exin.casework.hus import okter
from exin.casework.oversikt import lister
from exin.casework.oversikt.lister import Filter
from policies import Door

COOKIE: Final = "exin-okt"
_LISTENS: Final = re.compile(r"http://127\.0\.0\.1:(\d+)")


class Site(NamedTuple):
    """An installation whose pages are asked for, and the port at which it answers."""

    house: House
    port: int


@contextmanager
def served(house: House) -> Iterator[Site]:
    """A server of the installation, without its jobs."""
    folder = house.installation.folder
    command = [sys.executable, "-m", "exin", "serve", "--dir", str(folder), "--port", "0", "--uten-jobber"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = next(match for line in process.stdout if (match := _LISTENS.search(line)))
            yield Site(house, int(found[1]))
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is asked for in turn, by whom, and under what name its aims are."""

    name: str
    who: str = HAS_LIST
    paths: Callable[[House], Sequence[str]]
    aims: str
    says: str = ""
    """What stands on it, and on no page that says or asks something else first."""


def _own_cases(house: House) -> list[str]:
    """All the asker's, for who looked at one is a part of its page."""
    with house.office.read(Caller(dor=Door.WEB, brukernavn=HAS_LIST)) as r:
        return [f"/saker/{each.saksnr}" for each in lister.list_cases(r, Filter(kontakt=HAS_LIST))]


def _one(path: str) -> Callable[[House], Sequence[str]]:
    return lambda _house: (path,)


OF_STAFF: Final = (
    Page(name="case", paths=_own_cases, aims="case"),
    Page(name="list of 50", paths=_one("/saker?visning=alle"), aims="list of 50"),
    Page(name="day", paths=_one("/min-dag"), aims="day"),
)
"""The pages of a day's work."""

LOG: Final = Page(
    name="log", who=AUDITS, paths=_one("/innsynslogg?formal=kontroll"), aims="overview", says="Eldre"
)
OVERVIEWS: Final = (
    Page(name="capacity", who=LEADS, paths=_one("/kapasitet"), aims="overview", says="Belastning"),
    Page(name="key figures", who=LEADS, paths=_one("/nokkeltall"), aims="overview", says="Hvor sakene st"),
    LOG,
)
"""The pages of who leads and who audits."""


def asked(sites: Mapping[str, Site], page: Page, *, clients: int, rounds: int, turn: int) -> dict[str, Crowd]:
    """A page of each site, asked for by that many clients at once, each with a session of its own."""
    connecting = {name: _connecting(site, page) for name, site in sites.items()}
    return rush(connecting, clients=clients, rounds=rounds, turn=turn)


def _connecting(site: Site, page: Page) -> Callable[[], Client]:
    paths = page.paths(site.house)

    def connect() -> Client:
        headers = _session(site.house, page.who)
        connection = http.client.HTTPConnection("127.0.0.1", site.port)

        def close() -> None:
            connection.close()
            site.house.installation.leave()

        return Client(lambda nth: get(connection, paths[nth % len(paths)], headers, says=page.says), close)

    return connect


def get(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str], *, says: str) -> bytes:
    """The body of a page that was shown."""
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == http.client.OK, answer.status
    assert says.encode() in body
    return body


def compressed(site: Site, page: Page) -> int:
    """Bytes of a page as a proxy would compress it."""
    path, headers = page.paths(site.house)[0], _session(site.house, page.who)
    with closing(http.client.HTTPConnection("127.0.0.1", site.port)) as connection:
        return len(gzip.compress(get(connection, path, headers, says=page.says)))


def _session(house: House, who: str) -> dict[str, str]:
    """The header of somebody who has just logged in."""
    begun = okter.begin(house.office, Caller(dor=Door.WEB, brukernavn=who), okter.Metode.LOKAL)
    return {"Cookie": f"{COOKIE}={begun.hemmelighet}"}
