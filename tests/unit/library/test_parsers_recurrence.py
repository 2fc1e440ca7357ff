"""What repeats in a calendar, in words."""

import pytest

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.recurrence import moments, repetition, rule_of


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "every week on Tuesday"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO,WE;COUNT=9", "every 2 weeks on Monday and Wednesday, 9 times"),
        ("freq=daily;until=20251231T220000Z", "every day, until 2025-12-31 22:00 UTC"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR", "every month on the first Monday and the last Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,8,15;UNTIL=20251231", "every month on day 1, 8 and 15, until 2025-12-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=YEARLY", "every year"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "every year on 24 December"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "every year on 29 February"),
        ("FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", "every year on the last Sunday in March and October"),
        ("FREQ=WEEKLY;BYDAY=SA;BYMONTH=7", "every week on Saturday in July"),
    ],
)
def test_a_rule_is_told_in_words(rule: str, words: str) -> None:
    assert repetition(rule) == words
    assert repetition(rule_of(words)) == words


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
        "FREQ=HOURLY",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYDAY=TU",
        "FREQ=WEEKLY;BYDAY=1TU",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=4,6;BYMONTHDAY=1,31",
        "FREQ=DAILY;INTERVAL=x",
        "INTERVAL=2",
        "",
    ],
)
def test_a_rule_without_simple_words_stays_as_written(rule: str) -> None:
    assert repetition(rule) == rule
    assert rule_of(rule) == ""


def test_the_rule_of_words_is_the_one_that_they_tell() -> None:
    assert rule_of("every month on the last Thursday, 8 times") == "FREQ=MONTHLY;BYDAY=-1TH;COUNT=8"
    assert rule_of("every week, until 2026-06-30 22:00 UTC") == "FREQ=WEEKLY;UNTIL=20260630T220000Z"
    assert rule_of("every week, weather permitting") == ""


def test_moments_are_dates_and_times_and_anything_else_stays() -> None:
    assert moments("20250503T090000,20250510") == "2025-05-03 09:00, 2025-05-10"
    assert moments("20250503,later") == "20250503,later"


def test_an_event_says_when_it_repeats_and_when_it_does_not() -> None:
    event = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Choir\nDTSTART:20250415T193000\nRRULE:FREQ=WEEKLY;BYDAY=TU\n"
        "EXDATE;TZID=Europe/Berlin:20250422T193000,20250506T193000\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:Choir\n"
        "RECURRENCE-ID:20250429T193000\nDTSTART:20250430T193000\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert assemble(parse(event.encode(), "a.ics").pages[0]).text.split("\n\n")[1::2] == [
        "Start: 2025-04-15 19:30\nRepeats: every week on Tuesday\nExcept: 2025-04-22 19:30, 2025-05-06 19:30",
        "In place of: 2025-04-29 19:30\nStart: 2025-04-30 19:30",
    ]


def test_an_event_without_a_title_is_not_of_the_one_before() -> None:
    tax = "BEGIN:VEVENT\nSUMMARY:Tax\nDTSTART:20250415T193000\nEND:VEVENT\n"
    other = "BEGIN:VEVENT\nDTSTART:20250416T193000\nRRULE:FREQ=WEEKLY\nEND:VEVENT\nBEGIN:VEVENT\nUID:8\nEND:VEVENT\n"
    blocks = parse(f"BEGIN:VCALENDAR\n{tax}{other}END:VCALENDAR\n".encode(), "a.ics").pages[0].blocks
    assert [block.text for block in blocks if block.level] == ["Tax", "Untitled"]
    assert [block.text for block in blocks][-2:] == ["Start: 2025-04-16 19:30", "Repeats: every week"]


def test_an_event_says_which_of_its_dates_another_stands_in_place_of() -> None:
    master = "BEGIN:VEVENT\nUID:7\nSUMMARY:Choir\nDTSTART:20250415T193000\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n"
    other = "BEGIN:VEVENT\nUID:7\nSUMMARY:Choir\nRECURRENCE-ID:20250429T193000\nDTSTART:20250430T193000\nEND:VEVENT\n"
    event = f"BEGIN:VCALENDAR\n{master}{other}{master.replace('UID:7', 'UID:8')}END:VCALENDAR\n"
    assert assemble(parse(event.encode(), "a.ics").pages[0]).text.split("\n\n")[1::2] == [
        "Start: 2025-04-15 19:30\nRepeats: every week\nMoved: 2025-04-29 19:30",
        "In place of: 2025-04-29 19:30\nStart: 2025-04-30 19:30",
        "Start: 2025-04-15 19:30\nRepeats: every week",
    ]
