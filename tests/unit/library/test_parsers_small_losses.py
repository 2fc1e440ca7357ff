"""Words that a format writes in a way of its own and that were lost or changed: cards, dates, footnotes, numbers."""

import pytest
from parsed import text_of

from uniconv_edge.library.extract.formats import parse


def test_quoted_printable_in_a_card_is_decoded_with_its_wrapped_lines() -> None:
    card = (
        "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen\n"
        "ADR;HOME;QUOTED-PRINTABLE:;;M=FChlweg 3;K=F6ln;;50667;=\nGermany\nURL:http://a.example/?a=\nEND:VCARD\n"
    )
    assert text_of(card, "a.vcf") == "Jürgen\n\nAddress: Mühlweg 3, Köln, 50667, Germany\nURL: http://a.example/?a="


@pytest.mark.parametrize(
    ("begins", "ends", "shown"),
    [
        ("DTSTART;VALUE=DATE:20260801", "DTEND;VALUE=DATE:20260815", "2026-08-14"),
        ("DTSTART;VALUE=DATE:20260801", "DTEND;VALUE=DATE:20260801", "2026-08-01"),  # against the rules
        ("DTSTART:20260801T090000", "DTEND:20260801T100000", "2026-08-01 10:00"),
        ("DTSTART;VALUE=DATE:20260801", "DTEND;VALUE=DATE:20260899", "2026-08-99"),
    ],
)
def test_a_whole_day_event_ends_on_its_last_day(begins: str, ends: str, shown: str) -> None:
    event = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Trip\n{ends}\n{begins}\nEND:VEVENT\nEND:VCALENDAR\n"
    assert f"End: {shown}\n" in text_of(event, "a.ics")


def test_a_footnote_of_markdown_is_text_and_a_link_definition_is_not() -> None:
    page = "See[^1] and [it][r].\n\n[^1]: https://example.com/report\n[^2]: Ibid.\n\n[r]: https://ref.example\n"
    assert text_of(page, "a.md") == "See[^1] and it.\n\n[^1]: https://example.com/report\n[^2]: Ibid."


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("900 euros<sup>1</sup> due", "900 euros^1 due"),
        ("10<sup>-6</sup> m<sup><a>2</a></sup>", "10^-6 m^2"),
        ("the 1<sup>st</sup> [of] <sup>2</sup> H<sub>2</sub>O", "the 1st [of] 2 H2O"),
    ],
)
def test_a_raised_number_does_not_join_the_word_before(source: str, shown: str) -> None:
    assert text_of(f"<html><body><p>{source}</p></body></html>", "a.html") == shown


def test_characters_of_json_are_not_shown_by_their_numbers() -> None:
    written = r'{"a": "K\u00f6ln \ud83d\ude00", "b": "\\u00fc \u0041 \u0022 \n \ud83d \u00a0"}'
    shown = r'{"a": "Köln 😀", "b": "\\u00fc \u0041 \u0022 \n \ud83d \u00a0"}'
    assert text_of(written, "a.json") == shown
    assert text_of(f"{written}\n{written}\n", "a.jsonl") == f"{shown}\n{shown}"


def test_a_row_of_rich_text_stays_one_where_its_cells_are_paragraphs_and_has_the_names_of_its_columns() -> None:
    def row(*cells: str) -> str:
        return r"\trowd " + "".join(rf"{{\pard\intbl {cell}\par}}\cell " for cell in cells) + "\\intbl\\row\n"

    rows = row("Item", "Price", "Qty") + row(r"Rope\par red", "12.50", "2") + row("Buoy", "80", "1")
    source = rf"{{\rtf1\ansi {{\pard Prices\par}}{rows}{{\pard See a|b.\par}}{{\pard End\par}}}}"
    assert [block.text for block in parse(source.encode(), "a.rtf").pages[0].blocks if block.text] == [
        "Prices",
        "Item | Price | Qty",
        "Item: Rope red | Price: 12.50 | Qty: 2",
        "Item: Buoy | Price: 80 | Qty: 1",
        "See a|b.",
        "End",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<li><span>Reading room</span><span>10–17</span>", "- Reading room 10–17"),
        ("<p><span>T</span><span>he sea</span>", "The sea"),
        ("<p>pre<span>view</span>", "preview"),
        ("<pre><span>ab</span><span>cd</span></pre>", "abcd"),
    ],
    ids=["label and value", "first letter", "within a word", "code"],
)
def test_words_in_parts_of_their_own_that_a_design_sets_apart_do_not_run_together(source: str, expected: str) -> None:
    assert [block.text for block in parse(f"<html><body>{source}".encode(), "a.html").pages[0].blocks] == [expected]
