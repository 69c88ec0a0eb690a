"""What somebody who is gone has to do yet: given to others, all that was chosen with one button, a case at a time.

Must not stop at the first that cannot be moved: what could not is told beside it, and the rest is done.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.oversikt import overtakelse
from exin.casework.visning.arbeidsvisning import Arbeid, Arbeidslinje, show_work
from exin.errors import Conflict, Denied, IllegalStep, InvalidInput, NotFound
from exin.web.feil import in_form
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema, read_day
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Work

ruter = Ruter()

_SAK, _LEDER, _ONSKE, _VIKAR = "sak", "leder", "onske", "vikar"
_NOTHING: Final = "Velg minst én som skal få arbeid."
_GONE: Final = "Dette er ikke lenger ditt å flytte. Last siden på nytt."


@ruter.get("/ansatte/{brukernavn}/arbeid", Action.FLYTT_ARBEID)
def arbeid(side: "Side", brukernavn: str) -> Response:
    """What there is, each with who could do it instead."""
    with side.read() as r:
        found = show_work(r, brukernavn)
    return _show(side, brukernavn, found, {}, None)


@ruter.post("/ansatte/{brukernavn}/arbeid", Action.FLYTT_ARBEID)
def flytt(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Give to others what was chosen."""
    with side.read() as r:
        overtakelse.ask_leave_to_move(r, brukernavn)
    feil, moved = {}, 0
    for field, act in _chosen(skjema, brukernavn):
        text = _tried(side, act)
        moved += text is None
        if text is not None:
            feil[field] = text
    if moved and not feil:
        return side.go_on("ansatte", brukernavn, "arbeid", gjort="arbeid_flyttet")
    with side.read() as r:
        left = show_work(r, brukernavn)
    return _show(side, brukernavn, left, feil or {"": _NOTHING}, moved, skjema)


def _tried(side: "Side", act: Callable[["Work"], None]) -> str | None:
    """What to say of what could not be moved; None where it was."""
    try:
        with side.work() as w:
            act(w)
    except (InvalidInput, IllegalStep, Conflict) as error:
        return next(iter(in_form(error).values()))
    except (Denied, NotFound):
        return _GONE
    return None


def _chosen(skjema: Skjema, brukernavn: str) -> Iterator[tuple[str, Callable[["Work"], None]]]:
    """Each field in which something was chosen, and what is done for it."""
    for field, value in skjema.typed().items():
        slag, _, rest = field.partition(":")
        if value and rest and slag in _ACTS:
            yield field, _act(slag, brukernavn, rest, value)


def _act(slag: str, brukernavn: str, rest: str, value: str) -> Callable[["Work"], None]:
    return lambda w: _ACTS[slag](w, brukernavn, rest, value)


def _take_over_absence(w: "Work", brukernavn: str, rest: str, til: str) -> None:
    day, _, borte = rest.partition(":")
    fra = None
    with suppress(InvalidInput):
        fra = read_day(day, "fra")
    if fra is None:
        raise InvalidInput("ukjent_fravar", "fra")
    overtakelse.take_over_absence(w, brukernavn, borte, fra=fra, til=til)


_ACTS: Final[Mapping[str, Callable[["Work", str, str, str], None]]] = {
    _SAK: overtakelse.take_over,
    _LEDER: lambda w, who, saksnr, til: overtakelse.take_over(w, who, saksnr, til, leder=True),
    _ONSKE: lambda w, who, saksnr, _: overtakelse.end_wish(w, who, saksnr),
    _VIKAR: _take_over_absence,
}


# -- shown -----------------------------------------------------------------------------------------------------


def _show(
    side: "Side",
    brukernavn: str,
    found: Arbeid,
    feil: Mapping[str, str],
    moved: int | None,
    skjema: Skjema | None = None,
) -> Response:
    return side.show(
        "sider/ansatt_arbeid.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if feil else HTTPStatus.OK,
        feil=feil,
        flyttet=moved,
        arbeid=found,
        brukernavn=brukernavn,
        navn=side.navn(brukernavn),
        linjer=[_line(each, skjema) for each in found.linjer],
        vikariater=[
            {
                "rad": each,
                "felt": f"{_VIKAR}:{each.fra.isoformat()}:{each.brukernavn}",
                "navn": side.navn(each.brukernavn),
            }
            for each in found.vikariater
        ],
        onsker=[{"saksnr": each, "felt": f"{_ONSKE}:{each}"} for each in found.onsker],
    )


def _line(each: Arbeidslinje, skjema: Skjema | None) -> dict[str, Any]:
    field = f"{_LEDER if each.leder else _SAK}:{each.saksnr}"
    return {
        "rad": each,
        "felt": field,
        "som": [begreper.funksjon(function) for function in each.funksjoner],
        "valgt": skjema.text(field) if skjema else each.foreslatt,
    }
