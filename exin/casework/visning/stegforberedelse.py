"""One step of a case, made ready for whoever will take it: what is missing, what must be given, what will happen.

Must not promise anything: a step is judged anew when it is taken. Nothing here knows any programme: conditions, lists
and effects are the machine's own answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from exin.casework.sak.muligheter import Counter, with_places
from exin.casework.sak.steg import actorship
from exin.casework.visning.mangelsted import Mangel, lacking
from exin.casework.visning.stegeffekt import Effekt, effects_of
from exin.casework.visning.stegkunnskap import Sakskunnskap
from exin.casework.visning.stegutsikt import Kravlinje, view_step
from exin.work import Reading
from workflows import Facts, InputField, Inputs, NySak, Requirement, Status, Step, by_key, preview

NY_HENVENDELSE = "henvendelse"
"""The form of a step that is not taken here: it opens a case of its own."""


class Feltslag(StrEnum):
    """How something is given."""

    VALG = "valg"
    DATO = "dato"
    TEKST = "tekst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegvalg:
    """One choice of a closed list. `mangler`: what it asks for that is not there. `begrunnes`: it takes a text too."""

    kode: str
    tekst: str
    mangler: tuple[Mangel, ...]
    begrunnes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegfelt:
    """Something to be given with a step. `tekst` says what is asked, and why."""

    felt: str
    slag: Feltslag
    tekst: str
    pakrevd: bool
    valg: tuple[Stegvalg, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegforberedelse:
    """One step as it could be taken by the asker, dated `dato`.

    `vilkar` are its conditions, and `mangler` those that stand in the way; `gjenstar` does not, but should be done once
    the step is taken. `tidligst` and `senest` are the first and the last day it can be dated. `kan_overstyres`: only
    full places stand in the way, and the asker may go past them with a reason. `egen_side`: the key of the form by
    which it is taken, where that is not this one.
    """

    saksnr: str
    versjon: int
    hendelse: str
    navn: str
    fra: str
    fra_navn: str
    til: str
    til_navn: str
    program: str
    program_navn: str
    dato: date
    tidligst: date
    senest: date
    mulig: bool
    kan_overstyres: bool
    vilkar: tuple[Kravlinje, ...]
    mangler: tuple[Mangel, ...]
    felter: tuple[Stegfelt, ...]
    effekter: tuple[Effekt, ...]
    gjenstar: tuple[Mangel, ...]
    egen_side: str | None


def prepare_step(w: Reading, sak: Sakskunnskap, hendelse: str, count: Counter) -> Stegforberedelse:
    """One step of a case. Raises Refused where it does not lead on from where the case stands."""
    return _Preparing(w, sak, hendelse, count).step()


class _Preparing:
    """One step of a case: the machine is asked as if each choice were made."""

    def __init__(self, w: Reading, sak: Sakskunnskap, event: str, count: Counter) -> None:
        self._w, self._sak, self._event, self._count = w, sak, event, count
        self._who = actorship(w, sak.history)
        self._facts: Facts = with_places(sak.history, sak.facts, event, count)
        self._taken = sak.programme.transition(sak.tilstand, event)

    def step(self) -> Stegforberedelse:
        sak, own = self._sak, self._sak.programme
        row = sak.stub.sak.row
        step = self._preview(Inputs())
        seen = view_step(self._w, sak, self._event, self._count)
        target = by_key(step.program_key, step.program_version)
        opens_another = any(isinstance(each, NySak) for each in step.effects)
        return Stegforberedelse(
            saksnr=row.saksnr,
            versjon=row.versjon,
            hendelse=seen.hendelse,
            navn=seen.navn,
            fra=step.fra,
            fra_navn=own.state(step.fra).label,
            til=step.til,
            til_navn=target.state(step.til).label,
            program=target.key,
            program_navn=target.navn,
            dato=sak.facts.dag,
            tidligst=sak.history.last.gjelder_fra,
            senest=self._w.means.today(),
            mulig=seen.mulig,
            kan_overstyres=seen.kan_overstyres,
            vilkar=seen.krav,
            mangler=seen.mangler,
            felter=tuple(self._fields(step)),
            effekter=effects_of(self._w, sak, step),
            gjenstar=tuple(map(lacking, step.warnings)),
            egen_side=NY_HENVENDELSE if opens_another else None,
        )

    def _preview(self, inputs: Inputs) -> Step:
        own, state = self._sak.programme, self._sak.tilstand
        return preview(own, state, self._event, facts=self._facts, inputs=inputs, actorship=self._who)

    def _fields(self, step: Step) -> Iterator[Stegfelt]:
        asked = self._taken.inputs if self._taken else ()
        wanted = {each.kode for each in step.results if each.status is not Status.OPPFYLT}
        for each in asked:
            yield Stegfelt(
                felt=each.felt.value,
                slag=_kind(each),
                tekst=each.tekst,
                pakrevd=each.felt.value in wanted,
                valg=tuple(self._choice(each, choice.kode, choice.tekst) for choice in each.valg),
            )
        if all(each.felt is not InputField.BEGRUNNELSE for each in asked):
            text = "Du kan begrunne steget. Begrunnelsen kan leses av dem som har saken."
            yield Stegfelt(felt=InputField.BEGRUNNELSE.value, slag=Feltslag.TEKST, tekst=text, pakrevd=False)

    def _choice(self, asked: Requirement, kode: str, tekst: str) -> Stegvalg:
        """What a choice asks for besides: the machine's answer with it, against that without."""
        given: dict[str, Any] = {asked.felt.value: kode}
        before = {each.kode for each in self._preview(Inputs()).results if each.reason}
        after = self._preview(replace(Inputs(), **given)).results
        more = [each.reason for each in after if each.reason and each.kode not in before]
        unmet = any(each.kode == asked.felt.value and each.reason for each in after)
        return Stegvalg(kode=kode, tekst=tekst, mangler=tuple(map(lacking, more)), begrunnes=unmet)


def _kind(asked: Requirement) -> Feltslag:
    if asked.valg:
        return Feltslag.VALG
    return Feltslag.DATO if asked.felt is InputField.APEN_TIL else Feltslag.TEKST
