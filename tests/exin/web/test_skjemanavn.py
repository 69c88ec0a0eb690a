"""No form is half registered: what casework knows, the site shows, at an address that asks for the same leave."""

import re

import pytest

from exin.casework.grunnlag.skjemaer import SKJEMAER, Skjemaslag
from exin.web.skjemanavn import SKJEMASIDER, Sted, form_path, form_title, is_form
from exin.web.statisk import STATIC
from tests.helpers.rutetabell import HANDLINGER

ROW = "0" * 32
OF_A_ROW = ("notat_rett", "moter", "utfall", "frist")
"""Forms about a row of the case: their address has its id, or its kind."""

SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor/punkt/icons.svg").read_text("utf-8")))
FORMS = [each for each in SKJEMAER if each.handling is not None]


def _address(form: Skjemaslag) -> str:
    """The address of a form as its route has it, with a brace for each part that is not always the same."""
    name = f"{form.navn.removesuffix('_rett')}_{ROW}" if form.navn in OF_A_ROW else form.navn
    parts = form_path(name, "{}" if form.om_sak else None)
    return "/" + "/".join("{}" if part == ROW else part for part in parts)


def test_the_site_has_each_form_of_casework_and_no_other() -> None:
    assert sorted(SKJEMASIDER) == sorted(each.navn for each in SKJEMAER)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.navn)
def test_a_form_is_sent_where_its_own_leave_is_asked_for(form: Skjemaslag) -> None:
    routes = {(method, re.sub(r"{\w+}", "{}", path)): leave for (method, path), leave in HANDLINGER.items()}
    path = _address(form)
    assert routes.get(("POST", path)) == form.handling, path
    assert ("GET", path) in routes


def test_what_the_page_of_a_case_offers_has_a_picture_and_a_page_of_its_own() -> None:
    offered = {navn: form for navn, form in SKJEMASIDER.items() if form.sted is not None}
    assert {form.sted for form in offered.values()} == set(Sted)
    assert {form.ikon for form in offered.values()} - SPRITE == set()
    paths = {re.sub(r"{\w+}", "{}", path) for method, path in HANDLINGER if method == "GET"}
    assert {navn for navn in offered if "/" + "/".join(form_path(navn, "{}")) not in paths} == set()


def test_what_is_no_form_is_not_called_one() -> None:
    for name in ("", "ingen", "notat_ola", "frist_ola_nordmann", "NOTAT"):
        assert not is_form(name)
    assert all(is_form(name) for name in SKJEMASIDER if "_" not in name)
    assert form_title(f"notat_{ROW}") == "Retting av notat"
