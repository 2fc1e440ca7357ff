"""Numbered quotes: what a chat model's lines mean, and what of them stands in the sources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uniconv_edge.assistant.quoting import numbered
from uniconv_edge.assistant.quoting.numbered import Claimed, Refused, Said
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit

LEASE = (
    "The tenant pays a deposit of 1,450 euros before moving in. It isn’t returned\nbefore six weeks have passed. "
    "“Pets” are not allowed, but one cat is."
)
PAYS, BACK, PETS = (LEASE[slice(*span)] for span in sentences(LEASE))
OVEN = "To clean the oven, heat it to 250 degrees. Never use steel wool."


def hit(rank: int, text: str, start: int = 100) -> Hit:
    return Hit(rank, 1.0, rank, rank, f"/d/{rank}.md", f"Title {rank}", None, 0, start, start + len(text), text)


SOURCES = [hit(1, LEASE), hit(2, OVEN, 0)]


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ('[1] "It is so."', Claimed(1, '"It is so."')),
        ("- [2]: It is so.", Claimed(2, "It is so.")),
        ("**[12]** «It is so»", Claimed(12, "«It is so»")),
        ('"It is so." [3]', Claimed(3, '"It is so."')),
        ("“It is so.” (source 3).", Claimed(3, "“It is so.”")),
        ("ANSWER: It is so [1], [2].", Said("It is so.")),
        ("**Answer:** It is so.", Said("It is so.")),
        ("NONE", Refused()),
        ("**None.**", Refused()),
        ("None of the tenants pays.", None),
        ("Here are the sentences:", None),
    ],
)
def test_what_a_line_means(line: str, meaning: object) -> None:
    assert numbered.read_line(line, answering=False) == meaning


def test_once_the_answer_has_begun_every_line_is_its() -> None:
    assert numbered.read_line('[1] "More."', answering=True) == Said('"More."')


def test_lines_come_as_they_end_without_thoughts_and_across_broken_characters() -> None:
    written = '<think>\n[1] "never said"\n</think>\n[1] “naïve”\n\nANSWER: yes'.encode()
    pieces = [written[i : i + 3] for i in range(0, len(written), 3)]
    assert list(numbered.lines(pieces)) == ["[1] “naïve”", "ANSWER: yes"]
    assert list(numbered.lines([b"<think>\nwithout an end\n[1] x"])) == []
    stream = iter([b"first\nsec", b"ond"])
    found = numbered.lines(stream)
    assert next(found) == "first"
    assert next(stream) == b"ond"  # the second piece was not needed for the first line


def in_bytes(text: str) -> list[bytes]:
    return [text.encode()[i : i + 1] for i in range(len(text.encode()))]


def test_a_model_that_goes_in_circles_is_not_read_to_the_end() -> None:
    pieces = iter(in_bytes("So. It is made by the miller and " + "by the product made " * 9))
    assert list(numbered.lines(pieces)) == ["So."]
    assert len(list(pieces)) > 100
    pieces = iter(in_bytes("The lamp is on.\n\nIt is on.\n\nThe lamp is on.\n\nIt is on.\n\nThe lamp is on.\n\nMore."))
    assert list(numbered.lines(pieces)) == ["The lamp is on.", "It is on."]
    assert len(list(pieces)) > 20
    pieces = iter(in_bytes('[2] "So it is."\n[3] "So it is."\n[4] "So it is."\n[5] "So it is."\n'))
    assert list(numbered.lines(pieces)) == ['[2] "So it is."']


@pytest.mark.parametrize(
    ("told", "adds"),
    [
        ("It is 1,450 euros.", True),
        ("Yes", True),
        ("The tenant pays how much?", False),
        ("and", False),
        ("", False),
        (f"The answer is: {PAYS}", False),
    ],
)
def test_a_reply_adds_something_to_question_and_quotes(told: str, adds: bool) -> None:
    assert numbered.adds(told, [PAYS, PETS], "How much does the tenant pay, and is it what he pays?") is adds


def test_a_row_of_equal_cells_and_a_line_said_twice_end_nothing() -> None:
    row = "[1] Frost | " + " | ".join(["0"] * 30)
    written = f"{row}\n{row}\nANSWER: None | 0 | 0."
    assert list(numbered.lines(in_bytes(written))) == [row, "ANSWER: None | 0 | 0."]


@pytest.mark.parametrize(
    ("said", "cut", "shown"),
    [
        (["It is so.", "And so is", "this."], False, "It is so. And so is this."),
        (["It is so. It is so. It is"], True, "It is so."),
        (["押金为一千欧元。六周内退还。押金为一千欧元。"], False, "押金为一千欧元。六周内退还。"),
        (["It is so. It may be. It is so. So it is."], False, "It is so. It may be. So it is."),
        (["It is so. It is"], False, "It is so. It is"),
        (["It is so.”"], True, "It is so.”"),
        (["It is"], True, ""),
        (['"It is so."'], False, "It is so."),
        (["Yes"], False, "Yes"),
        (["No."], False, "No."),
        (["The answer is:"], False, ""),
        (["and answers in your own words, using only what you copied."], False, ""),
        (['"The sentence"'], False, ""),
        ([], False, ""),
    ],
)
def test_what_of_a_reply_can_be_shown(said: list[str], cut: bool, shown: str) -> None:
    assert numbered.reply(said, cut=cut) == shown


def texts(claim: str, number: int = 1) -> list[str]:
    return [candidate.text for candidate in numbered.located(Claimed(number, claim), SOURCES)]


@pytest.mark.parametrize(
    ("claim", "quoted"),
    [
        ('"The tenant pays a deposit of 1,450 euros before moving in."', PAYS),
        ("a deposit of 1,450 euros", PAYS),
        ("IT ISN'T RETURNED BEFORE SIX WEEKS HAVE PASSED", BACK),
        ('"Pets" are not allowed', PETS),
        ("one cat is!", PETS),
    ],
)
def test_a_claim_is_shown_in_the_files_own_whole_sentences(claim: str, quoted: str) -> None:
    assert texts(claim) == [quoted]


@pytest.mark.parametrize(
    "claim",
    [
        "The tenant pays a deposit of 1,540 euros before moving in.",  # altered
        "The tenant does not pay a deposit.",  # invented
        "enant pays a deposit of 1,450",  # cuts a word
        "It is",  # says nothing
        "",
        "The tenant pays ... heat it to 250 degrees",  # parts of two sources
        "Pets are not allowed ... The tenant pays a deposit",  # parts turned about
    ],
)
def test_what_does_not_stand_there_is_not_located(claim: str) -> None:
    assert texts(claim) == []


def test_a_claim_may_name_the_wrong_source_and_leave_out_a_middle() -> None:
    assert texts("Never use steel wool.", number=1) == ["Never use steel wool."]
    assert texts("The tenant pays a deposit ... one cat is.") == [PAYS, PETS]


def test_scripts_without_blanks_are_located() -> None:
    source = [hit(1, "保证金为一千欧元。猫可以养。")]
    [found] = numbered.located(Claimed(1, "保证金为一千欧元"), source)
    assert found.text == "保证金为一千欧元。"


@given(st.text(), st.text(max_size=400), st.integers(0, 50))
def test_whatever_is_claimed_a_quote_is_the_sources_own_text(claim: str, text: str, start: int) -> None:
    for claimed in (claim, text[start : start + 30]):
        for found in numbered.located(Claimed(1, claimed), [hit(1, text, 7)]):
            assert text[found.start - 7 : found.end - 7] == found.text
            assert found.text


def test_the_question_stands_before_and_behind_the_sources() -> None:
    asked = numbered.question_with_sources("How much?", SOURCES)
    assert asked.startswith("How much?\n\nSources:\n\n[1] Title 1\nThe tenant")
    assert asked.endswith("[2] Title 2\n" + OVEN + "\n\nQuestion: How much?")
