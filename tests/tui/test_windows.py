"""The parts in which a long document is shown: nothing is left out, and no word is cut that need not be."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from uniconv_edge.tui.messages import Place
from uniconv_edge.tui.screens.document import DocumentScreen
from uniconv_edge.tui.windows import REACH, WINDOW, Window, window_after, window_around, window_before
from uniconv_edge.types import Page

from .driving import chat_app, shown

PIECES = ("word ", "a line of some words\n", "\n", "x" * 700, "漢字" * 40, "tab\tand\u2028other ends ")
PAGES = st.lists(st.tuples(st.sampled_from(PIECES), st.integers(0, 2_000)), max_size=6).map(
    lambda parts: "".join(piece * number for piece, number in parts)[: 4 * WINDOW]
)


def is_cut_well(text: str, position: int, near: str) -> bool:
    """Whether a line ends there; else a word and no line ends `near` there; else neither ends near there."""
    if position in (0, len(text)) or text[position - 1] == "\n":
        return True
    return "\n" not in near if text[position - 1].isspace() else not any(letter.isspace() for letter in near)


@settings(max_examples=100, deadline=None)
@given(st.lists(PAGES, min_size=1, max_size=3), st.data())
def test_paging_from_any_passage_shows_every_character_once_and_cuts_no_word_in_two(texts: list[str], data):
    page = data.draw(st.integers(0, len(texts) - 1))
    start = data.draw(st.integers(0, len(texts[page])))
    end = data.draw(st.integers(start, min(len(texts[page]), start + 3 * REACH)))
    around = window_around(texts[page], page, start, end)
    assert around.start <= start <= end <= around.end
    parts: list[Window] = [around]
    while (following := window_after(texts, parts[-1])) is not None:
        parts.append(following)
    while (earlier := window_before(texts, parts[0])) is not None:
        parts.insert(0, earlier)
    assert all(part.end - part.start <= WINDOW for part in parts)
    for number, text in enumerate(texts):
        assert "".join(text[part.start : part.end] for part in parts if part.page_index == number) == text
    here = parts.index(around)
    for part in parts[here:]:
        text, least = texts[part.page_index], end if part is around else part.start
        lowest = max(least, max(least, part.start + WINDOW) - REACH)
        assert is_cut_well(text, part.end, text[lowest : part.end])
    for part in parts[: here + 1]:
        text, most = texts[part.page_index], start if part is around else part.end
        highest = min(most, (start - WINDOW // 2 if part is around else part.end - WINDOW) + REACH)
        assert is_cut_well(text, part.start, text[part.start : highest])


def test_a_passage_longer_than_a_window_is_shown_whole():
    text = "word " * WINDOW
    assert window_around(text, 0, 10, 10 + 2 * WINDOW) == Window(0, 0, 10 + 2 * WINDOW)


async def test_a_quote_behind_a_cut_is_marked_at_its_words():
    text = "".join(f"Line {number} of a text without pages.\n" for number in range(3_000))
    quote = "Line 1500 of a text"
    start = text.index(quote)
    app = chat_app()
    async with app.run_test(size=(100, 30)) as pilot:
        screen = DocumentScreen(Place(0, start, start + len(quote), quote, "Book", "/book.txt"), [Page(None, text)])
        await app.push_screen(screen)
        await pilot.pause()
        seen = shown(app, "#document-text")[0]
        assert seen.startswith("Line ")
        assert seen.endswith(" of a text without pages.\n")
        at, to = screen._span()
        assert seen[at:to] == quote
        await pilot.press("right_square_bracket")
        assert shown(app, "#document-text")[0].startswith("Line ")
        assert screen._span()[0] == screen._span()[1]
        await pilot.press("left_square_bracket")
        at, to = screen._span()
        assert shown(app, "#document-text")[0][at:to] == quote
