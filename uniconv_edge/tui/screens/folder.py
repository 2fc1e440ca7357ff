"""A card that asks for one more folder of documents."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from uniconv_edge.tui import display
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.screens.clicks import StaleClicksDropped
from uniconv_edge.tui.widgets.composer import FolderInput

_MORE = "Type the path of a folder or a file and press Enter. You can go on asking while it is read."


class FolderScreen(StaleClicksDropped, ModalScreen[None]):
    """Answers with `FolderSubmitted` to the screen below; Escape goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back", key_display="esc")]

    def compose(self) -> ComposeResult:
        """What to type, and where."""
        with Vertical(id="folder-card"):
            yield Static(display.literal("Read more documents", display.STRONG))
            yield Static(display.literal(_MORE, display.MUTED), id="folder-more")
            yield FolderInput()

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one(FolderInput).focus()

    def on_folder_submitted(self, event: m.FolderSubmitted) -> None:
        """Hand a path that exists to the conversation."""
        event.stop()
        if path := existing_path(event.path):
            self.app.screen_stack[0].post_message(m.FolderSubmitted(str(path)))
            self.dismiss()
        else:
            display.say(self, f"There is no file or folder {event.path}", severe=True)


def existing_path(text: str) -> Path | None:
    """The path that was typed, or None when there is nothing there."""
    try:
        path = Path(text).expanduser().absolute()
        return path if path.exists() else None
    except (OSError, RuntimeError, ValueError):
        # A name that is too long, the home of an unknown user.
        return None
