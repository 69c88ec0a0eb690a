"""Who asks: the caller as the outside names it, and the actor that the door makes of it.

Must not know how somebody logs in: the command line and the web make a `Caller` each.
"""

import os
from dataclasses import dataclass

from exin.ids import AnsattId, Id
from policies import Door, Purpose, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What the outside says: a user name or a job, the operating system's user, the door, and the purpose if said.

    `okt` is the session by which somebody came who has one. Who came by a token instead has `innlogging`, the issuer
    and subject that it names, and `roller`, the roles that it allows.
    """

    dor: Door
    brukernavn: str | None = None
    jobb: str | None = None
    os_bruker: str | None = None
    formal: Purpose | None = None
    okt: Id | None = None
    innlogging: tuple[str, str] | None = None
    roller: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A caller whom the staff table knows (or a job). All of it is read anew for each block."""

    caller: Caller
    id: AnsattId | None
    rolle: Role | None
    team_id: Id | None
    aktiv: bool
    klarert: bool
    mottak: bool
    vakt: bool
    versjon: int

    @property
    def er_leder(self) -> bool:
        """Whether the actor is a team lead."""
        return self.rolle is Role.TEAMLEDER


def os_user() -> str:
    """The name of the operating system's user, as the log has it; the number where there is no fitting name."""
    try:
        import pwd  # noqa: PLC0415 - not on every system

        name = pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        name = ""
    fits = 0 < len(name) <= 64 and all(c.isascii() and (c.isalnum() or c in "._-") for c in name)  # noqa: PLR2004
    return name if fits else f"uid-{os.getuid()}"
