"""From pressing Enter on `uniconv-edge chat` to the first paint of the question box, on a pseudo-terminal.

    python benchmarks/start.py [--runs 7]

Prints the best and the median of the runs, beside what no program of this kind can avoid, in one run: a Python that
starts, and a Textual app of three widgets. The first paint is the launcher's (`tui/first_frame.py`), from which on keys
are kept; `the app answers` is when Textual has taken over and knows that there is no library yet.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Sequence

PAINTED, ANSWERS = b"Ask your documents", b"Which documents do you want to ask?"
BARE = """
from textual.app import App
from textual.widgets import Footer, Static, TextArea


class Bare(App):
    def compose(self):
        yield Static("uniconv-edge")
        yield TextArea(placeholder="Ask your documents")
        yield Footer()


Bare().run()
"""


def painted(command: Sequence[str], environment: dict[str, str], text: bytes = PAINTED) -> float:
    """Milliseconds until the text is painted; the program is ended afterwards."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    began, output = time.perf_counter(), b""
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environment
    )
    os.close(slave)
    try:
        while text not in output:
            if not select.select([master], [], [], 20)[0]:
                raise SystemExit(f"nothing was painted within 20 s: {output[-500:]!r}")
            output += os.read(master, 65536)
        return 1e3 * (time.perf_counter() - began)
    finally:
        process.terminate()
        # The end of the program waits for its last words to be read.
        while select.select([master], [], [], 0.2)[0]:
            try:
                if not os.read(master, 65536):
                    break
            except OSError:
                break
        process.wait(10)
        os.close(master)


def seconds(command: Sequence[str]) -> float:
    """Milliseconds that a command takes."""
    began = time.perf_counter()
    subprocess.run(command, check=True)
    return 1e3 * (time.perf_counter() - began)


def report(name: str, runs: int, measure: Callable[[], float]) -> None:
    """Best and median of some runs; the first, which compiles modules, is not counted."""
    measure()
    found = [measure() for _ in range(runs)]
    print(f"{name:32} best {min(found):6.0f} ms   median {statistics.median(found):6.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "TERM": "xterm-256color", "XDG_STATE_HOME": home}
        environment["UNICONV_EDGE_LIBRARY"] = f"{home}/library"
        # An installed program has its modules compiled.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        chat = [sys.executable, "-c", "from uniconv_edge.__main__ import main; main()", "chat"]
        bare = [sys.executable, "-c", BARE]
        report("python starts", runs, lambda: seconds([sys.executable, "-c", "pass"]))
        report("a bare Textual app, first paint", runs, lambda: painted(bare, environment))
        report("chat, first paint", runs, lambda: painted(chat, environment))
        report("chat, the app answers", runs, lambda: painted(chat, environment, ANSWERS))


if __name__ == "__main__":
    main()
