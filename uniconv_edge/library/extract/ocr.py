"""Scanned PDF files, read by Tesseract when the extra `ocr` and the program `tesseract` are installed.

The only module that uses pytesseract. It runs in a process of its own, which may write temporary files and take longer.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from time import monotonic
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import pdf
from uniconv_edge.library.extract.blocks import Parsed

LANGUAGES_VARIABLE = "UNICONV_EDGE_OCR_LANGUAGES"
_MAX_LANGUAGES = 3
_PAGE_SECONDS = 60
_READING_SECONDS = 480  # for the pictures of a file: less than it may take, so that those read are not lost
_READ_WHEN = "scans are read"


def missing() -> str:
    """What has to be installed before scans can be read; "" when nothing is missing."""
    if find_spec("pytesseract") is None:
        return (
            f"{_READ_WHEN} with the extra uniconv-edge[ocr] (`pip install '.[ocr]'` in the folder of the source) "
            "and the program tesseract"
        )
    if shutil.which("tesseract") is None:
        return f"{_READ_WHEN} when the program tesseract is installed"
    return ""


def is_read_now(reason: str) -> bool:
    """Whether a file was refused for want of what has been installed since."""
    return f"; {_READ_WHEN} " in reason and not missing()


def parse(data: bytes, name: str) -> Parsed:
    """The pages of a scan, as many as time allows; pages that have a text of their own keep it.

    Raises DocumentUnreadable.
    """
    languages, began = _languages(), monotonic()

    def read(draw: Callable[[], Any]) -> str | None:
        return _words(draw(), languages) if monotonic() - began < _READING_SECONDS else None

    parsed = pdf.parse(data, name, read)
    if parsed.unread:
        parsed.unread += f"; those before were read for {_READING_SECONDS} s"
    return parsed


def _languages() -> str:
    """What the person names (`deu+eng`), else the installed ones, English first."""
    if named := os.environ.get(LANGUAGES_VARIABLE):
        return named
    import pytesseract

    try:
        installed = [language for language in pytesseract.get_languages() if language not in ("osd", "equ")]
    except (OSError, RuntimeError) as error:
        raise DocumentUnreadable("a scan; tesseract does not start") from error
    if not installed:
        raise DocumentUnreadable("a scan; tesseract has no language installed")
    return "+".join(sorted(installed, key=lambda language: (language != "eng", language))[:_MAX_LANGUAGES])


def _words(picture: Any, languages: str) -> str:
    """The text in a picture of a page."""
    import pytesseract

    try:
        return str(pytesseract.image_to_string(picture, lang=languages, timeout=_PAGE_SECONDS))
    except (OSError, RuntimeError) as error:  # TesseractError is a RuntimeError, and so is its timeout
        message = " ".join(str(error).split())[:200]
        raise DocumentUnreadable(f"a scan that tesseract could not read: {message}") from error
