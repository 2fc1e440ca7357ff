"""The app's one connection to the model and the library: threads that take orders and post messages.

Every call of the assistant and of the stored conversations happens in the answering thread, because the native runtime
is not safe to share. Indexing and watching have threads of their own (`runs`), so that a person can ask meanwhile;
everything else is an errand on a short-lived thread, so that it need not wait. Nothing here knows a widget.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from uniconv_edge.errors import ConfigurationError, LibraryMissing, UniconvError, UsageError
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.keeping import Instead, Keeper, turns_of
from uniconv_edge.tui.runs import IndexRuns
from uniconv_edge.tui.trouble import explain

if TYPE_CHECKING:
    from uniconv_edge.assistant.past.history import Exchange
    from uniconv_edge.tui.services import Assistant, Kept, Services
    from uniconv_edge.types import Answer, AnswerEvent

_STEADY_SECONDS = 1 / 30
_PAINTED_SECONDS = 0.5
Job = Callable[[], object]
Errand = Callable[[], Message | None]


class Core:
    """Orders go in by method, from the app's thread; what happened comes out through `post`."""

    def __init__(self, services: Services, post: Callable[[Message], object]) -> None:
        self.services = services
        self._post = post
        self._jobs: queue.Queue[Job | None] = queue.Queue()
        self._stop = threading.Event()
        self._closing = threading.Event()
        self._leaving = threading.Event()  # a new conversation is ordered: the one before is shown no more
        self._assistant: Assistant | None = None
        self._ahead: Iterator[None] = iter(())  # what the assistant makes ready
        self._keeper = Keeper(services, post)
        self._library = ""
        self._filters = ""
        self._answering = threading.Thread(target=self._work, name="answering", daemon=True)
        self.runs = IndexRuns(services, post, lambda finished: self._jobs.put(lambda: self._refresh(finished)))

    # Orders ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the answering thread, which loads the model first."""
        self._answering.start()
        self._jobs.put(self._open)

    def ask(
        self,
        turn: int,
        question: str,
        *,
        replacing: int | None = None,
        before: Sequence[Answer] = (),
        after: Sequence[Answer] = (),
    ) -> None:
        """Ask; the messages that follow carry `turn`. `replacing`: the stored answer whose place this one takes. One
        that could not be stored is the first of `after`: what is shown from it on, as `before` is what is above it."""
        stop = self._stop = threading.Event()
        instead = Instead(replacing, before, after) if replacing is not None or after else None
        self._jobs.put(lambda: self._ask(turn, question, instead, stop))

    def stop(self) -> None:
        """Stop the question being answered; returns at once."""
        self._stop.set()

    def forget(self) -> None:
        """Stop what is being answered and begin a new conversation."""
        self.stop()
        self._leaving.set()
        self._jobs.put(lambda: self._continue(None))

    def resume(self, conversation: int) -> None:
        """Stop what is being answered and go on with a stored conversation."""
        self.stop()
        self._jobs.put(lambda: self._guarded(lambda: self._resume(conversation)))

    def select(self, exchange: int) -> None:
        """Show the branch of another version of a question."""
        self._jobs.put(lambda: self._guarded(lambda: self._select(exchange)))

    def keep_filters(self, filters: str) -> None:
        """The conversation asks these documents only, also when it is resumed."""
        self._jobs.put(lambda: self._guarded(lambda: self._take_filters(filters)))

    def deleted(self, conversation: int) -> None:
        """A stored conversation was deleted: it leaves the screen, and what is asked next begins a new one."""
        if conversation == self._keeper.conversation:  # another may be answering meanwhile
            self.stop()
        self._jobs.put(lambda: self._let_go(conversation))

    def use_model(self, name: str) -> None:
        """Answer with another model from now on."""
        self.stop()
        self._jobs.put(lambda: self._guarded(lambda: self._use_model(name)))

    def look(self) -> None:
        """Try to open the assistant again, or see what has changed in the library."""
        self._jobs.put(self._refresh)

    def read(self, place: m.Place) -> None:
        """Fetch a document's pages, also while an answer is being written."""
        self._on_thread("reading", lambda: self._read(place))

    def errand(self, errand: Errand, reply: Callable[[Message], object]) -> None:
        """Run a call of the services on a thread of its own; `reply` gets its message, or what went wrong."""
        self._on_thread("errand", lambda: self._run_errand(errand, reply))

    def open_file(self, path: str, page: int | None, reply: Callable[[Message], object]) -> None:
        """Open a document in the person's own program, as an errand that says which."""
        self.errand(lambda: m.ErrandDone(f"Opened with {self.services.open_file(path, page)}."), reply)

    @property
    def library(self) -> str:
        """The folder of the library that is asked, "" before it is open."""
        return self._library

    @property
    def conversation(self) -> int | None:
        """The stored conversation that is on the screen, None for one that is not stored yet."""
        return self._keeper.conversation

    def close(self, timeout: float) -> bool:
        """Stop everything; true when all threads ended within `timeout` seconds."""
        self._closing.set()
        self.stop()
        self._jobs.put(None)
        deadline = time.monotonic() + timeout
        if self._answering.ident:
            self._answering.join(max(0.0, timeout))
        ended = self.runs.close(max(0.0, deadline - time.monotonic()))
        return ended and not self._answering.is_alive()

    # The answering thread --------------------------------------------------------------------------

    def _work(self) -> None:
        while (job := self._next()) is not None and not self._closing.is_set():
            job()
        if self._assistant is not None:
            self._assistant.close()
        self._keeper.close()

    def _next(self) -> Job | None:
        """The next order. Until it comes the assistant makes ready what a question will need, once what the order
        before came to is painted."""
        with contextlib.suppress(queue.Empty):
            return self._jobs.get(timeout=_PAINTED_SECONDS)
        for _ in self._ahead:
            if not self._jobs.empty():
                break
        return self._jobs.get()

    def _guarded(self, job: Job) -> None:
        try:
            job()
        except Exception as error:
            self._post(m.ErrandFailed(*explain(error)))

    def _open(self) -> tuple[str, str]:
        """Open the assistant if need be; (message, hint) when that is not possible."""
        if self._assistant is None:
            try:
                self._connect()
            except Exception as error:
                return self._unavailable(error)
        return "", ""

    def _connect(self) -> None:
        self._assistant = self.services.open_assistant()
        self._ahead = self._assistant.prepare()
        status = self._assistant.status()
        first, self._library = not self._library, status.folder
        self._post(m.AssistantOpened(status, self.services.model_name))
        # It answers also where the stored conversation has gone.
        self._guarded(lambda: self._remind(first))

    def _remind(self, first: bool) -> None:
        """Tell an assistant that was just opened what has been said; if it is the first, the person where."""
        if self._assistant is not None and self._keeper.conversation is not None:
            self._tell(self._assistant, self._keeper.branch())
            if first:
                self._tell_of_library()

    def _unavailable(self, error: Exception) -> tuple[str, str]:
        if isinstance(error, LibraryMissing):
            self._post(m.AssistantUnavailable(error.message, error.hint, self.services.model_name, empty=True))
            return "there is nothing to ask yet", "add a folder of documents first"
        trouble = explain(error)
        self._post(m.AssistantUnavailable(*trouble, self.services.model_name))
        return trouble

    def _ask(self, turn: int, question: str, instead: Instead | None, stop: threading.Event) -> None:
        done, failed = False, None
        if stop.is_set():
            self._post(m.QuestionStopped(turn))
        else:
            done, failed = self._tried(turn, question, instead, stop)
        if not done and instead is not None and not self._leaving.is_set():
            self._guarded(lambda: self._put_back(instead))
        if failed is not None:  # told last: below what is shown again
            self._post(failed)

    def _tried(
        self, turn: int, question: str, instead: Instead | None, stop: threading.Event
    ) -> tuple[bool, m.QuestionFailed | None]:
        """Whether the question was answered to its end, and what went wrong, if anything did."""
        try:
            # Another process may have written the library since the last question.
            trouble = self._see_changes()
            if self._assistant is None:
                return False, m.QuestionFailed(turn, *trouble)
            return self._answer(self._assistant, turn, question, instead, stop), None
        except Exception as error:
            wrong = isinstance(error, UsageError) and not isinstance(error, ConfigurationError)
            return False, m.QuestionFailed(turn, *explain(error), wrong=wrong)

    def _answer(
        self, assistant: Assistant, turn: int, question: str, instead: Instead | None, stop: threading.Event
    ) -> bool:
        """Whether the question was answered to its end."""
        replacing = None if instead is None else instead.exchange
        if instead is not None:
            assistant.reset(self._keeper.turns_before(instead))
        assistant.filters = self._filters
        self._ahead = assistant.prepare()
        return self._relay(turn, assistant.ask(question, stop=stop), lambda answer: self._keep(answer, replacing, stop))

    def _put_back(self, instead: Instead) -> None:
        """The other answer keeps its place: the branch in which it stands goes on, the one on the screen else."""
        if instead.exchange is not None:
            with contextlib.suppress(UniconvError):
                self._show(self._keeper.conversation, self._keeper.branch())
                return
        if self._assistant is not None:
            self._assistant.reset(turns_of((*instead.before, *instead.after)))

    def _relay(self, turn: int, events: Iterator[AnswerEvent], keep: Callable[[Answer], Kept | None]) -> bool:
        from uniconv_edge.types import Finished, QuoteFound, Retrieved, Stopped, TextDelta

        text, sent, began, tokens = "", 0.0, 0.0, 0
        for event in events:
            now = time.monotonic()
            if isinstance(event, TextDelta):
                began, tokens, text = began or now, tokens + 1, text + event.text
            if text and (not isinstance(event, TextDelta) or now - sent >= _STEADY_SECONDS):
                self._post(m.TextArrived(turn, text, (tokens - 1) / (now - began) if now - began > 0.2 else 0.0))
                text, sent = "", now
            if isinstance(event, Retrieved):
                self._post(m.SourcesRetrieved(turn, event.sources))
            elif isinstance(event, QuoteFound):
                self._post(m.QuoteArrived(turn, event.quote))
            elif isinstance(event, Finished):
                self._post(m.QuestionAnswered(turn, event.answer, keep(event.answer)))
                for _ in events:
                    pass  # what the assistant still computes for the next question
                return True
            elif isinstance(event, Stopped):
                self._post(m.QuestionStopped(turn))
        return False

    def _keep(self, answer: Answer, replacing: int | None, stop: threading.Event) -> Kept | None:
        before = self._keeper.conversation
        kept = self._keeper.keep(answer, self._library, replacing, stop)
        if self._keeper.conversation != before:
            self._guarded(self._keep_filters)
        return kept

    def _take_filters(self, filters: str) -> None:
        self._show_filters(filters)
        self._keep_filters()

    def _show_filters(self, filters: str) -> None:
        self._filters = filters
        self._post(m.FiltersChanged(filters))

    def _keep_filters(self) -> None:
        self._keeper.keep_filters(self._filters)

    def _continue(self, conversation: int | None) -> None:
        """Make the assistant's conversation the stored one, or a new one."""
        self._leaving.clear()
        self._show(conversation, () if conversation is None else self._keeper.history.thread(conversation))

    def _resume(self, conversation: int) -> None:
        self._continue(conversation)
        self._tell_of_library()

    def _tell_of_library(self) -> None:
        """Say of the stored conversation that it was held with another library than the one that is open."""
        if self._keeper.conversation is not None and self._library:
            held = self._keeper.history.conversation(self._keeper.conversation)
            if not held.is_of(self._library):
                self._post(m.HeldElsewhere(held.library))

    def _show(self, conversation: int | None, exchanges: Sequence[Exchange]) -> None:
        if conversation is not None:
            filters = self._keeper.history.filters(conversation)
            self._post(m.ConversationShown(conversation, exchanges))
            self._show_filters(filters)
        self._keeper.enter(conversation, exchanges)
        if self._assistant is not None:
            self._tell(self._assistant, exchanges)

    def _tell(self, assistant: Assistant, exchanges: Sequence[Exchange]) -> None:
        """Make what is shown the assistant's conversation."""
        assistant.reset([turn for exchange in exchanges for turn in exchange.turns])
        self._ahead = assistant.prepare()

    def _let_go(self, conversation: int) -> None:
        if self._keeper.conversation == conversation:
            self._continue(None)
            self._post(m.ConversationShown(None, ()))
            self._show_filters("")

    def _select(self, exchange: int) -> None:
        before = self._keeper.conversation
        number = self._keeper.history.select(exchange)[-1].conversation_id
        self._continue(number)
        if number != before:
            self._tell_of_library()

    def _use_model(self, name: str) -> None:
        chosen = self.services.use_model(name)
        self.runs.watch_anew()  # what follows the folders has the model before
        before, self._assistant = self._assistant, None
        try:
            self._connect()
        except ConfigurationError:
            # The library holds vectors of the model before, which, if it was open, answers until there are others.
            self._assistant = before
            self._post(m.ModelSwitched(chosen, must_read=True))
            return
        except LibraryMissing as error:
            self._unavailable(error)
        except Exception as error:
            self._unavailable(error)
            chosen = ""  # nothing answers
        if before is not None:
            before.close()
        if chosen:
            self._post(m.ModelSwitched(chosen))

    def _refresh(self, finished: m.IndexFinished | None = None) -> None:
        try:
            self._see_changes()
            if finished is not None and self._assistant is not None:
                finished.status = self._assistant.status()
        except Exception as error:
            self._post(m.IndexFailed(*explain(error)))
        if finished is not None:
            self._post(finished)

    def _see_changes(self) -> tuple[str, str]:
        """Open the assistant, or let it see the library as it is now; of another model's vectors, open another.
        (message, hint) when that is not possible."""
        if self._assistant is not None:
            try:
                self._assistant.refresh()
            except ConfigurationError:
                self._assistant.close()
                self._assistant = None
        return self._open()

    # Short-lived threads ---------------------------------------------------------------------------

    def _on_thread(self, name: str, job: Job) -> None:
        threading.Thread(target=job, name=name, daemon=True).start()

    def _run_errand(self, errand: Errand, reply: Callable[[Message], object]) -> None:
        try:
            message = errand()
            if message is not None:
                reply(message)
        except Exception as error:
            reply(m.ErrandFailed(*explain(error)))

    def _read(self, place: m.Place) -> None:
        try:
            self._post(m.PagesRead(place, self.services.pages(place.path)))
        except Exception as error:
            self._post(m.ReadingFailed(*explain(error)))
