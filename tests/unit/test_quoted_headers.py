"""The header of a message and the front matter of a note are found by, and quoted only when they are asked for."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit

MAIL = (
    "Velden Lock gauge\n\nFrom: Inge <inge@x.example>\nTo: all@x.example\nDate: Thu, 5 Jun 2025 16:40:00 +0200\n\n"
    "The gauge will be out of service until 3 July.\n\nDate: 12 June is the next meeting."
)
NOTE = "---\ntitle: Reading notes\nauthor: Kim\ntags: [phd, voc, teaching]\n---\n\nHalvorsen finds 91 % of it."


def hit(text: str, path: str, heading: str = "", start: int = 0) -> Hit:
    return Hit(1, 1.0, 1, 1, path, "Notes", None, 0, start, start + len(text), text, heading=heading, cosine=0.5)


def quoted(source: Hit, question: str = "") -> list[str]:
    return [each.text for each in candidates([source], sentences, question)]


@pytest.mark.parametrize("path", ["a.eml", "b/inbox.MBOX"])
def test_lines_of_a_header_are_no_answer(path: str) -> None:
    source = hit(MAIL, path, "Velden Lock gauge")
    body = ["The gauge will be out of service until 3 July.", "Date: 12 June is the next meeting."]
    assert quoted(source) == quoted(source, "How many invoices are there?") == body
    assert quoted(source, "When was it sent?") == ["Date: Thu, 5 Jun 2025 16:40:00 +0200", *body]
    assert quoted(source, "Who wrote that?")[0] == "From: Inge <inge@x.example>"
    assert quoted(source, "Who was it sent to?")[1].startswith("To: all")


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("What is the date of the e-mail?", "Date: "),
        ("What is its date?", "Date: "),
        ("From whom is it?", "From: "),
        ("Who did it go to?", "To: "),
        ("What is the new date of the meeting?", "The gauge"),
        ("From when to when is it out of service?", "The gauge"),
        ("Do I have to read it?", "The gauge"),
    ],
)
def test_a_line_of_a_header_is_no_answer_for_a_word_in_the_question_alone(question: str, begins: str) -> None:
    assert quoted(hit(MAIL, "a.eml", "Velden Lock gauge"), question)[0].startswith(begins)


def test_a_date_in_a_letter_is_an_answer() -> None:
    assert "Date: Thu, 5 Jun 2025 16:40:00 +0200" in quoted(hit(MAIL, "memo.txt"))


def test_who_wrote_and_got_a_message_within_a_text_is_no_answer_unless_it_is_asked_for() -> None:
    within = "See below.\n\n> From: Inge <inge@x.example>\n> Sent: 5 June\n> To: all\n>\n> The gauge is out of service."
    for path, text in (("a.eml", within), ("memo.docx", within), ("saved.mht", "Inbox (14) Drafts Sent\n\n" + MAIL)):
        found = quoted(hit(text, path))
        assert not any("inge@" in each for each in found)
        assert any("out of service" in each for each in found)
        assert any("inge@" in each for each in quoted(hit(text, path), "Who wrote that?"))
    two = "From: Inge\nTo: the harbour office\n\nThe gauge is out of service."
    assert "To: the harbour office" in quoted(hit(two, "note.txt"))
    ticket = hit("From: Rosslare\nTo: Cherbourg\nDate: 4 May 2026\nCabin: 7114", "ticket.txt")
    assert "To: Cherbourg" in quoted(ticket, "Which port does it sail for?")


def test_an_address_is_quoted_from_a_header_where_it_is_asked_for_of_somebody_there() -> None:
    source = hit(MAIL, "a.eml", "Velden Lock gauge")
    assert quoted(source, "What is Inge's e-mail address?")[0] == "From: Inge <inge@x.example>"
    assert not any("@" in each for each in quoted(source, "What is Tom's e-mail address?"))


def test_what_a_message_repeats_of_another_source_is_quoted_from_that_whatever_lines_it_stands_in() -> None:
    asked = hit("I would like (a) an apology and (b) the money\nback before Christmas.", "first.eml")
    answered = hit(
        "We have paid it today.\n\n> I would like (a) an apology and (b)\n> the money back before Christmas.", "re.eml"
    )
    found = [(each.source, each.text) for each in candidates([answered, asked], sentences)]
    assert found == [(1, "We have paid it today."), (2, asked.text)]
    assert len(candidates([answered], sentences)) == 2


def test_a_passage_of_nothing_but_a_header_gives_none() -> None:
    assert quoted(hit("Hello\n\nFrom: A <a@x.example>\nDate: Thu, 5 Jun 2025", "a.eml", "Hello")) == ["Hello"]


def test_front_matter_is_no_answer() -> None:
    assert quoted(hit(NOTE, "notes.md")) == ["Halvorsen finds 91 % of it."]
    assert quoted(hit(NOTE, "notes.md"), "Which tags has the note?")[0] == "tags: [phd, voc, teaching]"
    assert quoted(hit(NOTE, "notes.md"), "Who wrote the reading notes?")[0] == "author: Kim"


def test_a_short_setting_is_an_answer() -> None:
    source = hit("server:\n  port: 8440\n  workers: 6\noperator: Coast Guard", "a.yaml")
    assert quoted(source) == ["port: 8440", "workers: 6", "operator: Coast Guard"]


PROPOSAL = (
    "PEP: 572\nTitle: Assignment Expressions\nAuthor: Chris Angelico <c@x.example>,\n        Tim Peters <t@x.example>\n"
    "Status: Final\n\nAbstract\n========\n\nThis is a proposal for naming results."
)


def test_fields_before_a_text_are_read_together_and_quoted_when_they_are_asked_for() -> None:
    source = hit(PROPOSAL, "pep-0572.rst", "Abstract")
    assert quoted(source) == ["This is a proposal for naming results."]
    assert quoted(source, "What is the status of PEP 572?")[0] == "Status: Final"  # the number is told, not asked for
    found = candidates([source], sentences, "What is the status of that?")
    assert [each.asked for each in found] == [True, False]
    assert found[0].text == "Status: Final"
    assert found[0].beside.startswith("PEP: 572\nTitle: Assignment Expressions")
    assert quoted(source, "Who wrote it?")[0].startswith("Author: Chris Angelico")


def test_facts_without_a_title_among_them_are_answers() -> None:
    assert "Wifi: sunflower22" in quoted(hit("Host: Ada\nWifi: sunflower22\nBins: on Tuesday", "house.txt"))


def test_the_title_of_a_book_that_says_no_more_of_itself_than_its_author_is_no_answer() -> None:
    source = hit("Title: Oldcote, the story of a village\nAuthor: Ada Berg", "oldcote.epub")
    assert quoted(source, "What does Oldcote mean?") == []
    assert quoted(source, "Who wrote the book?") == ["Author: Ada Berg"]
    assert quoted(hit("Title: Ms\nAuthor: Ada Berg\n\nShe wrote it.", "a.txt"))[0] == "Title: Ms"
