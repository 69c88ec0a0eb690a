"""The fields of a mapping: each area beside what stood before; and where a colleague was first, both texts.

Must not choose for anybody where two have written of the same area, and must not drop a text that nobody chose against.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from exin.casework.grunnlag.omrader import OMRADER
from exin.casework.oppfolging.arbeid import NyKartlegging, Videre
from exin.casework.oppfolging.skar import scores_of
from exin.errors import InvalidInput

if TYPE_CHECKING:
    from exin.casework.grunnlag.views import KartleggingVisning
    from exin.casework.visning.kartleggingsvisning import KartleggingHistorikk
    from exin.web.skjema import Skjema

SETT: Final = "sett"
"""The version that the writer began from. It stays when a colleague was first: changes are told from it."""

VALGT_MOT: Final = "valgt_mot"
"""The version that was shown beside the writer's own, where there was a choice to make."""

KOLLEGA, MIN, BEGGE = "kollega", "min", "begge"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Omrade:
    """One area of the form, and what stands of it: the text with the version that it came with, and the score."""

    kode: str
    navn: str
    forrige: str | None
    forrige_fra: "KartleggingVisning | None"
    forrige_skar: int | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Tekstvalg:
    """A field that two have written in. `endret`: the colleague's is another than the writer began from."""

    felt: str
    navn: str
    deres: str | None
    mitt: str
    skar: bool
    endret: bool
    valgt: str


def list_areas(history: "KartleggingHistorikk") -> tuple[Omrade, ...]:
    """The areas in order, beside the newest version."""
    before = history.versjoner[0] if history.versjoner else None
    scores = _scores(before)
    return tuple(
        Omrade(
            kode=kode,
            navn=navn.capitalize(),
            forrige=_text(before, kode),
            forrige_fra=_written_in(before, history, kode),
            forrige_skar=scores.get(kode),
        )
        for kode, navn in OMRADER.items()
    )


def _written_in(
    version: "KartleggingVisning | None", history: "KartleggingHistorikk", kode: str
) -> "KartleggingVisning | None":
    """The version that an area's text came with: later ones of the round have only taken it over."""
    numbered = {each.nummer: each for each in history.versjoner}
    while version and version.forrige and _text(version.forrige, kode) == _text(version, kode):
        version = numbered[version.forrige.nummer]
    return version


def find_choices(skjema: "Skjema", history: "KartleggingHistorikk") -> tuple[Tekstvalg, ...]:
    """What the writer has otherwise than the newest version has it; nothing where it is the one begun from."""
    seen = skjema.number(SETT)
    if seen in (None, history.sett):
        return ()
    return tuple(_choices(skjema, _began_from(seen, history), history.versjoner[0]))


def list_left_to_colleague(skjema: "Skjema", history: "KartleggingHistorikk") -> list[str]:
    """What the colleague has changed and the writer has not touched: it stands, and the writer is told so."""
    began = _began_from(skjema.number(SETT), history)
    return [
        navn.lower()
        for felt, navn, _ in _fields()
        if not skjema.text(felt) and _value(history.versjoner[0], felt) != _value(began, felt)
    ]


def _began_from(nummer: int | None, history: "KartleggingHistorikk") -> "KartleggingVisning | None":
    return next((each for each in history.versjoner if each.nummer == nummer), None)


def _choices(
    skjema: "Skjema", began: "KartleggingVisning | None", newest: "KartleggingVisning"
) -> Iterator[Tekstvalg]:
    shown = skjema.text(VALGT_MOT) == str(newest.nummer)
    for felt, navn, score in _fields():
        mine, theirs, before = skjema.text(felt), _value(newest, felt), _value(began, felt)
        if not mine or mine == theirs:
            continue
        changed = theirs is not None and theirs != before
        chosen = skjema.text(f"valg_{felt}") if shown else "" if changed else MIN
        yield Tekstvalg(
            felt=felt, navn=navn, deres=theirs, mitt=mine, skar=score, endret=changed, valgt=chosen
        )


def find_unanswered(skjema: "Skjema") -> dict[str, str]:
    """What to say of choices that nobody made, by field."""
    if not skjema.text(VALGT_MOT):
        return {}
    return {
        f"valg_{felt}": f"Velg {'hvilken skår' if score else 'hva'} som skal stå: {navn.lower()}."
        for felt, navn, score in _fields()
        if skjema.text(felt)
        and skjema.text(f"valg_{felt}") not in ((KOLLEGA, MIN) if score else (KOLLEGA, MIN, BEGGE))
    }


def as_written(skjema: "Skjema") -> tuple[NyKartlegging, Videre]:
    """What is to be written. Raises InvalidInput for a day or a score that cannot be read."""
    kept = {felt for felt, _, _ in _fields() if skjema.text(felt) and skjema.text(f"valg_{felt}") != KOLLEGA}
    texts = {area: skjema.text(area) for area in OMRADER if area in kept}
    scores = {area: _score(skjema, f"skar_{area}") for area in OMRADER if f"skar_{area}" in kept}
    added = frozenset(area for area in OMRADER if skjema.text(f"valg_{area}") == BEGGE)
    return NyKartlegging(**texts, dato=skjema.day("dato")), Videre(skar=scores, tillegg=added)


def says_something(ny: NyKartlegging, videre: Videre) -> bool:
    """Whether there is anything to write: where all choices fell on the colleague's, there is not."""
    return bool(videre.skar) or any(getattr(ny, area) for area in OMRADER)


def _fields() -> Iterator[tuple[str, str, bool]]:
    """The name of each field, what it is called, and whether it is a score."""
    for kode, navn in OMRADER.items():
        yield kode, navn.capitalize(), False
        yield f"skar_{kode}", f"Skår for {navn}", True


def _value(version: "KartleggingVisning | None", felt: str) -> str | None:
    area = felt.removeprefix("skar_")
    if area == felt:
        return _text(version, felt)
    score = _scores(version).get(area)
    return None if score is None else str(score)


def _text(version: "KartleggingVisning | None", kode: str) -> str | None:
    text: str | None = getattr(version, kode) if version else None
    return text


def _scores(version: "KartleggingVisning | None") -> dict[str, int]:
    return scores_of(version.skar) if version else {}


def _score(skjema: "Skjema", felt: str) -> int:
    score = skjema.number(felt)
    if score is None:
        raise InvalidInput("ugyldig_tall", felt)
    return score
