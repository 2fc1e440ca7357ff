"""Compound files made at test time: any, messages of Outlook, Word documents and presentations of 97 to 2003."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_LARGE_SECTOR, _LARGE = 4096, 5_000_000  # as large files have them
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, by their paths (`storage/stream`)."""
    sector = _LARGE_SECTOR if sum(map(len, streams.values())) > _LARGE else _SECTOR
    names, kinds, contents, first_children, siblings = ["Root Entry"], [5], [b""], [_FREE], [_FREE]
    last_child: dict[int, int] = {}
    numbers = {"": 0}
    for path, data in streams.items():
        parts = path.split("/")
        for depth, name in enumerate(parts, start=1):
            place, above = "/".join(parts[:depth]), "/".join(parts[: depth - 1])
            if place in numbers:
                continue
            number = numbers[place] = len(names)
            is_stream = depth == len(parts)
            names.append(name)
            kinds.append(2 if is_stream else 1)
            contents.append(data if is_stream else b"")
            first_children.append(_FREE)
            siblings.append(_FREE)
            parent = numbers[above]
            if parent in last_child:
                siblings[last_child[parent]] = number
            else:
                first_children[parent] = number
            last_child[parent] = number
    minis, mini_table, starts = b"", [], [0] * len(names)
    for number, data in enumerate(contents):
        if data and len(data) < _CUTOFF:
            starts[number] = len(mini_table)
            count = -(-len(data) // _MINI)
            mini_table += [*range(len(mini_table) + 1, len(mini_table) + count), _END]
            minis += data.ljust(count * _MINI, b"\0")
    body, table = b"", []

    def put(data: bytes) -> int:
        nonlocal body
        if not data:
            return _END
        start, count = len(table), -(-len(data) // sector)
        table.extend([*range(start + 1, start + count), _END])
        body += data.ljust(count * sector, b"\0")
        return start

    for number, data in enumerate(contents):
        if len(data) >= _CUTOFF:
            starts[number] = put(data)
    starts[0] = put(minis)
    packed_table = struct.pack(f"<{len(mini_table)}I", *mini_table)
    mini_start = put(packed_table.ljust(-(-len(packed_table) // sector) * sector, b"\xff"))
    sizes = [len(minis), *map(len, contents[1:])]
    directory = b"".join(
        struct.pack(
            "<64sHBBIII16sIQQIII",
            *(name.encode("utf-16-le"), 2 * len(name) + 2, kind, 1, _FREE, sibling, child),
            *(b"", 0, 0, 0, start, size, 0),
        )
        for name, kind, sibling, child, start, size in zip(
            names, kinds, siblings, first_children, starts, sizes, strict=True
        )
    )
    directory_start = put(directory)
    table_sectors = 1
    while table_sectors * (sector // 4) < len(table) + table_sectors:
        table_sectors += 1
    first_table = len(table)
    table += [_TABLE] * table_sectors
    body += struct.pack(f"<{len(table)}I", *table).ljust(table_sectors * sector, b"\xff")
    places = [*range(first_table, first_table + table_sectors)]
    head = struct.pack(
        "<8s16sHHHHHHLLLLLLLLLL",
        *(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"",
            0x3E,
            3 if sector == _SECTOR else 4,
            0xFFFE,
            sector.bit_length() - 1,
            6,
            0,
            0,
            0,
            table_sectors,
            directory_start,
        ),
        *(0, _CUTOFF, mini_start, len(packed_table) // sector + bool(len(packed_table) % sector), _END, 0),
    )
    head += struct.pack("<109I", *places, *[_FREE] * (109 - table_sectors))
    return head.ljust(sector, b"\0") + body


def properties(values: Mapping[int, str | bytes | int | datetime], head_bytes: int) -> dict[str, bytes]:
    """The streams that hold these properties of a message, a person or an attachment."""
    records, found = b"", {}
    for name, value in values.items():
        if isinstance(value, int):
            records += struct.pack("<HHIQ", 0x0003, name, 6, value)
        elif isinstance(value, datetime):
            ticks = int((value - _EPOCH).total_seconds()) * 10_000_000
            records += struct.pack("<HHIQ", 0x0040, name, 6, ticks)
        else:
            kind = "001F" if isinstance(value, str) else "0102"
            data = value.encode("utf-16-le") if isinstance(value, str) else value
            records += struct.pack("<HHIQ", int(kind, 16), name, 6, len(data))
            found[f"__substg1.0_{name:04X}{kind}"] = data
    return {"__properties_version1.0": bytes(head_bytes) + records, **found}


def outlook_streams(
    values: Mapping[int, str | bytes | int | datetime],
    people: Sequence[Mapping[int, str | bytes | int]] = (),
    attached: Sequence[Mapping[int, str | bytes | int] | dict[str, bytes]] = (),
    *,
    inside: bool = False,
) -> dict[str, bytes]:
    """The streams of a message; a dict of streams among what is attached is a message (`inside=True`) itself."""
    streams = properties(values, 24 if inside else 32)
    for number, person in enumerate(people):
        storage = f"__recip_version1.0_#{number:08X}"
        streams |= {f"{storage}/{name}": data for name, data in properties(person, 8).items()}
    for number, each in enumerate(attached):
        storage = f"__attach_version1.0_#{number:08X}"
        if "__properties_version1.0" in each:
            streams |= {f"{storage}/{name}": data for name, data in properties({0x3705: 5}, 8).items()}
            streams |= {f"{storage}/__substg1.0_3701000D/{name}": data for name, data in each.items()}
        else:
            streams |= {f"{storage}/{name}": data for name, data in properties(each, 8).items()}
    return streams


def summary(title: bytes, page: int = 1252, kind: int = 30, count: int | None = None) -> bytes:
    """The stream of the summary information with a title, in a code page."""
    length = len(title) // (2 if kind == 31 else 1)
    body = struct.pack("<IIII", 1, 24, 2, 32) + struct.pack("<II", 2, page) + struct.pack("<II", kind, length) + title
    return (
        struct.pack("<HHI16sI16sI", 0xFFFE, 0, 0, b"", 1, b"", 48)
        + struct.pack("<II", 8 + len(body), count or 2)
        + body
    )


def sprm(code: int, value: bytes | int) -> bytes:
    """A change of the formatting of a Word document."""
    return struct.pack("<H", code) + (bytes([value]) if isinstance(value, int) else value)


@dataclass(frozen=True)
class Para:
    """A paragraph: words with what is said of them, what is said of it, its style and its mark."""

    words: Sequence[tuple[str, bytes]] | str
    says: bytes = b""
    style: int = 0
    mark: str = "\r"

    def runs(self) -> list[tuple[str, bytes]]:
        return [(self.words, b"")] if isinstance(self.words, str) else list(self.words)


@dataclass
class Word97:
    """A Word document of 97 to 2003: its texts by their places among the lengths (0 its own, 1 notes, 2 heads, ...),
    styles (number, name, changes of paragraphs, changes of words), and parts of the table stream."""

    texts: Mapping[int, Sequence[Para]]
    styles: Sequence[tuple[int, str, bytes, bytes]] = ((0, "Normal", b"", b""),)
    parts: Mapping[int, bytes] = field(default_factory=dict)
    elsewhere: bytes = b""
    narrow: bool = False
    magic: int = 0xA5EC
    version: int = 0xC1
    flags: int = 0
    pieces: Sequence[tuple[int, int]] | None = None  # of the text: where each begins and its change; all is one

    def bytes(self) -> bytes:
        return compound(self.streams())

    def streams(self) -> dict[str, bytes]:
        width = 1 if self.narrow else 2
        encoding = "cp1252" if self.narrow else "utf-16-le"
        text_at, text = 1024, b""
        lengths = [0] * 8
        words: list[tuple[int, bytes]] = []
        paragraphs: list[tuple[int, bytes]] = []
        for number in range(8):
            begin = len(text)
            for para in self.texts.get(number, ()):
                start = text_at + len(text)
                for said, changes in [*para.runs(), (para.mark, b"")]:
                    words.append((text_at + len(text), changes))
                    text += said.encode(encoding)
                paragraphs.append((start, struct.pack("<H", para.style) + para.says))
            lengths[number] = (len(text) - begin) // width
        end = text_at + len(text)
        main = bytearray(text_at) + text
        main += bytes(-len(main) % _SECTOR)
        pages = {}
        for part, entries, is_words in ((12, words, True), (13, paragraphs, False)):
            pages[part] = struct.pack("<3I", text_at, end, len(main) // _SECTOR)
            main += _page(entries, end, is_words)
        count = len(text) // width
        pieces = self.pieces or [(0, 0)]
        places = [*(start for start, _ in pieces), count]
        where = [
            (text_at + start * width) * 2 | 0x40000000 if self.narrow else text_at + start * width
            for start, _ in pieces
        ]
        described = struct.pack(f"<{len(places)}I", *places) + b"".join(
            struct.pack("<HIH", 0, at, change) for at, (_, change) in zip(where, pieces, strict=True)
        )
        parts = {
            1: _style_table(self.styles),
            33: self.parts.get(33, b"") + b"\x02" + struct.pack("<I", len(described)) + described,
            **pages,
            **{number: part for number, part in self.parts.items() if number != 33},
        }
        table = b""
        for number, part in parts.items():
            struct.pack_into("<II", main, 0x9A + 8 * number, len(table), len(part))
            table += part
        struct.pack_into("<HH6xH", main, 0, self.magic, self.version, self.flags)
        struct.pack_into("<8I", main, 0x4C, *lengths)
        return {"WordDocument": bytes(main), "0Table": table, "Data": self.elsewhere}


def _page(entries: Sequence[tuple[int, bytes]], end: int, is_words: bool) -> bytes:
    """A page of what is said of words or paragraphs, its entries from the end of the page on."""
    page = bytearray(_SECTOR)
    struct.pack_into(f"<{len(entries) + 1}I", page, 0, *(start for start, _ in entries), end)
    at, size = _SECTOR - 2, 1 if is_words else 13
    for number, (_, said) in enumerate(entries):
        if is_words and not said:
            continue
        packed = bytes([len(said)]) + said if is_words else b"\0" + bytes([-(-len(said) // 2)]) + said
        at = (at - len(packed)) & ~1
        page[at : at + len(packed)] = packed
        page[4 * (len(entries) + 1) + number * size] = at // 2
    page[-1] = len(entries)
    return bytes(page)


def _style_table(styles: Sequence[tuple[int, str, bytes, bytes]]) -> bytes:
    table = struct.pack("<HHH", 4, len(styles), 10)
    for number, name, says, of_words in styles:
        lists = [struct.pack("<H", 0) + says, of_words]
        style = struct.pack("<HHHHH", number, 1 | 0xFFF0, 2, 0, 0) + struct.pack("<H", len(name))
        style += name.encode("utf-16-le") + b"\0\0"
        for each in lists:
            style += struct.pack("<H", len(each)) + each + b"\0" * (len(each) % 2)
        table += struct.pack("<H", len(style)) + style + b"\0" * (len(style) % 2)
    return table


def record(kind: int, *parts: bytes, instance: int = 0) -> bytes:
    """A record of a presentation, which holds these records or bytes."""
    data = b"".join(parts)
    return struct.pack("<HHI", instance << 4 | (0xF if kind in _HOLD_OTHERS else 0), kind, len(data)) + data


_HOLD_OTHERS = (0x03E8, 0x03EE, 0x03F0, 0x040C, 0x0FF0, 0xF002, 0xF003, 0xF004, 0xF00D)


def box(text: str, kind: int = 4, *more: bytes) -> bytes:
    """A shape with a text of a kind (0 the title, 1 a list, 2 notes, 4 others)."""
    words = record(0x0FA0, text.encode("utf-16-le"))
    return record(0xF004, *more, record(0xF00D, record(0x0F9F, struct.pack("<I", kind)), words))


def drawing(*shapes: bytes) -> bytes:
    return record(0x040C, record(0xF002, record(0xF003, record(0xF004), *shapes)))


def powerpoint(
    slides: Sequence[bytes], notes: Mapping[int, bytes] | None = None, outlines: Sequence[bytes] = (), key: bytes = b""
) -> dict[str, bytes]:
    """The streams of a presentation: the drawings of its slides and of their notes, by index, and what the outline has
    of each."""
    notes = notes or {}
    places: dict[int, int] = {}
    main = b""
    listed = {0: b"", 2: b""}
    for number, content in enumerate(slides):
        places[2 + number] = len(main)
        main += record(0x03EE, content)
        listed[0] += record(0x03F3, struct.pack("<IIiII", 2 + number, 0, 0, 256 + number, 0))
        listed[0] += outlines[number] if number < len(outlines) else b""
    for number, content in notes.items():
        places[100 + number] = len(main)
        main += record(0x03F0, record(0x03F1, struct.pack("<II", 256 + number, 0)), content)
        listed[2] += record(0x03F3, struct.pack("<IIiII", 100 + number, 0, 0, 256 + number, 0))
    places[1] = len(main)
    main += record(0x03E8, *(record(0x0FF0, data, instance=instance) for instance, data in listed.items()))
    where = len(main)
    main += record(0x1772, *(struct.pack("<II", number | 1 << 20, place) for number, place in places.items()))
    saved = len(main)
    main += record(0x0FF5, struct.pack("<IIIIIII", 0, 0, 0, where, 1, 0, 0), key)
    user = record(0x0FF6, struct.pack("<III", 20, 0xE391C05F, saved), bytes(12))
    return {"PowerPoint Document": main, "Current User": user}
