"""Why: the rules in their own words, and never more than the asker may know."""

import pytest

from audit.events import Outcome
from exin.casework.grunnlag.forklar import (
    NOT_ON_A_CASE,
    OF_THE_CASE,
    OF_THE_COLLEAGUE,
    Forklaring,
    explain,
)
from exin.casework.tilgang import tildeling
from exin.errors import Denied, InvalidInput, NotFound
from policies import Action
from policies.decide import Rulebook
from tests.helpers import cases
from tests.helpers.office import Kontor


def why(
    kontor: Kontor, saksnr: str, about: str, action: str = "les_sak", *, who: str | None = None
) -> Forklaring:
    with kontor.read(who or about) as w:
        return explain(w, about, action, saksnr)


def rules(answer: Forklaring) -> list[str]:
    return [rule.id for rule in answer.regler]


def bar(kontor: Kontor, saksnr: str, who: str) -> None:
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, who, "Fetter.")


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["kari", "leder", "mottak", "annen", "revisor", "admin"])
@pytest.mark.parametrize("about", ["klarert1", "self"])
def test_of_a_case_that_is_hidden_nothing_is_explained(kontor: Kontor, who: str, about: str) -> None:
    saksnr = cases.protected_case(kontor, "vurdering")
    person = who if about == "self" else about

    def ask(number: str) -> tuple[list[str], list[tuple[str, str]]]:
        with kontor.statements() as sql, kontor.new_events() as events, pytest.raises(NotFound):
            why(kontor, number, person, who=who)
        return sql, [(event.handling, event.utfall) for event in events]

    assert (answer := ask(saksnr)) == ask("EX-2026-0000")
    assert len(answer[0]) > 3


def test_a_colleague_who_may_not_read_the_case_is_told_of_nobody_else(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.new_events() as events, pytest.raises(Denied):
        why(kontor, saksnr, "kari", who="ola")
    assert [(event.handling, event.utfall) for event in events] == [
        ("forklar", Outcome.AVBRUTT),
        ("les_sak", Outcome.NEKTET),
    ]


def test_who_does_not_lead_the_team_is_not_told_that_a_colleague_is_barred(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    plain = why(kontor, saksnr, "ola", who="kari")
    bar(kontor, saksnr, "ola")
    assert why(kontor, saksnr, "ola", who="kari") == plain
    assert (plain.tillatt, plain.regler) == (False, ())


def test_a_lead_who_only_has_the_case_is_not_the_lead_of_the_team(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "annen_leder", funksjon="medansvarlig")
    bar(kontor, saksnr, "ola")
    assert rules(why(kontor, saksnr, "ola", who="annen_leder")) == []


def test_that_an_account_is_closed_is_for_the_lead(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert rules(why(kontor, saksnr, "sperret", who="kari")) == []
    assert rules(why(kontor, saksnr, "sperret", who="leder")) == ["konto_sperret"]


def test_who_may_only_know_of_a_case_does_not_learn_its_state_or_level(kontor: Kontor) -> None:
    ended = cases.case(kontor, "avsluttet")
    running = cases.case(kontor, "forlop")
    assert rules(why(kontor, ended, "ola", "skriv_notat")) == rules(
        why(kontor, running, "ola", "skriv_notat")
    )
    level = cases.case(kontor, "forlop", skjerming="fortrolig")
    assert rules(why(kontor, level, "mottak", "les_adresse")) == []


@pytest.mark.parametrize(
    "action",
    [
        *("", "lese_sak", "liste_saker", "les_logg", "henvendelse", "vis_dag", "kjor_jobb", "start"),
        *("meld_henvendelse", "varsle_frist", "se_alder", "regn_frister"),
    ],
)
def test_an_action_that_is_none_on_a_case_is_refused(kontor: Kontor, action: str) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(InvalidInput):
        why(kontor, saksnr, "kari", action)


def test_an_unknown_colleague_is_refused_after_the_case(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(NotFound):
        why(kontor, "EX-2026-0000", "ukjent", who="kari")
    with pytest.raises(InvalidInput):
        why(kontor, saksnr, "ukjent", who="kari")


# -- answers ---------------------------------------------------------------------------------------


def test_the_question_is_logged_on_the_case(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.new_events() as events:
        why(kontor, saksnr, "kari")
    (event,) = events
    sak = bytes(kontor.one("select id from sak where saksnr = ?", saksnr)[0]).hex()
    assert (event.handling, event.utfall, event.sak) == ("forklar", Outcome.TILLATT, sak)


def test_who_has_the_case_is_told_which_rule_gives_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    answer = why(kontor, saksnr, "kari")
    assert answer.tillatt
    assert [(rule.id, rule.grunn, rule.forbyr) for rule in answer.regler] == [
        ("egen_sak", "Saken er din.", False)
    ]


def test_the_barred_are_told_that_they_are_and_no_more(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    bar(kontor, saksnr, "kari")
    with kontor.new_events() as events:
        answer = why(kontor, saksnr, "kari")
    assert (answer.tillatt, rules(answer)) == (False, ["inhabil"])
    assert [event.handling for event in events] == ["kjenne_til"]
    with pytest.raises(Denied):
        why(kontor, saksnr, "ola", who="kari")


def test_the_lead_of_the_team_is_told_that_somebody_is_barred(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    bar(kontor, saksnr, "ola")
    assert rules(why(kontor, saksnr, "ola", who="leder")) == ["inhabil"]


def test_the_answer_is_that_of_the_colleague_and_not_of_the_asker(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert not why(kontor, saksnr, "kari", "tildel", who="leder").tillatt
    assert why(kontor, saksnr, "leder", "tildel", who="kari").tillatt
    assert not why(kontor, saksnr, "annen", who="leder").tillatt


@pytest.mark.parametrize(
    "who, action", [("kari", "les_sak"), ("ola", "les_sak"), ("leder", "overstyr_kapasitet")]
)
def test_what_is_explained_is_what_the_door_does(kontor: Kontor, who: str, action: str) -> None:
    saksnr = cases.case(kontor, "vurdering")
    said = why(kontor, saksnr, who, action, who="leder").tillatt
    try:
        with kontor.read(who) as w:
            w.permit(Action(action), saksnr)
        done = True
    except (Denied, NotFound):
        done = False
    assert said is done


def test_a_closed_case_explains_itself_to_who_may_read_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avsluttet")
    assert rules(why(kontor, saksnr, "kari", "skriv_notat")) == ["avsluttet_sak_last"]


def test_every_rule_that_forbids_is_known_to_be_of_the_case_or_of_the_colleague() -> None:
    forbids = {rule for rule, ground in Rulebook.load().grounds.items() if ground.forbyr}
    assert forbids == OF_THE_CASE | OF_THE_COLLEAGUE
    assert OF_THE_CASE.isdisjoint(OF_THE_COLLEAGUE)


def test_every_action_that_no_case_has_is_known(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.read("leder") as w:
        stub = w.stub(w.permit(Action.LES_SAK, saksnr))
        leads = {action for action in Action if w.allows(action, stub)}
    assert leads.isdisjoint(NOT_ON_A_CASE)
