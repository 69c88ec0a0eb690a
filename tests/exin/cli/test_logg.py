"""`exin logg`: search, verify and export, and what happens when the log cannot be written."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from exin.store import sqlite
from policies import Action
from tests.architecture.tree import ROOT
from tests.helpers import cases
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import STAFF, Kontor

KEYS = ["blad", "tid", "ansatt", "handling", "subjekt", "formal", "utfall", "regler", "dor"]


def logg(kontor: Kontor, *args: str | Path) -> Svar:
    return exin("logg", *args, "--dir", kontor.folder)


def sok(kontor: Kontor, *args: str, som: str = "revisor") -> Svar:
    return logg(kontor, "sok", *args, "--som", som, "--json")


# -- search ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [name for name in STAFF if name != "revisor"])
@pytest.mark.parametrize("command", ["sok", "eksport"])
def test_nobody_but_the_auditor_reads_the_log(kontor: Kontor, tmp_path: Path, who: str, command: str) -> None:
    target = [tmp_path / "ut"] if command == "eksport" else []
    with kontor.new_events() as events:
        answer = logg(kontor, command, *target, "--som", who)
    assert (answer.code, answer.out) == (2, "")
    assert [each.utfall for each in events] == ["nektet"]
    assert not (tmp_path / "ut").exists()


def test_an_event_is_shown_with_exactly_these_keys(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    found = sok(kontor, "--sak", saksnr).data
    assert found
    assert all(list(each) == KEYS for each in found)


def test_a_number_that_is_unknown_gives_nothing_and_is_no_refusal(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        answer = sok(kontor, "--sak", "EX-2026-2222")
    assert (answer.code, answer.data, answer.err) == (0, [], "")
    assert [(each.handling, each.utfall, each.antall) for each in events] == [("les_logg", "tillatt", 0)]
    assert logg(kontor, "sok", "--sak", "EX-2026-2222", "--som", "revisor").out == "Ingen hendelser.\n"


def test_the_answer_names_no_case_by_number_and_no_person(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, navn="Munter Bjørk")
    shown = [sok(kontor).out, logg(kontor, "sok", "--som", "revisor").out]
    for text in shown:
        assert saksnr not in text
        assert "Bjørk" not in text


def test_a_case_is_found_by_number_and_shown_by_its_random_id(kontor: Kontor) -> None:
    saksnr, other = cases.case(kontor), cases.case(kontor)
    (sak_id,) = kontor.one("select hex(id) from sak where saksnr = ?", saksnr)
    found = sok(kontor, "--sak", saksnr).data
    assert {each["subjekt"] for each in found} == {f"sak:{sak_id.lower()}"}
    assert {"henvendelse", "tildel"} <= {each["handling"] for each in found}
    assert sok(kontor, "--sak", other).data != found


def test_a_look_into_the_log_is_in_the_log_of_that_case(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    first = sok(kontor, "--sak", saksnr).data
    newest = sok(kontor, "--sak", saksnr).data[0]
    assert (newest["handling"], newest["ansatt"], newest["formal"]) == ("les_logg", "revisor", "kontroll")
    event = kontor.log(newest["blad"])[0]
    assert (event.antall, event.koder) == (len(first), ("sok:saksnr",))


def test_what_somebody_did_is_found_by_user_name(kontor: Kontor) -> None:
    cases.case(kontor)
    found = sok(kontor, "--ansatt", "leder").data
    assert {each["ansatt"] for each in found} == {"leder"}
    assert found[0]["handling"] == "tildel"


def test_what_was_done_to_a_member_of_staff_names_the_user(kontor: Kontor) -> None:
    exin("ansatt", "sperr", "kari", "--som", "admin", "--dir", kontor.folder)
    newest = sok(kontor, "--ansatt", "admin").data[0]
    assert (newest["handling"], newest["subjekt"]) == ("administrer_ansatte", "kari")


def test_what_a_job_did_is_found_by_its_name(kontor: Kontor) -> None:
    logg(kontor, "verify")
    found = sok(kontor, "--ansatt", "verifisering").data
    assert [(each["ansatt"], each["handling"]) for each in found] == [("verifisering", "verifiser_logg")]


def test_a_stranger_is_shown_by_the_operating_systems_user(kontor: Kontor) -> None:
    exin("ansatt", "liste", "--som", "ukjent", "--dir", kontor.folder)
    assert sok(kontor).data[0]["ansatt"].startswith("os:")


def test_a_user_name_that_is_unknown_is_told(kontor: Kontor) -> None:
    answer = logg(kontor, "sok", "--ansatt", "ukjent", "--som", "revisor")
    assert (answer.code, answer.out) == (2, "")
    assert "Det finnes ingen ansatt eller jobb med det navnet" in answer.err


@pytest.mark.parametrize(
    "args, expected",
    [
        (["--fra", "16.01.2026", "--til", "16.01.2026"], ["les_ansatte"] * 2),
        (["--fra", "2026-01-17", "--til", "17.01.2026"], ["les_nokkeltall"]),
        (["--til", "14.01.2026"], []),
    ],
)
def test_days_are_days_in_oslo(kontor: Kontor, args: list[str], expected: list[str]) -> None:
    # 23:00 UTC is midnight in Oslo in winter.
    for day, hour, minute, action in (
        (15, 23, 0, Action.LES_ANSATTE),
        (16, 22, 59, Action.LES_ANSATTE),
        (16, 23, 0, Action.LES_NOKKELTALL),
    ):
        kontor.clock.set(date(2026, 1, day), hour)
        kontor.clock.forward(minutes=minute)
        with kontor.read("leder") as r:
            r.permit_house(action, "ansatte" if action is Action.LES_ANSATTE else "nokkeltall")
    found = [each["handling"] for each in sok(kontor, *args).data]
    assert [each for each in found if each.startswith("les_")] == expected


@pytest.mark.parametrize(
    "day, hour, utc, oslo",
    [
        (date(2026, 1, 16), 23, "2026-01-16T23:00:07.000000Z", "17.01.2026 kl. 00.00.07"),
        (date(2026, 7, 1), 9, "2026-07-01T09:00:07.000000Z", "01.07.2026 kl. 11.00.07"),
    ],
)
def test_people_read_oslos_clock_and_programs_utc(
    kontor: Kontor, day: date, hour: int, utc: str, oslo: str
) -> None:
    kontor.clock.set(day, hour)
    kontor.clock.forward(seconds=7)
    cases.register(kontor)
    head, newest, *_ = logg(kontor, "sok", "--ansatt", "mottak", "--som", "revisor").out.splitlines()
    assert head.split() == [
        "Blad",
        "Tid",
        "(Oslo)",
        "Hvem",
        "Handling",
        "Gjelder",
        "Formål",
        "Utfall",
        "Regler",
        "Dør",
    ]
    assert oslo in newest
    assert sok(kontor, "--ansatt", "mottak").data[0]["tid"] == utc


def test_the_purpose_may_be_innsyn_and_is_logged(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        assert sok(kontor, "--formal", "innsyn").code == 0
    assert events[0].formal == "innsyn"


def test_a_purpose_that_an_auditor_has_not_is_refused(kontor: Kontor) -> None:
    assert sok(kontor, "--formal", "oppfolging").code == 2


def test_an_event_that_cannot_be_read_is_not_passed_over(kontor: Kontor) -> None:
    kontor.tamper("update logg_hendelse set kropp = x'7b7d' where blad = 3")
    answer = sok(kontor)
    assert answer.code == 1
    assert json.loads(answer.out)["feil"] == "blad_uleselig"


# -- verify ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("args", [[], ["--data"]])
def test_a_whole_installation_is_proved_whole(kontor: Kontor, args: list[str]) -> None:
    cases.case(kontor, "forlop")
    answer = logg(kontor, "verify", *args)
    assert (answer.code, answer.err) == (0, "")
    assert "Loggen er uendret fra første innførsel" in answer.out
    data = logg(kontor, "verify", *args, "--json").data
    assert (data["hel"], data["funn"]) == (True, [])
    assert (data["rader"] is None) == (not args)


def test_the_verification_is_one_event_with_a_count(kontor: Kontor) -> None:
    cases.case(kontor)
    with kontor.new_events() as events:
        data = logg(kontor, "verify", "--data", "--json").data
    (event,) = events
    assert (event.jobb, event.handling, event.antall) == ("verifisering", "verifiser_logg", data["celler"])
    assert "person.navn" in event.felt
    with kontor.new_events() as events:
        data = logg(kontor, "verify", "--json").data
    assert [(each.antall, each.felt) for each in events] == [(data["innforsler"], ())]


def test_a_verification_shows_no_content(kontor: Kontor) -> None:
    cases.case(kontor, navn="Munter Bjørk", tekst="Ringte fra perrongen.")
    kontor.tamper("update person set registrert = '2020-01-01T00:00:00.000000Z'")
    for form in ([], ["--json"]):
        said = logg(kontor, "verify", "--data", *form).said
        assert not re.search("Bjørk|perrongen", said)


TAMPERINGS: dict[str, tuple[str, str]] = {
    "body": ("update logg_hendelse set kropp = x'7b7d' where blad = 5", "blad 5"),
    "leaf hash": ("update logg_hendelse set bladhash = zeroblob(32) where blad = 5", "blad 5"),
    "search column": ("update logg_hendelse set ansatt_id = null where blad = 5", "ansatt_id ved blad 5"),
    "removed event": ("delete from logg_hendelse where blad = 5", "Blad 5 mangler"),
    "checkpoint": ("delete from logg_hode", "Loggens hode mangler"),
    "last write": ("update logg_rad set sammendrag = zeroblob(32)", "logg_rad"),
    "rules": ("update logg_hode set regelverk = zeroblob(64)", "Regelverket"),
}


@pytest.mark.parametrize("sql, told", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_with_the_log_is_named_and_ends_with_one(kontor: Kontor, sql: str, told: str) -> None:
    assert kontor.tamper(sql) > 0
    answer = logg(kontor, "verify")
    assert answer.code == 1
    assert told in answer.out
    assert "IKKE HEL" in answer.out
    assert logg(kontor, "verify", "--json").data["hel"] is False


def test_no_checkpoint_is_signed_over_a_log_that_was_found_wrong(kontor: Kontor) -> None:
    kontor.tamper("update logg_hendelse set bladhash = zeroblob(32) where blad = 5")
    before = kontor.installation.path("sjekkpunkter").read_bytes()
    assert logg(kontor, "verify").code == 1
    assert kontor.installation.path("sjekkpunkter").read_bytes() == before


def cut_tail(kontor: Kontor) -> int:
    """Put head and events back to where they were before the last few, as from an old copy."""
    size = kontor.log_size
    (front,) = kontor.one("select front from logg_hode")
    cases.register(kontor)
    kontor.office.pin()
    kontor.tamper("delete from logg_hendelse where blad >= ?", size)
    kontor.tamper("update logg_hode set front = ?", front)
    return size


@pytest.mark.parametrize("sign", [True, False])
def test_a_log_cut_after_a_checkpoint_is_refused_by_every_command(kontor: Kontor, sign: bool) -> None:
    cut_tail(kontor)
    if not sign:
        kontor.tamper("delete from logg_sjekkpunkt")
    for args in (["ansatt", "liste", "--som", "admin"], ["logg", "sok", "--som", "revisor"]):
        answer = exin(*args, "--dir", kontor.folder)
        assert (answer.code, answer.out) == (1, "")
        assert "svarer ikke til siste sjekkpunkt" in answer.err


def test_a_log_cut_after_a_checkpoint_is_named_and_nothing_is_added_to_it(kontor: Kontor) -> None:
    size = cut_tail(kontor)
    answer = logg(kontor, "verify", "--data", "--json")
    assert answer.code == 1
    codes = {each["kode"]: each for each in answer.data["funn"]}
    assert codes["avkuttet"]["blad"] == size
    assert "celler_ikke_apnet" in codes
    assert kontor.one("select max(blad) from logg_hendelse") == (size - 1,)


def test_a_log_cut_and_written_on_is_refused_too(kontor: Kontor) -> None:
    """The head fits its leaves, and is as long as the checkpoint says: but it is another."""
    size = kontor.log_size
    (front,) = kontor.one("select front from logg_hode")
    with kontor.read("leder") as r:
        r.permit_house(Action.LES_ANSATTE, "ansatte")
    kontor.office.pin()
    kontor.tamper("delete from logg_hendelse where blad >= ?", size)
    kontor.tamper("update logg_hode set front = ?", front)
    kontor.tamper("delete from logg_sjekkpunkt where storrelse > ?", size)
    with kontor.read("leder") as r:
        r.permit_house(Action.LES_NOKKELTALL, "nokkeltall")
    assert kontor.log_size == size + 1
    assert exin("ansatt", "liste", "--som", "admin", "--dir", kontor.folder).code == 1
    answer = logg(kontor, "verify", "--json")
    assert answer.code == 1
    assert "rot_avviker" in {each["kode"] for each in answer.data["funn"]}


def test_a_sink_that_lost_its_last_line_is_named(kontor: Kontor) -> None:
    sink = kontor.installation.path("sjekkpunkter")
    cases.register(kontor)
    kontor.office.pin()
    sink.write_bytes(b"".join(sink.read_bytes().splitlines(keepends=True)[:-1]))
    answer = logg(kontor, "verify", "--json")
    assert answer.code == 1
    assert "sjekkpunkt_mangler" in {each["kode"] for each in answer.data["funn"]}


# -- export ----------------------------------------------------------------------------------------


def test_nothing_is_exported_into_a_folder_with_something_in_it(kontor: Kontor, tmp_path: Path) -> None:
    (tmp_path / "ut").mkdir()
    (tmp_path / "ut" / "brev.txt").write_text("viktig")
    with kontor.new_events() as events:
        answer = logg(kontor, "eksport", tmp_path / "ut", "--som", "revisor")
    assert (answer.code, answer.out) == (2, "")
    assert "Mappen er ikke tom" in answer.err
    assert [path.name for path in (tmp_path / "ut").iterdir()] == ["brev.txt"]
    assert [(each.handling, each.utfall) for each in events] == [("eksporter_logg", "avvist")]


def test_an_export_is_whole_to_the_auditors_own_program(kontor: Kontor, tmp_path: Path) -> None:
    cases.case(kontor, "vurdering")
    answer = logg(kontor, "eksport", tmp_path / "ut", "--som", "revisor", "--json")
    key = kontor.installation.vkey
    command = [sys.executable, "-m", "audit", "verify", str(tmp_path / "ut"), "--vkey", key, "--json"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0
    report = json.loads(checked.stdout)
    assert report["innforsler"] == report["festet"] == answer.data["innforsler"] == kontor.log_size
    assert report["funn"] == []
    assert kontor.log()[-1].handling == "eksporter_logg"
    assert kontor.log()[-1].antall == kontor.log_size


# -- cannot log = cannot read ----------------------------------------------------------------------


def refuse_events(kontor: Kontor) -> None:
    kontor.tamper(
        "create trigger stopp before insert on logg_hendelse begin select raise(abort, 'stopp'); end"
    )


def lose_the_table(kontor: Kontor) -> None:
    kontor.tamper("drop index ix_logg_sak")
    kontor.tamper("create trigger stopp before update on logg_hode begin select raise(fail, 'stopp'); end")


READING = [
    ["ansatt", "liste", "--som", "leder"],
    ["ansatt", "sperr", "kari", "--som", "admin"],
    ["logg", "sok", "--som", "revisor"],
    ["logg", "verify"],
    ["logg", "verify", "--data"],
    ["keys", "rotate-kek", "--som", "admin"],
]


@pytest.mark.parametrize("spoil", [refuse_events, lose_the_table], ids=lambda way: way.__name__)
@pytest.mark.parametrize("args", READING, ids=" ".join)
def test_what_cannot_be_logged_is_neither_shown_nor_done(
    kontor: Kontor, args: list[str], spoil: Callable[[Kontor], None]
) -> None:
    spoil(kontor)
    before = kontor.rows("select * from ansatt order by brukernavn")
    keys = kontor.installation.path("nokkellager").read_bytes()
    answer = exin(*args, "--dir", kontor.folder)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "Loggen kan ikke skrives, og da vises og endres ingenting. Meld fra til drift.\n"
    assert kontor.rows("select * from ansatt order by brukernavn") == before
    assert kontor.installation.path("nokkellager").read_bytes() == keys


@pytest.mark.parametrize("args", READING, ids=" ".join)
def test_a_database_that_is_read_only_shows_nothing(
    kontor: Kontor, args: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make = sqlite.make_engine

    def read_only(path: Path) -> Engine:
        made = make(path)
        event.listen(made, "connect", lambda connection, _: connection.execute("pragma query_only = on"))
        return made

    monkeypatch.setattr(sqlite, "make_engine", read_only)
    answer = exin(*args, "--dir", kontor.folder)
    assert (answer.code, answer.out) == (1, "")
    assert "Loggen kan ikke skrives" in answer.err


def test_the_export_folder_is_for_its_owners_eyes(kontor: Kontor, tmp_path: Path) -> None:
    logg(kontor, "eksport", tmp_path / "ut", "--som", "revisor")
    files = [path for path in (tmp_path / "ut").rglob("*") if path.is_file()]
    assert files
    assert [path for path in (tmp_path / "ut", *files) if path.stat().st_mode & 0o077] == []
