"""The door's way for a register: a grant for a case that an import makes or made, and for nothing else."""

from collections.abc import Callable

import pytest

from exin.errors import Denied
from exin.ids import PersonId, SakId, new_id, new_subject_id
from exin.store import arbeid, decision, personer
from exin.store.grant import Grant, OutsideGrant
from exin.store.tables import Notat, Steg
from exin.work import Work
from exin.work.write import Landing
from tests.helpers import cases
from tests.helpers.office import Kontor
from tests.helpers.registers import Register, land


def landing_on(w: Work, saksnr: str) -> Landing:
    stub = decision.case_by_number(w.tx, saksnr, w.asker)
    assert stub is not None
    return Landing(sak_id=SakId(stub.id), person_id=PersonId(stub.person_id), stub=stub)


def new_landing() -> Landing:
    return Landing(sak_id=SakId(new_subject_id()), person_id=PersonId(new_subject_id()), new_person=True)


def test_a_case_that_staff_made_is_out_of_reach(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with pytest.raises(OutsideGrant), kontor.work("admin") as w:
        w.permit_import([landing_on(w, saksnr)])


def test_one_case_cannot_be_named_by_the_stub_of_another(kontor: Kontor) -> None:
    land(kontor, Register().course("E-1"))
    with kontor.read("admin") as r:
        stub = decision.case_by_number(r.tx, "E-1", r.asker)
    other = Landing(sak_id=SakId(new_subject_id()), person_id=PersonId(new_subject_id()), stub=stub)
    with pytest.raises(OutsideGrant), kontor.work("admin") as w:
        w.permit_import([other])


@pytest.mark.parametrize("who", ["leder", "kari", "revisor"])
def test_who_may_not_import_gets_no_grant_and_makes_no_key(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events, pytest.raises(Denied), kontor.work(who) as w:
        w.permit_import([new_landing()])
    assert [(each.handling, each.utfall, each.sak) for each in events] == [("importer", "nektet", None)]


def open_a_name(w: Work, grant: Grant) -> None:
    w.open(grant, personer.of_grant(w.tx, grant), "navn")


def change_the_person(w: Work, grant: Grant) -> None:
    personer.change(w.tx, grant, personer.of_grant(w.tx, grant), nummer_kjent=False)


def write_on_another_case(w: Work, grant: Grant) -> None:
    other = landing_on(w, "E-2").sak_id
    w.seal(grant, Notat, owner_id=other, row_id=new_id(), texts={"tekst": "x"})


def add_to_another_case(w: Work, grant: Grant) -> None:
    arbeid.add(w.tx, grant, Notat, {"id": new_id(), "sak_id": landing_on(w, "E-2").sak_id})


@pytest.mark.parametrize("act", [open_a_name, change_the_person, write_on_another_case, add_to_another_case])
def test_a_grant_for_a_case_that_landed_before_opens_nothing_and_reaches_no_other(
    kontor: Kontor, act: Callable[[Work, Grant], None]
) -> None:
    land(kontor, Register().course("E-1", "informasjonssamtale").course("E-2"))

    def try_it() -> None:
        with kontor.work("admin") as w:
            act(w, w.permit_import([landing_on(w, "E-1")])[0])

    with pytest.raises(OutsideGrant):
        try_it()


def test_each_case_has_an_event_of_its_own(kontor: Kontor) -> None:
    land(kontor, Register().course("E-1"))
    with kontor.new_events() as events, kontor.work("admin") as w:
        known, new = landing_on(w, "E-1"), new_landing()
        grants = w.permit_import([known, new])
        assert len(arbeid.of_case(w.tx, grants[0], Steg)) == 1
    assert [(each.sak, each.person) for each in events] == [
        (known.sak_id.hex(), known.person_id.hex()),
        (new.sak_id.hex(), new.person_id.hex()),
    ]
