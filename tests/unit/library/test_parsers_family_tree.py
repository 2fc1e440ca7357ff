"""Family trees (GEDCOM): each person with facts and families in words."""

import pytest

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import format_of, parse

TREE = """0 HEAD
1 SOUR Gramps
1 CHAR UTF-8
0 @I1@ INDI
1 NAME Martha /Iveson/
2 NICK Patty
1 SEX F
1 BIRT
2 DATE 8 FEB 1877
2 PLAC Askrigg, Yorkshire
2 SOUR @S1@
3 PAGE leaf 7
1 DEAT
2 DATE ABT 1947
2 CAUS pneumonia
1 OCCU schoolteacher
2 DATE FROM 1899 TO 1904
1 NOTE @N1@
1 FAMS @F1@
1 CHAN
2 DATE 3 MAR 2020
0 @I2@ INDI
1 NAME Joseph /Raine/
1 BIRT Y
1 EVEN
2 TYPE Military service
2 DATE (the spring) 1915
1 FAMS @F1@
0 @I3@ INDI
1 NAME Ann /Raine/
1 FAMC @F1@
0 @I4@ INDI
1 NAME Tom /Raine/
1 FAMC @F1@
1 FAMS @F2@
0 @F1@ FAM
1 HUSB @I2@
1 WIFE @I1@
1 MARR
2 DATE 5 MAY 1897
2 PLAC Hawes
1 CHIL @I3@
1 CHIL @I4@
0 @F2@ FAM
1 HUSB @I4@
1 WIFE @VOID@
0 @N1@ NOTE She kept bees, and sold the hon
1 CONC ey at Hawes market.
1 CONT Her letters are with Ann.
0 @S1@ SOUR
1 TITL Parish register of Askrigg
0 TRLR
"""


def test_a_person_stands_above_facts_and_families() -> None:
    parsed = parse(TREE.encode(), "raine.ged")
    [page] = parsed.pages
    assert parsed.title == "raine"
    assert assemble(page).text.split("\n\n") == [
        "Martha Iveson",
        "Also called: Patty\n"
        "Sex: female\n"
        "Born: 8 February 1877 in Askrigg, Yorkshire; source: Parish register of Askrigg, leaf 7\n"
        "Died: about 1947; cause: pneumonia\n"
        "Occupation: schoolteacher, from 1899 to 1904\n"
        "Note: She kept bees, and sold the honey at Hawes market. Her letters are with Ann.\n"
        "Married: Joseph Raine, 5 May 1897 in Hawes\n"
        "Children with Joseph Raine: Ann Raine, Tom Raine",
        "Joseph Raine",
        "Born: yes\n"
        "Military service: (the spring) 1915\n"
        "Married: Martha Iveson, 5 May 1897 in Hawes\n"
        "Children with Martha Iveson: Ann Raine, Tom Raine",
        "Ann Raine",
        "Parents: Joseph Raine and Martha Iveson\nBrothers and sisters: Tom Raine",
        "Tom Raine",
        "Parents: Joseph Raine and Martha Iveson\nBrothers and sisters: Ann Raine",
    ]
    assert [block.text for block in page.blocks if block.level] == [
        "Martha Iveson",
        "Joseph Raine",
        "Ann Raine",
        "Tom Raine",
    ]
    assert next(block.at for block in page.blocks if block.text.startswith("Born: 8")) == 8


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("BET 1870 AND 1872", "between 1870 and 1872"),
        ("BEF JUN 1801", "before June 1801"),
        ("@#DJULIAN@ 25 DEC 1699/00", "25 December 1699/00"),
        ("@#DFRENCH R@ 1 VEND 3", "1 VEND 3"),
    ],
)
def test_dates_are_told_as_a_person_writes_them(written: str, told: str) -> None:
    source = f"0 @I1@ INDI\n1 NAME Ann\n1 BIRT\n2 DATE {written}\n"
    assert f"Born: {told}" in assemble(parse(source.encode(), "a.ged").pages[0]).text


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ("ANSEL", b"Zo\xe8e M\xe8uller-\xb2rsted, Stra\xcfe"),
        ("ANSEL", "Zoë Müller-ørsted, Straße".encode("cp1252")),  # as programs wrote that knew no ANSEL
        ("ANSEL", "Zoë Müller-ørsted, Straße".encode()),
        ("ANSI", "Zoë Müller-ørsted, Straße".encode("cp1252")),
        ("IBMPC", "Zoë Müller-ørsted, Straße".encode("cp850")),
        ("UNICODE", "Zoë Müller-ørsted, Straße".encode("utf-16")),
        ("UTF-8", "Zoë Müller-ørsted, Straße".encode()),
    ],
)
def test_names_are_read_in_the_encoding_of_the_tree(named: str, name: bytes) -> None:
    lines = f"0 HEAD\n1 CHAR {named}\n0 @I1@ INDI\n1 NAME "
    data = lines.encode("utf-16" if named == "UNICODE" else "ascii") + name.removeprefix(b"\xff\xfe")
    assert assemble(parse(data, "a.ged").pages[0]).text == "Zoë Müller-ørsted, Straße"


def test_what_is_no_tree_is_text_and_a_broken_one_is_read() -> None:
    assert format_of("TREE.GED") == "gedcom"
    assert assemble(parse(b"A few words.\n", "a.ged").pages[0]).text == "A few words."
    broken = "9 DATE 1900\nno line\n0 @I1@ INDI\n1 NAME\n1 FAMC @F9@\n3 PLAC Hexbury\nHexbury\n1 BIRT\n2 PLAC Hexbury"
    assert assemble(parse(broken.encode(), "a.ged").pages[0]).text == "Unknown person\n\nBorn: in Hexbury"
