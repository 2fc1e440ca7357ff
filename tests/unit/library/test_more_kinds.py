"""Kinds that are read as text, by their endings or by names without one: records, calendars, subtitles, known names."""

from __future__ import annotations

import json
import time

import pytest

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract.blocks import Parsed, assemble
from uniconv_edge.library.extract.formats import format_of, parse
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Page, Passage


def text_of(parsed: Parsed) -> str:
    return "\n\n".join(assemble(page).text for page in parsed.pages)


def parts_of(parsed: Parsed) -> list[Passage]:
    laid = [assemble(page) for page in parsed.pages]
    pages = [Page(page.number, each.text, "", page.place) for page, each in zip(parsed.pages, laid, strict=True)]
    return passages(pages, [each.headings for each in laid], [each.marks for each in laid])


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "name",
    [
        *("a.json", "a.jsonl", "a.ndjson", "a.xml", "a.bib", "a.ics", "a.vcf", "a.srt", "a.vtt", "a.properties"),
        *("a.patch", "a.diff", "/b/LICENSE", "Makefile", "Dockerfile", "README", "CHANGELOG", "NOTICE", "COPYING"),
        "AUTHORS",
    ],
)
def test_these_are_read(name: str) -> None:
    assert format_of(name) is not None
    assert "words" in text_of(parse(b"A few words.\n", name))


@pytest.mark.parametrize("name", ["core", "a", ".bashrc", "LICENSE.xyz", "README.", "my-license"])
def test_a_file_without_a_known_ending_or_name_is_not(name: str) -> None:
    assert format_of(name) is None


def test_json_stays_as_it_is_written_line_by_line() -> None:
    source = '{\n  "stations": [\n    {"name": "Dunmore", "operator": "Coast Guard"},\n    {"name": "Hex"}\n  ]\n}'
    parsed = parse(source.encode(), "stations.json")
    assert text_of(parsed) == source
    assert '{"name": "Dunmore", "operator": "Coast Guard"},' in said(source)
    assert parts_of(parsed)[0].place == "lines 1–6"


def test_a_short_record_of_json_stands_on_one_line_with_its_key_and_the_numbers_of_its_lines() -> None:
    source = '{\n  "a": {\n    "host": "db",\n    "ports": [\n      1,\n      2\n    ]\n  },\n  "b": "x"\n}'
    parsed = parse(source.encode(), "a.json")
    assert text_of(parsed) == '{\n  "a": { "host": "db", "ports": [ 1, 2 ] },\n  "b": "x"\n}'
    assert [block.at for block in parsed.pages[0].blocks] == [1, 2, 9, 10]
    alone = '{\n  "name": "tidepool",\n  "version": 2\n}'
    assert text_of(parse(alone.encode(), "a.json")) == alone


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.yaml", "title: All\nserver:\n  port: 8440\ndatabase:  # the large one\n  pool_size: 18\n\nname: a\n"),
        ("a.toml", 'title = "All"\n[server]\nport = 8440\n[database] # the large one\npool_size = 18\n'),
    ],
)
def test_settings_stand_under_the_name_of_their_section(name: str, source: str) -> None:
    parts = parts_of(parse(source.encode(), name))
    assert [part.heading for part in parts][:2] == ["server", "database"]
    assert "port" in parts[0].text
    assert "pool_size" in parts[1].text
    assert all("name: a" not in part.text or part.heading == "" for part in parts)


def test_a_list_of_records_with_the_same_names_is_a_table() -> None:
    records = [
        {"id": 1412, "state": "closed", "tags": ["font", "mac"], "note": None},
        {"id": 1419, "state": "open", "tags": [], "note": "It jams\nwhen it rains."},
        {"id": 1423, "state": "open", "urgent": True},
    ]
    for indent in (None, 1):
        parsed = parse(json.dumps(records, indent=indent).encode(), "tickets.json")
        assert text_of(parsed).split("\n") == [
            "id | state | tags | note | urgent",
            "id: 1412 | state: closed | tags: font, mac",
            "id: 1419 | state: open | note: It jams when it rains.",
            "id: 1423 | state: open | urgent: true",
        ]
        assert parts_of(parsed)[0].place == "records 1–3"


def test_numbers_of_such_a_table_are_as_the_file_has_them() -> None:
    source = '[{"price": 1.50, "count": 1e3}, {"price": 2.00, "count": 7}, {"price": 12.10, "count": -0}]'
    rows = ["price | count", "price: 1.50 | count: 1e3", "price: 2.00 | count: 7", "price: 12.10 | count: -0"]
    assert text_of(parse(source.encode(), "prices.json")).split("\n") == rows


@pytest.mark.parametrize(
    "records",
    [
        [{"a": 1, "b": 2}] * 2,
        [{"a": 1, "b": {"c": 2}}] * 3,
        [{"a": 1, "b": [[2]]}] * 3,
        [{name: 1, f"{name}2": 1} for name in "abc"],
        [{"a": 1}] * 3,
        [1, 2, 3],
    ],
)
def test_other_json_is_no_table(records: list[object]) -> None:
    source = json.dumps(records)
    assert text_of(parse(source.encode(), "a.json")) == source


def test_json_of_one_long_line_has_a_line_for_each_short_record() -> None:
    records = [{"name": f"Müller {n}", "in": {"city": "Bonn"}, "tags": ["a", "b"]} for n in range(40)]
    parsed = parse(json.dumps({"people": records, "note": "x " * 200}).encode(), "people.json")
    lines = text_of(parsed).split("\n")
    assert lines[:4] == ["{", '  "people": [', "    {", '      "name": "Müller 0"']
    assert '      "tags": ["a", "b"]' in lines
    assert f'  "note": "{"x " * 200}"' in lines
    assert parts_of(parsed)[0].place == ""


@pytest.mark.parametrize("source", ["[" * 5_000, "{'not': 'json'} " * 100, '{"a": ' * 90 + "1" + "}" * 90])
def test_what_is_no_sound_json_or_deep_is_read_all_the_same(source: str) -> None:
    assert text_of(parse(source.encode(), "a.json")).strip()


def test_lists_of_records_below_keys_are_tables_with_the_rest_before_them() -> None:
    orders = [{"order": n, "item": f"jar {n}", "price": 1.50} for n in (7, 8, 9)]
    source = json.dumps({"exported": "2026-02-01", "data": {"orders": orders, "next": None}}).replace("1.5", "1.50")
    parsed = parse(source.encode(), "orders.json")
    rest, table = parsed.pages
    assert '"exported": "2026-02-01"' in assemble(rest).text
    assert "orders" not in assemble(rest).text
    assert assemble(table).text.split("\n") == [
        "order | item | price",
        *(f"order: {n} | item: jar {n} | price: 1.50" for n in (7, 8, 9)),
    ]
    assert [(part.place, part.heading) for part in parts_of(parsed)][1:] == [
        ("data orders, records 1–3", "data orders")
    ]
    [items] = parse(json.dumps({"items": orders}).encode(), "orders.json").pages
    assert items.place == "items"


def test_settings_with_a_list_of_records_among_them_stay_as_they_are_written() -> None:
    users = [{"name": name, "role": "cashier"} for name in ("Piotr", "Aoife", "Nuala")]
    settings = {f"key{n}": n for n in range(9)}
    source = json.dumps({**settings, "users": users}, indent=1)
    assert '"users": [' in text_of(parse(source.encode(), "till.json"))


LOG = """{"id": 7, "level": "error", "message": "M\\u00fcller: disk full", "took": 1.50}

{"id": 8, "level": "info", "mess
{"id": 9, "level": "info", "message": "ok", "took": null}
{"id": 10, "level": "warn", "message": "two\\nlines", "took": 3}
"""


def test_json_lines_that_name_the_same_are_a_table_with_the_numbers_of_their_lines() -> None:
    parsed = parse(LOG.encode(), "log.ndjson")
    assert text_of(parsed).split("\n") == [
        "id | level | message | took",
        "id: 7 | level: error | message: Müller: disk full | took: 1.50",
        '{"id": 8, "level": "info", "mess',
        "id: 9 | level: info | message: ok",
        "id: 10 | level: warn | message: two lines | took: 3",
    ]
    assert [block.at for block in parsed.pages[0].blocks] == [1, 1, 3, 4, 5]
    assert parsed.unread == "line 3 is no JSON (damaged?) and as written"
    assert parts_of(parsed)[0].place == "lines 1–5"


def test_damaged_json_lines_are_named_where_most_are_sound() -> None:
    sound, damaged = [f'{{"a": {{"b": {n}}}}}' for n in range(40)], ["{"] * 12
    parsed = parse("\n".join([*damaged, *sound]).encode(), "a.jsonl")
    named = ", ".join(map(str, range(1, 11)))
    assert parsed.unread == f"lines {named} and 2 more are no JSON (damaged?) and as written"
    assert text_of(parsed) == "\n".join([*damaged, *sound])
    assert parse(b"A few words.\nAnd more.", "a.jsonl").unread == ""
    assert parse("\n".join([*damaged, *sound[:12]]).encode(), "a.jsonl").unread == ""


def test_a_record_of_json_lines_is_not_parted() -> None:
    rows = [json.dumps({"id": n, "of": {"text": "Some words of a record that goes on. " * 6}}) for n in range(12)]
    parts = parts_of(parse("\n".join(rows).encode(), "a.jsonl"))
    assert len(parts) > 1
    assert all(part.text.startswith('{"id"') and part.text.endswith("}}") for part in parts)


def test_elements_of_one_long_line_of_xml_stand_on_lines() -> None:
    source = "<!DOCTYPE x [<!ENTITY y 'z'>]><all>" + "<name>Dunmore</name>" * 60 + "</all>"
    assert text_of(parse(source.encode(), "a.xml")).split("\n")[1:3] == ["<all>", "<name>Dunmore</name>"]
    assert text_of(parse(b"<all>\n  <name>Hex</name>\n</all>", "a.xml")) == "<all>\n  <name>Hex</name>\n</all>"


BIBLIOGRAPHY = r"""% Karst is with Leo.

@string{wr = "Water Research"}
@article{okafor2019,
  author = {Okafor, Chidi and Malmqvist, Bj{\"o}rn},
  title = "The {Bear} Brook: {\LaTeX} \& more",
  journal = wr # { Letters},
  pages = {161--171}, year = 2019, url = {http://x.example/a_b},
  abstract = {We looked at
    brooks. There were 12.},
  file = {:home/leo/a.pdf:PDF},
}
@book{broken,
  title = {No end
}

@phdthesis(barros2022, title = {Karst})

@comment{jabref-meta: databaseType:bibtex;}
Ask for the rest.
"""


def test_an_entry_of_a_bibliography_is_a_row_under_its_key_as_its_reader_sees_it() -> None:
    parsed = parse(BIBLIOGRAPHY.encode(), "refs.bib")
    assert parsed.title == "refs"
    assert text_of(parsed).split("\n\n") == [
        "% Karst is with Leo.",
        "okafor2019",
        "Author: Okafor, Chidi and Malmqvist, Björn | Title: The Bear Brook: LaTeX & more | "
        "Journal: Water Research Letters | Pages: 161–171 | Year: 2019 | URL: http://x.example/a_b | Type: article",
        "Abstract: We looked at brooks. There were 12.",
        "broken",
        "@book{broken,\n  title = {No end\n}",
        "barros2022",
        "Title: Karst | Type: PhD thesis",
        "Ask for the rest.",
    ]
    assert [(block.text, block.at) for block in parsed.pages[0].blocks if block.level] == [
        ("okafor2019", 4), ("broken", 13), ("barros2022", 17), ("", 20),
    ]  # fmt: skip


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19961027T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1@x
SUMMARY:Dentist\\, Dr. Weber
DTSTART;TZID=Europe/Berlin:20250605T090000
DTEND:20250605T080000Z
LOCATION:Long Street 4\\nBonn
DESCRIPTION:Bring the
  insurance card.
ATTENDEE;CN="Berg, Anna";PARTSTAT=ACCEPTED:mailto:anna@x.example
BEGIN:VALARM
TRIGGER:-PT15M
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def test_an_event_stands_under_its_name_with_dates_as_dates() -> None:
    parsed = parse(CALENDAR.replace("\n", "\r\n").encode(), "work.ics")
    assert parsed.title == "work"
    assert text_of(parsed) == (
        "Dentist, Dr. Weber\n\nStart: 2025-06-05 09:00\nEnd: 2025-06-05 08:00 UTC\nLocation: Long Street 4 Bonn\n"
        "Description: Bring the insurance card.\nAttendee: Berg, Anna (anna@x.example)"
    )
    assert [(part.heading, part.place) for part in parts_of(parsed)] == [("Dentist, Dr. Weber", "lines 9–17")]


def test_an_address_stands_under_its_name() -> None:
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nN:Lovelace;Ada\nFN:Ada Lovelace\nORG:Engines;Programs\nTEL;TYPE=cell:+49 228 1\n"
        "item1.EMAIL:ada@x.example\nADR:;;Long Street 4;Bonn;;53111;\nBDAY:18151210\nPHOTO;ENCODING=b:AAAA\nEND:VCARD\n"
    )
    assert text_of(parse(card.encode(), "a.vcf")) == (
        "Ada Lovelace\n\nOrganisation: Engines, Programs\nPhone: +49 228 1\nE-mail: ada@x.example\n"
        "Address: Long Street 4, Bonn, 53111\nBirthday: 1815-12-10"
    )


NOTES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">
<en-export><note><title>Trip plan</title><created>20260430T101500Z</created><tag>travel</tag><tag>Porto</tag>
<content><![CDATA[<?xml version="1.0"?><!DOCTYPE en-note SYSTEM "http://xml.evernote.com/pub/enml2.dtd"><en-note>
<h1>Train</h1><div>Book it&nbsp;<b>by</b> 4 May.<en-media type="image/png"/></div><div><en-todo checked="true"/>tickets
</div><div><en-todo/>hotel</div><ul><li style="--en-checked:true;"><div>passports</div></li></ul>
<en-crypt cipher="AES">AAAA</en-crypt></en-note>]]></content>
<task><title>Call Ana</title><taskStatus>open</taskStatus></task>
<resource><data encoding="base64">iVBO</data><resource-attributes><file-name>map.png</file-name></resource-attributes>
</resource></note><note><content><![CDATA[<en-note>Feed the bees.</en-note>]]></content></note></en-export>
"""


def test_a_note_of_evernote_stands_under_its_title_with_its_day_tags_and_ticks() -> None:
    parsed = parse(NOTES.encode(), "notes.enex")
    assert parsed.title == "notes"
    assert text_of(parsed).split("\n\n") == [
        "Trip plan\nCreated: 2026-04-30 10:15 UTC\nTags: travel, Porto",
        "Train",
        "Book it by 4 May.",
        "[x] tickets",
        "[ ] hotel\n- [x] passports",
        "[encrypted]\n[ ] Call Ana\nAttachment: map.png",
        "Untitled note",
        "Feed the bees.",
    ]
    assert [(part.heading, part.place) for part in parts_of(parsed)] == [
        ("Trip plan", "note 1"),
        ("Untitled note", "note 2"),
    ]


def test_a_note_that_cannot_be_read_costs_no_other() -> None:
    deep = NOTES.replace("Feed the bees.", "<div>" * 3_000 + "Deep")
    assert text_of(parse(deep.encode(), "a.enex")).endswith(
        "This note could not be read: nested too deeply, or a part is too long"
    )
    assert "Book it by 4 May." in text_of(parse(deep.encode(), "a.enex"))


def test_of_more_notes_than_are_read_the_first_are_and_it_is_told() -> None:
    many = "<en-export>" + "<note><title>A</title></note>" * 5_003 + "</en-export>"
    parsed = parse(many.encode(), "a.enex")
    assert len(parsed.pages) == 5_000
    assert parsed.unread == "the last 3 of 5,003 notes are left out: it has more than 5,000 pages"


def test_marks_of_boxes_in_an_unfinished_tag_take_no_longer_than_other_text() -> None:
    hostile = NOTES.replace("Feed the bees.", "<li " + "--en-checked:true" * 20_000)
    began = time.process_time()
    parse(hostile.encode(), "a.enex")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("source", ["no notes", NOTES[:600], NOTES.replace('.dtd">', ".dtd\" [<!ENTITY a 'b'>]>", 1)])
def test_notes_that_are_damaged_or_declare_entities_are_refused(source: str) -> None:
    with pytest.raises(DocumentUnreadable, match=r"no notes of Evernote|declares a DOCTYPE"):
        parse(source.encode(), "a.enex")


def test_subtitles_are_sentences_without_numbers_and_times() -> None:
    source = (
        "1\n00:00:01,000 --> 00:00:02,500\nThe ship leaves\n\n2\n00:00:02,500 --> 00:00:04,000\n<i>Dublin at noon.</i>"
        "\nHurry!\n\n3\n00:00:05,000 --> 00:00:06,000\n{\\an8}1984\n"
    )
    parsed = parse(source.encode(), "a.srt")
    assert text_of(parsed) == "[00:00:01] The ship leaves Dublin at noon. Hurry!\n[00:00:05] 1984"
    assert parts_of(parsed)[0].place == "at 00:00:01–00:00:05"
    spoken = "WEBVTT - a talk\n\nNOTE a remark\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v Anna Berg>Good morning"
    assert text_of(parse(f"{spoken}\n\n00:03.000 --> 00:04.000\n<v Bo>Hello.".encode(), "a.vtt")) == (
        "[00:00:01] Anna Berg: Good morning\n[00:00:03] Bo: Hello."
    )


def test_lines_of_settings_and_of_logs_are_sentences() -> None:
    settings = (
        "# of the server\nserver:\n  port: 8440\n  hosts:\n    - db.x.example\npool_size = 18\n[alerts]\nname='a'"
    )
    assert said(settings) == [line.strip() for line in settings.split("\n")]
    log = (
        "2025-05-28 17:05:02 ERROR gave up (5 attempts)\n  at line 4 of it\n2025-05-28 18:00:00 INFO finished in 1.2 s"
    )
    assert said(log) == ["2025-05-28 17:05:02 ERROR gave up (5 attempts)\n  at line 4 of it", log.split("\n")[2]]
