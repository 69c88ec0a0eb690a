"""Thousands of forgeries by somebody with the files in hand: `exin logg verify --data` finds every one."""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from exin.app import open_for_verification
from exin.casework.logg.verifisering import verify
from exin.errors import ExinError
from exin.store.rows import name_of, table_of
from exin.store.tables import VERNET, LoggHendelse, LoggHode, LoggRad, LoggSjekkpunkt
from exin.store.verifisering import sealed_columns
from policies import Job
from tests.helpers import cases, tukling
from tests.helpers.office import Kontor, job, open_copy
from tests.helpers.scene import MODELS, Place, Row, Scene, columns_of, flipped, set_scene

Rounds = Callable[[int, int], int]


@pytest.fixture(scope="module")
def scene(kontor_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """An office with a past, for tests that take back what they write."""
    made = set_scene(open_copy(kontor_template, tmp_path_factory.mktemp("scene") / "var"))
    yield made
    made.held.close()


def test_what_nobody_touched_is_whole(scene: Scene) -> None:
    """Else every forgery would seem to be found. Rows of every protected kind are there, and some have a past."""
    with scene.held.undone():
        assert scene.codes() == frozenset()
    assert {table for table, _ in scene.past} == set(MODELS)
    assert {row.table for versions in scene.past.values() for row in versions[1:]} >= {
        *("person", "adresse", "sak", "tildeling", "inhabil", "samtykke", "ansatt"),
    }


# -- a byte flipped ------------------------------------------------------------------------------------------


def places(scene: Scene) -> dict[str, list[Place]]:
    """All values under proof, by what they are."""
    found: dict[str, list[Place]] = {}
    for model in (*VERNET, LoggHendelse, LoggHode, LoggRad, LoggSjekkpunkt):
        table, key = name_of(model), next(iter(table_of(model).primary_key.columns)).name
        keys = [row[0] for row in scene.query(f"select {key} from {table}")]  # noqa: S608 - names from the schema
        for column in table_of(model).c:
            kind = _kind(table, column.name, sealed=column.name in sealed_columns(model))
            found.setdefault(kind, []).extend(Place(table, column.name, key, at) for at in keys)
    return found


def _kind(table: str, column: str, *, sealed: bool) -> str:
    if table == "logg_hendelse":
        return column
    if table.startswith("logg_"):
        return table
    return "celle" if sealed else "åpen kolonne"


KINDS = {
    *("celle", "åpen kolonne"),
    *("blad", "kropp", "bladhash", "sak_id", "person_id", "ansatt_id", "slag", "tid"),
    *("logg_hode", "logg_rad", "logg_sjekkpunkt"),
}


def test_every_flipped_byte_is_found(scene: Scene, rounds: Rounds) -> None:
    chance, wanted = random.Random(20260115), rounds(300, 20_000)
    all_places = places(scene)
    assert set(all_places) == KINDS
    tried, found = Counter[str](), Counter[str]()
    while tried.total() < wanted:
        kind = chance.choice((*sorted(KINDS), "sluk"))
        with scene.held.undone():
            if kind == "sluk":
                codes = codes_with_the_sink_flipped(scene, chance)
            else:
                try:
                    chance.choice(all_places[kind]).flip(scene, chance)
                except sqlite3.IntegrityError:  # there is a row of that key
                    continue
                codes = scene.codes()
        tried[kind] += 1
        found[kind] += bool(codes)
    assert found == tried
    assert set(tried) == {*KINDS, "sluk"}


def codes_with_the_sink_flipped(scene: Scene, chance: random.Random) -> frozenset[str]:
    """Change one byte of the file with the checkpoints, verify, and change it back."""
    file = scene.office.pins.sink.path
    before = file.read_bytes()
    file.write_bytes(flipped(before, chance))
    try:
        return scene.codes()
    finally:
        file.write_bytes(before)


# -- a byte of the file itself -------------------------------------------------------------------------------


def under_proof(database: Path) -> list[list[tuple[object]]]:
    """All values under proof, as they lie in a file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.text_factory = bytes
        return [
            connection.execute(f"select {column} as verdi from {table} order by {key}").fetchall()  # noqa: S608
            for table, column, key in tukling.ALL
        ]


def verdict(kontor: Kontor) -> str:
    """What `exin logg verify --data` comes to on an installation opened anew."""
    try:
        installation = open_for_verification(kontor.folder, clock=kontor.clock)
    except ExinError as error:
        return type(error).__name__
    office = installation.office
    try:
        with office.read(job(Job.VERIFISERING)) as w:
            return "hel" if verify(w, office.pins, data=True).hel else "ikke hel"
    except (ExinError, OperationalError, sqlite3.OperationalError) as error:
        # The latter two where a table or column has lost its name.
        return type(error).__name__
    finally:
        installation.close()


def test_a_flipped_byte_of_the_file_is_found_or_refused_where_anything_under_proof_is_changed(
    kontor: Kontor, rounds: Rounds
) -> None:
    cases.case(kontor, "forlop")
    kontor.office.pin()
    kontor.close()
    with closing(sqlite3.connect(kontor.database)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    whole, values = kontor.database.read_bytes(), under_proof(kontor.database)
    used = [place for place, byte in enumerate(whole) if byte]
    chance, verdicts = random.Random(5), Counter[str]()
    for _ in range(rounds(40, 2_000)):
        place = chance.choice(used)
        spoilt = whole[:place] + bytes([whole[place] ^ chance.randint(1, 255)]) + whole[place + 1 :]
        put_file(kontor, spoilt)
        said = verdict(kontor)
        verdicts[said] += 1
        if said == "hel":  # a word of the schema, a district: what is under proof is as it was
            put_file(kontor, spoilt)
            assert under_proof(kontor.database) == values
    refused = {
        "Tampered",
        "LogUnavailable",
        "OperationalError",
        "Misconfigured",
    }  # the last: of another revision
    assert set(verdicts) <= {"hel", "ikke hel", *refused}
    assert verdicts["OperationalError"] <= verdicts.total() // 100
    assert verdicts["hel"] < verdicts.total() // 5


def put_file(kontor: Kontor, content: bytes) -> None:
    """Let the database be these bytes, and nothing beside them."""
    for left_over in kontor.database.parent.glob(f"{kontor.database.name}-*"):
        left_over.unlink()
    kontor.database.write_bytes(content)


# -- cells and rows moved -----------------------------------------------------------------------------------

ROW = "rad_er_ikke_siste_skriving"
CELLS = frozenset({"celle_apnes_ikke", "celle_feil_eier", "celle_nokkel_mangler", "celle_format"})
INDEX = "siste_skriving_endret"
GONE = "rad_mangler"
UNWRITTEN = "rad_uten_skriving"

OFTEN_ALIKE = ("begrunnelse", "kontakt", "notat", "samtykke", "overleveringsplan", "tilbud", "fortalt")
"""Tables in which two rows may be alike but for their ids: no unique index is in a forger's way."""


class Forger:
    """Somebody with a pen who knows where everything lies. Each forgery returns what it must be found by."""

    def __init__(self, scene: Scene, chance: random.Random) -> None:
        self.scene, self.chance = scene, chance
        self.cells = places(scene)["celle"]
        self.rows = [versions[-1] for versions in scene.past.values()]
        self.past = [(old, versions[-1]) for versions in scene.past.values() for old in versions[:-1]]
        self.resealed = [pair for pair in self.past if self._resealed(*pair)]
        self.pairs = self._cells_alike()

    def swap_any_two_cells(self) -> set[str]:
        """Two sealed cells anywhere change places."""
        return self._swap(*self.chance.sample(self.cells, 2))

    def swap_two_cells_of_a_row(self) -> set[str]:
        """Two sealed columns of one row change places."""
        one = self.chance.choice([cell for cell in self.cells if len(_sealed(cell.table)) > 1])
        others = [name for name in _sealed(one.table) if name != one.column]
        return self._swap(one, replace(one, column=self.chance.choice(others)))

    def swap_a_column_of_two_rows(self) -> set[str]:
        """One sealed column of two rows of a table: also of two rows of the same case."""
        return self._swap(*self.chance.choice(self.pairs))

    def replay_an_old_cell(self) -> set[str]:
        """A cell that once lay there, under a content version that is past."""
        old, _ = self.chance.choice(self.resealed)
        self._put(old, [self.chance.choice(_sealed(old.table))])
        return {ROW, *CELLS}

    def replay_old_cells_with_their_version(self) -> set[str]:
        """All cells that once lay there and the version that they open under, but not the row's other columns."""
        old, _ = self.chance.choice(self.resealed)
        self._put(old, [*_sealed(old.table), "innholdsversjon"])
        return {ROW}

    def put_back_a_row(self) -> set[str]:
        """A row as it once was, every column."""
        old, _ = self.chance.choice(self.past)
        self._put(old, columns_of(old.table))
        return {ROW}

    def put_back_a_row_with_its_line(self) -> set[str]:
        """The same, with what the index of last writes said of it then."""
        old, _ = self.chance.choice(self.past)
        self._put(old, columns_of(old.table))
        self.scene.write("update logg_rad set sammendrag = ? where rad = ?", *old.line[1:], old.id)
        return {ROW, INDEX}

    def take_a_row_away(self) -> set[str]:
        """A row, and half the times its line, are there no more."""
        row = self.chance.choice(self.rows)
        self.scene.write(f"delete from {row.table} where id = ?", row.id)  # noqa: S608 - names from the schema
        if self.chance.random() < 0.5:
            return {GONE}
        self.scene.write("delete from logg_rad where rad = ?", row.id)
        return {GONE, INDEX}

    def copy_a_row_under_another_id(self) -> set[str]:
        """A row once more, with a line of its own."""
        row = self.chance.choice([each for each in self.rows if each.table in OFTEN_ALIKE])
        new, names = self.chance.randbytes(16), columns_of(row.table)
        marks = ", ".join("?" for _ in names)
        statement = f"insert into {row.table} ({', '.join(names)}) values ({marks})"  # noqa: S608
        self.scene.write(statement, new, *row.values[1:])
        self.scene.write("insert into logg_rad (rad, sammendrag) values (?, ?)", new, *row.line[1:])
        return {UNWRITTEN, INDEX, *(CELLS if _sealed(row.table) else ())}

    def give_a_row_to_another(self) -> set[str]:
        """Cells under somebody else's case, or under one that can be nobody's."""
        row = self.chance.choice([each for each in self.rows if each.table in OFTEN_ALIKE])
        others = [each.id for each in self.rows if each.id != row.value("sak_id")]
        another = self.chance.choice((self.chance.choice(others), bytes(16), b"", b"x" * 17))
        self.scene.write(f"update {row.table} set sak_id = ? where id = ?", another, row.id)  # noqa: S608
        return {ROW, *CELLS}

    # -- with what ---------------------------------------------------------------------------------

    def _swap(self, one: Place, other: Place) -> set[str]:
        mine, theirs = one.read(self.scene), other.read(self.scene)
        one.write(self.scene, theirs)
        other.write(self.scene, mine)
        return {ROW, *CELLS}

    def _put(self, old: Row, columns: Sequence[str]) -> None:
        marks = ", ".join(f"{name} = ?" for name in columns)
        values = [old.value(name) for name in columns]
        self.scene.write(f"update {old.table} set {marks} where id = ?", *values, old.id)  # noqa: S608

    def _cells_alike(self) -> list[tuple[Place, Place]]:
        alike: dict[tuple[str, str], list[Place]] = {}
        for cell in self.cells:
            alike.setdefault((cell.table, cell.column), []).append(cell)
        return [pair for each in alike.values() for pair in pairwise(each)]

    @staticmethod
    def _resealed(old: Row, now: Row) -> bool:
        sealed = _sealed(old.table)
        return bool(sealed) and old.value(sealed[0]) != now.value(sealed[0])


def _sealed(table: str) -> tuple[str, ...]:
    return sealed_columns(MODELS[table])


FORGERIES: tuple[Callable[[Forger], set[str]], ...] = (
    Forger.swap_any_two_cells,
    Forger.swap_two_cells_of_a_row,
    Forger.swap_a_column_of_two_rows,
    Forger.replay_an_old_cell,
    Forger.replay_old_cells_with_their_version,
    Forger.put_back_a_row,
    Forger.put_back_a_row_with_its_line,
    Forger.take_a_row_away,
    Forger.copy_a_row_under_another_id,
    Forger.give_a_row_to_another,
)


def test_every_cell_moved_or_replayed_and_every_row_put_back_is_found_for_what_it_is(
    scene: Scene, rounds: Rounds
) -> None:
    forger = Forger(scene, random.Random(8))
    tried, found = Counter[str](), Counter[str]()
    for turn in range(rounds(180, 20_000)):
        forgery = FORGERIES[turn % len(FORGERIES)]
        with scene.held.undone():
            expected = forgery(forger)
            codes = scene.codes()
        tried[forgery.__name__] += 1
        found[forgery.__name__] += alike(expected, codes)
    assert found == tried
    assert len(tried) == len(FORGERIES)


def alike(expected: set[str], codes: frozenset[str]) -> bool:
    """Whether verification found just what was done. A cell that does not open may do so in several ways."""
    return expected - CELLS == codes - CELLS and bool(expected & CELLS) == bool(codes & CELLS)
