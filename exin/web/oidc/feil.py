"""What can go wrong with a log-in: one code for each way, and what is said of it.

Must not carry anything that a provider or a browser sent: no token, no claim, no address.
"""

from enum import StrEnum
from typing import Final

from exin.errors import ExinError


class Feilkode(StrEnum):
    """Why a log-in was refused."""

    LEVERANDOR_SVARER_IKKE = "leverandor_svarer_ikke"
    LEVERANDOR_VIDERESENDTE = "leverandor_videresendte"
    SVAR_FOR_STORT = "svar_for_stort"
    SVAR_ULESELIG = "svar_uleselig"
    OPPSLAG_UFULLSTENDIG = "oppslag_ufullstendig"
    OPPSLAG_FEIL_UTSTEDER = "oppslag_feil_utsteder"
    OPPSLAG_FREMMED_VERT = "oppslag_fremmed_vert"
    FORSOK_UGYLDIG = "forsok_ugyldig"
    FORSOK_UTLOPT = "forsok_utlopt"
    RETUR_UGYLDIG = "retur_ugyldig"
    FEIL_STATE = "feil_state"
    FEIL_UTSTEDER = "feil_utsteder"
    AVBRUTT = "avbrutt"
    NEKTET_AV_LEVERANDOR = "nektet_av_leverandor"
    KLIENT_IKKE_GODTATT = "klient_ikke_godtatt"
    KODE_IKKE_GODTATT = "kode_ikke_godtatt"
    BEKREFTELSE_UGYLDIG = "bekreftelse_ugyldig"
    ALGORITME_IKKE_GODTATT = "algoritme_ikke_godtatt"
    UKJENT_NOKKEL = "ukjent_nokkel"
    FEIL_SIGNATUR = "feil_signatur"
    FEIL_MOTTAKER = "feil_mottaker"
    BEKREFTELSE_UTLOPT = "bekreftelse_utlopt"
    BEKREFTELSE_IKKE_GYLDIG_ENNA = "bekreftelse_ikke_gyldig_enna"
    BEKREFTELSE_ELDRE_ENN_FORSOKET = "bekreftelse_eldre_enn_forsoket"
    FEIL_NONCE = "feil_nonce"
    FOR_LAVT_NIVA = "for_lavt_niva"
    UTEN_FLERE_FAKTORER = "uten_flere_faktorer"
    TIDSPUNKT_MANGLER = "tidspunkt_mangler"
    INNLOGGING_FOR_GAMMEL = "innlogging_for_gammel"
    SUBJEKT_MANGLER = "subjekt_mangler"
    IKKE_TILGANGSTOKEN = "ikke_tilgangstoken"


class Innloggingsfeil(ExinError):
    """A log-in was refused. `kode` says why, and is all that is known of it."""

    def __init__(self, kode: Feilkode) -> None:
        super().__init__(kode.value)
        self.kode = kode


_AGAIN: Final = "Innloggingen ble ikke godtatt. Prøv igjen. Skjer det på nytt, så meld fra til drift."
_DOWN: Final = "Innloggingstjenesten svarer ikke som den skal. Prøv igjen om litt, eller meld fra til drift."
_WEAK: Final = "Innloggingen var ikke sikker nok. Logg inn på nytt, og velg en sikrere måte."

_SAID: Final = {
    Feilkode.LEVERANDOR_SVARER_IKKE: _DOWN,
    Feilkode.LEVERANDOR_VIDERESENDTE: _DOWN,
    Feilkode.SVAR_FOR_STORT: _DOWN,
    Feilkode.SVAR_ULESELIG: _DOWN,
    Feilkode.OPPSLAG_UFULLSTENDIG: _DOWN,
    Feilkode.OPPSLAG_FEIL_UTSTEDER: _DOWN,
    Feilkode.OPPSLAG_FREMMED_VERT: _DOWN,
    Feilkode.KLIENT_IKKE_GODTATT: _DOWN,
    Feilkode.FORSOK_UTLOPT: "Innloggingen tok mer enn ti minutter. Begynn på nytt.",
    Feilkode.AVBRUTT: "Innloggingen ble avbrutt.",
    Feilkode.FOR_LAVT_NIVA: _WEAK,
    Feilkode.UTEN_FLERE_FAKTORER: _WEAK,
    Feilkode.INNLOGGING_FOR_GAMMEL: "Du må logge inn på nytt, også hos innloggingstjenesten.",
}

TEKSTER: Final = {kode: _SAID.get(kode, _AGAIN) for kode in Feilkode}
"""What to say to whoever wanted in, by code. Never which check it was: that is for those who run the machine."""
