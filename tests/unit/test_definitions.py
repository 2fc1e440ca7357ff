"""A sentence that says what a thing is is preferred where only that is asked."""

from __future__ import annotations

import time

import pytest

from uniconv_edge.assistant.words.definitions import defines, tells_plainly


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is a factor?", "A factor is a vector that tells a grouping."),
        ("What is the EAP?", "The Employee Assistance Program (EAP) is a free resource."),
        ("What is a Flowable?", "Flowables are things which can be drawn."),
        ("what's LVM", "LVM, the Logical Volume Manager, is another approach."),
        ("What is double entry accounting?", "Double entry accounting (DEA) means that each sum is told twice."),
        ("How is entropy defined?", "Entropy is the average number of bits."),
        ("what is the definition of entropy", "Entropy is the average number of bits."),
        ("Define entropy.", "Entropy is the average number of bits."),
        ("What does entropy mean?", "Entropy is the average number of bits."),
        ("What are carry-over days?", "• Carry-over days are days of the year before."),
        ("What does LVM stand for?", "Volumes are made by the Logical Volume Manager."),
        ("What is an at-risk group?", "(1) AT-RISK GROUP.—The term ‘‘at-risk group’’ means a group that is near."),
        ("What is Q?", "7. Q is half of the square root of the number of members."),
        ("What is a unit?", '(a) The term "unit" means a flat.'),
        ("How is ECE defined?", "The expected calibration error (ECE) is the mean difference over all bins."),
        ("What is uptake?", "It depends on uptake, by which we mean that a comment leads to a change."),
        ("What is sleep inertia?", "Outcomes were mood and sleep inertia, defined as the time of waking up."),
        ("who is the landlord?", "between Ilse Brack, 2 Orchard Rise (the landlord), and Nora Feldt (the tenant)."),
        ("Who's our supplier?", 'Acme Ltd, Leeds (hereinafter referred to as "the Supplier") delivers.'),
    ],
)
def test_a_sentence_that_says_what_it_is_defines_it(question: str, sentence: str) -> None:
    assert defines(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is the factor?", "The factor is 3."),
        ("Who is in charge?", "A charge is a fee that the bank takes."),
        ("Who is in the kitchen?", "The kitchen is the room on the left."),
        ("What is a factor?", "If a factor is used, the levels count."),
        ("What is a factor?", "A factor may be ordered."),
        ("What is a factor?", "Factors are not vectors."),
        ("What is a factor?", "A factor is made by this function."),
        ("What is a factor?", "Factors are made by this function."),
        ("What is a factor in the second model of the year?", "A factor is a vector."),
        ("How is ECE defined?", "An error (ECE) was found."),
        ("What is uptake?", "Uptake, which we measured, rose."),
        ("Who is the landlord?", "The landlord (see the lease) lets the flat."),
        ("What does it mean?", "It is a fee."),
        ("What do you mean?", "You are a member."),
    ],
)
def test_other_sentences_do_not(question: str, sentence: str) -> None:
    assert not defines(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "is_told"),
    [
        ("Who founded Acme?", "Acme was founded by Ada Hill and Ben Orr in 1975.", True),
        ("And who wrote the anthem?", "The anthem, written by Ada Hill, is sung in May.", True),
        ("Who built the mill?", "The mill on the river was later built by the Orrs.", True),
        ("Who founded Acme?", "In 1977 it opened the first office of Acme.", False),
        ("Who founded Acme?", "The club was founded by Ada Hill; Acme came later.", False),
        ("Who founded Acme?", "Acme was sold by Ada Hill.", False),
        ("Who needs Acme?", "Acme was needed by all.", False),  # which is no question of what was done
    ],
)
def test_by_whom_something_was_done(question: str, sentence: str, *, is_told: bool) -> None:
    assert defines(question, sentence) == is_told


def test_a_text_tells_plainly_what_is_asked_for() -> None:
    text = "The levels count. A factor is a vector. Logical volumes are made by the Logical Volume Manager (LVM)."
    assert tells_plainly("What is a factor?", text)
    assert tells_plainly("What does LVM stand for?", text)
    assert tells_plainly("Who is the tenant?", "Nora Feldt (the tenant) pays.")
    assert not tells_plainly("What is a level?", text)
    assert not tells_plainly("Where is the factor?", text)


def test_a_long_row_of_dots_takes_no_time() -> None:
    began = time.process_time()
    assert not tells_plainly("Who is the landlord?", "(" + "." * 1000)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("question", "sentence", "tells"),
    [
        ("Who is John Manly?", "The name of the coachman was John Manly; he had a wife.", True),
        ("Who is Captain?", 'His other horse was a tall, large-boned animal called "Captain".', True),
        ("Who is Ravi?", "Tom's mate Ravi brought the trailer.", True),
        ("Who was Governor Keith?", "Sir William Keith, governor of the province, was then at Newcastle.", True),
        ("Who is Jeremiah Barker?", "Jeremiah Barker was my new master's name.", True),
        ("Who is Ginger?", "I was sorry for Ginger, the way they treated her.", False),
        ("Who is Ginger?", "We passed the stable of the mare called Ginger's stable.", False),
        ("Who is Merrylegs?", "I am leaving my old Merrylegs.", False),
        ("Who is Anna?", "We met Anna, and went on.", False),
        ("Who is the chair?", "The name of the chair was Anna.", False),
    ],
)
def test_who_somebody_is_is_told_where_they_are_introduced(question: str, sentence: str, tells: bool) -> None:
    assert defines(question, sentence) == tells


@pytest.mark.parametrize("part", ["name of ", "my a ", "Ab ", "called ", "Ann Lee ", "name is ", "aaaa's bb "])
def test_an_introduction_is_looked_for_in_no_time(part: str) -> None:
    began = time.process_time()
    defines("Who is Ann Lee?", part * (300_000 // len(part)))
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("sentence", "tells"),
    [
        ("Mohandas Karamchand Gandhi; 2 October 1869 – 30 January 1948) was the leader of India.", True),
        ("Gandhi, our neighbour's dog, is a spaniel.", True),
        ("Upon arrival he was met by the head of the community, who had known Gandhi's family.", False),
        ("Gandhi is away until May.", False),
    ],
)
def test_who_somebody_was_is_told_where_a_sentence_begins(sentence: str, tells: bool) -> None:
    assert defines("Who was Gandhi?", sentence) == tells
    assert tells_plainly("Who was Gandhi?", f"Notes. {sentence}") == tells
