"""The one screen a person lives in: the conversation, its sources, and what is happening."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from uniconv_edge.errors import UsageError
from uniconv_edge.tui import display
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.first_frame import SMALLEST
from uniconv_edge.tui.keys import command
from uniconv_edge.tui.pin import pin
from uniconv_edge.tui.screens.answering import AnsweringScreen
from uniconv_edge.tui.trouble import in_a_sentence
from uniconv_edge.tui.widgets.bars import Feedback, IndexLine, KeyLine, ScopeLine, TooSmall, TopBar, WaitingLine
from uniconv_edge.tui.widgets.body import Body
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.sources import SourceList, SourcesPanel
from uniconv_edge.tui.widgets.turn import TurnView
from uniconv_edge.tui.widgets.turns import Turns
from uniconv_edge.tui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from uniconv_edge.tui.core import Core

_FILTERS = (
    "path:contracts   a part of the path\n"
    "type:pdf         or word, mail, sheet, slides, book\n"
    "after:2024-05    changed since then; 30d: in 30 days\n"
    "before:2025      changed before then\n"
    "collection:work  documents of a collection\n\n"
    "Several go on one line; an empty line asks all documents."
)


class ConversationScreen(AnsweringScreen):
    """Owns the state of the conversation as it is shown; the core owns the conversation itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Of two bindings of a key the first that has something to do is taken.
        command("stop", "stop", "Stop"),
        command("stop", "leave", "Back to the question box", show=False),
        command("new", "new", "New"),
        command("copy", "copy", "Copy", show=False),
        command("sources", "sources", "Sources"),
        command("write", "write", "Write", show=False),
        command("add", "add", "Add folder", show=False),
        command("filter", "filter", "Filter", show=False),
        command("regenerate", "again", "Ask again", show=False),
        command("edit", "edit", "Edit", show=False),
        Binding("question_mark", "app.help", "Help", show=False),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Enter", "send the question; on a quote or source, open its document there"),
        ("stop", "stop the answer; take back a question that waits; else to the question box"),
        ("quit", "quit (or Ctrl+C twice)"),
        ("newline", "another line in the question"),
        ("Ctrl+U", "empty the question box; Ctrl+Z brings back what stood there"),
        ("Up, Down", "earlier questions; in the conversation and the sources, move"),
        ("PgUp, PgDn", "scroll the conversation"),
        ("Tab", "to the sources and back; Shift+Tab: to the quotes and questions"),
        ("edit", "change the last question and ask it instead"),
        ("regenerate", "answer the last question again"),
        ("e, r, ←, →", "on a question: change it, ask again, its other versions"),
        ("y, o, p", "on a quote: copy, open in your own program, ask this document alone"),
        ("r", "on a quote whose file has changed: read it again"),
        ("filter", "ask only some documents: by folder, type, date"),
        ("sources", "show or hide the sources"),
        ("write", "to the question box"),
        ("new", "new conversation"),
        ("copy", "copy the last answer with its quotes"),
        ("add", "read another folder of documents"),
        ("library", "the library: folders, what was not read, watching, stopping the reading"),
        ("conversations", "earlier conversations"),
        ("models", "models"),
        ("palette", "all commands, themes"),
        ("help", "this help, as does ?"),
    )

    def __init__(self, core: Core, model_name: str) -> None:
        super().__init__(core, model_name)
        self._opening = False

    def compose(self) -> ComposeResult:
        """Top bar, conversation and sources, progress, feedback, question box, keys."""
        yield TooSmall()
        yield TopBar(self._model_name)
        with Body():
            with Turns():
                yield Welcome()
                yield Static(id="earlier")
            yield SourcesPanel()
        yield IndexLine()
        yield Feedback()
        yield WaitingLine()
        yield ScopeLine()
        yield Composer()
        yield KeyLine()

    def on_mount(self) -> None:
        """Ready to type before the model is loaded."""
        self.query_one(Composer).focus()
        self.query_one(Feedback).doing("opening the model")

    def on_resize(self, event: events.Resize) -> None:
        """Where there is no room for a conversation, what to do about it is said in its place."""
        self.set_class(event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1], "-tiny")

    def offers(self) -> tuple[tuple[str, str, Callable[[], object]], ...]:
        """What the palette offers on this screen."""
        stop = (("Stop reading", "What has been read so far stays", self.action_stop_reading),)
        return (
            ("New conversation", "This one is kept in the history", self.action_new),
            ("Add documents", "Read a folder or a file", self.action_add),
            *(stop if self._indexing else ()),
            ("Ask only some documents", "By folder, type or date", self.action_filter),
            ("Change the last question", "And ask it instead", self.action_edit),
            ("Answer again", "The last question once more", self.action_again),
            ("Branches of this conversation", "Every version of every question", self.action_branches),
            ("Copy the last answer", "With its quotes", self.action_copy),
        )

    # Orders of the person --------------------------------------------------------------------------

    @on(m.QuestionSubmitted)
    def _ask(self, event: m.QuestionSubmitted) -> None:
        edited = self._turns.turn(event.editing) if event.editing is not None else None
        if self._turn is not None or (self._status is None and self._indexing):
            self.wait_with(event.text)
        elif self.is_empty and not self._indexing:
            self.wait_with(event.text)
            self.action_add()
            display.say(self, "There are no documents yet. Name a folder first; the question waits.")
        elif edited is not None:
            self._replace_turn(edited, event.text)
        else:
            self._begin_turn(event.text)

    @on(m.TurnChosen)
    def _turn_chosen(self, event: m.TurnChosen) -> None:
        turn = self._turns.turn(event.turn)
        if turn is None:
            return
        if event.what == "copy":
            self._copy(turn)
        elif self._turn is not None:
            display.say(self, "Wait for the answer, or stop it first.")
        elif event.what == "edit":
            self.query_one(Composer).edit_again(turn.number, turn.question)
            key = self.chat.keys_of("stop")
            note = f"changing a question that was asked: {key} leaves it as it was"
            self.query_one(Feedback).rest(display.literal(note, display.MUTED))
        elif event.what == "again":
            self._replace_turn(turn, turn.question)
        elif (other := turn.other_version(-1 if event.what == "older" else 1)) is not None:
            self._version_wanted = other
            self._core.select(other)

    def action_edit(self) -> None:
        """Change the last question."""
        if (last := self._turns.last_asked()) is not None:
            self._turn_chosen(m.TurnChosen(last.number, "edit"))

    def action_again(self) -> None:
        """Answer the last question again."""
        if (last := self._turns.last_asked()) is not None:
            self._turn_chosen(m.TurnChosen(last.number, "again"))

    def action_filter(self) -> None:
        """Ask only some documents."""
        from uniconv_edge.tui.screens.asking import LineScreen

        card = LineScreen("Ask only some documents", _FILTERS, self._filters, "type:pdf", check=self._check_filters)
        self.app.push_screen(card, self.set_filters)

    def _check_filters(self, filters: str, reply: Callable[[Message], object]) -> None:
        services = self._core.services

        def look() -> Message:
            if not services.matching(filters):
                raise UsageError("no document passes these filters", "Escape leaves them as they were")
            return m.LineAccepted(filters)

        self._core.errand(look, reply)

    def set_filters(self, filters: str | None) -> None:
        """Ask only the documents that pass these filters, as typed, from now on; None changes nothing."""
        if filters is not None:
            self.show_filters(filters)
            self._core.keep_filters(filters)
            self.query_one(Composer).focus()

    @on(m.PinWanted)
    def _pin(self, event: m.PinWanted) -> None:
        pinned = pin(event.path)
        self.set_filters("" if self._filters == pinned else pinned)
        called = display.name_of(event.title, event.path)
        display.say(self, f"Only {called} is asked now." if self._filters else "All documents are asked again.")

    @on(m.PlaceChosen)
    def _open_place(self, event: m.PlaceChosen) -> None:
        # One at a time: a second Enter while the first document is fetched must not open it twice.
        if not self._opening:
            self._opening = True
            self._core.read(event.place)
            self._check_quotes()

    @on(m.FileWanted)
    def _open_file(self, event: m.FileWanted) -> None:
        self._core.open_file(event.path, event.page, self.post_message)

    @on(m.ReadAgainWanted)
    def _read_again(self, event: m.ReadAgainWanted) -> None:
        self.read_paths([Path(event.path)] if event.path is not None else [])

    @on(m.ErrandDone)
    def _errand_done(self, event: m.ErrandDone) -> None:
        display.say(self, event.sentence)

    @on(m.ErrandFailed)
    def _errand_failed(self, event: m.ErrandFailed) -> None:
        display.say(self, in_a_sentence(event.message, event.hint), severe=True)

    @on(m.SourcesWanted)
    def _go_to_sources(self) -> None:
        panel = self.query_one(SourcesPanel)
        cards = list(self.query(".quote"))
        if not panel.is_empty:
            self.add_class("-sources")
            self.remove_class("-no-sources")
            self.query_one(SourceList).focus()
        elif cards:
            self._turns.focus_on(cards[-1])

    @on(m.QuotesWanted)
    def _go_to_quotes(self) -> None:
        if said := list(self.query(".question, .quote")):
            self._turns.focus_on(said[-1])

    @on(m.PageWanted)
    def _turn_page(self, event: m.PageWanted) -> None:
        self._turns.let_scroll()
        self._turns.scroll_page_up(animate=False) if event.up else self._turns.scroll_page_down(animate=False)

    @on(m.HelpWanted)
    def _help(self) -> None:
        self.app.run_worker(self.app.run_action("app.help"))

    def action_write(self) -> None:
        """Go to the question box."""
        self.query_one(Composer).focus()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """There is something to stop only while a question is answered or waits."""
        return action != "stop" or self._turn is not None or bool(self._waiting)

    def action_stop(self) -> None:
        """Stop the answer; else what waits is taken back on the way to the question box."""
        if self._turn is not None:
            self._stop_turn(self._turn)
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Go back to the question box, and there to what is being written."""
        if self.focused is None or not isinstance(self.focused, Composer):
            self.remove_class("-sources")
            self.query_one(Composer).focus()
            self._take_back_waiting()
        elif (composer := self.query_one(Composer)).give_up():
            self.query_one(Feedback).rest()
        elif not composer.come_back():
            self._take_back_waiting()

    async def action_new(self) -> None:
        """Begin a new conversation."""
        self._core.forget()
        await self.clear()
        self.query_one(Composer).action_empty()
        self.set_filters("")
        self.show_welcome()
        self.query_one(Composer).focus()

    def action_branches(self) -> None:
        """Show the tree of this conversation."""
        last = self._turns.last_answered()
        if last is None or last.kept is None:
            display.say(self, "There is no stored conversation on the screen yet.")
            return
        from uniconv_edge.tui.screens.branches import BranchesScreen

        self.app.push_screen(BranchesScreen(self._core, last.kept.conversation), self._show_branch)

    def _show_branch(self, exchange: int | None) -> None:
        if exchange is not None:
            self._core.stop()
            self._core.select(exchange)

    def action_copy(self) -> None:
        """Copy the last answer."""
        self._copy(self._turns.last_answered())

    def _copy(self, turn: TurnView | None) -> None:
        if turn is None or not (text := turn.as_text()):
            display.say(self, "There is no answer to copy yet.")
            return
        self.app.copy_to_clipboard(text)
        display.say(self, "Copied the answer with its quotes.")

    def action_sources(self) -> None:
        """Show or hide the sources: below the conversation where it is narrow, else beside it."""
        panel = self.query_one(SourcesPanel)
        if panel.is_empty:
            display.say(self, "There are no sources yet.")
            return
        if isinstance(self.focused, SourceList):
            # What is about to be hidden must not keep the keys.
            self.query_one(Composer).focus()
        self.toggle_class("-sources" if self.has_class("-narrow") else "-no-sources")

    @on(m.PagesRead)
    def _pages_read(self, event: m.PagesRead) -> None:
        from uniconv_edge.tui.screens.document import DocumentScreen

        self._opening = False
        if self.app.screen is self:
            self.app.push_screen(DocumentScreen(event.place, event.pages))

    @on(m.ReadingFailed)
    def _reading_failed(self, event: m.ReadingFailed) -> None:
        self._opening = False
        display.say(self, event.message, severe=True)
