"""Cases: listed, read, opened by a henvendelse, and brought on by their steps.

Must not show who a case is about but where that alone is asked for: that is an act of its own.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from exin import begreper
from exin.casework.grunnlag.bydeler import districts
from exin.casework.grunnlag.views import PersonVisning, SakVisning
from exin.casework.oversikt.lister import Filter, all_states
from exin.casework.oversikt.saksliste import ANTALL, MOST, Saksblad, list_after
from exin.casework.sak import muligheter, steg
from exin.casework.sak.henvendelse import register_henvendelse
from exin.casework.sak.ny_sak import NyHenvendelse
from exin.casework.visning.visning import show_case
from exin.casework.visning.visning_person import show_identity
from exin.web.api.former import Dag, Kort, Krav, Tekst, one_of
from exin.web.api.kall import Kall
from exin.web.api.ruter import ApiRuter
from exin.work import Reading, Work
from policies import Action, Protection
from workflows import PROGRAMMES, Reason

ruter = ApiRuter("Saker")

PROGRAMMER: Final = one_of(sorted({each.key for each in PROGRAMMES}))
STEG: Final = tuple(sorted(steg.all_events() - {Action.NY_HENVENDELSE}))
"""The steps that can be taken here. A new henvendelse of the same person opens a case of its own."""

BYDEL: Final = one_of(tuple(districts()))
KILDE: Final = one_of(tuple(begreper.valg("henvendelse", "kilde")))
TILBUD: Final = one_of(("gitt", "ikke_gitt"), "Om personen ble fortalt om andre tilbud.")


# -- the list -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Saksvalg:
    """What the list is narrowed to."""

    SENDES: ClassVar = True

    tilstand: Annotated[str, one_of(tuple(all_states()))] | None = None
    program: Annotated[str, PROGRAMMER] | None = None
    bydel: Annotated[str, BYDEL] | None = None
    kontakt: Kort | None = None
    alle: Annotated[bool, Krav(om="Avsluttede saker også.")] = False
    mine: Annotated[bool, Krav(om="Bare saker du har.")] = False
    antall: Annotated[int, Krav(minst=1, hoyst=MOST)] = ANTALL
    markor: Annotated[str, Krav(minst=1, hoyst=100, om="«neste» fra svaret før.")] | None = None


@ruter.get(
    "/saker",
    Action.LISTE_SAKER,
    "Sakene du kan se, etter saksnummer. Uten navn.",
    sporring=Saksvalg,
    svar=Saksblad,
)
def list_saker(r: Reading, _kall: Kall, valg: Saksvalg) -> Saksblad:
    """A part of the list."""
    wanted = Filter(
        tilstand=valg.tilstand,
        program=valg.program,
        bydel=valg.bydel,
        kontakt=valg.kontakt,
        alle=valg.alle,
        mine=valg.mine,
    )
    return list_after(r, wanted, markor=valg.markor, antall=valg.antall)


# -- one case -------------------------------------------------------------------------------------------


@ruter.get(
    "/saker/{saksnr}",
    Action.LES_SAK,
    "En sak slik du kan se den, uten hvem den gjelder. ETag er sakens versjon.",
    svar=SakVisning,
    etag="versjon",
)
def les_sak(r: Reading, kall: Kall) -> SakVisning:
    """The case, with what was written on it. Who it is about stays masked."""
    return show_case(r, kall.saksnr, identitet=False)


@ruter.get(
    "/saker/{saksnr}/identitet", Action.LES_IDENTITET, "Hvem saken gjelder. Oppslaget loggføres for seg.",
    svar=PersonVisning,
)  # fmt: skip
def les_identitet(r: Reading, kall: Kall) -> PersonVisning:
    """Who it is about."""
    return show_identity(r, kall.saksnr)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mulighet:
    """One step from where the case stands. `krever`: what must be given with it."""

    hendelse: str
    mulig: bool
    mangler: tuple[Reason, ...]
    krever: tuple[str, ...]
    kan_overstyres: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sakensmuligheter:
    """Where a case stands, and what can happen next."""

    saksnr: str
    program: str
    tilstand: str
    steg: tuple[Mulighet, ...]


@ruter.get(
    "/saker/{saksnr}/muligheter",
    Action.LES_SAK,
    "Hvilke steg saken kan ta i dag, og hva som mangler for de andre.",
    svar=Sakensmuligheter,
)
def les_muligheter(r: Reading, kall: Kall) -> Sakensmuligheter:
    """What can happen next. A step is judged anew when it is taken."""
    found = muligheter.possibilities(r, kall.saksnr)
    return Sakensmuligheter(
        saksnr=found.saksnr,
        program=found.program,
        tilstand=found.tilstand,
        steg=tuple(
            Mulighet(
                hendelse=each.event,
                mulig=each.mulig,
                mangler=each.mangler,
                krever=each.krever,
                kan_overstyres=each.kan_overstyres,
            )
            for each in found.steg
        ),
    )


# -- what happens to one ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Henvendelse:
    """Somebody who got in touch."""

    SENDES: ClassVar = True

    program: Annotated[str, PROGRAMMER]
    kilde: Annotated[str, KILDE]
    bydel: Annotated[str, BYDEL]
    navn: Kort
    dato: Dag | None = None
    fodselsnummer: Annotated[str, Krav(minst=11, hoyst=20)] | None = None
    fodselsdato: Dag | None = None
    telefon: Kort | None = None
    epost: Kort | None = None
    adresse: Kort | None = None
    tekst: Tekst | None = None
    skjerming: Annotated[str, one_of(tuple(Protection))] = Protection.INGEN.value
    tilknytning_oslo: bool | None = None


@ruter.post(
    "/saker",
    Action.HENVENDELSE,
    "Registrer en henvendelse. Location er den nye saken.",
    kropp=Henvendelse,
    versjon="",
    sted="/saker/{laget}",
)
def registrer_henvendelse(w: Work, _kall: Kall, ny: Henvendelse) -> str:
    """Open a case."""
    given = {name: getattr(ny, name) for name in Henvendelse.__slots__}
    return register_henvendelse(w, NyHenvendelse(**given)).saksnr


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sakshendelse:
    """A step to be taken, with what it asks for."""

    SENDES: ClassVar = True

    hendelse: Annotated[str, one_of(STEG)]
    dato: Dag | None = None
    arsak: Annotated[str, Krav(monster="[a-z0-9_]{1,40}")] | None = None
    kilde: Annotated[str, KILDE] | None = None
    begrunnelse: Tekst | None = None
    apen_til: Dag | None = None
    tilbud: Annotated[str, TILBUD] | None = None
    tilbudsgrunn: Tekst | None = None
    overstyr: Annotated[bool, Krav(om="Forbi et fullt program, med begrunnelse.")] = False


@ruter.post(
    "/saker/{saksnr}/hendelser",
    tuple(Action(each) for each in STEG),
    "Ta et steg i saken. Det som mangler, står i svaret (409).",
    kropp=Sakshendelse,
    sted="/saker/{saksnr}",
)
def ta_steg(w: Work, kall: Kall, onsket: Sakshendelse) -> None:
    """Take a step."""
    given = {name: getattr(onsket, name) for name in Sakshendelse.__slots__}
    steg.advance(w, kall.saksnr, steg.Onske(**given))
