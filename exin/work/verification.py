"""Opening cells to see that they open, and for nothing else.

Must not give out what it opens, nor be used for anything but `exin logg verify --data` (a test sees to it).
"""

from types import SimpleNamespace

from exin.errors import Tampered
from exin.sealing.sealed import FieldRef
from exin.store.grant import Grant
from exin.store.verifisering import ProtectedRow
from exin.work.cells import owner_of
from exin.work.read import Reading

_ACTION = "verifiser_logg"


def open_unlogged_for_verification(w: Reading, grant: Grant, row: ProtectedRow, column: str) -> None:
    """Open a cell of any case or person and drop what it held. One event stands for all cells of a verification.

    Raises:
        Tampered: it does not open: changed, moved, or its key is gone.
        OutsideGrant: the grant is not for verifying.
        LogUnavailable: that event cannot be written.
    """
    grant.check_action(_ACTION)
    w.flush()
    try:
        owner = owner_of(row.table, SimpleNamespace(**row.values))
        ref = FieldRef(row.table, column, row.id, row.values.get("innholdsversjon", 1))
        w.means.sealer.open(owner, ref, row.values[column])
    except (AttributeError, TypeError, ValueError):  # no cell, or where none can be, or nobody's
        raise Tampered("celle_format", row.table, column) from None
