"""A birthday is told by its month, wherever it matters; the day stands behind «Vis identitet» alone."""

from datetime import date

import pytest

from tests.helpers.fodselsdag import AHEAD, LATE, MONTH, set_up, told_in
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor
from tests.helpers.rutetabell import HANDLINGER

ON_CASES = sorted(
    path
    for method, path in HANDLINGER
    if method == "GET" and path.startswith("/saker/{saksnr}") and path.count("{") == 1
)
LISTS = ("/min-dag", "/min-dag?navn=ja", "/varsler?alle=ja", "/saker", "/saker?visning=alle&navn=ja")


@pytest.mark.parametrize("day", [AHEAD, LATE])
@pytest.mark.parametrize("who", ["kari", "leder"])
def test_no_page_tells_the_day_and_none_a_day_in_its_stead(
    nettside: Nettside, kontor: Kontor, who: str, day: date
) -> None:
    saksnr = set_up(kontor)
    kontor.clock.set(day)
    browser = nettside.log_in(who)
    asked = [*LISTS, *(path.format(saksnr=saksnr) for path in ON_CASES)]
    shown = {path: browser.get(f"{path}{'&' if '?' in path else '?'}formal=oppfolging") for path in asked}
    assert {path: told for path, each in shown.items() if (told := told_in(each.tekst))} == {}
    case_pages = (f"/saker/{saksnr}", f"/saker/{saksnr}/frister")
    for path in (*case_pages, *(["/min-dag"] if who == "kari" else [])):
        assert MONTH in shown[path].tekst.lower()


def test_the_day_stands_behind_the_identity(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = set_up(kontor)
    page = nettside.log_in("kari").get(f"/saker/{saksnr}?vis=identitet").tekst
    assert "23. september" in told_in(page)


def test_the_month_is_marked_up_as_a_month(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = set_up(kontor)
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/frister").tekst
    assert "September 2026" in page
    assert "Planlegg overgangen til EXIN OSLO" in page
    assert f"/saker/{saksnr}/frister/alder_18" not in page
