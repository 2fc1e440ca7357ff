"""Words for time are read as days of the calendar, counted from today."""

from datetime import date

import pytest
from patience import grows_no_faster_than_its_input

from uniconv_edge.assistant.words.days import told
from uniconv_edge.assistant.words.periods import period_of

SUNDAY = date(2026, 11, 29)
WEDNESDAY = date(2026, 12, 2)


def read(question: str, today: date = SUNDAY, after: str = "") -> str:
    before = period_of(after, today) if after else None
    found = period_of(question, today, before)
    return "" if found is None else told(found.first, found.last)


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What do I have to do next week?", "30 November to 6 December 2026"),
        ("anything on thursday?", "3 December 2026"),
        ("What happened on Monday?", "23 November 2026"),
        ("last Thursday", "26 November 2026"),
        ("Thursday next week", "3 December 2026"),
        ("what is on tomorrow evening?", "30 November 2026"),
        ("the day after tomorrow", "1 December 2026"),
        ("what did I do yesterday", "28 November 2026"),
        ("this weekend", "28 to 29 November 2026"),
        ("next weekend", "5 to 6 December 2026"),
        ("last month", "October 2026"),
        ("next year", "2027"),
        ("in the next two weeks", "29 November to 13 December 2026"),
        ("the last 10 days", "19 to 29 November 2026"),
        ("the week after next", "7 to 13 December 2026"),
        ("What is on on New Year's Eve?", "31 December 2026"),
        ("who is here new years day", "1 January 2027"),
        ("What did we do on Christmas Day?", "25 December 2025"),
        ("on Boxing Day evening", "26 December 2026"),
        ("When is the Christmas Eve service?", ""),  # a thing, not a time
        ("What did I do in October?", "October 2026"),
        ("What is due in October?", "October 2027"),
        ("last May", "May 2026"),
        ("in may", "May 2027"),
        ("on 3 December", "3 December 2026"),
        ("on 3 December 1998", "3 December 1998"),
        ("What happened on 3 December?", "3 December 2025"),
        ("between 3 and 10 December", "3 to 10 December 2026"),
        ("in the week of 16 December", "14 to 20 December 2026"),
        ("on the 3rd", "3 December 2026"),
        ("on Friday the 11th", "11 December 2026"),
        ("before Friday", "29 November to 3 December 2026"),
        ("by Friday evening", "29 November to 4 December 2026"),
        ("since October", "1 October to 29 November 2026"),
        ("rest of the month", "29 to 30 November 2026"),
        ("What may I do?", ""),
        ("open on Thursdays", ""),
        ("every Thursday", ""),
        ("any weekend", ""),
        ("what comes next?", ""),
        ("31 February", ""),
        ("in 2025", ""),
        ("the week after", ""),
        ("what did I do on Easter Sunday?", ""),
        ("Thursday of last week", "19 November 2026"),
        ("what was due thursday  week", "26 November 2026"),
        ("the previous 2 weeks", "15 to 29 November 2026"),
        ("what do I pay from next summer on?", "1 June to 31 August 2027"),
        ("who came last summer?", "1 June to 31 August 2026"),
        ("last autumn", "1 September to 30 November 2025"),
        ("this winter", "1 December 2026 to 28 February 2027"),
        ("when is the next summer party?", ""),
        ("did we use more than last year?", ""),
        ("is it warmer in May than in June?", "May 2027"),
        ("was it more than on 14 March 2025?", ""),
        ("what must be paid in December?", "December 2026"),
        ("what is paid in October?", "October 2027"),
        ("what have we paid in October?", "October 2026"),
    ],
)
def test_words_for_time_are_days(question: str, days: str) -> None:
    assert read(question) == days


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("on Tuesday", "8 December 2026"),
        ("on Wednesday", "2 December 2026"),
        ("next Friday", "11 December 2026"),
        ("this weekend", "5 to 6 December 2026"),
        ("this week", "30 November to 6 December 2026"),
        ("what did she say on Wednesday?", "25 November 2026"),
    ],
)
def test_a_day_of_the_week_is_the_coming_or_the_last_one(question: str, days: str) -> None:
    assert read(question, WEDNESDAY) == days


@pytest.mark.parametrize(
    ("after", "question", "days"),
    [
        ("next week", "and the week after?", "7 to 13 December 2026"),
        ("on 3 December", "and the week after that?", "7 to 13 December 2026"),
        ("on 3 December", "and the day before?", "2 December 2026"),
        ("next week", "and on Sunday?", "6 December 2026"),
        ("on 16 December", "and on Thursday?", "17 December 2026"),
        ("today", "and on Thursday?", "3 December 2026"),
    ],
)
def test_days_are_counted_from_the_question_before(after: str, question: str, days: str) -> None:
    assert read(question, after=after) == days


def test_what_is_beyond_the_calendar_is_no_time() -> None:
    assert period_of("next year", date(9999, 5, 1)) is None


@pytest.mark.parametrize("words", ["by 5 May ", "every monday "])
def test_a_long_question_takes_no_longer_than_several_short_ones(words: str) -> None:
    assert grows_no_faster_than_its_input(read, words.__mul__, 250)
