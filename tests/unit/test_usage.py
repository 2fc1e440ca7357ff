"""How the program is used is told, and what documents may explain is asked of them."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.usage import told_of_use


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How do I add a document?", "uniconv-edge index"),
        ("can I put in another folder?", "uniconv-edge index"),
        ("how can I remove a file from the library?", "uniconv-edge forget"),
        ("ok, how do I add a folder?", "uniconv-edge index"),
        ("hi, but can you add my documents?", "uniconv-edge index"),
        ("please forget this file", "uniconv-edge forget"),
        ("please help me", "no, I meant"),
        ("help", "no, I meant"),
        ("What can you do?", "no, I meant"),
    ],
)
def test_the_program_tells_how_it_is_used(question: str, named: str) -> None:
    assert named in told_of_use(question)


@pytest.mark.parametrize("question", ["How do I add a user?", "how do I remove the filter?", "help with the boiler"])
def test_what_documents_explain_is_not_told(question: str) -> None:
    assert told_of_use(question) == ""


@pytest.mark.parametrize("question", ["what should I do?", "and how does it work?", "how do I use it?"])
def test_behind_a_question_to_documents_more_is_asked_of_them(question: str) -> None:
    assert told_of_use(question)
    assert told_of_use(question, goes_on=True) == ""
    assert told_of_use("How do you work?", goes_on=True)
