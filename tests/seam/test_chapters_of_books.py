"""The chapters of a book and the places where it names somebody are told, also from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.assistant.facts.naming import titled_so
from uniconv_edge.assistant.facts.overview import length_of
from uniconv_edge.assistant.question.intent import intent
from uniconv_edge.assistant.quoter import Quoter
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.told import Told
from uniconv_edge.library.query import Filters, parse
from uniconv_edge.library.sync import sync
from uniconv_edge.types import Quote, Turn

ALL = Filters()
MORE = "The days went by as they had gone before, and hardly anybody in the town spoke of it any more. " * 8
CLOCKS = "".join(
    f"## Chapter {number}: {name}\n\n{text} {MORE}\n\n"
    for number, name, text in (
        ("One", "The parcel", "A boy brought a parcel to the shop."),
        ("Two", "The harbour", "Captain Brandt sat on the quay and mended his nets."),
        ("Three", "The letter", "Clementine read the letter of Captain Brandt three times."),
    )
)
VOLUMES = "".join(
    f"## VOLUME {volume}\n\n### CHAPTER {number}\n\nIn volume {volume} they danced {count} times. {MORE}\n\n"
    for volume, number, count in (("I", "I", "four"), ("I", "II", "five"), ("II", "I", "six"))
)
DOCUMENTS = {
    "clocks.md": f"# The Clockmaker\n\n{CLOCKS}",
    "balls.md": f"# Balls and Visits\n\n{VOLUMES}",
    "quay.md": f"# Harwell Quay\n\n## 1. The village\n\n{MORE}\n\n## 2. Tin\n\n{MORE}\n\n## Index\n\nTin, 9\n",
}


@pytest.fixture
def retriever(library: Path, documents: Path) -> Iterator[Retriever]:
    for name, text in DOCUMENTS.items():
        (documents / name).write_text(text)
    list(sync(library, [documents], FakeEmbedder()))
    opened = Retriever(library)
    yield opened
    opened.close()


def told_of(
    retriever: Retriever, question: str, quotes: tuple[Quote, ...] = (), filters: Filters = ALL
) -> tuple[str, tuple[Quote, ...]]:
    turns = (Turn("user", "before"), Turn("assistant", "so", quotes)) if quotes else ()
    told = Told(retriever, Quoter(retriever), turns, [("before", "so")], None, 3, date(2026, 11, 30))
    found = told.of(question, intent(question), filters, speaks=False)
    return ("", ()) if found is None else (found[0].text, tuple(found[1]))


def test_a_chapter_is_known_by_its_number_in_words_and_leads_to_the_next(retriever: Retriever) -> None:
    text, quotes = told_of(retriever, "What happens in chapter two of the clockmaker?")
    assert text.startswith("“Chapter Two: The harbour” of clocks.md has ")
    text, quotes = told_of(retriever, "And in the next chapter?", quotes)
    assert text.startswith("“Chapter Three: The letter” of clocks.md has ")
    assert told_of(retriever, "And in the next chapter?", quotes) == ("", ())
    text, _ = told_of(retriever, "And in the previous chapter?", quotes)
    assert text.startswith("“Chapter Two: The harbour”")
    text, _ = told_of(retriever, "What is the last chapter of Balls and Visits about?")
    assert text.startswith("“CHAPTER I” of balls.md")


def test_the_first_of_the_chapters_that_volumes_call_alike_is_told(retriever: Retriever) -> None:
    text, quotes = told_of(retriever, "What happens in chapter 1 of Balls and Visits?")
    assert text.partition(".md")[0] == "“CHAPTER I” of balls"
    assert "It is the first of 2 parts that are called so." in text
    assert all("volume II" not in quote.text for quote in quotes)


def test_chapters_are_counted_where_they_are_called_so(retriever: Retriever) -> None:
    told = {name.partition(" ")[0]: name for name in (length_of(retriever.store, key) for key in (1, 2, 3))}
    assert "has 3 chapters and " in told["clocks.md"]
    assert "has 3 chapters and " in told["balls.md"]
    assert "has 3 sections (2 of them counted) and " in told["quay.md"]


def test_somebody_is_found_where_a_book_names_him_first(retriever: Retriever) -> None:
    text, quotes = told_of(retriever, "When does Captain Brandt first appear in the clockmaker?")
    assert "in 2 sections: Chapter Two: The harbour · Chapter Three: The letter" in text
    assert [quote.text for quote in quotes] == ["Captain Brandt sat on the quay and mended his nets."]
    _, quotes = told_of(retriever, "Where is Captain Brandt mentioned in the clockmaker?")
    assert len(quotes) == 2
    assert told_of(retriever, "Where is Napoleon mentioned in the clockmaker?") == ("", ())
    assert told_of(retriever, "Where is Captain Brandt mentioned?") == ("", ())  # in which of them?


def test_a_book_is_known_by_its_whole_title(retriever: Retriever) -> None:
    assert len(titled_so(retriever.store, "Balls and Visits", 3, long=False)) == 1
    assert titled_so(retriever.store, "Visits", 3, long=False) == []
    assert titled_so(retriever.store, "Harwell Quay", 3, long=True) == []  # it may be the place
    assert titled_so(retriever.store, "Clockmaker", 3, long=False) == []


def test_a_book_is_from_nobody(library: Path, documents: Path, retriever: Retriever) -> None:
    (documents / "watch-book.txt").write_text(
        f"Title: The Watch\nAuthor: Ada Hill\nYear: 1911\n\nIt lay in a parcel. {MORE}\n"
    )
    list(sync(library, [documents], FakeEmbedder()))
    retriever.refresh()
    assert told_of(retriever, "Who wrote the watch book?")[0] == "Author: Ada Hill"
    assert told_of(retriever, "Who is the watch book from?") == ("", ())


def test_a_book_that_the_filters_leave_out_is_not_told_of(retriever: Retriever) -> None:
    _, quotes = told_of(retriever, "What happens in chapter two of the clockmaker?")
    others = parse("path:balls*").filters
    assert told_of(retriever, "When is Clementine first mentioned?", quotes)[1]
    assert not told_of(retriever, "When is Clementine first mentioned?", quotes, others)[1]
    assert told_of(retriever, "And in the next chapter?", quotes, others) == ("", ())
