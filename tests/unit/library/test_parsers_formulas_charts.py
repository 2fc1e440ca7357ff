"""Formulas whose results nobody has stored, and the charts of workbooks and Word documents."""

from typing import Any

import pytest
from makers import docx, member, package, with_members, xlsx

from uniconv_edge.library.extract.blocks import Parsed
from uniconv_edge.library.extract.formats import parse

SHEET = "xl/worksheets/sheet1.xml"
ROWS: list[list[str | float | None]] = [["Item", "Cost"], ["Tent", 140], ["Band", 450], ["Total", 590]]
NOTE = "1 formula on sheet Costs, which has no stored result until a spreadsheet program saves the file"
OFFICE = "http://schemas.openxmlformats.org"
LINK = f"{OFFICE}/officeDocument/2006/relationships"
CHART = f"{OFFICE}/drawingml/2006/chart"


def with_total(cell: str, *, on_load: bool = False) -> Parsed:
    book = xlsx({"Costs": ROWS})
    raw = member(book, SHEET).replace(b'<c r="B4"><v>590</v></c>', cell.encode())
    main = member(book, "xl/workbook.xml").replace(
        b"</sheets>", b'</sheets><calcPr fullCalcOnLoad="1"/>' if on_load else b"</sheets>"
    )
    return parse(with_members(book, {SHEET: raw, "xl/workbook.xml": main}), "costs.xlsx")


def texts(parsed: Parsed) -> list[str]:
    return [block.text for page in parsed.pages for block in page.blocks]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B4"><f>SUM(B2:B3)</f><v></v></c>',
        '<c r="B4"><f>SUM(B2:B3)</f><v/></c>',
        '<c r="B4" t="n"><f t="shared" si="0"/></c>',
    ],
)
def test_a_formula_without_a_result_is_told(cell: str) -> None:
    found = with_total(cell)
    assert found.unread == NOTE
    assert texts(found) == ["Item | Cost", "Item: Tent | Cost: 140", "Item: Band | Cost: 450", "Item: Total"]


def test_results_of_zero_that_nobody_has_computed_are_none() -> None:
    cell = '<c r="B4"><f>SUM(B2:B3)</f><v>0</v></c>'
    assert with_total(cell, on_load=True).unread == NOTE
    assert texts(with_total(cell, on_load=True))[-1] == "Item: Total"
    stored = with_total(cell)
    assert (stored.unread, texts(stored)[-1]) == ("", "Item: Total | Cost: 0")


@pytest.mark.parametrize(
    "cell", ['<c r="B4"><f>SUM(B2:B3)</f><v>590</v></c>', '<c r="B4" t="str"><f>IF(B2,"","x")</f><v></v></c>']
)
def test_a_formula_with_its_result_is_read_whole(cell: str) -> None:
    assert with_total(cell, on_load=True).unread == ""


def test_a_formula_of_opendocument_without_a_result_is_told() -> None:
    cells = (
        '<table:table-cell office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=[.A1]*2"/>'
    )
    names = " ".join(
        f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{key}:1.0"' for key in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {names}><office:body>"
        f'<office:spreadsheet><table:table table:name="Costs"><table:table-row>{cells}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    assert parse(package(parts), "a.ods").unread == NOTE


def chart(values: str, title: str = "Honey of Thornfield") -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{kilos}</c:v></c:pt>' for n, kilos in enumerate((84, 61)))
    years = "".join(f'<c:pt idx="{n}"><c:v>{year}</c:v></c:pt>' for n, year in enumerate((2021, 2022)))
    return (
        f'<c:chart xmlns:c="{CHART}" xmlns:a="{OFFICE}/drawingml/2006/main"><a:p><a:t>{title}</a:t></a:p><c:ser>'
        f"<c:tx><c:v>Kilos</c:v></c:tx><c:cat><c:numCache>{years}</c:numCache></c:cat>"
        f"<c:val>{f'<c:f>{values}</c:f>' if values else ''}<c:numCache>{points}</c:numCache></c:val></c:ser></c:chart>"
    )


def rels(kind: str, target: str) -> str:
    link = f'<Relationship Id="r1" Type="{LINK}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{link}</Relationships>'


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("Costs!$B$2:$B$3", ["Chart: Honey of Thornfield; Kilos"]),  # the rows tell its numbers
        ("[1]Costs!$B$2:$B$3", ["Honey of Thornfield", "2021 | Kilos: 84", "2022 | Kilos: 61"]),
        ("'C:\\old\\[b.xlsx]Costs'!$B$2:$B$3", ["Honey of Thornfield", "2021 | Kilos: 84", "2022 | Kilos: 61"]),
        ("", ["Honey of Thornfield", "2021 | Kilos: 84", "2022 | Kilos: 61"]),
    ],
)
def test_a_chart_of_a_workbook_stands_below_its_sheet_with_numbers_that_no_sheet_tells(
    values: str, told: list[str]
) -> None:
    book = with_members(
        xlsx({"Costs": ROWS}),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": rels("drawing", "../drawings/drawing1.xml"),
            "xl/drawings/drawing1.xml": "<wsDr/>",
            "xl/drawings/_rels/drawing1.xml.rels": rels("chart", "../charts/chart1.xml"),
            "xl/charts/chart1.xml": chart(values),
        },
    )
    assert texts(parse(book, "a.xlsx")) == [
        "Item | Cost",
        "Item: Tent | Cost: 140",
        "Item: Band | Cost: 450",
        "Item: Total | Cost: 590",
        *told,
    ]


def test_a_sheet_that_is_a_chart_is_a_sheet() -> None:
    book = xlsx({"Costs": ROWS, "Honey": []})
    links = member(book, "xl/_rels/workbook.xml.rels").replace(
        b'worksheet" Target="worksheets/sheet2', b'chartsheet" Target="worksheets/sheet2'
    )
    book = with_members(
        book,
        {
            "xl/_rels/workbook.xml.rels": links,
            "xl/worksheets/_rels/sheet2.xml.rels": rels("drawing", "../drawings/drawing1.xml"),
            "xl/drawings/drawing1.xml": "<wsDr/>",
            "xl/drawings/_rels/drawing1.xml.rels": rels("chart", "../charts/chart1.xml"),
            "xl/charts/chart1.xml": chart("Costs!$B$2:$B$3"),
        },
    )
    found = parse(book, "a.xlsx").pages
    assert [(page.place, len(page.blocks)) for page in found] == [("sheet Costs", 4), ("sheet Honey", 1)]


@pytest.mark.parametrize("damaged", [False, True])
def test_a_chart_of_a_word_document_stands_behind_its_paragraph(damaged: bool) -> None:
    def build(document: Any) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml import parse_xml

        document.add_paragraph("It was weighed each autumn.")
        raw = b"<c:chart" if damaged else chart("Sheet1!$B$2:$B$3").encode()
        part = Part(PackURI("/word/charts/chart1.xml"), "application/xml", raw, document.part.package)
        identifier = document.part.relate_to(part, f"{LINK}/chart")
        names = f'xmlns:c="{CHART}" xmlns:r="{LINK}"'
        document.paragraphs[0]._p.append(parse_xml(f'<c:chart {names} r:id="{identifier}"/>'))
        document.add_paragraph("Thanks to all.")

    told = [] if damaged else ["Honey of Thornfield", "2021 | Kilos: 84", "2022 | Kilos: 61"]
    assert texts(parse(docx(build), "a.docx")) == ["It was weighed each autumn.", *told, "Thanks to all."]
