"""A router for the API, on which every route says what the rules are asked about, what is sent and what is answered.

Must not decide: the door does, in the block that is opened for the route. What a route says here is the description.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal

from policies import Action

Handler = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rute:
    """One route.

    `handlinger`: the action that the rules are asked about; of several the one that what is sent names. `etag`: the
    field of the answer that is its version. `versjon`: whose version is to be stated before it is changed. `sted`:
    where what was made is found, below the API; `{laget}` is its id.
    """

    navn: str
    metode: Literal["GET", "POST", "PATCH", "DELETE"]
    sti: str
    handlinger: tuple[Action, ...]
    gjor: Handler
    om: str
    merke: str
    kropp: type | None = None
    sporring: type | None = None
    svar: type | None = None
    etag: str = ""
    versjon: Literal["", "sak", "mote"] = ""
    sted: str = ""

    @property
    def status(self) -> HTTPStatus:
        """What is answered when it went well."""
        return {"GET": HTTPStatus.OK, "POST": HTTPStatus.CREATED}.get(self.metode, HTTPStatus.NO_CONTENT)

    @property
    def om_sak(self) -> bool:
        """Whether it is about a case."""
        return "{saksnr}" in self.sti

    def handling(self, sent: Any) -> Action:  # noqa: ANN401 - what the route reads
        """The action that this very request is about."""
        if len(self.handlinger) == 1:
            return self.handlinger[0]
        return Action(sent.hendelse)


class ApiRuter:
    """The routes of one subject. A route gets its block, the request's parts, and what was sent where it reads that."""

    def __init__(self, merke: str) -> None:
        self.merke: Final = merke
        self.ruter: list[Rute] = []

    def get(
        self, sti: str, handling: Action, om: str, *, svar: type, sporring: type | None = None, etag: str = ""
    ) -> Callable[[Handler], Handler]:
        """A route that reads. `om`: what it is for, in the description."""
        return self._add("GET", sti, (handling,), om, svar=svar, sporring=sporring, etag=etag)

    def post(
        self,
        sti: str,
        handling: Action | tuple[Action, ...],
        om: str,
        *,
        sted: str,
        kropp: type | None = None,
        versjon: Literal["", "sak", "mote"] = "sak",
    ) -> Callable[[Handler], Handler]:
        """A route that does something once for each key it is sent under, and gives the id of what it made, if any."""
        handlinger = handling if isinstance(handling, tuple) else (handling,)
        return self._add("POST", sti, handlinger, om, kropp=kropp, sted=sted, versjon=versjon)

    def patch(
        self, sti: str, handling: Action, om: str, *, kropp: type, versjon: Literal["sak", "mote"] = "sak"
    ) -> Callable[[Handler], Handler]:
        """A route that changes what is there."""
        return self._add("PATCH", sti, (handling,), om, kropp=kropp, versjon=versjon)

    def delete(self, sti: str, handling: Action, om: str) -> Callable[[Handler], Handler]:
        """A route that takes something away from a case."""
        return self._add("DELETE", sti, (handling,), om, versjon="sak")

    def _add(
        self,
        metode: Literal["GET", "POST", "PATCH", "DELETE"],
        sti: str,
        handlinger: tuple[Action, ...],
        om: str,
        **more: Any,  # noqa: ANN401 - fields of `Rute`
    ) -> Callable[[Handler], Handler]:
        def add(gjor: Handler) -> Handler:
            asked = {"metode": metode, "sti": sti, "handlinger": handlinger, "om": om, "merke": self.merke}
            self.ruter.append(Rute(navn=gjor.__name__, gjor=gjor, **asked, **more))  # type: ignore[arg-type]
            return gjor

        return add


def by_path(ruter: list[Rute]) -> Mapping[str, Mapping[str, Rute]]:
    """The routes of each path, by method."""
    found: dict[str, dict[str, Rute]] = {}
    for rute in ruter:
        found.setdefault(rute.sti, {})[rute.metode] = rute
    return found
