"""Questions that a command puts to the person before it takes something away."""

from __future__ import annotations

import sys

import typer

from uniconv_edge.cli.output import narrate
from uniconv_edge.library.text import clean


def can_ask(as_json: bool) -> bool:
    """Whether somebody sits there to answer."""
    return not as_json and sys.stdin.isatty() and sys.stderr.isatty()


def confirmed(question: str) -> bool:
    """Whether the answer is yes; Enter alone and the end of the input are a no. Raises KeyboardInterrupt."""
    try:
        return typer.confirm(clean(question), default=False, err=True)
    except typer.Abort as abort:
        if isinstance(abort.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from abort
        narrate("")
        return False
