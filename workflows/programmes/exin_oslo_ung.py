"""EXIN OSLO-Ung: the same model for those of 16 to 18 years, a pilot with intake from May 2025.

Must not repeat what EXIN OSLO says: it names only what it adds, changes and drops.
"""

from typing import Final

from workflows import guards
from workflows.amend import Changes
from workflows.parts import Event, Into, Numbers, Target, Transition
from workflows.programmes.exin_oslo import EXIN_OSLO
from workflows.spec import Programme

EXIN_OSLO_UNG: Final[Programme] = EXIN_OSLO.derive(
    Changes(
        add=(
            Event("overfor_til_18", "Overfør til EXIN OSLO"),
            # Nobody's follow-up may break at the eighteenth birthday: the case goes on where it stands, past
            # a full programme too, and this is no new entry into vurdering.
            Transition(
                event="overfor_til_18",
                fra=("henvendelse", "vurdering", "forlop", "avslutning", "frafall"),
                til=Target.SAME,
                into=Into.NEXT,
                guards=(guards.ALDER_FOR_OVERFORING,),
            ),
        ),
    ),
    key="exin_oslo_ung",
    version=1,
    navn="EXIN OSLO-Ung",
    numbers=Numbers(alder_fra=16, alder_til=18, plasser=10),
    followed_by=EXIN_OSLO.key,
)
