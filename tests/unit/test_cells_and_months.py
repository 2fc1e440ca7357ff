"""One cell of a table, and what the months or years beside each other in a row tell together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from uniconv_edge.assistant.quoting.tables import tables_of
from uniconv_edge.assistant.rows.asked_of_rows import asked_of_rows
from uniconv_edge.assistant.rows.cell_of_row import cell_meant, note_of, same_cell, told_of_cell
from uniconv_edge.assistant.rows.chosen_rows import column_of
from uniconv_edge.assistant.rows.over_rows import told_of_table
from uniconv_edge.types import Quote

LESSONS = """Class | Monday | Tuesday | Wednesday
Class: 7a | Monday: Maths | Tuesday: French | Wednesday: Art
Class: 7b | Monday: PE | Wednesday: Music
Class: 8a | Monday: Chemistry | Tuesday: Art | Wednesday: French"""
STAFF = """Subject | Teacher | Room
Subject: French | Teacher: Mme Laurent | Room: 12
Subject: Maths | Teacher: Mr Osei | Room: 4
Subject: Music, junior | Teacher: Ms Birch | Room: Hall
Subject: Music, senior | Teacher: Mr Quinn | Room: Hall"""
DUTY = """Day | On call | Backup | Phone
Day: Mon–Fri | On call: Dr Kumar | Backup: Dr Bell | Phone: 0113 496 0101
Day: Sat | On call: Dr Frost | Backup: - | Phone: 0113 496 0103"""
POOL = """Day | Early swim | Lessons
Monday | 6:30-8:00 | 16:00-17:30
Tuesday | closed | 15:00-16:30
Saturday | 7:00-8:00 |"""
ORDERS = """Order | Customer | Paid | Price
Order: 17 | Customer: Lee 18 | Paid: 2026-03-01 | Price: 2.50
Order: 18 | Customer: Kerr 17 | Paid: 2026-03-02 | Price: 4.00"""
CHORES = """Chores
 | Mon | Tue
Dishes | Mon: Ella | Tue: Sam
Bins | Tue: Dad
Ask Mum for the gloves."""
RESULTS = """Test | 12/03/2026 | 14/09/2026 | Reference range
Potassium | 4.2 | 3.4 (L) | 3.5 - 5.3
Cholesterol | 5.6 | 4.4 | < 5.0
Platelets | 245 | 231 | 150 - 400 10*9/L"""
BOILERS = """| Vita 20 | Vita 24
Weight | 31 kg | 33 kg
Noise | 48 dB | 51 dB"""  # of a PDF
PUMPS = """Arko 6 | Arko 8
Weight | Arko 6: 121 kg | Arko 8: 135 kg
Noise | Arko 6: 38 dB | Arko 8: 41 dB"""  # of a web page
VISITORS = """Site | 2024 Adults | 2024 Children | 2025 Adults
Site: Castle | 2024 Adults: 5200 | 2024 Children: 1800 | 2025 Adults: 5600
Site: Mill | 2024 Adults: 1450 | 2024 Children: 900 | 2025 Adults: 1390"""

ROTA = """Day | From | To | Group | Age
Day: Monday | From: 17:00 | To: 18:30 | Group: Karate beginners | Age: 8-12
Day: Monday | From: 20:00 | To: 22:00 | Group: Choir | Age: 16+
Day: Friday | From: 16:00 | To: 17:00 | Group: Choir for children | Age: 6-10"""
TRAINING = """Room | Group | Trainer
Room: Gym | Group: Back training | Trainer: Inge Maurer
Room: Hall | Group: Judo | Trainer: Kofi Mensah"""
BUDGET = """Item | Plan 2026 | Actual 2025
Item: Energy | Plan 2026: 9800 | Actual 2025: 9140
Item: Roof | Plan 2026: 31400 | Actual 2025: 0"""


CENSUS = """Year | Inhabited houses | Males
Year: 1871 | Inhabited houses: 69 | Males: 161
Year: 1881 | Inhabited houses: 58 | Males: 129"""

PLANS = """Plan | Boats each month | Moorings | Guests
Plan: Cove | Boats each month: €39 | Moorings: 1 | Guests: 2
Plan: Harbour | Boats each month: €69 | Moorings: 3 | Guests: 8"""


def cell(question: str, page: str) -> str | None:
    [table] = tables_of(page)
    found = told_of_cell(question, table, ["school", "Surgery list"])
    return found and found.note


@pytest.mark.parametrize(
    ("question", "page", "note"),
    [
        ("What does 7b have on Wednesday?", LESSONS, "“Wednesday” in this row: Music."),
        ("What does class 8a have on Tuesday?", LESSONS, "“Tuesday” in this row: Art."),
        ("7b have and on Wednesday?", LESSONS, "“Wednesday” in this row: Music."),
        ("Who teaches French?", STAFF, "“Teacher” in this row: Mme Laurent."),
        ("In which room is French taught at school?", STAFF.replace("Teacher", "Taught by"), None),  # two are named
        ("Who is on call on Saturday?", DUTY, "“On call” in this row: Dr Frost."),
        ("who's on call on Wednesday", DUTY, "“On call” in this row: Dr Kumar."),
        ("Who does the dishes on Tuesday?", CHORES, "“Tue” in this row: Sam."),
        ("What is the weight of the Vita 24?", BOILERS, "“Vita 24” in this row: 33 kg."),
        ("What is the weight of the Arko 8?", PUMPS, "“Arko 8” in this row: 135 kg."),
        ("When is early swim on Monday?", POOL, "“Early swim” in this row: 6:30-8:00."),
        ("How many adults were at the castle in 2025?", VISITORS, "“2025 Adults” in this row: 5600."),
        ("What is the price of order 17?", ORDERS, "“Price” in this row: 2.50."),
        ("How much does order 18 cost?", ORDERS, None),
        ("What is the price of order 17.17?", ORDERS, None),
        ("When is karate for beginners?", ROTA, "“Day” in this row: Monday; “From”: 17:00; “To”: 18:30."),
        ("What time is choir?", ROTA, "“Day” in this row: Monday; “From”: 20:00; “To”: 22:00."),
        ("Who sings in the choir?", ROTA, None),
        ("Where is back training?", TRAINING, None),  # the trainer is not asked for
        ("Who is the trainer of back training?", TRAINING, "“Trainer” in this row: Inge Maurer."),
        ("What was the potassium in September?", RESULTS, "“14/09/2026” in this row: 3.4 (L)."),
        ("How high was the cholesterol on 12 March?", RESULTS, "“12/03/2026” in this row: 5.6."),
        ("When is order 18?", BUDGET, None),
        ("When was the roof?", BUDGET, None),
        ("What is planned for energy?", BUDGET, "“Plan 2026” in this row: 9800."),
        ("How many inhabited houses were there in 1871?", CENSUS, "“Inhabited houses” in this row: 69."),
        ("How many males were there in 1881?", CENSUS, "“Males” in this row: 129."),
        ("How many moorings may I have on the Harbour plan?", PLANS, "“Moorings” in this row: 3."),
        ("How many boats may I have on the Harbour plan?", PLANS, None),  # that is what they cost
        ("When do we say it is karate for beginners?", ROTA, None),  # of what, only what was said before tells
        ("Adults at the castle in 2025?", VISITORS, "“2025 Adults” in this row: 5600."),
    ],
)
def test_the_cell_of_one_row_and_one_column_is_told(question: str, page: str, note: str | None) -> None:
    assert cell(question, page) == note


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("What does 7b have on Tuesday?", LESSONS),  # nothing stands there
        ("What does 9c have on Monday?", LESSONS),
        ("What does 7b have on Monday and Wednesday?", LESSONS),
        ("What does 7a have on Monday and on Wednesday?", LESSONS),
        ("What does 7b not have on Monday?", LESSONS),
        ("What does 7b have?", LESSONS),
        ("What is on Wednesday?", LESSONS),
        ("Who teaches music?", STAFF),  # two do
        ("Who teaches French cooking?", STAFF),
        ("How much does French cost?", STAFF),
        ("Who is the backup on Saturday?", DUTY),
        ("Whose phone is on call on Saturday?", DUTY),
        ("When is early swim on Tuesday?", POOL),  # no time
        ("How many adults came to the castle?", VISITORS),
        ("How many inhabitants were there in 1871?", CENSUS),
        ("Who does the bins on Monday?", CHORES),
        ("How much did the castle cost in 2025?", VISITORS.replace("2025 Adults", "2025")),
    ],
)
def test_no_cell_is_told_where_row_or_column_are_not_certain(question: str, page: str) -> None:
    assert cell(question, page) is None


def note_of_cell(question: str, page: str, start: int, end: int) -> str:
    cells = cell_meant(question, page, start, end)
    return note_of(cells) if cells else ""


def test_of_a_row_of_two_years_the_cell_of_the_one_that_is_asked_for_is_named() -> None:
    page = "Item | 2023 | 2022\nItem: Donations | 2023: 96 | 2022: 71\nItem: Grants | 2023: 150 | 2022: 150"
    start, end = page.index("Item: Donations"), page.index("\nItem: Grants")
    assert note_of_cell("What were donations in 2022?", page, start, end) == "“2022” in this row: 71."
    assert note_of_cell("What were donations in 2021?", page, start, end) == ""
    short = page.replace("2023", "Plan").replace("2022", "Actual")
    start, end = short.index("Item: Donations"), short.index("\nItem: Grants")
    assert note_of_cell("What was the plan for donations?", short, start, end) == ""


def test_of_a_long_row_that_is_quoted_the_cell_is_named() -> None:
    lines = LESSONS.split("\n")
    start = LESSONS.index(lines[1])
    end = start + len(lines[1])
    assert note_of_cell("Which lesson has 7a on Tuesday?", LESSONS, start, end) == "“Tuesday” in this row: French."
    assert note_of_cell("Which lessons has 7a?", LESSONS, start, end) == ""
    assert note_of_cell("Which lesson have all of 7a on Tuesday?", LESSONS, start, end) == ""
    start, end = VISITORS.index("Site: Castle"), VISITORS.index("\nSite: Mill")
    assert note_of_cell("2024 children at the castle?", VISITORS, start, end) == "“2024 Children” in this row: 1800."
    assert note_of_cell("Which site is the castle?", VISITORS, start, end) == ""
    places = VISITORS.replace("2024 Children", "Places")
    assert note_of_cell("How many places are left at the castle?", places, start, end - 8 * 2) == ""  # of them some
    assert note_of_cell("Which lesson has 7a on Tuesday?", LESSONS, 0, len(lines[0])) == ""
    assert note_of_cell("Which room has French?", STAFF, STAFF.index("Subject: F"), STAFF.index("12") + 2) == ""


PEOPLE = """Name | Manager | Mobile | Phone
Name: Ann | Manager: Bob | Mobile: 1 | Phone: 123
Name: Cat | Manager: Dan | Mobile: 2 | Phone: 456"""


def test_a_number_is_no_time() -> None:
    flights = "Flight | To | Departure | Arrival\n" + "\n".join(
        f"Flight: KV {number} | To: {place} | Departure: 7:35 | Arrival: 10:20"
        for number, place in ((318, "Lisbon"), (21, "Porto"))
    )
    assert cell("What time is our flight to Lisbon?", flights) is None
    assert cell("What time is the departure to Lisbon?", flights) == "“Departure” in this row: 7:35."


def test_the_row_of_another_tells_no_cell() -> None:
    [table] = tables_of(PEOPLE)
    start, end = PEOPLE.index("Name: Ann"), PEOPLE.index("\nName: Cat")
    for question in ("What is Bob's phone?", "What is bob's phone?", "What is the phone of Bob?"):
        assert told_of_cell(question, table, ["staff"]) is None
        assert note_of_cell(question, PEOPLE, start, end) == ""
    for question, note in (("What is Ann's phone?", "“Phone” in this row: 123."), ("Who is Ann's manager?", "Bob.")):
        found = told_of_cell(question, table, ["staff"])
        assert found is not None
        assert found.note.endswith(note)


BUDGET = """Family budget

Category | Jan | Feb | Mar | Total
Category: Rent | Jan: 950 | Feb: 950 | Mar: 950 | Total: 2850
Category: Leisure | Jan: 45 | Feb: 60 | Mar: 38 | Total: 143
Category: Total | Jan: 995 | Feb: 1010 | Mar: 988 | Total: 2993"""
OUT = """Category | Jan | Feb | Mar
Category: Rent | Jan: -950 | Feb: -950 | Mar: -950
Category: Leisure | Jan: -45 | Feb: -60 | Mar: -38"""
TOWNS = """Town | 2022 | 2023 | 2024
Town: Otley | 2022: 13900 | 2023: 14100 | 2024: 14050
Town: Ilkley | 2022: 14700 | 2023: 14900 | 2024: 15000"""

BY_TWO_YEARS = """Town | 2022/23 | 2023/2024 | 2024-25
Town: Otley | 2022/23: 13900 | 2023/2024: 14100 | 2024-25: 14050
Town: Ilkley | 2022/23: 14700 | 2023/2024: 14900 | 2024-25: 15000"""


@pytest.mark.parametrize(
    ("question", "page", "note"),
    [
        ("How much did we spend on leisure in total?", BUDGET, "Sum of “Jan” to “Mar” in this row: 143."),
        ("How much did we spend on leisure in 2026?", BUDGET, "Sum of “Jan” to “Mar” in this row: 143."),
        ("How much did we spend on rent in February?", BUDGET, "“Feb” in this row: 950."),
        ("What was the total in February?", BUDGET, "“Feb” in this row: 1010."),
        ("How much do we spend on leisure a month on average?", BUDGET,
         "Average of “Jan” to “Mar” in this row: 47.67."),
        ("In which month was leisure the highest?", BUDGET,
         "Of “Jan” to “Mar” in this row, the highest is “Feb”: 60."),
        ("Which month was the cheapest?", BUDGET, "Of “Jan” to “Mar” in this row, the lowest is “Mar”: 988."),
        ("In which month was rent the highest?", BUDGET, ""),  # all the same
        ("How much did we spend on leisure in total?", BUDGET.replace("Total: 143", "Total: 140"), ""),
        ("How much did we spend on leisure in total?", BUDGET.replace("Feb: 60", "Feb: about 60"), ""),
        ("How much did we spend on leisure in April?", BUDGET, ""),
        ("How much did we spend on books in total?", BUDGET, ""),
        ("How much do we spend on leisure a year on average?", BUDGET, ""),
        ("How much did we spend on leisure in total?", BUDGET.replace("Total", "2025"),
         "Sum of “Jan” to “Mar” in this row: 143."),
        ("In which month was leisure the highest?", BUDGET.replace("Total", "2025"),
         "Of “Jan” to “Mar” in this row, the highest is “Feb”: 60."),
        ("In which month was leisure the highest?", OUT, ""),
        ("What was the highest in February?", OUT, ""),
        ("In which year was Otley the largest?", TOWNS,
         "Of “2022” to “2024” in this row, the highest is “2023”: 14100."),
        ("Which year has the highest population in Otley?", BY_TWO_YEARS,
         "Of “2022/23” to “2024-25” in this row, the highest is “2023/2024”: 14100."),
        ("What is the average of Otley?", TOWNS, "Average of “2022” to “2024” in this row: 14016.67."),
        ("What is the total of Otley?", TOWNS, ""),  # people of several years
    ],
)  # fmt: skip
def test_what_months_in_a_row_tell_together(question: str, page: str, note: str) -> None:
    asked = asked_of_rows(question)
    [table] = tables_of(page)
    assert asked is not None
    found = told_of_table(asked, table, ["population" if "Otley" in page else "family budget 2026"], known=False)
    assert (found.note if found else "") == note


COVER = """What is insured | Sum insured | Excess
Farm machinery | 92,500 | 600
Contents of the house | 64,000 | 250
Barns and sheds | 215,000 | 750
Tools | 600 | 600
Fences | 9,000 |"""


def quoted(text: str, answer: str = "") -> Quote:
    start = COVER.index(text)
    quote = Quote(1, "cover.pdf", "Cover", 1, 0, 1, start, start + len(text), text, verified=True)
    return (
        replace(quote, answer_start=text.rfind(answer), answer_end=text.rfind(answer) + len(answer))
        if answer
        else quote
    )


def test_behind_a_cell_that_of_another_row_is_meant() -> None:
    before = [quoted("Farm machinery | 92,500 | 600", "600")]
    house, fences = quoted("Contents of the house | 64,000 | 250"), quoted("Fences | 9,000 |")
    for question in ("and for the contents of the house?", "What about the house?", "and the contents?"):
        assert same_cell(question, before, house, COVER) == {"Excess": "250"}
    assert same_cell("and for the barn doors?", before, quoted("Barns and sheds | 215,000 | 750"), COVER) == {}
    assert same_cell("and who cleans the house?", before, house, COVER) == {}
    assert same_cell("the contents of the house?", before, house, COVER) == {}
    assert same_cell("and for the fences?", before, fences, COVER) == {}  # blank
    assert same_cell("and for the machinery?", before, before[0], COVER) == {}
    assert same_cell("and for the house?", [quoted("Tools | 600 | 600", "600")], house, COVER) == {}  # which of two?
    assert same_cell("and for the house?", [*before, fences], house, COVER) == {}
    assert same_cell("and for the house?", [quoted("Farm machinery | 92,500 | 600")], house, COVER) == {}
    assert same_cell("and for the house?", before, replace(house, page_index=1), COVER) == {}


@pytest.mark.parametrize(
    ("word", "name", "is_held"),
    [
        ("price", "Prices", True),
        ("plan", "Planned", True),
        ("payment", "Payments due", True),
        ("interest", "International", False),
        ("beitrag", "Beitragsgruppe", False),
        ("beitrag", "Beiträge", True),
        ("own", "Owner", True),
        ("owns", "Owner", True),
        ("pay", "Paper", False),
    ],
)
def test_a_column_is_not_called_by_a_word_that_its_name_only_begins_like(word: str, name: str, is_held: bool) -> None:
    assert bool(column_of(word, [name])) is is_held


INCOME = "Item | 2023 | 2022\nFees | 412 | 398\nDonations | 96 | 71"
DEBTS = "Item | 2021 | 2020\nSurplus | 209 | 177\nDebt | (14) | (31)"


@pytest.mark.parametrize("between", ["\n", "\nTable 2: figures in thousand euros\n"])
def test_tables_right_below_one_another_keep_the_names_of_their_own_columns(between: str) -> None:
    above, below = tables_of(INCOME + between + DEBTS)
    assert [table.names for table in (above, below)] == [("Item", "2023", "2022"), ("Item", "2021", "2020")]
    told = told_of_cell("What was the surplus in 2020?", below, [])
    assert told is not None
    assert told.note == "“2020” in this row: 177."
    assert told_of_cell("What was the surplus in 2022?", below, []) is None


def test_a_row_of_years_that_is_no_row_of_names_parts_no_table() -> None:
    [table] = tables_of("Item | Paid | Left\nFees | 412 | 398\nBoats | 2012 | 1998\nOars | 12 | 9\nRopes | 3 | 2")
    assert len(table.rows) == 4
