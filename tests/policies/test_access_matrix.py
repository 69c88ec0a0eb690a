"""Who may what with which case: the expected answers, written by hand.

K know that it exists, S read the case, A read the address, R read where a meeting is, L read who has read it, N write
a note, M write a meeting, F move a deadline, T assign. A column is a level of protection: ingen, fortrolig,
strengt_fortrolig; a dash is nothing at all.
"""

from dataclasses import replace
from typing import Final

import pytest

from policies import Action, CaseFacts, Principal, Protection
from policies.decide import Rulebook
from tests.policies.builders import (
    KLARERT,
    KLARERT_LEDER,
    MOTTAK,
    ORDINARY,
    OWN,
    REVISOR,
    SAKSBEHANDLER,
    SYSTEMANSVARLIG,
    TEAMLEDER,
    TEAMS,
    ask,
)

LETTERS: Final = {
    "K": Action.KJENNE_TIL,
    "S": Action.LES_SAK,
    "A": Action.LES_ADRESSE,
    "R": Action.LES_MOTE,
    "L": Action.LES_LESERE,
    "N": Action.SKRIV_NOTAT,
    "M": Action.SKRIV_MOTE,
    "F": Action.FLYTT_FRIST,
    "T": Action.TILDEL,
}
PEOPLE: Final = {
    "saksbehandler": SAKSBEHANDLER,
    "klarert saksbehandler": KLARERT,
    "mottak": MOTTAK,
    "klarert mottak": replace(MOTTAK, klarert=True),
    "teamleder": TEAMLEDER,
    "klarert teamleder": KLARERT_LEDER,
    "revisor": replace(REVISOR, klarert=True),
    "systemansvarlig": replace(SYSTEMANSVARLIG, klarert=True),
    "sperret teamleder": replace(KLARERT_LEDER, aktiv=False),
}
RELATIONS: Final = {
    "egen": OWN,
    "egen, annet lag": replace(OWN, i_mitt_lag=False),
    "lag": TEAMS,
    "annen": ORDINARY,
    "registrert": replace(ORDINARY, registrert_av_meg=True, ufordelt=True),
    "overlevert": replace(ORDINARY, registrert_av_meg=True, overlevert=True),
}

RUNNING: Final = """
saksbehandler         | egen            | KSARLNMF  KSARLNMF  -
saksbehandler         | egen, annet lag | KSARLNMF  KSARLNMF  -
saksbehandler         | lag             | K        -        -
saksbehandler         | annen           | -        -        -
saksbehandler         | registrert      | KSN      KSN      KSNT
saksbehandler         | overlevert      | -        -        -
klarert saksbehandler | egen            | KSARLNMF  KSARLNMF  KSARLNMF
klarert saksbehandler | egen, annet lag | KSARLNMF  KSARLNMF  KSARLNMF
klarert saksbehandler | lag             | K        -        -
klarert saksbehandler | annen           | -        -        -
klarert saksbehandler | overlevert      | -        -        -
mottak                | egen            | KSARLNMF  KSARLNMF  -
mottak                | lag             | K        K        -
mottak                | annen           | K        K        -
mottak                | overlevert      | K        K        -
klarert mottak        | lag             | K        K        -
teamleder             | egen            | KSARLNMFT KSARLNMFT -
teamleder             | egen, annet lag | KSARLNMF  KSARLNMF  -
teamleder             | lag             | KSARLNMFT KSARLNMFT -
teamleder             | annen           | -        -        -
teamleder             | registrert      | KSN      KSN      KSNT
teamleder             | overlevert      | -        -        -
klarert teamleder     | egen            | KSARLNMFT KSARLNMFT KSARLNMFT
klarert teamleder     | egen, annet lag | KSARLNMF  KSARLNMF  KSARLNMF
klarert teamleder     | lag             | KSARLNMFT KSARLNMFT KSARLNMFT
klarert teamleder     | annen           | -        -        -
revisor               | egen            | -        -        -
revisor               | lag             | -        -        -
revisor               | annen           | -        -        -
revisor               | registrert      | -        -        -
systemansvarlig       | egen            | -        -        -
systemansvarlig       | lag             | -        -        -
systemansvarlig       | annen           | -        -        -
systemansvarlig       | registrert      | -        -        -
sperret teamleder     | egen            | -        -        -
sperret teamleder     | lag             | -        -        -
"""

BARRED: Final = """
saksbehandler         | egen            | K        K        -
saksbehandler         | lag             | K        -        -
saksbehandler         | annen           | -        -        -
saksbehandler         | registrert      | K        K        -
klarert saksbehandler | egen            | K        K        -
klarert saksbehandler | lag             | K        -        -
mottak                | egen            | K        K        -
mottak                | lag             | K        K        -
mottak                | annen           | K        K        -
teamleder             | egen            | K        K        -
teamleder             | lag             | K        K        -
teamleder             | annen           | -        -        -
klarert teamleder     | egen            | K        K        -
klarert teamleder     | lag             | K        K        -
revisor               | lag             | -        -        -
systemansvarlig       | lag             | -        -        -
"""

NEW_HENVENDELSE: Final = """
saksbehandler         | lag             | K        -        -
saksbehandler         | registrert      | KSN      KSN      KSNT
mottak                | lag             | KSARNT   KSRNT    -
mottak                | annen           | K        K        -
mottak                | egen            | KSARLNMFT KSARLNMFT -
klarert mottak        | lag             | KSARNT   KSRNT    -
klarert mottak        | egen            | KSARLNMFT KSARLNMFT KSARLNMFT
teamleder             | lag             | KSARLNMFT KSARLNMFT -
"""


def rows(table: str, base: dict[str, object]) -> list[tuple[Principal, CaseFacts, str]]:
    found = []
    for line in table.strip().splitlines():
        person, relation, cells = (part.strip() for part in line.split("|"))
        for level, expected in zip(Protection, cells.split(), strict=True):
            case = replace(RELATIONS[relation], skjerming=level, **base)  # type: ignore[arg-type]
            found.append((PEOPLE[person], case, expected.replace("-", "")))
    return found


MATRIX: Final = [
    *rows(RUNNING, {}),
    *rows(BARRED, {"inhabil": True}),
    *rows(NEW_HENVENDELSE, {"tilstand": "henvendelse"}),
]


@pytest.mark.parametrize(("who", "case", "expected"), MATRIX)
def test_the_answers_are_those_written_by_hand(
    rulebook: Rulebook, who: Principal, case: CaseFacts, expected: str
) -> None:
    allowed = [letter for letter, action in LETTERS.items() if ask(rulebook, who, action, case).allowed]
    assert "".join(allowed) == expected
