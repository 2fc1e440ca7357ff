"""Web pages with their pictures in one file (mht, and what programs write as `.doc`): the page is read."""

from __future__ import annotations

from codecs import BOM_UTF8
from email import message_from_bytes

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Parsed
from uniconv_edge.library.extract.html import parse as parse_page
from uniconv_edge.library.extract.mail_parts import bytes_of, text_of


def parse(data: bytes, name: str) -> Parsed:
    """The page, which is the first part of HTML. Raises DocumentUnreadable."""
    for part in message_from_bytes(data.lstrip()).walk():
        if part.get_content_type() == "text/html" and bytes_of(part).strip():
            return parse_page(BOM_UTF8 + text_of(part).encode("utf-8", "replace"), name)
    raise DocumentUnreadable("damaged, or no web page")
