"""Compound files (doc, msg) made to exhaust memory, time or the parser: each ends in a reason, or in its text."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from compound_files import Para, Word97, compound, outlook_streams, sprm

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.process import Extractor

TYPE_AT, CHILD_AT, SIBLING_AT, SIZE_AT = 66, 76, 72, 120
NAME = "WordDocument"


def entry_at(data: bytes, name: str) -> int:
    """Where the entry of a stream or storage stands in the directory."""
    return data.index(name.encode("utf-16-le") + b"\0\0")


def changed(data: bytes, at: int, number: int) -> bytes:
    return data[:at] + struct.pack("<I", number) + data[at + 4 :]


def word() -> bytes:
    return Word97({0: [Para("Some words. " * 300)]}).bytes()


def test_a_chain_of_sectors_that_is_a_circle_ends(extractor: Extractor) -> None:
    data = word()
    table_at = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    for sector in range(4):
        data = changed(data, table_at + 4 * sector, 0)
    with pytest.raises(DocumentUnreadable):
        extractor.extract("a.doc", data)
    assert extractor.extract("good.txt", b"A good file.").pages[0].text == "A good file."


@pytest.mark.parametrize("size", [2**32 - 1, 2**31, 50_000_000])
def test_a_stream_larger_than_its_file_is_refused(size: int) -> None:
    data = word()
    with pytest.raises(DocumentUnreadable, match="larger than the file"):
        parse(changed(data, entry_at(data, NAME) + SIZE_AT, size), "a.doc")


def test_a_stream_that_is_cut_is_refused() -> None:
    data = word()
    at = entry_at(data, NAME) + SIZE_AT
    with pytest.raises(DocumentUnreadable, match="damaged"):
        parse(changed(data, at, struct.unpack_from("<I", data, at)[0] + 3000), "a.doc")


@pytest.mark.parametrize("at", [44, 64])
def test_a_table_of_sectors_larger_than_its_file_is_refused(at: int) -> None:
    with pytest.raises(DocumentUnreadable, match="table of sectors"):
        parse(changed(word(), at, 2**31), "a.doc")


@pytest.mark.parametrize("link", [CHILD_AT, SIBLING_AT, SIBLING_AT - 4])
def test_a_directory_that_is_a_circle_ends(link: int) -> None:
    data = compound(outlook_streams({0x37: "x", 0x1000: "Words."}, (), ({0x3701: b"y"},)))
    at = entry_at(data, "__attach_version1.0_#00000000")
    for number in range(6):
        with suppress(DocumentUnreadable):
            assert parse(changed(data, at + link, number), "a.msg").title in ("x", "")


def test_a_root_that_holds_itself_is_looked_into_once(extractor: Extractor) -> None:
    data = compound(outlook_streams({0x37: "x", 0x1000: "Words."}))
    at = entry_at(data, "Root Entry")
    data = changed(data[: at + TYPE_AT] + b"\1" + data[at + TYPE_AT + 1 :], at + CHILD_AT, 0)
    with pytest.raises(DocumentUnreadable, match="Office format"):  # it took all memory
        extractor.extract("a.msg", data)


def test_a_directory_as_deep_as_it_is_long_is_refused(extractor: Extractor) -> None:
    streams = {f"__attach_version1.0_#{number:08X}/__substg1.0_37010102": b"x" for number in range(3000)}
    with pytest.raises(DocumentUnreadable, match="nested too deeply"):
        extractor.extract("a.msg", compound({"__properties_version1.0": b"", **streams}))


def test_messages_inside_messages_without_end_are_refused(extractor: Extractor) -> None:
    streams = outlook_streams({0x37: "deepest"}, inside=True)
    for _ in range(120):
        streams = outlook_streams({0x37: "x"}, (), (streams,), inside=True)
    with pytest.raises(DocumentUnreadable, match="nested too deeply"):
        extractor.extract("a.msg", compound(outlook_streams({0x37: "x"}, (), (streams,))))


def test_one_stream_behind_many_names_is_not_read_for_each(extractor: Extractor) -> None:
    count, large = 300, b"x" * 1_000_000
    parts = tuple({0x3707: f"{number}.txt", 0x3701: b"z" * 5000} for number in range(count))
    data = compound(outlook_streams({0x37: "x"}, (), (*parts, {0x3707: "a.txt", 0x3701: large})))
    name = "__substg1.0_37010102".encode("utf-16-le")
    places = [at for at in range(len(data)) if data.startswith(name, at)]
    start = data[places[-1] + 116 : places[-1] + 124]
    for at in places:
        data = data[: at + 116] + start + data[at + 124 :]
    with pytest.raises(DocumentUnreadable, match="larger than the file"):
        extractor.extract("a.msg", data)


def test_pieces_that_show_the_same_text_again_and_again_are_refused(extractor: Extractor) -> None:
    document = Word97({0: [Para("x" * 20_000)]})
    streams = document.streams()
    count = 2_000
    pieces = struct.pack(f"<{count + 1}I", *range(0, 20_000 * (count + 1), 20_000)) + b"".join(
        struct.pack("<HIH", 0, 1024, 0) for _ in range(count)
    )
    table = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    main = bytearray(streams["WordDocument"])
    struct.pack_into("<II", main, 0x9A + 8 * 33, len(streams["0Table"]), len(table))
    data = compound({**streams, "WordDocument": bytes(main), "0Table": streams["0Table"] + table})
    with pytest.raises(DocumentUnreadable, match="more than 10,000,000 characters"):
        extractor.extract("a.doc", data)


def test_pieces_out_of_order_are_refused() -> None:
    with pytest.raises(DocumentUnreadable, match="out of order"):
        parse(Word97({0: [Para("One two three.")]}, pieces=[(0, 0), (9, 0), (4, 0)]).bytes(), "a.doc")


def test_styles_lists_and_notes_that_lie_cost_no_text(extractor: Extractor) -> None:
    junk = b"\xff" * 600
    parts = dict.fromkeys((2, 3, 4, 5, 11, 15, 36, 40, 46, 47, 56, 73, 74), junk) | {1: b"\x04\0\xff\xff\x0a\0" + junk}
    item = sprm(0x460B, b"\1\0")
    document = Word97({0: [Para("The words stay.", item, style=4000)]}, parts=parts)
    assert "The words stay." in extractor.extract("a.doc", document.bytes()).pages[0].text


def test_very_many_fields_without_an_end_take_no_longer(extractor: Extractor) -> None:
    found = extractor.extract("a.doc", Word97({0: [Para("\x13 a" * 200_000 + " end")]}).bytes())
    assert found.pages[0].text.endswith("end")


def test_very_many_fields_in_each_other_are_survived(extractor: Extractor) -> None:
    nested = "\x13 a" * 100_000 + "\x15" * 100_000 + " end"
    assert extractor.extract("a.doc", Word97({0: [Para(nested)]}).bytes()).pages[0].text.endswith("end")


def test_a_large_attachment_is_named_within_the_memory(extractor: Extractor) -> None:
    data = compound(outlook_streams({0x37: "x", 0x1000: "Words."}, (), ({0x3707: "a.zip", 0x3701: bytes(50_000_000)},)))
    assert "a.zip (application/zip, 50,000,000 bytes)" in extractor.extract("a.msg", data).pages[0].text
