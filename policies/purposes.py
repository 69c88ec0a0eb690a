"""Which purposes go with which role, and which one fits an action when nobody says.

Must not allow anything: a purpose that does not go with the role is refused by the rules
(`rules/felles.cedar`); here it is only offered. Where more than one purpose fits there is no default, and
the caller asks.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from policies.vocabulary import Action, Purpose, Role

_CASEWORK: Final = (Purpose.OPPFOLGING, Purpose.VURDERING, Purpose.MOTTAK)
_RECEPTION_FIRST: Final = (Purpose.MOTTAK, Purpose.VURDERING, Purpose.OPPFOLGING)

# One purpose whatever state the case is in.
_BY_ACTION: Final[Mapping[Action, Purpose]] = MappingProxyType(
    {
        Action.HENVENDELSE: Purpose.MOTTAK,
        Action.NY_HENVENDELSE: Purpose.MOTTAK,
        Action.START_VURDERING: Purpose.VURDERING,
        Action.SKRIV_KARTLEGGING: Purpose.VURDERING,
        Action.START_FORLOP: Purpose.VURDERING,
        Action.REINNTAK: Purpose.VURDERING,
        Action.VIS_KO: Purpose.VURDERING,
        Action.LES_KO: Purpose.VURDERING,
        Action.START_AVSLUTNING: Purpose.OPPFOLGING,
        Action.TILBAKE_TIL_FORLOP: Purpose.OPPFOLGING,
        Action.AVSLUTT: Purpose.OPPFOLGING,
        Action.OVERFOR_TIL_18: Purpose.OPPFOLGING,
        Action.SKRIV_PLAN: Purpose.OPPFOLGING,
        Action.SKRIV_OVERLEVERING: Purpose.OPPFOLGING,
        Action.VIS_DAG: Purpose.OPPFOLGING,
        Action.LES_VARSLER: Purpose.OPPFOLGING,
        Action.LOGG_INN: Purpose.OPPFOLGING,
        Action.LOGG_UT: Purpose.OPPFOLGING,
        Action.LES_OKTER: Purpose.OPPFOLGING,
        Action.SKRIV_UTKAST: Purpose.OPPFOLGING,
        Action.LES_UTKAST: Purpose.OPPFOLGING,
        Action.SLETT_UTKAST: Purpose.OPPFOLGING,
        Action.LES_EGEN_LOGG: Purpose.OPPFOLGING,
        Action.LES_DEFINISJONER: Purpose.OPPFOLGING,
    }
)

# For the rest, what one does with a case follows from where it stands.
_BY_STATE: Final[Mapping[str, Purpose]] = MappingProxyType(
    {
        "henvendelse": Purpose.MOTTAK,
        "vurdering": Purpose.VURDERING,
        "ikke_tatt_inn": Purpose.VURDERING,
        "forlop": Purpose.OPPFOLGING,
        "avslutning": Purpose.OPPFOLGING,
        "avsluttet": Purpose.OPPFOLGING,
        "frafall": Purpose.OPPFOLGING,
    }
)

# What a lead does as a lead.
_LEADING: Final = frozenset(
    {
        Action.TILDEL,
        Action.AVSLA_TILGANG,
        Action.OVERSTYR_KAPASITET,
        Action.SLA_SAMMEN_PERSONER,
        Action.REGISTRER_INHABIL,
        Action.ANNULLER_STEG,
        Action.LES_NOKKELTALL,
        Action.SE_SMA_TALL,
        Action.LAST_NED_NOKKELTALL,
        Action.VIS_KAPASITET,
        Action.LES_ANSATTE,
        Action.REGISTRER_FRAVAR,
        Action.SETT_STILLINGSANDEL,
        Action.AVGJOR_FORSLAG,
        Action.FLYTT_ARBEID,
        Action.VIS_DAG,
        Action.LES_VARSLER,
        Action.LES_EGEN_LOGG,
        Action.LISTE_SAKER,
        Action.LISTE_SAK,
        Action.VIS_KO,
        Action.LES_KO,
    }
)

# A lead reads both to lead and to follow up: only the lead knows which.
_READ_FOR_EITHER: Final = frozenset(
    {
        Action.FORKLAR,
        Action.KJENNE_TIL,
        Action.SOK_PERSON,
        Action.LES_SAK,
        Action.LES_IDENTITET,
        Action.LES_ADRESSE,
        Action.LES_NOTAT,
        Action.LES_KARTLEGGING,
        Action.LES_BEGRUNNELSE,
        Action.LES_MOTE,
        Action.LES_LESERE,
    }
)

# The auditor reads the log for a check, or to answer the person it is about: only the auditor knows which.
_LOG_FOR_EITHER: Final = frozenset({Action.LES_LOGG, Action.EKSPORTER_LOGG, Action.FORKLAR})


def purposes_for(rolle: Role | None, *, mottak: bool = False) -> tuple[Purpose, ...]:
    """Return the purposes that go with a role (None: a job), the likeliest first.

    The duty mottak opens no further purpose; it only puts mottak first.
    """
    casework = _RECEPTION_FIRST if mottak else _CASEWORK
    match rolle:
        case Role.SAKSBEHANDLER:
            return casework
        case Role.TEAMLEDER:
            return (*casework, Purpose.LEDELSE)
        case Role.REVISOR:
            return (Purpose.KONTROLL, Purpose.INNSYN)
        case Role.SYSTEMANSVARLIG | None:
            return (Purpose.DRIFT,)


def default_purpose(action: Action, rolle: Role | None, *, tilstand: str | None = None) -> Purpose | None:
    """Return the one purpose that fits, or None where several do and the caller must ask.

    Args:
        action: What is to be done.
        rolle: The role of the one who does it; None is a job.
        tilstand: The state of the case, where it is known. Without it fewer actions have a default.
    """
    fitting = purposes_for(rolle)
    if len(fitting) == 1:
        return fitting[0]
    if rolle is Role.REVISOR:
        return None if action in _LOG_FOR_EITHER else Purpose.KONTROLL
    if rolle is Role.TEAMLEDER:
        if action in _LEADING:
            return Purpose.LEDELSE
        if action in _READ_FOR_EITHER:
            return None
    return _BY_ACTION.get(action) or _BY_STATE.get(tilstand or "")


@cache
def has_default(action: Action, rolle: Role | None) -> bool:
    """Whether one purpose fits the action whatever state a case is in. Where none does, whoever asks has to say why."""
    return all(default_purpose(action, rolle, tilstand=tilstand) is not None for tilstand in _BY_STATE)


@cache
def must_say_why(action: Action, rolle: Role | None, *, reads_case: bool) -> bool:
    """Whether who asks has to say why. `reads_case`: what is asked for shows a case, and the case is read for it."""
    asked = (action, Action.LES_SAK) if reads_case else (action,)
    return not all(has_default(each, rolle) for each in asked)
