"""What programs for notes (Obsidian, Logseq, Dataview) add to Markdown, as it is shown. Pure.

Links to other notes (`[[note|shown]]`, `![[picture.png|300]]`), marked words (`==so==`), names of blocks (`^claim`),
references to blocks (`((id))`), queries and what only the program keeps of a note (`collapsed:: true`).
"""

from __future__ import annotations

import re

from uniconv_edge.expressions import expression

_LINK = expression(r"(!?)\[\[([^\[\]|\n]*)(?:\|(?!\|)([^\[\]\n]+))?\]\]")
_SIZE = expression(r"\d+(?:x\d+)?")
_NO_NOTE = expression(r"\.(?:png|jpe?g|gif|svg|webp|bmp|avif|heic|mp[34]|m4a|wav|ogg|webm|mov)$", re.IGNORECASE)
_MARKED_WORDS = expression(r"(?<![=\w])==(?=[^\s=])([^=\n]*[^\s=])==(?![=\w])")
_COMMENT = expression(r"(?<![^\s(])%%[^%\n]+%%(?![\w%])")  # "5%% and 7%%" has none
_REFERENCE = expression(r"\(\([0-9a-f]{8}-[0-9a-f-]{27}\)\)|\{\{(?:query|embed|renderer)\b[^{}\n]{0,500}\}\}")
_NAME_OF_BLOCK = expression(r"(?m)(?:^|(?<![ \t])[ \t]+)\^(?=[\w-]*[A-Za-z])[A-Za-z0-9-]{2,40}[ \t]*$")
_OF_PROGRAM = expression(
    r"(?m)^[ \t]*(?:id:: [0-9a-f]{8}-[0-9a-f-]+|heading:: (?:true|false|\d)|"
    r"(?:collapsed|icon|background-color|card-[\w-]+|logseq\.[\w.-]+):: [^\n]*)[ \t]*(?:\n|\Z)"
)
# A field of a line (`due:: 2026-12-04`) or within one (`[due:: 2026-12-04]`).
_FIELD = expression(r"(?m)^([ \t]*(?:[-*+] )?[^\W\d_](?:[\w -]{0,39}\w)?)::(?=[ \t]+\S)")
_FIELD_WITHIN = expression(r"([\[(])([^\W\d_][\w -]{0,40}):: ([^\[\]()\n]+)[\])]")
_QUERIES = frozenset(("dataview", "dataviewjs", "tasks", "query", "button", "tracker"))


def linked(text: str) -> str:
    """The text with each link to another note as the words that it shows."""
    return _LINK.sub(_shown, text) if "[[" in text else text


def as_shown(text: str) -> str:
    """Words of a line that are no code, without what is not shown of them."""
    return _REFERENCE.sub("", _COMMENT.sub("", _MARKED_WORDS.sub(r"\1", linked(text))))


def of_person(text: str, written: str) -> str:
    """A line or a paragraph without what only programs read: names of blocks, and lines of what they keep of a note;
    fields as they are shown (`due: 2026-12-04`). `written`: its source, in which code stands between marks."""
    if "^" in text and _NAME_OF_BLOCK.search(written):
        text = _NAME_OF_BLOCK.sub("", text)
    if "::" not in text:
        return text
    if _OF_PROGRAM.search(written):
        text = _OF_PROGRAM.sub("", text).rstrip("\n")
    if _FIELD.search(written):
        text = _FIELD.sub(r"\1:", text)
    return _FIELD_WITHIN.sub(lambda field: f"{field[2]}: {field[3]}", text)


def is_query(language: str) -> bool:
    """Whether code in this language asks the program for a list, which only the program can show."""
    return language.strip().lower() in _QUERIES


def _shown(link: re.Match[str]) -> str:
    embeds, target, words = link[1], link[2].strip(), (link[3] or "").strip()
    if embeds and _SIZE.fullmatch(words):
        words = ""
    if words or (embeds and _NO_NOTE.search(target)):
        return words
    note, _, place = target.partition("#")
    if not place:  # `[[C#]]`
        return target
    return " > ".join(filter(None, (note.strip(), "" if place.startswith("^") else place.lstrip("#").strip())))
