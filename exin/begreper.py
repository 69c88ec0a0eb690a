"""The words that people read for the codes that are stored.

Must not hold a label that a programme has: those are asked for where they are defined.
"""

_WORDS = {
    # protection
    "strengt_fortrolig": "strengt fortrolig",
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
    # services explained
    "ikke_gitt": "ikke forklart",
    "gitt": "forklart",
    # functions
    "klarert_leder": "klarert leder",
    # consents
    "deling": "deling av opplysninger",
}


_CLOSED = {"oppfylt": "gjort", "steg": "saken gikk videre", "bortfalt": "gjelder ikke lenger"}


def lest(kode: str) -> str:
    """A code as people read it."""
    return _WORDS.get(kode, kode.replace("_", " "))


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
