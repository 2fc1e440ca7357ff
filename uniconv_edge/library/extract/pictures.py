"""Pictures of documents: scans, photographs and screenshots, made ready for a reader of pictures (`ocr`). With `askew`
the only module that uses Pillow, which the extra `ocr` brings, and the only one that uses pi-heif, which `heic` does.

A picture is told by its bytes. It is turned as its EXIF says, laid on white, made grey, and brought to the size at
which Tesseract reads best for the time it takes: a page of A4 then has 290 dots an inch.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import MAX_PAGES, Parsed
from uniconv_edge.library.extract.pdf import PictureReader, parsed_scan

MAX_DOTS = 100_000_000
_READ_DOTS = 8_000_000
_MOST_ENLARGED = 3.0
_LONGEST_SIDE = 32_000  # of what Tesseract takes
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "HEIF")
_MAGIC = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"BM")
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_AVIF_BRANDS = (b"avif", b"avis")
_LONGEST_HEAD = 256
_SUBFILE = 254  # the tag of a TIFF that tells a small picture of a page from the page
_DEEP = ("I", "F")
_DEEPEST = 65_535


def is_picture(data: bytes) -> bool:
    """Whether the bytes begin as those of a picture that is read do. Raises DocumentUnreadable for other pictures."""
    if any(brand in _AVIF_BRANDS for brand in _brands(data)):
        raise DocumentUnreadable("an AVIF picture, which is not read; save it as JPEG or PNG")
    return data.startswith(_MAGIC) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP") or is_heic(data)


def is_heic(data: bytes) -> bool:
    """Whether the bytes begin as those of a picture as telephones take it do."""
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


def _brands(data: bytes) -> list[bytes]:
    """What a file of this family says it is, and what else it may be read as."""
    if data[4:8] != b"ftyp":
        return []
    said = data[8 : min(_LONGEST_HEAD, int.from_bytes(data[:4], "big"))]
    return [said[at : at + 4] for at in range(0, len(said), 4) if at != 4]  # a number of a version


def parse(data: bytes, name: str, read: PictureReader) -> Parsed:
    """The words of a picture, of a TIFF of several pages a page each; its title is the file's name.

    Raises DocumentUnreadable when damaged or too large.
    """
    # Pillow warns of what is refused here with a reason.
    with warnings.catch_warnings(action="ignore"):
        return parsed_scan([read(partial(_ready, page)) for page in _pages(data)], name)


@contextmanager
def _reasons() -> Iterator[None]:
    """Raises DocumentUnreadable for what Pillow makes of a damaged picture."""
    try:
        yield
    except (DocumentUnreadable, MemoryError):
        raise
    except Exception as error:  # damaged pictures raise many kinds of errors
        raise DocumentUnreadable("damaged, or not a picture") from error


def _pages(data: bytes) -> Iterator[Any]:
    """The file at each of its pages."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # counted in `_ready`, for each page
    file: Any
    if is_heic(data):
        import pi_heif

        # Only the picture itself, by one processor, as all else is read.
        pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    with _reasons(), Image.open(io.BytesIO(data), formats=_FORMATS) as file:
        if file.format != "TIFF":
            yield file
            return
        for number in range(MAX_PAGES):
            try:
                file.seek(number)
            except EOFError:
                return
            if number == 0 or not file.tag_v2.get(_SUBFILE, 0) & 1:
                yield file


@_reasons()
def _ready(file: Any) -> Any:
    """A page of a file upright, in greys on white, in the size to be read."""
    from PIL import Image, ImageOps

    width, height = file.size
    if width * height > MAX_DOTS:
        raise DocumentUnreadable(
            f"has {width * height / 1e6:,.0f} million dots, and pictures of up to {MAX_DOTS // 1_000_000} are read"
        )
    factor = min(math.sqrt(_READ_DOTS / (width * height)), _MOST_ENLARGED, _LONGEST_SIDE / max(width, height))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    if file.format in ("JPEG", "MPO"):
        file.draft("L", size)  # decodes no more than is needed
    grey = _grey(ImageOps.exif_transpose(file))
    if (grey.width > grey.height) != (size[0] > size[1]):
        size = size[1], size[0]
    return grey.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _grey(picture: Any) -> Any:
    """256 greys; what can be seen through is on white."""
    from PIL import Image

    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    elif picture.mode.startswith(_DEEP):
        lightest = picture.getextrema()[1]
        scale = 255 / (_DEEPEST if lightest > 255 else max(1, lightest))
        picture = picture.convert("F").point(lambda value: value * scale)
    return picture.convert("L")
