"""What was written before of one kind: shown to who may read it, and nothing else of the case is read for it."""

from collections.abc import Callable

import pytest

from exin.casework.oppfolging import arbeid, utkast
from exin.casework.sak.adgang import ask_leave
from exin.casework.visning import tidligere
from exin.errors import NotFound
from exin.work import Reading
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor

KINDS: list[tuple[Callable[[Reading, str], object], set[str]]] = [
    (tidligere.read_notes, {"les_sak", "les_notat"}),
    (tidligere.read_contacts, {"les_sak", "les_notat"}),
    (tidligere.read_consents, {"les_sak"}),
    (tidligere.read_plans, {"les_sak", "les_notat"}),
    (tidligere.read_handovers, {"les_sak", "les_notat"}),
    (tidligere.read_tilbud, {"les_sak"}),
    (tidligere.read_told, {"les_sak"}),
    (tidligere.read_tie_to_oslo, {"les_sak"}),
]


@pytest.mark.parametrize("read", [read for read, _ in KINDS])
def test_who_may_not_know_of_the_case_reads_nothing(
    kontor: Kontor, read: Callable[[Reading, str], object]
) -> None:
    saksnr = cases.case(kontor, "forlop")
    with pytest.raises(NotFound), kontor.read("annen") as r:
        read(r, saksnr)


@pytest.mark.parametrize("read, acts", KINDS)
def test_only_what_is_needed_is_read(
    kontor: Kontor, read: Callable[[Reading, str], object], acts: set[str]
) -> None:
    saksnr = cases.case(kontor, "avslutning")
    before = kontor.log_size
    with kontor.read("kari") as r:
        read(r, saksnr)
    assert {each.handling for each in kontor.log(before)} == acts


def test_notes_stay_closed_to_who_may_read_the_case_alone(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn", kontakt=None, by="ola")
    with kontor.read("mottak") as r:
        assert [each.tekst for each in tidligere.read_contacts(r, saksnr)] == [None]
        assert [each.hva for each in tidligere.read_tilbud(r, saksnr)] == ["gitt"]


def test_a_note_is_found_by_its_own_id_and_by_that_of_its_correction(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.work("kari") as w:
        first = arbeid.write_notat(w, saksnr, "Kom presis.")
    with kontor.work("kari") as w:
        second = arbeid.correct_notat(w, saksnr, first, "Kom for sent.")
    with kontor.read("kari") as r:
        found = [tidligere.read_note(r, saksnr, each.hex()) for each in (first, second)]
    assert [(each.tekst, [one.tekst for one in each.rettelser]) for each in found] == [
        ("Kom presis.", ["Kom for sent."])
    ] * 2


def test_who_it_is_is_read_only_where_asked_for(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", navn="Lun Rev")
    with kontor.read("kari") as r:
        assert tidligere.read_identity(r, saksnr, vis=False).person is None
        shown = tidligere.read_identity(r, saksnr, vis=True).person
    assert shown is not None
    assert shown.navn == "Lun Rev"


def test_beside_a_form_the_case_is_looked_up_once(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.statements() as seen, kontor.read("kari") as r:
        ask_leave(r, Action.SKRIV_PLAN, saksnr)
        utkast.read(r, "plan", saksnr)
        tidligere.read_plans(r, saksnr)
    assert sum("_vern" in each and "saksnr" in each for each in seen) == 1
