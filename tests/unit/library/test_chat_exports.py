"""Chats as programs export them: their messages as lines, by whom and when."""

from __future__ import annotations

import json
from typing import Any

import pytest

from uniconv_edge.library.extract.blocks import Parsed, assemble
from uniconv_edge.library.extract.formats import parse


def _lines(value: Any, name: str) -> tuple[str, list[str]]:
    parsed = parse(json.dumps(value).encode(), name)
    return parsed.title, _text(parsed).split("\n")


def _text(parsed: Parsed) -> str:
    return "\n".join(assemble(page).text for page in parsed.pages)


TELEGRAM = {
    "name": "Allotment",
    "type": "private_group",
    "messages": [
        {"id": 1, "type": "service", "date": "2026-04-01T09:00:00", "actor": "Lena", "text": "", "action": "create"},
        {"id": 2, "type": "message", "date": "2026-04-02T18:22:05", "from": "Lena Vogt", "from_id": "u1", "text": "On"},
        {
            "id": 3,
            "type": "message",
            "date": "2026-04-02T18:25:40",
            "from": "Ravi: B",
            "from_id": "u2",
            "text": ["Slugs, see ", {"type": "link", "text": "https://slugs.example"}, "\n\nsoon"],
        },
        {"id": 4, "type": "message", "date": "2026-04-03T18:25:40", "from": "Ravi", "text": "", "photo": "a.jpg"},
    ],
}


def test_telegram_one_chat_and_all_of_a_person() -> None:
    lines = [
        "[2026-04-02 18:22] Lena Vogt: On",
        "[2026-04-02 18:25] Ravi B: Slugs, see https://slugs.example",
        "soon",
        "[2026-04-03 18:25] Ravi: <photo>",
    ]
    assert _lines(TELEGRAM, "result.json") == ("Allotment", lines)
    both = parse(json.dumps({"chats": {"list": [TELEGRAM, TELEGRAM | {"name": "Choir"}]}}).encode(), "result.json")
    assert [(page.place, page.heading, page.unit) for page in both.pages] == [
        ("Allotment", "Allotment", "message"),
        ("Choir", "Choir", "message"),
    ]


def test_a_day_of_slack_is_called_by_its_channel() -> None:
    day = [
        {"type": "message", "subtype": "channel_join", "ts": "1789372800.000100", "user": "U3", "text": "joined"},
        {
            "type": "message",
            "user": "U1",
            "ts": "1789376520.000200",
            "text": "Out at <https://x.example|noon>",
            "user_profile": {"real_name": "Nadia Karim", "display_name": "nadia"},
        },
        {
            "type": "message",
            "user": "U2",
            "ts": "1789377300.000200",
            "text": "Fine <@U1>, <@U9>",
            "user_profile": {"real_name": "", "name": "felix"},
        },
    ]
    assert _lines(day, "slack/deploys/2026-09-14.json") == (
        "deploys",
        [
            "[2026-09-14 09:02] Nadia Karim: Out at noon (https://x.example)",
            "[2026-09-14 09:15] felix: Fine @Nadia Karim, @U9",
        ],
    )


def test_discord_and_messenger() -> None:
    discord = {
        "guild": {"name": "Home"},
        "channel": {"name": "dnd"},
        "messages": [
            {
                "type": "Default",
                "timestamp": "2025-09-14T18:04:11.123+02:00",
                "content": "Friday",
                "author": {"name": "moss", "nickname": "Mossbeard"},
            }
        ],
    }
    assert _lines(discord, "dnd.json") == ("dnd", ["[2025-09-14 18:04] Mossbeard: Friday"])
    messenger = {
        "participants": [{"name": "Zoe"}],
        "title": "Zoe",
        "messages": [
            {"sender_name": "Zo\u00c3\u00ab", "timestamp_ms": 1757872800000, "content": "sp\u00c3\u00a4ter"},
            {"sender_name": "Ann", "timestamp_ms": 1757872700000, "content": "now"},
        ],
    }
    assert _lines(messenger, "message_1.json") == (
        "Zoe",
        ["[2025-09-14 17:58] Ann: now", "[2025-09-14 18:00] Zo\u00eb: sp\u00e4ter"],
    )


def test_a_web_page_of_telegram() -> None:
    page = b"""<!DOCTYPE html><html><body><div class="page_wrap"><div class="page_header"><div class="content">
    <div class="text bold">Choir lifts</div></div></div><div class="page_body chat_page"><div class="history">
    <div class="message service"><div class="body details">14 February 2026</div></div>
    <div class="message default clearfix"><div class="body">
      <div class="pull_right date details" title="14.02.2026 18:00:12 UTC+01:00">18:00</div>
      <div class="from_name">Otto</div><div class="text">Two seats<br>from the church</div></div></div>
    <div class="message default clearfix joined"><div class="body">
      <div class="pull_right date details" title="14.02.2026 18:04:00 UTC+01:00">18:04</div>
      <div class="text">And a third</div></div></div></div></div></div></body></html>"""
    parsed = parse(page, "messages.html")
    assert parsed.title == "Choir lifts"
    assert _text(parsed).split("\n") == [
        "[2026-02-14 18:00] Otto: Two seats",
        "from the church",
        "[2026-02-14 18:04] Otto: And a third",
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"messages": ["a", "b"], "name": "texts of a program"},
        {"messages": [{"id": 1, "text": "Save"}, {"id": 2, "text": "Open"}]},
        [{"user": "ann", "date": "2026-01-02", "text": "login"}],
        {"messages": [{"from": "ann", "date": "2026-01-02T10:00", "text": [7]}]},
        {"messages": [{"from": "ann", "date": 10**400, "text": "login"}]},
    ],
)
def test_other_json_is_read_as_ever(value: Any) -> None:
    assert "[2026" not in _text(parse(json.dumps(value, indent=1).encode(), "a.json"))


def test_odd_parts_of_a_message_are_passed_over() -> None:
    value = {"messages": [{"text": [1, "two", ["x"], {"text": " three"}, None], "date": "2026-01-02", "from": "Ann"}]}
    assert _text(parse(json.dumps(value).encode(), "a.json")) == "[2026-01-02 00:00] Ann: two three"


def test_a_chat_in_a_text_is_called_by_its_file_or_folder() -> None:
    text = b"12/03/2025, 18:04 - Ann: Moving house\n12/03/2025, 18:05 - Tom: Good\n"
    assert parse(text, "WhatsApp Chat with Us.txt").title == "WhatsApp Chat with Us"
    assert parse(text, "book club/_chat.txt").title == "book club"
