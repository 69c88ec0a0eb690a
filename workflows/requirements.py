"""What the user must give with a step, and the closed lists to choose from.

Must not see free text: a reason that was typed is known here only as given or not given.
"""

from typing import Final

from workflows import rules
from workflows.parts import Choice, InputField, Requirement, Who

_VELG_ARSAK: Final = "Velg en årsak fra listen: {detalj}."

KILDE: Final = Requirement(
    felt=InputField.KILDE,
    tekst="Det skal gå fram hvem henvendelsen kommer fra.",
    mangler="Velg en kilde fra listen: {detalj}.",
    hvem=Who.MOTTAK,
    rule=rules.kilde_valgt,
    valg=(
        Choice("direkte", "Personen selv"),
        Choice("kriminalomsorgen", "Kriminalomsorgen"),
        Choice("bydel", "Bydel"),
        Choice("politi", "Politi"),
    ),
)

ARSAK_IKKE_TATT_INN: Final = Requirement(
    felt=InputField.ARSAK,
    tekst="Det skal gå fram hvorfor personen ikke blir tatt inn.",
    mangler=_VELG_ARSAK,
    rule=rules.arsak_valgt,
    valg=(
        Choice("utenfor_malgruppen", "Utenfor målgruppen"),
        Choice("manglende_endringsmotivasjon", "Ønsker ikke å gå videre nå"),
        Choice("kapasitet", "Kvalifisert, men ikke plass"),
    ),
)

ARSAK_FRAFALL: Final = Requirement(
    felt=InputField.ARSAK,
    tekst="Det skal gå fram hvorfor personen faller fra.",
    mangler=_VELG_ARSAK,
    rule=rules.arsak_valgt,
    valg=(
        Choice("svingende_motivasjon", "Svingende motivasjon"),
        Choice("ustabil_hverdag", "Ustabil hverdag"),
        Choice("nye_hendelser", "Nye hendelser"),
        Choice(rules.MANGLENDE_OPPMOTE, "Manglende oppmøte"),
    ),
)

ARSAK_REINNTAK: Final = Requirement(
    felt=InputField.ARSAK,
    tekst="Det skal gå fram hva som er grunnlaget for re-inntaket.",
    mangler="Velg et grunnlag fra listen: {detalj}.",
    rule=rules.arsak_valgt,
    valg=(
        Choice("kortvarig_frafall", "Kortvarig frafall"),
        Choice("endrede_livsforhold", "Endrede livsforhold"),
        Choice("ny_motivasjon", "Ny motivasjon"),
        Choice("bedre_tilrettelegging", "Bedre tilrettelegging"),
    ),
)

BEGRUNNELSE: Final = Requirement(
    felt=InputField.BEGRUNNELSE,
    tekst="Steget skal begrunnes.",
    mangler="Skriv en begrunnelse.",
    rule=rules.begrunnelse_gitt,
)

APEN_TIL: Final = Requirement(
    felt=InputField.APEN_TIL,
    tekst="Personen skal vite hvor lenge døren står åpen.",
    mangler="Oppgi en dato som døren står åpen til, tidligst den dagen steget gjelder fra.",
    rule=rules.apen_til_gitt,
)

TILBUD: Final = Requirement(
    felt=InputField.TILBUD,
    tekst="Det skal gå fram om personen har fått vite om andre tilbud.",
    mangler="Velg fra listen: {detalj}. Er det ikke gjort, så skriv hvorfor.",
    rule=rules.tilbud_gitt,
    valg=(
        Choice("gitt", "Andre tilbud er forklart"),
        Choice(rules.TILBUD_IKKE_GITT, "Andre tilbud er ikke forklart"),
    ),
)
