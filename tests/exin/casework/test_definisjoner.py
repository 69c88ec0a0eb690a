"""The definitions in words: all of them, as they decide, and for all who work here."""

import pytest

from exin.casework.oversikt.definisjoner import Definisjoner, read_definitions, read_programme
from exin.errors import NotFound
from policies import Action
from tests.helpers.office import Kontor
from workflows import NEW, PROGRAMMES, Programme


def shown(kontor: Kontor, who: str = "kari") -> Definisjoner:
    with kontor.read(who) as r:
        return read_definitions(r)


def test_a_programme_that_there_is_not_is_not_found(kontor: Kontor) -> None:
    with kontor.new_events() as events, pytest.raises(NotFound), kontor.read("kari") as r:
        read_programme(r, "Vilde Visjon")
    assert [each.handling for each in events] == [Action.LES_DEFINISJONER]


@pytest.mark.parametrize("who", ["kari", "mottak", "leder", "revisor", "admin"])
def test_everybody_reads_them_and_it_is_logged(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events:
        found = shown(kontor, who)
    assert found.regler
    assert [(each.handling, each.utfall, each.regler) for each in events] == [
        (Action.LES_DEFINISJONER, "tillatt", ("definisjoner",))
    ]


def test_every_rule_in_force_stands_there_once(kontor: Kontor) -> None:
    listed = [rule.rule_id for group in shown(kontor).regler for rule in group.regler]
    assert sorted(listed) == sorted(kontor.office.means.rulebook.grounds)


def test_every_subject_of_rules_has_words_of_its_own(kontor: Kontor) -> None:
    files = {subject.capitalize() for subject in kontor.office.means.rulebook.subjects}
    named = [group.navn for group in shown(kontor).regler]
    assert set(named) & files <= {"Saker"}
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda each: each.key)
def test_every_state_step_condition_deadline_and_age_of_a_programme_stands_there(
    kontor: Kontor, programme: Programme
) -> None:
    with kontor.read("kari") as r:
        found = read_programme(r, programme.key)
    assert [each.kode for each in found.tilstander] == [each.key for each in programme.states]
    assert [each.kode for each in found.steg] == [each.event for each in programme.transitions]
    assert [each.label for each in found.frister] == [each.label for each in programme.deadlines]
    for told, step in zip(found.steg, programme.transitions, strict=True):
        assert len(told.vilkar) == len(step.guards)
        assert [len(each.valg) for each in told.opplysninger] == [len(each.valg) for each in step.inputs]
        assert told.fra == tuple(each for each in step.fra if each != NEW)
    texts = [each.tekst for step in found.steg for each in step.vilkar]
    assert not [each for each in texts if "{" in each]


def test_a_condition_names_the_ages_of_the_programme_that_the_step_leads_into(kontor: Kontor) -> None:
    with kontor.read("kari") as r:
        ung = read_programme(r, "exin_oslo_ung")
    (step,) = (each for each in ung.steg if each.kode == "overfor_til_18")
    assert step.vilkar[0].tekst == "Personen skal ha fylt 18 år eller fylle det innen 30 dager."
    assert "Saken fortsetter i EXIN OSLO, i samme tilstand" in step.folger
    assert step.vei.endswith("→ samme tilstand")
