"""What a spreadsheet shows is what is read of it, and a table's names of two rows name its columns together."""

import re

import pytest
from makers import docx, member, package, with_members, xlsx

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.number_formats import as_shown

_WEB = "<table><tr><td rowspan=2>Region</td><td colspan=2>2025</td></tr><tr><td>Plan</td><td>Actual</td></tr>{}</table>"
_ODS = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
    '<table:table table:name="Costs">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
_STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
    '<numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;€&quot;"/></numFmts><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="10"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)


def text(data: bytes, name: str) -> str:
    return "\n".join(assemble(page).text for page in parse(data, name).pages)


def ods(*rows: str) -> str:
    whole = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": _ODS.format(whole)}
    return text(package(parts), "a.ods")


def cell(words: str, attributes: str = "") -> str:
    kind = "" if "value-type" in attributes else 'office:value-type="string" '
    return f"<table:table-cell {kind}{attributes}><text:p>{words}</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.196, "0.0%", "19.6%"),
        (0.196, "0%", "20%"),
        (1234.5, '#,##0.00 "€"', "1234.50 €"),
        (-12.5, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\)', "-$12.50"),
        (99.5, "_-* #,##0.00\\ [$€-407]_-;\\-* #,##0.00", "99.50 €"),
        (1067, "00000", "01067"),
        (12.5, '0.0 "kg"', "12.5 kg"),
        (5, "#,##0.00;[Red]-#,##0.00", ""),
        (5, "0.00E+00", ""),
        (5, "# ?/?", ""),
        (5, '#,##0,"k"', ""),
        (5, '[>5]0 "a"', ""),
        (float("inf"), "0%", ""),
    ],
)
def test_a_number_with_what_its_format_adds(value: float, code: str, shown: str) -> None:
    assert as_shown(value, code) == shown


def styled(rate: float, price: float, styles: str) -> str:
    """A sheet whose rate and price have the first and the second style after the usual one."""
    plain = xlsx({"Costs": [["Item", "Rate", "Price"], ["Tap", rate, price]]})
    sheet = member(plain, "xl/worksheets/sheet1.xml").replace(b'r="B2"', b'r="B2" s="1"')
    links = member(plain, "xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="s" Target="styles.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>',
    )
    changes = {
        "xl/worksheets/sheet1.xml": sheet.replace(b'r="C2"', b'r="C2" s="2"'),
        "xl/_rels/workbook.xml.rels": links,
        "xl/styles.xml": styles.encode(),
    }
    return text(with_members(plain, changes), "a.xlsx").splitlines()[-1]


def test_cells_of_xlsx_are_read_as_they_are_shown() -> None:
    assert styled(0.196, 12.5, _STYLES) == "Item: Tap | Rate: 19.60% | Price: 12.50 €"


@pytest.mark.parametrize(
    ("number", "value", "shown"),
    [
        (5, 1234.5, "$1235"),
        (6, -12, "-$12"),
        (7, 1234.5, "$1234.50"),
        (8, -12.5, "-$12.50"),
        (42, 12, "$12"),
        (44, -12.5, "-$12.50"),
        *((number, -1234.5, "-1234.5") for number in (3, 4, 37, 38, 39, 40, 41, 43)),
        (9, 0.196, "20%"),
        (10, 0.196, "19.60%"),
        *((number, 1.25, "1.25") for number in (11, 12, 13, 48)),
        *((number, 45123, "2023-07-16") for number in (14, 15, 16, 17, *range(27, 37), *range(50, 59))),
        (22, 45123.75, "2023-07-16 18:00"),
        *((number, 0.75, "18:00:00") for number in (18, 19, 20, 21)),
        *((number, 0.003472222222, "00:05:00") for number in (45, 47)),
        (46, 1.25, "30:00"),
    ],
)
def test_a_format_that_every_file_has_without_saying_so(number: int, value: float, shown: str) -> None:
    styles = re.sub("<numFmts>.*</numFmts>", "", _STYLES).replace('"164"', f'"{number}"')
    assert styled(0.196, value, styles) == f"Item: Tap | Rate: 19.60% | Price: {shown}"


def test_a_currency_that_the_file_names_is_the_one_that_is_read() -> None:
    assert styled(0.196, 12.5, _STYLES.replace('"164"', '"44"')).endswith("Price: 12.50 €")


def test_a_stray_cell_at_the_end_of_a_sheet_costs_nothing() -> None:
    plain = xlsx({"Costs": [["Item", "Price"], ["Tap", 12], ["Hose", 3]]})
    stray = b'<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>'
    sheet = member(plain, "xl/worksheets/sheet1.xml").replace(b"</sheetData>", stray)
    page = parse(with_members(plain, {"xl/worksheets/sheet1.xml": sheet}), "a.xlsx").pages[0]
    assert [(block.at, block.text) for block in page.blocks] == [
        (1, "Item | Price"),
        (2, "Item: Tap | Price: 12"),
        (3, "Item: Hose | Price: 3"),
        (1_048_576, " |  | 7"),
    ]


def test_cells_of_ods_are_read_as_they_are_shown() -> None:
    values = (
        cell("Tap"),
        cell("TRUE", 'office:value-type="boolean" office:boolean-value="true"'),
        cell("19.6%", 'office:value-type="percentage" office:value="0.196"'),
        cell("12,50 €", 'office:value-type="currency" office:value="12.5"'),
        cell("01.03.26", 'office:value-type="date" office:date-value="2026-03-01"'),
    )
    names = "".join(map(cell, ("Item", "Paid", "Rate", "Price", "Date")))
    assert ods(names, "".join(values)).endswith(
        "Item: Tap | Paid: yes | Rate: 19.6% | Price: 12,50 € | Date: 2026-03-01"
    )


def test_a_merged_cell_of_ods_is_told_in_each_of_its_rows() -> None:
    covered = "<table:covered-table-cell/>"
    day = cell("Monday", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
    shown = ods(
        cell("Day") + cell("Shift") + cell("Hours"),
        day + cell("Early") + cell("4", 'office:value-type="float" office:value="4"'),
        covered + cell("Late") + cell("5", 'office:value-type="float" office:value="5"'),
    )
    assert shown.endswith("Day: Monday | Shift: Late | Hours: 5")


def test_names_of_two_rows_in_ods_are_told_together() -> None:
    numbers = "".join(cell(n, f'office:value-type="float" office:value="{n}"') for n in "12")
    wide = cell("2025", 'table:number-columns-spanned="2" table:number-rows-spanned="1"')
    shown = ods(
        cell("Region") + wide + "<table:covered-table-cell/>",
        "<table:table-cell/>" + cell("Plan") + cell("Actual"),
        *(cell(region) + numbers for region in ("North", "South")),
    )
    assert shown.endswith("Region: South | 2025 Plan: 1 | 2025 Actual: 2")


def test_names_of_two_rows_are_told_together_on_web_pages_and_in_documents() -> None:
    numbers = "".join(f"<tr><td>{region}</td><td>1</td><td>2</td></tr>" for region in ("North", "South"))
    assert text(_WEB.format(numbers).encode(), "a.html").endswith("Region: South | 2025 Plan: 1 | 2025 Actual: 2")

    def build(document: object) -> None:
        table = document.add_table(4, 3)  # type: ignore[attr-defined]
        rows = (["Region", "2025", ""], ["", "Plan", "Actual"], ["North", "1", "2"], ["South", "1", "2"])
        for number, row in enumerate(rows):
            for column, words in enumerate(row):
                table.cell(number, column).text = words
        table.cell(0, 1).merge(table.cell(0, 2)).text = "2025"
        table.cell(0, 0).merge(table.cell(1, 0)).text = "Region"

    assert text(docx(build), "a.docx").endswith("Region: South | 2025 Plan: 1 | 2025 Actual: 2")


def test_a_title_over_some_columns_is_no_name() -> None:
    page = "<table><tr><td></td><td colspan=2>Sample</td></tr><tr><td>No</td><td>Plan</td><td>Actual</td></tr>"
    rows = "".join(f"<tr><td>{n}</td><td>{n}</td><td>{n}</td></tr>" for n in (1, 2, 3))
    assert "Sample Plan" not in text(f"{page}{rows}</table>".encode(), "a.html")
