"""The rows that are made for the sentence reader: each is answered by the line that it says, or by none."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from uniconv_edge.library.sentences import sentences
from uniconv_edge.train.data import Row, RowSet
from uniconv_edge.train.made_rows import made
from uniconv_edge.train.made_words import KINDS, LISTS, Words, lacking
from uniconv_edge.train.pointing import holds
from uniconv_edge.train.reader_rows import Elsewhere
from uniconv_edge.train.short_questions import shortened
from uniconv_edge.types import Turn

ASKS_A_CODE = re.compile(r"(?i)(?:it shows|why do i see|get rid of [a-z]+) ([a-z]*-?\d+)")


def row(question: str, positive: int, evidence: tuple[int, int], *, before: tuple[Turn, ...] = ()) -> Row:
    return Row("p", (*before, Turn("user", question)), positive, (1,), evidence, "", True, False)


@pytest.fixture(scope="module")
def prose() -> RowSet:
    texts = [f"Anna Berg sold the {word} to Karl Huber." for word in ("lantern", "wagon", "kettle", "ladder")] * 10
    rows = [row("Who sold it?", number, (0, len(text))) for number, text in enumerate(texts[:8])]
    return RowSet("p", "none", [(f"Page {n}", text) for n, text in enumerate(texts)], rows)


@pytest.fixture(scope="module")
def rows(prose) -> RowSet:
    return made(prose, 600, Random(3))


def test_the_evidence_of_each_is_a_sentence_of_its_page(rows) -> None:
    assert len(rows.rows) == 600
    for each in rows.rows:
        if each.positive is None:
            assert each.evidence is None
            continue
        text = rows.passages[each.positive][1]
        start, end = each.evidence
        assert start == 0 or text[start - 1] == "\n"
        assert end == len(text) or text[end] == "\n"
        assert any(holds(span, each.evidence) for span in sentences(text)), text[start:end]
        assert each.positive not in each.negatives


def test_some_are_answered_by_nothing_and_some_follow_another(rows) -> None:
    unanswered = sum(each.positive is None for each in rows.rows) / len(rows.rows)
    following = sum(len(each.turns) > 1 for each in rows.rows) / len(rows.rows)
    assert 0.2 < unanswered < 0.4
    assert 0.1 < following < 0.4
    roles = {tuple(turn.role for turn in each.turns) for each in rows.rows}
    assert roles == {("user",), ("user", "assistant", "user")}


def test_the_same_seed_makes_the_same_rows(prose, rows) -> None:
    again = made(prose, 600, Random(3))
    assert again.rows == rows.rows
    assert again.passages == rows.passages
    assert made(prose, 600, Random(4)).rows != rows.rows


def test_names_and_things_are_those_of_the_passages(rows) -> None:
    words = Counter(word for _, text in rows.passages for word in text.lower().split())
    assert words["lantern"] + words["lantern."] > 50
    assert not words["lovelace"]


def test_words_can_be_drawn_from_nothing() -> None:
    assert len(made(RowSet("p", "none", [], []), 20, Random(0)).rows) <= 20


def test_a_key_that_is_lacking_is_none_of_those_given() -> None:
    given = [("person", "owner"), ("date", "start")]
    assert all(lacking(given, Random(n))[1] not in ("owner", "start") for n in range(50))


@pytest.mark.parametrize("entity", ["E07", "lamp 3", "Anna Berg", "kettle", "old lantern"])
def test_what_is_asked_instead_is_not_on_the_page(prose: RowSet, entity: str) -> None:
    words = Words(prose, Random(1))
    given = {"e08", "e09", "lamp 4", "lamp 5", "wagon", "ladder", "karl huber"}
    others = {words.other(entity, [each.title() for each in given]) for _ in range(200)}
    assert not {each.lower() for each in others} & {*given, entity.lower()}
    assert len(others) > 5
    if entity == "E07":
        assert all(len(each) == 3 and each[0] == "E" for each in others)


def test_the_line_of_a_code_answers_it_and_no_other_code_is_answered(prose: RowSet) -> None:
    rows = made(prose, 3000, Random(5))
    found = [(each, ASKS_A_CODE.search(each.turns[-1].text)) for each in rows.rows]
    codes = [(each, match[1].lower()) for each, match in found if match]
    assert {each.answerable for each, _ in codes} == {True, False}
    for each, code in codes:
        if each.positive is not None and each.evidence is not None:
            assert rows.passages[each.positive][1][slice(*each.evidence)].lower().startswith(code)
        else:
            page = rows.passages[each.negatives[0]][1].lower()
            assert not any(line.startswith(code) for line in page.split("\n"))


def test_the_lists_are_whole() -> None:
    named = {key for kind in KINDS.values() for key in kind["keys"]}
    assert set(LISTS["in_other_words"]) <= named
    for kind in KINDS.values():
        assert all("{e}" in form for form in kind["asked"])
        assert not any("{e}" in form for form in kind["short"])


def test_a_question_is_cut_to_a_word_behind_one_with_evidence_near() -> None:
    text = "The mill was built in 1902. Anna sold it in 1950. " + "x" * 500 + " It burned in 1999."
    far = text.index("It burned")
    source = RowSet(
        "p",
        "none",
        [("Mill", text)],
        [
            row("When was the mill built?", 0, (0, 27)),
            row("Who sold it?", 0, (28, 49)),
            row("When did it burn?", 0, (far, len(text))),
            row("Is it old?", 0, (0, 27)),
        ],
    )
    short = shortened(source, 100, Random(0)).rows
    assert [each.evidence for each in short].count((far, len(text))) == 0
    assert sorted(each.evidence for each in short) == [(0, 27), (28, 49)]
    for each in short:
        assert [turn.role for turn in each.turns] == ["user", "assistant", "user"]
        asked = LISTS["short_forms"]["who" if each.evidence == (28, 49) else "when"]
        assert each.turns[-1].text in asked
        assert each.turns[1].text != text[slice(*each.evidence)]
    assert len(shortened(source, 1, Random(0)).rows) == 1


def test_a_follow_up_is_shown_what_a_search_for_its_words_alone_would_find() -> None:
    passages = [("Mill", "The mill."), ("Mill", "It was registered."), ("Club", "The club was registered in May.")]
    source = RowSet("p", "none", passages, [])
    elsewhere = Elsewhere(source, dict.fromkeys(range(3)), {"regis": 3.0, "club": 2.0})
    first = row("When was it registered?", 0, (0, 9))
    later = row("When was it registered?", 0, (0, 9), before=(Turn("user", "The mill?"), Turn("assistant", "Yes.")))
    assert elsewhere.of(first, Random(0)) == []
    assert elsewhere.of(later, Random(0)) == [2]
