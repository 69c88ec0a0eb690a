"""Scores in a mapping's text: found, put in place, and no word lost around them."""

import pytest

from exin.casework.oppfolging.arbeid import NyKartlegging, Videre, write_kartlegging
from exin.casework.oppfolging.skar import scores_of, with_scores
from exin.casework.visning.visning import show_case
from exin.errors import InvalidInput
from tests.helpers import cases
from tests.helpers.office import Kontor

RISIKO = frozenset({"risiko"})


@pytest.mark.parametrize("area, score", [("risiko", 0), ("risiko", 6), ("bolig", 3)])
def test_what_is_no_score_of_an_area_is_refused(area: str, score: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        with_scores("risiko 2", {area: score})
    assert refused.value.felt == f"skar_{area}"


@pytest.mark.parametrize(
    "text, scores, wanted",
    [
        (None, {}, None),
        (None, {"behov": 5, "motivasjon": 1}, "motivasjon 1, behov 5"),
        ("risiko 2", {}, "risiko 2"),
        ("Risiko: 2 (stigende)\nbehov=4", {"risiko": 3}, "Risiko: 3 (stigende)\nbehov=4"),
        ("Ikke satt ennå", {"risiko": 3}, "Ikke satt ennå, risiko 3"),
        ("risiko 12", {"risiko": 3}, "risiko 12, risiko 3"),
    ],
)
def test_a_score_takes_the_place_of_the_number_alone(
    text: str | None, scores: dict[str, int], wanted: str | None
) -> None:
    assert with_scores(text, scores) == wanted


def test_what_is_put_in_can_be_read_again() -> None:
    scores = {"motivasjon": 1, "risiko": 5, "beskyttelsesfaktorer": 2, "behov": 4}
    assert scores_of(with_scores("Skår: risiko 2", scores)) == scores


def test_a_mapping_may_be_scores_alone(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    _write(kontor, saksnr, NyKartlegging(), Videre(skar={"risiko": 4}))
    assert _newest(kontor, saksnr) == (None, "risiko 4")


def test_a_text_is_added_to_the_one_before_where_that_is_asked_for(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    _write(kontor, saksnr, NyKartlegging(risiko="Gjeld.", skar="risiko 2, behov 3"))
    _write(
        kontor,
        saksnr,
        NyKartlegging(risiko="Trusler."),
        Videre(skar={"behov": 4}, tillegg=RISIKO),
    )
    assert _newest(kontor, saksnr) == ("Gjeld.\n\nTrusler.", "risiko 2, behov 4")


def test_two_texts_that_are_too_long_together_are_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    _write(kontor, saksnr, NyKartlegging(risiko="a" * 15_000))
    with pytest.raises(InvalidInput, match="tekst_for_lang"):
        _write(kontor, saksnr, NyKartlegging(risiko="b" * 15_000), Videre(tillegg=RISIKO))


def test_nothing_is_added_to_a_text_of_an_earlier_round(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon", begrunnelse="Vil prøve igjen.")
    _write(kontor, saksnr, NyKartlegging(risiko="Ny."), Videre(tillegg=RISIKO))
    assert _newest(kontor, saksnr) == ("Ny.", None)


def _write(kontor: Kontor, saksnr: str, ny: NyKartlegging, videre: Videre | None = None) -> None:
    with kontor.work("kari") as w:
        write_kartlegging(w, saksnr, ny, videre=videre or Videre())


def _newest(kontor: Kontor, saksnr: str) -> tuple[str | None, str | None]:
    with kontor.read("kari") as r:
        seen = show_case(r, saksnr).kartlegging
    assert seen is not None
    return seen.risiko, seen.skar
