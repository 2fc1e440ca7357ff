"""Quotes that say enough by themselves: a list with what announces it, parts of long rows, cells of forms, sentences
with the section that they stand in."""

from __future__ import annotations

import time

import numpy as np
import pytest
from quoted import best

from uniconv_edge.assistant.quoting.abstain import Evidence
from uniconv_edge.assistant.quoting.grounding import Grounds, chosen, nearest
from uniconv_edge.assistant.quoting.lists import lists_of, note_of_head, with_items
from uniconv_edge.assistant.quoting.quotes import MAX_QUOTE_CHARACTERS, Candidate, candidates
from uniconv_edge.assistant.words.labels import named_by
from uniconv_edge.assistant.words.terms import bag
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit

LIST = "Bring the following:\n\n- a towel\n- goggles\n  with a strap\n- a padlock\n\nLanes are free on Friday."


@pytest.mark.parametrize(
    ("head", "note"),
    [
        ("Not included are:", "This stands under “Not included are:”."),
        ("The fee is fixed. We don't pay for:", "This stands under “We don't pay for:”."),
        ("## 4. Exclusions", "This stands under “4. Exclusions”."),
        ("Included are:", ""),
        ("Notes on the fees:", ""),
        ("Contract no. 12:", ""),
    ],
)
def test_an_item_is_told_with_what_announces_it_where_that_denies_it(head: str, note: str) -> None:
    page, item = f"{head}\n\n- hairdresser\n- chiropody, 32 pounds\n\nAsk at the desk.", "- chiropody, 32 pounds"
    start = page.index(item)
    assert note_of_head(page, start, start + len(item)) == note
    assert note_of_head(page, 0, start + len(item)) == ""
    assert note_of_head(page, page.index("Ask"), len(page)) == ""


def hit(text: str, heading: str = "", start: int = 0) -> Hit:
    return Hit(1, 1.0, 1, 1, "a.md", "Notes", None, 0, start, start + len(text), text, heading=heading, cosine=0.5)


def quotable(text: str, question: str = "", heading: str = "") -> list[str]:
    return [each.text for each in candidates([hit(text, heading)], sentences, question)]


def whole(text: str, start: int = 0) -> str:
    source = hit(text, start=start)
    quoted = with_items(candidates([source], sentences)[0], source)
    assert source.text[quoted.start - start : quoted.end - start] == quoted.text
    return quoted.text


@pytest.mark.parametrize("start", [0, 70])
def test_what_announces_a_list_is_quoted_with_its_items(start: int) -> None:
    assert whole(LIST, start) == LIST.partition("\n\nLanes")[0]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "You need two things:\n1. a pass\n2. a key\nwith a tag.",
            "You need two things:\n1. a pass\n2. a key\nwith a tag.",
        ),
        (
            "You need two things:\n(a) a pass\n\n(b) a key\n\nThe rest is here.",
            "You need two things:\n(a) a pass\n\n(b) a key",
        ),
        ("You need the following:\n- a pass\n\nThe rest is here.", "You need the following:\n- a pass"),
        (
            "You need two things:\n\n(i) a pass\n\n(ii) a key\n\nThe rest is here.",
            "You need two things:\n\n(i) a pass\n\n(ii) a key",
        ),
        ("You need a pass. It is blue.\n\n- a towel", "You need a pass."),
        ("You need a pass:\n\nIt is blue and new.\n\n- a towel", "You need a pass:"),
        ("You need this pass:", "You need this pass:"),
    ],
)
def test_items_end_where_the_list_does(text: str, quoted: str) -> None:
    assert whole(text) == quoted


CLAUSE = "7. The landlord may end it if the tenant\n\n(a) keeps pigs; or\n\n(b) pays the rent late.\n\nElse nobody may."


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "You should check the following:\n\nIs the plug in?\n\nIs there paper?\n\nWe are open on Friday.",
            "You should check the following:\n\nIs the plug in?\n\nIs there paper?",
        ),
        ("You should check this:\n\nIs the plug in?\n\nWe are open.", "You should check this:"),  # one is no list
        ("You should check this:\nIs the plug in?\nIs there paper?", "You should check this:"),
    ],
)
def test_what_announces_lines_that_end_alike_is_quoted_with_them(text: str, quoted: str) -> None:
    assert whole(text) == quoted


def quoted_at(text: str, words: str) -> str:
    source = hit(text)
    return next(with_items(each, source).text for each in candidates([source], sentences) if words in each.text)


def test_a_sentence_that_breaks_off_is_quoted_with_the_items_that_go_on_with_it() -> None:
    whole_clause = CLAUSE.partition("\n\nElse")[0]
    assert quoted_at(CLAUSE, "landlord") == whole_clause
    assert quoted_at(CLAUSE, "rent late") == whole_clause
    assert quoted_at(CLAUSE, "keeps pigs") == CLAUSE.partition("\n\n(b)")[0]
    colon = CLAUSE.replace("if the tenant", "if the tenant:")
    assert quoted_at(colon, "rent late") == colon.partition("\n\nElse")[0]


@pytest.mark.parametrize(
    "text",
    [
        CLAUSE.replace("if the tenant", "in some cases."),  # a whole sentence
        CLAUSE.replace("(b) pays", "(b) Pays").replace("(a) keeps", "(a) Keeps"),  # sentences of their own
        CLAUSE.replace("(a)", "-").replace("(b)", "-"),
        CLAUSE.replace("if the tenant", "if the tenant" + " and no other person" * 30),  # more than a quote holds
    ],
)
def test_an_item_that_goes_on_with_nothing_is_quoted_alone(text: str) -> None:
    assert quoted_at(text, "rent late").lower().lstrip("(b)- ") == "pays the rent late."


CODE = (
    "You can stop before one:\n\n.. code-block:: bash\n\n    tool run --stop-before two\n\n    tool list\n\nIt says so."
)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (CODE, CODE.partition("\n\nIt")[0]),
        (
            "You can stop before one:\n\n$ tool stop\n$ tool list\nAnd so on.",
            "You can stop before one:\n\n$ tool stop\n$ tool list",
        ),
        ("You can stop before one::\n\n    stop()\n", "You can stop before one::\n\n    stop()"),
        ("You can stop before one:\n\nIt says so.", "You can stop before one:"),
        ("You can stop before one.\n\n    stop()\n", "You can stop before one."),
        (f"You can stop before one:\n\n    {'x' * 700}", "You can stop before one:"),
    ],
)
def test_what_announces_code_is_quoted_with_it(text: str, quoted: str) -> None:
    assert whole(text) == quoted


def test_of_a_long_list_as_many_items_are_quoted_as_a_quote_holds() -> None:
    items = [f"- item number {number} of the list" for number in range(60)]
    quoted = whole("Bring all of the following:\n" + "\n".join(items))
    assert len(quoted) <= MAX_QUOTE_CHARACTERS
    assert quoted.endswith(items[len(quoted.split("\n")) - 2])


def test_an_item_of_a_quoted_list_is_no_second_quote() -> None:
    source = hit(LIST)
    found = candidates([source], sentences)
    scores = np.arange(len(found), 0, -1).astype(np.float32)
    grounds = Grounds(Evidence(), [source], found, scores, scores > 0)
    assert [each.text[:5] for each in nearest(grounds)] == ["Bring", "Lanes"]
    assert len(chosen(grounds, {"second_margin": 99.0, "max_quotes": 3})) == 2


def test_a_row_too_long_for_a_quote_is_quoted_in_parts_that_are_read_with_its_first_cell() -> None:
    row = "Country: Burundi | Capital: Gitega | " + " | ".join(f"Fact {n}: {'word ' * 8}end" for n in range(20))
    found = candidates([hit(row)], sentences)
    assert [row[each.start : each.end] for each in found] == [each.text for each in found]
    assert max(len(each.text) for each in found) <= 300
    assert " | ".join(each.text for each in found) == row
    assert {each.beside for each in found[1:]} == {"Country: Burundi"}
    assert "Gitega" in best("What is the capital of Burundi?", hit(row))
    assert "Fact 19" in best("What is fact 19 of Burundi?", hit(row))


@pytest.mark.parametrize("mark", ["; ", ", ", " "])
def test_a_sentence_too_long_for_a_quote_is_quoted_in_parts(mark: str) -> None:
    text = mark.join(["the clause goes on"] * 80) + "."
    found = quotable(text)
    assert len(found) > 1
    assert max(map(len, found)) <= MAX_QUOTE_CHARACTERS
    assert sum(len(part) for part in found) >= len(text) - len(mark) * len(found)


def test_a_cell_of_one_word_is_a_fact() -> None:
    assert quotable("Colour | White\nFuel | Diesel") == ["Colour | White", "Fuel | Diesel"]
    assert best("What colour is the car?", hit("Owner | Gabriel\nColour | White\nFuel | Diesel")) == "Colour | White"


def test_a_pair_in_a_row_of_a_form_is_called_by_its_own_name() -> None:
    row = "Email | ada@example.org | VIN | 1C4RJ"
    assert named_by(row, bag("vin")) == bag("vin")
    assert named_by(row, bag("email address")) == bag("email")
    assert named_by("Ladder | Pavel | May", bag("pavel")) == frozenset()
    assert named_by("Item: Ladder | No: 1 | Lent to: Pavel | Since: May", bag("lent")) == frozenset()


def test_lines_of_a_table_of_contents_are_not_quoted() -> None:
    lines = "Contents\n\nIntroduction to the methods 2\nCompounds tested at first 5"
    said = "The first 104 compounds were tested."
    assert quotable(f"{lines}\n\nMethods\n\n{said}") == [said]
    assert quotable("Compounds tested at first 5\nOther compounds of old 9\nAll is said here.", heading="Contents") == [
        "All is said here."
    ]
    assert quotable("Menu\n\nLasagne of the house ........ 12") == ["Lasagne of the house ........ 12"]


GUIDE = (
    "Heating\nThe switch is behind the sofa.\n\nHot water\nThe switch is in the bathroom.\n\n"
    "Oven\nThe switch is above the door."
)


def test_a_sentence_is_read_with_the_section_that_it_stands_in() -> None:
    assert best("Where is the switch of the oven?", hit(GUIDE)) == "The switch is above the door."
    assert best("Where is the switch of the heating?", hit(GUIDE)) == "The switch is behind the sofa."
    assert [each.beside for each in candidates([hit(GUIDE)], sentences)] == ["Heating", "Hot water", "Oven"]


def test_an_item_or_a_row_heads_nothing() -> None:
    found = candidates([hit("- a towel\n\nSize | large\n\nThe pool is shut.\n\nPage 3\n\nIt opens in May.")], sentences)
    assert {each.beside for each in found} == {""}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "They eat fish.[6][7] They nest in trees.[note 2] Most fly.",
            ["They eat fish.[6][7]", "They nest in trees.[note 2]", "Most fly."],
        ),
        ("Lasagne ........ 12.50", ["Lasagne ........ 12.50"]),
        ("Salad ..... €7", ["Salad ..... €7"]),
        ("And so on .... The rest is silence.", ["And so on ....", "The rest is silence."]),
    ],
)
def test_sentences_end_behind_the_numbers_of_notes_and_not_at_leading_dots(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_a_quoted_line_that_introduces_a_message_is_no_answer() -> None:
    line = "> On 8 May 2025 at 11:20, Ilse Roos wrote:"
    text = f"The sofa comes then.\n\n{line}\n\n> It is ready on Friday at nine."
    assert line not in quotable(text, "At what time is it ready?")
    assert line in quotable(text, "Who wrote that?")


def test_a_candidate_has_the_offsets_of_its_page() -> None:
    [found] = candidates([hit("A sentence of five words.", start=30)], sentences)
    assert found == Candidate(1, 30, 55, "A sentence of five words.")


@pytest.mark.parametrize(
    "table",
    [
        "Net        496.50\n-----------------\nVAT         94.34\nTotal      590.84",
        "+-------+------+\n| Name  | Anna |\n+-------+------+\n| Phone | 0123 |\n+-------+------+\n| Room  | 12   |\n"
        "+-------+------+",
    ],
    ids=["a bill", "each row ruled"],
)
def test_a_line_below_a_row_like_the_others_rules_no_names_off_and_heads_nothing(table: str) -> None:
    found = candidates([hit(table)], sentences)
    assert len(found) == 3
    assert {each.beside for each in found} == {""}


def test_a_line_that_ends_a_part_ends_what_its_last_heading_stands_over() -> None:
    text = "Costs\n=====\nThe fee is nine euros.\n\nColm Doran\n\n---\n\nMaeve says that it was paid."
    found = candidates([hit(text)], sentences)
    assert [(each.text, each.beside) for each in found] == [
        ("The fee is nine euros.", "Costs"),
        ("Maeve says that it was paid.", ""),
    ]


def test_a_long_line_above_a_list_is_read_in_no_time() -> None:
    page = f"{'below ' * 20_000}\n\nOne more line.\n- Salt.\n- Oil.\n"
    begun = time.process_time()
    assert [each.head for each in lists_of(page)] == [None]
    assert time.process_time() - begun < 1
