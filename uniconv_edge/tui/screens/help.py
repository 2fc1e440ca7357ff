"""The keys of the screen below, on one card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from uniconv_edge.tui import display
from uniconv_edge.tui.screens.clicks import StaleClicksDropped


class HelpScreen(StaleClicksDropped[None], ModalScreen[None]):
    """Scrolls where the terminal is small."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", "Close", key_display="esc")
    ]

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """One line a key."""
        with VerticalScroll(id="help", classes="card"):
            yield Static(display.literal("Keys", display.STRONG), id="help-title")
            for key, meaning in self._rows:
                with Horizontal(classes="key"):
                    yield Static(display.literal(key, display.ACCENT), classes="key-name")
                    yield Static(display.literal(meaning), classes="key-meaning")

    def on_mount(self) -> None:
        """Scroll with the arrow keys at once."""
        card = self.query_one("#help")
        card.border_title, card.border_subtitle = "uniconv-edge", "Escape puts this away"
        card.focus()
