"""What is commented or noted beside a text: it is told, with who says it, and is no part of the text."""

from typing import Any

from makers import docx, member, odt, with_members, xlsx

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse


def text(data: bytes, name: str) -> str:
    return "\n".join(assemble(page).text for page in parse(data, name).pages)


def test_a_comment_of_word_stands_behind_its_paragraph() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("The rent is 900 euros.")
        comment = document.add_comment(paragraph.runs, text="From May on?", author="Anna Berg", initials="AB")
        comment.add_paragraph("Please check.")
        cell = document.add_table(2, 2).cell(0, 1).paragraphs[0]
        document.add_comment(cell.add_run("1,200"), text="An estimate", author="", initials="")
        document.add_paragraph("Signed.")

    assert text(docx(build), "a.docx").split("\n\n") == [
        "The rent is 900 euros.",
        "Comment by Anna Berg: From May on?\nPlease check.",
        " | 1,200",
        "Comment: An estimate",
        "Signed.",
    ]


def test_a_comment_of_opendocument_stands_behind_its_paragraph() -> None:
    comment = (
        '<office:annotation xmlns:dc="dc"><dc:creator>Anna Berg</dc:creator><text:p>From May on?</text:p>'
        "<text:p>Please check.</text:p></office:annotation>"
    )
    body = f"<text:p>The rent is {comment}900 euros.</text:p><text:p>Signed.</text:p>"
    assert text(odt(body), "a.odt").split("\n\n") == [
        "The rent is 900 euros.",
        "Comment by Anna Berg: From May on? Please check.",
        "Signed.",
    ]


THREAD = "[Threaded comment]&#10;&#10;Your program is old.&#10;&#10;Comment:&#10;    From May on?"


def noted(*notes: tuple[str, str]) -> bytes:
    """A workbook of two rows with these notes at cells."""
    data = xlsx({"Costs": [["Item", "Price"], ["Rent", 900], [None, None], ["Heat", 80]]})
    main = "http://schemas.openxmlformats.org"
    listed = "".join(f'<comment ref="{at}"><text><r><t>{words}</t></r></text></comment>' for at, words in notes)
    links = f'<Relationship Id="c" Type="{main}/officeDocument/2006/relationships/comments" Target="../comments1.xml"/>'
    linked = f'<Relationships xmlns="{main}/package/2006/relationships">{links}</Relationships>'
    notes_part = f'<comments xmlns="{main}"><commentList>{listed}</commentList></comments>'
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": linked.encode(), "xl/comments1.xml": notes_part.encode()}
    return with_members(data, parts)


def test_notes_of_a_spreadsheet_follow_the_rows_of_their_cells() -> None:
    data = noted(("B4", "Anna:&#10;an estimate"), ("B2", THREAD), ("A2", " "))
    page = parse(data, "a.xlsx").pages[0]
    assert [(block.at, block.text) for block in page.blocks] == [
        (1, "Item | Price"),
        (2, "Item: Rent | Price: 900"),
        (2, "Note at B2: From May on?"),
        (4, "Item: Heat | Price: 80"),
        (4, "Note at B4: Anna: an estimate"),
    ]


def test_notes_that_cannot_be_read_do_not_cost_the_rows() -> None:
    data = noted(("B2", "x"))
    broken = member(data, "xl/comments1.xml")[:-10]
    assert text(with_members(data, {"xl/comments1.xml": broken}), "a.xlsx").endswith("Item: Heat | Price: 80")
