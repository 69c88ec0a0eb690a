"""What all forms on a case have in common: leave is asked first, mistakes lose nothing, one sending writes one row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from exin.casework.grunnlag.views import SakVisning
from exin.casework.visning.visning import show_case
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

WEDNESDAY = date(2026, 1, 14)


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form: filled in rightly, filled in wrongly in one field, and what of the case it writes."""

    navn: str
    handling: str
    rett: dict[str, str]
    feil: tuple[str, str]
    gjort: str
    skrevet: Callable[[SakVisning], Any]
    ventet: Any


FORMS = [
    Form(
        navn="notat",
        handling="skriv_notat",
        rett={"tekst": "Kom presis.", "dato": "14.01.2026"},
        feil=("tekst", " "),
        gjort="notat",
        skrevet=lambda sak: [(each.dato, each.tekst) for each in sak.notater],
        ventet=[(WEDNESDAY, "Kom presis.")],
    ),
    Form(
        navn="samtale",
        handling="skriv_kontakt",
        rett={
            "slag": "telefon",
            "utfall": "forsok",
            "dato": "2026-01-14",
            "arena": "",
            "tekst": "Ringte to ganger.",
        },
        feil=("utfall", "nesten"),
        gjort="kontakt",
        skrevet=lambda sak: [(each.dato, each.slag, each.utfall, each.tekst) for each in sak.kontakter[-1:]],
        ventet=[(WEDNESDAY, "telefon", "forsok", "Ringte to ganger.")],
    ),
    Form(
        navn="samtykke",
        handling="skriv_samtykke",
        rett={"slag": "deling", "gitt": "14.01.2026", "utloper": "14.01.2027", "tekst": "Til bydelen."},
        feil=("utloper", "01.01.2026"),
        gjort="samtykke",
        skrevet=lambda sak: [(each.slag, each.gitt, each.utloper, each.tekst) for each in sak.samtykker[-1:]],
        ventet=[("deling", WEDNESDAY, date(2027, 1, 14), "Til bydelen.")],
    ),
    Form(
        navn="plan",
        handling="skriv_plan",
        rett={"tekst": "Bydelen tar over i mars.", "dato": "14.01.2026"},
        feil=("dato", "14.01.2027"),
        gjort="plan",
        skrevet=lambda sak: [(each.dato, each.tekst) for each in sak.planer],
        ventet=[(WEDNESDAY, "Bydelen tar over i mars.")],
    ),
    Form(
        navn="overlevering",
        handling="skriv_overlevering",
        rett={"tjeneste": "NAV Sagene", "tekst": "Fra 1. mars.", "dato": "14.01.2026"},
        feil=("tjeneste", ""),
        gjort="overlevering",
        skrevet=lambda sak: [(each.dato, each.hva, each.tekst) for each in sak.overleveringer],
        ventet=[(WEDNESDAY, "NAV Sagene", "Fra 1. mars.")],
    ),
    Form(
        navn="tilbud",
        handling="skriv_tilbud",
        rett={"gitt": "nei", "tekst": "Svarer ikke.", "dato": "14.01.2026"},
        feil=("tekst", ""),
        gjort="tilbud",
        skrevet=lambda sak: [(each.dato, each.hva, each.tekst) for each in sak.tilbud],
        ventet=[(WEDNESDAY, "ikke_gitt", "Svarer ikke.")],
    ),
    Form(
        navn="fortalt",
        handling="skriv_fortalt",
        rett={"mate": "brev", "tekst": "Klageretten er forklart.", "dato": "14.01.2026"},
        feil=("mate", ""),
        gjort="fortalt",
        skrevet=lambda sak: [(each.dato, each.hva, each.tekst) for each in sak.fortalt],
        ventet=[(WEDNESDAY, "brev", "Klageretten er forklart.")],
    ),
    Form(
        navn="tilknytning",
        handling="endre_person",
        rett={"tilknytning": "nei"},
        feil=("tilknytning", ""),
        gjort="tilknytning",
        skrevet=lambda sak: sak.tilknytning_oslo,
        ventet=False,
    ),
    Form(
        navn="person",
        handling="endre_person",
        rett={
            "navn": "Ask Løv",
            "telefon": "",
            "epost": "ask@example.org",
            "fodselsnummer": "",
            "fodselsdato": "",
            "adresse": "",
        },
        feil=("fodselsnummer", "12345678901"),
        gjort="person",
        skrevet=lambda sak: sak.person and (sak.person.navn, sak.person.epost),
        ventet=("Ask Løv", "ask@example.org"),
    ),
]

each_form = pytest.mark.parametrize("form", FORMS, ids=[each.navn for each in FORMS])


@each_form
def test_who_may_not_gets_no_form_and_each_refusal_is_in_the_log(
    nettside: Nettside, kontor: Kontor, form: Form
) -> None:
    path, before = _path(kontor, form), kontor.log_size
    annen = nettside.log_in("annen")
    assert [annen.get(path).status, annen.post(path, form.rett).status] == [404, 404]
    asked = [each.utfall for each in kontor.log(before) if each.handling == form.handling]
    assert asked == ["nektet", "nektet"]


@each_form
def test_a_form_without_its_token_writes_nothing(nettside: Nettside, kontor: Kontor, form: Form) -> None:
    path = _path(kontor, form)
    assert nettside.log_in("kari").post(path, form.rett, csrf="").status == 403
    assert _written(kontor, path, form) != form.ventet


@each_form
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    nettside: Nettside, kontor: Kontor, form: Form
) -> None:
    path, (field, wrong) = _path(kontor, form), form.feil
    answer = nettside.log_in("kari").post(path, {**form.rett, field: wrong, "utkast_versjon": "7"})
    assert (answer.status, f'href="#felt-{field}"' in answer.tekst) == (422, True)
    assert [name for name, value in form.rett.items() if name != field and value not in answer.tekst] == []
    assert 'name="utkast_versjon" value="7"' in answer.tekst


@each_form
def test_what_is_right_is_written_and_shown_in_the_case(
    nettside: Nettside, kontor: Kontor, form: Form
) -> None:
    path = _path(kontor, form)
    answer = nettside.log_in("kari").post(path, form.rett)
    assert (answer.status, answer.til) == (303, f"{path.rpartition('/')[0]}?gjort={form.gjort}")
    assert _written(kontor, path, form) == form.ventet


@each_form
def test_what_is_sent_after_the_session_ended_is_in_the_form_until_it_is_sent(
    nettside: Nettside, kontor: Kontor, form: Form
) -> None:
    path, kari = _path(kontor, form), nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    assert kari.post(path, form.rett).til == "/logg-inn"
    kari = nettside.log_in("kari")
    page = kari.get(path).tekst
    assert [value for value in form.rett.values() if value not in page] == []
    kari.post(path, form.rett)
    assert "Dette er utkastet ditt" not in kari.get(path).tekst


def _path(kontor: Kontor, form: Form) -> str:
    return f"/saker/{case(kontor, 'forlop', kontakt='kari')}/{form.navn}"


def _written(kontor: Kontor, path: str, form: Form) -> object:
    with kontor.read("kari") as r:
        return form.skrevet(show_case(r, path.split("/")[2]))
