"""From pressing Enter on `uniconv-edge chat` to the first paint of the question box, on a pseudo-terminal.

    python benchmarks/start.py [--runs 7]

Prints the best and the median of the runs, beside the parts that no program of this kind can avoid, in one run.
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

PAINTED = b"Ask your documents"


def first_paint(command: Sequence[str], environment: dict[str, str]) -> float:
    """Milliseconds until the question box is painted; the program is ended afterwards."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    began, output = time.perf_counter(), b""
    process = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environment
    )
    os.close(slave)
    try:
        while PAINTED not in output:
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
        chat = [sys.executable, "-c", "from uniconv_edge.__main__ import main; main()", "chat"]
        report("python starts", runs, lambda: seconds([sys.executable, "-c", "pass"]))
        report("python starts and loads Textual", runs, lambda: seconds([sys.executable, "-c", "import textual.app"]))
        report("chat, to the first paint", runs, lambda: first_paint(chat, environment))


if __name__ == "__main__":
    main()
