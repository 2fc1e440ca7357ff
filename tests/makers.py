"""Small documents made at test time."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any


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
            "/Resources << /Font << /F1 3 0 R >> >> >>"
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
