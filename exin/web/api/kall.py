"""One request to the API: who asks, for what purpose, what was sent; and the block in which its route does its work.

Must not know any resource. A block ends, and its events are durable, before a byte of what it gave is sent.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exin.actor import Caller
from exin.casework.hus import gjentakelse
from exin.casework.hus.gjentakelse import Foresporsel, Gjort
from exin.casework.sak.adgang import check_purpose
from exin.errors import Conflict, IllegalStep, InvalidInput
from exin.web.api.jsonskjema import as_json
from exin.web.api.kropp import UleseligKropp, read_body, read_query
from exin.web.api.legitimasjon import Sted, who_asks
from exin.web.api.problem import refused
from exin.web.api.ruter import Rute
from exin.web.nettsted import Nettsted
from exin.work import Reading, Work
from policies import Action, Purpose, Role, default_purpose, must_say_why

UNDER: Final = "/api/v1"
"""Where the API lies."""

FORMAL, NOKKEL, VERSJON = "Formal", "Idempotency-Key", "If-Match"
"""The headers that say why, which of several sendings it is, and which version was seen."""

NOKKEL_FORM: Final = r"[A-Za-z0-9_-]{16,100}"
_KEY: Final = re.compile(rf'"{NOKKEL_FORM}"|{NOKKEL_FORM}')
_TAG: Final = re.compile(r'(?:W/)?"[!#-~]{0,40}"')
VERSJON_FORM: Final = '"v[0-9]{1,9}"'


def as_tag(versjon: int) -> str:
    """A version as an ETag says it."""
    return f'"v{versjon}"'


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Kall:
    """One request, once it is known whom it comes from."""

    rute: Rute
    nettsted: Nettsted
    sti: Mapping[str, str]
    """The parts of its path."""
    sendt: Any
    """What was sent or asked for, in the type that the route reads."""
    caller: Caller
    sett: int | None = None
    """The version that the asker says was seen, where the route asks for it."""
    foresporsel: Foresporsel | None = None

    @property
    def saksnr(self) -> str:
        """The case that it is about."""
        return self.sti["saksnr"]

    # -- the door ---------------------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """A read block."""
        with self.nettsted.office.read(self.caller) as r:
            check_purpose(r)
            yield r

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A write block."""
        with self.nettsted.office.work(self.caller) as w:
            check_purpose(w)
            yield w

    # -- answers ----------------------------------------------------------------------------------

    def answer(self) -> Response:
        """Do what was asked for."""
        if self.rute.metode == "GET":
            return self._shown()
        if self.foresporsel is not None:
            return self._done_once(self.foresporsel)
        with self.work() as w:
            self._change(w)
        return Response(status_code=int(self.rute.status))

    def _shown(self) -> Response:
        with self.read() as r:
            view = self._do(r)
        tag = {"ETag": as_tag(getattr(view, self.rute.etag))} if self.rute.etag else {}
        return JSONResponse(as_json(view), headers=tag)

    def _change(self, w: Work) -> str | None:
        """Do it on the case as it was seen. Returns the id of what was made."""
        if self.rute.versjon == "sak" and self.sett is not None:
            w.hold_to(self.saksnr, self.sett)
        made: str | None = self._do(w)
        return made

    def _do(self, block: Reading | Work) -> Any:  # noqa: ANN401 - a view, or the id of what was made
        return self.rute.gjor(block, self) if self.sendt is None else self.rute.gjor(block, self, self.sendt)

    def _done_once(self, asked: Foresporsel) -> Response:
        """Do it, unless the asker had it done under the same key before: then say what it came to."""
        try:
            with self.work() as w:
                gjort = gjentakelse.done_before(w, asked)
                if gjort is None:
                    gjort = Gjort(status=int(self.rute.status), laget=self._change(w))
                    gjentakelse.remember(w, asked, gjort)
                else:
                    self._permit_again(w)
        except (Conflict, IllegalStep, InvalidInput):
            if gjentakelse.done_meanwhile(self.nettsted.office, str(self.caller.brukernavn), asked):
                raise refused(HTTPStatus.CONFLICT, "gjores_allerede") from None
            raise
        where = self.rute.sted.format(**self.sti, laget=gjort.laget)
        return Response(status_code=gjort.status, headers={"Location": UNDER + where})

    def _permit_again(self, w: Work) -> None:
        """What was done is told to who may still know of the case, or do the like; and that is in the log."""
        if self.rute.om_sak:
            w.note(w.permit(Action.KJENNE_TIL, self.saksnr), koder=(gjentakelse.GJENTATT,))
        else:
            w.permit_house(self.rute.handlinger[0], "program", koder=(gjentakelse.GJENTATT,))


# -- what a request is -------------------------------------------------------------------------------------


def answer(nettsted: Nettsted, rute: Rute, request: Request, body: bytes) -> Response:
    """The answer to one request.

    Raises:
        Avvist: it gets no further.
        ExinError: as its route does.
    """
    sted = Sted(nettsted=nettsted, rute=rute.navn, foresporsel=str(request.state.foresporsel))
    bound, caller = who_asks(sted, request)
    sett = _seen(request) if rute.versjon else None
    key = _key(request) if rute.metode == "POST" else None
    sent = _sent(rute, request, body)
    handling = rute.handling(sent)
    caller = replace(caller, formal=_purpose(rute, handling, bound.rolle, request))
    asked = None
    if key is not None:
        content = "\n".join([*(f"{name}={value}" for name, value in sorted(request.path_params.items())), ""])
        asked = Foresporsel(nokkel=key, rute=rute.navn, innhold=content.encode(errors="replace") + body)
    call = Kall(
        rute=rute,
        nettsted=nettsted,
        sti=dict(request.path_params),
        sendt=sent,
        caller=caller,
        sett=sett,
        foresporsel=asked,
    )
    return call.answer()


def _purpose(rute: Rute, handling: Action, rolle: Role, request: Request) -> Purpose | None:
    """The purpose: as stated; for a lead who states none, the one that follows from what is asked for.

    Raises:
        InvalidInput: it is none, or only the asker knows it. Before anybody looks whether there is such a case.
    """
    stated = request.headers.get(FORMAL)
    if stated is not None:
        if stated not in set(Purpose):
            raise InvalidInput("ukjent_formal", FORMAL)
        return Purpose(stated)
    if must_say_why(handling, rolle, reads_case=rute.om_sak and rute.metode == "GET"):
        raise InvalidInput("formal_mangler", FORMAL)
    return default_purpose(handling, Role.TEAMLEDER) if rolle is Role.TEAMLEDER else None


def _seen(request: Request) -> int:
    """The version named in If-Match: one tag. A weak one, or one of another kind, is none that anything here has."""
    given = request.headers.get(VERSJON, "").strip()
    if given in {"", "*"}:
        raise refused(HTTPStatus.PRECONDITION_REQUIRED, "versjon_mangler")
    if re.fullmatch(VERSJON_FORM, given):
        return int(given[2:-1])
    if _TAG.fullmatch(given):
        raise refused(HTTPStatus.PRECONDITION_FAILED, "versjon_utdatert")
    raise InvalidInput("ugyldig_verdi", VERSJON)


def _key(request: Request) -> str:
    given = request.headers.get(NOKKEL, "").strip()
    if not given:
        raise refused(HTTPStatus.BAD_REQUEST, "nokkel_mangler")
    if not _KEY.fullmatch(given):
        raise InvalidInput("ugyldig_verdi", NOKKEL)
    return given.strip('"')


def _sent(rute: Rute, request: Request, body: bytes) -> Any:  # noqa: ANN401 - as the route reads it
    sent = _body(rute, request, body)
    asked = request.query_params.multi_items()
    if rute.sporring is not None:
        return read_query(rute.sporring, asked)
    if asked:
        raise InvalidInput("ukjent_felt")
    return sent


def _body(rute: Rute, request: Request, body: bytes) -> Any:  # noqa: ANN401 - as above
    if rute.kropp is None:
        if body:
            raise refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "ikke_json")
        return None
    _check_media(request)
    try:
        return read_body(rute.kropp, body)
    except UleseligKropp:
        raise refused(HTTPStatus.BAD_REQUEST, "uleselig_json") from None


def _check_media(request: Request) -> None:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json":
        raise refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "ikke_json")
