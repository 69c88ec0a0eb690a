"""Help for each page: what it is for, and what one may wonder about there. One place, by the page's route.

Must not tell of a case, nor word a rule: those are asked of the definitions.
"""

from collections.abc import Mapping
from typing import Final

from exin.web.sakshjelp import SAK, SAKSHJELP, UTKAST, Hjelp

_LOGGES: Final = "Det logges at du åpnet siden."

_APNE: Final = {
    "/logg-inn": Hjelp(
        "Logg inn",
        "Her logger du inn med jobbkontoen din.",
        ("Kommer du ikke inn, spør du systemansvarlig. Oppgi det som står på siden, aldri passordet ditt.",),
    ),
    "/hjelp": Hjelp("Hjelp", "Her står det hva hver side er til, hurtigtaster, ord og hvem du kan spørre."),
    "/api": Hjelp("API", "Her står det hvordan andre systemer kan bruke EXIN på vegne av en ansatt."),
    "/personvern": Hjelp("Personvern", "Her står det hva EXIN lagrer om hvem, og hvorfor."),
    "/tilgjengelighet": Hjelp(
        "Tilgjengelighetserklæring",
        "Her står det hvordan sidene er laget for alle, og hvor du sier fra om hindre.",
    ),
}

_EGET: Final = {
    "/min-dag": Hjelp(
        "Min dag",
        "Det som trenger deg i dag, med grunnen til at det står der: frister, møter, utkast og varsler. "
        "Begynn dagen her.",
        (
            "Det som haster mest, står øverst.",
            "Navn er skjult til du ber om dem. Det logges på hver person.",
            "En linje blir borte når det den ber om, er gjort.",
        ),
    ),
    "/min-profil": Hjelp(
        "Min profil",
        "Kontoen din, øktene dine, og det loggen har om deg.",
        ("Er noe feil med rollen, laget eller pliktene, sier du fra til systemansvarlig.",),
    ),
    "/varsler": Hjelp(
        "Varsler",
        "Det du har fått melding om. Et varsel peker på en sak og sier ikke hva som står i den.",
        ("Et varsel blir liggende til du merker det som lest.",),
    ),
    "/definisjoner": Hjelp(
        "Definisjoner",
        "Programmene, fristene, reglene for tilgang og ordene, slik de gjelder nå.",
        (
            "Alle ansatte kan lese dem.",
            "Vil du vite hvorfor du fikk nei, finner du regelens navn på siden som sa nei, og regelen her.",
        ),
    ),
    "/definisjoner/{program}": Hjelp(
        "Et program",
        "Hvor en sak kan stå, hvilke steg som fører videre, hva de krever, og fristene underveis.",
        ("Tallene på pilene i tegningen er de samme som i tabellen over steg.",),
    ),
}

_SAKER: Final = {
    "/saker": Hjelp(
        "Saker",
        "Sakene du kan se. Filtrer på fase, program, bydel eller kontaktperson. Søk med saksnummer, navn eller fullt "
        "fødselsnummer.",
        (
            "Avsluttede saker er ikke med før du krysser av for dem.",
            "Navn er skjult til du ber om dem. Det logges på hver person.",
            "Trykk på overskriften i en kolonne for å sortere.",
        ),
    ),
    "/henvendelse": Hjelp(
        "Ny henvendelse",
        "Registrer noen som tar kontakt eller blir henvist. Det går også når fødselsnummeret er ukjent.",
        (
            "Har personen en åpen sak som du kan vite om, får du se hvilken.",
            "Du kan gjøre registreringen ferdig til noen har overtatt saken.",
            UTKAST,
        ),
    ),
}

_ANSATTE: Final = {
    "/ansatte": Hjelp(
        "Ansatte",
        "Hvem som arbeider her, med rolle, plikter, lag, stillingsandel og fravær, og det som venter på godkjenning.",
        (
            "Noen endringer må to stå bak: den ene foreslår, og den andre godkjenner.",
            "Ingen endrer sin egen rolle, klarering eller innlogging.",
        ),
    ),
    "/ansatte/{brukernavn}": Hjelp(
        "En ansatt",
        "Det som er registrert om en ansatt, og det du kan endre.",
        (
            "Rollene teamleder, revisor og systemansvarlig, klarering, åpning av en konto og ny innlogging krever to.",
            "Sperrer du en konto, avsluttes øktene med en gang. Arbeidet fordeles etterpå, i ett steg.",
        ),
    ),
    "/ansatte/{brukernavn}/arbeid": Hjelp(
        "Fordel arbeidet",
        "Det den ansatte har å gjøre, samlet: saker, møter og vikariater. Gi det til andre i ett steg.",
        ("Den som ikke kan ha saken, står ikke i listen.",),
    ),
    "/ny-ansatt": Hjelp(
        "Ny ansatt",
        "Registrer en som skal arbeide her, med rolle og lag.",
        ("Skal rollen eller klareringen godkjennes av to, er kontoen sperret til den andre har sagt ja.",),
    ),
}

_OVERSYN: Final = {
    "/kapasitet": Hjelp(
        "Kø og kapasitet",
        "Plassene i hvert program, hva hver i laget har, og hvem som venter på vurdering, forløp eller re-inntak.",
        (
            "Den som har ventet lengst, står øverst.",
            "«Tildel til» viser bare dem som har rom, rett klarering og ikke er inhabile.",
            "Tallene bak hver figur står under «Vis tallene».",
        ),
    ),
    "/nokkeltall": Hjelp(
        "Nøkkeltall",
        "Hvor mange henvendelser og aktive saker det er i hvert program, og hvor det går, per en dag du velger.",
        (
            "«Slik det var kjent» teller bare det som var registrert den dagen. Da får du de tallene som gjaldt da.",
            "Det som kan tas med, er hele år. Tall under fem er skjult i det, og noen andre sammen med dem.",
        ),
    ),
    "/nokkeltall/arsark": Hjelp(
        "Årsark",
        "Nøkkeltallene for et helt år på ett ark, til å skrive ut.",
        ("«Skjult» står der et tall er under fem, og der det ellers kunne regnes ut av andre tall.",),
    ),
    "/innsynslogg": Hjelp(
        "Innsynslogg",
        "Hvem som har gjort hva og når, og om loggen er hel. Det som står i sakene, er ikke her.",
        (
            "Filtrer på tid, ansatt, sak, handling, formål, utfall, regel og dør.",
            "En sak vises med en tilfeldig kode. Skriv et saksnummer for å finne hendelsene i den saken.",
            "Velg et navn eller en kode i listen for å se alt som er gjort av den, eller i saken.",
            "«Last ned bevis» gir hele loggen. Pakk den ut, og kontroller den med «python -m audit verify».",
            "Det logges at du leser loggen.",
        ),
    ),
}

_HUSET: Final = {
    "/system": Hjelp(
        "System",
        "Hvordan jobbene, nøklene, databasen, loggen og e-posten står.",
        (
            "Rødt og gult er det du bør se på først.",
            "«Kjør nå» setter i gang en jobb utenom tiden dens. Det er trygt å kjøre den flere ganger.",
            "Nøkler byttes og databasen oppgraderes på maskinen, med «exin keys» og «exin migrate».",
            _LOGGES,
        ),
    ),
}

HJELP: Final[Mapping[str, Hjelp]] = _EGET | _SAKER | SAKSHJELP | _ANSATTE | _OVERSYN | _HUSET | _APNE
"""By the route's path, as it stands on the router."""

FORST: Final = tuple(
    HJELP[each]
    for each in (
        "/min-dag",
        "/saker",
        SAK,
        "/henvendelse",
        f"{SAK}/steg",
        "/varsler",
        "/min-profil",
        "/definisjoner",
    )
)
"""What the page of help tells of first: the pages that most have."""


def help_of(path: str) -> Hjelp | None:
    """The help of a route: its own, or that of the nearest address above it; None where neither has any."""
    while path and path not in HJELP:
        path = path.rpartition("/")[0]
    return HJELP.get(path)
