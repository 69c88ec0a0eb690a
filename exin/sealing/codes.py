"""The codes that sealing raises, and for each a Norwegian text that says what to do.

Must not name an owner, a file or a value: those are arguments of the error, and ids only.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from exin.errors import Misconfigured, Tampered


class KeyMissing(Tampered):
    """There is no such data key: its owner was erased, or data and key store are not of the same moment."""


class KeyExhausted(Misconfigured):
    """The data key has sealed as many cells as it may. What it sealed can still be opened."""


_CHECK: Final = "Kjør «exin logg verify --data», og meld fra til systemansvarlig."
_RESTORE: Final = "Hent nøkkellageret fra sikkerhetskopi, og meld fra til systemansvarlig."
_GONE: Final = "Nøkkelen finnes ikke. Innholdet er slettet, eller data og nøkkellager er fra ulik tid."

TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "celle_format": f"En forseglet verdi har ikke gyldig form. {_CHECK}",
        "celle_apnes_ikke": f"En forseglet verdi er endret eller flyttet. {_CHECK}",
        "celle_feil_eier": f"En forseglet verdi hører til noen andre. {_CHECK}",
        "celle_nokkel_mangler": f"{_GONE} {_CHECK}",
        "ugyldige_tegn": "Teksten har tegn som ikke kan lagres. Fjern dem, og prøv igjen.",
        "nokkel_mangler": f"{_GONE} {_CHECK}",
        "nokkel_endret": f"En nøkkel i nøkkellageret er endret. {_RESTORE}",
        "nokkel_oppbrukt": "Nøkkelen har forseglet så mye som den får lov til. Meld fra til systemansvarlig.",
        "hemmelighet_endret": f"En hemmelighet i nøkkellageret er endret. {_RESTORE}",
        "hemmelighet_mangler": f"Nøkkellageret mangler en hemmelighet. {_RESTORE}",
        "kek_ukjent": "Nøkkellageret er pakket med en hovednøkkel som ikke er lastet. "
        "Legg nøkkelfilen på plass, og start på nytt.",
        "kek_fil_mangler": "Nøkkelfilen finnes ikke eller kan ikke leses. "
        "Legg den på plass, eller rett stien i oppsettet.",
        "kek_fil_finnes": "Nøkkelfilen finnes fra før, og den overskrives aldri.",
        "kek_fil_type": "Nøkkelfilen må være en vanlig fil.",
        "kek_fil_eier": "Nøkkelfilen må eies av brukeren som kjører programmet.",
        "kek_fil_rettigheter": "Andre kan lese nøkkelfilen. "
        "Sett rettighetene til 0600, og vurder å bytte hovednøkkel.",
        "kek_fil_format": "Nøkkelfilen har ikke gyldig innhold. Hent den fra sikkerhetskopi.",
        "kek_i_datamappen": "I produksjon kan ikke nøkkelfilen ligge i datamappen. "
        "Flytt den, og rett stien i oppsettet.",
        "kek_forrige_i_bruk": "Noen nøkler er fortsatt pakket med den forrige hovednøkkelen. "
        "Kjør «exin keys rotate-kek» en gang til.",
        "nokkellager_mangler": "Nøkkellageret finnes ikke. "
        "Rett stien i oppsettet, eller hent det fra sikkerhetskopi.",
        "nokkellager_er_tomt": "Nøkkellageret er tomt. "
        "Rett adressen i oppsettet, eller hent det fra sikkerhetskopi.",
        "nokkellager_svarer_ikke": "Nøkkellageret svarer ikke. Kontroller adressen i oppsettet, at tjeneren går, "
        "rollen og filen med passord (PGPASSFILE), og sertifikatet.",
    }
)
