"""The page of how the house stands, and a job set off from it."""

from contextlib import closing

import pytest

from exin.casework.jobb import jobber
from exin.web.sider.system import size_words
from policies import Action
from tests.helpers import cases
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor


@pytest.mark.parametrize("who", ["kari", "leder", "revisor"])
def test_nobody_but_a_systemansvarlig_gets_in(nettside: Nettside, kontor: Kontor, who: str) -> None:
    browser = nettside.log_in(who)
    with kontor.new_events() as events:
        assert browser.get("/system?formal=ledelse" if who == "leder" else "/system").status == 403
        answer = browser.post("/system/jobb", {"navn": "sjekkpunkt"})
    assert answer.status == 403
    assert [(each.handling, each.utfall) for each in events] == [
        (Action.SE_SYSTEM, "nektet"),
        (Action.KJOR_JOBB, "nektet"),
    ]
    assert kontor.rows("select * from jobb") == []


def test_what_is_typed_for_a_job_is_not_in_the_log_and_sets_nothing_off(
    nettside: Nettside, kontor: Kontor
) -> None:
    admin = nettside.log_in("admin")
    with kontor.new_events() as events:
        answer = admin.post("/system/jobb", {"navn": "Vilde Visjon"})
    assert answer.status == 422
    assert "Vilde" not in answer.tekst
    assert [(each.handling, each.koder) for each in events] == [(Action.KJOR_JOBB, ("jobb:ukjent",))]
    assert kontor.rows("select * from jobb") == []


def test_a_job_that_runs_already_is_told_of_and_the_page_stands(nettside: Nettside, kontor: Kontor) -> None:
    admin = nettside.log_in("admin")
    with closing(kontor.office.means.database.locks()) as others:
        others.try_take("sjekkpunkt")
        answer = admin.post("/system/jobb", {"navn": "sjekkpunkt"})
    assert answer.status == 409
    assert "i gang allerede" in answer.tekst
    assert "<h1>System</h1>" in answer.tekst


def test_a_job_that_fails_is_told_of_by_its_code(nettside: Nettside, kontor: Kontor) -> None:
    kontor.installation.path("nokkelkopier").write_text("ingen mappe", "utf-8")
    answer = nettside.log_in("admin").post("/system/jobb", {"navn": "nokkelkopier"})
    assert answer.status == 409
    assert "Jobben feilet: nokkelkopi_feilet" in answer.tekst
    assert [type(each).__name__ for each in nettside.feil] == ["Misconfigured"]


def test_a_job_is_set_off_and_logged_and_the_page_says_how_it_went(
    nettside: Nettside, kontor: Kontor
) -> None:
    admin = nettside.log_in("admin")
    with kontor.new_events() as events:
        answer = admin.post("/system/jobb", {"navn": "nokkelkopier"})
    assert (answer.status, answer.til) == (303, "/system?gjort=jobb_kjort")
    assert (events[0].handling, events[0].koder) == (Action.KJOR_JOBB, ("jobb:nokkelkopier",))
    page = admin.follow(answer)
    assert "Jobben er kjørt." in page.tekst
    assert "Siste kopi av nøkkellageret er fra" in page.tekst


def test_a_job_that_takes_its_time_goes_on_beside(
    nettside: Nettside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobber, "set_off", lambda *_args, **_more: None)
    answer = nettside.log_in("admin").post("/system/jobb", {"navn": "loggkontroll"})
    assert (answer.status, answer.til) == (303, "/system?gjort=jobb_i_gang")


def test_the_page_tells_of_each_part_and_of_no_case_nor_place(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.new_events() as events:
        page = nettside.log_in("admin").get("/system")
    assert page.status == 200
    for part in ("Jobber", "Loggen og beviset", "Database", "Nøkler", "E-post til ansatte", "Regler i kraft"):
        assert f">{part}</h2>" in page.tekst
    assert str(saksnr) not in page.tekst
    assert str(kontor.folder) not in page.tekst
    assert kontor.office.means.rulebook.digest in page.tekst
    assert [each.handling for each in events][-2:] == [Action.SE_SYSTEM, Action.SE_JOBBER]


def test_where_nobody_runs_the_jobs_the_page_says_what_to_start(nettside: Nettside) -> None:
    page = nettside.log_in("admin").get("/system")
    assert "Ingen prosess kjører jobbene nå" in page.tekst


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 byte"),
        (812, "812 byte"),
        (812_000, "812 kB"),
        (999_400, "999 kB"),
        (3_400_000, "3,4 MB"),
        (312_000_000, "312 MB"),
        (7 * 10**9, "7,0 GB"),
        (9 * 10**15, "9000 TB"),
    ],
)
def test_a_size_is_told_in_the_unit_that_fits_it(count: int, words: str) -> None:
    assert size_words(count) == words
