"""What has to stand still from a decision until what was decided is written: asked again as the transaction opens.

Must not decide what follows when something moved: the door does.
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from sqlalchemy import Select, bindparam, select

from exin.ids import PersonId
from exin.store.decision import CaseStub, of_person
from exin.store.prepared import Asked, Found, prepared
from exin.store.rows import Model, Stored, Tx, table_of
from exin.store.tables import Person, Sak

_SAK = table_of(Sak)
_PERSON = table_of(Person)


@prepared
def _version(model: type[Model], shared: bool) -> Select[Any]:  # noqa: FBT001 - a cache's key
    table = table_of(model)
    wanted = select(table.c.versjon).where(table.c.id == bindparam("b_id"))
    return wanted.with_for_update(read=True) if shared else wanted.with_for_update(key_share=True)


def hold_person(tx: Tx, person_id: PersonId) -> None:
    """Where several write at a time: let nobody else write on this person's cases until the transaction ends.

    A new case of the person refers to the row, and waits for it as well.
    """
    if tx.link.row_locks:
        tx.link.execute(_held(), {"b_id": person_id}).all()


@prepared
def _held() -> Select[Any]:
    return select(_PERSON.c.id).where(_PERSON.c.id == bindparam("b_id")).with_for_update()


Check = tuple[Asked, Callable[[Found], bool]]
"""What is asked as a write transaction opens, and whether the answer is the one that was decided on."""


def checks(tx: Tx, stubs: Collection[CaseStub], opened: Collection[Stored[Any]]) -> list[Check]:
    """Whether cases, the protection of their persons, and what was opened are as when they were read.

    Where several write at a time, the persons are held first, as `hold_person` does.
    """
    persons = sorted({stub.person_id for stub in stubs}) if tx.link.row_locks else []
    return [
        *(((_held(), {"b_id": person}), lambda _: True) for person in persons),
        *(((_standing(), {"b_id": stub.id}), partial(_stands, stub)) for stub in stubs),
        *(unchanged(each.model, each.row.id, each.row.versjon) for each in opened),
    ]


def unchanged(model: type[Model], row_id: bytes, versjon: int, *, shared: bool = False) -> Check:
    """Whether a row has the lock version that it had; it stays so until the transaction ends.

    `shared`: for a row that is not going to be written, so that others may hold it still as well.
    """
    return (_version(model, shared), {"b_id": row_id}), lambda found: found.scalar() == versjon


def _stands(stub: CaseStub, found: Found) -> bool:
    return [tuple(row) for row in found.raw] == [(stub.sak.row.versjon, stub.vern)]


@prepared
def _standing() -> Select[Any]:
    return select(_SAK.c.versjon, of_person()[0]).where(_SAK.c.id == bindparam("b_id"))
