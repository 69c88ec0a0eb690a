"""What is typed where content belongs is found nowhere but where it is shown to who may read it.

Looked through: every byte under the installation's folder, what commands write, the log and its export, faults too.
"""

import re
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from exin.cli.inn import parse_fields
from tests.helpers import people
from tests.helpers.canaries import Canaries
from tests.helpers.commands import COMMANDS, takes
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import SettableClock, make_template
from tests.helpers.registers import Register

pytestmark = pytest.mark.usefixtures("quick")

BORN = date(2001, 5, 17)
AREAS = ("motivasjon", "risiko", "beskyttelsesfaktorer", "behov", "skar")
MEETING = ("modul", "arena", "sted", "reise", "merknad")
IDENTITY = ("navn", "telefon", "epost", "adresse")


def command_of(words: list[str]) -> str:
    """The command that these words call."""
    return next(" ".join(path) for path, _ in COMMANDS if words[: len(path)] == path)


@dataclass
class Journey:
    """A day's work at one installation, with a new canary in each field."""

    folder: Path
    clock: SettableClock
    canaries: Canaries = field(default_factory=Canaries)
    typed: list[tuple[list[str], str]] = field(default_factory=list)
    """Each command that was given texts, with them."""
    answers: list[tuple[str, Svar]] = field(default_factory=list)
    offered: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The fields that each command would have taken."""
    given: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    shown: set[str] = field(default_factory=set)
    """What was seen on the way, and set right later."""

    def write(self, line: str, *fields: str, som: str = "kari", **known: str) -> Svar:
        """Run a command that is given texts: a canary for each field, and those known."""
        words, command = [*line.split(), "--som", som], command_of(line.split())
        said = known | {
            name: self.canaries.text(f"{line.split()[1]}:{name}:{len(self.typed)}") for name in fields
        }
        self.given[command] |= said.keys()
        self.typed.append((words, "\n".join(f"{name}: {text}" for name, text in said.items())))
        answer = self.type(*self.typed[-1])
        assert answer.code == 0, answer.said
        return answer

    def type(self, words: list[str], text: str) -> Svar:
        """Run a command with a text: every other time from a file, else from standard in."""
        file = self.folder.parent / "tekst.txt"
        file.write_text(text, "utf-8")
        if len(self.answers) % 2:
            return self.run(*words, "--fra-fil", str(file))
        return self.run(*words, "--fra-fil", "-", stdin=text)

    def run(self, *words: str, stdin: str = "") -> Svar:
        """Run a command, and keep what it wrote."""
        answer = exin(*words, "--dir", self.folder, stdin=stdin)
        self.answers.append((" ".join(words), answer))
        return answer


@pytest.fixture(scope="module")
def journey(quick: SettableClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """The whole journey, once for the tests that look at what it left."""
    made = Journey(make_template(tmp_path_factory.mktemp("reise") / "var"), quick)

    def noting(labels: Collection[str], text: str) -> dict[str, str]:
        made.offered[command_of(made.typed[-1][0])] |= set(labels)
        return parse_fields(labels, text)

    with pytest.MonkeyPatch.context() as patch, held_open(made.folder):
        patch.setattr("exin.cli.tekster.parse_fields", noting)
        travel(made)
        yield made


@contextmanager
def held_open(folder: Path) -> Iterator[None]:
    """As where others work at the same time: what was written stays in SQLite's log beside the database."""
    with ExitStack() as stack:
        for path in folder.rglob("*.sqlite"):
            connection = stack.enter_context(closing(sqlite3.connect(path)))
            connection.execute("select count(*) from sqlite_schema").fetchall()
        yield


@pytest.fixture(scope="module")
def numbers(journey: Journey) -> list[str]:
    """The numbers of all cases."""
    return [
        line["saksnr"]
        for line in exin("sak", "liste", "--alle", "--json", "--som", "leder", "--dir", journey.folder).data
    ]


def number_of(answer: Svar) -> str:
    return str(answer.data["saksnr"])


def travel(at: Journey) -> None:
    """Every command that takes a text, each field filled in."""
    first = take_in(at)
    follow(at, first)
    at.write(f"sak inhabil {first} ola", "begrunnelse", som="leder")
    again = number_of(at.write(f"sak ny --fra {first} --kilde direkte --json", "tekst"))
    second = turn_away(at)
    at.shown |= at.canaries.found_in(exin("sak", "vis", second, "--som", "leder", "--dir", at.folder).out)
    known = {
        "fodselsnummer": national_number(at, "person"),
        "fodselsdato": at.canaries.day("person:fodselsdato", date(2002, 8, 29)),
    }
    at.write(f"sak person {second}", *IDENTITY, som="leder", **known)
    at.write(f"sak slasammen {again} {second}", "begrunnelse", som="leder")
    at.write("sak sok", "sok", som="leder")


def national_number(at: Journey, label: str) -> str:
    number = people.new_number()
    at.canaries.watch(f"{label}:fodselsnummer", number)
    return number


def take_in(at: Journey) -> str:
    """A new henvendelse, assigned and talked with."""
    answer = at.write(
        "sak ny --kilde direkte --program exin_oslo --bydel Sagene --json",
        *(*IDENTITY, "tekst"),
        som="mottak",
        fodselsnummer=national_number(at, "ny"),
    )
    saksnr = number_of(answer)
    assert at.run("sak", "tildel", saksnr, "kari", "--som", "leder").code == 0
    at.write(f"sak samtale {saksnr} --tilknytning ja", "arena", "tekst")
    return saksnr


def follow(at: Journey, saksnr: str) -> None:
    """Through all phases, with a step back and a correction."""
    step = f"sak steg {saksnr}"
    at.write(f"{step} start_vurdering", "begrunnelse")
    at.write(f"sak kartlegg {saksnr}", *AREAS)
    at.write(f"sak samtykke {saksnr}", "tekst")
    at.write(f"{step} start_forlop", "begrunnelse")
    at.write(f"sak annuller {saksnr}", "begrunnelse")
    at.write(f"{step} start_forlop", "begrunnelse")
    at.write(f"sak kontaktforsok {saksnr}", "tekst")
    note = at.write(f"sak notat {saksnr} --json", "tekst").data["id"]
    at.write(f"sak notat {saksnr} --rett {note}", "tekst")
    meet(at, saksnr)
    at.write(f"sak frist {saksnr} plan --pause", "begrunnelse")
    at.write(f"sak plan {saksnr}", "tekst")
    at.write(f"{step} start_avslutning", "begrunnelse")
    at.write(f"sak overlevering {saksnr}", "tjeneste", "tekst")
    at.write(f"sak tilbud {saksnr} ikke_gitt", "tekst")
    at.write(f"sak fortalt {saksnr} --mate samtale", "tekst")
    at.write(f"{step} avslutt", "begrunnelse")


def meet(at: Journey, saksnr: str) -> None:
    """Two meetings, one of them written anew, and what became of them an hour later."""
    when = "2026-01-15T13:00"
    first, second = (
        at.write(f"sak mote ny {saksnr} --tid {when} --json", *MEETING).data["id"] for _ in range(2)
    )
    at.shown |= at.canaries.found_in(exin("sak", "moter", saksnr, "--som", "kari", "--dir", at.folder).out)
    at.write(f"sak mote flytt {saksnr} {first}", *MEETING)
    at.clock.forward(hours=2)
    at.write(f"sak mote holdt {saksnr} {first}", "tekst")
    at.write(f"sak mote ikke-mott {saksnr} {second}", "tekst")


def turn_away(at: Journey) -> str:
    """Somebody without a number, turned away, who comes back."""
    saksnr = number_of(
        at.write(
            "sak ny --kilde politi --program exin_oslo --bydel Alna --json",
            "navn",
            som="mottak",
            fodselsdato=at.canaries.day("ny:fodselsdato", BORN),
        )
    )
    reasons = ("begrunnelse", "tilbudsgrunn")
    at.write(f"sak steg {saksnr} ikke_tatt_inn --arsak kapasitet --tilbud ikke_gitt", *reasons, som="leder")
    return number_of(
        at.write(f"sak steg {saksnr} ny_henvendelse --kilde direkte --json", "tekst", som="leder")
    )


# -- the journey is the whole journey ------------------------------------------------------------------


def test_every_command_that_takes_a_text_was_on_the_journey(journey: Journey) -> None:
    wanted = {" ".join(path) for path, command in COMMANDS if takes(command, "--fra-fil")}
    assert journey.given.keys() == wanted - {
        "ansatt passord"
    }  # tried in tests/exin/cli/test_ansatt_innlogging.py


def test_every_field_of_every_command_was_filled_in(journey: Journey) -> None:
    left = {command: names - journey.given[command] for command, names in journey.offered.items()}
    assert {command: names for command, names in left.items() if names} == {}
    assert journey.offered.keys() == journey.given.keys()


NEVER_SHOWN = r"(inhabil:begrunnelse|slasammen:begrunnelse|frist:begrunnelse|sok:sok):\d+"
"""Why somebody is barred and why two persons are one (sealed, and no command opens it yet); what was searched for."""


def test_what_was_typed_is_shown_to_who_may_read_it(journey: Journey, numbers: list[str]) -> None:
    pages = [
        exin("sak", *asked, "--som", "leder", "--dir", journey.folder)
        for each in numbers
        for asked in (["vis", each, "--begrunnelser"], ["moter", each, "--alle"])
    ]
    shown = journey.canaries.found_in("".join(page.out for page in pages))
    unseen = journey.canaries.labels - shown - journey.shown
    assert [label for label in unseen if not re.fullmatch(NEVER_SHOWN, label)] == []


# -- and nowhere else --------------------------------------------------------------------------------------


def test_no_file_under_the_installation_has_it(journey: Journey) -> None:
    assert journey.canaries.found_under(journey.folder) == {}
    names = {path.name for path in journey.folder.rglob("*")}
    assert {"exin.sqlite", "exin.sqlite-wal", "nokler.sqlite", "sjekkpunkter.jsonl"} <= names


def test_no_command_that_writes_repeats_it(journey: Journey) -> None:
    said = {line: journey.canaries.found_in(answer.said) for line, answer in journey.answers}
    assert {line: labels for line, labels in said.items() if labels} == {}


SHOWS = {
    "sak liste --alle": {"navn"},
    "sak muligheter {sak}": set[str](),
    "sak moter {sak}": set[str](),
    "dag": set[str](),
    "ko": {"navn"},
    "nokkeltall --per 15.01.2026": set[str](),
    "hvorfor kari les_sak {sak}": set[str](),
    "ansatt liste": set[str](),
}
"""Which fields a command may show to a lead."""


@pytest.mark.parametrize("form", ["", " --json"], ids=["text", "json"])
@pytest.mark.parametrize("line, fields", SHOWS.items(), ids=SHOWS.keys())
def test_a_command_shows_only_its_own_fields(
    line: str, fields: set[str], form: str, journey: Journey, numbers: list[str]
) -> None:
    answer = exin(*f"{line}{form}".format(sak=numbers[0]).split(), "--som", "leder", "--dir", journey.folder)
    assert answer.code == 0
    assert {label.split(":")[1] for label in journey.canaries.found_in(answer.said)} == fields


def test_a_case_is_shown_without_its_reasons_unless_they_are_asked_for(
    journey: Journey, numbers: list[str]
) -> None:
    for saksnr in numbers:
        page = exin("sak", "vis", saksnr, "--som", "leder", "--dir", journey.folder)
        assert not {label for label in journey.canaries.found_in(page.out) if "begrunnelse" in label}


def test_neither_the_log_nor_its_export_has_it(journey: Journey, tmp_path: Path) -> None:
    found = exin("logg", "sok", "--json", "--som", "revisor", "--dir", journey.folder)
    assert len(found.data) > 2 * len(journey.typed)
    assert exin("logg", "eksport", tmp_path / "ut", "--som", "revisor", "--dir", journey.folder).code == 0
    assert journey.canaries.found_under(tmp_path / "ut") == {}
    assert journey.canaries.found_in(found.said) == set()
    verdict = exin("logg", "verify", "--data", "--dir", journey.folder)
    assert verdict.code == 0
    assert journey.canaries.found_in(verdict.said) == set()


# -- when it goes wrong --------------------------------------------------------------------------------------


def again(journey: Journey, folder: Path, som: str) -> list[Svar]:
    """Every command of the journey once more, by somebody, on a copy."""
    answers = []
    for words, text in journey.typed:
        who = ["--som", som]
        command = [*words[: words.index("--som")], *who, *words[words.index("--som") + 2 :]]
        answers.append(exin(*command, "--fra-fil", "-", "--dir", folder, stdin=text))
    return answers


@pytest.mark.parametrize("som", ["kari", "annen", "revisor", "sperret", "finnes-ikke"])
def test_a_refusal_does_not_repeat_it(journey: Journey, tmp_path: Path, som: str) -> None:
    folder = Path(shutil.copytree(journey.folder, tmp_path / "var"))
    answers = again(journey, folder, som)
    assert any(answer.code == 2 for answer in answers)
    assert [answer.said for answer in answers if journey.canaries.found_in(answer.said)] == []
    assert journey.canaries.found_under(folder) == {}


def test_a_fault_tells_nobody(journey: Journey, tmp_path: Path) -> None:
    """Every write fails deep in the database, with a message that quotes what it was given."""
    folder = Path(shutil.copytree(journey.folder, tmp_path / "var"))
    with closing(sqlite3.connect(folder / "data" / "exin.sqlite")) as connection, connection:
        for table in (
            "kontakt",
            "steg",
            "notat",
            "kartlegging",
            "samtykke",
            "begrunnelse",
            "person",
            "tilbud",
        ):
            for what in ("insert", "update"):
                connection.execute(
                    f"create trigger stopp_{table}_{what} before {what} on {table} "
                    f"begin select raise(abort, 'stopp'); end"
                )
    answers = again(journey, folder, "leder")
    assert any(answer.code == 1 for answer in answers)
    assert [answer.said for answer in answers if journey.canaries.found_in(answer.said)] == []
    assert "uventet_feil" in (folder / "drift.log").read_text("utf-8")
    assert journey.canaries.found_under(folder) == {}


def test_a_register_leaves_its_names_nowhere(tmp_path: Path) -> None:
    folder = make_template(tmp_path / "var")
    canaries = Canaries()
    register = Register()
    for saksnr, bydel in (("R-1", "Sagene"), ("R-2", "Atlantis"), ("R-2", "Sagene")):
        cells = {name: canaries.text(f"{saksnr}:{bydel}:{name}") for name in ("navn", "epost")}
        number = people.new_number()
        canaries.watch(f"{saksnr}:{bydel}:fodselsnummer", number)
        register.case(saksnr, bydel=bydel, fodselsnummer=number, **cells)
        register.event(
            saksnr, "03.02.2025", "henvendelse", merknad=canaries.text(f"{saksnr}:{bydel}:merknad")
        )
    files = [tmp_path / "henvendelser.csv", tmp_path / "hendelser.csv"]
    for path, text in zip(files, register.texts(), strict=True):
        path.write_text(text, "utf-8")
    answer = exin("import", *files, "--avvist", folder / "avvist.csv", "--som", "admin", "--dir", folder)
    assert answer.code == 2
    assert "er avvist" in answer.out
    assert canaries.found_in(answer.said) == set()
    assert canaries.found_under(folder) == {}
