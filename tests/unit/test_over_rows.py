"""What all rows of a table tell together: told where it is certain, and else nothing."""

from __future__ import annotations

from datetime import date

import pytest

from uniconv_edge.assistant.quoting.lists import lists_of
from uniconv_edge.assistant.quoting.tables import rows_without_names, tables_of
from uniconv_edge.assistant.rows.asked_again import asked_again
from uniconv_edge.assistant.rows.asked_of_rows import asked_of_rows
from uniconv_edge.assistant.rows.over_rows import may_be_of_list, told_of_list, told_of_table
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.rows.without_names import told_without_names
from uniconv_edge.types import Turn

SPENDING = """date | category | payee | amount_gbp | note
date: 2026-07-02 | category: groceries | payee: Hill | amount_gbp: 84.15
date: 2026-07-05 | category: car | payee: Esso | amount_gbp: 61.40 | note: diesel
date: 2026-08-04 | category: groceries | payee: Hill | amount_gbp: 91.02
date: 2026-08-09 | category: leisure | payee: Lido | amount_gbp: 38.75
date: 2026-10-12 | category: groceries | payee: Shore | amount_gbp: 102.33
date: 2026-10-24 | category: leisure | payee: Cinema | amount_gbp: 27.60 | note: car park"""
DEPENSES = """date | catégorie | libellé | montant | Payée le
date: 05/01/2026 | catégorie: matériel | libellé: Tablette | montant: 379,90 | Payée le: 06/01/2026
date: 03/03/2026 | catégorie: matériel | libellé: Encres | montant: 112,40
date: 10/03/2026 | catégorie: atelier | libellé: Solde du loyer | montant: 540,00 | Payée le: 10/03/2026"""
FAMILY = """name | birthday | town
name: Audrey | birthday: 18 February 1957 | town: Otley
name: Grace | birthday: 27 May 1985 | town: Leeds
name: Leo | birthday: 19 June 2016 | town: Otley"""
FLATS = """Flat | Name | Since | Rent | Area
Flat: 1 | Name: Weber | Since: 2011-04-01 | Rent: € 610.00 | Area: 62 m²
Flat: 2 | Name: Sato | Since: 2020-09-01 | Rent: € 1,725.00 | Area: 71 m²
Flat: 3 | Name: Lindt | Since: 2023-07-01 | Rent: € 540.00 | Area: 44 m²"""
BILL = """Work | £
Work: Test | £: 54.85
Work: Oil | £: 139.95
Work: Total incl. VAT | £: 194.80"""
HIRERS = """hirer | paid
hirer: WI | paid: yes
hirer: Playgroup | paid: monthly
hirer: Band | paid: no
hirer: Oak | paid: no"""
MEMBERS = """Member | Town | Paid | Key
Member: Ann | Town: Otley | Paid: yes | Key: no
Member: Ben | Town: Leeds | Paid: no | Key: no
Member: Cat | Town: Otley | Paid: yes | Key: yes
Member: Dan | Town: Otley | Paid: no | Key: yes"""
ROOMS = """Room | Guest | Paid
Room: 1 | Guest: Ann | Paid: yes
Room: 1 | Guest: Ben | Paid: no
Room: 2 | Guest: Cat | Paid: no
Room: 3 | Guest: Dan | Paid: no"""
COURSES = """Name | Role | First aid | Fire safety
Name: Ann | Role: Nurse | First aid: 2026-06-11 | Fire safety: 2025-09-11
Name: Ben | Role: Clerk | Fire safety: 2024-06-13
Name: Cat | Role: Clerk | First aid: 2026-06-11 | Fire safety: 2025-09-11"""
TILL = """Date | What | Paid out | Paid in
Date: 2026-09-01 | What: Float | Paid in: £150.00
Date: 2026-09-04 | What: Milk | Paid out: £11.40
Date: 2026-09-11 | What: Stamps | Paid out: £27.20
Date: 2026-09-18 | What: Gift | Paid in: £2.00"""
HARVEST = """Month | North | South | Total
Month: May | North: 12 | South: 40 | Total: 52
Month: June | North: 60 | South: 35 | Total: 95
Month: July | North: 70 | South: 8 | Total: 78"""
REGISTER = """Event | Date | Surname | Remarks
Event: Burial | Date: 1888-01-14 | Surname: Hale
Event: Baptism | Date: 1888-05-20 | Surname: Hale | Remarks: twins
Event: Burial | Date: 1891-04-02 | Surname: Thornton"""
ORDERS = """Order | Customer | Quantity | Minimum | Total
Order: 11 | Customer: Lee | Quantity: 6 | Minimum: 2 | Total: 10.8
Order: 12 | Customer: Kerr | Quantity: 4 | Minimum: 1 | Total: 4.4
Order: 13 | Customer: Lee | Quantity: 3 | Minimum: 1 | Total: 13.5"""
STATEMENT = """Date | Value date | Purpose | Amount
Date: 30/09/2026 | Value date: 01/10/2026 | Purpose: Diesel | Amount: -60.00
Date: 09/10/2026 | Value date: 09/10/2026 | Purpose: Diesel | Amount: -91.40
Date: 28/10/2026 | Value date: 29/10/2026 | Purpose: Diesel | Amount: -110.05
Date: 12/11/2026 | Value date: 12/11/2026 | Purpose: Diesel | Amount: -80.00
Date: 20/11/2026 | Value date: 20/11/2026 | Purpose: Diesel | Amount: -70.00"""
TANK = """Date | Station | Amount
Date: 03/09/2026 | Station: Circle | Amount: -96.20
Date: 14/09/2026 | Station: Applegreen | Amount: -60.00
Date: 09/10/2026 | Station: Circle | Amount: -91.40"""  # read alone, the last may be of September
ACCOUNT = """Date | Purpose | Amount
Date: 2026-09-01 | Purpose: Rent of the flat, Lee | Amount: 900.00
Date: 2026-09-03 | Purpose: Diesel | Amount: -96.20
Date: 2026-10-01 | Purpose: Rent of the flat, Lee | Amount: 900.00"""
PRICES = """Article | List price | Your price
Article: Drill | List price: 240 | Your price: 180
Article: Saw | List price: 310 | Your price: 279
Article: Sander | List price: 320 | Your price: 200"""
OFFERS = """Open to you today:

- Two-year fix at 4.38%, arrangement fee £999, monthly payment about £1,031
- Five-year fix at 4.12%, arrangement fee £999, monthly payment about £1,013
- Two-year tracker, no fee"""


def told(question: str, page: str, *names: str, known: bool = False) -> Told | None:
    asked = asked_of_rows(question)
    [table] = tables_of(page)
    return asked and told_of_table(asked, table, names, known=known)


@pytest.mark.parametrize(
    ("question", "page", "rows", "note"),
    [
        ("How much did I spend on groceries?", SPENDING, [1, 3, 5],
         "Sum of “amount_gbp” in 3 rows with “groceries”: 277.50."),
        ("how much did we pay for groceries since August?", SPENDING, [3, 5],
         "Sum of “amount_gbp” in 2 rows with “groceries” since August: 193.35."),
        ("What did I spend in October 2026?", SPENDING, [5, 6],
         "Sum of “amount_gbp” in 2 rows of October 2026: 129.93."),
        ("What was the most expensive thing in July?", SPENDING, [1],
         "Of 2 rows of July, compared by “amount_gbp”, the highest is 84.15."),
        ("how much did i spend in matériel ?", DEPENSES, [1, 2],
         "Sum of “montant” in 2 rows with “materiel”: 492,30."),
        ("which libellés are not payées ?", DEPENSES, [2], "Rows of this table with “Payée le: none”: 1 of 3."),
        ("How often did we buy groceries?", SPENDING, [1, 3, 5], "Rows of this table with “groceries”: 3 of 6."),
        ("Who is the oldest?", FAMILY, [1],
         "Of 3 rows, compared by “birthday”, the earliest is 18 February 1957."),
        ("Who is younger, Grace or Audrey?", FAMILY, [2, 1],
         "Of 2 rows, compared by “birthday”, the latest is 27 May 1985."),
        ("How many people have a birthday in May?", FAMILY, [2], "Rows of this table of May: 1 of 3."),
        ("How many people live in Otley?", FAMILY, [1, 3], "Rows of this table with “otley”: 2 of 3."),
        ("Which tenant pays the highest rent?", FLATS, [2],
         "Of 3 rows, compared by “Rent”, the highest is € 1,725.00."),
        ("Which flat is the smallest?", FLATS, [3], "Of 3 rows, compared by “Area”, the lowest is 44 m²."),
        ("Which is bigger, flat 1 or flat 3?", FLATS, [1, 3],
         "Of 2 rows, compared by “Area”, the highest is 62 m²."),
        ("What is the total rent of all flats?", FLATS, [1, 2, 3], "Sum of “Rent” in 3 rows: € 2,875.00."),
        ("How many tenants are there?", FLATS, [1, 2, 3], "Rows of this table: 3."),
        ("What is the total of the invoice?", BILL, [3], ""),
        ("Who has not done first aid?", COURSES, [2], "Rows of this table with “First aid: none”: 1 of 3."),
        ("How many members have not paid?", MEMBERS, [2, 4], "Rows of this table with “Paid: no”: 2 of 4."),
        ("How many members have paid?", MEMBERS, [1, 3], "Rows of this table with “Paid: yes”: 2 of 4."),
        ("Which members have a key?", MEMBERS, [3, 4], "Rows of this table with “Key: yes”: 2 of 4."),
        ("How many members in Otley haven't paid?", MEMBERS, [4],
         "Rows of this table with “otley”, “Paid: no”: 1 of 4."),
        ("Who has not paid?", MEMBERS, [2, 4], "Rows of this table with “Paid: no”: 2 of 4."),
        ("Who has not paid?", HIRERS, [3, 4], "Rows of this table with “paid: no”: 2 of 4."),
        ("Who has not paid yet?", MEMBERS, [2, 4], "Rows of this table with “Paid: no”: 2 of 4."),
        ("Which rooms are not paid yet?", ROOMS, [2, 3, 4], "Rows of this table with “Paid: no”: 3 of 4."),
        ("What is the total of all orders?", ORDERS, [1, 2, 3], "Sum of “Total” in 3 rows: 28.7."),
        ("What was the biggest expense in July?", SPENDING, [1],
         "Of 2 rows of July, compared by “amount_gbp”, the highest is 84.15."),
        ("How much did I spend on diesel in November?", STATEMENT, [4, 5],
         "Sum of “Amount” in 2 rows with “diesel” of November: -150.00."),
        ("How much did I spend on diesel since November?", STATEMENT, [4, 5],
         "Sum of “Amount” in 2 rows with “diesel” since November: -150.00."),
        ("What did I spend in September?", TANK, [1, 2], "Sum of “Amount” in 2 rows of September: -156.20."),
        ("How much did Lee pay?", ACCOUNT, [1, 3], "Sum of “Amount” in 2 rows with “lee”: 1800.00."),
        ("Which article is the cheapest?", PRICES, [1],
         "Of 3 rows, compared by “List price”, the lowest is 240."),
        ("In which month was the harvest highest?", HARVEST, [2],
         "Of 3 rows, compared by “Total”, the highest is 95."),
        ("How many burials were there in 1888?", REGISTER, [1], "Rows of this table with “burials” of 1888: 1 of 3."),
        ("How many burials were there?", REGISTER, [1, 3], "Rows of this table with “burials”: 2 of 3."),
        ("What was the most expensive work of the invoice?", BILL, [2],
         "Of 2 rows, compared by “£”, the highest is 139.95."),
    ],
)  # fmt: skip
def test_what_is_asked_of_rows_is_told_with_the_rows(question: str, page: str, rows: list[int], note: str) -> None:
    found = told(question, page, "Tenants", "invoice", "Harvest")
    assert found is not None
    lines = page.split("\n")
    assert [page[row.start : row.end] for row in found.rows] == [lines[number] for number in rows]
    assert found.note == note
    assert found.held


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("How much did I spend on insurance?", SPENDING),  # held by no row
        ("How much did we spend on the flat?", ACCOUNT),  # which brings money in
        ("How much did I spend on diesel in October?", STATEMENT),  # the days of payment and of value differ
        ("Which article is the most expensive?", PRICES),  # by one price or the other
        ("How much did I spend on the car?", SPENDING),  # of a category and of a note
        ("How much did I spend on Esso?", SPENDING),  # one row is no sum
        ("How much did I spend in July and August?", SPENDING),
        ("How much did I spend before August?", SPENDING),
        ("How much did I not spend on groceries?", SPENDING),
        ("How many members have not paid and have no key?", MEMBERS),
        ("Who has paid?", HIRERS),  # whether those who pay monthly have is not told
        ("Who has not paid?", HIRERS.replace("monthly", "-")),
        ("Who has not done fire safety?", COURSES),
        ("What is the total of all rows?", TILL),
        ("How many members have neither paid nor a key?", MEMBERS),
        ("Which members have not paid for the key?", MEMBERS),
        ("Who does not live in Otley?", MEMBERS),
        ("How much did Lee pay in total?", ORDERS),
        ("What is the average of groceries a month?", SPENDING),  # some months have none, or several
        ("What is the average of all in total?", SPENDING),
        ("What did we buy last but one?", SPENDING),
        ("Who is last?", FAMILY),
        ("Who came first?", FAMILY),
        ("Who was the first?", FAMILY),
        ("Which category was the most expensive?", SPENDING),  # several rows have one
        ("Which payee did we pay the most?", SPENDING),
        ("How many months did we buy groceries?", SPENDING),
        ("How many towns are there?", FAMILY),
        ("How many children are there?", FAMILY),
        ("Who is the oldest dog?", FAMILY),
        ("Which flat is the cheapest in Otley?", FLATS),
        ("How much rent does Sato pay?", FLATS),
        ("When was the test?", BILL),
        ("How much did we pay for the garden?", SPENDING),  # called house and garden
        ("Who is the oldest?", SPENDING),
        ("What did we spend on it in total?", SPENDING),
        ("How much did they spend on groceries?", SPENDING),
        ("What is the newest letter from House?", SPENDING),
        ("How many burials were there?", REGISTER.replace("Remarks", "Number")),
        ("How many groceries did we get?", SPENDING),  # a kind, and none of them one
    ],
)
def test_what_is_not_certain_is_not_told(question: str, page: str) -> None:
    assert told(question, page, "House and garden") is None


@pytest.mark.parametrize(
    "change",
    [
        ("amount_gbp: 91.02", "amount_gbp: 91.020"),  # may be ninety-one thousand
        ("amount_gbp: 91.02", "amount_gbp: about 90"),
        ("amount_gbp: 91.02", "amount_gbp: -91.02"),
        ("amount_gbp: 91.02", "amount_gbp: 91.02 €"),
        ("date: 2026-08-09 | category: leisure | payee: Lido", "2026-08-09 | leisure | Lido"),
        ("payee: Shore", "payee: Total"),
    ],
)
def test_nothing_is_added_where_a_cell_or_row_is_not_understood(change: tuple[str, str]) -> None:
    assert told("How much did I spend on groceries?", SPENDING.replace(*change)) is None


def test_a_total_that_stands_below_is_left_out() -> None:
    page = f"{SPENDING}\nnote: Total | amount_gbp: 405.25".replace("note: Total | amount_gbp", "amount_gbp")
    found = told("What was the most expensive thing in 2026?", page)
    assert found is not None
    assert found.note == "Of 6 rows of 2026, compared by “amount_gbp”, the highest is 102.33."


def test_a_remark_that_holds_a_word_for_totals_makes_no_total() -> None:
    page = SPENDING.replace("note: diesel", "note: the sum was carried over by way of an exception")
    found = told("What was the most expensive thing in 2026?", page)
    assert found is not None
    assert found.note == "Of 6 rows of 2026, compared by “amount_gbp”, the highest is 102.33."


PAYROLL = """Personnel no | Name | Grade | Gross
Personnel no: 11 | Name: Ann | Grade: C | Gross: 2710.00
Personnel no: 12 | Name: Ben | Grade: B | Gross: 2390.00
Personnel no: 13 | Name: Cat | Grade: C | Gross: 2655.00"""


def test_rows_without_days_are_of_the_month_that_their_file_is_called_by() -> None:
    found = told("What was the total gross in October?", PAYROLL, "payroll_2026-10")
    assert found is not None
    assert found.note == "Sum of “Gross” in 3 rows of October: 7755.00."
    assert told("What was the total gross in September?", PAYROLL, "payroll_2026-10") is None


BOOKINGS = """arrival | guest | nights | persons
arrival: 2026-07-10 | guest: Hoffmann | nights: 7 | persons: 4
arrival: 2026-07-24 | guest: Tanaka | nights: 14 | persons: 5"""
PRICES = """Season | up to 5 persons | Minimum stay
Season: Low | up to 5 persons: £110 | Minimum stay: 2 nights
Season: High | up to 5 persons: £190 | Minimum stay: 7 nights"""


@pytest.mark.parametrize(("page", "question"), [(BOOKINGS, "How many people?"), (PRICES, "How many nights?")])
def test_rows_that_each_tell_how_many_there_are_are_not_counted(page: str, question: str) -> None:
    assert told(question, page, "Prices 2026 (per night)") is None


def test_people_are_counted_in_a_table_of_personnel() -> None:
    found = told("How many people are in grade C?", PAYROLL, "payroll")
    assert found is not None
    assert found.note == "Rows of this table with “c”: 2 of 3."


AREAS = """Area | Q1 | Q2
Area: Boats | Q1: 900 | Q2: 950
Area: Nets | Q1: 120 | Q2: 80
Area: All | Q1: 1020 | Q2: 1030"""


def test_a_last_row_that_is_the_sum_of_those_above_it_is_a_total_whatever_it_is_called() -> None:
    found = told("What did we spend in total in Q1?", AREAS, "Budget")
    assert found is not None
    assert [row.cells["Area"] for row in found.rows] == ["All"]
    assert found.note == "This row is the sum of those above it."
    by_chance = AREAS.replace("1020", "12").replace("1030", "9").replace("900", "4").replace("950", "2")
    by_chance = by_chance.replace("120", "8").replace("80", "7")
    found = told("Which area has the highest Q1?", by_chance, "Points")
    assert found is not None
    assert found.note == "Of 3 rows, compared by “Q1”, the highest is 12."


def test_a_word_of_the_column_that_is_measured_chooses_no_rows() -> None:
    survey = """Shop | Would recommend (0-10) | Would you recommend us?
Shop: Hill | Would recommend (0-10): 8 | Would you recommend us?: yes
Shop: Shore | Would recommend (0-10): 3 | Would you recommend us?: no"""
    found = told("What is the average of would recommend?", survey)
    assert found is not None
    assert found.note == "Average of “Would recommend (0-10)” in 2 rows: 5.50."


def test_how_many_is_asked_of_a_column_of_yes_and_no() -> None:
    found = told("How many have paid?", MEMBERS)
    assert found is not None
    assert found.note == "Rows of this table with “Paid: yes”: 2 of 4."
    assert told("How many are in Otley?", MEMBERS) is None  # of what is not said


def test_a_question_without_words_is_of_the_table_quoted_last() -> None:
    assert asked_of_rows("What was the most expensive thing?") is not None
    found = told("What was the most expensive thing?", SPENDING)
    assert found is not None
    assert not found.held  # so it is told only where the last answer stands there


BOATS = """boat | price | weight
boat: Heron | price: £2,150 (was £2,400) | weight: 120 kg
boat: Tern | price: £2,300 | weight: 95 kg
boat: Gull | weight: 110 kg
boat: Swift | price: £1,990 | weight: n/a"""
COUPLES = """name | spouse | children
name: Anna | spouse: Ben | children: 3
name: Ben | spouse: Anna | children: 3
name: Carl | children: 2"""
OTHERS = COUPLES.replace("spouse: Ben", "spouse: Leo").replace("spouse: Anna", "spouse: Eva")
PARENTS = """parent | child
parent: Anna | child: Mia
parent: Ben | child: Mia
parent: Ben | child: Tom"""


@pytest.mark.parametrize(
    ("question", "page", "note"),
    [
        ("Which boat is the cheapest?", BOATS,
         "Of 3 rows, compared by “price”, the lowest is £1,990. 1 row has none and is left out."),
        ("Which boat is the most expensive?", BOATS,
         "Of 3 rows, compared by “price”, the highest is £2,300. 1 row has none and is left out."),
        ("Which boat is the heaviest?", BOATS,
         "Of 3 rows, compared by “weight”, the highest is 120 kg. 1 row has none and is left out."),
        ("Which boat is the cheapest?", BOATS.replace("£1,990", "from £1,990"), None),
        ("How many children are there in total?", COUPLES, None),  # those of Anna are those of Ben
        ("How many children are there in total?", OTHERS,
         "Sum of “children” in 3 rows: 8."),
        ("How many children are there?", PARENTS, None),  # one stands there twice
    ],
)  # fmt: skip
def test_rows_that_tell_nothing_or_the_same_are_not_taken_for_others(
    question: str, page: str, note: str | None
) -> None:
    found = told(question, page, "boats", "children")
    assert (found and found.note) == note


INVOICES = """Invoice | Customer | Net | Status
Invoice: 1 | Customer: Lyon | Net: 950.00 | Status: paid
Invoice: 2 | Customer: Harris | Net: 300.00 | Status: paid
Invoice: 3 | Customer: Lyon | Net: 1150.00 | Status: open
Invoice: 4 | Customer: Harris | Net: 75.50 | Status: cancelled
Invoice: 5 | Customer: Harris | Net: 1200.00 | Status: paid"""
FACTURES = INVOICES.replace("paid", "payée").replace("open", "payée").replace("cancelled", "annulée")
STOCK = """Article | Qty | Unit price
Article: Tubes | Qty: 100 | Unit price: 2.10
Article: Tubes | Qty: 50 | Unit price: 2.20
Article: Chains | Qty: 40 | Unit price: 11.50"""
CASH = """Description | Type | Amount
Description: Stationery | Type: out | Amount: 23.40
Description: Stationery back | Type: in | Amount: 11.25
Description: Insurance | Type: out | Amount: 96.00"""
CARE = """What | For | Amount
What: Deposit | For: Mum | Amount: 2000
What: Fees | For: Mum | Amount: 4700
What: Taxi | For: Dad | Amount: 23
What: Chiropody | For: Mum | Amount: 32
What: Labels | For: Mum | Amount: 18.50"""
PLAN = """Medicine | Morning | Noon | Evening | Notes
Medicine: Apixaban | Morning: 1 | Noon: 0 | Evening: 1 | Notes: never skip
Medicine: Bisoprolol | Morning: 1 | Noon: 0 | Evening: 0
Medicine: Sando-K | Morning: 0 | Noon: 2 | Evening: 0 | Notes: in water"""
HELPERS = """Helper | Friday | Saturday
Helper: Ada | Friday: x
Helper: Ben | Friday: x | Saturday: x
Helper: Cleo | Saturday: x"""
GOALS = """Goal | Owner | State | Would you keep it?
Goal: Boat shed | Owner: Ann | State: at risk | Would you keep it?: no
Goal: Slipway | Owner: Ben | State: on track | Would you keep it?: yes
Goal: Harbour light | Owner: Ann | State: risk | Would you keep it?: yes"""
ABROAD = """Customer | Net | Currency
Customer: Lyon | Net: 950.00 | Currency: EUR
Customer: Harris | Net: 300.00 | Currency: GBP"""
BUDGET = """Month | Category | Actual
Month: September | Category: Books | Actual: 135
Month: October | Category: Books | Actual: 0
Month: October | Category: Food | Actual: 166.10"""


@pytest.mark.parametrize(
    ("question", "page", "places", "note"),
    [
        ("Which medicines does she take at noon?", PLAN, [], None),
        ("Which medicines do I take at noon?", PLAN, [2], "Rows of this table with “Noon: yes”: 1 of 3."),
        ("Which medicines do I take in the morning?", PLAN, [0, 1], "Rows of this table with “Morning: yes”: 2 of 3."),
        ("Which helpers are there on Friday?", HELPERS, [0, 1], "Rows of this table with “Friday: yes”: 2 of 3."),
        ("How many helpers do not come on Saturday?", HELPERS, [0], "Rows of this table with “Saturday: no”: 1 of 3."),
        ("How many helpers come on Friday?", HELPERS.replace("Friday: x", "Friday: ✗"), [], None),
        ("How many medicines are there in the morning?", PLAN, [], None),
        ("Which goals would you not keep?", GOALS, [0], "Rows of this table with “Would you keep it?: no”: 1 of 3."),
        ("Which goals would you keep?", GOALS, [1, 2], "Rows of this table with “Would you keep it?: yes”: 2 of 3."),
        ("What are the risks?", GOALS, [], None),  # a goal at risk is none
        ("Which goals are at risk?", GOALS, [0, 2], "Rows of this table with “risk”: 2 of 3."),
        ("What are the risks?", GOALS.replace("at risk", "risk"), [0, 2], "Rows of this table with “risks”: 2 of 3."),
    ],
)
def test_rows_are_those_with_a_mark_or_number_in_the_column_that_is_asked(
    question: str, page: str, places: list[int], note: str | None
) -> None:
    found = told(question, page)
    assert (found and found.note) == note
    [table] = tables_of(page)
    assert [table.rows.index(row) for row in found.rows] == places if found else not places


@pytest.mark.parametrize(
    ("question", "page", "note"),
    [
        ("How many invoices are paid?", INVOICES, "Rows of this table with “paid”: 3 of 5."),
        ("Which invoices are not paid?", INVOICES, "Rows of this table with “Status: not paid”: 2 of 5."),
        ("How many invoices haven't been paid yet?", INVOICES, "Rows of this table with “Status: not paid”: 2 of 5."),
        ("Which invoice of Lyon is not paid?", INVOICES, "Rows of this table with “lyon”, “Status: not paid”: 1 of 5."),
        ("Which invoices are not cancelled?", INVOICES, "Rows of this table with “Status: not cancelled”: 4 of 5."),
        ("Which invoices are not paid?", INVOICES.replace("open", "partly paid"), None),
        ("Which invoices are not sent?", INVOICES, None),
        ("How much did Harris pay in total?", INVOICES, "Sum of “Net” in 2 rows with “harris”, “paid”: 1500.00."),
        ("How much did Lyon pay in total?", INVOICES, None),  # one is paid
        ("What is the total of all invoices?", INVOICES, None),  # one is cancelled
        ("What is the total of all invoices?", FACTURES, None),
        ("How much did we spend on tubes?", STOCK, None),  # of each tube
        ("What is the total cost of tubes?", STOCK.replace("Qty", "Left").replace("Unit price", "Cost per tube"), None),
        ("How many tubes did we buy in total?", STOCK, None),
        ("How much did we spend on stationery?", CASH, None),  # some came back
        ("What is the total of the invoices?", ABROAD, None),
        ("How much did we spend on Mum?", CARE, "Sum of “Amount” in 4 rows with “mum”: 6750.50."),
        ("How much did we spend on Mum?", CARE.replace("Fees", "Refund"), None),
        ("Which book is the newest?", BUDGET, None),
        ("Which of them was the most expensive?", BUDGET, None),
        ("How much did I spend on books in total?", BUDGET, "Sum of “Actual” in 2 rows with “books”: 135."),
    ],
)
def test_what_is_not_paid_of_each_piece_or_of_another_kind_is_not_added(
    question: str, page: str, note: str | None
) -> None:
    found = told(question, page, "invoices", known=True)
    assert (found and found.note) == note


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("Which fix is the cheapest per month?", "- Five-year fix at 4.12%"),
        ("Which fix is the most expensive per month?", "- Two-year fix at 4.38%"),
        ("Which fix is the cheapest?", ""),  # by the fee or by the month?
        ("Which boat is the cheapest per month?", ""),
    ],
)
def test_of_a_list_the_item_that_costs_least_is_told(question: str, item: str) -> None:
    asked = asked_of_rows(question)
    [listed] = lists_of(OFFERS)
    assert asked is not None
    assert may_be_of_list(asked)
    found = told_of_list(asked, listed, OFFERS, ["letter"], known=False)
    assert [OFFERS[row.start : row.end].partition(",")[0] for row in found.rows] == [item] if found else not item


def test_of_a_list_that_is_called_as_its_items_are_the_cheapest_is_told() -> None:
    page = "From the shop:\n\n- Heron kayak, £2,150 (was £1,400)\n- Tern kayak, £2,300\n- Swift kayak, £1,990"
    asked = asked_of_rows("Which kayak is the cheapest?")
    [listed] = lists_of(page)
    assert asked is not None
    found = told_of_list(asked, listed, page, ["Kayak offers"], known=False)
    assert found is not None
    assert found.note == "Of 3 items with an amount in this list, the lowest is £1,990."


@pytest.mark.parametrize(
    "question",
    [
        *(
            "When is it open?",
            "Why did the cheap one break?",
            "Is it bigger than the other?",
            "What is at least needed?",
        ),
        *("How many boats can a harbour have?", "How many guests may I bring?", "How often could we come?"),
    ],
)
def test_other_questions_ask_nothing_of_rows(question: str) -> None:
    assert asked_of_rows(question) is None


@pytest.mark.parametrize(
    ("questions", "meant"),
    [
        (["How much did we spend on seeds?", "and on repairs?"], "How much did we spend on repairs?"),
        (
            ["How much did we spend on seeds?", "and on repairs?", "What about waste?"],
            "How much did we spend on waste?",
        ),
        (
            ["How much did we spend on seeds this year?", "and on repairs?", "and on the kitchen?"],
            "How much did we spend on the kitchen in 2026?",
        ),
        (["How much did Ann Lee pay?", "and Tom Birch?"], "How much did Tom Birch pay?"),
        (["How much did we spend on seeds?", "and how many goats are there?"], "and how many goats are there?"),
        (["What does the lease say?", "and on repairs?"], "and on repairs?"),
        (["How much did we spend on seeds?", "and why?"], "and why?"),
        (["How much did we spend on seeds?", "and how much is it in total?"], "How much did we spend in total?"),
        (["How much is the rent?", "and in total?"], "and in total?"),
        (["How much did we spend on seeds?", "and on average?"], "How much did we spend on seeds on average?"),
        (["How much is the rent?", "and on average?"], "and on average?"),
        (["How much did we spend on seeds?", "how much on repairs?"], "How much did we spend on repairs?"),
        (
            ["How many hours did Ada work at the mill?", "and how many at the club?"],
            "How many hours did Ada work at the club?",
        ),
        (["How much did we spend on seeds?", "how much is it?"], "how much is it?"),
        (["How much did we spend on seeds in March?", "and on repairs?"], "How much did we spend on repairs in March?"),
        (
            ["How much did we spend on seeds in March?", "and on repairs in May?"],
            "How much did we spend on repairs in May?",
        ),
        (["How many members have not paid?", "who are they?"], "How many members have not paid?"),
        (["How many pets does she have?", "who has them?"], "who has them?"),
        (["When does it end?", "and which?"], "and which?"),
        (["Which firm is the most expensive?", "and the fastest?"], "and the fastest?"),
        (["Who has the highest salary?", "and the longest?"], "and the longest?"),
        (["Which month was the highest in 2025?", "and the lowest?"], "Which month was the lowest in 2025?"),
        (["Which firm is the most expensive?", "and the cheapest one?"], "Which firm is the cheapest?"),
        (["Who spent the most?", "and who has the least?"], "Who spent the least?"),
        (["Which firm do we use?", "and the cheapest?"], "and the cheapest?"),
        (
            ["What is the cheapest red wine by the bottle?", "and the dearest?"],
            "What is the dearest red wine by the bottle?",
        ),
        (["Which month had the highest rent in 2025?", "and the lowest?"], "Which month had the lowest rent in 2025?"),
        (["Which tickets are open?", "how many are closed?"], "how many tickets are closed?"),
        (["Which tickets are open?", "how many are closed?", "and which are new?"], "which tickets are new?"),
        (["How many boats are red?", "and which have sails?"], "which boats have sails?"),
        (["Which tickets are open?", "how many are there?"], "how many are there?"),
        (["Who is the captain?", "how many are closed?"], "how many are closed?"),
        (["What is the highest expense?", "And which is the lowest?"], "What is the lowest expense?"),
        (
            ["Which invoices are over 150 euros?", "and how much is that?"],
            "What is the total of invoices are over 150 euros?",
        ),
        (["What does the bed cost?", "How much is that?"], "How much is that?"),
    ],
)
def test_the_same_is_asked_of_other_rows(questions: list[str], meant: str) -> None:
    turns = [turn for each in questions for turn in (Turn("user", each), Turn("assistant", "Quoted."))]
    assert asked_again(turns[:-1], date(2026, 11, 29)) == meant


def test_of_a_long_conversation_only_the_last_turns_are_looked_at() -> None:
    turns = [Turn("user", "How much did we spend on fuel?"), Turn("assistant", "Quoted.")]
    turns += [Turn("user", "and on food?"), Turn("assistant", "Quoted.")] * 1000
    assert asked_again(turns[:-1], date(2026, 11, 29)) == "and on food?"


LIDO = """Lido timetable

Day | Swimmers | Lessons
Monday | 40 | 16:00-17:30
Tuesday | 25 |
Saturday | 110 | 9:00-11:00

Bring a coin."""


@pytest.mark.parametrize(
    ("question", "page", "note"),
    [
        ("How many swimmers were there in total?", LIDO, "Sum of “Swimmers” in 3 rows: 175."),
        ("Which day had the most swimmers?", LIDO, "Of 3 rows, compared by “Swimmers”, the highest is 110."),
        ("How many swimmers were there in total?", LIDO.replace("25 |", "25"), None),  # a cell may be missing before
    ],
)
def test_rows_as_a_pdf_writes_them_are_told_together_too(question: str, page: str, note: str | None) -> None:
    found = told(question, page)
    assert (found and found.note) == note


MEMBERSHIP = """Name | Joined | Town | Fee
Name: Ann | Joined: 1998 | Town: Otley | Fee: 40
Name: Bill | Joined: 2015 | Town: Leeds | Fee: 40
Name: Eve | Joined: 2024 | Town: Otley | Fee: 25"""
CARS = """Car | Built | Mileage | Bought | Price
Car: Golf | Built: 2014 | Mileage: 128.400 | Bought: 03.05.2017 | Price: 9.450,00
Car: Transit | Built: 2009 | Mileage: 211.050 | Bought: 28.02.2023 | Price: 7.200,50
Car: Panda | Built: 2021 | Mileage: 32.900 | Bought: 09.08.2022 | Price: 10.990,00"""
PHONE = """month | provider | amount
month: 2026-01 | provider: Giff | amount: 10.00
month: 2026-02 | provider: Giff | amount: 12.50
month: 2026-03 | provider: Smart | amount: 8.00"""
MARKS = """Pupil | Maths | Biology | Days absent
Pupil: Olive | Maths: 72 | Biology: 64 | Days absent: 3
Pupil: Jonah | Maths: 58 | Biology: 71 | Days absent: 0
Pupil: Average | Maths: 65 | Biology: 67.5 | Days absent: 1.5"""
HONEY = """Year | Kilos
Year: 2021 | Kilos: 84
Year: 2022 | Kilos: 61"""


@pytest.mark.parametrize(
    ("question", "page", "note"),
    [
        ("What is the average fee?", MEMBERSHIP, "Average of “Fee” in 3 rows: 35."),
        ("What is the average fee in Otley?", MEMBERSHIP, "Average of “Fee” in 2 rows with “otley”: 32.50."),
        ("On average, how much did we pay for groceries?", SPENDING,
         "Average of “amount_gbp” in 3 rows with “groceries”: 92.50."),
        ("How much do we pay a month on average?", PHONE, "Average of “amount” in 3 rows: 10.17."),
        ("How much do we pay a month on average?", PHONE.replace("2026-02", "2026-01"), None),
        ("How much do we pay a month on average?", PHONE.replace("2026-03", "2026-04"), None),
        ("How much do we pay a day on average?", PHONE, None),
        ("What is the average price?", CARS, "Average of “Price” in 3 rows: 9.213,50."),
        ("What is the average in maths?", MARKS, "Average of “Maths” in 2 rows: 65."),
        ("What is the average fee?", MEMBERSHIP.replace("Fee", "Average fee"), None),  # of how many is each?
        ("What is the average in maths?", MARKS.replace("Maths: 65", "Maths: 95"), None),  # of what is it that?
        ("How many pupils are there?", MARKS, "Rows of this table: 2."),
        ("What is the average honey?", HONEY, "Average of “Kilos” in 2 rows: 72.50."),
        ("Which year had the least honey?", HONEY, "Of 2 rows, compared by “Kilos”, the lowest is 61."),
        ("Who joined first?", MEMBERSHIP, "Of 3 rows, compared by “Joined”, the earliest is 1998."),
        ("Who was the first to join?", MEMBERSHIP, "Of 3 rows, compared by “Joined”, the earliest is 1998."),
        ("Who joined last in Otley?", MEMBERSHIP,
         "Of 2 rows with “otley”, compared by “Joined”, the latest is 2024."),
        ("Who is the newest member?", MEMBERSHIP, "Of 3 rows, compared by “Joined”, the latest is 2024."),
        ("Who is the oldest member?", MEMBERSHIP, None),  # joined first, but of which age?
        ("How many members joined in 2015?", MEMBERSHIP, "Rows of this table of 2015: 1 of 3."),
        ("Which car is the oldest?", CARS, "Of 3 rows, compared by “Built”, the earliest is 2009."),
        ("Which car did we buy last?", CARS, "Of 3 rows, compared by “Bought”, the latest is 28.02.2023."),
        ("What did we buy first?", SPENDING, "Of 6 rows, compared by “date”, the earliest is 2026-07-02."),
        ("What was the last thing we bought at Hill?", SPENDING,
         "Of 2 rows with “hill”, compared by “date”, the latest is 2026-08-04."),
    ],
)  # fmt: skip
def test_averages_and_what_is_first_or_last_are_told_where_they_are_certain(
    question: str, page: str, note: str | None
) -> None:
    found = told(question, page, "members", "cars", "pupils", "honey")
    assert (found and found.note) == note


STATEMENT = """Harbour Bank

02/06/26 | CARD PAYMENT GREENS | -29.99
03/06/26 | CITY WATER | -41.20
05/06/26 | CARD PAYMENT GREENS | -36.75
11/06/26 | TRANSFER FROM OKAFOR | 250.00

Page 1"""
NOT_ADDED = "2 rows with “greens”. Nothing was added up: the columns have no names."


@pytest.mark.parametrize(
    ("question", "page", "rows", "note"),
    [
        ("How much did I spend at Greens?", STATEMENT, 2, "Sum of 2 rows with “greens”: -66.74."),
        ("How much did I spend at Greens?", STATEMENT.replace("-36.75", "-36.75 | 1,204.55"), 2, NOT_ADDED),
        ("How much did I spend at Greens?", STATEMENT.replace("-36.75", "36.75"), 2, NOT_ADDED),  # it came back
        ("How much did I spend at Greens?", STATEMENT.replace("-29.99", "-30"), 2, NOT_ADDED),  # may be pieces
        ("How much did I spend on water?", STATEMENT, 0, ""),
        ("How much did I spend at Greens in July?", STATEMENT, 0, ""),
        ("How much did I spend on green tea?", STATEMENT, 0, ""),
        ("How many payments to Greens were there?", STATEMENT, 0, ""),
    ],
)
def test_rows_without_names_are_quoted_together_and_added_where_one_column_holds_money(
    question: str, page: str, rows: int, note: str
) -> None:
    asked = asked_of_rows(question)
    assert not tables_of(page)
    [table] = rows_without_names(page)
    found = told_without_names(asked, table, ["june statement"]) if asked else None
    assert (len(found.rows), found.note) == (rows, note) if found else not rows


def test_what_one_month_comes_to_is_told_of_all_rows_where_none_is_of_totals() -> None:
    page = """Building | January | February | March
Building: Hall | January: 5400 | February: 5100 | March: 4700
Building: Library | January: 3200 | February: 3050 | March: 2800"""
    for question, note in (
        ("What was the total in January?", "Sum of “January” in 2 rows: 8600."),
        ("Which building used the most in March?", "Of 2 rows, compared by “March”, the highest is 4700."),
        ("How much did we spend in January in total?", None),  # on what is used?
        ("How much did we spend on the library in total?", None),
        ("What was the total in April?", None),
    ):
        found = told(question, page, "energy use")
        assert (found and found.note) == note


def test_what_somebody_earns_and_what_was_last_are_asked_of_rows() -> None:
    page = """Name | Unit | Start date | Salary
Name: Maya | Unit: IT | Start date: 2019-03-01 | Salary: 38500
Name: Owen | Unit: IT | Start date: 2022-09-15 | Salary: 44200
Name: Lin | Unit: Law | Start date: 2020-01-15 | Salary: 51000"""
    for question, note in (
        ("Who earns the most?", "Of 3 rows, compared by “Salary”, the highest is 51000."),
        ("Who earns the most in IT?", "Of 2 rows with “it”, compared by “Salary”, the highest is 44200."),
        ("What was the last salary?", "Of 3 rows, compared by “Start date”, the latest is 2022-09-15."),
        ("How much do we spend on it in total?", None),
        ("What was the last name?", None),
    ):
        found = told(question, page)
        assert (found and found.note) == note


def test_what_was_spent_is_what_went_out() -> None:
    total = told("How much did we spend in total?", TILL, known=True)
    most = told("What was the biggest expense?", TILL, known=True)
    assert total is not None
    assert total.note == "Sum of “Paid out” in the 2 of 4 rows with one: £38.60."
    assert most is not None
    assert most.note.startswith("Of 2 rows, compared by “Paid out”, the highest is £27.20.")


def test_what_came_in_is_not_told_for_what_was_spent() -> None:
    unread = TILL.replace("£11.40", "about £11")
    for question in ("How much did we spend in total?", "What is the total of expenses?", "How much did we spend?"):
        assert told(question, unread, known=True) is None
    income = unread.replace("Paid in", "Income").replace("Paid out", "Expenses")
    assert told("How much did we spend on average?", income, known=True) is None


def test_of_what_went_out_with_a_minus_the_most_is_the_lowest() -> None:
    rows = "".join(f"\nMonth: {month} 2026 | Expenses: €-{paid}" for month, paid in (("May", 250), ("June", 270)))
    spent = f"Month | Expenses{rows}"
    for question, paid in (("Which month had the highest expenses?", "270"), ("What was the cheapest month?", "250")):
        found = told(question, spent, known=True)
        assert found is not None
        assert f"is €-{paid}." in found.note
    mixed = f"{spent}\nMonth: July 2026 | Expenses: €300"
    assert told("Which month had the highest expenses?", mixed, known=True) is None


@pytest.mark.parametrize("question", ["Which tasks are still open?", "Which tasks are open now?"])
def test_words_for_now_say_nothing_of_which_rows(question: str) -> None:
    page = """Task | Who | State
Task: Move the challenge | Who: Ada | State: open
Task: Forward the mail | Who: Leo | State: done
Task: Watch every name | Who: Leo | State: done"""
    found = told(question, page, "tasks")
    assert found is not None
    assert found.note == "Rows of this table with “open”: 1 of 3."


def test_a_table_may_be_called_after_a_quarter_or_version_too() -> None:
    page = """id | state
id: 12 | state: open
id: 13 | state: closed
id: 14 | state: closed"""
    found = told("How many tickets are closed?", page, "tickets-2026-q1")
    assert found is not None
    assert found.note == "Rows of this table with “closed”: 2 of 3."


def test_what_all_cost_is_their_sum() -> None:
    page = """Product | Price per year
Product: Mail | Price per year: 3906.00
Product: Fonts | Price per year: 540.00
Product: Editor | Price per year: 398.00"""
    found = told("What do all products cost a year?", page, "products")
    assert found is not None
    assert found.note == "Sum of “Price per year” in 3 rows: 4844.00."
    assert told("What do the products cost?", page, "products") is None
    value = told("What is the cost of all products a year?", page, "products")
    assert value is not None
    assert value.note == found.note


def test_a_word_that_cells_say_as_it_is_is_not_of_a_column_that_only_begins_like_it() -> None:
    page = """Ref | Directorate | Procedure
Ref: 1 | Directorate: Place | Procedure: Direct award
Ref: 2 | Directorate: Place | Procedure: Open tender
Ref: 3 | Directorate: Homes | Procedure: Direct award"""
    found = told("How many contracts were direct awards?", page, "contracts register")
    assert found is not None
    assert found.note == "Rows of this table with “direct”, “awards”: 2 of 3."


KINDS = "Shop | What | Cost\n" + "\n".join(
    f"Shop: {shop} | What: {what} | Cost: {cost}.00"
    for shop, what, cost in (
        ("Greens", "car", 10),
        ("Green Grocer", "car insurance", 20),
        ("Greens", "car insurance", 30),
        ("Green Grocer", "car", 40),
        ("Berg", "car", 50),
        ("Anna Berg", "car insurance", 60),
        ("Berg", "car", 70),
        ("Anna Berg", "car insurance", 80),
    )
)


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("What is the total cost for Greens?", "40.00"),
        ("What is the total cost for Berg?", "120.00"),
        ("How much did I spend on car insurance?", "190.00"),
        ("How much did I spend on the car?", "170.00"),
        ("What is the total cost for Green Grocer?", "60.00"),
    ],
)
def test_of_cells_that_return_the_one_that_is_all_of_what_is_asked_is_meant(question: str, total: str) -> None:
    found = told(question, KINDS)
    assert found is not None
    assert found.note.endswith(f": {total}.")


def test_of_remarks_all_that_hold_the_word_are_meant() -> None:
    remarks = ("Car", "Car, tyres", "Car, oil", "Rent of May", "Rent of June", "Lamp")
    rows = "\n".join(f"What: {each} | Cost: 10.00" for each in remarks)
    found = told("How much did I spend on the car?", f"What | Cost\n{rows}")
    assert found is not None
    assert found.note.endswith(": 30.00.")


def test_of_a_month_of_two_years_nothing_is_added_without_the_year() -> None:
    days = ("2024-08-01", "2024-08-20", "2025-08-02")
    page = "Date | What | Cost\n" + "\n".join(f"Date: {day} | What: fuel | Cost: 10.00" for day in days)
    assert told("How much did I spend on fuel in August?", page) is None
    assert told("What was the average cost in August?", page) is None
    of_one = told("How much did I spend on fuel in August 2024?", page)
    assert of_one is not None
    assert of_one.note.endswith(": 20.00.")
    born = told("How many birthdays are in May?", FAMILY + "\nname: Tom | birthday: 2 May 1961 | town: York")
    assert born is not None
    assert "2 of 4" in born.note


def test_what_a_table_is_called_by_may_stand_in_the_name_of_one_of_its_rows_too() -> None:
    page = """Country | Area
Country: Kenya | Area: 580,367 sq km
Country: Ghana | Area: 238,533 sq km
Country: Togo | Area: 56,785 sq km
Country: South Africa | Area: 1,219,090 sq km"""
    question = "Which country in Africa has the smallest area?"
    found = told(question, page, "africa-factbook")
    assert found is not None
    assert found.note == "Of 4 rows, compared by “Area”, the lowest is 56,785 sq km."
    assert told(question, page.replace("Togo", "Central Africa"), "africa-factbook") is None  # of half of the rows
    assert told(question, page.replace("South Africa", "Africa"), "africa-factbook") is None  # a row's whole name


def test_clauses_that_begin_with_a_letter_and_a_number_are_a_list() -> None:
    page = "What is not covered\nC1 Damage by flood.\nC2 Theft through open windows.\n\nA4 paper is out.\nB2 is full.\n"
    [found] = lists_of(page)
    assert [page[start:end] for start, end in found.items] == ["C1 Damage by flood.", "C2 Theft through open windows."]
