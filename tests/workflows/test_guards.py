"""Each guard: what it refuses, what it lets through, what it does not know, and who can mend it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from tests.workflows.asking import (
    DAG,
    OSLO,
    STRANGER,
    UNG,
    good_facts,
    good_inputs,
    step,
)
from workflows import (
    PROGRAMMES,
    Actorship,
    Facts,
    Guard,
    Inputs,
    Programme,
    Reason,
    Refused,
    Status,
    birthday,
    replay_step,
)

Changes = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One guard at one step: changes to the good facts that it refuses, does not know, and accepts."""

    kode: str
    state: str
    event: str
    hvem: str = "saksbehandler"
    refuses: tuple[Changes, ...]
    unknown: tuple[Changes, ...]
    accepts: tuple[Changes, ...]
    programme: Programme = OSLO
    inputs: Changes = field(default_factory=dict)


def yes_or_no(kode: str, state: str, event: str, fact: str) -> Case:
    return Case(
        kode=kode,
        state=state,
        event=event,
        refuses=({fact: False},),
        unknown=({fact: None},),
        accepts=({fact: True},),
    )


def no_other_case(state: str, event: str) -> Case:
    return Case(
        kode="ingen_annen_apen_sak",
        state=state,
        event=event,
        hvem="mottak",
        refuses=({"annen_apen_sak": True},),
        unknown=({"annen_apen_sak": None},),
        accepts=({"annen_apen_sak": False},),
    )


def free_place(kode: str, state: str, event: str, fact: str) -> Case:
    return Case(
        kode=kode,
        state=state,
        event=event,
        hvem="teamleder",
        refuses=({fact: 0}, {fact: -3}),
        unknown=({"plasser_kjent": False}, {"plasser_kjent": False, fact: None}),
        accepts=({fact: 1}, {fact: None}),  # None when counted: no limit
    )


def age(programme: Programme, state: str, event: str, *, refuses: list[date], accepts: list[date]) -> Case:
    return Case(
        kode="alder_i_programmet",
        programme=programme,
        state=state,
        event=event,
        refuses=tuple({"fodselsdato": birth} for birth in refuses),
        unknown=({"fodselsdato": None},),
        accepts=tuple({"fodselsdato": birth} for birth in accepts),
    )


DAY_AFTER = DAG + timedelta(days=1)
AGES_16 = (birthday(DAG, -16), birthday(DAY_AFTER, -16))  # 16 today; 16 tomorrow
AGES_18 = (birthday(DAG, -18), birthday(DAY_AFTER, -18))
AGES_19 = (birthday(DAG, -19), birthday(DAY_AFTER, -19))
AGES_31 = (birthday(DAG, -31), birthday(DAY_AFTER, -31))

CASES = (
    no_other_case("ny", "henvendelse"),
    no_other_case("frafall", "reinntak"),
    no_other_case("avsluttet", "ny_henvendelse"),
    yes_or_no("informasjonssamtale_holdt", "henvendelse", "start_vurdering", "informasjonssamtale_holdt"),
    yes_or_no("tilknytning_oslo", "henvendelse", "start_vurdering", "tilknytning_oslo"),
    age(
        OSLO,
        "henvendelse",
        "start_vurdering",
        refuses=[AGES_18[1], AGES_31[0]],
        accepts=[AGES_18[0], AGES_31[1]],
    ),
    age(
        UNG,
        "henvendelse",
        "start_vurdering",
        refuses=[AGES_16[1], AGES_19[0]],
        accepts=[AGES_16[0], AGES_19[1]],
    ),
    age(OSLO, "frafall", "reinntak", refuses=[AGES_18[1], AGES_31[0]], accepts=[AGES_18[0], AGES_31[1]]),
    age(
        UNG,
        "frafall",
        "reinntak",
        refuses=[AGES_16[1], AGES_31[0]],
        accepts=[AGES_16[0], AGES_19[0], AGES_31[1]],
    ),
    free_place("ledig_vurderingsplass", "henvendelse", "start_vurdering", "ledige_vurderingsplasser"),
    free_place("ledig_plass", "vurdering", "start_forlop", "ledige_plasser"),
    free_place("ledig_plass", "frafall", "reinntak", "ledige_plasser"),
    Case(
        kode="kartlegging_fullstendig",
        state="vurdering",
        event="start_forlop",
        refuses=(
            {"kartlegging_mangler": frozenset({"behov"})},
            {"kartlegging_mangler": frozenset({"motivasjon", "risiko", "beskyttelsesfaktorer", "behov"})},
        ),
        unknown=({"kartlegging_mangler": None},),
        accepts=({"kartlegging_mangler": frozenset()},),
    ),
    yes_or_no("samtykke_i_kraft", "vurdering", "start_forlop", "samtykke_i_kraft"),
    yes_or_no("fodselsnummer_kjent", "vurdering", "start_forlop", "fodselsnummer_kjent"),
    yes_or_no("overleveringsplan", "forlop", "start_avslutning", "overleveringsplan"),
    Case(
        kode="overlevering_bekreftet",
        state="avslutning",
        event="avslutt",
        refuses=({"bekreftede_overleveringer": 0},),
        unknown=({"bekreftede_overleveringer": None},),
        accepts=({"bekreftede_overleveringer": 1}, {"bekreftede_overleveringer": 4}),
    ),
    yes_or_no("fortalt_om_avslutning", "avslutning", "avslutt", "fortalt"),
    Case(
        kode="kontaktforsok",
        state="forlop",
        event="frafall",
        inputs={"arsak": "manglende_oppmote"},
        refuses=({"kontaktforsok": 0}, {"kontaktforsok": 2}),
        unknown=({"kontaktforsok": None},),
        accepts=({"kontaktforsok": 3}, {"kontaktforsok": 9}),
    ),
    Case(
        kode="alder_for_overforing",
        programme=UNG,
        state="forlop",
        event="overfor_til_18",
        refuses=({"fodselsdato": birthday(DAG + timedelta(days=31), -18)},),
        unknown=({"fodselsdato": None},),
        accepts=tuple(
            {"fodselsdato": birthday(DAG + timedelta(days=days), -18)} for days in (30, 1, 0, -400)
        ),
    ),
    Case(
        kode="steget_kan_annulleres",
        state="vurdering",
        event="annuller_steg",
        refuses=(
            {"siste_hendelse": "henvendelse", "forrige_tilstand": "ny"},
            {"siste_hendelse": "ny_henvendelse", "forrige_tilstand": "avsluttet"},
            {"siste_hendelse": None, "forrige_tilstand": "ny"},
        ),
        unknown=({"siste_hendelse": None}, {"forrige_tilstand": None}),
        accepts=({"siste_hendelse": "avslutt", "forrige_tilstand": "avslutning"},),
    ),
    *(
        Case(
            kode="ingen_ny_apen_sak",
            state=state,
            event="annuller_steg",
            hvem="mottak",
            refuses=({"siste_hendelse": latest, "forrige_tilstand": before, "annen_apen_sak": True},),
            unknown=({"siste_hendelse": latest, "forrige_tilstand": before, "annen_apen_sak": None},),
            accepts=(
                {"siste_hendelse": latest, "forrige_tilstand": before},
                {"siste_hendelse": "start_forlop", "forrige_tilstand": "vurdering", "annen_apen_sak": True},
                {"siste_hendelse": "reinntak", "forrige_tilstand": "frafall", "annen_apen_sak": None},
            ),
        )
        for state, latest, before in (
            ("avsluttet", "avslutt", "avslutning"),
            ("ikke_tatt_inn", "ikke_tatt_inn", "henvendelse"),
            ("frafall", "frafall", "forlop"),
        )
    ),
)
IDS = [f"{case.programme.key}-{case.event}-{case.kode}" for case in CASES]


def take(case: Case, changes: Changes) -> None:
    facts = good_facts(case.programme, **changes)
    step(case.programme, case.state, case.event, facts=facts, inputs=good_inputs(case.event, **case.inputs))


def refusal(case: Case, changes: Changes) -> Reason:
    with pytest.raises(Refused) as refused:
        take(case, changes)
    assert refused.value.args == (case.kode,)
    return refused.value.reasons[0]


def guards_of(programme: Programme) -> set[Guard]:
    return {guard for each in programme.transitions for guard in each.guards}


@pytest.mark.parametrize("case", CASES, ids=IDS)
class TestAGuard:
    def test_refuses_and_says_what_to_do_and_who_can_do_it(self, case: Case) -> None:
        for changes in case.refuses:
            reason = refusal(case, changes)
            assert reason.hvem == case.hvem
            assert reason.tekst.endswith(".")
            assert reason.mangler.endswith(".")
            assert "{" not in reason.tekst + reason.mangler

    def test_refuses_what_it_does_not_know(self, case: Case) -> None:
        known = {refusal(case, changes).mangler for changes in case.refuses}
        for changes in case.unknown:
            reason = refusal(case, changes)
            assert reason.mangler.endswith(".")
            assert reason.mangler not in known

    def test_lets_through_what_is_in_order(self, case: Case) -> None:
        for changes in case.accepts:
            take(case, changes)

    def test_tells_refused_unknown_and_met_apart_in_history(self, case: Case) -> None:
        for status, all_changes in (
            (Status.IKKE_OPPFYLT, case.refuses),
            (Status.UKJENT, case.unknown),
            (Status.OPPFYLT, case.accepts),
        ):
            for changes in all_changes:
                taken = replay_step(
                    case.programme,
                    case.state,
                    case.event,
                    facts=good_facts(case.programme, **changes),
                    inputs=good_inputs(case.event, **case.inputs),
                )
                assert {result.kode: result.status for result in taken.results}[case.kode] is status


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_every_guard_of_every_step_has_a_case(programme: Programme) -> None:
    judged = {case.kode for case in CASES} | {"rett_til_annullering"}
    assert {guard.kode for guard in guards_of(programme)} <= judged


@pytest.mark.parametrize(
    "actorship, mended",
    [
        (STRANGER, False),
        (Actorship(er_forfatter=True, timer_siden=24.01), False),
        (Actorship(er_forfatter=True, timer_siden=None), False),
        (Actorship(er_forfatter=False, timer_siden=None), False),
        (Actorship(er_forfatter=True, timer_siden=24.0), True),
        (Actorship(er_forfatter=True, timer_siden=0.0), True),
        (Actorship(er_leder=True, timer_siden=9000.0), True),
        (Actorship(er_leder=True, er_forfatter=True, timer_siden=None), True),
    ],
)
def test_a_step_is_voided_by_a_lead_or_by_its_author_within_24_hours(
    actorship: Actorship, mended: bool
) -> None:
    if mended:
        assert step(OSLO, "vurdering", "annuller_steg", actorship=actorship).til == "henvendelse"
        return
    with pytest.raises(Refused) as refused:
        step(OSLO, "vurdering", "annuller_steg", actorship=actorship)
    assert refused.value.args == ("rett_til_annullering",)
    assert refused.value.reasons[0].hvem == "teamleder"


def test_nothing_known_means_every_guard_refuses_in_the_order_of_the_definition() -> None:
    with pytest.raises(Refused) as refused:
        step(OSLO, "vurdering", "start_forlop", facts=Facts(dag=DAG))
    assert refused.value.args == (
        "kartlegging_fullstendig",
        "samtykke_i_kraft",
        "fodselsnummer_kjent",
        "ledig_plass",
    )
    with pytest.raises(Refused) as refused:
        step(OSLO, "henvendelse", "start_vurdering", facts=Facts(dag=DAG), inputs=Inputs())
    assert refused.value.args == (
        "informasjonssamtale_holdt",
        "alder_i_programmet",
        "tilknytning_oslo",
        "ledig_vurderingsplass",
    )


def test_guards_come_before_inputs_and_all_are_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        step(OSLO, "frafall", "reinntak", facts=Facts(dag=DAG), inputs=Inputs())
    assert refused.value.args == ("alder_i_programmet", "ingen_annen_apen_sak", "ledig_plass", "arsak")


@pytest.mark.parametrize(
    "missing_areas, words",
    [
        ({"behov"}, "kartlegging av behov."),
        ({"behov", "risiko"}, "kartlegging av risiko og behov."),
        ({"behov", "risiko", "motivasjon"}, "kartlegging av motivasjon, risiko og behov."),
    ],
)
def test_the_areas_missing_are_named_in_the_programmes_order(missing_areas: set[str], words: str) -> None:
    facts = good_facts(OSLO, kartlegging_mangler=frozenset(missing_areas))
    with pytest.raises(Refused) as refused:
        step(OSLO, "vurdering", "start_forlop", facts=facts)
    assert words in refused.value.reasons[0].mangler


def test_an_area_that_the_programme_does_not_know_refuses_too() -> None:
    with pytest.raises(Refused):
        step(
            OSLO,
            "vurdering",
            "start_forlop",
            facts=good_facts(OSLO, kartlegging_mangler=frozenset({"annet"})),
        )


def test_the_age_is_told_in_the_numbers_of_the_programme_led_into() -> None:
    facts = good_facts(UNG, fodselsdato=AGES_31[0])
    with pytest.raises(Refused) as refused:
        step(UNG, "frafall", "reinntak", facts=facts)
    assert "18–30 år" in refused.value.reasons[0].tekst


def test_a_reason_never_tells_the_birth_date_or_the_age() -> None:
    facts = good_facts(OSLO, fodselsdato=date(1971, 9, 23))
    with pytest.raises(Refused) as refused:
        step(OSLO, "henvendelse", "start_vurdering", facts=facts)
    told = repr(refused.value.reasons) + repr(refused.value)
    assert not any(part in told for part in ("1971", "54", "23", ".09."))


@pytest.mark.parametrize("arsak", ["svingende_motivasjon", "ustabil_hverdag", "nye_hendelser"])
def test_contact_attempts_are_asked_for_only_when_the_person_does_not_turn_up(arsak: str) -> None:
    facts = good_facts(OSLO, kontaktforsok=0)
    assert (
        step(OSLO, "forlop", "frafall", facts=facts, inputs=good_inputs("frafall", arsak=arsak)).til
        == "frafall"
    )


def test_the_attempts_made_are_told() -> None:
    inputs = good_inputs("frafall", arsak="manglende_oppmote")
    with pytest.raises(Refused) as refused:
        step(OSLO, "forlop", "frafall", facts=good_facts(OSLO, kontaktforsok=2), inputs=inputs)
    (reason,) = refused.value.reasons
    assert "minst 3 ganger" in reason.tekst
    assert "er ført på saken: 2." in reason.mangler
