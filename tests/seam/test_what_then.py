"""Questions behind an answer with the shipped model: what then is, the other one, what was pasted, whom a pronoun
means, and the filters to which the documents that are meant without a name are held."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.types import Answer

pytestmark = pytest.mark.model
RECIPE = "# {name}\n\nA hearty dish.\n\n## Ingredients\n\n- {needed}\n- 2 onions, chopped\n"
INVOICE = (
    "GREENLEAF JOINERY\nInvoice {number}\n\nBill to: {to}\nDate: 3 May 2026\n\nOak boards | £500.00\n"
    "Total due: £520.00\n"
)
DOCUMENTS = {
    "course.md": "# Pottery course\n\nThe fee of the pottery course is due within seven days of booking. No receipt is "
    "sent for that. If it has not arrived by then, your place goes to somebody else. Cheques are not taken.\n",
    "router.md": "# Workshop\n\nThe Felder router costs £790 a month over 60 months. It stands in the north bay.\n",
    "insurance.md": "# Letter\n\nYour premium is 14.90 euros a month at present. From 1 July 2026 it will be 16.20 "
    "euros a month.\n\nIf you do not agree with the new premium you may end the policy by 30 June 2026.\n",
    "arnold.md": "# Nell Arnold\n\nNell Arnold was born on August 5, 1930, in Auglaize near Wapa.\n\n"
    "Arnold died in Kent on August 25, 2012, at the age of 82.\n",
    "care.md": "# Care plan\n\nThe plan was made by Sister Moira Jessop.\n\nThursday 14.00 Mr Pugh, physiotherapist "
    "(until the end of March)\n\nTuesday 11.00 Sister Jessop: blood sugar, pressure, skin\n",
    "moving.md": "# The move\n\nThe deposit can be paid in three instalments, the first when we get the keys.\n\nThe "
    "keys are handed over on Friday 13 June at nine.\n",
    "recipes/lasagna.md": RECIPE.format(name="Lasagna", needed="12 pasta sheets"),
    "recipes/goulash.md": RECIPE.format(name="Goulash", needed="500 g of beef"),
    "sales/invoice-7.txt": INVOICE.format(number=7, to="Dr Obi, Mill Lane"),
    "home.md": "# Home\n\n## Kitchen\n\n- [ ] paint the wall\n- [ ] order tiles\n\n## Bath\n\n- [ ] mend the tap\n\n"
    "## Train\n\n- [ ] book the train to Kitchener\n",
}


def first(answer: Answer) -> str:
    """What is quoted first, "" for a refusal."""
    return answer.quotes[0].text if answer.quotes else ""


@pytest.mark.parametrize(
    ("questions", "quoted"),
    [
        (("When is the fee of the pottery course due?", "and what happens if I don't?"), "If it has not arrived"),
        (("When is the fee of the pottery course due?", "what if I can't make it?"), "If it has not arrived"),
        (("Who is Sister Jessop?", "when does she come?"), "Tuesday 11.00 Sister Jessop"),
        (("Where was Nell Arnold born?", "And when did she die?"), "Arnold died in Kent"),
        (("When do we get the keys?",), "The keys are handed over on Friday 13 June"),
        (("Which tasks are open for the kitchen?",), "[ ] paint the wall"),
    ],
)
def test_what_answers_is_quoted_first(assistant: Assistant, questions: tuple[str, ...], quoted: str) -> None:
    assert first(ask(assistant, *questions)).startswith(quoted)


def test_tasks_below_another_heading_of_a_short_note_are_not_counted(assistant: Assistant) -> None:
    found = ask(assistant, "Which tasks are open for the kitchen?")
    assert [quote.text for quote in found.quotes] == ["[ ] paint the wall", "[ ] order tiles"]


def test_the_other_one_is_never_what_was_just_quoted(assistant: Assistant) -> None:
    before = ask(assistant, "How much a month is the Felder router?")
    after = ask(assistant, "How much a month is the Felder router?", "what did the other one cost?")
    assert first(before)
    assert first(before) not in [quote.text for quote in after.quotes]


@pytest.mark.parametrize(
    ("question", "is_quoted"),
    [
        ('They write: "From 1 July 2026 it will be 16.20 euros a month." Can I end the policy?', False),
        ("Is it true that from 1 July 2026 it will be 16.20 euros a month?", True),
    ],
)
def test_what_is_pasted_before_a_question_does_not_answer_it(
    assistant: Assistant, question: str, is_quoted: bool
) -> None:
    assert first(ask(assistant, question)).startswith("From 1 July") is is_quoted


def test_a_document_beside_another_is_asked_within_the_filters_alone(assistant: Assistant) -> None:
    questions = ("What are the ingredients of the lasagna?", "and the goulash?")
    assert PurePath(ask(assistant, *questions).quotes[0].path).name == "goulash.md"
    assistant.filters = "path:lasagna.md"
    try:
        bound = ask(assistant, *questions)
    finally:
        assistant.filters = ""
    assert "goulash" not in bound.note
    assert all("lasagna" in quote.path for quote in bound.quotes)


def test_for_whom_the_paper_quoted_last_is_is_told_within_the_filters_alone(assistant: Assistant) -> None:
    behind = "How much is invoice 7?"
    assert "Dr Obi" in first(ask(assistant, behind, "who is it for?"))
    assert "Dr Obi" not in first(ask(assistant, behind, "path:recipes/ who is it for?"))
