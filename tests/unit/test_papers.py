"""Papers are documents where they are listed or counted, and a word of the documents elsewhere."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.intent import Intent, Kind, intent


@pytest.mark.parametrize(
    ("question", "kind", "about"),
    [
        ("List all papers", Kind.LIST, ""),
        ("show me my papers", Kind.LIST, ""),
        ("list papers about dogs", Kind.LIST, "dogs"),
        ("How many papers do I have?", Kind.COUNT, ""),
        ("How many papers mention dogs?", Kind.COUNT, "dogs"),
        ("how many research papers are there in total?", Kind.COUNT, ""),
        ("Which papers mention dogs?", Kind.LIST, "dogs"),
        ("What papers do we have?", Kind.LIST, ""),
    ],
)
def test_listed_or_counted_they_are_documents(question: str, kind: Kind, about: str) -> None:
    assert intent(question) == Intent(kind, about)


@pytest.mark.parametrize(
    "question",
    [
        "How many papers?",
        "How many papers must I sign?",
        "Which papers do I need for the visa?",
        "What papers about the divorce must I bring?",
        "Which papers with a stamp are valid?",
        "How many papers did the institute publish?",
        "How many articles are there?",
        "How many reports mention the leak?",
    ],
)
def test_elsewhere_they_are_asked_of_the_documents(question: str) -> None:
    assert intent(question).kind is Kind.CONTENT


def test_all_papers_of_a_sort_are_looked_for_in_passages() -> None:
    assert intent("List all papers by Smith").kind is Kind.EVERY
