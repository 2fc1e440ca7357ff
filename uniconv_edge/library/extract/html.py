"""Web pages. The only module that uses lxml's HTML parser: no network, no outside entities, hidden parts dropped.

The tree is walked without recursion, because pages nested thousands of levels deep exist.
"""

from __future__ import annotations

import re
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold
from uniconv_edge.library.extract.plain import decode

_DROPPED_NAMES = "script style nav noscript template svg math head iframe object embed audio video canvas map select"
_DROPPED = frozenset(_DROPPED_NAMES.split())
_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody tfoot thead "
    "tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset(("td", "th"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4_096


def parse(data: bytes, _name: str) -> Parsed:
    """The visible text of a page. Title: its `h1`, else `<title>`."""
    charset = _CHARSET.search(data[:_HEAD_BYTES])
    root = _tree(decode(data, charset.group(1).decode("ascii") if charset else None))
    if root is None:
        return Parsed("", [ParsedPage()])
    blocks = _TextWalk().blocks(root)
    first = next((fold(block.text) for block in blocks if block.level == 1), "")
    named = root.find(".//title")
    title = first or (fold(named.text or "") if named is not None else "")
    return Parsed(title, [ParsedPage(None, blocks)])


def parse_fragment(source: str) -> list[Block]:
    """The visible text of a piece of HTML inside another format."""
    root = _tree(source)
    return [] if root is None else _TextWalk().blocks(root)


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


class _TextWalk:
    """Collects the text between block borders; a table row is one block, its cells divided by bars."""

    def __init__(self) -> None:
        self._found: list[Block] = []
        self._buffer: list[str] = []
        self._rows = 0
        self._pre = 0
        self._item = False

    def blocks(self, root: Any) -> list[Block]:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if tag in _DROPPED or _is_hidden(element):
                    walk.skip_subtree()
                    continue
                self._start(tag)
                self._text(element.text)
            else:
                if tag not in _DROPPED and not _is_hidden(element):
                    self._end(tag)
                self._text(element.tail)
        self._flush()
        return self._found

    def _text(self, text: str | None) -> None:
        if text:
            self._buffer.append(text if self._pre else re.sub(r"\s+", " ", text))

    def _start(self, tag: str) -> None:
        if tag == "tr":
            self._flush()
            self._rows += 1
        elif tag in _CELLS:
            self._buffer.append(" | " if "".join(self._buffer).strip() else "")
        elif tag in _BLOCKS:
            self._border()
        elif tag == "br":
            self._buffer.append("\n")
        if tag == "pre":
            self._pre += 1
        elif tag == "li":
            self._item = True

    def _end(self, tag: str) -> None:
        if tag == "tr":
            self._flush()
            self._rows = max(0, self._rows - 1)
        elif tag in _BLOCKS:
            self._border(int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0)
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        elif tag == "li":
            self._item = False

    def _border(self, level: int = 0) -> None:
        """A block border; inside a table row it is only a blank, unless a heading ends there."""
        if self._rows and not level and not self._pre:
            self._buffer.append(" ")
        else:
            self._flush(level)

    def _flush(self, level: int = 0) -> None:
        text = "".join(self._buffer)
        self._buffer = []
        if not self._pre:
            text = "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n")).strip()
        if self._rows:
            text = text.replace("\n", " ").strip(" |")
        if not text.strip():
            return
        is_item = self._item and not level
        self._found.append(Block(f"- {text}" if is_item else text, level=level, tight=is_item or bool(self._rows)))
        self._item = False


def _is_hidden(element: Any) -> bool:
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))
