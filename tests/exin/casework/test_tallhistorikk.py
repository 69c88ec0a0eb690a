"""The sums of the database say what the rows say one by one: of every day, as known on every day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from exin.casework.demo.register import register_as_it_is
from exin.casework.oppfolging import arbeid
from exin.casework.oversikt import historikk
from exin.casework.oversikt.historikk import Historikk, read_history
from exin.casework.oversikt.nokkeltall import Nokkeltall, read_nokkeltall
from exin.casework.oversikt.opptelling import MED_ARSAK, Dagstall, Opptelling
from exin.casework.oversikt.tallside import list_figures, show_figures
from exin.casework.sak import steg
from exin.errors import Denied, Tampered
from exin.store import tallhistorikk
from exin.store.grant import Grant
from exin.store.tallhistorikk import Del
from exin.work import Reading
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor
from tests.helpers.registers import land
from tests.helpers.sporringer import statements

LAST_DAY = date(2025, 12, 31)


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was written before a question is settled: nobody is still writing what will come to stand before it."""
    monkeypatch.setattr(tallhistorikk, "_WINDOW", -1)


def both(
    kontor: Kontor, per: date, kjent_per: date | None = None
) -> tuple[dict[str, Dagstall], dict[str, Nokkeltall]]:
    with kontor.read("leder") as r:
        grant = r.permit_house(Action.LES_NOKKELTALL, "nokkeltall")
        summed = read_history(r, grant, kjent_per=kjent_per).figures(per)
        return dict(summed), dict(read_nokkeltall(r, per, kjent_per=kjent_per).program)


def agree(kontor: Kontor, per: date, kjent_per: date | None = None) -> None:
    summed, counted = both(kontor, per, kjent_per)
    for program, one in counted.items():
        its = summed[program]
        assert (its.totalt, its.nye, its.aktive) == (one.henvendelser_totalt, one.nye, one.aktive_saker)
        assert +its.tilstander == +one.tilstander
        assert {event: +its.arsaker[event] for event in MED_ARSAK} == {
            event: +one.arsaker[event] for event in MED_ARSAK
        }
        assert +its.informert == +one.informert
        assert sum(its.bydel_nye.values()) == its.nye
        assert sum(its.bydel_aktive.values()) == its.aktive
        assert min([0, *its.bydel_aktive.values(), *its.tilstander.values()]) == 0


def test_the_register_gives_the_same_on_every_day(kontor: Kontor) -> None:
    land(kontor, register_as_it_is())
    for days in range(0, 1_461, 97):
        agree(kontor, date(2022, 1, 2) + timedelta(days=days))
    agree(kontor, LAST_DAY)


def test_live_cases_give_the_same_as_known_on_every_day(kontor: Kontor) -> None:
    first = kontor.clock.today
    void = cases.case(kontor, "frafall")
    cases.case(kontor, "avslutning", program="exin_oslo_ung")
    refused = cases.case(kontor, "vurdering")
    cases.protected_case(kontor, "vurdering")
    cases.advance(
        kontor, refused, "ikke_tatt_inn", arsak="kapasitet", tilbud="ikke_gitt", tilbudsgrunn="La på."
    )
    kontor.clock.forward(days=2)
    with kontor.work("leder") as w:
        steg.advance(w, void, steg.Onske(hendelse="annuller_steg", begrunnelse="Feil sak."))
    with kontor.work("kari") as w:
        arbeid.write_tilbud(w, refused, gitt=True, tekst=None)
    kontor.clock.forward(days=3)
    cases.case(kontor, "ikke_tatt_inn")
    for per in range(-1, 7):
        for known in (None, *range(-1, 6)):
            kjent_per = None if known is None else first + timedelta(days=known)
            agree(kontor, first + timedelta(days=per), kjent_per)


def test_one_moved_at_eighteen_is_moved_in_every_table(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", program="exin_oslo_ung")
    kontor.clock.set(date(2026, 9, 10))
    cases.advance(kontor, saksnr, "overfor_til_18")
    for days in (-1, 0, 1):
        agree(kontor, kontor.clock.today + timedelta(days=days))


def test_the_months_say_what_their_last_days_say(kontor: Kontor) -> None:
    land(kontor, register_as_it_is())
    with kontor.read("leder") as r:
        page = show_figures(r, LAST_DAY)
        history = read_history(r, r.permit_house(Action.LES_NOKKELTALL, "nokkeltall"))
    assert len(page.maneder) == 24
    for month in page.maneder:
        figures = history.figures(month.slutt)
        assert month.aktive == {program: each.aktive for program, each in figures.items()}
    of_year = [month.nye["exin_oslo"] for month in page.maneder if month.slutt.year == LAST_DAY.year]
    assert sum(of_year) == 53


def test_the_district_of_the_highest_protection_is_told_nowhere(kontor: Kontor) -> None:
    cases.protected_case(kontor, "vurdering", bydel="bjerke")
    summed, _ = both(kontor, kontor.clock.today)
    assert summed["exin_oslo"].bydel_aktive == {"vernet": 1}


def test_one_who_becomes_protected_is_out_of_the_district_at_once(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering", bydel="bjerke")
    assert both(kontor, kontor.clock.today)[0]["exin_oslo"].bydel_aktive == {"bjerke": 1}
    kontor.tamper("update sak set skjerming = 'strengt_fortrolig'")
    with kontor.read("leder") as r:
        found = read_history(r, r.permit_house(Action.LES_NOKKELTALL, "nokkeltall"))
    assert found.figures(kontor.clock.today)["exin_oslo"].bydel_aktive == {"vernet": 1}


def ask(kontor: Kontor) -> tuple[Historikk, list[str]]:
    """The history as it is now, and the statements that summed something up for it."""
    with statements() as asked, kontor.read("leder") as r:
        found = read_history(r, r.permit_house(Action.LES_NOKKELTALL, "nokkeltall"))
    return found, [each for each in asked if "lag(" in each.lower()]


def test_a_case_that_turns_out_to_be_of_somebody_protected_is_out_of_the_district_at_once(
    kontor: Kontor,
) -> None:
    cases.case(kontor, "vurdering", bydel="bjerke")
    cases.protected_case(kontor, "vurdering", bydel="frogner")
    assert both(kontor, kontor.clock.today)[0]["exin_oslo"].bydel_aktive == {"bjerke": 1, "vernet": 1}
    same = "select person_id from sak where skjerming = 'strengt_fortrolig'"
    kontor.tamper(f"update sak set person_id = ({same})")  # noqa: S608 - our own words
    assert +ask(kontor)[0].figures(kontor.clock.today)["exin_oslo"].bydel_aktive == {"vernet": 2}


def test_nothing_is_summed_up_again_when_nothing_was_added(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering")
    first, sums = ask(kontor)
    assert sums
    assert ask(kontor) == (first, [])


@pytest.mark.usefixtures("settled")
def test_after_a_step_only_its_case_is_summed_up(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering")
    first, _ = ask(kontor)
    cases.case(kontor, "frafall")
    found, sums = ask(kontor)
    assert found.grunn is first.grunn
    assert sums
    assert all("sak_id IN (" in each for each in sums)
    assert found.figures(kontor.clock.today)["exin_oslo"].totalt == 2


@pytest.mark.usefixtures("settled")
def test_after_many_steps_all_is_summed_up_again(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(historikk, "_ADDED", 2)
    cases.case(kontor, "henvendelse")
    first, _ = ask(kontor)
    cases.case(kontor, "forlop")
    found, _ = ask(kontor)
    assert found.grunn is not first.grunn
    agree(kontor, kontor.clock.today)


@pytest.mark.usefixtures("settled")
def test_what_is_added_bit_by_bit_gives_the_same_as_all_at_once(kontor: Kontor) -> None:
    def look() -> None:
        for days in range(-1, 5):
            for known in (None, kontor.clock.today - timedelta(days=1)):
                agree(kontor, first + timedelta(days=days), known)
        assert ask(kontor)[0].grunn is at_first.grunn

    first = kontor.clock.today
    land(kontor, register_as_it_is())
    void = cases.case(kontor, "frafall", bydel="bjerke")
    at_first, _ = ask(kontor)
    kontor.clock.forward(days=1)
    refused = cases.case(kontor, "vurdering")
    look()
    with kontor.work("leder") as w:
        steg.advance(w, void, steg.Onske(hendelse="annuller_steg", begrunnelse="Feil sak."))
    look()
    cases.advance(
        kontor, refused, "ikke_tatt_inn", arsak="kapasitet", tilbud="ikke_gitt", tilbudsgrunn="La på."
    )
    look()
    kontor.clock.forward(days=1)
    with kontor.work("kari") as w:
        arbeid.write_tilbud(w, refused, gitt=True, tekst=None)
    look()


@pytest.mark.usefixtures("settled")
def test_what_comes_between_two_sums_is_counted_once(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    saksnr = cases.case(kontor, "henvendelse")
    ask(kontor)
    cases.case(kontor, "vurdering")  # so that there is something to add
    taken = list[str]()

    def between(w: Reading, grant: Grant, part: Del, kjent_per: date | None) -> Opptelling:
        found = count(w, grant, part, kjent_per)
        if part.til != Del().til and not taken:
            taken.append(saksnr)
            cases.advance(kontor, saksnr, "ikke_tatt_inn", arsak="kapasitet", tilbud="gitt")
        return found

    count = historikk._count  # noqa: SLF001 - nothing else stands between one sum and the next
    monkeypatch.setattr(historikk, "_count", between)
    agree(kontor, kontor.clock.today)
    assert taken


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("hours", [-1, 25])
def test_when_the_clock_was_put_back_or_a_day_has_gone_all_is_summed_up_again(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    cases.case(kontor, "vurdering")
    first, _ = ask(kontor)
    now = tallhistorikk._now()  # noqa: SLF001 - ids are made by the machine's clock, not the office's
    monkeypatch.setattr(tallhistorikk, "_now", lambda: now + hours * 3_600_000)
    assert ask(kontor)[0].grunn is not first.grunn


@pytest.mark.usefixtures("settled")
def test_the_first_day_is_that_of_the_first_case_whenever_it_was_registered(kontor: Kontor) -> None:
    assert ask(kontor)[0].first_day() is None
    cases.case(kontor, "vurdering")
    assert ask(kontor)[0].first_day() == kontor.clock.today
    assert ask(kontor)[0].importert is None
    land(kontor, register_as_it_is())
    found, _ = ask(kontor)
    assert found.first_day() == date(2022, 1, 3)
    assert found.importert is not None


@pytest.mark.parametrize("who", ["kari", "admin"])
def test_who_may_read_no_figures_gets_no_page_of_them(kontor: Kontor, who: str) -> None:
    with kontor.read(who) as r, pytest.raises(Denied):
        show_figures(r, kontor.clock.today)


def test_a_lead_sees_small_figures_and_an_auditor_does_not(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering")
    found = {}
    for who in ("leder", "revisor"):
        with kontor.read(who) as r:
            found[who] = show_figures(r, kontor.clock.today)
    assert found["leder"].hele
    assert not found["revisor"].hele
    assert sum(each or 0 for each in found["leder"].program["exin_oslo"].values()) > 0
    assert set(found["revisor"].program["exin_oslo"].values()) == {None}
    assert (len(found["leder"].maneder), found["revisor"].maneder) == (24, ())


def test_figures_for_the_command_line_are_counted_from_rows_that_are_as_they_were_written(
    kontor: Kontor,
) -> None:
    cases.case(kontor, "vurdering")
    kontor.tamper("update steg set til_tilstand = 'avsluttet'")
    for who in ("leder", "revisor"):
        with pytest.raises(Tampered), kontor.read(who) as r:
            list_figures(r, kontor.clock.today)


def test_the_log_tells_an_auditor_no_number_that_the_page_hides(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering")
    for who, told in (("leder", 1), ("revisor", None)):
        with kontor.new_events() as events, kontor.read(who) as r:
            show_figures(r, kontor.clock.today)
        assert [each.antall for each in events if each.handling == Action.LES_NOKKELTALL] == [told]


def test_the_day_is_that_of_oslo(kontor: Kontor) -> None:
    kontor.clock.now = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # half past midnight on 1 July in Oslo
    cases.register(kontor)
    kontor.clock.forward(days=3)
    for known, total in ((date(2026, 6, 30), 0), (date(2026, 7, 1), 1)):
        summed, _ = both(kontor, kontor.clock.today, known)
        assert summed["exin_oslo"].totalt == total
