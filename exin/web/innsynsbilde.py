"""The log as its page shows it: events as rows, what can be chosen, counts in words.

Must not look anything up: what is shown was read in the block that ended before.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from audit.events import Outcome
from exin import begreper, skrivemate
from exin.casework.logg.handlingsord import handling_i_ord
from exin.casework.logg.innsyn import TALT, Filtre, Innslag, Loggside
from exin.casework.logg.loggtall import DAGER, Loggtall
from exin.casework.logg.regelord import regel_i_ord
from exin.casework.logg.utvalg import IKKE_TILLATT
from exin.web.skjema import Skjema, blank
from policies import Job

if TYPE_CHECKING:
    from exin.web.side import Side

NOTHING_ASKED: Final = blank()

_UTFALL: Final = {
    "tillatt": ("Tillatt", "gronn", "check-circle"),
    "nektet": ("Nektet", "rod", "cross-circle"),
    "avvist": ("Ikke mulig", "gul", "exclamation-mark-circle"),
    "konflikt": ("Andre var først", "gul", "exclamation-mark-circle"),
    "avbrutt": ("Avbrutt", "gul", "exclamation-mark-circle"),
}
_SHOWN_OF_ID: Final = 8
_CARRIED: Final = (
    *("fra", "til", "ansatt", "sak", "person", "sakid"),
    *("handling", "sokt_formal", "utfall", "regel", "dor"),
)
"""The fields of the form that go along to the page after."""

Options = list[tuple[str, str]]


def page(
    side: "Side", found: Loggside, opens: frozenset[int], skjema: Skjema, *, first: int
) -> dict[str, Any]:
    """What the page shows of what was found; `first` is the number of the first line."""
    return {
        "rader": [row(side, each, skjema, apen=each.blad in opens, sak=found.sak) for each in found.linjer],
        "viser": _counted(found, first),
        "valg": _options(side, found.filtre),
        "neste": found.neste,
        "nr": first + len(found.linjer),
        "med": carried(skjema),
        "videre": first > 1,
        "flere_valg": any(skjema.text(each) for each in ("handling", "sokt_formal", "regel", "dor")),
        "begrunnelser_lukket": any(each.begrunnet and each.blad not in opens for each in found.linjer),
        "bare_sak": _short(skjema.text("sakid")) if skjema.text("sakid") and not skjema.text("sak") else None,
    }


def nothing(side: "Side", there: Filtre, skjema: Skjema) -> dict[str, Any]:
    """The same where nothing could be looked for."""
    empty = dict.fromkeys(("rader", "neste", "bare_sak", "flere_valg", "begrunnelser_lukket"))
    return {**empty, "viser": "", "valg": _options(side, there), "med": carried(skjema)}


def carried(skjema: Skjema) -> list[tuple[str, str]]:
    """What was asked for, for the page after."""
    return [(name, skjema.text(name)) for name in _CARRIED if skjema.text(name)]


def row(
    side: "Side", line: Innslag, skjema: Skjema, *, apen: bool = False, sak: str | None = None
) -> dict[str, Any]:
    """One event. The number of a case stands there only where whoever asks typed it."""
    typed = skjema.text("sak").upper() if sak is not None and line.sak == sak else ""
    return {
        "linje": line,
        "tid": datetime.fromisoformat(line.tid),
        "hvem": _who(side, line),
        "under": begreper.lest(line.rolle).capitalize() if line.rolle else None,
        "sok_ansatt": None if (line.ansatt or "").startswith(("os:", "ansatt:")) else line.ansatt,
        "hva": _what(line),
        "dor": begreper.dor(line.dor),
        "om": f"Om {side.navn(line.gjelder)}" if line.gjelder else None,
        "sak": (typed or _short(line.sak)) if line.sak else None,
        "formal": begreper.formal(line.formal) if line.formal else None,
        "regler": [_rule(side, each) for each in line.regler],
        "utfall": _UTFALL.get(line.utfall, (begreper.lest(line.utfall).capitalize(), "gul", None)),
        "begrunnelse": ("apen" if apen else "lukket") if line.begrunnet else None,
    }


def _who(side: "Side", line: Innslag) -> str:
    who = line.ansatt or ""
    if who in set(Job):
        return f"Jobben {begreper.lest(who)}"
    if who.startswith("os:"):
        return f"Brukeren {who.removeprefix('os:')} på tjeneren"
    return side.navn(who) or skrivemate.NONE


def _what(line: Innslag) -> str:
    """What was done; of what was not, that it was tried."""
    words = handling_i_ord(line.handling)
    return words if line.utfall == Outcome.TILLATT else f"Forsøk: {words[:1].lower()}{words[1:]}"


def _rule(side: "Side", regel: str) -> dict[str, Any]:
    ground = side.nettsted.office.means.rulebook.grounds.get(regel)
    bars = ground is not None and ground.forbyr
    return {
        "tekst": regel_i_ord(regel),
        "grunn": ground.tekst if ground else None,
        "farge": "rod" if bars else "gra",
        "ikon": "lock-locked" if bars else "user",
    }


def _short(sak: str | None) -> str | None:
    """The first figures of a random id, in two groups: enough to tell one from another."""
    if sak is None:
        return None
    return f"{sak[: _SHOWN_OF_ID // 2]} {sak[_SHOWN_OF_ID // 2 : _SHOWN_OF_ID]}"


def _counted(found: Loggside, first: int) -> str:
    """Which of how many: «Viser 1–50 av 3 184»."""
    if not found.linjer:
        return "Ingen hendelser"
    shown = f"Viser {skrivemate.tall(first)}–{skrivemate.tall(first + len(found.linjer) - 1)}"
    if found.antall is None or first + len(found.linjer) - 1 > found.antall:
        return shown
    return f"{shown} av {_capped(found.antall)}"


def _capped(count: int) -> str:
    return f"over {skrivemate.tall(TALT)}" if count > TALT else skrivemate.tall(count)


# -- what can be chosen ----------------------------------------------------------------------------------------


def _options(side: "Side", there: Filtre) -> Mapping[str, Options]:
    jobs = [(str(each), f"Jobben {begreper.lest(each)}") for each in Job]
    colleagues = _sorted((each, side.navn(each) or each) for each in there.ansatt)
    outcomes = [(kode, _UTFALL[kode][0]) for kode in there.utfall if kode in _UTFALL]
    return {
        "ansatt": [*colleagues, *_sorted(jobs)],
        "handling": _sorted((kode, handling_i_ord(kode)) for kode in there.handling),
        "formal": _sorted((kode, begreper.formal(kode)) for kode in there.formal),
        "utfall": [*outcomes, (IKKE_TILLATT, "Alt som ikke ble tillatt")],
        "regel": _sorted((kode, _rule_choice(side, kode)) for kode in there.regel),
        "dor": _sorted((kode, begreper.dor(kode)) for kode in there.dor),
    }


def _rule_choice(side: "Side", regel: str) -> str:
    ground = side.nettsted.office.means.rulebook.grounds.get(regel)
    return ground.tekst if ground else regel_i_ord(regel)


def _sorted(options: Iterable[tuple[str, str]]) -> Options:
    return sorted(options, key=lambda each: each[1].casefold())


# -- figures ---------------------------------------------------------------------------------------------------


def figures(tall: Loggtall) -> list[dict[str, Any]]:
    """The tiles on top."""
    refused, elsewhere = tall.nektet, tall.uten_egen_sak
    return [
        {
            "tekst": f"Saker åpnet siste {DAGER} dager",
            "tall": _capped(tall.oppslag),
            "under": "Hver gang én sak ble åpnet",
        },
        {
            "tekst": "Uten egen sak",
            "tall": _capped(elsewhere),
            "under": "Åpnet av leder, mottak eller den som registrerte",
            "slag": "se_pa" if elsewhere else "",
        },
        {
            "tekst": "Nektet",
            "tall": _capped(refused),
            "under": "Forsøk som reglene avviste",
            "slag": "galt" if refused else "bra",
        },
        {
            "tekst": "Begrunnelser åpnet",
            "tall": _capped(tall.begrunnelser),
            "under": "Av klarert revisor, én om gangen",
        },
        {"tekst": "Uttak av loggen", "tall": _capped(tall.uttak), "under": "Lastet ned eller eksportert"},
    ]
