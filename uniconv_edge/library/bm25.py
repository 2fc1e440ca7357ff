"""BM25 over the words of a library: the same scores as SQLite's `bm25()`, an eighth of its time a posting.

SQLite's function looks up the length of every passage with any of the words, again for each search. Here lengths are
read once, and a term's passages come as one string from `fts5vocab`. What a term gives to each passage is kept, since
the words of a question return in the next rounds of a search and in the next questions of a conversation.
"""

from __future__ import annotations

import math
import sqlite3
import weakref
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from uniconv_edge.errors import LibraryDamaged
from uniconv_edge.library.database import damaged
from uniconv_edge.library.related import related as related_to
from uniconv_edge.library.schema import INSTANCES, TERMS, TOKENIZER
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import MAX_WORDS, phrase_expression, term_of, terms_of, words_of

# On the development sets 20,000 lose nothing, 5,000 up to five points (docs/experiments.md).
MOST_POSTINGS = 20_000
RELATED_SHARE = 0.8  # of a word's worth, where a related one stands; of words that mean the same
INSTEAD_SHARE = 0.9  # of an expression's, where another stands that papers have in its place
_KEPT_POSTINGS = 2_000_000  # of eight bytes
_SELDOM = 500
_TITLE_WEIGHT, _TEXT_WEIGHT, _ALSO_WEIGHT = 0.5, 1.0, 1.0
_COLUMNS = 3
_K1, _B = 1.2, 0.75  # SQLite's
_LEAST_IDF = 1e-6
_LOOKED_UP = 1000

Ids = npt.NDArray[np.int64]
Instead = Mapping[str, Sequence[str]]
"""Expression of a query -> what may stand in its place."""
_NOTHING: Instead = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Postings:
    """The places, in the order of their ids, of the passages with a term, and what it gives to each, both (n,)."""

    places: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]


_NO = _Postings(np.empty(0, np.int32), np.empty(0, np.float32))


class WordIndex:
    """Ranks the passages of one generation of a library by words."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts: dict[str, int] = {}
        self._known: dict[str, str | None] = {}  # term -> token
        self._kept: OrderedDict[str, _Postings] = OrderedDict()
        self._size = 0
        self._ids, columns = _lengths(store)
        lengths = columns.sum(axis=1)
        mean = float(lengths.mean()) if len(lengths) else 1.0
        self._saturation = _K1 * (1 - _B + _B * lengths / max(mean, 1e-9))
        self._tokens = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._tokens.close)  # it holds nothing that would have to be closed in time
        self._tokens.execute(f"CREATE VIRTUAL TABLE words USING fts5 (term, content = '', tokenize = '{TOKENIZER}')")
        self._tokens.execute(f"CREATE VIRTUAL TABLE {INSTANCES} USING fts5vocab (words, instance)")

    def search(
        self,
        query: str,
        limit: int,
        *,
        related: bool = False,
        instead: Instead = _NOTHING,
        within: Ids | None = None,
        without: Ids | None = None,
    ) -> list[tuple[int, float]]:
        """(passage id, BM25) of passages that share words with the query, best first; higher is better.

        With `related`, words of like meaning count too (`library/related.py`), where they say more than the word itself
        does, and so does what may stand `instead` of an expression of the query. `within` are the only ids looked at
        (None: all), `without` ids that are passed over.
        """
        found = [self._postings(term, token) for term, token in self.affordable(query).items()]
        if related:
            found += self._beyond(query, instead)
        if not found or limit < 1 or not len(self._ids):
            return []
        places = np.concatenate([postings.places for postings in found])
        scores = np.bincount(places, np.concatenate([postings.scores for postings in found]), len(self._ids))
        looked_at = np.zeros(len(self._ids), bool)
        looked_at[places] = True
        if within is not None:
            looked_at &= np.isin(self._ids, within, assume_unique=True)
        if without is not None:
            looked_at &= ~np.isin(self._ids, without, assume_unique=True)
        left = np.flatnonzero(looked_at)
        if len(left) > limit:
            worst = np.partition(scores[left], -limit)[-limit]
            left = left[scores[left] >= worst]
        best = left[np.lexsort((left, -scores[left]))][:limit]
        return list(zip(self._ids[best].tolist(), scores[best].tolist(), strict=True))

    def affordable(self, query: str) -> dict[str, str]:
        """The rarest terms that together stand in at most MOST_POSTINGS passages; the rarest in any case. For each its
        token, "" for a phrase or the beginning of a word.

        Every passage with any of the terms costs time, and the common ones hardly tell passages apart.
        """
        tokens = self._counted(terms_of(query))
        kept: dict[str, str] = {}
        total = 0
        for term in sorted(tokens, key=lambda term: self._counts[term]):
            total += self._counts[term]
            if kept and total > MOST_POSTINGS:
                break
            kept[term] = tokens[term]
        return kept

    def _beyond(self, query: str, instead: Instead) -> Iterator[_Postings]:
        """For each word of the query what words related to it, and for each expression what may stand `instead` of it,
        give to passages above what it gives itself, an expression its rarest word. None of them is worth more than that
        would be; those that stand in many passages are left out, as in `affordable`, and so are those of a word that
        does."""
        asked: dict[str, dict[str, float]] = {}
        for word in words_of(query)[:MAX_WORDS]:
            if near := related_to(word):
                asked[term_of(word)] = {term_of(other): RELATED_SHARE * worth for other, worth in near.items()}
        for said, others in instead.items():
            counted = self._counted(list(map(term_of, words_of(said))))
            rarest = min(counted, key=self._counts.__getitem__)
            asked.setdefault(rarest, {}).update({phrase_expression(other): INSTEAD_SHARE for other in others})
        tokens = self._counted([*asked, *(term for near in asked.values() for term in near)])
        left = MOST_POSTINGS
        for own, near in asked.items():
            if self._counts.get(own, 0) >= MOST_POSTINGS:
                continue
            itself = self._postings(own, tokens[own]) if tokens.get(own) else _NO
            most = self._idf(len(itself.places))
            gained = np.zeros(len(self._ids), np.float32)
            for term, worth in near.items():
                if term not in tokens or not 0 < self._counts[term] <= left:
                    continue
                postings = self._postings(term, tokens[term])
                left -= len(postings.places)
                share = worth * min(1.0, most / self._idf(len(postings.places)))
                gained[postings.places] = np.maximum(gained[postings.places], share * postings.scores)
            gained[itself.places] -= np.minimum(gained[itself.places], itself.scores)
            places = np.flatnonzero(gained).astype(np.int32)
            yield _Postings(places, gained[places])

    def _idf(self, count: int) -> float:
        """The inverse document frequency of a term that stands in so many passages."""
        return max(math.log((len(self._ids) - count + 0.5) / (count + 0.5)), _LEAST_IDF)

    def lacking(self, words: Sequence[str]) -> list[str]:
        """Those of the words that no passage has. What is looked up of the others is kept for a search."""
        tokens = self._counted([term_of(word) for word in words])
        return [word for word in words if (term := term_of(word)) in tokens and not self._counts[term]]

    def _counted(self, terms: Sequence[str]) -> dict[str, str]:
        """The terms with their tokens, as `_tokens_of` makes them, once they are counted."""
        if new := [term for term in terms if term not in self._known]:
            self._known |= dict.fromkeys(new) | self._tokens_of(new)
        tokens = {term: token for term in terms if (token := self._known[term]) is not None}
        for term in tokens:
            if term not in self._counts:
                self._counts[term] = self._count(term, tokens[term])
        return tokens

    def _tokens_of(self, terms: Sequence[str]) -> dict[str, str]:
        """The token that the tokenizer makes of each term, or ""; a term of which it makes nothing is left out."""
        self._tokens.execute("BEGIN")
        try:
            self._tokens.executemany("INSERT INTO words (rowid, term) VALUES (?, ?)", enumerate(terms))
            rows = self._tokens.execute(f"SELECT doc, term FROM {INSTANCES} ORDER BY doc, offset").fetchall()  # noqa: S608
        finally:
            self._tokens.execute("ROLLBACK")
        parts: dict[int, list[str]] = {}
        for number, token in rows:
            parts.setdefault(number, []).append(token)
        return {
            terms[number]: found[0] if len(found) == 1 and not terms[number].endswith("*") else ""
            for number, found in parts.items()
        }

    def _count(self, term: str, token: str) -> int:
        """In how many passages a term stands, up to MOST_POSTINGS. The postings of a seldom one are read at once."""
        if token and len(signed := self._signed(token, _SELDOM)) < _SELDOM:
            return len(self._keep(term, self._scored(signed)).places)
        counting = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
        return int(self._store.rows(counting, term, MOST_POSTINGS)[0][0])

    def _postings(self, term: str, token: str) -> _Postings:
        if term not in self._kept:
            return self._keep(term, self._scored(self._signed(token, -1)) if token else self._read_phrase(term))
        self._kept.move_to_end(term)
        return self._kept[term]

    def _keep(self, term: str, postings: _Postings) -> _Postings:
        """Keep these postings, forgetting those used longest ago."""
        self._kept[term] = postings
        self._size += len(postings.places)
        while self._size > _KEPT_POSTINGS:
            self._size -= len(self._kept.popitem(last=False)[1].places)
        return postings

    def _signed(self, token: str, most: int) -> Ids:
        """The ids (n,) of the passages with a token, ascending, once for each time it stands there, at most so many
        (-1: all). That of a title comes with a minus."""
        instances = f"SELECT col, doc FROM {INSTANCES} WHERE term = ? LIMIT ?"  # noqa: S608 - a table's name
        signed = f"SELECT group_concat(CASE col WHEN 'title' THEN -doc ELSE doc END) FROM ({instances})"  # noqa: S608
        joined = self._store.rows(signed, token, most)[0][0]
        return np.fromstring(joined or "", np.int64, sep=",")

    def _scored(self, signed: Ids) -> _Postings:
        """The postings of a term that stands in these passages, as `_signed` tells."""
        if not len(signed):
            return _NO
        ids = np.abs(signed)
        firsts = np.flatnonzero(np.diff(ids, prepend=-1))
        often = np.add.reduceat(np.where(signed < 0, _TITLE_WEIGHT, _TEXT_WEIGHT), firsts)
        places, held = self._places(ids[firsts])
        often = often[held]
        scores = self._idf(len(places)) * often * (_K1 + 1) / (often + self._saturation[places])
        return _Postings(places, scores.astype(np.float32))

    def _read_phrase(self, term: str) -> _Postings:
        """The postings of a phrase, which only SQLite finds, with its scores."""
        rows = self._store.rows(
            "SELECT rowid, bm25(words, ?, ?, ?) FROM words WHERE words MATCH ? ORDER BY rowid",
            *(_TITLE_WEIGHT, _TEXT_WEIGHT, _ALSO_WEIGHT, term),
        )
        both = np.array(rows, np.float64).reshape(len(rows), 2)
        places, held = self._places(both[:, 0].astype(np.int64))
        return _Postings(places, (-both[held, 1]).astype(np.float32))

    def _places(self, ids: Ids) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        """The places of those ids that were there when the lengths were read, and which those are."""
        if len(self._ids) and self._ids[-1] - self._ids[0] == len(self._ids) - 1:  # nothing was ever taken out
            places = ids - self._ids[0]
            held = (places >= 0) & (places < len(self._ids))
        else:
            places = np.searchsorted(self._ids, ids)
            held = places < len(self._ids)
            held[held] = self._ids[places[held]] == ids[held]
        return places[held].astype(np.int32), held


def is_whole(store: Store) -> bool:
    """Whether SQLite can read the whole word index, and it has every passage at its length and finds its own words.

    Of the words some hundreds are looked up. That a passage has no other words than its text only a writer can tell.
    """
    try:
        ids, lengths = _lengths(store)
        passages = [identifier for (identifier,) in store.rows("SELECT id FROM passages ORDER BY id")]
        totals = [list(_varints(block)) for (block,) in store.rows("SELECT block FROM words_data WHERE id = 1")]
        held = store.rows(f"SELECT term, doc, cnt FROM {TERMS}")  # noqa: S608 - a table's name
        one = f"SELECT term, doc, cnt FROM {TERMS} WHERE term = ?"  # noqa: S608
        some = held[:: len(held) // _LOOKED_UP + 1]
        return (
            ids.tolist() == passages
            and totals == [[len(ids), *lengths.sum(axis=0)]]
            and sum(times for *_, times in held) == lengths.sum()
            and all(store.rows(one, row[0]) == [row] for row in some)
        )
    except (LibraryDamaged, TypeError):
        return False


def _lengths(store: Store) -> tuple[Ids, npt.NDArray[np.int64]]:
    """Ids of all passages, ascending, shape (n,), and their lengths in tokens, of each column, (n, columns)."""
    rows = store.rows("SELECT id, sz FROM words_docsize ORDER BY id")
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    try:
        numbers = np.fromiter(_varints(b"".join(row[1] for row in rows)), np.int64)
        return ids, numbers.reshape(len(rows), _COLUMNS)
    except (ValueError, OverflowError, TypeError) as error:
        raise damaged(store.folder, "its word index cannot be read") from error


def _varints(data: bytes) -> Iterator[int]:
    """Numbers as SQLite writes them: seven bits a byte, high ones first, the top bit saying that more follow."""
    number = 0
    for byte in data:
        number = number << 7 | byte & 127
        if byte < 128:
            yield number
            number = 0
