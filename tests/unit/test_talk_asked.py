"""Questions for what was said in a recording, by whom and when, and which of its lines answer them."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.talk import TalkAsked, asks_minute, said_next, talk_asked
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.quoting.spoken import note_of_speaker, spoken
from uniconv_edge.types import Hit

TALK = (
    "[00:00:03] Ann: The fair costs forty pounds.",
    "[00:00:09] Ann: When can we drive there?",
    "[00:00:12] Tom: Not before noon.",
    "[00:00:15] Lea: I would rather walk to the fair.",
)


def asked_of(question: str, *lines: str) -> list[str] | None:
    text, places = "\n".join(lines), [0]
    for line in lines:
        places.append(places[-1] + len(line) + 1)
    hit = Hit(1, 1.0, 1, 1, "/talk.vtt", "talk", None, 0, 0, len(text), text)
    found = spoken(
        question,
        [hit],
        [Candidate(1, start, start + len(line), line) for start, line in zip(places, lines, strict=False)],
    )
    return None if found is None else [line for line, answers in zip(lines, found.answers, strict=True) if answers]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What did Ann say about the budget?", TalkAsked("Ann", "the budget")),
        ("What did the professor say about entropy?", TalkAsked("", "entropy")),
        ("what did the witness say about the drain", TalkAsked("the witness", "the drain")),
        ("When does she talk about the budget?", TalkAsked("", "the budget", when=True)),
        ("At what minute does Ann mention the bees?", TalkAsked("Ann", "the bees", when=True)),
        ("Did anybody mention the deadline?", TalkAsked("", "the deadline")),
        ("Who asked about the bees?", TalkAsked("", "the bees", who=True, asks=True)),
        ("What was Tom's objection to the fair?", TalkAsked("Tom", "the fair")),
        ("What did Ann eat?", None),
        ("What did Ann not say about the budget?", None),
        ("What does the lease say?", None),
        ("When was the fair?", None),
    ],
)
def test_what_is_asked_of_a_talk(question: str, asked: TalkAsked | None) -> None:
    assert talk_asked(question) == asked


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("What did Ann say about the fair?", [TALK[0]]),
        ("What did anyone say about the fair?", [TALK[0], TALK[3]]),
        ("What did Tom say about driving?", [TALK[2]]),  # in answer to a question
        ("Who mentioned driving?", [TALK[1]]),  # which he did not say himself
        ("Who asked about driving?", [TALK[1]]),
        ("Who asked about the fair?", []),
        ("What did Ann say about bees?", []),
    ],
)
def test_the_lines_that_say_it(question: str, lines: list[str]) -> None:
    assert asked_of(question, *TALK) == lines


def test_a_name_that_no_speaker_has_or_what_is_no_talk_is_asked_as_ever() -> None:
    assert asked_of("What did Jo say about the fair?", *TALK) is None
    assert asked_of("What did Ann say about the fair?", "The fair costs forty pounds.", "Ann said so.") is None


def test_what_others_say_is_not_what_somebody_said() -> None:
    text = "\n".join(TALK)
    hit = Hit(1, 1.0, 1, 1, "/talk.vtt", "talk", None, 0, 0, len(text), text)
    lines = [Candidate(1, text.index(line), text.index(line) + len(line), line) for line in TALK]
    found = spoken("What did Tom say about the fair?", [hit], lines)
    assert found is not None
    assert list(found.of_another) == [True, True, False, True]


def test_turns_of_an_interview_without_times() -> None:
    lines = ("INTERVIEWER: What did he build?", "MRS. DUNNE: Ships.", "He built them of oak.", "INTERVIEWER: And then?")
    assert asked_of("What did Mrs. Dunne say about oak?", *lines) == [lines[2]]


@pytest.mark.parametrize(
    ("question", "step"),
    [
        ("What did he say right after that?", 1),
        ("And what did Ann say before that?", -1),
        ("What was Tom's answer?", 1),
        ("What did she reply to that?", 1),
        ("What did he say about it?", 0),
    ],
)
def test_what_was_said_next(question: str, step: int) -> None:
    assert said_next(question) == step


def test_only_the_minute() -> None:
    assert all(map(asks_minute, ("At what minute?", "at what time is that said?", "When does she say that?")))
    assert not any(map(asks_minute, ("When?", "At what time does it open?", "When does she say it opens?")))


def test_a_quote_from_the_middle_of_a_turn_tells_who_says_it() -> None:
    page = "\n\n".join(f"ANN: What is it, {n}?\n\nTOM: It is oak. It is {n} feet long." for n in range(4))
    inner = page.index("It is 2 feet")
    assert note_of_speaker(page, inner, inner + 12) == "Said by TOM."
    first = page.index("TOM: It is oak")
    assert note_of_speaker(page, first, first + 15) == ""
    list_of = page.replace("ANN", "Price").replace("TOM:", "That")
    assert note_of_speaker(list_of, list_of.index("It is 2 feet"), list_of.index("It is 2 feet") + 12) == ""


def test_the_letters_of_a_record_mean_who_asks_and_who_answers() -> None:
    lines = ("Q. Was the deck wet?", "A. The drain was shut.", "Q. Did you tell the mate of the drain?", "A. I did.")
    assert asked_of("What did the witness say about the drain?", *lines) == [lines[1], lines[3]]


def test_turns_on_the_lines_of_one_paragraph_are_each_their_own_speaker_s() -> None:
    page = "\n".join(f"Q. Was it red, {n}?\nA. Yes. It had {n} masts." for n in range(4))
    whole, inner = page.index("A. Yes. It had 2"), page.index("It had 2")
    assert note_of_speaker(page, whole, whole + 9) == ""
    assert note_of_speaker(page, inner, inner + 9) == "Said by A."


def test_who_only_agrees_says_nothing_of_what_another_said() -> None:
    lines = ("Tom: We build it with speech recognition.", "Ann: Mm-hmm.", "Tom: Good.", "Ann: It is too dear by far.")
    assert asked_of("What did Ann say about speech recognition?", *lines) == []
