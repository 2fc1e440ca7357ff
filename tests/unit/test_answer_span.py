"""Where in a quote stands what the question asks for."""

import pytest

from uniconv_edge.assistant.quoting.answer_span import NOWHERE, answer_span, cell_span


def told(question: str, text: str, *, english: bool = True) -> str:
    return text[slice(*answer_span(question, text, english=english))]


@pytest.mark.parametrize(
    ("question", "text", "span"),
    [
        ("How much is the deposit?", "A deposit of 1,450 euros, in two halves: half of it by May.", "1,450 euros"),
        ("How much is a lost key?", "For lost keys we charge forty-five euros.", "forty-five euros"),
        ("How much was the settlement?", "It was settled for $1.2 million in 2019.", "$1.2 million"),
        ("When is the next meeting?", "It is on Thursday, 11 June 2026, at 19:00.", "Thursday, 11 June 2026, at 19:00"),
        ("When is the garden open?", "It is open on the second Sunday of July.", "second Sunday of July"),
        ("When did it close?", "It closed in 1958, when the co-operative opened.", "1958"),
        ("When does the bus leave?", "The bus leaves at 8:50 sharp.", "8:50"),
        ("When is it returned?", "It is returned within 30 days after the flat.", "within 30 days"),
        ("Until when?", "If you pay in one go by 20 February you save.", "20 February"),
        ("Which day is it?", "legionella_day = Tuesday", "Tuesday"),
        ("What time is breakfast?", "Breakfast is served from 8:00 to 9:45.", "8:00 to 9:45"),
        ("How long does it keep?", "The soup keeps for four days.", "four days"),
        ("How many days from home?", "You may work from home on up to two days a week.", "two days"),
        ("How long must it be?", "It is 20 minutes, then 2 hours.", ""),
        ("How many hours did he work?", "It took 3 days, with 14 hours of work.", "14 hours"),
        ("How many keys did we get?", "On 3 May we got three house keys for 20 euros.", "three"),
        ("How much water may we draw?", "He may draw up to two cubic metres of water.", "two cubic metres"),
        ("How heavy can it be?", "A dog may weigh no more than 12 kg.", "12 kg"),
        ("How big is it?", "The land is folio 21776, 7.4 hectares.", "7.4 hectares"),
        ("At what temperature?", "Bake for 35 minutes at 190 degrees.", "190 degrees"),
        ("How old was the hose?", "The hose was eleven years old.", "eleven years old"),
        ("What's the phone number?", "Call us on 0555 017 420, from 8:30.", "0555 017 420"),
        ("What is the email address?", "Write to a.berg@example.org.", "a.berg@example.org"),
        ("When does it open?", "It does not open until 9:00.", "9:00"),
        ("How heavy may it be?", "It may not weigh more than 12 kg.", "12 kg"),
        ("How much is it?", "It is not new, it is 12 euros.", "12 euros"),
        ("What percentage do we save?", "You save 4 % in 2 months.", "4 %"),
        ("What colour is the door?", "The door is dark green.", "dark green"),
        ("Who feeds the cat?", "Bríd from flat 2 feeds the cat.", "Bríd"),
        ("Who do I write to?", "Groups should write to the curator, Priya Sandhu.", "Priya Sandhu"),
    ],
)
def test_the_one_thing_of_the_type_that_is_asked_for_is_told(question: str, text: str, span: str) -> None:
    assert told(question, text) == span


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much is a night?", "It is 118 euros, in winter 90 euros."),  # two of them
        ("What did Osric pay?", "It came to 212 euros, of which Osric paid half."),  # a part of it
        ("What can I get for 20 euros?", "For 20 euros you get a day."),  # what the question says
        ("Who repairs it?", "Instead of us the landlord does."),  # a word that only begins the sentence
        ("Who repairs it?", "- Groups pay for it."),
        ("Who is Wilma?", "Wilma lives in flat 2."),
        ("Why is it closed?", "It is closed in May."),  # no such type
        ("How much is it?", "It is free."),
        ("When does it open?", "It does not open on Monday."),  # what is not so
        ("How much is it?", "It isn't 12 euros any more."),
        ("How much is it?", "12 euros. " * 50),  # too long
        ("When?", "İstanbul, 3 May 2026"),  # whose small letters are more
        ("", "12 euros"),
        ("How much is it?", ""),
    ],
)
def test_nothing_is_told_where_it_is_not_plain(question: str, text: str) -> None:
    assert answer_span(question, text) == NOWHERE


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How much is the breakfast?", "13.5"),  # the unit stands in the column's name
        ("What is the part number?", "LN-08"),  # of several codes that of the column that is asked for
        ("How long is the notice?", "two months"),
    ],
)
def test_of_a_row_the_cell_is_told(question: str, cell: str) -> None:
    row = "Part no.: LN-08 | Order: K-17 | Price EUR: 13.5 | Credit: 8 hours | Notice: two months"
    assert told(question, row) == cell


def test_in_another_language_only_what_is_written_alike_is_told() -> None:
    assert told("How much is the deposit?", "Die Kaution beträgt 1.450 Euro.", english=False) == "1.450 Euro"
    assert told("When does it end?", "Sie endet am 31. März 2027.", english=False) == "31. März 2027"
    assert told("Who pays?", "Die Kaution zahlt Anna Berg.", english=False) == ""


@pytest.mark.parametrize(
    ("cell", "row", "place"),
    [
        ("12", "Name: Room 12 | Price: 12 | Beds: 2", (23, 25)),
        ("Ann", "Ann | 12", (0, 3)),
        ("Hugh", "day: Thursday | till: Ada\nday: Friday | till: Hugh", (46, 50)),
        ("2", "Room: 2 | Beds: 2", NOWHERE),
        ("", "Room: ", NOWHERE),
    ],
)
def test_the_place_of_a_cell(cell: str, row: str, place: tuple[int, int]) -> None:
    assert cell_span(cell, row) == place
