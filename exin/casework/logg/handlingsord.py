"""What staff read for an action in the log: what was done, in a few words.

Must not tell of a case: the words are the same for all.
"""

from typing import Final

from exin import begreper
from policies import Action

_WORDS: Final[dict[str, str]] = {
    Action.KJENNE_TIL: "Spurte om en sak finnes",
    Action.GJENKJENNE: "Kjente igjen en person på nummeret",
    Action.FORKLAR: "Spurte hvem som har tilgang, og hvorfor",
    Action.BE_OM_TILGANG: "Ba om tilgang",
    Action.AVSLA_TILGANG: "Avslo tilgang",
    Action.LES_SAK: "Åpnet saken",
    Action.LES_IDENTITET: "Så hvem saken gjelder",
    Action.LES_ADRESSE: "Så adressen",
    Action.LES_NOTAT: "Leste notater og samtaler",
    Action.LES_KARTLEGGING: "Leste kartleggingen",
    Action.LES_BEGRUNNELSE: "Leste begrunnelser",
    Action.LES_MOTE: "Leste møter",
    Action.APNE_BEGRUNNELSE: "Åpnet en begrunnelse for kontroll",
    Action.LES_LESERE: "Så hvem som har lest saken",
    Action.LISTE_SAK: "Så saken i en liste",
    Action.LES_KO: "Så saken i køen",
    Action.SKRIV_NOTAT: "Skrev et notat",
    Action.RETT_NOTAT: "Rettet et notat",
    Action.SKRIV_KARTLEGGING: "Skrev kartlegging",
    Action.SKRIV_SAMTYKKE: "Registrerte samtykke",
    Action.SKRIV_KONTAKT: "Førte en samtale eller et kontaktforsøk",
    Action.SKRIV_PLAN: "Skrev plan for overlevering",
    Action.SKRIV_OVERLEVERING: "Registrerte en overlevering",
    Action.SKRIV_TILBUD: "Registrerte om andre tilbud er forklart",
    Action.SKRIV_FORTALT: "Registrerte at personen er fortalt",
    Action.SKRIV_MOTE: "Skrev et møte",
    Action.FLYTT_FRIST: "Endret en frist",
    Action.ENDRE_PERSON: "Endret opplysninger om personen",
    Action.SETT_SKJERMING: "Endret skjerming",
    Action.REGISTRER_INHABIL: "Registrerte inhabilitet",
    Action.TILDEL: "Tildelte saken",
    Action.OVERSTYR_KAPASITET: "Gikk forbi grensen for plasser",
    Action.SLA_SAMMEN_PERSONER: "Slo sammen to registreringer av en person",
    Action.HENVENDELSE: "Registrerte en henvendelse",
    Action.VIS_KO: "Åpnet køen",
    Action.LISTE_SAKER: "Åpnet sakslisten",
    Action.SOK_PERSON: "Søkte",
    Action.VIS_DAG: "Åpnet Min dag",
    Action.IMPORTER: "Importerte et register",
    Action.LES_VARSLER: "Leste varsler",
    Action.LES_NOKKELTALL: "Leste nøkkeltall",
    Action.SE_SMA_TALL: "Så nøkkeltall for få saker",
    Action.LAST_NED_NOKKELTALL: "Lastet ned nøkkeltall",
    Action.VIS_KAPASITET: "Så kø og kapasitet",
    Action.ADMINISTRER_ANSATTE: "Administrerte ansatte",
    Action.LES_ANSATTE: "Så hvem som er ansatt",
    Action.REGISTRER_FRAVAR: "Registrerte fravær",
    Action.SETT_STILLINGSANDEL: "Satte en stillingsandel",
    Action.AVGJOR_FORSLAG: "Avgjorde et forslag om en ansatt",
    Action.FLYTT_ARBEID: "Flyttet arbeid fra en ansatt",
    Action.LES_LOGG: "Leste loggen",
    Action.LES_EGEN_LOGG: "Leste sin egen logg",
    Action.EKSPORTER_LOGG: "Eksporterte loggen",
    Action.VERIFISER_LOGG: "Kontrollerte loggen",
    Action.ROTER_NOKKEL: "Byttet nøkler",
    Action.MIGRER: "Oppgraderte databasen",
    Action.SE_SYSTEM: "Så hvordan systemet står",
    Action.SE_JOBBER: "Så på jobbene",
    Action.KJOR_JOBB: "Satte i gang en jobb",
    Action.LES_DEFINISJONER: "Leste definisjonene",
    Action.LOGG_INN: "Logget inn",
    Action.LOGG_UT: "Logget ut",
    Action.LES_OKTER: "Så hvor du er logget inn",
    Action.SKRIV_UTKAST: "Lagret et utkast",
    Action.LES_UTKAST: "Så etter utkast",
    Action.SLETT_UTKAST: "Slettet et utkast",
    # what the house does by itself
    Action.MELD_HENVENDELSE: "Meldte fra om en ny henvendelse",
    Action.REGN_FRISTER: "Regnet ut fristene",
    Action.VARSLE_FRIST: "Varslet om en frist",
    Action.SE_ALDER: "Regnet ut en alder",
    Action.SEND_VARSLER: "Sendte varsler",
    Action.RYDD_NOKKELKOPIER: "Ryddet kopier av nøkkellageret",
    Action.START: "Førte hvilke regler som gjelder",
    Action.MELD_BRUDD: "Meldte fra om brudd i loggen",
}


def handling_i_ord(handling: str) -> str:
    """What was done, in words. A step goes by the label of its event."""
    return _WORDS.get(handling) or begreper.hendelse(handling)
