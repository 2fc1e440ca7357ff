"""Small cards over a screen: one line to type, or a thing to confirm."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from uniconv_edge.tui import display
from uniconv_edge.tui.screens.clicks import StaleClicksDropped
from uniconv_edge.tui.widgets.composer import CleanInput


class LineScreen(StaleClicksDropped[str | None], ModalScreen[str | None]):
    """Answers with the line that was typed, None when the person went back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back", key_display="esc")]

    def __init__(self, title: str, more: str, text: str = "", placeholder: str = "") -> None:
        super().__init__()
        self._title, self._more, self._text, self._placeholder = title, more, text, placeholder

    def compose(self) -> ComposeResult:
        """What is asked, what it means, and the line."""
        with Vertical(classes="card"):
            yield Static(display.literal(self._title, display.STRONG))
            yield Static(display.literal(self._more, display.MUTED), classes="card-more")
            yield CleanInput(self._text, placeholder=self._placeholder)

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: this is it."""
        event.stop()
        self.dismiss(event.value.strip())


class ConfirmScreen(StaleClicksDropped[bool], ModalScreen[bool]):
    """Answers true when the person said yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "dismiss(True)", "Yes", key_display="y"),
        Binding("escape,n", "dismiss(False)", "No", key_display="esc"),
    ]

    def __init__(self, title: str, more: str) -> None:
        super().__init__()
        self._title, self._more = title, more

    def compose(self) -> ComposeResult:
        """What will happen, and the keys."""
        with Vertical(classes="card"):
            yield Static(display.literal(self._title, display.STRONG))
            yield Static(display.literal(self._more, display.MUTED), classes="card-more")
            yield Static(display.joined(("y", display.ACCENT), (" yes   ", ""), ("Esc", display.ACCENT), (" no", "")))
