"""The example of a configuration is complete: it parses, names every key there is, and shows the defaults."""

import tomllib

from exin.settings import Settings, load
from tests.architecture.tree import ROOT

EXAMPLE = ROOT / "config.example.toml"


def test_the_example_is_a_valid_configuration() -> None:
    assert load(EXAMPLE) == Settings()


def test_the_example_names_every_key() -> None:
    assert set(tomllib.loads(EXAMPLE.read_text("utf-8"))) == set(Settings.model_fields)
