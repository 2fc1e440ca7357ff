"""Cells of documents that reach over rows and columns: told in each row, under the name of their column."""

from makers import docx, odt, pptx

from uniconv_edge.library.extract.formats import parse

ROTA = [
    "Day | Shift | Who",
    "Day: Monday | Shift: Early | Who: Anna",
    "Day: Monday | Shift: Late | Who: Ben",
    "Sum | Who: two",
]


def texts(data: bytes, name: str) -> list[str]:
    return [block.text for page in parse(data, name).pages for block in page.blocks]


def rota(*first: str, headed: bool) -> bytes:
    def build(document) -> None:
        table = document.add_table(rows=4, cols=3)
        for row, cells in enumerate((first, ("Monday", "Early", "Anna"), ("", "Late", "Ben"))):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
        table.cell(1, 0).merge(table.cell(2, 0)).text = "Monday"
        table.cell(3, 0).merge(table.cell(3, 1)).text = "Sum"
        table.cell(3, 2).text = "two"
        if headed:
            mark = table.rows[0]._tr.get_or_add_trPr()
            mark.append(mark.makeelement(f"{mark.tag[:-4]}tblHeader", {}))

    return docx(build)


def test_word_tells_them_in_each_row() -> None:
    for headed in (True, False):
        assert texts(rota("Day", "Shift", "Who", headed=headed), "a.docx") == ROTA
    assert texts(rota("Sunday", "Late", "Carl", headed=False), "a.docx") == [
        "Sunday | Late | Carl",
        "Monday | Early | Anna",
        "Monday | Late | Ben",
        "Sum | two",
    ]


def test_opendocument_tells_them_in_each_row() -> None:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(text: str, spans: str = "") -> str:
        return f"<table:table-cell {spans}><text:p>{text}</text:p></table:table-cell>"

    covered = "<table:covered-table-cell/>"
    table = (
        f"<table:table><table:table-header-rows>{row(*map(cell, ('Day', 'Shift', 'Who')))}</table:table-header-rows>"
        + row(cell("Monday", 'table:number-rows-spanned="2"'), cell("Early"), cell("Anna"))
        + row(covered, cell("Late"), cell("Ben"))
        + row(cell("Sum", 'table:number-columns-spanned="2"'), covered, cell("two"))
        + "</table:table>"
    )
    assert texts(odt(table), "a.odt") == ROTA


def test_slides_tell_them_in_each_row() -> None:
    def cell(text: str, spans: str = "") -> str:
        return f"<a:tc {spans}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"

    rows = (
        cell("Day") + cell("2025") + cell("2026"),
        cell("Monday", 'rowSpan="2"') + cell("4") + cell("5"),
        cell("", 'vMerge="1"') + cell("6") + cell("7"),
        cell("Tuesday") + cell("8", 'gridSpan="2"') + cell("", 'hMerge="1"'),
    )
    table = f"<a:tbl>{''.join(f'<a:tr>{cells}</a:tr>' for cells in rows)}</a:tbl>"
    assert texts(pptx([("Plan", f"<p:graphicFrame>{table}</p:graphicFrame>")]), "a.pptx") == [
        "Plan",
        "Day | 2025 | 2026",
        "Day: Monday | 2025: 4 | 2026: 5",
        "Day: Monday | 2025: 6 | 2026: 7",
        "Day: Tuesday | 2025, 2026: 8",
    ]


def test_a_long_text_is_told_once() -> None:
    long = "This is a note of many words about the rows that it stands beside, told once."

    def build(document) -> None:
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 1).text, table.cell(1, 1).text = "a", "b"
        table.cell(0, 0).merge(table.cell(1, 0)).text = long

    assert texts(docx(build), "a.docx") == [f"{long} | a", " | b"]


def test_a_number_over_two_columns_is_of_both_and_words_are_of_none() -> None:
    head = "<tr><th>Day</th><th>Summer</th><th>Winter</th></tr><tr><td>Monday</td><td>6–21</td><td>8–20</td></tr>"
    rows = "<tr><td>Sunday</td><td colspan=2>9–18 h</td></tr><tr><td>Friday</td><td colspan=2>9 visitors</td></tr>"
    assert texts(f"<table>{head}{rows}</table>".encode(), "a.html")[2:] == [
        "Day: Sunday | Summer, Winter: 9–18 h",
        "Day: Friday | 9 visitors",
    ]
