"""Chats as programs export them for programs: JSON of Telegram, Slack, Discord (DiscordChatExporter), Teams, Facebook
and Instagram, web pages of Telegram. Each message becomes a line as telephones export chats, `[2025-05-03 10:12] Lena
Vogt: ...`, which `library.chats` knows; the day and time are those of the file, of Slack and Facebook, which count
seconds, in UTC."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold, normalise

_HEAD_CHARACTERS = 20_000
_TELLS = expression(r'"(?:messages|MessageList|user_profile|client_msg_id|from_id|sender_name)"')
_LISTS = ("messages", "MessageList")
_TIMES = ("date", "timestamp", "timestamp_ms", "ts", "originalarrivaltime", "composetime", "createdDateTime")
_SENDERS = ("author", "user_profile", "sender_name", "displayName", "from", "username", "user")
_NAMES = ("nickname", "real_name", "display_name", "displayName", "global_name", "name", "user")
_TEXTS = ("text", "content", "body")
_TITLES = ("name", "title", "displayName")
_FILES = {
    "photo": "photo",
    "file": "file",
    "files": "file",
    "attachments": "file",
    "photos": "photo",
    "videos": "video",
}
_MENTION = expression(r"<@(\w+)(?:\|([^>]*))?>")
_LINK = expression(r"<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>")
_TAG = expression(r"<[^<>]{1,200}>")
_BLANK_LINES = expression(r"\n(?:[^\S\n]*\n)+")
_SECONDS = expression(r"\d{9,10}(?:\.\d+)?")
_MOST_CHARACTERS_OF_NAME = 40
_THOUSAND = 1_000
_CLASS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"


@dataclass(frozen=True, slots=True)
class _Message:
    by: str
    sent: datetime
    text: str

    @property
    def line(self) -> str:
        """The message as chats are written."""
        by = fold(self.by.replace(":", " "))[:_MOST_CHARACTERS_OF_NAME].strip()
        return f"[{self.sent:%Y-%m-%d %H:%M}] {by}: {self.text}"


def chat_of_json(text: str, name: str) -> Parsed | None:
    """The chats of a file of JSON, a page for each where there are several; None where it holds none."""
    if not _TELLS.search(text[:_HEAD_CHARACTERS]):
        return None
    try:
        value = json.loads(text)
        chats = [(called, found) for called, each in _chats(value) if (found := _messages(each))]
    except (ValueError, RecursionError):
        return None
    if not chats:
        return None
    title = chats[0][0] if len(chats) == 1 else ""
    # A day of Slack is called by the folder of its channel.
    title = title or (fold(PurePath(name).parent.name) if isinstance(value, list) else "") or PurePath(name).stem
    several = len(chats) > 1
    return Parsed(title, [_page(found, called if several else "") for called, found in chats])


def _page(messages: Sequence[_Message], called: str) -> ParsedPage:
    blocks = [Block(each.line, tight=number > 1, at=number) for number, each in enumerate(messages, 1)]
    return ParsedPage(None, blocks, place=called, unit="message", heading=called or None)


def _chats(value: Any) -> Iterator[tuple[str, list[Any]]]:
    """(name, records) of each list of messages: of a day, of one chat or of all of a person."""
    if isinstance(value, list):
        yield "", value
        return
    if not isinstance(value, dict):
        return
    for key in _LISTS:
        if isinstance(value.get(key), list):
            channel = value.get("channel")
            told = channel if isinstance(channel, dict) else value
            yield next((fold(told[each]) for each in _TITLES if isinstance(told.get(each), str)), ""), value[key]
            return
    for below in (value.get("chats"), value.get("conversations")):
        each_of = below.get("list") if isinstance(below, dict) else below
        for each in each_of if isinstance(each_of, list) else ():
            yield from _chats(each) if isinstance(each, dict) else ()


def _messages(records: Sequence[Any]) -> list[_Message]:
    """The messages of records in the order in which they were sent; none where most are no messages."""
    kept = [record for record in records if isinstance(record, dict)]
    called = {record["user"]: by for record in kept if isinstance(record.get("user"), str) and (by := _sender(record))}
    found = [message for record in kept if (message := _message(record, called))]
    told = [record for record in kept if record.get("type", "message") in ("message", "Default", "Reply")]
    if not found or 2 * len(found) < len(told):
        return []
    return sorted(found, key=lambda each: each.sent)


def _message(record: Mapping[str, Any], called: Mapping[str, str]) -> _Message | None:
    """What a record says; None for one of what a program tells: who joined, what it is called now."""
    if record.get("type") == "service" or str(record.get("subtype", "")).startswith(("channel_", "group_")):
        return None
    by, sent = _sender(record), next((time for key in _TIMES if (time := _time(record.get(key)))), None)
    if not by or sent is None:
        return None
    said = next((_said(record[key], record) for key in _TEXTS if record.get(key)), "")
    said = _MENTION.sub(lambda found: f"@{found[2] or called.get(found[1], found[1])}", said)
    said = _LINK.sub(lambda found: f"{found[2]} ({found[1]})" if found[2] else found[1], said)
    said = _BLANK_LINES.sub("\n", normalise(said)).strip()
    if not said:
        said = next((f"<{what}>" for key, what in _FILES.items() if record.get(key)), "")
    return _Message(_mended(by, record), sent.replace(tzinfo=None), said) if said else None


def _said(value: Any, record: Mapping[str, Any]) -> str:
    """The words of a message: of Telegram in parts, of which some are links, of Teams as HTML."""
    if isinstance(value, list):
        parts = [part.get("text", "") if isinstance(part, dict) else part for part in value]
        return "".join(part for part in parts if isinstance(part, str))
    if isinstance(value, dict):
        value = value.get("content", "")
    text = _mended(value, record) if isinstance(value, str) else ""
    return _TAG.sub("", text) if "originalarrivaltime" in record or "createdDateTime" in record else text


def _mended(text: str, record: Mapping[str, Any]) -> str:
    """Facebook writes the bytes of UTF-8 as if each were a letter."""
    if "timestamp_ms" not in record:
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _sender(record: Mapping[str, Any]) -> str:
    for key in _SENDERS:
        value = record.get(key)
        if isinstance(value, dict):
            value = value["user"] if isinstance(value.get("user"), dict) else value
            value = next((value[name] for name in _NAMES if isinstance(value.get(name), str) and value[name]), "")
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _time(value: Any) -> datetime | None:
    """A moment in ISO 8601, or in seconds or thousandths since 1970."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value / _THOUSAND if value > 10**11 else value)
        if not isinstance(value, str):
            return None
        if _SECONDS.fullmatch(value):
            return datetime.fromtimestamp(float(value), UTC)
        return datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        return None


def chat_of_page(root: Any) -> Parsed | None:
    """The chat of a web page that Telegram exported; None of another page."""
    if not root.xpath(f"//div[{_CLASS.format('chat_page')}]"):
        return None
    blocks: list[Block] = []
    by = ""
    for each in root.xpath(f"//div[{_CLASS.format('message')} and {_CLASS.format('default')}]"):
        by = _text(each, "from_name") or by
        [*dates] = each.xpath(f".//div[{_CLASS.format('date')}]/@title")
        said = _BLANK_LINES.sub("\n", _text(each, "text", lines=True)) or _media(each)
        sent = _telegram_time(dates[0]) if dates else None
        if by and said and sent:
            blocks.append(Block(_Message(by, sent, said).line, tight=bool(blocks), at=len(blocks) + 1))
    head = root.xpath(f"//div[{_CLASS.format('page_header')}]//div[{_CLASS.format('bold')}]")
    title = fold(" ".join(head[0].itertext())) if head else ""
    return Parsed(title, [ParsedPage(None, blocks, unit="message")]) if blocks else None


def _text(message: Any, kind: str, *, lines: bool = False) -> str:
    found = message.xpath(f"./div[{_CLASS.format('body')}]/div[{_CLASS.format(kind)}]")
    if not found:
        return ""
    for broken in found[0].iter("br"):
        broken.tail = f"\n{broken.tail or ''}"
    told = "".join(found[0].itertext()).strip()
    return "\n".join(map(fold, told.split("\n"))) if lines else fold(told)


def _media(message: Any) -> str:
    return "<file>" if message.xpath(f".//div[{_CLASS.format('media_wrap')}]") else ""


def _telegram_time(written: str) -> datetime | None:
    try:
        return datetime.strptime(written[: len("03.05.2025 10:12:33")], "%d.%m.%Y %H:%M:%S")
    except ValueError:
        return None
