"""What belongs together, and what does not: terms with their meanings, struck text, items, messages of a chat."""

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse


def text_of(data: str, name: str) -> str:
    return assemble(parse(data.encode(), name).pages[0]).text


def test_a_term_of_a_web_page_stands_before_its_meaning() -> None:
    page = (
        "<html><body><dl><dt>Excess<dd>The part you pay.<p>Of each claim.<dt>Cover<dt><p>Term<dd>One year"
        "<dt>Who pays?</dt><dd>You do.</dd><dt>Unsaid</dt><dd></dd><dt>Parts</dt><dd><ul><li>Roof<li>Walls</ul></dd>"
        "<dt><h3>Head</h3></dt><dd>Below</dd><dt>Outer<dd><dl><dt>Inner<dd>Both</dl><dt>Last</dt></dl></body></html>"
    )
    assert text_of(page, "a.html").split("\n\n") == [
        "Excess: The part you pay.",
        "Of each claim.",
        "Cover, Term: One year",
        "Who pays? You do.",
        "Unsaid",
        "Parts\n- Roof\n- Walls",
        "Head",
        "Below",
        "Outer",
        "Inner: Both",
        "Last",
    ]


def test_a_term_in_a_cell_stays_in_its_row() -> None:
    row = "<tr><td><dl><dt>Cover</dt><dd>One year</dd></dl></td><td>x</td></tr>"
    assert text_of(f"<html><body><table>{row}</table></body></html>", "a.html") == "Cover One year | x"


def test_a_term_of_markdown_stands_before_each_of_its_meanings() -> None:
    source = "Apple\n: A fruit\n  that is red\n: A computer\n\n- Pear\n\n  :  Green\n\n: alone\n\nTime\n::: note\n"
    page = parse(source.encode(), "a.md").pages[0]
    assert assemble(page).text.split("\n\n") == [
        "Apple: A fruit\nthat is red\nApple: A computer\n- Pear: Green",
        ": alone",
        "Time\n::: note",
    ]
    assert [block.at for block in page.blocks] == [1, 4, 6, 10, 12]
