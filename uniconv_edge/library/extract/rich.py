"""Rich text (rtf). The only module that uses striprtf."""

from __future__ import annotations

import re

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage

_TITLE = re.compile(r"\{\\title ([^{}\\]{1,200})\}")
# Pictures are lines of hexadecimal digits, which the parser would go through one by one.
_PICTURES = re.compile(rb"(?:[0-9a-fA-F]{64,}[\r\n]*){2,}")
_SURROGATES = re.compile("([\ud800-\udbff][\udc00-\udfff])|[\ud800-\udfff]")


def parse(data: bytes, _name: str) -> Parsed:
    """The text, paragraph by paragraph; cells of a table row are divided by bars. Raises DocumentUnreadable."""
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise DocumentUnreadable("damaged, or not rich text")
    source = _PICTURES.sub(b"", data).decode("cp1252", errors="replace")
    text = _SURROGATES.sub(_joined, rtf_to_text(source, errors="replace"))
    blocks: list[Block] = []
    was_row = False
    for line in text.split("\n"):
        is_row = "|" in line
        shown = " | ".join(cell.strip() for cell in line.strip("|").split("|")) if is_row else line
        blocks.append(Block(shown, tight=is_row and was_row))
        was_row = is_row
    title = _TITLE.search(source[:20_000])
    return Parsed(title.group(1) if title else "", [ParsedPage(None, blocks)])


def _joined(pair: re.Match[str]) -> str:
    """Two halves of a character as one; a half alone is nothing."""
    return (pair.group(1) or "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
