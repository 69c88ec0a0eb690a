"""The settings of the log-in, read and checked: which provider, as which client, at which level, for which roles.

Must not guess: what is not set is not asked for, and what is set and cannot be used stops the start.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from exin.settings import Settings
from exin.web.oidc.klient import Klientbevis, read_key, read_secret
from policies import Role

RETUR: Final = "/logg-inn/retur"
"""Where the provider sends people back to, below `lenke`."""

UTLOGGET: Final = "/logg-inn"
"""Where it sends them after it has logged them out."""

ALLE: Final = "*"
"""In the place of a group: whoever is bound to the role may have it, in whatever group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """One provider, and this site as its client."""

    utsteder: str
    slag: Literal["entra", "idporten", "ansattporten", "annen"]
    klient: str
    api_mottaker: str
    """Whom access tokens for the API must be for; empty where there is no API."""
    bevis: Klientbevis = field(repr=False)
    lenke: str
    acr: tuple[str, ...]
    gruppekrav: str
    grupper: Mapping[Role, frozenset[str]]
    produksjon: bool

    @property
    def retur(self) -> str:
        """The redirect URI."""
        return self.lenke + RETUR


def read(folder: Path, settings: Settings) -> Oidc | None:
    """The log-in that an installation's settings name; None where they name none.

    Raises:
        Misconfigured: the file of the key or the secret cannot be used.
    """
    if not settings.oidc_utsteder:
        return None
    return Oidc(
        utsteder=settings.oidc_utsteder,
        slag=settings.oidc_slag,
        klient=settings.oidc_klient,
        api_mottaker=settings.oidc_api_mottaker,
        bevis=_proof(folder, settings),
        lenke=settings.lenke,
        acr=tuple(settings.oidc_acr),
        gruppekrav=settings.oidc_gruppekrav,
        grupper=_groups(settings.oidc_grupper),
        produksjon=settings.production,
    )


def _proof(folder: Path, settings: Settings) -> Klientbevis:
    if settings.oidc_nokkelfil:
        return read_key(folder / settings.oidc_nokkelfil, pss=settings.oidc_slag == "entra")
    return read_secret(folder / settings.oidc_hemmelighetfil)


def _groups(given: list[str]) -> Mapping[Role, frozenset[str]]:
    found: dict[Role, set[str]] = defaultdict(set)
    for each in given:
        role, _, group = each.partition("=")
        found[Role(role)].add(group)
    return {role: frozenset(groups) for role, groups in found.items()}
