"""What is dated is found in a real library by the clock, in the order of its days."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from asking import ask_next as ask
from fakes import FakeEmbedder

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.calendar import almanac
from uniconv_edge.assistant.calendar.agenda import asks
from uniconv_edge.assistant.calendar.almanac import lines_asked, note_of, past_over
from uniconv_edge.assistant.rows.of_days import of_days
from uniconv_edge.library.query import Filters
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.types import QuoteFound, Retrieved, Turn

TODAY = date(2026, 11, 29)
DOCUMENTS = {
    "todo.md": "# To do\n\n(updated Fri 27 November 2026)\n\n- Thu 3 Dec: dentist 16:20, crown fitting\n"
    "- Tue 1 Dec: Pippin to the vet. Bring the card.\n- parcel to Canada: last date 4 December\n",
    "letter.txt": "Harrow & Finch Ltd\nLeeds, 12 October 1998\n\nDear Mr Shaw,\n\nthe board meets on 3 December to "
    "decide on your offer. We shall visit your works next week, on Thursday at ten.\n",
    "choir.ics": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261203T190000\nDTEND:20261203T210000\n"
    "SUMMARY:Choir rehearsal\nLOCATION:St Luke's hall\nEND:VEVENT\nEND:VCALENDAR\n",
    "birthdays.csv": "name,relation,birthday\nNgozi Okafor,mother-in-law,14 December 1954\n"
    "Leo Okafor,son,19 June 2016\n",
    "spending.csv": "date,category,payee,amount\n2026-10-01,house,Penhallow,41.26\n2026-10-12,food,Waitburys,102.33\n"
    "2026-11-12,travel,Jetlark,684.60\n",
    "leave.csv": "Name,From,To,Days\nDana Whitlock,2026-12-21,2027-01-01,8\nOmar Haddad,2026-11-30,2026-12-02,3\n",
    "hours.md": "# Front desk\n\nOn Thursday the desk stays open until 19:00. Closed on Sundays.\n",
    "Diary 1998.txt": "Diary 1998\n\nThursday 3 December\nNineteen at table, and snow.\n",
    "minutes.md": "# Minutes\n\nThe choir met on 1 September 2026.\n\n"
    "## Next choir meeting\n\nThe choir meeting is on Monday, 21 September 2026.\n",
    "house.md": "# House log\n\n- 14 Oct 2024 boiler service, 92 pounds\n- 3 Dec 2025 boiler service, 96 pounds\n"
    "- 18 January pruning course, 22 took part\n",
    "kindergarten.md": "# Kindergarten, 16 November 2026\n\n- Sunday 13 December: bazaar in the gym\n\n"
    "The craft money of 15 euros is due on 15 December; put it in an envelope. Before that, 80 euros are to be paid by "
    "11 December.\n\nDates\n\nTuesday 22 December between 8 and 10, or 23 December after one. It is quick. Or come on "
    "23 December at three."
    "\n\nLeo Petrov, born 12 November 2020, has left us.\n",
    "log 2026.txt": "Log\n\n14 February. The first bees fly.\n",
    "power.txt": "Bill for electricity, dated 14 September 2026, of 1 September 2025 to 31 August 2026.\n",
    "Feste.txt": "Geburtstage\n\nTante Gerlinde: 4. Februar 1962\nMax: 20. Juni 2015\n",
    "contacts.vcf": "BEGIN:VCARD\nVERSION:3.0\nFN:Aoife Brennan\nTEL:086 555 0121\nBDAY:1991-03-17\nEND:VCARD\n",
    "circle.md": "# Minutes of the circle\n\nThe circle met on 3 September 2026.\n\n"
    "Next meeting: 12 October 2026. The meeting after it: 7 January 2027.\n",
    "pier.txt": "Draft of 10 September 2026\n\n"
    "The mayor was not told of the pier until 2 May. The pier opens on 9 May.\n",
    "upkeep.md": "# Upkeep\n\nThe lift has to be inspected before 1 September 2026.\n\n"
    "On 4 May 2026 the alarm was tested, and it must be tested again in a year.\n\n"
    "Pump: checked 2 March 2026, must be checked again in March.\n",
}


@pytest.fixture
def store(library: Path, documents: Path) -> Iterator[Store]:
    changed = datetime(2026, 11, 27, 12).timestamp()
    for name, text in DOCUMENTS.items():
        (documents / name).write_text(text)
        os.utime(documents / name, (changed, changed))
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as opened:
        yield opened


def found(store: Store, question: str) -> tuple[list[str], str]:
    asked = asks([Turn("user", question)], TODAY)
    assert asked is not None
    lines = lines_asked(store, asked, None)
    return [line.candidate.text for line in lines], note_of(asked, lines)


@pytest.mark.parametrize(
    ("asked", "read", "quoted"),
    [
        ("Wer hat im Juni Geburtstag?", "who has in the june birthday?", ["Max: 20. Juni 2015"]),
        ("Wer hat im Februar Geburtstag?", "who has in the february birthday?", ["Tante Gerlinde: 4. Februar 1962"]),
    ],
)
def test_a_birthday_returns_in_german_too(store: Store, asked: str, read: str, quoted: list[str]) -> None:
    found = of_days(store, [Turn("user", read, language="de", typed=asked)], TODAY, Filters(), None)
    told = found.told
    assert told is not None
    assert found.note.startswith("Read as ")
    assert [each.text for each in told.candidates] == quoted


def test_what_is_dated_in_a_week_is_quoted_in_the_order_of_its_days(store: Store) -> None:
    quoted, note = found(store, "What do I have to do next week?")
    assert [text.splitlines()[0] for text in quoted] == [
        "Name: Omar Haddad | From: 2026-11-30 | To: 2026-12-02 | Days: 3",
        "- Tue 1 Dec: Pippin to the vet. Bring the card.",
        "Choir rehearsal",
        "- Thu 3 Dec: dentist 16:20, crown fitting",
        "- parcel to Canada: last date 4 December",
    ]
    assert note == "Read `next week` as 30 November to 6 December 2026."


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Do I have a dentist appointment on Thursday?", ["- Thu 3 Dec: dentist"]),
        ("Anything on 24 December?", ["Name: Dana Whitlock"]),
        ("What did I spend in October?", ["date: 2026-10-01", "date: 2026-10-12"]),
        ("Whose birthday is next?", ["name: Ngozi Okafor"]),
        ("What is on 19 June?", ["name: Leo Okafor"]),
        ("Who has a birthday in March?", ["Birthday: 1991-03-17"]),
        ("When is the next rehearsal?", ["Choir rehearsal"]),
        ("When is the next pruning course?", []),
        ("What is planned for the pier next year?", ["The pier opens"]),  # what was is of no year to come
        ("When was the last boiler service?", ["- 3 Dec 2025 boiler service"]),
        ("When was the last choir meeting?", []),  # only announced
        ("When was the lift last inspected?", []),  # only asked for
        ("When was the alarm last tested?", ["On 4 May 2026"]),
        ("When was the pump last checked?", ["Pump: checked 2 March 2026"]),
        ("What happens on 3 December 1998?", ["Thursday 3 December", "the board meets on 3 December"]),
        (
            "What happened in November?",
            ["date: 2026-11-12", "(updated Fri 27", "Name: Omar Haddad"],
        ),  # a birth is of its year
        ("What is on at the kindergarten from 7 to 13 December?", ["- Sunday 13"]),
        ("What must be paid in December?", ["Before that, 80", "The craft money"]),
        ("When is the next circle meeting?", ["The meeting after it: 7"]),
        ("Anything from 22 to 23 December?", ["Tuesday 22", "Name: Dana"]),
        ("How much electricity did we use last year?", []),
        ("Which bees flew last winter?", ["14 February. The first"]),
        ("Who comes in on Thursday?", []),
        ("What is on this weekend?", []),
        ("Who is at the opera tomorrow?", []),
    ],
)
def test_lines_have_the_words_and_are_dated_as_it_is_asked(store: Store, question: str, begins: list[str]) -> None:
    quoted = found(store, question)[0]
    assert len(quoted) == len(begins)
    assert all(text.startswith(beginning) for text, beginning in zip(quoted, begins, strict=True)), quoted


YOGA = (
    "Yoga\n\nStart: 2026-11-03 18:30\nRepeats: every week on Tuesday\nExcept: 2026-12-22 18:30\nMoved: 2026-12-15 18:30"
)


@pytest.mark.parametrize(
    ("question", "quoted", "told"),
    [
        ("When is the next yoga?", [YOGA], "Yoga: 1 December 2026."),
        ("What is on next Tuesday?", [YOGA], "Yoga: 1 December 2026."),
        ("When was the last yoga?", [YOGA], "Yoga: 24 November 2026."),
        ("What is on 22 December?", [], ""),
        ("What is on 9 December?", [], ""),
        ("What is on 15 December?", [], ""),
        ("What is on 16 December?", ["Yoga\n\nIn place of: 2026-12-15 18:30\nStart: 2026-12-16 19:00"], ""),
    ],
)
def test_what_repeats_is_found_by_the_rule_of_its_calendar(
    library: Path, documents: Path, question: str, quoted: list[str], told: str
) -> None:
    (documents / "mine.ics").write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:7\nSUMMARY:Yoga\nDTSTART:20261103T183000\nRRULE:FREQ=WEEKLY;BYDAY=TU\n"
        "EXDATE:20261222T183000\nEND:VEVENT\nBEGIN:VEVENT\nUID:7\nSUMMARY:Yoga\nRECURRENCE-ID:20261215T183000\n"
        "DTSTART:20261216T190000\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as opened:
        lines, note = found(opened, question)
    assert lines == quoted
    assert note.endswith(told)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("When is the next children's party?", "date: 2026-12-05 | what: children's party | paid: no"),
        ("When is the next party in the hall?", "date: 2026-12-05 | what: children's party | paid: no"),
        ("What is on in the hall on New Year's Eve?", "date: 2026-12-31 | what: dance | paid: yes"),
    ],
)
def test_what_a_column_is_called_does_not_tell_of_what_was(
    library: Path, documents: Path, question: str, quoted: str
) -> None:
    (documents / "hall").mkdir()
    (documents / "hall" / "bookings.csv").write_text(
        "date,what,paid\n2026-12-05,children's party,no\n2026-12-12,Rowing Club party,no\n2026-12-31,dance,yes\n"
    )
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as opened:
        assert found(opened, question)[0] == [quoted]


def test_what_is_not_so_is_not_all_that_is_dated_so(library: Path, documents: Path) -> None:
    (documents / "dues.md").write_text("# Dues\n\n- 3 Dec 2026: Ada pays 10\n- 5 Dec 2026: Ben pays 10\n")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as opened:
        both, none = (
            of_days(opened, [Turn("user", f"Who {asked} in December?")], TODAY, Filters(), None).told
            for asked in ("pays", "does not pay")
        )
    assert both is not None
    assert len(both.candidates) == 2
    assert none is None


def test_the_next_but_one_begins_behind_the_next(store: Store) -> None:
    turns = [Turn("user", "When is the next meeting of the circle?"), Turn("user", "and the one after that?")]
    first, second = asks(turns[:1], date(2026, 10, 1)), asks(turns, date(2026, 10, 1))
    assert first is not None
    assert second is not None
    assert past_over(store, first, None) == first
    assert past_over(store, second, None).period.first == date(2026, 10, 13)


def test_behind_the_last_the_one_before_it_is_told_until_there_is_none(store: Store) -> None:
    turns = [Turn("user", "When was the last boiler service?")]
    told = []
    for _ in range(3):
        turns.append(Turn("user", "and the one before that?"))
        answer = of_days(store, turns, TODAY, Filters(), None).told
        assert answer is not None
        told.append([each.text for each in answer.candidates])
    assert told == [["- 14 Oct 2024 boiler service, 92 pounds"], [], []]


@pytest.mark.parametrize("question", ["Who works the early shift on 8 December?", "Who is on duty on 8 December?"])
def test_a_row_of_a_rota_need_not_say_that_somebody_works(library: Path, documents: Path, question: str) -> None:
    (documents / "Rota 2026.csv").write_text(
        "Date,Early,Late\n2026-12-08,Owen Lee,Ann Fox\n2026-12-09,Ann Fox,Owen Lee\n"
    )
    (documents / "Prices.csv").write_text(
        "Date,Item,Price\n2026-12-08,Early Grey tea,4 pounds\n2026-12-08,Work coat,9 pounds\n"
    )
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as opened:
        assert found(opened, question)[0] == ["Date: 2026-12-08 | Early: Owen Lee | Late: Ann Fox"]


ROTA = (
    ",Mon 7 Dec,Tue 8 Dec,Sat 12 Dec\nRuth,late,early,on call\nPiers,on call,late,off\nInes,early,late,early\n"
    "Jo,off,early,early\n"
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who's on call on 12 December?", ["Ruth"]),
        ("Who is late on 7 December?", ["Ruth"]),
        ("Who is off on 12 December?", ["Piers"]),
        ("Who works on 12 December?", ["Ruth", "Ines", "Jo"]),
        ("Is Piers working on 12 December?", ["Piers"]),
        ("What is planned on 7 December?", ["Ruth", "Piers", "Ines", "Jo"]),
    ],
)
def test_a_row_with_a_cell_for_each_day_says_the_words_in_that_of_the_day(
    library: Path, documents: Path, question: str, names: list[str]
) -> None:
    (documents / "Rota 2026.csv").write_text(ROTA)
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as opened:
        assert [line.partition(" | ")[0] for line in found(opened, question)[0]] == names


def test_a_date_above_a_table_is_no_entry_with_all_its_rows(library: Path, documents: Path) -> None:
    (documents / "results.md").write_text("# Results\n\n06/10/2026\n\nTest | Result\n---|---\nIron | 19\nTSH | 2.4\n")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as opened:
        assert found(opened, "What was the iron in October?")[0] == []


def test_the_month_that_a_form_is_for_is_no_date_of_what_it_tells(library: Path, documents: Path) -> None:
    (documents / "claim.md").write_text("# Claim\n\nName | Ada Lee | Month | October 2026\n")
    (documents / "budget.csv").write_text("Month,Claims of Lee\nOctober 2026,12\nNovember 2026,9\n")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as opened:
        quoted = found(opened, "What did Lee claim in October?")[0]
    assert quoted == ["Month: October 2026 | Claims of Lee: 12"]


def test_the_number_of_a_day_is_not_how_much(library: Path, documents: Path) -> None:
    (documents / "electricity.txt").write_text(
        "NORTHSHORE ENERGY\nBill for March 2026\nCustomer number 77-20418          Bill number NE-2026-03-5519\n\n"
        "Amount due         196.65 pounds\nPay by             14 April 2026\n"
    )
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        assert found(store, "How much was the electricity in April?")[0] == []
        assert found(store, "How much was the electricity in March?")[0] == []
        assert found(store, "What electricity is to be paid in April?")[0] == ["Pay by             14 April 2026"]


def test_daily_notes_are_of_the_day_that_their_file_is_named_by(library: Path, documents: Path) -> None:
    notes = {
        "2025-05-14": "Dentist: small filling, 96 euros. Cinema with Jan.",
        "2025-11-20": "Dentist again, cleaning. Jan comes on 3 December.",
        "2026-02-11 about the boat": "Dentist of the boat.",
    }
    for name, text in notes.items():
        (documents / f"{name}.md").write_text(f"# Thursday\n\n{text}\n")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        assert found(store, "When did I last see the dentist?") == (
            ["Dentist again, cleaning."],
            "The latest that is dated up to 29 November 2026. `2025-11-20.md`: 20 November 2025.",
        )
        assert found(store, "What did I do on 14 May 2025?")[0] == [
            "Thursday\n\nDentist: small filling, 96 euros. Cinema with Jan."
        ]
        assert found(store, "What did I do in November 2025?")[0] == [
            "Thursday\n\nDentist again, cleaning. Jan comes on 3 December."
        ]
        assert found(store, "What did I do on 11 February 2026?")[0] == []


def test_what_does_not_take_place_is_not_the_next(library: Path, documents: Path) -> None:
    (documents / "news.txt").write_text("There is no walk on 24 December 2026.\n\nThe summer walk is on 5 June 2027.\n")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as opened:
        assert found(opened, "When is the next walk?")[0] == ["The summer walk is on 5 June 2027."]


def test_a_date_without_a_year_is_of_any_year_where_the_nearest_has_nothing(store: Store) -> None:
    quoted, note = found(store, "What happened on 14 October?")
    assert quoted == ["- 14 Oct 2024 boiler service, 92 pounds"]
    assert note == "Read `on 14 October` as of any year, since nothing is dated 14 October 2026."


def test_only_documents_that_pass_the_filters_are_looked_at(store: Store) -> None:
    asked = asks([Turn("user", "Anything next week?")], TODAY)
    assert asked is not None
    assert lines_asked(store, asked, []) == []


@pytest.mark.model
def test_the_answer_tells_how_days_were_read_and_its_quotes_are_verbatim(assistant: Assistant) -> None:
    assistant.reset()
    assistant.today = lambda: TODAY
    events = list(assistant.ask("what's on on Thursday?"))
    assert isinstance(events[0], Retrieved)
    assert sum(isinstance(event, QuoteFound) for event in events) == 2
    week = ask(assistant, "What do I have to do next week?")
    assert [quote.source for quote in week.quotes] == [1, 2, 3, 2, 2]
    assert all(quote.text in week.sources[quote.source - 1].text for quote in week.quotes)
    assistant.reset()
    ask(assistant, "what's on on Thursday?")
    answer = ask(assistant, "and the day before?")
    assert answer.answered
    assert all(quote.verified for quote in answer.quotes)
    assert [quote.text[:18] for quote in answer.quotes] == ["Name: Omar Haddad "]
    assert answer.note == "Read `the day before` as 2 December 2026."


@pytest.mark.model
def test_where_nothing_is_dated_so_that_is_the_answer(assistant: Assistant) -> None:
    assistant.reset()
    assistant.today = lambda: date(2031, 5, 7)
    answer = ask(assistant, "What do I have to do next week?")
    assert not answer.answered
    assert answer.text == "Nothing in your documents is dated 12 to 18 May 2031."


@pytest.mark.model
def test_a_day_of_another_year_is_no_answer_to_one_with_its_year(assistant: Assistant) -> None:
    assistant.reset()
    assistant.today = lambda: TODAY
    assert ask(assistant, "What is on on Thursday?").answered  # the 3rd of December 2026
    assistant.reset()
    answer = ask(assistant, "What is on 3 December 2027?")
    assert (answer.answered, answer.text) == (False, "Nothing in your documents is dated 3 December 2027.")


@pytest.mark.model
def test_what_documents_say_of_a_day_of_the_week_in_general_is_still_found(assistant: Assistant) -> None:
    assistant.reset()
    assistant.today = lambda: TODAY
    answer = ask(assistant, "Until when is the desk open on Thursday?")
    assert [quote.text for quote in answer.quotes] == ["On Thursday the desk stays open until 19:00."]
    assert "Read `" not in answer.note


def test_a_number_in_a_name_is_no_year_of_an_earlier_century(store: Store) -> None:
    asked = asks([Turn("user", "Anything on 24 December?")], TODAY)
    assert asked is not None
    [line] = lines_asked(store, asked, None)
    named = [almanac._year_named(replace(line.hit, title=name, path=name)) for name in ("Order 1723", "Diary 1998")]
    assert named == [None, 1998]


def test_each_of_many_lines_is_not_looked_at_beside_each_other(store: Store, monkeypatch) -> None:
    asked = asks([Turn("user", "Anything on 24 December?")], TODAY)
    assert asked is not None
    [line] = lines_asked(store, asked, None)
    many = [
        replace(line, candidate=replace(line.candidate, start=number, end=number + 1, text=f"line {number}"))
        for number in range(30_000)
    ]
    longer = replace(line, candidate=replace(line.candidate, start=5, end=8, text="a longer one"))
    monkeypatch.setattr(almanac, "_found", lambda *_, **__: [*many, longer])
    started = time.process_time()
    found = lines_asked(store, asked, None)
    assert time.process_time() - started < 4  # it took a minute
    assert len(found) == 30_000 - 3 + 1
