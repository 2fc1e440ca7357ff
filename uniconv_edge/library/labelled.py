"""What a document tells of the thing that it is called by: in a line of its own, as `Capital: Nairobi` in `Kenya` for
"What is the capital of Kenya?", or where it begins, as for "Who was Gandhi?"."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from uniconv_edge.expressions import expression
from uniconv_edge.library.search import passages_matching
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import phrase_expression, words_of

_MOST_WORDS = 4  # of a label
_LONGEST_NAME = 80  # characters
_MOST_FOUND = 200
_ASKS = (
    r"(?i)^\W*(?:(?:and|so|but|ok(?:ay)?)\W+)*+(?:what|who|which|when|where|how(?: \w+)?)(?:['’]s| is| are| was| were) "
)
_OF_IT = expression(
    rf"{_ASKS}(?:the |an? )?(?P<label>(?:[\w'’-]+ ){{1,4}}?)(?:of|in|for|at) (?:the )?(?P<thing>.+?)\W*$"
)
_ITS = expression(rf"{_ASKS}(?:the )?(?P<thing>.+?)(?:['’]s|(?<=s)['’]) (?P<label>[\w'’-]+(?: [\w'’-]+){{0,3}})\W*$")
# What an article tells first: "Who was Gandhi?", "What is the Nile?", "Tell me about malaria."
_ON_ALL = expression(
    r"(?i)^\W*(?:(?P<who>who)?(?(who)|what)(?:['’]s| is| are| was| were)"
    r"|(?:tell me (?:something |more )?|what do you know )about)"
    r" (?:an? |the )?(?P<thing>[^?,;:]+?)\W*$"
)
_MOST_ARTICLES = 5
_MOST_TITLED = 500
_IN_NAMES = expression(r"(?:af|al|bin|da|de|della?|den|der|di|dos|du|el|la|le|ten|ter|van|von|zu)")
_LABELLED = expression(
    r"(?m)^[^\S\n]*(?:[-*•][^\S\n]+)?(?P<label>[^\n:|()]{2,60})(?:\([^\n:|()]{1,60}\) ?)?:[^\S\n]+(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for and of what, in words: ("capital",) of ("kenya",)."""

    label: tuple[str, ...]
    thing: tuple[str, ...]


@lru_cache(maxsize=16)
def asked_of(question: str) -> Asked | None:
    """What a question asks of a thing it names; None for other questions."""
    if len(question) > 2 * _LONGEST_NAME:
        return None
    found = _OF_IT.match(question) or _ITS.match(question)
    if found is None:
        return None
    label, thing = words_of(found["label"]), words_of(found["thing"])
    return Asked(tuple(label), tuple(thing)) if label and thing and len(label) <= _MOST_WORDS else None


@dataclass(frozen=True, slots=True)
class Article:
    """What a question asks to be told of as a whole, in words, and whether that is somebody."""

    thing: tuple[str, ...]
    is_person: bool

    def is_on(self, title: str) -> bool:
        """Whether a document of this title is on it: `Nile`; on somebody also `Mahatma Gandhi` for Gandhi, and
        `Ludwig van Beethoven` for Beethoven."""
        name = words_of(title)
        if tuple(name) == self.thing:
            return True
        before = title.split()[: len(name) - len(self.thing)]
        if not self.is_person or len(name) > _MOST_WORDS or tuple(name[len(before) :]) != self.thing:
            return False
        return all(word[:1].isupper() or _IN_NAMES.fullmatch(word) for word in before)


@lru_cache(maxsize=16)
def article_asked(question: str) -> Article | None:
    """What a question asks to be told who or what that is; None of other questions."""
    found = _ON_ALL.match(question) if len(question) <= 2 * _LONGEST_NAME else None
    thing = tuple(words_of(found["thing"])) if found else ()
    return Article(thing, bool(found and found["who"])) if thing else None


def line_of(asked: Asked, text: str, title: str) -> int:
    """Where in a passage of the document of this title the line begins that is called what is asked of it; -1 without
    one."""
    if tuple(words_of(title)) != asked.thing:
        return -1
    label = _singular(asked.label)
    return next((each.start() for each in _LABELLED.finditer(text) if _singular(words_of(each["label"])) == label), -1)


def _singular(words: Sequence[str]) -> list[str]:
    return [word.removesuffix("s") for word in words]


def passages_labelled(store: Store, question: str, documents: Sequence[int] | None = None) -> list[int]:
    """Ids of the passages of these documents (None: all) with such a line, or that begin such an article, ascending."""
    asked, article = asked_of(question), article_asked(question)
    among = None if documents is None else set(documents)
    found = set[int]()
    if article:
        on_it = [i for i, title in _titled(store, article.thing, among).items() if article.is_on(title)]
        rows = store.rows(
            "SELECT id FROM passages WHERE document_id IN (SELECT value FROM json_each(?)) "
            "AND page_index = 0 AND start = 0",
            json.dumps(on_it[:_MOST_ARTICLES]),
        )
        found |= {int(row[0]) for row in rows}
    called = _titled(store, asked.thing, among) if asked else {}
    titles = {i: title for i, title in called.items() if asked and tuple(words_of(title)) == asked.thing}
    if asked and titles:
        expression = phrase_expression(" ".join(asked.label))
        said = passages_matching(store, f"text : {expression}", list(titles), _MOST_FOUND)
        rows = store.rows(
            "SELECT id, document_id, text FROM passages WHERE id IN (SELECT value FROM json_each(?))", json.dumps(said)
        )
        found |= {int(row[0]) for row in rows if line_of(asked, row[2], titles[int(row[1])]) >= 0}
    return sorted(found)


def _titled(store: Store, words: Sequence[str], among: Set[int] | None) -> dict[int, str]:
    """The documents, among these (None: all), whose titles hold these words in their order, with their titles."""
    # Full text folds accents, as `words_of` does.
    rows = store.rows(
        "SELECT DISTINCT documents.id, documents.title FROM words JOIN passages ON passages.id = words.rowid "
        "JOIN documents ON documents.id = document_id "
        "WHERE words MATCH ? AND length(documents.title) <= ? LIMIT ?",
        f"title : {phrase_expression(' '.join(words))}",
        _LONGEST_NAME,
        _MOST_TITLED,
    )
    return {int(i): str(title) for i, title in rows if among is None or i in among}
