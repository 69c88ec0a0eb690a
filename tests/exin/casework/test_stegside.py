"""The page of one step: what stands in the way and where it is put right, what is given, and what will happen."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest

from exin.casework.hus.ansatte import set_active
from exin.casework.oppfolging import utkast
from exin.casework.tilgang import tildeling
from exin.casework.visning.mangelsted import STED
from exin.casework.visning.stegeffekt import Effektslag
from exin.casework.visning.stegforberedelse import Feltslag, Stegforberedelse
from exin.casework.visning.stegside import Stegoppslag, Stegside, permit_step_page, read_step_page
from exin.errors import Denied, InvalidInput, NotFound
from exin.work.recorder import Recorder
from tests.helpers import cases, people
from tests.helpers.office import START, Kontor
from tests.helpers.places import set_places
from workflows import PROGRAMMES

TODAY = START.date()


def page(
    kontor: Kontor, saksnr: str, hendelse: str, who: str = "kari", *, dato: date | None = None
) -> Stegside:
    with kontor.read(who) as r:
        return read_step_page(r, permit_step_page(r, saksnr, Stegoppslag(hendelse=hendelse)), dato)


def ready(
    kontor: Kontor, saksnr: str, hendelse: str, who: str = "kari", *, dato: date | None = None
) -> Stegforberedelse:
    found = page(kontor, saksnr, hendelse, who, dato=dato).steg
    assert found is not None
    return found


def places(found: Stegforberedelse) -> dict[str, str | None]:
    return {each.kode: each.skjema for each in found.mangler}


def effects(found: Stegforberedelse) -> set[Effektslag]:
    return {each.slag for each in found.effekter}


# -- who may not, and what cannot be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "error"), [("ola", Denied), ("annen", NotFound), ("revisor", NotFound), ("admin", NotFound)]
)
def test_who_may_not_take_a_step_is_told_nothing_of_it(
    kontor: Kontor, who: str, error: type[Exception]
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(error):
        ready(kontor, saksnr, "start_forlop", who)
    hidden = cases.protected_case(kontor, "vurdering")
    with pytest.raises(NotFound):
        ready(kontor, hidden, "start_forlop")


@pytest.mark.parametrize("hendelse", ["", "henvendelse", "pause", "les_sak"])
def test_what_is_no_step_is_refused(kontor: Kontor, hendelse: str) -> None:
    with pytest.raises(InvalidInput):
        ready(kontor, cases.case(kontor, "vurdering"), hendelse)


def test_a_step_that_does_not_lead_on_from_here_says_what_does(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.new_events() as events:
        found = page(kontor, saksnr, "avslutt")
    assert (found.steg, found.siste.hendelse) == (None, "start_vurdering")
    assert [each.kode for each in found.grunner] == ["ulovlig_rekkefolge"]
    assert "Start forløp" in found.grunner[0].mangler
    assert [(event.handling, event.felt) for event in events] == [("avslutt", ()), ("les_sak", ())]


def test_a_day_that_cannot_be_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for days in (-1, 1):
        with pytest.raises(InvalidInput):
            ready(kontor, saksnr, "start_forlop", dato=TODAY + timedelta(days=days))


def test_who_may_read_and_not_take_it_is_refused(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, "ola").saksnr
    cases.talk(kontor, saksnr, "ola")
    with pytest.raises(Denied):
        ready(kontor, saksnr, "start_vurdering", "ola")


def test_asking_leaves_leave_and_one_reading_and_no_name_is_opened(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.new_events() as events:
        ready(kontor, saksnr, "start_forlop")
    assert [(event.handling, event.koder, event.felt) for event in events] == [
        ("start_forlop", ("forespurt",), ()),
        ("les_sak", (), ("person.fodselsdato",)),
    ]


@pytest.mark.parametrize(("tilstand", "hendelse"), [("forlop", "frafall"), ("frafall", "reinntak")])
def test_a_page_takes_one_commit_of_the_log_and_reads_each_row_once(
    kontor: Kontor, tilstand: str, hendelse: str
) -> None:
    saksnr = cases.case(kontor, tilstand)
    with kontor.work("kari") as w:
        utkast.save(w, "steg", saksnr, {"arsak": "ny_motivasjon"})
    oppslag = Stegoppslag(hendelse=hendelse, utkast="steg", runde=hendelse == "reinntak", begrunnelser=True)
    committed = patch.object(Recorder, "commit", autospec=True, side_effect=Recorder.commit)
    with kontor.statements() as seen, committed as commits, kontor.read("kari") as r:
        leave = permit_step_page(r, saksnr, oppslag)
        assert leave.utkast is not None
        assert leave.utkast.opened(r) is not None
        assert read_step_page(r, leave).steg is not None
    assert commits.call_count == 1
    kept = ("steg", "annullering", "kontakt", "kartlegging", "samtykke", "fortalt")
    asked = [" ".join(each.split()) for each in seen]
    assert {table: sum(f" FROM {table} " in each for each in asked) for table in kept} == dict.fromkeys(
        kept, 1
    )


# -- what is missing ---------------------------------------------------------------------------------------


def test_every_condition_of_every_programme_has_its_place() -> None:
    asked = {
        guard.kode for programme in PROGRAMMES for each in programme.transitions for guard in each.guards
    }
    expected = {guard.kode for programme in PROGRAMMES for each in programme.states for guard in each.expects}
    assert asked | expected | {"tilgang", "overstyr"} == set(STED)


def test_what_is_missing_says_who_and_where(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", fodselsnummer=None, fodselsdato=people.ADULT)
    found = ready(kontor, saksnr, "start_forlop")
    assert places(found) == {
        "kartlegging_fullstendig": "kartlegging",
        "samtykke_i_kraft": "samtykke",
        "fodselsnummer_kjent": "person",
    }
    assert {each.hvem_ord for each in found.mangler} == {"saksbehandler"}
    assert not found.mulig
    cases.map_out(kontor, saksnr)
    found = ready(kontor, saksnr, "start_forlop")
    assert [(each.kode, each.mangel is None) for each in found.vilkar] == [
        ("kartlegging_fullstendig", True),
        ("ledig_plass", True),
        ("samtykke_i_kraft", False),
        ("fodselsnummer_kjent", False),
    ]
    assert "{" not in "".join(each.tekst for each in found.vilkar)


def test_only_a_lead_may_go_past_a_full_programme(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    assert not ready(kontor, saksnr, "start_forlop", "leder").kan_overstyres
    set_places(kontor, "exin_oslo", plasser=0)
    mine, leads = ready(kontor, saksnr, "start_forlop"), ready(kontor, saksnr, "start_forlop", "leder")
    assert (mine.kan_overstyres, leads.kan_overstyres) == (False, True)
    assert places(mine) == {"ledig_plass": "ko"}
    assert Effektslag.FORBI_GRENSEN in effects(leads)


# -- what is given -------------------------------------------------------------------------------------------


def test_a_step_asks_for_what_its_programme_wants_and_nothing_else(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    found = ready(kontor, saksnr, "frafall")
    assert [(each.felt, each.slag, each.pakrevd) for each in found.felter] == [
        ("arsak", Feltslag.VALG, True),
        ("apen_til", Feltslag.DATO, True),
        ("begrunnelse", Feltslag.TEKST, False),
    ]
    onward = ready(kontor, saksnr, "start_avslutning")
    assert [(each.felt, each.pakrevd) for each in onward.felter] == [("begrunnelse", False)]
    back = ready(kontor, cases.case(kontor, "avslutning"), "tilbake_til_forlop")
    assert [(each.felt, each.pakrevd) for each in back.felter] == [("begrunnelse", True)]


def test_a_choice_that_asks_for_more_says_so(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    reasons, *_ = ready(kontor, saksnr, "frafall").felter
    more = {each.kode: [(one.kode, one.skjema) for one in each.mangler] for each in reasons.valg}
    assert more == {
        "svingende_motivasjon": [],
        "ustabil_hverdag": [],
        "nye_hendelser": [],
        "manglende_oppmote": [("kontaktforsok", "samtale")],
    }
    cases.attempt(kontor, saksnr, times=3)
    reasons, *_ = ready(kontor, saksnr, "frafall").felter
    assert not any(each.mangler for each in reasons.valg)
    found = ready(kontor, cases.case(kontor, "vurdering"), "ikke_tatt_inn")
    services = next(each for each in found.felter if each.felt == "tilbud")
    assert {each.kode: each.begrunnes for each in services.valg} == {"gitt": False, "ikke_gitt": True}
    assert [each.kode for each in found.gjenstar] == ["fortalt_om_ikke_tatt_inn"]


def test_a_late_entry_is_judged_by_the_facts_of_its_day(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.clock.forward(days=10)
    cases.map_out(kontor, saksnr)
    cases.consent(kontor, saksnr)
    assert ready(kontor, saksnr, "start_forlop").mulig
    early = ready(kontor, saksnr, "start_forlop", dato=TODAY + timedelta(days=2))
    assert (early.dato, early.tidligst, early.senest) == (
        TODAY + timedelta(days=2),
        TODAY,
        TODAY + timedelta(days=10),
    )
    assert places(early) == {"samtykke_i_kraft": "samtykke"}  # given later than that


# -- what will happen ------------------------------------------------------------------------------------------


def test_what_is_foretold_is_what_happens(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    found = ready(kontor, saksnr, "start_forlop")
    assert (found.fra_navn, found.til_navn, found.program_navn) == ("Vurdering", "Forløp", "EXIN OSLO")
    foretold = {each.dag for each in found.effekter if each.slag is Effektslag.FRIST_BEGYNNER}
    before = set(kontor.rows("select slag, frist from frist where lukket is null"))
    cases.advance(kontor, saksnr, "start_forlop", versjon=found.versjon)
    began = set(kontor.rows("select slag, frist from frist where lukket is null")) - before
    assert {str(day) for day in foretold} == {str(frist) for _, frist in began}
    assert len([each for each in found.effekter if each.slag is Effektslag.FRIST_BEGYNNER]) == len(began)
    assert "«Kontakt i forløpet» begynner å løpe (14 dager)" in "".join(each.tekst for each in found.effekter)
    assert Effektslag.PLASS_TAS in effects(found)
    assert bool(kontor.one("select har_plass from sak where saksnr = ?", saksnr)[0])


def test_a_way_out_frees_the_place_and_says_how_long_the_door_is_open(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    found = ready(kontor, saksnr, "frafall")
    assert {Effektslag.PLASS_FRIGIS, Effektslag.DOR_APEN, Effektslag.FRIST_LUKKES} <= effects(found)
    assert Effektslag.LASES not in effects(found)
    ended = ready(kontor, cases.case(kontor, "avslutning"), "avslutt")
    assert {Effektslag.PLASS_FRIGIS, Effektslag.LASES} <= effects(ended)


def test_the_way_back_keeps_the_contact_who_can_have_the_case(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    found = ready(kontor, saksnr, "reinntak")
    assert {Effektslag.KONTAKT_BEHOLDES, Effektslag.PLASS_TAS} <= effects(found)
    with kontor.work("admin") as w:
        set_active(w, "kari", aktiv=False)
    assert Effektslag.KONTAKT_FRIGIS in effects(ready(kontor, saksnr, "reinntak", "leder"))
    with kontor.work("leder") as w:
        tildeling.assign(w, saksnr, "kari", "kontakt", fjern=True)
    left = effects(ready(kontor, saksnr, "reinntak", "leder"))
    assert not left & {Effektslag.KONTAKT_BEHOLDES, Effektslag.KONTAKT_FRIGIS}


def test_to_take_a_step_back_tells_what_comes_back(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avsluttet")
    kontor.clock.forward(hours=23)
    found = ready(kontor, saksnr, "annuller_steg")
    assert {
        Effektslag.FLYTTES,
        Effektslag.PLASS_TAS,
        Effektslag.LASES_OPP,
        Effektslag.ANNULLERES,
        Effektslag.FRIST_BEGYNNER,
    } <= effects(found)
    assert (found.fra, found.til, found.mulig) == ("avsluttet", "avslutning", True)
    foretold = {str(each.dag) for each in found.effekter if each.slag is Effektslag.FRIST_BEGYNNER}
    cases.advance(kontor, saksnr, "annuller_steg", begrunnelse="For tidlig.")
    sql = "select frist from frist where lukket is null and slag not like 'alder%'"
    assert foretold == {row[0] for row in kontor.rows(sql)}


def test_a_step_that_opens_another_case_has_a_page_of_its_own(kontor: Kontor) -> None:
    found = ready(kontor, cases.case(kontor, "avsluttet"), "ny_henvendelse")
    assert found.egen_side == "henvendelse"
    assert effects(found) == {Effektslag.NY_SAK}


def test_to_be_carried_over_changes_the_programme_and_begins_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", program="exin_oslo_ung")
    kontor.clock.set(people.YOUNG.replace(year=2026))
    found = ready(kontor, saksnr, "overfor_til_18")
    assert found.program == "exin_oslo"
    assert effects(found) == {Effektslag.PROGRAM, Effektslag.PLASS_TAS, Effektslag.PLASS_FRIGIS}
