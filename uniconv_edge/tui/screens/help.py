"""The keys, on one card."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from uniconv_edge.tui import display
from uniconv_edge.tui.screens.clicks import StaleClicksDropped

KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "send the question; on a quote or source, open its document there"),
    ("Escape", "stop the answer; otherwise back to the question box"),
    ("Ctrl+J", "another line in the question"),
    ("Up, Down", "earlier questions; in the sources, move"),
    ("Tab", "to the sources, then to the quotes"),
    ("Ctrl+B", "show or hide the sources"),
    ("Ctrl+L", "to the question box"),
    ("Ctrl+N", "new conversation"),
    ("Ctrl+Y", "copy the last answer with its quotes"),
    ("Ctrl+O", "read another folder of documents"),
    ("Ctrl+P", "all commands, themes"),
    ("n, p, m", "in a document: next page, previous page, back to the passage"),
    ("F1 or ?", "this help"),
    ("Ctrl+Q", "quit (or Ctrl+C twice)"),
)


class HelpScreen(StaleClicksDropped, ModalScreen[None]):
    """Scrolls where the terminal is small."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark,enter", "dismiss", "Close", key_display="esc")
    ]

    def compose(self) -> ComposeResult:
        """One line a key."""
        with VerticalScroll(id="help"):
            yield Static(display.literal("Keys", display.STRONG), id="help-title")
            for key, meaning in KEYS:
                with Horizontal(classes="key"):
                    yield Static(display.literal(key, display.ACCENT), classes="key-name")
                    yield Static(display.literal(meaning), classes="key-meaning")

    def on_mount(self) -> None:
        """Scroll with the arrow keys at once."""
        card = self.query_one("#help")
        card.border_title = "uniconv-edge"
        card.focus()
