"""Where each thing that is missing is put right: from the code of a reason to the key of a form.

Must not decide anything. A code that is not here is put right nowhere in the engine; a test sees that each guard of
each programme was thought of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from exin import begreper
from exin.casework.grunnlag.skjemaer import RETTES_I
from workflows import Reason

SOK, KO, STEG = "sok", "ko", "steg"

STED: Final[Mapping[str, str | None]] = {
    **RETTES_I,
    # Lists, and no forms: there one sees whose turn it is, or which other case stands open.
    "ingen_annen_apen_sak": SOK,
    "ingen_ny_apen_sak": SOK,
    "ledig_vurderingsplass": KO,
    "ledig_plass": KO,
    # A step that opened a case is not taken back, and a right is another's to use: there is no form for these.
    "steget_kan_annulleres": None,
    "rett_til_annullering": None,
    "tilgang": None,
    "overstyr": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mangel:
    """What is missing, who can put it right, and the key of the form where that is done; None where no form does."""

    kode: str
    tekst: str
    mangler: str
    hvem: str
    hvem_ord: str
    skjema: str | None


def lacking(reason: Reason) -> Mangel:
    """A reason with where it is put right. What a step itself asks for is put right in the step."""
    return Mangel(
        kode=reason.kode,
        tekst=reason.tekst,
        mangler=reason.mangler,
        hvem=reason.hvem,
        hvem_ord=begreper.lest(reason.hvem),
        skjema=STED.get(reason.kode, STEG),
    )
