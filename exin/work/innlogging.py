"""The one block that somebody without a session may open: the act of logging in.

Must not give a grant for anything else.
"""

from collections.abc import Iterable
from typing import NoReturn

from exin.store.decision import CaseStub
from exin.store.grant import Grant, OutsideGrant
from exin.work.entry import Pending
from exin.work.write import Work
from policies import Action, OtherKind

_ONLY = "bare_innlogging"


class LoggingIn(Work):
    """A write block in which only `logg_inn` is permitted. For anything else it raises OutsideGrant."""

    def permit_house(
        self,
        action: Action,
        kind: OtherKind,
        *,
        felt: Iterable[str] = (),
        hendelse: str | None = None,
        gjelder_ansatt: bytes | None = None,
        koder: tuple[str, ...] = (),
    ) -> Grant:
        """As in every block, for the log-in alone. Raises Denied."""
        if action is not Action.LOGG_INN:
            raise OutsideGrant(_ONLY)
        return super().permit_house(
            action, kind, felt=felt, hendelse=hendelse, gjelder_ansatt=gjelder_ansatt, koder=koder
        )

    def _grant_case(self, pending: Pending, stub: CaseStub) -> NoReturn:  # noqa: ARG002 - no case, whichever
        raise OutsideGrant(_ONLY)
