"""`exin jobs`: the list, the state, one set off by hand, and the service itself."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from exin.jobs.declared import JOBS
from exin.jobs.leader import LEDER
from exin.jobs.spec import JobSpec
from policies import Action
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import Kontor, copy_on
from tests.helpers.postgres import Server

Skranke = Callable[..., Svar]
PATIENCE = 20


@pytest.mark.parametrize("som", ["kari", "leder", "revisor", "sperret"])
@pytest.mark.parametrize("args", [("kjor", "sjekkpunkt"), ("status",)], ids=" ".join)
def test_only_a_systemansvarlig_sees_the_jobs_and_sets_one_off(
    kontor: Kontor, skranke: Skranke, som: str, args: tuple[str, ...]
) -> None:
    with kontor.new_events() as events:
        answer = skranke("jobs", *args, som=som)
    assert (answer.code, answer.out) == (2, "")
    assert [str(each.utfall) for each in events] == ["nektet"]
    assert kontor.rows("select * from jobb") == []


def test_a_job_that_there_is_not_is_refused_with_the_names_of_those_there_are(skranke: Skranke) -> None:
    answer = skranke("jobs", "kjor", "Vilde", som="admin")
    assert (answer.code, answer.out) == (64, "")
    assert all(job.navn in answer.err for job in JOBS)
    assert "Vilde" not in answer.said
    as_json = skranke("jobs", "kjor", "Vilde", "--json", som="admin")
    assert (as_json.code, as_json.data["feil"]) == (64, "ukjent_jobb")


@pytest.mark.parametrize("databaseslag", ["sqlite", "postgres"])
def test_a_job_that_runs_already_is_not_set_off(kontor: Kontor, skranke: Skranke) -> None:
    with closing(kontor.office.means.database.locks()) as others:
        assert others.try_take("nokkelkopier")
        answer = skranke("jobs", "kjor", "nokkelkopier", som="admin")
        assert answer.code == 2
        assert "i gang allerede" in answer.err
        assert "avbrutt" not in skranke("jobs", "status", som="admin").out
    assert kontor.rows("select * from jobb") == []


def test_a_job_that_fails_says_so_by_its_code_and_ends_as_a_fault(kontor: Kontor, skranke: Skranke) -> None:
    kontor.installation.path("nokkelkopier").write_text("ingen mappe", "utf-8")
    answer = skranke("jobs", "kjor", "nokkelkopier", "--json", som="admin")
    assert (answer.code, answer.err) == (1, "")
    assert answer.data == {
        "navn": "nokkelkopier",
        "ok": False,
        "antall": 0,
        "kode": "nokkelkopi_feilet",
    }
    shown = skranke("jobs", "status", som="admin").out
    assert "feilet: nokkelkopi_feilet" in shown


def test_a_job_set_off_by_hand_is_logged_and_acts_as_itself(kontor: Kontor, skranke: Skranke) -> None:
    with kontor.new_events() as events:
        answer = skranke("jobs", "kjor", "NOKKELKOPIER", som="admin")
    assert (answer.code, answer.out) == (0, "Jobben nokkelkopier er kjørt. Antall: 1.\n")
    assert [(each.handling, each.jobb, each.koder) for each in events] == [
        (Action.KJOR_JOBB, None, ("jobb:nokkelkopier",)),
        (Action.RYDD_NOKKELKOPIER, "nokkelkopier", ()),
    ]
    assert not kontor.office.means.database.locks().taken("nokkelkopier")


@pytest.mark.parametrize("databaseslag", ["sqlite", "postgres"])
@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.navn)
def test_each_job_can_be_set_off_by_hand(kontor: Kontor, skranke: Skranke, job: JobSpec) -> None:
    navn = job.navn
    answer = skranke("jobs", "kjor", navn, "--json", som="admin")
    assert (answer.code, answer.err) == (0, "")
    assert answer.data["ok"]
    assert kontor.one("select utfall, kode from jobb where navn = ?", navn) == ("ok", None)
    assert kontor.verify().ok


def test_the_list_says_what_each_job_does_and_when_without_an_installation() -> None:
    answer = exin("jobs", "liste")
    assert (answer.code, answer.err) == (0, "")
    for job in JOBS:
        assert f"{job.navn} " in answer.out
        assert job.beskrivelse in answer.out
        assert job.naar.tekst in answer.out
    assert [each["navn"] for each in exin("jobs", "liste", "--json").data] == [job.navn for job in JOBS]


def test_the_status_says_that_nobody_runs_the_jobs(kontor: Kontor, skranke: Skranke) -> None:
    before = sorted(kontor.database.parent.iterdir())
    shown = skranke("jobs", "status", som="admin")
    assert shown.code == 0
    assert "ingen kjører jobbene" in shown.out
    assert shown.out.count("aldri kjørt") == len(JOBS)
    assert sorted(kontor.database.parent.iterdir()) == before
    data = skranke("jobs", "status", "--json", som="admin").data
    assert (data["leder"], data["venter"], data["gitt_opp"]) == (False, 0, 0)
    assert {each["utfall"] for each in data["jobber"]} == {None}


@pytest.mark.parametrize("databaseslag", ["sqlite", "postgres"])
def test_the_status_tells_of_the_last_run_of_a_leader_and_of_one_that_was_cut_off(
    kontor: Kontor, skranke: Skranke
) -> None:
    skranke("jobs", "kjor", "sjekkpunkt", som="admin")
    kontor.tamper(
        "insert into jobb values ('loggkontroll', '2026-01-15T03:30:00.000000Z', null, 'startet', 0, null)"
    )
    kontor.tamper(
        "insert into utboks (id, nokkel, mottaker_id, slag, haster, opprettet, forsok, gitt_opp)"
        " select ?, 'x', id, 'x', ?, ?, 9, ? from ansatt where brukernavn = 'kari'",
        *(bytes(16), False, "2026-01-15T03:30:00.000000Z", "2026-01-15T03:30:00.000000Z"),
    )
    with closing(kontor.office.means.database.locks()) as leader:
        leader.try_take(LEDER)
        text = skranke("jobs", "status", som="admin").out
        data = skranke("jobs", "status", "--json", som="admin").data
    rows = {each["navn"]: each for each in data["jobber"]}
    assert (data["leder"], data["gitt_opp"]) == (True, 1)
    assert (rows["sjekkpunkt"]["utfall"], rows["sjekkpunkt"]["antall"]) == ("ok", 1)
    assert rows["sjekkpunkt"]["startet"] == "2026-01-15T09:00:00+00:00"
    assert rows["sjekkpunkt"]["neste"] == "2026-01-15T09:00:30+00:00"
    assert rows["loggkontroll"]["neste"] == "2026-01-16T03:30:00+00:00"
    assert rows["loggkontroll"]["utfall"] == "avbrutt"
    assert "15.01.2026 kl. 10.00.00" in text
    assert "1 varsel" in text
    assert "en prosess kjører jobbene" in text


# -- the service -----------------------------------------------------------------------------------------


@contextmanager
def serving(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`exin jobs` in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "exin", "jobs", "--dir", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def says(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().split(":")[0]


@pytest.fixture
def served(postgres: Server, server_template: Path, tmp_path: Path) -> Iterator[Kontor]:
    """An office on a server."""
    with copy_on(postgres, server_template, tmp_path / "tjener") as opened:
        yield opened


@pytest.mark.parametrize("where", ["kontor", "served"])
def test_one_leads_and_says_so_another_waits_and_takes_over(
    request: pytest.FixtureRequest, where: str
) -> None:
    kontor: Kontor = request.getfixturevalue(where)
    with serving(kontor.folder) as first:
        assert says(first) == "Leder"
        with serving(kontor.folder) as second:
            assert says(second) == "Venter"
            first.send_signal(signal.SIGTERM)
            assert (first.wait(PATIENCE), says(second)) == (0, "Leder")
            second.send_signal(signal.SIGINT)
            assert second.wait(PATIENCE) == 0
    assert kontor.verify().ok


def test_where_there_is_no_installation_nothing_is_served(tmp_path: Path) -> None:
    answer = exin("jobs", "--dir", tmp_path)
    assert (answer.code, answer.out) == (1, "")
    assert "ingen installasjon" in answer.err
