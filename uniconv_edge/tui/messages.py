"""What happened, as messages: the core's thread posts them, screens and widgets handle them.

The payloads are the program's own events (`uniconv_edge.types`), shared with the JSON output and the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from uniconv_edge.types import Answer, Hit, LibraryStatus, Page, Quote


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document to open. Offsets are characters of the page's text."""

    document_id: int
    page_index: int
    start: int
    end: int
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an indexing run is. `total` is 0 until the folders have been walked."""

    done: int = 0
    total: int = 0
    skipped: int = 0
    latest: str = ""


@dataclass
class AssistantOpened(Message):
    """The model is loaded and the library is open."""

    status: LibraryStatus


@dataclass
class AssistantUnavailable(Message):
    """The model or the library could not be opened. `empty`: there is no library yet, which is no error."""

    message: str
    hint: str
    empty: bool = False


@dataclass
class SourcesRetrieved(Message):
    """The search of a question is done."""

    turn: int
    sources: Sequence[Hit]


@dataclass
class QuoteArrived(Message):
    """One more quote of a question."""

    turn: int
    quote: Quote


@dataclass
class TextArrived(Message):
    """More text of a reply (a few tokens, gathered to a steady rate)."""

    turn: int
    text: str


@dataclass
class QuestionAnswered(Message):
    """A question is answered."""

    turn: int
    answer: Answer


@dataclass
class QuestionStopped(Message):
    """A question was stopped, and the core is free again."""

    turn: int


@dataclass
class QuestionFailed(Message):
    """A question ended with an error."""

    turn: int
    message: str
    hint: str


@dataclass
class PagesRead(Message):
    """The text of a document that is to be shown."""

    place: Place
    pages: Sequence[Page]


@dataclass
class ReadingFailed(Message):
    """A document could not be shown."""

    message: str
    hint: str


@dataclass
class IndexProgressed(Message):
    """An indexing run went on."""

    progress: Progress


@dataclass
class IndexFinished(Message):
    """An indexing run is over and what it read can be searched."""

    progress: Progress
    documents: int
    passages: int
    seconds: float
    status: LibraryStatus | None


@dataclass
class IndexFailed(Message):
    """An indexing run ended with an error."""

    message: str
    hint: str


@dataclass
class QuestionSubmitted(Message):
    """The person pressed Enter in the composer."""

    text: str


@dataclass
class SourcesWanted(Message):
    """The person pressed Tab in the composer."""


@dataclass
class HelpWanted(Message):
    """The person asked for help in an empty composer."""


@dataclass
class PlaceChosen(Message):
    """The person opened a quote or a source."""

    place: Place


@dataclass
class FolderSubmitted(Message):
    """The person named a folder or file to be read."""

    path: str
