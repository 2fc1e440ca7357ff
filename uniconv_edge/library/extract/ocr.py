"""Scanned PDF files and pictures, read by Tesseract when the extra `ocr` and the program `tesseract` are installed.

The only module that uses pytesseract. It runs in a process of its own, which may write temporary files and take longer.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby
from time import monotonic
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import pdf, pictures
from uniconv_edge.library.extract.blocks import Parsed
from uniconv_edge.library.extract.formats import is_called_picture
from uniconv_edge.paths import PICTURES_VARIABLE
from uniconv_edge.wording import NO_WORDS

LANGUAGES_VARIABLE = "UNICONV_EDGE_OCR_LANGUAGES"
_MAX_LANGUAGES = 3
_PAGE_SECONDS = 60
_READING_SECONDS = 480  # for the pictures of a file: less than it may take, so that those read are not lost
_READ_WHEN = "scans are read"
_HEIC_READ_WHEN = "HEIC pictures are read"
# In photographs without words Tesseract sees some in leaves and stones, but is sure of hardly any.
_SURE = 60  # of 100
_LEAST_CHARACTERS = 12  # in words that it is sure of
# A page that lies on its side has as many words as one that stands, of which it is sure of few.
_FEW_WORDS = 10
_UNSURE = 60


def missing(*, heic: bool = False) -> str:
    """What has to be installed before scans, or HEIC pictures, can be read; "" when nothing is missing."""
    if find_spec("pytesseract") is None:
        return (
            f"{_READ_WHEN} with the extra uniconv-edge[ocr] (`pip install '.[ocr]'` in the folder of the source) "
            "and the program tesseract"
        )
    if shutil.which("tesseract") is None:
        return f"{_READ_WHEN} when the program tesseract is installed"
    if heic and find_spec("pi_heif") is None:
        return (
            f"{_HEIC_READ_WHEN} with the extra uniconv-edge[heic] (`pip install '.[heic]'` in the folder of the source)"
        )
    return ""


def is_read_now(reason: str) -> bool:
    """Whether a file was refused for want of what has been installed since."""
    heic = f"; {_HEIC_READ_WHEN} " in reason
    return (heic or f"; {_READ_WHEN} " in reason) and not missing(heic=heic)


def reads_pictures(*, heic: bool = False) -> bool:
    """Whether the pictures that lie in folders are read; one that is named itself always is."""
    return wants_pictures() and not missing(heic=heic)


def advice_for_pictures(*, heic: bool = False) -> str:
    """Said behind that pictures in folders are not read: what the person wants or could have, and how."""
    lacking = missing(heic=heic)
    if wants_pictures():
        return f": {lacking}"
    return "" if lacking else ": `uniconv-edge config set pictures true` has the words in pictures read"


def wants_pictures() -> bool:
    """Whether the person wants them read."""
    return os.environ.get(PICTURES_VARIABLE, "").lower() in ("1", "true")


def installed() -> tuple[str, list[str], list[str]]:
    """The version of Tesseract, its languages, and those that the person names and it has not. Nothing is `missing`.

    Raises DocumentUnreadable when it does not start.
    """
    import pytesseract

    languages = _installed_languages()
    named = os.environ.get(LANGUAGES_VARIABLE, "")
    return (
        str(pytesseract.get_tesseract_version()),
        languages,
        [name for name in named.split("+") if name and name not in languages],
    )


def parse(data: bytes, name: str) -> Parsed:
    """The pages of a scan or of a picture, as many as time allows; pages that have a text of their own keep it.

    Raises DocumentUnreadable.
    """
    # Imports numpy, which takes as long as all else that a process imports which reads no scans.
    from uniconv_edge.library.extract.askew import straightened

    languages, began = _languages(), monotonic()

    is_picture = is_called_picture(name) and pictures.is_picture(data)
    words_of = _sure_words if is_picture else _words

    def read(draw: Callable[[], Any]) -> str | None:
        return words_of(straightened(draw()), languages) if monotonic() - began < _READING_SECONDS else None

    parsed = (pictures.parse if is_picture else pdf.parse)(data, name, read)
    if is_picture and not any(page.blocks for page in parsed.pages):
        raise DocumentUnreadable(NO_WORDS)
    if parsed.unread:
        parsed.unread += f"; those before were read for {_READING_SECONDS} s"
    return parsed


def _languages() -> str:
    """What the person names (`deu+eng`), else the installed ones, English first."""
    if named := os.environ.get(LANGUAGES_VARIABLE):
        return named
    languages = _installed_languages()
    if not languages:
        raise DocumentUnreadable("a scan; tesseract has no language installed")
    return "+".join(languages[:_MAX_LANGUAGES])


def _installed_languages() -> list[str]:
    """English first."""
    import pytesseract

    try:
        found = [language for language in pytesseract.get_languages() if language not in ("osd", "equ")]
    except (OSError, RuntimeError) as error:
        raise DocumentUnreadable("a scan; tesseract does not start") from error
    return sorted(found, key=lambda language: (language != "eng", language))


def _words(picture: Any, languages: str) -> str:
    """The text in a picture of a page."""
    import pytesseract

    with _reasons():
        return str(pytesseract.image_to_string(_unpacked(picture), lang=languages, timeout=_PAGE_SECONDS))


def _sure_words(picture: Any, languages: str) -> str:
    """The text in a picture, upright or not; "" where Tesseract is not sure of any words to speak of."""
    seen = _seen(picture, languages)
    if len(seen) >= _FEW_WORDS and _sureness(seen) < _UNSURE and (turn := _turn(picture)):
        turned = _seen(picture.rotate(-turn, expand=True), languages)
        seen = max(seen, turned, key=_sureness)
    sure = sum(character.isalnum() for word in seen if word.sure >= _SURE for character in word.text)
    if sure < _LEAST_CHARACTERS:
        return ""
    return "\n".join(" ".join(word.text for word in line) for _, line in groupby(seen, key=lambda word: word.line))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that was seen, of 100 how sure it is, and what tells its line from others."""

    text: str
    sure: float
    line: tuple[int, int, int]


def _seen(picture: Any, languages: str) -> list[_Word]:
    import pytesseract

    with _reasons():
        table = pytesseract.image_to_data(_unpacked(picture), lang=languages, timeout=_PAGE_SECONDS, output_type="dict")
    lines = zip(table["block_num"], table["par_num"], table["line_num"], strict=True)
    words = zip(table["text"], table["conf"], lines, strict=True)
    return [_Word(text.strip(), float(sure), line) for text, sure, line in words if text.strip()]


def _sureness(words: Sequence[_Word]) -> float:
    return sum(word.sure for word in words) / len(words) if words else 0


def _turn(picture: Any) -> int:
    """By how many degrees a page has to be turned clockwise to stand upright; 0 where that cannot be told."""
    import pytesseract

    try:
        return int(pytesseract.image_to_osd(_unpacked(picture), timeout=_PAGE_SECONDS, output_type="dict")["rotate"])
    except (OSError, RuntimeError, KeyError, ValueError):  # too few letters, or its data is not installed
        return 0


def _unpacked(picture: Any) -> Any:
    """The picture, to be handed over as it is: to pack a photograph as PNG takes as long as to read it."""
    picture.format = "BMP"
    return picture


@contextmanager
def _reasons() -> Iterator[None]:
    """Raises DocumentUnreadable for what Tesseract says went wrong."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # TesseractError is a RuntimeError, and so is its timeout
        message = " ".join(str(error).split())[:200]
        raise DocumentUnreadable(f"a scan that tesseract could not read: {message}") from error
