"""What staff read for the rule that decided an event: in two or three words, beside its own sentence.

Must not hold a rule, nor its ground: those stand where the rule does (`policies/rules/*.cedar`).
"""

from typing import Final

from exin import begreper

_WORDS: Final[dict[str, str]] = {
    # access to a case
    "egen_sak": "Egen sak",
    "lagets_saker": "Leder for laget",
    "kollegas_sak_kjennes": "En kollegas sak",
    "registrert_kjennes": "Registrerte saken",
    "registrert_fullfores": "Registrerte saken",
    "registrert_overleveres": "Skal overlevere saken",
    "mottak_nye_henvendelser": "Mottak, ny henvendelse",
    "mottak_kjenner_til": "Mottak",
    "mottak_etter_avslag": "Mottak, etter avslag",
    "henvendelse_registreres": "Tar imot henvendelser",
    # what bars
    "konto_sperret": "Sperret konto",
    "inhabil": "Inhabil",
    "fortrolig_adresse": "Fortrolig adresse",
    "strengt_fortrolig": "Krever klarering",
    "avsluttet_sak_last": "Avsluttet sak",
    "revisor_uten_innhold": "Revisor leser ikke saker",
    "systemansvarlig_uten_sak": "Systemansvarlig leser ikke saker",
    "tilgang_til_skjermet": "Skjermet sak",
    "tilgang_til_avsluttet": "Avsluttet sak",
    "tilgang_har_du": "Har tilgang alt",
    "formal_saksbehandler": "Formålet passer ikke",
    "formal_teamleder": "Formålet passer ikke",
    "formal_revisor": "Formålet passer ikke",
    "formal_systemansvarlig": "Formålet passer ikke",
    "formal_jobb": "Formålet passer ikke",
    # one's own, lists and figures
    "lister_og_sok": "Lister og søk",
    "lister_forklares": "Lister og søk",
    "min_dag": "Egen dag",
    "egne_varsler": "Egne varsler",
    "egne_okter": "Egne økter",
    "egne_utkast": "Egne utkast",
    "egen_logg": "Egen logg",
    "definisjoner": "Åpent for alle",
    "leder_nokkeltall": "Teamleder",
    "leder_kapasitet": "Teamleder",
    "leder_ser_ansatte": "Teamleder",
    "leder_sma_tall": "Teamleder, små tall",
    "nokkeltall_lastes_ned": "Nøkkeltall uten små tall",
    "fravar_registreres": "Registrerer fravær",
    "stillingsandel_settes": "Setter stillingsandel",
    "forslag_avgjores": "Avgjør forslag",
    "arbeid_flyttes": "Flytter arbeid",
    # the auditor, the house
    "revisor_logg": "Revisor",
    "revisor_begrunnelse": "Klarert revisor",
    "revisor_nokkeltall": "Revisor",
    "systemansvarlig_ansatte": "Systemansvarlig",
    "systemansvarlig_system": "Systemansvarlig",
    "systemansvarlig_jobber": "Systemansvarlig",
    "systemansvarlig_ser_systemet": "Systemansvarlig",
    "systemansvarlig_import": "Systemansvarlig",
    "systemansvarlig_logg": "Systemansvarlig",
}

_JOB: Final = "jobb_"


def regel_i_ord(regel: str) -> str:
    """A rule in a few words. The rules of jobs are all the house's own; one that is gone goes by its id."""
    known = _WORDS.get(regel)
    if known is not None:
        return known
    return "Egen jobb" if regel.startswith(_JOB) else begreper.lest(regel).capitalize()
