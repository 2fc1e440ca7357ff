"""The tags of notes: in front matter (`tags: [recipe, work/ops]`), in properties (`tags:: a, b`, `Tags: a, b`) and in
the text (`#idea`), where those of headings of Org mode stand too."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from uniconv_edge.assistant.facts.naming import documents_of, names_of
from uniconv_edge.assistant.facts.notes import NotePage, note_pages, quotable
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.terms import singular
from uniconv_edge.expressions import expression
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Hit
from uniconv_edge.wording import count

MOST_NAMED = 25
_FRONT = expression(r"---\n(.*?)\n(?:---|\.\.\.)(?=\n|\Z)", re.DOTALL)
_OF_FRONT = expression(r"(?mi)^(?:tags?|keywords)::?[ \t]*(.*)((?:\n[ \t]*- .+)*)")
_PROPERTY = expression(r"(?mi)^[ \t]*(?:- )?(?:file)?tags?::?[ \t]+(\S.*)$")
_OF_PAGE = 600  # characters at whose beginning a property is of the whole page
# No number of an issue, colour, or line of C.
_IN_TEXT = expression(
    r"(?<![^\s(,;])#(?!(?:[0-9a-f]{3}|[0-9a-f]{6})\b|(?:include|define|if\w*|else|endif|pragma|undef)\b)"
    r"(?=[\w/-]*[^\W\d_])([^\W_][\w/-]*)"
)
_MARKS = expression(r"[\[\]\"'#]")


@dataclass(frozen=True, slots=True)
class _Tagged:
    """A tag of a page (document, page), with the line that it stands on where it is of that line alone."""

    tag: str
    document: int
    page: int
    line: tuple[int, int, str] | None = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """What is told of notes with some tags: in words, how many there are, the passages that hold them, and the lines
    that have them themselves."""

    text: str
    total: int
    hits: list[Hit]
    lines: list[Candidate]


def tags_of(store: Store, documents: Sequence[int] | None) -> str:
    """Which tags the notes among the documents (None: all) have, most used first, in words; "" without any."""
    notes = defaultdict[str, set[int]](set)
    for each in _tags(store, documents):
        notes[each.tag].add(each.document)
    found = sorted(notes.items(), key=lambda tag: (-len(tag[1]), tag[0]))
    told = ", ".join(f"{tag} ({len(of)})" for tag, of in found[: 2 * MOST_NAMED])
    more = f" and {len(found) - 2 * MOST_NAMED} more" if len(found) > 2 * MOST_NAMED else ""
    return f"{count(len(found), 'tag')}, with how many notes have each: {told}{more}." if found else ""


def tagged(store: Store, documents: Sequence[int] | None, asked: str, things: str) -> Tagged | None:
    """The notes with all tags asked for ("a or b": either), a tag within them counting too (`work` for `work/ops`), of
    several those that are called `things` if any is; None where no note has a tag at all."""
    either = [[tag.strip() for tag in part.split(" and ")] for part in asked.split(" or ")]
    by_document = defaultdict[int, list[_Tagged]](list)
    for each in _tags(store, documents):
        by_document[each.document].append(each)
    if not by_document:
        return None
    found = {
        document: [each for each in tags if any(_is(each.tag, tag) for part in either for tag in part)]
        for document, tags in by_document.items()
        if any(all(any(_is(each.tag, tag) for each in tags) for tag in part) for part in either)
    }
    called = _called(store, found, by_document, things) if things else []
    found = {document: found[document] for document in called} if called else found
    names = list(names_of(store, list(found)).values()) if found else []
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    shown = f": {', '.join(names[:MOST_NAMED])}{more}." if names else "."
    text = f"{len(names) or 'No'} note{'' if len(names) == 1 else 's'} {_are(len(names))} tagged “{asked}”{shown}"
    lines = [(each.document, each.page, *each.line) for tags in found.values() for each in tags if each.line]
    hits, candidates = quotable(store, list(dict.fromkeys(lines))[:MOST_NAMED])
    return Tagged(text, len(names), hits, candidates)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _is(tag: str, asked: str) -> bool:
    """Whether a tag is the one asked for, or lies within it."""
    parts, wanted = _plain(tag).split("/"), _plain(asked).split("/")
    return any(parts[at : at + len(wanted)] == wanted for at in range(len(parts)))


def _plain(tag: str) -> str:
    return "/".join(singular(part) for part in tag.casefold().replace("_", "-").split("/"))


def _called(store: Store, found: dict[int, list[_Tagged]], tags: dict[int, list[_Tagged]], things: str) -> list[int]:
    """Those of the documents that are called so by a tag, their title, or their path."""
    wanted = singular(things)
    names = {key: f"{'/'.join(path.parts[-3:])} {title}" for key, path, title in documents_of(store, list(found))}
    return [
        key
        for key in found
        if wanted in map(singular, words_of(names.get(key, ""))) or any(_is(each.tag, things) for each in tags[key])
    ]


def _tags(store: Store, documents: Sequence[int] | None) -> Iterator[_Tagged]:
    for page in note_pages(store, documents, "%\nTags: %"):
        yield from _of_page(page)


def _of_page(page: NotePage) -> Iterator[_Tagged]:
    front = _FRONT.match(page.text)
    if front and (named := _OF_FRONT.search(front[1])):
        yield from (_Tagged(tag, page.document, page.page) for tag in _listed(named[1] or named[2]))
    begins = front.end() if front else 0
    for line in _PROPERTY.finditer(page.text, begins):
        is_of_page = line.start() < begins + _OF_PAGE and not line[0].lstrip().startswith("- ")
        place = None if is_of_page else (line.start(), line.end(), line[0])
        yield from (_Tagged(tag, page.document, page.page, place) for tag in _listed(line[1]))
    for tag in _IN_TEXT.finditer(page.text, begins):
        start = page.text.rfind("\n", 0, tag.start()) + 1
        end = page.text.find("\n", tag.end())
        end = len(page.text) if end < 0 else end
        if not _PROPERTY.match(page.text, start, end):
            yield _Tagged(tag[1], page.document, page.page, (start, end, page.text[start:end]))


def _listed(value: str) -> list[str]:
    """The tags of a list: `[a, b]`, `a, b`, `a b`, `:a:b:`, or of items."""
    if value.startswith("\n"):
        return [_MARKS.sub("", item.strip()[2:]).strip() for item in value.strip("\n").split("\n")]
    bare = _MARKS.sub("", value)
    parts = bare.split(",") if "," in bare else re.split(r"[:\s]+", bare)
    return [tag for part in parts if (tag := part.strip())]
