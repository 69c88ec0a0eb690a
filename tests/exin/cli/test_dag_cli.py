"""`exin dag`: laid out in order, each line with why; an empty day says what to do."""

from collections.abc import Callable
from datetime import timedelta

from tests.helpers import cases
from tests.helpers import moter as moten
from tests.helpers.kommando import Svar
from tests.helpers.office import START, Kontor

Skranke = Callable[..., Svar]


def test_an_empty_day_says_what_to_do_next(skranke: Skranke) -> None:
    answer = skranke("dag")
    assert answer.code == 0
    assert answer.out.splitlines() == [
        "15.01.2026",
        "",
        "Ingenting venter på deg i dag.",
        "Se hvem som venter, med «exin ko», eller sakene dine med «exin sak liste --kontakt kari».",
        "",
        "Ført av deg i dag: 0 steg, 0 notater, 0 samtaler og forsøk.",
    ]


def test_the_day_is_told_with_why_and_what_is_not_cleared_is_marked(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering", navn="Blid Måke")
    mote = moten.plan(kontor, saksnr, tid=moten.NOON + timedelta(days=27))
    kontor.clock.set(START.date() + timedelta(days=32))
    said = skranke("dag").out.splitlines()
    assert said[:4] == [
        "16.02.2026",
        "",
        "Over fristen",
        f"  14.02.2026 (2 dager siden)  {saksnr}  Blid Måke  Kartlegging",
    ]
    assert said[4].strip() == "Kontaktpersonen gjør ferdig kartleggingen som vurderingen hviler på."
    at = said.index("Møter i dag")
    assert (
        said[at + 1] == f"  kl. 13.00  {saksnr}  Blid Måke  Møte: samtale, IKKE KLARERT  kari  id {mote[-6:]}"
    )
    assert said[at + 2].strip() == (
        "Møtet er i dag. Ingen har klarert det: en risikovurdering må være i kraft den dagen."
    )
    assert "1 ulest melding" in " ".join(said)


def test_as_json_it_is_the_same_in_the_same_order(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "forlop")
    moten.plan(kontor, saksnr)
    kontor.clock.set(moten.NOON.date())
    data = skranke("dag", "--json").data
    assert (data["dag"], data["uleste"], data["steg"]) == ("2026-01-20", 0, 0)
    (line,) = data["linjer"]
    assert (line["slag"], line["saksnr"], line["tid"], line["klarert"]) == (
        "mote",
        saksnr,
        "2026-01-20T12:00:00+00:00",
        True,
    )
