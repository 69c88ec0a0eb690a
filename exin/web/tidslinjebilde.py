"""The timeline of a case, made ready for its template: what is chosen of it, and each entry in words.

Must not hide anything: what the reader may not see is not on the timeline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from exin import begreper
from exin.casework.visning.sakside import Vis
from exin.casework.visning.tidslinje import Innslag, Slag
from exin.clock import oslo_day

if TYPE_CHECKING:
    from exin.web.side import Side

INNSLAG: Final = 30
"""Entries of the timeline that are shown at once."""

MOST: Final = 3_000
"""So many at most are ever asked for."""

_ANNET: Final = frozenset(
    {
        Slag.KARTLEGGING,
        Slag.SAMTYKKE,
        Slag.PLAN,
        Slag.OVERLEVERING,
        Slag.TILBUD,
        Slag.FORTALT,
    }
)

UTVALG: Final[Mapping[str, tuple[str, frozenset[str] | None]]] = {
    "alle": ("Alle", None),
    "notater": ("Notater", frozenset({Slag.NOTAT})),
    "samtaler": ("Samtaler og møter", frozenset({Slag.KONTAKT, Slag.MOTE})),
    "steg": ("Steg", frozenset({Slag.STEG})),
    "annet": ("Annet", _ANNET),
}
"""What the timeline can be narrowed to, by the word in the address."""

_LOOK: Final[Mapping[str, tuple[str, str, str]]] = {
    Slag.STEG: ("Steg", "gronn", "flag"),
    Slag.NOTAT: ("Notat", "bla", "document-text"),
    Slag.KONTAKT: ("Samtale", "bla", "two-people-talking"),
    Slag.KARTLEGGING: ("Kartlegging", "gul", "clipboard"),
    Slag.SAMTYKKE: ("Samtykke", "gra", "signature"),
    Slag.PLAN: ("Plan", "gra", "goal"),
    Slag.OVERLEVERING: ("Overlevering", "gra", "organization"),
    Slag.TILBUD: ("Andre tilbud", "gra", "information"),
    Slag.FORTALT: ("Fortalt", "gra", "message"),
    Slag.MOTE: ("Møte", "gra", "calendar"),
}
"""Word, colour and picture of each kind of entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utsnitt:
    """What of the page was asked for, as the address says it. What an address may not say is as if it did not."""

    vis: frozenset[str]
    utvalg: str
    vist: int

    def changed(self, **changes: str | int | None) -> dict[str, str | int | None]:
        """The query of an address that differs from this one in something. Identity is asked for anew each time."""
        utvalg = self.utvalg if self.utvalg != "alle" else None
        vist = self.vist if self.vist != INNSLAG else None
        return {"vis": self.with_vis(Vis.IDENTITET, on=False), "tidslinje": utvalg, "vist": vist, **changes}

    def with_vis(self, name: str, *, on: bool) -> str:
        """What `vis` is with one thing more, or less; identity only where it is that one."""
        kept = self.vis - {Vis.IDENTITET}
        return ",".join(sorted(kept | {name} if on else kept - {name}))


def narrow(innslag: Sequence[Innslag], utvalg: str) -> list[Innslag]:
    """The entries of one choice."""
    kinds = UTVALG[utvalg][1]
    return [each for each in innslag if kinds is None or each.slag in kinds]


def lay_out_entry(each: Innslag, side: "Side") -> dict[str, Any]:
    """One entry, as it is laid out."""
    word, colour, picture = _LOOK[each.slag]
    if each.slag in (Slag.KONTAKT, Slag.MOTE):
        word = begreper.lest(each.kode).capitalize()
    return {
        "navn": side.navn(each.hvem),
        "slag": word,
        "farge": colour,
        "ikon": picture,
        "nar": _moment(each),
        "fort": each.registrert if each.registrert and oslo_day(each.registrert) != each.dato else None,
        "overskrift": each.ord if each.slag != Slag.NOTAT else None,
        "detalj": each.detalj,
        "tekst": each.gjeldende,
        "forste": each.tekst if each.rettelser else None,
        "rettelser": [
            {"tekst": one.tekst, "navn": side.navn(one.hvem), "nar": one.registrert} for one in each.rettelser
        ],
        "annullert": each.annullert,
        "skjult_begrunnelse": each.begrunnet and each.tekst is None,
        "id": each.id,
    }


def _moment(each: Innslag) -> date | datetime:
    """To the minute where it was written on its own day."""
    if each.registrert is not None and oslo_day(each.registrert) == each.dato:
        return each.registrert
    return each.dato
