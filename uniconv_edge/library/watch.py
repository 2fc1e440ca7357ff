"""Keeping a library up to date while folders change: a first run, then another after each change. The only module that
uses watchfiles.

The system tells of changes where it can; where it cannot (too many folders, some network disks) they are looked for.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from uniconv_edge.errors import LibraryBusy, LibraryMissing, UniconvError
from uniconv_edge.library.extract import ocr
from uniconv_edge.library.extract.formats import format_of, is_called_heic, is_called_picture
from uniconv_edge.library.ignore import GIT_FILE, OWN_FILE
from uniconv_edge.library.roots import Choices
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.walk import SKIPPED_FOLDERS, is_under
from uniconv_edge.types import IndexEvent, PassageEmbedder, Waiting

# A run begins when nothing has changed for the first time, at the latest after the second; both in milliseconds.
_QUIET_MS, _LONGEST_MS = 300, 2_000
_POLL_MS = 1_000
_LOOK_MS = 200
_BUSY_SECONDS = 2.0
_LOOK_FOR_ROOTS_SECONDS = 5.0
# A folder that changes all the time must not keep the processor busy: rest this many times as long as a run took.
_REST = 1.0
_MAX_REST_SECONDS = 60.0
_AS_BEFORE = Choices()

_Identity = tuple[str, int, int]


def watch(
    folder: Path,
    paths: Sequence[Path],
    embedder: PassageEmbedder,
    choices: Choices = _AS_BEFORE,
    *,
    stop: threading.Event,
    polling: bool = False,
) -> Iterator[IndexEvent]:
    """Index as `sync` does, then again whenever something changes, until `stop` is set. Each pause begins with a
    `Waiting`. The library is locked only while a run lasts; while another process writes it, this one waits.

    Raises what `sync` raises, except LibraryBusy.
    """
    named: list[str] = [os.path.realpath(path) for path in paths]
    choices = replace(choices, may_remove=_asked_once(choices.may_remove))
    watcher = _Watcher(folder, polling)
    try:
        # Before the first run, which may take long: what is saved meanwhile is not missed.
        with suppress(LibraryMissing, LibraryBusy):
            watcher.start(named or _roots(folder))
        yield from _run(folder, paths, embedder, choices, stop)
        later = Choices(may_remove=choices.may_remove)
        while not stop.is_set():
            roots = named or _roots(folder)
            watcher.follow(roots)
            yield Waiting(f"watching {len(roots)} folders" if len(roots) != 1 else f"watching {roots[0]}")
            while not watcher.wait(stop) and not stop.is_set() and roots == (named or _roots(folder)):
                pass
            yield from _run(folder, [Path(root) for root in named], embedder, later, stop)
    finally:
        watcher.close()


def _run(
    folder: Path, paths: Sequence[Path], embedder: PassageEmbedder, choices: Choices, stop: threading.Event
) -> Iterator[IndexEvent]:
    while not stop.is_set():
        started = time.monotonic()
        try:
            yield from sync(folder, paths, embedder, choices)
        except LibraryBusy as error:
            yield Waiting(error.message)
            stop.wait(_BUSY_SECONDS)
            continue
        stop.wait(min(_MAX_REST_SECONDS, _REST * (time.monotonic() - started)))
        return


def _asked_once(may_remove: Callable[[str, int], bool]) -> Callable[[str, int], bool]:
    """Who said once that the documents of a folder stay is not asked again at every run that follows."""
    kept: set[str] = set()

    def ask(folder: str, documents: int) -> bool:
        if folder in kept or not may_remove(folder, documents):
            kept.add(folder)
            return False
        return True

    return ask


def _roots(folder: Path) -> list[str]:
    with Store.open(folder) as store:
        return list(store.roots())


class _Watcher:
    """One thread that waits for the system; it begins anew when a root comes or goes."""

    def __init__(self, library: Path, polling: bool) -> None:
        self._library = os.path.realpath(library)
        self._polling = polling
        self._seen: frozenset[_Identity] = frozenset()
        self._roots: list[str] = []
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._news: queue.SimpleQueue[bool | UniconvError] = queue.SimpleQueue()

    def start(self, roots: Sequence[str]) -> None:
        """Watch the roots that are there; returns when nothing can be missed any more."""
        self.close()
        self._roots = list(roots)
        self._seen = _identities(roots)
        self._stop = threading.Event()
        if not self._seen:
            return
        ready = threading.Event()
        self._thread = threading.Thread(target=self._listen, args=(self._stop, ready), name="watching", daemon=True)
        self._thread.start()
        ready.wait()

    def follow(self, roots: Sequence[str]) -> None:
        """Watch these roots from now on."""
        if self._thread is None or list(roots) != self._roots:
            self.start(roots)

    def wait(self, stop: threading.Event) -> bool:
        """Until something has changed (True), `stop` is set or some seconds have passed (False)."""
        until = time.monotonic() + _LOOK_FOR_ROOTS_SECONDS
        while not stop.is_set() and time.monotonic() < until:
            with suppress(queue.Empty):
                news = self._news.get(timeout=_LOOK_MS / 1_000)
                if isinstance(news, UniconvError):
                    raise news
                while not self._news.empty():
                    self._news.get()
                return True
            if _identities(self._roots) != self._seen:
                self.start(self._roots)
                return True
        return False

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _listen(self, stop: threading.Event, ready: threading.Event) -> None:
        from watchfiles import watch as changes_in

        paths = [path for path, *_ in self._seen]
        for polling in dict.fromkeys((self._polling, True)):
            try:
                for changes in changes_in(
                    *paths,
                    watch_filter=self._is_meant,
                    debounce=_LONGEST_MS,
                    step=_QUIET_MS,
                    stop_event=stop,
                    rust_timeout=_LOOK_MS,
                    yield_on_timeout=True,
                    raise_interrupt=False,
                    force_polling=polling or None,
                    poll_delay_ms=_POLL_MS,
                    ignore_permission_denied=True,
                ):
                    ready.set()
                    if changes:
                        self._news.put(True)
                return
            except (OSError, RuntimeError) as error:
                if polling:
                    self._news.put(UniconvError(f"the folders cannot be watched: {error}", "run `index` now and then"))
        ready.set()

    def _is_meant(self, _change: object, path: str) -> bool:
        if is_under(path, [self._library]):
            return False
        is_file = os.path.isfile(path)  # noqa: PTH113 - false, not an error, where it may not be looked at
        if format_of(path) is None and is_file and Path(path).name not in (GIT_FILE, OWN_FILE):
            return False
        is_picture = is_file and is_called_picture(path) and path not in self._roots
        if is_picture and not ocr.reads_pictures(heic=is_called_heic(path)):
            return False
        # The innermost: one inside another is followed although the outer passes it over, as a hidden folder.
        root = max((root for root in self._roots if is_under(path, [root])), key=len, default="")
        parts = Path(path[len(root) :]).parts
        return all(part in (GIT_FILE, OWN_FILE) or not _is_passed_over(part) for part in parts)


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED_FOLDERS


def _identities(roots: Sequence[str]) -> frozenset[_Identity]:
    found: set[_Identity] = set()
    for root in roots:
        with suppress(OSError):
            state = os.lstat(root)
            found.add((root, state.st_dev, state.st_ino))
    return frozenset(found)
