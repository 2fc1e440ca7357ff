"""XML that tries to read other files or to grow: refused before any parser sees it, or read in full."""

from pathlib import Path

import pytest
from makers import member, simple_docx, with_members

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.formats import parse

BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def with_doctype(doctype: str, text: str, encoding: str = "utf-8", part: str = "word/document.xml") -> bytes:
    package = simple_docx("Anchor.")
    body = member(package, part).decode()
    declaration, _, rest = body.partition("?>")
    declaration = declaration.replace("UTF-8", encoding).replace("utf-8", encoding)
    changed = f"{declaration}?>{doctype}{rest}".replace("Anchor.", text)
    return with_members(package, {part: changed.encode(encoding)})


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "word/_rels/document.xml.rels"]
)
@pytest.mark.parametrize(
    ("doctype", "text"),
    [
        ('<!DOCTYPE x [<!ENTITY e SYSTEM "file://CANARY">]>', "pre &e; post"),
        ('<!DOCTYPE x [<!ENTITY % p SYSTEM "file://CANARY"> %p;]>', "pre post"),
        ('<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">', "pre post"),
        (f'<!DOCTYPE x [<!ENTITY l0 "lol">{BILLION}]>', "&l9;"),
        (f'<!DOCTYPE x [<!ENTITY q "{"q" * 50_000}">]>', "&q;" * 50_000),
    ],
)
def test_a_part_with_a_doctype_is_refused(tmp_path: Path, doctype: str, text: str, part: str) -> None:
    canary = tmp_path / "canary"
    canary.write_text("canary text")
    with pytest.raises(DocumentUnreadable, match="DOCTYPE"):
        parse(with_doctype(doctype.replace("CANARY", str(canary)), text, part=part), "a.docx")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_doctype_in_wide_characters_is_refused(encoding: str) -> None:
    with pytest.raises(DocumentUnreadable):
        parse(with_doctype('<!DOCTYPE x [<!ENTITY e "x">]>', "&e;", encoding), "a.docx")


@pytest.mark.parametrize("encoding", ["utf-7", "ebcdic-cp-us", "utf-32"])
def test_an_unusual_encoding_is_refused(encoding: str) -> None:
    package = simple_docx()
    body = member(package, "word/document.xml").decode()
    changed = body.replace("UTF-8", encoding).replace("utf-8", encoding)
    with pytest.raises(DocumentUnreadable, match="encoding"):
        parse(with_members(package, {"word/document.xml": changed.encode()}), "a.docx")


def test_html_entities_reach_no_file(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("canary text")
    source = f'<!DOCTYPE html [<!ENTITY e SYSTEM "file://{canary}">]><p>pre &e; &amp; post</p><object data="{canary}">'
    [page] = parse(source.encode(), "a.html").pages
    text = " ".join(block.text for block in page.blocks)
    assert "canary text" not in text
    assert "pre" in text
    assert "& post" in text


def test_members_with_names_that_leave_the_package_write_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    odd = dict.fromkeys(("../evil.txt", "/tmp/uniconv-evil.txt", "a/../../evil.txt", "C:\\evil.txt"), b"x")
    parsed = parse(with_members(simple_docx("Text."), odd), "a.docx")
    assert parsed.pages[0].blocks[0].text == "Text."
    assert list(tmp_path.iterdir()) == [tmp_path / "home"] or not list(tmp_path.iterdir())
    assert not (tmp_path.parent / "evil.txt").exists()
    assert not Path("/tmp/uniconv-evil.txt").exists()
