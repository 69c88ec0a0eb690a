"""Cases in outline: what a decision and an order need of them, for a list that is counted and shows one page.

Must not be shown nor permitted by: these columns are not held against the log. What is shown is read anew, and checked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Select, select

from exin.errors import Tampered
from exin.ids import AnsattId
from exin.store.decision import barred_from, of_person
from exin.store.prepared import prepared
from exin.store.rows import Tx, name_of, read, table_of
from exin.store.tables import Sak
from exin.store.utsyn import Form, Utvalg, assigned_to_me, chosen
from policies import Protection

_SAK = table_of(Sak)
_ORDERED_BY: Final = ("id", "saksnr", "tilstand_fra", "bydel")
DECIDED_BY: Final = (
    *("program", "program_versjon", "tilstand", "skjerming"),
    *("kontakt_id", "team_id", "registrert_av", "overlevert"),
)
"""By these columns a case is decided on; and by how it stands to the asker, and how its person is protected."""


@dataclass(frozen=True, slots=True)
class Omriss:
    """Cases in outline that are alike in all that a decision on them depends on: one question answers for them all."""

    rader: Sequence[Sak]
    """At least one. They have the columns above and no others."""
    medansvarlig: bool
    inhabil: bool
    vern: Protection

    @property
    def rad(self) -> Sak:
        """Any of them."""
        return self.rader[0]


def outlines(tx: Tx, asker: AnsattId, utvalg: Utvalg) -> list[Omriss]:
    """The cases that a list asks for, before anybody has decided on them. In no order."""
    barred = barred_from(tx, asker)
    found = read(tx, Sak, _outlines(utvalg.form()), {"b_meg": asker, "b_lag": None} | utvalg.values())
    record, start = cast("Callable[[Sequence[Any]], Any]", found.form.record), len(_ORDERED_BY)
    alike = defaultdict[tuple[Any, ...], list[Any]](list)
    for raw in found.raw:
        alike[(*raw[start:], raw[0] in barred)].append(record(raw))
    return [
        Omriss(rows, bool(rows[0]._tildelt), kind[-1], Protection(rows[0]._vern))  # noqa: SLF001
        for kind, rows in alike.items()
    ]


@prepared
def _outlines(form: Form) -> Select[Any]:
    columns = [_SAK.c[name] for name in (*_ORDERED_BY, *DECIDED_BY)]
    assigned = _SAK.c.id.in_(assigned_to_me()).label("_tildelt")
    return select(*columns, assigned, of_person()[0]).where(*chosen(form))


@contextmanager
def unchecked() -> Iterator[None]:
    """What is done with outlines. A value in them that the engine never writes is no fault of the engine's."""
    try:
        yield
    except (LookupError, TypeError, ValueError):
        raise Tampered("rad_er_ikke_siste_skriving", name_of(Sak)) from None
