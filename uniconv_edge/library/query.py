"""What a person typed to search: filters, phrases in quotation marks, and the words that are left. Pure.

    path:notes/  path:*.md  type:pdf  after:2024-05  before:2025  after:30d  collection:work  "an exact phrase"

Several filters of one name: any of them; filters of different names: all of them. A value with spaces stands in
quotation marks: `path:"My Documents"`. Dates are days of local time by which the file was last changed.
"""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from uniconv_edge.errors import UsageError
from uniconv_edge.expressions import expression
from uniconv_edge.library.times import recordable

MAILBOX_ENDINGS = (".mbox", ".mbx")
MAIL_ENDINGS = (".eml", ".msg", *MAILBOX_ENDINGS)
SHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".tab")
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".heic", ".heif")
_NAMES = ("path", "type", "after", "before", "collection")
_END = r"(?:(?<![?!])[?!]++\s*$|(?!\S))"  # the mark at the end of a question is none of a filter's: `after:2025?`
_FILTER = expression(rf"(?<!\S)({'|'.join(_NAMES)}):(?:\"([^\"]+)\"|([^\s\"]+?)){_END}")
_LIKE_FILTER = expression(r"(?<!\S)([A-Za-z]+):(?!//)(?:\"[^\"]+\"|[^\s\"]+)(?!\S)")
_OTHER_NAMES: Mapping[str, str] = MappingProxyType({"file": "path", "folder": "path", "ext": "type", "since": "after"})
_PHRASE = expression(r"(?<!\w)\"([^\"\n]{2,200})\"(?!\w)|\u201c([^\u201d\n]{2,200})\u201d")
# Marks that make no phrase of what they enclose, but say that it is meant letter by letter.
_OTHER_MARKS = expression(
    r"(?<!\w)'[^'\n]{1,200}'(?!\w)|‘[^’\n]{1,200}’|«[^»\n]{1,200}»|„[^“”\n]{1,200}[“”]|`[^`\n]{1,200}`"
)
_DATE = expression(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_AGO = expression(r"(\d{1,4})([dwmy])")
_DAYS: Mapping[str, int] = MappingProxyType({"d": 1, "w": 7, "m": 30, "y": 365})
# Names that people use for kinds of file, beside the endings themselves.
_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "word": ("docx", "docm", "doc", "odt", "rtf"),
        "markdown": ("md", "markdown", "mkd"),
        "html": ("html", "htm", "xhtml", "mht", "mhtml"),
        "mail": tuple(ending[1:] for ending in MAIL_ENDINGS),
        "sheet": tuple(ending[1:] for ending in SHEET_ENDINGS),
        "slides": ("pptx", "pptm", "ppsx", "ppt", "pps", "odp"),
        "text": ("txt", "text", "log"),
        "notebook": ("ipynb",),
        "book": ("epub",),
        "picture": tuple(ending[1:] for ending in PICTURE_ENDINGS),
    }
)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents are searched. `after_ns` and `before_ns` bound the time of change: after <= time < before."""

    paths: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    after_ns: int | None = None
    before_ns: int | None = None

    def __bool__(self) -> bool:
        return self != ALL


ALL = Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is for people and the model: the words without filters and quotation marks. `phrases` must occur. `typed`:
    the question as it may stand above its answer, where it is read in other words."""

    text: str
    phrases: tuple[str, ...] = ()
    filters: Filters = field(default=ALL)
    typed: str = ""


def parse(typed: str, *, now: datetime | None = None) -> Query:
    """Read a query as typed. `now` (local time) is what `after:30d` counts from. Raises UsageError for a bad date, and
    for a kind of file that is not read."""
    named: dict[str, list[str]] = {}

    def note(found: re.Match[str]) -> str:
        if not _is_filter(found):
            return found[0]
        named.setdefault(found[1], []).append(found[2] or found[3])
        return " "

    left = _FILTER.sub(note, typed)
    phrases = tuple(found[1] or found[2] for found in _PHRASE.finditer(left))
    # Only the marks of whole phrases leave: 5" and an open quotation are text.
    text = _PHRASE.sub(lambda found: found[1] or found[2], left) if phrases else left
    text = " ".join(text.split()) if named else text.strip()
    return Query(text, tuple(p for p in phrases if len(p.split()) > 1), filters_of(named, now=now))


def without_filters(typed: str) -> str:
    """The words as typed without what looks like a filter; never an error."""
    left = _FILTER.sub(lambda found: " " if _is_filter(found) else found[0], typed)
    return typed if left == typed else " ".join(left.split())


def filters_typed(typed: str) -> str:
    """What looks like filters, as typed; never an error."""
    return " ".join(found[0] for found in _FILTER.finditer(typed) if _is_filter(found))


def note_of_words(typed: str) -> str:
    """What is to be told of words that look like filters and are none, "" without such: they are searched as words."""
    notes, literal = [], literal_spans(typed)
    for found in _LIKE_FILTER.finditer(typed):
        name = _like(found[1].lower())
        if not name or any(start <= found.start() < end for start, end in literal):
            continue
        meant = f"{name}{found[0][len(found[1]) :]}"
        as_words = f"`{found[0]}` is no filter and was read as words"
        if _narrows(meant):
            notes.append(f"{as_words}: `{meant}` is one.")
        elif name in ("after", "before"):
            notes.append(f"{as_words}: a date is meant by `{name}:2024-05-31` or `{name}:30d`.")
    return " ".join(notes)


def _like(name: str) -> str:
    """The filter that a name was meant for, "" for none."""
    from difflib import get_close_matches

    return _OTHER_NAMES.get(name) or next(iter(get_close_matches(name, _NAMES, 1, 0.85)), "")


def _narrows(typed: str) -> bool:
    """Whether it is a filter, of a date or a kind of file that there is."""
    try:
        return bool(parse(typed).filters)
    except UsageError:
        return False


def literal_spans(typed: str) -> list[tuple[int, int]]:
    """The (start, end) of what is meant letter by letter: filters, and what stands in quotation marks."""
    quoted = [found.span() for marks in (_PHRASE, _OTHER_MARKS) for found in marks.finditer(typed)]
    return quoted + [found.span() for found in _FILTER.finditer(typed) if _is_filter(found)]


def _is_filter(found: re.Match[str]) -> bool:
    """Whether what has the form of a filter is one: `after:lunch` is words."""
    return found[1] not in ("after", "before") or (found[2] or found[3])[0].isdigit()


def filters_of(named: Mapping[str, Sequence[str]], *, now: datetime | None = None) -> Filters:
    """Filters from values by name, as `parse` and the options of `search` give them. Raises UsageError for a bad date,
    and for a kind of file that is not read."""
    if not named:
        return ALL
    moment = now or datetime.now().astimezone()
    after = [_nanoseconds("after", value, moment) for value in named.get("after", ())]
    before = [_nanoseconds("before", value, moment) for value in named.get("before", ())]
    kinds = [ending for value in named.get("type", ()) for ending in _endings(value)]
    return Filters(
        tuple(named.get("path", ())),
        tuple(dict.fromkeys(kinds)),
        tuple(named.get("collection", ())),
        max(after, default=None),
        min(before, default=None),
    )


def as_typed(named: Mapping[str, Sequence[str]]) -> str:
    """Values by name as a person would type them: `path:"My Documents" type:pdf`. `parse` reads the same filters from
    it as `filters_of` makes of the values. Raises what `filters_of` raises, and UsageError for a value that cannot be
    typed."""
    for name, values in named.items():
        for value in values:
            if not value.strip() or '"' in value:
                raise UsageError(f"`{value}` cannot be a filter by {name}", "leave out the quotation marks")
    filters_of(named)
    return " ".join(f'{name}:"{value}"' for name, values in named.items() for value in values)


def both(one: Filters, other: Filters) -> Filters:
    """The filters of options and of typed text together; paths, kinds and collections of both are alternatives."""
    after = [value for value in (one.after_ns, other.after_ns) if value is not None]
    before = [value for value in (one.before_ns, other.before_ns) if value is not None]
    return Filters(
        one.paths + other.paths,
        one.kinds + other.kinds,
        one.collections + other.collections,
        max(after, default=None),
        min(before, default=None),
    )


def path_passes(path: str, wanted: Sequence[str]) -> bool:
    """Whether a path contains one of the values or, for a value with `*`, `?` or `[`, ends like it. Case is ignored,
    but not by a value that begins with `/` and holds `[/]`: it names one document (the app's pin)."""
    folded = _folded(path)
    for typed in wanted:
        value = _folded(typed)
        if typed.startswith("/") and "[/]" in typed:
            if fnmatch.fnmatchcase(path, typed):
                return True
        elif not any(mark in value for mark in "*?["):
            if value in folded:
                return True
        elif fnmatch.fnmatchcase(folded, value if value.startswith("/") else f"*{value}"):
            return True
    return False


def _endings(kind: str) -> tuple[str, ...]:
    """The endings of the files of a kind as typed: one of the names, or an ending that is read, whether or not the
    library has such files. Raises UsageError for others."""
    from uniconv_edge.library.extract.formats import format_of  # which this module does not load for every query

    folded = kind.casefold().lstrip(".")
    if folded in _KINDS:
        return _KINDS[folded]
    if "." in folded or format_of(f"name.{folded}") is None:
        names = ", ".join(_KINDS)
        raise UsageError(
            f"`type:{kind}` is no type of file that is read",
            f"name one of {names}, or the ending of files that are read, such as pdf, docx, md or py",
        )
    return (folded,)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _nanoseconds(name: str, value: str, now: datetime) -> int:
    """The beginning of a day of local time, in nanoseconds since 1970."""
    try:
        if ago := _AGO.fullmatch(value):
            day = now - timedelta(days=int(ago[1]) * _DAYS[ago[2]])
        elif date := _DATE.fullmatch(value):
            day = datetime(int(date[1]), int(date[2] or 1), int(date[3] or 1), tzinfo=now.tzinfo)
        else:
            raise ValueError(value)
        begins = day.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None).astimezone().timestamp()
        return recordable(int(begins) * 10**9)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"`{name}:{value}` is not a date", f"for example `{name}:2024`, `{name}:2024-05-31` or `{name}:30d`"
        ) from error
