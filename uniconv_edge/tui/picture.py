"""A picture of a real conversation: `python -m uniconv_edge.tui.picture OUT.svg --library DIR --question Q ...`.

Drives the app without a terminal, with the real model and library, and saves what it shows as SVG.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from uniconv_edge.errors import UniconvError
from uniconv_edge.expressions import expression
from uniconv_edge.paths import library_folder, model_folder
from uniconv_edge.tui import themes
from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.launch import ChatSettings
from uniconv_edge.tui.local import LocalServices
from uniconv_edge.tui.services import History
from uniconv_edge.tui.widgets.turn import TurnView

_SIZE = expression(r"\d{1,4}x\d{1,4}")


class _Unkept(LocalServices):
    """A picture leaves no conversation behind."""

    def __init__(self, library: Path, model: Path) -> None:
        super().__init__(library, model)
        self._drawer = tempfile.TemporaryDirectory(prefix="uniconv-edge-")

    def open_history(self) -> History:
        from uniconv_edge.assistant.past.history import History

        return History.open(Path(self._drawer.name) / "conversations.sqlite")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, take the picture, write the file."""
    parser = argparse.ArgumentParser(prog="python -m uniconv_edge.tui.picture")
    parser.add_argument("out", type=Path, help="the SVG file to write")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--question", action="append", required=True, help="repeat for a conversation")
    parser.add_argument("--size", default="120x34", help="columns x rows")
    parser.add_argument("--light", action="store_true", help="the light theme")
    parser.add_argument("--seconds", type=float, default=120.0, help="how long to wait for an answer")
    given = parser.parse_args(arguments)
    if not _SIZE.fullmatch(given.size):
        parser.error("`--size` is columns x rows, as in 120x34")
    if not given.out.parent.is_dir():  # known before an answer is waited for
        parser.error(f"there is no folder `{given.out.parent}`")
    theme = themes.LIGHT if given.light else themes.DARK
    columns, rows = (int(part) for part in given.size.split("x"))
    try:
        library, model = library_folder(given.library), model_folder(given.model)
        app = ChatApp(_Unkept(library, model), ChatSettings(str(library), str(model), theme=theme.name))
        svg = asyncio.run(take(app, given.question, (columns, rows), given.seconds))
        given.out.write_text(svg, encoding="utf-8")
    except (UniconvError, OSError) as error:
        parser.error(str(error))


async def take(app: ChatApp, questions: Sequence[str], size: tuple[int, int], seconds: float) -> str:
    """Ask the questions one after the other and return the screen as SVG."""
    async with app.run_test(size=size) as pilot:
        for number, question in enumerate(questions, 1):
            app.post_message(events.Paste(question))
            await pilot.press("enter")
            await _until(pilot, lambda number=number: _answers(app) == number, seconds)  # type: ignore[misc]
        await pilot.pause(0.3)
        return app.export_screenshot(title="uniconv-edge chat")


def _answers(app: ChatApp) -> int:
    return sum(turn.answer is not None for turn in app.conversation.query(TurnView))


async def _until(pilot: Pilot[Any], true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise UniconvError(f"there was no answer within {seconds:.0f} s", "raise `--seconds`")
        await pilot.pause(0.05)


if __name__ == "__main__":
    main()
