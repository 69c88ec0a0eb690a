"""What a read of a case gives: frozen values with plain text in them, made in a read block and shown after it.

Must not be kept, logged or put into an error: no view shows its content when it is printed by accident.
"""

from dataclasses import dataclass
from datetime import date, datetime

from workflows import Reason


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonVisning:
    """Who the person is. `adresser` is None where the asker may not see where the person lives."""

    navn: str | None
    fodselsnummer: str | None
    fodselsdato: date | None
    alder: int | None
    telefon: str | None
    epost: str | None
    adresser: tuple[str, ...] | None
    ogsa_registrert_som: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StegVisning:
    """One step of the history. What was voided stays, with its mark."""

    nummer: int
    hendelse: str
    fra_tilstand: str | None
    til_tilstand: str
    program: str
    gjelder_fra: date
    registrert: datetime
    utfort_av: str
    arsak: str | None
    apen_til: date | None
    overstyrt: bool
    over_kapasitet: bool
    begrunnet: bool
    begrunnelse: str | None
    annullert: bool
    annullert_av: str | None
    annullert_tid: datetime | None
    annullert_begrunnelse: str | None
    opphav: str
    vilkar: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NotatVisning:
    """A note, with its corrections beside it, oldest first."""

    id: str
    dato: date
    tekst: str | None
    skrevet_av: str
    registrert: datetime
    rettelser: tuple["NotatVisning", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KontaktVisning:
    """A talk, a meeting or an attempt at contact."""

    dato: date
    slag: str
    utfall: str
    arena: str | None
    tekst: str | None
    skrevet_av: str
    registrert: datetime


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KartleggingVisning:
    """A mapping; `nummer` says which version it is, and `fra_denne_runden` whether it is of the round that runs.

    `forrige` is the version before it in the same round, where that was asked for and there is one.
    """

    nummer: int
    dato: date
    motivasjon: str | None
    risiko: str | None
    beskyttelsesfaktorer: str | None
    behov: str | None
    skar: str | None
    fra_denne_runden: bool
    skrevet_av: str
    registrert: datetime
    forrige: "KartleggingVisning | None" = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SamtykkeVisning:
    """A consent: to what, from when, until when, and when it was withdrawn."""

    slag: str
    gitt: date
    utloper: date | None
    trukket: date | None
    i_kraft: bool
    tekst: str | None
    skrevet_av: str
    registrert: datetime


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LinjeVisning:
    """A plan, a handover, services explained or being told: a day, a code or a service, and a text."""

    dato: date
    hva: str | None
    tekst: str | None
    skrevet_av: str
    registrert: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LenkeVisning:
    """Another case of the person that the asker may know of: `forrige`, `neste` or `mulig_samme_person`."""

    saksnr: str
    forhold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TildelingVisning:
    """Who works on the case, by user name. `inhabile` is for the lead of the team alone."""

    kontakt: str | None
    medansvarlige: tuple[str, ...]
    klarerte_ledere: tuple[str, ...]
    inhabile: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SakVisning:
    """A whole case as the asker may see it. `skjult` names the parts that the asker may not.

    `kan_vise_identitet`: the rules would let the asker see who it is; to see it is an act of its own.
    `versjon` goes up with each change that a step may rest on: whoever takes one can ask for it to be as it was seen.
    """

    saksnr: str
    versjon: int
    program: str
    tilstand: str
    tilstand_fra: date
    apen_til: date | None
    skjerming: str
    kilde: str
    bydel: str
    bydel_navn: str
    tilknytning_oslo: bool | None
    tildeling: TildelingVisning
    registrert_av: str
    registrert: datetime
    person: PersonVisning | None
    mangler: tuple[Reason, ...]
    steg: tuple[StegVisning, ...]
    notater: tuple[NotatVisning, ...]
    kontakter: tuple[KontaktVisning, ...]
    kartlegging: KartleggingVisning | None
    samtykker: tuple[SamtykkeVisning, ...]
    planer: tuple[LinjeVisning, ...]
    overleveringer: tuple[LinjeVisning, ...]
    tilbud: tuple[LinjeVisning, ...]
    fortalt: tuple[LinjeVisning, ...]
    lenker: tuple[LenkeVisning, ...]
    skjult: tuple[str, ...]
    kan_vise_identitet: bool
