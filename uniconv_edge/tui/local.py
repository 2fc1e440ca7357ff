"""The app's services on this machine: the real model, library and files. The one module of the app that imports them,
inside its functions, so that native libraries are loaded after the first paint."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from uniconv_edge.errors import LibraryBusy, LibraryMissing, ModelDamaged, ModelMissing, UniconvError, UsageError
from uniconv_edge.paths import examples_folder, history_file, model_folder

if TYPE_CHECKING:
    from uniconv_edge.tui.services import Assistant, FolderPreview, History, ModelShelf
    from uniconv_edge.types import Answer, IndexEvent, LibraryStatus, Page, Quote, Turn

_PREVIEW_SECONDS = 2.0
_BUSY_SECONDS = 0.3
_FAILS_WITHIN = 2.0  # seconds: `xdg-open` that finds no program ends after a few tenths


class LocalServices:
    """Satisfies `services.Services`."""

    def __init__(
        self, library: Path, model: Path, opener: str = "", *, context: int = 0, min_confidence: float | None = None
    ) -> None:
        """`context`: the window in tokens, 0 for the model's own."""
        self._library, self._model, self._opener = library, model, opener
        self._answers = model.name
        self._fault = ""  # why the model could not be opened
        self._context, self._min_confidence = context or None, min_confidence
        self._last_look: tuple[object, list[Quote]] | None = None

    @property
    def model_name(self) -> str:
        """The name of the model, or pair, that answers: the folder's, until the assistant tells its own."""
        return self._answers

    def open_assistant(self) -> Assistant:
        """Load the model and open the library. That there is none yet is said before a model is loaded."""
        from uniconv_edge.library.store import Store

        Store.open(self._library).close()
        from uniconv_edge.assistant.opening import open_assistant
        from uniconv_edge.model.catalog import name_of

        self._answers, self._fault = name_of(self._model), ""
        try:
            assistant = open_assistant(
                self._model, self._library, context=self._context, min_confidence=self._min_confidence
            )
        except (ModelDamaged, ModelMissing) as error:
            self._fault = error.message
            raise
        self._answers = assistant.model_name
        return assistant

    def open_history(self) -> History:
        """Open the stored conversations."""
        from uniconv_edge.assistant.past.history import History

        return History.open(history_file())

    def index(self, paths: Sequence[Path], passed: Callable[[int, int], None]) -> Generator[IndexEvent]:
        """Index with an embedder of its own, since the assistant belongs to another thread; while the follower writes
        the library, wait for it."""
        from uniconv_edge.library.embedding import CountingEmbedder
        from uniconv_edge.library.sync import sync
        from uniconv_edge.model.embedder import OnnxEmbedder
        from uniconv_edge.types import Waiting

        embedder = CountingEmbedder(
            OnnxEmbedder.open(self._model), lambda number: passed(0, number), lambda number: passed(number, 0)
        )
        begun = False
        while not begun:
            try:
                for event in sync(self._library, paths, embedder):
                    begun = True
                    yield event
            except LibraryBusy as error:
                if begun or self._another_writes():
                    raise
                yield Waiting(error.message)
                time.sleep(_BUSY_SECONDS)

    def _another_writes(self) -> bool:
        """Whether another process writes the library."""
        from uniconv_edge.library.lock import holder, is_held

        return is_held(self._library) and holder(self._library) not in (None, os.getpid())

    def watch(self, stop: threading.Event) -> Iterator[IndexEvent]:
        """Follow the folders of the library until `stop` is set."""
        from uniconv_edge.library.watch import watch
        from uniconv_edge.model.embedder import OnnxEmbedder

        yield from watch(self._library, [], OnnxEmbedder.open(self._model), stop=stop)

    def pages(self, path: str) -> Sequence[Page]:
        """A document's pages over a connection of their own; none when it has left the library."""
        from uniconv_edge.library.store import Store

        with Store.open(self._library) as store, store.snapshot():
            rows = store.rows("SELECT id FROM documents WHERE path = ?", os.fsencode(path))
            return store.pages(rows[0][0]) if rows else []

    def checked(self, quotes: Sequence[Quote]) -> Sequence[Quote]:
        """The quotes with the states that they have now. Files are read again only when one of them, or the library,
        is not as it was at the last look at these quotes."""
        from uniconv_edge.assistant.quoting.verify import Verifier
        from uniconv_edge.library.store import Store

        with Store.open(self._library) as store:
            seen = (tuple(quotes), store.generation, [_stamp(path) for path in sorted({q.path for q in quotes})])
            if self._last_look is None or self._last_look[0] != seen:
                self._last_look = seen, list(map(Verifier(store).again, quotes))
            return self._last_look[1]

    def status(self) -> LibraryStatus:
        """What the library holds."""
        from uniconv_edge.library.store import Store

        with Store.open(self._library) as store:
            return store.status()

    def matching(self, filters: str) -> int:
        """How many documents pass filters as typed. Raises UsageError for what is no filter, or no collection."""
        from uniconv_edge.library.collections import check_named
        from uniconv_edge.library.query import parse
        from uniconv_edge.library.search import matching_documents
        from uniconv_edge.library.store import Store

        asked = parse(filters)
        if asked.text:
            raise UsageError(
                f"`{asked.text}` is no filter", "write for example `path:contracts`, `type:pdf`, `after:2024`"
            )
        if asked.filters.collections:
            check_named(self._library, asked.filters.collections)
        with Store.open(self._library) as store:
            found = matching_documents(store, asked.filters)
            return store.counts()[0] if found is None else len(found)

    def preview(self, path: Path) -> FolderPreview:
        """Walk a folder, for two seconds at most, and count what would be read."""
        from collections import Counter

        from uniconv_edge.library.extract import ocr
        from uniconv_edge.library.extract.formats import is_called_heic, is_called_picture
        from uniconv_edge.library.walk import FileEntry, walk
        from uniconv_edge.tui.services import FolderPreview

        kinds: Counter[str] = Counter()
        size, refused, deadline = 0, 0, time.monotonic() + _PREVIEW_SECONDS
        complete = True
        real = os.path.realpath(path)
        reads_pictures = {heic: ocr.reads_pictures(heic=heic) for heic in (False, True)}
        for found in walk(real):
            is_read = not is_called_picture(found.path) or reads_pictures[is_called_heic(found.path)]
            is_meant = is_read or found.path == real
            if isinstance(found, FileEntry) and is_meant:
                kinds[Path(found.path).suffix.lower().lstrip(".") or "text"] += 1
                size += found.size_bytes
            else:
                refused += 1
            if time.monotonic() > deadline:
                complete = False
                break
        return FolderPreview(str(path), tuple(kinds.most_common()), size, refused, complete, self._root_of(path))

    def _root_of(self, path: Path) -> str:
        """The root of the library at or above a path; "" where there is none, or no library yet."""
        from uniconv_edge.library.walk import is_under

        try:
            roots = self.status().roots
        except LibraryMissing:
            return ""
        return next((root for root in roots if is_under(os.path.realpath(path), [root])), "")

    def forget(self, path: Path) -> int:
        """Remove a folder or file from the library; while the follower writes it, wait."""
        from uniconv_edge.library.lock import is_held
        from uniconv_edge.library.sync import forget

        while is_held(self._library) and not self._another_writes():
            time.sleep(_BUSY_SECONDS)
        return forget(self._library, path)

    def export(self, conversation: int, file: Path) -> None:
        """Write a stored conversation as Markdown into a new file."""
        from uniconv_edge.assistant.past.exported import write_new
        from uniconv_edge.assistant.past.history import History
        from uniconv_edge.assistant.past.record import conversation_markdown

        with History.open(history_file()) as history:
            title = history.conversation(conversation).title
            text = conversation_markdown(title, [exchange.answer for exchange in history.thread(conversation)])
        write_new(file, text)

    def open_file(self, path: str, page: int | None) -> str:
        """Start the person's program for a document; returns its name. It outlives the app. One that fails at once, as
        `xdg-open` does where nothing can show the document, is an error: nothing was opened."""
        from uniconv_edge.tui.opening import command_for

        if not Path(path).is_file():
            raise UniconvError(f"{path} is not there any more", "index its folder again")
        command = command_for(path, page, self._opener, shutil.which, os.environ)
        quiet = subprocess.DEVNULL
        try:
            started = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
        except OSError as error:
            raise UniconvError(f"cannot start {command[0]}: {error.strerror}", "correct `app.opener`") from error
        try:
            status = started.wait(_FAILS_WITHIN)
        except subprocess.TimeoutExpired:  # it shows the document; when it ends, nothing of it is left behind
            threading.Thread(target=started.wait, daemon=True).start()
            return command[0]
        if status:
            hint = "name another program: `uniconv-edge config set app.opener ...`"
            raise UniconvError(f"{command[0]} could not open {path}: it ended with status {status}", hint)
        return command[0]

    def models(self) -> ModelShelf:
        """The shipped models and the one in use."""
        from dataclasses import asdict

        from uniconv_edge.model.catalog import free_memory, shelved
        from uniconv_edge.tui.services import ModelRow, ModelShelf

        current, rows = self._model.resolve(), []
        for model in shelved([current]):
            is_used = model.folder.resolve() == current
            fault = model.fault or (self._fault if is_used else "")
            told = asdict(model) | {"folder": str(model.folder), "fault": fault}
            rows.append(ModelRow(**told, current=is_used))
        return ModelShelf(tuple(rows), free_memory())

    def verify_model(self, name: str) -> str:
        """Check every file of a model; returns what was found. Raises ModelDamaged."""
        from uniconv_edge.model.catalog import verify_all

        return f"all {verify_all(Path(name))} files are sound"

    def speed_of_model(self, name: str) -> Mapping[str, float]:
        """Tokens read and written a second, passages indexed a second, bytes of memory."""
        from dataclasses import asdict

        from uniconv_edge.model.catalog import measure_speed

        return asdict(measure_speed(Path(name)))

    def use_model(self, name: str) -> str:
        """Answer with another model, now and at the next start; returns its name."""
        from uniconv_edge.config import change
        from uniconv_edge.model.catalog import name_of

        self._model = model_folder(name)
        change("model", str(self._model))
        return name_of(self._model)

    def sample_documents(self) -> Path | None:
        """The folder of documents to try, when this installation has one."""
        return examples_folder()

    def keep_setting(self, key: str, value: str) -> None:
        """Remember a choice in the settings file."""
        from uniconv_edge.config import change

        change(key, value)


def _stamp(path: str) -> tuple[int, ...]:
    """What tells that a file is another than before; () when it is not there."""
    try:
        status = Path(path).stat()
    except OSError:
        return ()
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size


def turns_left(answer: Answer) -> list[Turn]:
    """The turns that an answer leaves, as the assistant remembers them."""
    from uniconv_edge.assistant.past.remembered import turns_after

    return turns_after(answer)
