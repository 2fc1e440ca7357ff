"""Which parser reads which file: by the name's ending, corrected by the first bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Parsed

_PARSERS = {
    "text": ("plain", "parse"),
    "markdown": ("markup", "parse_markdown"),
    "rst": ("markup", "parse_rst"),
    "html": ("html", "parse"),
    "pdf": ("pdf", "parse"),
    "docx": ("word", "parse"),
}
_ENDINGS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkd": "markdown",
    ".rst": "rst",
    ".rest": "rst",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
_HTML_HEAD = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)", re.IGNORECASE | re.DOTALL
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def format_of(name: str) -> str | None:
    """The format that a file name promises, or None when this program does not read it."""
    return _ENDINGS.get(PurePath(name).suffix.lower())


def parse(data: bytes, name: str) -> Parsed:
    """Read a whole file. Raises DocumentUnreadable, and whatever a parser lets through."""
    if not data:
        raise DocumentUnreadable("empty file")
    module, function = _PARSERS[_sniff(data, format_of(name) or "text")]
    parser: Callable[[bytes, str], Parsed] = getattr(import_module(f"{__package__}.{module}"), function)
    return parser(data, name)


def _sniff(data: bytes, promised: str) -> str:
    """The format of the bytes; the ending decides between formats that are all text."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        if promised == "docx" or b"word/document.xml" in data:
            return "docx"
        raise DocumentUnreadable("a zip archive; archives are not opened")
    if data.startswith(_OLE_MAGIC):
        locked = _ENCRYPTED_PACKAGE in data
        raise DocumentUnreadable("needs a password" if locked else "an old Office format; save it as docx")
    if promised == "docx":
        if _HTML_HEAD.match(data[:4096]):
            return "html"
        raise DocumentUnreadable("damaged, or not a Word document")
    if promised == "pdf" and _HTML_HEAD.match(data[:4096]):
        return "html"
    return promised
