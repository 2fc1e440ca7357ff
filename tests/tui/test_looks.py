"""What the app looks like, kept as pictures: `pytest --snapshot-update` after a change that was meant."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from uniconv_edge.tui import themes
from uniconv_edge.tui.screens.document import DocumentScreen

from .driving import chat_app, until
from .fakes import FakeAssistant

THEMES = [themes.DARK.name, themes.LIGHT.name, "textual-light", "gruvbox"]


async def _asked(pilot: Pilot[Any]) -> None:
    app = pilot.app
    await until(pilot, lambda: app.focused is not None)
    app.post_message(events.Paste("What is the notice period?"))
    await pilot.press("enter")
    await until(pilot, lambda: any(turn.answer for turn in app.conversation.query("TurnView")))  # type: ignore[attr-defined]
    await pilot.pause(0.2)


@pytest.mark.parametrize("size", [(110, 30), (60, 20)])
def test_a_conversation_looks_as_it_did(snap_compare: Any, size: tuple[int, int]):
    assert snap_compare(chat_app(FakeAssistant(words=9)), terminal_size=size, run_before=_asked)


@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_paints_a_conversation_and_a_document(theme: str):
    app = chat_app()
    async with app.run_test(size=(100, 30)) as pilot:
        app.theme = theme
        await _asked(pilot)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        await pilot.pause()
        picture = app.export_screenshot()
        assert "notice" in picture
        assert "url(http" not in picture
