"""Files of records, a line for each thing said: JSON, XML, calendars and addresses (ics, vcf).

Lines stay as they are written, so that a quote is the line asked for; what only a program reads is left out of
calendars and addresses.
"""

from __future__ import annotations

import json
import quopri
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any, TypeAlias

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract import plain, source
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold, normalise
from uniconv_edge.library.extract.chat_export import chat_of_json
from uniconv_edge.library.extract.recurrence import moments, repetition
from uniconv_edge.library.extract.rows import MAX_NAME_CHARACTERS, table_lines
from uniconv_edge.library.extract.transcripts import recording_of_json

_LONG_LINE = 1_000  # nobody reads such a line: a program wrote it
_SHORT_RECORD = 200
_RECORD = expression(r"\{[^{}]{0,1000}\}")
_LINE_END = expression(r"[ \t]*\n\s*")
_FEWEST_RECORDS = 3
_MOST_NAMES = 60
_MOST_NAMED = 10  # damaged lines
_DEEPEST_KEY = 3
_LEAST_IN_TABLES = 0.5  # of the values of a file whose lists are read as tables
_LEAST_FILLED = 0.5  # of the cells of a table of records
_MAX_REWRITTEN = 1_000_000  # characters
_MAX_DEPTH = 100
# A character that is written by its number. ASCII stays so: quotes and line ends among it are no text of the file.
_NUMBERED = expression(r"(?<!\\)((?:\\\\)*)((?:\\u(?!00[0-7])[0-9a-fA-F]{4})+)")
_PROPERTY = expression(r"(?:[\w-]+\.)?([A-Za-z][\w-]*)((?:;(?:\"[^\"]*\"|[^\":])*)?):(.*)", re.DOTALL)
_COMMON_NAME = expression(r";CN=(?:\"([^\"]*)\"|([^;:]*))", re.IGNORECASE)
_QUOTED_PRINTABLE = expression(r"[\w.-]+;[^:]*QUOTED-PRINTABLE[^:]*:", re.IGNORECASE)
_CHARSET = expression(r"CHARSET=\"?([\w.:-]{1,40})", re.IGNORECASE)
_ESCAPED = expression(r"\\([nN,;\\:])")
_THINGS = frozenset(("VEVENT", "VTODO", "VJOURNAL", "VCARD"))
_FOR_PROGRAMS = (
    "VERSION PRODID CALSCALE METHOD DTSTAMP REV SEQUENCE TRANSP CLASS PRIORITY N PHOTO LOGO SOUND KEY CREATED "
    "LAST-MODIFIED ATTACH"
)
_Facts: TypeAlias = list[tuple[int, str, str]]
"""What is said of an event or an address: the line, the name of the property, its value."""
_UNTITLED = "Untitled"  # nothing of it is of the event before
_LEFT_OUT = frozenset(_FOR_PROGRAMS.split())
_NAMES_OF_MOMENTS = "DTSTART DTEND DUE COMPLETED EXDATE RDATE RECURRENCE-ID BDAY ANNIVERSARY DEATHDATE"
_MOMENTS = frozenset(_NAMES_OF_MOMENTS.split())
_LABELS = {
    "DTSTART": "Start",
    "DTEND": "End",
    "DUE": "Due",
    "RRULE": "Repeats",
    "EXDATE": "Except",
    "RDATE": "Also",
    "RECURRENCE-ID": "In place of",
    "FN": "Name",
    "TEL": "Phone",
    "EMAIL": "E-mail",
    "ORG": "Organisation",
    "ADR": "Address",
    "BDAY": "Birthday",
    "URL": "URL",
}


def parse_json(data: bytes, name: str) -> Parsed:
    """A list of records with the same names, as programs export it, as the rows of a table, and so the lists below the
    keys of a file that holds little else. Other JSON as written, but for short records, which get a line of their own
    with the key that they stand under: alone their lines say nothing. Where it is written in lines too long to read,
    each value gets one. A chat is its messages, a recording what was said."""
    text = plain.decode(data)
    if chat := chat_of_json(text, name) or recording_of_json(text, name):
        return chat
    if len(text) > _MAX_REWRITTEN:
        return source.parse(data, name)
    try:
        value = _as_written(text)
        if rows := _rows_of(value):
            return Parsed(PurePath(name).name, [ParsedPage(None, _table_blocks(rows), unit="record", table=True)])
        tables = dict(_tables_below(value))
        if tables and sum(map(_cells, tables.values())) > _LEAST_IN_TABLES * _values(value):
            return _with_tables(tables, json.loads(text), name)
        lines = [] if _is_readable(text) else list(_json_lines(json.loads(text)))
    except (ValueError, RecursionError):
        lines = []
    if lines:
        return _of_lines(lines, name)
    return _with_records(_NUMBERED.sub(_spelt, text), name) if _is_readable(text) else source.parse(data, name)


def _rows_of(value: Any) -> list[list[str]]:
    """The names of the columns and the rows of a list of records; none of another value: one whose records hold others,
    or have few names in common."""
    if not isinstance(value, list) or len(value) < _FEWEST_RECORDS or not all(map(_is_flat, value)):
        return []
    names = list(dict.fromkeys(name for record in value for name in record))
    filled = sum(map(len, value))
    if not 1 < len(names) <= _MOST_NAMES or filled < _LEAST_FILLED * len(names) * len(value):
        return []
    return [[fold(name) for name in names], *([_cell(record.get(name)) for name in names] for record in value)]


def _is_flat(record: Any) -> bool:
    """Whether this is a record that holds no other, nor lists of them, and is called as columns are."""
    return (
        isinstance(record, dict)
        and all(0 < len(name) <= MAX_NAME_CHARACTERS and "|" not in name for name in record)
        and not any(_holds_others(each) or isinstance(each, dict) for each in record.values())
    )


def _cell(value: Any) -> str:
    """A value as a person writes it in a table."""
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    return "" if value is None else fold(value) if isinstance(value, str) else json.dumps(value)


def _as_written(text: str) -> Any:
    """What JSON says, numbers as they are written: `1.50`."""
    return json.loads(text, parse_float=str, parse_int=str)


def _table_blocks(rows: Sequence[Sequence[str]], numbers: Sequence[int] = ()) -> list[Block]:
    """The names of the columns and the rows, a block for each; `numbers` are those of the rows, which else count."""
    numbers = numbers or range(1, len(rows))
    lines = zip(table_lines(rows, headed=True), (numbers[0], *numbers), strict=True)
    return [Block(line, tight=number > 0, at=at) for number, (line, at) in enumerate(lines)]


def _tables_below(value: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list[list[str]]]]:
    """(keys that lead there, rows) of the tables below the keys of a record and of those in it."""
    if rows := _rows_of(value) if keys else []:
        yield keys, rows
    elif isinstance(value, dict) and len(keys) <= _DEEPEST_KEY:
        for key, inner in value.items():
            yield from _tables_below(inner, (*keys, key))


def _cells(rows: Sequence[Sequence[str]]) -> int:
    """How many cells a table has below the names of its columns."""
    return (len(rows) - 1) * len(rows[0])


def _values(value: Any) -> int:
    """How many values there are that hold no others."""
    if not isinstance(value, dict | list):
        return 1
    return sum(map(_values, value.values() if isinstance(value, dict) else value))


def _with_tables(tables: Mapping[tuple[str, ...], list[list[str]]], value: Any, name: str) -> Parsed:
    """What a file says besides its tables, a line for each value, then each table under the keys that lead to it."""
    rest = _without(value, tables)
    pages = [ParsedPage(None, [Block("\n".join(_json_lines(rest)))], table=True)] if rest else []
    for keys, rows in tables.items():
        called = fold(" ".join(keys)) or "records"
        pages.append(ParsedPage(None, _table_blocks(rows), place=called, unit="record", table=True, heading=called))
    return Parsed(PurePath(name).name, pages)


def _without(value: Any, tables: Container[tuple[str, ...]], keys: tuple[str, ...] = ()) -> Any:
    """A value without what is a table, and without records that hold no more than that."""
    if not isinstance(value, dict):
        return value
    left = {key: _without(inner, tables, (*keys, key)) for key, inner in value.items() if (*keys, key) not in tables}
    return {key: inner for key, inner in left.items() if inner != {} or value[key] == {}}


def _spelt(escape: re.Match[str]) -> str:
    """Characters in place of their numbers, when all of them can be shown."""
    characters = str(json.loads(f'"{escape[2]}"'))
    return escape[1] + characters if characters.isprintable() else escape[0]


def _with_records(text: str, name: str) -> Parsed:
    """JSON with the short records within it on one line each, the first of theirs in the file."""
    marked = _RECORD.sub(_on_one_line, normalise(plain.one_line_end(text)).replace("\0", ""))
    blocks: list[Block] = []
    number = 1
    for line in marked.split("\n"):
        blocks.append(Block(line.replace("\0", ""), tight=bool(blocks), at=number))
        number += 1 + line.count("\0")
    return Parsed(PurePath(name).name, [ParsedPage(None, blocks, unit="line", table=True)])


def _on_one_line(record: re.Match[str]) -> str:
    """A record with a mark in place of each line end, if it is short and not the whole file."""
    line = _LINE_END.sub(lambda end: "\0" * end.group().count("\n") + " ", record.group())
    return line if record.start() > 0 and len(line) <= _SHORT_RECORD + line.count("\0") else record.group()


def parse_json_lines(data: bytes, name: str) -> Parsed:
    """A record on each line: those that all or most lines name alike as the rows of a table, others as written. A line
    among them that is no JSON stays as it is written, and is told as one that could not be read."""
    text = normalise(plain.one_line_end(plain.decode(data))).rstrip()
    lines = {number: line for number, line in enumerate(text.split("\n"), 1) if line.strip()}
    records = {number: record for number, line in lines.items() if (record := _record_of(line)) is not None}
    broken = [number for number in lines if number not in records]
    is_json = 2 * len(broken) < len(lines)
    blocks = [Block(_NUMBERED.sub(_spelt, text), at=1)]
    if is_json and (rows := _rows_of(list(records.values()))):
        as_written = [Block(_NUMBERED.sub(_spelt, lines[number]), tight=True, at=number) for number in broken]
        blocks = sorted([*_table_blocks(rows, list(records)), *as_written], key=lambda block: block.at)
    page = ParsedPage(None, blocks, unit="line", table=True)
    return Parsed(PurePath(name).name, [page], _broken(broken) if is_json else "")


def _record_of(line: str) -> Any:
    """What a line of JSON says; None where it is none."""
    try:
        return _as_written(line)
    except (ValueError, RecursionError):
        return None


def _broken(numbers: Sequence[int]) -> str:
    """That these lines are no JSON, "" for none."""
    named = ", ".join(map(str, numbers[:_MOST_NAMED]))
    more = f" and {len(numbers) - _MOST_NAMED:,} more" if len(numbers) > _MOST_NAMED else ""
    lines = f"line {named} is" if len(numbers) == 1 else f"lines {named}{more} are"
    return f"{lines} no JSON (damaged?) and as written" if numbers else ""


def parse_xml(data: bytes, name: str) -> Parsed:
    """XML as written, which no parser interprets; elements on lines of their own where lines are too long to read."""
    text = plain.decode(data)
    if _is_readable(text):
        return source.parse(data, name)
    return _of_lines(re.sub(r">[ \t]*<", ">\n<", text).splitlines(), name)


def _is_readable(text: str) -> bool:
    return len(text) > _MAX_REWRITTEN or max(map(len, text.splitlines()), default=0) <= _LONG_LINE


def _of_lines(lines: list[str], name: str) -> Parsed:
    """Lines that are not those of the file, and so have no numbers."""
    return Parsed(PurePath(name).name, [ParsedPage(None, [Block("\n".join(lines))], table=True)])


def _json_lines(value: Any, before: str = "", indent: int = 0) -> Iterator[str]:
    """The lines of a value: one for what holds no others and is short."""
    begins = f"{'  ' * indent}{before}"
    whole = None if _holds_others(value) else json.dumps(value, ensure_ascii=False)
    if whole is not None and (len(whole) <= _SHORT_RECORD or not isinstance(value, dict | list)):
        yield begins + whole
        return
    if indent > _MAX_DEPTH:
        yield begins + json.dumps(value, ensure_ascii=False)
        return
    is_record = isinstance(value, dict)
    yield begins + ("{" if is_record else "[")
    for key, inner in value.items() if is_record else ((None, inner) for inner in value):
        yield from _json_lines(inner, f"{json.dumps(key, ensure_ascii=False)}: " if is_record else "", indent + 1)
    yield "  " * indent + ("}" if is_record else "]")


def _holds_others(value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(each, dict | list) for each in inner)


def parse_cards(data: bytes, name: str) -> Parsed:
    """Events, tasks and addresses, each under its name with a line for what is said of it; `at` counts lines.

    A file without any is text.
    """
    things: list[_Facts] = []
    inside: list[str] = []
    facts: _Facts = []
    for number, line in _unfolded(normalise(plain.decode(data)).split("\n")):
        found = _PROPERTY.fullmatch(line)
        if found is None:
            continue
        key, parameters, value = found[1].upper(), found[2], found[3]
        if "QUOTED-PRINTABLE" in parameters.upper():
            value = _from_quoted_printable(value, parameters)
        if key == "BEGIN":
            inside.append(value.strip().upper())
            facts = facts if inside[-1] not in _THINGS else [(number, "BEGIN", "")]
        elif key == "END":
            if inside and inside.pop() in _THINGS:
                things.append(facts)
        elif inside and inside[-1] in _THINGS and key not in _LEFT_OUT and not key.startswith("X-"):
            facts.append((number, key, _value(key, parameters, value)))
    _tell_moved(things)
    blocks = [block for facts in things for block in _thing(facts)]
    if not blocks:
        return plain.parse(data, name)
    return Parsed(PurePath(name).stem, [ParsedPage(None, blocks, unit="line")])


def _unfolded(lines: list[str]) -> Iterator[tuple[int, str]]:
    """(number, text) of each line; one that begins with a blank goes on from the line before, as one does behind the
    `=` at the end of a line in quoted-printable."""
    number, pieces = 1, list[str]()
    is_quoted = False
    for index, line in enumerate(lines, 1):
        if is_quoted and pieces[-1].endswith("="):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(line)
        elif line[:1] in (" ", "\t") and pieces:
            pieces.append(line[1:])
        else:
            yield number, "".join(pieces)
            number, pieces = index, [line]
            is_quoted = _QUOTED_PRINTABLE.match(line) is not None
    yield number, "".join(pieces)


def _from_quoted_printable(value: str, parameters: str) -> str:
    charset = _CHARSET.search(parameters)
    try:
        return plain.decode(quopri.decodestring(value.encode()), charset[1] if charset else "cp1252")
    except DocumentUnreadable:
        return value


def _tell_moved(things: Sequence[_Facts]) -> None:
    """Let events that repeat say which of their dates others stand in place of."""
    moved: dict[str, list[str]] = {}
    for facts in things:
        said = {key: value for _, key, value in facts}
        if "RECURRENCE-ID" in said:
            moved.setdefault(said.get("UID", ""), []).append(said["RECURRENCE-ID"])
    for facts in things:
        said = {key: value for _, key, value in facts}
        if "RRULE" in said and (dates := moved.get(said.get("UID", "-"))):
            facts.append((facts[-1][0], "MOVED", ", ".join(dates)))


def _thing(facts: _Facts) -> Iterator[Block]:
    """The blocks of an event or an address."""
    begins = next((value for _, key, value in facts if key == "DTSTART"), "")
    facts = [(at, key, _last_day(value, begins) if key == "DTEND" else value) for at, key, value in facts]
    called = next((value for _, key, value in facts if key in ("SUMMARY", "FN") and value), "")
    untold = {"UID", "SUMMARY", "FN"} if called else {"UID"}
    told = [(at, key, value) for at, key, value in facts if value and key not in untold]
    if called or told:
        yield Block(called or _UNTITLED, level=1, at=facts[0][0])
    for number, (at, key, value) in enumerate(told):
        yield Block(f"{_LABELS.get(key, key.capitalize())}: {value}", tight=number > 0, at=at)


def _last_day(end: str, begins: str) -> str:
    """The last day of what lasts whole days: the file names the day after it."""
    try:
        return max(begins, (date.fromisoformat(end) - timedelta(days=1)).isoformat())
    except (ValueError, OverflowError):  # it has a time, or is no day
        return end


def _value(key: str, parameters: str, value: str) -> str:
    """What a property says, as a person writes it."""
    if key in _MOMENTS and (told := moments(value)) != value:
        return told
    if key == "RRULE":
        return repetition(value)
    if key in ("ADR", "ORG"):
        value = ", ".join(part for part in re.split(r"(?<!\\);", value) if part.strip())
    text = fold(_ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value))
    common = _COMMON_NAME.search(parameters)
    name = fold(common[1] or common[2] or "") if common else ""
    address = text.removeprefix("mailto:").removeprefix("MAILTO:")
    return f"{name} ({address})" if name and name != address else address
