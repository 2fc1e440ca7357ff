"""The list of conversations: found while a word is still typed, and an export that fails keeps its path."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input, OptionList

from uniconv_edge.errors import UniconvError
from uniconv_edge.tui.screens.asking import LineScreen
from uniconv_edge.tui.screens.conversations import ConversationsScreen

from .driving import chat_app, shown, until
from .fakes import FakeServices
from .test_screens import asked, listed


def stored(services: FakeServices, words: str, *, unfinished: bool = True) -> int:
    with services.open_history() as history:
        return len(history.conversations(words, unfinished=unfinished))


async def test_conversations_are_found_while_the_last_word_is_typed():
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(80, 24)) as pilot:
        await asked(app, pilot, "Until when can we get a cancellation at the hotel?")
        for typed in ("hote", "hotel", "cancella", "cancellatio", "cancellation hot", "HOT"):
            assert stored(services, typed) == 1, typed
        assert stored(services, "hote", unfinished=False) == 0
        for typed in ("otel", "hote cancellation", "%"):
            assert stored(services, typed) == 0, typed
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen) and listed(app, "#conversations"))
        await pilot.press("slash", *"zzz")
        await until(pilot, lambda: not listed(app, "#conversations"))
        await pilot.press("escape")
        box = app.screen.query_one(Input)
        assert (box.value, app.focused) == ("", box)
        await pilot.press(*"hot")
        await until(pilot, lambda: listed(app, "#conversations"))
        await pilot.press("down")
        assert isinstance(app.focused, OptionList)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.conversation)


async def test_an_export_that_fails_keeps_its_card_and_its_path(tmp_path: Path):
    class Services(FakeServices):
        def export(self, conversation: int, file: Path) -> None:
            if file.exists():
                raise UniconvError(f"{file} exists", "name another")
            super().export(conversation, file)

    taken, free = tmp_path / "taken.md", tmp_path / "free.md"
    taken.touch()
    app = chat_app(services=Services())
    async with app.run_test(size=(80, 24)) as pilot:
        await asked(app, pilot, "one")
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen) and listed(app, "#conversations"))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, LineScreen))
        app.screen.query_one(Input).value = str(taken)
        await pilot.press("enter")
        await until(pilot, lambda: "exists" in shown(app, "#card-trouble")[0])
        assert app.screen.query_one(Input).value == str(taken)
        app.screen.query_one(Input).value = str(free)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen) and free.exists())
        await until(pilot, lambda: any(str(free) in note.message for note in app._notifications))
