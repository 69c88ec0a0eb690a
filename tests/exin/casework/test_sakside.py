"""The whole page of a case in one block: one commit, each row once, and nothing that the parts do not give."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from exin.casework.frist import fristendring
from exin.casework.oppfolging import arbeid
from exin.casework.sak.muligheter import possibilities
from exin.casework.visning import motevisning, visning
from exin.casework.visning.sakside import Sakside, Vis, read_case_page
from exin.errors import Denied, NotFound, Tampered
from exin.work.recorder import Recorder
from policies import Action
from tests.helpers import cases, moter
from tests.helpers.cases import case
from tests.helpers.office import Kontor


def page(kontor: Kontor, saksnr: str, who: str = "kari", *vis: Vis) -> Sakside:
    with kontor.read(who) as r:
        return read_case_page(r, saksnr, vis=vis)


def test_who_may_not_read_the_case_gets_nothing_and_leaves_one_event(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    for who, error in (("ola", Denied), ("annen", NotFound)):
        with kontor.new_events() as events, pytest.raises(error):
            page(kontor, saksnr, who)
        assert [(each.handling, each.utfall) for each in events] == [("les_sak", "nektet")]


def test_a_row_that_was_changed_behind_the_door_is_not_shown(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kontor.tamper("update samtykke set utloper = '2030-01-01'")
    with pytest.raises(Tampered):
        page(kontor, saksnr)


def test_a_page_takes_one_commit_of_the_log_whatever_is_on_it(kontor: Kontor) -> None:
    saksnr = _worked_on(kontor)
    for vis in ((), (Vis.IDENTITET, Vis.BEGRUNNELSER)):
        with _commits() as commits:
            page(kontor, saksnr, "kari", *vis)
        assert len(commits) == 1


def test_no_row_of_the_case_is_read_twice_for_a_page(kontor: Kontor) -> None:
    saksnr = _worked_on(kontor)
    page(kontor, saksnr)
    with kontor.statements() as seen:
        page(kontor, saksnr)
    tables = Counter(
        table
        for table in ("steg", "notat", "kontakt", "kartlegging", "samtykke", "frist", "mote", "fortalt")
        for each in seen
        if f"FROM {table} " in " ".join(each.split()) and "sak_id" in each
    )
    assert set(tables.values()) == {1}
    assert len(seen) <= 45


def test_the_page_asks_as_much_of_the_database_however_much_was_written(kontor: Kontor) -> None:
    saksnr = _worked_on(kontor)
    page(kontor, saksnr)
    with kontor.statements() as few:
        page(kontor, saksnr)
    for number in range(5):
        with kontor.work("kari") as w:
            arbeid.write_notat(w, saksnr, f"Notat {number}.")
        moter.plan(kontor, saksnr)
    with kontor.statements() as many:
        page(kontor, saksnr)
    assert len(many) == len(few)


def test_the_page_gives_what_each_part_gives_alone(kontor: Kontor) -> None:
    saksnr = _worked_on(kontor)
    whole = page(kontor, saksnr)
    with kontor.read("kari") as r:
        assert visning.show_case(r, saksnr, identitet=False) == whole.sak
    with kontor.read("kari") as r:
        assert motevisning.show_moter(r, saksnr) == whole.moter
    with kontor.read("kari") as r:
        assert fristendring.show_deadlines(r, saksnr) == whole.frister


@pytest.mark.parametrize(
    "tilstand", ["henvendelse", "vurdering", "forlop", "avslutning", "frafall", "avsluttet"]
)
def test_the_steps_of_the_page_are_those_of_the_machine(kontor: Kontor, tilstand: str) -> None:
    saksnr = case(kontor, tilstand)
    for who in ("kari", "leder"):
        steps = page(kontor, saksnr, who).steg
        with kontor.read(who) as r:
            judged = possibilities(r, saksnr).steg
        assert [(each.hendelse, each.mulig) for each in steps] == [
            (each.event, each.mulig) for each in judged
        ]
        told = [[krav.mangel.mangler for krav in each.krav if krav.mangel] for each in steps]
        assert told == [[reason.mangler for reason in each.mangler] for each in judged]


def test_who_may_not_read_notes_meetings_or_readers_gets_none_of_them(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, by="ola").saksnr
    seen = page(kontor, saksnr, "ola")
    assert (seen.moter, seen.lesere, seen.sak.skjult) == (None, None, ("kartlegging",))
    assert Action.TILDEL not in seen.tillatt


@pytest.mark.parametrize("tilstand", ["avsluttet", "ikke_tatt_inn"])
def test_of_a_locked_case_the_page_says_so_and_what_can_be_done_all_the_same(
    kontor: Kontor, tilstand: str
) -> None:
    saksnr = case(kontor, tilstand)
    seen = page(kontor, saksnr)
    assert seen.beskjed == "Saken er avsluttet og kan ikke endres. Den kan leses, og notater kan rettes."
    assert (Action.RETT_NOTAT in seen.tillatt, Action.SKRIV_NOTAT in seen.tillatt) == (True, False)


def test_of_a_case_that_was_left_the_page_says_how_long_the_way_back_stands_open(kontor: Kontor) -> None:
    saksnr = case(kontor, "frafall")
    said = "Døren står åpen til 15. januar 2027. Personen kan komme tilbake i samme sak."
    assert page(kontor, saksnr).beskjed == said
    assert page(kontor, case(kontor, "forlop")).beskjed is None


def _worked_on(kontor: Kontor) -> str:
    saksnr = case(kontor, "avslutning")
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Et notat.")
    moter.plan(kontor, saksnr)
    return saksnr


@contextmanager
def _commits() -> Iterator[list[int]]:
    counts: list[int] = []
    real = Recorder.commit

    def counted(self: Recorder, entries: list[object]) -> None:
        counts.append(len(entries))
        real(self, entries)  # type: ignore[arg-type]

    with patch.object(Recorder, "commit", counted):
        yield counts
