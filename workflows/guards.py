"""The guards in words: what is asked, what to do when it fails, and who can do it.

Must not decide: each guard names its rule in `rules`. A text never quotes a fact of the person, only codes,
counts and the programme's own numbers, since a refusal is shown and logged where content must not be.
"""

from dataclasses import replace
from typing import Final

from workflows import rules
from workflows.parts import Guard, Who

INGEN_ANNEN_APEN_SAK: Final = Guard(
    kode="ingen_annen_apen_sak",
    tekst="En person kan ha bare én åpen sak i EXIN om gangen.",
    mangler="Personen har allerede en åpen sak. Før de nye opplysningene som en kontakt på den saken.",
    ukjent="Det er ikke undersøkt om personen har en annen åpen sak. Søk opp personen først.",
    hvem=Who.MOTTAK,
    rule=rules.ingen_annen_apen_sak,
)

INGEN_NY_APEN_SAK: Final = replace(
    INGEN_ANNEN_APEN_SAK,
    kode="ingen_ny_apen_sak",
    mangler=(
        "Det siste steget avsluttet saken, og personen har fått en annen åpen sak siden. "
        "La steget stå, eller avslutt den andre saken først."
    ),
    rule=rules.ingen_ny_apen_sak,
)

INFORMASJONSSAMTALE_HOLDT: Final = Guard(
    kode="informasjonssamtale_holdt",
    tekst="Informasjonssamtalen skal være holdt før vurderingen starter.",
    mangler="Informasjonssamtalen er ikke holdt. Hold samtalen, og registrer den på saken.",
    ukjent="Det er ikke registrert om informasjonssamtalen er holdt. Registrer samtalen på saken.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.informasjonssamtale_holdt,
)

ALDER_I_PROGRAMMET: Final = Guard(
    kode="alder_i_programmet",
    tekst="Personen skal være {alder_fra}–{alder_til} år, begge medregnet, den dagen steget gjelder fra.",
    mangler=(
        "Alderen er utenfor programmets grenser. Se etter at fødselsdatoen er riktig; er den det, "
        "så hjelp personen videre til et tilbud som passer."
    ),
    ukjent="Fødselsdatoen er ikke registrert. Registrer fødselsdato eller fødselsnummer.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.alder_i_programmet,
)

TILKNYTNING_OSLO: Final = Guard(
    kode="tilknytning_oslo",
    tekst="Personen skal ha tilknytning til Oslo.",
    mangler=(
        "Personen er registrert uten tilknytning til Oslo. Rett opplysningen hvis den er feil; "
        "ellers hjelp personen videre til tilbud der personen hører til."
    ),
    ukjent="Tilknytningen til Oslo er ikke avklart. Avklar den med personen, og registrer den.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.tilknytning_oslo,
)

LEDIG_VURDERINGSPLASS: Final = Guard(
    kode="ledig_vurderingsplass",
    tekst="Det skal være plass til en vurdering til.",
    mangler=(
        "Alle plassene for vurdering er i bruk. La saken vente i køen, "
        "eller be en teamleder gå forbi grensen med en begrunnelse."
    ),
    ukjent="Plassene for vurdering er ikke talt. Prøv igjen; hjelper ikke det, så si fra til teamleder.",
    hvem=Who.TEAMLEDER,
    rule=rules.ledig_vurderingsplass,
    overstyrbar=True,
)

KARTLEGGING_FULLSTENDIG: Final = Guard(
    kode="kartlegging_fullstendig",
    tekst="Kartleggingen skal være fullstendig og gjort etter at saken sist gikk inn i vurdering.",
    mangler="I denne vurderingen mangler kartlegging av {detalj}. Gjør kartleggingen ferdig.",
    ukjent="Det er ikke kjent hva som er kartlagt i denne vurderingen. Registrer kartleggingen.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.kartlegging_fullstendig,
)

SAMTYKKE_I_KRAFT: Final = Guard(
    kode="samtykke_i_kraft",
    tekst="Personen skal ha samtykket til å delta, og samtykket skal gjelde.",
    mangler="Det finnes ikke noe gjeldende samtykke til å delta. Snakk med personen, og registrer svaret.",
    ukjent="Det er ikke kjent om personen samtykker til å delta. Snakk med personen, og registrer svaret.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.samtykke_i_kraft,
)

FODSELSNUMMER_KJENT: Final = Guard(
    kode="fodselsnummer_kjent",
    tekst="Fødselsnummer eller D-nummer skal være registrert før forløpet starter.",
    mangler="Fødselsnummeret mangler. Be personen om det, og registrer det.",
    ukjent="Det er ikke undersøkt om fødselsnummeret er registrert. Registrer det på personen.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.fodselsnummer_kjent,
)

LEDIG_PLASS: Final = Guard(
    kode="ledig_plass",
    tekst="Programmet skal ha en ledig plass.",
    mangler=(
        "Alle plassene er i bruk. La saken vente i køen, "
        "eller be en teamleder gå forbi grensen med en begrunnelse."
    ),
    ukjent="Plassene er ikke talt. Prøv igjen; hjelper ikke det, så si fra til teamleder.",
    hvem=Who.TEAMLEDER,
    rule=rules.ledig_plass,
    overstyrbar=True,
)

OVERLEVERINGSPLAN: Final = Guard(
    kode="overleveringsplan",
    tekst="Det skal finnes en plan for overlevering til varige tjenester.",
    mangler="Planen for overlevering mangler. Lag planen sammen med personen, og registrer den.",
    ukjent="Det er ikke kjent om det finnes en plan for overlevering. Registrer planen.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.overleveringsplan,
)

OVERLEVERING_BEKREFTET: Final = Guard(
    kode="overlevering_bekreftet",
    tekst="Minst {overleveringer_for_avslutt} varig tjeneste skal ha bekreftet at den tar over.",
    mangler="Ingen varig tjeneste har bekreftet at den tar over. Få en bekreftelse, og registrer den.",
    ukjent="Det er ikke kjent om en varig tjeneste tar over. Få en bekreftelse, og registrer den.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.overlevering_bekreftet,
)

FORTALT_OM_AVSLUTNING: Final = Guard(
    kode="fortalt_om_avslutning",
    tekst="Personen skal ha fått vite at saken avsluttes.",
    mangler="Personen har ikke fått vite det. Fortell det, og registrer når og hvordan.",
    ukjent="Det er ikke registrert at personen har fått vite det. Fortell det, og registrer når og hvordan.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.fortalt,
)

FORTALT_OM_IKKE_TATT_INN: Final = Guard(
    kode="fortalt_om_ikke_tatt_inn",
    tekst="Personen skal ha fått vite at det ikke blir inntak, hvorfor, og hvordan man kan klage.",
    mangler="Personen har ikke fått vite det. Fortell det, og registrer når og hvordan.",
    ukjent="Det er ikke registrert at personen har fått vite det. Fortell det, og registrer når og hvordan.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.fortalt,
)

KONTAKTFORSOK: Final = Guard(
    kode="kontaktforsok",
    tekst=(
        "Ved manglende oppmøte skal det være forsøkt å få kontakt minst "
        "{kontaktforsok_ved_manglende_oppmote} ganger."
    ),
    mangler="Antall forsøk som er ført på saken: {detalj}. Prøv igjen, og før hvert forsøk på saken.",
    ukjent="Det er ikke kjent hvor mange forsøk som er gjort. Før hvert forsøk på saken.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.kontaktforsok,
)

ALDER_FOR_OVERFORING: Final = Guard(
    kode="alder_for_overforing",
    tekst="Personen skal ha fylt {alder_fra} år eller fylle det innen {overforing_dager_for_18} dager.",
    mangler="Det er for tidlig å overføre saken. Vent, eller rett fødselsdatoen hvis den er feil.",
    ukjent="Fødselsdatoen er ikke registrert. Registrer fødselsdato eller fødselsnummer.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.alder_for_overforing,
)

STEGET_KAN_ANNULLERES: Final = Guard(
    kode="steget_kan_annulleres",
    tekst="Et steg som åpnet en sak, kan ikke annulleres.",
    mangler=(
        "Det siste steget åpnet en sak. Er saken åpnet ved en feil, "
        "så registrer den som ikke tatt inn, med begrunnelse."
    ),
    ukjent="Det er ikke kjent hva som er det siste steget. Hent saken på nytt.",
    hvem=Who.SAKSBEHANDLER,
    rule=rules.steget_kan_annulleres,
)

RETT_TIL_ANNULLERING: Final = Guard(
    kode="rett_til_annullering",
    tekst=(
        "Et steg annulleres av en teamleder, eller av den som registrerte det, innen {annuller_timer} timer."
    ),
    mangler="Be en teamleder annullere steget.",
    ukjent="Det er ikke kjent hvem som registrerte steget, eller når. Be en teamleder annullere det.",
    hvem=Who.TEAMLEDER,
    rule=rules.rett_til_annullering,
)
