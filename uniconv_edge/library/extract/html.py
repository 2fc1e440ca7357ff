"""Web pages. The only module that uses lxml's HTML parser: no network, no outside entities, hidden parts dropped."""

from __future__ import annotations

import codecs
import re
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold
from uniconv_edge.library.extract.chat_export import chat_of_page
from uniconv_edge.library.extract.headings import is_of_any_document
from uniconv_edge.library.extract.html_rows import draw_tables
from uniconv_edge.library.extract.html_walk import TextWalk
from uniconv_edge.library.extract.plain import decode

_CHARSET = expression(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4_096


def parse(data: bytes, _name: str) -> Parsed:
    """The visible text of a page. Title: its `h1`, else, or where that stands in any document, `<title>`."""
    root = _tree(decode(data, _charset(data)))
    if root is None:
        return Parsed("", [ParsedPage()])
    if chat := chat_of_page(root):
        return chat
    draw_tables(root)
    blocks = TextWalk(is_page=True).blocks(root)
    first = next((fold(block.text) for block in blocks if block.level == 1), "")
    named = root.find(".//title")
    head = fold(named.text or "") if named is not None else ""
    title = head if head and is_of_any_document(first) else first
    return Parsed(title, [ParsedPage(None, blocks)])


def _charset(data: bytes) -> str | None:
    """The encoding that the page declares; a declaration that can be read is not in two or four bytes a character."""
    found = _CHARSET.search(data[:_HEAD_BYTES])
    name = found.group(1).decode("ascii") if found else None
    try:
        return None if name and codecs.lookup(name).name.startswith(("utf-16", "utf-32")) else name
    except LookupError:
        return None


def parse_fragment(source: str) -> list[Block]:
    """The visible text of a piece of HTML inside another format."""
    root = _tree(source)
    return [] if root is None else TextWalk().blocks(root)


def parse_lines(source: str, first_line: int) -> list[Block]:
    """As `parse_fragment`, with line ends kept as they are written; `at` counts lines of the file."""
    root = _tree(source)
    return [] if root is None else TextWalk(first_line).blocks(root)


def _tree(text: str) -> Any:
    from lxml import etree

    if not text.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.ParserError as error:
        raise DocumentUnreadable(f"damaged HTML: {error}") from error
    except etree.XMLSyntaxError:
        return None  # a page of comments only
    # At its limits libxml2 ends quietly and drops the rest of the text; that must not look like success.
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise DocumentUnreadable("nested too deeply, or a part is too long")
    return root
