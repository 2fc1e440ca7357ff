"""Each parser on small documents, in this process: what a person reads comes out, what is hidden does not."""

import io

import pytest
from compound_files import compound
from makers import docx, member, pdf, simple_docx, with_members

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import html, markup, plain, word
from uniconv_edge.library.extract import pdf as pdf_parser
from uniconv_edge.library.extract.blocks import Block, ParsedPage, assemble
from uniconv_edge.library.extract.divided import Spellings
from uniconv_edge.library.extract.formats import format_of, parse


def read(data: bytes, name: str):
    parsed = parse(data, name)
    laid = [assemble(page) for page in parsed.pages]
    return parsed.title, [page.text for page in laid], [[(h.level, h.text) for h in page.headings] for page in laid]


# blocks


def test_blocks_become_a_text_whose_headings_are_where_they_say() -> None:
    page = ParsedPage(
        1, [Block("Intro"), Block("Lease\nterms ", level=2), Block("a"), Block("b", tight=True), Block(" ")]
    )
    laid = assemble(page)
    text, headings = laid.text, laid.headings
    assert text == "Intro\n\nLease\nterms\n\na\nb"
    assert [(text[h.offset :].startswith("Lease"), h.level, h.text) for h in headings] == [(True, 2, "Lease terms")]


def test_text_is_composed_and_its_invisible_marks_are_dropped() -> None:
    text = assemble(ParsedPage(None, [Block("cafe\u0301 hyphen\xadated\r\nnext\x0cline\xa0end\ufeff \ufb01le")])).text
    assert text == "café hyphenated\nnext\nline end file"


# plain


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Zażółć gęślą jaźń, 租金, ₽"),
        ("utf-8-sig", "Zażółć gęślą jaźń"),
        ("utf-16", "The tenant pays ₽ 12"),
        ("utf-16-le", "The tenant pays the rent on the first day."),
        ("utf-16-be", "The tenant pays the rent on the first day."),
        ("utf-32", "The tenant pays"),
        ("latin-1", "Die Miete ist am dritten Werktag fällig, die Kündigung schriftlich; Türschlüssel und Öl."),
        ("cp1251", "Арендатор вносит арендную плату в первый день каждого месяца, без напоминания." * 3),
    ],
)
def test_the_encoding_of_plain_text_is_found(encoding: str, text: str) -> None:
    assert plain.decode(text.encode(encoding)) == text


def test_a_few_bad_bytes_do_not_lose_the_rest() -> None:
    assert plain.decode("Miete fällig, Öl, Überweisung ".encode() * 20 + b"\xff\xfe end").endswith("\ufffd\ufffd end")


@pytest.mark.parametrize("data", [bytes(range(256)) * 50, b"\x7fELF\x02\x01\x01" + bytes(2000) + b"\x99\x03" * 900])
def test_binary_data_is_not_text(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable):
        plain.decode(data)


# markdown and reStructuredText


def test_markdown_becomes_plain_text_with_its_headings() -> None:
    source = (
        "---\ntitle: 'My lease'\n---\n# Lease\n\nThe **deposit** is [one month](http://x.org/long).\n\n"
        "## Pets\n\n- a cat\n- a dog\n\n1. first\n2. second\n\n| Name | Age |\n|---|---|\n| Ann | 44 |\n\n"
        "```python\n# not a heading\nprint(1)\n```\n<!-- hidden --><p>shown</p>\n"
    )
    title, (text,), (headings,) = read(source.encode(), "a.md")
    assert title == "My lease"
    assert headings == [(1, "Lease"), (2, "Pets")]
    for expected in (
        "The deposit is one month.",
        "- a cat\n- a dog",
        "1. first\n2. second",
        "Name | Age\nName: Ann | Age: 44",
        "# not a heading\nprint(1)",
        "shown",
    ):
        assert expected in text
    assert "hidden" not in text
    assert "http" not in text


def test_markdown_without_structure_keeps_every_word() -> None:
    source = "one *two* `three`\nfour <b>five</b>  \nsix ![seven](x.png) &amp; <br> eight\n\n> nine\n\n    ten\n"
    _, (text,), _ = read(source.encode(), "a.md")
    for expected in ("one two three", "four five", "six seven & ", "eight", "nine", "ten"):
        assert expected in text


def test_restructuredtext_keeps_its_text_and_never_includes() -> None:
    source = (
        "=====\nTitle\n=====\n\nPart *one*\n---------\n\n.. include:: /etc/hostname\n\n.. unknown:: thing\n\n"
        "   Kept text.\n\n"
        "Sub\n~~~\n\n:ref:`x` text\n\nPart two\n--------\n\nend\n"
    )
    _, (text,), (headings,) = read(source.encode(), "a.rst")
    assert headings == [(1, "Title"), (2, "Part *one*"), (3, "Sub"), (2, "Part two")]
    assert "Kept text." in text
    assert ".. include:: /etc/hostname" in text
    assert "----" not in text


# html


def test_html_gives_what_is_visible_in_order() -> None:
    source = (
        "<html><head><title>The tab</title><style>p{}</style></head><body><nav>menu</nav><h1>Duck</h1>"
        "<p>Ducks <b>swim</b>,<br>and fly.</p><p hidden>secret</p><p style='display: none'>secret</p>"
        "<div aria-hidden='true'>secret</div><!-- secret --><script>secret()</script>"
        "<h2>Food</h2><ul><li>bread</li><li>grass</li></ul>"
        "<table><tr><th>Name</th><th>Legs</th></tr><tr><td><p>Duck</p></td><td>2</td></tr></table>"
        "<pre>a\n  b</pre>tail</body></html>"
    )
    title, (text,), (headings,) = read(source.encode(), "a.html")
    assert title == "Duck"
    assert headings == [(1, "Duck"), (2, "Food")]
    assert "Ducks swim,\nand fly." in text
    assert "- bread\n- grass" in text
    assert "Name | Legs\nName: Duck | Legs: 2" in text
    assert "a\n  b" in text
    assert text.endswith("tail")
    for hidden in ("secret", "menu", "The tab", "p{}"):
        assert hidden not in text


def test_html_follows_the_charset_it_declares() -> None:
    source = '<meta charset="iso-8859-2"><p>Zażółć gęślą</p>'.encode("iso-8859-2")
    assert "Zażółć gęślą" in read(source, "a.html")[1][0]


def test_a_page_of_comments_only_is_empty() -> None:
    assert html.parse(b"<!-- nothing -->", "").pages[0].blocks == []
    assert html.parse_fragment("<!-- x -->") == []


# docx


def test_word_text_comes_in_document_order_with_headings_and_rows() -> None:
    def build(document) -> None:
        document.core_properties.title = "Statement"
        document.add_heading("Scope", 1)
        document.add_paragraph("First.")
        table = document.add_table(rows=2, cols=3)
        for row in range(2):
            for column in range(3):
                table.cell(row, column).text = f"r{row}c{column}"
        document.add_heading("Fees", 2)
        document.add_paragraph("one", style="List Bullet")
        document.add_paragraph("Last.")

    title, (text,), (headings,) = read(docx(build), "a.docx")
    assert title == "Statement"
    assert headings == [(1, "Scope"), (2, "Fees")]
    assert text.split("\n\n")[:3] == ["Scope", "First.", "r0c0 | r0c1 | r0c2\nr1c0 | r1c1 | r1c2"]
    assert text.endswith("Last.")


def test_word_text_in_content_controls_and_insertions_is_kept_and_deleted_text_is_not() -> None:
    package = simple_docx("Anchor.")
    body = member(package, "word/document.xml").decode()
    added = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:ins w:id='1' w:author='a'><w:r><w:t>Inserted.</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>Deleted.</w:delText></w:r></w:del></w:p><w:sectPr"
    )
    changed = with_members(package, {"word/document.xml": body.replace("<w:sectPr", added, 1).encode()})
    _, (text,), _ = read(changed, "a.docx")
    assert "In a control." in text
    assert "Inserted." in text
    assert "Deleted." not in text


def test_word_in_the_strict_variant_is_read() -> None:
    package = simple_docx("Strict words.")
    names = (
        (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
        (b"http://schemas.openxmlformats.org/wordprocessingml/2006/", b"http://purl.oclc.org/ooxml/wordprocessingml/"),
    )
    changed = {}
    for part in ("_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml", "word/styles.xml"):
        changed[part] = member(package, part)
        for usual, strict in names:
            changed[part] = changed[part].replace(usual, strict)
    assert read(with_members(package, changed), "a.docx")[1] == ["Strict words."]


# pdf


def test_pdf_pages_are_numbered_and_bookmarks_become_headings() -> None:
    data = pdf(
        [["1. Deposit", "The deposit is one month."], ["Pets are allowed."]], title="Lease", bookmarks=[("Deposit", 0)]
    )
    title, texts, headings = read(data, "a.pdf")
    assert title == "Lease"
    assert texts == ["1. Deposit\n\nThe deposit is one month.", "Pets are allowed."]
    assert headings == [[(1, "1. Deposit")], []]
    assert [page.number for page in pdf_parser.parse(data, "").pages] == [1, 2]


def test_pdf_lines_are_joined_to_paragraphs() -> None:
    lines = [
        "The tenant shall give notice of sixty days before the lease ends,",
        "in writing, to the address that the landlord has named in this",
        "contract.",
        "The landlord returns the deposit within thirty days after the tenant",
        "has left the flat.",
    ]
    _, (text,), _ = read(pdf([lines]), "a.pdf")
    assert text.split("\n\n") == [" ".join(lines[:3]), " ".join(lines[3:])]


def test_a_document_that_divides_no_words_keeps_the_hyphens_at_its_line_ends() -> None:
    """As office programs print it: no word is written in two ways, and few lines end with a hyphen."""
    lines = "\n".join(["He pays the rent on the fifth of each month"] * 60)
    ends = "Main\ufffed'oeuvre, x.y@mpl\ufffeassur.example"
    assert Spellings([f"{lines}\n{ends}"]).rejoin(ends) == "Main-d'oeuvre, x.y@mpl-assur.example"
    assert Spellings([f"{lines}\n{ends} Maind"]).rejoin(ends) == "Maind'oeuvre, x.y@mplassur.example"
    assert Spellings([ends]).rejoin(ends) == "Maind'oeuvre, x.y@mplassur.example"


def test_words_divided_at_line_ends_are_rejoined_as_the_document_spells_them() -> None:
    words = Spellings(["a long-term lease and the agreement", "long\ufffeterm agree\ufffement 1\ufffe2 x\ufffe"])
    assert words.rejoin("long\ufffeterm agree\ufffement 1\ufffe2 x\ufffe") == "long-term agreement 1-2 x"
    assert words.rejoin("agree\ufffement1 CO2neu\ufffetral") == "agreement1 CO2neutral"
    assert words.rejoin("VK\ufffeBT36 Anglo\ufffeSaxon REMAIN\ufffeDER") == "VK-BT36 Anglo-Saxon REMAINDER"


@pytest.mark.parametrize("title", ["Microsoft Word - lease.doc", "untitled", "lease_v2.docx", ""])
def test_a_made_up_pdf_title_is_not_used(title: str) -> None:
    assert read(pdf([["text"]], title=title), "/b/a.pdf")[0] == "a"


# formats

_WITHOUT_BODY = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'


def test_the_first_bytes_correct_a_wrong_ending() -> None:
    assert read(pdf([["I am a PDF."]]), "a.docx")[1] == ["I am a PDF."]
    assert read(b"<!DOCTYPE html><p>I am a page.</p>", "a.pdf")[1] == ["I am a page."]
    assert read(simple_docx("I am Word."), "a.txt")[1] == ["I am Word."]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b"PK\x03\x04" + bytes(50), "a.txt", "zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a.docx", "damaged: cut off"),
        (compound({"EncryptedPackage": b"x"}), "a.docx", "password"),
        (b"hello", "a.docx", "not a Word document"),
        (b"hello", "a.pdf", "not a PDF"),
        (simple_docx()[:700], "a.docx", "damaged"),
        (with_members(simple_docx(), {"word/document.xml": b"<document/>"}), "a.docx", "not a Word document"),
        (with_members(simple_docx(), {"word/document.xml": _WITHOUT_BODY}), "a.docx", "not a Word document"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(DocumentUnreadable, match=reason):
        parse(data, name)


def test_a_relationship_that_does_not_say_its_kind_is_passed_over() -> None:
    data, name = simple_docx("I am Word."), "word/_rels/document.xml.rels"
    link = b'<Relationship Id="x" Target="styles.xml"/></Relationships>'
    links = member(data, name).replace(b"</Relationships>", link)
    assert read(with_members(data, {name: links}), "a.docx")[1] == ["I am Word."]


def test_endings_are_known_in_any_case() -> None:
    assert format_of("/a/B.PDF") == "pdf"
    assert format_of("b.jpeg") == "picture"
    assert format_of("b.HEIC") == "picture"
    assert format_of("b.avif") is None
    assert format_of("README") == "text"
    assert format_of("core") is None


def test_word_and_markup_modules_read_from_bytes_only() -> None:
    assert word.parse(simple_docx(), "/no/such/file").pages
    assert markup.parse_markdown(io.BytesIO(b"x").read(), "/no/such/file").pages
