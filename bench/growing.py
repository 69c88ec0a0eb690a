"""Growing the database: a generated register lands through the engine's own import, the floor gets as many rows.

Eight of ten cases ended at once, one went all the way, one is open with its first talk held; forty staff have them.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bench.floor import LISTED_CASES, OTHERS
from bench.house import HAS_LIST, House, caller, national_number
from exin.casework.register.cells import CASE_COLUMNS, EVENT_COLUMNS
from exin.casework.register.run import Files, import_register

_ALL_THE_WAY: Final = (
    *("informasjonssamtale", "start_vurdering", "kartlegging", "start_forlop"),
    *("start_avslutning", "avslutt"),
)


@dataclass(frozen=True, slots=True)
class Landed:
    """What an import came to. `text` is the bytes of names, numbers and addresses that it sealed."""

    cases: int
    rows: int
    seconds: float
    text: int


def grow(house: House, first: int, beyond: int) -> Landed:
    """Import the cases with these numbers. The first fifty of all are those of the list."""
    cases, events = [";".join(CASE_COLUMNS)], [";".join(EVENT_COLUMNS)]
    text = 0
    for which in range(first, beyond):
        saksnr, number = f"B-{which // 1000:03}-{which % 1000:03}", national_number(which)
        has = HAS_LIST if which < LISTED_CASES else f"ansatt{which % OTHERS:02}"
        epost = f"person{which}@example.org"
        cells = (
            saksnr,
            "exin_oslo",
            "03.02.2025",
            "Munter Granitt",
            number,
            epost,
            "Sagene",
            "direkte",
            "",
            has,
        )
        cases.append(";".join(cells))
        events += [f"{saksnr};{day:02}.02.2025;{told};{has};" for day, told in _course(which)]
        text += len("Munter Granitt2003-03-14") + len(number) + len(epost)
    start = time.perf_counter()
    files = Files(henvendelser="\n".join(cases).encode(), hendelser="\n".join(events).encode())
    came = import_register(house.office, caller("admin"), files)
    assert not came.avvist
    return Landed(came.saker, came.saker + came.hendelser, time.perf_counter() - start, text)


def _course(which: int) -> Iterator[tuple[int, str]]:
    """Day, and event with its reason."""
    yield 3, "henvendelse;"
    if which < LISTED_CASES or which % 10 == 9:
        yield 10, "informasjonssamtale;"
    elif which % 10 == 8:
        yield from ((10 + nth, f"{told};") for nth, told in enumerate(_ALL_THE_WAY))
    else:
        yield 10, "ikke_tatt_inn;kapasitet"
