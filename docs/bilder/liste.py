"""Which pictures there are: each page as somebody of the demonstration sees it. Must not know how one is taken."""

from dataclasses import dataclass
from typing import Final

WIDE: Final = 1440
NARROW: Final = 390

FORLOP: Final = "E-2024-021"
VURDERING: Final = "E-2025-005"
HENVENDELSE: Final = "E-2025-048"
AVSLUTNING: Final = "E-2023-005"
FRAFALL: Final = "E-2025-002"
AVSLUTTET: Final = "E-2022-015"
UNG: Final = "U-2025-002"

KONTAKT: Final = "ansatt03"
MOTTAK: Final = "ansatt01"
LEDER: Final = "leder01"
REVISOR: Final = "revisor01"
ADMIN: Final = "admin"

_SAK: Final = "/saker/{saksnr}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilde:
    """One picture, from the top and no longer than `hoyde`.

    `feil`: of the form when it was sent with nothing in it. `sok`: of what a search for that gives.
    """

    navn: str
    rute: str
    hvem: str | None = KONTAKT
    sak: str = FORLOP
    sporring: str = ""
    bredde: int = WIDE
    hoyde: int = 2400
    feil: bool = False
    sok: str = ""


def _forms(*forms: str) -> list[Bilde]:
    return [Bilde(navn=_named(each), rute=f"{_SAK}/{each}") for each in forms]


def _named(form: str) -> str:
    """A form about a row is called by what is done with it, or else that it is changed."""
    *parts, last = form.split("/")
    return "-".join([*(each for each in parts if "{" not in each), "endre" if "{" in last else last])


def _step(hendelse: str, sak: str = FORLOP, hvem: str = KONTAKT) -> Bilde:
    return Bilde(
        navn=f"steg-{hendelse.replace('_', '-')}", rute=f"{_SAK}/steg/{hendelse}", sak=sak, hvem=hvem
    )


def _lead(form: str) -> Bilde:
    return Bilde(navn=_named(form), rute=f"{_SAK}/{form}", hvem=LEDER, sporring="?formal=ledelse")


BILDER: Final = (
    *[
        Bilde(navn=each, rute=f"/{each}", hvem=None)
        for each in ("logg-inn", "hjelp", "api", "personvern", "tilgjengelighet")
    ],
    Bilde(navn="min-dag", rute="/min-dag", hoyde=1200),
    Bilde(navn="min-dag-390", rute="/min-dag", bredde=NARROW),
    Bilde(navn="saker", rute="/saker", hvem=LEDER),
    Bilde(navn="kapasitet", rute="/kapasitet", hvem=LEDER),
    Bilde(navn="kapasitet-390", rute="/kapasitet", hvem=LEDER, bredde=NARROW),
    Bilde(navn="nokkeltall", rute="/nokkeltall", sporring="?per=31.12.2025", hvem=LEDER),
    Bilde(navn="nokkeltall-390", rute="/nokkeltall", sporring="?per=31.12.2025", hvem=LEDER, bredde=NARROW),
    Bilde(navn="arsark", rute="/nokkeltall/arsark", sporring="?ar=2025", hvem=LEDER),
    Bilde(navn="sok", rute="/saker", sporring="?formal=ledelse", sok="munter", hvem=LEDER),
    Bilde(navn="formal", rute=_SAK, hvem=LEDER),
    Bilde(navn="sak", rute=_SAK),
    Bilde(navn="sak-390", rute=_SAK, bredde=NARROW),
    Bilde(navn="sak-identitet", rute=_SAK, sporring="?vis=identitet"),
    Bilde(navn="sak-avsluttet", rute=_SAK, sak=AVSLUTTET, hvem=MOTTAK),
    Bilde(navn="ikke-tilgang", rute=_SAK, hvem="ansatt04"),
    Bilde(navn="ikke-funnet", rute="/saker/E-2026-999"),
    Bilde(navn="henvendelse", rute="/henvendelse", hvem=MOTTAK),
    Bilde(navn="henvendelse-feil", rute="/henvendelse", hvem=MOTTAK, feil=True),
    Bilde(navn="ny-henvendelse", rute=f"{_SAK}/ny-henvendelse", sak=AVSLUTTET, hvem=MOTTAK),
    *_forms("kartlegging", "samtale", "notat", "notat/{notat_id}/rett", "samtykke", "samtykke/trekk", "plan"),
    *_forms("overlevering", "tilbud", "fortalt", "person", "tilknytning", "lesere"),
    *_forms("frister", "frister/{slag}", "moter", "moter/ny", "moter/{mote_id}", "moter/{mote_id}/utfall"),
    Bilde(navn="kartlegging-390", rute=f"{_SAK}/kartlegging", bredde=NARROW),
    *[_lead(each) for each in ("tildel", "tildel/fjern", "skjerming", "inhabil", "inhabil/opphev")],
    _step("start_vurdering", HENVENDELSE, "ansatt04"),
    _step("ikke_tatt_inn", VURDERING),
    _step("start_forlop", VURDERING),
    _step("start_avslutning"),
    _step("frafall"),
    _step("annuller_steg"),
    _step("avslutt", AVSLUTNING),
    _step("tilbake_til_forlop", AVSLUTNING),
    _step("reinntak", FRAFALL, MOTTAK),
    _step("overfor_til_18", UNG, "ansatt04"),
    Bilde(navn="varsler", rute="/varsler"),
    Bilde(navn="min-profil", rute="/min-profil"),
    Bilde(navn="ansatte", rute="/ansatte", hvem=ADMIN),
    Bilde(navn="ansatte-390", rute="/ansatte", hvem=ADMIN, bredde=NARROW),
    Bilde(navn="ny-ansatt", rute="/ny-ansatt", hvem=ADMIN),
    Bilde(navn="ansatt", rute="/ansatte/{brukernavn}", hvem=ADMIN),
    Bilde(navn="ansatt-leder", rute="/ansatte/{brukernavn}", hvem=LEDER),
    Bilde(navn="ansatt-arbeid", rute="/ansatte/{brukernavn}/arbeid", hvem=LEDER),
    Bilde(navn="ansatt-arbeid-390", rute="/ansatte/{brukernavn}/arbeid", hvem=LEDER, bredde=NARROW),
    Bilde(navn="innsynslogg", rute="/innsynslogg", sporring="?formal=kontroll", hvem=REVISOR),
    Bilde(
        navn="innsynslogg-390", rute="/innsynslogg", sporring="?formal=kontroll", hvem=REVISOR, bredde=NARROW
    ),
    Bilde(navn="definisjoner", rute="/definisjoner"),
    Bilde(navn="program", rute="/definisjoner/{program}"),
    Bilde(navn="program-390", rute="/definisjoner/{program}", bredde=NARROW),
    Bilde(navn="system", rute="/system", hvem=ADMIN),
    Bilde(navn="system-390", rute="/system", hvem=ADMIN, bredde=NARROW),
)
"""All of them, by the names of their files."""
