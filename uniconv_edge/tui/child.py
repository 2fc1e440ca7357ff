"""The process the app runs in: the terminal is for the screen alone, everything else goes to the log."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import select
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from uniconv_edge.tui.first_frame import ENTER_SCREEN, settings_from
from uniconv_edge.tui.launch import ChatSettings
from uniconv_edge.tui.local import LocalServices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.drivers.linux_driver import LinuxDriver

    from uniconv_edge.tui.app import ChatApp

_CLOSE_SECONDS = 2.0
_LAUNCHER_SECONDS = 0.5
_INPUT_SECONDS = 0.05


def main(pipe: int) -> NoReturn:
    """Entry point of the child: loads the app, then waits on the descriptor `pipe` for `ChatSettings.to_json()`."""
    from uniconv_edge.tui.app import ChatApp

    with os.fdopen(pipe, encoding="utf-8") as told:
        settings_json = told.read()
    if not settings_json:
        # The command line was wrong, which the launcher says itself.
        os._exit(0)
    settings = ChatSettings.from_json(settings_json)
    services = LocalServices(
        Path(settings.library),
        Path(settings.model),
        settings.opener,
        context=settings.context,
        min_confidence=settings.min_confidence,
    )
    app = ChatApp(services, settings)
    if settings.terminal:
        app.driver_class = _on_first_frame(settings.terminal, app.painted)
    run(app, mouse=settings.mouse)


def run(app: ChatApp, *, mouse: bool = True) -> NoReturn:
    """Run the app on the terminal and end the process, whatever its threads still do."""
    claim_terminal()
    threading.Thread(target=_outlive_nobody, args=(app, os.getppid()), daemon=True).start()
    app.run(mouse=mouse)
    app.core.close(_CLOSE_SECONDS)
    sys.stdout.flush()
    # A native call cannot be interrupted; the person who quits is not made to wait for it.
    os._exit(app.return_code or 0)


def _on_first_frame(terminal: Sequence[object], painted: threading.Event) -> type[LinuxDriver]:
    """A driver for a screen that the launcher has opened already; `terminal` are the settings to leave behind.

    What was typed meanwhile is read once the app has `painted`: before, there is no question box to take it.
    """
    from textual.drivers.linux_driver import LinuxDriver

    class OnFirstFrame(LinuxDriver):
        def write(self, data: str) -> None:
            # Opened once more, the screen would be cleared by some terminals.
            if data != ENTER_SCREEN:
                super().write(data)

        def start_application_mode(self) -> None:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            self.attrs_before = settings_from(terminal)

        def run_input_thread(self) -> None:
            while not painted.wait(_INPUT_SECONDS) and not self.exit_event.is_set():
                pass
            super().run_input_thread()

    return OnFirstFrame


def _outlive_nobody(app: ChatApp, launcher: int) -> None:
    """End the app when its launcher was killed or its terminal closed: it would read the end of input for ever."""
    while os.getppid() == launcher and not _terminal_closed():
        time.sleep(_LAUNCHER_SECONDS)
    with contextlib.suppress(Exception):
        app.call_from_thread(app.exit)
        time.sleep(_CLOSE_SECONDS)
    os._exit(1)


def _terminal_closed() -> bool:
    """Whether the other side of the terminal has gone; a poll for nothing reports only that."""
    poller = select.poll()
    poller.register(0, 0)
    return bool(poller.poll(0))


def claim_terminal() -> None:
    """Keep the terminal for Textual's driver; descriptors 1 and 2, where native code prints, are the log."""
    os.umask(0o077)
    screen = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    os.dup2(2, 1)
    # Textual's driver writes to `sys.__stderr__`; the size of the terminal is asked of `sys.__stdout__`.
    sys.__stdout__ = sys.__stderr__ = screen  # type: ignore[misc]
    faulthandler.enable(file=2)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
