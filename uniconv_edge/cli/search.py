"""The command that finds passages: `search`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uniconv_edge.cli import presentation
from uniconv_edge.cli.output import emit, emit_json, narrate
from uniconv_edge.errors import UsageError
from uniconv_edge.library.text import clean
from uniconv_edge.paths import library_folder, model_folder

if TYPE_CHECKING:
    from uniconv_edge.types import Hit

_MAX_HITS = 100


def register(app: typer.Typer) -> None:
    """Add `search`."""
    app.command()(search)


def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    limit: Annotated[int, typer.Option("-n", "--limit", help="How many passages.")] = 10,
    library: Annotated[Path | None, typer.Option("--library", help="The library's folder.")] = None,
    model: Annotated[str | None, typer.Option("--model", help="A model folder, or the name of a model.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON (schema 1).")] = False,
) -> None:
    """Find passages in the library, best first; the generator is not loaded."""
    wanted = words_of(query, "query")
    if not 1 <= limit <= _MAX_HITS:
        raise UsageError(f"`-n {limit}` is not between 1 and {_MAX_HITS}", "for example `-n 10`")
    hits = _find(wanted, limit, library_folder(library), model_folder(model))
    if as_json:
        emit_json(presentation.hits_json(wanted, hits))
    elif hits:
        emit(presentation.hits_text(hits))
    else:
        narrate("nothing found")


def words_of(text: str, what: str) -> str:
    """What the person typed, cleaned. Raises UsageError when nothing is left."""
    cleaned = clean(text).strip()
    if not cleaned:
        raise UsageError(f"the {what} is empty", f"write the {what} in quotation marks")
    return cleaned


def _find(query: str, limit: int, folder: Path, model_dir: Path) -> Sequence[Hit]:
    from uniconv_edge.assistant.retrieve import Retriever
    from uniconv_edge.model.embedder import OnnxEmbedder
    from uniconv_edge.types import Turn

    # The library is opened first: that it is missing should be said before a model is loaded.
    retriever = Retriever.open(folder)
    embedder = OnnxEmbedder.open(model_dir)
    retriever.check_model(embedder.identity)
    return retriever.search(query, embedder.embed_session([Turn("user", query)]), limit)
