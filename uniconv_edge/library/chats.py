"""Messages of exported chats in a text: where each begins and ends, who wrote it and when. Pure.

A text may hold more than a chat, as a note into which one was copied: there a message ends where a paragraph does.

`12/03/25, 18:04 - Ann: ...` and `[12.03.25, 18:04:11] Ann: ...` as telephones export them, `[14-Sep-25 06:04 PM] ann`
above what was written as programs for Discord and Teams copy it. Whether 3/4/25 is in March or in April is told by the
other days of the text: by one that can be read in one way alone, else by which way none goes back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from uniconv_edge.expressions import expression

_NAMES_OF_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: number for number, name in enumerate(_NAMES_OF_MONTHS.split(), 1)}
"""The numbers of months by the names that programs write."""
_DAY = r"(?P<one>\d{1,4})(?P<mark>[./-])(?P<two>\d{1,2}|[A-Z][a-z]{2})[./-](?P<three>\d{2,4})"
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.]\d\d)?(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?"
_BEGINNING = rf"\ufffd?(?P<open>\[)?{_DAY}(?:,| à| at| um| klo)? {_TIME}(?(open)\]| [-–]) (?=\S)"
MESSAGE = expression(re.sub(r"\?P<(?!open)\w+>", "?:", _BEGINNING) + r"\S")
"""With which a message begins, and what a chat's program says itself."""
_BEGINS = expression(rf"^{_BEGINNING}", re.MULTILINE)
_SENDER = expression(r"\ufffd?(?P<by>(?:\.{3} ?|~ ?)?[^:\n\"“„«<>=\[\]]{1,40}): ")
_NAME_ALONE = expression(r"(?P<by>[^:\n\"<>=\[\]]{1,40}?)(?: \(pinned\))?[^\S\n]*\n")
SENDER = expression(rf"{MESSAGE.pattern}[^:\n]{{0,40}}: ")
"""The time and name before what a message says."""
_REST = expression(r"\n[^\S\n]*\n(?:\{(?:Attachments|Embed|Reactions|Stickers)\}|={10,})[\s\S]*$")
_GAP = expression(r"\n[^\S\n]*\n")
_LEFT_OUT = r"omitted|weggelassen|absente?|omitid[oa]|omess[oa]|weggelaten"
_ATTACHED = r"file attached|datei angehängt|fichier joint|archivo adjunto|file allegato|bestand bijgevoegd"
# What a program says itself in the name of somebody.
_OF_PROGRAM = expression(
    rf"(?i)\ufffd(?!<|.*\b(?:{_LEFT_OUT})\b|(?:poll|umfrage|location|standort):)"
    r"|(?:messages and calls|nachrichten und anrufe|les messages et (?:les )?appels|los mensajes y las llamadas) [^\n]*"
    r"(?:encrypted|verschlüsselt|chiffrés|cifrad)|(?:this message was|you) deleted(?: this message)?\.?$"
    r"|diese nachricht wurde gelöscht\.?$|du hast diese nachricht gelöscht\.?$|(?:ce message a été|vous avez) supprimé"
    r"|se eliminó este mensaje|eliminaste este mensaje|(?:missed|verpasster?) (?:voice |video )?(?:call|anruf)"
)
_NOTHING = expression(
    rf"(?i)\ufffd?(?:<[^<>\n]{{3,80}}>|[^\W\d_]+(?: card)? (?:{_LEFT_OUT})|[^\n]{{1,80}} \((?:{_ATTACHED})\))\s*"
)
LEVEL = expression(r"(?i)(?:.*[.\s])?(?:info|error|warn|warning|debug|trace|fatal|notice|critical|severe|verbose)")
"""What stands in the place of a name in the log of a program."""
_FEWEST = 2  # messages, that a text is of a chat
_MOST_OF_YEAR = 12
_CENTURY, _NOON = 2000, 12


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message from `start` to `end` of a text, by whom, and when, the time of the export as if it were UTC; from
    `said` on what it says. One `says` nothing where it is only a picture or another file."""

    start: int
    end: int
    said: int
    by: str
    sent: datetime
    says: bool


def chat_messages(text: str) -> list[ChatMessage]:
    """The messages of a chat in order, without what its program says itself; none of another text, as a log."""
    begun = list(_BEGINS.finditer(text))
    if len(begun) < _FEWEST:
        return []
    named = [_SENDER.match(text, each.end()) for each in begun]
    by_line = 2 * sum(map(bool, named)) >= len(begun)
    if not by_line:
        named = [_NAME_ALONE.match(text, each.end()) if each["open"] else None for each in begun]
    names = [each["by"] for each in named if each]
    if 2 * sum(LEVEL.fullmatch(name) is not None for name in names) >= len(
        names
    ):  # somebody may be called Tourist Info
        return []
    times = _times(begun)
    ends = [each.start() for each in begun[1:]] + [len(text)]
    if text[: begun[0].start()].strip() and by_line:
        gaps = (_GAP.search(text, each.end(), end) for each, end in zip(begun, ends, strict=True))
        ends = [gap.start() if gap else end for gap, end in zip(gaps, ends, strict=True)]
    return [
        message
        for each, name, sent, end in zip(begun, named, times, ends, strict=True)
        if name and sent and (message := _message(text, each, name, sent, end))
    ]


def is_chat(beginning: str) -> bool:
    """Whether a text that begins so is one of a chat."""
    return len(chat_messages(beginning)) >= _FEWEST


def may_begin_chat(text: str) -> bool:
    """Whether a message of a chat begins in a text: what tells quickly that most hold none."""
    return _BEGINS.search(text) is not None


def _message(text: str, begun: re.Match[str], name: re.Match[str], sent: datetime, end: int) -> ChatMessage | None:
    said = text[name.end() : end].rstrip()
    if "\n" in said:
        said = _REST.sub("", said).rstrip()
    if _OF_PROGRAM.match(said):
        return None
    by = name["by"].strip("~ \ufffd")
    says = bool(said) and _NOTHING.fullmatch(said) is None
    return ChatMessage(begun.start(), name.end() + len(said), name.end(), by, sent, says)


def _times(begun: Sequence[re.Match[str]]) -> list[datetime | None]:
    """When each was sent; None where that is no time."""
    numbers = [(each["one"], each["two"], each["three"]) for each in begun]
    order = _order(numbers, has_halves=any(each["half"] for each in begun), mark=begun[0]["mark"])
    return [_time(each, order) for each in begun]


def _order(days: Sequence[tuple[str, str, str]], *, has_halves: bool, mark: str) -> str:
    """In which order a text writes day, month and year: "dmy", "mdy" or "ymd"."""
    if any(len(one) > 2 for one, _, _ in days):
        return "ymd"
    if any(not two.isdigit() or int(one) > _MOST_OF_YEAR for one, two, _ in days):
        return "dmy"
    if any(int(two) > _MOST_OF_YEAR for _, two, _ in days):
        return "mdy"
    if mark != "/":
        return "dmy"
    read = {order: [_key(day, order) for day in days] for order in ("dmy", "mdy")}
    back = {order: sum(one > other for one, other in pairwise(keys)) for order, keys in read.items()}
    usual = "mdy" if has_halves else "dmy"
    return usual if back["dmy"] == back["mdy"] else min(back, key=back.__getitem__)


def _key(day: tuple[str, str, str], order: str) -> tuple[int, int, int]:
    """Year, month and day."""
    told = dict(zip(order, day, strict=True))
    month = told["m"]
    year = int(told["y"])
    return (
        year + _CENTURY * (year < 100),
        int(month) if month.isdigit() else MONTHS.get(month.lower(), 0),
        int(told["d"]),
    )


def _time(begun: re.Match[str], order: str) -> datetime | None:
    hour = int(begun["hour"])
    if half := begun["half"]:
        hour = hour % _NOON + _NOON * (half in "Pp")
    try:
        return datetime(
            *_key((begun["one"], begun["two"], begun["three"]), order), hour, int(begun["minute"]), tzinfo=UTC
        )
    except ValueError:
        return None
