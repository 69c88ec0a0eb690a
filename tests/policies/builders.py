"""Builders for requests: ordinary where nothing is said, so that a test names only what it is about.

Must not decide anything: the answers come from the rules in force.
"""

from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from policies import (
    Action,
    CaseFacts,
    Decision,
    Door,
    Other,
    OtherKind,
    Principal,
    Protection,
    Purpose,
    Request,
    Role,
)
from policies.decide import Rulebook

ORDINARY: Final = CaseFacts(
    program="exin_oslo",
    tilstand="forlop",
    skjerming=Protection.INGEN,
    egen=False,
    i_mitt_lag=False,
    inhabil=False,
    ufordelt=False,
    registrert_av_meg=False,
    overlevert=False,
    skrivebeskyttet=False,
)
OWN: Final = replace(ORDINARY, egen=True, i_mitt_lag=True)
TEAMS: Final = replace(ORDINARY, i_mitt_lag=True)
NEW: Final = replace(TEAMS, tilstand="henvendelse", ufordelt=True)

SAKSBEHANDLER: Final = Principal(kind="ansatt", rolle=Role.SAKSBEHANDLER, aktiv=True)
TEAMLEDER: Final = Principal(kind="ansatt", rolle=Role.TEAMLEDER, aktiv=True)
REVISOR: Final = Principal(kind="ansatt", rolle=Role.REVISOR, aktiv=True)
SYSTEMANSVARLIG: Final = Principal(kind="ansatt", rolle=Role.SYSTEMANSVARLIG, aktiv=True)
MOTTAK: Final = replace(SAKSBEHANDLER, mottak=True)
KLARERT: Final = replace(SAKSBEHANDLER, klarert=True)
KLARERT_LEDER: Final = replace(TEAMLEDER, klarert=True)
VERIFISERING: Final = Principal(kind="jobb", jobb="verifisering")

USUAL_PURPOSE: Final = {
    Role.SAKSBEHANDLER: Purpose.OPPFOLGING,
    Role.TEAMLEDER: Purpose.OPPFOLGING,
    Role.REVISOR: Purpose.KONTROLL,
}


@lru_cache
def rules_in_force() -> tuple[dict[str, str], str]:
    """Return the text of the rules by file name, and that of the schema."""
    home = Path(str(files("policies")))
    rules = {path.name: path.read_text(encoding="utf-8") for path in (home / "rules").glob("*.cedar")}
    return rules, (home / "schema.cedarschema").read_text(encoding="utf-8")


def request(
    who: Principal,
    action: Action,
    on: CaseFacts | OtherKind = ORDINARY,
    *,
    purpose: Purpose | None = None,
    door: Door = Door.CLI,
) -> Request:
    """Return a request, with a purpose that goes with the role where none is given."""
    usual = USUAL_PURPOSE.get(who.rolle, Purpose.DRIFT) if who.rolle else Purpose.DRIFT
    resource = on if isinstance(on, CaseFacts) else Other(on)
    return Request(principal=who, action=action, resource=resource, formal=purpose or usual, dor=door)


def ask(rulebook: Rulebook, who: Principal, action: Action, on: CaseFacts | OtherKind = ORDINARY) -> Decision:
    """Return the answer to a request with the usual purpose."""
    return rulebook.decide(request(who, action, on))
