"""A grant: the proof that the door was passed, with the exact cases, persons and fields it is for.

Must not be made anywhere but in the door (a test sees to it): a grant exists only after a decision.
"""

from dataclasses import dataclass, field

from exin.errors import ExinError
from exin.ids import PersonId, SakId
from exin.sealing.sealed import Owner, OwnerKind


class OutsideGrant(ExinError):
    """A programming error: something was asked for that the decision did not cover. Fails closed."""


@dataclass(slots=True)
class BlockMark:
    """The block a grant belongs to. When the block ends, so do its grants."""

    open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one decision allows: read by the store, which puts the ids into its SQL."""

    action: str
    number: int
    mark: BlockMark = field(repr=False)
    saker: frozenset[SakId] = frozenset()
    personer: frozenset[PersonId] = frozenset()
    hovedperson: PersonId | None = None
    felt: frozenset[str] = frozenset()

    def live(self) -> "Grant":
        """This grant, if its block still runs. Raises OutsideGrant otherwise."""
        if not self.mark.open:
            raise OutsideGrant("blokken_er_over")
        return self

    def sak(self) -> SakId:
        """The one case it is for. Raises OutsideGrant when it is for none or several."""
        if len(self.live().saker) != 1:
            raise OutsideGrant("ikke_en_sak")
        return next(iter(self.saker))

    def person(self) -> PersonId:
        """The one person it is for, merged rows aside. Raises OutsideGrant when there is none."""
        person = self.live().hovedperson
        if person is None:
            raise OutsideGrant("ingen_person")
        return person

    def check_field(self, name: str, owner: Owner) -> None:
        """Raises OutsideGrant unless the field was declared and the owner of its key is covered."""
        self.live()
        covered = self.personer if owner.kind is OwnerKind.PERSON else self.saker
        if name not in self.felt or owner.id not in covered:
            raise OutsideGrant("felt_eller_eier")

    def check_owner(self, covered: bool) -> None:  # noqa: FBT001 - the answer to one question
        """Raises OutsideGrant unless what is to be sealed belongs to a case or person of the grant."""
        self.live()
        if not covered:
            raise OutsideGrant("eier")

    def check_action(self, *actions: str) -> None:
        """Raises OutsideGrant unless the grant is for one of `actions` (for reads across cases)."""
        if self.live().action not in actions:
            raise OutsideGrant("handling")
