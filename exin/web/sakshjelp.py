"""Help for the pages of a case: what each is for, and what one may wonder about there.

Must not tell of a case, nor word a rule. The pages besides have theirs in `hjelpetekster`, which has them all.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Hjelp:
    """The help of one page: its name, what it is for in a sentence or two, and what else is good to know."""

    side: str
    om: str
    punkter: tuple[str, ...] = ()


SAK: Final = "/saker/{saksnr}"
UTKAST: Final = "Skjemaet lagres som utkast mens du skriver. Du finner det igjen i Min dag."
_STEG: Final = (
    "Du ser hva som mangler og hva som skjer, før du bekrefter.",
    "Har steget skjedd tidligere, setter du datoen det gjelder fra.",
    "Et steg som er ført feil, tas tilbake med «Annuller siste steg».",
)

_SAKEN: Final = {
    SAK: Hjelp(
        "En sak",
        "Hvor saken står, hva som er mulig nå, og hva som mangler for neste steg. Under ligger frister, kartlegging, "
        "møter, notater og hendelser på én tidslinje, samtykker, og hvem som har lest saken.",
        (
            "«Vis identitet» er et eget oppslag, og logges for seg.",
            "Det du ikke kan gjøre, vises ikke. Vilkårene som mangler, står ved steget.",
            "Teamledere oppgir hva de skal bruke saken til, før den åpnes.",
        ),
    ),
    f"{SAK}/lesere": Hjelp(
        "Hvem som har lest saken",
        "Alle som har åpnet saken i tidsrommet du velger, med hvor ofte og når sist.",
        ("Ser du noen som ikke hadde noe der å gjøre, sier du fra til teamlederen.",),
    ),
}

_FRISTER_OG_MOTER: Final = {
    f"{SAK}/frister": Hjelp(
        "Frister i saken",
        "Alle frister som løper i saken, når de går ut, og hva som gjør dem ferdige.",
        ("En frist kan flyttes eller settes på pause med en begrunnelse. Hele historien blir stående.",),
    ),
    f"{SAK}/frister/{{slag}}": Hjelp(
        "Endre en frist",
        "Flytt fristen, sett den på pause, eller la den løpe igjen.",
        ("Begrunnelsen leses bare av dem som kan lese saken.",),
    ),
    f"{SAK}/moter": Hjelp(
        "Møter i saken",
        "Møtene som er planlagt, og dem som har vært.",
        ("Et møte er klarert når en risikovurdering er i kraft den dagen.",),
    ),
    f"{SAK}/moter/ny": Hjelp(
        "Planlegg et møte",
        "Skriv når møtet er, hva slags, og hvem som holder det.",
        ("Sted og vei dit er skjult for andre enn dem som kan lese møter i saken.",),
    ),
    f"{SAK}/moter/{{mote_id}}": Hjelp(
        "Endre et møte",
        "Flytt møtet, eller rett sted og hvem som holder det.",
        ("Endres dagen, må en risikovurdering være i kraft også da for at møtet er klarert.",),
    ),
    f"{SAK}/moter/{{mote_id}}/utfall": Hjelp(
        "Utfall av et møte",
        "Før om møtet ble holdt, om personen ikke møtte, eller om det ble avlyst.",
        ("Et holdt møte teller som kontakt med personen.",),
    ),
}

_SKJEMAER: Final = {
    f"{SAK}/notat": Hjelp(
        "Nytt notat",
        "Skriv det som skal huskes i saken.",
        ("Et notat kan rettes, men aldri slettes.", UTKAST),
    ),
    f"{SAK}/notat/{{notat_id}}/rett": Hjelp(
        "Rett et notat", "Skriv notatet slik det skal være. Den første teksten står ved siden av."
    ),
    f"{SAK}/kartlegging": Hjelp(
        "Kartlegging",
        "Skriv om motivasjon, risiko, beskyttelse og behov. Du kan fylle ut noen områder nå og resten siden.",
        (
            "Skår er frivillig, og vises over tid.",
            "Lagrer en kollega samtidig, ser du begge tekstene og velger.",
            UTKAST,
        ),
    ),
    f"{SAK}/samtale": Hjelp(
        "Samtale og kontakt",
        "Før en samtale eller et forsøk på å få kontakt.",
        ("Informasjonssamtalen føres her. Den er et vilkår for å starte vurderingen.", UTKAST),
    ),
    f"{SAK}/samtykke": Hjelp(
        "Samtykke",
        "Før hva personen har sagt ja til, og til hvilken dag det gjelder.",
        ("Det går ut varsel før samtykket løper ut.",),
    ),
    f"{SAK}/samtykke/trekk": Hjelp(
        "Trekk et samtykke",
        "Før at personen har trukket samtykket sitt. Det gjelder fra den dagen du setter.",
    ),
    f"{SAK}/plan": Hjelp(
        "Plan for overlevering",
        "Skriv hvilke varige tjenester som tar over, og hvordan.",
        ("Planen er et vilkår for å starte avslutningen.", UTKAST),
    ),
    f"{SAK}/overlevering": Hjelp(
        "Overlevering",
        "Før at en varig tjeneste har bekreftet at den tar over.",
        ("Minst én trengs for å avslutte.",),
    ),
    f"{SAK}/tilbud": Hjelp(
        "Andre tilbud",
        "Før om personen har fått vite om andre tilbud, og hvorfor ikke når det ikke er gjort.",
        ("Dette kan føres også etter at saken er avsluttet.",),
    ),
    f"{SAK}/fortalt": Hjelp(
        "Fortalt om avgjørelsen", "Før når og hvordan personen fikk vite om avgjørelsen."
    ),
    f"{SAK}/person": Hjelp(
        "Rett opplysninger",
        "Rett navn, fødselsdato, telefon og adresse.",
        ("Er adressen fortrolig, ser bare de som har saken, og lederen deres, den.",),
    ),
    f"{SAK}/tilknytning": Hjelp(
        "Tilknytning til Oslo", "Før om personen har tilknytning til Oslo, og til hvilken bydel."
    ),
    f"{SAK}/ny-henvendelse": Hjelp(
        "Ny henvendelse fra samme person",
        "Åpner en ny sak, lenket til denne, når personen tar kontakt igjen.",
    ),
}

_STYRING: Final = {
    f"{SAK}/tildel": Hjelp(
        "Tildel saken",
        "Gi saken til en kontaktperson, eller legg til en medansvarlig.",
        (
            "Listen har bare dem som kan ha saken. Den som leder laget, ser hvor mange saker hver da får.",
            "Den som er uten rom, står sist og kan velges likevel.",
        ),
    ),
    f"{SAK}/tildel/fjern": Hjelp(
        "Fjern en tildeling",
        "Ta saken fra en ansatt som har den. Du ser hva det fører til, før du bekrefter.",
    ),
    f"{SAK}/skjerming": Hjelp(
        "Skjerming",
        "Sett hvor mye saken skal skjermes. Du ser hvem som mister og får tilgang, før du bekrefter.",
        ("En strengt fortrolig sak finnes ikke for andre enn dem som er klarert og har den.",),
    ),
    f"{SAK}/inhabil": Hjelp(
        "Inhabil", "Før at en ansatt er inhabil i saken. Den ansatte mister tilgangen med en gang."
    ),
    f"{SAK}/inhabil/opphev": Hjelp(
        "Opphev inhabilitet", "Før at en ansatt ikke er inhabil likevel, og hvorfor."
    ),
    f"{SAK}/steg": Hjelp("Ta et steg", "Flytt saken videre, eller ta tilbake siste steg.", _STEG),
}

SAKSHJELP: Final[dict[str, Hjelp]] = _SAKEN | _FRISTER_OG_MOTER | _SKJEMAER | _STYRING
"""By the route's path. What stands for the steps is for each of them: it lies above them."""
