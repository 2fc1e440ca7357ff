"""How the documents of a library are called: which of them a person means by words of a title, of a file's name or of
its folder's, and by which names they are told apart."""

from __future__ import annotations

import os
import re
import sqlite3
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePath
from weakref import WeakKeyDictionary

from uniconv_edge.assistant.facts.imprint import letterhead
from uniconv_edge.assistant.question.last_answer import PAPER
from uniconv_edge.assistant.quoting.going_on import last_quotes
from uniconv_edge.assistant.words.terms import (
    LONGEST_STEM,
    bag,
    forms,
    names_another,
    singular,
    spellings,
    stem,
    telling_words,
)
from uniconv_edge.expressions import expression
from uniconv_edge.library.letters import addresses_somebody
from uniconv_edge.library.query import MAIL_ENDINGS, SHEET_ENDINGS
from uniconv_edge.library.search import among, documents_perhaps_with
from uniconv_edge.library.store import Store
from uniconv_edge.library.text import clean
from uniconv_edge.library.words import folded, name_read, phrase_expression, words_of
from uniconv_edge.types import Turn

CALLS_PAPER = expression(rf"(?i)\b(?:{PAPER})s?\b")
_ABSTRACT = expression(r"(?im)^\W*(?:abstract|summary|zusammenfassung|résumé|resumen)\b")
_HEAD_OF_PAPER = 2_000  # characters, in which its abstract begins
_MESSAGES, _LETTERS = bag("email e-mail mail message"), bag("letter")
CONTRACTS = bag("contract agreement")  # a person says the one of what is called the other
_LEAST_PART = 7  # letters of the last of several words in one
_HEAD = 400  # characters that tell what a document is
_A_WILL = expression(r"(?i)\bwill$")  # whatever stands before it, of which the article was left out
_SHEETS = bag("spreadsheet sheet workbook table excel csv")
_WORKS = frozenset({"paper", "article", "study"})  # which hardly any is called, beside words that tell which
_KIND_WORDS = frozenset({"document", "documents", "doc", "file", "pdf"})
_MOST_KEPT = 200_000  # documents whose names are kept between questions, some 90 bytes each
_PASSAGES_OF_BOOK = 100
_APART = "\0"  # between the names of two documents


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids of all documents, by their paths; their titles and paths, folded in one text, and where there those of
    each begin."""

    ids: array[int]
    text: str
    starts: array[int]

    def having(self, part: str, most: int | None = None) -> set[int]:
        """The places of the documents whose names have this within; of many the first, one more than `most`."""
        found: set[int] = set()
        at = self.text.find(part)
        while at >= 0 and (most is None or len(found) <= most):
            row = bisect_right(self.starts, at) - 1
            found.add(row)
            at = self.text.find(part, self.starts[row + 1])
        return found

    def ending(self, ends: tuple[str, ...]) -> set[int]:
        """The places of the documents whose paths end so."""
        return {
            row
            for row, after in enumerate(self.starts[1:])
            if self.text.endswith(ends, self.starts[row], after - len(_APART))
        }


_KEPT: WeakKeyDictionary[Store, tuple[sqlite3.Connection, int, _Names]] = WeakKeyDictionary()


def documents_of(store: Store, documents: Collection[int]) -> Iterator[tuple[int, PurePath, str]]:
    """Of documents the id, the path and the title, both cleaned; in the order of the paths."""
    for key, path, title in _rows(store, documents):
        yield key, PurePath(clean(os.fsdecode(path))), clean(title)


def known_as(store: Store, documents: Collection[int]) -> dict[int, str]:
    """By which words documents are known: the title, and the names of the file and its folder."""
    found = documents_of(store, documents)
    return {key: "\n".join((title, name_read(file.stem), name_read(file.parent.name))) for key, file, title in found}


def names_of(
    store: Store, documents: Collection[int] | None = None, *, titles: bool = False, most: int | None = None
) -> dict[int, str]:
    """Of documents (None: all), of many the first `most`, the id and the name of the file, cleaned, with folders before
    it where the library holds another of that name, in the order of their paths; with their `titles`, where these say
    something else."""
    with store.snapshot():
        chosen = _rows(store, documents, most)
        names = {_name(path) for _, path, _ in chosen}
        paths = [path for (path,) in store.rows("SELECT path FROM documents ORDER BY path") if _name(path) in names]
    files = [PurePath(clean(os.fsdecode(path))) for path in paths]
    called = dict(zip(paths, zip(files, _told_apart(files), strict=True), strict=True))
    found: dict[int, str] = {}
    for key, path, title in chosen:
        file, name = called[path]
        found[key] = name + (f" ({clean(title)})" if titles and words_of(clean(title)) != words_of(file.stem) else "")
    return found


def _rows(store: Store, documents: Collection[int] | None, most: int | None = None) -> list[tuple[int, bytes, str]]:
    """Ids, paths and titles of documents (None: all), as they are stored, by their paths; of many the first."""
    within, values = among("id", documents)
    told = f"SELECT id, path, title FROM documents WHERE 1 {within} ORDER BY path LIMIT ?"  # noqa: S608 - a fixed condition
    return store.rows(told, *values, -1 if most is None else most)


def _name(path: bytes) -> bytes:
    return path.rpartition(b"/")[2]


def _told_apart(files: Sequence[PurePath]) -> list[str]:
    """The names of files, those that are the same with as many of their folders as tell them apart."""
    found = [file.name for file in files]
    for parts in range(2, max((len(file.parts) for file in files), default=0)):
        times = Counter(found)
        if len(times) == len(found):
            break
        found = [
            name if times[name] == 1 else "/".join(file.parts[-parts:]) for file, name in zip(files, found, strict=True)
        ]
    return found


def documents_meant(store: Store, name: str, within: Sequence[int] | None, here: Sequence[int]) -> list[int]:
    """The ids of the documents (among those `within`, None: all) that these words name; of "it" or "this file" that
    which is at hand, `here`."""
    return named_documents(store, name, within) if _telling(name) else list(here)


def named_documents(store: Store, name: str, within: Sequence[int] | None) -> list[int]:
    """The ids of the documents (among those `within`, None: all) that a person may mean by these words: all stand in
    the title or in the names of the file and its folder, or where none is called so some there and the others in its
    head ("the letter from the bank"). Where they are the whole title or name, or a file with folders before it, that
    alone counts."""
    wanted = _telling(name)
    allowed = None if within is None else set(within)
    ending = f"/{name.casefold()}" if "/" in name else None
    placed, exact, named = list[int](), list[int](), list[int]()
    for key, file, title in _perhaps_called(store, wanted):
        if allowed is not None and key not in allowed:
            continue
        placed += [key] if ending and str(file).casefold().endswith(ending) else []
        exact += [key] if wanted in (bag(title), bag(file.name), bag(file.stem)) else []
        named += [key] if wanted <= _words_called(file, title) else []
    if placed or exact or named or CALLS_PAPER.search(name) is None:  # of other words a head may hold any
        return placed or _by_whole_words(store, name, exact or named)
    perhaps = {key: _words_called(file, title) for key, file, title in _perhaps_called(store, wanted, by_any=True)}
    lacking = {key: wanted - held for key, held in perhaps.items() if wanted & held}
    having = {word: _perhaps_having(store, word, perhaps) for word in set[str]().union(*lacking.values())}
    return [
        key
        for key, words in lacking.items()
        if (allowed is None or key in allowed)
        and all(key in having[word] for word in words)
        and _is_headed(store, key, words)
    ]


def has_title(store: Store, name: str) -> bool:
    """Whether a document has all telling words of a name, and no others, as its title or as the name of its file."""
    return bool(_titled_so(store, name))


def titled_so(store: Store, name: str, most: int, *, long: bool) -> list[int]:
    """The ids of the documents whose whole title, or file's name, a name is, by its telling words: of at most so many,
    and of a `long` one, or one word, only those as long as books, for "in Rome" is a place."""
    found = _titled_so(store, name)
    if long or len(_telling(name)) == 1:
        found = [key for key in found if _is_long(store, key)]
    return found if len(found) <= most else []


def _titled_so(store: Store, name: str) -> list[int]:
    wanted = _telling(name)
    found = documents_of(store, named_documents(store, name, None)) if wanted else ()
    return [key for key, file, title in found if wanted in (_telling(title), _telling(name_read(file.stem)))]


def _is_long(store: Store, document: int) -> bool:
    ((passages,),) = store.rows("SELECT count(*) FROM passages WHERE document_id = ?", document)
    return int(passages) >= _PASSAGES_OF_BOOK


def _by_whole_words(store: Store, name: str, documents: list[int]) -> list[int]:
    """Of several documents whose names have words that begin as these do (`microscope`), those that have one of them
    whole (`microleaf`), where some have; else all."""
    if len(documents) < 2:
        return documents
    words = {singular(word) for word in telling_words(name) if len(word) > LONGEST_STEM}
    whole = [key for key, known in known_as(store, documents).items() if not words.isdisjoint(forms(known))]
    return whole or documents


def _perhaps_having(store: Store, known: str, documents: Collection[int]) -> Collection[int]:
    """The ids of those of the documents, among others, that may have a word with a stem: of an archive of mail not
    every message is looked into."""
    if known in _LETTERS or not known.isascii():
        return documents
    longer = len(known) == LONGEST_STEM
    found = (documents_perhaps_with(store, each, longer=longer or each != known) for each in spellings(known))
    return set[int]().union(*found)


def files_called(store: Store, name: str, within: Collection[int] | None) -> list[int]:
    """The ids of the documents (among those `within`, None: all) whose file has this name, or ends with this path."""
    ending = f"/{name.casefold()}"
    rows = _rows(store, within)
    return [key for key, path, _ in rows if f"/{clean(os.fsdecode(path)).casefold()}".endswith(ending)]


def told_apart(store: Store, name: str, documents: Collection[int]) -> list[int]:
    """The ids of those of the documents that have all of these words, and no other number by them, in their names or at
    their heads ("version 1"); none where all have."""
    wanted = _telling(name)
    known = known_as(store, documents)
    heads = {key: f"{known[key]}\n{store.page_text(key, 0)[:_HEAD]}" for key in documents if key in known}
    # The 1 of a folder `trips1` is that of no version.
    found = [key for key, text in heads.items() if wanted and wanted <= bag(text) and not names_another(name, text)]
    return found if len(found) < len(heads) else []


def quoted_documents(store: Store, turns: Sequence[Turn]) -> list[int]:
    """The ids of the documents that the last answer with quotes is of, in their order, without those that have left the
    library."""
    documents = dict.fromkeys(quote.document_id for quote in last_quotes(turns))
    held = {key for key, _, _ in _rows(store, documents)}
    return [key for key in documents if key in held]


def called_documents(store: Store, word: str) -> list[int]:
    """The ids of the documents that have a word in their title, or in the names of the file and its folders."""
    return called_by_each(store, [word])[word]


def called_by_each(
    store: Store,
    words: Sequence[str],
    within: Collection[int] | None = None,
    *,
    most: int | None = None,
    exactly: bool = False,
) -> dict[str, list[int]]:
    """The same of each of several words, of the documents `within` (None: all); none of a word that more than `most`
    may be called by. `exactly`: an agreement is no contract."""
    allowed = None if within is None else set(within)
    first = most if within is None else None
    found: dict[str, list[int]] = {}
    for word in words:
        same = CONTRACTS if stem(word) in CONTRACTS and not exactly else {stem(word)}
        perhaps = [
            each for each in _perhaps(store, same, by_any=True, most=first) if allowed is None or each[0] in allowed
        ]
        found[word] = [
            key
            for key, file, title in (map(_cleaned, perhaps) if most is None or len(perhaps) <= most else ())
            if _is_called(word, same, f"{file}\n{title}")
        ]
    return found


def _is_called(word: str, same: Set[str], name: str) -> bool:
    """Whether a word of a name has one of these stems, or is joined from several of which this is the last one."""
    if not same.isdisjoint(bag(name)):
        return True
    return len(word) >= _LEAST_PART and any(each.endswith(word) for each in words_of(name))


def documents_naming(store: Store, words: Sequence[str]) -> list[int]:
    """The ids of the documents that have one of these words, or are called by it, ascending."""
    expression = " OR ".join(map(phrase_expression, words))
    rows = store.rows(
        "SELECT DISTINCT document_id FROM passages WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?)",
        expression,
    )
    called = (key for keys in called_by_each(store, words, exactly=True).values() for key in keys)
    return sorted({int(key) for (key,) in rows}.union(called))


def papers_by(store: Store, surname: str) -> tuple[int, ...]:
    """The ids of the papers that name somebody above their abstract, as these name who wrote them."""
    rows = store.rows(
        "SELECT document_id, substr(text, 1, ?) FROM pages WHERE page_index = 0 AND document_id IN "
        "(SELECT document_id FROM passages WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?))",
        _HEAD_OF_PAPER, phrase_expression(surname),
    )  # fmt: skip
    named = re.compile(rf"\b{re.escape(surname)}\b")
    heads = ((int(key), str(text), _ABSTRACT.search(str(text))) for key, text in rows)
    return tuple(key for key, text, abstract in heads if abstract and named.search(text, 0, abstract.start()))


def titled(store: Store, title: str) -> set[int]:
    """The ids of the documents with a title, as it is stored."""
    names = _all_names(store)
    rows = _rows(store, [names.ids[place] for place in names.having(f"{folded(title)}\n")])
    return {key for key, _, own in rows if own == title}


def documents_in_folder(store: Store, name: str) -> list[int]:
    """The ids of the documents that lie in a folder of this name, or below it."""
    named = words_of(name)
    perhaps = _perhaps_called(store, set(map(stem, named)))
    return [key for key, file, _ in perhaps if named in map(words_of, file.parts[:-1])]


def _perhaps_called(
    store: Store, wanted: Collection[str], *, by_any: bool = False
) -> Iterator[tuple[int, PurePath, str]]:
    """Those of all documents, as `documents_of` has them, of which all of these stems, or any, may be in the title, the
    path or what their kind is called: few, and to tell the words of all takes long in a large library."""
    return map(_cleaned, _perhaps(store, wanted, by_any=by_any))


def _cleaned(row: tuple[int, bytes, str]) -> tuple[int, PurePath, str]:
    key, path, title = row
    return key, PurePath(clean(os.fsdecode(path))), clean(title)


def _perhaps(
    store: Store, wanted: Collection[str], *, by_any: bool, most: int | None = None
) -> list[tuple[int, bytes, str]]:
    """The same as they are stored; where there are more than `most` by one of these, more than so many."""
    if not wanted:
        return []
    names = _all_names(store)
    held = [
        set[int]().union(
            *(names.having(part, most) for part in _parts(each)), names.ending(ends) if (ends := _endings(each)) else ()
        )
        for each in wanted
    ]
    found = set[int]().union(*held) if by_any else set.intersection(*held)
    return _rows(store, [names.ids[place] for place in found]) if found else []


def _all_names(store: Store) -> _Names:
    """The names of all documents, read anew where the library has changed."""
    kept, now = _KEPT.get(store), store.generation
    if kept and kept[0] is store.connection and kept[1] == now:
        return kept[2]
    rows = _rows(store, None)
    told = [folded(f"{title}\n{os.fsdecode(path)}") + _APART for _, path, title in rows]
    starts = array("q", accumulate(map(len, told), initial=0))
    names = _Names(array("q", (key for key, _, _ in rows)), "".join(told), starts)
    if len(rows) <= _MOST_KEPT:
        _KEPT[store] = store.connection, now, names
    return names


def _words_called(file: PurePath, title: str) -> Set[str]:
    """The stems by which a document may be called."""
    called = bag(f"{title}\n{file.name}\n{file.parent.name}") | _kinds(file)
    return called if called.isdisjoint(CONTRACTS) else called | CONTRACTS


def _parts(wanted: str) -> tuple[str, ...]:
    """What a name may have within that holds a word with this stem, or says the same."""
    return tuple(part for each in (CONTRACTS if wanted in CONTRACTS else (wanted,)) for part in spellings(each))


def _endings(wanted: str) -> tuple[str, ...]:
    """The endings of files whose kind is called so."""
    return (MAIL_ENDINGS if wanted in _MESSAGES else ()) + (SHEET_ENDINGS if wanted in _SHEETS else ())


def _kinds(file: PurePath) -> Set[str]:
    """What files of its kind are called."""
    ending = file.suffix.casefold()
    return _MESSAGES if ending in MAIL_ENDINGS else _SHEETS if ending in SHEET_ENDINGS else frozenset()


def _is_headed(store: Store, document: int, words: Set[str]) -> bool:
    """Whether the head of a document has all of these words. A text that addresses somebody is a letter."""
    if not words:
        return True
    pages = store.rows("SELECT text FROM pages WHERE document_id = ? AND page_index = 0", document)
    head = str(pages[0][0]) if pages else ""
    return words <= bag(letterhead(head)) | (_LETTERS if addresses_somebody(head) else frozenset())


def _telling(name: str) -> set[str]:
    words = [word for word in telling_words(_A_WILL.sub("the will", name)) if word not in _KIND_WORDS]
    return {stem(word) for word in words if word not in _WORKS} or {stem(word) for word in words}
