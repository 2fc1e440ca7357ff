"""The name of a sheet is the heading of its rows, in no line of its text, and the title of nothing."""

from email.message import EmailMessage

import pytest
from makers import xlsx

from uniconv_edge.assistant.quoting import choice
from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.library.chunk import passage_title, passages
from uniconv_edge.library.extract.blocks import LaidPage, Parsed, assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit, Page, Passage

ROWS = [["Item", "Spent"], ["Hall", 300], ["Music", 250]]
BOOK = {"Events": ROWS, "Office": [["Item", "Spent"], ["Paper", 40], ["Rent", 900]]}


def read(data: bytes, name: str) -> tuple[Parsed, list[LaidPage], list[Passage]]:
    parsed = parse(data, name)
    laid = [assemble(page) for page in parsed.pages]
    pages = [Page(page.number, each.text, place=page.place) for page, each in zip(parsed.pages, laid, strict=True)]
    return parsed, laid, passages(pages, [each.headings for each in laid], [each.marks for each in laid])


def test_rows_stand_under_the_name_of_their_sheet() -> None:
    _, laid, found = read(xlsx(BOOK), "budget.xlsx")
    assert [(passage.heading, passage.place) for passage in found] == [
        ("Sheet Events", "sheet Events, rows 1–3"),
        ("Sheet Office", "sheet Office, rows 1–3"),
    ]
    assert laid[0].text == "Item | Spent\nItem: Hall | Spent: 300\nItem: Music | Spent: 250"


def test_a_sheet_is_not_the_title_of_its_file() -> None:
    assert read(xlsx(BOOK), "/home/ann/budget 2024.xlsx")[0].title == "budget 2024"


@pytest.mark.parametrize("name", ["Sheet1", "Tabelle 2", "Feuil1", "工作表1", "Page 1"])
def test_a_name_that_nobody_gave_is_no_heading_and_ends_the_one_before(name: str) -> None:
    _, _, found = read(xlsx({"Events": ROWS, name: ROWS}), "a.xlsx")
    assert [passage.heading for passage in found] == ["Sheet Events", ""]
    assert found[1].place == f"sheet {name}, rows 1–3"


def test_the_choice_of_a_sentence_sees_the_sheet() -> None:
    _, _, found = read(xlsx(BOOK), "budget.xlsx")
    hits = [
        Hit(
            n,
            0.5,
            n,
            1,
            "budget.xlsx",
            "budget",
            1,
            part.page_index,
            part.start,
            part.end,
            part.text,
            part.heading,
            0.5,
        )
        for n, part in enumerate(found, 1)
    ]
    assert passage_title("budget", hits[0].heading) == "budget > Sheet Events"
    offered = candidates(hits, sentences)
    worth = {"spent": 1.0, "event": 1.0}
    scores = choice.score(worth, hits, offered, question="What was spent in the Events sheet?").total
    assert offered[int(scores.argmax())].source == 1
    assert max(scores[[each.source == 1 for each in offered]]) > max(scores[[each.source == 2 for each in offered]])


def test_attachments_stand_under_no_heading_of_the_one_before() -> None:
    message = EmailMessage()
    message["Subject"] = "The budget"
    message.set_content("Here it is.")
    message.add_attachment(xlsx(BOOK), maintype="application", subtype="xlsx", filename="budget.xlsx")
    message.add_attachment("The hall is booked.", filename="note.txt")
    _, _, found = read(bytes(message), "a.eml")
    assert [(passage.place.partition(",")[0], passage.heading) for passage in found] == [
        ("", "The budget"),
        ("attachment budget.xlsx", "Sheet Events"),
        ("attachment budget.xlsx", "Sheet Office"),
        ("attachment note.txt", ""),
    ]
