"""The command that serves the library to another program: `mcp`."""

from __future__ import annotations

import sys
from contextlib import closing

import typer

from uniconv_edge import __version__
from uniconv_edge.cli.answers import ConfidenceOption, ContextOption
from uniconv_edge.cli.arguments import (
    AfterFilter,
    BeforeFilter,
    CollectionFilter,
    LibraryOption,
    ModelOption,
    PathFilter,
    TypeFilter,
)
from uniconv_edge.cli.output import narrate
from uniconv_edge.cli.search import check_collections, named_filters
from uniconv_edge.library.query import as_typed, filters_of
from uniconv_edge.paths import library_folder, model_folder


def register(app: typer.Typer) -> None:
    """Add `mcp`."""
    app.command()(mcp)


def mcp(
    path: PathFilter = None,
    kind: TypeFilter = None,
    after: AfterFilter = None,
    before: BeforeFilter = None,
    collection: CollectionFilter = None,
    library: LibraryOption = None,
    model: ModelOption = None,
    min_confidence: ConfidenceOption = None,
    context: ContextOption = None,
) -> None:
    """Serve the library to an editor or agent over stdin and stdout (Model Context Protocol); filters bound what it can
    see."""
    from uniconv_edge.cli.protocol import Server, take_pipes
    from uniconv_edge.cli.tools import ABOUT, Library, descriptions

    named = named_filters(path, kind, after, before, collection)
    as_typed(named)  # raises what it raises for `ask`: an empty value would let every document through
    folder, model_dir = library_folder(library), model_folder(model)
    check_collections(folder, named["collection"])
    if sys.stdin.isatty():
        narrate("note: this waits for messages of another program (docs/mcp.md); Ctrl-D ends it")
    about = {
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "uniconv-edge", "title": "uniconv-edge", "version": __version__},
        "instructions": ABOUT,
    }
    flags = {"context": context, "min_confidence": min_confidence}
    reader, writer = take_pipes()
    with closing(Library(folder, model_dir, flags, filters_of(named))) as served:
        Server(reader, writer, about, served.tools(), descriptions()).serve()
