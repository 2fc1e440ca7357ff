"""The half of the conversation screen that knows the library: runs, the first steps, and what the bars say of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from uniconv_edge.tui import display, library_lines
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.progress import Progress
from uniconv_edge.tui.screens.clicks import StaleClicksDropped
from uniconv_edge.tui.trouble import in_a_sentence
from uniconv_edge.tui.widgets.bars import IndexLine, TopBar
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.turn import TurnView
from uniconv_edge.tui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from uniconv_edge.tui.core import Core
    from uniconv_edge.types import LibraryStatus

_LOOK_SECONDS = 2.0


class IndexingScreen(StaleClicksDropped[None]):
    """Owns which runs are under way and wait; a run belongs to the library, not to the screen that began it."""

    def __init__(self, core: Core) -> None:
        super().__init__()
        self._core = core
        self._status: LibraryStatus | None = None
        self._looking = False
        self._opened = False
        self._indexing = False
        self._queued: list[tuple[Path, ...]] = []
        self._samples_asked = False

    def on_mount(self) -> None:
        """Look now and then what other processes have done to the library; a look takes milliseconds."""
        self.set_interval(_LOOK_SECONDS, self._look_around)

    def read_paths(self, paths: Sequence[Path]) -> None:
        """Read folders and files into the library (none: those read before); one run at a time, the others wait."""
        if self._indexing or not self._core.runs.index(paths):
            if tuple(paths) not in self._queued:
                self._queued.append(tuple(paths))
            return
        self._indexing = True
        self.query_one(IndexLine).show(Progress())
        self.show_welcome()

    def action_stop_reading(self) -> None:
        """End the run under way, and take back what waits for it; what was read so far stays."""
        self._queued.clear()
        if self._indexing:
            self._core.runs.end()

    def action_add(self) -> None:
        """Ask for another folder to read."""
        from uniconv_edge.tui.screens.folder import FolderScreen

        self.app.push_screen(FolderScreen(self._core), self._add)

    def _add(self, path: Path | None) -> None:
        if path is not None:
            self.read_paths([path])
            self.query_one(Composer).focus()
        elif self.is_empty:
            self.show_welcome()  # there are other ways to begin

    @on(m.FirstStepChosen)
    def _begin(self, event: m.FirstStepChosen) -> None:
        samples = self._core.services.sample_documents() if event.samples else None
        if samples is None:
            self.action_add()
        else:
            self._add(samples)

    @on(m.FolderPreviewed)
    def _samples_looked(self, event: m.FolderPreviewed) -> None:
        if event.preview.files:
            self.query_one(Welcome).show_samples(event.preview)

    @on(m.IndexProgressed)
    def _index_progressed(self, event: m.IndexProgressed) -> None:
        if self._indexing:
            self.query_one(IndexLine).show(event.progress)

    @on(m.IndexFinished)
    def _index_finished(self, event: m.IndexFinished) -> None:
        if event.status is not None:
            self._opened = True
            self.show_status(event.status)
        nothing_read = event.status is not None and not event.status.documents and event.status.skipped
        if event.stopped or not nothing_read:  # why not is said in place of the conversation
            display.say(self, library_lines.run_ended(event))
        self._end_index()

    @on(m.IndexFailed)
    def _index_failed(self, event: m.IndexFailed) -> None:
        if not self.chat.is_listening(self.app.screen):
            display.say(self, in_a_sentence(event.message, event.hint), severe=True)
        self._end_index()

    @on(m.WatchChanged)
    def _watch_changed(self, event: m.WatchChanged) -> None:
        if event.message:
            display.say(self, event.message, severe=True)

    def _end_index(self) -> None:
        if self._core.runs.indexing:
            return  # what ended was a run of the follower
        self._indexing = False
        self.query_one(IndexLine).done()
        if self._queued:
            self.read_paths(self._queued.pop(0))
        else:
            self.show_welcome()

    def _look_around(self) -> None:
        if self._indexing or self._looking:
            return
        self._looking = True
        services = self._core.services

        def look() -> Message:
            try:
                return m.LibraryLooked(services.status())
            except Exception:  # what is wrong is said to the one who asks a question
                return m.LibraryLooked(None)

        self._core.errand(look, self.post_message)

    @on(m.LibraryLooked)
    def _looked_around(self, event: m.LibraryLooked) -> None:
        self._looking = False
        if event.status is None or event.status == self._status:
            return
        was_empty = self.is_empty
        self.show_status(event.status)
        if was_empty != self.is_empty:
            self._filled_or_emptied()

    def _filled_or_emptied(self) -> None:
        """Another process has read the first documents, or has removed the last ones."""
        self._core.look()
        if self.query_one(Welcome).steps.has_focus:
            self.query_one(Composer).focus()
        self.show_welcome()

    def show_status(self, status: LibraryStatus) -> None:
        """The library holds this now."""
        self._status = status
        self.query_one(TopBar).show(status)

    @property
    def is_empty(self) -> bool:
        """Whether the library is known to hold no document."""
        return self._opened and (self._status is None or not self._status.documents)

    def show_welcome(self) -> None:
        """What is said in place of a conversation, while there is none."""
        welcome = self.query_one(Welcome)
        welcome.display = not self.query(TurnView)
        if not self.is_empty or self._indexing:
            welcome.show_ready(reading=self._indexing)
            return
        welcome.show_empty(self._status.skipped if self._status else ())
        if not self._samples_asked:
            self._samples_asked = True
            self._look_at_samples()
        if welcome.display and not self.query_one(Composer).text:
            welcome.steps.focus()

    def _look_at_samples(self) -> None:
        services = self._core.services

        def look() -> Message | None:
            folder = services.sample_documents()
            return m.FolderPreviewed(services.preview(folder)) if folder else None

        self._core.errand(look, self.post_message)
