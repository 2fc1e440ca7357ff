"""Where typed letters go, and what happens to a question that has to be written otherwise."""

from __future__ import annotations

import ast
import threading
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

import uniconv_edge.tui
from uniconv_edge.errors import UsageError
from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.screens.conversations import ConversationsScreen
from uniconv_edge.tui.screens.document import DocumentScreen
from uniconv_edge.tui.screens.folder import PathInput
from uniconv_edge.tui.screens.help import HelpScreen
from uniconv_edge.tui.screens.library import LibraryScreen
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.sources import SourceList
from uniconv_edge.tui.widgets.turn import QuestionLine, QuoteCard, TurnView

from .driving import chat_app, shown, type_line, until
from .fakes import FakeAssistant, FakeServices


def composer(app: ChatApp) -> Composer:
    return app.conversation.query_one(Composer)


def questions(app: ChatApp) -> list[str]:
    return [turn.question for turn in app.conversation.query(TurnView) if turn.answer is not None]


async def ask(app: ChatApp, pilot, question: str) -> None:
    before = len(questions(app))
    await type_line(pilot, question)
    await until(pilot, lambda: len(questions(app)) == before + 1)


async def test_a_question_that_is_begun_in_the_sources_goes_on_in_the_question_box():
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        await pilot.press("tab")
        assert isinstance(app.focused, SourceList)
        for key in "What?":  # as fast as they come: the later ones are on their way to the list too
            app.post_message(events.Key("question_mark" if key == "?" else key, key))
        await until(pilot, lambda: composer(app).text == "What?")
        assert app.focused is composer(app)
        await pilot.press("space", "o", "p")
        assert composer(app).text == "What? op"
        assert (services.opened, app.conversation._filters) == ([], "")


async def test_the_keys_of_the_sources_stay_commands():
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        await pilot.press("tab", "space", "o")
        await until(pilot, lambda: services.opened)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape", "p")
        await until(pilot, lambda: app.conversation._filters)
        assert composer(app).text == ""


async def test_a_question_that_is_pasted_into_the_conversation_goes_into_the_question_box():
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        for place in (SourceList, QuoteCard, QuestionLine):
            app.conversation.query(place).first().focus()
            await pilot.pause()
            app.post_message(events.Paste("two "))
            await until(pilot, lambda: app.focused is composer(app))
        assert composer(app).text == "two two two "


async def test_a_click_on_a_source_opens_it_and_leaves_the_keys_to_the_question():
    app = chat_app()
    async with app.run_test(size=(120, 34)) as pilot:
        await ask(app, pilot, "one")
        await until(pilot, lambda: app.conversation.query_one(SourceList).region.width)
        await pilot.click(SourceList, offset=(4, 1))
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.conversation)
        await pilot.press("p", "l", "e", "a", "s", "e")
        assert composer(app).text == "please"


class ReadsLittle(FakeAssistant):
    """Reads questions of two words at most."""

    def ask(self, question, *, stop=None):
        if len(question.split()) > 2:
            raise UsageError(f"the question has {len(question.split())} words; `tiny` reads at most 2", "ask in fewer")
        yield from super().ask(question, stop=stop)


def told(app: ChatApp) -> bool:
    return any("hint: ask in fewer" in note for note in shown(app, ".note"))


async def test_a_question_that_is_too_long_is_there_again_to_be_shortened():
    app = chat_app(ReadsLittle())
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "one two three")
        await until(pilot, lambda: told(app) and composer(app).text == "one two three")
        assert composer(app).cursor_location == (0, len("one two three"))
        composer(app).text = "one two"
        await pilot.press("enter")
        await until(pilot, lambda: questions(app) == ["one two"])


async def test_a_change_that_is_too_long_is_there_again_and_still_changes_the_question():
    app = chat_app(ReadsLittle())
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        await ask(app, pilot, "two")
        await pilot.press("ctrl+e")
        await type_line(pilot, " too long")
        await until(pilot, lambda: told(app) and composer(app).text == "two too long")
        assert questions(app) == ["one", "two"]
        composer(app).text = "shorter"
        await pilot.press("enter")
        await until(pilot, lambda: questions(app) == ["one", "shorter"])
        assert len(list(app.conversation.query(TurnView))[-1].kept.versions) == 2  # type: ignore[union-attr]


async def test_what_is_being_written_meanwhile_is_left_alone():
    gate, assistant = threading.Event(), ReadsLittle()

    def open_assistant() -> FakeAssistant:
        gate.wait(60)
        return assistant

    app = chat_app(services=FakeServices(assistant, open_assistant=open_assistant))
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "one two three")
        await pilot.press("n", "e", "x", "t")
        gate.set()
        await until(pilot, lambda: told(app))
        assert composer(app).text == "next"
        await pilot.press("up")
        assert composer(app).text == "one two three"


def test_the_app_imports_nothing_that_textual_keeps_to_itself():
    for file in Path(uniconv_edge.tui.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
                names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
                assert not [name for name in names if name.startswith("_")], file


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["a", "b", "c", "backspace", "d", "e"], "abde"),
        (["o", "n", "e", "space", "t", "w", "ctrl+w", "x"], "one x"),
        (["a", "b", "left", "c", "home", "d", "end", "e"], "dacbe"),
        (["a", "b", "ctrl+u", "c", "delete"], "c"),
        (["a", "ctrl+j", "b", "shift+enter", "c", "backspace", "d"], "a\nb\nd"),
    ],
)
async def test_keys_that_arrive_together_are_taken_in_their_order(keys: list[str], text: str):
    await typed_at_once(chat_app(), keys, text)


async def test_a_key_that_was_moved_keeps_its_place_among_those_that_arrive_together():
    await typed_at_once(chat_app(keys={"newline": "f7"}), ["a", "f7", "b", "c"], "a\nbc")


async def typed_at_once(app: ChatApp, keys: list[str], text: str) -> None:
    async with app.run_test(size=(110, 34)) as pilot:
        await until(pilot, lambda: app.focused is composer(app))
        at_once(app, keys)
        await until(pilot, lambda: composer(app).text == text)
        await pilot.pause()
        assert composer(app).text == text


def at_once(app: ChatApp, keys: list[str]) -> None:
    """Keys as a slow line brings them: the next is there before the one before has been looked at."""
    for key in keys:
        app.post_message(events.Key(key, {"space": " ", "slash": "/"}.get(key, key if len(key) == 1 else None)))


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["ctrl+u", "/", "t", "m", "p"], "/tmp"),
        (["x", "backspace", "y"], "~/y"),
        (["home", "/", "end", "z"], "/~/z"),
    ],
)
async def test_keys_that_arrive_together_are_taken_in_their_order_on_a_card_too(keys: list[str], text: str):
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await until(pilot, lambda: app.conversation._status)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.focused, PathInput))
        box = app.focused
        at_once(app, keys)
        await until(pilot, lambda: box.value == text)
        await pilot.pause()
        assert box.value == text


async def test_letters_that_arrive_with_the_key_of_a_box_are_for_the_box_and_no_orders():
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        for key, screen, order, box in (
            ("f3", ConversationsScreen, "slash", "#search"),  # n would rename, d delete
            ("f2", LibraryScreen, "a", "#folder"),  # d would remove, r read
            ("enter", DocumentScreen, "slash", "Input"),  # n would turn the page, o open a program
        ):
            if key == "enter":
                await pilot.press("shift+tab")
                await until(pilot, lambda: isinstance(app.focused, QuoteCard))
            await pilot.press(key)
            await until(pilot, lambda screen=screen: isinstance(app.screen, screen) and app.focused)
            at_once(app, [order, "/", "n", "o", "d", "r"])
            await until(pilot, lambda box=box: app.screen.query(box))
            await until(pilot, lambda box=box: app.screen.query_one(box, Input).value == "/nodr")
            assert app.focused is app.screen.query_one(box)
            while app.screen is not app.conversation:
                await pilot.press("escape")


async def test_a_search_for_conversations_can_be_typed_with_the_key_that_opens_their_list():
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await until(pilot, lambda: app.conversation._status)
        at_once(app, ["f3", "slash", "o", "n", "e"])
        await until(pilot, lambda: [box.value for box in app.screen.query(Input)] == ["one"])


async def test_a_slip_that_is_mended_at_once_is_sent_mended():
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await until(pilot, lambda: app.focused is composer(app))
        at_once(app, ["r", "e", "n", "t", "x", "backspace", "enter"])
        await until(pilot, lambda: questions(app) == ["rent"])


@pytest.mark.parametrize("key", ["ctrl+u", "ctrl+n"])
async def test_a_key_empties_the_question_box_and_another_brings_back_what_stood_there(key: str):
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.conversation._status)
        box = app.conversation.query_one(Composer)
        written = "a long line\n" * 40
        app.post_message(events.Paste(written))
        await until(pilot, lambda: box.text == written)
        await pilot.press(key)
        await until(pilot, lambda: box.text == "")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: box.text == written)
