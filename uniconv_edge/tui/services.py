"""What the app asks of the core: one object, handed in, so that tests bring their own. No heavy import.

Every call may take long and is made on a thread of `Core`, never by a widget; each raises UniconvError.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from uniconv_edge.assistant.past.history import Conversation, Exchange
    from uniconv_edge.types import Answer, AnswerEvent, IndexEvent, LibraryStatus, Page, Quote, Turn


@dataclass(frozen=True, slots=True)
class FolderPreview:
    """What reading a folder would read: files by kind (`pdf`, 12) most first, their bytes, and what would be left out.

    `complete` is false when there was more than could be looked at in a moment; `within` is the folder of the library
    of which it is, or is a part, "" for a new one.
    """

    path: str
    kinds: tuple[tuple[str, int], ...]
    size_bytes: int
    refused: int
    complete: bool = True
    within: str = ""

    @property
    def files(self) -> int:
        return sum(number for _, number in self.kinds)


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model that could be used. `memory_bytes` is what it needs when open; `unified`: one model finds and answers;
    `current`: it is the one in use; `fault` says why it cannot be used, "" as far as that is not known."""

    name: str
    folder: str
    size_bytes: int
    memory_bytes: int
    license: str
    answers: bool
    unified: bool
    current: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ModelShelf:
    """The models of this machine and the bytes of memory that are free."""

    models: tuple[ModelRow, ...]
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Kept:
    """How an answer was stored: its number, its conversation, and the versions in its place, oldest first."""

    exchange: int
    conversation: int
    versions: tuple[int, ...]


class Assistant(Protocol):
    """What the app needs of `uniconv_edge.assistant.answer.Assistant`. `filters`: which documents are searched."""

    filters: str

    def ask(self, question: str, *, stop: threading.Event | None = None) -> Iterator[AnswerEvent]: ...
    # Makes ready what the next question will likely need, step by step; can be left at any of them, never raises.
    def prepare(self) -> Iterator[None]: ...
    def reset(self, turns: Sequence[Turn] = ()) -> None: ...
    def refresh(self) -> None: ...
    def status(self) -> LibraryStatus: ...
    def close(self) -> None: ...


class History(Protocol):
    """What the app needs of `uniconv_edge.assistant.past.history.History`."""

    def add(
        self,
        answer: Answer,
        *,
        conversation: int | None = None,
        library: str = "",
        replacing: int | None = None,
        after: int | None = None,
    ) -> Exchange: ...
    def exchange(self, identifier: int) -> Exchange: ...
    def turns_before(self, exchange: int) -> Sequence[Turn]: ...
    def thread(self, conversation: int) -> Sequence[Exchange]: ...
    def select(self, exchange: int) -> Sequence[Exchange]: ...
    def conversation(self, identifier: int) -> Conversation: ...
    def filters(self, conversation: int) -> str: ...
    def keep_filters(self, conversation: int, filters: str) -> None: ...
    def tree(self, conversation: int) -> Sequence[tuple[int, int | None, str]]: ...
    def conversations(
        self, words: str = "", *, limit: int = -1, unfinished: bool = False
    ) -> Sequence[Conversation]: ...
    def rename(self, conversation: int, title: str) -> None: ...
    def delete(self, conversation: int) -> None: ...
    def close(self) -> None: ...


class Services(Protocol):
    """The core, as far as the app knows it."""

    @property
    def model_name(self) -> str: ...
    def open_assistant(self) -> Assistant: ...
    def open_history(self) -> History: ...
    # `passed` is told (passages cut, passages embedded) while documents are on their way into the library.
    def index(self, paths: Sequence[Path], passed: Callable[[int, int], None]) -> Generator[IndexEvent]: ...
    def watch(self, stop: threading.Event) -> Iterator[IndexEvent]: ...
    # The pages of a document as the library has it now; none when it has left. Numbers of documents do not last.
    def pages(self, path: str) -> Sequence[Page]: ...
    # The quotes with the states that they have now, each looked for in the library and in its file.
    def checked(self, quotes: Sequence[Quote]) -> Sequence[Quote]: ...
    def status(self) -> LibraryStatus: ...
    # How many documents pass filters as typed; UsageError for what is no filter, or no collection of the library.
    def matching(self, filters: str) -> int: ...
    def preview(self, path: Path) -> FolderPreview: ...
    def forget(self, path: Path) -> int: ...
    def export(self, conversation: int, file: Path) -> None: ...
    def open_file(self, path: str, page: int | None) -> str: ...
    def models(self) -> ModelShelf: ...
    def verify_model(self, name: str) -> str: ...
    def speed_of_model(self, name: str) -> Mapping[str, float]: ...
    def use_model(self, name: str) -> str: ...
    def sample_documents(self) -> Path | None: ...
    def keep_setting(self, key: str, value: str) -> None: ...
