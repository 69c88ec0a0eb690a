"""The KEK's file is refused unless its owner alone can read it and it is whole."""

import base64
import os
import stat
from pathlib import Path

import pytest

from exin.errors import Misconfigured, Tampered
from exin.sealing.codes import TEXTS
from exin.sealing.provider import FileKeyProvider, check_kek_place

GOOD = f"exin-kek-1:{'ab' * 8}:{base64.b64encode(b'k' * 32).decode()}\n"


def write(path: Path, text: str = GOOD, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(Misconfigured) as caught:
        FileKeyProvider(path)
    assert caught.value.kode in TEXTS
    return caught.value.kode


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666, 0o777])
def test_file_that_others_can_touch_is_refused(tmp_path: Path, mode: int) -> None:
    assert refusal(write(tmp_path / "kek", mode=mode)) == "kek_fil_rettigheter"


def test_link_to_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "kek"
    link.symlink_to(write(tmp_path / "apen", mode=0o644))
    assert refusal(link) == "kek_fil_rettigheter"


def test_link_to_a_private_file_is_read(tmp_path: Path) -> None:
    link = tmp_path / "kek"
    link.symlink_to(write(tmp_path / "lukket"))
    assert FileKeyProvider(link).kek_id == "ab" * 8


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_file_of_another_user_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "kek")
    os.chown(path, 12345, -1)
    assert refusal(path) == "kek_fil_eier"


def test_folder_pipe_and_nothing_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mappe").mkdir(mode=0o700)
    os.mkfifo(tmp_path / "ror", 0o600)
    (tmp_path / "blindvei").symlink_to(tmp_path / "borte")
    assert refusal(tmp_path / "mappe") == "kek_fil_type"
    assert refusal(tmp_path / "ror") == "kek_fil_type"
    assert refusal(tmp_path / "borte") == "kek_fil_mangler"
    assert refusal(tmp_path / "blindvei") == "kek_fil_mangler"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "hemmelig",
        GOOD.replace("kek-1", "kek-2"),
        GOOD.replace("ab" * 8, "ab" * 7),
        GOOD.replace("ab" * 8, "AB" * 8),
        GOOD.replace("ab" * 8, "xy" * 8),
        GOOD.replace("=", ""),
        GOOD.replace("a2tr", "a2 r"),
        GOOD[:-10],
        GOOD + GOOD,
        GOOD + "x",
        " " + GOOD,
        GOOD.replace(":", ";"),
        f"exin-kek-1:{'ab' * 8}:{base64.b64encode(b'k' * 31).decode()}\n",
        f"exin-kek-1:{'ab' * 8}:{base64.b64encode(b'k' * 33).decode()}\n",
        "x" * 1_000_000,
        GOOD.replace("a", "å"),
    ],
)
def test_file_of_another_form_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "kek", text)
    with pytest.raises(Misconfigured) as caught:
        FileKeyProvider(path)
    assert caught.value.args == ("kek_fil_format",)
    assert caught.value.__context__ is None


def test_making_never_overwrites(tmp_path: Path) -> None:
    path = write(tmp_path / "kek", "noe annet")
    with pytest.raises(Misconfigured) as caught:
        FileKeyProvider.make(path)
    assert caught.value.kode == "kek_fil_finnes"
    assert path.read_text() == "noe annet"
    assert [file.name for file in tmp_path.iterdir()] == ["kek"]


def test_making_does_not_follow_a_link(tmp_path: Path) -> None:
    (tmp_path / "kek").symlink_to(tmp_path / "et-annet-sted")
    with pytest.raises(Misconfigured):
        FileKeyProvider.make(tmp_path / "kek")
    assert not (tmp_path / "et-annet-sted").exists()


def test_made_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = FileKeyProvider.make(tmp_path / "kek")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "kek").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["kek"]
    again = FileKeyProvider(tmp_path / "kek")
    assert again.unwrap(made.wrap(b"nokkel", b"a"), b"a") == b"nokkel"


def test_every_made_kek_is_another(tmp_path: Path) -> None:
    first, second = FileKeyProvider.make(tmp_path / "a"), FileKeyProvider.make(tmp_path / "b")
    assert first.kek_id != second.kek_id
    with pytest.raises(Tampered):
        second.unwrap(first.wrap(b"nokkel", b""), b"")


def test_wrapped_bytes_open_only_whole_and_with_their_own_aad(tmp_path: Path) -> None:
    provider = FileKeyProvider.make(tmp_path / "kek")
    wrapped = provider.wrap(b"n" * 32, b"eier")
    assert wrapped != provider.wrap(b"n" * 32, b"eier")
    assert provider.unwrap(wrapped, b"eier") == b"n" * 32
    bad = [(wrapped, b"en annen"), (wrapped[:-1], b"eier"), (wrapped[:20], b"eier"), (b"", b"eier")]
    bad += [(bytes([*wrapped[:i], wrapped[i] ^ 1, *wrapped[i + 1 :]]), b"eier") for i in range(len(wrapped))]
    for bytes_, aad in bad:
        with pytest.raises(Tampered) as caught:
            provider.unwrap(bytes_, aad)
        assert caught.value.kode == "nokkel_endret"


def test_in_production_the_kek_may_not_lie_under_the_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "under").mkdir(parents=True)
    outside = tmp_path / "utenfor"
    outside.symlink_to(data / "under")
    for path in (
        data / "kek",
        data / "under" / "kek",
        tmp_path / "x" / ".." / "data" / "kek",
        outside / "kek",
    ):
        with pytest.raises(Misconfigured) as caught:
            check_kek_place(path, environment="production", data_dir=data)
        assert caught.value.kode == "kek_i_datamappen"
        check_kek_place(path, environment="development", data_dir=data)
    check_kek_place(tmp_path / "kek", environment="production", data_dir=data)
    check_kek_place(tmp_path / "data-nokkel" / "kek", environment="production", data_dir=data)
