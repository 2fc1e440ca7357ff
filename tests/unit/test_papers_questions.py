"""The questions of benchmarks/papers.py name files that are there, and an answer is held to what they expect."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from uniconv_edge.types import Answer, Quote, Timings

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import papers

    return papers


@pytest.mark.parametrize("name", ["farm", "workshop", "desk", "desk-held", "house"])
def test_every_question_names_files_that_are_there(papers, name: str) -> None:
    conversations = papers.read(name)
    files = [path.name for path in papers.documents_of(name).rglob("*") if path.is_file()]
    assert len({conversation for conversation, _ in conversations}) == len(conversations)
    assert sum(len(questions) for _, questions in conversations) > 100
    for _, questions in conversations:
        for question in questions:
            assert question.text.strip()
            assert (question.expect is None) == question.kind.startswith("unanswerable")
            if question.expect is not None:
                assert all(any(part in file for file in files) for part in question.file), question


def test_a_number_must_stand_whole_and_in_the_file_that_is_meant(papers) -> None:
    price = papers.Question("How much?", ("6.5",), ("prices",), "table")
    assert price.held("Cheese | 6.50 euros", "/x/prices.csv")
    assert price.held("Cheese: 6.5", "prices.csv")
    assert not price.held("Cheese | 16.5", "prices.csv")
    assert not price.held("Cheese | 6.55", "prices.csv")
    assert not price.held("Cheese | 6.50", "mail.eml")
    phrase = papers.Question("Why?", ("the ferry\n lands late",), ("mails",), "mail")
    assert phrase.held("Because The ferry lands late.", "anywhere.txt")


def test_a_refusal_that_names_the_sentence_is_counted(papers) -> None:
    near = Quote(1, "/x/lease.pdf", "Lease", 1, 0, 1, 0, 9, "Rent: 850 euros.", True)
    refused = Answer("", False, "No.", (), (), Timings(1, 1, 1, 1), "tiny", nearest=(near,))
    price = papers.Question("How much?", ("850",), ("lease",), "table")
    found = [papers.Asked("c", price, refused, 1), papers.Asked("c", price, replace(refused, nearest=()), 1)]
    assert [each.outcome for each in found] == ["silent", "silent"]
    assert papers.figures(found)["named_by_kind"] == {"table": 1}


def test_sure_and_unsure_answers_are_counted_apart(papers) -> None:
    near = Quote(1, "/x/lease.pdf", "Lease", 1, 0, 1, 0, 9, "Rent: 850 euros.", True)
    wrong = replace(near, text="Heating: 120 euros.")
    answer = Answer("", True, "", (near,), (), Timings(1, 1, 1, 1), "tiny", sure=0.9)
    doubtful = replace(answer, quotes=(wrong,), nearest=(near,), sure=0.5)
    price = papers.Question("How much?", ("850",), ("lease",), "table")
    told = papers.figures([papers.Asked("c", price, each, 1) for each in (answer, doubtful)])
    assert told["sure"] == {"answers": 1, "right": 1}
    assert told["unsure"] == {"answers": 1, "right": 0, "beside": 1}
    assert told["shown"] == 1.0
    assert papers.figures([papers.Asked("c", price, replace(doubtful, nearest=()), 1)])["shown"] == 0.0
