"""The auditor finds all that a colleague did, and proves the log that was taken along, without EXIN."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from playwright.sync_api import Page

from tests.architecture.tree import ROOT
from tests.helpers import cases, stab
from tests.helpers.axe import faults
from tests.helpers.nettleser import Open, Vindu, give_password
from tests.helpers.office import Kontor

NAVN = {"kari": "Kari Kontakt", "revisor": "Rita Revisor"}


def test_every_access_of_a_colleague_is_found_and_the_log_is_proved_on_the_command_line(
    vinduer: Open, kontor: Kontor, tmp_path: Path
) -> None:
    for who, navn in NAVN.items():
        give_password(kontor, who, navn)
    stab.changed(kontor, "revisor", klarert=True)
    saksnr = str(cases.case(kontor, "forlop"))
    work(vinduer("kari").log_in(), saksnr)
    done = [each.handling for each in kontor.log() if each.ansatt == kontor.staff_id("kari").hex()]

    rita = vinduer("revisor").log_in()
    open_log(rita)
    assert found_by(rita, NAVN["kari"]) == len(done)
    about = [each for each in kontor.log() if each.sak and each.ansatt == kontor.staff_id("kari").hex()]
    rita.write("Saksnummer", saksnr).press("Vis hendelser")
    assert saksnr not in rita.page.url
    assert rows(rita.page) == min(50, len(about))
    read_the_reason(rita)
    check_now(rita)
    prove(rita, kontor, tmp_path)
    assert faults(rita.page) == []


def work(v: Vindu, saksnr: str) -> None:
    """A morning of Kari's: reads the case, writes in it, and goes back a step with a reason."""
    v.press("Saker", i="Hovedmeny").press(saksnr)
    v.write("Nytt notat", "Ringte og avtalte nytt møte.").press("Lagre notat").sees("Notatet er lagret.")
    v.press("Annuller siste steg").write("Begrunnelse", "Feil sak.")
    v.press("Annuller siste steg").sees("Siste steg er annullert.")


def open_log(v: Vindu) -> None:
    v.open("/innsynslogg")
    v.choose("Formål", "Kontroll").press("Gå videre")
    assert v.tittel == "Innsynslogg"
    assert faults(v.page) == []
    v.write("Fra dato", "i går").press("Vis hendelser").sees("Rett dette før du går videre")
    assert faults(v.page) == []
    v.press("Nullstill")


def found_by(v: Vindu, navn: str) -> int:
    """How many events the pages show of one member of staff, page by page."""
    v.select("Ansatt", navn).press("Vis hendelser")
    count = rows(v.page)
    while v.control("Eldre hendelser").count():
        v.press("Eldre hendelser")
        count += rows(v.page)
    return count


def rows(page: Page) -> int:
    return page.locator("table tbody tr").count()


def read_the_reason(v: Vindu) -> None:
    v.page.get_by_role("button", name="Åpne begrunnelsen").first.click()
    v.sees("Feil sak.")
    assert v.tittel == "Begrunnelse"
    assert faults(v.page) == []
    v.press("Tilbake til loggen")


def check_now(v: Vindu) -> None:
    v.press("Kontroller nå").sees("Loggen er hel.")


def prove(v: Vindu, kontor: Kontor, folder: Path) -> None:
    """Take the log along, unpack it, and check it with the auditor's own program and the key had elsewhere."""
    with v.page.expect_download() as begun:
        v.control("Last ned bevis for loggen, med alle hendelser").click()
    assert v.klager == [
        "kom ikke fram: /innsynslogg/bevis net::ERR_ABORTED"
    ]  # the page stays: it became a file
    v.klager.clear()
    assert begun.value.suggested_filename == "exin-logg.zip"
    begun.value.save_as(folder / "exin-logg.zip")
    with zipfile.ZipFile(folder / "exin-logg.zip") as archive:
        archive.extractall(folder)
    command = [
        sys.executable,
        "-m",
        "audit",
        "verify",
        str(folder / "exin-logg"),
        "--vkey",
        kontor.installation.vkey,
    ]
    checked = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, text=True, check=False)
    report = json.loads(checked.stdout)
    assert (checked.returncode, report["ok"], report["funn"]) == (0, True, [])
    assert report["innforsler"] == kontor.log_size
