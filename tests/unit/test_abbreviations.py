"""What abbreviations stand for: which questions ask for it, and which sentences say it."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.words.abbreviations import asked_abbreviation, spells_out
from uniconv_edge.assistant.words.answer_types import types_asked
from uniconv_edge.assistant.words.kinds import given


@pytest.mark.parametrize(
    ("question", "abbreviation"),
    [
        ("What does PPE stand for?", "PPE"),
        ("what does ppe stand for", "ppe"),
        ("what is TBT short for", "TBT"),
        ('What does the acronym "NHS" stand for?', "NHS"),
        ("What is the meaning of CDM?", "CDM"),
        ("What is the full name of the RSPB?", "RSPB"),
        ("What does RAMS mean?", "RAMS"),
        ("What do AMPs mean?", "AMP"),
        ("What does freehold mean?", ""),
        ("What does E18 mean?", ""),
        ("What does PPE cost?", ""),
        ("What did she stand for?", ""),
    ],
)
def test_what_asks_for_a_long_form(question: str, abbreviation: str) -> None:
    assert asked_abbreviation(question) == abbreviation
    assert bool(abbreviation) == ([each.name for each in types_asked(question)] == ["long form"])


@pytest.mark.parametrize(
    ("abbreviation", "sentence", "said"),
    [
        ("PPE", "All visitors wear personal protective equipment (PPE).", True),
        ("ppe", "Personal Protective Equipment", True),
        ("NDV", "The nondetection value (NDV) is shown.", True),
        ("NDV", "Each value (NDV) is shown.", False),
        ("ELK", "The ELK stack (Elasticsearch, Logstash, Kibana) stores logs.", True),
        ("ELK", "The ELK stack stores logs, errors and keys.", False),
        ("RAMS", "risk assessment and method statement", True),
        ("HSE", "the Health and Safety Executive", True),
        ("PoC", "a proof of concept", True),
        ("TBT", "TBT – toolbox talk", True),
        ("TBT", "TBT | Toolbox talk", True),
        ("MOT", "MOT stands for the yearly test.", True),
        ("HTTP", "See http://example.org.", False),
        ("LVM", "A good entry point is the lvm(8) manual page.", False),
        ("PPE", "PPE is handed out at the gate.", False),
        ("PPE", "The PPE-kit costs 25 euros.", False),
        ("HSE", "The HSE officer comes on Tuesday.", False),
    ],
)
def test_what_says_a_long_form(abbreviation: str, sentence: str, said: bool) -> None:
    assert spells_out(abbreviation, sentence) == said


def test_the_words_that_ask_for_it_are_held_by_what_says_it() -> None:
    assert given("What does PPE stand for?")["stand"]("personal protective equipment (PPE)")
    assert not given("What does PPE stand for?")["stand"]("PPE is handed out.")
