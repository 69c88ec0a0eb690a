"""The deadlines of EXIN OSLO, which EXIN OSLO-Ung has too: read top to bottom, state by state.

Must not hold any rule in code, nor do anything to a case: a deadline tells somebody, and never takes a step.
A change takes a new version of the programme.
"""

from typing import Final

from workflows.deadlines import Ansvar, Deadline, Fixed, Mark, Term, Unit

_IN_WORK: Final = ("vurdering", "forlop", "avslutning")


def _days(count: int) -> Term:
    return Term(count, Unit.DAGER)


_FIRST: Final = (
    Deadline(
        key="forste_svar",
        label="Første svar",
        tekst="Mottaket gir et første svar på henvendelsen.",
        states=("henvendelse",),
        term=Term(3, Unit.ARBEIDSDAGER),
        done_by=(Mark.SVAR,),
        hvem=Ansvar.MOTTAK,
        deretter=Ansvar.LEDER,
        haster=True,
    ),
    Deadline(
        key="informasjonssamtale",
        label="Informasjonssamtale",
        tekst="Kontaktpersonen, eller mottaket der saken ikke har noen, holder informasjonssamtalen.",
        states=("henvendelse",),
        term=_days(10),
        done_by=(Mark.INFORMASJONSSAMTALE,),
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    ),
    Deadline(
        key="kartlegging",
        label="Kartlegging",
        tekst="Kontaktpersonen gjør ferdig kartleggingen som vurderingen hviler på.",
        states=("vurdering",),
        term=_days(30),
        done_by=(Mark.KARTLEGGING,),
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    ),
)

_AGAIN_AND_AGAIN: Final = (
    Deadline(
        key="risikovurdering",
        label="Gjennomgang av risikovurderingen",
        tekst="Kontaktpersonen går gjennom risikovurderingen på nytt.",
        states=("forlop", "avslutning"),
        term=_days(30),
        done_by=(Mark.RISIKOVURDERING,),
        repeats=True,
        carries=True,
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    ),
    Deadline(
        key="plan",
        label="Gjennomgang av planen",
        tekst="Kontaktpersonen går gjennom planen sammen med deltakeren.",
        states=("forlop",),
        term=_days(90),
        done_by=(Mark.PLAN,),
        repeats=True,
        carries=True,
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    ),
    Deadline(
        key="kontakt_forlop",
        label="Kontakt i forløpet",
        tekst="Kontaktpersonen har kontakt med deltakeren.",
        states=("forlop",),
        term=_days(14),
        done_by=(Mark.KONTAKT,),
        repeats=True,
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    ),
    Deadline(
        key="kontakt_avslutning",
        label="Kontakt i avslutningen",
        tekst="Kontaktpersonen har kontakt med deltakeren, også mens andre tar over.",
        states=("avslutning",),
        term=_days(30),
        done_by=(Mark.KONTAKT,),
        repeats=True,
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    ),
)

_DATES: Final = (
    Deadline(
        key="samtykke",
        label="Samtykket løper ut",
        tekst="Kontaktpersonen spør personen om samtykket skal fornyes, før det løper ut.",
        states=_IN_WORK,
        term=_days(-30),
        fixed=Fixed.SAMTYKKE_UTLOPER,
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    ),
    Deadline(
        key="dor_apen",
        label="Døren står åpen til",
        tekst="Kontaktpersonen vurderer om personen skal kontaktes om å komme tilbake.",
        states=("frafall",),
        term=_days(0),
        fixed=Fixed.APEN_TIL,
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    ),
)


def _silence(state: str, days: int) -> Deadline:
    """Nobody has been in touch for so long that frafall must be judged. It is judged by people."""
    return Deadline(
        key=f"vurder_frafall_stillhet_{state}",
        label="Vurder frafall: ingen kontakt",
        tekst="Kontaktpersonen tar kontakt og vurderer frafall; ingen faller fra av seg selv.",
        states=(state,),
        term=_days(days),
        done_by=(Mark.KONTAKT,),
        repeats=True,
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    )


_JUDGE_FRAFALL: Final = (
    Deadline(
        key="vurder_frafall_oppmote",
        label="Vurder frafall: har ikke møtt",
        tekst=(
            "Kontaktpersonen fører opp kontaktforsøkene som kreves, og vurderer frafall; "
            "ingen faller fra av seg selv."
        ),
        states=_IN_WORK,
        term=Term(3, Unit.ARBEIDSDAGER),
        done_by=(Mark.KONTAKT,),
        begins=Mark.IKKE_MOTT,
        times=3,
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    ),
    _silence("vurdering", 30),
    _silence("forlop", 28),
    _silence("avslutning", 60),
)

FRISTER: Final[tuple[Deadline, ...]] = (*_FIRST, *_AGAIN_AND_AGAIN, *_DATES, *_JUDGE_FRAFALL)
