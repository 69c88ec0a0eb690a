"""Pages asked for over HTTP, from a server in a process of its own: the case, the list of fifty, the day.

Must not stand in for a browser: it measures the server's answer, not what a screen does with it.
"""

import gzip
import http.client
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Final

from bench.clients import Client, rush
from bench.house import HAS_LIST, House
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


def paths(house: House) -> dict[str, Sequence[str]]:
    """What is asked for in turn, by name: of cases all the asker's, for who looked at one is a part of its page."""
    with house.office.read(Caller(dor=Door.WEB, brukernavn=HAS_LIST)) as r:
        own = lister.list_cases(r, Filter(kontakt=HAS_LIST))
    cases = [f"/saker/{each.saksnr}" for each in own]
    return {"case": cases, "list of 50": ["/saker?visning=alle"], "day": ["/min-dag"]}


def asked(house: House, port: int, paths: Sequence[str], *, clients: int, rounds: int, turn: int) -> Crowd:
    """Pages of one kind, asked for by that many clients at once, each with a session of its own."""

    def connect() -> Client:
        begun = okter.begin(house.office, Caller(dor=Door.WEB, brukernavn=HAS_LIST), okter.Metode.LOKAL)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"Cookie": f"{COOKIE}={begun.hemmelighet}"}

        def close() -> None:
            connection.close()
            house.installation.leave()

        return Client(lambda nth: get(connection, paths[nth % len(paths)], headers), close)

    return rush({"exin": connect}, clients=clients, rounds=rounds, turn=turn)["exin"]


def get(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> bytes:
    """The body of a page that was shown."""
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == http.client.OK, answer.status
    return body


def compressed(house: House, port: int, path: str) -> int:
    """Bytes of a page as a proxy would compress it."""
    begun = okter.begin(house.office, Caller(dor=Door.WEB, brukernavn=HAS_LIST), okter.Metode.LOKAL)
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        return len(gzip.compress(get(connection, path, {"Cookie": f"{COOKIE}={begun.hemmelighet}"})))
