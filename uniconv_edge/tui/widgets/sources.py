"""The ranked passages of the latest question, and which documents are asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from uniconv_edge.tui import cards, display
from uniconv_edge.tui import messages as m

if TYPE_CHECKING:
    from uniconv_edge.types import Hit


class SourceList(OptionList):
    """The list itself; Enter opens a document at its passage. A click does too, and leaves the keys where they are."""

    FOCUS_ON_CLICK = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open document"),
        Binding("o", "own_program", "In own program"),
        Binding("p", "pin", "Pin"),
    ]

    def action_own_program(self) -> None:
        """Open the file in the person's own program."""
        if hit := self._hit():
            self.post_message(m.FileWanted(hit.path, hit.page))

    def action_pin(self) -> None:
        """Ask this document alone, or no longer."""
        if hit := self._hit():
            self.post_message(m.PinWanted(hit.path, hit.title))

    def _hit(self) -> Hit | None:
        panel = self.parent
        return panel.hit(self.highlighted) if isinstance(panel, SourcesPanel) else None


class SourcesPanel(Vertical):
    """A heading and the list, at the right of the conversation or below it."""

    def __init__(self) -> None:
        super().__init__(id="sources", classes="-empty")
        self._hits: Sequence[Hit] = ()

    def compose(self) -> ComposeResult:
        """Heading and list."""
        yield Static(display.literal("Sources", display.MUTED), id="sources-heading")
        yield SourceList(id="source-list")

    def show(self, hits: Sequence[Hit], question: str = "") -> None:
        """Replace the passages shown; the words they share with the question stand out."""
        self._hits = hits
        self.set_class(not hits, "-empty")
        choices = self.query_one(SourceList)
        choices.clear_options()
        choices.add_options([Option(cards.source(hit, question)) for hit in hits])
        if hits:
            choices.highlighted = 0

    def hit(self, index: int | None) -> Hit | None:
        """The passage at a place of the list."""
        return self._hits[index] if index is not None and index < len(self._hits) else None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to choose."""
        return not self._hits

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A passage was chosen."""
        event.stop()
        self.post_message(m.PlaceChosen(m.Place.of(self._hits[event.option_index])))
