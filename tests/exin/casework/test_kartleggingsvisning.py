"""The mapping beside the one before it; and the second of two writers, who is told instead of winning."""

from typing import Any

import pytest

from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKartlegging
from exin.casework.visning.kartleggingsvisning import (
    KartleggingHistorikk,
    compare_areas,
    read_mapping_history,
)
from exin.casework.visning.visning import show_case
from exin.errors import Conflict, Denied, NotFound
from tests.helpers import cases
from tests.helpers.office import Kontor, meanwhile


def history(kontor: Kontor, saksnr: str, who: str = "kari") -> KartleggingHistorikk:
    with kontor.read(who) as r:
        return read_mapping_history(r, saksnr)


def write(kontor: Kontor, saksnr: str, sett: int | None, **texts: Any) -> None:  # noqa: ANN401 - any field
    with kontor.work("kari") as w:
        arbeid.write_kartlegging(w, saksnr, NyKartlegging(**texts), sett=sett)


def test_who_may_not_read_the_mapping_reads_no_version_of_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.map_out(kontor, saksnr)
    for who, error in (("ola", Denied), ("annen", NotFound), ("revisor", NotFound)):
        with pytest.raises(error):
            history(kontor, saksnr, who)


def test_who_saw_an_older_version_writes_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    write(kontor, saksnr, 0, motivasjon="Lav.")
    for seen in (0, 2):
        with kontor.new_events() as events, pytest.raises(Conflict) as refused:
            write(kontor, saksnr, seen, motivasjon="Høy.")
        assert refused.value.kode == "kartlegging_endret"
        assert [(event.handling, event.utfall) for event in events] == [("skriv_kartlegging", "konflikt")]
    assert [each.motivasjon for each in history(kontor, saksnr).versjoner] == ["Lav."]


def test_of_two_who_saw_the_same_the_first_wins(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    write(kontor, saksnr, 0, motivasjon="Lav.")

    def somebody_else() -> None:
        write(kontor, saksnr, 1, motivasjon="Middels.")
        kontor.leave()

    with pytest.raises(Conflict), kontor.work("kari") as w:
        meanwhile(somebody_else)
        arbeid.write_kartlegging(w, saksnr, NyKartlegging(motivasjon="Høy."), sett=1)
    assert [each.motivasjon for each in history(kontor, saksnr).versjoner] == ["Middels.", "Lav."]


def test_who_saw_the_newest_version_writes_the_next(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert history(kontor, saksnr).sett == 0
    write(kontor, saksnr, 0, motivasjon="Lav.", skar="motivasjon 2, risiko: 4")
    write(kontor, saksnr, 1, motivasjon="Høy.", behov="Bolig.", skar="Motivasjon 4\nrisiko 4")
    seen = history(kontor, saksnr)
    assert (seen.sett, [each.nummer for each in seen.versjoner], seen.kan_skrive) == (2, [2, 1], True)
    assert seen.na is not None
    now = {each.kode: each for each in compare_areas(seen.na)}
    assert list(now) == ["motivasjon", "risiko", "beskyttelsesfaktorer", "behov"]
    first = now["motivasjon"]
    assert (first.tekst, first.skar, first.forrige_tekst, first.forrige_skar) == ("Høy.", 4, "Lav.", 2)
    assert {kode for kode, each in now.items() if each.endret} == {"motivasjon", "behov"}


def test_the_case_shows_the_version_before_in_the_same_round_alone(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    write(kontor, saksnr, None, motivasjon="Lav.")
    write(kontor, saksnr, None, motivasjon="Høy.")
    with kontor.read("kari") as r:
        mapping = show_case(r, saksnr).kartlegging
    assert mapping is not None
    assert mapping.forrige is not None
    assert (mapping.motivasjon, mapping.forrige.motivasjon) == ("Høy.", "Lav.")
    cases.drop_out(kontor, saksnr)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    assert history(kontor, saksnr).na is None
    write(kontor, saksnr, 2, motivasjon="Ny.")
    with kontor.read("kari") as r:
        again = show_case(r, saksnr).kartlegging
    assert again is not None
    assert (again.motivasjon, again.forrige) == ("Ny.", None)
    versions = history(kontor, saksnr).versjoner
    assert [(each.nummer, each.fra_denne_runden) for each in versions] == [(3, True), (2, False), (1, False)]
    assert [each.forrige and each.forrige.nummer for each in versions] == [None, 1, None]
