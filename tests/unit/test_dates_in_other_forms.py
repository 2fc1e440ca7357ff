"""A day or month is the same whichever way the question and the page write it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uniconv_edge.assistant.quoting.choice import evidence, score
from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.words.dates import MAY, said, searched, written
from uniconv_edge.assistant.words.terms import asked_words, counts_in, values
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit, Turn

WORD = re.compile(r"[^\W_]+")
SLIP = "ACME Ltd, payroll office\nPeriod: {:02}/2026\nEmployee: Anna Schmidt\nNet pay: {}.70\nPaid to your account."
BOOKED = "Date: {} | Description: Electricity | Amount: -{}.10"


def hit(text: str, rank: int = 1, *, path: str = "a.txt") -> Hit:
    return Hit(rank, 1.0, rank, rank, path, "", None, 0, 0, len(text), text, cosine=0.5)


def chosen(question: str, *texts: str, path: str = "a.txt") -> str:
    hits = [hit(text, rank, path=path) for rank, text in enumerate(texts, 1)]
    found = candidates(hits, sentences, question)
    worth = values(asked_words([Turn("user", question)]), counts_in(texts))
    return found[int(score(worth, hits, found, question=question).total.argmax())].text


def missing(question: str, text: str, *, path: str = "a.txt") -> float:
    hits = [hit(text, path=path)]
    found = candidates(hits, sentences, question)
    worth = values(asked_words([Turn("user", question)]), counts_in([text]))
    return evidence(score(worth, hits, found, question=question), hits, found, question).missing_number


DAYS = (
    "14 March 2026|14th of March 2026|March 14th, 2026|2026-03-14|14.03.2026|14. 3. 2026|14/03/26|14-Mar-26|14.03.26|"
    "2026-03-14T09:30|03/14/2026|14. März 2026|Tue, 14 Mar 2026 10:12"
)
NO_DATES = (
    "You may not smoke.|May I go?|May dogs enter?|Of these, 12 may attend.|YOU MAY NOT|The last may go.|dec|3/4|20/20|"
    "What it is for may vary.|"
    "It has 1600 W.|for 1500 euros|1850 people came|in 1,850 cases|"
    "Soldiers march on.|the march went on|Jan Kowalski|version 1.2.26|10.03.20.5|a gift for Jan|"
    "When is Jan's birthday?|Where does Jan live?"
)


@pytest.mark.parametrize("text", DAYS.split("|"))
def test_a_day_is_read_in_every_form(text: str) -> None:
    assert {"14", "march", "2026"} <= said(text)


@pytest.mark.parametrize("text", ["03/2026", "2026-03", "Mar 2026", "march 2026", "Mar-26", "payslip_2026-03.pdf"])
def test_a_month_is_read_in_every_form(text: str) -> None:
    assert said(text) == {"march", "03", "2026"}


@pytest.mark.parametrize(
    "text", ["in 1888", "before 1888, when it shut", "1888", "1888-04-02", "2 April 1888", "2.4.1888", "Decr. 2nd 1888"]
)
def test_a_year_of_an_earlier_century_is_one_where_it_stands_as_such(text: str) -> None:
    assert "1888" in said(text)


@pytest.mark.parametrize("text", NO_DATES.split("|"))
def test_an_ordinary_word_or_number_is_no_date(text: str) -> None:
    assert not said(text)
    assert written(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "in may",
        "on 3 may",
        "by may 2026",
        "the May newsletter",
        "Month: May | Amount: 3",
        "last may?",
        "rent for may?",
        "the bill of may",
        "May 2026",
    ],
)
def test_may_is_a_month_where_it_stands_as_one(text: str) -> None:
    assert MAY in said(text)


def test_which_number_is_the_month_is_told_by_other_dates_of_the_text_else_it_may_be_either() -> None:
    assert {"june", MAY} <= said("05/06/2026")
    assert written("05/06/2026") == "05/06/2026"
    assert MAY not in said("05/06/2026 and 14/03/2026")
    assert "june" not in said("05/06/2026 and 03/14/2026")
    assert "june" in said("05.06.2026")
    assert MAY not in said("05.06.2026")


def test_a_question_asks_by_the_months_name() -> None:
    for month in ("03/2026", "Mar 2026", "March 2026", "2026-03"):
        assert asked_words([Turn("user", f"What was the net pay in {month}?")])[:2] == ["net", "pay"]
        assert set(asked_words([Turn("user", f"What was the net pay in {month}?")])) == {"net", "pay", "march", "2026"}
    assert asked_words([Turn("user", "What was the net pay in May?")]) == ["net", "pay", MAY]
    assert asked_words([Turn("user", "May guests use the kitchen?")]) == ["guests", "kitchen"]


@pytest.mark.parametrize("question", ["in March", "in Mar 2026", "in 03/2026", "in march", "for 2026-03"])
def test_the_slip_of_the_month_is_quoted(question: str) -> None:
    slips = [SLIP.format(month, 2900 + 7 * month) for month in (2, 3, 4)]
    assert chosen(f"What was the net pay {question}?", *slips) == "Net pay: 2921.70"


def test_a_row_is_of_its_own_date_and_not_of_the_others() -> None:
    rows = "\n".join(BOOKED.format(f"{day}/{month:02}/2026", month) for day, month in ((11, 2), (21, 3), (9, 5)))
    assert chosen("What was the electricity in March?", rows) == BOOKED.format("21/03/2026", 3)
    assert chosen("What was the electricity in May?", rows) == BOOKED.format("9/05/2026", 5)
    assert chosen("What was the electricity on the 21st?", rows) == BOOKED.format("21/03/2026", 3)


def test_what_has_no_date_is_of_the_day_that_it_stands_under_or_that_its_file_is_named_by() -> None:
    diary = "2 June 2025\nSowed one row of beans.\n3 June 2025\nPlanted one row of tomatoes."
    assert chosen("What row was there on 2025-06-03?", diary) == "Planted one row of tomatoes."
    text = "The wall will be white."
    assert missing("Which wall was it on 14 March 2026?", text, path="2026-03-14.txt") == 0.0


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        ("What was it on 14/03/26?", "It was 3 on 14 March 2026.", 0.0),
        ("What was it in 03/2026?", "It was 3 in March 2026.", 0.0),
        ("What was it in March 2026?", "It was 3 on 14/03/26.", 0.0),
        ("What was it in March?", "It was 3 every month.", 0.0),
        ("What was it in March?", "It was 3 on 2026-04-14.", 1.0),
        ("What was it in March 2025?", "It was 3 on 14/03/26.", 1.0),
    ],
)
def test_a_source_holds_a_date_in_any_form_and_lacks_a_month_when_it_is_of_others(
    question: str, text: str, lacking: float
) -> None:
    assert missing(question, text) == lacking


def test_a_row_of_another_month_lacks_the_one_that_is_asked_whatever_stands_below_it() -> None:
    rows = "Date: 30/09/2026 | Balance: 4579.67\nDate: 21/10/2026 | Fee: 3"
    assert missing("What was the balance on 30 October?", rows) == 1.0
    assert missing("What was the balance on 30 September?", rows) == 0.0


def test_a_date_is_searched_for_as_pages_may_write_it() -> None:
    assert searched("the 14th of March 2026", 2030).split() == ["march", "03-14", "14.03", "2026-03", "03/2026"]
    assert searched("in Mar", 2026).split() == ["march", "2026-03", "03/2026", "2025-03", "03/2025"]
    assert searched("You may go in 2025", 2026) == ""


@given(
    st.lists(st.sampled_from([*"0123456789/.-' ,:|\n", "20", "Mar", "may", "ſept", "aprİl", "th", "of ", "the ", "é"]))
)
def test_writing_dates_out_keeps_the_number_of_words(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert len(WORD.findall(written(text))) == len(WORD.findall(text))
    searched(text, 2026)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["What was the net pay in March?", "and in February?"], ["net", "pay", "february"]),
        (["When is the museum open in winter?", "and on Sundays?"], ["museum", "open", "sundays"]),
        (["What did they pay last year?", "and this year?"], ["pay", "year"]),
        (["Who approves a claim of 100 pounds?", "and one of 800?"], ["approves", "claim", "pounds", "800"]),
        (["When is the museum open?", "What happens on Sundays?"], ["happens", "sundays"]),
        (["Can I cancel for free?", "and later than that?"], ["later"]),  # an order is no time
        (["What was the net pay in March?", "and in 02/2026?", "And in May?"], ["net", "pay", "May"]),
        (["What was the net pay in March?", "why?"], ["net", "pay", "march"]),
        (["in March?"], ["march"]),
        (["What was the net pay in March?", "and the tax in May?"], ["tax", "May"]),
        (["why?"], []),
    ],
)
def test_a_question_that_only_says_a_date_asks_what_the_one_before_asked(asked: list[str], words: list[str]) -> None:
    assert asked_words([Turn("user", text) for text in asked]) == words
