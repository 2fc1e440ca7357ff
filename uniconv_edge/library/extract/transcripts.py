"""Transcripts that tell when something was said: text and documents as Otter, Zoom, Teams, Google Meet, Word, Rev and
people write them, JSON and tables of Whisper and of services that listen.

A text is one where nearly all of it stands behind times that go up as a recording's do, from its beginning on, by the
second and as fast as people speak; the times of a timetable are on the hour and by the quarter.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from uniconv_edge.expressions import expression
from uniconv_edge.library.chats import LEVEL
from uniconv_edge.library.extract.blocks import Block, Parsed
from uniconv_edge.library.extract.recorded import TIME, Said, called, laid_out, seconds_of

_NAME = r"[^\W_][^\n:\[\]<>|]{0,60}?"
_SPAN = rf"({TIME})(?:\s*(?:-->|-|–)\s*{TIME})?"
_FORMS = (
    # [00:03] Ann: Good morning; 00:03 Ann; 00:03
    rf"[\[(]?{_SPAN}[\])]?(?:[ \t]*[-–|:]?[ \t]+(?P<by>{_NAME})(?::(?=\s|$)|(?P<alone>(?<![.!?,…])$))|(?=\s(?!<)|$))",
    rf"(?P<by>{_NAME})(?:[ \t]*[-–|,]|)[ \t]+{_SPAN}[ \t]*$",  # Ann  0:03
    rf"(?P<by>{_NAME})[ \t]*[\[(]{_SPAN}[\])]:?(?=\s|$)",  # Ann (00:03): Good morning
    rf"\[(?P<by>[^\[\]\n]{{1,60}})\][ \t]+{_SPAN}[ \t]*$",  # [Ann] 10:02:31
)
_HEADS = tuple(expression(form) for form in _FORMS)
_TURN = expression(r"(?P<by>[^\W\d_a-z][^\n:\[\]<>|.?!]{0,40}): (?=\S)")
_ALONE = expression(r"[^\W\d_][^\n:.?!,]{0,40}\.?(?: [^\n:?!,]{1,40})?")
_MOST_ARE_NAMED = 0.6
_OF_PROGRAM = expression(
    r"Transcribed by https?://\S+|.{1,60} (?:started|stopped) transcription|(?:Meeting|Transcription) ended after .*"
    r"|This editable transcript was computer generated.*"
)
_MAY_HOLD = expression(r"\d:\d\d")
_FEWEST = 4  # times
_MOST_LINES_BEFORE, _MOST_BEFORE = 10, 0.3  # and of the lines
_BEGINS_BY, _ROUND = 180, 5  # seconds
_LAST_MINUTE_OF_DAY = 1_439  # to which `10:03` may be a time of day
_FEWEST_WORDS, _FEWEST_ALONE = 2.5, 4.0  # behind each time in the mean; where no speaker is named
_SLOWEST_TALK, _FASTEST_TALK = 0.3, 6.0  # words a second
_MOST_SPEAKERS = 0.75  # of the times: each runner has one
_MOST_WORDS_OF_NAME, _LONGEST_HEAD = 8, 100  # characters

_TEXTS = ("text", "transcript", "body", "content", "sentence")
_TIMES = ("start", "startTime", "start_time", "startTimeMs", "start_ms", "offsets", "timestamps", "timestamp", "begin")
_SPEAKERS = ("speaker", "speaker_name", "speakerName", "speaker_label", "participant")
_TIMES_OF_END = ("end", "endTime", "end_time", "endTimeMs", "end_ms")
_KNOWN_COLUMNS = frozenset((*_TEXTS, *_TIMES, *_SPEAKERS, *_TIMES_OF_END, "id", "index", "duration", "confidence", ""))
_IN_THOUSANDTHS = ("startTimeMs", "start_ms", "offsets")
_DEEPEST, _HEAD_CHARACTERS = 4, 20_000
_SLOWEST = 20.0  # seconds a word: slower talk is counted in thousandths
_LONGEST = 360_000  # seconds of a recording
_TELLS = expression(rf'"(?:{"|".join(_TIMES)}|tStartMs)"')


def recording_of_blocks(parsed: Parsed, name: str) -> Parsed | None:
    """The recording that a text or document is; None for another."""
    if len(parsed.pages) != 1 or not parsed.pages[0].blocks:
        return None
    lines = [line.strip() for block in parsed.pages[0].blocks for line in block.text.split("\n")]
    lines = [line for line in lines if line and not _OF_PROGRAM.fullmatch(line)]
    if not any(map(_MAY_HOLD.search, lines[: len(lines) // 2 + _FEWEST])):
        return None
    found = [(number, head) for number, line in enumerate(lines) if (head := _head(line))]
    told = Counter(head.by for _, head in found)
    found = [(n, head if told[head.by] > 1 or not head.alone else _Head(head.at, "", head.by)) for n, head in found]
    lines, found = _named_beside(lines, found)
    if not found or found[0][0] > max(_MOST_LINES_BEFORE, _MOST_BEFORE * len(lines)):
        return None
    said = list(_said(lines, found))
    if not _is_recording(said, [head for _, head in found]):
        return None
    before = [Block(line) for line in lines[: found[0][0]]]
    title = "" if parsed.title and _head(parsed.title) else parsed.title
    return replace(laid_out(said, name, title, before), unread=parsed.unread)


class _Head(NamedTuple):
    """A line that tells when something was said: the second, who speaks, what else it says; `alone`: by a name, or by
    words, that stand alone behind the time."""

    at: float
    by: str
    text: str
    alone: bool = False


def _head(line: str) -> _Head | None:
    for form in _HEADS if _MAY_HOLD.search(line[:_LONGEST_HEAD]) else ():
        if (found := form.match(line)) and len((found["by"] or "").split()) <= _MOST_WORDS_OF_NAME:
            time = next(group for group in found.groups() if group and re.fullmatch(TIME, group))
            alone = bool(found.groupdict().get("alone") is not None)
            by = found["by"] or ""
            return _Head(seconds_of(time), by if alone else called(by), line[found.end() :].strip(), alone)
    return None


def _named_beside(lines: list[str], found: list[tuple[int, _Head]]) -> tuple[list[str], list[tuple[int, _Head]]]:
    """The lines and heads where who speaks stands on a line of its own, above or below each time that stands alone."""
    if not found or any(head.by or head.text for _, head in found):
        return lines, found
    for step in (-1, 1):
        beside = {number: lines[number + step] for number, _ in found if 0 <= number + step < len(lines)}
        often = {name for name, times in Counter(beside.values()).items() if times > 1 and _ALONE.fullmatch(name)}
        if sum(name in often for name in beside.values()) > _MOST_ARE_NAMED * len(found):
            heads = {n: head._replace(by=called(beside[n])) if beside.get(n) in often else head for n, head in found}
            kept = [n for n in range(len(lines)) if n not in {m + step for m in heads if heads[m].by}]
            return [lines[n] for n in kept], [(place, heads[n]) for place, n in enumerate(kept) if n in heads]
    return lines, found


def _said(lines: Sequence[str], found: Sequence[tuple[int, _Head]]) -> Iterator[Said]:
    """What is said behind each time, also by several (`Ann: ...`) where none of the times names anybody."""
    turns = Counter(turn["by"] for line in lines if (turn := _TURN.match(line)))
    several = {name for name, number in turns.items() if number > 1} if not any(head.by for _, head in found) else set()
    ends = [number for number, _ in found[1:]] + [len(lines)]
    by = ""
    for (number, (at, speaker, rest, _)), end in zip(found, ends, strict=True):
        by = speaker if not several else by
        for line in filter(None, [rest, *lines[number + 1 : end]]):
            turn = _TURN.match(line)
            if turn and turn["by"] in several:
                by, line = called(turn["by"]), line[turn.end() :]
            yield Said(at, by, line)


def _is_recording(said: Sequence[Said], heads: Sequence[_Head]) -> bool:
    times = [head.at for head in heads]
    words = sum(len(each.text.split()) for each in said) / len(heads)
    names = {each.by for each in said if each.by}
    is_named, several = any(head.by for head in heads), len(names) > 1
    return (
        len(heads) >= (1 if several and not is_named else _FEWEST)
        and sum(one > other for one, other in pairwise(times)) <= len(times) // 10
        and sum(other - one == 1 for one, other in pairwise(times)) <= len(times) // 2  # verses by chapter and number
        and (times[0] <= _BEGINS_BY or (times[0] > _LAST_MINUTE_OF_DAY and all(head.by for head in heads)))
        and (any(at % _ROUND for at in times) or (times[0] == 0 and several))
        and words >= (_FEWEST_WORDS if is_named or several else _FEWEST_ALONE)
        and (not is_named or len(names) <= _MOST_SPEAKERS * len(heads))
        and _may_be_spoken(said, slowest=0.0 if is_named or several else _SLOWEST_TALK)
        and not any(LEVEL.fullmatch(head.by) for head in heads)
    )


def _may_be_spoken(said: Sequence[Said], slowest: float = 0.0) -> bool:
    """Whether what is said until the last time is as many words as people say in that time."""
    seconds = said[-1].at - said[0].at
    words = sum(len(each.text.split()) for each in said if each.at != said[-1].at)
    return slowest * seconds <= words <= _FASTEST_TALK * max(seconds, 1.0)


def recording_of_json(text: str, name: str) -> Parsed | None:
    """The recording that a file of JSON holds; None for another."""
    if not _TELLS.search(text[:_HEAD_CHARACTERS]):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = list(_lists(value, _DEEPEST))
    said = max(found, key=lambda each: any(one.by for one in each), default=[])
    return laid_out(said, name) if said else None


def recording_of_rows(rows: Sequence[Sequence[str]], name: str) -> Parsed | None:
    """The recording that a table tells whose first row names the columns; None for another."""
    if not rows or _key(rows[0], _TIMES) is None or _key(rows[0], _TEXTS) is None:
        return None
    if not {*rows[0]} <= _KNOWN_COLUMNS:  # which the lines of a recording do not tell
        return None
    said = _said_of([dict(zip(rows[0], row, strict=False)) for row in rows[1:]])
    return laid_out(said, name) if said else None


def _lists(value: Any, depth: int) -> Iterator[list[Said]]:
    """What each list of records says that tells when something was said."""
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        if said := _said_of(value):
            yield said
    elif isinstance(value, dict) and depth:
        for each in value.values():
            yield from _lists(each, depth - 1)


def _said_of(records: Sequence[Mapping[str, Any]]) -> list[Said]:
    """What records say, in order; nothing where they are no words with times, or single words."""
    if "tStartMs" in records[0]:
        records = [_of_event(record) for record in records if isinstance(record.get("segs"), list)]
    first = next((record for record in records if _key(record, _TEXTS)), {})
    time, text = _key(first, _TIMES), _key(first, _TEXTS)
    if time is None or text is None:
        return []
    speaker, end = _key(first, _SPEAKERS) or "", _key(first, _TIMES_OF_END) or ""
    told = [
        (at, _name(record.get(speaker)), said, _second(record.get(end)) or 0.0)
        for record in records
        if isinstance(said := record.get(text), str) and said.strip() and (at := _second(record.get(time))) is not None
    ]
    words = sum(len(said.split()) for _, _, said, _ in told)
    if len(told) < 2 or words < 2 * len(told) or any(one[0] > other[0] for one, other in pairwise(told)):
        return []
    scale = 1_000 if time in _IN_THOUSANDTHS or told[-1][0] > _SLOWEST * words else 1
    are_places = all(end - at == len(said) for at, _, said, end in told)  # of sentences in a text
    if are_places or told[-1][0] > _LONGEST * scale:
        return []
    found = [Said(at / scale, called(by), said, end / scale) for at, by, said, end in told]
    return found if _may_be_spoken(found) else []


def _name(speaker: Any) -> str:
    """A name or number, also of a speaker of whom more is told."""
    speaker = speaker.get("name") if isinstance(speaker, dict) else speaker
    return str(speaker) if isinstance(speaker, str | int) else ""


def _of_event(record: Mapping[str, Any]) -> dict[str, Any]:
    """An event of the captions of YouTube as another record."""
    parts = [str(part.get("utf8") or "") for part in record["segs"] if isinstance(part, dict)]
    return {"start_ms": record.get("tStartMs"), "text": "".join(parts)}


def _key(record: Mapping[str, Any] | Sequence[str], names: Sequence[str]) -> str | None:
    return next((name for name in names if name in record), None)


def _second(value: Any) -> float | None:
    """A number, or a time as people write it; the first of several (`from`)."""
    if isinstance(value, dict):
        value = value.get("from", value.get("start"))
    if isinstance(value, list):
        value = value[0] if value else None
    try:
        told = seconds_of(value) if isinstance(value, str) and ":" in value else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return told if math.isfinite(told) and told >= 0 else None
