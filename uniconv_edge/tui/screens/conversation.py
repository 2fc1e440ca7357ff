"""The one screen a person lives in: the conversation, its sources, and what is happening."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Footer

from uniconv_edge.tui import display
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.screens.clicks import StaleClicksDropped
from uniconv_edge.tui.screens.document import DocumentScreen
from uniconv_edge.tui.screens.folder import FolderScreen, existing_path
from uniconv_edge.tui.screens.help import HelpScreen
from uniconv_edge.tui.widgets.bars import Feedback, IndexLine, TopBar
from uniconv_edge.tui.widgets.composer import Composer, FolderInput
from uniconv_edge.tui.widgets.sources import SourceList, SourcesPanel
from uniconv_edge.tui.widgets.turn import TurnView
from uniconv_edge.tui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from uniconv_edge.tui.core import Core
    from uniconv_edge.types import LibraryStatus


class ConversationScreen(StaleClicksDropped):
    """Owns the state of the conversation as it is shown; the core owns the conversation itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", priority=True),
        Binding("ctrl+n", "new", "New", tooltip="Begin a new conversation"),
        Binding("ctrl+y", "copy", "Copy", priority=True, tooltip="Copy the last answer"),
        Binding("ctrl+l", "write", "Write", show=False, priority=True, tooltip="Go to the question box"),
        Binding("ctrl+b", "sources", "Sources", priority=True, tooltip="Show or hide the sources"),
        Binding("ctrl+o", "add", "Add folder", show=False, priority=True, tooltip="Read more documents"),
        Binding("f1,question_mark", "help", "Help", key_display="F1"),
    ]

    def __init__(self, core: Core, model_name: str) -> None:
        super().__init__()
        self._core = core
        self._model_name = model_name
        self._status: LibraryStatus | None = None
        self._opened = False
        self._opening = False
        self._turn: TurnView | None = None
        self._number = 0
        self._indexing = False
        self._queued: list[Path] = []
        self._waiting: list[str] = []

    def compose(self) -> ComposeResult:
        """Top bar, conversation and sources, progress, feedback, question box, keys."""
        yield TopBar(self._model_name)
        with Container(id="body"):
            with VerticalScroll(id="conversation", can_focus=False):
                yield Welcome()
            yield SourcesPanel()
        yield IndexLine()
        yield Feedback()
        yield Composer()
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Ready to type before the model is loaded."""
        self.query_one(Composer).focus()
        self.query_one(Feedback).doing("opening the model")

    # Orders of the person --------------------------------------------------------------------------

    @on(m.QuestionSubmitted)
    def _ask(self, event: m.QuestionSubmitted) -> None:
        if self._turn is not None:
            self._waiting.append(event.text)
            display.say(self, "This will be asked next.")
        elif self._status is None and self._indexing:
            self._waiting.append(event.text)
            display.say(self, "This will be asked as soon as the first documents are read.")
        elif self._opened and self._status is not None and not self._status.documents and not self._indexing:
            self.action_add()
            display.say(self, "There are no documents yet. Name a folder first.")
        else:
            self._begin_turn(event.text)

    def _begin_turn(self, question: str) -> None:
        self._number += 1
        turn = self._turn = TurnView(self._number, question)
        self.query_one(Welcome).display = False
        conversation = self.query_one("#conversation", VerticalScroll)
        conversation.mount(turn)
        self._follow(always=True)
        what = f"searching {display.count(self._status.passages, 'passage')}" if self._status else "searching"
        self.query_one(Feedback).doing(f"reading your question, {what}")
        self._core.ask(turn.number, question)

    @on(m.PlaceChosen)
    def _open_place(self, event: m.PlaceChosen) -> None:
        # One at a time: a second Enter while the first document is fetched must not open it twice.
        if not self._opening:
            self._opening = True
            self._core.read(event.place)

    @on(m.FolderSubmitted)
    def _add_folder(self, event: m.FolderSubmitted) -> None:
        path = existing_path(event.path)
        if path is None:
            display.say(self, f"There is no file or folder {event.path}", severe=True)
            return
        self.query_one(FolderInput).value = ""
        self.read_paths([path])
        self.query_one(Composer).focus()

    @on(m.SourcesWanted)
    def _go_to_sources(self) -> None:
        panel = self.query_one(SourcesPanel)
        cards = list(self.query(".quote"))
        if not panel.is_empty:
            self.add_class("-sources")
            self.query_one(SourceList).focus()
        elif cards:
            cards[-1].focus()

    @on(m.HelpWanted)
    def action_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(HelpScreen())

    def action_write(self) -> None:
        """Go to the question box."""
        self.query_one(Composer).focus()

    def action_stop(self) -> None:
        """Stop the answer; with nothing to stop, go back to the question box."""
        if self._turn is not None:
            self._stop_turn(self._turn)
        elif self.focused is None or not isinstance(self.focused, Composer):
            self.remove_class("-sources")
            self.query_one(Composer).focus()

    def action_new(self) -> None:
        """Begin a new conversation."""
        self._core.forget()
        self._turn = None
        self._waiting.clear()
        self.query(TurnView).remove()
        self.query_one(SourcesPanel).show(())
        self.remove_class("-sources")
        self._show_welcome()
        self.query_one(Feedback).rest()
        self.query_one(Composer).focus()

    def action_copy(self) -> None:
        """Copy the last answer."""
        answered = [turn.as_text() for turn in self.query(TurnView) if turn.answer is not None]
        if not answered:
            display.say(self, "There is no answer to copy yet.")
            return
        self.app.copy_to_clipboard(answered[-1])
        display.say(self, "Copied the last answer with its quotes.")

    def action_sources(self) -> None:
        """Show or hide the sources where there is no room for both."""
        self.toggle_class("-sources")

    def action_add(self) -> None:
        """Ask for another folder to read."""
        self.app.push_screen(FolderScreen())

    def read_paths(self, paths: list[Path]) -> None:
        """Read folders and files into the library; one run at a time, the others wait."""
        if self._indexing or not self._core.index(paths):
            self._queued += paths
            return
        self._indexing = True
        self.query_one(IndexLine).show(m.Progress())
        self._show_welcome()

    def _stop_turn(self, turn: TurnView) -> None:
        self._core.stop()
        self._turn = None
        self._take_back_waiting()
        turn.mark_stopped()
        self._follow()
        self.query_one(Feedback).rest(display.literal("stopped", display.MUTED))

    def _take_back_waiting(self) -> None:
        """Questions that were not asked yet go back to where they were written."""
        if self._waiting:
            composer = self.query_one(Composer)
            composer.text = "\n".join([*self._waiting, *([composer.text] if composer.text else [])])
            self._waiting.clear()

    # What the core reports -------------------------------------------------------------------------

    def _is_current(self, number: int) -> bool:
        # Messages of a stopped question may still be on their way; they must not reach the next one.
        return self._turn is not None and self._turn.number == number

    @on(m.AssistantOpened)
    def _opened_library(self, event: m.AssistantOpened) -> None:
        self._opened = True
        self._show_status(event.status)
        self._settle()
        self._ask_waiting()

    @on(m.AssistantUnavailable)
    def _without_library(self, event: m.AssistantUnavailable) -> None:
        if event.empty:
            self._opened = True
            self._settle()
        else:
            self.query_one(Feedback).rest(display.trouble(event.message, event.hint))
            display.say(self, event.message, severe=True)

    @on(m.SourcesRetrieved)
    def _sources_retrieved(self, event: m.SourcesRetrieved) -> None:
        if self._is_current(event.turn):
            self.query_one(SourcesPanel).show(event.sources)
            self.query_one(Feedback).doing(f"answering from {display.count(len(event.sources), 'source')}")

    @on(m.QuoteArrived)
    def _quote_arrived(self, event: m.QuoteArrived) -> None:
        if self._turn is not None and self._is_current(event.turn):
            self._turn.add_quote(event.quote)
            self._follow()

    @on(m.TextArrived)
    def _text_arrived(self, event: m.TextArrived) -> None:
        if self._turn is not None and self._is_current(event.turn):
            self._turn.add_text(event.text)
            self._follow()

    @on(m.QuestionAnswered)
    def _answered(self, event: m.QuestionAnswered) -> None:
        if self._turn is None or not self._is_current(event.turn):
            return
        self._turn.finish(event.answer)
        self._follow()
        self.query_one(SourcesPanel).show(event.answer.sources)
        self._end_turn(display.receipt(event.answer))

    @on(m.QuestionFailed)
    def _failed(self, event: m.QuestionFailed) -> None:
        if self._turn is not None and self._is_current(event.turn):
            self._turn.mark_failed(event.message, event.hint)
            self._follow(always=True)
            self._end_turn(None)

    @on(m.QuestionStopped)
    def _stopped(self, event: m.QuestionStopped) -> None:
        if self._turn is not None and self._is_current(event.turn):
            self._stop_turn(self._turn)

    def _follow(self, *, always: bool = False) -> None:
        """Keep the end of the conversation in sight, unless the person has scrolled up to read."""
        conversation = self.query_one("#conversation", VerticalScroll)
        if always or conversation.max_scroll_y - conversation.scroll_y <= 2:
            self.call_after_refresh(conversation.scroll_end, animate=False, immediate=True)

    def _end_turn(self, note: Content | None) -> None:
        self._turn = None
        self.query_one(Feedback).rest(note)
        self._ask_waiting()

    def _ask_waiting(self) -> None:
        if self._waiting and self._turn is None:
            self._begin_turn(self._waiting.pop(0))

    @on(m.PagesRead)
    def _pages_read(self, event: m.PagesRead) -> None:
        self._opening = False
        if self.app.screen is self:
            self.app.push_screen(DocumentScreen(event.place, event.pages))

    @on(m.ReadingFailed)
    def _reading_failed(self, event: m.ReadingFailed) -> None:
        self._opening = False
        display.say(self, event.message, severe=True)

    @on(m.IndexProgressed)
    def _index_progressed(self, event: m.IndexProgressed) -> None:
        self.query_one(IndexLine).show(event.progress)

    @on(m.IndexFinished)
    def _index_finished(self, event: m.IndexFinished) -> None:
        if event.status is not None:
            self._opened = True
            self._show_status(event.status)
        skipped = f", skipped {event.progress.skipped:,}" if event.progress.skipped else ""
        display.say(self, f"The library holds {display.count(event.documents, 'document')}{skipped}.")
        self._end_index()

    @on(m.IndexFailed)
    def _index_failed(self, event: m.IndexFailed) -> None:
        hint = f" ({event.hint})" if event.hint else ""
        display.say(self, f"{event.message}{hint}", severe=True)
        self._end_index()

    def _end_index(self) -> None:
        self._indexing = False
        self.query_one(IndexLine).done()
        queued, self._queued = self._queued, []
        if queued:
            # The thread that reported this is ending; the next run starts once it has.
            self.set_timer(0.2, lambda: self.read_paths(queued))
        else:
            self._show_welcome()

    def _show_status(self, status: LibraryStatus) -> None:
        self._status = status
        self.query_one(TopBar).show(status)

    def _settle(self) -> None:
        if self._turn is None:
            self.query_one(Feedback).rest()
            self._show_welcome()

    def _show_welcome(self) -> None:
        welcome = self.query_one(Welcome)
        welcome.display = not self.query(TurnView) or (welcome.display and self._number == 0)
        empty = self._opened and (self._status is None or self._status.documents == 0)
        if empty and not self._indexing:
            welcome.show_empty()
            if welcome.display and not self.query_one(Composer).text:
                welcome.query_one(FolderInput).focus()
        else:
            welcome.show_ready()
