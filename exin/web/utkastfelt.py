"""A form that begins where its writer left it: what was typed, or the draft that was kept, and what is said of it.

Must not choose between two texts: what was just typed stands, and the draft is gone once a form is sent.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from exin.casework.oppfolging import utkast
from exin.casework.oppfolging.fletting import FLETTET, SKILLE
from exin.web.skjema import UTKAST_VERSJON, Skjema, blank

if TYPE_CHECKING:
    from exin.work import Reading


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pabegynt:
    """A form to fill in, and when its draft was kept if it has one."""

    skjema: Skjema
    utkast_fra: datetime | None = None
    utkast_versjon: int = 0

    @property
    def flettet(self) -> str | None:
        """Where two drafts stand in it: what the late one had in short fields, a line each; None where there is one."""
        return self.skjema.felt.get(FLETTET)

    @property
    def to_tekster(self) -> bool:
        """Whether a text holds both, with the line between that says so."""
        return self.flettet is not None and any(SKILLE in text for text in self.skjema.felt.values())


def begun(w: "Reading", navn: str, saksnr: str | None = None, **verdier: object) -> Pabegynt:
    """The form as its writer left it; else empty, with the values that it begins with."""
    return as_begun(utkast.read(w, navn, saksnr), **verdier)


def as_sent(skjema: Skjema) -> Pabegynt:
    """The form as it was sent, to be shown again. Raises InvalidInput for a version that is none."""
    return Pabegynt(skjema=skjema, utkast_versjon=skjema.number(UTKAST_VERSJON) or 0)


def as_begun(found: utkast.UtkastVisning | None, **verdier: object) -> Pabegynt:
    """The form with the draft that was found; else with the values that it begins with."""
    start = blank(**verdier)
    if found is None:
        return Pabegynt(skjema=start)
    return Pabegynt(
        skjema=Skjema(felt={**start.felt, **found.felt}),
        utkast_fra=found.oppdatert,
        utkast_versjon=found.versjon,
    )
