"""Whether a question opens a topic of its own in a conversation."""

from collections.abc import Sequence

import numpy as np
import pytest

from uniconv_edge.assistant.question.topic import (
    asks_of_that,
    before_question,
    opening,
    opens_topic,
    since_topic,
    somebody_meant,
)
from uniconv_edge.assistant.search.fusion import fused, parts
from uniconv_edge.assistant.understood import Understanding
from uniconv_edge.types import FloatArray, Quote, Turn

LEASE = [
    Turn("user", "How much is the deposit?"),
    Turn("assistant", "The tenant pays a deposit of 1,450 euros."),
    Turn("user", "Are dogs allowed?"),
    Turn("assistant", "Dogs are not allowed."),
]


def test_what_asks_whether_that_is_so_means_what_was_told() -> None:
    assert all(map(asks_of_that, ("is that per person", "and was that more than last year?", "Do those cost extra?")))
    assert not any(map(asks_of_that, ("is there a lift?", "is it insured?", "what is that?")))


def opens(question: str, cosine: float = 0.0) -> bool:
    return opens_topic([*LEASE, Turn("user", question)], cosine)


@pytest.mark.parametrize(
    "question",
    [
        "When was the first frost?",
        "What does error E18 mean?",
        "Who repairs the boiler in winter?",
        "E18?",
        "How many complaints were there last winter?",
        "How hot must the oven be to clean it?",
    ],
)
def test_a_question_with_words_of_its_own_far_from_the_conversation_opens_a_topic(question: str) -> None:
    assert opens(question)


@pytest.mark.parametrize(
    ("question", "cosine"),
    [
        ("Why does the tenant pay a deposit?", 0.0),  # takes up what was said
        ("When is it returned?", 0.0),  # points back
        ("How many of them can be carried over to the next year?", -0.1),
        ("Is smoking allowed there?", 0.0),
        ("and when the first frost comes?", 0.0),  # goes on
        ("What about the first frost?", 0.0),
        ("When was the first frost?", 0.4),  # lies near
        ("and why?", -0.1),  # says nothing by itself
        ("why?", -0.1),
    ],
)
def test_a_question_that_leans_on_the_conversation_does_not(question: str, cosine: float) -> None:
    assert not opens(question, cosine)


def test_the_first_question_opens_nothing() -> None:
    assert not opens_topic([Turn("user", "When was the first frost?")], 0.0)


def test_the_session_before_a_question_ends_with_the_question_before() -> None:
    assert before_question([*LEASE, Turn("user", "x")]) == LEASE[:3]
    assert before_question(LEASE[:1]) == []
    assert before_question([LEASE[1], Turn("user", "x")]) == []


class Alike:
    """Sessions whose vectors have this cosine to one another."""

    def __init__(self, cosine: float) -> None:
        self._cosine, self._alone = cosine, np.array([1, 0], np.float32)

    def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
        own = len(turns) == 1
        return self._alone if own else np.array([self._cosine, (1 - self._cosine**2) ** 0.5], np.float32)


@pytest.mark.parametrize(
    ("question", "cosine", "leaves"),
    [
        ("Who repairs the boiler in winter?", 0.0, True),
        ("When was the first frost?", 0.05, False),  # opens, but not plainly
        ("When was the first frost?", 0.4, None),
        ("and when is it returned?", 0.0, None),
    ],
)
def test_what_plainly_opens_a_topic_leaves_what_was_said(question: str, cosine: float, leaves: bool | None) -> None:
    found = opening(Alike(cosine), [*LEASE, Turn("user", question)])
    assert (None if found is None else found.leaves) is leaves


def test_what_leans_on_the_conversation_wherever_it_lies_needs_no_vector() -> None:
    class Unasked(Alike):
        def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
            raise AssertionError("a vector was computed")

    for question in ("and when is it returned?", "What about pets?", "why?"):
        assert opening(Unasked(0.0), [*LEASE, Turn("user", question)]) is None
    with pytest.raises(AssertionError, match="a vector"):
        opening(Unasked(0.0), [*LEASE, Turn("user", "Who repairs the boiler in winter?")])


def test_what_a_question_follows_begins_with_the_last_that_left_what_was_said() -> None:
    boiler = [Turn("user", "Who repairs the boiler in winter?"), Turn("assistant", "The landlord does.")]
    on = [Turn("user", "and who pays?"), Turn("assistant", "The landlord.")]
    assert since_topic(Alike(0.0), [*LEASE, *boiler, *on]) == [*boiler, *on]
    assert since_topic(Alike(0.4), [*LEASE, *boiler]) == [*LEASE, *boiler]
    assert since_topic(Alike(0.0), []) == []


def test_a_resumed_conversation_follows_what_the_one_that_went_on_does() -> None:
    asked = ["Who repairs the boiler in winter?", *["and who pays?"] * 12]
    live, resumed = Understanding(None, Alike(0.0)), Understanding(None, Alike(0.0))
    live.reset(LEASE)
    turns = list(LEASE)
    for question in asked:
        said = [Turn("user", question), Turn("assistant", "The landlord.")]
        live.keep(live.of(question), said)
        turns += said
    resumed.reset(turns)
    assert live.turns == resumed.turns == tuple(turns[len(LEASE) :])


def test_an_opened_topic_ranks_by_its_own_vector_too_and_the_conversation_weighs_less() -> None:
    session, words, history = [(1, 0.9), (2, 0.2)], [(2, 3.0)], [(1, 9.0)]
    assert fused(parts(session, words, history))[0][0] == 1
    opened = parts(session, words, history, [(2, 0.8)])
    assert fused(opened)[0][0] == 2
    assert {part.name for part in opened[2]} == {"dense", "words", "alone"}
    left, kept = (next(p for p in each[1] if p.name == "history").share for each in (opened, parts([], [], history)))
    assert left < kept


def test_somebody_is_meant_by_the_name_that_a_document_is_called_by() -> None:
    def asked(*texts: str) -> tuple[str, ...]:
        quote = Quote(1, "cv/anna.md", "CV of Anna Lindqvist", None, 0, 1, 0, 8, "In Lund.", True)
        said = [Turn("assistant", "In Lund.", quotes=(quote,))] * len(texts)
        turns = [turn for text, reply in zip(texts, said, strict=True) for turn in (Turn("user", text), reply)]
        return somebody_meant(turns[:-1])

    assert asked("Where did Anna study?", "When could she start?") == ("anna",)
    assert asked("Where did Anna Lindqvist study?", "and her thesis?", "When could she start?") == ("anna", "lindqvist")
    assert asked("Where did Ben study?", "When could he start?") == ()
    assert asked("Where did Anna study?", "What does Ben say of her?") == ()
    assert asked("Where did Anna study?", "How much is it?") == ()
    assert asked("Where did Anna study?", "How much is the rent?", "When could she start?") == ()
    assert somebody_meant([Turn("user", "When could she start?")]) == ()
