"""Why a row of a register is refused: a code and what a person reads, by file and line.

Must not repeat a cell: no name, no number, no typed text. A case number is shown only where it can be no other thing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from exin.fodselsnummer import MESSAGES

# A letter first, a digit somewhere, no long row of digits: neither a name nor a national number fits.
_SAKSNR: Final = re.compile(r"(?=.*[0-9])(?!.*[0-9]{6})[A-Za-z][A-Za-z0-9-]{0,19}")
_OWN_SERIES: Final = re.compile(r"EX-[0-9]{4}-", re.IGNORECASE)

TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "antall_felt": "Raden har ikke like mange felt som overskriften.",
        "samme_rad": "Den samme raden står før i filen.",
        "ugyldig_saksnr": "Saksnummeret kan ikke brukes. Det begynner med en bokstav, har sifre og høyst 20 tegn.",
        "saksnr_er_systemets": "Saksnumre som begynner med EX- deles ut her og kan ikke importeres.",
        "saksnr_to_ganger": "Saksnummeret står på en sak lenger opp i filen.",
        "umulig_dato": "Datoen finnes ikke, eller den er ikke skrevet som dd.mm.åååå.",
        "dato_i_framtiden": "Datoen er fram i tid.",
        "ukjent_tiltak": "Tiltaket finnes ikke. Bruk exin_oslo eller exin_oslo_ung.",
        "navn_mangler": "Navnet mangler.",
        "for_lang_tekst": "Et felt er for langt.",
        "ukjent_bydel": "Bydelen finnes ikke. Bruk navnet på en av de 15 bydelene, Sentrum eller Utenfor Oslo.",
        "ukjent_kilde": "Kilden finnes ikke. Bruk direkte, kriminalomsorgen, bydel eller politi.",
        "ukjent_adressebeskyttelse": "Adressebeskyttelsen finnes ikke. La feltet stå tomt, "
        "eller bruk fortrolig eller strengt_fortrolig.",
        "ugyldig_ansatt": "Brukernavnet til den ansatte kan ikke brukes. Det har bokstaver fra a til z og sifre, "
        "og kan ha punktum og strek.",
        "kan_ikke_ha_saker": "Den ansatte har en rolle som ikke kan ha saker.",
        "ukjent_hendelse": "Hendelsen finnes ikke i tiltaket.",
        "ukjent_arsak": "Årsaken står ikke i listen for denne hendelsen.",
        "arsak_mangler": "Årsaken mangler. Denne hendelsen skal ha en årsak fra listen.",
        "ukjent_sak": "Saken er ukjent: den er ikke importert før, og har ingen gyldig rad blant henvendelsene.",
        "en_henvendelse": "En sak har én henvendelse, med samme dato som i filen med henvendelser.",
        "ulovlig_rekkefolge": "Hendelsen kan ikke komme her i sakens rekkefølge.",
        "eldre_enn_importert": "Hendelsen er eldre enn et steg som allerede er importert på saken.",
        "arbeidet_med": "Saken er arbeidet med her etter importen. Før nye hendelser på saken i stedet.",
        "annet_fodselsnummer": "Saken er importert før med et annet fødselsnummer.",
        **{f"fodselsnummer_{kode}": text for kode, text in MESSAGES.items()},
    }
)


class RowRefused(Exception):
    """One row cannot land; its argument is a key of `TEXTS`."""

    def __init__(self, kode: str) -> None:
        super().__init__(kode)
        self.kode = kode


@dataclass(frozen=True, slots=True, kw_only=True)
class Avvist:
    """A refused row: which file and line, the case number where it can be shown, and why."""

    fil: str
    linje: int
    saksnr: str
    kode: str

    @property
    def grunn(self) -> str:
        """The reason in words."""
        return TEXTS[self.kode]


def check_saksnr(text: str) -> str:
    """The case number in a cell. Raises RowRefused when it is none that a register may have."""
    if not _SAKSNR.fullmatch(text):
        raise RowRefused("ugyldig_saksnr")
    if _OWN_SERIES.match(text):
        raise RowRefused("saksnr_er_systemets")
    return text


def showable(text: str) -> str:
    """The same for a report: nothing where the cell may hold something else, as in a row whose cells have slipped."""
    return text if _SAKSNR.fullmatch(text) else ""
