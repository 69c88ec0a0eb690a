"""What a step is judged by (facts, inputs, actorship) and how the judgement is told (statuses and reasons).

Must not look anything up: whoever asks has gathered the facts. A fact that is None is not known, and a guard
that does not know refuses; nothing here has a default that lets a step through.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """What a guard found."""

    OPPFYLT = "oppfylt"
    IKKE_OPPFYLT = "ikke_oppfylt"
    UKJENT = "ukjent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of the case and its person on the day the step counts from. None: not known."""

    dag: date
    fodselsdato: date | None = None
    fodselsnummer_kjent: bool | None = None
    kilde: str | None = None
    annen_apen_sak: bool | None = None  # another one, in any EXIN programme; never this case itself
    informasjonssamtale_holdt: bool | None = None
    tilknytning_oslo: bool | None = None
    # Areas missing in the newest kartlegging after the latest entry into vurdering (`places.latest_entry`):
    # all of them when there is none since that entry, empty when it is complete.
    kartlegging_mangler: frozenset[str] | None = None
    samtykke_i_kraft: bool | None = None
    # Free places of the programme the step leads into (see `judge.target_programme`). When the places were
    # counted, None says that there is no limit; when they were not, both numbers are unknown.
    plasser_kjent: bool = False
    ledige_plasser: int | None = None
    ledige_vurderingsplasser: int | None = None
    holder_plass: bool | None = None  # the case holds a place already (see `places.holds_place`)
    overleveringsplan: bool | None = None
    bekreftede_overleveringer: int | None = None
    fortalt: bool | None = None
    kontaktforsok: int | None = None
    # For annuller_steg: the latest step that is not void, and where the case stood before it. The programme
    # and its version only need to be given when that step changed them.
    siste_hendelse: str | None = None
    forrige_tilstand: str | None = None
    forrige_program: str | None = None
    forrige_versjon: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What the user gives with the step. Free text stays outside: only whether it was given is told."""

    arsak: str | None = None
    kilde: str | None = None
    har_begrunnelse: bool = False
    apen_til: date | None = None
    tilbud: str | None = None  # "gitt" or "ikke_gitt"
    har_tilbudsgrunn: bool = False
    overstyr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Actorship:
    """What the actor is to the case and its latest step. Whether it may act at all is asked elsewhere."""

    er_leder: bool = False
    er_forfatter: bool = False
    timer_siden: float | None = None  # hours since the latest step was registered


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step cannot be taken, told to people: what is asked, what is missing, and who can fix it."""

    kode: str
    tekst: str
    mangler: str
    hvem: str


@dataclass(frozen=True, slots=True)
class GuardResult:
    """What one guard or one required input came to; the reason stands there unless it was met."""

    kode: str
    status: Status
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, with the detail that its text needs (codes and counts only, never content)."""

    status: Status
    detalj: str = ""


MET = Finding(Status.OPPFYLT)
UNMET = Finding(Status.IKKE_OPPFYLT)
UNKNOWN = Finding(Status.UKJENT)
