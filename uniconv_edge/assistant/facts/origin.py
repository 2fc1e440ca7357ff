"""When and by whom a document of the library was written, quoted from its head or its end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from uniconv_edge.assistant.facts.imprint import author, dated
from uniconv_edge.assistant.facts.naming import documents_meant, documents_of
from uniconv_edge.assistant.question.intent import Intent, Kind
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.expressions import expression
from uniconv_edge.library.letters import addresses_somebody
from uniconv_edge.library.query import MAIL_ENDINGS, MAILBOX_ENDINGS
from uniconv_edge.library.search import hits_of, passage_at
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Hit, Page, Quote

_SIGNED = expression(r"(?i)\bsign(?:ed)?\b")
_FROM_WHOM = expression(r"(?i)\bfrom\W*$")
_OF_BOOK = expression(r"(?i)\W*(?:authors?|by)\b")
_WORDS_OF_TITLE_PAGE = 80
_MESSAGE = expression(r"e-?mails?|mail|message|letter")


def origin(
    store: Store,
    wanted: Intent,
    question: str,
    within: Sequence[int] | None,
    here: Sequence[int],
    last: Sequence[Quote],
) -> tuple[Hit, Candidate] | None:
    """Where the document that is meant (among those `within`, None: all; of "it" the one that is at hand, `here`) says
    when or by whom it was written; None where none is meant, or it does not say so. `last`: the quotes of the last
    answer, of a mailbox that of the message meant."""
    told = [_said(store, wanted, question, document, last) for document in _meant(store, wanted.about, within, here)]
    found = [each for each in told if each]
    return found[0] if len(found) == 1 else None


def _said(
    store: Store, wanted: Intent, question: str, document: int, last: Sequence[Quote]
) -> tuple[Hit, Candidate] | None:
    """Where a document says it."""
    pages = store.pages(document)
    if not pages:
        return None
    first, end = 0, len(pages) - 1
    if last and last[0].document_id == document and last[0].path.casefold().endswith(MAILBOX_ENDINGS):
        first = end = last[0].page_index  # a message of its own
    title = next(title for _, _, title in documents_of(store, [document]))
    told = dated if wanted.kind is Kind.WRITTEN else partial(author, title=title)
    signed = _SIGNED.search(question) is not None
    found = told(pages[first].text, pages[end].text, signed=signed)
    if found is None and first < end and len(pages[first].text.split()) <= _WORDS_OF_TITLE_PAGE:
        first += 1  # what a book says of itself stands behind its title
        found = told(pages[first].text, pages[end].text, signed=signed)
    page = end if found and found[0] else first
    if found and _FROM_WHOM.search(question) and _OF_BOOK.match(pages[page].text[slice(*found[1])]):
        return None  # "who is it from?" asks of a parcel in the story
    return found and candidate_at(store, document, pages, page, *found[1])


def _meant(store: Store, name: str, within: Sequence[int] | None, here: Sequence[int]) -> Sequence[int]:
    """The ids of the document, and of notes on it whose titles begin with the same word; of several that are called so
    the one at hand, else none."""
    meant = documents_meant(store, name, within, here)
    if here and (here[0] in meant or _is_called(name, store, here[0])):
        return here[:1]
    titles = {key: words_of(title)[:1] for key, _, title in documents_of(store, meant)}
    return meant if all(each == titles[meant[0]] != [] for each in titles.values()) or len(meant) == 1 else []


def _is_called(name: str, store: Store, document: int) -> bool:
    """Whether a document is what the name says, a message or a letter."""
    if _MESSAGE.fullmatch(name) is None:
        return False
    file = next(file for _, file, _ in documents_of(store, [document]))
    return file.suffix.casefold() in MAIL_ENDINGS or (
        name == "letter" and addresses_somebody(store.page_text(document, 0))
    )


def candidate_at(
    store: Store, document: int, pages: Sequence[Page], page: int, start: int, end: int
) -> tuple[Hit, Candidate] | None:
    """A stretch of a page of a document, with the passage that holds its beginning; None where none does."""
    passage = passage_at(store, document, page, start)
    hits = [] if passage is None else hits_of(store, [(passage, 0.0)])
    return (hits[0], Candidate(1, start, end, pages[page].text[start:end])) if hits else None
