"""What the library knows without a model: how rare words are, which documents mention them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from uniconv_edge.assistant.facts.heads import papers_of
from uniconv_edge.assistant.facts.naming import called_documents, documents_in_folder, names_of
from uniconv_edge.assistant.question.intent import Intent, Kind
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.kinds import given
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.query import Filters, filters_of
from uniconv_edge.library.search import among, hits_of, matching_documents, passages_matching, passages_within
from uniconv_edge.library.store import Store
from uniconv_edge.library.times import day_of
from uniconv_edge.library.words import phrase_expression
from uniconv_edge.types import Hit
from uniconv_edge.wording import count

NAMED_DOCUMENTS = 25
UNPROMISED = "A complete list cannot be promised: answers come from single passages."
_PARTS = expression(r'"[^"]+"|\S+')
_NOUNS = {
    "pdf": "PDF file",
    "mail": "mail file",
    "sheet": "spreadsheet",
    "slides": "presentation",
    "word": "text document",
    "markdown": "Markdown file",
    "html": "web page",
    "text": "text file",
    "book": "e-book",
    "notebook": "notebook",
    "picture": "picture",
}


@dataclass(frozen=True, slots=True)
class LibraryAnswer:
    """What the library says of itself: whether that answers the question, in which words, and where to look. `of`: the
    document that it tells of as a whole, None for none. `note`: what to know of its quotes."""

    answered: bool
    text: str
    hits: tuple[Hit, ...] = ()
    of: int | None = None
    note: str = ""


def names_else(library: Retriever, question: str, document: int) -> bool:
    """Whether a question has a word that the library holds and this document does not; not one that a text may give in
    other words, as an amount gives a cost."""
    words = [word for word in telling_words(question) if word not in given(question)]
    held = [word for word, passages in zip(words, library.passage_counts(words)[0], strict=True) if passages]
    return not all(passages_matching(library.store, phrase_expression(word), [document], 1) for word in held)


def answer_of_called(store: Store, wanted: Intent, filters: Filters) -> LibraryAnswer | None:
    """The documents that are called something by title, name or folder, and mention what is asked; None where no
    document is called so."""
    matching = matching_documents(store, filters)
    asked = None if matching is None else set(matching)
    called = [key for key in called_documents(store, wanted.type) if asked is None or key in asked]
    if not called:
        return None
    found = _mentioning(store, wanted.about, called) if wanted.about else called
    is_one = len(found) == 1
    mention = f" and mention{'s' * is_one} {_shown(wanted.about)}" if wanted.about else ""
    documents = f"{count(len(found), 'document')} {'is' if is_one else 'are'}"
    told = f"{documents} called “{wanted.type}” by title, name or folder{mention}{_named(store, found)}"
    return LibraryAnswer(True, f"{told}{_several_in_one(store, found)}")


def _several_in_one(store: Store, documents: Sequence[int]) -> str:
    """Which of the documents that are named hold several papers of a kind, and how many."""
    held = {key: len(papers) for key in documents[:NAMED_DOCUMENTS] if (papers := papers_of(store, key))}
    names = names_of(store, list(held)) if held else {}
    return "".join(f" `{names[key]}` holds {number} of them." for key, number in held.items())


def answer_of_folder(store: Store, wanted: Intent, filters: Filters) -> LibraryAnswer | None:
    """The documents of a kind that lie in a folder, or below it; None where no folder of the library is called so."""
    inside = documents_in_folder(store, wanted.about)
    if not inside:
        return None
    asked = _asked(store, wanted, filters)
    allowed = set(inside if asked is None else asked)
    found = [document for document in inside if document in allowed]
    documents = f"{count(len(found), _noun(wanted.type))} {'is' if len(found) == 1 else 'are'}"
    return LibraryAnswer(True, f"{documents} in the folder “{wanted.about}”{_named(store, found)}")


def answer_of_library(retriever: Retriever, wanted: Intent, limit: int, filters: Filters) -> LibraryAnswer:
    """Counts and matching documents for a question about the library as a whole, or about those of its documents that
    are of the kind it names and pass the filters; or why it cannot be answered."""
    store = retriever.store
    documents = _Documents(_noun(wanted.type), bool(filters))
    asked = _asked(store, wanted, filters)
    total = store.counts()[0] if asked is None else len(asked)
    if wanted.kind is Kind.SUMMARY:
        return LibraryAnswer(
            False,
            "A summary of everything is not something this program can give: its answers are quotes from single "
            f"passages. {documents.held(total, _named(store, asked, titles=True))} Ask about one of them.",
        )
    if not wanted.about:
        return LibraryAnswer(True, documents.held(total, _named(store, asked) if wanted.kind is Kind.LIST else "."))
    if wanted.kind is Kind.ORDER:
        return LibraryAnswer(True, _ordered(store, wanted.about, asked))
    barred = set(_mentioning(store, wanted.without, asked)) if wanted.without else set()
    found = [document for document in _mentioning(store, wanted.about, asked) if document not in barred]
    together = _mentioning(store, wanted.about, found, in_one_passage=True)
    apart = sorted({*found}.difference(together))
    hits = _best_passages(retriever, wanted.about, together or found, limit)
    but = f" but not {_shown(wanted.without)}" if wanted.without else ""
    where = f"{_shown(wanted.about)}{' in one passage' if apart else ''}{but}"
    told = documents.mentioning(len(together), total, where)
    names = wanted.kind is not Kind.COUNT
    named = _named(store, together) if names else "."
    if apart:
        has = f"{len(apart)} {'more ' if together else ''}{'has' if len(apart) == 1 else 'have'} its words apart"
        named = f"{named.removesuffix('.')}; {has}{_named(store, apart) if names else '.'}"
    if wanted.kind is Kind.EVERY:
        return LibraryAnswer(False, f"{UNPROMISED} {told}{named}", hits)
    return LibraryAnswer(True, f"{told}{named}", hits)


def _ordered(store: Store, order: str, asked: Sequence[int] | None) -> str:
    """The first documents (of those asked, None: all) in an order that is told."""
    by_time = order in ("newest", "oldest")
    within, values = among("document_id", asked)
    measured = (
        "mtime_ns FROM documents JOIN (SELECT DISTINCT document_id FROM pages) ON document_id = id"
        if by_time
        else "sum(length(text)) FROM pages"
    )
    last = "ORDER BY document_id" if by_time else "GROUP BY document_id"
    with store.snapshot():
        rows = store.rows(f"SELECT document_id, {measured} WHERE 1 {within} {last}", *values)
        rows.sort(key=lambda row: int(row[1]), reverse=order in ("newest", "longest"))
        first = rows[:NAMED_DOCUMENTS]
        names = names_of(store, [key for key, _ in first])
    measure = "when their files were last changed" if by_time else "the length of their text"
    told = [f"{names[key]} ({day_of(value) if by_time else f'{value:,} characters'})" for key, value in first]
    return f"By {measure}, the {order} first{_listed(told, len(rows))}"


def which_is_meant(store: Store, documents: Sequence[int], are: str = "are called so") -> LibraryAnswer:
    """That several documents are called by what was asked for, or have it, and how they are told apart."""
    return LibraryAnswer(False, f"{len(documents)} documents {are}{_named(store, documents)} Name one.")


def searched_alone(store: Store, documents: Sequence[int]) -> str:
    """That no others than these documents were searched."""
    return f"Searched were only the documents that the question names{_named(store, documents)}"


def _asked(store: Store, wanted: Intent, filters: Filters) -> list[int] | None:
    """The documents of the kind that is named that pass the filters; None for all."""
    if not wanted.type:
        return matching_documents(store, filters)
    kinds = [k for k in filters_of({"type": [wanted.type]}).kinds if not filters.kinds or k in filters.kinds]
    return matching_documents(store, replace(filters, kinds=tuple(kinds))) if kinds else []


def _noun(kind: str) -> str:
    """What files of a kind are called, by the name or ending that the filter `type:` has for it."""
    return _NOUNS.get(kind, f"{kind.upper()} file" if kind else "document")


@dataclass(frozen=True, slots=True)
class _Documents:
    """How sentences call the documents asked about: by this word for one, and as those that pass filters."""

    noun: str
    filtered: bool

    def held(self, total: int, named: str) -> str:
        documents = f"{total} {self.noun}{'' if total == 1 else 's'}"
        if self.filtered:
            return f"{documents} of the library pass{'es' if total == 1 else ''} the filters{named}"
        return f"The library holds {documents}{named}"

    def mentioning(self, count: int, total: int, words: str) -> str:
        which = f" that pass{'es' if total == 1 else ''} the filters" if self.filtered else ""
        documents = f"{self.noun}{'' if total == 1 else 's'}{which}"
        return f"{count} of {total} {documents} mention{'s' if count == 1 else ''} {words}"


def _named(store: Store, documents: Collection[int] | None, *, titles: bool = False) -> str:
    """The names of documents (None: all), as the end of a sentence."""
    total = store.counts()[0] if documents is None else len(documents)
    return _listed(names_of(store, documents, titles=titles, most=NAMED_DOCUMENTS).values(), total)


def _listed(names: Collection[str], total: int) -> str:
    """Some names, and how many more there are in `total`."""
    if not names:
        return "."
    more = total - len(names)
    return ": " + ", ".join(names) + (f" and {more} more." if more > 0 else ".")


def _shown(topic: str) -> str:
    """A topic in the marks of a title, unless it has marks of its own."""
    return topic if '"' in topic else f"\u201c{topic}\u201d"


def _mentioning(store: Store, topic: str, asked: Sequence[int] | None, *, in_one_passage: bool = False) -> list[int]:
    """Ids of the documents asked (None: all) that mention a topic as `Intent` has it, ascending; all words of it in one
    passage, if that is wanted."""
    found: set[int] = set()
    for alternative in _alternatives(topic):
        sought = [" AND ".join(alternative)] if in_one_passage else alternative
        holding = (
            store.rows(
                "SELECT DISTINCT document_id FROM passages WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?)",
                expression,
            )
            for expression in sought
        )
        found |= set[int].intersection(*({int(row[0]) for row in rows} for rows in holding))
    return sorted(found if asked is None else found.intersection(asked))


def _alternatives(topic: str) -> list[list[str]]:
    """The expressions of full text that must all be held, for each alternative of a topic."""
    found: list[list[str]] = [[]]
    for part in _PARTS.findall(topic):
        if part == "or":
            found.append([])
        elif expression := phrase_expression(part):
            found[-1].append(expression)
    return [each for each in found if each]


def _best_passages(retriever: Retriever, words: str, documents: Sequence[int], limit: int) -> tuple[Hit, ...]:
    """The best passage of each document, at most `limit`."""
    if not documents:
        return ()
    store = retriever.store
    ranked = hits_of(store, retriever.words.search(words, 50, within=passages_within(store, documents)))
    first = {hit.document_id: hit for hit in reversed(ranked)}
    best = [hit for hit in ranked if first[hit.document_id] is hit][:limit]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(best, 1))
