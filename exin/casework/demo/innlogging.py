"""How one logs in to the demonstration: everybody gets a name to be shown by, and one password.

Must not be used where there are real people: casework refuses passwords there.
"""

import secrets
from dataclasses import replace
from typing import Final

from exin.actor import Caller
from exin.casework.demo.people import LEDER, MOTTAK, REVISOR
from exin.casework.hus.forslag import approve
from exin.casework.hus.innlogging import display_names, set_display_name, set_password
from exin.work import Office
from policies import Job

NAVN: Final = {
    LEDER: "Marius Dahl",
    REVISOR: "Solveig Moe",
    MOTTAK: "Sara Nguyen",
    "ansatt02": "Henrik Lunde",
    "ansatt03": "Ingrid Solberg",
    "ansatt04": "Jonas Eide",
    "ansatt05": "Amina Yusuf",
    "ansatt06": "Leila Haugen",
}
"""Invented names, by user name."""

ADMIN: Final = "Nils Berg"

_WORDS: Final = (
    *("bjerk", "dugg", "elv", "fjell", "fjord", "gran", "hegg", "iskant", "kveld", "lyng", "myr", "nysnø"),
    *("odde", "regn", "sjø", "skog", "stein", "storm", "tang", "tåke", "varde", "vind", "vår", "øy"),
)


def new_password() -> str:
    """A password that is easy to type."""
    return "-".join(secrets.choice(_WORDS) for _ in range(4))


def may_log_in(office: Office) -> bool:
    """Whether everybody has a name already, and so a password."""
    return set(NAVN) <= set(display_names(office))


def let_log_in(office: Office, admin: Caller, password: str) -> None:
    """Give everybody a name and the password. Raises Denied, and Misconfigured where there are real people."""
    for brukernavn, navn in {**NAVN, str(admin.brukernavn): ADMIN}.items():
        with office.work(admin) as w:
            waits = set_password(w, brukernavn, password)
        if waits:
            with office.work(_approver(admin, brukernavn)) as w:
                approve(w, brukernavn)
        with office.work(admin) as w:
            set_display_name(w, brukernavn, navn)


def _approver(admin: Caller, brukernavn: str) -> Caller:
    """Who agrees: the lead; about the lead there is nobody, so whoever runs the machine does."""
    if brukernavn == LEDER:
        return replace(admin, brukernavn=None, jobb=Job.INSTALLASJON)
    return replace(admin, brukernavn=LEDER)
