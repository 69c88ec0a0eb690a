"""The whole way of a case, walked by staff in their browsers: with script and without, by what stands on the pages."""

from collections import Counter
from datetime import date
from http import HTTPStatus

import pytest
from fastapi.routing import APIRoute

from exin.web.ruter import HANDLING
from exin.web.sider import ROUTERS
from tests.helpers import people
from tests.helpers.nettleser import Open, Vindu, give_password
from tests.helpers.office import Kontor

NAVN = {"mottak": "Mona Mottak", "leder": "Leif Leder", "kari": "Kari Kontakt"}
AREAS = ("Motivasjon", "Risiko", "Beskyttelsesfaktorer", "Behov")


@pytest.fixture(
    params=[
        pytest.param(False, id="uten skript"),
        pytest.param(True, id="med skript", marks=pytest.mark.tung),  # all others walk with it
    ]
)
def skript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_a_case_is_led_from_henvendelse_to_its_end_with_a_drop_out_a_way_back_and_a_mistake_between(
    vinduer: Open, kontor: Kontor, skript: bool
) -> None:
    for who, navn in {**NAVN, "admin": "Nils Berg"}.items():
        give_password(kontor, who, navn)
    before = kontor.log_size
    mona, leif, kari = (vinduer(who, skript=skript) for who in ("mottak", "leder", "kari"))

    saksnr = register(mona.log_in())
    assign(leif.log_in(), saksnr)
    assess(kari.log_in(), saksnr)

    kontor.clock.set(date(2026, 2, 4))
    start_course_late(kari, saksnr)
    drop_out_by_mistake(kari)
    drop_out(kari)

    kontor.clock.set(date(2026, 4, 9))
    come_back(kari, saksnr)

    kontor.clock.set(date(2026, 9, 1))
    end(kari, saksnr)

    sak = bytes(kontor.one("select id from sak where saksnr = ?", saksnr)[0]).hex()
    permitted = [each for each in kontor.log(before) if each.utfall == "tillatt"]
    logged = Counter((each.ansatt, each.handling, about) for each in permitted for about in {each.sak, None})
    for v in (mona, leif, kari):
        who = kontor.staff_id(v.hvem).hex()
        asked = Counter((who, *each) for each in accesses(v, saksnr, sak))
        assert {key: count for key, count in asked.items() if count > logged[key]} == {}
    assert len(accesses(kari, saksnr, sak)) > 50


def accesses(v: Vindu, saksnr: str, sak: str) -> list[tuple[str, str | None]]:
    """What each page that was shown or form that was taken in a window is to the rules, and of which case."""
    found = []
    for each in v.spurt:
        handling = handling_of(each.metode, each.sti)
        done = HTTPStatus.OK if each.metode == "GET" else HTTPStatus.SEE_OTHER
        if handling not in (None, "apen") and each.status == done:
            found.append((str(handling), sak if saksnr in each.sti else None))
    return found


def handling_of(metode: str, sti: str) -> str | None:
    """The action that the route of a request names; the first that fits, as the site finds it."""
    for route in (route for router in ROUTERS for route in router.routes):
        assert isinstance(route, APIRoute)
        if metode in (route.methods or ()) and route.path_regex.match(sti):
            return str((route.openapi_extra or {})[HANDLING])
    return None


def back_in(v: Vindu, saksnr: str) -> Vindu:
    """The session is over by now: the next click leads to log-in, and from there on."""
    v.press("Min dag", i="Hovedmeny")
    assert v.tittel == "Logg inn i EXIN"
    v.log_in_here()
    return find(v, saksnr)


def find(v: Vindu, saksnr: str) -> Vindu:
    v.press("Saker", i="Hovedmeny").press(saksnr)
    return v


def register(v: Vindu) -> str:
    v.press("Ny henvendelse", i="Hovedmeny")
    v.choose("Program", "EXIN OSLO").choose("Hvem tok kontakt?", "Personen selv")
    v.write("Hva gjelder det?", "Ringte og vil ut av miljøet.")
    v.write("Navn", people.name(1)).write("Fødselsnummer eller D-nummer", people.number(people.ADULT))
    v.select("Bydel", "Sagene").choose("Har personen tilknytning til Oslo?", "Ja")
    v.press("Registrer henvendelsen").sees("Henvendelsen er registrert.")
    return v.tittel.removeprefix("Sak ")


def assign(v: Vindu, saksnr: str) -> None:
    find(v, saksnr)
    assert v.tittel == "Hva skal du bruke opplysningene til?"
    assert saksnr in v.spurt.pop().sti  # nothing of the case has been read yet
    v.choose("Formål", "Ledelse").press("Gå videre")
    v.press("Tildel").choose("Som hva?", "Kontaktperson").select("Hvem?", f"{NAVN['kari']} (får 1 av 12)")
    v.press("Tildel").sees("Saken er tildelt.")


def assess(v: Vindu, saksnr: str) -> None:
    find(v, saksnr).sees("Ikke mulig ennå: Start vurdering")
    v.press("Samtale eller kontakt", i="Før i saken")
    v.choose("Hva ble det til?", "Holdt").select("Hva slags kontakt", "Informasjonssamtale")
    v.write("Hva dere snakket om", "Hun fortalte om hverdagen sin.")
    v.press("Lagre").sees("Kontakten er ført.")
    v.press("Start vurdering").press("Start vurdering").sees("Steget er ført.")


def start_course_late(v: Vindu, saksnr: str) -> None:
    back_in(v, saksnr)
    map_out(v, "02.02.2026")
    v.press("Samtykke", i="Før i saken").choose("Hva er det samtykket til?", "Deltakelse").write(
        "Gitt", "02.02.2026"
    )
    v.press("Lagre samtykket").sees("Samtykket er lagret.")
    v.press("Start forløp").write("Steget gjelder fra", "02.02.2026")
    v.press("Start forløp").sees("Steget er ikke tatt ennå.")
    v.press("Start forløp").sees("Steget er ført.")


def map_out(v: Vindu, day: str) -> None:
    v.press("Kartlegging", i="Før i saken")
    for area in AREAS:
        v.write(f"Ny tekst om {area.lower()}", f"Om {area.lower()}.")
    v.write("Dato", day)
    v.press("Lagre kartleggingen").sees("Kartleggingen er lagret.")


def drop_out_by_mistake(v: Vindu) -> None:
    drop_out(v)
    v.press("Annuller siste steg").write("Begrunnelse", "Feil sak.")
    v.press("Annuller siste steg").sees("Siste steg er annullert.")


def drop_out(v: Vindu) -> None:
    v.press("Registrer frafall").press("Registrer frafall").sees("Rett dette før du går videre")
    v.choose("Årsak", "Ustabil hverdag").write("Døren står åpen til", "01.12.2026")
    v.press("Registrer frafall").sees("Steget er ført.")


def come_back(v: Vindu, saksnr: str) -> None:
    back_in(v, saksnr)
    v.press("Re-inntak").sees("Forrige runde")
    v.choose("Årsak", "Ny motivasjon").press("Re-inntak").sees("Steget er ført.")
    map_out(v, "")
    v.press("Start forløp").press("Start forløp").sees("Steget er ført.")


def end(v: Vindu, saksnr: str) -> None:
    back_in(v, saksnr)
    v.press("Plan for overlevering", i="Før i saken").write("Planen", "NAV tar over fra oktober.")
    v.press("Lagre planen").sees("Planen er lagret.")
    v.press("Start avslutning").press("Start avslutning").sees("Steget er ført.")
    v.press("Bekreftet overlevering", i="Før i saken").write("Tjeneste", "NAV Sagene")
    v.press("Lagre overleveringen").sees("Overleveringen er lagret.")
    v.press("Fortalt om avgjørelsen", i="Før i saken").choose("Hvordan fikk personen vite det?", "Samtale")
    v.press("Lagre").sees("Det er ført hvordan personen er fortalt om avgjørelsen.")
    v.press("Avslutt saken").press("Avslutt saken").sees("Steget er ført.")
    v.sees("Saken er avsluttet og kan ikke endres.")
