"""Small cards over a screen: one line to type, or a thing to confirm."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from uniconv_edge.tui import display
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.screens.clicks import StaleClicksDropped
from uniconv_edge.tui.widgets.composer import CleanInput

# Looks at a line and sends the card `LineAccepted` or `ErrandFailed`.
Check = Callable[[str, Callable[[Message], object]], None]


class LineScreen(StaleClicksDropped[str | None], ModalScreen[str | None]):
    """Answers with the line that was typed, None when the person went back.

    With a `check` the card stays open until the line is right, and says what is wrong with it; "" is always right.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back", key_display="esc")]

    def __init__(
        self, title: str, more: str, text: str = "", placeholder: str = "", *, check: Check | None = None
    ) -> None:
        super().__init__()
        self._title, self._more, self._text, self._placeholder = title, more, text, placeholder
        self._check = check

    def compose(self) -> ComposeResult:
        """What is asked, the line, and what it means: last, because that can be missed where the window is low."""
        with Vertical(classes="card"):
            yield Static(display.literal(self._title, display.STRONG))
            yield CleanInput(self._text, placeholder=self._placeholder)
            yield Static(id="card-trouble")
            yield Static(display.literal(self._more, display.MUTED), classes="card-more")

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(".card").border_subtitle = "Enter takes it, Escape leaves it"
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: this is it."""
        event.stop()
        line = event.value.strip()
        if line and self._check is not None:
            self._check(line, self.post_message)
        else:
            self.dismiss(line)

    @on(Input.Changed)
    def _typed_on(self) -> None:
        self.query_one("#card-trouble", Static).update("")

    @on(m.LineAccepted)
    def _accepted(self, event: m.LineAccepted) -> None:
        # Only what still stands there: the person may have typed on while it was looked at.
        if event.line == self.query_one(Input).value.strip():
            self.dismiss(event.line)

    @on(m.ErrandFailed)
    def _refused(self, event: m.ErrandFailed) -> None:
        self.query_one("#card-trouble", Static).update(display.trouble(event.message, event.hint))


class ConfirmScreen(StaleClicksDropped[bool], ModalScreen[bool]):
    """Answers true when the person said yes, which Enter does not: it may have been meant for what was there before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Yes"),
        Binding("escape,n", "dismiss(False)", "No", key_display="esc"),
    ]

    def __init__(self, title: str, more: str | Content) -> None:
        super().__init__()
        self._title = title
        self._more = display.literal(more, display.MUTED) if isinstance(more, str) else more

    def compose(self) -> ComposeResult:
        """What will happen, and the keys."""
        with Vertical(classes="card"):
            yield Static(display.literal(self._title, display.STRONG))
            yield Static(self._more, classes="card-more")
            yes, no, escape = ((key, display.ACCENT) for key in ("y", "n", "Esc"))
            yield Static(display.joined(yes, (" yes   ", ""), no, (" or ", ""), escape, (" no", "")))
