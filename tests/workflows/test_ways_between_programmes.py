"""From EXIN OSLO-Ung to EXIN OSLO, back in after frafall, a new case beside the old, and a step voided."""

from datetime import date, timedelta

import pytest

from tests.workflows.asking import BIRTHS, DAG, LEADER, OSLO, UNG, good_facts, step
from workflows import (
    AnnullerSiste,
    BeholdKontakt,
    NySak,
    Refused,
    UnknownProgramme,
    birthday,
    by_key,
    target_programme,
)

LAST_DAY_OF_18 = birthday(DAG + timedelta(days=1), -19)
NINETEEN_TODAY = birthday(DAG, -19)


def test_the_transfer_exists_only_for_the_young() -> None:
    with pytest.raises(Refused) as refused:
        step(OSLO, "forlop", "overfor_til_18")
    assert refused.value.args == ("ukjent_hendelse",)


@pytest.mark.parametrize("state", ["henvendelse", "vurdering", "forlop", "avslutning", "frafall"])
def test_the_transfer_keeps_the_state_and_changes_the_programme(state: str) -> None:
    taken = step(UNG, state, "overfor_til_18")
    assert (taken.fra, taken.til) == (state, state)
    assert (taken.program_key, taken.program_version) == ("exin_oslo", OSLO.version)


@pytest.mark.parametrize("state", ["avsluttet", "ikke_tatt_inn"])
def test_a_closed_case_is_not_transferred(state: str) -> None:
    with pytest.raises(Refused):
        step(UNG, state, "overfor_til_18")


def test_reinntak_stays_with_the_young_until_the_nineteenth_birthday() -> None:
    facts = good_facts(UNG, fodselsdato=LAST_DAY_OF_18)
    assert step(UNG, "frafall", "reinntak", facts=facts).program_key == "exin_oslo_ung"
    assert target_programme(UNG, "frafall", "reinntak", facts) is UNG


def test_reinntak_leads_into_exin_oslo_from_the_nineteenth_birthday_on() -> None:
    facts = good_facts(UNG, fodselsdato=NINETEEN_TODAY)
    taken = step(UNG, "frafall", "reinntak", facts=facts)
    assert (taken.program_key, taken.til) == ("exin_oslo", "vurdering")
    assert target_programme(UNG, "frafall", "reinntak", facts) is OSLO


def test_too_young_for_the_young_is_not_sent_to_the_older() -> None:
    facts = good_facts(UNG, fodselsdato=birthday(DAG, -15))
    assert target_programme(UNG, "frafall", "reinntak", facts) is UNG


def test_reinntak_with_no_known_birth_date_is_refused_in_the_own_programme() -> None:
    facts = good_facts(UNG, fodselsdato=None)
    assert target_programme(UNG, "frafall", "reinntak", facts) is UNG
    with pytest.raises(Refused):
        step(UNG, "frafall", "reinntak", facts=facts)


def test_reinntak_keeps_the_contact_person() -> None:
    assert BeholdKontakt() in step(OSLO, "frafall", "reinntak").effects


@pytest.mark.parametrize("state", ["avsluttet", "ikke_tatt_inn", "frafall"])
def test_a_new_henvendelse_opens_a_new_case_and_leaves_the_old_where_it_was(state: str) -> None:
    taken = step(OSLO, state, "ny_henvendelse")
    assert (taken.til, taken.program_key) == (state, "exin_oslo")
    assert taken.effects == (NySak("exin_oslo", OSLO.version),)


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (BIRTHS["exin_oslo_ung"], "exin_oslo_ung"),
        (NINETEEN_TODAY, "exin_oslo"),
        (date(1980, 1, 1), "exin_oslo"),
        (None, "exin_oslo_ung"),
    ],
)
def test_the_new_case_is_in_the_programme_of_the_age_and_the_old_one_stays(
    birth: date | None, expected: str
) -> None:
    taken = step(UNG, "avsluttet", "ny_henvendelse", facts=good_facts(UNG, fodselsdato=birth))
    assert taken.program_key == "exin_oslo_ung"
    (effect,) = taken.effects
    assert isinstance(effect, NySak)
    assert effect.program_key == expected


def test_a_voided_step_leads_to_where_the_case_stood_before() -> None:
    facts = good_facts(OSLO, siste_hendelse="avslutt", forrige_tilstand="avslutning", ledige_plasser=None)
    taken = step(OSLO, "avsluttet", "annuller_steg", facts=facts, actorship=LEADER)
    assert (taken.til, taken.program_key) == ("avslutning", "exin_oslo")
    assert taken.effects[0] == AnnullerSiste()


def test_a_voided_transfer_leads_back_to_the_young() -> None:
    facts = good_facts(
        OSLO,
        siste_hendelse="overfor_til_18",
        forrige_tilstand="forlop",
        forrige_program="exin_oslo_ung",
        forrige_versjon=1,
        holder_plass=True,
    )
    taken = step(OSLO, "forlop", "annuller_steg", facts=facts)
    assert (taken.til, taken.program_key, taken.program_version) == ("forlop", "exin_oslo_ung", 1)


def test_the_first_step_is_never_voided_even_by_a_lead() -> None:
    facts = good_facts(OSLO, siste_hendelse="henvendelse", forrige_tilstand="ny")
    with pytest.raises(Refused) as refused:
        step(OSLO, "henvendelse", "annuller_steg", facts=facts, actorship=LEADER)
    assert refused.value.args == ("steget_kan_annulleres",)


def test_a_programme_is_found_by_key_and_version_or_not_at_all() -> None:
    assert by_key("exin_oslo") is OSLO
    assert by_key("exin_oslo_ung", 1) is UNG
    for key, version in (("exin_oslo", 2), ("exin_oslo", 0), ("mentor", None), ("EXIN OSLO", None)):
        with pytest.raises(UnknownProgramme):
            by_key(key, version)
