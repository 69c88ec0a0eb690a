"""`exin serve`: the pages, and beside them the jobs and the proof of the log."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from exin.cli.feil import REFUSED, Svar
from exin.cli.ramme import Kjoring, fail, kjor, noted_fault
from exin.cli.valg import Dir

if TYPE_CHECKING:
    import socket

    from exin.app import Installation


def serve(
    mappe: Dir = None,
    vert: Annotated[
        str, typer.Option("--vert", help="Adressen det lyttes på.", metavar="VERT")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="Porten det lyttes på.", metavar="PORT", min=0, max=65_535)
    ] = 8000,
    uten_jobber: Annotated[
        bool, typer.Option("--uten-jobber", help="Kjør ikke jobbene her. De kjøres av «exin jobs».")
    ] = False,
) -> None:
    """Vis nettsidene, og kjør jobbene ved siden av, til det stoppes med Ctrl-C eller SIGTERM."""
    with kjor(mappe, None) as run:
        serve_pages(run.installation, run, vert=vert, port=port, jobber=not uten_jobber)


def serve_pages(installation: "Installation", run: Kjoring, *, vert: str, port: int, jobber: bool) -> None:
    """Serve the pages of an open installation until a signal ends it."""
    from exin.web.site import make_site  # noqa: PLC0415 - heavy; not for --help
    from exin.web.tjener import serve as serve_site  # noqa: PLC0415

    folder = run.folder

    def on_fault(error: BaseException) -> object:
        return noted_fault(error, folder)

    site = make_site(
        installation.office,
        installation.settings,
        folder,
        on_fault=lambda error, _number: noted_fault(error, folder),
    )
    stop = _stop_at_signals()
    sock = _listen(vert, port)
    beside = [threading.Thread(target=_keep_proved, args=(installation, stop, on_fault), name="loggen")]
    if jobber:
        beside.append(threading.Thread(target=_run_jobs, args=(installation, stop, on_fault), name="jobbene"))
    for each in beside:
        each.start()
    where = installation.settings.lenke or f"http://{vert}:{sock.getsockname()[1]}"
    print(f"Nettsidene for {folder} vises på {where}. Stopp med Ctrl-C.", flush=True)  # noqa: T201
    try:
        serve_site(site, sock, stop)
    finally:
        stop.set()
        for each in beside:
            each.join()


def _stop_at_signals() -> threading.Event:
    import signal  # noqa: PLC0415 - as above

    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _number, _frame: stop.set())
    return stop


def _listen(vert: str, port: int) -> "socket.socket":
    from exin.web.tjener import listen  # noqa: PLC0415 - as above

    try:
        return listen(vert, port)
    except OSError:
        text = (
            "Kan ikke lytte på den adressen. Er porten i bruk? Velg en annen med --port, eller rett --vert."
        )
        fail(Svar(REFUSED, "porten_er_opptatt", text), as_json=False)


def _keep_proved(
    installation: "Installation", stop: threading.Event, on_fault: Callable[[BaseException], object]
) -> None:
    from exin.jobs.nummerering import keep_proved  # noqa: PLC0415 - as above

    try:
        keep_proved(installation.office, stop, on_fault=on_fault)
    finally:
        installation.leave()


def _run_jobs(
    installation: "Installation", stop: threading.Event, on_fault: Callable[[BaseException], object]
) -> None:
    from exin.jobs.declared import JOBS  # noqa: PLC0415 - as above
    from exin.jobs.runner import serve as run_jobs  # noqa: PLC0415

    try:
        run_jobs(installation.office, JOBS, stop, tell=lambda _leads: None, on_fault=on_fault)
    finally:
        installation.leave()
