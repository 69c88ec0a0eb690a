"""What is turned away before any rule is asked leaves a code behind for whoever runs the house, and nothing it said."""

import json
from typing import Any

from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

CANARY = "kanari-fugl"


def noted(kontor: Kontor) -> list[dict[str, Any]]:
    log = kontor.folder / "drift.log"
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []


def test_a_form_that_is_not_from_here_is_noted_by_its_route_alone(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    answer = kari.post(f"/saker/{saksnr}/notat?{CANARY}", {"tekst": CANARY, CANARY: CANARY}, csrf=CANARY)
    assert answer.status == 403
    (line,) = noted(kontor)
    assert (line["event"], line["arsak"], line["sted"]) == ("avvist", "fremmed_skjema", "notat.lagre")
    assert line["feilnummer"] == answer.headers["x-request-id"]
    assert not {CANARY, saksnr, "kari"} & set(json.dumps(line).replace('"', " ").split())
    assert CANARY not in str(line)


def test_a_host_that_is_not_ours_is_noted_and_not_named(nettside: Nettside, kontor: Kontor) -> None:
    answer = nettside.browser().get(f"/{CANARY}", host=f"{CANARY}.example.org")
    assert answer.status == 421
    (line,) = noted(kontor)
    assert (line["event"], line["arsak"], "sted" in line) == ("avvist", "ukjent_vert", False)
    assert line["feilnummer"] == answer.headers["x-request-id"]
    assert CANARY not in str(line)


def test_whoever_sends_them_by_the_hundred_fills_no_disk_and_hides_no_other_kind(
    nettside: Nettside, kontor: Kontor
) -> None:
    browser = nettside.browser()
    for _ in range(50):
        browser.get("/", host="evil.example.org")
    nettside.log_in("kari").post("/min-profil/okter/avslutt", csrf="")
    assert [each["arsak"] for each in noted(kontor)] == [*["ukjent_vert"] * 20, "fremmed_skjema"]
    kontor.clock.forward(minutes=6)
    browser.get("/", host="evil.example.org")
    assert len(noted(kontor)) == 22


def test_what_is_let_in_leaves_nothing_there(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    assert kari.post(f"/saker/{saksnr}/notat", {"tekst": CANARY}).status == 303
    kari.get("/finnes-ikke")
    assert noted(kontor) == []
