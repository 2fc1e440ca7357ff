"""How readers ask of a book: by the number or place of a chapter, where one is named, for a passage, its author."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.book import in_figures, named_asked, passage_sought
from uniconv_edge.assistant.question.intent import Intent, Kind, chapter_again, intent
from uniconv_edge.assistant.question.plainly import plainly
from uniconv_edge.assistant.question.within import Within, by_author, perhaps_titled
from uniconv_edge.assistant.quoting.longer import with_speaker
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.library.numerals import in_words, number_said


@pytest.mark.parametrize(
    ("plain", "figures"),
    [
        ("what happens in chapter four", "what happens in chapter 4"),
        ("what is the twenty-first chapter about", "what is chapter 21 about"),
        ("what is chapter xiv called", "what is chapter 14 called"),
        ("what happens in the next chapter", "what happens in chapter next"),
        ("what happens in the chapter after that", "what happens in chapter next"),
        ("what does part c say", "what does part c say"),
        ("what is the best chapter about", "what is the best chapter about"),
    ],
)
def test_a_chapter_is_asked_for_in_words(plain: str, figures: str) -> None:
    assert in_figures(plain) == figures


def test_a_number_is_said_in_words_and_by_romans() -> None:
    assert [in_words(each) for each in (1, 20, 45, 100)] == ["one", "twenty", "forty-five", "100"]
    assert [number_said(each) for each in ("forty-five", "twentieth", "thirty third", "xix", "l", "many")] == [
        45,
        20,
        33,
        19,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What happens in chapter three of Emma?", Intent(Kind.CHAPTER, "emma", "chapter 3")),
        ("What is chapter 7 called?", Intent(Kind.CHAPTER, "", "chapter 7")),
        ("What is the title of the first chapter?", Intent(Kind.CHAPTER, "", "chapter 1")),
        ("And in the next chapter?", Intent(Kind.CHAPTER, "", "chapter next")),
        ("What is the last chapter about?", Intent(Kind.CHAPTER, "", "chapter last")),
        ("When does Mr. Collins first appear?", Intent(Kind.PLACES, "", "Mr. Collins", "first")),
        ("Where is the militia mentioned in Emma?", Intent(Kind.PLACES, "emma", "the militia")),
        ("When does the bus appear?", Intent(Kind.CONTENT)),
    ],
)
def test_what_is_asked_of_a_book(question: str, wanted: Intent) -> None:
    assert intent(question) == wanted


def test_behind_a_chapter_another_is_asked_for() -> None:
    before = Intent(Kind.CHAPTER, "emma", "chapter 3")
    again = {
        question: chapter_again(question, before)
        for question in ("and the next one?", "and the one before that?", "and in chapter five?", "what is it about?")
    }
    assert [found and found.type for found in again.values()] == [
        "chapter next",
        "chapter previous",
        "chapter 5",
        "chapter 3",
    ]
    assert all(found and found.about == "emma" for found in again.values())
    assert chapter_again("What is the rent?", before) is None


def test_whose_places_are_asked_for_keeps_how_it_is_typed() -> None:
    found = named_asked("in which chapter is lady catherine first mentioned", "In which chapter is Lady Catherine ...")
    assert found == ("Lady Catherine", "", True)
    assert named_asked("where does the ghost appear", "Where does the ghost appear?") is None


def test_a_passage_is_looked_for_by_what_it_says() -> None:
    assert passage_sought("Find the passage where Darcy calls her tolerable") == "Darcy calls her tolerable"
    assert passage_sought("In which chapter does Ginger die?") == "does Ginger die?"
    assert passage_sought("In which chapter is that?") == "In which chapter is that?"
    assert plainly("can you find me the scene in which the boat sinks, please?") == "the boat sinks"


def test_a_book_is_named_by_its_title() -> None:
    assert list(perhaps_titled("In Pride and Prejudice, who has let Netherfield?")) == [
        Within("Pride and Prejudice", "who has let Netherfield?")
    ]
    assert list(perhaps_titled("What is capital in First Lessons in Economics?")) == [
        Within("First Lessons in Economics", "What is capital?", one=True),
        Within("Economics", "What is capital in First Lessons?", one=True),
    ]
    [says] = perhaps_titled("What does The Plain Kitchen say about eggs?")
    assert (says.name, says.topic) == ("The Plain Kitchen", "eggs")


def test_the_author_is_that_of_a_book_that_is_not_named() -> None:
    assert by_author("How does the author define utility?") == Within("", "How does it define utility?")
    said = by_author("What does the author say about servants?")
    assert said is not None
    assert said.topic == "servants"
    assert by_author("What is the author's fee?") is None
    assert by_author("Who is the author of the letter to the committee?") is None
    assert by_author("What does the book of rules say?") is None
    assert by_author("What is the fee?") is None


PAGE = (
    "They met at noon.\n\n“I bring many parcels,” said the captain. “A lady gave it to me.”\n\n"
    "“And have you forgotten her?”\n\n“For two sovereigns? A man forgets for ten.”\n\nThe boat sailed."
)


def said_by(words: str, question: str) -> str:
    start = PAGE.index(words)
    return with_speaker(Candidate(1, start, start + len(words), words), PAGE, question).text


def test_what_somebody_says_is_quoted_with_who_says_it() -> None:
    asked = "Who says “A man forgets for ten”?"
    assert said_by("A man forgets for ten.”", asked) == PAGE[PAGE.index("“I bring") : PAGE.index("\n\nThe boat")]
    assert said_by("“A lady gave it to me.”", asked).startswith("“I bring many parcels,” said the captain.")
    assert said_by("The boat sailed.", asked) == "The boat sailed."
    assert said_by("A man forgets for ten.”", "What does a man do for ten?") == "A man forgets for ten.”"
