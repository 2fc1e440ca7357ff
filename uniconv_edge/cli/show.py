"""`show`: the text of a file exactly as it would be indexed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from uniconv_edge.cli import arguments
from uniconv_edge.cli.arguments import JsonOption
from uniconv_edge.cli.output import SCHEMA, emit, emit_json, narrate, one_line
from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.places import named

if TYPE_CHECKING:
    from uniconv_edge.types import Document, Page


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command("show")(show)


def show(
    path: Annotated[Path, typer.Argument(parser=arguments.path, help="A file.")],
    as_json: JsonOption = False,
) -> None:
    """Print the text of a file exactly as it would be indexed."""
    document, reason = _read(path)
    pages, unread = (document.pages, document.unread) if document else ((), "")
    if as_json:
        emit_json(
            {
                "schema": SCHEMA,
                "path": str(path),
                "status": "skipped" if reason else "ok",
                "reason": reason,
                "unread": unread,
                "pages": [page_json(page) for page in pages],
            }
        )
    elif reason:
        narrate(f"skipped: {one_line(f'{path}: {reason}')}")
    else:
        for page in pages:
            at = one_line(named(page.place, page.number))
            emit(f"--- {at} ---\n{page.text}" if at else page.text)
        if unread:
            narrate(f"read in part: {one_line(f'{path}: {unread}')}")
    if reason:
        raise typer.Exit(1)


def page_json(page: Page) -> dict[str, Any]:
    """A page as `show --json` has it."""
    return {"page": page.number, "place": page.place, "heading": page.heading, "text": page.text}


def _read(path: Path) -> tuple[Document | None, str]:
    """A file as a document, or why it is not read."""
    from uniconv_edge.library.extract.process import Extractor
    from uniconv_edge.library.reader import read_document, read_file
    from uniconv_edge.library.walk import Refusal, walk

    real = os.path.realpath(path)
    try:
        if Path(real).is_dir():
            return None, "a folder; name a file"
        found = next(walk(real))
        if isinstance(found, Refusal):
            return None, found.reason
        with Extractor() as extractor:
            document, _ = read_document(extractor, real, read_file(found))
    except OSError as error:
        return None, f"cannot be looked at: {error.strerror}"
    except DocumentUnreadable as error:
        return None, error.message
    return document, ""
