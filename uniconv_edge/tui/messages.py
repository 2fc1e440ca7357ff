"""What happened, as messages: the core's thread posts them, screens and widgets handle them.

The payloads are the program's own events (`uniconv_edge.types`), shared with the JSON output and the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from uniconv_edge.tui.progress import Progress

if TYPE_CHECKING:
    from uniconv_edge.assistant.history import Conversation, Exchange
    from uniconv_edge.tui.services import FolderPreview, Kept, ModelShelf
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
    """More text of a reply (a few tokens, gathered to a steady rate); `rate` is tokens a second so far, 0 unknown."""

    turn: int
    text: str
    rate: float = 0.0


@dataclass
class QuestionAnswered(Message):
    """A question is answered; `kept` says how it was stored, None when it could not be."""

    turn: int
    answer: Answer
    kept: Kept | None = None


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
class ErrandFailed(Message):
    """Something that was asked of the core beside questions and reading did not work."""

    message: str
    hint: str


@dataclass
class ErrandDone(Message):
    """Something that was asked of the core is done; a sentence for the person."""

    sentence: str


@dataclass
class NotKept(Message):
    """An answer could not be stored; it stays on the screen only."""

    message: str
    hint: str


@dataclass
class ConversationShown(Message):
    """A stored conversation is to be shown as it is now: another one, or another branch."""

    conversation: int
    exchanges: Sequence[Exchange]


@dataclass
class ConversationsListed(Message):
    """The stored conversations, newest first; with `words` only those that hold them all."""

    words: str
    conversations: Sequence[Conversation]


@dataclass
class LibraryLooked(Message):
    """What the library holds now; None when there is none yet."""

    status: LibraryStatus | None


@dataclass
class FolderPreviewed(Message):
    """What reading a folder would read."""

    preview: FolderPreview


@dataclass
class WatchChanged(Message):
    """The folders are being followed, or no longer; `message` says why it ended."""

    watching: bool
    message: str = ""


@dataclass
class ModelsListed(Message):
    """The models of this machine."""

    shelf: ModelShelf


@dataclass
class ModelChecked(Message):
    """What a check or a speed test of a model found, for its row."""

    name: str
    finding: str
    good: bool = True


@dataclass
class ModelSwitched(Message):
    """Another model is in use from the next start of the assistant on."""

    name: str


@dataclass
class QuestionSubmitted(Message):
    """The person pressed Enter in the composer; `editing` is the turn whose place the question takes."""

    text: str
    editing: int | None = None


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
class FoldersListed(Message):
    """The folders whose paths begin as what was typed."""

    typed: str
    folders: Sequence[str]


@dataclass
class FirstStepChosen(Message):
    """With nothing indexed, the person chose how to begin: the sample documents, else a folder."""

    samples: bool


@dataclass
class FileWanted(Message):
    """The person wants a document in a program of their own."""

    path: str
    page: int | None


@dataclass
class TurnChosen(Message):
    """The person wants something done with an earlier question. `what`: "edit", "again", "copy", "older", "newer"."""

    turn: int
    what: str


@dataclass
class PinWanted(Message):
    """The person wants answers from this document alone, or no longer."""

    path: str
    title: str
