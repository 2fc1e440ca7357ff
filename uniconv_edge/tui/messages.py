"""What happened, as messages: the core's thread posts them, screens and widgets handle them.

The payloads are the program's own events (`uniconv_edge.types`), shared with the JSON output and the tests.
No two messages are compared: without those methods the classes are made in half the time, before the first paint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from uniconv_edge.tui.progress import Progress

if TYPE_CHECKING:
    from uniconv_edge.assistant.past.history import Conversation, Exchange
    from uniconv_edge.tui.services import FolderPreview, Kept, ModelShelf
    from uniconv_edge.types import Answer, Hit, LibraryStatus, Page, Quote


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a document to open: `text`, at these characters of the page's text when it was found."""

    page_index: int
    start: int
    end: int
    text: str
    title: str
    path: str

    @classmethod
    def of(cls, found: Hit | Quote) -> Place:
        """Where a source or a quote stands."""
        return cls(found.page_index, found.start, found.end, found.text, found.title, found.path)


@dataclass(repr=False, eq=False)
class AssistantOpened(Message):
    """The model is loaded and the library is open. `model`: what answers, which of a pair is not what the library has
    its vectors of."""

    status: LibraryStatus
    model: str


@dataclass(repr=False, eq=False)
class AssistantUnavailable(Message):
    """The model or the library could not be opened. `empty`: there is no library yet, which is no error. `model`: what
    was to answer."""

    message: str
    hint: str
    model: str
    empty: bool = False


@dataclass(repr=False, eq=False)
class SourcesRetrieved(Message):
    """The search of a question is done."""

    turn: int
    sources: Sequence[Hit]


@dataclass(repr=False, eq=False)
class QuoteArrived(Message):
    """One more quote of a question."""

    turn: int
    quote: Quote


@dataclass(repr=False, eq=False)
class QuotesChecked(Message):
    """The quotes on the screen were looked for again: each as it was shown, and as it stands now."""

    found: Mapping[Quote, Quote]


@dataclass(repr=False, eq=False)
class TextArrived(Message):
    """More text of a reply (a few tokens, gathered to a steady rate); `rate` is tokens a second so far, 0 unknown."""

    turn: int
    text: str
    rate: float = 0.0


@dataclass(repr=False, eq=False)
class QuestionAnswered(Message):
    """A question is answered; `kept` says how it was stored, None when it could not be."""

    turn: int
    answer: Answer
    kept: Kept | None = None


@dataclass(repr=False, eq=False)
class QuestionStopped(Message):
    """A question was stopped, and the core is free again."""

    turn: int


@dataclass(repr=False, eq=False)
class QuestionFailed(Message):
    """A question ended with an error. `wrong`: the question is what is wrong, it is to be written otherwise."""

    turn: int
    message: str
    hint: str
    wrong: bool = False


@dataclass(repr=False, eq=False)
class PagesRead(Message):
    """The text of a document that is to be shown."""

    place: Place
    pages: Sequence[Page]


@dataclass(repr=False, eq=False)
class ReadingFailed(Message):
    """A document could not be shown."""

    message: str
    hint: str


@dataclass(repr=False, eq=False)
class IndexProgressed(Message):
    """An indexing run went on."""

    progress: Progress


@dataclass(repr=False, eq=False)
class IndexFinished(Message):
    """An indexing run is over and what it read can be searched; `stopped`: before it was done."""

    progress: Progress
    documents: int
    passages: int
    seconds: float
    status: LibraryStatus | None = None  # once the core has looked
    stopped: bool = False


@dataclass(repr=False, eq=False)
class IndexFailed(Message):
    """An indexing run ended with an error."""

    message: str
    hint: str


@dataclass(repr=False, eq=False)
class ErrandFailed(Message):
    """Something that was asked of the core beside questions and reading did not work."""

    message: str
    hint: str


@dataclass(repr=False, eq=False)
class ErrandDone(Message):
    """Something that was asked of the core is done; a sentence for the person."""

    sentence: str


@dataclass(repr=False, eq=False)
class LineAccepted(Message):
    """A line that was typed on a card is right."""

    line: str


@dataclass(repr=False, eq=False)
class NotKept(Message):
    """An answer could not be stored; it stays on the screen only."""

    message: str
    hint: str


@dataclass(repr=False, eq=False)
class ConversationShown(Message):
    """A stored conversation is to be shown as it is now: another one, another branch, or none (it was deleted)."""

    conversation: int | None
    exchanges: Sequence[Exchange]


@dataclass(repr=False, eq=False)
class HeldElsewhere(Message):
    """The conversation that is gone on with was held with the library in this folder, which is not the one asked."""

    library: str


@dataclass(repr=False, eq=False)
class FiltersChanged(Message):
    """Only the documents that pass these filters are asked from now on; "" for all."""

    filters: str


@dataclass(repr=False, eq=False)
class BranchesListed(Message):
    """All questions of a conversation, as (id, parent's id, question), and the ids of those shown now."""

    tree: Sequence[tuple[int, int | None, str]]
    shown: Sequence[int]


@dataclass(repr=False, eq=False)
class ConversationsListed(Message):
    """The stored conversations, newest first; with `words` only those that hold them all. `elsewhere` are the libraries
    of theirs that are not the one asked now."""

    words: str
    conversations: Sequence[Conversation]
    elsewhere: frozenset[str] = frozenset()


@dataclass(repr=False, eq=False)
class LibraryLooked(Message):
    """What the library holds now; None when there is none yet."""

    status: LibraryStatus | None


@dataclass(repr=False, eq=False)
class FolderPreviewed(Message):
    """What reading a folder would read."""

    preview: FolderPreview


@dataclass(repr=False, eq=False)
class WatchChanged(Message):
    """The folders are being followed, or no longer; `message` says why it ended."""

    watching: bool
    message: str = ""


@dataclass(repr=False, eq=False)
class ModelsListed(Message):
    """The models of this machine."""

    shelf: ModelShelf


@dataclass(repr=False, eq=False)
class ModelChecked(Message):
    """What a check or a speed test of a model found, for its row; `what`: "files" or "speed"."""

    name: str
    what: str
    finding: str
    good: bool = True


@dataclass(repr=False, eq=False)
class ModelSwitched(Message):
    """Another model is in use, or will be (`must_read`) once the library has been read for it: until then the one
    before answers."""

    name: str
    must_read: bool = False


@dataclass(repr=False, eq=False)
class QuestionSubmitted(Message):
    """The person pressed Enter in the composer; `editing` is the turn whose place the question takes."""

    text: str
    editing: int | None = None


@dataclass(repr=False, eq=False)
class SourcesWanted(Message):
    """The person pressed Tab in the composer."""


@dataclass(repr=False, eq=False)
class QuotesWanted(Message):
    """The person pressed Shift+Tab in the composer."""


@dataclass(repr=False, eq=False)
class PageWanted(Message):
    """The person pressed PageUp or PageDown in the composer."""

    up: bool


@dataclass(repr=False, eq=False)
class HelpWanted(Message):
    """The person asked for help in an empty composer."""


@dataclass(repr=False, eq=False)
class PlaceChosen(Message):
    """The person opened a quote or a source."""

    place: Place


@dataclass(repr=False, eq=False)
class FoldersListed(Message):
    """The folders whose paths begin as what was typed."""

    typed: str
    folders: Sequence[str]


@dataclass(repr=False, eq=False)
class FirstStepChosen(Message):
    """With nothing indexed, the person chose how to begin: the sample documents, else a folder."""

    samples: bool


@dataclass(repr=False, eq=False)
class FileWanted(Message):
    """The person wants a document in a program of their own."""

    path: str
    page: int | None


@dataclass(repr=False, eq=False)
class ReadAgainWanted(Message):
    """The person wants a document of the library read anew, or all of them."""

    path: str | None


@dataclass(repr=False, eq=False)
class TurnChosen(Message):
    """The person wants something done with an earlier question. `what`: "edit", "again", "copy", "older", "newer"."""

    turn: int
    what: str


@dataclass(repr=False, eq=False)
class PinWanted(Message):
    """The person wants answers from this document alone, or no longer."""

    path: str
    title: str
