"""What is asked of one document as a whole is known as such, and what only sounds like it is not."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.intent import Intent, Kind, chapter_again, intent, of_those
from uniconv_edge.assistant.question.whole import Whole, whole_asked


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("tl;dr", Whole("overview", "")),
        ("give me the gist", Whole("overview", "")),
        ("what are the key takeaways", Whole("overview", "")),
        ("summarise", Whole("overview", "")),
        ("summarize this for me in two sentences", Whole("overview", "this")),
        ("what topics does it cover", Whole("overview", "it")),
        ("what does it say", Whole("overview", "it")),
        ("what does this page say", Whole("overview", "this page")),
        ("what does this script do", Whole("overview", "this script")),
        ("what is in this file", Whole("overview", "this file")),
        ("what kind of document is this", Whole("overview", "document")),
        ("how many slides does it have", Whole("length", "it")),
        ("how long is this report", Whole("length", "this report")),
        ("how long is it", Whole("length", "")),
        ("what columns does it have", Whole("table", "it")),
    ],
)
def test_what_is_asked_of_a_document_as_a_whole(question: str, wanted: Whole) -> None:
    assert whole_asked(question) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "what does it cost",
        "what does it say about dogs",
        "what does it cover",  # an insurance
        "what does it contain",
        "what does the boiler do",
        "what is the point",
        "how long is the wall",
        "how long is the lease",
        "how long is this contract",
        "how big is the program",
        "how many pages can i print",
        "what is in the box",
        "what is this room",
        "what are the main rules",
    ],
)
def test_what_only_sounds_like_it_is_asked_of_the_documents(question: str) -> None:
    assert whole_asked(question, "how much is the rent") is None


def test_how_long_it_is_is_asked_of_a_document_behind_a_question_for_one() -> None:
    assert whole_asked("how long is it", "what is the report about") == Whole("length", "")
    assert whole_asked("what does it do", "what is this file about") == Whole("overview", "")
    for question in ("how long is it", "what does it do"):
        assert whole_asked(question, "where is the fence") is None


def test_this_is_a_document_before_anything_was_said() -> None:
    assert intent("What is this?", begun=False).kind is Kind.SUMMARY
    assert intent("What is this?").kind is Kind.CONTENT


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Do I have anything on moles?", Intent(Kind.ANYTHING, "moles")),
        ("is there anything about the oil pump in here?", Intent(Kind.ANYTHING, "oil pump")),
        ("what do we have about moles?", Intent(Kind.ANYTHING, "moles")),
        ("Is there anything about dogs in the lease?", Intent(Kind.CONTENT)),
        ("Is there anything I need to bring?", Intent(Kind.CONTENT)),
        ("is there anything on the second floor?", Intent(Kind.CONTENT)),
        ("Do I have anything on it?", Intent(Kind.CONTENT)),
    ],
)
def test_whether_there_is_anything_about_a_thing(question: str, wanted: Intent) -> None:
    assert intent(question) == wanted


def test_the_same_is_asked_of_another_document() -> None:
    before = intent("What is the lease about?")
    assert chapter_again("And the minutes?", before) == Intent(Kind.OVERVIEW, "minutes")
    assert chapter_again("And of the garage plan?", intent("how many pages does the lease have?")) == Intent(
        Kind.LENGTH, "garage plan"
    )
    assert chapter_again("And chapter 6?", before) == Intent(Kind.CHAPTER, "lease", "chapter 6")
    assert chapter_again("And the minutes?", intent("How much is the rent?")) is None


def test_which_is_asked_of_all_documents_behind_what_is_in_here() -> None:
    assert of_those("which is the newest?", "what is in this folder?") == ("which documents is the newest?", False)
