"""The words that people read for the codes that are stored.

Must not hold a label that a programme has: those are asked for where they are defined.
"""

from collections.abc import Callable, Mapping
from typing import Any

_WORDS = {
    # contacts
    "ikke_mott": "ikke møtt",
    "forsok": "forsøk",
    "mote": "møte",
    # meetings
    "hjemmebesok": "hjemmebesøk",
    "avlyst_av_person": "avlyst av personen",
    # parts of a case
    "notater": "notater og samtaler",
    # links
    "forrige": "tidligere sak",
    "neste": "senere sak",
    "mulig_samme_person": "kan gjelde samme person",
    # jobs
    "nokkelkopier": "nøkkelkopier",
    "rydd_okter": "rydd økter",
    # services explained
    "ikke_gitt": "ikke forklart",
    "gitt": "forklart",
    # consents
    "deling": "deling av opplysninger",
}


_FORMAL = {
    "mottak": "Mottak",
    "vurdering": "Vurdering",
    "oppfolging": "Oppfølging",
    "ledelse": "Ledelse",
    "kontroll": "Kontroll",
    "innsyn": "Innsyn",
    "drift": "Drift",
}

_FUNKSJON = {
    "kontakt": ("Kontaktperson", "Den som følger personen opp. En sak har én."),
    "medansvarlig": ("Medansvarlig", "Kan gjøre det samme i saken som kontaktpersonen."),
    "klarert_leder": (
        "Klarert leder",
        "Leder for en strengt fortrolig sak. Må være klarert teamleder.",
    ),
    "teamleder": ("Teamleder", "Leder laget som har saken."),
    "registrerte": ("Registrerte saken", "Tok imot henvendelsen."),
}

_SKJERMING = {
    "ingen": ("Ingen", "De som har saken, og lederen deres, kan lese den."),
    "fortrolig": ("Fortrolig", "Bare de som har saken, og lederen deres, ser adressen."),
    "strengt_fortrolig": (
        "Strengt fortrolig",
        "Bare klarerte ansatte som har saken, og klarert leder for laget, ser at den finnes.",
    ),
}

_METODE = {"oidc": "Jobbkonto", "lokal": "Lokal konto"}
_DOR = {"web": "Nettsidene", "api": "Et annet system", "cli": "Kommandolinjen", "jobb": "En jobb"}
_LAG = {"exin": "EXIN"}

_FORSLAG = {
    "rettigheter": "Nye rettigheter",
    "apning": "Åpning av kontoen",
    "innlogging": "Ny innlogging",
    "passord": "Nytt passord",
}

_CLOSED = {"oppfylt": "gjort", "steg": "saken gikk videre", "bortfalt": "gjelder ikke lenger"}


def lest(kode: str) -> str:
    """A code as people read it."""
    return _WORDS.get(kode, kode.replace("_", " "))


def formal(kode: str) -> str:
    """What somebody asks for, as people read it."""
    return _FORMAL[kode]


def funksjon(kode: str) -> str:
    """What somebody is to a case."""
    return _FUNKSJON[kode][0]


def funksjon_forklart(kode: str) -> str:
    """What that means, in a sentence."""
    return _FUNKSJON[kode][1]


def skjerming(kode: str) -> str:
    """A level of protection."""
    return _SKJERMING[kode][0]


def skjerming_forklart(kode: str) -> str:
    """What that means, in a sentence."""
    return _SKJERMING[kode][1]


def metode(kode: str) -> str:
    """How somebody logged in."""
    return _METODE[kode]


def dor(kode: str) -> str:
    """The way in that somebody came by."""
    return _DOR[kode]


def forslag(kode: str) -> str:
    """What is proposed to do with a member of staff."""
    return _FORSLAG[kode]


def forslagsinnhold(innhold: Mapping[str, Any]) -> list[str]:
    """What is to be, by column: a part of a sentence each."""
    words: dict[str, Callable[[Any], str]] = {
        "rolle": lambda value: f"rollen {lest(value)}",
        "klarert": lambda _: "klarering for strengt fortrolige saker",
        "team": lambda value: f"laget {lag(value)}",
        "os_bruker": lambda value: f"brukeren {value} i operativsystemet",
        "subjekt": lambda value: f"subjektet {value}",
        "utsteder": lambda value: f"hos {value}",
    }
    return [words[name](value) for name, value in innhold.items() if name in words]


def lag(kode: str) -> str:
    """The name of a team."""
    return _LAG.get(kode, lest(kode).capitalize())


def lukket(kode: str | None) -> str:
    """Why a deadline is closed, as people read it."""
    return _CLOSED.get(kode or "", kode or "")


def programnavn(kode: str) -> str:
    """The name of a programme."""
    from workflows import by_key  # noqa: PLC0415 - not for --help

    return by_key(kode).navn


def programmer() -> dict[str, str]:
    """The names of all programmes, by code."""
    from workflows import PROGRAMMES  # noqa: PLC0415

    return {each.key: each.navn for each in PROGRAMMES}


def tilstander() -> dict[str, str]:
    """The labels of the states of all programmes, in the order of the phases."""
    from workflows import PROGRAMMES  # noqa: PLC0415

    return {state.key: state.label for programme in PROGRAMMES for state in programme.states}


def tilstand(program: str, kode: str) -> str:
    """The label of a state."""
    from workflows import by_key  # noqa: PLC0415

    return by_key(program).state(kode).label


def hendelse(kode: str) -> str:
    """The label of an event, in whatever programme has it."""
    from workflows import PROGRAMMES  # noqa: PLC0415

    return next((each.event(kode).label for each in PROGRAMMES if each.has_event(kode)), lest(kode))


def valg(hendelse: str, felt: str) -> dict[str, str]:
    """The closed list for an input of a step: words by code."""
    from workflows import PROGRAMMES, InputField  # noqa: PLC0415

    return {
        choice.kode: choice.tekst
        for programme in PROGRAMMES
        for choice in programme.choices(hendelse, InputField(felt))
    }


def asks_for(hendelse: str, felt: str) -> bool:
    """Whether a step asks for an input, in any programme."""
    from workflows import PROGRAMMES  # noqa: PLC0415

    return any(
        asked.felt == felt
        for programme in PROGRAMMES
        for step in programme.transitions
        if step.event == hendelse
        for asked in step.inputs
    )


def kilde(kode: str) -> str:
    """The words for a source."""
    return valg("henvendelse", "kilde").get(kode, lest(kode))
