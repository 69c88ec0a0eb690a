"""A small picture: as the browser takes it, with the colours that matter most, packed tightly.

Must not need a library: the browser counts the colours, and a picture with a palette is a few lines of bytes.
"""

import base64
import struct
import zlib
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

_SCRIPT: Final = Path(__file__).with_name("palett.js").read_text("utf-8").partition("*/")[2].strip()
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_WITH_PALETTE: Final = 3


def packed(png: bytes, workbench: Page) -> bytes:
    """The same picture with a palette. `workbench`: an empty page in which script may run."""
    source = "data:image/png;base64," + base64.b64encode(png).decode()
    found: dict[str, Any] = workbench.evaluate(_SCRIPT, source)
    width, height = found["width"], found["height"]
    pixels = base64.b64decode(found["rows"])
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    header = struct.pack(">IIBBBBB", width, height, 8, _WITH_PALETTE, 0, 0, 0)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", bytes(found["palette"])),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
