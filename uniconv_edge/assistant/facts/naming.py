"""How the documents of a library are called: which of them a person means by words of a title, of a file's name or of
its folder's, and by which names they are told apart."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set
from pathlib import PurePath

from uniconv_edge.assistant.facts.imprint import is_letter, letterhead
from uniconv_edge.assistant.question.last_answer import PAPER
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.library.query import MAIL_ENDINGS, SHEET_ENDINGS
from uniconv_edge.library.store import Store
from uniconv_edge.library.text import clean
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Quote

_PAPER = re.compile(rf"(?i)\b(?:{PAPER})s?\b")
_MESSAGES, _LETTERS = bag("email e-mail mail message"), bag("letter")
_HEAD = 400  # characters that tell what a document is
_SHEETS = bag("spreadsheet sheet workbook table excel csv")
_WORKS = frozenset({"paper", "article"})  # which hardly any is called, beside words that tell which
_KIND_WORDS = frozenset({"document", "documents", "doc", "file", "pdf"})


def documents_of(store: Store) -> Iterator[tuple[int, PurePath, str]]:
    """Of every document the id, the path and the title, both cleaned; in the order of the paths."""
    for key, path, title in store.rows("SELECT id, path, title FROM documents ORDER BY path"):
        yield int(key), PurePath(clean(os.fsdecode(path))), clean(title)


def names_of(store: Store, documents: Collection[int] | None = None, *, titles: bool = False) -> dict[int, str]:
    """Of documents (None: all) the id and the name of the file, cleaned, with folders before it where the library holds
    another of that name, in the order of their paths; with their `titles`, where these say something else."""
    held = list(documents_of(store))
    called = zip(held, _told_apart([file for _, file, _ in held]), strict=True)
    chosen = None if documents is None else set(documents)
    return {
        key: name + (f" ({title})" if titles and words_of(title) != words_of(file.stem) else "")
        for (key, file, title), name in called
        if chosen is None or key in chosen
    }


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


def documents_meant(store: Store, name: str, within: Sequence[int] | None, last: Sequence[Quote]) -> list[int]:
    """The ids of the documents (among those `within`, None: all) that these words name; of "it" or "this file" that
    which was quoted last."""
    if _telling(name):
        return named_documents(store, name, within)
    paths = [os.fsencode(quote.path) for quote in last[:1]]
    return [int(key) for path in paths for (key,) in store.rows("SELECT id FROM documents WHERE path = ?", path)]


def named_documents(store: Store, name: str, within: Sequence[int] | None) -> list[int]:
    """The ids of the documents (among those `within`, None: all) that a person may mean by these words: all stand in
    the title or in the names of the file and its folder, or where none is called so some there and the others in its
    head ("the letter from the bank"). Where they are the whole title or name, or a file with folders before it, that
    alone counts."""
    wanted = _telling(name)
    allowed = None if within is None else set(within)
    ending = f"/{name.casefold()}" if "/" in name else None
    placed, exact, called = list[int](), list[int](), dict[int, Set[str]]()
    for key, file, title in documents_of(store) if wanted else ():
        if allowed is not None and key not in allowed:
            continue
        own = (bag(title), bag(file.name), bag(file.stem))
        called[key] = own[0] | own[1] | bag(file.parent.name) | _kinds(file)
        exact += [key] if wanted in own else []
        placed += [key] if ending and str(file).casefold().endswith(ending) else []
    named = [key for key, held in called.items() if wanted <= held]
    if placed or exact or named or _PAPER.search(name) is None:  # of other words a head may hold any
        return placed or exact or named
    return [key for key, held in called.items() if wanted & held and _is_headed(store, key, wanted - held)]


def told_apart(store: Store, name: str, documents: Collection[int]) -> list[int]:
    """The ids of those of the documents that have all of these words in their names or at their heads ("version 1");
    none where all have."""
    wanted = _telling(name)
    called = {key: f"{title}\n{file.stem}\n{file.parent.name}" for key, file, title in documents_of(store)}
    heads = {key: bag(f"{called[key]}\n{store.page_text(key, 0)[:_HEAD]}") for key in documents if key in called}
    found = [key for key, held in heads.items() if wanted and wanted <= held]
    return found if len(found) < len(heads) else []


def called_documents(store: Store, word: str) -> list[int]:
    """The ids of the documents that have a word in their title, or in the names of the file and its folders."""
    return [key for key, file, title in documents_of(store) if stem(word) in bag(f"{file}\n{title}")]


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
    return words <= bag(letterhead(head)) | (_LETTERS if is_letter(head) else frozenset())


def _telling(name: str) -> set[str]:
    words = [word for word in telling_words(name) if word not in _KIND_WORDS]
    return {stem(word) for word in words if word not in _WORKS} or {stem(word) for word in words}
