"""Questions that look like questions about the library or the conversation, and their topics as they are meant."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.intent import Intent, Kind, intent
from uniconv_edge.library.query import parse


def read(question: str) -> Intent:
    query = parse(question)
    return intent(query.text, query.phrases)


@pytest.mark.parametrize(
    "question",
    [
        # What documents of a kind must, can or do.
        "How many papers with the application do I need?",
        "How many emails with attachments can I send per day?",
        "How many emails with attachments can a free account send?",
        "How many notebooks with squared paper does each pupil need?",
        "Which documents on the checklist are required?",
        "Which documents on the checklist may be copied?",
        "Which documents on the checklist will not leave the house?",
        "What documents about income does the landlord want?",
        "How many presentations on safety are held each year?",
        "How many presentations about fire safety must new employees attend?",
        "List the documents on which the decision is based",
        "Do I have to bring documents about my income?",
        "Which document contains my address?",
        # What something else holds or teaches.
        "Which subjects do I have?",
        "What topics are covered?",
        "What do you know about cats?",
        "What is in here at night?",
        "What can I ask for?",
        # Questions of somebody else's.
        "What are my security questions?",
        "What were my interview questions?",
        # What they point at was said before.
        "Which documents mention it?",
        "Name each of them",
        "Give me all of it",
    ],
)
def test_a_question_to_the_documents_is_not_counted_or_listed(question: str) -> None:
    assert read(question).kind is Kind.CONTENT


@pytest.mark.parametrize(
    "question",
    [
        "Give me an overview of garbage collection",
        "Summarise the opening hours of the library",
        "Summary of the required documents",
        "Summarize the travel documents",
        "Summarise what the policy says about all",
        "Summarise the contents of the parcel",
        "What is the letter about?",
        "What are the documents for the visa about?",
    ],
)
def test_of_one_subject_a_document_is_told_of_that_is_called_so_else_the_documents_are_asked(question: str) -> None:
    assert read(question).kind is Kind.OVERVIEW


@pytest.mark.parametrize(
    ("question", "kind", "about"),
    [
        ("How many documents about insurance are there?", Kind.COUNT, "insurance"),
        ("How many documents about insurance are there in total?", Kind.COUNT, "insurance"),
        ("How many files about cats do I have in my library?", Kind.COUNT, "cats"),
        ("List the documents on what to do in a fire", Kind.LIST, "fire"),
        ("Find all documents about cats", Kind.LIST, "cats"),
        ("In which documents is the deposit mentioned?", Kind.LIST, "deposit"),
        ("In how many documents is the deposit mentioned?", Kind.COUNT, "deposit"),
        ("Which document mentions the deposit?", Kind.LIST, "deposit"),
        ("Do you have any documents about cats?", Kind.LIST, "cats"),
        ("Are there files that mention dogs?", Kind.LIST, "dogs"),
        ("Summarise all documents in my library", Kind.SUMMARY, ""),
        ("Give me an overview of everything I have", Kind.SUMMARY, ""),
        ("Summarise the contents of my library", Kind.SUMMARY, ""),
        ("What are my documents about?", Kind.SUMMARY, ""),
        ("what's this library about", Kind.SUMMARY, ""),
        ("What are all these files about?", Kind.SUMMARY, ""),
        ("Which topics do you know about?", Kind.SUMMARY, ""),
        ("what subjects are in my documents", Kind.SUMMARY, ""),
        ("What can I ask you about?", Kind.SUMMARY, ""),
        ("What can I ask you?", Kind.TALK, ""),
        ("What is in here?", Kind.LIST, ""),
        ("What do I have here?", Kind.LIST, ""),
        ("So what have you read?", Kind.LIST, ""),
        ("What do you know?", Kind.LIST, ""),
        ("What were my previous questions?", Kind.ASKED, ""),
        ("What was the last question I asked?", Kind.ASKED, ""),
        ("Which questions did I ask?", Kind.ASKED, ""),
    ],
)
def test_what_is_asked_of_the_library_or_the_conversation_still_is(question: str, kind: Kind, about: str) -> None:
    assert read(question) == Intent(kind, about)


@pytest.mark.parametrize(
    ("question", "about", "without"),
    [
        ("Which documents mention cats or dogs?", "cats or dogs", ""),
        ("Which documents mention either cats, black dogs or birds?", "cats or black dogs or birds", ""),
        ("Which documents mention cats, dogs and birds?", "cats dogs birds", ""),
        ("Which documents mention cats but not dogs?", "cats", "dogs"),
        ("Which documents mention cats and do not mention dogs or birds?", "cats", "dogs or birds"),
        ("Which documents mention cancellation without notice?", "cancellation without notice", ""),
        ('Which documents mention "Water  Damage"?', '"water damage"', ""),
        ('Which documents mention roofs or "now or never, but no"?', 'roofs or "now or never, but no"', ""),
        ('Which documents mention 5" pipes?', "5 pipes", ""),
        ("Which documents mention IT?", "it", ""),
        ("Which documents mention the word it?", "it", ""),
        ('Which documents mention "will"?', "will", ""),
        ("Which documents mention my will?", '"my will"', ""),
        ("Which documents mention my will or deposit?", "deposit", ""),
    ],
)
def test_a_topic_is_read_as_it_is_written(question: str, about: str, without: str) -> None:
    assert read(question) == Intent(Kind.LIST, about, "", without)


def test_what_was_discussed_before_the_conversation_stands_in_documents() -> None:
    assert intent("What did we discuss?").kind is Kind.ASKED
    assert intent("What did we discuss?", begun=False).kind is Kind.CONTENT
    assert intent("What did I ask?", begun=False).kind is Kind.ASKED


@pytest.mark.parametrize("part", ["are there ", "or ", "but not ", "in the library ", '" ', ", "])
def test_a_pasted_text_is_read_in_no_time(part: str) -> None:
    read("how many documents about " + part * 20_000)
    read("summarise " + part * 20_000)
