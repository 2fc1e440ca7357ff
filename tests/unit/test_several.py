"""A question for several things is answered by a whole list, one for a single thing by its item."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.quoting.lists import list_at, lists_of
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.quoting.several import MAX_CHARACTERS, asks_for_several, asks_how, whole

CAKE = """Plum cake

It is old. You need:
- 350 g flour
- 120 g lard
- 700 g plums

Method
1. Rub the lard into the flour.
2. Add the plums.
   Press them in.
3. Bake.

Keeps four days."""


def quoted(question: str, text: str, page: str = CAKE, called: str = "Plum cake") -> tuple[str, str]:
    start = page.index(text)
    found = whole(Candidate(1, start, start + len(text), text), page, question, called)
    assert found.candidate.text == page[found.candidate.start : found.candidate.end]
    return found.candidate.text, found.note


@pytest.mark.parametrize(
    "question",
    [
        "What are the ingredients of the soup?",
        "which medicines does Leo take?",
        "What do I need for the plum cake?",
        "what does the insurance not cover?",
        "What is not covered?",
        "what's on my shopping list?",
        "List the opening hours.",
        "Ingredients for the soup please",
        "and what other rooms are there?",
        "Who are the members of the committee?",
        "What do the children have to bring to the cave?",
        "Which Rechnungen are not paid?",
    ],
)
def test_plural_nouns_ask_for_several(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the address?",
        "What happens in May?",
        "what does the bus cost?",
        "Which tool do I need?",
        "What do I need to pay?",
        "What did he do?",
        "When are they back?",
        "how much does it cost?",
        "Who was the boss of the firm?",
        "What are the basis of it?",
        "What happens when leaks are found?",
        "What must the sauna have so that the liability cover applies?",
    ],
)
def test_other_questions_ask_for_one(question: str) -> None:
    assert not asks_for_several(question)


def test_how_asks_for_steps() -> None:
    assert asks_how("How do I make it?")
    assert asks_how("how to bake the cake")
    assert not asks_how("How much flour do I need?")


def test_an_item_is_quoted_with_its_list_where_several_are_asked() -> None:
    ingredients = CAKE[CAKE.index("You need:") : CAKE.index("\n\nMethod")]
    assert quoted("What do I need for the plum cake?", "- 700 g plums") == (ingredients, "")
    assert quoted("How much flour is in the cake?", "- 350 g flour") == ("- 350 g flour", "")
    steps = CAKE[CAKE.index("Method") : CAKE.index("\n\nKeeps")]
    assert quoted("How do I make plum cake?", "2. Add the plums.") == (steps, "")
    assert quoted("How do I bake it?", "3. Bake.") == ("3. Bake.", "")  # which it alone says
    assert quoted("What are the steps?", "Keeps four days.") == ("Keeps four days.", "")


def test_of_a_long_list_the_items_that_are_not_quoted_are_counted() -> None:
    items = [f"- thing number {number} of what has to be packed for the trip" for number in range(60)]
    page = "Bring:\n" + "\n".join(items)
    text, note = quoted("What things do I need?", items[1], page)
    assert len(text) <= MAX_CHARACTERS
    left = len(items) - len(text.split("\n")) + 1
    assert note == f"{left} more items of the list stand there."
    assert quoted("Where is it?", items[1], page) == (items[1], "")
    text, note = quoted("Where is it?", "Bring:", page)
    assert text.startswith("Bring:\n- thing")
    assert note.endswith("more items of the list stand there.")


def test_a_small_table_is_quoted_whole_where_several_are_asked() -> None:
    page = "Article | Sum\nArticle: Ring | Sum: £3,200\nArticle: Cello | Sum: £6,800\n\nAll is insured."
    row = "Article: Cello | Sum: £6,800"
    assert quoted("Which articles are insured?", row, page)[0] == page.partition("\n\n")[0]
    assert quoted("Which sums are for the cello?", row, page)[0] == row
    assert quoted("What is the sum of the cello?", row, page)[0] == row


def test_inner_items_are_of_the_one_above_them() -> None:
    page = "1. Not covered\n- wear\n- theft\n\n2. Listed\nA ring.\n\n(a) one\n(b) two\n  - within\n  - beside"
    found = [[page[a:b] for a, b in each.items] for each in lists_of(page)]
    assert found == [["- wear", "- theft"], ["(a) one", "(b) two\n  - within\n  - beside"], ["- within", "- beside"]]
    listed = list_at(page, page.index("- theft"), page.index("- theft") + 7)
    assert listed is not None
    assert listed.head == (0, len("1. Not covered"))


@pytest.mark.parametrize("text", ["Ada says this. Bring:", "Things"])
def test_what_announces_a_list_is_its_last_sentence_or_a_heading(text: str) -> None:
    page = f"{text}\n\n- a towel\n- goggles"
    [listed] = lists_of(page)
    assert page[listed.start :] == page[page.index(text.split(". ")[-1]) :]
    assert lists_of(page.replace(text, "It is open."))[0].head is None


def test_numbered_headings_of_a_text_are_no_items_of_a_list() -> None:
    text = (
        "1. What is insured\nInsured is the bicycle.\n2. Against what\nWe pay for theft.\n3. Papers\nSend the receipt."
    )
    assert lists_of(text) == ()
    items = "1. Take the pump out\nand clean it.\n2. Put it back.\nIt clicks.\n3. Close the door"
    assert [len(each.items) for each in lists_of(items)] == [3]


def test_a_list_ends_above_the_line_of_another_version() -> None:
    notes = "2.3 – 10 November 2026\n- Faster oars\n- New paint\n2.2 – 3 May 2026\n- Fixed a leak\n- New keel"
    items = [[notes[slice(*item)] for item in each.items] for each in lists_of(notes)]
    assert items == [["- Faster oars", "- New paint"], ["- Fixed a leak", "- New keel"]]


def test_steps_below_a_heading_that_says_what_is_asked_are_quoted_whole_though_they_have_no_numbers() -> None:
    page = "Cancelling the season ticket\n\n- Log in.\n- Choose Withdraw.\n- Press Continue."
    assert quoted("How do I cancel my season ticket?", "- Log in.", page)[0] == page
    assert quoted("How do I cancel the fishing licence?", "- Log in.", page)[0] == "- Log in."
    assert quoted("Where do I cancel my season ticket?", "- Log in.", page)[0] == "- Log in."


@pytest.mark.parametrize(
    ("above", "is_whole"),
    [
        ("Follow all of the steps below:", True),
        ("It is told here:", False),
        ("Follow all of the steps below.", False),
    ],
)
def test_what_announces_steps_may_stand_above_one_paragraph_more(above: str, *, is_whole: bool) -> None:
    page = f"{above}\n\nDo it within one hour.\n\n1. Send a mail.\n2. Wait."
    assert quoted("How do I report it?", above, page)[0] == (page if is_whole else above)


def test_of_the_clauses_of_an_agreement_the_one_that_answers_is_quoted_alone() -> None:
    clauses = (
        "1. Calls are made within 30 minutes of the agreed time.\n2. A call that is cancelled is charged in full.\n"
        "3. The agreement may be ended with 28 days' notice.\n4. Keep the key in the safe.\n"
    )
    end = "3. The agreement may be ended with 28 days' notice."
    assert quoted("How do I end the agreement?", end, clauses)[0] == end
    steps = "1. Press the button that is lit.\n2. Wait until all lamps are off.\n3. The reset is done.\n"
    assert quoted("How do I start it?", "1. Press the button that is lit.", steps)[0] == steps.strip()


def test_what_a_clause_denies_is_quoted_with_its_rule() -> None:
    clauses = (
        "1. Calls are made at 8.\n"
        "2. A call that is cancelled is charged. Calls cancelled for a stay in hospital are not.\n"
        "3. The key is in the safe. The code is changed each year.\n"
    )
    exception, rest = "Calls cancelled for a stay in hospital are not.", "The code is changed each year."
    rule = f"2. A call that is cancelled is charged. {exception}"
    assert quoted("What if I cancel a call?", exception, clauses)[0] == rule
    assert quoted("When is the code changed?", rest, clauses)[0] == rest
    assert quoted("What if I cancel a call?", exception, clauses.replace("2. ", "- "))[0] == exception


@pytest.mark.parametrize(
    ("question", "sentence", "page", "expected"),
    [
        (
            "May I bring my dog?",
            "8.3 Dogs may be brought on Fridays.",
            "8.2 A job.\n\n8.3 Dogs may be brought on Fridays. Dogs are not allowed in London.\n\n8.4 Smoking is not.",
            "8.3 Dogs may be brought on Fridays. Dogs are not allowed in London.",
        ),
        (
            "Are there exceptions?",
            "Exceptions are not granted after the trip.",
            "8.1 Exceptions are granted by the director. Exceptions are not granted after the trip.",
            "8.1 Exceptions are granted by the director. Exceptions are not granted after the trip.",
        ),
        (
            "May I have a charcoal grill?",
            "Gas grills are allowed until 22:00.",
            "Charcoal is not used on balconies. Gas grills are allowed until 22:00. The garden closes at 21:00.",
            "Charcoal is not used on balconies. Gas grills are allowed until 22:00.",
        ),
    ],
)
def test_a_rule_is_quoted_with_what_it_denies(question: str, sentence: str, page: str, expected: str) -> None:
    assert quoted(question, sentence, page)[0] == expected


@pytest.mark.parametrize(
    ("question", "sentence", "page"),
    [
        # of another thing
        ("Are fines paid?", "Fines are never paid.", "2.6 Cars: 0.38 euros a kilometre. Fines are never paid."),
        (
            "When are salaries due?",
            "7.1 Salaries come on the 26th.",
            "7.1 Salaries come on the 26th. No bonus is paid.",
        ),
        # told, and no rule
        ("When did Ann come?", "Ann came on Monday.", "Ann came on Monday. Ann did not bring the keys."),
        # what the question does not name
        ("Are gas grills allowed?", "Gas grills are allowed.", "Charcoal is not used here. Gas grills are allowed."),
        # the next clause
        ("May I bring my dog?", "8.3 Dogs are allowed.", "8.3 Dogs are allowed.\n\n8.4 Dogs are not left alone."),
    ],
)
def test_what_is_denied_of_another_thing_is_not_quoted_with_it(question: str, sentence: str, page: str) -> None:
    assert quoted(question, sentence, page)[0] == sentence
