"""Places: counted under a lock, gone past by a lead with a reason and by nobody else."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from exin.casework.sak import steg
from exin.casework.sak.steg import Onske
from exin.errors import Conflict, Denied, IllegalStep
from tests.helpers import cases
from tests.helpers.office import Kontor

WHY: dict[str, Any] = {"overstyr": True, "begrunnelse": "Fare for liv og helse."}

GONE = ("ledig_plass", Conflict().kode)
"""What the second is told: that no place is free, or, who looked while one still was, that somebody was first."""


def taken(kontor: Kontor, program: str = "exin_oslo") -> int:
    return int(kontor.one("select count(*) from sak where har_plass and program = ?", program)[0])


def ready(kontor: Kontor, **given: Any) -> str:  # noqa: ANN401
    """A case in vurdering with all that start_forlop asks for but a place."""
    saksnr = cases.case(kontor, "vurdering", **given)
    cases.prepare(kontor, saksnr, "start_forlop")
    return saksnr


def codes(error: pytest.ExceptionInfo[IllegalStep]) -> set[str]:
    return {reason.kode for reason in error.value.reasons}


def test_a_full_programme_takes_nobody_in(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 1)
    cases.case(kontor, "forlop")
    saksnr = ready(kontor)
    with pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, "start_forlop")
    assert codes(error) == {"ledig_plass"}
    assert taken(kontor) == 1


@pytest.mark.parametrize("hendelse, given", [
    ("avslutt", {}),
    ("frafall", {"arsak": "nye_hendelser"}),
])  # fmt: skip
def test_who_leaves_gives_the_place_to_the_next(kontor: Kontor, hendelse: str, given: dict[str, Any]) -> None:
    cases.set_places(kontor, "exin_oslo", 1)
    first = cases.case(kontor, "avslutning")
    cases.prepare(kontor, first, hendelse)
    if hendelse == "frafall":
        given = given | {"apen_til": kontor.clock.today}
    cases.advance(kontor, first, hendelse, **given)
    cases.advance(kontor, ready(kontor), "start_forlop")
    assert taken(kontor) == 1


def test_a_programme_has_places_of_its_own(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 0)
    cases.case(kontor, "forlop", program="exin_oslo_ung")
    assert taken(kontor, "exin_oslo_ung") == 1


def test_only_a_lead_goes_past_the_limit_and_only_with_a_reason(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 0)
    saksnr = ready(kontor)
    with pytest.raises(Denied):
        cases.advance(kontor, saksnr, "start_forlop", "kari", **WHY)
    with pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, "start_forlop", "leder", overstyr=True)
    assert codes(error) == {"ledig_plass", "begrunnelse"}
    with kontor.new_events() as events:
        receipt = cases.advance(kontor, saksnr, "start_forlop", "leder", **WHY)
    assert receipt.over_kapasitet
    assert {event.handling for event in events} == {"start_forlop", "overstyr_kapasitet"}
    assert kontor.one("select overstyrt, over_kapasitet from steg where hendelse = 'start_forlop'") == (1, 1)


def test_who_asks_to_go_past_a_limit_that_is_not_there_has_not_gone_past_it(kontor: Kontor) -> None:
    saksnr = ready(kontor)
    receipt = cases.advance(kontor, saksnr, "start_forlop", "leder", **WHY)
    assert not receipt.over_kapasitet
    assert kontor.one("select overstyrt, over_kapasitet from steg where hendelse = 'start_forlop'") == (0, 0)


def test_no_other_guard_is_gone_past(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 0)
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, "start_forlop", "leder", **WHY)
    assert codes(error) == {"kartlegging_fullstendig", "samtykke_i_kraft"}


@pytest.mark.parametrize("_attempt", range(3))
def test_of_two_who_take_the_last_place_at_once_one_succeeds(kontor: Kontor, _attempt: int) -> None:
    cases.set_places(kontor, "exin_oslo", 1)
    rivals, together = [ready(kontor), ready(kontor)], threading.Barrier(2)

    def take(saksnr: str) -> str:
        try:
            with kontor.work("kari") as w:
                together.wait(20)
                steg.advance(w, saksnr, Onske(hendelse="start_forlop"))
        except IllegalStep as refused:
            return ",".join(reason.kode for reason in refused.reasons)
        except Conflict as conflict:
            return conflict.kode
        finally:
            kontor.leave()
        return "inne"

    with ThreadPoolExecutor(2) as pool:
        first, second = sorted(pool.map(take, rivals))
    assert {first, second} in ({"inne", gone} for gone in GONE)
    assert taken(kontor) == 1
    assert kontor.verify().ok


def test_no_places_for_vurdering_is_no_limit_and_a_number_is_one(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering")
    cases.set_places(kontor, "exin_oslo", 60, 1)
    saksnr = cases.case(kontor)
    cases.prepare(kontor, saksnr, "start_vurdering")
    with pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, "start_vurdering")
    assert codes(error) == {"ledig_vurderingsplass"}
    receipt = cases.advance(kontor, saksnr, "start_vurdering", "leder", **WHY)
    assert receipt.over_kapasitet
    cases.set_places(kontor, "exin_oslo", 60, 3)
    other = cases.case(kontor)
    cases.go_on(kontor, other, "vurdering")


def test_who_goes_on_from_vurdering_frees_the_place_there(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 60, 1)
    cases.case(kontor, "forlop")
    cases.case(kontor, "vurdering")


# -- re-inntak ---------------------------------------------------------------------------------------------------


def test_reinntak_asks_for_a_ground_and_a_free_place(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 1)
    saksnr = cases.case(kontor, "frafall")
    with pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, "reinntak")
    assert codes(error) == {"arsak"}
    cases.case(kontor, "forlop")
    with pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    assert codes(error) == {"ledig_plass"}


def test_reinntak_holds_the_place_through_vurdering(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    cases.set_places(kontor, "exin_oslo", 1, 0)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    assert taken(kontor) == 1
    cases.prepare(kontor, saksnr, "start_forlop")
    cases.advance(kontor, saksnr, "start_forlop")  # no second place is needed
    assert taken(kontor) == 1
