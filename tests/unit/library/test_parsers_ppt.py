"""Presentations of PowerPoint 97 to 2003: slides, their titles, lists, tables and notes."""

import struct

import pytest
from compound_files import box, compound, drawing, powerpoint, record

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Parsed, assemble
from uniconv_edge.library.extract.formats import format_of, parse
from uniconv_edge.library.extract.process import Extractor

TITLE, LIST, NOTES = 0, 1, 2
HIDDEN = record(0xF00B, struct.pack("<HI", 0x03BF, 0x20002), instance=1)


def read(streams: dict[str, bytes], name: str = "a.ppt") -> Parsed:
    return parse(compound(streams), name)


def texts(streams: dict[str, bytes]) -> list[str]:
    return [assemble(page).text for page in read(streams).pages]


def test_slides_have_titles_lists_and_notes_in_the_order_of_the_show() -> None:
    first = drawing(box("Beside it\x0bhere"), box("Quiet hours", TITLE), box("From ten\rUntil six\rAlways:", LIST))
    streams = powerpoint([first, drawing(box("Bins", TITLE), box("*"))], {1: drawing(box("Ask Tom.", NOTES), box("2"))})
    parsed = read(streams)
    assert texts(streams) == [
        "Quiet hours\n\nBeside it\nhere\n\n- From ten\n- Until six\nAlways:",
        "Bins\n\nNotes: Ask Tom.",
    ]
    assert [page.place for page in parsed.pages] == ["slide 1", "slide 2"]
    assert [heading.text for heading in assemble(parsed.pages[0]).headings] == ["Quiet hours"]
    assert parsed.title == "Quiet hours"


def test_a_text_may_stand_in_the_outline_where_empty_ones_count() -> None:
    kinds = [record(0x0F9F, struct.pack("<I", kind)) for kind in (TITLE, LIST, LIST)]
    outline = kinds[0] + kinds[1] + kinds[2] + record(0x0FA8, b"One \xe9t\xe9\rTwo")
    shapes = [record(0xF004, record(0xF00D, record(0x0F9E, struct.pack("<I", number)))) for number in (0, 1, 2, 9)]
    assert texts(powerpoint([drawing(*shapes)], outlines=[outline])) == ["- One été\n- Two"]


def test_a_hidden_shape_is_not_read_and_a_group_is() -> None:
    group = record(0xF003, record(0xF004), box("In a group"))
    assert texts(powerpoint([drawing(box("Secret", 4, HIDDEN), group)])) == ["In a group"]


def test_a_group_that_is_a_table_has_rows() -> None:
    is_table = record(0xF122, struct.pack("<HI", 0x039F, 0x1), instance=1)

    def cell(text: str, left: int, top: int, right: int, bottom: int) -> bytes:
        return box(text, 4, record(0xF00F, struct.pack("<4i", left, top, right, bottom)))

    cells = [
        *(cell("Item", 0, 0, 9, 9), cell("2022", 10, 0, 19, 9), cell("2023", 20, 0, 29, 9)),
        *(cell("Oil", 0, 10, 9, 29), cell("5", 10, 10, 19, 19), cell("6", 20, 10, 29, 19)),
        cell("7", 10, 20, 29, 29),
    ]
    table = record(0xF003, record(0xF004, is_table), *cells)
    assert texts(powerpoint([drawing(table)])) == [
        "Item | 2022 | 2023\nItem: Oil | 2022: 5 | 2023: 6\nItem: Oil | 2022, 2023: 7"
    ]


def test_a_slide_that_is_lost_has_what_the_outline_says() -> None:
    outline = record(0x0F9F, struct.pack("<I", TITLE)) + record(0x0FA8, b"Still here")
    streams = powerpoint([b""], outlines=[outline])
    streams["PowerPoint Document"] = b"\0\0\0\0" + streams["PowerPoint Document"][4:]  # no record of a slide
    assert texts(streams) == ["Still here"]


def test_what_is_saved_last_goes_first() -> None:
    streams = powerpoint([drawing(box("Old words"))])
    main = streams["PowerPoint Document"]
    [saved] = struct.unpack_from("<I", streams["Current User"], 16)
    new, listed = len(main), len(main) + len(record(0x03EE, drawing(box("New words"))))
    main += record(0x03EE, drawing(box("New words"))) + record(0x1772, struct.pack("<II", 2 | 1 << 20, new))
    user = record(0x0FF6, struct.pack("<III", 20, 0xE391C05F, len(main)), bytes(12))
    main += record(0x0FF5, struct.pack("<IIIIIII", 0, 0, saved, listed, 1, 0, 0))
    assert texts({"PowerPoint Document": main, "Current User": user}) == ["New words"]


@pytest.mark.parametrize(
    ("streams", "reason"),
    [
        (powerpoint([b""], key=b"\0\0\0\1"), "needs a password"),
        ({**powerpoint([b""]), "Current User": record(0x0FF6, struct.pack("<III", 20, 0xF3D1C4DF, 9))}, "a password"),
        ({**powerpoint([b""]), "Current User": b"x"}, "damaged, or not a presentation"),
        ({**powerpoint([b""]), "PowerPoint Document": b"x" * 5000}, "damaged: what tells its slides"),
        ({"PP40": b"x"}, "an old Office format"),
    ],
)
def test_what_cannot_be_read_says_why(streams: dict[str, bytes], reason: str) -> None:
    with pytest.raises(DocumentUnreadable, match=reason):
        read(streams)


def test_groups_in_groups_and_savings_without_end_are_survived() -> None:
    deep = box("deep")
    for _ in range(200):
        deep = record(0xF003, deep)
    circle = powerpoint([drawing(box("Words"))])
    [saved] = struct.unpack_from("<I", circle["Current User"], 16)
    main = bytearray(circle["PowerPoint Document"])
    struct.pack_into("<I", main, saved + 16, saved)  # the saving before it is itself
    with Extractor() as extractor:
        with pytest.raises(DocumentUnreadable, match="nested too deeply"):
            extractor.extract("a.ppt", compound(powerpoint([deep])))
        found = extractor.extract("a.ppt", compound({**circle, "PowerPoint Document": bytes(main)}))
    assert found.pages[0].text == "Words"


def test_these_endings_are_read() -> None:
    assert format_of("a.ppt") == format_of("a.pps") == "ppt"
