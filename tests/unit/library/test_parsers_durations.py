"""Durations in the cells of spreadsheets: hours and minutes, also beyond a day."""

import pytest
from makers import member, package, with_members, xlsx

from uniconv_edge.library.extract.formats import parse

HOURS = '<numFmts count="1"><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts>'
SPACE = "urn:oasis:names:tc:opendocument:xmlns"


def shown(data: bytes, name: str) -> str:
    [page] = parse(data, name).pages
    return page.blocks[0].text


@pytest.mark.parametrize(("days", "hours"), [(1.25, "30:00"), (0.0625, "1:30"), (2 + 5 / 86_400, "48:00:05")])
def test_an_excel_duration_has_its_hours(days: float, hours: str) -> None:
    book = xlsx({"S": [[days, "x"]]})
    sheet = member(book, "xl/worksheets/sheet1.xml").decode().replace('r="A1"', 'r="A1" s="1"')
    links = member(book, "xl/_rels/workbook.xml.rels").decode()
    link = 'Id="rs" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"'
    styles = f'{HOURS}<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    changed = {
        "xl/worksheets/sheet1.xml": sheet.encode(),
        "xl/_rels/workbook.xml.rels": links.replace(
            "</Relationships>", f'<Relationship {link} Target="styles.xml"/></Relationships>'
        ).encode(),
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{styles}</styleSheet>'.encode(),
    }
    assert shown(with_members(book, changed), "a.xlsx") == f"{hours} | x"


def test_an_opendocument_duration_has_its_hours() -> None:
    names = " ".join(f'xmlns:{part}="{SPACE}:{part}:1.0"' for part in ("office", "text", "table"))
    cell = '<table:table-cell office:value-type="time" office:time-value="PT30H05M00S"><text:p/></table:table-cell>'
    table = f'<table:table table:name="S"><table:table-row>{cell}</table:table-row></table:table>'
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": (
            f"<office:document-content {names}><office:body><office:spreadsheet>{table}</office:spreadsheet>"
            "</office:body></office:document-content>"
        ),
    }
    assert shown(package(parts), "a.ods") == "30:05"
