"""What stands around every page, and the pages that anybody may read: whole HTML, in landmarks, with one h1."""

import itertools
import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import ChoiceLoader, FunctionLoader

from exin.casework.visning.avslag import Avslag
from exin.web.gjengivelse import make_environment, renderer
from tests.helpers.lest_side import read

ENVIRONMENT = make_environment()
assert ENVIRONMENT.loader is not None
ENVIRONMENT.loader = ChoiceLoader(
    [FunctionLoader(lambda name: name if name.startswith("{%") else None), ENVIRONMENT.loader]
)
RENDER = renderer(ENVIRONMENT)
NUMBER = "01995e2ac0de7c11a3f2b4d5e6f70819"
PAGE = (
    '{% extends "layout.html" %}{% block tittel %}Prøve{% endblock %}'
    "{% block hode %}<h1>Prøve</h1>{% endblock %}{% block innhold %}<p>Innhold</p>{% endblock %}"
)
LOCAL = {
    "oppstart": None,
    "token": "t",
    "jobbkonto": True,
    "lokal": True,
    "videre": "/saker",
    "brukernavn": "ola",
    "ukjent": None,
    "logg_ut_der": None,
}
OPEN: dict[str, dict[str, Any]] = {
    "hjelp": {},
    "personvern": {},
    "tilgjengelighet": {},
    "feil": {"tekst": "Noe gikk galt.", "regler": ()},
    "ikke_funnet": {"tekst": "", "regler": ()},
    "ikke_tilgang": {"tekst": "", "regler": (), "avslag": None},
    "stopp": {"tekst": "Saken er endret.", "regler": ()},
    "formal": {
        "valg": [("ledelse", "Ledelse"), ("oppfolging", "Oppfølging")],
        "med": [("side", "2")],
        "metode": "get",
    },
    "logg_inn": LOCAL | {"feil": {"": "Innloggingen ble ikke godtatt."}},
}


def a_side() -> SimpleNamespace:
    return SimpleNamespace(
        bruker=SimpleNamespace(navn="Ola Nordmann", brukernavn="ola", rolle="r", rolle_ord="Saksbehandler"),
        meny=[SimpleNamespace(tekst="Saker", url="/saker", aktiv=True)],
        kan_soke=True,
        tilbyr="/saker".__eq__,
        forste_side=SimpleNamespace(tekst="Saker", url="/saker"),
        csrf="hemmelig",
        formal="ledelse",
        miljo="Testmiljø",
        melding="Lagret.",
        versjon="1",
        eier=SimpleNamespace(navn="Etaten", logo="/statisk/eier/0"),
        dag=date(2026, 11, 20),
        sti="/sti",
        hjelp=None,
        foresporsel=NUMBER,
        sekunder_igjen=900,
        navn=str,
    )


def page(template: str, *, bruker: bool = True, **content: Any) -> str:  # noqa: ANN401
    side = a_side()
    if not bruker:
        side.bruker, side.meny, side.sekunder_igjen, side.formal = None, [], None, None
        side.kan_soke, side.tilbyr = False, lambda _url: False
        side.forste_side = SimpleNamespace(tekst="forsiden", url="/")
    return RENDER(template, {"side": side, "feil": {}, **content})


def test_how_long_one_may_be_away_is_said_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exin.web.gjengivelse.IDLE", timedelta(minutes=21))
    monkeypatch.setattr("exin.web.gjengivelse.WARNED", timedelta(minutes=3))
    render, side = renderer(make_environment()), a_side()
    pages = {
        each: render(f"sider/{each}.html", {"side": side, "feil": {}})
        for each in ("hjelp", "tilgjengelighet")
    }
    assert "borte i 21 minutter" in pages["hjelp"]
    assert "3 minutter før" in pages["tilgjengelighet"]
    for text in pages.values():
        assert ("etter 21 minutter uten bruk" in text, 'data-varsles="180"' in text) == (True, True)


def test_whoever_is_not_logged_in_is_offered_nothing_to_do() -> None:
    text = page(PAGE, bruker=False)
    read(text)
    assert [word for word in ("<nav", "/saker", "logg-ut", "<dialog", "data-innlogget") if word in text] == []


def test_everything_that_is_seen_lies_in_a_landmark() -> None:
    body = page(PAGE).partition("<body")[2]
    kept = re.sub(
        r'(?s)<a class="skip".*?</a>|<div class="envbar" role="region".*?</div>'
        r"|<(header|main|footer|dialog)\b.*?</\1>|<form [^>]* hidden>.*?</form>",
        "",
        body.partition(">")[2].partition("</body>")[0],
    )
    assert kept.strip() == ""


def test_the_title_says_first_that_something_is_wrong() -> None:
    assert "<title>Prøve – EXIN</title>" in page(PAGE)
    assert "<title>Feil: Prøve – EXIN</title>" in page(PAGE, feil={"navn": "Skriv noe her."})


def test_one_is_logged_out_by_a_form_with_the_token() -> None:
    out = re.findall(r'(?s)<form [^>]*action="/logg-ut".*?</form>', page(PAGE))
    assert len(out) == 2
    assert all('method="post"' in form and 'name="csrf" value="hemmelig"' in form for form in out)


def test_what_is_searched_for_is_never_in_an_address() -> None:
    assert '<form role="search" method="post"' in page(PAGE)


def test_the_declaration_is_linked_from_every_page() -> None:
    for bruker in (True, False):
        assert '<a href="/tilgjengelighet">Tilgjengelighetserklæring</a>' in page(PAGE, bruker=bruker)


@pytest.mark.parametrize("bruker", [True, False], ids=["logged in", "not logged in"])
@pytest.mark.parametrize("name", OPEN)
class TestAnOpenPage:
    def test_is_whole_and_has_one_heading_above_the_others(self, name: str, bruker: bool) -> None:
        text = page(f"sider/{name}.html", bruker=bruker, **OPEN[name])
        read(text)
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", text.partition("<dialog")[0])]
        assert levels.count(1) == 1
        assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))

    def test_asks_for_no_other_host(self, name: str, bruker: bool) -> None:
        text = page(f"sider/{name}.html", bruker=bruker, **OPEN[name])
        assert re.findall(r'(?:href|src|action)="(?!/|#)[^"]*"', text) == []


@pytest.mark.parametrize("name", ["feil", "ikke_funnet", "ikke_tilgang", "stopp"])
def test_an_error_page_gives_the_number_of_the_request(name: str) -> None:
    assert NUMBER in page(f"sider/{name}.html", **OPEN[name])


@pytest.mark.parametrize("leser", [True, False], ids=["may read it", "may not"])
@pytest.mark.parametrize("inhabil", [True, False], ids=["partial", "impartial"])
def test_a_refusal_in_a_case_is_a_whole_page(leser: bool, inhabil: bool) -> None:
    om = Avslag(leser=leser, inhabil=inhabil, tildelt=False, kontakt="kari", regler=())
    text = page("sider/ikke_tilgang.html", regler=(), avslag=("EX-2026-7K3Q", om))
    read(text)
    assert NUMBER in text
    assert "EX-2026-7K3Q" not in text.partition("</title>")[0]
