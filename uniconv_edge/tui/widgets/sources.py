"""The ranked passages of the latest question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from uniconv_edge.tui import display
from uniconv_edge.tui import messages as m

if TYPE_CHECKING:
    from uniconv_edge.types import Hit


class SourceList(OptionList):
    """The list itself; Enter opens a document at its passage."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Open document")]


class SourcesPanel(Vertical):
    """A heading and the list, at the right of the conversation or below it."""

    def __init__(self) -> None:
        super().__init__(id="sources")
        self._hits: Sequence[Hit] = ()

    def compose(self) -> ComposeResult:
        """Heading and list."""
        yield Static(display.literal("Sources", display.MUTED), id="sources-heading")
        yield SourceList(id="source-list")

    def show(self, hits: Sequence[Hit]) -> None:
        """Replace the passages shown."""
        self._hits = hits
        choices = self.query_one(SourceList)
        choices.clear_options()
        choices.add_options([Option(display.source(hit)) for hit in hits])
        if hits:
            choices.highlighted = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to choose."""
        return not self._hits

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A passage was chosen."""
        event.stop()
        hit = self._hits[event.option_index]
        self.post_message(
            m.PlaceChosen(m.Place(hit.document_id, hit.page_index, hit.start, hit.end, hit.title, hit.path))
        )
