"""Who is away is registered by who answers for them, and whoever stands in can."""

from datetime import date

import pytest

from exin.casework.hus.ansatte import set_active
from exin.casework.hus.ansattvisning import FravarVisning, list_staff
from exin.casework.hus.fravar import away, register_absence, take_back_absence
from exin.errors import Denied, InvalidInput
from exin.store import fravar
from tests.helpers import stab
from tests.helpers.office import Kontor

FROM, UNTIL = date(2026, 2, 2), date(2026, 2, 6)


def register(
    kontor: Kontor,
    who: str = "kari",
    *,
    by: str = "leder",
    fra: date = FROM,
    til: date = UNTIL,
    vikar: str | None = None,
) -> None:
    with kontor.work(by) as w:
        register_absence(w, who, fra=fra, til=til, vikar=vikar)


def absent(kontor: Kontor, day: date) -> dict[str, str | None]:
    """Who is away on a day, and who stands in, by name."""
    names = {bytes(row[0]): str(row[1]) for row in kontor.rows("select id, brukernavn from ansatt")}
    with kontor.read("leder") as r:
        found = away(r, day)
        list_staff(r)
    return {names[who]: names[stand_in] if stand_in else None for who, stand_in in found.items()}


# -- refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["kari", "mottak", "klarert1", "revisor", "sperret"])
def test_none_but_leads_and_systemansvarlig_register(kontor: Kontor, by: str) -> None:
    with kontor.new_events() as events, pytest.raises(Denied):
        register(kontor, by=by)
    assert [(each.handling, each.utfall) for each in events] == [("registrer_fravar", "nektet")]
    assert kontor.rows("select id from fravar") == []


@pytest.mark.parametrize(
    "given, code",
    [
        ({"who": "ingen"}, "ukjent_ansatt"),
        ({"who": "01880081183"}, "ukjent_ansatt"),
        ({"by": "annen_leder"}, "fravar_bare_eget_team"),
        ({"til": date(2026, 2, 1)}, "fravar_slutter_for_det_begynner"),
        ({"vikar": "ingen"}, "ukjent_ansatt"),
        ({"vikar": "sperret"}, "ukjent_ansatt"),
        ({"vikar": "revisor"}, "kan_ikke_ha_saker"),
        ({"vikar": "admin"}, "kan_ikke_ha_saker"),
        ({"vikar": "kari"}, "vikar_for_seg_selv"),
    ],
)
def test_what_cannot_be_is_refused(kontor: Kontor, given: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        register(kontor, **given)  # type: ignore[arg-type] # fields by name
    assert caught.value.kode == code
    assert kontor.rows("select id from fravar") == []


@pytest.mark.parametrize(
    "fra, til",
    [
        (date(2026, 1, 1), FROM),
        (UNTIL, date(2026, 3, 1)),
        (date(2026, 2, 3), date(2026, 2, 4)),
        (date(2026, 1, 1), date(2026, 3, 1)),
    ],
)
def test_nobody_is_away_twice_on_a_day(kontor: Kontor, fra: date, til: date) -> None:
    register(kontor)
    with pytest.raises(InvalidInput) as caught:
        register(kontor, fra=fra, til=til)
    assert caught.value.kode == "fravar_overlapper"
    register(kontor, "ola", fra=fra, til=til)


def test_what_was_not_registered_cannot_be_taken_back(kontor: Kontor) -> None:
    register(kontor)
    for who, day in (("kari", UNTIL), ("ola", FROM)):
        with kontor.work("leder") as w, pytest.raises(InvalidInput) as caught:
            take_back_absence(w, who, fra=day)
        assert caught.value.kode == "ukjent_fravar"


# -- done ---------------------------------------------------------------------------------------------------------


def test_both_days_count_and_none_beside_them(kontor: Kontor) -> None:
    register(kontor, vikar="ola")
    days = [date(2026, 2, day) for day in (1, 2, 6, 7)]
    assert [absent(kontor, day) for day in days] == [{}, {"kari": "ola"}, {"kari": "ola"}, {}]
    assert kontor.verify().ok


def test_days_that_follow_on_one_another_are_no_overlap(kontor: Kontor) -> None:
    register(kontor)
    register(kontor, fra=date(2026, 2, 7), til=date(2026, 2, 7), vikar="mottak")
    assert absent(kontor, date(2026, 2, 7)) == {"kari": "mottak"}


def test_an_absence_that_was_taken_back_is_none_and_its_days_are_free(kontor: Kontor) -> None:
    register(kontor, vikar="ola")
    with kontor.work("admin") as w:
        take_back_absence(w, "kari", fra=FROM)
    assert absent(kontor, FROM) == {}
    with kontor.work("admin") as w, pytest.raises(InvalidInput):
        take_back_absence(w, "kari", fra=FROM)
    register(kontor, fra=date(2026, 2, 1), til=UNTIL, vikar="mottak")
    assert absent(kontor, FROM) == {"kari": "mottak"}
    assert len(kontor.rows("select id from fravar")) == 2


@pytest.mark.parametrize("change", ["away", "blocked", "role"])
def test_a_stand_in_who_cannot_stands_in_for_nobody(kontor: Kontor, change: str) -> None:
    register(kontor, vikar="ola")
    if change == "away":
        register(kontor, "ola", vikar="mottak")
        assert absent(kontor, FROM) == {"kari": None, "ola": "mottak"}
        return
    if change == "blocked":
        with kontor.work("admin") as w:
            set_active(w, "ola", aktiv=False)
    else:
        stab.changed(kontor, "ola", rolle="revisor")
    assert absent(kontor, FROM) == {"kari": None}


def test_the_list_of_staff_has_those_who_are_away_or_are_going_to_be(kontor: Kontor) -> None:
    register(kontor, vikar="ola")
    register(kontor, fra=date(2026, 1, 5), til=date(2026, 1, 6))  # over by now
    with kontor.read("leder") as r:
        found = {each.brukernavn: each.fravar for each in list_staff(r)}
    assert found["kari"] == (FravarVisning(fra=FROM, til=UNTIL, vikar="ola"),)
    assert found["ola"] == ()


def test_each_is_an_event_about_whom_it_is_about(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        register(kontor)
    (event,) = events
    assert event.gjelder_ansatt == kontor.staff_id("kari").hex()
    assert [row.tabell for row in event.skrevet] == ["fravar"]


def test_a_row_that_somebody_else_wrote_is_not_believed(kontor: Kontor) -> None:
    register(kontor)
    kontor.tamper("update fravar set til = '2027-01-01'")
    with kontor.read("leder") as r, pytest.raises(Exception, match="rad_er_ikke_siste_skriving"):
        fravar.on_day(r.tx, FROM)
