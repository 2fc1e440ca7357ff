"""Recorded talk, whoever wrote it down: what was said, by whom and when, as lines `[00:12:31] Anna Berg: ...` that are
each short enough to be a quote. Pure.

A line ends with a sentence. Programs that listen write neither full stops nor capitals for minutes: there it ends
where the speaker pauses, else before a word with which people begin again ("so", "okay", "and").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath
from typing import TypeAlias

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold
from uniconv_edge.places import clock

TIME = r"(?:\d{1,2}:)?\d{1,3}:\d\d(?:[.,]\d{1,3})?"
"""A time of a recording: `12:31`, `1:02:03.5`."""
_MOST_CHARACTERS_OF_NAME = 40
_FEWEST_WORDS, _MOST_WORDS, _LONGEST_SENTENCE = 14, 30, 45  # of a line
_FEWEST_UNENDED, _MOST_UNENDED, _LONGEST_UNENDED = 14, 28, 36  # of what has no marks
_PAUSE, _FEWEST_BEFORE_PAUSE = 0.6, 4  # seconds; words of a line that ends there
_ENDS = expression(r"[.!?…。！？][\"'”’)\]]*$")
_SHORTENED = expression(r"(?i)^(?:mrs?|ms|dr|prof|st|no|vs|e\.g|i\.e|[a-z])\.$")
_ANEW_LIST = (
    "okay ok so now well right anyway next first second third finally also alors donc bon dann jetzt gut entonces "
    "bueno allora quindi dus então"
)
_ANEW = frozenset(_ANEW_LIST.split())
_JOINS_LIST = "and but because or which if when then und aber weil oder et mais y pero e ma en maar"
_JOINS = frozenset(_JOINS_LIST.split())
_SOUND = expression(r"[\[(♪][^\[\]()]*[\])♪]|♪")
_Word: TypeAlias = tuple[str, float, bool]
"""A word, when its cue began, whether there was a pause before it."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words that somebody (`by`, "" where that is not told) said, from second `at` of a recording to `end`."""

    at: float
    by: str
    text: str
    end: float = 0.0


def seconds_of(written: str) -> float:
    """A `TIME` in seconds."""
    *hours, minutes, last = written.replace(",", ".").split(":")
    return 3_600.0 * int(*hours or (0,)) + 60 * int(minutes) + float(last)


def laid_out(said: Sequence[Said], name: str, title: str = "", before: Sequence[Block] = ()) -> Parsed:
    """A recording as one page, behind the blocks that stand `before` it."""
    blocks = [*before]
    for by, turn in groupby(said, lambda each: each.by):
        for at, text in _lines(list(turn)):
            speaker = f"{by}: " if by else ""
            blocks.append(Block(f"[{clock(at)}] {speaker}{text}", tight=len(blocks) > len(before), at=1))
    return Parsed(title or PurePath(name).stem, [ParsedPage(None, blocks, unit="time")])


def called(by: str) -> str:
    """Who speaks, as it may stand before a colon; a letter or number alone is what a program calls somebody."""
    by = fold(by.replace(":", " "))[:_MOST_CHARACTERS_OF_NAME].strip(" -–>*")
    return f"Speaker {by}" if re.fullmatch(r"\w|\d{1,2}", by) else by


def _lines(turn: Sequence[Said]) -> Iterator[tuple[float, str]]:
    """(second, text) of the lines of what one speaker says without another between."""
    words: list[_Word] = []
    ended = 0.0
    for each in turn:
        paused = ended > 0 and each.at - ended >= _PAUSE
        spoken = fold(_SOUND.sub(" ", each.text) if _SOUND.sub("", each.text).strip() else "").split()
        words += [(word, each.at, paused and not number) for number, word in enumerate(spoken)]
        ended = each.end if spoken else ended
    sentence: list[_Word] = []
    line: list[_Word] = []
    for number, word in enumerate(words, 1):
        sentence.append(word)
        if number < len(words) and (_ENDS.search(word[0]) is None or _SHORTENED.match(word[0])):
            continue
        for part in _parted(sentence):
            if len(line) >= (_FEWEST_BEFORE_PAUSE if part[0][2] else _FEWEST_WORDS) or (
                line and len(line) + len(part) > _MOST_WORDS
            ):
                yield line[0][1], " ".join(word for word, _, _ in line)
                line = []
            line = [*line, *part]
        sentence = []
    if line:
        yield line[0][1], " ".join(word for word, _, _ in line)


def _parted(words: list[_Word]) -> Iterator[list[_Word]]:
    """A sentence, in parts where it is too long for a line or has no marks."""
    begins, longest = 0, _LONGEST_SENTENCE if _ENDS.search(words[-1][0]) else _LONGEST_UNENDED
    while len(words) - begins > longest:
        places = range(begins + _FEWEST_UNENDED, begins + _MOST_UNENDED + 1)
        ends = max(places, key=lambda each: (_worth(words, each), each))
        yield words[begins:ends]
        begins = ends
    yield words[begins:]


def _worth(words: Sequence[_Word], place: int) -> int:
    """How good it is to part words there: where they paused, began again, went on, behind a comma, with a new cue."""
    word, at, paused = words[place]
    before = words[place - 1][0].lower()
    if before in _JOINS or before in ("um", "uh", "the", "a"):
        return 0
    if paused:
        return 5
    if word.lower().strip(",") in _ANEW and before not in _ANEW:
        return 4
    if words[place - 1][0].endswith((",", ";", ":")):
        return 3
    return 2 if word.lower() in _JOINS else int(at != words[place - 1][1])
