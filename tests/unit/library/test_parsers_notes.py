"""Notes, text boxes, heads and feet of pages, drawings and formulas: each read once, where it belongs."""

from makers import docx, member, simple_docx, with_members

from uniconv_edge.library.extract.blocks import Block
from uniconv_edge.library.extract.formats import parse

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def texts(data: bytes, name: str) -> list[str]:
    return [block.text for page in parse(data, name).pages for block in page.blocks]


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def word(body: str, **notes: str) -> bytes:
    """A Word document of this XML; `footnotes` and `endnotes` are the XML of its notes."""
    package = simple_docx("Anchor.")
    document = member(package, "word/document.xml").decode()
    begins, ends = document.index("<w:p>"), document.index("<w:sectPr")
    links = member(package, "word/_rels/document.xml.rels").decode()
    changed = {"word/document.xml": (document[:begins] + body + document[ends:]).encode()}
    for kind, xml in notes.items():
        added = f'<Relationship Id="n{kind}" Type="{LINKS}/{kind}" Target="{kind}.xml"/></Relationships>'
        links = links.replace("</Relationships>", added)
        changed[f"word/{kind}.xml"] = f'<w:{kind} xmlns:w="{MAIN}">{xml}</w:{kind}>'.encode()
    return with_members(package, {**changed, "word/_rels/document.xml.rels": links.encode()})


def note(kind: str, number: int, *lines: str) -> str:
    paragraphs = "".join(f"<w:p>{run(line)}</w:p>" for line in lines)
    return f'<w:{kind} w:id="{number}">{paragraphs}</w:{kind}>'


def refers(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def test_notes_of_word_stand_behind_the_paragraph_that_refers_to_them() -> None:
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    body = (
        f"{heading}{run('Rent')}</w:p><w:p>{run('Due')}{refers('footnote', 2)}{run(' monthly.')}{refers('endnote', 2)}"
        f"</w:p><w:tbl><w:tr><w:tc><w:p>{run('Cell')}{refers('footnote', 3)}</w:p></w:tc><w:tc><w:p>{run('b')}</w:p>"
        f"</w:tc></w:tr></w:tbl>{heading}{run('Pets')}</w:p><w:p>{run('None.')}{refers('footnote', 2)}</w:p>"
    )
    found = texts(
        word(
            body,
            footnotes=note("footnote", 2, " By transfer.", "In euros.")
            + note("footnote", 3, "In cash.")
            + note("footnote", 4, "Nothing refers to it."),
            endnotes=note("endnote", 2, "An end note."),
        ),
        "a.docx",
    )
    assert found == [
        "Rent",
        "Due monthly.",
        "By transfer.",
        "In euros.",
        "An end note.",
        "Cell In cash. | b",
        "Pets",
        "None.",
    ]


def test_a_note_that_refers_to_itself_is_read_once() -> None:
    loop = f'<w:footnote w:id="2"><w:p>{run("Round.")}{refers("footnote", 2)}</w:p></w:footnote>'
    assert texts(word(f"<w:p>{run('x')}{refers('footnote', 2)}</w:p>", footnotes=loop), "a.docx") == ["x", "Round."]


def test_a_text_box_inside_a_paragraph_has_lines_of_its_own() -> None:
    box = f"<w:r><w:txbxContent><w:p>{run('Boxed')}</w:p><w:p>{run('call-out')}</w:p></w:txbxContent></w:r>"
    assert texts(word(f"<w:p>{run('Before')}{box}{run('Deposit')}</w:p>"), "a.docx") == [
        "BeforeDeposit\nBoxed\ncall-out"
    ]
    assert texts(word(f"<w:p>{box}{run('Deposit')}</w:p>"), "a.docx") == ["Boxed\ncall-out\nDeposit"]


def test_heads_and_feet_of_word_are_read_once_without_page_numbers() -> None:
    def build(document) -> None:
        document.add_heading("Lease", 1)
        document.add_section()
        for number, section in enumerate(document.sections):
            section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
            section.header.paragraphs[0].text = "Ref. 2024-15"
            section.header.add_paragraph("Blue house")
            section.footer.paragraphs[0].text = f"Confidential, part {number}"
            section.footer.add_paragraph("_____")
            paged = section.footer.add_paragraph("Page ")._p
            field = paged.makeelement(f"{{{MAIN}}}fldSimple", {f"{{{MAIN}}}instr": " PAGE "})
            paged.append(field)

    title = parse(docx(build), "a.docx").title
    assert title == "Lease"
    assert sorted(texts(docx(build), "a.docx")[:-1]) == ["Blue house", "Confidential, part 0", "Ref. 2024-15"]
    assert texts(docx(build), "a.docx")[-1] == "Lease"


def test_notes_of_rich_text_stand_behind_their_paragraph() -> None:
    source = (
        r"{\rtf1\ansi The rent is due{\super\chftn}{\footnote\pard\plain{\super\chftn} By {\b bank} transfer,\par "
        r"on the \{first\}.} each month.{\*\footnote \ftnalt\pard An end note.}\par Next.\par}"
    )
    assert texts(source.encode(), "a.rtf")[:4] == [
        "The rent is due each month.",
        "By bank transfer, on the {first}.",
        "An end note.",
        "Next.",
    ]


def test_a_note_of_rich_text_that_never_ends_loses_nothing() -> None:
    assert "".join(texts(rb"{\rtf1 The rent{\footnote By transfer.", "a.rtf")) == "The rent By transfer."


def test_the_words_of_drawings_and_formulas_are_read() -> None:
    drawing = (
        "<svg><title>tip</title><defs><text>unused</text></defs><text>North</text>\n<text><tspan x='0'>South</tspan>"
        "<tspan x='0'>wing</tspan></text></svg>"
    )
    formula = (
        "<math><semantics><mrow><mi>x</mi><mo>=</mo><mfrac><mi>a</mi><msup><mi>b</mi><mn>2</mn></msup></mfrac></mrow>"
        "<annotation>\\frac</annotation></semantics></math>"
    )
    page = f"<title>Plan</title><p>Plan {drawing} where {formula} holds</p>".encode()
    assert texts(page, "a.html") == ["Plan\nNorth\nSouth wing\nwhere x=a/b^2 holds"]
    assert parse(page, "a.html").title == "Plan"
    icon = b"<p>Press <svg><path d='M0 0'/></svg> to go on.</p>"
    assert parse(icon, "a.html").pages[0].blocks == [Block("Press to go on.")]
