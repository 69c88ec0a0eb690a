"""The rows of a step: one of history, and the case's columns that repeat it.

Must not judge: whoever makes these rows has the machine's answer, or an import's.
"""

from datetime import date
from typing import Any

from exin.ids import new_id
from exin.store.grant import Grant
from exin.work import Work
from workflows import Programme, Step


def step_row(w: Work, grant: Grant, step: Step, *, nummer: int, dag: date, har_plass: bool) -> dict[str, Any]:
    """A row of history for a judged step."""
    return {
        "id": new_id(),
        "sak_id": grant.sak(),
        "nummer": nummer,
        "hendelse": step.event,
        "fra_tilstand": None if step.fra == "ny" else step.fra,
        "til_tilstand": step.til,
        "program": step.program_key,
        "program_versjon": step.program_version,
        "gjelder_fra": dag,
        "registrert": w.means.clock(),
        "arsak": None,
        "apen_til": None,
        "overstyrt": False,
        "over_kapasitet": step.over_capacity,
        "har_plass": har_plass,
        "vilkar": None,
        "begrunnelse_id": None,
        "utfort_av": w.actor.id,
        "opphav": "live",
    }


def shadow(
    programme: Programme, tilstand: str, nummer: int, *, dag: date, plass: bool, apen_til: date | None
) -> dict[str, Any]:
    """The columns of a case that repeat its latest step; `dag` is the one since which it stands in its state."""
    return {
        "program": programme.key,
        "program_versjon": programme.version,
        "tilstand": tilstand,
        "tilstand_fra": dag,
        "steg_nummer": nummer,
        "har_plass": plass,
        "apen_til": apen_til,
    }
