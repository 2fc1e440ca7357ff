"""Pages of a PDF file whose words run up, down or on their heads."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from makers import pdf_of_streams

from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.pdf import parse as parse_pdf

ROTA = [
    ("Weekend", "Bar", "Key"),
    ("2/3 May", "Okoro", "0412"),
    ("9/10 May", "Marsh", "0977"),
    ("16/17 May", "Ito", "3361"),
]
UP, DOWN, ON_ITS_HEAD = ("0 1 -1 0 600 20", "0 -1 1 0 20 780", "-1 0 0 -1 600 780")


def drawn(rows: Sequence[Sequence[str]]) -> str:
    return "".join(
        f"1 0 0 1 {60 + 150 * column} {500 - 18 * number} Tm ({cell}) Tj\n"
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
    )


def texts(stream: str, rotate: int = 0) -> list[str]:
    data = pdf_of_streams([stream.encode()])
    data = data.replace(b"/MediaBox", b"/Rotate %03d /MediaBox" % rotate) if rotate else data
    [page] = parse(data, "a.pdf").pages
    return [block.text for block in page.blocks]


@pytest.mark.parametrize("way", [UP, DOWN, ON_ITS_HEAD])
@pytest.mark.parametrize("rotate", [0, 90, 270])
def test_the_rows_of_a_page_that_lies_on_its_side_are_read(way: str, rotate: int) -> None:
    [found] = texts(f"q {way} cm BT /F1 10 Tf\n{drawn(ROTA)}ET Q", rotate)
    assert found == "\n".join(" | ".join(row) for row in ROTA)


def test_a_word_that_stands_on_its_side_turns_no_page() -> None:
    [first, *_] = texts(f"BT /F1 10 Tf\n{drawn(ROTA)}0 1 -1 0 30 300 Tm (Draft) Tj ET")
    assert first == "\n".join(" | ".join(row) for row in ROTA)


def test_words_askew_turn_no_page() -> None:
    assert texts("BT /F1 10 Tf 0.7 0.7 -0.7 0.7 100 100 Tm (A stamp across the page) Tj ET") == [
        "A stamp across the page"
    ]


def test_a_page_of_no_words_and_one_that_is_turned_are_read_together() -> None:
    data = pdf_of_streams([b"q Q", f"q {UP} cm BT /F1 10 Tf\n{drawn(ROTA)}ET Q".encode()])
    assert [len(page.blocks) for page in parse(data, "a.pdf").pages] == [0, 1]


def test_a_stamp_that_runs_up_the_edge_of_a_scan_turns_no_page() -> None:
    """What is drawn from the page to read its words stands as the scan does."""
    picture = "q 612 0 0 792 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q"
    data = pdf_of_streams([f"{picture} BT /F1 10 Tf 0 1 -1 0 30 300 Tm (Received 4 May) Tj ET".encode("latin-1")])
    seen: list[tuple[int, int]] = []

    def read(draw: Callable[[], Any]) -> str:
        seen.append(draw().size)
        return "What stands on the scan, in many more words than on its stamp."

    [page] = parse_pdf(data, "a.pdf", read).pages
    assert [block.text for block in page.blocks] == ["What stands on the scan, in many more words than on its stamp."]
    [(width, height)] = seen
    assert width < height
