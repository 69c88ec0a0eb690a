"""Pages asked for over HTTP, from a server in a process of its own: those of staff, of who leads and of who audits.

Must not stand in for a browser: it measures the server's answer, not what a screen does with it.
"""

import gzip
import http.client
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Final

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


@contextmanager
def served(house: House) -> Iterator[int]:
    """The port of a server of the installation, without its jobs."""
    folder = house.installation.folder
    command = [sys.executable, "-m", "exin", "serve", "--dir", str(folder), "--port", "0", "--uten-jobber"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = next(match for line in process.stdout if (match := _LISTENS.search(line)))
            yield int(found[1])
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is asked for in turn, by whom, and under what name its aims are."""

    name: str
    who: str = HAS_LIST
    paths: Sequence[str]
    aims: str
    says: str = ""
    """What stands on it, and on no page that says or asks something else first."""


def staff_pages(house: House) -> list[Page]:
    """The pages of a day's work. Of cases all the asker's, for who looked at one is a part of its page."""
    with house.office.read(Caller(dor=Door.WEB, brukernavn=HAS_LIST)) as r:
        own = lister.list_cases(r, Filter(kontakt=HAS_LIST))
    cases = [f"/saker/{each.saksnr}" for each in own]
    return [
        Page(name="case", paths=cases, aims="case"),
        Page(name="list of 50", paths=["/saker?visning=alle"], aims="list of 50"),
        Page(name="day", paths=["/min-dag"], aims="day"),
    ]


LOG: Final = Page(
    name="log", who=AUDITS, paths=["/innsynslogg?formal=kontroll"], aims="overview", says="Eldre"
)
OVERVIEWS: Final = (
    Page(name="capacity", who=LEADS, paths=["/kapasitet"], aims="overview", says="Belastning"),
    Page(name="key figures", who=LEADS, paths=["/nokkeltall"], aims="overview", says="Hvor sakene st"),
    LOG,
)
"""The pages of who leads and who audits."""


def asked(house: House, port: int, page: Page, *, clients: int, rounds: int, turn: int) -> Crowd:
    """Pages of one kind, asked for by that many clients at once, each with a session of its own."""

    def connect() -> Client:
        headers = _session(house, page.who)
        connection = http.client.HTTPConnection("127.0.0.1", port)

        def close() -> None:
            connection.close()
            house.installation.leave()

        return Client(
            lambda nth: get(connection, page.paths[nth % len(page.paths)], headers, says=page.says), close
        )

    return rush({"exin": connect}, clients=clients, rounds=rounds, turn=turn)["exin"]


def get(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str], *, says: str) -> bytes:
    """The body of a page that was shown."""
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == http.client.OK, answer.status
    assert says.encode() in body
    return body


def compressed(house: House, port: int, page: Page) -> int:
    """Bytes of a page as a proxy would compress it."""
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        return len(gzip.compress(get(connection, page.paths[0], _session(house, page.who), says=page.says)))


def _session(house: House, who: str) -> dict[str, str]:
    """The header of somebody who has just logged in."""
    begun = okter.begin(house.office, Caller(dor=Door.WEB, brukernavn=who), okter.Metode.LOKAL)
    return {"Cookie": f"{COOKIE}={begun.hemmelighet}"}
