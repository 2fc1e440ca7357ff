"""What the curriculum vitae of one person tells: where they work, worked before, and since when, by its entries, lines
with the years from and to or the lines above these; and what stands below `Education`, `Languages` and the like.
Questions in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from enum import Enum

from uniconv_edge.assistant.facts.owners import owners_known
from uniconv_edge.assistant.holders import said_below
from uniconv_edge.assistant.question.holders import PLACES
from uniconv_edge.assistant.quoting.quotes import Candidate, is_heading
from uniconv_edge.assistant.rows.gathered import Gathered
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Hit

_LONGEST = 160  # characters of a question
_MOST_PASSAGES = 40  # of a document
_WHO = r"(?P<who>[\w'’-]+(?: [\w'’-]+){0,2})"
_WHOSE = r"(?P<who>his|her|their|my|[\w'’-]+(?: [\w'’-]+){0,2}['’]s?)"
_JOB = r"(?:job|role|position|post|employer|occupation)"
_NOW = r"(?: now(?:adays)?| today| currently| at the moment| at present| these days)"
_BEFORE = r"(?: before(?: that| then)?| previously| earlier)"
_WHICH = r"(?:what|which|where|who)(?: (?:is|was|were|are)|['’]s)"


class _Asked(Enum):
    NOW = "now"
    BEFORE = "before"
    SINCE = "since"


_FORMS = (
    (_Asked.NOW, rf"where do(?:es)? {_WHO} work{_NOW}?"),
    (_Asked.NOW, rf"where (?:is|am) {_WHO} (?:working|employed){_NOW}?"),
    (_Asked.NOW, rf"who employs {_WHO}{_NOW}?"),
    (_Asked.NOW, rf"(?:who|(?:what|which) company) do(?:es)? {_WHO} work for{_NOW}?"),
    (_Asked.NOW, rf"what do(?:es)? {_WHO} do(?:{_NOW}| for a living| for work)"),
    (_Asked.NOW, rf"{_WHICH} {_WHOSE} (?:current |present )?{_JOB}{_NOW}?"),
    (_Asked.BEFORE, rf"(?:where|what) did {_WHO} (?:work|do){_BEFORE}"),
    (_Asked.BEFORE, rf"who did {_WHO} work for{_BEFORE}"),
    (_Asked.BEFORE, rf"{_WHICH} {_WHOSE} (?:previous|former|last|earlier) {_JOB}"),
    (
        _Asked.SINCE,
        rf"(?:(?:for )?how long|since when) (?:has|have) {_WHO} (?:worked|been(?: working| employed)?)"
        r" (?:at|for|with|in) (?P<at>\S.*?)",
    ),
)
_SCHOOL = r"(?:(?:a |the )?(?:school|college|university|uni))"
_DID = r"(?:do(?:es)?|did|has|have|can)"
# What stands at the place that is so called, or where papers say what this verb does.
_TOLD = (
    ("study", rf"(?:where|what) did {_WHO} (?:study|go to {_SCHOOL})"),
    ("study", rf"(?:which|what) {_SCHOOL} did {_WHO} (?:go to|attend|visit)"),
    ("speak", rf"(?:which|what) languages? {_DID} {_WHO} (?:speak|know|understand)"),
    ("have", rf"(?:which|what) (?:degrees?|qualifications?|education) {_DID} {_WHO} (?:have|hold|got)"),
    ("like", rf"what {_DID} {_WHO} (?:like|like to do|do) in (?:his|her|their|my) (?:free|spare) time"),
)
_READ = tuple((asked, expression(rf"(?i)\W*(?:(?:and|so|but|ok)\W+)?{form}\W*")) for asked, form in (*_TOLD, *_FORMS))
_ONE = frozenset(["he", "she", "his", "her", "they", "their"])
_ONESELF = frozenset(["i", "my"])
_YEAR = r"(?:(?:\d\d?[/.])?(?:19|20)\d\d)"
_MONTH = r"(?:[^\W\d_]{3,10}\.? )?"
_OPEN = r"(?:present|now|today|to date|date|current(?:ly)?|ongoing|heute|jetzt)\b"
_SPAN = expression(
    rf"(?i)\b{_MONTH}{_YEAR}\s*(?:-|–|—|to|until|till|bis)\s*(?:{_OPEN}|{_MONTH}(?P<last>{_YEAR}))"
    rf"|\b{_MONTH}{_YEAR} to date\b|\b(?:since|seit) {_MONTH}{_YEAR}"
)
# Below these, or in a line that says so, stands no work.
_NO_WORK = expression(
    r"(?i)\b(?:volunteer\w*|member(?:ship)?s?|clubs?|hobb(?:y|ies)|interests?|projects?|awards?|publications?|ehrenamt"
    r"|licen[cs]es?|certificates?|education|studies|schools?|university|college|degree|bsc|msc|ph\.?d|a levels?|abitur"
    r"|bootcamp|courses?|ausbildung|studium|schule|universität)\b"
)
_LINE = expression(r"\S(?:.*\S)?")
_LETTER = expression(r"[^\W\d_]")
_SHORT = 40  # characters of a heading
_FEW = 12  # letters of a line that tells no more than the years


@dataclass(frozen=True, slots=True)
class _Entry:
    """Of a curriculum vitae the place in a passage, and the last year, None for one that goes on."""

    hit: Hit
    start: int
    end: int
    last: int | None

    @property
    def text(self) -> str:
        return self.hit.text[self.start : self.end]

    def as_candidate(self) -> Candidate:
        return Candidate(1, self.hit.start + self.start, self.hit.start + self.end, self.text)


def of_profile(library: Retriever, question: str, quoted: str) -> Gathered | None:
    """What tells it; None for another question, or of nobody of whom the library has one curriculum vitae. `quoted`: of
    whom was told last, "" for nobody."""
    if len(question) > _LONGEST:
        return None
    asked, said = next(((asked, said) for asked, form in _READ if (said := form.fullmatch(question))), ("", None))
    document = _meant(said["who"].lower(), owners_known(library).profiles, quoted) if said else None
    if said is None or document is None:
        return None
    if isinstance(asked, str):
        return said_below(library.store, document, PLACES[asked])
    at = frozenset(map(stem, telling_words(said.groupdict().get("at") or "")))
    told = _chosen(asked, list(_entries(library.store, document)), at)
    return None if told is None else Gathered([told.hit], [told.as_candidate()], "")


def _meant(who: str, profiles: Mapping[int, str], quoted: str) -> int | None:
    """Whose curriculum vitae is meant: by a name, of whom was told last, or oneself where there is one alone."""
    words = set(words_of(who.removesuffix("'s").removesuffix("’s").rstrip("'’")))
    if words <= _ONESELF:
        meant = list(profiles) if len(profiles) == 1 else []
    elif words <= _ONE:
        meant = [key for key, owner in profiles.items() if owner == quoted]
    else:
        meant = [key for key, owner in profiles.items() if words <= set(words_of(owner))]
    return meant[0] if len(meant) == 1 else None


def _entries(store: Store, document: int) -> Iterator[_Entry]:
    """The entries of work, in the order of the document."""
    rows = store.rows("SELECT id FROM passages WHERE document_id = ? ORDER BY id LIMIT ?", document, _MOST_PASSAGES)
    is_no_work, seen = False, set[tuple[int, int]]()
    for hit in hits_of(store, [(int(key), 0.0) for (key,) in rows]):
        if hit.heading:
            is_no_work = _NO_WORK.search(hit.heading) is not None
        before = 0
        for line in _LINE.finditer(hit.text):
            span = _SPAN.search(line[0])
            if span is None and len(line[0]) <= _SHORT and is_heading(line[0]):
                is_no_work = _NO_WORK.search(line[0]) is not None
            place = (hit.page_index, hit.start + line.start())
            if span and not is_no_work and not _NO_WORK.search(line[0]) and place not in seen:
                seen.add(place)
                is_bare = len(_LETTER.findall(line[0])) - len(_LETTER.findall(span[0])) < _FEW
                last = int(span["last"][-4:]) if span["last"] else None
                yield _Entry(replace(hit, rank=1), before if is_bare else line.start(), line.end(), last)
            before = line.start()


def _chosen(asked: _Asked, entries: list[_Entry], at: Set[str]) -> _Entry | None:
    """The entry that is asked for: the only one that goes on, the last that has ended, the one of a name (stems)."""
    if asked is _Asked.SINCE:
        found = [entry for entry in entries if at and at <= bag(entry.text)]
    elif asked is _Asked.NOW:
        found = [entry for entry in entries if entry.last is None]
    else:
        ended = [entry for entry in entries if entry.last is not None]
        latest = max((entry.last or 0 for entry in ended), default=0)
        found = [entry for entry in ended if entry.last == latest]
    return found[0] if len(found) == 1 else None
