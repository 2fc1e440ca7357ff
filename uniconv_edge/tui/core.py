"""The app's one connection to the model and the library: threads that take orders and post messages.

Every call of the assistant happens in the answering thread, because the native runtime is not safe to
share. Indexing has a thread of its own, so that a person can ask while documents are read; so has the
opening of a document, with a connection of its own, so that it need not wait for an answer. Nothing here
knows a widget.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from uniconv_edge.errors import LibraryMissing, UniconvError
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.trouble import explain

if TYPE_CHECKING:
    from uniconv_edge.types import AnswerEvent, IndexEvent, LibraryStatus, Page, Published, Turn

_STEADY_SECONDS = 1 / 30
_PROGRESS_SECONDS = 0.1
_REFRESH_SECONDS = 10.0


class Assistant(Protocol):
    """What the app needs of `uniconv_edge.assistant.answer.Assistant`."""

    def ask(self, question: str, *, stop: threading.Event | None = None) -> Iterator[AnswerEvent]: ...
    def reset(self, turns: Sequence[Turn] = ()) -> None: ...
    def refresh(self) -> None: ...
    def status(self) -> LibraryStatus: ...
    def close(self) -> None: ...


OpenAssistant = Callable[[], Assistant]
IndexPaths = Callable[[Sequence[Path]], Iterator["IndexEvent"]]
ReadPages = Callable[[int], Sequence["Page"]]
Job = Callable[[], None]


class Core:
    """Orders go in by method, from the app's thread; what happened comes out through `post`."""

    def __init__(
        self,
        open_assistant: OpenAssistant,
        index_paths: IndexPaths,
        read_pages: ReadPages,
        post: Callable[[Message], object],
    ) -> None:
        self._open_assistant = open_assistant
        self._index_paths = index_paths
        self._read_pages = read_pages
        self._post = post
        self._jobs: queue.Queue[Job | None] = queue.Queue()
        self._stop = threading.Event()
        self._closing = threading.Event()
        self._assistant: Assistant | None = None
        self._answering = threading.Thread(target=self._work, name="answering", daemon=True)
        self._indexing: threading.Thread | None = None

    # Orders ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the answering thread, which loads the model first."""
        self._answering.start()
        self._jobs.put(self._open)

    def ask(self, turn: int, question: str) -> None:
        """Ask; the messages that follow carry `turn`."""
        stop = self._stop = threading.Event()
        self._jobs.put(lambda: self._ask(turn, question, stop))

    def stop(self) -> None:
        """Stop the question being answered; returns at once."""
        self._stop.set()

    def forget(self) -> None:
        """Stop what is being answered and begin a new conversation."""
        self.stop()
        self._jobs.put(self._forget)

    def read(self, place: m.Place) -> None:
        """Fetch a document's pages, also while an answer is being written."""
        threading.Thread(target=self._read, args=(place,), name="reading", daemon=True).start()

    def index(self, paths: Sequence[Path]) -> bool:
        """Read folders and files into the library; false when a run is under way."""
        if self._indexing is not None and self._indexing.is_alive():
            return False
        self._indexing = threading.Thread(target=self._index, args=(tuple(paths),), name="indexing", daemon=True)
        self._indexing.start()
        return True

    def close(self, timeout: float) -> bool:
        """Stop everything; true when both threads ended within `timeout` seconds."""
        self._closing.set()
        self.stop()
        self._jobs.put(None)
        deadline = time.monotonic() + timeout
        running = [thread for thread in (self._answering, self._indexing) if thread and thread.ident]
        for thread in running:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in running)

    # The answering thread --------------------------------------------------------------------------

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None and not self._closing.is_set():
            job()
        if self._assistant is not None:
            self._assistant.close()

    def _open(self) -> None:
        if self._assistant is not None:
            return
        try:
            self._assistant = self._open_assistant()
            self._post(m.AssistantOpened(self._assistant.status()))
        except LibraryMissing as error:
            self._post(m.AssistantUnavailable(error.message, error.hint, empty=True))
        except Exception as error:
            self._post(m.AssistantUnavailable(*explain(error)))

    def _ask(self, turn: int, question: str, stop: threading.Event) -> None:
        if stop.is_set():
            self._post(m.QuestionStopped(turn))
            return
        self._open()
        if self._assistant is None:
            self._post(m.QuestionFailed(turn, "there is nothing to ask yet", "add a folder of documents first"))
            return
        try:
            self._relay(turn, self._assistant.ask(question, stop=stop))
        except Exception as error:
            self._post(m.QuestionFailed(turn, *explain(error)))

    def _relay(self, turn: int, events: Iterator[AnswerEvent]) -> None:
        from uniconv_edge.types import Finished, QuoteFound, Retrieved, Stopped, TextDelta

        text, sent = "", 0.0
        for event in events:
            if isinstance(event, TextDelta):
                text += event.text
            if text and (not isinstance(event, TextDelta) or time.monotonic() - sent >= _STEADY_SECONDS):
                self._post(m.TextArrived(turn, text))
                text, sent = "", time.monotonic()
            if isinstance(event, Retrieved):
                self._post(m.SourcesRetrieved(turn, event.sources))
            elif isinstance(event, QuoteFound):
                self._post(m.QuoteArrived(turn, event.quote))
            elif isinstance(event, Finished):
                self._post(m.QuestionAnswered(turn, event.answer))
            elif isinstance(event, Stopped):
                self._post(m.QuestionStopped(turn))

    def _forget(self) -> None:
        if self._assistant is not None:
            self._assistant.reset()

    def _refresh(self, finished: m.IndexFinished | None = None) -> None:
        try:
            if self._assistant is None:
                self._open()
            else:
                self._assistant.refresh()
            if finished is not None and self._assistant is not None:
                finished.status = self._assistant.status()
        except Exception as error:
            self._post(m.IndexFailed(*explain(error)))
        if finished is not None:
            self._post(finished)

    # A reading thread ----------------------------------------------------------------------------------

    def _read(self, place: m.Place) -> None:
        try:
            self._post(m.PagesRead(place, self._read_pages(place.document_id)))
        except Exception as error:
            self._post(m.ReadingFailed(*explain(error)))

    # The indexing thread ---------------------------------------------------------------------------

    def _index(self, paths: Sequence[Path]) -> None:
        try:
            self._follow(self._index_paths(paths))
        except UniconvError as error:
            self._post(m.IndexFailed(error.message, error.hint))
        except Exception as error:
            self._post(m.IndexFailed(*explain(error)))

    def _follow(self, events: Iterator[IndexEvent]) -> None:
        from uniconv_edge.types import Published

        progress, posted, refreshed = m.Progress(), 0.0, time.monotonic()
        for event in events:
            if self._closing.is_set():
                return
            if isinstance(event, Published):
                self._finish(progress, event)
                return
            progress, now = advanced(progress, event), time.monotonic()
            if now - posted >= _PROGRESS_SECONDS:
                self._post(m.IndexProgressed(progress))
                posted = now
            if now - refreshed >= _REFRESH_SECONDS:
                self._jobs.put(self._refresh)
                refreshed = now

    def _finish(self, progress: m.Progress, event: Published) -> None:
        finished = m.IndexFinished(progress, event.documents, event.passages, event.seconds, None)
        self._jobs.put(lambda: self._refresh(finished))


def advanced(progress: m.Progress, event: IndexEvent) -> m.Progress:
    """The progress after one more event of a run. Pure."""
    from uniconv_edge.types import Published, Removed, Scanned, Skipped

    if isinstance(event, Scanned):
        return m.Progress(progress.done, event.files, progress.skipped, progress.latest)
    if isinstance(event, Removed | Published):
        return progress
    skipped = progress.skipped + isinstance(event, Skipped)
    return m.Progress(progress.done + 1, progress.total, skipped, event.path)
