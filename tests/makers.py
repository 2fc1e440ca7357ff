"""Small documents made at test time."""

from __future__ import annotations

import io
import os
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from uniconv_edge.library.quantised import Quantised


def pdf(pages: Sequence[Sequence[str]], title: str = "", bookmarks: Sequence[tuple[str, int]] = ()) -> bytes:
    """A PDF of pages of lines in Helvetica, with a title and (name, page index) bookmarks."""
    streams = []
    for lines in pages:
        shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
        streams.append(f"BT /F1 11 Tf 60 760 Td 14 TL\n{shown}ET".encode("latin-1"))
    return pdf_of_streams(streams, title=title, bookmarks=bookmarks)


def pdf_of_streams(
    streams: Sequence[bytes], *, title: str = "", bookmarks: Sequence[tuple[str, int]] = (), filters: str = ""
) -> bytes:
    """A PDF whose pages have these content streams; `filters` is the value of their /Filter, compressed already."""
    first_page = 4
    objects: dict[int, bytes] = {}
    page_ids = [first_page + 2 * number for number in range(len(streams))]
    outline = first_page + 2 * len(streams)
    kids = " ".join(f"{number} 0 R" for number in page_ids)
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {f'/Outlines {outline} 0 R' if bookmarks else ''} >>".encode()
    objects[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode()
    objects[3] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    for number, stream in zip(page_ids, streams, strict=True):
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F1 3 0 R /F2 {_BOLD} >> >> >>"
        ).encode()
        kind = f"/Filter {filters} " if filters else ""
        objects[number + 1] = f"<< {kind}/Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream"
    if bookmarks:
        first, last = outline + 1, outline + len(bookmarks)
        objects[outline] = f"<< /Type /Outlines /First {first} 0 R /Last {last} 0 R /Count {len(bookmarks)} >>".encode()
        for offset, (name, page) in enumerate(bookmarks):
            number = first + offset
            links = (f"/Prev {number - 1} 0 R " if offset else "") + (
                f"/Next {number + 1} 0 R" if number < last else ""
            )
            objects[number] = (
                f"<< /Title ({_escaped(name)}) /Parent {outline} 0 R {links} /Dest [{page_ids[page]} 0 R /Fit] >>"
            ).encode()
    information = max(objects) + 1
    objects[information] = f"<< /Title ({_escaped(title)}) >>".encode()
    return _pdf_file(objects, f"/Root 1 0 R /Info {information} 0 R")


_BOLD = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf_file(objects: Mapping[int, bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, body in sorted(objects.items()):
        offsets[number] = len(out)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    size = max(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        out += f"{offsets[number]:010} 00000 n \n".encode()
    return bytes(out + f"trailer\n<< /Size {size} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())


def docx(build: Callable[[Any], None]) -> bytes:
    """A Word document that `build` fills through python-docx."""
    import docx as word

    document = word.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def simple_docx(text: str = "The deposit is returned within thirty days.") -> bytes:
    """A Word document of one paragraph."""
    return docx(lambda document: document.add_paragraph(text))


def with_members(package: bytes, change: Mapping[str, bytes | None]) -> bytes:
    """The zip package with members replaced, added, or (None) left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in change:
                new.writestr(name, old.read(name))
        for name, data in change.items():
            if data is not None:
                new.writestr(name, data)
    return stream.getvalue()


def member(package: bytes, name: str) -> bytes:
    """One member of a zip package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name)


def flate_bomb(size: int) -> bytes:
    """A zlib stream that unpacks to `size` blanks, made without holding them."""
    packer = zlib.compressobj(1)
    block = b" " * 1_000_000
    return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip package of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


_OFFICE = "http://schemas.openxmlformats.org"
_TYPES = f'<Types xmlns="{_OFFICE}/package/2006/content-types"/>'


def _links(links: Sequence[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, start=1)
    )
    return f'<Relationships xmlns="{_OFFICE}/package/2006/relationships">{entries}</Relationships>'


def pptx(slides: Sequence[tuple[str, str]], notes: str = "") -> bytes:
    """Slides of (title, XML of further shapes); the show runs against the order of their parts. Notes on the first."""
    drawing = f'xmlns:a="{_OFFICE}/drawingml/2006/main"'
    slide = f'xmlns:p="{_OFFICE}/presentationml/2006/main" {drawing}'
    link = f'xmlns:r="{_OFFICE}/officeDocument/2006/relationships"'
    count = len(slides)
    order = "".join(f'<p:sldId id="{256 + n}" r:id="r{n}"/>' for n in range(1, count + 1))
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _links([("officeDocument", "ppt/presentation.xml")]),
        "ppt/presentation.xml": f"<p:presentation {slide} {link}><p:sldIdLst>{order}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": _links([("slide", f"slides/slide{count - n}.xml") for n in range(count)]),
    }
    for number, (title, shapes) in enumerate(slides):
        name = f"slide{count - number}.xml"
        parts[f"ppt/slides/{name}"] = (
            f'<p:sld {slide}><p:cSld><p:spTree>{shapes}<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>'
            f"<p:txBody><a:p><a:r><a:t>{title}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
        )
        if notes and not number:
            parts[f"ppt/slides/_rels/{name}.rels"] = _links([("notesSlide", "../notesSlides/notes.xml")])
            parts["ppt/notesSlides/notes.xml"] = (
                f"<p:notes {slide}><p:sp><p:txBody><a:p><a:r><a:t>{notes}</a:t></a:r></a:p></p:txBody></p:sp></p:notes>"
            )
    return package(parts)


def pptx_text(text: str) -> str:
    """The XML of a text box."""
    return f"<p:sp><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


def xlsx(sheets: Mapping[str, Sequence[Sequence[str | float | None]]]) -> bytes:
    """A workbook of these sheets; each row begins in column A."""
    main = f"{_OFFICE}/spreadsheetml/2006/main"
    link = f"{_OFFICE}/officeDocument/2006/relationships"
    entries = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>' for number, name in enumerate(sheets, start=1)
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{link}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _links(
            [("worksheet", f"worksheets/sheet{n + 1}.xml") for n in range(len(sheets))]
        ),
    }
    for number, rows in enumerate(sheets.values(), start=1):
        body = "".join(
            f'<row r="{r}">{"".join(_cell(r, c, value) for c, value in enumerate(row) if value is not None)}</row>'
            for r, row in enumerate(rows, start=1)
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    return package(parts)


def _cell(row: int, column: int, value: str | float) -> str:
    place = f"{'ABCDEFGHIJ'[column]}{row}"
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def odt(body: str, *, encrypted: bool = False, heads: str = "") -> bytes:
    """An OpenDocument text with this XML as its body, and as what its pages have at their heads and feet."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    parts = ("office", "text", "table", "style")
    names = " ".join(f'xmlns:{part}="{space}:{part}:1.0"' for part in parts)
    secret = "<encryption-data/>" if encrypted else ""
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": f"<!DOCTYPE manifest><manifest>{secret}</manifest>",
            "content.xml": (
                f"<office:document-content {names}><office:body><office:text>{body}</office:text></office:body>"
                "</office:document-content>"
            ),
            "styles.xml": (
                f"<office:document-styles {names}><office:master-styles><style:master-page>{heads}</style:master-page>"
                "</office:master-styles></office:document-styles>"
            ),
        }
    )


def odp(slides: str) -> bytes:
    """An OpenDocument presentation with this XML as its slides."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    parts = ("office", "text", "table", "style", "drawing", "presentation")
    names = " ".join(f'xmlns:{part.replace("drawing", "draw")}="{space}:{part}:1.0"' for part in parts)
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.presentation",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": (
                f"<office:document-content {names}><office:body><office:presentation>{slides}</office:presentation>"
                "</office:body></office:document-content>"
            ),
        }
    )


def epub(chapters: Sequence[str], title: str = "A book", extra: Mapping[str, str] | None = None) -> bytes:
    """A book of these pages, each the body of an XHTML file; in the package they stand in reverse order."""
    count = len(chapters)
    items = "".join(
        f'<item id="c{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in reversed(range(count))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(count))
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
        "OPS/book.opf": (
            f"<package><metadata><title>{title}</title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
        ),
    }
    for number, body in enumerate(chapters):
        parts[f"OPS/text/c {number}.xhtml"] = (
            '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
            f"<head><title>x</title></head><body>{body}</body></html>"
        )
    return package({**parts, **(extra or {})})


def as_schema_7(record: Path) -> None:
    """Make a library's record what a version before stored: float32 vectors, and no messages."""
    with closing(sqlite3.connect(record, isolation_level=None)) as connection:
        (dims,) = connection.execute("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'dims'").fetchone()
        rows = connection.execute("SELECT passage_id, vector FROM vectors").fetchall()
        matrix = Quantised.read([vector for _, vector in rows], dims).matrix()
        before = [(vector.tobytes(), row[0]) for row, vector in zip(rows, matrix, strict=True)]
        connection.executemany("UPDATE vectors SET vector = ? WHERE passage_id = ?", before)
        connection.execute("DROP TABLE messages")
        connection.execute("PRAGMA user_version = 7")
        connection.execute("VACUUM")


def make(root: Path, *names: str) -> None:
    """A file of each name, which it holds too."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(os.fsencode(name))
