"""Templates hold no style and no script; macros give HTML that closes, each field tied to its label and its fault."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import ChoiceLoader, Environment, FunctionLoader

from exin.web.gjengivelse import make_environment, renderer
from exin.web.statisk import STATIC
from tests.helpers.lest_side import read

TEMPLATES = STATIC.parent / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor/punkt/icons.svg").read_text("utf-8")))
SHEETS = [STATIC / "exin.css", STATIC / "vendor/punkt/punkt.css"]
CLASSES = {name for file in SHEETS for name in re.findall(r"\.([a-zA-Z][\w-]*)", file.read_text("utf-8"))}
INLINE = re.compile(r"""<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=["']|javascript:|\|\s*safe\b""")
CHOICES = [("a", "Første"), ("b", "Andre", "med forklaring")]
COLOURS = {"rod", "gul", "gronn", "bla", "gra"}
FAULT = {"felt": "Skriv noe her.", "": "Saken er endret."}
ICON = re.compile(
    r"""(?x) ikon\(['"]([\w-]+)['"] | ikon["']?[=:]\s*['"]([\w-]+)['"]
      | knapp\(['"][^'"]*['"],\ ['"]([a-z-]+)['"] | lenkeknapp\([^()]*(?:\([^()]*\))?,\ ['"]([a-z][a-z-]+)['"]
      | ['"](?:rod|gul|gronn|bla|gra)['"][^,()]*,\ ['"]([a-z-]+)['"]"""
)


@pytest.fixture(scope="module")
def environment() -> Environment:
    """The real one, in which a template may also be given as its own name."""
    found = make_environment()
    assert found.loader is not None
    given = FunctionLoader(lambda name: name if name.startswith("{%") else None)
    found.loader = ChoiceLoader([given, found.loader])
    return found


def a_side() -> SimpleNamespace:
    name = "Ola Nordmann"
    return SimpleNamespace(
        bruker=SimpleNamespace(navn=name, brukernavn="ola", rolle="saksbehandler", rolle_ord="Saksbehandler"),
        csrf="hemmelig",
        formal="ledelse",
        dag=date(2026, 11, 20),
    )


def render(environment: Environment, source: str, **content: Any) -> str:  # noqa: ANN401
    imports = "".join(
        f'{{% from "deler/{name}.html" import {", ".join(_macros(name))} %}}' for name in ("vis", "skjema")
    )
    return renderer(environment)(imports + source, {"side": a_side(), **content})


def _macros(name: str) -> list[str]:
    text = (TEMPLATES / f"deler/{name}.html").read_text("utf-8")
    return re.findall(r"macro ([a-z]\w*)\(", text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(TEMPLATES).as_posix())
class TestATemplate:
    def test_holds_no_style_no_script_and_nothing_unescaped(self, file: Path) -> None:
        assert INLINE.findall(file.read_text("utf-8")) == []

    def test_names_only_classes_of_the_style_sheets(self, file: Path) -> None:
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "~", file.read_text("utf-8"))
        named = {name for found in re.findall(r'class="([^"]*)"', text) for name in found.split()}
        assert {name for name in named if "~" not in name} - CLASSES == set()

    def test_names_only_icons_of_the_sprite(self, file: Path) -> None:
        assert icons(file) - SPRITE == set()


def icons(file: Path) -> set[str]:
    named = {name for found in ICON.findall(file.read_text("utf-8")) for name in found if name}
    return named - COLOURS  # in a list of colours one follows another


def test_pages_name_only_icons_of_the_sprite() -> None:
    named = {name for file in (TEMPLATES.parent / "sider").glob("*.py") for name in icons(file)}
    assert named - SPRITE == set()


FIELDS = {
    "tekstfelt": "tekstfelt('felt', 'Navn', 'x', feil, 'Slik', maks=3)",
    "tekstomrade": "tekstomrade('felt', 'Tekst', 'x', feil, 'Slik', pakrevd=true)",
    "datofelt": "datofelt('felt', 'Dag', dag, feil, pakrevd=true)",
    "klokkefelt": "klokkefelt('felt', 'Klokkeslett', '13.05', feil)",
    "valgliste": "valgliste('felt', 'Valg', 'b', feil, 'Slik', valg=[('a', 'A'), ('b', 'B')])",
    "radiogruppe": "radiogruppe('felt', 'Valg', 'b', feil, 'Slik', pakrevd=true, valg=valg)",
    "avkryssing": "avkryssing('felt', 'Ja', true, feil, 'Slik', pakrevd=true)",
}


@pytest.mark.parametrize("call", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize(
    "feil", [FAULT, "Skriv noe her.", {}, None], ids=["dict", "text", "no fault", "none"]
)
def test_a_field_is_tied_to_its_label_its_hint_and_its_fault(
    environment: Environment, call: str, feil: object
) -> None:
    text = render(environment, f"{{{{ {call} }}}}", feil=feil, dag=date(2026, 12, 31), valg=CHOICES)
    reader = read(text)
    labelled = re.findall(r'<label for="([^"]+)"', text)
    assert [field["id"] for field in reader.fields] == labelled
    assert "felt-felt" in reader.ids
    assert ("felt-felt-feil" in reader.ids) is bool(feil)
    assert ("felt-felt-feil" in reader.refers) is bool(feil)
    assert ("Skriv noe her." in text) is bool(feil)


@pytest.mark.parametrize("call", FIELDS.values(), ids=FIELDS)
def test_what_was_typed_comes_back_escaped(environment: Environment, call: str) -> None:
    evil = "\"'><b>"
    call = call.replace("'x'", "ond").replace("feil,", "{'felt': ond},").replace("feil)", "{'felt': ond})")
    text = render(environment, f"{{{{ {call} }}}}", ond=evil, dag=date(2026, 12, 31), valg=[(evil, evil)])
    read(text)
    assert "<b>" not in text


def test_a_day_is_shown_as_it_is_typed(environment: Environment) -> None:
    text = render(environment, "{{ datofelt('felt', 'Dag', dag) }}", dag=date(2026, 12, 31))
    assert 'value="31.12.2026"' in text


def test_the_first_line_break_of_a_text_is_kept(environment: Environment) -> None:
    assert ">\n\nto linjer</textarea>" in render(
        environment, "{{ tekstomrade('felt', 'T', '\\nto linjer') }}"
    )


def test_a_form_carries_its_token_its_purpose_and_its_draft(environment: Environment) -> None:
    source = (
        "{% call skjema(side, '/hit', feil, utkast='notat', saksnr='EX-1', versjon=3) %}"
        "{{ tekstfelt('felt', 'T') }}{{ knapp('Lagre', 'save') }}{% endcall %}"
    )
    text = render(environment, source, feil=FAULT)
    read(text)
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    draft = {"utkast_skjema": "notat", "utkast_sak": "EX-1", "utkast_versjon": "3"}
    assert sent == {"csrf": "hemmelig", "formal": "ledelse"} | draft
    assert 'href="#felt-felt"' in text
    assert "Saken er endret." in text


MOMENT = datetime(2026, 11, 19, 13, 20, tzinfo=UTC)
DAY = date(2026, 11, 18)
DRAFT = SimpleNamespace(utkast_fra=MOMENT, flettet="1.1.2026\n2.1.2026", to_tekster=True)
SHOWN = {
    "ikon": "{{ ikon('eye', true, 'ok') }}",
    "merke": "{% for f in ['rod', 'gul', 'gronn', 'bla', 'gra'] %}{{ merke('M', f, 'eye', true) }}{% endfor %}",
    "avatar": "{{ avatar('Ola Nordmann') }}{{ avatar(side.bruker) }}{{ avatar('Å') }}",
    "person": "{{ person('Ola', 'under') }}",
    "sidehode": "{% call sidehode('T', 'i', [('A', '/a'), ('B', none)], [('M', 'gul')]) %}x{% endcall %}",
    "brodsmuler": "{{ brodsmuler([('A', '/a'), ('B', none)]) }}",
    "faser": "{{ faser([{'tekst': 'A', 'tilstand': 'ferdig', 'under': 'u'}, {'tekst': 'B', 'tilstand': 'na'},"
    " {'tekst': 'C', 'tilstand': 'kommer'}, {'tekst': 'D', 'tilstand': 'stopp'}]) }}",
    "kort": "{% call kort('h', 'T', ('l', '/l'), 't', 'eye', true, true, 'fot', 'ved') %}x{% endcall %}",
    "tomt": "{{ tomt('Ingen.', 'Gå', '/') }}{{ tomt('Ingen.') }}",
    "melding": "{% for s in ['info', 'gjort', 'advarsel', 'feil'] %}{{ melding('M', s) }}{% endfor %}",
    "bekreft": "{{ bekreft(['a', 'b'], rolig=true) }}",
    "vilkar": "{{ vilkar([{'oppfylt': true, 'tekst': 'a'},"
    " {'oppfylt': false, 'tekst': 'b', 'hvem': 'h', 'url': '/u', 'lenketekst': 'l'}], true) }}",
    "fristmerke": "{% for d in [-2, -1, 0, 1, 2, 90] %}{{ fristmerke(d) }}{% endfor %}",
    "nokkelverdi": "{{ nokkelverdi([('a', 'b'), ('c', 'd')]) }}",
    "jaellernei": "{{ jaellernei([{'ok': true, 'tekst': 'a', 'under': 'u'}, {'ok': false, 'tekst': 'b'}]) }}",
    "nokkeltall": "{{ nokkeltall([{'tekst': 'a', 'tall': 1234, 'enhet': 'e', 'under': 'u', 'slag': 'bra'},"
    " {'tekst': 'b', 'tall': '–'}]) }}",
    "tabell": "{% call tabell('T', ['A', {'tekst': 'B', 'tall': true, 'url': '/b', 'sortert': 'ascending'},"
    " {'tekst': 'C', 'skjult': true}]) %}<tr><td>1</td><td>2</td><td>3</td></tr>{% endcall %}",
    "sidevelger": "{{ sidevelger(4, 9, '/s?side={side}') }}{{ sidevelger(1, 1, '') }}",
    "utvalg": "{{ utvalg([('A', '/a', true), ('B', '/b', false)]) }}",
    "utvid": "{% call utvid('Mer', true) %}x{% endcall %}",
    **{name: f"{{{{ {call} }}}}" for name, call in FIELDS.items()},
    "skjult": "{{ skjult(side) }}",
    "skjema": "{% call skjema(side, '/') %}x{% endcall %}",
    "utkastfelt": "{{ utkastfelt('notat') }}",
    "feilsammendrag": "{{ feilsammendrag({'': 'Feil.'}) }}{{ feilsammendrag({}) }}",
    "knapp": "{% for s in ['primar', 'sekundar', 'lenke'] %}{{ knapp('K', 'eye', s, 'n', 'v', true) }}{% endfor %}",
    "lenkeknapp": "{{ lenkeknapp('K', '/k', 'eye', 'primar', true, 's') }}",
    "utskrift": "{{ utskrift() }}",
    "utkastmelding": "{{ utkastmelding(side, draft, 'notat', 'EX-1') }}"
    "{% call skjema(side, '/', utkast='notat') %}x{% endcall %}",
}


def test_every_macro_is_tried() -> None:
    assert set(SHOWN) == {*_macros("vis"), *_macros("skjema")}


@pytest.mark.parametrize("source", SHOWN.values(), ids=SHOWN)
def test_a_macro_gives_html_that_closes(environment: Environment, source: str) -> None:
    text = render(environment, source, feil=None, valg=CHOICES, dag=DAY, nar=MOMENT, draft=DRAFT)
    reader = read(text)
    assert set(re.findall(r"icons\.svg[^#\"]*#([\w-]+)", text)) <= SPRITE
    assert all(field.get("id") for field in reader.fields)
