"""A meeting that is not cleared: who is told, who must not be, and that nobody is told twice."""

from datetime import datetime, timedelta
from typing import Final

import pytest

from exin.casework.hus.ansatte import AnsattValg, change_staff
from exin.casework.oppfolging import moter
from exin.casework.oppfolging.moter import Moteendring
from exin.casework.sak import henvendelse
from exin.casework.tilgang import tildeling
from exin.clock import OsloTid
from exin.errors import InvalidInput
from tests.helpers import cases, people, stab
from tests.helpers import moter as moten
from tests.helpers.canaries import Canaries
from tests.helpers.moter import NOON
from tests.helpers.office import Kontor

LEADS: Final = ["klarert_leder", "leder"]
"""Those who lead the team of the tests."""


def move(kontor: Kontor, saksnr: str, mote: str, to: OsloTid) -> None:
    with kontor.work("kari") as w:
        moter.change_mote(w, saksnr, mote, Moteendring(tid=to))


# -- who is not told -------------------------------------------------------------------------------------


def test_nobody_is_told_of_a_meeting_that_is_cleared(kontor: Kontor) -> None:
    moten.plan(kontor, cases.case(kontor, "forlop"))
    assert moten.told(kontor) == []


def test_of_a_strictly_protected_case_its_circle_alone_is_told(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "henvendelse")
    stab.changed(kontor, "leder", klarert=True)  # a cleared lead of the team, and no part of the circle
    moten.plan(kontor, saksnr, "klarert1")
    assert moten.told(kontor) == ["klarert1", "klarert2", "klarert_leder"]


def test_whoever_of_the_circle_is_not_cleared_any_more_is_not_told(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "henvendelse")
    with kontor.work("admin") as w:
        change_staff(w, "klarert2", AnsattValg(klarert=False))
    moten.plan(kontor, saksnr, "klarert1")
    assert moten.told(kontor) == ["klarert1", "klarert_leder"]


def test_where_the_person_is_protected_in_another_case_the_team_is_not_told(kontor: Kontor) -> None:
    before = cases.case(kontor, "avsluttet", kontakt="klarert1")
    with kontor.work("klarert1") as w:
        again = people.henvendelse(navn="", fodselsnummer=None)
        after = henvendelse.open_linked(w, before, again).saksnr
    cases.give(kontor, after, "klarert1")
    with kontor.work("leder") as w:
        tildeling.protect(
            w, before, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
        )
    assert kontor.one("select skjerming from sak where saksnr = ?", after) == ("ingen",)
    moten.plan(kontor, after, "klarert1")
    assert moten.told(kontor) == ["klarert1"]


def test_a_lead_who_is_barred_or_gone_is_not_told(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "klarert_leder", "I slekt.")
    moten.plan(kontor, saksnr)
    assert moten.told(kontor) == ["kari", "leder"]


def test_nobody_is_asked_to_hold_a_meeting_who_may_not_read_of_it(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "henvendelse")
    for who in ("leder", "kari"):
        with pytest.raises(InvalidInput, match="kan_ikke_holde_motet"):
            moten.plan(kontor, saksnr, "klarert1", ansatt=who)
    moten.plan(kontor, saksnr, "klarert1", ansatt="klarert2")


# -- who is ----------------------------------------------------------------------------------------------


def test_the_contact_and_those_who_lead_the_team_are_told_once(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    mote = moten.plan(kontor, saksnr)
    assert moten.told(kontor) == ["kari", *LEADS]
    move(kontor, saksnr, mote, OsloTid(NOON + timedelta(days=1)))
    with kontor.work("leder") as w:
        moter.change_mote(w, saksnr, mote, Moteendring(sted="Et annet sted."))
    assert moten.told(kontor) == ["kari", *LEADS]
    moten.plan(kontor, saksnr)
    assert len(moten.told(kontor)) == 2 * 3


def test_whoever_comes_to_the_case_later_is_told_when_the_meeting_is_changed(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    mote = moten.plan(kontor, saksnr)
    cases.give(kontor, saksnr, "ola")
    with kontor.work("ola") as w:
        moter.change_mote(w, saksnr, mote, Moteendring(tid=OsloTid(NOON + timedelta(days=1))))
    assert moten.told(kontor) == ["kari", *LEADS, "ola"]


def test_a_meeting_that_loses_its_clearance_is_told_of_then(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moten.plan(kontor, saksnr)
    move(kontor, saksnr, mote, OsloTid(NOON + timedelta(days=60)))
    assert moten.told(kontor) == ["kari", *LEADS]


@pytest.mark.parametrize("days, soon", [(0, True), (1, True), (2, False)])
def test_of_a_meeting_today_or_tomorrow_they_are_told_at_once(kontor: Kontor, days: int, soon: bool) -> None:
    saksnr = cases.case(kontor, "vurdering")
    moten.plan(kontor, saksnr, tid=datetime(2026, 1, 15, 23) + timedelta(days=days))  # noqa: DTZ001 - Oslo's
    assert {bool(row[0]) for row in kontor.rows("select haster from utboks")} == {soon}


def test_a_message_is_of_ids_and_codes_alone_and_unsent_and_unread(kontor: Kontor) -> None:
    saksnr, canaries = cases.case(kontor, "vurdering"), Canaries()
    mote = moten.plan(kontor, saksnr, sted=canaries.text("sted"))
    (kari,) = kontor.rows(
        "select nokkel, slag, sak_id, lest, sendt from utboks where mottaker_id = ?", kontor.staff_id("kari")
    )
    (sak_id,) = kontor.one("select id from sak where saksnr = ?", saksnr)
    nokkel = f"mote:{mote}:ikke_klarert:{kontor.staff_id('kari').hex()}"
    assert (kari[0], kari[1], bytes(kari[2])) == (nokkel, "mote_ikke_klarert", bytes(sak_id))
    assert kari[3:] == (None, None)
    assert canaries.found_in(repr(kontor.rows("select * from utboks"))) == set()


def test_a_case_that_nobody_has_is_told_of_to_those_who_lead(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt=None)
    moten.plan(kontor, saksnr, "leder")
    assert moten.told(kontor) == LEADS
