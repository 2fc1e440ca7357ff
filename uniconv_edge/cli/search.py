"""The command that finds passages: `search`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from uniconv_edge.cli import presentation
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
from uniconv_edge.cli.links import emit_cited
from uniconv_edge.cli.output import emit, emit_json, emit_paths, narrate, one_line
from uniconv_edge.errors import UsageError
from uniconv_edge.library.query import as_typed, both, filters_of, note_of_words, parse
from uniconv_edge.library.text import clean
from uniconv_edge.paths import library_folder, model_folder

if TYPE_CHECKING:
    from uniconv_edge.assistant.search.retrieve import Found, Retriever
    from uniconv_edge.library.query import Query
    from uniconv_edge.model.embedder import OnnxEmbedder
    from uniconv_edge.types import Hit

_MAX_HITS = 100


def register(app: typer.Typer) -> None:
    """Add `search`."""
    app.command()(search)


def search(
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY...", help='What to look for, `-`: stdin; filters like path: and "phrases" may be in it.'
        ),
    ],
    limit: Annotated[int, typer.Option("-n", "--limit", help=f"How many passages or files, 1 to {_MAX_HITS}.")] = 10,
    path: PathFilter = None,
    kind: TypeFilter = None,
    after: AfterFilter = None,
    before: BeforeFilter = None,
    collection: CollectionFilter = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say how each hit came to its place.")] = False,
    files: Annotated[bool, typer.Option("--files", help="Only the paths of the files, each once, one a line.")] = False,
    null: Annotated[
        bool, typer.Option("-0", "--null", help="With --files: each path as it is on the disk, ended by NUL.")
    ] = False,
    library: LibraryOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find passages in the library, best first; the generator is not loaded."""
    if files and (explain or as_json):
        raise UsageError("`--files` prints paths and nothing else", "leave out `--explain` and `--json`, or `--files`")
    if null and not files:
        raise UsageError("`-0` says how `--files` ends a path", "add `--files`")
    wanted = words_of(asked_for(query), "query")
    if not 1 <= limit <= _MAX_HITS:
        raise UsageError(f"`-n {limit}` is not between 1 and {_MAX_HITS}", "for example `-n 10`")
    options = named_filters(path, kind, after, before, collection)
    as_typed(options)  # raises what it raises for `ask`: an empty value would let every document through
    asked = query_of(wanted)
    asked = replace(asked, filters=both(asked.filters, filters_of(options)))
    folder = library_folder(library)
    check_collections(folder, asked.filters.collections)
    found = _find(asked, _MAX_HITS if files else limit, folder, model_folder(model), wanted)
    for note in found.notes:
        narrate(f"note: {one_line(note)}")
    if as_json:
        emit_json(_found_json(wanted, found) if explain else presentation.hits_json(wanted, found.hits))
        return
    if not found.hits:
        narrate("nothing found")
    elif files:
        paths = list(dict.fromkeys(hit.path for hit in found.hits))[:limit]
        emit_paths(paths) if null and not sys.stdout.isatty() else emit("\n".join(map(one_line, paths)))
    elif explain:
        emit_cited("\n".join(_explained(hit, found) for hit in found.hits), found.hits)
    else:
        emit_cited(presentation.hits_text(found.hits), found.hits)


def named_filters(
    path: list[str] | None, kind: list[str] | None, after: str | None, before: str | None, collection: list[str] | None
) -> dict[str, list[str]]:
    """The filters given as options, by the names under which they are typed."""
    one = {"after": [after] if after else [], "before": [before] if before else []}
    return {"path": path or [], "type": kind or [], "collection": collection or [], **one}


def check_collections(folder: Path, named: Sequence[str]) -> None:
    """Raises UsageError for a collection that the library does not have, which would let no document pass."""
    if named:
        from uniconv_edge.library.collections import check_named

        check_named(folder, named)


def asked_for(arguments: Sequence[str]) -> str:
    """The words of a question or query as they were given; for `-` what stdin has."""
    if list(arguments) != ["-"]:
        return " ".join(arguments)
    return "" if sys.stdin is None else sys.stdin.buffer.read().decode("utf-8", errors="replace")


def words_of(text: str, what: str) -> str:
    """What the person typed, cleaned. Raises UsageError when nothing is left."""
    cleaned = clean(text).strip()
    if not cleaned:
        raise UsageError(f"the {what} is empty", f"write the {what} in quotation marks")
    return cleaned


def query_of(typed: str) -> Query:
    """A query as typed. Raises UsageError for one that has no words."""
    query = parse(typed)
    if not query.text:
        raise UsageError("the query has filters but no words", "add what to look for")
    return query


def _find(query: Query, limit: int, folder: Path, model_dir: Path, typed: str) -> Found:
    from uniconv_edge.assistant.search.retrieve import Retriever
    from uniconv_edge.model.embedder import OnnxEmbedder

    # The library is opened first: that it is missing should be said before a model is loaded.
    with closing(Retriever(folder)) as retriever:
        embedder = OnnxEmbedder.open(model_dir)
        retriever.check_model(embedder.identity)
        return found_in(retriever, embedder, query, limit, typed)


def found_in(retriever: Retriever, embedder: OnnxEmbedder, query: Query, limit: int, typed: str) -> Found:
    """The passages of an open library for a query, with what is to be told of its words as they were typed. Raises
    LibraryMissing when the library is empty."""
    from uniconv_edge.assistant.words.dictionary import is_ordinary
    from uniconv_edge.assistant.words.foreign import Foreign, question_in_english
    from uniconv_edge.assistant.words.language import language_of
    from uniconv_edge.assistant.words.spelling import respelt
    from uniconv_edge.types import Turn

    language = language_of(parse(typed).text, counts=retriever.passage_counts)
    read = respelt(typed, retriever.vocabulary, partial(is_ordinary, language=language))
    text = parse(read.text).text
    turn = Turn("user", question_in_english(text, language), language=language, typed=text)
    foreign = Foreign.of([turn])
    also = foreign.also(retriever.vocabulary) if foreign else []
    query = replace(query, text=" ".join((turn.text, *also)), typed=text if language else "")
    found = retriever.find(query, embedder.embed_session([turn]), limit)
    if not found.hits:
        retriever.check_filled()
    notes = [note for note in (read.note, note_of_words(typed)) if note]
    return replace(found, notes=(*notes, *found.notes)) if notes else found


def _explained(hit: Hit, found: Found) -> str:
    """The hit as without `--explain`, with a line for each ranking that found it."""
    lines = [presentation.hits_text([hit]), f"   score {hit.score:.4f}"]
    for part in found.parts.get(hit.passage_id, ()):
        measure = "cosine" if part.name == "dense" else "BM25"
        lines.append(f"   {part.share:+.4f}  {part.name}: rank {part.rank}, {measure} {part.score:.3f}")
    if reason := found.moved.get(hit.passage_id):
        lines.append(f"   moved down: {one_line(reason)}")
    return "\n".join(lines)


def _found_json(query: str, found: Found) -> dict[str, Any]:
    """The object of `search --json --explain`: that of `search --json` with `explain` in each hit, and `notes`."""
    value = presentation.hits_json(query, found.hits)
    for row, hit in zip(value["hits"], found.hits, strict=True):
        row["explain"] = {
            "parts": [asdict(part) for part in found.parts.get(hit.passage_id, ())],
            "moved": found.moved.get(hit.passage_id, ""),
        }
    return {**value, "notes": list(found.notes)}
