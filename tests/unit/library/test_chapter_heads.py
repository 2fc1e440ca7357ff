"""Running heads that name the chapter stand apart from the sentences and are told once."""

from __future__ import annotations

from uniconv_edge.library.extract.chapter_heads import without_chapter_heads

WORDS = "abcdefghijklmnop"


def body(page: int) -> list[str]:
    return [f"{word} is what stands on page {WORDS[page]} of it" for word in ("This", "That", "Neither", "Which")]


def test_a_head_beside_the_number_of_its_page_is_told_once() -> None:
    heads = [f"Chapter {1 + at // 4}: About {WORDS[at // 4] * 3} {at + 7}" for at in range(12)]
    pages = [[head, *body(at)] for at, head in enumerate(heads)]
    kept, found = without_chapter_heads(pages, set())
    assert [lines[0] for lines in kept if lines[0] in heads] == [heads[0], heads[4], heads[8]]
    assert [lines[-4:] for lines in kept] == [body(at) for at in range(12)]
    assert set(heads) <= found


def test_a_line_with_another_number_is_none() -> None:
    pages = [[f"{at + 7} Chapter {at}", *body(at)] for at in range(6)]
    pages[3][0] = "30 years later"
    kept, found = without_chapter_heads(pages, set())
    assert kept[3][0] == "30 years later"
    assert "30 years later" not in found


def test_a_word_with_the_number_of_its_page_may_be_a_chapter_and_stays() -> None:
    pages = [[f"Chapter {at}" if at in (3, 4) else WORDS[at], *body(at), str(at)] for at in range(8)]
    assert without_chapter_heads(pages, set())[0] == pages
    pages = [[f"{at} Chapter" if at in (3, 4) else WORDS[at], *body(at), str(at)] for at in range(8)]
    assert without_chapter_heads(pages, set())[0][4] == pages[4][1:]


def test_a_line_that_returns_on_near_pages_stands_apart_and_stays() -> None:
    pages = [[f"User guide to the chapter on {WORDS[at // 3]}", *body(at)] for at in range(9)]
    kept, found = without_chapter_heads(pages, {"Other"})
    assert kept == pages
    assert found == {"Other", *(lines[0] for lines in pages)}
    for text in (
        "• What would you like to have seen",
        "Table 11. Standards of the verification",
        "so on, said she.",
    ):
        again = [[text, *body(at)] for at in range(4)]
        assert without_chapter_heads(again, set()) == (again, set())
    far = [["The same first line of two pages", *body(at)] if at in (0, 8) else body(at) for at in range(9)]
    assert without_chapter_heads(far, set()) == (far, set())
