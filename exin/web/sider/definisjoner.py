"""Definisjoner: by which programmes, deadlines, conditions and rules the house works, for everybody in it.

Must not word a rule: casework asks the definitions themselves.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin.casework.oversikt.definisjoner import read_definitions, read_programme
from exin.web.ordforklaring import FORKLARINGER
from exin.web.ruter import Ruter
from exin.web.tilstandstegning import draw
from policies import Action
from workflows import AGE_HEAD, DEADLINE_HEAD, DEADLINE_RULES

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()


@ruter.get("/definisjoner", Action.LES_DEFINISJONER)
def definisjoner(side: "Side") -> Response:
    """The programmes, the rules of access, and the words."""
    with side.read() as r:
        found = read_definitions(r)
    return side.show(
        "sider/definisjoner.html",
        d=found,
        antall=sum(len(each.regler) for each in found.regler),
        ord=FORKLARINGER,
    )


@ruter.get("/definisjoner/{program}", Action.LES_DEFINISJONER)
def program(side: "Side", program: str) -> Response:
    """One programme: the drawing, its steps, states, deadlines and ages."""
    with side.read() as r:
        found = read_programme(r, program)
    return side.show(
        "sider/program.html",
        p=found,
        tegning_av=draw(found),
        navn={each.kode: each.navn for each in found.tilstander},
        fristhode=DEADLINE_HEAD,
        aldershode=AGE_HEAD,
        fristregler=DEADLINE_RULES,
    )
