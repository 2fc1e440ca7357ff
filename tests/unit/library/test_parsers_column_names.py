"""Which row of a sheet or of a CSV names the columns: lists of facts, what stands before a table, odd names."""

import pytest
from makers import member, with_members, xlsx

from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.rows import first_row_names

Row = list[str | float | None]


def lines(source: str) -> list[str]:
    return [block.text for page in parse(source.encode(), "a.csv").pages for block in page.blocks]


def texts(*rows: Row) -> list[str]:
    return [block.text for page in parse(xlsx({"S": rows}), "a.xlsx").pages for block in page.blocks]


@pytest.mark.parametrize(
    "source",
    [
        "Wifi password,sunflower22\nBin day,Thursday\nCaretaker,Mr Ode\nBoiler serial,4711\n",
        "Car,Blue Skoda Fabia\nPlate,HX-AB 1234\nInsurance,Harrow Vale\nNext service,May 2026\n",
        "Living room,Oak floor\nKitchen,Tiles\n",
    ],
)
def test_the_first_fact_of_a_list_names_no_columns(source: str) -> None:
    assert lines(source) == source.strip().replace(",", " | ").split("\n")


@pytest.mark.parametrize(
    ("source", "second"),
    [
        ("Item,Spent\nHall,300\nMusic,250 EUR\n", "Item: Hall | Spent: 300"),
        ("Day,What\n2026-03-01,Paint\n2026-03-02,Rest\n", "Day: 2026-03-01 | What: Paint"),
        ("Who,Write to\nAnna,anna@example.org\n", "Who: Anna | Write to: anna@example.org"),
        ("Term,Meaning\nAPR,annual rate\nLTV,loan to value\n", "Term: APR | Meaning: annual rate"),
        ("Wort;Übersetzung\nHaus;house\nHund;dog\n", "Wort: Haus | Übersetzung: house"),
        ("Question,Answer\nWhen is bin day?,Thursday\n", "Question: When is bin day? | Answer: Thursday"),
    ],
)
def test_two_columns_are_named_over_numbers_and_by_the_usual_names(source: str, second: str) -> None:
    assert lines(source)[1] == second


def test_what_stands_before_a_table_does_not_name_its_columns() -> None:
    bank = (
        "Turnover;File made on: 1 Feb\n\nIBAN;DE12\nAccount;Giro\nBank;ING\nHolder;Max\nBalance;1.234,56;EUR\n\n"
        "Booked;Valid;With;Text;Amount\n30.01.2026;30.01.2026;Gas works;January;-84,00\n"
        "28.01.2026;28.01.2026;REWE;Card;-45,10\n27.01.2026;27.01.2026;Work;Wages;2.900,00\n"
    )
    found = lines(bank)
    assert found[:2] == ["Turnover | File made on: 1 Feb", "IBAN | DE12"]
    assert found[-1] == "Booked: 27.01.2026 | Valid: 27.01.2026 | With: Work | Text: Wages | Amount: 2.900,00"
    invoice: list[Row] = [["ACME"], ["Invoice no.", "2026-017"], ["Date", "2026-03-01"], []]
    items: list[Row] = [["Pos", "What", "Qty", "Sum"], [1, "Tap", 2, 80], [2, "Hose", 1, 12], [None, "Total", None, 92]]
    assert texts(*invoice, *items)[-1] == "What: Total | Sum: 92"


@pytest.mark.parametrize(
    ("source", "second"),
    [
        ("#,Item,Price,%\n1,Tap,120,7\n2,Sink,300,19\n", "#: 1 | Item: Tap | Price: 120 | %: 7"),
        ("Utility;€/month;Due\nGas;45,00;1.\nTap;12,50;15.\n", "Utility: Gas | €/month: 45,00 | Due: 1."),
        ("Name,Tel,@handle\nAnna,+49 1,@anna\nBen,+49 2,@ben\n", "Name: Anna | Tel: +49 1 | @handle: @anna"),
        ("Name,Sum,In,Fee,In\nTea,3.5,EUR,1,USD\n", "Name: Tea | Sum: 3.5 | In: EUR | Fee: 1 | In: USD"),
        ("Kind,01/2026,02/2026\nRent,900,910\nGas,45,47\n", "Kind: Rent | 01/2026: 900 | 02/2026: 910"),
        ("Kind,2026-01-01,2026-02-01\nRent,900,910\nGas,45,47\n", "Kind: Rent | 2026-01-01: 900 | 2026-02-01: 910"),
        ("Cost,2025,Note\nGas,900,paid\nTap,120,open\n", "Cost: Gas | 2025: 900 | Note: paid"),
    ],
)  # fmt: skip
def test_one_odd_name_does_not_take_the_names_of_the_others(source: str, second: str) -> None:
    assert lines(source)[1] == second


def test_a_name_that_is_too_long_is_left_out() -> None:
    asked = "Which date would suit you best for the summer party of the whole house?"
    assert lines(f"Time,Your name,{asked}\n2026-03-01,Anna,12 June\n2026-03-02,Ben,\n")[1:] == [
        "Time: 2026-03-01 | Your name: Anna | 12 June",
        "Time: 2026-03-02 | Your name: Ben",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "2026-01-03,Rent,900\n2026-01-04,Gas,45\n",
        "Rent,2000,monthly\nGas,45,monthly\nWater,12,yearly\n",
        "Anna,Oslo,a long text that says much more than the name of any column would say\n"
        "Bert,Rome,another long text that says much more than the name of any column\n",
        "Plan,Actual,Plan,Actual\n1,2,3,4\n5,6,7,8\n",
    ],
    ids=["dates", "amount like a year", "texts", "half of a name"],
)
def test_other_first_rows_name_nothing(source: str) -> None:
    assert lines(source) == source.strip().replace(",", " | ").split("\n")


def test_a_table_with_a_title_of_its_own_has_names_of_its_own() -> None:
    first: list[Row] = [["Plants"], ["Plant", "Sown", "Harvest"], ["Bean", "May", "September"]]
    second: list[Row] = [["Tools"], ["Tool", "Shelf", "Owner"], ["Spade", "A", "Anna"]]
    assert texts(*first, [], *second)[3:] == ["Tools", "Tool | Shelf | Owner", "Tool: Spade | Shelf: A | Owner: Anna"]
    group: list[Row] = [["Herbs"], ["Dill", "May", "July"], ["Mint", "June", "July"]]
    assert texts(*first, [], *group)[3:] == [
        "Herbs",
        "Plant: Dill | Sown: May | Harvest: July",
        "Plant: Mint | Sown: June | Harvest: July",
    ]


def test_the_title_of_a_group_has_no_name_and_a_lone_value_has() -> None:
    rows: list[Row] = [["Item", "Qty", "Price"], ["Kitchen"], ["Tap", 1, 120], ["2026-03-01"], [None, None, 300]]
    assert texts(*rows)[1:] == ["Kitchen", "Item: Tap | Qty: 1 | Price: 120", "Item: 2026-03-01", "Price: 300"]


def test_the_comma_of_numbers_parts_no_cells() -> None:
    statement = "Statement, page 1\nBalance: 1.234,56 EUR\n\nDate;Text;Sum\n01.02.2026;Gas;-84,00\n"
    assert lines(statement + "02.02.2026;Bus;-2,80\n03.02.2026;Kino;-12,00\n")[:4] == [
        "Statement, page 1",
        "Balance: 1.234,56 EUR",
        "Date | Text | Sum",
        "Date: 01.02.2026 | Text: Gas | Sum: -84,00",
    ]
    assert lines("Gas;45,00;x\nTap;12,50;y\n") == ["Gas | 45,00 | x", "Tap | 12,50 | y"]
    assert lines("Name,Tags\nAnna,a;b;c\nBen,d;e;f\n")[1:] == ["Anna | a;b;c", "Ben | d;e;f"]


def test_cells_that_reach_over_rows_are_told_in_each_of_them() -> None:
    rows: list[Row] = [["Day", "Shift", "Who"], ["Monday", "Early", "Anna"], [None, "Late", "Ben"], [], ["x", "y", "z"]]
    book = xlsx({"S": [[], *([None, *row] for row in rows)]})
    sheet = member(book, "xl/worksheets/sheet1.xml").decode()
    merged = '<mergeCells count="1"><mergeCell ref="B3:B5"/></mergeCells></worksheet>'
    changed = with_members(book, {"xl/worksheets/sheet1.xml": sheet.replace("</worksheet>", merged).encode()})
    assert [block.text for block in parse(changed, "a.xlsx").pages[0].blocks] == [
        "Day | Shift | Who",
        "Day: Monday | Shift: Early | Who: Anna",
        "Day: Monday | Shift: Late | Who: Ben",
        "Day: x | Shift: y | Who: z",
    ]


FORMS: list[list[Row]] = [
    [["Tenant", "Anna", "Landlord", "Tom"], ["Rent", "850 EUR", "Deposit", "x"], ["Start", "May", "End", "30 April"]],
    [
        ["Company", "Hill Ltd", "Contact", "Joan"],
        ["Street", "Mill 3", "Phone", "0142 33"],
        ["Town", "HX1", "Date", "1 May"],
    ],
    [["Height", "12 m", "Width", "8 m"], ["Weight", "450 kg", "Power", "12 kW"]],
]


@pytest.mark.parametrize("form", FORMS)
def test_the_first_line_of_a_form_of_four_columns_names_none(form: list[Row]) -> None:
    assert texts(*form) == [" | ".join(map(str, row)) for row in form]


def test_four_columns_of_facts_are_no_form() -> None:
    rows: list[Row] = [
        ["Name", "Age", "Town", "Note"],
        ["Anna", 44, "York", "ill"],
        ["Tom", "about 30", "Leeds", "3 cats"],
    ]
    assert texts(*rows)[2] == "Name: Tom | Age: about 30 | Town: Leeds | Note: 3 cats"
    rows = [["Field", "Type", "Must", "Meaning"], ["name", "text", "yes", "How"], ["address", "text", "no", "Where"]]
    assert texts(*rows)[1] == "Field: name | Type: text | Must: yes | Meaning: How"


def test_the_table_of_a_bill_below_its_form_has_names_and_what_follows_has_none() -> None:
    bill: list[Row] = [
        *FORMS[1],
        [None],
        ["Item", "Qty", "Price"],
        ["Rope", 2, 12.5],
        ["Buoy", 1, 80],
        [None],
        ["Sum", 92],
    ]
    assert texts(*bill)[3:] == [
        "Item | Qty | Price",
        "Item: Rope | Qty: 2 | Price: 12.5",
        "Item: Buoy | Qty: 1 | Price: 80",
        "Sum | 92",
    ]


def test_days_of_the_week_and_months_name_the_columns_of_a_document() -> None:
    rows = [["Class", "Monday", "Tuesday", "Wednesday"], ["7a", "Art", "French", "Games"], ["7b", "Music", "PE", "Art"]]
    assert first_row_names(rows)
    assert first_row_names([["", "Jan", "Feb", "Mar"], ["Hall", "ready", "open", "shut"], ["Bar", "open", "", ""]])
    assert not first_row_names(
        [["Ann", "Mon", "Wed", "Fri"], ["Ben", "Tue", "Thu", "Sat"], ["Cat", "Mon", "Tue", "Sun"]]
    )


def test_dates_over_what_are_none_name_the_columns_of_a_document() -> None:
    rows = [["Test", "12/03/2026", "14/09/2026", "Range"], ["Iron", "9 (L)", "19 (L)", "> 30 ug/L"]]
    assert first_row_names([*rows, ["TSH", "2.4", "2.1", "0.3 - 4 mU/L"], ["Albumin", "37", "33", "35 - 50 g/L"]])
    assert not first_row_names([["Visits", "12/03/2026", "14/09/2026"], ["Tests", "13/03/2026", "15/09/2026"]])


def test_currencies_name_columns_of_amounts() -> None:
    assert first_row_names([["What", "Euros"], ["Flights", "486"], ["Total", "2,350"]])
    assert first_row_names([["Due", "Cost in GBP"], ["Test", "54.85"], ["Oil", "£139.95"]])
    assert not first_row_names([["Cost", "5 euros"], ["Deposit", "20"]])
    assert not first_row_names([["What", "Euros"], ["Where", "in all of Spain"]])


@pytest.mark.parametrize(("last", "named"), [("none", True), ("Free", True), ("on request", False)])
def test_a_cell_that_says_that_there_is_none_is_no_other_kind_of_value(last: str, *, named: bool) -> None:
    rows = [["Group", "Fee per year", "Remarks"], ["Adults", "€96", "from 18"], ["Children", "€48", "up to 17"]]
    rows += [["Families", "€180 or more", "in one household"], ["Students", "€60", "with proof"]]
    assert first_row_names([*rows, ["Honorary members", last, "by vote"]]) is named
