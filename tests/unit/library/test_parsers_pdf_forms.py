"""What was filled into a PDF form, or typed onto a page, is read beside its label."""

from __future__ import annotations

import re
from collections.abc import Sequence

from makers import _pdf_file

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse

LABELS = ("Application for a permit", "Name:", "Number plate:", "The board decides on it within two weeks.")
DRAWN = b"BT /F1 11 Tf 60 740 Td 30 TL\n" + b"".join(f"({label}) Tj T*\n".encode() for label in LABELS) + b"ET"
NAME, PLATE, BELOW, MARGIN = (170, 705, 350, 725), (170, 675, 350, 695), (60, 560, 350, 600), (360, 705, 500, 725)


def form(
    notes: Sequence[tuple[tuple[int, int, int, int], str]], kind: str = "/Widget /FT /Tx", drawn: bytes = DRAWN
) -> bytes:
    """A page with notes (box, words), each with its picture."""
    ids = list(range(6, 6 + 2 * len(notes), 2))
    objects = {
        1: (
            "<< /Type /Catalog /Pages 2 0 R /AcroForm << /NeedAppearances true /DA (/F1 10 Tf 0 g) /DR << /Font << "
            f"/F1 3 0 R >> >> /Fields [{' '.join(f'{number} 0 R' for number in ids)}] >> >>"
        ).encode()
        if "Widget" in kind
        else b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> /Annots [{' '.join(f'{number} 0 R' for number in ids)}] >>"
        ).encode(),
        5: f"<< /Length {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream",
    }
    for number, ((left, bottom, right, top), words) in zip(ids, notes, strict=True):
        shown = f"/Tx BMC q BT /F1 10 Tf 2 6 Td ({words}) Tj ET Q EMC"
        objects[number] = (
            f"<< /Type /Annot /Subtype {kind} /T (f{number}) /V ({words}) /Contents ({words}) /F 4 /DA (/F1 10 Tf 0 g) "
            f"/Rect [{left} {bottom} {right} {top}] /AP << /N {number + 1} 0 R >> >>"
        ).encode()
        objects[number + 1] = (
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 {right - left} {top - bottom}] /Length {len(shown)} "
            f"/Resources << /Font << /F1 3 0 R >> >> >>\nstream\n{shown}\nendstream"
        ).encode()
    return _pdf_file(objects, "/Root 1 0 R")


def text(data: bytes) -> str:
    [page] = parse(data, "a.pdf").pages
    return assemble(page).text


def test_the_values_of_fields_stand_beside_their_labels() -> None:
    found = text(form([(PLATE, "HX-AB 1234"), (NAME, "Anna Schmidt")])).split("\n")
    assert found == [LABELS[0], "Name: Anna Schmidt", "Number plate: HX-AB 1234", LABELS[3]]


def test_a_field_without_a_picture_is_read_as_well() -> None:
    data = form([(NAME, "Anna Schmidt")])
    start, end = data.index(b"/AP <<"), data.index(b"R >>", data.index(b"/AP <<")) + 4
    assert "Name: Anna Schmidt" in text(data[:start] + b" " * (end - start) + data[end:]).split("\n")


def test_typed_notes_stand_beside_or_below_the_words_of_the_page() -> None:
    notes = [(BELOW, "Paid on 10 March"), (MARGIN, "a second time"), (NAME, "for Ben")]
    found = text(form(notes, "/FreeText")).split("\n")
    assert found == [LABELS[0], "Name: for Ben a second time", *LABELS[2:], "Paid on 10 March"]


def test_blanks_above_a_field_are_no_label() -> None:
    blank = DRAWN + b"\nBT /F1 11 Tf 100 610 Td ( ) Tj ET"
    assert text(form([(BELOW, "Anna Schmidt")], drawn=blank)).split("\n")[-1] == "Anna Schmidt"


def test_what_is_filled_in_is_no_heading() -> None:
    large = form([(NAME, "Anna")]).replace(b"/Tx BMC q BT /F1 10 Tf 2 6 Td", b"/Tx BMC q BT /F1 24 Tf 2 6 Td")
    [page] = parse(large, "a.pdf").pages
    assert not assemble(page).headings


def test_links_and_marks_and_hidden_fields_are_not_read() -> None:
    assert "Anna" not in text(form([(NAME, "Anna")], "/Highlight"))
    assert "Anna" not in text(form([(NAME, "Anna")]).replace(b"/F 4 ", b"/F 2 "))


def test_boxes_to_tick_say_whether_they_are_ticked() -> None:
    data = form([(PLATE, "Yes"), (NAME, "Off")], kind="/Widget /FT /Btn")
    data = re.sub(rb"/V \((\w+)\)", rb"/V /\1 /AS /\1", data)
    data = re.sub(rb"/AP << /N (\d+ 0 R) >>", rb"/AP << /N << /Yes \1 /Off \1 >> >>", data)
    found = text(data).split("\n")
    assert [line for line in found if line] == [LABELS[0], "Name: [ ]", "Number plate: [x]", LABELS[3]]
