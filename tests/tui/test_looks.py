"""What the app looks like, kept as pictures: `pytest --snapshot-update` after a change that was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from uniconv_edge.errors import LibraryMissing
from uniconv_edge.tui import themes
from uniconv_edge.tui.screens.document import DocumentScreen

from .driving import chat_app, settled, shown, until
from .fakes import FakeAssistant, FakeServices

pytestmark = pytest.mark.usefixtures("key_line")

THEMES = [themes.DARK.name, themes.LIGHT.name, "textual-light", "gruvbox"]


async def _asked(pilot: Pilot[Any]) -> None:
    app = pilot.app
    await until(pilot, lambda: app.focused is not None)
    app.post_message(events.Paste("What is the notice period?"))
    await pilot.press("enter")
    await until(pilot, lambda: any(turn.answer for turn in app.conversation.query("TurnView")))  # type: ignore[attr-defined]
    await settled(pilot)


@pytest.mark.parametrize("size", [(110, 30), (60, 20)])
def test_a_conversation_looks_as_it_did(snap_compare: Any, size: tuple[int, int]):
    assert snap_compare(chat_app(FakeAssistant(words=9)), terminal_size=size, run_before=_asked)


@pytest.mark.parametrize(("key", "list_id"), [("f2", "#roots"), ("f4", "#models")], ids=["library", "models"])
@pytest.mark.parametrize("size", [(90, 24), (60, 20)])
def test_a_visited_screen_looks_as_it_did(snap_compare: Any, size: tuple[int, int], key: str, list_id: str):
    async def visited(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: pilot.app.focused is not None)
        await pilot.press(key)
        await until(pilot, lambda: any(choices.option_count for choices in pilot.app.screen.query(list_id)))  # type: ignore[attr-defined]
        await settled(pilot)

    assert snap_compare(chat_app(), terminal_size=size, run_before=visited)


def test_the_first_start_looks_as_it_did(snap_compare: Any, tmp_path: Path):
    def refuse() -> FakeAssistant:
        raise LibraryMissing("there is no library yet", "index a folder")

    async def begun(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: any("Reads 7" in text for text in shown(pilot.app, "#welcome-preview")))  # type: ignore[arg-type]
        await settled(pilot)

    app = chat_app(services=FakeServices(open_assistant=refuse, samples=tmp_path))
    assert snap_compare(app, terminal_size=(90, 24), run_before=begun)


async def test_every_theme_paints_a_conversation_and_a_document():
    app = chat_app()

    async def paint(pilot: Pilot[Any]) -> None:
        pictures = set()
        for theme in THEMES:
            app.theme = theme
            await pilot.pause()
            picture = app.export_screenshot()
            assert "notice" in picture
            assert "url(http" not in picture
            pictures.add(picture)
        assert len(pictures) == len(THEMES)

    async with app.run_test(size=(100, 30)) as pilot:
        await _asked(pilot)
        await paint(pilot)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        await paint(pilot)
