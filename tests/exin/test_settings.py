"""The settings of an installation: what is not known refuses, and what was written is read back."""

from pathlib import Path

import pytest

from exin.errors import Misconfigured
from exin.settings import FILE_NAME, Settings, as_toml, folder, load


def write(folder: Path, text: str) -> Path:
    path = folder / FILE_NAME
    path.write_text(text, encoding="utf-8")
    return path


def test_where_there_is_no_file_there_is_no_installation(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as error:
        load(tmp_path / FILE_NAME)
    assert error.value.kode == "ingen_installasjon"


@pytest.mark.parametrize(
    "text, where",
    [
        ('hemlig = "x"', ("hemlig",)),
        ('environment = "test"', ("environment",)),
        ('nokler_i_minne = "256"', ("nokler_i_minne",)),
        ("nokler_i_minne = 0", ("nokler_i_minne",)),
        ("nokler_sekunder = 3601\nukjent = 1", ("nokler_sekunder", "ukjent")),
        ("[database]\nsti = 'x'", ("database",)),
        ('environment = "production"\nsmtp_tls = "ingen"', ("smtp_tls",)),
        ('smtp_tls = "ingen"\nsmtp_bruker = "exin"', ("smtp_bruker",)),
        ('smtp_vert = "post.example.org"', ("lenke", "smtp_avsender")),
        ('smtp_vert = "post.example.org/x"', ("smtp_vert",)),
        ('smtp_avsender = "EXIN <exin@example.org>"', ("smtp_avsender",)),
        ('lenke = "https://exin.example.org/"', ("lenke",)),
        ('lenke = "exin.example.org"', ("lenke",)),
        ('environment = "production"\nlenke = "http://exin.example.org"', ("lenke",)),
    ],
)
def test_an_unknown_key_or_value_refuses_and_is_named(
    tmp_path: Path, text: str, where: tuple[str, ...]
) -> None:
    with pytest.raises(Misconfigured) as error:
        load(write(tmp_path, text))
    assert error.value.kode == "oppsett_ukjent_eller_feil"
    assert error.value.where == where


@pytest.mark.parametrize("content", [b"environment = ", b"\xff\xfe", b'environment = "development"\n' * 2])
def test_a_file_that_does_not_parse_refuses(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(Misconfigured) as error:
        load(tmp_path / FILE_NAME)
    assert error.value.kode == "oppsett_kan_ikke_leses"


@pytest.mark.parametrize("path", ["/mnt/«nøkler»/kek", "C:\\exin\\kek", 'en "mappe"/kek', "linje\nskift"])
def test_what_is_written_is_read_back(tmp_path: Path, path: str) -> None:
    chosen = Settings(environment="production", kek=path, nokler_i_minne=12)
    assert load(write(tmp_path, as_toml(chosen))) == chosen


def test_the_folder_is_the_one_given_else_of_the_environment_else_var(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EXIN_DIR", raising=False)
    assert folder(None) == Path("var")
    monkeypatch.setenv("EXIN_DIR", "")
    assert folder(None) == Path("var")
    monkeypatch.setenv("EXIN_DIR", "/srv/exin")
    assert folder(None) == Path("/srv/exin")
    assert folder(tmp_path) == tmp_path
