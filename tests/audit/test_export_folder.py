"""An export is a folder that says the same as the log, and the check of it needs nothing else."""

import json
from pathlib import Path

import pytest

from audit.checkpoint import Ed25519Signer, vkey
from audit.errors import BadKey, Malformed
from audit.export import Tiler, is_tile_of, tile_path, write_export
from audit.findings import Code, Report
from audit.tree import leaf_hash, root_of
from audit.verify_export import check_export
from tests.audit.builders import ORIGIN, VKEY, bodies, checkpoint, checkpoints, entries, export

BODIES = bodies(600)
OTHER_SIGNER = Ed25519Signer(ORIGIN, b"\x09" * 32)
OTHER_KEY = vkey(OTHER_SIGNER.name, OTHER_SIGNER.public_key)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return export(tmp_path / "logg", BODIES)


def codes(report: Report) -> set[Code]:
    return {finding.kode for finding in report.findings}


def files(directory: Path) -> set[str]:
    return {path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()}


# --- refused ---


def test_an_export_is_not_written_over_anything(folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in files(folder)}
    with pytest.raises(FileExistsError):
        write_export(folder, entries(BODIES[:1]), checkpoints=[], vkey=VKEY)
    assert {name: (folder / name).read_bytes() for name in files(folder)} == before


@pytest.mark.parametrize("hole", [0, 5, 256])
def test_a_log_with_a_hole_cannot_be_exported(tmp_path: Path, hole: int) -> None:
    log = entries(BODIES[:300])
    del log[hole]
    with pytest.raises(Malformed) as refusal:
        write_export(tmp_path, log, checkpoints=[], vkey=VKEY)
    assert refusal.value.args == ("blad_mangler", hole)


def test_a_folder_that_is_not_there_cannot_be_checked(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        check_export(tmp_path / "ingen")


def test_a_key_that_is_none_is_the_callers_mistake(folder: Path) -> None:
    with pytest.raises(BadKey):
        check_export(folder, "noe")


# --- found ---


def test_an_export_under_another_key_than_the_auditors_is_found(tmp_path: Path) -> None:
    notes = [checkpoint(BODIES, signer=OTHER_SIGNER)]
    write_export(tmp_path, entries(BODIES), checkpoints=notes, vkey=OTHER_KEY)
    assert check_export(tmp_path).ok  # it agrees with itself
    report = check_export(tmp_path, VKEY)
    assert report.tampered
    assert codes(report) >= {Code.NOKKEL_AVVIKER, Code.SJEKKPUNKT_UGYLDIG}


def test_a_leaf_hash_changed_in_the_log_is_exported_as_it_stands_and_found(tmp_path: Path) -> None:
    log = entries(BODIES)
    log[300] = (300, log[300][1], bytes(32))
    write_export(tmp_path, log, checkpoints=checkpoints(BODIES, every=100), vkey=VKEY)
    report = check_export(tmp_path, VKEY)
    assert report.tampered
    assert report.findings[0].kode == Code.BLAD_ENDRET
    assert report.findings[0].blad == 300


@pytest.mark.parametrize(
    "name, expected",
    [
        ("checkpoint", {Code.FIL_MANGLER}),
        ("checkpoints.jsonl", {Code.FIL_MANGLER}),
        ("vkey", set()),
        ("tile/0/000", {Code.FIL_MANGLER}),
        ("tile/0/002.p/88", {Code.FIL_MANGLER}),
        ("tile/1/000.p/2", {Code.FIL_MANGLER}),
        ("tile/entries/000", {Code.AVKUTTET, Code.FREMMED_FIL}),
        ("tile/entries/001", {Code.AVKUTTET, Code.FREMMED_FIL, Code.FIL_MANGLER}),
        ("tile/entries/002.p/88", {Code.AVKUTTET, Code.FREMMED_FIL}),
    ],
)
def test_a_file_taken_out_is_found(folder: Path, name: str, expected: set[Code]) -> None:
    (folder / name).unlink()
    assert codes(check_export(folder, VKEY)) == expected


def test_without_its_own_key_and_none_given_an_export_is_incomplete(folder: Path) -> None:
    (folder / "vkey").unlink()
    report = check_export(folder)
    assert codes(report) == {Code.INGEN_NOKKEL}
    assert report.incomplete


@pytest.mark.parametrize(
    "name",
    [
        "tile/entries/003",
        "tile/entries/002",
        "tile/entries/002.p/89",
        "tile/entries/002.p/087",
        "tile/entries/000.p/3",
        "tile/0/003",
        "tile/1/000",
        "tile/2/000.p/1",
        "tile/notater.txt",
        "tile/0/x000/000",
    ],
)
def test_a_file_put_in_among_the_tiles_is_found(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes((folder / "tile/entries/000").read_bytes())
    assert check_export(folder, VKEY).tampered


@pytest.mark.parametrize("width", ["087", "0", "256", "300", "1e2", "\u0664"])
def test_a_bundle_of_a_width_that_is_none_is_not_taken_for_the_last(folder: Path, width: str) -> None:
    (folder / "tile/entries/002.p" / width).write_bytes(b"")
    assert codes(check_export(folder, VKEY)) == {Code.FREMMED_FIL}


def test_a_file_beside_the_export_is_only_remarked(folder: Path) -> None:
    (folder / "les meg\x1b[31m.txt").write_text("hei")
    report = check_export(folder, VKEY)
    assert codes(report) == {Code.UVEDKOMMENDE_FIL}
    assert report.ok
    assert "\x1b" not in report.findings[0].tekst


def test_two_bundles_that_changed_places_are_found_at_the_first_leaf(folder: Path) -> None:
    first, second = folder / "tile/entries/000", folder / "tile/entries/001"
    data = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(data)
    report = check_export(folder, VKEY)
    assert report.tampered
    assert report.findings[0].blad == 0


@pytest.mark.parametrize("name", ["tile/entries/001", "tile/entries/002.p/88"])
@pytest.mark.parametrize("cut", [1, 100, 1000])
def test_a_bundle_cut_short_is_found(folder: Path, name: str, cut: int) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:-cut])
    report = check_export(folder, VKEY)
    assert report.tampered
    assert Code.BUNT_ODELAGT in codes(report)
    # The last is under no full tile.
    assert (Code.FLIS_AVVIKER in codes(report)) is (name == "tile/entries/001")


@pytest.mark.parametrize("more", [b"\x00", b"\x00\x01{", b"\x00\x02{"])
def test_a_bundle_with_more_than_its_leaves_is_found(folder: Path, more: bytes) -> None:
    path = folder / "tile/entries/001"
    path.write_bytes(path.read_bytes() + more)
    assert codes(check_export(folder, VKEY)) == {Code.BUNT_ODELAGT}


@pytest.mark.parametrize("name", ["tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"])
@pytest.mark.parametrize("more", [b"", b"\x00", bytes(32)])
def test_a_tile_that_is_too_short_or_too_long_is_found(folder: Path, name: str, more: bytes) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes() + more if more else path.read_bytes()[:-1])
    assert codes(check_export(folder, VKEY)) == {Code.FLIS_AVVIKER}


def test_a_newest_checkpoint_that_is_not_the_last_of_the_list_is_found(folder: Path) -> None:
    first = json.loads((folder / "checkpoints.jsonl").read_text().splitlines()[0])["note"]
    (folder / "checkpoint").write_text(first)
    assert codes(check_export(folder, VKEY)) == {Code.SJEKKPUNKT_AVVIKER}


@pytest.mark.parametrize(
    "line",
    [
        "\n",
        "{}\n",
        "[]\n",
        '{"note":5}\n',
        "[" * 10**5 + "\n",
        '{"note":"x"}\n',
        "x",
        "\xff\n",
        '{"note":"\\ud800"}\n',
    ],
)
def test_a_line_in_the_list_of_checkpoints_that_is_none_is_found(folder: Path, line: str) -> None:
    path = folder / "checkpoints.jsonl"
    path.write_bytes(line.encode("latin-1") + path.read_bytes())
    assert Code.SJEKKPUNKT_UGYLDIG in codes(check_export(folder, VKEY))


def test_leaves_after_the_last_checkpoint_are_remarked(tmp_path: Path) -> None:
    notes = checkpoints(BODIES, every=100)[:-1]
    write_export(tmp_path, entries(BODIES), checkpoints=notes, vkey=VKEY)
    report = check_export(tmp_path, VKEY)
    assert report.ok
    assert codes(report) == {Code.UFESTET}
    assert report.pinned == 500


def test_an_export_of_a_log_without_checkpoints_is_incomplete(tmp_path: Path) -> None:
    write_export(tmp_path, entries(BODIES), checkpoints=[], vkey=VKEY)
    report = check_export(tmp_path, VKEY)
    assert codes(report) == {Code.INGEN_SJEKKPUNKT}
    assert report.incomplete


# --- in order ---


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513])
def test_an_export_of_any_size_is_in_order(tmp_path: Path, size: int) -> None:
    folder = export(tmp_path, BODIES[:size])
    report = check_export(folder, VKEY)
    assert report.findings == ()
    assert (report.size, report.pinned) == (size, size)
    assert report.root == root_of(map(leaf_hash, BODIES[:size]))


def test_the_folders_own_key_will_do_but_is_remarked(folder: Path) -> None:
    report = check_export(folder)
    assert codes(report) == {Code.NOKKEL_FRA_EKSPORTEN}
    assert report.ok


def test_the_files_are_those_of_tlog_tiles(folder: Path) -> None:
    assert files(folder) == {
        "checkpoint",
        "checkpoints.jsonl",
        "vkey",
        *("tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"),
        *("tile/0/000", "tile/0/001", "tile/0/002.p/88"),
        "tile/1/000.p/2",
    }


def test_nobody_but_its_owner_may_read_an_export(folder: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0
    assert all((folder / name).stat().st_mode & 0o077 == 0 for name in files(folder))


def test_tiles_of_a_large_tree_are_those_of_the_worked_example_of_c2sp() -> None:
    tiler = Tiler()
    tile = [bytes(32)] * 256
    full = [made for _ in range(273) for made in tiler.fold(tile)]
    full += tiler.fold(tile[:112])
    widths = {(made.level, made.number): len(made.hashes) for made in [*full, *tiler.rest()]}
    assert sum(level == 0 and width == 256 for (level, _), width in widths.items()) == 273
    assert {place: width for place, width in widths.items() if place[0] > 0 or width < 256} == {
        (0, 273): 112,
        (1, 0): 256,
        (1, 1): 17,
        (2, 0): 1,
    }
    assert all(is_tile_of(tile_path(*place, width), 70_000) for place, width in widths.items())


def test_each_hash_in_a_tile_is_the_root_of_the_full_tile_below() -> None:
    leaves = [leaf_hash(body) for body in BODIES]
    tiler = Tiler()
    for start in range(0, 600, 256):
        list(tiler.fold(leaves[start : start + 256]))
    (upper,) = [tile for tile in tiler.rest() if tile.level == 1]
    assert upper.hashes == (root_of(leaves[:256]), root_of(leaves[256:512]))
