"""Every action of every role, written by hand: what is not listed is refused."""

from dataclasses import replace
from typing import Final, get_args

import pytest

from policies import Action, CaseFacts, OtherKind, Principal, Protection
from policies.decide import Rulebook
from tests.policies.builders import (
    KLARERT_LEDER,
    MOTTAK,
    NEW,
    ORDINARY,
    OWN,
    REVISOR,
    SAKSBEHANDLER,
    SYSTEMANSVARLIG,
    TEAMLEDER,
    TEAMS,
    VERIFISERING,
    ask,
)

KNOWING: Final = "kjenne_til forklar"
ASKING: Final = "be_om_tilgang"
RECOGNISING: Final = f"{KNOWING} gjenkjenne"
READING: Final = (
    "les_sak les_identitet les_adresse les_notat les_kartlegging les_begrunnelse les_mote liste_sak les_ko"
)
READERS: Final = "les_lesere"
STEPS: Final = (
    "start_vurdering start_forlop start_avslutning tilbake_til_forlop avslutt ikke_tatt_inn frafall reinntak "
    "ny_henvendelse overfor_til_18 annuller_steg"
)
WRITING: Final = (
    "skriv_notat rett_notat skriv_kartlegging skriv_samtykke skriv_kontakt skriv_plan skriv_overlevering "
    "skriv_tilbud skriv_fortalt skriv_mote flytt_frist endre_person "
    "avsla_tilgang"
)
PROTECTING: Final = "sett_skjerming registrer_inhabil"
LEADING: Final = "tildel overstyr_kapasitet sla_sammen_personer"
WORKING: Final = f"{RECOGNISING} {READING} {READERS} {STEPS} {WRITING} {PROTECTING}"
OPEN_WHEN_CLOSED: Final = "ny_henvendelse skriv_tilbud skriv_fortalt rett_notat annuller_steg"
REGISTERING: Final = (
    "les_sak les_identitet les_notat liste_sak "
    "skriv_notat rett_notat skriv_kontakt endre_person sett_skjerming"
)
RECEIVING: Final = (
    "start_vurdering ikke_tatt_inn skriv_kontakt skriv_notat skriv_tilbud skriv_fortalt endre_person "
    "sett_skjerming tildel"
)

LEDER_I_MOTTAK: Final = replace(TEAMLEDER, mottak=True)
CLOSED: Final = replace(OWN, tilstand="avsluttet", skrivebeskyttet=True)
STRICT: Final = replace(TEAMS, skjerming=Protection.STRENGT_FORTROLIG)
REGISTERED: Final = replace(ORDINARY, registrert_av_meg=True, ufordelt=True, tilstand="henvendelse")
TURNED_AWAY: Final = replace(TEAMS, tilstand="ikke_tatt_inn", ufordelt=True, skrivebeskyttet=True)

# What the house does with deadlines: the same in every case there is.
WATCHING: Final = {
    "fristsveip": "regn_frister varsle_frist",
    "alderssveip": "regn_frister varsle_frist se_alder",
}

ON_CASES: Final = [
    (SAKSBEHANDLER, OWN, WORKING),
    (SAKSBEHANDLER, replace(OWN, skjerming=Protection.FORTROLIG), WORKING),
    (SAKSBEHANDLER, TEAMS, f"{KNOWING} {ASKING}"),
    (SAKSBEHANDLER, replace(TEAMS, skjerming=Protection.FORTROLIG), ""),
    (SAKSBEHANDLER, ORDINARY, ""),
    (SAKSBEHANDLER, CLOSED, f"{RECOGNISING} {READING} {READERS} {PROTECTING} {OPEN_WHEN_CLOSED}"),
    (SAKSBEHANDLER, replace(OWN, inhabil=True), "kjenne_til"),
    (SAKSBEHANDLER, REGISTERED, f"{KNOWING} {REGISTERING}"),
    (SAKSBEHANDLER, replace(REGISTERED, ufordelt=False), f"{KNOWING} {ASKING}"),
    (SAKSBEHANDLER, replace(REGISTERED, overlevert=True), ""),
    (
        SAKSBEHANDLER,
        replace(REGISTERED, ufordelt=False, skjerming=Protection.STRENGT_FORTROLIG),
        f"{KNOWING} {REGISTERING} tildel",
    ),
    (TEAMLEDER, TEAMS, f"{WORKING} {LEADING}"),
    (TEAMLEDER, ORDINARY, ""),
    (TEAMLEDER, replace(OWN, i_mitt_lag=False), WORKING),
    (
        TEAMLEDER,
        CLOSED,
        f"{RECOGNISING} {READING} {READERS} {PROTECTING} {OPEN_WHEN_CLOSED} sla_sammen_personer",
    ),
    (TEAMLEDER, replace(TEAMS, inhabil=True), "kjenne_til"),
    (TEAMLEDER, STRICT, ""),
    (KLARERT_LEDER, STRICT, f"{WORKING} {LEADING}"),
    (KLARERT_LEDER, replace(STRICT, inhabil=True), ""),
    (MOTTAK, NEW, f"{RECOGNISING} {READING} {RECEIVING}"),
    (MOTTAK, replace(NEW, i_mitt_lag=False), f"{RECOGNISING} {ASKING}"),
    (MOTTAK, ORDINARY, f"{RECOGNISING} {ASKING}"),
    (MOTTAK, replace(ORDINARY, skjerming=Protection.FORTROLIG), RECOGNISING),
    (MOTTAK, TURNED_AWAY, f"{RECOGNISING} les_sak les_identitet liste_sak skriv_tilbud skriv_fortalt"),
    (MOTTAK, replace(TURNED_AWAY, ufordelt=False), RECOGNISING),
    (MOTTAK, replace(TURNED_AWAY, i_mitt_lag=False), RECOGNISING),
    (MOTTAK, replace(TURNED_AWAY, tilstand="avsluttet"), RECOGNISING),
    (SAKSBEHANDLER, TURNED_AWAY, KNOWING),
    (
        LEDER_I_MOTTAK,
        TURNED_AWAY,
        f"{RECOGNISING} {READING} {READERS} {PROTECTING} {OPEN_WHEN_CLOSED} sla_sammen_personer",
    ),
    (LEDER_I_MOTTAK, ORDINARY, f"{RECOGNISING} {ASKING}"),
    (MOTTAK, replace(NEW, skjerming=Protection.STRENGT_FORTROLIG), ""),
    (replace(MOTTAK, rolle=REVISOR.rolle), NEW, ""),
    (REVISOR, OWN, ""),
    *(
        (replace(REVISOR, klarert=True), case, "apne_begrunnelse")
        for case in (ORDINARY, OWN, STRICT, CLOSED, replace(CLOSED, skjerming=STRICT.skjerming))
    ),
    (replace(REVISOR, klarert=True), replace(ORDINARY, inhabil=True), ""),
    (SYSTEMANSVARLIG, OWN, ""),
    (VERIFISERING, OWN, ""),
    (replace(VERIFISERING, jobb="mottakspost"), ORDINARY, "meld_henvendelse"),
    (replace(VERIFISERING, jobb="mottakspost"), STRICT, "meld_henvendelse"),
    (replace(VERIFISERING, jobb="installasjon"), OWN, ""),
    (replace(VERIFISERING, jobb="sekvensering"), OWN, ""),
    (replace(VERIFISERING, jobb="utsending"), OWN, ""),
    (replace(VERIFISERING, jobb="nokkelkopier"), OWN, ""),
    (replace(VERIFISERING, jobb="rydd_utkast"), OWN, ""),
    (replace(VERIFISERING, jobb="rydd_okter"), OWN, ""),
    *(
        (replace(VERIFISERING, jobb=jobb), case, allowed)
        for jobb, allowed in WATCHING.items()
        for case in (ORDINARY, NEW, STRICT, TURNED_AWAY, CLOSED, replace(CLOSED, skjerming=STRICT.skjerming))
    ),
    *(
        (replace(VERIFISERING, jobb=jobb), replace(CLOSED, skjerming=Protection.FORTROLIG), allowed)
        for jobb, allowed in WATCHING.items()
    ),
    (replace(KLARERT_LEDER, aktiv=False), OWN, ""),
]

LISTS: Final = {
    "henvendelse program",
    "vis_ko program",
    "liste_saker register",
    "sok_person register",
    "vis_dag register",
}
LISTS_EXPLAINED: Final = {"forklar program", "forklar register"}
MESSAGES: Final = {"les_varsler varsler", "forklar varsler", "les_egen_logg logg", "les_definisjoner system"}
SESSIONS: Final = {"logg_inn okter", "logg_ut okter", "les_okter okter", "forklar okter"}
OWN_THINGS: Final = MESSAGES | SESSIONS
DRAFTS: Final = {"skriv_utkast utkast", "les_utkast utkast", "slett_utkast utkast", "forklar utkast"}
ON_THE_REST: Final = [
    (SAKSBEHANDLER, LISTS | LISTS_EXPLAINED | OWN_THINGS | DRAFTS),
    (MOTTAK, LISTS | LISTS_EXPLAINED | OWN_THINGS | DRAFTS),
    (
        TEAMLEDER,
        LISTS
        | LISTS_EXPLAINED
        | OWN_THINGS
        | DRAFTS
        | {"les_nokkeltall nokkeltall", "forklar nokkeltall", "vis_kapasitet nokkeltall"}
        | {"se_sma_tall nokkeltall", "last_ned_nokkeltall nokkeltall"}
        | {"les_ansatte ansatte", "forklar ansatte", "registrer_fravar ansatte"}
        | {"sett_stillingsandel ansatte", "avgjor_forslag ansatte", "flytt_arbeid ansatte"},
    ),
    (
        REVISOR,
        OWN_THINGS
        | {
            "les_logg logg",
            "eksporter_logg logg",
            "verifiser_logg logg",
            "forklar logg",
            "les_nokkeltall nokkeltall",
            "last_ned_nokkeltall nokkeltall",
        },
    ),
    (
        SYSTEMANSVARLIG,
        OWN_THINGS
        | {
            "administrer_ansatte ansatte",
            "les_ansatte ansatte",
            "registrer_fravar ansatte",
            "sett_stillingsandel ansatte",
            "avgjor_forslag ansatte",
            "forklar ansatte",
            "roter_nokkel system",
            "migrer system",
            "se_system system",
            "se_jobber system",
            "kjor_jobb system",
            "forklar system",
            "importer register",
            "forklar register",
            "verifiser_logg logg",
        },
    ),
    (VERIFISERING, {"verifiser_logg logg"}),
    (replace(VERIFISERING, jobb="oppstart"), {"verifiser_logg logg", "start system"}),
    (replace(VERIFISERING, jobb="mottakspost"), set[str]()),
    (replace(VERIFISERING, jobb="installasjon"), {"administrer_ansatte ansatte", "avgjor_forslag ansatte"}),
    (replace(VERIFISERING, jobb="sekvensering"), {"meld_brudd logg"}),
    (replace(VERIFISERING, jobb="fristsveip"), set[str]()),
    (replace(VERIFISERING, jobb="alderssveip"), set[str]()),
    (replace(VERIFISERING, jobb="utsending"), {"send_varsler varsler"}),
    (replace(VERIFISERING, jobb="nokkelkopier"), {"rydd_nokkelkopier system"}),
    (replace(VERIFISERING, jobb="rydd_utkast"), {"slett_utkast utkast"}),
    (replace(VERIFISERING, jobb="rydd_okter"), {"logg_ut okter"}),
    *(
        (replace(who, aktiv=False), set[str]())
        for who in (SAKSBEHANDLER, TEAMLEDER, REVISOR, SYSTEMANSVARLIG)
    ),
]


@pytest.mark.parametrize(("who", "case", "expected"), ON_CASES)
def test_on_a_case_exactly_the_listed_actions_are_allowed(
    rulebook: Rulebook, who: Principal, case: CaseFacts, expected: str
) -> None:
    allowed = {action.value for action in Action if ask(rulebook, who, action, case).allowed}
    assert allowed == set(expected.split())


@pytest.mark.parametrize(("who", "expected"), ON_THE_REST)
def test_on_the_rest_exactly_the_listed_actions_are_allowed(
    rulebook: Rulebook, who: Principal, expected: set[str]
) -> None:
    kinds: tuple[OtherKind, ...] = get_args(OtherKind)
    allowed = {
        f"{action} {kind}" for action in Action for kind in kinds if ask(rulebook, who, action, kind).allowed
    }
    assert allowed == expected
