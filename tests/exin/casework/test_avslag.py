"""What a refusal may tell: why, and whom to ask, and never more than the one who was refused may know."""

import pytest

from exin.casework.tilgang import tildeling
from exin.casework.visning.avslag import Avslag, why_refused
from exin.errors import NotFound
from tests.helpers import cases
from tests.helpers.cases import case
from tests.helpers.office import Kontor


def refused(kontor: Kontor, saksnr: str, who: str, told: tuple[str, ...] = ()) -> Avslag:
    with kontor.read(who) as r:
        return why_refused(r, saksnr, told)


@pytest.mark.parametrize("who", ["annen", "revisor", "admin"])
def test_who_may_not_know_of_a_case_is_told_nothing_and_the_question_is_in_the_log(
    kontor: Kontor, who: str
) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.new_events() as events, pytest.raises(NotFound):
        refused(kontor, saksnr, who)
    assert [(each.handling, each.utfall) for each in events] == [("kjenne_til", "nektet")]


def test_a_strictly_protected_case_is_none_also_to_who_asks_why(kontor: Kontor) -> None:
    with pytest.raises(NotFound):
        refused(kontor, cases.protected_case(kontor), "ola")


def test_of_a_protected_person_it_is_not_told_who_has_the_case(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop", skjerming="fortrolig")
    found = refused(kontor, saksnr, "mottak")
    assert (found.leser, found.kontakt) == (False, None)


def test_who_is_barred_is_told_so_and_not_who_has_the_case(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Fetter.")
    found = refused(kontor, saksnr, "ola")
    assert (found.inhabil, found.kontakt) == (True, None)


def test_a_colleague_is_told_who_has_an_ordinary_case(kontor: Kontor) -> None:
    found = refused(kontor, case(kontor, "forlop"), "ola")
    assert (found.leser, found.tildelt, found.inhabil, found.kontakt) == (False, False, False, "kari")


def test_the_rules_that_were_told_are_given_in_their_own_words(kontor: Kontor) -> None:
    found = refused(kontor, case(kontor, "avsluttet"), "kari", ("avsluttet_sak_last", "finnes_ikke"))
    assert [(each.id, each.forbyr) for each in found.regler] == [("avsluttet_sak_last", True)]
    assert (found.leser, found.tildelt) == (True, True)
