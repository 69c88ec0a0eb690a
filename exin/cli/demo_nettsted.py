"""`exin demo --nettsted`: the demonstration in a browser, with somebody of each role to log in as.

Must not print a password that lets anybody in anywhere else: it is made for this folder, and kept there.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from exin.cli.oppstilling import tabell
from exin.cli.ramme import Kjoring
from exin.cli.serve import serve_pages

if TYPE_CHECKING:
    from exin.actor import Caller
    from exin.app import Installation

_PASSWORD_FILE: Final = "demopassord.txt"  # noqa: S105 - the file's name
_RULE: Final = "─" * 78


def show_in_browser(installation: "Installation", caller: "Caller", *, port: int) -> None:
    """Let the invented staff log in, say who they are, and serve the pages until a signal ends it."""
    password = _password(installation, caller)
    print("\n".join(_who(str(caller.brukernavn), password)), flush=True)  # noqa: T201
    run = Kjoring(folder=installation.folder, installation=installation, caller=caller, as_json=False)
    serve_pages(installation, run, vert="127.0.0.1", port=port, jobber=True)


def _password(installation: "Installation", caller: "Caller") -> str:
    """The demonstration's password: made once, and kept where only the owner can read it."""
    from exin.casework.demo.innlogging import let_log_in, may_log_in, new_password  # noqa: PLC0415

    path = installation.folder / _PASSWORD_FILE
    if path.exists() and may_log_in(installation.office):
        return path.read_text(encoding="utf-8").strip()
    password = new_password()
    let_log_in(installation.office, caller, password)
    _keep(path, password)
    return password


def _keep(path: Path, password: str) -> None:
    path.touch(mode=0o600)
    path.write_text(password + "\n", encoding="utf-8")


def _who(admin: str, password: str) -> list[str]:
    from exin.casework.demo.innlogging import ADMIN, NAVN  # noqa: PLC0415 - heavy; not for --help
    from exin.casework.demo.people import LEDER, MOTTAK, REVISOR  # noqa: PLC0415

    shown = [
        ("Saksbehandler", "ansatt03", NAVN["ansatt03"], "egne saker, klarert"),
        ("Saksbehandler, mottak", MOTTAK, NAVN[MOTTAK], "nye henvendelser"),
        ("Teamleder", LEDER, NAVN[LEDER], "teamets saker, kø"),
        ("Revisor", REVISOR, NAVN[REVISOR], "loggen, aldri saker"),
        ("Systemansvarlig", admin, ADMIN, "ansatte og drift"),
    ]
    return [
        _RULE,
        "Alle personer er oppdiktet. Logg inn som en av dem:",
        "",
        *tabell(shown, innrykk=2, hode=("Rolle", "Brukernavn", "Navn", "Ser")),
        "",
        f"  Passord for alle: {password}",
        _RULE,
    ]
