"""`chat` on a terminal: the app, or, in plain mode, lines that a screen reader reads in order."""

from __future__ import annotations

import select
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from uniconv_edge.cli import presentation
from uniconv_edge.cli.answers import existing
from uniconv_edge.cli.conversations import check_stored, stored
from uniconv_edge.cli.output import emit, narrate, one_line
from uniconv_edge.cli.run_lines import RunLines
from uniconv_edge.config import resolve
from uniconv_edge.errors import LibraryMissing, UniconvError, UsageError
from uniconv_edge.library.text import clean
from uniconv_edge.paths import expanded
from uniconv_edge.places import called, doubt, file_of, section, where
from uniconv_edge.types import Finished, Indexed, Published, QuoteFound, Scanned, Skipped, Stopped
from uniconv_edge.wording import (
    beside,
    count,
    counted,
    is_passed_over,
    left_out,
    of_change,
    own_words,
    unsupported,
    unsure,
)

if TYPE_CHECKING:
    from uniconv_edge.tui.local import LocalServices
    from uniconv_edge.tui.services import Assistant
    from uniconv_edge.types import Answer, Hit, IndexEvent, Quote, Turn

_NAMED = 5  # files that were not read
_PLAIN_HELP = (
    "Type a question and press Enter. Ctrl+C stops an answer. Other lines begin with a slash: "
    "/sources lists the passages found, /open NUMBER prints a passage, /new begins a new conversation, "
    "/add FOLDER reads documents, /help or ? says this, /quit ends."
)


def open_app(
    library: Path,
    model: Path,
    paths: Sequence[Path],
    flags: Mapping[str, object],
    resume: int | None = None,
    filters: str = "",
) -> int:
    """Run the app, or plain mode where the settings say so; returns the exit code. `filters` (as typed): which
    documents are asked. Raises UsageError, and ConversationMissing for a conversation that is not stored."""
    settings = resolve(flags).settings
    if settings.app.plain:
        earlier = stored(resume, library) if resume is not None else None
        from uniconv_edge.tui.local import LocalServices

        services = LocalServices(library, model, context=settings.context, min_confidence=settings.min_confidence)
        turns, held = earlier or ([], "")
        return PlainChat(services, filters, turns, held).run(paths)
    if resume is not None:
        check_stored(resume)  # the app says the rest
    from uniconv_edge.tui.launch import chat_settings, run_chat

    return run_chat(chat_settings(library, model, paths, settings, resume, filters))


class PlainChat:
    """A conversation in lines: nothing is repainted, nothing moves, every line says what it is."""

    def __init__(
        self, services: LocalServices, filters: str = "", turns: Sequence[Turn] = (), stored_filters: str = ""
    ) -> None:
        """`stored_filters` are those of the conversation of which `turns` are; a new one has `filters`."""
        self._services, self._turns = services, turns
        self._filters, self._filters_of_new = stored_filters or filters, filters
        self._sources: Sequence[Hit] = ()
        self._assistant: Assistant | None = None

    def run(self, paths: Sequence[Path]) -> int:
        """Read `paths`, then answer line after line until the end of the input; returns the exit code."""
        _say(_PLAIN_HELP)
        if self._turns:
            _say(f"This goes on after {count(len(self._turns) // 2, 'question')}; what follows is not stored.")
        if self._filters:
            _say(f"Only these documents are asked: {one_line(self._filters)}.")
        if paths:
            self._guarded(lambda: self._add(paths))
        self._guarded(self._open)
        try:
            for line in self._lines():
                if line.startswith("/") or line == "?":
                    if line.split()[0] == "/quit":
                        break
                    self._guarded(lambda line=line: self._command(line))  # type: ignore[misc]
                elif line:
                    self._guarded(lambda line=line: self._ask(line))  # type: ignore[misc]
        finally:
            if self._assistant is not None:
                self._assistant.close()
        return 0

    def _lines(self) -> Iterator[str]:
        while True:
            sys.stdout.write("Question: ")
            sys.stdout.flush()
            try:
                self._prepare()
                line = sys.stdin.readline()
            except KeyboardInterrupt:
                _say("")
                return
            if not line:
                return
            yield clean(line).strip()

    def _prepare(self) -> None:
        """Let the assistant make ready what a question will need, until one is typed."""
        if self._assistant is not None and sys.stdin.isatty():
            for _ in self._assistant.prepare():
                if select.select([sys.stdin], [], [], 0)[0]:
                    break

    def _guarded(self, work: Callable[[], object]) -> None:
        try:
            work()
        except UniconvError as error:
            said = f"Error: {one_line(error.message)}" + (f"\nWhat to do: {error.hint}" if error.hint else "")
            narrate(_wrapped(said, sys.stderr))
        except KeyboardInterrupt:
            _say("Stopped.")

    def _open(self, *, quietly: bool = False) -> None:
        if self._assistant is None:
            try:
                self._assistant = self._services.open_assistant()
                self._assistant.filters = self._filters
                self._assistant.reset(self._turns)
            except LibraryMissing as error:
                raise LibraryMissing("nothing has been read yet", "type /add and a folder of documents") from error
        if not quietly:
            _say(f"The library holds {count(self._assistant.status().documents, 'document')}.")

    def _ask(self, question: str) -> None:
        if self._assistant is None:
            self._open()
        assert self._assistant is not None
        self._assistant.refresh()  # another process may have written the library since the last question
        said = 0
        for event in self._assistant.ask(question):
            if isinstance(event, QuoteFound):
                said += 1
                quote = event.quote
                words = " ".join(quote.text.split())
                asked_for = " ".join(quote.answer.split())
                kind = of_change(quote).removesuffix(": ").lower()
                named = ", ".join([f"Quote {said}", *filter(None, [kind, asked_for and f"with {asked_for}"])])
                _say(f"{named}: “{words}” From {_place(quote)}.{_warning(quote)}")
            elif isinstance(event, Finished):
                self._finish(event.answer)
            elif isinstance(event, Stopped):
                _say("Stopped.")

    def _finish(self, answer: Answer) -> None:
        self._sources = answer.sources
        reply = own_words(answer.text, answer.quotes)
        if reply:
            _say(f"Answer: {reply}")
        if loose := unsupported(answer):
            _say(f"Not found in your documents: {' '.join(loose)}")
        if told := unsure(answer):
            _say(told)
        for near in answer.nearest:
            _say(f"{beside(answer)}: {_place(near)}: “{' '.join(near.text.split())}”{_warning(near)}")
        if answer.note:
            _say(f"Note: {answer.note}")
        if left := left_out(answer):
            _say(f"Note: {left}.")

    def _command(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        if name == "/sources":
            _say(presentation.hits_text(self._sources) if self._sources else "There are no sources yet.")
        elif name == "/open":
            self._print_source(rest.strip())
        elif name == "/new":
            self._begin_anew()
        elif name == "/add":
            if not rest.strip():
                raise UsageError("/add needs a folder", "type /add and the path of a folder or a file")
            self._add([expanded(rest.strip())])
            self._open(quietly=True)
        elif name in ("/help", "?"):
            _say(_PLAIN_HELP)
        else:
            raise UsageError(f"there is no command {name}", "type /help for those there are")

    def _begin_anew(self) -> None:
        self._sources = self._turns = ()
        before, self._filters = self._filters, self._filters_of_new
        if self._assistant is not None:
            self._assistant.reset()
            self._assistant.filters = self._filters
        _say("A new conversation." if before == self._filters else "A new conversation. All documents are asked.")

    def _print_source(self, number: str) -> None:
        if not self._sources:
            raise UsageError("there are no sources yet", "ask a question first; then /sources lists them")
        chosen = next((hit for hit in self._sources if str(hit.rank) == number), None)
        if chosen is None:
            raise UsageError(f"there is no source {number or 'without a number'}", "list them with /sources")
        _say(f"{_place(chosen)}:\n{chosen.text}")

    def _add(self, paths: Sequence[Path]) -> None:
        paths = existing(paths)
        events: list[IndexEvent] = []
        told = RunLines(lambda line: _say(f"{line.capitalize()}."))
        for event in self._services.index(paths, lambda _cut, embedded: told.embedded(embedded)):
            events.append(event)
            told.saw(event)
            if isinstance(event, Scanned):
                _say(f"Reading {count(event.files, 'file')}.")
            elif isinstance(event, Published):
                _say_run(events, event.documents)
        if self._assistant is not None:
            self._assistant.refresh()


def _say_run(events: Sequence[IndexEvent], documents: int) -> None:
    """What a run did: not a line for each of the files, which may be thousands."""
    skipped = [event for event in events if isinstance(event, Skipped)]
    faulty = [f"{event.path}: {event.reason}" for event in skipped if not is_passed_over(event)]
    for line in [*faulty[:_NAMED], *counted(skipped)]:
        _say(f"Not read: {one_line(line)}")
    if len(faulty) > _NAMED:
        more = count(len(faulty) - _NAMED, "more file")
        _say(f"Not read: {more}. `uniconv-edge status --skipped` names them.")
    read = sum(isinstance(event, Indexed) for event in events)
    _say(f"Done: {count(read, 'document')} new or changed. The library holds {count(documents, 'document')}.")


def _say(text: str) -> None:
    """Lines for the person, broken between words."""
    emit(_wrapped(text, sys.stdout))


def _wrapped(text: str, stream: TextIO) -> str:
    """The text in lines that fit on the terminal; unchanged where the stream is none. Words stay whole."""
    if not stream.isatty():
        return text
    width = max(20, shutil.get_terminal_size().columns - 1)
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")
    )


def _warning(quote: Quote) -> str:
    """What is said behind a quote that is not sure to stand there."""
    return f" Beware: {doubt(quote)}." if doubt(quote) else ""


def _place(found: Hit | Quote) -> str:
    """Document, headings, page and the file's name, as far as there are any and the title does not say that."""
    parts = (called(found.title, found.path), section(found), where(found), file_of(found.title, found.path))
    return one_line(", ".join(filter(None, parts)))
