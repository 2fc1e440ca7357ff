"""One question and its answer: the question, quotes as cards, the reply, and what went wrong if it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from uniconv_edge.tui import display
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.wording import own_words

if TYPE_CHECKING:
    from uniconv_edge.types import Answer, Quote


class QuoteCard(Static, can_focus=True):
    """A verbatim quote; Enter or a click opens its document there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open document"),
        Binding("up", "app.focus_previous", "Previous", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
    ]

    def __init__(self, quote: Quote) -> None:
        super().__init__(display.quote(quote), classes="quote")
        self.quote = quote
        self.set_class(not quote.verified, "-unverified")

    def action_open(self) -> None:
        """Open the document at this quote."""
        quote = self.quote
        self.post_message(
            m.PlaceChosen(m.Place(quote.document_id, quote.page_index, quote.start, quote.end, quote.title, quote.path))
        )

    def on_click(self) -> None:
        """A click opens it too."""
        self.action_open()


class TurnView(Vertical):
    """A turn of the conversation as it is shown."""

    def __init__(self, number: int, question: str) -> None:
        super().__init__(classes="turn")
        self.number = number
        self.question = question
        self.answer: Answer | None = None
        self._reply = ""
        self._quotes: list[Quote] = []

    def compose(self) -> ComposeResult:
        """The question; the rest arrives."""
        yield Static(display.question(self.question), classes="question")
        yield Vertical(classes="quotes")
        yield Static(classes="reply")
        yield Static(classes="note")

    def add_quote(self, quote: Quote) -> None:
        """Show one more quote."""
        self._quotes.append(quote)
        self.query_one(".quotes", Vertical).mount(QuoteCard(quote))

    def add_text(self, text: str) -> None:
        """Show more of the reply."""
        self._reply += text
        self._show_reply()

    def finish(self, answer: Answer) -> None:
        """Show the whole answer; what streamed in is replaced where it differs."""
        self.answer = answer
        for quote in answer.quotes[len(self._quotes) :]:
            self.add_quote(quote)
        self._reply = own_words(answer.text, answer.quotes)
        self.set_class(not answer.answered, "-refused")
        self._show_reply()

    def mark_stopped(self) -> None:
        """Say that the person stopped it."""
        self.add_class("-stopped")
        self._note(display.literal("stopped; this question is not part of the conversation", display.MUTED))

    def mark_failed(self, message: str, hint: str) -> None:
        """Say what went wrong."""
        self._note(display.trouble(message, hint))

    def as_text(self) -> str:
        """The answer for the clipboard: its quotes with their places, then the reply."""
        lines = [f"“{q.text.strip()}” ({display.place(q.title, q.path, q.page, q.place)})" for q in self._quotes]
        return "\n".join([*lines, self._reply.strip()]).strip()

    def _show_reply(self) -> None:
        reply = self.query_one(".reply", Static)
        reply.update(display.literal(self._reply.strip()))
        reply.display = bool(self._reply.strip())

    def _note(self, content: Content) -> None:
        note = self.query_one(".note", Static)
        note.update(content)
        note.display = True
