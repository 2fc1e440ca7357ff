"""What a person has written, and what was answered, is lost by no key, no stop, no store that cannot be used."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import OptionList

from uniconv_edge.assistant.past.history import History
from uniconv_edge.errors import HistoryDamaged, LibraryMissing
from uniconv_edge.paths import history_file
from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.screens.folder import FolderScreen
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.turn import QuestionLine, TurnView
from uniconv_edge.types import Finished

from .driving import ask, chat_app, said, shown, type_line, until
from .fakes import FakeAssistant, FakeServices

LONG = "How long is the notice period of the contract that was signed in the spring of the year before last, please?"


def box(app: ChatApp) -> Composer:
    return app.conversation.query_one(Composer)


def questions(app: ChatApp) -> list[str]:
    return [turn.question for turn in app.conversation.query(TurnView) if turn.answer is not None and turn.display]


async def test_the_up_key_moves_within_a_question_that_is_longer_than_a_row():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, "one")
        box(app).insert(LONG)
        await pilot.pause()
        await pilot.press("up")
        assert box(app).text == LONG
        assert not box(app).navigator.is_last_wrapped_line(box(app).cursor_location)
        await pilot.press("down")
        assert box(app).navigator.is_last_wrapped_line(box(app).cursor_location)


async def test_what_is_being_written_comes_back_with_the_down_key():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, "one", "two")
        box(app).insert("draft")
        await pilot.press("down")
        assert box(app).text == "draft"
        await pilot.press("up", "x", "up", "down")
        assert box(app).text == "twox"  # what was changed in passing is there as well
        await pilot.press("down")
        assert box(app).text == "draft"
        await pilot.press("up", "up")
        await pilot.press("enter")
        await until(pilot, lambda: questions(app) == ["one", "two", "one"])
        assert box(app).text == "draft"
        await pilot.press("up", "up")
        assert box(app).text == "two"


async def test_escape_leaves_a_question_that_was_called_up_for_what_is_being_written():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, "one", "two")
        box(app).insert("draft")
        await pilot.press("up", "x", "up", "escape")
        assert box(app).text == "draft"
        await pilot.press("escape")
        assert box(app).text == "draft"
        await pilot.press("up")
        assert box(app).text == "twox"


async def test_what_is_being_written_comes_back_after_an_earlier_question_was_changed_or_left():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, "one")
        box(app).insert("draft")
        await pilot.press("ctrl+e")
        assert box(app).text == "one"
        await pilot.press("up", "escape")
        assert (box(app).text, box(app).editing) == ("draft", None)
        await pilot.press("ctrl+e", "x", "enter")
        await until(pilot, lambda: questions(app) == ["onex"])
        assert box(app).text == "draft"


async def test_a_changed_question_that_is_stopped_is_there_again_and_still_changes_the_question():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one", "two")
        assistant.words, assistant.token_seconds = 100_000, 0.02
        await pilot.press("ctrl+e")
        await type_line(pilot, " anew")
        await until(pilot, lambda: len(assistant.questions) == 3)
        await pilot.press("escape")
        await until(pilot, lambda: box(app).text == "two anew")
        assert questions(app) == ["one", "two"]
        assistant.words, assistant.token_seconds = 4, 0
        await pilot.press("enter")
        await until(pilot, lambda: questions(app) == ["one", "two anew"])
        last = list(app.conversation.query(TurnView))[-1]
        assert last.kept is not None
        assert len(last.kept.versions) == 2


async def test_a_changed_question_that_is_stopped_leaves_what_is_written_meanwhile_alone():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        assistant.words, assistant.token_seconds = 100_000, 0.02
        await pilot.press("ctrl+e")
        await type_line(pilot, " anew")
        await until(pilot, lambda: len(assistant.questions) == 2)
        await pilot.press("n", "e", "x", "t", "escape")
        await until(pilot, lambda: questions(app) == ["one"] and len(app.conversation.query(TurnView)) == 1)
        assert box(app).text == "next"
        await pilot.press("up")
        assert box(app).text == "one anew"


class Damaged(FakeServices):
    """Cannot store a conversation."""

    def open_history(self) -> History:
        raise HistoryDamaged("the stored conversations are damaged", "move the file away")


async def test_an_answer_that_cannot_be_stored_is_replaced_too():
    services = Damaged()
    app = chat_app(services=services)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one", "two", "three")
        app.conversation.query(QuestionLine)[1].focus()
        await pilot.press("e")
        await type_line(pilot, " anew")
        await until(pilot, lambda: questions(app) == ["one", "two anew"])
        await until(pilot, lambda: len(app.conversation.query(TurnView)) == 2)
        assert said(services.assistant) == ["one", "two anew"]


async def test_an_answer_that_cannot_be_stored_keeps_its_place_where_the_other_one_is_stopped():
    services = Damaged()
    app = chat_app(services=services)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one", "two")
        services.assistant.words, services.assistant.token_seconds = 100_000, 0.02
        await pilot.press("ctrl+r")
        await until(pilot, lambda: len(services.assistant.questions) == 3)
        assert said(services.assistant) == ["one"]
        assert questions(app) == ["one"]
        await pilot.press("escape")
        await until(pilot, lambda: questions(app) == ["one", "two"])
        await until(pilot, lambda: said(services.assistant) == ["one", "two"])


async def test_a_question_of_a_conversation_that_was_deleted_elsewhere_is_answered_again():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one", "two")
        with History.open(history_file()) as history:
            history.delete(1)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: len(assistant.questions) == 3 and questions(app) == ["one", "two"])
        await until(pilot, lambda: len(app.conversation.query(TurnView)) == 2)
        assert said(assistant) == ["one", "two"]
        with History.open(history_file()) as history:
            (begun,) = history.conversations()
            assert [question for *_, question in history.tree(begun.id)] == ["two"]


async def test_an_answer_that_is_copied_says_what_it_cannot_promise():
    class Boasting(FakeAssistant):
        def ask(self, question, *, stop=None):
            for event in super().ask(question, stop=stop):
                told = {"text": "So. It is blue.", "unsupported": ("It is blue.",), "note": "There may be more."}
                yield Finished(replace(event.answer, **told)) if isinstance(event, Finished) else event

    app = chat_app(Boasting())
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        await pilot.press("ctrl+y")
        marks = "So. It is blue.\n[not in your documents: It is blue.]\n[There may be more.]"
        assert app.clipboard.endswith(marks)


async def test_escape_takes_a_waiting_question_back_wherever_the_focus_is():
    def nothing_there() -> FakeAssistant:
        raise LibraryMissing("there is no library yet", "index a folder")

    app = chat_app(services=FakeServices(open_assistant=nothing_there))
    async with app.run_test(size=(110, 34)) as pilot:
        steps = app.conversation.query_one("#first-steps", OptionList)
        await until(pilot, lambda: steps.display)
        box(app).focus()
        await type_line(pilot, "soon?")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.conversation)
        steps.focus()
        await pilot.press("escape")
        await until(pilot, lambda: box(app).text == "soon?")
        assert app.focused is box(app)
        assert not app.conversation.query_one("#waiting-line").display


@pytest.mark.parametrize("path", ["~nobodyx/out.md"])
async def test_the_home_of_nobody_is_said_where_a_conversation_is_exported(path: str):
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        await pilot.press("f3")
        await until(pilot, lambda: app.screen is not app.conversation and app.screen.query_one(OptionList).option_count)
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("ctrl+a", "ctrl+k")
        await type_line(pilot, path)
        await until(pilot, lambda: "there is no home folder `~nobodyx`" in "".join(shown(app, "#card-trouble")))


async def test_the_search_of_conversations_says_that_nothing_was_found():
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "notice")
        await pilot.press("f3")
        await until(pilot, lambda: app.screen is not app.conversation and app.screen.query_one(OptionList).option_count)
        await pilot.press("slash", "o", "t", "i")
        await until(pilot, lambda: shown(app, "#conversations-note") == ["Nothing was said with these words."])
