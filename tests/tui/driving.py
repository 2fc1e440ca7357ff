"""Drives the app in a test: starts it with fakes, waits for what should come true."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from patience import Stopwatch
from textual import events
from textual.pilot import Pilot

from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.launch import ChatSettings
from uniconv_edge.tui.widgets.turn import TurnView
from uniconv_edge.types import IndexEvent

from .fakes import FakeAssistant, FakeServices


def chat_app(
    assistant: FakeAssistant | None = None,
    *,
    services: FakeServices | None = None,
    index: Callable[[Sequence[Path]], Iterator[IndexEvent]] | None = None,
    paths: Sequence[Path] = (),
    **settings: Any,
) -> ChatApp:
    offered = services or FakeServices(assistant, index=index)
    named = ChatSettings("/lib", "/models/tiny", tuple(str(path) for path in paths), **settings)
    return ChatApp(offered, named)


async def until(pilot: Pilot[Any], true: Callable[[], object], seconds: float = 60.0) -> float:
    """Wait until `true()` holds; fails after `seconds`, which are many: the machine may be busy. Returns the seconds
    that it took, without those in which others had the processor."""
    took, deadline = Stopwatch(), time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"did not come true within {seconds} s"
        await asyncio.sleep(0.01)
        if true() and pilot.app.is_running:  # only now: that each widget is done with its messages costs more
            await pilot.pause(0)
    return took.seconds()


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until the screen has looked the same for a quarter of a second."""
    before, same, deadline = [[]], 0, time.monotonic() + 60
    await pilot.pause(0.1)
    while same < 3:
        assert time.monotonic() < deadline, "the screen did not come to rest"
        await pilot.pause(0.08)
        picture = [list(strip) for strip in pilot.app.screen._compositor.render_strips()]
        same = same + 1 if picture == before else 0
        before = picture


async def type_line(pilot: Pilot[Any], text: str) -> None:
    """Put the text where the focus is, as a paste would, and press Enter."""
    pilot.app.post_message(events.Paste(text))
    await pilot.press("enter")


async def ask(app: ChatApp, pilot: Pilot[Any], *texts: str) -> None:
    """Ask one question after the other, each when the one before it is answered."""
    for text in texts:
        before = _answers(app)
        await type_line(pilot, text)
        await until(pilot, lambda before=before: _answers(app) == before + 1)


def shown(app: ChatApp, selector: str) -> list[str]:
    """The plain text of the widgets that match."""
    return [str(widget.visual) for widget in app.screen.query(selector)]  # type: ignore[attr-defined]


def questions(app: ChatApp) -> list[str]:
    """The questions of the conversation as it is shown."""
    return [turn.question for turn in app.conversation.query(TurnView)]


def answered(app: ChatApp, number: int) -> bool:
    """Whether so many of them are answered."""
    return _answers(app) == number


def _answers(app: ChatApp) -> int:
    return sum(turn.answer is not None for turn in app.conversation.query(TurnView))


def said(assistant: FakeAssistant) -> list[str]:
    """The questions that the assistant remembers."""
    return [turn.text for turn in assistant.turns if turn.role == "user"]
