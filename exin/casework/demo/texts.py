"""Invented sentences for the demonstration, drawn with a seed: the same each time for the same case.

Must not tell of anybody: no sentence is about a person who lives, and none names a place or a day.
"""

from random import Random
from typing import Final

SEED: Final = 2025

NOTATER: Final = (
    "Ringte etter lunsj. Høres roligere ut enn forrige uke, og vil gjerne fortsette å møtes.",
    "Snakket om boligen. Kontrakten går ut om to måneder, og vi må ha bydelen med på neste møte.",
    "Vil begynne å trene igjen. Avtalte å dra sammen første gang.",
    "Fortalte at gamle venner tar kontakt på kvelden. Vi gikk gjennom hva som kan gjøres da.",
    "Møtte presis og godt forberedt. Har selv ringt NAV om kurset.",
    "Tung periode etter rettssaken. Ønsker tettere kontakt noen uker framover.",
    "Ansvarsgruppen er enig om planen. Bydelen følger opp økonomien, vi følger opp hverdagen.",
    "Har fått deltidsjobb på lager. Stolt, og redd for å ikke klare det.",
    "Vil ikke snakke om det som skjedde i helgen. Vi lot det ligge, og gikk en tur.",
    "Mor er med på laget igjen. Hun vil bli ringt før store avgjørelser.",
)

SAMTALER: Final = (
    "Gikk gjennom modulen om vaner. Skrev ned tre situasjoner der det går galt.",
    "Modul om nettverk: hvem drar opp, og hvem drar ned.",
    "Snakket om hva som er verdt å miste. God samtale, og lang.",
    "Øvde på å si nei. Latter, og så alvor.",
    "Planla uken time for time. Ser at kveldene er det vanskelige.",
)

FORSTE_SAMTALE: Final = (
    "Vil ut av miljøet, og vet ikke hvor det begynner. Fikk forklart hva EXIN er, og hva som kreves.",
    "Kommer etter råd fra fengselet. Lurer på om det er mulig å bli trodd på nytt.",
    "Skeptisk til det offentlige, men kom likevel. Ba om tid til å tenke.",
)

ARENAER: Final = ("kontoret", "fengsel, besøksrom", "kafé", "gåtur", "bydelens lokaler", "hjemme", "telefon")

MOTIVASJON: Final = (
    "Sterkt ønske om å komme bort fra miljøet, sterkest etter at en yngre bror begynte å gjøre det samme.",
    "Vil ha en hverdag som tåler dagslys. Tror på det om morgenen, mindre om kvelden.",
    "Motivert av å bli forelder til våren.",
)
RISIKO: Final = (
    "Gjeld til tidligere venner, og trusler som kommer på telefonen. Møtes ikke i egen bydel.",
    "Ruser seg når det blir ensomt. Ingen kjente konflikter akkurat nå.",
    "Varetekt er mulig etter siste sak. Planen må kunne følges også der.",
)
BESKYTTELSE: Final = (
    "En tante som alltid har stilt opp, og en trener som ringer.",
    "Liker å jobbe med hendene. Fullførte et år på bygg.",
    "Flink til å be om hjelp når det først er sagt høyt.",
)
BEHOV: Final = (
    "Bolig utenfor det gamle området, fastlege og noen å spise middag med.",
    "Ro rundt økonomien. Hjelp til å forstå brevene.",
    "Samtaler om det som skjedde, med noen som kan det.",
)
SAMTYKKER: Final = (
    "Ble forklart muntlig og skriftlig. Vet at det kan trekkes når som helst.",
    "Samtykker til å delta. Vil vite hver gang noe deles med andre.",
)
PLANER: Final = (
    "NAV følger opp jobb, bydelen følger opp bolig. Fastlegen er orientert. Vi ringer hver måned et halvt år.",
    "Overføres til oppfølging i bydelen. Felles møte er holdt, og ny kontakt er valgt.",
)
TJENESTER: Final = ("NAV", "Bydelens boligtjeneste", "Fastlege", "DPS, poliklinikk")
TILBUD_GITT: Final = (
    "Fikk vite om bydelens ungdomsteam og om gjeldsrådgivning, med navn og telefon.",
    "Fulgt til første møte hos NAV.",
)
TILBUD_IKKE_GITT: Final = ("La på før vi kom dit, og har ikke tatt telefonen siden.",)
FORSOK: Final = ("Ringte, ikke svar.", "Sendte melding, ikke svar.", "Sto på døren til avtalt tid.")


def dice(saksnr: str) -> Random:
    """Chance for one case: the same each time, whatever was drawn for others."""
    return Random(f"{SEED}:{saksnr}")  # noqa: S311 - the same each time is what is wanted
