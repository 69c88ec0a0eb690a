"""The settings of an installation: `exin.toml` in its folder. The only reader of the environment.

Must not hold a secret: secrets lie in files of their own, only their paths stand here. An unknown key refuses.
"""

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from exin.errors import Misconfigured
from policies import Role

FILE_NAME = "exin.toml"
DEFAULT_FOLDER = "var"
KOPI_DAGER = 30
"""Days that a copy of the key store is kept at most: what was erased is gone then."""

_MAYBE_ADDRESS = r"^$|^[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,189}$"
_MAYBE_LINK = r"^$|^https?://[A-Za-z0-9.:-]{1,253}(/[A-Za-z0-9._~-]+)*$"  # no slash at its end
_MAYBE_ISSUER = r"^$|^https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?$"
_ON_THIS_MACHINE = re.compile(r"http://(127\.0\.0\.1|localhost)(:[0-9]+)?(/|$)")

_Level = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,100}$")]
_RoleGroup = Annotated[str, StringConstraints(pattern=rf"^({'|'.join(Role)})=[^\s=].{{0,199}}$")]


class Settings(BaseModel):
    """All that can be set. Paths are relative to the installation's folder unless they are absolute."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    environment: Literal["development", "production"] = "development"
    database: str = Field(
        default="data/exin.sqlite",
        description="Saker, historikk og logg: en fil, eller postgresql://bruker@tjener/database.",
    )
    nokkellager: str = Field(
        default="nokler/nokler.sqlite",
        description="Innpakkede nøkler, adskilt fra dataene: en fil, eller en database for seg.",
    )
    rolle_eier: str = Field(
        default="", description="PostgreSQL: rollen som eier tabellene. Tom: den i adressen."
    )
    rolle_sekvensering: str = Field(
        default="", description="PostgreSQL: rollen som nummererer loggen. Tom: den i adressen."
    )
    kek: str = Field(default="hemmelig/kek.nokkel", description="Hovednøkkelen. Utenfor mappen i produksjon.")
    loggnokkel: str = Field(default="hemmelig/logg.nokkel", description="Nøkkelen som signerer sjekkpunkter.")
    sjekkpunkter: str = Field(
        default="sjekkpunkter/sjekkpunkter.jsonl", description="Sluket utenfor databasen."
    )
    loggnavn: str = Field(
        default="exin-oslo.example.org/logg",
        pattern=r"^[!-*,-~]{1,200}$",  # no blanks and no plus, as a signed note wants it
        description="Loggens navn i hvert sjekkpunkt.",
    )
    nokkelkopier: str = Field(
        default="nokkelkopier", description="Mappen for nattlige kopier av nøkkellageret, der det er en fil."
    )
    nokkelkopier_dager: int = Field(
        default=30,
        ge=1,
        le=KOPI_DAGER,
        description="Så mange dager ligger en kopi. Det som er slettet, er borte da.",
    )
    smtp_vert: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9.:-]{0,253}$",
        description="E-posttjeneren. Tom: ingen e-post sendes, og varsler leses bare her.",
    )
    smtp_port: int = Field(default=587, ge=1, le=65_535, description="Porten: 587 for starttls, 465 for tls.")
    smtp_tls: Literal["starttls", "tls", "ingen"] = Field(
        default="starttls", description="starttls, tls eller ingen. Ingen kan ikke brukes i produksjon."
    )
    smtp_bruker: str = Field(default="", description="Innlogging på e-posttjeneren. Tom: ingen.")
    smtp_passordfil: str = Field(default="", description="Filen med passordet. Bare eieren kan lese den.")
    smtp_avsender: str = Field(
        default="", pattern=_MAYBE_ADDRESS, validate_default=True, description="Adressen det sendes fra."
    )
    smtp_tillit: str = Field(
        default="", description="Sertifikatet e-posttjenerens skal være utstedt av. Tom: maskinens egne."
    )
    oidc_utsteder: str = Field(
        default="",
        pattern=_MAYBE_ISSUER,
        description="Innlogging med OpenID Connect: utstederen, som https://idporten.no. Tom: ingen slik innlogging.",
    )
    oidc_slag: Literal["entra", "idporten", "ansattporten", "annen"] = Field(
        default="annen", description="entra, idporten, ansattporten eller annen."
    )
    oidc_klient: str = Field(
        default="",
        pattern=r"^[!-~]{0,200}$",
        validate_default=True,
        description="Klient-id-en hos utstederen.",
    )
    oidc_api_mottaker: str = Field(
        default="",
        pattern=r"^[!-~]{0,200}$",
        validate_default=True,
        description="Mottakeren (aud) som tilgangstokener til API-et er utstedt for. Tom: API-et er stengt.",
    )
    oidc_nokkelfil: str = Field(
        default="", description="Filen med klientens private nøkkel, JWK eller PEM. Bare eieren kan lese den."
    )
    oidc_hemmelighetfil: str = Field(
        default="",
        validate_default=True,
        description="I stedet for nøkkel: filen med klientens hemmelighet. Bare eieren kan lese den.",
    )
    oidc_acr: list[_Level] = Field(
        default=[],
        validate_default=True,
        description="Sikkerhetsnivåene som godtas. Det første er det som bes om. Entra: som c1.",
    )
    oidc_gruppekrav: str = Field(
        default="groups", pattern=r"^[!-~]{1,100}$", description="Navnet på feltet med grupper i tokenet."
    )
    oidc_grupper: list[_RoleGroup] = Field(
        default=[],
        validate_default=True,
        description="Hvem som kan ha hvilken rolle, som saksbehandler=GRUPPE. Må være satt i produksjon.",
    )
    lenke: str = Field(
        default="",
        pattern=_MAYBE_LINK,
        validate_default=True,
        description="Adressen til nettsidene, for innlogging og lenker i e-post: https://exin.example.org",
    )
    nettsted_eier: str = Field(
        default="",
        max_length=60,
        pattern=r"^([^\s\x00-\x1f]([^\x00-\x1f]*[^\s\x00-\x1f])?)?$",
        description="Navnet på den som driver nettsidene, ved siden av EXINs merke og nederst. Tom: ingen.",
    )
    nettsted_eier_logo: str = Field(
        default="",
        validate_default=True,
        description="Filen med merket til den som driver nettsidene, PNG eller SVG, høyst 64 kB. Tom: bare navnet.",
    )
    saker_per_stilling: int = Field(
        default=12,
        ge=1,
        le=1_000,
        description="Så mange saker har én hel stilling rom for. Lederen ser det under «Kø og kapasitet».",
    )
    nokler_i_minne: int = Field(default=256, ge=1, le=10_000, description="Så mange nøkler huskes.")
    nokler_sekunder: int = Field(default=300, ge=1, le=3_600, description="Så lenge huskes en nøkkel.")

    @field_validator("smtp_tls", "smtp_bruker")
    @classmethod
    def _never_in_the_clear(cls, value: str, info: ValidationInfo) -> str:
        """No mail of real people's cases without TLS, and no password anywhere."""
        if info.field_name == "smtp_bruker":
            in_the_clear = bool(value) and info.data.get("smtp_tls") == "ingen"
        else:
            in_the_clear = value == "ingen" and info.data.get("environment") == "production"
        if in_the_clear:
            raise ValueError("in_the_clear")
        return value

    @field_validator("oidc_utsteder")
    @classmethod
    def _only_over_tls(cls, value: str, info: ValidationInfo) -> str:
        real = info.data.get("environment") == "production"
        if value.startswith("http://") and (real or not _ON_THIS_MACHINE.match(value)):
            raise ValueError("in_the_clear")
        return value

    @field_validator("oidc_klient", "oidc_hemmelighetfil", "oidc_acr", "oidc_grupper")
    @classmethod
    def _needed_to_log_in(cls, value: str | list[str], info: ValidationInfo) -> str | list[str]:
        """What a log-in cannot do without: a client, one proof of it, a level where levels are how a provider works."""
        if not info.data.get("oidc_utsteder"):
            return value
        of_digdir = info.data.get("oidc_slag") in {"idporten", "ansattporten"}
        missing = {
            "oidc_klient": not value,
            "oidc_hemmelighetfil": bool(value) == bool(info.data.get("oidc_nokkelfil")),
            "oidc_acr": of_digdir and not value,
            "oidc_grupper": not value and info.data.get("environment") == "production",
        }
        if missing[str(info.field_name)]:
            raise ValueError("missing")
        return value

    @field_validator("oidc_api_mottaker")
    @classmethod
    def _never_the_client(cls, value: str, info: ValidationInfo) -> str:
        """What logs somebody in is for the client: it must never pass for what lets a system in."""
        if value and (value == info.data.get("oidc_klient") or not info.data.get("oidc_utsteder")):
            raise ValueError("the_client")
        return value

    @field_validator("oidc_grupper")
    @classmethod
    def _everybody_only_where_there_are_no_groups(cls, value: list[str], info: ValidationInfo) -> list[str]:
        everybody = any(each.endswith("=*") for each in value)
        if everybody and info.data.get("oidc_slag") not in {"idporten", "ansattporten"}:
            raise ValueError("everybody")
        return value

    @field_validator("smtp_avsender", "lenke")
    @classmethod
    def _needed_to_send(cls, value: str, info: ValidationInfo) -> str:
        needed = info.data.get("smtp_vert") or info.data.get("oidc_utsteder")
        if needed and not value:
            raise ValueError("missing")
        if value.startswith("http://") and info.data.get("environment") == "production":
            raise ValueError("in_the_clear")
        return value

    @field_validator("nettsted_eier_logo")
    @classmethod
    def _with_a_name(cls, value: str, info: ValidationInfo) -> str:
        """A mark says nothing to who cannot see it."""
        if value and not info.data.get("nettsted_eier"):
            raise ValueError("missing")
        return value

    @property
    def production(self) -> bool:
        """Whether real people's data are handled here."""
        return self.environment == "production"


def folder(given: Path | None) -> Path:
    """The installation's folder: as given, else by EXIN_DIR, else `var`."""
    return given or Path(os.environ.get("EXIN_DIR") or DEFAULT_FOLDER)


def load(path: Path) -> Settings:
    """The settings in a file.

    Raises:
        Misconfigured: there is no such file, it does not parse, or a key or value is not known.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Misconfigured("ingen_installasjon") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured("oppsett_kan_ikke_leses") from error
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        places = {".".join(str(part) for part in fault["loc"]) for fault in error.errors()}
        raise Misconfigured("oppsett_ukjent_eller_feil", *sorted(places)) from None


def as_toml(settings: Settings) -> str:
    """A file that gives these settings, with what each is for."""
    lines = ["# Oppsettet for EXINs saksmotor. En ukjent nøkkel stopper programmet.", ""]
    for name, field in Settings.model_fields.items():
        if field.description:
            lines.append(f"# {field.description}")
        value = getattr(settings, name)
        # JSON writes strings and numbers as TOML does.
        lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
