"""The words of the house in Norwegian, for those who read the pages: one place, shown on the help page and elsewhere.

Must not hold a word that docs/ordliste.md has not; a test compares. There they are told to programmers.
"""

from typing import Final

from exin import begreper

TILSTANDER: Final = (
    ("Henvendelse", "Første kontakt. Personen får vite hva EXIN er og krever."),
    (
        "Vurdering",
        "Kartlegging av motivasjon, risiko, beskyttelse og behov. Til slutt avgjøres det om personen blir deltaker.",
    ),
    ("Forløp", "Oppfølgingen selv, med samtaler, plan og ansvarsgruppe."),
    ("Avslutning", "Overlevering til tjenester som varer."),
    ("Avsluttet", "Saken endte som planlagt. Den kan leses, men ikke endres."),
    ("Ikke tatt inn", "Saken ender før forløpet. Personen skal få grunnen, klageadgang og andre tilbud."),
    ("Frafall", "Personen falt fra. Døren kan stå åpen til en dato."),
)
"""Where a case can stand."""

_FOLK: Final = (
    ("Kandidat", "En person før forløpet starter."),
    ("Deltaker", "En person i forløp eller avslutning."),
    *(
        (begreper.funksjon(kode), begreper.funksjon_forklart(kode))
        for kode in ("kontakt", "medansvarlig", "klarert_leder")
    ),
    ("Klarert", "En ansatt som kan ha strengt fortrolige saker."),
    ("Inhabil", "En ansatt som står for nær saken til å ha noe med den å gjøre."),
    ("Vikar", "Den som får beskjed i stedet for en som er borte. Det gir ingen saker."),
)
_ARBEID: Final = (
    ("Plass", "Et sted i programmet. Den brukes i forløp og avslutning, og fra et re-inntak."),
    ("Re-inntak", "Tilbake fra frafall til vurdering, på en ny kartlegging."),
    ("Kartlegging", "Det vurderingen hviler på, område for område."),
    (
        "Risikovurdering",
        "En vurdering av sikkerheten rundt personen og møtene. Den gås gjennom med faste mellomrom.",
    ),
    ("Samtykke", "Personens ja til å delta, eller til at opplysninger deles. Det kan trekkes når som helst."),
    ("Frist", "En dag da noe skal være gjort. Den sier fra til noen, og flytter aldri en sak."),
    ("Formål", "Hva du skal bruke opplysningene til. Det står i loggen med hvert oppslag."),
)
_VERN: Final = (
    *(
        (begreper.skjerming(kode), begreper.skjerming_forklart(kode))
        for kode in ("fortrolig", "strengt_fortrolig")
    ),
    (
        "Logg",
        "Alt som åpnes, endres eller avvises, med hvem, når og hvorfor. Det som står i sakene, er ikke med.",
    ),
    (
        "Sjekkpunkt",
        "En signert sum av loggen, lagt utenfor databasen. Endres noe i ettertid, passer den ikke lenger.",
    ),
)

FORKLARINGER: Final = (
    ("Tilstander", TILSTANDER),
    ("Folk", _FOLK),
    ("Arbeidet", _ARBEID),
    ("Vern og logg", _VERN),
)
"""All of them, by what they are about."""
