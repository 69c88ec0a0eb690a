"""Where each thing that is missing is put right: from the code of a reason to the key of a form.

Must not decide anything. A code that is not here is put right nowhere in the engine; a test sees that each guard of
each programme was thought of.
"""

from dataclasses import dataclass
from typing import Final

from exin import begreper
from workflows import Reason

SOK, KO, STEG = "sok", "ko", "steg"
PERSON, TILKNYTNING = "person", "tilknytning"

STED: Final[dict[str, str | None]] = {
    "ingen_annen_apen_sak": SOK,
    "ingen_ny_apen_sak": SOK,
    "informasjonssamtale_holdt": "samtale",
    "alder_i_programmet": PERSON,
    "tilknytning_oslo": TILKNYTNING,
    "ledig_vurderingsplass": KO,
    "kartlegging_fullstendig": "kartlegging",
    "samtykke_i_kraft": "samtykke",
    "fodselsnummer_kjent": PERSON,
    "ledig_plass": KO,
    "overleveringsplan": "plan",
    "overlevering_bekreftet": "overlevering",
    "fortalt_om_avslutning": "fortalt",
    "fortalt_om_ikke_tatt_inn": "fortalt",
    "kontaktforsok": "samtale",
    "alder_for_overforing": PERSON,
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
