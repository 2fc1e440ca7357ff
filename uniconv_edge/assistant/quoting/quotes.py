"""Quotes: which stretches of the sources may be quoted, and whether a quote is what the page says. Pure.

A quote is chosen among candidates that are slices of the sources, so it is verbatim by construction; `verified` is
nevertheless decided by looking again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, groupby, islice, pairwise, takewhile, zip_longest
from pathlib import PurePath
from typing import NamedTuple

from uniconv_edge.assistant.words.answer_types import asks_for_address
from uniconv_edge.assistant.words.courtesies import greets, takes_leave
from uniconv_edge.assistant.words.days import is_day_alone
from uniconv_edge.assistant.words.versions import is_release
from uniconv_edge.expressions import expression
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.library.extract.rows import first_row_names
from uniconv_edge.library.fields import fields_of, is_byline
from uniconv_edge.library.finding_aids import is_finding_aid, is_link, lists_works, names_a_page, names_a_work
from uniconv_edge.library.headed import unnumbered
from uniconv_edge.library.query import MAIL_ENDINGS
from uniconv_edge.library.sentences import BAR, begins_with_label, cells
from uniconv_edge.library.text import clean
from uniconv_edge.library.words import name_read, words_of
from uniconv_edge.places import HEADING_SEPARATOR, said_at
from uniconv_edge.types import Hit, Quote

MAX_QUOTE_CHARACTERS = 600
_PIECE_CHARACTERS = 300  # of a row that is too long to be quoted
ANNOUNCES = (":", "—", "：")  # ends a line with items below it
_BORDERS = (BAR, "; ", ", ", " ")
_HEADING_CHARACTERS = 60
_TAGS_AT_END = expression(r"(?:(?:^|\s)#[^\W\d_][\w/-]*)+\s*$")  # of a note; they say nothing by themselves
# What one of several things is called, in small letters: `gauge-db-1`, `bench2`, above what is told of it.
_NAME_OF_ONE = expression(r"[^\W\d_]+(?:\d+|(?:[_-]\w+)+)")
_ONLY_TAGS = expression(r"(?i)(?:- )?(?:file)?tags?::? \S|alias(?:es)?::? \S")
_FEWEST_WORDS = 3  # of a sentence
_SENTENCE_ENDS = (".", "!", "?", "…")
_FEWEST_ROWS = 2  # below one that may name the columns
_WORDS_OF_NAME = 4
_LISTED = 2  # commas of a line that lists things
_CELLS_OF_ROW = 3  # of a drawn line that is no heading
# A line that rules off rows of a drawn table.
_RULE = expression(r"(?=[|+:\s]*[-=_\u2500-\u257f]{2})[|+:=_\-\s\u2500-\u257f]+")
_NAME_WITH_FIGURE = expression(r"[^\W\d_]{1,3}\d{1,2}")
_NOTES = (".md", ".markdown", ".mkd")
_HEADER = expression(r"(From|To|Cc|Date): ")
# Of a message that stands in another or in a document, where at least three follow one another.
_HEADER_WITHIN = expression(r"[>\s]*\*?(?P<name>From|To|Cc|Bcc|Date|Sent|Subject|Reply-To):\*? ")
_FEWEST_OF_HEADER = 3
_OF_PEOPLE = frozenset({"From", "To", "Cc", "Bcc", "Reply-To"})
_OF_MESSAGES = frozenset({"Subject", "Sent", "Cc", "Bcc", "Reply-To"})
_FRONT_MATTER = expression(r"---\n(?:.*?\n(?:---|\.\.\.)(?=\n|\Z)|.*)", re.DOTALL)
_RUN_IN = expression(r"[^\W\d_a-z]\S*(?: [^\s,;:]+){0,3}\.")
# "No pets.", "Cyber attacks." of what is not insured; not "Kind regards," or a name of one word.
_SHORT = expression(r"[\s\-*•–]*[^\W\d_]{2,} [^\W\d_]{3,}[.!]")
_KEY = expression(r"[>\s]*\*?([\w-]+)\s*:")
_WITH_VALUE = expression(r"[>\s]*(?:- )?[\"']?[\w.-]+[\"']?(?:: |\s?=\s?)\S")
# The questions that a line of a header answers, by its name; another of front matter those that name it.
_MESSAGE = "(?:e-?mail|mail|message|letter|note)"
_ASKS_FOR = {
    "from": expression(
        r"(?i)\bwho(?:se|m)?\b.*\b(?:sent|sends?|wrote|written|writes|from)\b|\bsender|\bauthor|\b(?:sent|written) by\b"
        r"|\bfrom whom?\b"
    ),
    "date": expression(
        r"(?i)\b(?:sent|received|wrote|written|dated)\b|\bwhen\b.*\bwrite\b|\bdid (?:it|this|that|the \w+) arrive\b"
        rf"|\bdate of (?:\w+ ){{1,2}}{_MESSAGE}\b|\b{_MESSAGE}['’]s date\b|^what(?:['’]s| is) (?:the|its) date\W*$"
    ),
    "to": expression(
        r"(?i)\b(?:to whom?|sent to|addressed|recipients?|receivers?)\b|\bwho\b.*\b(?:got|received|to\W*$)"
    ),
    "cc": expression(r"(?i)\b(?:copied|copy|cc|recipients?|receivers?)\b"),
    "author": expression(r"(?i)\bwho\b.*\b(?:wrote|written|writes)\b|\bwritten by\b|\bauthor\b"),
}
_ASKS_FOR_WORKS = expression(
    r"(?i)\b(?:who(?:m|se)?|wr(?:ote|itten)|authors?|publi\w+|papers?|articles?|books?|works?|references?|cite\w*|sources?|when"
    r"|year|journals?)\b"
)
# With which an item of a list begins.
LIST_MARK = expression(
    r"(?P<before>[\s>]*)(?:(?P<sign>[-–—•‣◦▪●○*+])|\(?(?:(?P<number>\d{1,3})|[a-zA-Z])[.)]|\([ivx]{2,5}\)"
    r"|[A-Z]\d{1,2}(?=\s+[\"“‘]?[A-Z][a-z]))\s+\S"  # `B2 Bicycles are covered`
)
# An item that says how much or many of what: `- 500g beef`, `* 2 eggs`.
_COUNTED_ITEM = expression(r"\s*[-–—•‣◦▪●○*+]\s+\d[\d.,/–-]*\s?(?:[^\W\d_]+\.?\s?)?[^\W\d_]{3,}")
_BREAKS_OFF = expression(r"[^\W_][,)]?$")
_BEGINS, _ENDS = (expression(rf"{name}: \d{{4}}-\d\d-\d\d(?: \d\d:\d\d)?$") for name in ("Start", "End"))
_WHEN = expression(r"(?i)\bwhen\b|\bwhat (?:day|date|time)\b")
_ASKS_FOR_RELEASE = expression(rf"(?i){_WHEN.pattern[4:]}|\b(?:versions?|releases?)\b")
_NUMBER_BEFORE = expression(r"\s*\d{1,2}(?:\.\d{1,2})*\.?\s+")  # of a heading
# What programs for mail write above the message that is answered: "On Sat, 17 May 2025 at 11:02, Ada <a@b> wrote:".
_ATTRIBUTION = expression(
    r"[\s>]*(?:On|Am|Le|El|Il|Op)\s(?=[^\n]*\d).{8,200}(?:\bwrote|\bschrieb[^:]{0,80}|\ba écrit|\bescribió|\bha scritto"
    r"|\bschreef[^:]{0,80})\s?:\s*$",
    re.DOTALL,
)
_REPEATS = expression(r"(?m)^>[> ]*")
_KEPT_SOURCES = 256
# A heading with its number, three levels deep or with a dot behind it: others may be a time or a sum.
_NUMBERED_HEADING = expression(
    r"\d{1,2}(?:(?:\.\d{1,2}){2,4}\.?|(?:\.\d{1,2})+\.) [^\W\d_a-z][^\n.!?;:|]{1,58}"
    r"|\d{1,2}(?:\.\d{1,3})+\. [a-z][\w-]+"  # `3.163. mail_check`
)
_FIELD = expression(r"(?:Type|Default|Format|Scope|Since|Values?): \S+")  # of a setting; `Room: kitchen` is a heading
_OPTION = expression(r"[\"'`‘“]?--?[^\W\d]")
# A line that only names one, and is no row of a table: `--num-callers=<number> [default: 12]`.
_OPTION_LINE = expression(rf"{_OPTION.pattern}(?!.*(?:\s{{3}}|\t|{re.escape(BAR)})).{{0,90}}[^.,;:!?]")
# What a form leaves to be filled in, as a cell or behind a label: no list of settings (`[alpha, beta]`), box or note.
_BLANK = expression(r"[\s$£€]*(?:[_.…]{3,}[\s/_.…-]*|\[[^\W\d_a-z][^\[\]\n@:/]{2,}\]|<[^\W\d_a-z][^<>\n@:/]{2,}>)\s*")
_OF_NOTE = expression(r"(?<=[^\W\d_])\^\d{1,2}(?:,\d{1,2})*(?!\w|,\d)")  # behind a name: `Rie Tanaka^1,2`
_PAGE_FOOT = expression(r"(?i)\b(?:page|seite|pagina|página)\s*\d+(?:\s*(?:of|von|di|de|[/-])\s*\d*)?$")


Spans = Callable[[str], Iterable[tuple[int, int]]]  # a text -> (start, end) of its sentences


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of source number `source` (from 1); `start` and `end` are offsets in its page's text. `beside` is what
    it is read with: the first row of its table, the header of its message. `asked`: a line of such a header that the
    question asks for."""

    source: int
    start: int
    end: int
    text: str
    beside: str = ""
    asked: bool = False

    @property
    def told(self) -> str:
        """What it says: of a row below the names of its columns each value with its name, `Euros: 486`."""
        return _with_names(self.text, self.beside) if self.beside else self.text

    def of(self, source: int) -> Candidate:
        """The same of a source of this number."""
        return Candidate(source, self.start, self.end, self.text, self.beside, self.asked)


@lru_cache(maxsize=1024)
def _with_names(text: str, beside: str) -> str:
    """Kept, because choosing and refusing each ask what the sentences say."""
    if len(values := cells(text)) < 2:
        return text
    names = cells(beside.partition("\n")[0])
    if len(names) != len(values):
        return text
    named = ((name.strip(" |"), value) for name, value in zip(names, values, strict=True))
    return BAR.join(f"{name}: {value}" if name else value for name, value in named if value)


def titled(hit: Hit) -> str:
    """What a passage is read under: its document's title, the name of its file and what that is known by, and its
    headings."""
    return f"{passage_title(hit.title, hit.heading)}\n{_file_of(hit.path)}{_known_by(hit)}"


def called_as(hit: Hit) -> str:
    """What a passage's document is called: its title, the name of its file and what it is known by at its head."""
    return f"{hit.title}\n{_file_of(hit.path)}{_known_by(hit)}"


def _known_by(hit: Hit) -> str:
    return f"\n{hit.about}" if hit.about else ""


@lru_cache(maxsize=256)
def _file_of(path: str) -> str:
    """Kept, because sources are called by their files several times a question, and return with the next."""
    return name_read(PurePath(clean(path)).stem)


def candidates(hits: Sequence[Hit], sentences: Spans, question: str = "") -> list[Candidate]:
    """The sentences of all sources that say something: at least three words, or two and an end, no heading and no
    names of columns. Contents and indexes have none, nor lists of works and what only names one where the question asks
    for none, nor headings of versions, nor what only greets or takes leave where nobody asks to whom a letter is.
    The header of a message and the front matter of a note are found by and not quoted, but for a line that the question
    asks for (`Date: ...`: when was it sent?), nor what a message repeats (`> `) of another source."""
    found: list[Candidate] = []
    asks = (
        _asks_of_message(question),
        _ASKS_FOR["to"].search(question) is not None,
        _ASKS_FOR_WORKS.search(question) is not None,
        _ASKS_FOR_RELEASE.search(question) is not None,
    )
    for number, hit in enumerate(hits, 1):
        source = _Source(hit.path, hit.heading, hit.start, hit.text, hit.columns)
        lines = frozenset(each.text for each in _telling(source, sentences) if _asked_for(each.text, question))
        found += _offered(source, number, sentences, _Wanted(lines, *asks))
    if not any(">" in hit.text for hit in hits):  # nothing is repeated
        return found
    repeated = [_is_repeated(each, hits[each.source - 1]) for each in found]
    own = {_unwrapped(each.text) for each, is_repeated in zip(found, repeated, strict=True) if not is_repeated}
    kept = zip(found, repeated, strict=True)
    return [each for each, is_repeated in kept if not (is_repeated and _unwrapped(each.text) in own)]


def _unwrapped(text: str) -> str:
    """A sentence without the marks of lines that are repeated and the ends of lines, which programs for mail move."""
    return " ".join(_REPEATS.sub("", text).split())


def _is_repeated(candidate: Candidate, hit: Hit) -> bool:
    """Whether a sentence stands in a line that a message repeats of the one that it answers."""
    before = hit.text[: candidate.start - hit.start].rpartition("\n")[2]
    return f"{before}{candidate.text}".startswith(">")


class _Source(NamedTuple):
    """What of a hit its candidates depend on."""

    path: str
    heading: str
    start: int
    text: str
    columns: str = ""

    @property
    def trail(self) -> list[str]:
        return self.heading.split(HEADING_SEPARATOR)


class _Wanted(NamedTuple):
    """What a question may ask for that others do not: lines that tell of a message or a note, who sent one or when, to
    whom it is, works, and versions or when they came out."""

    lines: Set[str]
    of_message: bool
    to_whom: bool
    of_works: bool
    of_releases: bool


@lru_cache(maxsize=_KEPT_SOURCES)
def _offered(source: _Source, number: int, sentences: Spans, wanted: _Wanted) -> list[Candidate]:
    """The candidates of one source, which has this number. Kept, because sources return with the next questions."""
    if lists_works(source.text, source.heading) and not wanted.of_works:
        return []
    whole, worthy = _told(source, sentences, wanted.lines)
    found = worthy if wanted.of_works else [c for c in worthy if not names_a_work(c.text)]
    found = found if wanted.of_message else [c for c in found if not _ATTRIBUTION.match(c.text)]
    if not worthy:
        found = [c for c in whole if not (is_link(c.text) or _NUMBERED_HEADING.fullmatch(c.text))]
    found = found if wanted.of_releases else [c for c in found if not is_release(c.text)]
    found = found if wanted.to_whom else [c for c in found if not (greets(c.text) or takes_leave(c.text))]
    return [c.of(number) for c in found]


@lru_cache(maxsize=_KEPT_SOURCES)
def _told(source: _Source, sentences: Spans, asked: Set[str]) -> tuple[list[Candidate], list[Candidate]]:
    """The sentences of a source, without what tells of it and is not asked for, and those of them that say something.
    Kept, because sources return with the next questions."""
    if is_finding_aid(source.text, source.heading):
        return [], []
    whole, about = _whole(source, sentences), _telling(source, sentences)
    header = "\n".join(c.text for c in about)
    told = (
        replace(c, beside=header, asked=True) if c in about else c
        for c in _under_heads(whole, source)
        if c not in about or c.text in asked
    )
    whole = list(told)
    numbered = _numbered_headings(whole, source)
    whole = list(_behind_run_ins(list(_under_headings(whole, numbered, source)), source))
    worthy = [
        c
        for c, following in zip_longest(whole, whole[1:])
        if (c.asked or _ONLY_TAGS.match(c.text) is None)
        and (_says_something(c.text) or _ends_line(c, source) or _is_change(c, source))
        and (c.start, c.end) not in numbered
        and (" ".join(c.text.split()) not in source.trail or is_release(c.text))
        and not _names(c, following)
        and not _is_blank(c.text)
        and not names_a_page(c.text, source.text, source.heading)
        and not _stands_over_day(c, source)
    ]
    return whole, worthy


def _is_blank(text: str) -> bool:
    """Whether a row or a line with a label only has what is still to be filled in: `Reporting manager | [Name]`."""
    label, *values = cells(text) if BAR in text else text.split(": ", 1)
    filled = [value for value in values if value and not _BLANK.fullmatch(value)]
    if ": " in label and BAR in text:  # each cell with the name of its column
        filled = [cell for cell in cells(text) if not _BLANK.fullmatch(cell.partition(": ")[2] or "___")]
    return any(values) and not filled


def _whole(source: _Source, sentences: Spans) -> list[Candidate]:
    """All sentences of a source, in pieces where they are too long to be quoted."""
    whole: list[Candidate] = []
    for start, end in sentences(source.text):
        for first, last in _pieces(source.text, start, end):
            if (text := _without_bar(source.text[first:last])).strip():
                # A piece of a row is read with the first cell, which mostly names what the row is about.
                row = source.text.rfind("\n", 0, first) + 1
                beside = "" if first == row or BAR not in source.text[row:last] else cells(source.text[row:last])[0]
                end_of_text = source.start + first + len(text)
                whole.append(Candidate(0, source.start + first, end_of_text, text, beside[:MAX_QUOTE_CHARACTERS]))
    return list(_with_ends(whole, source))


def _without_bar(text: str) -> str:
    """A stretch of a row without the bar that parts it from the next cell."""
    return text[:-2] if text.endswith(BAR.rstrip()) and not text.startswith(BAR.strip()) else text


def _with_ends(found: Sequence[Candidate], source: _Source) -> Iterator[Candidate]:
    """The candidates, when an event of a calendar begins and when it ends as one."""
    for candidate, following in zip_longest(found, islice(found, 1, None)):
        if _BEGINS.match(candidate.text) and following and _ENDS.match(following.text):
            text = source.text[candidate.start - source.start : following.end - source.start]
            yield replace(candidate, end=following.end, text=text)
        elif not (_ENDS.match(candidate.text) and candidate.start - source.start and _begins_above(candidate, source)):
            yield candidate


def is_of_event(text: str) -> bool:
    """Whether this tells when an event of a calendar begins or ends; of which event only its heading says."""
    return _BEGINS.match(text.partition("\n")[0]) is not None or _ENDS.match(text) is not None


def begins_when_asked(text: str, question: str) -> bool:
    """Whether this tells when an event of a calendar begins, which the question asks."""
    return _BEGINS.match(text.partition("\n")[0]) is not None and _WHEN.search(question) is not None


def _begins_above(candidate: Candidate, source: _Source) -> bool:
    above = source.text[: candidate.start - source.start].rstrip("\n").rpartition("\n")[2]
    return _BEGINS.match(above) is not None


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence or row, or where it is too long to be quoted, its parts at cells, clauses or, at worst, words."""
    if end - start <= MAX_QUOTE_CHARACTERS:
        yield start, end
        return
    most = _PIECE_CHARACTERS if len(cells(text[start:end])) > 1 else MAX_QUOTE_CHARACTERS
    while end - start > most:
        found = ((text.rfind(border, start, start + most), border) for border in _BORDERS)
        cut, border = next(((cut, border) for cut, border in found if cut > start), (start + most, ""))
        yield start, cut + len(border.strip(" |"))
        start = cut + len(border)
    yield start, end


def _under_heads(found: Sequence[Candidate], source: _Source) -> Iterator[Candidate]:
    """The candidates, the rows of a table beside its first where that names the columns, which then is none itself;
    where the passage begins with rows of a table that began before it, beside the row that names those. No
    table goes on behind a blank line: a letterhead may be drawn like one."""
    gaps = (source.text[one.end - source.start : next_.start - source.start] for one, next_ in pairwise(found))
    paragraphs = accumulate((gap.count("\n") > 1 for gap in gaps), initial=0)
    placed = zip(found, paragraphs, strict=False)  # nothing found has one paragraph
    for (in_table, paragraph), each in groupby(placed, lambda place: (_is_of_table(place[0].text), place[1])):
        lines = [line for line, _ in each]
        if source.columns and in_table and not paragraph:
            yield from (replace(line, beside=source.columns) for line in lines)
            continue
        rows = [line for line in lines if not _RULE.fullmatch(line.text)]
        is_headed = in_table and len(rows) > 1 and _is_headed(rows)
        yield from (replace(row, beside=rows[0].text) for row in rows[1:]) if is_headed else lines


def breaks_off(line: str) -> bool:
    """Whether a line of more words than a heading has ends within a sentence: `The tenant must leave where he`."""
    bare = line.rstrip()
    return _BREAKS_OFF.search(bare[-2:]) is not None and not is_heading(bare) and len(cells(bare)) == 1


def goes_on_with(line: str) -> bool:
    """Whether an item goes on with the sentence above its list: `(a) keeps pigs; or`, `(b) 63 days' notice`."""
    mark = LIST_MARK.match(line)
    if mark is None or mark["sign"] is not None:
        return False
    begins = line[mark.end() - 1]
    return begins.islower() or (begins.isdigit() and mark["number"] is None)


def _is_row(candidate: Candidate | None) -> bool:
    return candidate is not None and len(cells(candidate.text)) > 1


def _is_of_table(line: str) -> bool:
    """Whether a line is a row of a table or rules rows off."""
    return len(cells(line)) > 1 or _RULE.fullmatch(line) is not None


def _numbered_headings(found: Sequence[Candidate], source: _Source) -> Set[tuple[int, int]]:
    """The places of those that are only a number and a few words, each a paragraph of its own above one that is none:
    `6. The roof`. In a list another item follows, or goes before."""
    marked = [_numbered_heading(each, source) for each in found]
    return {
        (each.start, each.end)
        for at, each in enumerate(found)
        if marked[at] and not any(marked[max(0, at - 1) : at]) and at + 1 < len(found) and not marked[at + 1]
    }


def _numbered_heading(candidate: Candidate, source: _Source) -> bool:
    words = _NUMBER_BEFORE.sub("", candidate.text)
    return _stands_alone(candidate, source) and words != candidate.text and words[:1].isupper() and is_heading(words)


def _stands_alone(candidate: Candidate, source: _Source) -> bool:
    """Whether this is a paragraph of its own above another."""
    start, end = candidate.start - source.start, candidate.end - source.start
    return source.text[:start].endswith(("", "\n\n")[start > 0]) and source.text[end:].startswith("\n\n")


def _names_one(candidate: Candidate, following: Candidate | None, source: _Source) -> bool:
    """Whether this is the name of a thing above fields of it: `gauge-db-1` above `IP: 10.20.4.11`."""
    if following is None or _WITH_VALUE.match(following.text) is None:
        return False
    name = _TAGS_AT_END.sub("", candidate.text).strip()
    return _NAME_OF_ONE.fullmatch(name) is not None and _stands_alone(candidate, source)


def _under_headings(found: Sequence[Candidate], numbered: Set[tuple[int, int]], source: _Source) -> Iterator[Candidate]:
    """The candidates, each beside the last heading above it in its passage, which may hold several short sections; what
    tells of a whole message is under none, nor what follows a line that neither underlines nor is of a table. The names
    of an option, each on a line of its own (`-c`, `--count`), are above together, and so is the heading of a version
    with those below it."""
    above, release, end, is_below_name = "", "", -1, False
    for candidate, following in zip_longest(found, islice(found, 1, None)):
        text = candidate.text.strip()
        if _RULE.fullmatch(text) and candidate.start > end + 1 and not _is_row(following):
            above = ""
        end = candidate.end
        is_numbered = (candidate.start, candidate.end) in numbered
        is_above = not (
            _is_of_table(text) or LIST_MARK.match(text) or _PAGE_FOOT.search(text) or _FIELD.fullmatch(text)
        )
        is_above = is_above and is_heading(text.rstrip(":")) and len(text) <= _HEADING_CHARACTERS
        is_above = is_above and not (_ends_line(candidate, source) or _is_further_field(candidate, source))
        is_above = is_above or _names_one(candidate, following, source)
        if is_numbered or is_above or _OPTION_LINE.fullmatch(text):
            above = f"{above}\n{text}" if is_below_name and _OPTION.match(text) else text
            is_below_name = _OPTION.match(text) is not None
            yield candidate
        elif candidate.asked:
            yield candidate
        else:
            named = is_release(text)
            above, release = ("", "") if named else (above, release)
            is_below_name = False
            yield replace(candidate, beside="\n".join(filter(None, (candidate.beside, release, above))))
            release = text if named else release


def _behind_run_ins(found: Sequence[Candidate], source: _Source) -> Iterator[Candidate]:
    """The candidates, those of a line that begins with a few words and a full stop beside these, which may say what the
    line is about: `Options. (1) Paint the hull, (2) ...`."""
    begun, end = "", 0
    for candidate, following in zip_longest(found, islice(found, 1, None)):
        start, before = candidate.start - source.start, end
        end = candidate.end - source.start
        if before and source.text[before:start] == " ":
            yield replace(candidate, beside="\n".join(filter(None, (candidate.beside, begun))))
            continue
        runs_on = following is not None and source.text[end : following.start - source.start] == " "
        begins = source.text[:start].endswith(("\n", "")[start == 0])
        begun = candidate.text if runs_on and begins and _RUN_IN.fullmatch(candidate.text) else ""
        yield candidate


def _is_headed(lines: Sequence[Candidate]) -> bool:
    """Whether the first row of a table may stand over the others: a few words in each cell, no figure, no name of a
    column, and below it what is written otherwise: where nothing is, it may be a row as the others are. Of two columns
    it may be one of a form, unless figures stand below its first cell."""
    first, *below = rows = [cells(line.text) for line in lines]
    if any(":" in cell for cell in first) or _names(lines[0], lines[1]):  # rows that carry the names
        return False
    if len(below) >= _FEWEST_ROWS and first_row_names(rows):
        return True
    if len(below) < _FEWEST_ROWS or not (_may_be_name(first[0]) and all(map(_may_name_values, first[1:]))):
        return False
    if len(first) > 2:
        large = not _holds_small(first)
        return 2 * sum(_holds_figures(row) or (large and _holds_small(row)) for row in below) >= len(below)
    return all(_holds_figures(row[:1]) for row in below)


def _holds_figures(row: Sequence[str]) -> bool:
    return any(c.isdigit() for cell in row for c in cell)


def _holds_small(row: Sequence[str]) -> bool:
    """Whether a cell begins with a small letter."""
    return any(cell[:1].islower() for cell in row)


def _may_be_name(cell: str) -> bool:
    return len(cell.split()) <= _WORDS_OF_NAME and not any(c.isdigit() or c == ":" for c in cell)


def _may_name_values(cell: str) -> bool:
    """Whether a cell may be the name of a column of values, which may be that of a size or model: `A4 Paper`."""
    return _may_be_name(" ".join(word for word in cell.split() if not _NAME_WITH_FIGURE.fullmatch(word)))


@lru_cache(maxsize=_KEPT_SOURCES)
def _telling(source: _Source, sentences: Spans) -> list[Candidate]:
    """Those that tell of a message or a note, at its beginning, instead of being what its writer says."""
    found, path = _whole(source, sentences), source.path.casefold()
    if source.start:
        return _within_text(found)
    if path.endswith(_NOTES) and (matter := _FRONT_MATTER.match(source.text)):
        return [c for c in found if c.start < matter.end()]
    if fields := fields_of(source.text):
        return [c for c in found if c.start < fields[0]]
    lines = list(
        takewhile(lambda c: _HEADER.match(c.text) or " ".join(c.text.split()) in source.trail, found)
        if path.endswith(MAIL_ENDINGS)
        else ()
    )
    return [*(c for c in lines if _HEADER.match(c.text)), *_within_text(found[len(lines) :])]


def _within_text(found: Sequence[Candidate]) -> list[Candidate]:
    """The lines that name who wrote and got a message, of the headers among these: at least three lines, one of them
    `From: ...`, with an address or what only messages have; a ticket names places so."""
    telling: list[Candidate] = []
    for is_header, lines in groupby(found, lambda c: _HEADER_WITHIN.match(c.text) is not None):
        run = list(lines) if is_header else []
        names = [named["name"] for c in run if (named := _HEADER_WITHIN.match(c.text))]
        is_message = not _OF_MESSAGES.isdisjoint(names) or any("@" in c.text for c in run)
        if len(run) >= _FEWEST_OF_HEADER and "From" in names and is_message:
            telling += [c for c, name in zip(run, names, strict=True) if name in _OF_PEOPLE]
    return telling


def _asked_for(line: str, question: str) -> bool:
    """Whether a question asks for what a line of a header or of front matter tells, and does not tell it itself."""
    key = _KEY.match(line)
    told = words_of(question)
    if key is None or set(words_of(line[key.end() :])) <= set(told):
        return False
    name = key.group(1).casefold()
    asks = _ASKS_FOR.get(name)
    if asks_for_address(question) and "@" in line:
        return not set(told).isdisjoint(words_of(line[key.end() :]))
    return name in told if asks is None else asks.search(question) is not None


def _names(candidate: Candidate, following: Candidate | None) -> bool:
    """Whether a row of a table only names the columns, and the next carries the names."""
    names = cells(candidate.text)
    if len(names) < 2 or following is None:
        return False
    # Where the first column has no name, as beside years, no row begins with one.
    return following.text.startswith(f"{names[0]}: ") or all(f" | {name}: " in following.text for name in names)


def _stands_over_day(candidate: Candidate, source: _Source) -> bool:
    """Whether a line only names the day of what stands right below it, as in a diary."""
    following = source.text[candidate.end - source.start :][:2]
    is_above = following[:1] == "\n" and bool(following.strip())
    return is_above and is_day_alone(candidate.text) and not is_release(candidate.text)


@lru_cache(maxsize=1024)
def _says_something(text: str) -> bool:
    """Kept, because the sentences of a source return with the next questions."""
    if _RULE.fullmatch(text):
        return False
    text = _TAGS_AT_END.sub("", text)
    if (
        (len(words_of(text)) >= _FEWEST_WORDS and not is_heading(text))
        or _WITH_VALUE.match(text)
        or _SHORT.fullmatch(text)
        or _COUNTED_ITEM.match(text)
    ):
        return True
    return sum(bool(cell.strip(" |")) for cell in cells(text)) > 1  # of a form: `Colour | White`


def _ends_line(candidate: Candidate, source: _Source) -> bool:
    """Whether this is a sentence of three words at least that stands behind another on its line, so that it is no
    heading, though it has no full stop: `Booked on the app. Bring pens and paper`; not `No. Date Customer Due`."""
    start = candidate.start - source.start
    before = source.text[source.text.rfind("\n", 0, start) + 1 : start].rstrip()
    if not before.endswith(_SENTENCE_ENDS) or len(words_of(candidate.text)) < _FEWEST_WORDS:
        return False
    return any(word.islower() for word in candidate.text.split())


def _is_change(candidate: Candidate, source: _Source) -> bool:
    """Whether this is an item, however short, below a line that names a version: `- Fixed a leak`."""
    if LIST_MARK.match(candidate.text) is None:
        return False
    return any(map(is_release, [*candidate.beside.split("\n"), *source.trail]))


def _is_further_field(candidate: Candidate, source: _Source) -> bool:
    """Whether this is a fact under its name right below another: `Location: main hall` of an event."""
    above = source.text[: candidate.start - source.start].removesuffix("\n").rpartition("\n")[2]
    return begins_with_label(candidate.text) and begins_with_label(above)


def _asks_of_message(question: str) -> bool:
    """Whether a question asks who sent a message, or when."""
    return any(_ASKS_FOR[name].search(question) for name in ("from", "date"))


def is_heading(text: str) -> bool:
    """Whether a line is only a heading or a running head: mark-up of one, a few words without an end and without a
    figure but that of a note, or a line that ends with the number of its page."""
    bare = unnumbered(_OF_NOTE.sub("", text.strip()))
    if is_byline(bare) or goes_on_with(bare):
        return False
    if bare.startswith("##") or _PAGE_FOOT.search(bare) or _NUMBERED_HEADING.fullmatch(bare):
        return True
    bare = bare.removeprefix("#")  # the mark of a heading, or of a comment, which may say something
    return (
        not bare.endswith((".", "!", "?", ";", ":", ")", '"'))
        and "|" not in bare
        and "\n\t" not in bare  # a rule of a Makefile with its recipe
        and bare.count(", ") < _LISTED  # `Figma, Sketch, HTML and CSS`
        and len(cells(bare)) < _CELLS_OF_ROW
        and (len(words_of(bare)) <= 6 and not any(c.isdigit() for c in bare))
    )


def to_quote(candidate: Candidate, hits: Sequence[Hit], page_text: str) -> Quote:
    """The candidate as a quote; `verified` when its page still holds exactly this text at these offsets."""
    hit = hits[candidate.source - 1]
    return Quote(
        source=hit.rank,
        path=hit.path,
        title=hit.title,
        page=hit.page,
        page_index=hit.page_index,
        document_id=hit.document_id,
        start=candidate.start,
        end=candidate.end,
        text=candidate.text,
        verified=page_text[candidate.start : candidate.end] == candidate.text,
        place=(hit.place.startswith("at ") and said_at(candidate.text)) or hit.place,
        heading=hit.heading,
    )


def is_quoted(candidate: Candidate, quotes: Sequence[Quote], hits: Sequence[Hit]) -> bool:
    """Whether one of the quotes holds a candidate of these hits."""
    return any(
        quote.start <= candidate.start and candidate.end <= quote.end for quote in _on_page(candidate, quotes, hits)
    )


def holds_quoted(candidate: Candidate, quotes: Sequence[Quote], hits: Sequence[Hit]) -> bool:
    """Whether a candidate of these hits holds one of the quotes."""
    return any(
        candidate.start <= quote.start and quote.end <= candidate.end for quote in _on_page(candidate, quotes, hits)
    )


def _on_page(candidate: Candidate, quotes: Sequence[Quote], hits: Sequence[Hit]) -> list[Quote]:
    hit = hits[candidate.source - 1]
    page = (hit.document_id, hit.page_index)
    return [quote for quote in quotes if (quote.document_id, quote.page_index) == page]
