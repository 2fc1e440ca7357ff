"""One question and its answer: the question, quotes as cards, the reply, and what went wrong if it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from uniconv_edge.tui import cards, display
from uniconv_edge.tui import messages as m
from uniconv_edge.wording import beside, doubts, own_words, unsupported, unsure

if TYPE_CHECKING:
    from uniconv_edge.tui.services import Kept
    from uniconv_edge.types import Answer, Quote


# What is said below so many quotes, and characters of them, is still seen in a window of 80 columns and 24 rows.
_QUOTES_IN_SIGHT, _CHARACTERS_IN_SIGHT = 3, 800


class QuestionLine(Static, can_focus=True):
    """A question that was asked; with the focus on it, it can be changed, asked again, or shown in another version."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,e", "choose('edit')", "Edit", key_display="e"),
        Binding("r", "choose('again')", "Ask again"),
        Binding("y", "choose('copy')", "Copy answer"),
        Binding("left", "choose('older')", "Other version", show=False),
        Binding("right", "choose('newer')", "Other version", show=False),
        Binding("up", "app.focus_previous", "Previous", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
    ]

    def __init__(self, number: int, question: str) -> None:
        super().__init__(cards.question(question), classes="question")
        self._number = number

    def action_choose(self, what: str) -> None:
        """Hand the wish to the screen."""
        self.post_message(m.TurnChosen(self._number, what))


class QuoteCard(Static, can_focus=True):
    """A verbatim quote; Enter or a click opens its document there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open document"),
        Binding("o", "own_program", "In own program"),
        Binding("y", "copy", "Copy quote"),
        Binding("p", "pin", "Pin"),
        Binding("r", "read_again", "Read again"),
        Binding("up", "app.focus_previous", "Previous", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
    ]

    def __init__(self, quote: Quote, classes: str = "quote") -> None:
        super().__init__(self.content_of(quote), classes=classes)
        self.quote = quote
        self.set_class(not quote.verified, "-unverified")

    @staticmethod
    def content_of(quote: Quote, _width: int = 0) -> Content:
        """What the card says, in so many columns (0: not known yet)."""
        return cards.quote(quote, _width)

    def on_resize(self) -> None:
        """What is said of it stays in one piece."""
        self.update(self.content_of(self.quote, self.content_size.width))

    def restate(self, quote: Quote) -> None:
        """The quote was looked for again."""
        if quote != self.quote:
            self.quote = quote
            self.update(self.content_of(quote, self.content_size.width))
            self.set_class(not quote.verified, "-unverified")
            self.refresh_bindings()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """A file is read again only where that brings something else."""
        return action != "read_again" or self.quote.state in ("changed", "missing")

    def action_read_again(self) -> None:
        """Read its file anew, which has changed since; of one that is missing, all folders."""
        self.post_message(m.ReadAgainWanted(self.quote.path if self.quote.state == "changed" else None))

    def action_open(self) -> None:
        """Open the document at this quote."""
        self.post_message(m.PlaceChosen(m.Place.of(self.quote)))

    def action_own_program(self) -> None:
        """Open the file in the person's own program."""
        self.post_message(m.FileWanted(self.quote.path, self.quote.page))

    def action_copy(self) -> None:
        """Copy the quote with its place."""
        self.app.copy_to_clipboard(cards.quote_text(self.quote))
        display.say(self, "Copied the quote.")

    def action_pin(self) -> None:
        """Ask this document alone."""
        self.post_message(m.PinWanted(self.quote.path, self.quote.title))

    def on_click(self) -> None:
        """A click opens it too."""
        self.action_open()


class NearCard(QuoteCard):
    """A sentence that a refusal names: it opens as a quote does."""

    def __init__(self, quote: Quote) -> None:
        super().__init__(quote, "quote near")

    @staticmethod
    def content_of(quote: Quote, _width: int = 0) -> Content:
        """Its place and its beginning, in a line."""
        return cards.near(quote)


class TurnView(Vertical):
    """A turn of the conversation as it is shown."""

    def __init__(self, number: int, question: str) -> None:
        super().__init__(classes="turn")
        self.number = number
        self.question = question
        self.answer: Answer | None = None
        self.kept: Kept | None = None
        self.replaced: Sequence[TurnView] = ()  # whose place it is to take: the first, and what followed; hidden
        self._reply = self._more = ""
        self._folded = self._unfolding = False
        self._quotes: list[Quote] = []
        self._nearest: list[Quote] = []

    class Resized(Message):
        """A turn was laid out, for the first time or anew."""

        def __init__(self, turn: TurnView) -> None:
            super().__init__()
            self.turn = turn

    def on_resize(self) -> None:
        """Tell it: the conversation may be as long as before all the same, where others take its place."""
        self.post_message(self.Resized(self))

    def compose(self) -> ComposeResult:
        """The question; the rest arrives."""
        yield QuestionLine(self.number, self.question)
        yield Static(classes="reply")
        yield Static(classes="note")

    def on_mount(self) -> None:
        """A turn made from a stored answer shows it at once."""
        if self.answer is not None:
            self.finish(self.answer, self.kept, self._more)

    def let_go(self) -> None:
        """Leave the screen. Textual 8.2 remembers the painted lines of the last thousand widgets, gone or not."""
        parts = [self, *self.query("*")]
        self.remove()
        for part in parts:
            part._styles_cache.clear()

    def fold(self, folded: bool) -> None:
        """Keep the room it takes and show none of it, or show it again: each layout visits whatever is displayed. What
        is shown again is laid out before it may be folded: it may take other room now."""
        if folded != self._folded and not (folded and self._unfolding):
            self._folded = folded
            if not folded:
                self._unfolding = True
                self.call_after_refresh(self.call_after_refresh, self._unfolded)
            self.styles.height = self.size.height if folded else None
            for part in self.query_children(Static):
                part.display = not folded and bool(part.content)

    def _unfolded(self) -> None:
        self._unfolding = False
        self.post_message(self.Resized(self))

    def add_quote(self, quote: Quote) -> None:
        """Show one more quote."""
        self._quotes.append(quote)
        self.mount(QuoteCard(quote), before=".note" if self.has_class("-compared") else ".reply")

    def _name_nearest(self, answer: Answer) -> None:
        """Show where to look although nothing is answered, or not surely."""
        self._nearest = list(answer.nearest)
        title = Static(cards.near_title(answer), classes="nearest")
        self.mount(title, *map(NearCard, answer.nearest), before=".note")

    @property
    def quotes(self) -> Sequence[Quote]:
        """The quotes that are shown, those that a refusal names too."""
        return [*self._quotes, *self._nearest]

    def restate(self, found: Mapping[Quote, Quote]) -> None:
        """Quotes were looked for again: each as it was, and as it stands now."""
        if all(found.get(quote, quote) == quote for quote in self.quotes):
            return
        self.fold(False)  # it may be longer now
        self._quotes = [found.get(quote, quote) for quote in self._quotes]
        self._nearest = [found.get(quote, quote) for quote in self._nearest]
        for card in self.query(QuoteCard):
            card.restate(found.get(card.quote, card.quote))

    def add_text(self, text: str) -> None:
        """Show more of the reply."""
        self._reply += text
        self._show_reply()

    def finish(self, answer: Answer, kept: Kept | None = None, more: str = "") -> None:
        """Show the whole answer; what streamed in is replaced where it differs. `more`: what could still be done."""
        self.answer, self.kept, self._more = answer, kept, more
        if any(quote.change for quote in answer.quotes):  # what changed in all stands above the changes
            self.add_class("-compared")
            self.move_child(self.query_one(".reply"), after=self.query_one(QuestionLine))
        for quote in answer.quotes[len(self._quotes) :]:
            self.add_quote(quote)
        self._reply = own_words(answer.text, answer.quotes)
        self.remove_class("-stopped")
        self.set_class(not answer.answered, "-refused")
        self._show_reply()
        notes = [cards.unsupported(doubtful)] if (doubtful := unsupported(answer)) else []
        if answer.nearest and not self._nearest:
            self._name_nearest(answer)
        told = unsure(answer)
        self.set_class(bool(told), "-unsure")
        if told and not answer.nearest:
            notes.append(display.literal(f"? {told}", "$text-warning"))
        if answer.note:
            length = sum(len(quote.text) for quote in answer.quotes)
            if len(answer.quotes) > _QUOTES_IN_SIGHT or length > _CHARACTERS_IN_SIGHT:
                self._show_result(answer.note)
            else:
                notes.append(display.literal(answer.note, display.MUTED))
        if more:
            notes.append(display.literal(more))
        self._note(Content("\n").join(notes))
        if kept is not None and len(kept.versions) > 1:
            number = kept.versions.index(kept.exchange) + 1
            line = self.query_one(QuestionLine)
            line.update(cards.question(self.question, f"  ‹ {number} of {len(kept.versions)} ›"))

    @property
    def replacing(self) -> int | None:
        """The stored answer whose place this one is to take."""
        return kept.exchange if self.replaced and (kept := self.replaced[0].kept) is not None else None

    def show_replaced(self) -> None:
        """It does not take their place after all."""
        for view in self.replaced:
            view.display = True

    def other_version(self, step: int) -> int | None:
        """The stored answer `step` versions from this one, None when there is none."""
        if self.kept is None:
            return None
        wanted = self.kept.versions.index(self.kept.exchange) + step
        return self.kept.versions[wanted] if 0 <= wanted < len(self.kept.versions) else None

    def mark_stopped(self) -> None:
        """Say that the person stopped it."""
        self.add_class("-stopped")
        self._note(display.literal("stopped; this question is not part of the conversation", display.MUTED))

    def mark_failed(self, message: str, hint: str) -> None:
        """Say what went wrong."""
        self._note(display.trouble(message, hint))

    def as_text(self) -> str:
        """The answer for the clipboard: its quotes with their places, then the reply, what comes nearest to an answer
        that is refused, and what it cannot promise."""
        lines = [*map(cards.quote_text, self._quotes), self._reply.strip()]
        if self.answer is not None:
            nearest = [f"{beside(self.answer)}:", *map(cards.quote_text, self._nearest)] if self._nearest else []
            told, note = ([f"[{each}]"] if each else [] for each in (unsure(self.answer), self.answer.note))
            lines += [*doubts(self.answer), *told, *nearest, *note]
        return "\n".join(lines).strip()

    def _show_reply(self) -> None:
        reply = self.query_one(".reply", Static)
        reply.update(display.literal(self._reply.strip()))
        reply.display = bool(self._reply.strip())

    def _show_result(self, note: str) -> None:
        """What many rows come to, above them: below, it would be out of sight."""
        for earlier in self.query(".result"):
            earlier.remove()
        self.mount(Static(display.literal(note), classes="result"), after=self.query_one(QuestionLine))

    def _note(self, content: Content) -> None:
        note = self.query_one(".note", Static)
        note.update(content)
        note.display = bool(content)
