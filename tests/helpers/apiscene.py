"""An office with something behind each address of the API: cases of each kind, and what stands in them.

Must not ask the API for anything: what is here was put there through the door.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from exin.casework.oppfolging import arbeid
from tests.helpers import cases, moter
from tests.helpers.office import Kontor

ROLES = ("kari", "mottak", "leder", "klarert1", "revisor", "admin", "annen", "sperret")
"""Those who ask: who has the case, who takes in new ones, who leads, who audits, who runs it, and who may nothing."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The parts of paths, by name: what there is, and what there is not."""

    kontor: Kontor
    deler: Mapping[str, tuple[str, ...]]

    def versjon(self, saksnr: str) -> int:
        """The version of a case now."""
        found = self.kontor.rows("select versjon from sak where saksnr = ?", saksnr)
        return int(found[0][0]) if found else 1


def set_up(kontor: Kontor) -> Scene:
    """Fill the office."""
    own, new = cases.case(kontor, "forlop"), cases.case(kontor, "henvendelse", kontakt=None)
    others = (cases.case(kontor, "vurdering"), cases.case(kontor, "avsluttet"), cases.protected_case(kontor))
    with kontor.work("kari") as w:
        notat = arbeid.write_notat(w, own, "Et notat.").hex()
    mote = moter.plan(kontor, own)
    nobody = "0" * 32
    parts = {
        "saksnr": (own, own, new, *others, "EX-2026-2222"),
        "notat_id": (notat, nobody),
        "mote_id": (mote, nobody),
        "ar": ("2025", "2024", "2099"),
        "slag": ("plan", "risikovurdering", "finnes_ikke"),
        "ansatt": ("ola", "kari", "ingen"),
        "funksjon": ("kontakt", "medansvarlig", "noe"),
    }
    return Scene(kontor=kontor, deler=parts)
