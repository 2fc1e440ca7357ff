"""The stored conversations: search, go on with one, rename, export, delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from uniconv_edge.paths import expanded
from uniconv_edge.tui import display, entries
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.screens.asking import ConfirmScreen, LineScreen
from uniconv_edge.tui.screens.branches import BranchesScreen
from uniconv_edge.tui.screens.clicks import StaleClicksDropped
from uniconv_edge.tui.widgets.bars import KeyLine
from uniconv_edge.tui.widgets.composer import CleanInput

if TYPE_CHECKING:
    from uniconv_edge.assistant.past.history import Conversation
    from uniconv_edge.tui.core import Core
    from uniconv_edge.tui.services import History

_SHOWN = 500


class ConversationsScreen(StaleClicksDropped[None]):
    """A list under a search box; each order opens the stored conversations anew, on a thread of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="esc", priority=True),
        # Before the list sees it: letters that arrive with it are words, not orders. The box says it: the keys are to
        # fit in 60 columns.
        Binding("slash", "search", "Search", show=False, priority=True),
        Binding("down", "to_list", "To the list", show=False),
        Binding("n", "rename", "Rename"),
        Binding("t", "branches", "Branches"),
        Binding("x", "export", "Export"),
        Binding("d", "delete", "Delete"),
        Binding("question_mark", "app.help", "Help", show=False),
    ]
    AUTO_FOCUS = "#conversations"  # before a key is taken, or the search box above it would have the first
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Enter", "go on with this conversation"),
        ("/", "search in all that was asked and answered; Down goes to what was found"),
        ("n", "give it another name"),
        ("t", "its branches as a tree: every version of every question"),
        ("x", "export it as Markdown"),
        ("d", "delete it for good"),
        ("Escape", "empty the search, else back to the conversation"),
        ("palette", "all commands"),
    )

    def __init__(self, core: Core) -> None:
        super().__init__()
        self._core = core
        self._found: Sequence[Conversation] = ()
        self._words = ""

    def compose(self) -> ComposeResult:
        """A search box and the list."""
        yield Static(display.literal("Conversations", "bold $primary"), classes="screen-title")
        yield CleanInput(placeholder="/ Search in all that was asked and answered", id="search")
        yield Static(id="conversations-note", classes="screen-line")
        yield OptionList(id="conversations", classes="screen-list")
        yield KeyLine()

    def on_mount(self) -> None:
        """The newest first, the highlight on the one that is open."""
        self._list("")

    @property
    def _choices(self) -> OptionList:
        return self.query_one("#conversations", OptionList)

    def _chosen(self) -> Conversation | None:
        index = self._choices.highlighted
        return self._found[index] if index is not None and index < len(self._found) else None

    def _with_history(self, work: Callable[[History], Message]) -> None:
        services = self._core.services

        def errand() -> Message:
            with closing(services.open_history()) as history:
                return work(history)

        self._core.errand(errand, self.post_message)

    def _list(self, words: str) -> None:
        here = self._core.library

        def listed(history: History) -> Message:
            found = history.conversations(words, limit=_SHOWN, unfinished=True)
            of = {each.library: each for each in found}.values() if here else ()
            return m.ConversationsListed(words, found, frozenset(each.library for each in of if not each.is_of(here)))

        self._with_history(listed)

    # Orders of the person --------------------------------------------------------------------------

    def action_back(self) -> None:
        """Empty the search box, then out of it, else back to the conversation."""
        if isinstance(self.focused, Input) and self.focused.value:
            self.focused.value = ""
        elif isinstance(self.focused, Input):
            self._choices.focus()
        else:
            self.app.pop_screen()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """In the search box a stroke is a letter."""
        return action != "search" or not isinstance(self.focused, Input)

    def action_search(self) -> None:
        """Go to the search box, before another key is taken."""
        self.set_focus(self.query_one(Input))

    def action_to_list(self) -> None:
        """From the search box to what was found."""
        if isinstance(self.focused, Input):
            self._choices.focus()

    @on(Input.Changed)
    def _search_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value.strip())

    @on(Input.Submitted)
    def _search_done(self, event: Input.Submitted) -> None:
        event.stop()
        self._choices.focus()

    @on(OptionList.OptionSelected)
    def _resume(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if (chosen := self._chosen()) is not None:
            self._core.resume(chosen.id)
            self.app.pop_screen()

    def action_rename(self) -> None:
        """Give it another name."""
        if (chosen := self._chosen()) is not None:
            card = LineScreen("Rename this conversation", "It is found by its words as before.", chosen.title)
            self.app.push_screen(card, lambda title: self._rename(chosen, title))

    def _rename(self, chosen: Conversation, title: str | None) -> None:
        def rename(history: History) -> Message:
            history.rename(chosen.id, title or "")
            return m.ErrandDone("Renamed.")

        if title:
            self._with_history(rename)

    def action_branches(self) -> None:
        """Show its questions in all their versions."""
        if (chosen := self._chosen()) is not None:
            self.app.push_screen(BranchesScreen(self._core, chosen.id), self._show_branch)

    def _show_branch(self, exchange: int | None) -> None:
        if exchange is not None:
            self._core.stop()
            self._core.select(exchange)
            self.app.pop_screen()

    def action_export(self) -> None:
        """Write it as Markdown."""
        if (chosen := self._chosen()) is not None:
            more = "A new file, in Markdown: questions, quotes with their places, answers."
            card = LineScreen(
                "Export this conversation",
                more,
                f"~/conversation-{chosen.id}.md",
                check=lambda path, reply: self._export(chosen, path, reply),
            )
            self.app.push_screen(card, self._exported)

    def _export(self, chosen: Conversation, path: str, reply: Callable[[Message], object]) -> None:
        services = self._core.services

        def export() -> Message:
            services.export(chosen.id, expanded(path).absolute())
            return m.LineAccepted(path)

        self._core.errand(export, reply)

    def _exported(self, path: str | None) -> None:
        if path:
            display.say(self, f"Written to {expanded(path).absolute()}.")

    def action_delete(self) -> None:
        """Delete it, once that is confirmed."""
        if (chosen := self._chosen()) is not None:
            title = f"Delete “{display.one_line(chosen.title, 60)}”?"
            card = ConfirmScreen(title, "With all its questions and answers, for good.")
            self.app.push_screen(card, lambda yes: self._delete(chosen) if yes else None)

    def _delete(self, chosen: Conversation) -> None:
        def delete(history: History) -> Message:
            history.delete(chosen.id)
            return m.ErrandDone("Deleted.")

        self._core.deleted(chosen.id)
        self._with_history(delete)

    # What the core reports -------------------------------------------------------------------------

    @on(m.ConversationsListed)
    def _listed(self, event: m.ConversationsListed) -> None:
        if event.words != self.query_one(Input).value.strip():
            return
        place, wanted = self._highlight(event.words)
        self._found = event.conversations
        self._choices.clear_options()
        here = self._core.conversation
        shown = (
            entries.conversation(each, elsewhere=each.library in event.elsewhere, open_now=each.id == here)
            for each in self._found
        )
        self._choices.add_options([Option(each) for each in shown])
        if self._found:
            same = (index for index, each in enumerate(self._found) if each.id == wanted)
            self._choices.highlighted = next(same, min(place, len(self._found) - 1))
        nothing = "Nothing was said with these words." if event.words else "No conversation is stored yet."
        note = display.literal("" if self._found else nothing, display.MUTED)
        self.query_one("#conversations-note", Static).update(note)

    def _highlight(self, words: str) -> tuple[int, int | None]:
        """The place and the conversation to highlight: as before, or, of another search, the first, else the open one.
        The place is for where that conversation is not listed."""
        before, same, self._words = self._chosen(), words == self._words, words
        if same and before is not None:
            return self._choices.highlighted or 0, before.id
        return 0, None if words else self._core.conversation

    @on(m.ErrandDone)
    def _done(self, event: m.ErrandDone) -> None:
        display.say(self, event.sentence)
        self._list(self.query_one(Input).value.strip())

    @on(m.ErrandFailed)
    def _failed(self, event: m.ErrandFailed) -> None:
        self.query_one("#conversations-note", Static).update(display.trouble(event.message, event.hint))
