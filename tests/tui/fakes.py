"""A fake assistant and a fake indexing run, with the same events as the real ones."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from uniconv_edge.assistant.past.history import History
from uniconv_edge.errors import ModelDamaged, UsageError
from uniconv_edge.paths import history_file
from uniconv_edge.tui.services import FolderPreview, ModelRow, ModelShelf
from uniconv_edge.types import (
    Answer,
    AnswerEvent,
    Finished,
    Hit,
    Indexed,
    IndexEvent,
    LibraryStatus,
    Page,
    Published,
    Quote,
    QuoteFound,
    Retrieved,
    Scanned,
    Skipped,
    Stopped,
    TextDelta,
    Timings,
    Turn,
)

BEFORE = "".join(f"Clause {n}. The parties agree on matter number {n} in good faith.\n" for n in range(1, 60))
SPAN = "The notice period is three months to the end of a quarter."
AFTER = "".join(f"\nClause {n}. Further matters are settled in annex {n}." for n in range(61, 120))
CONTRACT = BEFORE + SPAN + AFTER
LETTER = "Dear Ms Miller,\nwe confirm that you work from Lisbon.\nYours, the office"


def hit(rank: int = 1, **changes: object) -> Hit:
    base = Hit(
        rank=rank,
        score=1.0 / rank,
        passage_id=rank,
        document_id=1,
        path="/home/ada/papers/contract.pdf",
        title="Employment contract",
        page=3,
        page_index=2,
        start=len(BEFORE),
        end=len(BEFORE) + len(SPAN),
        text=SPAN,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


LETTER_HIT = hit(
    2, document_id=2, path="/home/ada/letter.txt", title="", page=None, page_index=0, start=0, end=50, text=LETTER[:50]
)


def quote_of(source: Hit, text: str | None = None, verified: bool = True) -> Quote:
    return Quote(
        source=source.rank,
        path=source.path,
        title=source.title,
        page=source.page,
        page_index=source.page_index,
        document_id=source.document_id,
        start=source.start,
        end=source.end,
        text=source.text if text is None else text,
        verified=verified,
    )


class FakeAssistant:
    """Says the same thing every time; remembers what it was asked; can be slow."""

    def __init__(self, *, token_seconds: float = 0.0, words: int = 4, documents: int = 12) -> None:
        self.token_seconds = token_seconds
        self.words = words
        self.documents = documents
        self.filters = ""
        self.questions: list[str] = []
        self.searched: list[str] = []
        self.resets = 0
        self.refreshes = 0
        self.closed = False
        self.threads: set[str] = set()
        self._turns: list[Turn] = []

    @property
    def turns(self) -> tuple[Turn, ...]:
        return tuple(self._turns)

    def sources(self) -> tuple[Hit, ...]:
        return (hit(), LETTER_HIT)

    def quotes(self) -> tuple[Quote, ...]:
        return (quote_of(hit()),)

    def reply(self, number: int) -> list[str]:
        return [f"w{number}.{i} " for i in range(self.words)]

    def ask(self, question: str, *, stop: threading.Event | None = None) -> Iterator[AnswerEvent]:
        self.threads.add(threading.current_thread().name)
        self.questions.append(question)
        self.searched.append(self.filters)
        yield Retrieved(self.sources())
        for quote in self.quotes():
            yield QuoteFound(quote)
        words = self.reply(len(self.questions))
        for word in words:
            time.sleep(self.token_seconds)
            if stop is not None and stop.is_set():
                yield Stopped(question)
                return
            yield TextDelta(word)
        text = "".join(words)
        self._turns += [Turn("user", question), Turn("assistant", text)]
        timings = Timings(embed_ms=3.0, search_ms=1.5, first_token_ms=120.0, total_ms=412.0)
        yield Finished(Answer(question, True, text, self.quotes(), self.sources(), timings, "tiny", 0.9, 28, 312))

    def prepare(self) -> Iterator[None]:
        self.threads.add(threading.current_thread().name)
        return iter(())

    def reset(self, turns: Sequence[Turn] = ()) -> None:
        self.resets += 1
        self._turns = list(turns)

    def refresh(self) -> None:
        self.refreshes += 1

    def status(self) -> LibraryStatus:
        return LibraryStatus("/lib", self.documents, self.documents * 40, "tiny:0123456789abcdef")

    def pages(self, document_id: int) -> list[Page]:
        self.threads.add(threading.current_thread().name)
        if document_id == 2:
            return [Page(None, LETTER)]
        return [Page(1, "First page."), Page(2, "Second page."), Page(3, CONTRACT), Page(4, "Last page.")]

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> FakeAssistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def fake_index(seconds: float = 0.0, files: int = 5) -> Callable[[Sequence[Path]], Iterator[IndexEvent]]:
    """An indexing run of `files` files, one of them unreadable."""

    def run(paths: Sequence[Path]) -> Iterator[IndexEvent]:
        folder = paths[0] if paths else "/known"
        yield Scanned(files, 1000 * files)
        for n in range(files - 1):
            time.sleep(seconds)
            yield Indexed(f"{folder}/file {n}.txt", 3)
        yield Skipped(f"{folder}/broken.pdf", "not a PDF")
        yield Published(files - 1, 3 * (files - 1), 0.1)

    return run


class FakeServices:
    """The services of a test: a fake assistant and library, and stored conversations in a real file."""

    def __init__(
        self,
        assistant: FakeAssistant | None = None,
        *,
        index: Callable[[Sequence[Path]], Iterator[IndexEvent]] | None = None,
        open_assistant: Callable[[], FakeAssistant] | None = None,
        samples: Path | None = None,
    ) -> None:
        self.assistant = assistant or FakeAssistant()
        self.model_name = "tiny"
        self.opened: list[tuple[str, int | None]] = []
        self.forgotten: list[Path] = []
        self.kept: list[tuple[str, str]] = []
        self.used: list[str] = []
        self.found_now: dict[str, object] = {}  # what a new look at a quote finds otherwise than it was
        self.roots = ("/home/ada/papers", "/home/ada/letters")
        self.skipped = (Skipped("/home/ada/papers/old/broken.pdf", "not a PDF"),)
        self.partly = (Skipped("/home/ada/papers/lease.pdf", "page 4 of 6 is a picture"),)
        self.changes: queue.Queue[IndexEvent] = queue.Queue()
        self._index = index or fake_index()
        self._open = open_assistant or (lambda: self.assistant)
        self._samples = samples

    def open_assistant(self) -> FakeAssistant:
        return self._open()

    def open_history(self) -> History:
        return History.open(history_file())

    def index(self, paths: Sequence[Path], passed: Callable[[int, int], None]) -> Generator[IndexEvent]:
        for event in self._index(paths):
            passed(3, 0)
            passed(0, 3)
            yield event

    def watch(self, stop: threading.Event) -> Iterator[IndexEvent]:
        while not stop.is_set():
            with contextlib.suppress(queue.Empty):
                yield self.changes.get(timeout=0.02)

    def pages(self, path: str) -> Sequence[Page]:
        return self.assistant.pages(2 if path == LETTER_HIT.path else 1)

    def checked(self, quotes: Sequence[Quote]) -> Sequence[Quote]:
        return [replace(quote, **self.found_now) for quote in quotes]  # type: ignore[arg-type]

    def status(self) -> LibraryStatus:
        return replace(
            self._open().status(), roots=self.roots, skipped=self.skipped, partly=self.partly, size_bytes=1_234_567
        )

    def matching(self, filters: str) -> int:
        if not filters.startswith(("type:", "path:")):
            raise UsageError(f"`{filters}` is no filter", "write type:pdf")
        return 0 if filters == "type:none" else 2

    def preview(self, path: Path) -> FolderPreview:
        return FolderPreview(str(path), (("pdf", 5), ("md", 2)), 3_400_000, 4)

    def forget(self, path: Path) -> int:
        self.forgotten.append(path)
        self.roots = tuple(root for root in self.roots if root != str(path))
        return 3

    def export(self, conversation: int, file: Path) -> None:
        with self.open_history() as history:
            file.write_text(history.conversation(conversation).title)

    def open_file(self, path: str, page: int | None) -> str:
        self.opened.append((path, page))
        return "viewer"

    def models(self) -> ModelShelf:
        rows = [
            ModelRow("tiny", "/models/tiny", 7_000_000, 210_000_000, "apache-2.0", True, True, not self.used),
            ModelRow("large", "/models/large", 70_000_000, 500_000_000, "mit", True, False, bool(self.used)),
            ModelRow("finder", "/models/finder", 90_000_000, 300_000_000, "mit", False, False, False),
        ]
        return ModelShelf(tuple(rows), 8_000_000_000)

    def verify_model(self, name: str) -> str:
        if name == "/models/large":
            raise ModelDamaged("model file `model.gguf` differs", "restore the file")
        return "all 9 files are sound"

    def speed_of_model(self, name: str) -> Mapping[str, float]:
        return {"read_per_second": 4100.0, "written_per_second": 41.0, "passages_per_second": 900.0, "load_ms": 80.0}

    def use_model(self, name: str) -> str:
        self.used.append(name)
        return Path(name).name

    def sample_documents(self) -> Path | None:
        return self._samples

    def keep_setting(self, key: str, value: str) -> None:
        self.kept.append((key, value))
