"""Dates of a text are days, spans of days and months, in the year that is meant."""

from datetime import date

import pytest

from uniconv_edge.assistant.quoting.day_over import day_of_file, day_over, note_of_day
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.days import days_in, is_day_alone, told, years_near
from uniconv_edge.types import Hit

CHANGED = date(2026, 11, 29)


def read(text: str, before: date | None = None, changed: date | None = CHANGED) -> list[str]:
    return [told(each.first, each.last) for each in days_in(text, years_near(text, before, changed))]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("From Monday 10 to Wednesday 12 May 2027", ["10 to 12 May 2027"]),
        ("the weekend of 5 and 6 December", ["5 December 2026", "6 December 2026"]),
        ("holidays 27 March to 11 April", ["27 March to 11 April 2027"]),
        ("28 December to 3 January 2027", ["28 December 2026 to 3 January 2027"]),
        ("30 Nov \u2013 6 Dec", ["30 November to 6 December 2026"]),
        ("Start: 2026-12-12 19:00\nEnd: 2026-12-13 20:00", ["12 to 13 December 2026"]),
        ("From: 2026-12-21 | To: 2027-01-01 | Days: 8", ["21 December 2026 to 1 January 2027"]),
        ("on 3 December and 10 December", ["3 December 2026", "10 December 2026"]),
        ("Letter of 16 November 2026\n- Sunday 13 December: bazaar", ["16 November 2026", "13 December 2026"]),
        ("valid until 06/2027", ["June 2027"]),
        ("31 February 2026", []),
        ("fermé du 18 au 25 juillet 2026", ["18 to 25 July 2026"]),
        ("le 1er août, à partir d'avril", ["1 August 2026", "April 2027"]),
        ("fin mars 2027", ["March 2027"]),
        ("del 18 al 25 de agosto de 2026", ["18 to 25 August 2026"]),
        ("10 de enero al 18 de abril de 2026", ["10 January to 18 April 2026"]),
        ("el 3 y 4 de mayo, en julio", ["3 May 2027", "4 May 2027", "July 2026"]),
        ("dal 2 al 5 maggio 2027", ["2 to 5 May 2027"]),
        ("5 de março de 2027", ["5 March 2027"]),
        ("The planet Mars, Julio, Avril and Marco, toast with mayo and 5 Mars bars", []),
        ("vom 12. bis 16. Mai 2027, am 5. und 6. Juni 2027", ["12 to 16 May 2027", "5 June 2027", "6 June 2027"]),
        ("Elternabend am 27.3. um 19 Uhr, zahlbar bis 31. 3. 2027", ["27 March 2027", "31 March 2027"]),
        ("Freitag, 4.12. oder vom 7.12. bis zum 9.12.", ["4 December 2026", "7 to 9 December 2026"]),
        ("Siehe 3.4. und am 3.4.5 oder den 32.1.", []),
    ],
)
def test_days_and_spans_are_read(text: str, days: list[str]) -> None:
    assert read(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Leeds, 12 October 1998\n\nThe board meets on 3 December.", ["12 October 1998", "3 December 1998"]),
        ("Pay \u00a360 by 18 December 2026 and the rest by 26 March.", ["18 December 2026", "26 March 2027"]),
        ("Born 19 June 2016. Dentist on 12 November.", ["19 June 2016", "12 November 2026"]),
        ("On 6 May 2026 a scan. Crown put on 12 Nov.", ["6 May 2026", "12 November 2026"]),
    ],
)
def test_a_year_that_is_not_told_is_that_of_the_dates_above(text: str, days: list[str]) -> None:
    assert read(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Month 2025 | Joined\nMonth 2025: March | Joined: 3", ["March 2025"]),
        ("Item: Heating | Paid until 2024: 31 March | Remark: 3 October", ["31 March 2024", "3 October 2026"]),
        ("Year: 2024 | Month: March | Sum: 3", ["March 2024"]),
        ("Year: 2024 | Sum: 3\nMonth: October", ["October 2026"]),
        ("The plan for 2025: 3 October, the fair.", ["3 October 2026"]),
    ],
)
def test_a_year_that_is_not_told_is_that_of_the_row(text: str, days: list[str]) -> None:
    assert read(text) == days


def test_a_day_of_the_week_tells_the_year_or_that_it_is_none() -> None:
    assert read("Thu 3 Dec") == ["3 December 2026"]
    assert read("Thu 4 Dec") == ["4 December 2025"]
    assert read("Tue 4 Dec") == []
    assert read("4 December (Fri)") == ["4 December 2026"]


@pytest.mark.parametrize(
    "text",
    ["Dinner with friends 12 May", "12 May, wedding of Anna", "12 May (money for the roof)", "12 May, sun hats needed"],
)
def test_words_that_begin_as_a_day_of_the_week_are_none(text: str) -> None:
    assert read(text, changed=date(2026, 5, 1)) == ["12 May 2026"]


def test_a_date_without_a_year_is_of_none_where_nothing_tells_it() -> None:
    assert read("On 3 December he set out.", changed=None) == []
    assert read("On 3 December he set out.", before=date(1812, 11, 1), changed=None) == ["3 December 1812"]


@pytest.mark.parametrize(
    "line",
    ["Wed 9 Sept", "Mon 21 Sept to Thu 24 Sept", "2026-09-09", "Thursday, the 3rd of December 1998:", "9/10/2026"],
)
def test_a_line_may_only_name_a_day(line: str) -> None:
    assert is_day_alone(line)


@pytest.mark.parametrize(
    "line",
    [
        "Due: 9 Sept",
        "Leeds, 9 September 2026",
        "Wednesday",
        "On site at 7.40",
        "14",
        "",
        "30 | 31.12.2028 | 1,120.00 | 149.45",
    ],
)
def test_a_line_that_says_more_or_no_day_is_none(line: str) -> None:
    assert not is_day_alone(line)


DIARY = (
    "Wed 9 Sept\nThe boards came, two short. Paid.\n\n"
    "Thu 10 Sept\nFirst fix done. Inspected on 8 September. They were painted each autumn.\n"
)


@pytest.mark.parametrize(
    ("question", "quote", "note"),
    [
        ("When did the boards come?", "The boards came, two short.", "This stands under “Wed 9 Sept”."),
        ("Which day was first fix done?", "First fix done.", "This stands under “Thu 10 Sept”."),
        ("When was it inspected?", "Inspected on 8 September.", ""),  # which names a day itself
        ("Who brought the boards?", "The boards came, two short.", ""),
        ("When is the next delivery?", "The boards came, two short.", ""),
        ("When were they painted?", "They were painted each autumn.", ""),
    ],
)
def test_what_names_no_day_is_of_the_one_that_it_stands_under(question: str, quote: str, note: str) -> None:
    start = DIARY.index(quote)
    assert note_of_day(question, DIARY, start, start + len(quote), "diary.md") == note
    assert not note_of_day(question, quote, 0, len(quote), "diary.md")


def test_what_was_new_in_a_version_stands_below_its_day() -> None:
    text = "[2.3.0] - 2025-10-21\n\nChanged\n- The lock is one of the database now.\n"
    start = text.index("- The lock")
    note = "This stands under “[2.3.0] - 2025-10-21”."
    assert note_of_day("When was the lock changed?", text, start, len(text), "changes.md") == note
    undated = text.replace(" - 2025-10-21", "")
    assert not note_of_day("When was the lock changed?", undated, start - 13, len(text) - 13, "changes.md")


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("journal/2025-03-23.md", date(2025, 3, 23)),
        ("journal/2025-03-23 Sunday.md", date(2025, 3, 23)),
        ("23 March 2025.txt", date(2025, 3, 23)),
        ("2025-03.md", None),
        ("2025-03-23 letter to the bank.txt", None),
        ("2025-03-23 to 2025-03-25.md", None),
        ("notes.md", None),
    ],
)
def test_a_daily_note_is_of_the_day_that_its_file_is_named_by(path: str, day: date | None) -> None:
    text = "Planted the peas."
    assert day_of_file(path) == day
    note = note_of_day("When did I plant the peas?", text, 0, len(text), path)
    assert note == (f"This stands in `{path.rpartition('/')[2]}`." if day else "")
    assert not note_of_day("When do I plant the peas?", text, 0, len(text), path)


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("2 March 2025\nRan far.\n\n23 March 2025\nPlanted the peas.", "23 March 2025"),
        ("23 March 2025\n\nDear Ann,\n\nPlanted the peas.", ""),  # the date of a letter
        ("2 March 2025\nRan far.\nPlanted the peas.\n\n23 March 2025\nSlept.", "2 March 2025"),
    ],
)
def test_a_sentence_of_a_diary_is_of_the_day_above_it(text: str, over: str) -> None:
    hit = Hit(1, 1.0, 1, 1, "diary.txt", "Diary", None, 0, 0, len(text), text)
    start = text.index("Planted")
    assert day_over(Candidate(1, start, start + 17, "Planted the peas."), hit) == over
