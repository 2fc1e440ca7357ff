"""The program: `uniconv-edge`, or `python -m uniconv_edge`. The app starts to load while the commands are imported."""

from __future__ import annotations

import os
import sys

_INTERRUPTED = 130

try:  # these are not loaded yet when Python has started
    import signal
    from collections.abc import Iterator
    from contextlib import contextmanager
    from types import FrameType
except KeyboardInterrupt:
    os._exit(_INTERRUPTED)


def main() -> None:
    """Run the command line. Ctrl-C ends it with status 130, also while it is being loaded."""
    _open_streams()
    try:
        if sys.argv[1:2] == ["chat"]:
            with _ending_at_once():
                from uniconv_edge.tui.launch import launch_early

            code = launch_early(sys.argv[1:])
            if code is not None:
                sys.exit(code)
        with _ending_at_once():
            from uniconv_edge.cli import main as commands
        commands()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _open_streams() -> None:
    """Streams that were closed (`<&-`) are None in Python; nothing is read from them then, and what is written is
    lost."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123


@contextmanager
def _ending_at_once() -> Iterator[None]:
    """While modules are imported there is nothing to put right, and an exception might be printed or swallowed by what
    is being imported. A Ctrl-C that is ignored, as by what runs in the background, stays so."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(_number: int, _frame: FrameType | None) -> None:
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
