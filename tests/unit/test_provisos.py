"""Rules and their exceptions in texts with numbered parts: neither is quoted without the other."""

from __future__ import annotations

import time

import pytest

from uniconv_edge.assistant.quoting.lists import with_its_items
from uniconv_edge.assistant.quoting.provisos import asks_for_exceptions, exceptions_of, provisos_of, rules_of
from uniconv_edge.library.provisions import part_within, place_of, provision_asked, provision_end

ACT = """Boats Act

4 Registration

(1) The owner shall register a boat.

(2) Subsection (1) does not apply to a canoe.

5 Lights

(1) A boat shall carry a light.

(2) Notwithstanding subsection (1), no light is needed on a boat that—

(a) is moored; or

(b) is rowed.

(3) A boat may tow another, save as provided in section 7.

6 Noise

(1) No engine shall run at night.

(2) No horn shall be sounded.

(3) This section does not apply to a ferry.

7 Towing

No boat shall tow at night.

8 Ferries

Section 7 does not apply to a ferry.
"""
RULES = """PART 1

2.1 Dogs must be kept on a lead.
2.2 Cats need no lead.
2.3 Guide dogs are exempt from rule 2.1.
3.1 Gates are shut at ten. It does not apply on Fridays.
"""


def told(page: str, spans: list[tuple[int, int]]) -> list[str]:
    return [" ".join(page[start:end].split()) for start, end in spans]


def at(page: str, text: str) -> tuple[int, int]:
    start = page.index(text)
    return start, start + len(text)


@pytest.mark.parametrize(
    ("page", "rule", "exception"),
    [
        (ACT, "(1) The owner shall register a boat.", "(2) Subsection (1) does not apply to a canoe."),
        (
            ACT,
            "(1) A boat shall carry a light.",
            "(2) Notwithstanding subsection (1), no light is needed on a boat that— (a) is moored; or (b) is rowed.",
        ),
        (ACT, "(2) No horn shall be sounded.", "(3) This section does not apply to a ferry."),
        (ACT, "No boat shall tow at night.", "Section 7 does not apply to a ferry."),
        (RULES, "2.1 Dogs must be kept on a lead.", "2.3 Guide dogs are exempt from rule 2.1."),
    ],
)
def test_the_exceptions_of_a_rule_are_those_that_name_its_part(page: str, rule: str, exception: str) -> None:
    assert told(page, exceptions_of(page, *at(page, rule))) == [exception]


@pytest.mark.parametrize("text", ["2.2 Cats need no lead.", "Section 7 does not apply to a ferry."])
def test_what_names_another_part_is_no_exception(text: str) -> None:
    page = RULES if text in RULES else ACT
    assert exceptions_of(page, *at(page, text)) == []


def test_an_item_has_no_exception_of_another_item() -> None:
    page = "9 Notice\n\n(1) He gives—\n\n(a) 90 days; or\n\n(b) 14 days.\n\n(2) Subsection (1)(a) does not apply now."
    assert told(page, exceptions_of(page, *at(page, "(a) 90 days;"))) == ["(2) Subsection (1)(a) does not apply now."]
    assert exceptions_of(page, *at(page, "(b) 14 days.")) == []


@pytest.mark.parametrize(
    ("exception", "rule"),
    [
        ("(2) Subsection (1) does not apply to a canoe.", ["(1) The owner shall register a boat."]),
        ("(3) A boat may tow another, save as provided in section 7.", ["No boat shall tow at night."]),
        ("(1) No engine shall run at night.", []),
    ],
)
def test_an_exception_is_from_the_part_that_it_names(exception: str, rule: list[str]) -> None:
    assert told(ACT, rules_of(ACT, *at(ACT, exception))) == rule


def test_the_heading_of_an_exception_is_none() -> None:
    page = "Rights\n\n3. You may cancel.\n\nGoods to which rule 3 does not apply\n\n4. Rule 3 does not apply to milk.\n"
    assert told(page, provisos_of(page, *at(page, "3. You may cancel."))) == ["4. Rule 3 does not apply to milk."]


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What are the exceptions?", True),
        ("Is there any exception to that rule?", True),
        ("Who is exempt?", True),
        ("Which goods are exempt from duty?", False),
        ("What are the rules?", False),
    ],
)
def test_exceptions_are_asked_for_where_nothing_else_is(question: str, asks: bool) -> None:
    assert asks_for_exceptions(question) is asks


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("And paragraph 3?", "What does section 8(3) say?"),
        ("what does (b) say?", "What does section 8(b) say?"),
        ("and subsection (2)(a)?", "What does section 8(2)(a) say?"),
        ("And 4.1?", "What does section 4.1 say?"),
        ("And section 9?", ""),
        ("And 3 boats?", ""),
    ],
)
def test_a_part_within_another_is_asked_for_by_both_numbers(question: str, read: str) -> None:
    assert part_within(question, "8") == read


@pytest.mark.parametrize("question", ["What does rule 10 say?", "What does 17.04.040 say?", "And reg. 4?"])
def test_rules_and_numbers_alone_are_asked_for_too(question: str) -> None:
    assert provision_asked(question) is not None


@pytest.mark.parametrize("question", ["show me order 45", "What about 3.5?", "What was 12 say?"])
def test_other_numbers_are_of_no_part(question: str) -> None:
    assert provision_asked(question) is None


@pytest.mark.parametrize(
    ("page", "text", "numbers", "mark"),
    [
        (ACT, "(2) Subsection", ("4",), "2"),
        (ACT, "(b) is rowed", ("5",), "2"),
        (RULES, "2.3 Guide", ("2.3",), ""),
        ("Article 9 Papers\n\n1. Ask.\n\n2. Object within a month.", "Object", ("2", "9"), "2"),
        ("7.—(1) Goods are sent.\n\n(2) The buyer pays.", "(2) The", ("7",), "2"),
        ("No numbers here.", "numbers", (), ""),
    ],
)
def test_a_place_is_of_the_parts_above_it(page: str, text: str, numbers: tuple[str, ...], mark: str) -> None:
    place = place_of(page, page.index(text))
    assert (place.numbers, place.mark) == (numbers, mark)


@pytest.mark.parametrize(
    ("question", "page", "begins", "ends"),
    [
        ("What does section 6 say?", ACT, "(1) No engine", "to a ferry."),
        ("What does section 6(2) say?", ACT, "(2) No horn", "be sounded."),
        ("What does rule 2.1 say?", RULES, "2.1 Dogs", "a lead."),
    ],
)
def test_a_part_is_quoted_up_to_the_next(question: str, page: str, begins: str, ends: str) -> None:
    asked, start = provision_asked(question), page.index(begins)
    assert asked is not None
    assert provision_end(asked, page, start) == page.index(ends, start) + len(ends)


def test_an_item_that_begins_with_a_figure_goes_on_with_the_sentence_above() -> None:
    page = "A landlord may end the lease by giving—\n(a) 90 days' notice; or\n(b) 14 days' notice."
    assert with_its_items(page, page.index("(b)"), len(page)) == (0, len(page))


def test_a_long_page_of_references_is_read_at_once() -> None:
    page = "\n\n".join(
        f"{n} Part\n\n(1) Section {n % 90} does not apply to subsection (1), (2) or (3)." for n in range(400)
    )
    began = time.process_time()
    provisos_of(page, 20_000, 20_100)
    assert time.process_time() - began < 1
