"""Where the person types: several lines if need be, Enter sends, up and down recall earlier questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Edit, EditResult

from uniconv_edge.library.text import clean
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.keys import command


class Composer(TextArea):
    """The question box. Pasted text is cleaned before it is ever painted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", "Send"),
        command("newline", "newline", "New line", show=False, priority=False),
        Binding("ctrl+u", "empty", "Empty the box", show=False),
        Binding("tab", "sources", "Sources", show=False),
        Binding("up", "earlier", "Earlier question", show=False),
        Binding("down", "later", "Later question", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(
            id="composer",
            compact=True,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="Ask your documents",
        )
        self.cursor_blink = False
        self.editing: int | None = None
        self._asked: list[str] = []
        self._lines = [""]  # what was asked, as it was changed since, and last what is being written
        self._recalled = 0  # which of them is in the box
        self._draft = ""  # what was being written when an earlier question was to be changed

    def edit(self, edit: Edit) -> EditResult:
        """Every change goes through here, typed or pasted."""
        # A terminal pastes the ends of lines as carriage returns.
        edit.text = clean(edit.text.replace("\r\n", "\n").replace("\r", "\n"))
        return super().edit(edit)

    async def _on_key(self, event: events.Key) -> None:
        if event.character == "?" and not self.text:
            event.stop()
            event.prevent_default()
            self.post_message(m.HelpWanted())
        elif event.key in ("enter", "tab", "shift+tab"):
            # Not priority bindings: those overtake the letters typed just before them.
            event.stop()
            event.prevent_default()
            if event.key == "enter":
                self.action_send()
            else:
                self.post_message(m.SourcesWanted() if event.key == "tab" else m.QuotesWanted())
        elif (action := _own_action(self, event)) is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)
        else:
            await super()._on_key(event)

    def action_send(self) -> None:
        """Send what is written, unless it is blank."""
        text = self.text.strip()
        if not text:
            return
        aside, editing = self._aside, self.editing
        self.editing = None
        self._begin([*self._asked, text])
        self._put(aside)
        self.post_message(m.QuestionSubmitted(text, editing))

    def edit_again(self, turn: int, question: str) -> None:
        """Let an earlier question be changed; sending it takes the place of the old one."""
        self._write(question, turn)
        self.focus()

    def take_back(self, question: str, editing: int | None) -> None:
        """A question that was sent is to be changed before it is sent again, unless another is being written."""
        if not self.text:
            self._write(question, editing)

    def _write(self, question: str, editing: int | None) -> None:
        if self.editing is None:
            self._lines[self._recalled] = self.text
            self._recalled, self._draft = len(self._lines) - 1, self._lines[-1]
        self.editing = editing
        self._put(question)

    def _put(self, text: str) -> None:
        self.text = text
        self.move_cursor(self.document.end)

    def _begin(self, asked: Sequence[str]) -> None:
        self._asked = list(asked)
        self._lines = [*asked, ""]
        self._recalled = len(asked)

    @property
    def _aside(self) -> str:
        """What was being written before another question came into the box; it is not to be lost."""
        if self.editing is not None:
            return self._draft
        return self._lines[-1] if self._recalled < len(self._lines) - 1 else ""

    def give_up(self) -> bool:
        """Leave an earlier question as it was; false when none was being changed."""
        if self.editing is None:
            return False
        aside, self.editing = self._aside, None
        self._recalled = len(self._lines) - 1
        self._put(aside)
        return True

    def come_back(self) -> bool:
        """From an earlier question to what is being written; false when that is in the box already."""
        newest = len(self._lines) - 1
        if self._recalled == newest:
            return False
        self._recall(newest)
        return True

    def remember(self, questions: Sequence[str]) -> None:
        """The questions that the up key brings back."""
        aside = self._aside if self.editing is None else ""
        self._begin([*questions, *([aside] if aside else [])])

    def action_newline(self) -> None:
        """Begin another line."""
        self.insert("\n")

    def action_empty(self) -> None:
        """Take out all that is written; undo (Ctrl+Z) brings it back."""
        self.clear()

    def action_sources(self) -> None:
        """Leave for the sources."""
        self.post_message(m.SourcesWanted())

    def action_cursor_page_up(self) -> None:
        """Up the conversation, unless what is written is longer than the box."""
        if self.max_scroll_y:
            super().action_cursor_page_up()
        else:
            self.post_message(m.PageWanted(up=True))

    def action_cursor_page_down(self) -> None:
        """Down the conversation, unless what is written is longer than the box."""
        if self.max_scroll_y:
            super().action_cursor_page_down()
        else:
            self.post_message(m.PageWanted(up=False))

    def action_earlier(self) -> None:
        """The question before, when the cursor is on the first row that is shown."""
        if self._recalled and self.navigator.is_first_wrapped_line(self.cursor_location):
            self._recall(self._recalled - 1)
        else:
            self.action_cursor_up()

    def action_later(self) -> None:
        """The question after, when the cursor is on the last row that is shown; at the end what is being written."""
        if self._recalled < len(self._asked) and self.navigator.is_last_wrapped_line(self.cursor_location):
            self._recall(self._recalled + 1)
        else:
            self.action_cursor_down()

    def _recall(self, index: int) -> None:
        self._lines[self._recalled] = self.text
        self._recalled = index
        self._put(self._lines[index])


class CleanInput(Input):
    """One line, cleaned like everything else that is pasted."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, select_on_focus=False, id=id)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Clean before the value is painted."""
        return clean(value).replace("\n", "")

    async def _on_key(self, event: events.Key) -> None:
        action = None if event.key == "enter" else _own_action(self, event)  # Enter stays behind Tab, which completes
        # Where there is no room to scroll for it, it is not done.
        if action is not None and await self.app.run_action(action, self):
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)


def _own_action(box: Widget, event: events.Key) -> str | None:
    """What a key does to the text or the cursor of a box, also where the person has moved it; None for letters.

    For a box to do itself: for its binding the key would go by the screen, and letters behind it would come first.
    """
    found = None if event.is_printable else box.screen.active_bindings.get(event.key)
    return found.binding.action if found and found.node is box and not found.binding.priority else None
