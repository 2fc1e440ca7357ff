"""The commands that answer: `ask` and `chat`."""

from __future__ import annotations

import json
import os
import shlex
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uniconv_edge.cli import arguments, presentation
from uniconv_edge.cli.arguments import (
    AfterFilter,
    BeforeFilter,
    CollectionFilter,
    JsonOption,
    LibraryOption,
    ModelOption,
    PathFilter,
    TypeFilter,
)
from uniconv_edge.cli.conversations import stored
from uniconv_edge.cli.links import emit_cited
from uniconv_edge.cli.output import emit, emit_json, narrate, one_line
from uniconv_edge.cli.search import asked_for, check_collections, named_filters, words_of
from uniconv_edge.errors import GenerationFailed, LibraryMissing, UniconvError, UsageError
from uniconv_edge.library.query import ALL, Filters, as_typed, parse
from uniconv_edge.library.text import clean
from uniconv_edge.memory import loading
from uniconv_edge.paths import library_folder, model_folder, wanted_model
from uniconv_edge.regular import read_regular
from uniconv_edge.wording import counted, is_passed_over

if TYPE_CHECKING:
    from uniconv_edge.assistant.conversation import Conversation
    from uniconv_edge.types import Answer, Turn

_PATHS_SHOWN = 3
_UNANSWERED = 5  # the status of `ask --must-answer`
_MAX_HISTORY_BYTES = 100_000_000

ConfidenceOption = Annotated[
    float | None,
    typer.Option(
        "--min-confidence", min=0.0, max=1.0, help="Do not answer below this.", show_default="the model's own"
    ),
]
ContextOption = Annotated[
    int | None,
    typer.Option("--context", min=0, help="The model's window in tokens, at least 512.", show_default="its own"),
]


def register(app: typer.Typer) -> None:
    """Add `ask` and `chat`."""
    app.command()(ask)
    app.command()(chat)


def ask(
    question: Annotated[list[str], typer.Argument(metavar="QUESTION...", help="The question; `-`: stdin.")],
    docs: Annotated[
        list[Path] | None,
        typer.Option(
            "--docs", parser=arguments.path, help="Read these first (repeat for more); kept only with --library."
        ),
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option("--history", parser=arguments.path, help="Earlier turns: a JSON list of {role, text}."),
    ] = None,
    path: PathFilter = None,
    kind: TypeFilter = None,
    after: AfterFilter = None,
    before: BeforeFilter = None,
    collection: CollectionFilter = None,
    library: LibraryOption = None,
    model: ModelOption = None,
    min_confidence: ConfidenceOption = None,
    context: ContextOption = None,
    must_answer: Annotated[
        bool, typer.Option("--must-answer", help=f"End with status {_UNANSWERED} when the documents do not answer.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Answer one question with quotes from the documents."""
    asked = words_of(asked_for(question), "question")
    if docs:
        _check_no_document(question, docs)
    filters = as_typed(named_filters(path, kind, after, before, collection))
    turns = read_history(history) if history is not None else []
    paths = existing(docs or ())
    model_dir, numbers = model_folder(model), {"context": context, "min_confidence": min_confidence}
    with _library(paths, library) as folder:
        if paths:
            _index(model_dir, folder, paths)
        with telling_of_a_first_run(folder):
            check_collections(folder, parse(f"{filters} {asked}").filters.collections)
            with closing(open_conversation(model_dir, folder, numbers)) as assistant:
                assistant.filters = filters
                if turns:
                    assistant.reset(turns)
                answer = _answer(assistant, asked, as_json)
        _tell_more(answer, folder)
    if must_answer and not answer.answered:
        raise typer.Exit(_UNANSWERED)


def chat(
    paths: Annotated[
        list[Path] | None, typer.Argument(parser=arguments.path, help="Folders and files to read first.")
    ] = None,
    library: LibraryOption = None,
    model: ModelOption = None,
    theme: Annotated[
        str | None,
        typer.Option("--theme", help="Colours of the app; ignored elsewhere.", show_default="as the terminal"),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Lines instead of a screen, for screen readers; ignored in a pipe.")
    ] = False,
    resume: Annotated[
        int | None,
        typer.Option(
            "--resume", help="Go on with this stored conversation; outside the app what follows is not stored."
        ),
    ] = None,
    path: PathFilter = None,
    kind: TypeFilter = None,
    after: AfterFilter = None,
    before: BeforeFilter = None,
    collection: CollectionFilter = None,
    min_confidence: ConfidenceOption = None,
    context: ContextOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask in conversation: an app in a terminal; in a pipe, a question a line in and an answer out (not stored)."""
    wanted = existing(paths or ())
    filters = as_typed(named_filters(path, kind, after, before, collection))
    if filters and resume is not None:
        raise UsageError("a conversation that is gone on with has filters of its own", "change them in the app")
    folder, numbers = library_folder(library), {"context": context, "min_confidence": min_confidence}
    if not as_json and sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        from uniconv_edge.cli.terminal import open_app

        if not wanted:  # else there may be more collections once these are read
            check_collections(folder, collection or ())
        flags = {"app.theme": theme, "app.plain": plain or None, **numbers}
        # One that the settings name and that is gone is told there, beside what can be read without it.
        model_dir = model_folder(model) if model else wanted_model()
        raise typer.Exit(open_app(folder, model_dir, wanted, flags, resume, filters))
    model_dir = model_folder(model)
    turns, filters = stored(resume, folder) if resume is not None else ([], filters)
    if resume is not None and filters:
        narrate(f"note: this conversation asks only these documents: {one_line(filters)}")
    if wanted:
        _index(model_dir, folder, wanted)
    check_collections(folder, collection or ())
    with closing(open_conversation(model_dir, folder, numbers)) as assistant:
        assistant.filters = filters
        assistant.reset(turns)
        if sys.stdin.isatty():  # a dumb terminal, or one whose output goes elsewhere: nothing else would be seen
            narrate("note: each line is a question; Ctrl-D ends it")
        failed = _answer_lines(assistant, as_json)
    if failed:
        raise typer.Exit(GenerationFailed.exit_code)


def read_history(path: Path) -> list[Turn]:
    """The turns of a history file: `[{"role", "text"}, ...]` or `{"turns": [...]}`. Raises UsageError."""
    from uniconv_edge.types import Turn

    advice = 'it holds a JSON list like [{"role": "user", "text": "..."}, {"role": "assistant", "text": "..."}]'
    try:
        raw = json.loads(read_regular(path, _MAX_HISTORY_BYTES).decode("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read the history `{path}`: {error.strerror}", advice) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the history `{path}` is not JSON: {error}", advice) from error
    rows = raw.get("turns") if isinstance(raw, dict) else raw
    if not isinstance(rows, list):
        raise UsageError(f"the history `{path}` holds no list of turns", advice)
    turns = []
    for number, row in enumerate(rows, 1):
        role, text = (row.get("role"), row.get("text")) if isinstance(row, dict) else (None, None)
        if role not in ("user", "assistant") or not isinstance(text, str):
            raise UsageError(f"turn {number} of the history `{path}` is not a turn", advice)
        turns.append(Turn(role, clean(text)))
    return turns


def _check_no_document(words: Sequence[str], docs: Sequence[Path]) -> None:
    """Raises UsageError for a file or folder among the words of a question, as `--docs *.md "What?"` has it."""
    found = [word for word in words if os.path.lexists(word)]  # unlike Path.exists() never an error
    if found:
        typed = " ".join(f"--docs {shlex.quote(str(each))}" for each in (*docs, *found)[:_PATHS_SHOWN])
        raise UsageError(
            f"`{found[0]}` is a file or folder, and stands among the words of the question",
            f'each has a --docs of its own: `ask {typed} "..."`, or name the folder that holds them; '
            "if the word belongs to the question, put the whole question in quotation marks",
        )


def existing(paths: Iterable[Path]) -> list[Path]:
    """The paths from the root of the disk on. Raises UsageError for one where nothing is."""
    found = [path.absolute() for path in paths]
    for path in found:
        if not path.exists():
            raise UsageError(f"there is no file or folder `{path}`", "check the path")
    return found


@contextmanager
def _library(paths: Sequence[Path], explicit: Path | None) -> Iterator[Path]:
    """The library to ask: with documents but no library named, a private one that is deleted afterwards."""
    if paths and explicit is None:
        with tempfile.TemporaryDirectory(prefix="uniconv-edge-") as temporary:
            yield Path(temporary) / "library"
    else:
        yield library_folder(explicit)


def _index(model_dir: Path, folder: Path, paths: Sequence[Path]) -> None:
    """Read the paths into the library; says on stderr what was not read. Raises UsageError when nothing was read."""
    from uniconv_edge.library.sync import sync
    from uniconv_edge.model.embedder import OnnxEmbedder
    from uniconv_edge.types import Indexed, Published, Scanned, Skipped

    skipped: list[Skipped] = []
    for event in sync(folder, paths, OnnxEmbedder.open(model_dir)):
        if isinstance(event, Scanned):
            narrate(f"reading {event.files} file{'' if event.files == 1 else 's'}")
        elif isinstance(event, Skipped):
            skipped.append(event)
            if not is_passed_over(event):
                narrate(f"skipped {one_line(f'{event.path}: {event.reason}')}")
        elif isinstance(event, Indexed) and event.unread:
            narrate(f"read in part: {one_line(f'{event.path}: {event.unread}')}")
        elif isinstance(event, Published):
            for line in counted(skipped):
                narrate(f"skipped {one_line(line)}")
            if event.documents:
                continue
            if skipped:
                raise UsageError("none of the documents could be read", "the reasons stand above")
            named = ", ".join(f"`{path}`" for path in paths)
            raise UsageError(
                f"there is no file that can be read in {named}", "name a folder that holds documents, or a file"
            )


def open_conversation(
    model_dir: Path, folder: Path, flags: Mapping[str, object], bounds: Filters = ALL
) -> Conversation:
    """A conversation with what passes the bounds of a library, with the settings and flags of the person."""
    with loading():
        from uniconv_edge.assistant.opening import open_assistant
        from uniconv_edge.config import resolve

        settings = resolve(flags).settings
        return open_assistant(
            model_dir,
            folder,
            context=settings.context or None,
            min_confidence=settings.min_confidence,
            bounds=bounds,
        )


def _answer(assistant: Conversation, question: str, as_json: bool) -> Answer:
    """Ask, and print the answer: quotes as they come, since a chat model may write for long after them."""
    from uniconv_edge.types import Finished, QuoteFound

    shown = 0
    for event in assistant.ask(question):
        if isinstance(event, QuoteFound) and not as_json:
            emit_cited(presentation.quote_text(event.quote), [event.quote])
            shown += 1
        elif isinstance(event, Finished):
            if as_json:
                emit_json(presentation.answer_json(event.answer))
            elif rest := presentation.answer_text(event.answer, shown):
                emit_cited(rest, (*event.answer.quotes, *event.answer.nearest))
            return event.answer
    raise GenerationFailed("the answer ended before it was complete", "ask again")


@contextmanager
def telling_of_a_first_run(folder: Path) -> Iterator[None]:
    """That there is nothing to ask yet is otherwise said while documents are on their way into the library."""
    from uniconv_edge.library.lock import is_held

    try:
        yield
    except LibraryMissing as error:
        if is_held(folder):
            raise LibraryMissing(
                f"the library `{folder}` is being built, and holds no document yet", "ask again in a moment"
            ) from error
        raise


def _tell_more(answer: Answer, folder: Path) -> None:
    """What would make a better answer, on stderr."""
    from uniconv_edge.library.lock import is_held
    from uniconv_edge.library.store import Store

    if any(quote.state in ("changed", "missing") for quote in answer.quotes):
        narrate("note: the library is older than the files; `uniconv-edge index` brings it up to date")
    if answer.answered:
        return
    if is_held(folder):
        narrate("note: documents are being read into the library just now; ask again when that is done")
        return
    with suppress(LibraryMissing), Store.open(folder) as store:  # it may have been taken away meanwhile
        if store.is_unfinished:
            narrate("note: the last run ended before it had read all files; `uniconv-edge index` goes on")


def _answer_lines(assistant: Conversation, as_json: bool) -> bool:
    """Answer each line of stdin; `/new` begins a new conversation. True when one of them failed."""
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        # A line that is not UTF-8 is a bad question, not the end of the conversation.
        reconfigure(errors="replace")
    failed = False
    for line in sys.stdin:
        question = clean(line).strip()
        if not question:
            continue
        if question == "/new":
            assistant.reset()
            continue
        try:
            assistant.refresh()  # another process may have written the library since the last line
            _answer(assistant, question, as_json)
        except UniconvError as error:
            failed = True
            _show_failure(question, error, as_json)
        if not as_json:
            emit("")
    return failed


def _show_failure(question: str, error: UniconvError, as_json: bool) -> None:
    if as_json:
        emit_json(presentation.failure_json(question, error.message, error.hint))
    narrate(f"error: {one_line(error.message)}")
    if error.hint:
        narrate(f"hint: {error.hint}")
