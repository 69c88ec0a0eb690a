"""Opening and sealing one cell: which owner's key, which place, which content version.

Must not be called but from the two kinds of block: it neither decides nor logs.
"""

from typing import Any

from exin.sealing.sealed import FieldRef, Owner, OwnerKind
from exin.sealing.sealer import Sealer
from exin.store.grant import Grant
from exin.store.rows import Model, Stored, name_of

_OF_PERSON = frozenset({"person", "adresse"})


def owner_of(table: str, row: Any) -> Owner:  # noqa: ANN401 - any table's row
    """Whose key seals a row: the person's for identity and address, the case's for the rest."""
    if table in _OF_PERSON:
        return Owner(OwnerKind.PERSON, row.id if table == "person" else row.person_id)
    return Owner(OwnerKind.SAK, row.sak_id)


def open_cell(sealer: Sealer, grant: Grant, stored: Stored[Any], column: str) -> str | None:
    """The plain text of one cell. Raises OutsideGrant, or Tampered when the cell is not what was sealed there."""
    table = name_of(stored.model)
    owner = owner_of(table, stored.row)
    grant.check_field(f"{table}.{column}", owner)
    ref = FieldRef(table, column, stored.row.id, stored.version)
    return sealer.open(owner, ref, getattr(stored.row, column))


def seal_cells(
    sealer: Sealer,
    grant: Grant,
    model: type[Model],
    *,
    owner_id: bytes,
    row_id: bytes,
    texts: dict[str, str | None],
    version: int = 1,
) -> dict[str, Any]:
    """All texts of one row, sealed for that row and content version. Raises OutsideGrant."""
    table = name_of(model)
    kind = OwnerKind.PERSON if table in _OF_PERSON else OwnerKind.SAK
    owner = Owner(kind, owner_id)
    covered = grant.live().personer if kind is OwnerKind.PERSON else grant.saker
    grant.check_owner(owner_id in covered)
    return {
        column: sealer.seal(owner, FieldRef(table, column, row_id, version), text)
        for column, text in texts.items()
    }
