"""What is drawn on a PDF page besides its text: pictures that fill it, and notes, which are what was filled into the
fields of a form or typed onto the page; they are drawn anew beside their labels, to be read with them.

Uses the raw PDFium of pypdfium2, in the extraction process alone, as `pdf` does.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from uniconv_edge.library.extract.columns import Box, above, beside, nearest_beside

_PICTURE_SHARE = 0.5  # of a page
_MAX_OBJECTS = 5_000  # of a page that is a picture: scanners cut some in strips
_MAX_PAIRS = 300_000  # of a note and words of a page


def is_filled_with_pictures(page: Any) -> bool:
    """Whether pictures take the larger part of a page."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    least = _PICTURE_SHARE * width * height
    objects = [
        raw.FPDFPage_GetObject(page, number) for number in range(min(_MAX_OBJECTS, raw.FPDFPage_CountObjects(page)))
    ]
    return any(area >= least for area in accumulate(_picture_areas(objects, 1.0)))


def _picture_areas(objects: Sequence[Any], scale: float) -> Iterator[float]:
    """The area of each picture; those within a form are measured as if it were not resized, by `scale`."""
    import pypdfium2.raw as raw

    for drawn in objects:
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = _bounds(drawn)
            yield scale * (right - left) * (top - bottom)
        elif parts := _parts(drawn):
            matrix = _matrix(drawn)
            yield from _picture_areas(parts[:_MAX_OBJECTS], scale * abs(matrix.a * matrix.d - matrix.b * matrix.c))


def has_notes(page: Any) -> bool:
    """Whether a page has fields or typed notes; links and marks are no text."""
    import pypdfium2.raw as raw

    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, number)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT):
            return True
    return False


def with_notes(document: Any, index: int, page: Any) -> Any:
    """The page anew, what fills its fields or was typed onto it drawn right after the words beside it or above, and
    boxes to tick drawn as `[x]` or `[ ]` beside theirs."""
    import pypdfium2.raw as raw

    _draw_ticks(document, page)
    count = raw.FPDFPage_CountObjects(page)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    page = document[index]
    objects = [raw.FPDFPage_GetObject(page, number) for number in range(raw.FPDFPage_CountObjects(page))]
    texts = {number: _bounds(drawn) for number, drawn in enumerate(objects[:count]) if _is_text(drawn)}
    notes = [note for whole in objects[count:] for note in _parts(whole)]
    if len(texts) * len(notes) > _MAX_PAIRS:
        return page
    placed = []
    for note in notes:
        box = _bounds(note)
        label = beside(box, texts)
        place = above(box, texts) if label is None else label
        if place is not None:
            placed.append((place, -box[1], box[0], note, None if label is None else _matrix(objects[label]).f))
    for place, _, _, note, base in sorted(placed, key=lambda each: each[:3], reverse=True):
        _draw_at(page, place + 1, note, base)
    return page


def _draw_ticks(document: Any, page: Any) -> None:
    """Draw whether each box to tick is ticked, as words before those on its right or behind those on its left: the
    nearer ones."""
    import pypdfium2.raw as raw

    boxes = list(_boxes_to_tick(document, page))
    objects = [raw.FPDFPage_GetObject(page, number) for number in range(raw.FPDFPage_CountObjects(page))]
    texts = {number: _bounds(drawn) for number, drawn in enumerate(objects) if boxes and _is_text(drawn)}
    if len(texts) * len(boxes) > _MAX_PAIRS:
        return
    drawn = []
    for box, is_ticked in boxes:
        label = nearest_beside(box, texts)
        if label is not None:
            words = texts[label]
            size = min(words[3] - words[1], box[2] - box[0])
            drawn.append((label + (words[0] < box[0]), box[0], _matrix(objects[label]).f, size, is_ticked))
    for place, left, base, size, is_ticked in sorted(drawn, reverse=True):
        sign = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", size)
        written = ctypes.create_string_buffer(f"[{'x' if is_ticked else ' '}]\0".encode("utf-16-le"))
        raw.FPDFText_SetText(sign, ctypes.cast(written, raw.FPDF_WIDESTRING))
        raw.FPDFPageObj_Transform(sign, 1, 0, 0, 1, left, base)
        raw.FPDFPage_InsertObjectAtIndex(page, sign, place)
    if drawn:
        raw.FPDFPage_GenerateContent(page)


def _boxes_to_tick(document: Any, page: Any) -> Iterator[tuple[Box, bool]]:
    """The boxes of a form on a page, and whether each is ticked."""
    import pypdfium2.raw as raw

    for number in range(raw.FPDFPage_GetAnnotCount(page) if document.formenv else 0):
        note = raw.FPDFPage_GetAnnot(page, number)
        if raw.FPDFAnnot_GetFormFieldType(document.formenv, note) in (
            raw.FPDF_FORMFIELD_CHECKBOX,
            raw.FPDF_FORMFIELD_RADIOBUTTON,
        ):
            place = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(note, place)
            ticked = bool(raw.FPDFAnnot_IsChecked(document.formenv, note))
            yield (place.left, place.bottom, place.right, place.top), ticked
        raw.FPDFPage_CloseAnnot(note)


def _draw_at(page: Any, place: int, note: Any, base: float | None) -> None:
    """Make the words of a note words of the page. On one height (`base`) with its label the first line is read with
    it."""
    import pypdfium2.raw as raw

    words = [part for part in _parts(note) if _is_text(part)]
    matrix, top = _matrix(note), max((_matrix(part).f for part in words), default=0.0)
    for part in reversed(words):
        if raw.FPDFFormObj_RemoveObject(note, part):
            raw.FPDFPageObj_Transform(part, matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
            if base is not None:
                raw.FPDFPageObj_Transform(part, 1, 0, 0, 1, 0, base - matrix.f - matrix.d * top)
            raw.FPDFPage_InsertObjectAtIndex(page, part, place)


def _parts(drawn: Any) -> list[Any]:
    import pypdfium2.raw as raw

    return [raw.FPDFFormObj_GetObject(drawn, number) for number in range(max(0, raw.FPDFFormObj_CountObjects(drawn)))]


def _is_text(drawn: Any) -> bool:
    import pypdfium2.raw as raw

    return bool(raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_TEXT)


def _matrix(drawn: Any) -> Any:
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, matrix)
    return matrix


def _bounds(drawn: Any) -> Box:
    import pypdfium2.raw as raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value
