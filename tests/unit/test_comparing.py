"""Questions what changed from one document to another are told from all others."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.comparing import ADDED, CHANGED, REMOVED, Comparison
from uniconv_edge.assistant.question.intent import Intent, Kind, compared_again, intent
from uniconv_edge.assistant.question.plainly import plainly


def asked(question: str) -> Comparison:
    found = intent(plainly(question))
    assert found.kind in (Kind.CONTENT, Kind.EVERY)  # until the library knows these names
    assert found.comparison is not None
    return found.comparison


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("What changed between the two handbooks?", "the two handbooks"),
        ("What's new in the 2026 contract?", "the 2026 contract"),
        ("what has been changed in the lease", "the lease"),
        ("What did they change in the terms?", "the terms"),
        ("Is there anything new in the travel policy?", "the travel policy"),
        ("Show me all differences between the two leases", "the two leases"),
        ("can you compare the handbooks for me please", "the handbooks"),
        ("How do the two leases differ?", "the two leases"),
        ("Have the terms changed?", "the terms"),
    ],
)
def test_documents_are_compared_by_what_both_are_called(question: str, called: str) -> None:
    assert asked(question).called == called
    assert not asked(question).since


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("Compare the draft and the final", "the draft", "the final"),
        ("compare lease-2024.pdf with lease-2025.pdf", "lease-2024.pdf", "lease-2025.pdf"),
        ("diff a.md b.md", "a.md", "b.md"),
        ("How does version 2 differ from version 1?", "version 2", "version 1"),
        ("What are the changes from the 2024 to the 2025 lease?", "the 2024", "the 2025 lease"),
        ("In what way is the 2026 handbook different from the 2025 one?", "the 2026 handbook", "the 2025 one"),
        ("what is new in the lease compared to the old one?", "the lease", "the old one"),
        ("what changed in the rules between 2022 and 2023?", "the rules 2022", "the rules 2023"),
        ("Is copy.pdf the same as contract.docx?", "copy.pdf", "contract.docx"),
    ],
)
def test_or_by_two_names(question: str, one: str, other: str) -> None:
    assert (one, other) in asked(question).pairs


def test_a_name_may_be_parted_in_several_ways() -> None:
    pairs = asked("compare the terms and conditions and the old terms and conditions").pairs
    assert ("the terms and conditions", "the old terms and conditions") in pairs


def test_the_older_may_be_named_alone() -> None:
    assert asked("What changed since last year's policy?") == Comparison(
        pairs=(), called="last year's policy", since=True
    )


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("What was added in the new handbook?", ADDED),
        ("What was removed from the handbook?", REMOVED),
        ("What is no longer in the 2026 handbook?", REMOVED),
        ("Which clauses are new in the lease?", ADDED),
        ("Which sections were left out of the lease?", REMOVED),
        ("Which clauses changed in the lease?", CHANGED),
        ("What's new in the handbook?", ""),
    ],
)
def test_what_was_added_or_removed_may_be_asked_alone(question: str, only: str) -> None:
    assert asked(question).only == only


@pytest.mark.parametrize(
    "question",
    [
        "What changed?",
        "what else changed?",
        "how do they differ?",
        "compare them",
        "are they the same?",
        "anything new?",
    ],
)
def test_without_a_name_those_quoted_last_are_meant(question: str) -> None:
    assert not asked(question).called
    assert asked(question).else_ == ("else" in question)


@pytest.mark.parametrize(
    "question",
    [
        "What happens if my address changes?",
        "How much does it cost to change a booking?",
        "Which document is the newest?",
        "When was the lease changed?",
        "What is the new address?",
        "How many days of leave do I have?",
        "Who changed the lock?",
        "What else do I need?",
        "Is there a gym?",
        "Tell me more",
    ],
)
def test_others_are_none(question: str) -> None:
    assert intent(plainly(question)).comparison is None


BEFORE = Intent(Kind.COMPARED, comparison=Comparison(called="the two handbooks"))


@pytest.mark.parametrize(
    "question", ["show more", "and the rest?", "tell me more", "what else changed?", "the others please", "go on"]
)
def test_the_next_changes_are_asked_behind_a_comparison(question: str) -> None:
    again = compared_again(question, BEFORE, 10)
    assert again is not None
    assert again.comparison == Comparison(called="the two handbooks", after=10)
    further = compared_again(question, again, 10)
    assert further is not None
    assert further.comparison == Comparison(called="the two handbooks", after=20)


def test_and_those_of_one_kind() -> None:
    again = compared_again("and what was removed?", BEFORE, 10)
    assert again is not None
    assert again.comparison == Comparison(called="the two handbooks", only=REMOVED)


def test_behind_what_was_added_alone_all_else_is_asked_that_was_not_quoted() -> None:
    added = Intent(Kind.COMPARED, comparison=Comparison(called="the two handbooks", only=ADDED))
    for question in ("what else changed?", "show more"):
        again = compared_again("what else changed?", added, 10)
        assert again is not None
        assert again.comparison == Comparison(called="the two handbooks", else_=True)
        further = compared_again(question, again, 10)
        assert further is not None
        assert further.comparison == again.comparison
    next_ones = compared_again("show more", added, 10)
    assert next_ones is not None
    assert next_ones.comparison == Comparison(called="the two handbooks", only=ADDED, after=10)


def test_behind_what_was_asked_of_the_documents_more_is_asked_of_them() -> None:
    before = intent("What is the difference between gross and net?")
    assert compared_again("tell me more", before, 10) is None


def test_what_names_others_begins_anew() -> None:
    assert compared_again("what changed in the lease?", BEFORE, 10) is None
    assert compared_again("how many days of leave are there?", BEFORE, 10) is None


@pytest.mark.parametrize(
    ("question", "on", "called"),
    [
        ("What changed about the deposit between the two leases?", "the deposit", "the two leases"),
        ("Is the notice period the same in both leases?", "the notice period", "both leases"),
        ("Is the notice period the same in both?", "the notice period", ""),
        ("Has the rent changed since last year's lease?", "the rent", "last year's lease"),
        ("How do the two leases differ on pets?", "pets", "the two leases"),
        ("Do both leases have the same deposit?", "deposit", "both leases"),
        ("What changed about the rent?", "the rent", ""),
    ],
)
def test_a_thing_that_documents_tell_of_may_be_meant(question: str, on: str, called: str) -> None:
    first = asked(question)
    found = first if first.on else first.instead
    assert found is not None
    assert (found.on, found.called) == (on, called)


@pytest.mark.parametrize(
    "question", ["What changed in 2.3?", "What changed in May?", "What is different in room four?"]
)
def test_a_version_or_a_time_is_no_thing(question: str) -> None:
    assert asked(question).instead is None
