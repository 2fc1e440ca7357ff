"""Bullets without words, rows that are no heads after all, numbers that are none, names that are written in codes."""

import pytest
from makers import docx, member, odt, package, simple_docx, with_members

from uniconv_edge.library.extract.blocks import Block
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.markup import markdown_blocks


def texts(data: bytes, name: str) -> list[str]:
    return [block.text for page in parse(data, name).pages for block in page.blocks if block.text.strip()]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("-\n\nAfter.", [("After.", False)]),
        ("* ![](a.png)\n\nAfter.", [("After.", False)]),
        ("- ```\n  code\n  ```\n\nAfter.", [("code\n", False), ("After.", False)]),
        ("1. <div>x</div>\n\nAfter.", [("x", False), ("After.", False)]),
        ("3. <!-- x -->\n\nAfter.", [("After.", False)]),
        ("- | a |\n  |---|\n  | b |\n\nAfter.", [("a", True), ("a: b", True), ("After.", False)]),
        ("- # Head\n\n  In it.\n\nAfter.", [("Head", False), ("In it.", False), ("After.", False)]),
        ("-\n\n# After", [("After", False)]),
        ("* ![](a.png)\n\n  In it.\n\nAfter.", [("- In it.", True), ("After.", False)]),
        ("- one\n- two\n\n  more\n\nAfter.", [("- one", True), ("- two", True), ("more", False), ("After.", False)]),
        ("2. one\n   - in it\n\nAfter.", [("2. one", True), ("- in it", True), ("After.", False)]),
        ("- ![a map](a.png)", [("- a map", True)]),
    ],
)
def test_a_bullet_stands_before_the_first_words_of_its_item_or_nowhere(
    source: str, expected: list[tuple[str, bool]]
) -> None:
    assert [(block.text, block.tight) for block in markdown_blocks(source)] == expected


@pytest.mark.parametrize(
    ("matter", "title"),
    [
        ("title: The lease", "The lease"),
        ("title:  'The lease' ", "The lease"),
        ('x: 1\ntitle:\t"The lease"\t', "The lease"),
        ('title: "The lease', '"The lease'),
        ("title: ''", "''"),
        ("title: a  b", "a  b"),
        ("subtitle: no", ""),
        ("title:\nnext: 1", ""),
    ],
)
def test_front_matter_names_the_title(matter: str, title: str) -> None:
    assert parse(f"---\n{matter}\n---\nText.".encode(), "a.md").title == title


ROWS = [["Tenant", "Anna"], ["Rent", "500"]]
HEADED = ["Tenant | Anna", "Tenant: Rent | Anna: 500"]
PLAIN = ["Tenant | Anna", "Rent | 500"]


def table(value: str | None, *, inside: bool = False) -> bytes:
    """A table whose first row says that it is a head, or the first row of a table in a cell of that row."""

    def build(document) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        outer = document.add_table(2, 2)
        for row, words in zip(outer.rows, ROWS, strict=True):
            for cell, word in zip(row.cells, words, strict=True):
                cell.text = word
        marked = outer.cell(0, 0).add_table(1, 1) if inside else outer
        head = OxmlElement("w:tblHeader")
        if value is not None:
            head.set(qn("w:val"), value)
        marked.rows[0]._tr.get_or_add_trPr().append(head)

    return docx(build)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, HEADED), ("1", HEADED), ("on", HEADED), ("true", HEADED), ("0", PLAIN), ("false", PLAIN), ("off", PLAIN)],
)
def test_a_row_of_word_is_a_head_where_it_says_so(value: str | None, expected: list[str]) -> None:
    assert texts(table(value), "a.docx") == expected


def test_the_head_of_a_table_in_a_cell_is_none_of_the_table_around() -> None:
    assert texts(table(None, inside=True), "a.docx") == PLAIN


@pytest.mark.parametrize(
    ("blanks", "width"), [("x", 1), ("", 1), ("2", 2), (" 3.0", 3), ("-4", 1), ("9" * 5_000, 1_000)]
)
def test_a_number_of_blanks_that_is_none_counts_as_one(blanks: str, width: int) -> None:
    assert texts(odt(f'<text:p>a<text:s text:c="{blanks}"/>b</text:p>'), "a.odt") == [f"a{' ' * width}b"]


@pytest.mark.parametrize(("level", "expected"), [("", 1), ("x", 1), ("2", 2), ("2.0", 2), ("99", 9)])
def test_a_level_of_a_heading_that_is_none_counts_as_the_first(level: str, expected: int) -> None:
    [page] = parse(odt(f'<text:h text:outline-level="{level}">Terms</text:h>'), "a.odt").pages
    assert page.blocks == [Block("Terms", level=expected)]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (rb"\u228?", "ä"),
        (rb"\u-10179?\u-8704?", "😀"),
        (rb"\u99999999999999999?", "\ufffd"),
        (rb"\u-70000?", "\ufffd"),
        (rb"\u1114112?", "\ufffd"),
    ],
)
def test_a_code_of_rich_text_that_is_no_character_costs_nothing_else(code: bytes, shown: str) -> None:
    assert texts(b"{\\rtf1 Miete " + code + b" bezahlt}", "a.rtf") == [f"Miete {shown} bezahlt"]


def test_styles_that_are_not_said_to_be_styles_cost_nothing_else() -> None:
    whole = simple_docx("Text.")
    types = member(whole, "[Content_Types].xml").replace(b"wordprocessingml.styles+xml", b"wordprocessingml.x+xml")
    assert texts(with_members(whole, {"[Content_Types].xml": types}), "a.docx") == ["Text."]


def test_a_part_of_a_book_may_have_a_hash_in_its_name() -> None:
    book = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
        "OPS/book.opf": (
            '<package><manifest><item id="a" href="c%231.xhtml#start"/></manifest>'
            '<spine><itemref idref="a"/></spine></package>'
        ),
        "OPS/c#1.xhtml": "<html><body><p>The deposit is 900 euros.</p></body></html>",
    }
    assert texts(package(book), "a.epub") == ["The deposit is 900 euros."]


@pytest.mark.parametrize(
    ("source", "second"),
    [
        ("Item;Cost;Note\nHeating;1,5;small, cold\n", "Item: Heating | Cost: 1,5 | Note: small, cold"),
        ("Item|Cost\nHeating|900\n", "Item: Heating | Cost: 900"),
        ('Item\tNote\nHeating\t"warm; dry"\n', "Item: Heating | Note: warm; dry"),
        ("id,note\n1,it's the tenant's\n2,and isn't long\n", "id: 1 | note: it's the tenant's"),
        ('# from the bank\nItem,Cost\nHeating,"1,950"\nRoof,80\nYard,70\n', "Item | Cost"),
        ('Item, Note\nHeating, "warm, dry"\nRoof, old\n', "Item: Heating | Note: warm, dry"),
    ],
)
def test_the_delimiter_is_the_one_that_parts_the_lines_evenly(source: str, second: str) -> None:
    assert texts(source.encode(), "a.csv")[1] == second
