"""A guard against a click that lands on a widget which was removed a moment ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual import events
from textual.screen import Screen

if TYPE_CHECKING:
    from uniconv_edge.tui.app import ChatApp

Result = TypeVar("Result")


class StaleClicksDropped(Screen[Result]):
    """Textual 8.2 asks the parent of what was clicked for its place, and ends the app when there is no parent.

    A notice that just faded, or a key of the footer that was just replaced, is such a widget.
    """

    @property
    def chat(self) -> ChatApp:
        """The app, which is the only one that opens these screens."""
        return cast("ChatApp", self.app)

    def _forward_event(self, event: events.Event) -> None:
        if isinstance(event, events.MouseDown):
            widget, _ = self.get_widget_and_offset_at(event.x, event.y)
            if widget is not None and not widget.is_attached:
                return
        super()._forward_event(event)
