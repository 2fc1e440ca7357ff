"""Tables: the numbers of rows, which rows name columns, what is no table, and tables inside of tables."""

import pytest
from makers import docx, odt, xlsx

from uniconv_edge.library.extract.blocks import Block
from uniconv_edge.library.extract.formats import parse


def blocks(data: bytes, name: str) -> list[Block]:
    [page] = parse(data, name).pages
    return page.blocks


def texts(data: bytes, name: str) -> list[str]:
    return [block.text for block in blocks(data, name)]


@pytest.mark.parametrize("empty_rows", [0, 1, 4, 1_000])
@pytest.mark.parametrize("empty_columns", [0, 2])
def test_rows_are_numbered_as_the_sheet_numbers_them(empty_rows: int, empty_columns: int) -> None:
    before = [None] * empty_columns
    rows = [[]] * empty_rows + [[*before, "Name", "Age"], [*before, "Anna", 44], [], [*before, "Bert", 7]]
    found = [(block.at - empty_rows, block.text) for block in blocks(xlsx({"S": rows}), "a.xlsx")]
    assert found == [(1, "Name | Age"), (2, "Name: Anna | Age: 44"), (4, "Name: Bert | Age: 7")]


def test_a_second_table_on_a_sheet_has_names_of_its_own() -> None:
    rows = [["Name", "Age"], ["Anna", 44], [], ["Costs of 2024"], ["Item", "Price"], ["Tea", 3], [], ["Sum", 3]]
    assert texts(xlsx({"S": rows}), "a.xlsx") == [
        "Name | Age",
        "Name: Anna | Age: 44",
        "Costs of 2024",
        "Item | Price",
        "Item: Tea | Price: 3",
        "Item: Sum | Price: 3",
    ]


def test_a_second_table_of_words_is_known_by_its_columns() -> None:
    rows = [["Name", "City"], ["Anna", "Oslo"], [], [None, "Room", "Floor"], [None, "Kitchen", "ground"]]
    assert texts(xlsx({"S": rows}), "a.xlsx")[2:] == [" | Room | Floor", "Room: Kitchen | Floor: ground"]


def test_a_form_whose_first_rows_name_nothing_has_no_names_further_down() -> None:
    rows = [["E-123", "SHEET", 2016], [], ["Package", "Document"], [131, 144], [], [1, "Voltage", "kV"]]
    assert texts(xlsx({"S": rows}), "a.xlsx")[-1] == "1 | Voltage | kV"


def test_an_empty_row_inside_a_table_does_not_end_it() -> None:
    rows = [["Name", "City"], [], ["Anna", "Oslo"], ["Bert", "Rome"], [], ["Carl", "Bonn"], ["Dora", "Kiel"], [], ["x"]]
    assert texts(xlsx({"S": rows}), "a.xlsx") == [
        "Name | City",
        "Name: Anna | City: Oslo",
        "Name: Bert | City: Rome",
        "Name: Carl | City: Bonn",
        "Name: Dora | City: Kiel",
        "x",
    ]


def test_a_blank_after_the_delimiter_does_not_cut_a_quoted_cell() -> None:
    source = b'Name, Full, Age\nann, "Smith, John", 44\nbob, "Ray, Ann", 7\n'
    assert texts(source, "a.csv")[1:] == [
        "Name: ann | Full: Smith, John | Age: 44",
        "Name: bob | Full: Ray, Ann | Age: 7",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "comment\nThe flat is nice, but small.\nGood.\nWell, yes, and no, but fine\nI like it, really\n",
        "The flat is nice, but small, and dark.\n",
        "note; more\nOne; two; three\nOnly one\nA; b; c; d; e\n",
    ],
)
def test_lines_of_prose_are_no_table(source: str) -> None:
    assert blocks(source.encode(), "a.csv") == [Block(source, at=1)]


def test_quoted_sentences_are_cells() -> None:
    source = 'id,comment\n1,"Nice, but, well, small."\n2,Good\n3,"Yes, and no"\n'
    assert texts(source.encode(), "a.csv")[1] == "id: 1 | comment: Nice, but, well, small."


def cell(content: str) -> str:
    return f"<table:table-cell>{content}</table:table-cell>"


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>"


def test_the_words_of_a_table_inside_a_cell_come_once() -> None:
    inner = f"<table:table>{row('<text:p>in 1</text:p>', '<text:p>in 2</text:p>')}</table:table>"
    head = f"<table:table-header-rows>{row('<text:p>A</text:p>', '<text:p>B</text:p>')}</table:table-header-rows>"
    body = f"<table:table>{head}{row('<text:p>out</text:p>' + inner, '<text:p>b</text:p>')}</table:table>"
    assert texts(odt(body), "a.odt") == ["A | B", "A: out in 1 in 2 | B: b"]


def test_headings_lists_and_boxes_in_a_cell_are_read_once() -> None:
    box = "<text:p>see <draw xmlns='d'><text:p>boxed</text:p></draw> here</text:p>"
    listed = "<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>"
    hidden = "<table:covered-table-cell><text:p>covered</text:p></table:covered-table-cell>"
    cells = row("<text:h>Terms</text:h>" + box, listed).replace("</table:table-row>", hidden + "</table:table-row>")
    assert texts(odt(f"<table:table>{cells}</table:table>"), "a.odt") == ["Terms see boxed here | item"]


COSTS = [["Item", "2022", "2023"], ["Heating", "900", "950"], ["Caretaker", "300", "360"]]
NAMED = ["Item | 2022 | 2023", "Item: Heating | 2022: 900 | 2023: 950", "Item: Caretaker | 2022: 300 | 2023: 360"]


def word(rows: list[list[str]]) -> bytes:
    def build(document) -> None:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text

    return docx(build)


def markdown(rows: list[list[str]]) -> bytes:
    head, *below = rows
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *below]).encode()


def test_years_from_one_to_the_next_are_names_of_columns() -> None:
    rows = [["Item", "2027/28", "2028-29", "2029/2030"], ["Staff", "612000", "630500", "649400"]]
    named = "Item: Staff | 2027/28: 612000 | 2028-29: 630500 | 2029/2030: 649400"
    for found in (texts(word([*rows, *rows[1:]]), "a.docx"), texts(xlsx({"S": rows}), "a.xlsx")):
        assert found[1] == named


def test_rows_of_any_document_carry_the_names_of_their_columns() -> None:
    assert texts(word(COSTS), "a.docx") == NAMED
    assert texts(markdown(COSTS), "a.md") == NAMED
    assert texts(xlsx({"S": COSTS}), "a.xlsx") == NAMED


@pytest.mark.parametrize(
    "rows",
    [
        [["Landlord", "Keller"], ["Rent", "1140"], ["Deposit", "2280"]],
        [["Anna", "1999", "2001"], ["Bert", "1998", "2002"], ["Carl", "1990", "1991"]],
        [["Anna", "Oslo", "Kitchen"], ["Bert", "Rome", "Hall"], ["Carl", "Bonn", "Attic"]],
        [["Anna", "12", "13"], ["Bert", "14", "15"], ["Carl", "16", "17"]],
    ],
    ids=["form", "years", "words", "numbers"],
)
def test_a_first_row_that_may_be_one_like_the_others_names_nothing(rows: list[list[str]]) -> None:
    assert texts(word(rows), "a.docx") == [" | ".join(row) for row in rows]


HEADED = [
    [["Service", "Answer within", "Fee"], ["Standard", "72 h", "€129"], ["Express", "24 h", "€249"]],
    [["Tariff", "Share", "Since"], ["Green", "12 %", "1 May 2025"], ["Blue", "45 %", "1 July 2025"]],
    [["Code", "Cause", "Remedy"], ["Water", "E10", "Open the tap"], ["Pump", "E18", "Clean the filter"]],
    [["", "Basic", "Pro"], ["Storage", "small", "large"], ["Support", "by mail", "by telephone"]],
    [
        ["Job", "Done by", "Paid"],
        ["Tiles", "Anna", "yes"],
        ["Pipes", "Ben", "no"],
        ["Paint", "Cho", "yes"],
        ["Floor", "Dora", "no"],
    ],
    [["Name", "Room", "Opening hours"], ["Anna", "Kitchen", "all day"], ["Bert", "Hall", "mornings"]],
    [["Subject", "Teacher", "Room"], ["Maths", "Mr Sandhu", "204"], ["Art", "Ms Koskinen", "Studio"]],
    [["Term", "Meaning"], ["APR", "annual rate"], ["LTV", "loan to value"]],
    [["Description", "Qty", "Unit price"], ["Consulting", "3", "€300.00"]],
]


@pytest.mark.parametrize(
    "rows", HEADED, ids=["amounts", "dates", "codes", "corner", "yes or no", "usual", "school", "two", "one row"]
)
def test_a_first_row_that_is_written_otherwise_than_the_others_names_the_columns(rows: list[list[str]]) -> None:
    names, *below = rows
    found = texts(word(rows), "a.docx")[1:]
    assert found == [" | ".join(f"{n}: {c}" if n else c for n, c in zip(names, row, strict=True)) for row in below]
    assert texts(word(below), "a.docx") == [" | ".join(row) for row in below]


@pytest.mark.parametrize(
    "rows",
    [
        [["Tenant", "Ms Roth"], ["Rent", "€900"], ["Deposit", "€1,800"], ["Notice", "3 months"]],
        [["Wine", "Riesling", "From", "Roth"], ["Vintage", "2021", "Alcohol", "12 %"], ["Acid", "7 g/l", "Dry", "5 g"]],
        [["Name:", "Anna", "Room:", "Blue"], ["Born:", "1980", "Phone:", "0123"], ["Nights:", "4", "Price:", "€300"]],
        [["", "Landlord", "", "Tenant"], ["Signature", "", "", ""], ["Name", "Anna", "", "Ben"]],
        [["Signature", ""], ["Name", "Anna"], ["Title", "Ms"]],
    ],
    ids=["facts", "pairs", "pairs with colons", "signatures", "empty"],
)
def test_the_labels_and_values_of_a_form_name_nothing(rows: list[list[str]]) -> None:
    assert texts(word(rows), "a.docx") == [" | ".join(row) for row in rows]
