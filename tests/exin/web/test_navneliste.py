"""Names of colleagues are asked for before a page is rendered, by one thread at a time; a fault there is a page."""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from exin.casework.hus.innlogging import set_display_name
from exin.errors import LogUnavailable
from exin.web.nettsted import Navneliste, Nettsted
from tests.helpers.cases import case
from tests.helpers.lest_side import read
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

NAMES = "exin.web.nettsted.display_names"


def away(_office: object) -> Mapping[str, str]:
    raise LogUnavailable("lesing")


def test_names_that_cannot_be_asked_for_are_told_of_on_a_whole_page(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kari, saksnr = nettside.log_in("kari"), case(kontor, "forlop")
    monkeypatch.setattr(NAMES, away)
    for path in ("/min-dag", "/saker", f"/saker/{saksnr}", "/varsler", "/finnes-ikke"):
        answer = kari.get(path)
        read(answer.tekst)
        assert answer.status == (404 if path == "/finnes-ikke" else 503), path
        assert answer.headers["x-request-id"] in answer.tekst
        assert "<b>kari</b>" in answer.tekst


def test_no_page_asks_for_them_while_it_is_rendered(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    site: Nettsted = nettside.site.state.nettsted
    saksnr, done, ask = case(kontor, "forlop"), list[str](), Navneliste.of

    def asked(kept: Navneliste, office: Any) -> Mapping[str, str]:  # noqa: ANN401
        done.append("navn")
        return ask(kept, office)

    def rendered(name: str, content: Mapping[str, Any]) -> str:
        done.append("mal")
        return site.render(name, content)

    monkeypatch.setattr(Navneliste, "of", asked)
    nettside.site.state.nettsted = replace(site, render=rendered)
    kari = nettside.log_in("kari")
    for path in (
        "/min-dag",
        "/saker",
        f"/saker/{saksnr}",
        f"/saker/{saksnr}/lesere",
        f"/saker/{saksnr}/tilbud",
    ):
        done.clear()
        assert kari.get(path).status == 200
        assert done == ["navn", "mal"], path


def test_many_at_once_ask_once(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, names, all_here = list[object](), Navneliste(), threading.Barrier(8)

    def slowly(office: object) -> Mapping[str, str]:
        asked.append(office)
        time.sleep(0.05)
        return {"kari": "Kari Kontakt"}

    def one(_number: int) -> Mapping[str, str]:
        all_here.wait()
        return names.of(kontor.office)

    monkeypatch.setattr(NAMES, slowly)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(one, range(8)))
    assert (found, len(asked)) == ([{"kari": "Kari Kontakt"}] * 8, 1)


def test_a_name_that_was_set_is_shown_within_the_minute(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kari = nettside.log_in("kari")
    assert "<b>kari</b>" in kari.get("/min-dag").tekst
    with kontor.work("admin") as w:
        set_display_name(w, "kari", "Kari Kontakt")
    later = time.monotonic() + 60
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert "<b>Kari Kontakt</b>" in kari.get("/min-dag").tekst
