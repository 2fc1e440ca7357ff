"""What belongs together, and what does not: terms with their meanings, struck text, items, messages of a chat."""

import json

import pytest
from makers import pptx
from parsed import text_of

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse


def test_a_term_of_a_web_page_stands_before_its_meaning() -> None:
    page = (
        "<html><body><dl><dt>Excess<dd>The part you pay.<p>Of each claim.<dt>Cover<dt><p>Term<dd>One year"
        "<dt>Who pays?</dt><dd>You do.</dd><dt>Unsaid</dt><dd></dd><dt>Parts</dt><dd><ul><li>Roof<li>Walls</ul></dd>"
        "<dt><h3>Head</h3></dt><dd>Below</dd><dt>Outer<dd><dl><dt>Inner<dd>Both</dl><dt>Last</dt></dl></body></html>"
    )
    assert text_of(page, "a.html").split("\n\n") == [
        "Excess",
        "The part you pay.",
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


def headings_of(page: str) -> list[tuple[int, str]]:
    return [(each.level, each.text) for each in assemble(parse(page.encode(), "a.html").pages[0]).headings]


def test_a_term_of_a_web_page_is_a_heading_over_a_meaning_of_more_than_a_block() -> None:
    page = (
        "<html><body><h1>Boats</h1><dl><dt>Keel<dd>Part.<p>It is long.<dt>Sail<dd>Cloth.<dt>Mast<dd><p>Tree.<dl><dt>Top"
        "<dd>End.<p>Of it.</dl></dl><p>Below.</p><dl><dt>1. Contents<dd>"
        "<dl><dt>1.1 Boats<dt>1.2 Sails</dl></dl></body></html>"
    )
    assert headings_of(page) == [(1, "Boats"), (10, "Keel"), (10, ""), (10, "Mast"), (11, "Top"), (11, ""), (10, "")]
    assert "Sail: Cloth." in text_of(page, "a.html")


def test_the_sign_with_which_a_heading_leads_to_itself_is_no_part_of_it() -> None:
    heads = '<h1>Boats<a href="#boats">\u00b6</a></h1><h2>In C#<a href="#c">#</a></h2>'
    page = f"<html><body>{heads}<p>Text.</p></body></html>"
    assert [text for _, text in headings_of(page)] == ["Boats", "In C#"]


def test_paragraphs_of_a_web_page_in_bold_type_are_headings_where_there_are_no_others() -> None:
    page = (
        "<html><body><h1>Questions</h1><p><b>(1) Does it float?</b></p><p>Yes.</p><p><b>(2) Is it <i>old</i>?</b></p>"
        "<p>No.</p><p><b>Mind:</b> it leaks.</p></body></html>"
    )
    assert [text for _, text in headings_of(page)] == ["Questions", "(1) Does it float?", "(2) Is it old?"]
    others = page.replace("<p>Yes.", "<h2>Others</h2><p>Yes.")
    assert [text for _, text in headings_of(others)] == ["Questions", "Others"]
    for empty in ("<p><b>&nbsp;</b></p>", "<p><b><br></b></p>", "<p><b></b></p>"):
        assert headings_of(page.replace("<p>Yes.", f"{empty}<p>Yes.")) == headings_of(page), empty


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


def notebook(*outputs: dict[str, str]) -> str:
    cell = {
        "cell_type": "code",
        "source": "df",
        "outputs": [{"output_type": "display_data", "data": o} for o in outputs],
    }
    return json.dumps({"cells": [cell], "nbformat": 4})


def test_a_table_that_a_notebook_shows_is_read_with_the_names_of_its_columns() -> None:
    head = "<thead><tr><th></th><th>city</th><th>people</th></tr></thead>"
    rows = "".join(f"<tr><th>{n}</th><td>Graz</td><td>{n}00</td></tr>" for n in (1, 2))
    shown = {"text/html": f"<style>x</style><table>{head}<tbody>{rows}</tbody></table>", "text/plain": "0 Graz 100"}
    drawn = {"text/html": "<div id='plot'></div>", "text/plain": "<Figure>"}
    text = text_of(notebook(shown, drawn), "a.ipynb")
    assert text == "df\n\ncity | people\n1 | city: Graz | people: 100\n2 | city: Graz | people: 200\n\n<Figure>"


def test_a_long_table_of_a_notebook_ends_after_a_row() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>{'x' * 90}</td></tr>" for n in range(100))
    text = text_of(notebook({"text/html": f"<table>{rows}</table>"}), "a.ipynb")
    assert text.endswith("x\n\n[the rest of this output is left out]")
    assert 3_900 < len(text) < 4_100


def bullets(*paragraphs: str, role: str = '<p:ph idx="1"/>') -> str:
    shape = f"<p:nvSpPr><p:nvPr>{role}</p:nvPr></p:nvSpPr>"
    return f"<p:sp>{shape}<p:txBody>{''.join(paragraphs)}</p:txBody></p:sp>"


def paragraph(words: str, properties: str = "") -> str:
    return f"<a:p>{properties}<a:r><a:t>{words}</a:t></a:r></a:p>"


def slide(shape: str) -> str:
    return assemble(parse(pptx([("Plan", shape)]), "a.pptx").pages[0]).text.removeprefix("Plan\n\n")


def test_the_text_of_a_slide_is_a_list() -> None:
    assert slide(bullets(paragraph("We grow:"), paragraph("In the north"), paragraph("2. In the south"))) == (
        "We grow:\n- In the north\n2. In the south"
    )
    assert slide(bullets(paragraph("We grow in the north."))) == "We grow in the north."
    assert slide(bullets(paragraph("We grow in"), paragraph("the north."))) == "We grow in\nthe north."
    assert slide(bullets(paragraph("Long Street 4"), paragraph("Bonn"), role="")) == "Long Street 4\nBonn"


def test_items_of_a_slide_have_the_marks_that_they_are_shown_with() -> None:
    number = '<a:pPr{}><a:buAutoNum type="arabicPeriod"/></a:pPr>'
    deep = number.format(' lvl="1"')
    texts = [
        paragraph("North", number.format("")),
        paragraph("Oslo", deep),
        paragraph("South", number.format("")),
        paragraph("Rome", deep),
        paragraph("Bari", deep),
        paragraph("Plain", "<a:pPr><a:buNone/></a:pPr>"),
        paragraph("East", number.format("")),
        paragraph("letters", '<a:pPr><a:buAutoNum type="alphaLcParenR"/></a:pPr>'),
        paragraph("sign", '<a:pPr><a:buChar char="o"/></a:pPr>'),
    ]
    assert slide(bullets(*texts, role="")).split("\n") == [
        "1. North", "1. Oslo", "2. South", "1. Rome", "2. Bari", "Plain", "1. East", "- letters", "- sign",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("See [[Harbour rules|the rules]] and [[Fees]].", "See the rules and Fees."),
        ("The fee is ==12 euros== a day.", "The fee is 12 euros a day."),
        ("> [!WARNING] Storm rule\n> Boats leave berth C.", "Storm rule\nBoats leave berth C."),
        ("> [!note]-\n> Built in 1884.", "Note\nBuilt in 1884."),
        ("`a[[0]] ==1==` and a == b == c", "a[[0]] ==1== and a == b == c"),
    ],
    ids=["links", "marked words", "a box with a title", "a box without", "code"],
)
def test_what_programs_for_notes_add_to_markdown_is_read_as_it_is_shown(source: str, expected: str) -> None:
    assert [block.text for block in parse(source.encode(), "a.md").pages[0].blocks] == [expected]
