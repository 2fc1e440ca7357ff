"""What a person sees before the first question: what this does, or, with an empty library, what to do."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from uniconv_edge.tui import display
from uniconv_edge.tui.widgets.composer import FolderInput

_READY = "Ask a question about your documents."
_READY_MORE = (
    "The answer is quoted from them word for word, with the document and the page. "
    "Ask on: the conversation is remembered. Nothing leaves this computer."
)
_EMPTY = "Which documents do you want to ask?"
_EMPTY_MORE = (
    "Type the path of a folder or a file and press Enter. Text, Markdown, HTML, PDF and Word documents in it "
    "are read and indexed. Your files are never changed, and nothing leaves this computer."
)


class Welcome(Vertical):
    """Shown in place of the conversation until there is one."""

    def __init__(self) -> None:
        super().__init__(id="welcome")

    def compose(self) -> ComposeResult:
        """A sentence, what it means, and a place for a folder."""
        yield Static(id="welcome-title")
        yield Static(id="welcome-more")
        yield FolderInput()

    def on_mount(self) -> None:
        """Nothing is known yet."""
        self.query_one(FolderInput).display = False

    def show_ready(self) -> None:
        """There is something to ask."""
        self._show(_READY, _READY_MORE, folder=False)

    def show_empty(self) -> None:
        """There is nothing to ask yet."""
        self._show(_EMPTY, _EMPTY_MORE, folder=True)

    def _show(self, title: str, more: str, *, folder: bool) -> None:
        self.query_one("#welcome-title", Static).update(display.literal(title, display.STRONG))
        self.query_one("#welcome-more", Static).update(display.literal(more, display.MUTED))
        self.query_one(FolderInput).display = folder
