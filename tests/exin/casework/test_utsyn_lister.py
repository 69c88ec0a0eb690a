"""Lists are what they would be if every case there is were read and asked for, whoever asks and however they narrow."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from exin.casework.oversikt.lister import Filter, all_states, list_cases
from exin.casework.oversikt.saksliste import Sortering, list_page
from exin.casework.oversikt.sok import Sok, search
from exin.casework.person.personer import merge_persons
from exin.casework.tilgang import tildeling
from exin.errors import Denied, Tampered
from exin.store import decision
from exin.work import Block, Reading
from policies import Action
from tests.helpers import cases
from tests.helpers.office import STAFF, Kontor


def lead_a_life(kontor: Kontor) -> None:
    """Cases in every state, of both teams: unassigned, shared, barred, protected, lifted again, and merged."""
    for tilstand in (*cases.WAY, "frafall"):
        cases.case(kontor, tilstand)
    cases.case(kontor, "ikke_tatt_inn", kontakt="ola")
    free, _, shared, barred = (cases.register(kontor).saksnr for _ in range(4))
    cases.advance(kontor, free, "ikke_tatt_inn", "mottak", arsak="kapasitet", tilbud="gitt")
    cases.register(kontor, by="kari")
    cases.register(kontor, by="annen")
    cases.give(kontor, shared, "kari")
    cases.give(kontor, shared, "annen_leder", funksjon="medansvarlig")
    cases.give(kontor, barred, "kari")
    cases.give(kontor, barred, "ola", funksjon="medansvarlig")
    for who in ("ola", "leder"):
        with kontor.work(who) as w:
            tildeling.bar(w, barred, who, "Nabo.")
    cases.protected_case(kontor, "vurdering")
    cases.register(kontor, by="ola", skjerming="strengt_fortrolig")
    cases.register(kontor, by="mottak", skjerming="fortrolig")
    one, other = (
        cases.case(kontor, "vurdering", kontakt="ola"),
        cases.case(kontor, "avsluttet", kontakt="ola"),
    )
    with kontor.work("leder") as w:
        merge_persons(w, one, other, "Samme person.")


def expected(r: Reading, wanted: Filter) -> list[str]:
    """The case numbers, by reading everything and asking for each."""
    states = all_states()
    found = []
    for stub in decision.cases_matching(r.tx, r.asker):
        row = stub.sak.row
        mine = stub.medansvarlig or row.kontakt_id == r.asker
        fits = row.tilstand == wanted.tilstand if wanted.tilstand else wanted.alle or not states[row.tilstand]
        if fits and (mine or not wanted.mine) and r.allows(Action.LISTE_SAK, stub):
            found.append(row.saksnr)
    return sorted(found)


def filters() -> Iterator[Filter]:
    for alle, mine in product((False, True), repeat=2):
        yield Filter(alle=alle, mine=mine)
    yield from (Filter(tilstand=each) for each in all_states())


def test_a_list_is_all_that_the_rules_allow_and_nothing_else(kontor: Kontor) -> None:
    lead_a_life(kontor)
    seen = set[str]()
    for who in STAFF:
        for wanted in filters():
            with kontor.read(who) as r:
                try:
                    listed = list_cases(r, wanted)
                except Denied:
                    continue
                wide = expected(r, wanted)
                paged = list_page(r, wanted, sortering="saksnr", antall=100)
            assert (sorted(line.saksnr for line in listed), paged.totalt) == (wide, len(wide)), (who, wanted)
            assert [line.saksnr for line in paged.linjer] == wide
            seen.update(wide)
    assert seen == {saksnr for (saksnr,) in kontor.rows("select saksnr from sak")}


def test_pages_orders_and_hits_are_as_if_nothing_were_left_unread(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_a_life(kontor)

    def all_of_it() -> list[object]:
        found: list[object] = []
        for who in ("kari", "ola", "mottak", "leder", "klarert1", "klarert_leder", "annen_leder"):
            for order, side in product(Sortering, (1, 2)):
                with kontor.read(who) as r:
                    found.append(list_page(r, Filter(alle=True), sortering=order, side=side, antall=3))
            with kontor.read(who) as r:
                found.append(list_page(r, Filter(program="exin_oslo", kontakt="kari")))
        return found

    narrowed, whole = all_of_it(), Block.utsyn
    monkeypatch.setattr(Block, "utsyn", lambda *asked: replace(whole(*asked), uansett=True))
    assert all_of_it() == narrowed


def test_a_name_is_found_among_the_same_cases(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    lead_a_life(kontor)

    def hits(who: str) -> tuple[list[str], int | None]:
        with kontor.new_events() as events, kontor.read(who) as r:
            found = [hit.saksnr for hit in search(r, Sok(navn="munter"))]
        return found, events[0].antall

    staff = ("kari", "ola", "mottak", "leder", "klarert_leder", "annen")
    narrowed, whole = [hits(who) for who in staff], Block.utsyn
    assert any(found for found, _ in narrowed)
    monkeypatch.setattr(Block, "utsyn", lambda *asked: replace(whole(*asked), uansett=True))
    assert [hits(who) for who in staff] == narrowed


@pytest.mark.parametrize(
    "change",
    [
        "skjerming = 'ukjent'",
        "tilstand_fra = '2020-01-01'",
        "program = 'ukjent'",
        "bydel = 'alna'",
        "versjon = 9",
    ],
)
def test_a_case_that_is_not_its_last_write_is_on_no_page(kontor: Kontor, change: str) -> None:
    cases.case(kontor, "vurdering")
    kontor.tamper(f"update sak set {change}")  # noqa: S608
    with pytest.raises(Tampered), kontor.read("kari") as r:
        list_page(r, Filter())


@pytest.mark.parametrize("column", ["kontakt_id", "registrert_av"])
def test_who_has_a_pen_writes_no_case_into_a_list(kontor: Kontor, column: str) -> None:
    cases.register(kontor)
    kontor.tamper(f"update sak set {column} = ?", kontor.staff_id("annen"))  # noqa: S608
    with pytest.raises(Tampered), kontor.read("annen") as r:
        list_page(r, Filter())
