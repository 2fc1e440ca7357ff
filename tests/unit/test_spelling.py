"""Which word of the documents is read for one that they lack, and which are left as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uniconv_edge.assistant.words.spelling import respelt
from uniconv_edge.library.query import literal_spans
from uniconv_edge.library.words import words_beginning

# Stem -> in how many passages, and how it is written there.
WORDS: dict[str, tuple[int, dict[str, int]]] = {
    "fund": (9, {"funding": 5, "fund": 4}),
    "salari": (4, {"salary": 3, "Salaries": 1}),
    "catchment": (3, {"catchment": 3}),
    "necessari": (2, {"necessary": 2}),
    "percentag": (8, {"percentage": 8}),
    "contract": (9, {"contract": 9}),
    "contrast": (8, {"contrast": 8}),
    "deposit": (9, {"deposit": 9}),
    "depot": (1, {"depot": 1}),
    "lindgren": (5, {"Lindgren": 5}),
    "haddad": (5, {"Haddad": 5}),
    "jamal": (5, {"Jamal": 5}),
    "muhlbach": (2, {"Mühlbach": 2}),
    "strass": (1, {"Strasse": 1}),
    "große": (1, {"Größe": 1}),
    "joke": (5, {"jokes": 5}),
    "tri": (9, {"tried": 9}),
    "which": (9, {"which": 9}),
    "tension": (9, {"tension": 9}),
}


class Library:
    """Words as a library has them."""

    def lacking(self, words: Sequence[str]) -> list[str]:
        known = {form.lower() for _, forms in WORDS.values() for form in forms}
        return [word for word in words if word.lower() not in known | {"does", "when", "what", "size", "long", "over"}]

    def stems(self, beginnings: Sequence[str], longest: int) -> list[tuple[str, int]]:
        return [(s, n) for s, (n, _) in WORDS.items() if s.startswith(tuple(beginnings)) and len(s) <= longest]

    def forms(self, stem: str) -> Counter[str]:
        return Counter(WORDS[stem][1])


def read(typed: str, *ordinary: str) -> str:
    return respelt(typed, Library(), lambda word: word in ordinary).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Waht is it?", "What is it?"),
        ("and wehre is it?", "and where is it?"),
        ("Hwo much is it?", "How much is it?"),
        ("Hwo mcuh is it?", "How much is it?"),
        ("how mnay are there?", "how many are there?"),
        ("Hwo is it?", "Hwo is it?"),  # who or how
        ("whats the deposit?", "what's the deposit?"),
        ("Whos that?", "Who's that?"),
        ("It is waht?", "It is waht?"),  # not where a question begins
        ("Whan is it?", "Whan is it?"),  # another letter: when or what
        ("Mcuh is lost.", "Mcuh is lost."),
    ],
)
def test_the_words_that_ask_are_known_though_documents_lack_them(typed: str, meant: str) -> None:
    assert read(typed) == meant


def test_a_word_that_people_write_is_none_that_asks() -> None:
    assert read("Wich is it?", "Wich") == "Wich is it?"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("When does the fundng end?", "When does the funding end?"),
        ("What is the salery?", "What is the salary?"),
        ("What is the cachment?", "What is the catchment?"),
        ("fudning", "funding"),
        ("ufnding", "funding"),
        ("What is neccesary?", "What is necessary?"),  # two slips
        ("What does Hadad do?", "What does Hadad do?"),  # a name of five letters
        ("What does Hadddad do?", "What does Haddad do?"),
        ("what is the wich", "what is the which"),
        ("What is the Salery?", "What is the Salery?"),  # a name, by its capital; documents have none like it
        ("Salery of what?", "Salary of what?"),
        ("WHAT IS THE SALERY", "WHAT IS THE Salary"),
        ("What is the percentile?", "What is the percentile?"),  # two slips, but at the end
        ("What does the contrat say?", "What does the contrat say?"),  # contract or contrast
        ("What is the depsot?", "What is the depot?"),
        ("What is the joker?", "What is the joker?"),
        ("What is the triad?", "What is the triad?"),
        ("What is the pension?", "What is the pension?"),
        ("What does Lindberg say?", "What does Lindberg say?"),
        ("What does Jamel say?", "What does Jamel say?"),
        ("what does jamel say?", "what does jamel say?"),
    ],
)
def test_a_word_is_read_as_the_one_that_is_meant(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("How long is the Muehlbach?", "How long is the Mühlbach?"),
        ("How long is the muehlbach?", "How long is the Mühlbach?"),
        ("What is the Straße?", "What is the Strasse?"),
        ("What is the Groesse?", "What is the Größe?"),
        ("How long is the Mühlbch?", "How long is the Mühlbach?"),
    ],
)
def test_two_dots_may_be_written_as_an_e_and_the_reverse(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        'What does "fundng" mean?',
        "What does “fundng” mean?",
        "What does 'fundng' mean?",
        "path:fundng what is long",
        "fundng.txt over what",
        "what is get_fundng",
        "fundng@home.example",
        "what is a/fundng over",
        "what is fundng-free",
        "FUNDNG over what",
        "what is fundng2",
        "Wann endet die Fundng morgen Abend?",
        "",
        "?",
    ],
)
def test_what_is_meant_letter_by_letter_is_left(typed: str) -> None:
    assert respelt(typed, Library(), lambda word: False) == respelt(typed, Library(), lambda word: True)
    assert read(typed) == typed


def test_an_ordinary_word_is_left() -> None:
    assert read("What is the salery?", "salery") == "What is the salery?"
    assert read("What is the salery?", "salary") == "What is the salary?"


def test_the_person_is_told_once_of_each_word() -> None:
    found = respelt("What is the salery, the fundng, the salery?", Library(), lambda word: False)
    assert found.text == "What is the salary, the funding, the salary?"
    told = "Read as `salary`: no document says `salery`. Read as `funding`: no document says `fundng`."
    assert found.note == told
    assert respelt("What is the salary?", Library(), lambda word: False).note == ""


def test_filters_and_whatever_stands_in_marks_are_literal() -> None:
    typed = "path:notes/ «one» „two“ 'three four' `five` \"six\" it's seven, don't"
    literal = "".join(typed[start:end] for start, end in sorted(literal_spans(typed)))
    assert literal == "path:notes/«one»„two“'three four'`five`\"six\""


def test_words_that_may_begin_with_a_letter_are_found_as_they_are_written() -> None:
    assert words_beginning("Öl und Sonne, sehr äußerst_so 5s Asse", "s") == ["Öl", "Sonne", "sehr", "äußerst", "so"]


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_any_text_is_read_and_only_told_when_it_changed(typed: str) -> None:
    found = respelt(typed, Library(), lambda word: False)
    assert bool(found.note) == (found.text != typed)
