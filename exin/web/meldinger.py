"""What a page says of what was just done, by the code in its address.

Must not take words from the address: whoever makes a link could otherwise put words into the site's mouth.
"""

from collections.abc import Mapping
from typing import Final

GJORT: Final[Mapping[str, str]] = {
    "henvendelse": "Henvendelsen er registrert.",
    "steg": "Steget er ført.",
    "annullert": "Siste steg er annullert. Saken står som før det.",
    "notat": "Notatet er lagret.",
    "rettet_notat": "Rettelsen er lagret. Den første teksten står ved siden av.",
    "kartlegging": "Kartleggingen er lagret.",
    "kartlegging_beholdt": "Kollegaens kartlegging står. Ingenting ble endret.",
    "kontakt": "Kontakten er ført.",
    "samtykke": "Samtykket er lagret.",
    "samtykke_trukket": "Det er ført at samtykket er trukket.",
    "plan": "Planen er lagret.",
    "overlevering": "Overleveringen er lagret.",
    "tilbud": "Det er ført om andre tilbud er forklart.",
    "fortalt": "Det er ført hvordan personen er fortalt om avgjørelsen.",
    "person": "Opplysningene er rettet.",
    "tilknytning": "Tilknytningen til Oslo er lagret.",
    "tildelt": "Saken er tildelt.",
    "tildeling_fjernet": "Tildelingen er fjernet.",
    "skjerming": "Skjermingen er endret.",
    "inhabil": "Inhabiliteten er registrert.",
    "inhabil_opphevet": "Inhabiliteten er opphevet.",
    "tilgang_bedt": "Ønsket er sendt. De som kan svare på det, har fått beskjed.",
    "tilgang_bedt_for": "Du har bedt om tilgang til saken alt. De som kan svare på det, har fått beskjed.",
    "tilgang_avslatt": "Ønsket om tilgang er avslått. Kollegaen får beskjed.",
    "frist_flyttet": "Fristen er flyttet.",
    "frist_pauset": "Fristen er på pause.",
    "frist_fortsatt": "Fristen løper igjen.",
    "mote_planlagt": "Møtet er planlagt og klarert.",
    "mote_ikke_klarert": "Møtet er planlagt, men ikke klarert: en risikovurdering må være i kraft den dagen.",
    "mote_klarert": "Møtet er klarert.",
    "mote_endret": "Møtet er endret.",
    "uten_saken": "Endringen er lagret. Du har ikke lenger tilgang til saken.",
    "mote_endret_ikke_klarert": "Møtet er endret, men ikke klarert: en risikovurdering må være i kraft den dagen.",
    "mote_fort": "Det er ført hva møtet ble til.",
    "utkast_forkastet": "Utkastet er slettet.",
    "varsler_lest": "Varslene er merket som lest.",
    "logget_ut": "Du er logget ut.",
    "logget_ut_overalt": "Du er logget ut overalt.",
    "okt_avsluttet": "Økten er avsluttet.",
    "okt_borte": "Det er ingen slik økt nå. Den kan være avsluttet alt.",
}
"""Sentences by code."""
