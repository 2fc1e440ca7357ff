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
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from uniconv_edge.tui.launch import ChatSettings

if TYPE_CHECKING:
    from uniconv_edge.tui.app import ChatApp
    from uniconv_edge.tui.core import Assistant
    from uniconv_edge.types import IndexEvent, Page

_CLOSE_SECONDS = 2.0
_LAUNCHER_SECONDS = 0.5


def main(settings_json: str) -> NoReturn:
    """Entry point of the child; `settings_json` is `ChatSettings.to_json()`."""
    from uniconv_edge.tui.app import ChatApp

    settings = ChatSettings.from_json(settings_json)
    library, model = Path(settings.library), Path(settings.model)
    app = ChatApp(
        open_assistant=lambda: open_assistant(model, library),
        index_paths=lambda paths: index_paths(model, library, paths),
        read_pages=lambda document_id: read_pages(library, document_id),
        model_name=model.name,
        paths=[Path(path) for path in settings.paths],
    )
    run(app)


def run(app: ChatApp) -> NoReturn:
    """Run the app on the terminal and end the process, whatever its threads still do."""
    claim_terminal()
    threading.Thread(target=_outlive_nobody, args=(app, os.getppid()), daemon=True).start()
    app.run()
    app.core.close(_CLOSE_SECONDS)
    sys.stdout.flush()
    # A native call cannot be interrupted; the person who quits is not made to wait for it.
    os._exit(app.return_code or 0)


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


def open_assistant(model: Path, library: Path) -> Assistant:
    """The real assistant; imported here because it loads native libraries, after the first paint."""
    from uniconv_edge.assistant.answer import Assistant

    return Assistant.open(model, library)


def index_paths(model: Path, library: Path, paths: Sequence[Path]) -> Iterator[IndexEvent]:
    """Index with an embedder of its own, since the assistant belongs to another thread."""
    from uniconv_edge.library.sync import sync
    from uniconv_edge.model.embedder import OnnxEmbedder

    yield from sync(library, paths, OnnxEmbedder.open(model))


def read_pages(library: Path, document_id: int) -> Sequence[Page]:
    """A document's pages over a connection of their own; none when it has left the library."""
    from uniconv_edge.library.store import Store

    with Store.open(library) as store:
        return store.pages(document_id)
