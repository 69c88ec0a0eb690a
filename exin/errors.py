"""The errors of the engine. Their arguments are codes and ids, never content.

Must not know of doors: the command line and the web each have one table from these to an answer.
"""

from collections.abc import Sequence
from typing import Protocol


class ReasonLike(Protocol):
    """What every reason for a refusal can tell (`workflows.Reason` is one)."""

    @property
    def kode(self) -> str:
        """The guard's code."""
        ...

    @property
    def tekst(self) -> str:
        """What is asked."""
        ...

    @property
    def mangler(self) -> str:
        """What is missing, and what to do."""
        ...

    @property
    def hvem(self) -> str:
        """Who can fix it."""
        ...


class ExinError(Exception):
    """The root of all that the engine raises on purpose."""


class Denied(ExinError):
    """The rules say no, and the asker may know that there is something to say no to.

    `told` are the rules that decided, where the asker may hear of them: of a case, only who may read it.
    """

    def __init__(self, action: str, rule_ids: Sequence[str] = (), *, tell: bool = False) -> None:
        super().__init__(action, *rule_ids)
        self.action = action
        self.rule_ids = tuple(rule_ids)
        self.told = self.rule_ids if tell else ()


class UnfitPurpose(Denied):
    """The purpose stated does not go with the asker's role; `fitting` are those that do."""

    def __init__(self, action: str, fitting: Sequence[str]) -> None:
        super().__init__(action)
        self.fitting = tuple(fitting)


class UnknownActor(Denied):
    """Nobody works under that name, or not from this account."""


class NotFound(ExinError):
    """There is no such thing, or the asker may not know of it: the two are one answer."""


class InvalidInput(ExinError):
    """What was given cannot be used. `kode` names the text that says what to do; `felt` the field."""

    def __init__(self, kode: str, felt: str = "") -> None:
        super().__init__(kode, felt)
        self.kode = kode
        self.felt = felt


class IllegalStep(ExinError):
    """The workflow does not allow the step now; `reasons` say what is missing and who can fix it.

    `saksnr` is the other case that stands in the way, where the asker has just been told of it.
    """

    def __init__(self, reasons: Sequence[ReasonLike], *, saksnr: str | None = None) -> None:
        super().__init__(*(reason.kode for reason in reasons))
        self.reasons = tuple(reasons)
        self.saksnr = saksnr


class Conflict(ExinError):
    """Somebody else changed the same thing first. Nothing was written."""

    def __init__(self, kode: str = "endret_av_andre") -> None:
        super().__init__(kode)
        self.kode = kode


class Tampered(ExinError):
    """Stored bytes are not those that the engine wrote. Never ignored, never shown as content."""

    def __init__(self, kode: str, *where: str) -> None:
        super().__init__(kode, *where)
        self.kode = kode
        self.where = where


class Misconfigured(ExinError):
    """The installation is not as it must be; `kode` names the text that says what to do."""

    def __init__(self, kode: str, *where: str) -> None:
        super().__init__(kode, *where)
        self.kode = kode
        self.where = where


class LogUnavailable(ExinError):
    """The log cannot be written, so nothing can be read or changed."""
