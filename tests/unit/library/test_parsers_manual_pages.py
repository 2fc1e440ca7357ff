"""Manuals as they are published: ways to the pages around and a page's own contents on the web, the borders of pages
and divided words in plain text, contents of OpenDocument texts."""

import pytest
from makers import odt
from patience import Stopwatch, grows_no_faster_than_its_input

from uniconv_edge.library.extract.blocks import LaidPage, assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.printed_pages import with_marked_borders
from uniconv_edge.library.outline import Places

TEXT = ["Hinges", "Oil them in March.", "Locks", "Use graphite."]
HEADED = "<h2>Hinges</h2><p>Oil them in March.</p><h2>Locks</h2><p>Use graphite.</p>"


def read(body: str) -> list[str]:
    pages = parse(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "a.html").pages
    return [line for page in pages for line in assemble(page).text.splitlines() if line]


def laid(text: str) -> LaidPage:
    return assemble(parse(text.encode(), "a.txt").pages[0])


@pytest.mark.parametrize(
    "ways",
    [
        '<div class="navheader"><table><tr><th>Doors</th></tr><tr><td><a href="b">Prev</a></td></tr></table></div>',
        '<div role="navigation"><ul><li><a href="b">Doors</a></li><li><a href="s">View page source</a></li></ul></div>',
        '<table><tr><td>[ &lt; ]</td><td>[<a href="b"> &gt; </a>]</td><td>[<a href="t">Top</a>]</td></tr></table>',
        '<div><a href="b">&lt;-previous</a><a href="t">Table of Contents</a><a href="c">next-&gt;</a></div>',
        '<ul class="nav"><li><a href="b">Doors of all kinds in the house</a></li></ul>',
        '<div class="toc"><p>Table of Contents</p><ul><li>1. <a href="#a">Hinges</a></li>'
        '<li><a href="#b">Locks</a></li><li><a href="a.html#c">Doors</a></li></ul></div>',
    ],
)
def test_ways_to_the_pages_around_and_contents_of_the_page_itself_are_not_read(ways: str) -> None:
    doors = "<h2>Doors<a href='#c'>¶</a></h2>" if "#c" in ways else ""
    assert read(ways + HEADED + doors) == TEXT + (["Doors"] if doors else [])


@pytest.mark.parametrize(
    "kept",
    [
        '<ul><li><a href="#a">Hinges</a></li><li><a href="#b">Locks</a></li><li><a href="#c">Paint red</a></li></ul>',
        '<ul><li><a href="#a">Hinges</a> today</li><li><a href="#b">Locks</a></li><li><a href="#b">Locks</a></li></ul>',
        '<ul><li><a href="hinges">Hinges</a></li><li><a href="locks">Locks</a></li><li><a href="x">Doors</a></li></ul>',
        '<table><tr><td>Top</td><td><a href="x">9 mm</a></td></tr></table>',
        "<table><tr><td>Top</td><td>Back</td></tr></table>",
        '<div role="navigation"><article><p>Doors are red.</p></article></div>',
        '<div role="navigation"><table><tr><th>Directors</th><td><a href="x">Ada</a></td></tr></table></div>',
        f'<div role="navigation"><p><a href="x">Doors</a></p>{"<p>Each of them is painted red.</p>" * 9}</div>',
        '<div><figcaption><a href="#a">A goat</a></figcaption><figcaption><a href="#b">A cow</a></figcaption>'
        '<figcaption><a href="#c">A pig</a></figcaption></div>',
        '<div><h3><a href="#a">Doors</a></h3><h3><a href="#b">Bolts</a></h3><h3><a href="#c">Paint</a></h3></div>',
    ],
)
def test_links_that_say_more_than_the_headings_are_read(kept: str) -> None:
    assert len(read(HEADED + kept)) > len(TEXT)


def test_a_page_that_is_called_navigation_is_read() -> None:
    pages = parse(f'<html><body role="navigation">{HEADED}</body></html>'.encode(), "a.html").pages
    assert "Use graphite." in assemble(pages[0]).text


def test_a_page_with_links_nested_in_many_parts_takes_no_longer_than_others() -> None:
    count = 600
    took = Stopwatch()
    assert len(read('<div><a href="#a">Bolts</a>' * count + "</div>" * count + HEADED)) == count + len(TEXT)
    assert took.seconds() < 10


HEAD = "RFC 9999             Goats             May 2020"


def _printed(pages: int, head: str = HEAD, length: int = 40) -> str:
    """So many pages, a paragraph of which goes on from each to the next."""
    text = [head, "Dell, Informational", ""]
    for page in range(1, pages + 1):
        lines = [f"   Goat {number} of page {page} is kept on the north" for number in range(length - 6)]
        text += [*lines, "", "", f"Dell          Informational        [Page {page}]", "\f", head, "", ""]
    return "\n".join(text)


def test_heads_and_feet_of_printed_pages_are_no_text_and_paragraphs_go_on() -> None:
    page = laid(_printed(5) + "   pasture.")
    assert "[Page" not in page.text
    assert page.text.count("RFC 9999") == 1
    assert "Goat 33 of page 1 is kept on the north\n   Goat 0 of page 2" in page.text
    last = page.text.index("Goat 0 of page 3")
    assert Places(page.text, "", page.marks).name(last, last + 5) == "line 86"


@pytest.mark.parametrize(
    "text",
    [
        _printed(3),  # too few
        "\n\n".join(f"Chapter {number}\n\n" + "It rained.\n" * (20 + 9 * number) for number in range(1, 9)),
        "\n\n".join(f"Step {number}\n\nOil the hinge." for number in range(1, 30)),
        *(
            "\n\n".join(f"{head.format(number)}\n\nstatus: open\n\n" + verse * 24 for number in range(1, 12))
            for head in ("Patient {}", "{}")
            for verse in ("Nobody knows, and so\n", "weight: 5 kg\n")
        ),
    ],
)
def test_chapters_and_steps_are_no_borders_of_pages(text: str) -> None:
    assert with_marked_borders(text) == text


def test_a_border_that_does_not_say_page_is_one_where_sentences_go_on() -> None:
    starts = ("goats", "cows", "pigs", "hens", "ducks")
    pages = [
        f"{start} live in the north.\n" + "Each has a bell.\n" * 40 + f"In winter the\n\n\nGuidebook    {at}\n\n"
        for at, start in enumerate(starts, 1)
    ]
    assert "Guidebook" not in laid("Guidebook\n\nThe\n" + "\n".join(pages)).text[12:]


def test_what_only_borders_say_stays_once() -> None:
    text = _printed(5).replace("[Page", "Draft 7, secret  [Page")
    assert laid(text).text.count("secret") == 1


def test_marking_borders_takes_no_longer_than_a_text() -> None:
    assert grows_no_faster_than_its_input(with_marked_borders, _printed, 60)


def test_words_divided_with_a_hyphen_are_whole_where_the_text_divides_words() -> None:
    once = "It is en-\n   tertaining, a self-\n   made game that de-\n   pends on a recollec-\n   tion of luck."
    page = laid(f"{once}\n\nentertaining, self-made games; it depends; recollection\n")
    assert page.text.startswith(
        "It is entertaining,\n   a self-made\n   game that depends\n   on a recollection\n   of luck."
    )
    halves = "He wrote of pre-\nand post-war goats, the commander-\nin-chief."
    assert halves in laid(f"{once}\n\nentertaining; depends; recollection\n\n{halves}").text
    assert laid(once).text == once  # nothing shows that words are divided


def test_contents_of_an_opendocument_text_lead_to_their_pages() -> None:
    entries = "<text:p>1 Introduction<text:tab/>3</text:p><text:p>2 The filters<text:tab/>5</text:p>"
    entries = f"<text:table-of-content><text:index-body>{entries}</text:index-body></text:table-of-content>"
    body = f"{entries}<text:p>Hello.</text:p>"
    assert [block.text for block in parse(odt(body), "a.odt").pages[0].blocks] == [
        "1 Introduction ....\t3",
        "2 The filters ....\t5",
        "Hello.",
    ]
