"""The words of access control: what can be asked, of whom, on what terms, and what an answer looks like.

Every fact is reduced to what the rules need ("is it mine?", never "whose is it?"), so that equal situations
are equal values. Must not hold a rule: those are in `rules/*.cedar`. The same words stand in
`schema.cedarschema`; a test compares.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Action(StrEnum):
    """Everything that is asked for at the door. Events of the workflow go by their own names."""

    # On a case: that it exists, and why one may or may not.
    KJENNE_TIL = "kjenne_til"
    GJENKJENNE = "gjenkjenne"  # by the person's number
    MELD_HENVENDELSE = "meld_henvendelse"  # by the house, to those who hold it
    FORKLAR = "forklar"  # also on everything else
    BE_OM_TILGANG = "be_om_tilgang"  # of those who have it, and their lead
    # On a case: what the house does by itself, and shows nobody.
    REGN_FRISTER = "regn_frister"
    VARSLE_FRIST = "varsle_frist"  # to those who hold it
    SE_ALDER = "se_alder"  # from the date of birth
    # On a case: reading.
    LES_SAK = "les_sak"
    LES_IDENTITET = "les_identitet"
    LES_ADRESSE = "les_adresse"
    LES_NOTAT = "les_notat"
    LES_KARTLEGGING = "les_kartlegging"
    LES_BEGRUNNELSE = "les_begrunnelse"
    LES_MOTE = "les_mote"  # where a meeting is, and the way there
    LES_LESERE = "les_lesere"  # who has read the case
    APNE_BEGRUNNELSE = "apne_begrunnelse"  # one, for a check of the log
    LISTE_SAK = "liste_sak"  # one line of a list
    LES_KO = "les_ko"  # one line of the queue
    # On a case: steps of the workflow.
    START_VURDERING = "start_vurdering"
    START_FORLOP = "start_forlop"
    START_AVSLUTNING = "start_avslutning"
    TILBAKE_TIL_FORLOP = "tilbake_til_forlop"
    AVSLUTT = "avslutt"
    IKKE_TATT_INN = "ikke_tatt_inn"
    FRAFALL = "frafall"
    REINNTAK = "reinntak"
    NY_HENVENDELSE = "ny_henvendelse"
    OVERFOR_TIL_18 = "overfor_til_18"
    ANNULLER_STEG = "annuller_steg"
    # On a case: writing.
    SKRIV_NOTAT = "skriv_notat"
    RETT_NOTAT = "rett_notat"
    SKRIV_KARTLEGGING = "skriv_kartlegging"
    SKRIV_SAMTYKKE = "skriv_samtykke"
    SKRIV_KONTAKT = "skriv_kontakt"
    SKRIV_PLAN = "skriv_plan"
    SKRIV_OVERLEVERING = "skriv_overlevering"
    SKRIV_TILBUD = "skriv_tilbud"
    SKRIV_FORTALT = "skriv_fortalt"
    SKRIV_MOTE = "skriv_mote"
    FLYTT_FRIST = "flytt_frist"  # or pause it
    ENDRE_PERSON = "endre_person"
    AVSLA_TILGANG = "avsla_tilgang"  # to a colleague who asked for it
    # On a case: protection, and what a lead answers for.
    SETT_SKJERMING = "sett_skjerming"
    REGISTRER_INHABIL = "registrer_inhabil"
    TILDEL = "tildel"
    OVERSTYR_KAPASITET = "overstyr_kapasitet"
    SLA_SAMMEN_PERSONER = "sla_sammen_personer"
    # On a programme.
    HENVENDELSE = "henvendelse"
    VIS_KO = "vis_ko"
    # On the register.
    LISTE_SAKER = "liste_saker"
    SOK_PERSON = "sok_person"
    VIS_DAG = "vis_dag"  # what the day holds for the one who asks
    IMPORTER = "importer"
    # On the messages to staff.
    LES_VARSLER = "les_varsler"  # one's own
    SEND_VARSLER = "send_varsler"
    # On the sessions of staff: one's own.
    LOGG_INN = "logg_inn"
    LOGG_UT = "logg_ut"
    LES_OKTER = "les_okter"
    # On what staff have begun to write: one's own.
    SKRIV_UTKAST = "skriv_utkast"
    LES_UTKAST = "les_utkast"
    SLETT_UTKAST = "slett_utkast"
    # On the key figures, the staff, the log, the system.
    LES_NOKKELTALL = "les_nokkeltall"
    SE_SMA_TALL = "se_sma_tall"  # among them: of so few that they could be somebody
    LAST_NED_NOKKELTALL = "last_ned_nokkeltall"  # to take them along, small ones hidden
    VIS_KAPASITET = "vis_kapasitet"  # of the own team, and who waits for it
    ADMINISTRER_ANSATTE = "administrer_ansatte"
    LES_ANSATTE = "les_ansatte"
    REGISTRER_FRAVAR = "registrer_fravar"  # and who stands in
    SETT_STILLINGSANDEL = "sett_stillingsandel"  # how much of a post somebody has
    AVGJOR_FORSLAG = "avgjor_forslag"  # on what another wants to do with a member of staff
    FLYTT_ARBEID = "flytt_arbeid"  # from somebody who is gone to others
    LES_LOGG = "les_logg"
    LES_EGEN_LOGG = "les_egen_logg"  # what one did oneself
    EKSPORTER_LOGG = "eksporter_logg"
    VERIFISER_LOGG = "verifiser_logg"
    ROTER_NOKKEL = "roter_nokkel"
    MIGRER = "migrer"
    SE_SYSTEM = "se_system"  # how the house stands
    SE_JOBBER = "se_jobber"
    KJOR_JOBB = "kjor_jobb"
    RYDD_NOKKELKOPIER = "rydd_nokkelkopier"
    LES_DEFINISJONER = "les_definisjoner"  # programmes, deadlines, rules
    START = "start"  # leaving in the log which rules are in force
    MELD_BRUDD = "meld_brudd"  # leaving in the log that something is missing from it


class Role(StrEnum):
    """What a member of staff is. Each has exactly one."""

    SAKSBEHANDLER = "saksbehandler"
    TEAMLEDER = "teamleder"
    REVISOR = "revisor"
    SYSTEMANSVARLIG = "systemansvarlig"


class Duty(StrEnum):
    """What a member of staff has on top of the role, for a time. `vakt` gives no access yet."""

    MOTTAK = "mottak"
    VAKT = "vakt"


class Purpose(StrEnum):
    """Why one asks. It stands in the log with every access."""

    MOTTAK = "mottak"
    VURDERING = "vurdering"
    OPPFOLGING = "oppfolging"
    LEDELSE = "ledelse"
    KONTROLL = "kontroll"
    INNSYN = "innsyn"
    DRIFT = "drift"


class Door(StrEnum):
    """The way in. The rules know it, and today none depends on it."""

    WEB = "web"
    API = "api"
    CLI = "cli"
    JOBB = "jobb"


class Protection(StrEnum):
    """The level of protection (adressebeskyttelse) of a case."""

    INGEN = "ingen"
    FORTROLIG = "fortrolig"
    STRENGT_FORTROLIG = "strengt_fortrolig"


class Job(StrEnum):
    """What runs by itself. Each job is an actor of its own, with its own list of actions."""

    VERIFISERING = "verifisering"
    OPPSTART = "oppstart"
    MOTTAKSPOST = "mottakspost"
    INSTALLASJON = "installasjon"
    SEKVENSERING = "sekvensering"
    FRISTSVEIP = "fristsveip"
    ALDERSSVEIP = "alderssveip"
    UTSENDING = "utsending"
    NOKKELKOPIER = "nokkelkopier"
    RYDD_UTKAST = "rydd_utkast"
    RYDD_OKTER = "rydd_okter"


PrincipalKind = Literal["ansatt", "jobb"]
OtherKind = Literal[
    "program", "register", "nokkeltall", "ansatte", "logg", "system", "varsler", "okter", "utkast"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks. What is left out is the least that can be: no role, account closed, not cleared."""

    kind: PrincipalKind
    rolle: Role | None = None
    aktiv: bool = False
    klarert: bool = False
    mottak: bool = False
    vakt: bool = False
    jobb: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """The case asked for, as seen by the one who asks. No fact has a default: unknown must not pass as no."""

    program: str
    tilstand: str
    skjerming: Protection
    egen: bool  # I am its contact or co-assigned
    i_mitt_lag: bool  # it belongs to my team
    inhabil: bool  # I am barred from it by a conflict of interest
    ufordelt: bool  # it has no contact
    registrert_av_meg: bool
    overlevert: bool  # it has been handed over to those who are to have it
    skrivebeskyttet: bool  # its state is final


@dataclass(frozen=True, slots=True)
class Other:
    """What is asked for when it is no case."""

    kind: OtherKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question. Equal requests have equal answers as long as the rules are the same."""

    principal: Principal
    action: Action
    resource: CaseFacts | Other
    formal: Purpose
    dor: Door


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One answer, with the ids of the rules that decided it, sorted.

    No rule permits: refused with no ids. `faulty`: the rules could not all be asked, so it is refused,
    whatever the rest say.
    """

    allowed: bool
    rule_ids: tuple[str, ...]
    faulty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a rule tells staff."""

    rule_id: str
    tekst: str
    forbyr: bool
