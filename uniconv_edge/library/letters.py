"""Letters on paper, as word processors and scans hold them: by whom, to whom and when, told by where these stand: the
address above, "Dear Ms Hall,", and the name below "Yours sincerely". Pure; English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from uniconv_edge.expressions import expression
from uniconv_edge.library.chats import MONTHS
from uniconv_edge.library.sentences import sentences

Span = tuple[int, int]
CLOSING = expression(
    r"(?i)(?:yours(?: \w+)?|sincerely|respectfully|cheers|all the best|take care|(?:lots of |with )?love(?: from)?"
    r"|(?:with )?(?:(?:my |our )?(?:very )?(?:kind|best|warm|many)(?:est)? )?(?:regards|wishes|greetings|thanks)|best"
    r"|your|(?:mit )?(?:(?:freundlichen?|viele|liebe|herzliche|beste) )+grü(?:ß|ss)en?|hochachtungsvoll|cordialement"
    r"|(?:bien )?à vous|(?:un )?saludos?|atentamente|(?:cordiali|distinti) saluti|met vriendelijke groet(?:en)?"
    r"|atenciosamente)\b[,.!]?(?P<name>(?: (?-i:[A-Z])\S*){0,3})"
)
"""The last words of a letter, in English and six other languages, and the name in their line."""
_ADDRESSES = expression(r"(?im)^(?:my )?(?:dear|hi|hello|hey|good morning|to whom it may concern)\b[^.\n]{0,60}$")
_SALUTATION = expression(
    r"(?m)\A(?=To (?:the )?[A-Z])(?P<above>[^\n.!?:;,]{1,60})$"
    r"|^[^\S\n]*(?:To [Ww]hom(?:soever)? [Ii]t [Mm]ay [Cc]oncern|(?:(?:My )?[Dd]ear|(?:Hi|Hello)(?= [A-Z][^\n]{0,40},))"
    r"(?: (?P<name>(?:(?:Mrs?|Ms|Dr|Prof)\.)?[^\n.!?:;,]{1,50}))?)[,:!]?[^\S\n]*$"
)
_OF_NAME = expression(r"(?i)(?:mr|mrs|ms|miss|dr|prof(?:essor)?|sir|madam|or|and|all|both|everyone|customer|member)\.?")
_OPEN_TO = expression(r"(?i)^(?:sir|madam|all|both)\b(?: (?:or|and) (?:sir|madam))?\s*")
_ATTENTION = expression(r"(?i)^(?:to|attn|attention|f\.?a\.?o|c/o|for the attention of)\b[.:]?\s*")
_HEAD = 2000  # characters, within which a letter addresses somebody
_MOST_PAGES = 6
_MOST_LINES = 25  # above the salutation
_BELOW_SALUTATION = 2
_NAME_LINES = 3
_FEW_WORDS = 5  # in a name below a letter, or beside its date
_SENTENCE_END = expression(r"[.!?:;]$")
_DIGIT = expression(r"\d")
_MONTH = r"(?P<month>[A-Z][a-z]{2})[a-z]{0,6}\.?"
_DAYS = tuple(
    expression(rf"(?<![\w/.-]){form}(?![\w/]|[.-]\d)")
    for form in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?{_MONTH},? (?P<year>\d{{4}})",
        rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)",
        r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})",
    )
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text that is not blank, from `start` on, trimmed at its beginning."""

    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that says what it does from `said` of its first page on, by and to whom, as its lines have them, parted
    by commas, and when it was written; None where it does not tell."""

    said: int
    by: str
    to: str
    sent: datetime | None


def addresses_somebody(text: str) -> bool:
    """Whether a text addresses somebody at its head."""
    return _ADDRESSES.search(text[:_HEAD]) is not None


def letter_of(pages: Sequence[str]) -> Letter | None:
    """The letter that the pages of a document hold; None for another text. One with several is none: whose words are
    whose would be a guess."""
    if not 0 < len(pages) <= _MOST_PAGES:
        return None
    first, last = pages[0], pages[-1]
    begins = _SALUTATION.search(first[:_HEAD])
    if begins is None or any(_SALUTATION.search(text) for text in (first[begins.end() :], *pages[1:])):
        return None
    above, below = lines_of(first[: begins.start()]), last[begins.end() if len(pages) == 1 else 0 :]
    closing = signature(below)
    signed = closing or name_below(below)
    if signed is None or len(above) > _MOST_LINES:
        return None
    beside = (*above, *lines_of(first[begins.end() :])[:_BELOW_SALUTATION], *lines_of(below[signed[1] :])[:1])
    sent = day_written(beside)
    if sent is None and closing is None:
        return None
    to, names_them = _addressee(
        first[: begins.start()], begins["name"] or (begins["above"] or "").removeprefix("To ").removeprefix("the ")
    )
    by = _names_of(below[slice(*signed)])
    head = above[0].text.strip() if above else ""
    if head and head not in (*by, *names_them) and len(head.split()) <= _FEW_WORDS + 1 and not _DIGIT.search(head):
        by.append(head)
    return Letter(begins.end(), ", ".join(by), ", ".join(to), sent) if by else None


def without_titles(name: str) -> str:
    """A name without "Ms" and "Dr"."""
    return " ".join(word for word in name.split() if not _OF_NAME.fullmatch(word))


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    return [Line(each.start(), each[0]) for each in re.finditer(r"\S[^\n]*", text)]


def signature(text: str) -> Span | None:
    """The last words of a letter with the names below them, among the last lines of a text."""
    tail = lines_of(text)[-10:]
    for place, line in reversed(list(enumerate(tail))):
        spans = sentences(line.text)
        start = spans[-1][0] if spans else 0  # it may go on from the last sentence: "... for 15 hours. Best regards,"
        found = CLOSING.fullmatch(line.text[start:].strip(" ,.!"))
        below = list(_names(tail[place + 1 :]))
        if found and (below or found["name"]):
            return line.start + start, (below or [line])[-1].end
    return None


def name_below(text: str) -> Span | None:
    """The short lines behind the last blank one of a text."""
    start = text.rstrip().rfind("\n\n")
    lines = lines_of(text[start:]) if start >= 0 else []
    if not 0 < len(lines) <= _NAME_LINES or len(list(_names(lines))) < len(lines):
        return None
    return start + lines[0].start, start + lines[-1].end


def day_written(lines: Sequence[Line]) -> datetime | None:
    """The day of the first of these lines that is hardly more than a date."""
    for line in lines:
        for form in _DAYS:
            found = form.search(line.text)
            if found and len(f"{line.text[: found.start()]} {line.text[found.end() :]}".split()) <= _FEW_WORDS:
                month = found["month"]
                with suppress(ValueError, KeyError):  # no day, or a word that is no month
                    number = int(month) if month.isdigit() else MONTHS[month.lower()]
                    return datetime(int(found["year"]), number, int(found["day"]), tzinfo=UTC)
    return None


def _names(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines[:_NAME_LINES]:
        if line.words > _FEW_WORDS or _SENTENCE_END.search(line.text) or "www." in line.text:
            return
        yield line


def _names_of(signed: str) -> list[str]:
    """The lines of a signature without its last words."""
    found = []
    for line in lines_of(signed):
        text = line.text.strip(" ,.!")
        leave = CLOSING.fullmatch(text)
        name = leave["name"].strip() if leave else text
        if name[:1].isalpha() and not _DIGIT.search(name):
            found.append(name)
    return found


def _addressee(above: str, name: str) -> tuple[list[str], list[str]]:
    """To whom a letter is, and the lines of the address that say so: of the block that holds the surname its first line
    and that with the name. The first block is the sender's, where there are several."""
    words = re.findall(r"[^\W\d_][\w’'-]*", without_titles(name))
    blocks = [lines_of(block) for block in re.split(r"\n[^\S\n]*\n", above) if block.strip()]
    for place, block in enumerate(blocks if words else ()):
        for line in block:
            if re.search(rf"\b{re.escape(words[-1])}\b", line.text) and not _SENTENCE_END.search(line.text):
                named = [block[0].text.strip()] if place and block[0] is not line else []
                lines = [text for text in (*named, line.text.strip()) if not _DIGIT.search(text)]
                if lines:
                    return [_ATTENTION.sub("", text) for text in lines], lines
    return ([_OPEN_TO.sub("", name)] if words else []), []
