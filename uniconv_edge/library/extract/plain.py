"""Plain text: finds the encoding and refuses what is not text. The only module that uses charset-normalizer."""

from __future__ import annotations

import codecs
import re

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORM_FEED = re.compile(r"(?<=\n)\x0c|\x0c(?=\r?\n)")
_SAMPLE_BYTES = 65_536
_BINARY_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.05
_MAX_REPLACED_SHARE = 0.1


def parse(data: bytes, _name: str) -> Parsed:
    """One page holding the whole text. Raises DocumentUnreadable for bytes that are not text."""
    return Parsed("", [ParsedPage(None, [Block(one_line_end(decode(data)), at=1)], unit="line")])


def one_line_end(text: str) -> str:
    """Form feeds beside a line end dropped, so that lines count as an editor counts them."""
    return _FORM_FEED.sub("", text)


def decode(data: bytes, declared: str | None = None) -> str:
    """The bytes as text: byte order mark, declared name, UTF-8, UTF-16 by its zeros, else the likeliest encoding."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace"))
    if wide := _wide_encoding(data):
        return _checked(data.decode(wide, errors="replace"))
    if declared and (text := _try(data, declared)) is not None:
        return _checked(text)
    if (text := _try(data, "utf-8")) is not None:
        return _checked(text)
    loose = data.decode("utf-8", errors="replace")
    broken = loose.count("\ufffd")
    intact = sum(1 for character in loose if character > "\x7f") - broken
    if intact > broken:
        return _checked(loose)
    return _checked(_guess(data))


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: most characters of Western text have one zero byte, always on one side."""
    sample = data[: _SAMPLE_BYTES & ~1]
    half = len(sample) // 2
    if half < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    if best is None:
        raise DocumentUnreadable("not text in any encoding known here")
    return data.decode(best.encoding, errors="replace")


def _checked(text: str) -> str:
    """The text, when it looks like text: real logs hold escape sequences and runs of zeros."""
    if not text:
        return text
    if len(_BINARY_CONTROLS.findall(text)) > _MAX_CONTROL_SHARE * len(text) and not _mostly_words(text):
        raise DocumentUnreadable("binary data, not text")
    if text.count("\ufffd") > _MAX_REPLACED_SHARE * len(text):
        raise DocumentUnreadable("binary data, not text")
    return text


def _mostly_words(text: str) -> bool:
    """True when, zeros aside, nearly all of it is letters, digits, blanks and punctuation."""
    rest = text.replace("\0", "")
    return len(rest) > 0.2 * len(text) and len(_BINARY_CONTROLS.findall(rest)) < 0.01 * len(rest)
