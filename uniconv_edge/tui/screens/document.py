"""A document, opened at a passage: the marked words with the text before and after them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from uniconv_edge.tui import display
from uniconv_edge.tui.messages import ErrandFailed, FileWanted, LineAccepted
from uniconv_edge.tui.screens.clicks import StaleClicksDropped
from uniconv_edge.tui.widgets.bars import KeyLine
from uniconv_edge.tui.windows import Window, window_after, window_around, window_before
from uniconv_edge.wording import count

if TYPE_CHECKING:
    from uniconv_edge.tui.messages import Place
    from uniconv_edge.types import Page


def occurrences(pages: Sequence[str], words: str) -> list[Window]:
    """Where the words stand one after the other, in capitals or not, also across the end of a line. Pure."""
    wanted = re.compile(r"\s+".join(re.escape(word) for word in words.split()), re.IGNORECASE)
    if not words.split():
        return []
    return [Window(number, *found.span()) for number, text in enumerate(pages) for found in wanted.finditer(text)]


class DocumentScreen(StaleClicksDropped[None]):
    """One document. The mark stays where the passage is, or the words that were looked for, whatever is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Back", key_display="esc"),
        # Of two bindings of a key the first that has something to do is taken.
        Binding("n,enter", "next", "Next one", key_display="n"),
        Binding("N", "previous", "One before"),
        Binding("n", "forward", "Next page"),
        Binding("right_square_bracket", "forward", "Next page", key_display="]"),
        Binding("p,left_square_bracket", "back", "Previous page", key_display="p"),
        Binding("slash", "look", "Look for", priority=True),  # what arrives with it is for its card
        Binding("m", "mark", "To the passage"),
        Binding("o", "own_program", "In own program"),
        Binding("question_mark", "app.help", "Help", show=False),
    ]
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("n, p", "next page, previous page; also ] and ["),
        ("/", "look for words in this document"),
        ("n, N", "after that: to the next place that holds them (Enter too), to the one before"),
        ("m", "back to the marked passage"),
        ("o", "open the file in your own program, at this page where it can"),
        ("Up, Down", "scroll"),
        ("Escape", "back to the conversation"),
        ("palette", "all commands"),
    )

    def __init__(self, place: Place, pages: Sequence[Page]) -> None:
        super().__init__()
        self._place = place
        # A document that says something else there by now is not shown as the one that was quoted.
        there = pages[place.page_index].text if 0 <= place.page_index < len(pages) else ""
        self._pages = pages if there[place.start : place.end] == place.text else ()
        self._gone = not pages
        self._words = ""
        self._found: Sequence[Window] = ()  # where the words stand that were looked for
        self._looked_for: tuple[str, Sequence[Window]] = ("", ())
        self._marked = Window(place.page_index, place.start, place.end)
        self._texts = [page.text for page in pages]
        self._shown = Window(0, 0, 0)

    def compose(self) -> ComposeResult:
        """Which document, where in it, and its text."""
        yield Static(id="document-title")
        yield Static(id="document-place")
        with VerticalScroll(id="document-body"):
            yield Static(id="document-text")
        yield KeyLine()

    def on_mount(self) -> None:
        """Open at the passage."""
        title = display.name_of(self._place.title, self._place.path)
        self.query_one("#document-title", Static).update(display.literal(title, "bold $primary"))
        self.query_one("#document-body").focus()
        self.action_mark()

    def on_resize(self) -> None:
        """The lines wrap anew; the passage stays in sight."""
        self.call_after_refresh(self._scroll_to_mark)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """No key is offered that does nothing: hidden in a document of one page, dim at its first or last."""
        if action in ("look", "mark", "own_program"):
            return bool(self._pages)
        if action in ("next", "previous"):
            return bool(self._found)
        ways = {"forward": window_after, "back": window_before}
        if action not in ways:
            return True
        if not self._pages or not any(way(self._texts, self._shown) for way in ways.values()):
            return False
        return True if ways[action](self._texts, self._shown) else None

    def action_mark(self) -> None:
        """Show the passage."""
        if not self._pages:
            what = "has left the library, or its file is gone" if self._gone else "has changed since it was quoted"
            self._describe(f"This document {what}. Escape goes back; ask again for what it says now.")
            return
        self._go_to(Window(self._place.page_index, self._place.start, self._place.end))

    def action_look(self) -> None:
        """Look for words."""
        from uniconv_edge.tui.screens.asking import LineScreen

        more = "Enter goes to the first place from here on that holds these words, in capitals or not."
        card = LineScreen("Look for words in this document", more, self._words, check=self._check)
        self.app.push_screen(card, self._look)

    def _check(self, words: str, reply: Callable[[Message], object]) -> None:
        nowhere = ErrandFailed("These words do not stand in this document.", "fewer words, or a part of one, find more")
        reply(LineAccepted(words) if self._places(words) else nowhere)

    def _look(self, words: str | None) -> None:
        if words:
            self._words, self._found = words, self._places(words)
            self.action_next()

    def _places(self, words: str) -> Sequence[Window]:
        """Where the words stand; looked for once, for a long log has some 100,000 such places."""
        if self._looked_for[0] != words:
            self._looked_for = words, occurrences(self._texts, words)
        return self._looked_for[1]

    def action_next(self) -> None:
        """Show the next place that holds the words, from the mark or, where one reads elsewhere, from there on."""
        here = self._marked if self._marks_something() else self._shown
        after = (one for one in self._found if (one.page_index, one.start) >= (here.page_index, here.start))
        self._go_to(next((one for one in after if one != self._marked), self._found[0]))

    def action_previous(self) -> None:
        """Show the place before that holds the words; before the first it is the last."""
        here = self._marked if self._marks_something() else self._shown
        before = [one for one in self._found if (one.page_index, one.start) < (here.page_index, here.start)]
        self._go_to(before[-1] if before else self._found[-1])

    def _go_to(self, marked: Window) -> None:
        self._marked = marked
        self._show(window_around(self._texts[marked.page_index], marked.page_index, marked.start, marked.end))
        self.call_after_refresh(self._scroll_to_mark)

    def _marks_something(self) -> bool:
        start, end = self._span()
        return start < end

    def action_forward(self) -> None:
        """Read on."""
        self._turn_to(window_after(self._texts, self._shown))

    def action_back(self) -> None:
        """Read what comes before."""
        self._turn_to(window_before(self._texts, self._shown))

    def action_own_program(self) -> None:
        """Open the file in the person's own program, at the page shown."""
        page = self._pages[self._shown.page_index].number if self._pages else None
        self.app.screen_stack[0].post_message(FileWanted(self._place.path, page))

    def _turn_to(self, window: Window | None) -> None:
        if window is not None and self._pages:
            self._show(window)
            self.query_one("#document-body").scroll_home(animate=False)

    def _show(self, window: Window) -> None:
        self._shown = window
        page = self._pages[window.page_index]
        whole = self._texts[window.page_index]
        start, end = self._span()
        self.query_one("#document-text", Static).update(display.marked(whole[window.start : window.end], start, end))
        parts = [] if page.number is None else [f"page {page.number} of {len(self._pages)}"]
        if window.start > 0 or window.end < len(whole):
            share = 100 * window.start // max(1, len(whole))
            parts.append(f"from {share}% of this page" if page.number else f"from {share}% of the document")
        if self._marked in self._found and self._marks_something():
            number = self._found.index(self._marked) + 1
            parts.append(f"{number:,} of {len(self._found):,}: {display.one_line(self._words, 40)}")
        elif self._found:
            parts.append(f"{count(len(self._found), 'place')}: {display.one_line(self._words, 40)}")
        self._describe(" · ".join([*parts, display.one_line(self._place.path, 300)]))
        self.refresh_bindings()

    def _describe(self, text: str) -> None:
        self.query_one("#document-place", Static).update(display.literal(text, display.MUTED))

    def _span(self) -> tuple[int, int]:
        """What is marked, in characters of what is shown; empty when it is elsewhere."""
        if self._marked.page_index != self._shown.page_index:
            return 0, 0
        length = self._shown.end - self._shown.start
        start = min(max(0, self._marked.start - self._shown.start), length)
        return start, min(max(start, self._marked.end - self._shown.start), length)

    def _scroll_to_mark(self, attempts: int = 40) -> None:
        """Put the line where the mark begins a third from the top."""
        start, end = self._span()
        if start == end:
            return
        body, shown = self.query_one("#document-body", VerticalScroll), self.query_one("#document-text", Static)
        width = shown.content_size.width
        text = self._texts[self._shown.page_index][self._shown.start : self._shown.end]
        # The first word of the passage is wrapped too, because it may move to the next line as a whole.
        word = next((i for i in range(start + 1, end) if text[i].isspace()), end)
        line = len(display.literal(text[:word]).wrap(width)) - 1 if width > 0 else 0
        target = max(0, line - body.size.height // 3)
        if (width <= 0 or shown.size.height <= line) and attempts:
            # The text has not been laid out yet.
            self.set_timer(0.05, lambda: self._scroll_to_mark(attempts - 1))
            return
        body.scroll_to(y=target, animate=False, immediate=True)
