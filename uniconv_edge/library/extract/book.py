"""Books (epub): the documents of the spine in reading order, each read as a web page."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import archive as packages
from uniconv_edge.library.extract.archive import attribute, below, local_name
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget, fold
from uniconv_edge.library.extract.html import parse as parse_page

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_OBFUSCATED_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def parse(data: bytes, _name: str) -> Parsed:
    """A page for each document of the book, before them one of who wrote it. Raises DocumentUnreadable."""
    with packages.open_package(data) as archive:
        _refuse_protected(archive)
        package_name = _package_name(archive)
        _refuse_entities(archive, _CONTAINER, package_name)
        package = packages.xml_part(archive, package_name)
        title = next((fold(found.text or "") for found in below(package, "title")), "")
        budget = TextBudget()
        pages = list(_about(package, title))
        for number, part in enumerate(_spine(package, posixpath.dirname(package_name)), start=1):
            _refuse_entities(archive, part)
            read = parse_page(packages.read_part(archive, part), part).pages[0]
            budget.spend(sum(len(block.text) for block in read.blocks), pages=1)
            pages.append(ParsedPage(None, read.blocks, place=f"section {number}"))
    return Parsed(title, pages)


def _about(package: Any, title: str) -> Iterator[ParsedPage]:
    """What a book says of itself apart from its text, where it says who wrote it: few have a page that does."""
    creators = (found for found in below(package, "creator") if attribute(found, "role") in ("", "aut"))
    authors = ", ".join(filter(None, (fold(found.text or "") for found in creators)))
    publisher = next((fold(found.text or "") for found in below(package, "publisher")), "")
    if authors:
        fields = {"Title": title, "Author": authors, "Publisher": publisher}
        lines = [f"{name}: {said}" for name, said in fields.items() if said]
        yield ParsedPage(None, [Block("\n".join(lines))], place="about the book")


def _refuse_protected(archive: zipfile.ZipFile) -> None:
    """Only fonts may be encrypted (obfuscated); anything else is a book that needs a key."""
    if _ENCRYPTION not in archive.namelist():
        return
    _refuse_entities(archive, _ENCRYPTION)
    for method in below(packages.xml_part(archive, _ENCRYPTION), "EncryptionMethod"):
        if method.get("Algorithm") not in _OBFUSCATED_FONTS:
            raise DocumentUnreadable("protected against copying (DRM)")


def _package_name(archive: zipfile.ZipFile) -> str:
    for root in below(packages.xml_part(archive, _CONTAINER), "rootfile"):
        return str(root.get("full-path", ""))
    raise DocumentUnreadable("damaged: the book names no package file")


def _refuse_entities(archive: zipfile.ZipFile, *parts: str) -> None:
    """A DOCTYPE is usual in the pages of a book; entities of its own, or a DOCTYPE of its package file, are not."""
    for part in parts:
        raw = packages.read_part(archive, part).replace(b"\0", b"")
        if b"<!ENTITY" in raw or (part.endswith((".xml", ".opf")) and b"<!DOCTYPE" in raw):
            raise DocumentUnreadable("its XML declares entities; refused")


def _spine(package: Any, folder: str) -> Iterator[str]:
    """The names of the parts in reading order."""
    items = {item.get("id"): item for item in below(package, "item")}
    for reference in below(package, "itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and local_name(item) == "item" and item.get("media-type", _PAGES[0]) in _PAGES:
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "").partition("#")[0])))
