"""Two people at it: clearance is proposed and approved; whoever leaves is out at once, and their cases find others."""

import time

import pytest
from playwright.sync_api import expect

from exin.casework.tilgang.tildeling import bar
from tests.helpers import cases
from tests.helpers.nettleser import Open, Vindu, give_password
from tests.helpers.office import Kontor

AT_ONCE = 5.0
"""Seconds within which a block must be felt."""


@pytest.fixture(params=[True, False], ids=["med skript", "uten skript"])
def skript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def staff(v: Vindu, name: str) -> Vindu:
    v.page.goto(v.adresse)
    return v.press("Ansatte", i="Hovedmeny").press(name)


def test_two_people_give_clearance_and_neither_does_it_alone(
    vinduer: Open, kontor: Kontor, skript: bool
) -> None:
    admin, leder = (vinduer(who, skript=skript).begin() for who in ("admin", "leder"))
    staff(admin, "kari").page.get_by_role("checkbox", name="Klarert for strengt fortrolige saker").check()
    admin.press("Lagre", i="Rolle, plikter og lag").sees("En annen må godkjenne det før det gjelder.")
    admin.sees("Den som foreslår, kan ikke selv godkjenne.")
    assert admin.control("Godkjenn").count() == 0
    assert not kontor.one("select klarert from ansatt where brukernavn = 'kari'")[0]

    leder.page.goto(leder.adresse)
    leder.press("Varsler", i="Hovedmeny").sees("Et forslag om en ansatt venter på at en annen avgjør det")
    leder.press("Ansatte", i="Hovedmeny").press("Nye rettigheter for kari")
    leder.sees("Gjelder klarering for strengt fortrolige saker. Foreslått av admin")
    leder.press("Godkjenn").sees("Forslaget er godkjent, og gjelder fra nå.")
    assert kontor.one("select klarert from ansatt where brukernavn = 'kari'")[0]


def test_whoever_leaves_is_out_at_once_and_every_case_finds_another(
    vinduer: Open, kontor: Kontor, skript: bool
) -> None:
    numbers = [cases.case(kontor, "forlop") for _ in range(3)]
    with kontor.work("leder") as w:
        bar(w, numbers[0], "ola", "Fetter.")
    for who, navn in (("admin", "Nils Berg"), ("kari", "Kari Kontakt")):
        give_password(kontor, who, navn)
    admin, leder, kari = (vinduer(who, skript=skript).begin() for who in ("admin", "leder", "kari"))
    kari.open("/min-dag")

    staff(admin, "Kari Kontakt").page.get_by_text("Sperr kontoen", exact=True).click()
    blocked = time.monotonic()
    admin.press("Sperr kontoen nå").sees("Kontoen er sperret, og øktene er avsluttet.")
    kari.page.reload()
    assert kari.tittel == "Logg inn i EXIN"
    assert time.monotonic() - blocked < AT_ONCE

    leder.page.goto(leder.adresse)
    leder.press("Varsler", i="Hovedmeny").press(
        "En ansatt i laget er sperret. Flytt arbeidet til andre under Ansatte"
    )
    leder.press("Sperrede").press("Kari Kontakt").press("Flytt arbeidet til andre")
    for each in numbers:
        expect(leder.page.get_by_role("combobox", name=f"Gi {each} til")).not_to_have_value("")
    expect(leder.page.get_by_role("combobox", name=f"Gi {numbers[0]} til").get_by_text("ola")).to_have_count(
        0
    )
    leder.press("Flytt det som er valgt").sees("Arbeidet er flyttet.").sees("har ikke noe åpent arbeid")

    contacts = kontor.rows(
        "select a.brukernavn from sak s join ansatt a on a.id = s.kontakt_id where a.aktiv"
    )
    assert len(contacts) == len(numbers)
