"""What of the house is read for an import: enough to plan as if all of it were, and nothing that changes nothing."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from exin.casework.grunnlag.nummer import read_number
from exin.casework.person.personer import merge_persons
from exin.casework.register.cells import CASE_COLUMNS, EVENT_COLUMNS, Rows, Terms, read_rows
from exin.casework.register.csvfile import read_csv
from exin.casework.register.known import (
    TAKING_PLACE,
    WITH_PLACE,
    Known,
    KnownCase,
    KnownStep,
    highest,
    read_known,
)
from exin.casework.register.replay import Plan, plan
from exin.casework.sak import steg
from exin.errors import Tampered
from exin.ids import SakId
from exin.store import decision, hus, register
from exin.store.register import Landed
from exin.store.rows import fetch, selecting, table_of
from exin.store.tables import Annullering, ImportRad, Person, Steg
from exin.work import Reading
from policies import Action, Protection
from tests.helpers import cases, people
from tests.helpers.office import Kontor, meanwhile
from tests.helpers.registers import FULL, Register, codes, land
from workflows import PROGRAMMES, Programme, by_key, held_place

NAMES = ("henvendelser.csv", "hendelser.csv")
COURSES = (
    (),
    ("informasjonssamtale",),
    ("informasjonssamtale", "ikke_tatt_inn:kapasitet"),
    FULL[:2],
    FULL[:4],
    FULL,
    (*FULL[:4], "frafall:nye_hendelser"),
    (*FULL[:4], "frafall:nye_hendelser", "reinntak:ny_motivasjon", "start_forlop"),
)


# -- the same with all of the house read ---------------------------------------------------------------------------


def everything(r: Reading) -> Known:
    """All of the house, whatever the file holds."""
    void = {
        each.row.steg_id: each.row.sak_id for each in fetch(r.tx, Annullering, selecting(Annullering), {})
    }
    steps = defaultdict[SakId, list[Steg]](list)
    for each in fetch(r.tx, Steg, selecting(Steg), {}):
        steps[each.row.sak_id].append(each.row)
    landed = defaultdict[SakId, set[Landed]](set)
    for row in r.tx.link.execute(select(table_of(ImportRad))):
        landed[row.sak_id].add((row.dato, row.hendelse, row.lopenr))
    persons = {each.row.id: each.row for each in fetch(r.tx, Person, selecting(Person), {})}
    saker, nivaer, personer = {}, dict[bytes, Protection](), {}
    for stub in decision.cases_matching(r.tx, r.asker):
        sak, own = stub.sak.row, sorted(steps[stub.id], key=lambda step: step.nummer)
        imported = sak.opphav == "import" and all(step.opphav == "import" for step in own)
        saker[sak.saksnr] = KnownCase(
            stub=stub,
            steps=tuple(_counts(step) for step in own if step.id not in void),
            landed=frozenset(landed[stub.id]),
            untouched=imported and stub.id not in void.values(),
        )
        nivaer[sak.person_id] = highest(nivaer.get(sak.person_id), Protection(sak.skjerming))
    for person in persons.values():
        if person.fodselsnummer_oppslag is not None:
            personer[person.fodselsnummer_oppslag] = person.slatt_sammen_med or person.id
    plasser = {}
    for key in {programme.key for programme in PROGRAMMES}:
        program = hus.programme(r.tx, key).row
        plasser[key] = (program.plasser, program.vurderingsplasser)
    return Known(saker=saker, personer=personer, nivaer=nivaer, plasser=plasser)


def _counts(row: Steg) -> KnownStep:
    return KnownStep(
        nummer=row.nummer,
        hendelse=row.hendelse,
        til=row.til_tilstand,
        programme=by_key(row.program, row.program_versjon),
        dato=row.gjelder_fra,
        har_plass=row.har_plass,
    )


def told(planned: Plan) -> dict[str, Any]:
    """All that comes of a plan."""
    return {
        "saker": [
            (each.saksnr, each.person, each.person_id, each.tilstand, each.plass, each.moves, each.landed)
            for each in planned.saker
        ],
        "nivaer": {each.saksnr: planned.nivaer[each.person] for each in planned.saker},
        "avvist": planned.avvist,
        "antall": (planned.nye_saker, planned.nye_hendelser, planned.fra_for),
        "vilkar": planned.vilkar,
    }


def read(r: Reading, file: Register) -> Rows:
    """The rows of a file."""
    terms = Terms(today=r.means.today(), read_number=lambda text: read_number(r, text))
    files = file.files()
    case_lines = read_csv(files.henvendelser, CASE_COLUMNS, NAMES[0])
    return read_rows(case_lines, read_csv(files.hendelser, EVENT_COLUMNS, NAMES[1]), terms, filer=NAMES)


def void_latest(kontor: Kontor, saksnr: str) -> None:
    with kontor.work("leder") as w:
        steg.advance(w, saksnr, steg.Onske(hendelse="annuller_steg", begrunnelse="Feil dag."))


def merge(kontor: Kontor, saksnr: str, other: str) -> None:
    with kontor.work("leder") as w:
        merge_persons(w, saksnr, other, "Samme person.")


def lived_in(kontor: Kontor, numbers: list[str]) -> list[str]:
    """A house with cases of all kinds, some of them of these persons. Returns the numbers of the imported ones."""
    standing, saksnr = Register(), []
    for turn, number in enumerate([*numbers, *numbers[:4], "", ""]):
        events = COURSES[turn % len(COURSES)]
        saksnr.append(f"E-{turn:02}")
        protection = "fortrolig" if turn == 2 else ""
        standing.course(saksnr[-1], *events, fodselsnummer=number, adressebeskyttelse=protection)
    assert codes(land(kontor, standing)) == []
    cases.case(kontor, "forlop", fodselsnummer=people.new_number())
    cases.case(kontor, "vurdering", fodselsnummer=numbers[6])
    cases.protected_case(kontor, fodselsnummer=numbers[1])
    void_latest(kontor, "E-04")
    merge(kontor, "E-00", "E-05")
    merge(kontor, saksnr[-1], "E-07")
    return saksnr


def random_file(by: Random, saksnr: list[str], numbers: list[str]) -> Register:
    """Some rows of cases that stand and some of new ones, of persons who are known and of others."""
    file = Register()
    for turn in range(by.randint(1, 5)):
        which = by.choice([*by.sample(saksnr, 2), f"N-{turn}"])
        if any(row["saksnr"] == which for row in file.saker):
            continue
        file.course(
            which,
            *by.choice(COURSES),
            start=by.choice([date(2025, 1, 3), date(2025, 2, 3), date(2025, 4, 1), date(2025, 7, 1)]),
            fodselsnummer=by.choice([*by.sample(numbers, 2), people.new_number(), ""]),
            adressebeskyttelse=by.choice(["", "", "strengt_fortrolig"]),
        )
    for which in by.sample(saksnr, by.randint(0, 4)):
        file.event(which, "01.09.2025", by.choice(["start_vurdering", "start_forlop", "informasjonssamtale"]))
    return file


def test_what_is_read_for_a_file_plans_the_same_as_all_of_the_house(kontor: Kontor) -> None:
    numbers, by = [people.new_number() for _ in range(8)], Random(7)
    saksnr = lived_in(kontor, numbers)
    cases.set_places(kontor, "exin_oslo", 3, 2)
    fewer = 0
    with kontor.read("admin") as r:
        grant = r.permit_house(Action.IMPORTER, "register")
        whole = everything(r)
        for _ in range(60):
            rows = read(r, random_file(by, saksnr, numbers))
            known = read_known(r, grant, rows)
            assert told(plan(rows, known, filer=NAMES)) == told(plan(rows, whole, filer=NAMES))
            fewer += len(known.saker) < len(whole.saker)
    assert fewer > 50, "else nothing was left out"


# -- one by one ----------------------------------------------------------------------------------------------------


def test_a_place_that_a_case_outside_the_file_had_is_counted_for_as_long_as_it_had_it(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 1, 9)
    land(kontor, Register().course("E-1", *FULL[:4], "frafall:nye_hendelser"))  # from 3 to 10 March 2025
    during = Register().course("E-2", *FULL[:4], start=date(2025, 2, 5))
    after = Register().course("E-3", *FULL[:4], start=date(2025, 5, 1))
    assert land(kontor, during, dry_run=True).vilkar["ledig_plass", "ikke_oppfylt"] == 1
    assert land(kontor, after, dry_run=True).vilkar["ledig_plass", "oppfylt"] == 1


def test_a_place_that_a_case_registered_here_has_is_counted(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 1, 9)
    cases.case(kontor, "forlop")
    kontor.clock.forward(days=40)
    after = Register().course("E-1", *FULL[:4], start=date(2026, 1, 10))
    assert land(kontor, after, dry_run=True).vilkar["ledig_plass", "ikke_oppfylt"] == 1


def test_a_place_for_vurdering_that_a_case_outside_the_file_has_is_counted(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 9, 1)
    land(kontor, Register().course("E-1", *FULL[:2]))
    result = land(kontor, Register().course("E-2", *FULL[:2]), dry_run=True)
    assert result.vilkar["ledig_vurderingsplass", "ikke_oppfylt"] == 1


def test_a_void_step_of_a_case_outside_the_file_takes_no_place(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 1, 9)
    land(kontor, Register().course("E-1", *FULL[:4]))
    void_latest(kontor, "E-1")
    assert land(kontor, Register().course("E-2", *FULL[:4])).vilkar["ledig_plass", "oppfylt"] == 1


def test_the_level_of_a_case_outside_the_file_follows_its_person_into_the_file(kontor: Kontor) -> None:
    number = people.new_number()
    land(kontor, Register().case("E-1", fodselsnummer=number, adressebeskyttelse="fortrolig"))
    land(kontor, Register().case("E-2", fodselsnummer=number).case("E-3"))
    assert kontor.rows("select skjerming from sak order by saksnr") == [("fortrolig",)] * 2 + [("ingen",)]


def test_an_open_case_outside_the_file_is_another_open_case_of_the_person(kontor: Kontor) -> None:
    number, other = people.new_number(), people.new_number()
    land(kontor, Register().case("E-1", fodselsnummer=number))
    land(kontor, Register().course("E-2", "ikke_tatt_inn:kapasitet", fodselsnummer=other))
    file = (
        Register()
        .case("E-3", "03.03.2025", fodselsnummer=number)
        .case("E-4", "03.03.2025", fodselsnummer=other)
    )
    vilkar = land(kontor, file).vilkar
    assert vilkar["ingen_annen_apen_sak", "ikke_oppfylt"] == 1
    assert vilkar["ingen_annen_apen_sak", "oppfylt"] == 1


def test_another_case_of_the_person_counts_where_the_file_brings_an_event_alone(kontor: Kontor) -> None:
    number = people.new_number()
    gone = ("informasjonssamtale", "start_vurdering", "frafall:nye_hendelser")
    land(kontor, Register().course("E-1", *gone, fodselsnummer=number))
    land(kontor, Register().case("E-2", "01.04.2025", fodselsnummer=number))
    result = land(kontor, Register().event("E-1", "01.05.2025", "reinntak", "ny_motivasjon"))
    assert result.vilkar["ingen_annen_apen_sak", "ikke_oppfylt"] == 1


def test_the_number_of_a_person_who_was_merged_leads_to_who_is_left(kontor: Kontor) -> None:
    number = people.new_number()
    land(kontor, Register().case("E-1").case("E-2", fodselsnummer=number))
    merge(kontor, "E-1", "E-2")
    result = land(kontor, Register().case("E-3", "03.03.2025", fodselsnummer=number))
    assert result.vilkar["ingen_annen_apen_sak", "ikke_oppfylt"] == 1
    assert kontor.one("select count(distinct person_id) from sak") == (1,)


@contextmanager
def merging(kontor: Kontor, before: str) -> Iterator[None]:
    """Another request merges the person of E-2 into that of E-1, just before a statement that has these words."""
    link, merged = kontor.office.means.database.link(), list[str]()

    def merge_once(statement: str) -> None:
        if before in statement and not merged:
            merged.append(statement)
            meanwhile(lambda: merge(kontor, "E-1", "E-2"))

    link.on_statement = merge_once
    try:
        yield
    finally:
        link.on_statement = None
    assert merged


def test_a_merge_while_persons_are_read_is_followed(kontor: Kontor) -> None:
    number = people.new_number()
    land(kontor, Register().case("E-1").case("E-2", fodselsnummer=number))
    with merging(kontor, "fodselsnummer_oppslag IN"):
        land(kontor, Register().case("E-3", fodselsnummer=number))
    assert kontor.one("select count(distinct person_id) from sak") == (1,)


def test_a_case_that_a_merge_moves_before_it_is_read_is_found_by_its_number(kontor: Kontor) -> None:
    land(kontor, Register().case("E-1").case("E-2"))
    with merging(kontor, "SELECT sak.id \nFROM sak"):
        result = land(kontor, Register().event("E-2", "01.04.2025", "start_vurdering"))
    assert (codes(result), result.hendelser) == ([], 1)


def test_a_case_without_a_number_has_that_of_the_person_merged_into_its_own(kontor: Kontor) -> None:
    land(kontor, Register().case("E-1", fodselsnummer="").case("E-2").case("E-3", fodselsnummer=""))
    merge(kontor, "E-1", "E-2")
    again = Register().case("E-1").case("E-3")
    result = land(kontor, again, dry_run=True)
    assert [(saksnr, kode) for _, _, saksnr, kode in codes(result)] == [("E-1", "annet_fodselsnummer")]


def test_another_number_for_a_case_that_stands_is_refused(kontor: Kontor) -> None:
    land(kontor, Register().case("E-1"))
    assert [kode for *_, kode in codes(land(kontor, Register().case("E-1")))] == ["annet_fodselsnummer"]


# -- what is not read ----------------------------------------------------------------------------------------------


def test_cases_that_change_nothing_are_not_read_and_cost_no_statement(kontor: Kontor) -> None:
    file = Register().course("E-1", *FULL)
    with kontor.statements() as alone:
        land(kontor, file, dry_run=True)
    idle = Register()
    for turn in range(30):
        idle.course(f"F-{turn:02}", "informasjonssamtale", "ikke_tatt_inn:kapasitet")
    land(kontor, idle)
    with kontor.statements() as among_others:
        land(kontor, file, dry_run=True)
    assert len(among_others) <= len(alone)
    with kontor.read("admin") as r:
        grant = r.permit_house(Action.IMPORTER, "register")
        known = read_known(r, grant, read(r, file))
        assert (known.saker, known.personer, known.nivaer) == ({}, {}, {})


@pytest.mark.parametrize("sql", [
    "update sak set bydel = 'sagene' where saksnr = 'E-1'",
    "update steg set arsak = 'kapasitet' where sak_id = (select id from sak where saksnr = 'E-1')",
])  # fmt: skip
def test_what_is_read_is_held_against_the_log(kontor: Kontor, sql: str) -> None:
    land(kontor, Register().course("E-1", *FULL[:4]))
    assert kontor.tamper(sql) > 0
    with pytest.raises(Tampered):
        land(kontor, Register().case("E-2"), dry_run=True)


def test_a_merge_whose_row_is_gone_is_no_merge_that_can_be_followed(kontor: Kontor) -> None:
    number = people.new_number()
    land(kontor, Register().case("E-1").case("E-2", fodselsnummer=number))
    merge(kontor, "E-1", "E-2")
    assert kontor.tamper("delete from sammenslaing") == 1
    with pytest.raises(Tampered) as error:
        land(kontor, Register().case("E-3", fodselsnummer=number), dry_run=True)
    assert error.value.where == ("sammenslaing",)


# -- which cases ever held a place ---------------------------------------------------------------------------------


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda each: each.key)
def test_no_place_is_held_without_a_step_that_can_give_one(programme: Programme) -> None:
    states = {state.key for each in PROGRAMMES for state in each.states}
    events = {event.key for each in PROGRAMMES for event in each.events}
    steps = list(product(events, states))
    for history in product(
        steps, repeat=2
    ):  # what is held depends on the latest step and the state before it
        if held_place(programme, history) is not None:
            assert any(event in TAKING_PLACE or til in WITH_PLACE for event, til in history)


def test_a_step_that_says_it_has_a_place_is_enough(kontor: Kontor) -> None:
    cases.case(kontor, "henvendelse")
    saksnr = cases.case(kontor, "forlop")
    with kontor.read("admin") as r:
        grant = r.permit_house(Action.IMPORTER, "register")
        found = register.cases(
            r.tx, grant, r.asker, saksnr=[], persons=[], states=frozenset(), events=frozenset()
        )
        assert [stub.sak.row.saksnr for stub in found] == [saksnr]
