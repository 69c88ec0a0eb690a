"""Random strings typed where content belongs, and a nose for them wherever they must not be.

Must not be clever about where to look: every byte of every file counts, in any of the forms a string may take.
"""

import base64
import random
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

_LETTERS = "bcdfghjklmnpqrstvwz"
_LENGTH = 14
_THIRDS = 3  # base64 writes three bytes as four letters: a string looks different at each of three places


class Canaries:
    """Each has a label, which says where it was typed."""

    def __init__(self) -> None:
        self._draw = random.SystemRandom()
        self._forms: dict[str, tuple[bytes, ...]] = {}

    def text(self, label: str) -> str:
        """A word that was never seen before, to be typed as `label`."""
        word = "".join(self._draw.choice(_LETTERS) for _ in range(_LENGTH))
        self.watch(label, word)
        return word

    def day(self, label: str, day: date) -> str:
        """A day, as Norwegians type it; sought in that form and as ISO 8601."""
        self.watch(label, day.isoformat(), day.strftime("%d.%m.%Y"))
        return day.strftime("%d.%m.%Y")

    def watch(self, label: str, *words: str) -> None:
        """Look for these from now on, as `label`."""
        self._forms[label] = tuple(form for word in words for form in _forms(word))

    @property
    def labels(self) -> set[str]:
        """All that were typed."""
        return set(self._forms)

    def found_in(self, content: bytes | str) -> set[str]:
        """The labels of those that are in there."""
        raw = content.encode() if isinstance(content, str) else content
        haystack = raw + b"\0" + raw.lower()
        return {label for label, forms in self._forms.items() if any(form in haystack for form in forms)}

    def found_under(self, folder: Path) -> Mapping[str, set[str]]:
        """By file under a folder: the labels found in its name or its bytes."""
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert files, "nothing to look through"
        found = {
            str(path.relative_to(folder)): self.found_in(path.read_bytes()) | self.found_in(path.name)
            for path in files
        }
        return {name: labels for name, labels in found.items() if labels}


def _forms(word: str) -> Iterator[bytes]:
    plain = word.encode()
    yield plain
    yield plain[::-1]
    yield word.encode("utf-16-le")
    yield plain.hex().encode()
    for shift in range(_THIRDS):
        # What surrounds the word colours the letters at both ends: only those in the middle are its own.
        encoded = base64.b64encode(b"\0" * shift + plain + b"\0" * (-(shift + len(plain)) % _THIRDS))
        yield encoded[4 if shift else 0 : -4]
