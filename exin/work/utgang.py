"""The way out for e-mail, as the jobs have it from the composition root.

Must not be used inside a block: nothing outside the database happens there.
"""

from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from typing import Protocol


class Utgang(Protocol):
    """Somewhere to hand letters to."""

    @property
    def avsender(self) -> str:
        """The address that letters come from."""
        ...

    @property
    def lenke(self) -> str:
        """The address of the pages, without a slash at its end."""
        ...

    def deliver(self, letters: Sequence[EmailMessage]) -> Iterator[bool]:
        """Hand over letters one by one: whether each was accepted, in their order.

        A letter whose outcome nobody knows counts as not accepted.

        Raises:
            Misconfigured: what is needed to hand over anything is not there.
        """
        ...
