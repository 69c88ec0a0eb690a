"""User names in place of ids, for showing who did what.

Must not tell anything else of staff.
"""

from exin.ids import AnsattId
from exin.store import hus
from exin.work import Block


class StaffNames:
    """User names by id; each is read once in a block."""

    def __init__(self, w: Block) -> None:
        self._w = w
        self._known: dict[AnsattId, str] = {}

    def learn(self, ids: set[AnsattId]) -> None:
        """Read several at once, for a list."""
        unknown = ids - self._known.keys()
        if unknown:
            self._known |= hus.user_names(self._w.tx, unknown)

    def of(self, ansatt_id: AnsattId) -> str:
        """The user name of one."""
        if ansatt_id not in self._known:
            self.learn({ansatt_id})
        return self._known[ansatt_id]
