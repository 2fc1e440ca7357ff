"""The values that flow through the program. All are frozen; arrays are float32, C-contiguous, unit length.

Offsets are always characters of `Page.text` (the cleaned text of one page), so that
`page.text[start:end] == text` holds for passages, sources and quotes alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray: TypeAlias = npt.NDArray[np.float32]
else:  # what only prints its help need not load numpy
    FloatArray = Any


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation. `role` is "user" or "assistant". `quotes`: what an assistant's turn quoted of
    documents, None where that is not known; the model does not read it. `language`: of a question in another language
    than English, whose small words are in English (`assistant/words/foreign.py`); `typed`: that question as it was."""

    role: str
    text: str
    quotes: tuple[Quote, ...] | None = field(default=None, compare=False)
    language: str = field(default="", compare=False)
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document: `number` is 1-based, None for formats without pages; `heading` its first heading.

    `place` is what a person calls it when it is no page of paper: `slide 3`, `sheet Costs`, `message 12`. `thread`: of
    a message of e-mail that was just read, its identifier ("" for none) and those of what it answers, the nearest
    first.
    """

    number: int | None
    text: str
    heading: str = ""
    place: str = ""
    thread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read: cleaned pages, `sha256` of the file's bytes (hex). `unread` says what of the file was
    not read, and why: "" for nothing."""

    path: str
    title: str
    sha256: str
    pages: tuple[Page, ...]
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one page on sentence borders. `page_index` counts pages from 0; `text` is the page's own slice.

    `place` says where it stands, when that is not just its page: `slide 3`, `sheet Costs, rows 4–9`, `lines 120–140`.
    """

    page_index: int
    page: int | None
    start: int
    end: int
    text: str
    heading: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: `rank` from 1, `score` of the fused ranking (higher is better), `cosine` to the query vector;
    `columns`: the row that names those of the table with whose rows it begins, where that stands before the passage;
    `about`: the words of the question that its document is known by at its head."""

    rank: int
    score: float
    passage_id: int
    document_id: int
    path: str
    title: str
    page: int | None
    page_index: int
    start: int
    end: int
    text: str
    heading: str = ""
    cosine: float = 0.0
    place: str = ""
    columns: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim part of a source. `source` is the rank of its source; offsets are those of the page's text.

    `answer_start` and `answer_end` are places of `text` between which what the question asks for stands, where that can
    be told, else both 0 (`quoting/answer_span.py`).
    `state` says what a new look at the file found (`quoting/verify.py`); `verified` is true for the state "verified".
    `change` says what it is where two documents are compared: "before" or "after" a change, "added" or "removed"; where
    it is not known which is newer, of the "first" or "second" of them, or of the "first only" or "second only". "" for
    other quotes.
    """

    source: int
    path: str
    title: str
    page: int | None
    page_index: int
    document_id: int
    start: int
    end: int
    text: str
    verified: bool
    place: str = ""
    state: str = ""
    heading: str = ""
    answer_start: int = 0
    answer_end: int = 0
    change: str = ""

    @property
    def answer(self) -> str:
        """What the question asks for, where it is told where that stands in `text`, else ""."""
        return self.text[self.answer_start : self.answer_end]


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question was asked, except `embed_ms` and `search_ms`, which are durations."""

    embed_ms: float
    search_ms: float
    first_token_ms: float
    total_ms: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant said: `text` is the reply shown, or the refusal when `answered` is false.

    `confidence` is the calibrated probability that the sources answer the question.
    `prompt_tokens` and `reused_tokens` count what this turn computed and what it found in the cache.
    `basis` says who answered: "documents", "library" (counts, matching documents, one document as a whole) or
    "conversation".
    `dropped_turns` counts the oldest turns that the model did not read any more. `unsupported` holds the sentences of
    the model's own words that the quotes do not carry: still in `text`, or already left out of it in strict mode.
    `note` says what an answer cannot promise, that documents differ, and how the question was read where that is not as
    it was typed (misspelt words, a correction, the documents it names), "" for most.
    `nearest` are, of a refusal and of an answer that is not sure, the sentences that come nearest to an answer too.
    `sure` is the probability that the first quote is right, where the documents answer and it is known.
    """

    question: str
    answered: bool
    text: str
    quotes: tuple[Quote, ...]
    sources: tuple[Hit, ...]
    timings: Timings
    model: str
    confidence: float = 0.0
    prompt_tokens: int = 0
    reused_tokens: int = 0
    basis: str = "documents"
    dropped_turns: int = 0
    unsupported: tuple[str, ...] = ()
    note: str = ""
    nearest: tuple[Quote, ...] = ()
    sure: float = 0.0


# Events of one question, in this order: Retrieved, any number of QuoteFound and TextDelta, then Finished or Stopped.


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The search is done; generation begins."""

    sources: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class QuoteFound:
    """The model pointed at one more quote."""

    quote: Quote


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More text of the reply in the model's own words."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is complete."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person stopped the answer; the conversation is as it was before the question."""

    question: str


AnswerEvent: TypeAlias = Retrieved | QuoteFound | TextDelta | Finished | Stopped


# Events of an indexing run: Scanned once, an Indexed, Unchanged, Removed or Skipped for each file, then Published. Of a
# document whose file can be read no more there are both: Removed, and Skipped with the reason.


@dataclass(frozen=True, slots=True)
class Scanned:
    """The walk is done: how many files will be looked at, and their bytes but for those of pictures, which say nothing
    of how much text there is. `refused`: how many paths the walk passed
    over; a Skipped of each follows first, beside those of the files."""

    files: int
    size_bytes: int
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document is committed to the library (durable: sent after the commit). `unread`: see `Document`."""

    path: str
    passages: int
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A document is in the library already, with the same content."""

    path: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A document left the library: its file is gone, is left out by a rule, or can be read no more."""

    path: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Published:
    """The run is over and the vector cache is current."""

    documents: int
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """A watched library rests; `reason` says what for. Only `watch` sends it, after each run."""

    reason: str


IndexEvent: TypeAlias = Scanned | Indexed | Unchanged | Removed | Skipped | Published | Waiting


class PassageEmbedder(Protocol):
    """Turns passages into vectors. `identity` changes whenever the vectors would (weights, pooling, prompts)."""

    @property
    def identity(self) -> str: ...

    @property
    def dims(self) -> int: ...

    def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
        """Vectors of (title, text) pairs, shape (n, dims), unit length, float32."""
        ...

    def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
        """The search vector of a conversation whose last turn is the question, shape (dims,)."""
        ...


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What a library holds, for `status`, `doctor` and the app. `root_documents`: how many of each of the roots;
    `partly`: documents that were not read whole, and what of them was not; `unfinished`: a run ended before it had read
    all files, and none is under way."""

    folder: str
    documents: int
    passages: int
    model: str
    roots: tuple[str, ...] = field(default=())
    root_documents: tuple[int, ...] = field(default=())
    skipped: tuple[Skipped, ...] = field(default=())
    size_bytes: int = 0
    partly: tuple[Skipped, ...] = field(default=())
    unfinished: bool = False
