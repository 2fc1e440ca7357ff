"""A program on a real pseudo-terminal: keys go in, every byte that comes out is kept."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from processes import end, wait_until

ENTER, ESCAPE, TAB = b"\r", b"\x1b", b"\t"
F1, F2, F3, F4 = b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS"
CTRL_B, CTRL_C, CTRL_F, CTRL_L, CTRL_N = (bytes([n]) for n in (2, 3, 6, 12, 14))
CTRL_O, CTRL_P, CTRL_Q, CTRL_Y = (bytes([n]) for n in (15, 16, 17, 25))
PROGRAM = Path(__file__).with_name("program.py")


class Terminal:
    """Runs `program.py`, or another program, with arguments on a terminal of the given size."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        columns: int = 100,
        rows: int = 30,
        program: Sequence[str] = (str(PROGRAM),),
    ) -> None:
        self._master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.settings_before = termios.tcgetattr(self.slave)
        self.output = b""
        self.process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", **environment},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                return
            if not data:
                return
            self.output += data

    def press(self, *keys: bytes) -> None:
        for key in keys:
            os.write(self._master, key)
            time.sleep(0.03)

    def paste(self, text: str) -> None:
        os.write(self._master, b"\x1b[200~" + text.encode("utf-8", "surrogatepass") + b"\x1b[201~")
        time.sleep(0.03)

    def click(self, column: int, row: int) -> None:
        os.write(self._master, f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m".encode())

    def wait_for(self, text: str, *, since: int = 0, seconds: float = 60.0) -> None:
        """Wait until the text was painted after byte `since`."""
        deadline, looked_at = time.monotonic() + seconds, -1
        while looked_at == len(self.output) or text not in visible(self.output[since:]):
            looked_at = len(self.output)
            assert time.monotonic() < deadline, f"{text!r} was not painted:\n{visible(self.output[since:])[-3000:]}"
            assert self.process.poll() is None, f"ended before {text!r}:\n{visible(self.output)[-2000:]}"
            time.sleep(0.03)

    def wait_for_more(self, painted: int, at_most: float = 20.0) -> None:
        """Wait until anything was painted after byte `painted`."""
        deadline = time.monotonic() + at_most
        while len(self.output) == painted and time.monotonic() < deadline:
            time.sleep(0.03)

    def press_until(self, text: str, *keys: bytes, attempts: int = 6) -> None:
        """Press the keys, one by one and slower each time, until the text is painted."""
        for attempt in range(1, attempts + 1):
            painted = len(self.output)
            for key in keys:
                self.press(key)
                time.sleep(0.2 * attempt)
            try:
                self.wait_for(text, since=painted, seconds=2.0 * attempt)
            except AssertionError:
                if attempt == attempts:
                    raise
            else:
                return

    def settle(self, seconds: float = 0.3, at_most: float = 6.0) -> None:
        """Wait until nothing was painted for a while."""
        size, deadline = -1, time.monotonic() + at_most
        while size != len(self.output) and time.monotonic() < deadline:
            size = len(self.output)
            time.sleep(seconds)

    def end(self, seconds: float = 60.0) -> int:
        """Wait for the program to end and for the last of its output; returns its exit code."""
        code = self.process.wait(seconds)
        self.drain()
        return code

    def drain(self) -> None:
        """Wait until all that was written so far is in `output`: what we write ourselves comes after it."""
        mark = f"<drained {len(self.output)}>".encode()
        os.write(self.slave, mark)
        wait_until(lambda: mark in self.output)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        end(self.process)
        os.close(self.slave)
        self._reader.join(2)
        os.close(self._master)


_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[@-Z\\-_=>])")


def visible(output: bytes) -> str:
    """What is left when escape sequences are taken out (not a terminal: positions are lost)."""
    return _SEQUENCE.sub(b"", output).decode("utf-8", "replace")
