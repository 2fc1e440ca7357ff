"""Bibliographies (BibTeX, BibLaTeX): each entry under its key, on one line with the names of its fields, without braces
and commands; what only programs read is left out, abstracts and remarks stand below."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract import plain
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold, normalise
from uniconv_edge.library.extract.latex import shown

_BEGINS = expression(
    r"(?:^|(?<=\}))[ \t]*@(?:(?P<command>comment|preamble|string)\b[ \t]*[{(]"
    r"|(?P<kind>[\w-]+)[ \t]*[{(][ \t]*(?P<key>[^\s,=}]{1,100})[ \t]*,)",
    re.MULTILINE | re.IGNORECASE,
)
_ENDS = frozenset("})")
_BRACE = expression(r"[{}]")
_NAME = expression(r"([A-Za-z][\w:+.-]*)\s*=\s*")
_WORD = expression(r"[^\s,#{}()\"=]+")
_JOIN = expression(r"\s*#\s*")
_OPENING = {"{": "}", '"': '"'}
_SIGN = expression(r"\\.|[{}\"]", re.DOTALL)
_PARAGRAPH = expression(r"\S.*(?:\n.*\S.*)*")
_LABELS = {"doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "url": "URL", "pmid": "PMID", "journaltitle": "Journal"}
_KINDS = {"phdthesis": "PhD thesis", "mastersthesis": "master's thesis", "inproceedings": "conference paper"}
_AS_WRITTEN = frozenset(("doi", "url", "eprint"))
_LONG = frozenset(("abstract", "annote", "annotation", "comment", "review"))
_FOR_PROGRAMS = expression(
    r"(?i)(?:bdsk|mendeley|date-(?:added|modified)|owner|timestamp|(?:creation|modification)date|groups|file$|langid)"
)


class _Unbalanced(Exception):
    """A value has no end."""


def parse(data: bytes, name: str) -> Parsed:
    """Each entry under its key; one that is not well formed, and what stands between them, as it is written. `at`
    counts lines."""
    text = normalise(plain.one_line_end(plain.decode(data))).rstrip()
    breaks = [found.start() for found in re.finditer("\n", text)]
    blocks = [replace(block, at=bisect_right(breaks, start) + 1) for start, block in _blocks(text)]
    return Parsed(PurePath(name).stem, [ParsedPage(None, blocks, unit="line")])


def _blocks(text: str) -> Iterator[tuple[int, Block]]:
    """Where each block that is kept begins, and the block, in order. What an entry holds ends before the next."""
    begins = list(_BEGINS.finditer(text))
    strings: dict[str, str] = {}
    end = 0
    for found, following in zip(begins, [*(each.start() for each in begins[1:]), len(text)], strict=False):
        yield from _written(text, end, found.start())
        end, piece = following, text[found.end() : following]
        try:
            if found["command"]:
                end = found.end() + _closing(piece, 0) + 1
                if found["command"].lower() == "string" and (name := _NAME.match(piece.lstrip())):
                    strings[name[1].lower()] = _value(piece.lstrip(), name.end(), {})[0]
                continue
            fields, length = _fields(piece, strings)
        except _Unbalanced:
            if found["key"]:
                yield found.start(), Block(found["key"], level=1)
                yield found.start(), Block(text[found.start() : following].strip())
            continue
        end = found.end() + length
        yield from ((found.start(), block) for block in _entry(found["kind"].lower(), found["key"], fields))
    yield from _written(text, end, len(text))


def _entry(kind: str, key: str, fields: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """An entry under its key: a row of its fields, and its long ones below."""
    told = [(name, f"{_LABELS.get(name, name.capitalize())}: {value}") for name, value in fields if value]
    told = [(name, text) for name, text in told if not _FOR_PROGRAMS.match(name)]
    yield Block(key, level=1)
    yield Block(" | ".join([*(text for name, text in told if name not in _LONG), f"Type: {_KINDS.get(kind, kind)}"]))
    yield from (Block(text) for name, text in told if name in _LONG)


def _written(text: str, start: int, end: int) -> Iterator[tuple[int, Block]]:
    """What stands between entries, under none of them, a block for each paragraph."""
    for number, found in enumerate(_PARAGRAPH.finditer(text, start, end)):
        if start and not number:
            yield found.start(), Block("", level=1)
        yield found.start(), Block(found[0])


def _fields(text: str, strings: Mapping[str, str]) -> tuple[list[tuple[str, str]], int]:
    """The fields of an entry, each as its reader sees it, from behind its key, and where the entry ends. Raises
    _Unbalanced."""
    fields: list[tuple[str, str]] = []
    at = 0
    while True:
        while text[at : at + 1] == "," or text[at : at + 1].isspace():
            at += 1
        if text[at : at + 1] in _ENDS:
            return fields, at + 1
        name = _NAME.match(text, at)
        if name is None:
            raise _Unbalanced
        value, at = _value(text, name.end(), strings)
        key = name[1].lower()
        fields.append((key, fold(_BRACE.sub("", value)) if key in _AS_WRITTEN else shown(value)))


def _value(text: str, at: int, strings: Mapping[str, str]) -> tuple[str, int]:
    """A value as it is written, its parts joined, and where it ends. Raises _Unbalanced."""
    parts: list[str] = []
    while True:
        sign = text[at : at + 1]
        if sign and sign in _OPENING:
            end = _closing(text, at + 1, _OPENING[sign])
            parts.append(text[at + 1 : end])
            at = end + 1
        elif word := _WORD.match(text, at):
            parts.append(strings.get(word[0].lower(), word[0]))
            at = word.end()
        else:
            raise _Unbalanced
        more = _JOIN.match(text, at)
        if more is None:
            return "".join(parts), at
        at = more.end()


def _closing(text: str, at: int, mark: str = "}") -> int:
    """Where what begins at a place ends: the brace, or the quotation mark, that no brace within it holds. Raises
    _Unbalanced."""
    depth = 0
    for found in _SIGN.finditer(text, at):
        sign = found[0]
        if depth == 0 and sign == mark:
            return found.start()
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            break
    raise _Unbalanced
