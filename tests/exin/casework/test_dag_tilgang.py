"""What colleagues ask of one, on one's day: who sees that somebody asks for access, until when, and who may answer."""

from typing import Final

import pytest

from exin.casework.hus.fravar import register_absence
from exin.casework.tilgang import tildeling
from exin.casework.tilgang.tilgangsonske import ask, decline
from exin.casework.visning.dag import TILGANG, DagLinje, my_day
from exin.errors import Denied
from tests.helpers.cases import case, give
from tests.helpers.office import START, Kontor

EVERYBODY: Final = ("kari", "ola", "mottak", "klarert1", "leder", "klarert_leder", "annen", "annen_leder")


def wish(kontor: Kontor, saksnr: str, who: str = "ola") -> None:
    with kontor.work(who) as w:
        assert ask(w, saksnr)


def lines(kontor: Kontor, who: str) -> list[DagLinje]:
    with kontor.read(who) as r:
        return [each for each in my_day(r, navn=False).linjer if each.slag == TILGANG]


def seeing(kontor: Kontor) -> list[str]:
    return [who for who in EVERYBODY if lines(kontor, who)]


# -- who is not shown it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["revisor", "admin"])
def test_who_has_no_day_sees_no_wish(kontor: Kontor, who: str) -> None:
    wish(kontor, case(kontor, "forlop"))
    with pytest.raises(Denied):
        lines(kontor, who)


def test_only_who_has_the_case_and_who_leads_its_team_see_that_somebody_asks(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    give(kontor, saksnr, "klarert1", funksjon="medansvarlig")
    assert seeing(kontor) == []
    wish(kontor, saksnr)
    assert seeing(kontor) == ["kari", "klarert1", "leder", "klarert_leder"]


def test_a_lead_who_is_barred_sees_no_wish(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "klarert_leder", "I slekt.")
    assert seeing(kontor) == ["kari", "leder"]


def test_who_stands_in_and_may_answer_nothing_sees_no_wish(kontor: Kontor) -> None:
    saksnr, today = case(kontor, "forlop"), kontor.clock.today
    with kontor.work("leder") as w:
        register_absence(w, "kari", fra=today, til=today, vikar="klarert1")
    wish(kontor, saksnr)
    assert "klarert1" not in seeing(kontor)


def test_a_case_that_became_strictly_protected_shows_its_wish_to_the_circle_alone(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop", kontakt="klarert1")
    wish(kontor, saksnr)
    with kontor.work("leder") as w:
        tildeling.protect(
            w, saksnr, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
        )
    assert seeing(kontor) == ["klarert1", "klarert_leder"]


def test_a_wish_that_is_answered_or_over_is_no_line_and_its_case_is_not_asked_for(kontor: Kontor) -> None:
    answered, over = case(kontor, "forlop"), case(kontor, "forlop")
    for saksnr in (answered, over):
        wish(kontor, saksnr)
    assert [each.saksnr for each in lines(kontor, "leder")] == sorted([answered, over])
    with kontor.work("kari") as w:
        decline(w, answered, "ola")
    assert [each.saksnr for each in lines(kontor, "leder")] == [over]
    kontor.clock.forward(days=14)
    assert lines(kontor, "kari") == []
    with kontor.new_events() as events:
        assert lines(kontor, "leder") == []
    assert [each.handling for each in events] == ["vis_dag"]


# -- what it says ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who, skjema, why",
    [
        ("leder", "tildel", "Tildel saken om kollegaen trenger den, eller avslå."),
        ("kari", None, "Teamlederen kan tildele saken, og du kan avslå."),
    ],
)
def test_it_says_who_asks_since_when_what_to_do_and_until_when(
    kontor: Kontor, who: str, skjema: str | None, why: str
) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    (line,) = lines(kontor, who)
    assert (line.saksnr, line.ansatt, line.dag) == (saksnr, "ola", START.date())
    assert (line.skjema, line.kan_avsla) == (skjema, True)
    assert line.hvorfor == f"{why} Uten svar faller ønsket bort 29. januar."


def test_the_reception_gives_a_new_case_that_it_may_not_refuse_anybody(kontor: Kontor) -> None:
    wish(kontor, case(kontor, kontakt=None))
    (line,) = lines(kontor, "mottak")
    assert (line.skjema, line.kan_avsla) == ("tildel", False)
    assert "avslå" not in line.hvorfor
