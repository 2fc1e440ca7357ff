"""Family trees as programs for genealogy exchange them (GEDCOM 5.5 and 7): each person under the name, with a line for
each fact and for each family. Identifiers and what only programs read is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract import ansel, plain
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold, normalise
from uniconv_edge.library.sentences import MONTHS

_LINE = expression(r"\s*(\d{1,2})\s+(?:@([^@\s]{1,60})@\s+)?([A-Za-z_]\w{0,30})(?: (.*))?")
_ENCODING = expression(rb"\s1 CHAR ([\w -]{1,40}?)\s*[\r\n]")
_HEAD = 10_000  # bytes
# As files of before Unicode call them; others are called as everywhere.
_ENCODINGS: Mapping[str, str] = {"ANSI": "cp1252", "IBMPC": "cp850", "IBM DOS": "cp850", "MACINTOSH": "mac_roman"}
_POINTER = expression(r"@([^@\s]{1,60})@")
_CALENDAR = expression(r"@#D\w+(?: \w+)?@ ?|\b(?:GREGORIAN|JULIAN)\b ?")
_NAMES_OF_MONTHS: Mapping[str, str] = {month[:3].upper(): month for month in MONTHS.split("|")}
_MONTH = expression(rf"\b({'|'.join(_NAMES_OF_MONTHS)})\b", re.IGNORECASE)
_QUALIFIERS: Mapping[str, str] = {
    "ABT": "about", "CAL": "calculated", "EST": "about", "BEF": "before", "AFT": "after", "BET": "between",
    "AND": "and", "FROM": "from", "TO": "to", "INT": "interpreted as",
}  # fmt: skip
_QUALIFIER = expression(rf"\b({'|'.join(_QUALIFIERS)})\b")
_FACTS: Mapping[str, str] = {
    "BIRT": "Born", "CHR": "Baptised", "BAPM": "Baptised", "CONF": "Confirmed", "ADOP": "Adopted", "GRAD": "Graduated",
    "OCCU": "Occupation", "EDUC": "Education", "RELI": "Religion", "RESI": "Residence", "CENS": "Census",
    "TITL": "Title", "EMIG": "Emigrated", "IMMI": "Immigrated", "NATU": "Naturalised", "RETI": "Retired",
    "PROP": "Property", "WILL": "Will", "PROB": "Probate", "DEAT": "Died", "BURI": "Buried", "CREM": "Cremated",
    "NATI": "Nationality", "DSCR": "Description", "EVEN": "Event", "FACT": "Fact", "NOTE": "Note", "SOUR": "Source",
}  # fmt: skip
_OF_FAMILIES: Mapping[str, str] = {"ENGA": "Engaged", "MARR": "Married", "DIV": "Divorced", "ANUL": "Annulled"}
_SEXES: Mapping[str, str] = {"M": "male", "F": "female"}
_PARTNERS = ("HUSB", "WIFE")
_UNNAMED = "Unknown person"
_MOST_NAMED = 60  # children


@dataclass(slots=True)
class _Node:
    """A line of the file with those below it: its number, what it is called by others, its tag, its value in pieces."""

    at: int
    called: str
    tag: str
    pieces: list[str]
    below: list[_Node] = field(default_factory=list)

    @property
    def value(self) -> str:
        return "".join(self.pieces)

    def all(self, *tags: str) -> list[_Node]:
        return [node for node in self.below if node.tag in tags]

    def said(self, tag: str) -> str:
        """What the first line below with that tag says, "" for none."""
        return next((fold(node.value) for node in self.all(tag)), "")


def parse(data: bytes, name: str) -> Parsed:
    """The persons of a tree, in the order of the file, each under the name; `at` counts lines. A file without any is
    text."""
    records = _records(normalise(plain.one_line_end(_text(data))).split("\n"))
    tree = {record.called: record for record in records if record.called}
    blocks = [block for record in records if record.tag == "INDI" for block in _person(record, tree)]
    if not blocks:
        return plain.parse(data, name)
    return Parsed(PurePath(name).stem, [ParsedPage(None, blocks, unit="line")])


def _text(data: bytes) -> str:
    """The text in the encoding that the head of the file names, where it is in that."""
    found = _ENCODING.search(data, 0, _HEAD)
    named = found[1].decode("ascii").upper() if found else ""
    if named == "ANSEL" and not data.isascii() and (text := ansel.decoded(data)) is not None:
        return text
    return plain.decode(data, _ENCODINGS.get(named, "cp1252" if named == "ANSEL" else named))


def _records(lines: Sequence[str]) -> list[_Node]:
    """The lines of the highest level. One that is not well formed goes on from the line before."""
    top = _Node(0, "", "", [])
    above = [top]
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None:
            above[-1].pieces.append(f" {line.strip()}")
            continue
        level, tag, value = int(found[1]), found[3].upper(), (found[4] or "").replace("@@", "@")
        del above[level + 1 :]
        if tag in ("CONC", "CONT"):
            above[-1].pieces.append(value if tag == "CONC" else f"\n{value}")
            continue
        node = _Node(number, found[2] or "", tag, [value])
        above[-1].below.append(node)
        above.append(node)
    return top.below


def _person(person: _Node, tree: Mapping[str, _Node]) -> Iterator[Block]:
    """A person's name, facts and families."""
    told = [(node.at, text) for node in person.below if (text := _fact(node, _FACTS, tree))]
    first, *others = _names(person)
    told += [(person.at, f"Also called: {', '.join(others)}")] if others else []
    told += [(node.at, f"Sex: {_SEXES[node.value]}") for node in person.all("SEX") if node.value in _SEXES]
    for node in person.all("FAMC", "FAMS"):
        family = _pointed(node, tree)
        lines = _origin if node.tag == "FAMC" else _family
        told += [(node.at, text) for text in (lines(family, person, tree) if family else ())]
    told.sort(key=lambda line: line[0])
    yield Block(first, level=1, at=person.at)
    yield from (Block(text, tight=number > 0, at=at) for number, (at, text) in enumerate(told))


def _names(person: _Node) -> list[str]:
    """What a person is called, the name that comes first before the others."""
    names = [fold(node.value.replace("/", " ")) for node in person.all("NAME")]
    names += [node.said("NICK") for node in person.all("NAME")]
    return list(dict.fromkeys(filter(None, names))) or [_UNNAMED]


def _pointed(node: _Node, tree: Mapping[str, _Node]) -> _Node | None:
    """The record that a line leads to."""
    found = _POINTER.fullmatch(node.value.strip())
    return tree.get(found[1]) if found else None


def _called(nodes: Sequence[_Node], tree: Mapping[str, _Node], without: _Node | None = None) -> list[str]:
    """The names of the persons that lines lead to."""
    found = (_pointed(node, tree) for node in nodes)
    return [_names(person)[0] for person in found if person is not None and person is not without][:_MOST_NAMED]


def _origin(family: _Node, person: _Node, tree: Mapping[str, _Node]) -> Iterator[str]:
    """The parents, and their other children."""
    if parents := _called(family.all(*_PARTNERS), tree):
        yield f"Parents: {' and '.join(parents)}"
    if others := _called(family.all("CHIL"), tree, without=person):
        yield f"Brothers and sisters: {', '.join(others)}"


def _family(family: _Node, person: _Node, tree: Mapping[str, _Node]) -> Iterator[str]:
    """The partner, when they married or parted, and their children."""
    partner = " and ".join(_called(family.all(*_PARTNERS), tree, without=person))
    events = [text for node in family.below if (text := _fact(node, _OF_FAMILIES, tree, partner))]
    yield from events or ([f"Partner: {partner}"] if partner else [])
    if children := _called(family.all("CHIL"), tree):
        yield f"Children{f' with {partner}' if partner else ''}: {', '.join(children)}"


def _fact(node: _Node, labels: Mapping[str, str], tree: Mapping[str, _Node], who: str = "") -> str:
    """What a line and those below it tell, as a person writes it, "" where the line is none of the `labels`."""
    if node.tag not in labels:
        return ""
    record = _pointed(node, tree)
    value = "" if _POINTER.fullmatch(node.value.strip()) or node.value == "Y" else fold(node.value)
    if record is not None:
        value = fold(record.value) or record.said("TITL")
    place = node.said("PLAC") or ", ".join(fold(part.value) for part in node.all("ADDR"))
    kind = node.said("TYPE")
    label = kind if node.tag in ("EVEN", "FACT") and kind else labels[node.tag]
    parts = (who, value, _date(node.said("DATE")), f"in {place}" if place else "", node.said("PAGE"))
    told = ", ".join(filter(None, parts)).replace(", in ", " in ") or ("yes" if node.value == "Y" else "")
    notes = [text for each in node.all("NOTE", "SOUR", "CAUS") if (text := _beside(each, tree))]
    return f"{label}: {'; '.join(filter(None, (told, *notes)))}" if told or notes else ""


def _beside(node: _Node, tree: Mapping[str, _Node]) -> str:
    """What is noted of a fact: its cause, a remark, where it is told."""
    record = _pointed(node, tree)
    if node.tag != "SOUR":
        cause = "cause: " if node.tag == "CAUS" and node.value else ""
        return cause + fold(record.value if record is not None else "" if _POINTER.search(node.value) else node.value)
    title = "" if _POINTER.search(node.value) else fold(node.value)
    title = (record.said("TITL") or fold(record.value)) if record is not None else title
    told = ", ".join(filter(None, (title, node.said("PAGE"))))
    return f"source: {told}" if told else ""


def _date(value: str) -> str:
    """A date as a person writes it: `8 February 1877`, `about 1840`, `between 1840 and 1845`."""
    value = _MONTH.sub(lambda found: _NAMES_OF_MONTHS[found[1].upper()], _CALENDAR.sub("", value))
    return _QUALIFIER.sub(lambda found: _QUALIFIERS[found[1]], value)
