"""A first row that is set off, in bold type or by its table's style, names the columns below."""

from typing import Any

import pytest
from makers import docx, member, odt, pptx, with_members

from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.html import parse_fragment

ROWS = (("Berth", "Place", "Pier"), ("Alpha", "north", "old"), ("Beta", "south", "new"))
PLAIN = [" | ".join(row) for row in ROWS]
NAMED = [PLAIN[0], "Berth: Alpha | Place: north | Pier: old", "Berth: Beta | Place: south | Pier: new"]
NO_FACTS = [("Employer", "Hill Ltd"), ("Title", "Director"), ("Date", "1 May")]


def page(rows: Any, mark: str) -> list[str]:
    first, *others = rows
    head = "".join(f"<td>{mark.format(cell)}</td>" for cell in first)
    below = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in others)
    return [block.text for block in parse_fragment(f"<table><tr>{head}</tr>{below}</table>")]


@pytest.mark.parametrize(
    "mark", ["<b>{}</b>", "<p><strong>{}</strong></p>", '<span style="font-weight: 700">{}</span>']
)
def test_a_first_row_in_bold_type_names_the_columns_of_a_web_page(mark: str) -> None:
    assert page(ROWS, mark) == NAMED
    assert page(ROWS, "{}") == PLAIN
    assert page(ROWS, f"{mark} x")[1:] == PLAIN[1:]


def test_a_form_whose_first_fact_is_bold_stays_one_and_so_does_a_table_that_is_bold_throughout() -> None:
    assert page(NO_FACTS, "<b>{}</b>") == [" | ".join(row) for row in NO_FACTS]
    bold = [[f"<b>{cell}</b>" for cell in row] for row in ROWS]
    assert page(bold, "{}") == PLAIN


def word(style: str = "", *, bold: bool = False) -> list[str]:
    def build(document: Any) -> None:
        table = document.add_table(len(ROWS), len(ROWS[0]), style=style or None)
        for number, row in enumerate(ROWS):
            for column, cell in enumerate(row):
                run = table.cell(number, column).paragraphs[0].add_run(cell)
                run.bold = bold and not number

    return [block.text for block in parse(docx(build), "a.docx").pages[0].blocks]


def test_a_first_row_that_is_bold_or_whose_style_sets_it_off_names_the_columns_in_word() -> None:
    assert word(bold=True) == NAMED
    assert word("Light List Accent 1") == NAMED
    assert word("Table Grid") == PLAIN


@pytest.mark.parametrize(("first_row", "expected"), [("1", NAMED), ("0", PLAIN)])
def test_a_first_row_that_a_slide_sets_off_names_the_columns(first_row: str, expected: list[str]) -> None:
    cells = ((f"<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>" for c in row) for row in ROWS)
    rows = "".join(f"<a:tr>{''.join(row)}</a:tr>" for row in cells)
    data = pptx([("T", f'<a:tbl><a:tblPr firstRow="{first_row}"/>{rows}</a:tbl>')])
    assert [block.text for block in parse(data, "a.pptx").pages[0].blocks][1:] == expected


def test_comments_of_a_slide_follow_it_with_who_wrote_them() -> None:
    data = pptx([("Fees", "")], notes="Say hello.")
    links = member(data, "ppt/slides/_rels/slide1.xml.rels").decode()
    shows = member(data, "ppt/_rels/presentation.xml.rels").decode()
    kind = 'Type="http://x/{}" Target="{}"/></Relationships>'
    links = links.replace("</Relationships>", '<Relationship Id="c1" ' + kind.format("comments", "../comments/c1.xml"))
    links = links.replace("</Relationships>", '<Relationship Id="c2" ' + kind.format("comments", "../comments/c2.xml"))
    shows = shows.replace("</Relationships>", '<Relationship Id="a1" ' + kind.format("commentAuthors", "a1.xml"))
    shows = shows.replace("</Relationships>", '<Relationship Id="a2" ' + kind.format("authors", "a2.xml"))
    body = "<x:txBody><p><r><t>{}</t></r></p></x:txBody>"
    changed = with_members(
        data,
        {
            "ppt/slides/_rels/slide1.xml.rels": links.encode(),
            "ppt/_rels/presentation.xml.rels": shows.encode(),
            "ppt/a1.xml": b'<l xmlns:p="urn:p"><p:cmAuthor id="0" name="Tom Reed"/></l>',
            "ppt/a2.xml": b'<l xmlns:p="urn:p"><p:author id="{A}" name="Anna Berg"/></l>',
            "ppt/comments/c1.xml": b'<l xmlns:p="urn:p"><p:cm authorId="0"><p:text>Is it 90 euros?</p:text></p:cm></l>',
            "ppt/comments/c2.xml": (
                f'<l xmlns:x="urn:x"><x:cm authorId="{{A}}">{body.format("Since May.")}<x:replyLst><x:reply '
                f'authorId="">{body.format("Thanks.")}</x:reply></x:replyLst></x:cm></l>'
            ).encode(),
        },
    )
    assert [block.text for block in parse(changed, "a.pptx").pages[0].blocks] == [
        "Fees",
        "Notes: Say hello.",
        "Comment by Tom Reed: Is it 90 euros?",
        "Comment by Anna Berg: Since May.",
        "Comment: Thanks.",
    ]


ODT_STYLES = (
    "<style:style style:name='B' style:family='text'><style:text-properties font-weight='bold'/></style:style>"
    "<style:style style:name='Strong' style:family='paragraph'><style:text-properties font-weight='700'/></style:style>"
    "<style:style style:name='P1' style:family='paragraph' style:parent-style-name='Strong'/>"
    "<style:style style:name='N' style:family='text'><style:text-properties font-weight='normal'/></style:style>"
)


def of_odt(body: str) -> list[tuple[str, int]]:
    found = parse(odt(body, heads=ODT_STYLES), "a.odt").pages[0].blocks
    return [(block.text, block.level) for block in found]


def test_short_paragraphs_in_bold_type_are_headings_of_an_opendocument_text() -> None:
    bold = "<text:p><text:span text:style-name='B'>{}</text:span></text:p>"
    styled = "<text:p text:style-name='P1'>{}</text:p>"
    half = "<text:p text:style-name='P1'>Half <text:span text:style-name='N'>of it</text:span></text:p>"
    text = "<text:p>It is due on the 3rd.</text:p>"
    assert of_odt(bold.format("Rent") + text + styled.format("Deposit") + text + half + text) == [
        ("Rent", 2),
        ("It is due on the 3rd.", 0),
        ("Deposit", 2),
        ("It is due on the 3rd.", 0),
        ("Half of it", 0),
        ("It is due on the 3rd.", 0),
    ]
    assert [level for _, level in of_odt(bold.format("Rent") + text)] == [0, 0]  # one alone is none


def test_a_row_in_bold_type_names_the_columns_of_an_opendocument_text() -> None:
    def row(*cells: str, style: str = "") -> str:
        texts = (
            f"<table:table-cell><text:p text:style-name='{style}'>{cell}</text:p></table:table-cell>" for cell in cells
        )
        return f"<table:table-row>{''.join(texts)}</table:table-row>"

    rows = "".join(row(*cells, style="" if number else "P1") for number, cells in enumerate(ROWS))
    assert [text for text, _ in of_odt(f"<table:table>{rows}</table:table>")] == NAMED


def of_rich_text(body: str) -> list[tuple[str, int]]:
    styles = r"{\stylesheet{\s0 Normal;}{\s3\b\fs28 heading 2;}{\s4 List;}}"
    found = parse(rf"{{\rtf1\ansi{styles}{body}}}".encode(), "a.rtf").pages[0].blocks
    return [(block.text, block.level) for block in found]


def test_rich_text_has_headings_by_their_style() -> None:
    body = r"\pard\plain\s3\b Rent\par\pard\plain\s0 It is due.\par\pard\plain\s4 \b Bold\par\pard\plain Words.\par"
    assert of_rich_text(body) == [("Rent", 2), ("It is due.", 0), ("Bold", 0), ("Words.", 0)]


def test_short_paragraphs_in_bold_type_are_headings_of_rich_text() -> None:
    body = (
        r"{\b Rent\par}It is due.\par{\plain 1.\tab}{\b Deposit}\par Two rents.\par\b Half\b0  of it\par Words.\par"
        r"{\b \'95 Item}\par Words.\par"
    )
    assert of_rich_text(body) == [
        ("Rent", 2),
        ("It is due.", 0),
        ("1.\tDeposit", 2),
        ("Two rents.", 0),
        ("Half of it", 0),
        ("Words.", 0),
        ("• Item", 0),
        ("Words.", 0),
    ]
    assert [level for _, level in of_rich_text(r"{\b Rent\par}It is due.\par")] == [0, 0]
