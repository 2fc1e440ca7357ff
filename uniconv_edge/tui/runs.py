"""The threads that read documents: one indexing run at a time, and the follower of the folders."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from uniconv_edge.tui import messages as m
from uniconv_edge.tui.progress import Progress, advanced, passed
from uniconv_edge.tui.trouble import explain, in_a_sentence

if TYPE_CHECKING:
    from uniconv_edge.tui.services import Services
    from uniconv_edge.types import IndexEvent, Published

_PROGRESS_SECONDS = 0.1
_REFRESH_SECONDS = 10.0
_FIRST_REFRESH_SECONDS = 1.0  # a question of who has just begun waits for it


class IndexRuns:
    """`refresh` is called, from a run's thread, when there is more to search; at the end with how the run ended."""

    def __init__(
        self,
        services: Services,
        post: Callable[[Message], object],
        refresh: Callable[[m.IndexFinished | None], object],
    ) -> None:
        self._services = services
        self._post = post
        self._refresh = refresh
        self._closing = threading.Event()
        self._indexing: threading.Thread | None = None
        self._under_way = threading.Event()
        self._ending = threading.Event()  # the run under way is to end before it is done
        self._watching: threading.Thread | None = None
        self._unwatch = threading.Event()
        self._turning = threading.Lock()  # watching is begun and ended from two threads

    def index(self, paths: Sequence[Path]) -> bool:
        """Read folders and files into the library; false when a run is under way."""
        if self.indexing:
            return False
        self._under_way.set()
        self._ending.clear()
        # The thread of the run before may still be ending; whoever waits for this one waits for both.
        arguments = (tuple(paths), self._indexing)
        self._indexing = threading.Thread(target=self._index, args=arguments, name="indexing", daemon=True)
        self._indexing.start()
        return True

    @property
    def indexing(self) -> bool:
        """Whether a run is under way; no longer so once a message says how it ended."""
        return self._under_way.is_set()

    def end(self) -> None:
        """End the run under way as soon as can be; what it has read stays."""
        self._ending.set()

    def watch(self, wanted: bool) -> None:
        """Follow the folders of the library, or no longer."""
        with self._turning:
            if not wanted:
                self._unwatch.set()
            elif not self.watching:
                self._begin_watching()

    def watch_anew(self) -> None:
        """Where the folders are followed, follow them with the model that is in use now."""
        with self._turning:
            if self.watching:
                self._unwatch.set()
                self._begin_watching()

    def _begin_watching(self) -> None:
        self._unwatch = threading.Event()
        arguments = (self._unwatch, self._watching)
        self._watching = threading.Thread(target=self._watch, args=arguments, name="watching", daemon=True)
        self._watching.start()

    @property
    def watching(self) -> bool:
        """Whether the folders are being followed."""
        return self._watching is not None and self._watching.is_alive() and not self._unwatch.is_set()

    def close(self, timeout: float) -> bool:
        """Stop; true when the threads ended within `timeout` seconds."""
        self._closing.set()
        self._unwatch.set()
        deadline = time.monotonic() + timeout
        running = [thread for thread in (self._indexing, self._watching) if thread is not None]
        for thread in running:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in running)

    def _index(self, paths: Sequence[Path], before: threading.Thread | None) -> None:
        if before is not None:
            before.join()
        run = _Run(self._post)

        def passed(cut: int, embedded: int) -> None:
            if self._ending.is_set():
                raise _Ended  # in the middle of a long document too
            run.passed(cut, embedded)

        try:
            # The library is closed before the end is told: another run may begin then.
            with contextlib.suppress(_Ended), contextlib.closing(self._services.index(paths, passed)) as events:
                for event in events:
                    if self._closing.is_set():
                        return
                    if run.goes_on(event):
                        self._refresh(None)
                    if self._ending.is_set():
                        break
        except Exception as error:
            self._under_way.clear()
            self._post(m.IndexFailed(*explain(error)))
        else:
            self._under_way.clear()
            self._refresh(run.finished())

    def _watch(self, stop: threading.Event, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()
        if stop.is_set():
            return
        self._post(m.WatchChanged(True))
        message = ""
        try:
            self._follow(self._services.watch(stop), stop)
        except Exception as error:
            message = in_a_sentence(*explain(error))
        self._post(m.WatchChanged(False, message))

    def _follow(self, events: Iterator[IndexEvent], stop: threading.Event) -> None:
        """Say something only when a document came, changed or left: a folder at rest is followed in silence."""
        from uniconv_edge.types import Indexed, Published, Removed

        run = _Run(lambda _: None)
        for event in events:
            if stop.is_set() or self._closing.is_set():
                return
            run.goes_on(event)
            if isinstance(event, Indexed | Removed):
                self._post(m.IndexProgressed(run.progress))
            if isinstance(event, Published):
                if run.progress.fresh or run.progress.removed:
                    self._refresh(run.finished())
                run = _Run(lambda _: None)


class _Ended(Exception):
    """The person has ended a run."""


class _Run:
    """The progress of one run, posted at a steady rate, and with each document that is in the library."""

    def __init__(self, post: Callable[[Message], object]) -> None:
        self.progress = Progress()
        self._post = post
        self._began = time.monotonic()
        self._refresh_due = self._began + _FIRST_REFRESH_SECONDS
        self._posted = 0.0
        self._published: Published | None = None

    def passed(self, cut: int, embedded: int) -> None:
        """More passages were cut, or have their vectors; called in the middle of long documents."""
        self.progress = passed(self.progress, cut, embedded)
        self._say()

    def goes_on(self, event: IndexEvent) -> bool:
        """Take one event; true when it is time to let the assistant see what has been read."""
        from uniconv_edge.types import Indexed, Published, Waiting

        if isinstance(event, Published):
            self._published = event
        if isinstance(event, Published | Waiting):
            return False
        self.progress = advanced(self.progress, event, _size_of(event))
        self._say(at_once=isinstance(event, Indexed))
        if not isinstance(event, Indexed) or time.monotonic() < self._refresh_due:
            return False
        self._refresh_due = time.monotonic() + _REFRESH_SECONDS
        return True

    def finished(self) -> m.IndexFinished:
        """The end of the run, which is `stopped` where it was not told to be done."""
        documents = self._published.documents if self._published else 0
        passages = self._published.passages if self._published else 0
        seconds = self._published.seconds if self._published else time.monotonic() - self._began
        return m.IndexFinished(self.progress, documents, passages, seconds, stopped=self._published is None)

    def _say(self, *, at_once: bool = False) -> None:
        # What is in the library is told at once: until the next event, a long document may pass.
        now = time.monotonic()
        if at_once or now - self._posted >= _PROGRESS_SECONDS:
            self._posted = now
            self.progress = replace(self.progress, seconds=now - self._began)
            self._post(m.IndexProgressed(self.progress))


def _size_of(event: IndexEvent) -> int:
    """The bytes of the file that an event is of, as `Scanned` counts them; 0 where it is of none, or the file is not
    there any more."""
    from uniconv_edge.library.query import PICTURE_ENDINGS

    path = getattr(event, "path", "")
    try:
        return Path(path).stat().st_size if path and not path.lower().endswith(PICTURE_ENDINGS) else 0
    except OSError:
        return 0
