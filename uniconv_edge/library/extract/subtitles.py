"""Subtitles and captions: cues between two times (srt, vtt, sbv) and the dialogue of ass and ssa.

What is shown again, as in captions that roll up a line at a time (of YouTube), is read once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract import plain
from uniconv_edge.library.extract.blocks import Parsed, fold, normalise
from uniconv_edge.library.extract.recorded import TIME, Said, called, laid_out, seconds_of

_CUE_TIME = expression(rf"\s*({TIME})(?:\s+-->\s*|,(?=\d+:\d\d:\d\d\.))({TIME})?")
_NO_CUE = expression(r"WEBVTT|NOTE\b|STYLE\b|REGION\b")
_ASIDE = "\0"  # from where on nothing is shown
_DIALOGUE = expression(rf"Dialogue:[^,]*,\s*({TIME})\s*,\s*({TIME})\s*,[^,]*,([^,]*),[^,]*,[^,]*,[^,]*,[^,]*,(.*)")
_BREAK = expression(r"\\[Nn]|<br\s*/?>")
_VOICE = expression(r"<v(?:\.[^\s>]*)?\s+([^<>]*)>")
_MARK = expression(r"</?\w[^<>]*>|\{[^{}]*\}")
_NAMED = expression(r"(?:>>\s*|-\s?)?([^\W\d_a-z][\w.'’&() -]{0,60}?):\s+(?=\S)")
_TURN = expression(r">>\s*|[-–—]\s?(?=[^\W\d_a-z\s])")
_FEWEST_NAMED = 2  # cues that begin with a name
_LEAST_ROLLED = 0.25  # of the cues


def parse(data: bytes, name: str) -> Parsed:
    """What is said, without the numbers and styles of the cues."""
    text = normalise(plain.one_line_end(plain.decode(data)))
    cues = list(_dialogue(text) if "\nDialogue:" in text else _cues(text))
    if not cues:
        return plain.parse(data, name)
    return laid_out(list(_said(_shown_once(cues))), name)


_Cue = tuple[float, float, str, list[str]]  # when it begins and ends, who speaks, its lines


def _cues(text: str) -> Iterator[_Cue]:
    """The cues of a text; what stands right above their times is what they are called, or their number."""
    time: re.Match[str] | None = None
    shown: list[str] = []
    for line in [*text.split("\n"), None]:
        following = None if line is None else _CUE_TIME.match(line)
        if line is not None and not following:
            if _NO_CUE.match(line) and (not shown or not shown[-1].strip()):
                shown.append(_ASIDE)
            shown.append(line)
            continue
        if following and len(shown) > 1 and (shown[-1].strip().isdigit() or (shown[-1] and not shown[-2].strip())):
            shown.pop()
        if time is not None:
            told = shown[: shown.index(_ASIDE)] if _ASIDE in shown else shown
            yield from _voices(seconds_of(time[1]), seconds_of(time[2] or "0:00"), told)
        time, shown = following, []


def _voices(begins: float, ends: float, lines: Sequence[str]) -> Iterator[_Cue]:
    by, told = "", list[str]()
    for line in lines:
        voice = _VOICE.search(line)
        if voice and told:
            yield begins, ends, by, told
            told = []
        by = called(voice[1]) if voice else by
        if shown := fold(unescape(_MARK.sub("", line))):
            told.append(shown)
    if told:
        yield begins, ends, by, told


def _dialogue(text: str) -> Iterator[_Cue]:
    for line in text.split("\n"):
        if found := _DIALOGUE.match(line):
            shown = [fold(_MARK.sub("", part)) for part in _BREAK.split(found[4])]
            yield seconds_of(found[1]), seconds_of(found[2]), called(found[3]), [each for each in shown if each]


def _shown_once(cues: Sequence[_Cue]) -> list[_Cue]:
    """The cues without lines that those before show too, where this is how the file is written."""
    rolled = sum(one[3][-1:] == other[3][:1] for one, other in pairwise(cues))
    if rolled < _LEAST_ROLLED * len(cues):
        return list(cues)
    kept: list[_Cue] = []
    seen: list[str] = []
    for cue in cues:
        new = [line for line in cue[3] if line not in seen]
        seen = cue[3]
        if new:
            kept.append((cue[0], cue[1], cue[2], new))
    return kept


def _said(cues: Sequence[_Cue]) -> Iterator[Said]:
    names = Counter(found[1] for cue in cues for line in cue[3] if not cue[2] and (found := _NAMED.match(line)))
    named = {name for name, times in names.items() if times >= _FEWEST_NAMED or name.isupper()}
    by = ""
    for begins, ends, voice, lines in cues:
        by = voice if voice or not named else by
        for line in lines:
            found = _NAMED.match(line)
            if found and found[1] in named:
                by, line = called(found[1]), line[found.end() :]
            elif turn := _TURN.match(line):
                by, line = by if not named or ">>" not in turn.group() else "", line[turn.end() :]
            yield Said(begins, by, line, ends)
