"""The round that ended last, and what is asked for anew."""

from datetime import timedelta

import pytest

from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.oppfolging import arbeid
from exin.casework.sak.facts import NEEDED
from exin.casework.sak.muligheter import counter
from exin.casework.visning.runde import Rundevisning, permit_round, read_last_round
from exin.casework.visning.stegkunnskap import know_of
from exin.casework.visning.stegside import Stegoppslag, permit_step_page, read_step_page
from exin.errors import Denied, NotFound
from exin.work import Reading
from policies import Action
from tests.helpers import cases
from tests.helpers.office import START, Kontor
from tests.helpers.places import set_places

TODAY = START.date()


def read(r: Reading, saksnr: str, *, begrunnelser: bool = False) -> Rundevisning | None:
    grant = r.permit(Action.LES_SAK, saksnr, felt=NEEDED)
    leave = permit_round(r, grant, begrunnelser=begrunnelser)
    return read_last_round(r, know_of(r, grant), leave, StaffNames(r), counter(r))


def last(kontor: Kontor, saksnr: str, who: str = "kari", *, begrunnelser: bool = False) -> Rundevisning:
    with kontor.read(who) as r:
        found = read(r, saksnr, begrunnelser=begrunnelser)
    assert found is not None
    return found


def dropped(kontor: Kontor) -> str:
    """A case that dropped out of forløp after thirty days, and has stood so for ten."""
    saksnr = cases.case(kontor, "vurdering")
    kontor.clock.forward(days=10)
    cases.map_out(
        kontor, saksnr, motivasjon="Høy.", risiko="Lav.", beskyttelsesfaktorer="Bror.", behov="Bolig."
    )
    cases.consent(kontor, saksnr)
    cases.advance(kontor, saksnr, "start_forlop")
    kontor.clock.forward(days=20)
    until = kontor.clock.today + timedelta(days=90)
    cases.advance(
        kontor, saksnr, "frafall", arsak="ustabil_hverdag", apen_til=until, begrunnelse="Mistet boligen."
    )
    kontor.clock.forward(days=10)
    return saksnr


@pytest.mark.parametrize(("who", "error"), [("ola", Denied), ("annen", NotFound), ("revisor", NotFound)])
def test_who_may_not_read_the_case_reads_no_round_of_it(
    kontor: Kontor, who: str, error: type[Exception]
) -> None:
    saksnr = cases.case(kontor, "frafall")
    with pytest.raises(error):
        last(kontor, saksnr, who)


def test_a_protected_case_has_rounds_for_its_circle_alone(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "forlop")
    cases.drop_out(kontor, saksnr, "klarert1")
    assert last(kontor, saksnr, "klarert_leder").nummer == 1
    for who in ("leder", "kari"):
        with pytest.raises(NotFound):
            last(kontor, saksnr, who)


def test_where_no_round_has_ended_there_is_none(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.read("kari") as r:
        assert read(r, saksnr) is None


def test_the_typed_reason_stays_closed_unless_asked_for(kontor: Kontor) -> None:
    saksnr = dropped(kontor)
    with kontor.new_events() as events:
        closed = last(kontor, saksnr)
    assert [event.handling for event in events] == ["les_sak", "les_kartlegging"]
    assert (closed.slutt.begrunnet, closed.slutt.begrunnelse) == (True, None)
    with kontor.new_events() as events:
        assert last(kontor, saksnr, begrunnelser=True).slutt.begrunnelse == "Mistet boligen."
    assert "les_begrunnelse" in {event.handling for event in events}


def test_what_the_round_was_and_why_it_ended(kontor: Kontor) -> None:
    found = last(kontor, dropped(kontor))
    assert [(each.kode, each.fra, each.dager) for each in found.faser] == [
        ("henvendelse", TODAY, 0),
        ("vurdering", TODAY, 10),
        ("forlop", TODAY + timedelta(days=10), 20),
        ("frafall", TODAY + timedelta(days=30), 10),
    ]
    assert (found.fra, found.til, found.dager) == (TODAY, TODAY + timedelta(days=30), 30)
    assert (found.slutt_navn, found.arsak_navn) == ("Registrer frafall", "Ustabil hverdag")
    assert found.apen_til == TODAY + timedelta(days=120)
    assert found.kartlegging is not None
    assert (found.kartlegging.motivasjon, [each.slag for each in found.samtykker]) == ("Høy.", ["deltakelse"])


def test_all_that_a_new_round_asks_for_is_told_before_it_begins(kontor: Kontor) -> None:
    saksnr = dropped(kontor)
    back = last(kontor, saksnr).tilbake
    assert back is not None
    assert (back.hendelse, back.mangler, back.deretter) == ("reinntak", (), "start_forlop")
    assert [each.kode for each in back.pa_nytt] == [
        "kartlegging_fullstendig"
    ]  # the consent is still in force
    with kontor.work("kari") as w:
        arbeid.withdraw_samtykke(w, saksnr, "deltakelse")
    set_places(kontor, "exin_oslo", plasser=0)
    back = last(kontor, saksnr).tilbake
    assert back is not None
    assert [(each.kode, each.skjema) for each in back.mangler] == [("ledig_plass", "ko")]
    assert [each.kode for each in back.pa_nytt] == ["kartlegging_fullstendig", "samtykke_i_kraft"]


def test_what_was_foretold_is_what_is_asked_for(kontor: Kontor) -> None:
    saksnr = dropped(kontor)
    back = last(kontor, saksnr).tilbake
    assert back is not None
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    with kontor.read("kari") as r:
        found = read_step_page(r, permit_step_page(r, saksnr, Stegoppslag(hendelse="start_forlop")))
    assert found.steg is not None
    assert found.steg.mangler == back.pa_nytt


def test_once_back_the_round_before_is_the_last_that_ended(kontor: Kontor) -> None:
    saksnr = dropped(kontor)
    before = last(kontor, saksnr)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    cases.map_out(kontor, saksnr, motivasjon="Ny.")
    after = last(kontor, saksnr)
    assert (after.nummer, after.slutt, after.tilbake) == (1, before.slutt, None)
    assert after.kartlegging is not None
    assert after.kartlegging.motivasjon == "Høy."
    cases.drop_out(kontor, saksnr)
    second = last(kontor, saksnr)
    assert (second.nummer, [each.kode for each in second.faser]) == (2, ["vurdering", "frafall"])
    assert second.kartlegging is not None
    assert second.kartlegging.motivasjon == "Ny."


def test_a_case_that_ended_as_planned_has_no_way_back(kontor: Kontor) -> None:
    found = last(kontor, cases.case(kontor, "avsluttet"))
    assert (found.slutt.hendelse, found.tilbake) == ("avslutt", None)
