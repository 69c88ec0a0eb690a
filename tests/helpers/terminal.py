"""A terminal with `exin` running in it, as somebody sits at it: what is shown, and what is typed when asked.

Must not be quick: it starts a process for each command, so that keys, echo and interrupts are real.
"""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.architecture.tree import ROOT

CTRL_C, CTRL_D = b"\x03", b"\x04"

_PATIENCE = 30.0

_AT_THE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "exin", *sys.argv[1:]])
"""


class Terminal:
    """One run of the command line."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self._master = master
        self._came = bytearray()
        self._read_so_far = 0

    @property
    def screen(self) -> str:
        """All that was shown, what was typed and echoed too."""
        return self._came.decode("utf-8", errors="replace").replace("\r\n", "\n")

    def type(self, prompt: str, line: str | bytes) -> None:
        """Type a line, or keys, when a prompt is shown that was not answered yet."""
        self.wait_for(prompt)
        os.write(self._master, line if isinstance(line, bytes) else f"{line}\n".encode())

    def wait_for(self, text: str) -> None:
        """Read until a text is shown after those waited for before."""
        deadline = time.monotonic() + _PATIENCE
        while text not in self.screen[self._read_so_far :]:
            assert time.monotonic() < deadline, f"{text!r} is not shown: {self.screen!r}"
            assert self._read(), f"{text!r} was not shown before the end: {self.screen!r}"
        self._read_so_far = self.screen.index(text, self._read_so_far) + len(text)

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self._read():
            pass
        return self.process.wait(_PATIENCE)

    def _read(self) -> bool:
        """Take what comes; whether there may be more."""
        waiting = select.poll()  # not select(), which takes no descriptor past 1023
        waiting.register(self._master, select.POLLIN)
        assert waiting.poll(_PATIENCE * 1000), f"nothing comes: {self.screen!r}"
        try:
            came = os.read(self._master, 65_536)
        except OSError:  # so Linux says that the other end is closed
            return False
        self._came += came
        return bool(came)


@contextmanager
def terminal(*args: str | Path, **environment: str) -> Iterator[Terminal]:
    """`exin` with these arguments in a terminal of its own, with more in its environment."""
    master, slave = pty.openpty()
    command = [sys.executable, "-c", _AT_THE_TERMINAL, *map(str, args)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        os.close(master)
        process.kill()
        process.wait()
