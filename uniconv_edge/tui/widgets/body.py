"""What lies above the question box: the conversation and its sources, where keys are for moving and choosing."""

from __future__ import annotations

from textual import events
from textual.containers import Container

from uniconv_edge.tui.widgets.composer import Composer


class Body(Container):
    """One who begins to type a question in it goes on in the question box; keys that are commands there stay so."""

    def __init__(self) -> None:
        super().__init__(id="body")

    def on_key(self, event: events.Key) -> None:
        """A letter that is no command begins a question, or belongs to the one that was just begun."""
        composer = self.screen.query_one(Composer)
        # Keys that were on their way here when the focus left belong to the same question.
        begins = event.character != " " and event.key not in self.screen.active_bindings
        if event.is_printable and event.character and (begins or self.screen.focused is composer):
            event.stop()
            event.prevent_default()
            self.screen.set_focus(composer)
            composer.insert(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted is a question too."""
        event.stop()
        composer = self.screen.query_one(Composer)
        self.screen.set_focus(composer)
        composer.insert(event.text)
