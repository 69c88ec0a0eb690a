"""The pages of staff: what a lead is not let do, what waits for two, and that a block is felt at once."""

import pytest

from exin.casework.hus.ansatte import AnsattValg, change_staff, set_active
from exin.casework.hus.innlogging import set_display_name
from exin.casework.tilgang.tildeling import bar
from tests.helpers import cases
from tests.helpers.nettsted import Nettleser, Nettside
from tests.helpers.office import Kontor

ADMIN_ACTS = {
    "rettigheter": {"rolle": "revisor"},
    "sperr": {},
    "apne": {},
    "navn": {"navn": "Kari"},
    "innlogging": {"utsteder": "https://login.example.org", "subjekt": "a"},
    "innlogging/fjern": {"utsteder": "https://login.example.org", "subjekt": "a"},
}


def staff(kontor: Kontor) -> list[tuple[object, ...]]:
    return kontor.rows("select * from ansatt order by id")


def clear(kontor: Kontor, who: str = "kari") -> None:
    with kontor.work("admin") as w:
        change_staff(w, who, AnsattValg(klarert=True))


def cleared(kontor: Kontor, who: str = "kari") -> bool:
    return bool(kontor.one("select klarert from ansatt where brukernavn = ?", who)[0])


# -- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ADMIN_ACTS)
def test_a_lead_does_nothing_of_what_an_administrator_does(
    nettside: Nettside, kontor: Kontor, act: str
) -> None:
    leder, before = nettside.log_in("leder"), staff(kontor)
    with kontor.new_events() as events:
        assert leder.post(f"/ansatte/kari/{act}", ADMIN_ACTS[act]).status == 403
    assert [(each.handling, each.utfall) for each in events] == [("administrer_ansatte", "nektet")]
    assert staff(kontor) == before
    assert "Sperr kontoen" not in leder.get("/ansatte/kari").tekst


@pytest.mark.parametrize("act", ["stillingsandel", "fravar"])
def test_a_lead_answers_for_the_own_team_alone(nettside: Nettside, kontor: Kontor, act: str) -> None:
    leder, before = nettside.log_in("leder"), staff(kontor)
    svar = leder.post(
        f"/ansatte/annen/{act}", {"stillingsandel": "50", "fra": "01.02.2026", "til": "02.02.2026"}
    )
    assert (svar.status, "eget" in svar.tekst) == (422, True)
    assert staff(kontor) == before
    assert kontor.rows("select id from fravar") == []
    assert "Stillingsandel i prosent" not in leder.get("/ansatte/annen").tekst


def test_an_administrator_sees_nobodys_work(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    admin = nettside.log_in("admin")
    assert admin.get("/ansatte/kari/arbeid").status == 403
    for page in ("/ansatte", "/ansatte/kari"):
        assert saksnr not in admin.get(page).tekst


def test_somebody_unknown_has_no_page(nettside: Nettside) -> None:
    for each in ("ingen", "01880081183", "~"):
        assert nettside.log_in("admin").get(f"/ansatte/{each}").status == 404


def test_who_proposes_is_not_offered_to_approve_and_is_refused(nettside: Nettside, kontor: Kontor) -> None:
    admin = nettside.log_in("admin")
    assert admin.post(
        "/ansatte/kari/rettigheter", {"rolle": "saksbehandler", "team": "exin", "klarert": "ja"}
    ).til == ("/ansatte/kari?gjort=ansatt_foreslatt")
    page = admin.get("/ansatte/kari").tekst
    assert ("Trekk forslaget" in page, ">Godkjenn<" in page) == (True, False)
    assert "Den som foreslår, kan ikke selv godkjenne" in admin.post("/ansatte/kari/godkjenn").tekst
    assert not cleared(kontor)


def test_what_is_about_oneself_is_for_others(nettside: Nettside, kontor: Kontor) -> None:
    clear(kontor, "leder")
    leder = nettside.log_in("leder")
    assert "Forslaget gjelder deg selv" in leder.get("/ansatte/leder").tekst
    assert leder.post("/ansatte/leder/godkjenn").status == 422
    assert not cleared(kontor, "leder")


def test_who_saw_a_page_that_is_old_approves_nothing(nettside: Nettside, kontor: Kontor) -> None:
    clear(kontor)
    svar = nettside.log_in("leder").post("/ansatte/kari/godkjenn", {"sett": "9.0.0.0"})
    assert (svar.status, "endret siden du så" in svar.tekst) == (422, True)
    assert not cleared(kontor)


@pytest.mark.parametrize(
    "act, sent, told",
    [
        ("stillingsandel", {"stillingsandel": "101"}, "fra 0 til 100"),
        ("stillingsandel", {}, "fra 0 til 100"),
        ("fravar", {"fra": "01.02.2026"}, "Datoen kan ikke leses"),
        ("fravar", {"fra": "03.02.2026", "til": "01.02.2026"}, "Siste dag er før"),
        ("fravar/fjern", {"dag": "01.02.2026"}, "ikke noe fravær"),
        ("rettigheter", {"rolle": ""}, "Velg en av mulighetene"),
        ("innlogging", {"utsteder": "login", "subjekt": "a"}, "Utstederen kan ikke brukes"),
        ("sperr", {}, ""),
    ],
)
def test_what_cannot_be_is_told_in_the_form(
    nettside: Nettside, act: str, sent: dict[str, str], told: str
) -> None:
    who = "admin" if act == "sperr" else "kari"
    svar = nettside.log_in("admin").post(f"/ansatte/{who}/{act}", sent)
    assert svar.status == 422
    assert told in svar.tekst
    assert nettside.feil == []


# -- done ------------------------------------------------------------------------------------------------


def test_a_lead_approves_what_an_administrator_proposed(nettside: Nettside, kontor: Kontor) -> None:
    clear(kontor)
    leder = nettside.log_in("leder")
    assert "Nye rettigheter for kari" in leder.get("/ansatte").tekst
    page = leder.get("/ansatte/kari").tekst
    sett = page.partition('name="sett" value="')[2].partition('"')[0]
    assert leder.post("/ansatte/kari/godkjenn", {"sett": sett}).til == "/ansatte/kari?gjort=forslag_godkjent"
    assert cleared(kontor)


def test_a_new_lead_begins_blocked_and_a_new_colleague_does_not(nettside: Nettside, kontor: Kontor) -> None:
    admin = nettside.log_in("admin")
    assert admin.get("/ny-ansatt").status == 200
    sent = {"team": "exin", "stillingsandel": "80"}
    for name, role, said in (
        ("ny1", "saksbehandler", "ansatt_laget"),
        ("ny2", "teamleder", "ansatt_laget_sperret"),
    ):
        svar = admin.post("/ny-ansatt", {**sent, "brukernavn": name, "rolle": role})
        assert svar.til == f"/ansatte/{name}?gjort={said}"
    active = kontor.rows(
        "select brukernavn, aktiv from ansatt where brukernavn like 'ny%' order by brukernavn"
    )
    assert [(name, bool(aktiv)) for name, aktiv in active] == [("ny1", True), ("ny2", False)]
    assert admin.post("/ny-ansatt", {**sent, "brukernavn": "ny1", "rolle": "revisor"}).status == 422
    assert "Sperret" in admin.get("/ansatte?vis=sperrede").tekst


def test_a_lead_registers_absence_and_the_share_of_a_post(nettside: Nettside, kontor: Kontor) -> None:
    leder = nettside.log_in("leder")
    sent = {"fra": "20.01.2026", "til": "30.01.2026", "vikar": "ola"}
    assert leder.post("/ansatte/kari/fravar", sent).til.endswith("gjort=fravar")
    assert "Vikar: ola" in leder.get("/ansatte/kari").tekst
    assert leder.post("/ansatte/kari/fravar/fjern", {"dag": "2026-01-20"}).til.endswith(
        "gjort=fravar_fjernet"
    )
    assert leder.post("/ansatte/kari/stillingsandel", {"stillingsandel": "60"}).til.endswith(
        "gjort=stillingsandel"
    )
    assert kontor.one("select stillingsandel from ansatt where brukernavn = 'kari'") == (60,)


def test_a_block_ends_what_another_browser_has_open(nettside: Nettside) -> None:
    admin, kari = nettside.log_in("admin"), nettside.log_in("kari")
    assert kari.get("/min-dag").status == 200
    assert admin.post("/ansatte/kari/sperr").til == "/ansatte/kari?gjort=ansatt_sperret"
    assert kari.get("/min-dag").til.startswith("/logg-inn")
    leder = nettside.log_in("leder")
    assert "En ansatt i laget er sperret" in leder.get("/varsler").tekst
    assert admin.post("/ansatte/kari/apne").til == "/ansatte/kari?gjort=ansatt_foreslatt"
    assert kari.get("/min-dag").til.startswith("/logg-inn")


def test_ways_in_come_and_go(nettside: Nettside) -> None:
    admin = nettside.log_in("admin")
    way = {"utsteder": "https://login.example.org", "subjekt": "leietaker/objekt"}
    assert admin.post("/ansatte/kari/innlogging", way).til.endswith("gjort=innlogging_knyttet")
    assert "leietaker/objekt" in admin.get("/ansatte/kari").tekst
    leder = nettside.log_in("leder").get("/ansatte/kari").tekst
    assert ("leietaker/objekt" in leder, "Kan logge inn." in leder) == (False, True)
    assert admin.post("/ansatte/kari/innlogging/fjern", way).til.endswith("gjort=innlogging_fjernet")
    assert admin.post("/ansatte/kari/innlogging", way).til.endswith("gjort=ansatt_foreslatt")
    assert admin.post("/ansatte/kari/avvis").til.endswith("gjort=forslag_trukket")


def test_a_lead_sees_where_a_colleague_is_barred_and_nobody_else_does(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.work("leder") as w:
        bar(w, saksnr, "ola", "Fetter.")
    assert saksnr in nettside.log_in("leder").get("/ansatte/ola").tekst
    for other in ("annen_leder", "admin"):
        assert saksnr not in nettside.log_in(other).get("/ansatte/ola").tekst


def test_the_list_shows_names_and_where_one_can_be_found(nettside: Nettside, kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        set_display_name(w, "kari", "Kari Moen")
    with kontor.work("admin") as w:
        set_active(w, "ola", aktiv=False)
    page = browser(nettside).get("/ansatte").tekst
    assert ("Kari Moen" in page, '/ansatte/ola"' in page) == (True, False)
    assert '/ansatte/ola"' in browser(nettside).get("/ansatte?vis=sperrede").tekst


def browser(nettside: Nettside) -> Nettleser:
    return nettside.log_in("leder")
