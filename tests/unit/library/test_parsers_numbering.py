"""Numbers that a program draws before the items of a list and the clauses of a contract."""

import io
import zipfile

import docx
import pytest
from makers import odt

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.numerals import letters, roman

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LEVELS = """
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%3"/></w:lvl>
 <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
</w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="1"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
"""


def contract(*paragraphs: tuple[str, str], rules: str = LEVELS, style: str = "") -> bytes:
    """A document of paragraphs, each with its properties, with these rules of counting."""
    body = "".join(f"<w:p><w:pPr>{says}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>" for says, words in paragraphs)
    stream = io.BytesIO()
    docx.Document().save(stream)
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                data = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
            elif name == "word/numbering.xml":
                data = f'<w:numbering xmlns:w="{W}">{rules}</w:numbering>'
            elif name == "word/styles.xml" and style:
                data = data.replace("</w:styles>", f"{style}</w:styles>")
            target.writestr(name, data.encode("utf-8", "surrogateescape"))
    return out.getvalue()


def item(level: int = 0, number: str = "5") -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def lines(data: bytes, name: str = "a.docx") -> list[str]:
    [page] = parse(data, name).pages
    return [line for line in assemble(page).text.split("\n") if line]


def test_clauses_have_their_numbers_and_begin_anew_below_the_next() -> None:
    said = lines(
        contract(
            (item(), "Rent."), (item(1), "Due monthly."), (item(1), "By transfer."), (item(), "Pets."),
            (item(1), "One cat."), (item(2), "No dogs."), (item(2), "No birds."), (item(3), "None."),
        )
    )  # fmt: skip
    assert said == [
        "1. Rent.", "(a) Due monthly.", "(b) By transfer.", "2. Pets.", "(a) One cat.", "2.1 No dogs.", "2.2 No birds.",
        "- None.",
    ]  # fmt: skip


def test_another_list_of_the_same_rules_goes_on_or_begins_where_it_says() -> None:
    said = lines(
        contract((item(), "One."), ("", "Between."), (item(), "Two."), (item(0, "6"), "Seven."), (item(), "Eight."))
    )
    assert said == ["1. One.", "Between.", "2. Two.", "7. Seven.", "8. Eight."]


def test_a_list_may_begin_with_zero() -> None:
    rules = LEVELS.replace(
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/>', '<w:start w:val="0"/><w:numFmt w:val="decimal"/>'
    )
    assert lines(contract((item(), "Contents"), (item(), "Rent"), rules=rules)) == ["0. Contents", "1. Rent"]


def test_a_style_numbers_its_paragraphs_and_a_paragraph_may_take_it_back() -> None:
    style = (
        f'<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause"/><w:pPr>{item()}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Under"><w:name w:val="Under"/><w:basedOn w:val="Clause"/></w:style>'
    )
    clause, under = '<w:pStyle w:val="Clause"/>', '<w:pStyle w:val="Under"/>'
    said = lines(contract((clause, "Rent."), (under, "Pets."), (clause + item(0, "0"), "No clause."), style=style))
    assert said == ["1. Rent.", "2. Pets.", "No clause."]


def test_headings_have_their_numbers_and_no_bullets() -> None:
    heading = '<w:pStyle w:val="Heading1"/>'
    said = lines(contract((heading + item(), "Pets"), ("", "Cats."), (heading + item(3), "Annex"), ("", "Plans.")))
    assert said == ["1. Pets", "Cats.", "Annex", "Plans."]


@pytest.mark.parametrize(
    "rules",
    [
        "",
        '<w:num w:numId="5"><w:abstractNumId w:val="9"/></w:num>',
        '<w:num w:numId="5"/>',
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="x"/></w:abstractNum><w:num w:numId="5"/>',
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="-3"/><w:lvlText w:val=""/></w:lvl>'
        '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>',
    ],
)
def test_an_item_without_rules_has_a_dash(rules: str) -> None:
    assert lines(contract((item(), "Rent."), rules=rules)) == ["- Rent."]


def test_lists_of_web_pages_have_the_numbers_that_browsers_show() -> None:
    page = (
        "<ol><li>Rent.<li>Pets.<ul><li>Cats.</ul><li>Keys.</ol><p>Then.</p>"
        "<ol start=5><li>Five.<li value=9>Nine.<li>Ten.</ol><ol type=a><li>A.<li>B.</ol><ol type=A><li>A.</ol>"
        "<ol start=x><li>One.</ol><li>Alone."
    )
    assert lines(page.encode(), "a.html") == [
        "1. Rent.", "2. Pets.", "- Cats.", "3. Keys.", "Then.", "5. Five.", "9. Nine.", "10. Ten.", "a. A.", "b. B.",
        "A. A.", "1. One.", "- Alone.",
    ]  # fmt: skip


def test_letters_and_roman_numbers_go_on() -> None:
    assert [letters(count) for count in (1, 26, 27, 52, 53)] == ["a", "z", "aa", "zz", "aaa"]
    assert [roman(count) for count in (1, 4, 9, 14, 1990, 4000)] == ["i", "iv", "ix", "xiv", "mcmxc", "4000"]


STYLES = """
<text:list-style style:name="L1">
 <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
 <text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>
 <text:list-level-style-number text:level="3" style:num-format="1" text:display-levels="3"/>
</text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="o"/></text:list-style>
"""


def odt_list(*items: str, settings: str = 'text:style-name="L1"') -> str:
    shown = "".join(each if each.startswith("<") else f"<text:p>{each}</text:p>" for each in items)
    parted = shown.replace("<text:p>", "</text:list-item><text:list-item><text:p>").replace("</text:list-item>", "", 1)
    return f"<text:list {settings}>{parted}</text:list-item></text:list>"


def test_lists_of_opendocument_texts_have_their_numbers() -> None:
    inner = odt_list("Shake it", odt_list("Twice", settings=""), settings="")
    first = odt_list("Open the lid", inner, "Close it")
    again = odt_list("Switch on", settings='text:style-name="L1" text:continue-numbering="true"')
    other = odt_list("Wait", settings='text:style-name="L1"')
    bullets = odt_list("Milk", settings='text:style-name="L2"')
    assert lines(odt(STYLES + first + again + other + bullets), "a.odt") == [
        "1. Open the lid",
        "(a) Shake it",
        "1.a.1 Twice",
        "2. Close it",
        "3. Switch on",
        "1. Wait",
        "- Milk",
    ]
