"""Plain text: finds the encoding and refuses what is not text. The only module that uses chardet."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from operator import attrgetter
from pathlib import PurePath

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.chats import is_chat
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, assemble, normalise
from uniconv_edge.library.extract.divided import rejoined
from uniconv_edge.library.extract.drawn import with_drawn_tables
from uniconv_edge.library.extract.entries import entry_headings
from uniconv_edge.library.extract.line_numbers import numbers_left_out
from uniconv_edge.library.extract.printed_pages import with_marked_borders, without_borders
from uniconv_edge.library.extract.sections import numbered_headings
from uniconv_edge.library.extract.term_lists import title_above_terms, with_terms
from uniconv_edge.library.extract.unnumbered import unnumbered_headings
from uniconv_edge.library.fields import end_of_book, title_of_fields, title_of_page
from uniconv_edge.library.outline import Heading

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What the WHATWG encoding standard reads in place of a declared name: the larger encoding that programs really write.
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_NO_TEXT = frozenset(("idna", "punycode", "raw-unicode-escape", "unicode-escape"))  # of Python: of no file, and slow
# cp1252 gives no character to five bytes; the standard reads those as Latin-1 does.
_CP1252 = {code: mark for code in range(0x80, 0xA0) if (mark := bytes((code,)).decode("cp1252", errors="ignore"))}
# Hardly any text is in these, and names in a table in cp1252 look as much like them.
_NOT_GUESSED = frozenset(
    (
        *("iso8859-3", "iso8859-4", "iso8859-10", "iso8859-14", "iso8859-16"),
        *("mac-turkish", "mac-iceland", "mac-latin2", "hp-roman8", "johab"),
    )
)
# Chinese, Japanese and Korean have such bytes side by side; an `é` and the letter behind it look like one of theirs.
_OF_TWO_BYTES = frozenset(("big5hkscs", "cp932", "cp949", "euc_jis_2004", "euc_kr", "gb18030", "shift_jis_2004"))
_SIDE_BY_SIDE = expression(rb"[\x80-\xff]{2}")
# So few bytes that are not ASCII tell little: they are read as cp1252, which most files are in, where it fits nearly as
# well as the likeliest. Signs alone tell nothing (the £ of prices is a letter in Greek); some of them, that are letters
# of DOS and the Macintosh, are taken for signs only where those would not stand.
_FEW, _NEARLY = 3, 0.7
_SIGNS = r"[’…•«»™§©®°±½¼¾×\xa0]|(?<![A-Za-z])[€£‚„‘“]|”(?![A-Za-z])|(?<=\S)[–—](?=\S)|(?<!\S)[–—](?!\S)|(?<=m)[²³]"
_SIGN = expression(_SIGNS.encode("cp1252"))
# Most characters of Western text in UTF-16 have one byte that is zero, always on one side.
_MIN_PAIRS, _MIN_ZEROS, _MAX_ZEROS = 4, 0.4, 0.05
_HIGH_BYTE = expression(rb"[\x80-\xff]")
_FORM_FEED = expression(r"(?<=\n)\x0c|\x0c(?=\r?\n)")
_BOLD_LINE = expression("(?:(\\S)\b\\1|[ -])+")
_SAMPLE_BYTES = 65_536
_MAX_SAMPLE_LINE_BYTES = 1_000
_BINARY_CONTROLS = expression("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x20), 0x7F))
_MAX_CONTROL_SHARE = 0.05
_MAX_REPLACED_SHARE = 0.1
_BEGINNING = 3_000  # characters, by which a chat is told


def parse(data: bytes, name: str) -> Parsed:
    """One page holding the whole text, its headings found. Raises DocumentUnreadable for bytes that are not text."""
    text, bold = _without_overstrikes(numbers_left_out(normalise(one_line_end(decode(data))).rstrip()))
    blocks = with_terms(Block(rejoined(with_marked_borders(text)), at=1), headings=bold)
    parts = [part for block in blocks for part in without_borders(block)]
    page = ParsedPage(None, [row for part in parts for row in _rows(part)], unit="line")
    laid = assemble(page)
    if is_chat(laid.text[:_BEGINNING]):
        return Parsed(_called(name), [page])
    # A text has the one or the other.
    first_line, unnumbered = unnumbered_headings(laid.text)
    headings = max(numbered_headings(laid.text), unnumbered, key=len)
    page.outline = _with_terms(headings, laid.headings) or entry_headings(laid.text)
    if page.outline and (end := end_of_book(laid.text)) is not None:
        page.outline = sorted([*page.outline, Heading(end, 1, "")], key=attrgetter("offset"))
    has_line_above = not headings and bool(laid.headings) and laid.headings[0].offset > 0
    title = title_of_fields(text) or title_of_page(text) or first_line
    title = title or (title_above_terms(laid.text) if has_line_above else "")
    if title:
        return Parsed(title, [page])
    # A section is no title: without another the file's name is it.
    return Parsed(PurePath(name).stem if page.outline else "", [page])


def _called(name: str) -> str:
    """What a chat is called: as its file, for no message speaks for the others, or as the folder of `_chat.txt`, as
    telephones call all of theirs."""
    path = PurePath(name)
    return path.parent.name if path.stem == "_chat" and path.parent.name else path.stem


def _without_overstrikes(text: str) -> tuple[str, set[int]]:
    """The text without the letters that a printer strikes twice, for bold or underlined type, and the numbers (from 0)
    of its lines in such type."""
    if "\b" not in text:
        return text, set()
    lines = text.split("\n")
    bold = {number for number, line in enumerate(lines) if "\b" in line and _BOLD_LINE.fullmatch(line.strip())}
    return "\n".join(map(_as_printed, lines)), bold


def _as_printed(line: str) -> str:
    """A line as it is seen where each backspace has the character before it printed over."""
    kept: list[str] = []
    for piece in line.split("\b"):
        del kept[-1:]
        kept += piece
    return "".join(kept)


def _rows(block: Block) -> list[Block]:
    """A block with the rows of the tables that are drawn in it; a term is none."""
    return [block] if block.level else with_drawn_tables(block)


def _with_terms(headings: Sequence[Heading], terms: Sequence[Heading]) -> list[Heading]:
    """The headings and the terms below them; a line that may be both is a heading."""
    known = {heading.offset for heading in headings}
    return sorted([*headings, *(term for term in terms if term.offset not in known)], key=attrgetter("offset"))


def one_line_end(text: str) -> str:
    """Form feeds beside a line end dropped, so that lines count as an editor counts them."""
    return _FORM_FEED.sub("", text)


def decode(data: bytes, declared: str | None = None) -> str:
    """The bytes as text: byte order mark, UTF-16 or -32 by its zeros, declared name, UTF-8, else the likeliest one."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace"))
    if wide := _wide_encoding(data):
        return _checked(data.decode(wide, errors="replace"))
    named = _read_as(declared) if declared else ""
    # Western bytes that make sound UTF-8 by chance do not occur; a wrong name for UTF-8 does.
    if named and named != "cp1252" and (text := _try(data, named)) is not None:
        return _checked(text)
    if (text := _try(data, "utf-8")) is not None:
        return _checked(text)
    if named == "cp1252":
        return _checked(_western(data))
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


def _read_as(declared: str) -> str:
    """The encoding that a declared name stands for; "" for a name that is not known."""
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return ""
    return "" if name in _NO_TEXT else _READ_AS.get(name, name)


def _western(data: bytes) -> str:
    """cp1252 where it gives the byte a character, else Latin-1."""
    return data.decode("latin-1").translate(_CP1252)


def _wide_encoding(data: bytes) -> str | None:
    """That of text in two or four bytes a character without a byte order mark: it has zeros, as hardly other text."""
    sample = data[:_SAMPLE_BYTES]
    if b"\0" not in sample:
        return None
    # The detector goes by letters, and finds Chinese in figures and signs.
    pairs, first, second = len(sample) // 2, sample[::2].count(0), sample[1::2].count(0)
    if pairs >= _MIN_PAIRS and max(first, second) > _MIN_ZEROS * pairs and min(first, second) < _MAX_ZEROS * pairs:
        return "utf-16-be" if first > second else "utf-16-le"
    from chardet import detect

    name = detect(sample, compat_names=False)["encoding"]
    return name if name and name.startswith(("utf-16", "utf-32")) else None


def _guess(data: bytes) -> str:
    """The bytes in the likeliest encoding. Raises DocumentUnreadable."""
    from chardet import EncodingEra, detect_all

    sample, kinds = _sample(data), EncodingEra.ALL
    if not _HIGH_BYTE.search(_SIGN.sub(b"", sample)):
        return _western(data)
    if b" " in sample:  # which is no blank in the encodings of mainframes
        # By control characters, and by a beginning like those of pictures and programs (`BM`, `OTTO`), the detector
        # would tell that it is no text.
        sample, kinds = b" " + sample.translate(None, _CONTROLS), kinds & ~EncodingEra.MAINFRAME
    left_out = _NOT_GUESSED if _SIDE_BY_SIDE.search(sample) else _NOT_GUESSED | _OF_TWO_BYTES
    found = detect_all(
        sample, ignore_threshold=True, compat_names=False, encoding_era=kinds, exclude_encodings=left_out
    )
    fits = [(_read_as(each["encoding"] or ""), each["confidence"]) for each in found]  # the likeliest first
    name, best = fits[0]
    if not name:
        raise DocumentUnreadable("not text in any encoding known here")
    western = next((fit for encoding, fit in fits if encoding == "cp1252"), 0)
    is_short = len(_HIGH_BYTE.findall(sample)) <= _FEW
    if name == "cp1252" or (is_short and western >= _NEARLY * best):
        return _western(data)
    return data.decode(name, errors="replace")


def _sample(data: bytes) -> bytes:
    """What the encoding is told by: a short file, or the lines of a long one that are not ASCII."""
    if len(data) <= _SAMPLE_BYTES:
        return data
    lines: list[bytes] = []
    size = end = 0
    while size < _SAMPLE_BYTES and (high := _HIGH_BYTE.search(data, end)):
        begin = max(end, high.start() - _MAX_SAMPLE_LINE_BYTES, data.rfind(b"\n", end, high.start()) + 1)
        limit = min(len(data), high.start() + _MAX_SAMPLE_LINE_BYTES)
        line_end = data.find(b"\n", high.start(), limit)
        end = limit if line_end < 0 else line_end + 1
        lines.append(data[begin:end])
        size += end - begin
    return b"".join(lines)


def _checked(text: str) -> str:
    """The text, when it looks like text: real logs hold escape sequences and runs of zeros."""
    if not text:
        return text
    printed, _ = _without_overstrikes(text)
    if len(_BINARY_CONTROLS.findall(printed)) > _MAX_CONTROL_SHARE * len(text) and not _mostly_words(text):
        raise DocumentUnreadable("binary data, not text")
    if text.count("\ufffd") > _MAX_REPLACED_SHARE * len(text):
        raise DocumentUnreadable("binary data, not text")
    return text


def _mostly_words(text: str) -> bool:
    """True when, zeros aside, nearly all of it is letters, digits, blanks and punctuation."""
    rest = text.replace("\0", "")
    return len(rest) > 0.2 * len(text) and len(_BINARY_CONTROLS.findall(rest)) < 0.01 * len(rest)
