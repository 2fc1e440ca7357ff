"""Talks that somebody wrote down without times, told from lists, minutes and interviews."""

from __future__ import annotations

import pytest

from uniconv_edge.library.dialogues import dialogue

TALK = (
    "Maya: Did you order the worktop?\nOwen: Yes, the oak one,\nin two parts\nMaya: And the sink?\n\n"
    "Owen: That is out of stock until May\n"
)


def test_the_turns_of_a_talk_are_messages_without_a_time() -> None:
    found = dialogue(TALK)
    assert [(each.by, TALK[each.said : each.end]) for each in found] == [
        ("Maya", "Did you order the worktop?"),
        ("Owen", "Yes, the oak one,\nin two parts"),
        ("Maya", "And the sink?"),
        ("Owen", "That is out of stock until May"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Price: 5\nColour: red\nPrice: 6\nColour: what is it?\n",  # labels
        "Question: How many?\nAnswer: Fourteen hives.\nQuestion: Why?\nAnswer: They winter badly here.\n",
        "Q: How many?\nA: Fourteen hives.\nQ: Why?\nA: They winter badly.\n",
        "Chair: Gita Rao\nPresent: Hugh Penn and Lois\nGita: is the water on?\nLois: will ask\n",  # said once
        "Ann Lee: 555 123\nTom Ray: 555 124\nAnn Lee: 555 125\nTom Ray: 555 126?\n",  # hardly a word
        "Ann: Come in now\nAnn: Sit down there\nTom: Shall I stay?\nTom: I go then\nAnn: Good bye\n",  # no turns
        "Word: der Hund in German\nMeaning: the dog in English\nWord: die Katze here\nMeaning: the cat, or what?\n",
        "Monday: bake the bread\nTuesday: clean the oven?\nMonday: bake the rolls\nTuesday: clean the floor\n",
        "Journalist: How did you begin?\nSmith: I had two hives.\nJournalist: And then?\nSmith: Then twenty of them.\n",
        TALK + "This is prose that goes on.\n\n" * 6,
        TALK.replace("?", "."),
        TALK * 20,  # a transcript
    ],
)
def test_what_is_no_talk(text: str) -> None:
    assert dialogue(text) == []
