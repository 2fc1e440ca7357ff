"""What a person sees before the first question: what this does, or, with an empty library, how to begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from uniconv_edge.tui import display, library_lines
from uniconv_edge.tui import messages as m
from uniconv_edge.wording import count

if TYPE_CHECKING:
    from uniconv_edge.tui.services import FolderPreview
    from uniconv_edge.types import Skipped

_READY = "Ask a question about your documents."
_READY_MORE = (
    "The answer is quoted from them word for word, with the document and the page. "
    "Ask on: the conversation is remembered. Nothing leaves this computer."
)
_EMPTY = "Which documents do you want to ask?"
_EMPTY_MORE = "They are read on this computer and stay here; nothing is sent anywhere, and no file is changed."
_READING = (
    "Reading. You can ask at once; the answer comes from what has been read so far. "
    "In the library screen ({key}) s stops the reading."
)


class Welcome(Vertical):
    """Shown in place of the conversation until there is one."""

    def __init__(self) -> None:
        super().__init__(id="welcome")

    def compose(self) -> ComposeResult:
        """A sentence, what it means, and the ways to begin."""
        yield Static(id="welcome-title")
        yield Static(id="welcome-more")
        yield OptionList(id="first-steps")
        yield Static(id="welcome-preview")

    def on_mount(self) -> None:
        """Nothing is known yet."""
        self.steps.display = False

    @property
    def steps(self) -> OptionList:
        """The ways to begin."""
        return self.query_one("#first-steps", OptionList)

    def show_ready(self, *, reading: bool) -> None:
        """There is something to ask, or will be in a moment."""
        key = self.app.keys_of("library")  # type: ignore[attr-defined]
        self._show(_READY, f"{_READING.format(key=key)} {_READY_MORE}" if reading else _READY_MORE)

    def show_empty(self, skipped: Sequence[Skipped] = ()) -> None:
        """There is nothing to ask yet; these files were found, but could not be read."""
        self._show(_EMPTY, _EMPTY_MORE)
        if skipped:
            self.query_one("#welcome-more", Static).update(library_lines.nothing_read(skipped))
        if not self.steps.option_count:
            self.steps.add_option(Option(display.literal("Choose a folder of mine"), id="folder"))
        self.steps.display = True
        self.steps.highlighted = 0

    def show_samples(self, preview: FolderPreview) -> None:
        """There are sample documents to begin with."""
        label = f"Try the {count(preview.files, 'sample document')}: a lease, an invoice, a manual, recipes"
        samples = Option(display.literal(label), id="samples")
        self.steps.clear_options()
        self.steps.add_options([samples, Option(display.literal("Choose a folder of mine"), id="folder")])
        self.steps.highlighted = 0
        self.query_one("#welcome-preview", Static).update(library_lines.preview(preview, promise=False))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(m.FirstStepChosen(event.option_id == "samples"))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.query_one("#welcome-preview", Static).display = event.option_id == "samples"

    def _show(self, title: str, more: str) -> None:
        self.query_one("#welcome-title", Static).update(display.literal(title, display.STRONG))
        self.query_one("#welcome-more", Static).update(display.literal(more, display.MUTED))
        self.steps.display = False
        self.query_one("#welcome-preview", Static).display = False
