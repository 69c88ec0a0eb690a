"""The whole state x event table of each programme, by hand: where each step leads, or that it is refused."""

import pytest

from tests.workflows.asking import EVENTS, OSLO, UNG, good_facts, good_inputs, step
from workflows import NEW, PROGRAMMES, Programme, Refused, Step, UnknownCode, allowed_events, replay_step

# A column for each state, a row for each event. "-": refused; "=": stays; "<": to where it stood before.
EXIN_OSLO = """
                    ny           henvendelse    vurdering      forlop       avslutning  avsluttet  ikke_tatt_inn  frafall
henvendelse         henvendelse  -              -              -            -           -          -              -
start_vurdering     -            vurdering      -              -            -           -          -              -
start_forlop        -            -              forlop         -            -           -          -              -
start_avslutning    -            -              -              avslutning   -           -          -              -
tilbake_til_forlop  -            -              -              -            forlop      -          -              -
avslutt             -            -              -              -            avsluttet   -          -              -
ikke_tatt_inn       -            ikke_tatt_inn  ikke_tatt_inn  -            -           -          -              -
frafall             -            -              frafall        frafall      frafall     -          -              -
reinntak            -            -              -              -            -           -          -              vurdering
ny_henvendelse      -            -              -              -            -           =          =              =
overfor_til_18      -            -              -              -            -           -          -              -
annuller_steg       -            <              <              <            <           <          <              <
"""  # noqa: E501 - a table is read across

EXIN_OSLO_UNG = """
                    ny           henvendelse    vurdering      forlop       avslutning  avsluttet  ikke_tatt_inn  frafall
henvendelse         henvendelse  -              -              -            -           -          -              -
start_vurdering     -            vurdering      -              -            -           -          -              -
start_forlop        -            -              forlop         -            -           -          -              -
start_avslutning    -            -              -              avslutning   -           -          -              -
tilbake_til_forlop  -            -              -              -            forlop      -          -              -
avslutt             -            -              -              -            avsluttet   -          -              -
ikke_tatt_inn       -            ikke_tatt_inn  ikke_tatt_inn  -            -           -          -              -
frafall             -            -              frafall        frafall      frafall     -          -              -
reinntak            -            -              -              -            -           -          -              vurdering
ny_henvendelse      -            -              -              -            -           =          =              =
overfor_til_18      -            =              =              =            =           -          -              =
annuller_steg       -            <              <              <            <           <          <              <
"""  # noqa: E501 - a table is read across

Table = dict[tuple[str, str], str]


def read(text: str) -> Table:
    header, *rows = text.strip().splitlines()
    states = header.split()
    cells: Table = {}
    for row in rows:
        event, *targets = row.split()
        cells |= {(state, event): target for state, target in zip(states, targets, strict=True)}
    return cells


TABLES: dict[str, Table] = {"exin_oslo": read(EXIN_OSLO), "exin_oslo_ung": read(EXIN_OSLO_UNG)}
CASES = [
    pytest.param(programme, state, event, target, id=f"{programme.key}-{state}-{event}")
    for programme in PROGRAMMES
    for (state, event), target in TABLES[programme.key].items()
]


def replayed(programme: Programme, state: str, event: str) -> Step:
    return replay_step(programme, state, event, facts=good_facts(programme), inputs=good_inputs(event))


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_the_table_has_every_state_and_every_event(programme: Programme) -> None:
    states = [NEW, *(state.key for state in programme.states)]
    assert set(TABLES[programme.key]) == {(state, event) for state in states for event in EVENTS}


@pytest.mark.parametrize("programme, state, event, target", CASES)
def test_a_step_leads_where_the_table_says(programme: Programme, state: str, event: str, target: str) -> None:
    if target == "-":
        known = event in {each.key for each in programme.events}
        code = "ulovlig_rekkefolge" if known else "ukjent_hendelse"
        for take in (step, replayed):
            with pytest.raises(Refused) as refusal:
                take(programme, state, event)
            assert refusal.value.args == (code,)
        return
    expected = {"=": state, "<": "henvendelse"}.get(target, target)
    taken = step(programme, state, event)
    assert (taken.event, taken.fra, taken.til) == (event, state, expected)
    assert replayed(programme, state, event).til == expected


@pytest.mark.parametrize("programme, state, event, target", CASES)
def test_only_the_transfer_leads_into_another_programme_while_the_age_fits(
    programme: Programme, state: str, event: str, target: str
) -> None:
    if target == "-":
        return
    taken = step(programme, state, event)
    assert taken.program_key == (OSLO.key if event == "overfor_til_18" else programme.key)
    assert taken.program_version == 1


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_allowed_events_are_those_of_the_table(programme: Programme) -> None:
    table = TABLES[programme.key]
    for state in {state for state, _ in table}:
        allowed = [event for event in EVENTS if table[state, event] != "-"]
        assert sorted(allowed_events(programme, state)) == sorted(allowed)


def test_a_refused_order_tells_what_is_possible_instead() -> None:
    with pytest.raises(Refused) as refusal:
        step(OSLO, "henvendelse", "start_forlop")
    (reason,) = refusal.value.reasons
    assert reason.tekst == "Steget «Start forløp» kan ikke tas fra «Henvendelse»."
    assert reason.mangler.startswith("Mulige steg nå: Start vurdering, Registrer ikke tatt inn")


def test_an_unknown_event_is_refused_without_repeating_what_was_typed() -> None:
    with pytest.raises(Refused) as refusal:
        step(OSLO, "henvendelse", "Kari Nordmann 01018012345")
    assert "Kari" not in repr(refusal.value) + repr(refusal.value.reasons)


@pytest.mark.parametrize("state", ["", "slettet", "Henvendelse"])
def test_an_unknown_state_is_a_fault_and_no_refusal(state: str) -> None:
    with pytest.raises(UnknownCode):
        allowed_events(UNG, state)
    with pytest.raises(UnknownCode):
        step(UNG, state, "start_vurdering")
