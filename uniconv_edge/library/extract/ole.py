"""Compound files (OLE, [MS-CFB]): streams in storages, as Outlook and Word before 2007 write them. The only module that
uses olefile."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from uniconv_edge.errors import DocumentUnreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUMMARY = "\x05SummaryInformation"
_CODE_PAGE, _TITLE = 1, 2  # properties of the summary
_TEXT, _WIDE_TEXT = 30, 31  # kinds of them
_SET_AT, _MOST_PROPERTIES = 44, 100
_NUMBER, _PROPERTY = struct.Struct("<I"), struct.Struct("<II")
# Of the header: the sizes of sectors as powers of two, how many sectors the two tables of sectors take.
_SECTOR_SHIFTS = struct.Struct("<HH")
_TABLE_SIZES_AT = (44, 64)
_USUAL_SHIFTS = ((9, 6), (12, 6))
_TIMES_READ = 4  # of the file's size, in all: a stream may be read twice, but not hundreds of them be the same one
_CODECS = {
    1200: "utf-16-le",
    1201: "utf-16-be",
    20127: "ascii",
    20866: "koi8-r",
    20936: "gb2312",
    21866: "koi8-u",
    38598: "iso8859-8",
    50220: "iso2022_jp",
    50221: "iso2022_jp",
    50222: "iso2022_jp",
    51932: "euc_jp",
    51949: "euc_kr",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
    10000: "mac_roman",
}


class CompoundFile:
    """The streams of a compound file, by their paths. Raises DocumentUnreadable where it is damaged."""

    def __init__(self, data: bytes) -> None:
        import olefile

        if not data.startswith(MAGIC) or len(data) < olefile.MINIMAL_OLEFILE_SIZE:
            raise DocumentUnreadable("damaged: cut off near its beginning")
        if _SECTOR_SHIFTS.unpack_from(data, 30) not in _USUAL_SHIFTS:
            raise DocumentUnreadable("damaged: sectors of no known size")
        if any(_NUMBER.unpack_from(data, at)[0] > len(data) >> 9 for at in _TABLE_SIZES_AT):
            raise DocumentUnreadable("damaged: its table of sectors is larger than the file")
        self._left = _TIMES_READ * len(data)
        self._data = memoryview(data)
        self._shared = b""
        try:
            self._ole: Any = olefile.OleFileIO(data)
        except RecursionError as error:
            raise DocumentUnreadable("damaged: its directory is nested too deeply") from error
        except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error) as error:
            raise DocumentUnreadable("damaged: its directory cannot be read") from error
        self._streams: dict[tuple[str, ...], Any] = {}
        self._names: dict[tuple[str, ...], list[str]] = {}
        waiting: list[tuple[tuple[str, ...], Any]] = [((), self._ole.root)]
        met = {self._ole.root.sid}  # olefile lets a storage hold the root, which holds it
        while waiting:
            place, storage = waiting.pop()
            self._names[place] = [each.name for each in storage.kids]
            for each in storage.kids:
                if each.entry_type == olefile.STGTY_STORAGE and each.sid not in met:
                    met.add(each.sid)
                    waiting.append(((*place, each.name), each))
                elif each.entry_type == olefile.STGTY_STREAM:
                    self._streams[(*place, each.name)] = each

    def names(self, *storage: str) -> Sequence[str]:
        """The names of the streams and storages in a storage, those of the root without one."""
        return self._names.get(storage, ())

    def read(self, *path: str) -> bytes | None:
        """The bytes of a stream; None where there is none. Raises DocumentUnreadable."""
        entry = self._streams.get(path)
        if entry is None:
            return None
        self._left -= entry.size
        if entry.size > len(self._data) or self._left < 0:
            raise DocumentUnreadable("damaged: its streams are larger than the file")
        content = self._small(entry) if entry.is_minifat else self._sectors(entry)
        if len(content) < entry.size:
            raise DocumentUnreadable(f"damaged: its part {path[-1].strip()} is not whole")
        return content

    def _sectors(self, entry: Any) -> bytes:
        """A stream in sectors of the file, as far as it is whole."""
        size = self._ole.sector_size
        return _chain(self._data[size:], entry, self._ole.fat, size)

    def _small(self, entry: Any) -> bytes:
        """A small stream, which has its sectors in one that all small ones share."""
        if not self._shared:
            try:
                self._ole.loadminifat()
            except (OSError, ValueError, struct.error) as error:
                raise DocumentUnreadable("damaged: its table of small parts cannot be read") from error
            self._shared = self._sectors(self._ole.root)
        return _chain(self._shared, entry, self._ole.minifat, self._ole.mini_sector_size)

    def title(self) -> str:
        """The title of the summary information, "" without one."""
        try:
            return _title(self.read(_SUMMARY) or b"")
        except (DocumentUnreadable, struct.error):  # a summary that is damaged says nothing about the text
            return ""


def _title(summary: bytes) -> str:
    """The title of a set of properties ([MS-OLEPS] 2.21); olefile's own reader takes minutes over counts that lie."""
    if not summary:
        return ""
    begin = _NUMBER.unpack_from(summary, _SET_AT)[0]
    count = min(_MOST_PROPERTIES, _NUMBER.unpack_from(summary, begin + 4)[0])
    places = dict(_PROPERTY.unpack_from(summary, begin + 8 + number * _PROPERTY.size) for number in range(count))
    if _TITLE not in places:
        return ""
    page = struct.unpack_from("<H", summary, begin + places[_CODE_PAGE] + 4)[0] if _CODE_PAGE in places else 1252
    kind, length = _PROPERTY.unpack_from(summary, begin + places[_TITLE])
    at = begin + places[_TITLE] + _PROPERTY.size
    if kind == _WIDE_TEXT:
        return summary[at : at + 2 * length].decode("utf-16-le", errors="replace").split("\0")[0]
    return summary[at : at + length].decode(codec_of(page), errors="replace").split("\0")[0] if kind == _TEXT else ""


def _chain(source: memoryview | bytes, entry: Any, table: Sequence[int], size: int) -> bytes:
    """The sectors of a stream, up to one that there is not, or that comes again: read on, it would be text."""
    pieces: list[memoryview | bytes] = []
    seen: set[int] = set()
    sector = entry.isectStart
    while len(pieces) * size < entry.size and sector < len(table) and sector not in seen:
        seen.add(sector)
        pieces.append(source[sector * size : (sector + 1) * size])
        sector = table[sector]
    return b"".join(pieces)[: entry.size]


def codec_of(page: int) -> str:
    """Python's name of a Windows code page; cp1252 for one that is not known here."""
    name = f"iso8859-{page - 28590}" if 28590 < page <= 28606 else _CODECS.get(page, f"cp{page}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
