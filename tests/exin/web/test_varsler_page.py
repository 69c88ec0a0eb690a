"""The messages of whoever is logged in: nobody else's, and marked as read only by a form."""

import re

import pytest

from exin.casework.tilgang import tildeling
from tests.helpers import cases
from tests.helpers.nettsted import Nettleser, Nettside
from tests.helpers.office import Kontor
from tests.helpers.varsler import tell


def ids(browser: Nettleser) -> list[str]:
    """The messages that the page offers to mark."""
    return sorted(set(re.findall(r'name="id" value="([0-9a-f]{32})"', browser.get("/varsler").tekst)))


def test_nobody_marks_anothers_message_as_read(nettside: Nettside, kontor: Kontor) -> None:
    tell(kontor, "kari", cases.case(kontor))
    kari, ola = nettside.log_in("kari"), nettside.log_in("ola")
    assert ids(ola) == []
    assert ola.post("/varsler/lest", {"id": ids(kari)}).status == 303
    assert len(ids(kari)) == 1


def test_a_message_on_a_case_that_became_hidden_is_no_line(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    tell(kontor, "kari", saksnr)
    with kontor.work("leder") as w:
        tildeling.protect(
            w, saksnr, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
        )
    page = nettside.log_in("kari").get("/varsler?alle=ja").tekst
    assert saksnr not in page
    assert "Du har ikke fått noen varsler ennå." in page


@pytest.mark.parametrize("bad", ["x", "00", "zz" * 16])
def test_what_is_no_message_is_refused(nettside: Nettside, bad: str) -> None:
    assert nettside.log_in("kari").post("/varsler/lest", {"id": bad}).status == 422


def test_to_look_marks_nothing_and_the_form_does(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    tell(kontor, "kari", saksnr)
    tell(kontor, "kari", saksnr, haster=True)
    kari = nettside.log_in("kari")
    found = ids(kari)
    assert len(ids(kari)) == len(found) == 2
    assert f'href="/saker/{saksnr}"' in kari.get("/varsler").tekst
    assert kari.post("/varsler/lest", {"id": found[0]}).til == "/varsler?gjort=varsler_lest"
    assert ids(kari) == found[1:]
    kari.post("/varsler/lest", {"id": found})
    assert "Du har lest alle varslene dine." in kari.get("/varsler").tekst
    assert kari.get("/varsler?alle=ja").tekst.count("Lest i dag") == 2
