"""A question that failed or was stopped stays the last one: it can be asked again, changed and read."""

from __future__ import annotations

import pytest
from textual.containers import VerticalScroll

from uniconv_edge.errors import ModelDamaged, UniconvError
from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.turn import QuestionLine, TurnView

from .driving import chat_app, settled, shown, type_line, until
from .fakes import FakeAssistant, FakeServices


class FailsAt(FakeAssistant):
    """Cannot answer questions that hold a word."""

    word = "bad"

    def ask(self, question, *, stop=None):
        if self.word and self.word in question:
            self.questions.append(question)
            raise UniconvError("the reading broke off", "ask again")
        yield from super().ask(question, stop=stop)


def turns(app: ChatApp) -> list[tuple[str, bool]]:
    """The questions on the screen, and whether each is answered."""
    return [(turn.question, turn.answer is not None) for turn in app.conversation.query(TurnView) if turn.display]


async def ask(app: ChatApp, pilot, question: str, *, answered: bool = True) -> None:
    await type_line(pilot, question)
    await until(pilot, lambda: turns(app)[-1:] == [(question, answered)] and app.conversation._turn is None)


async def test_asking_again_asks_the_question_that_failed_and_leaves_the_answers_above_it():
    assistant = FailsAt()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        await ask(app, pilot, "bad two", answered=False)
        await pilot.press("ctrl+r")  # it fails once more: it is there once
        await until(pilot, lambda: len(assistant.questions) == 3 and app.conversation._turn is None)
        await until(pilot, lambda: turns(app) == [("one", True), ("bad two", False)])
        assert shown(app, ".note")[-1].startswith("the reading broke off")
        assistant.word = ""
        await pilot.press("ctrl+r")
        await until(pilot, lambda: turns(app) == [("one", True), ("bad two", True)])
        kept = [turn.kept for turn in app.conversation.query(TurnView)]
        assert [len(each.versions) for each in kept if each] == [1, 1]
        assert [turn.text for turn in assistant.turns if turn.role == "user"] == ["one", "bad two"]


async def test_the_question_that_failed_is_changed_and_not_the_one_before():
    assistant = FailsAt()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        await ask(app, pilot, "bad two", answered=False)
        await pilot.press("ctrl+e")
        composer = app.conversation.query_one(Composer)
        assert composer.text == "bad two"
        composer.text = "good two"
        await pilot.press("enter")
        await until(pilot, lambda: turns(app) == [("one", True), ("good two", True)])


async def test_a_change_that_failed_still_takes_the_place_of_the_question_that_it_changes():
    assistant = FailsAt()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        await ask(app, pilot, "two")
        await pilot.press("ctrl+e")
        await type_line(pilot, " bad")
        await until(pilot, lambda: turns(app) == [("one", True), ("two", True), ("two bad", False)])
        await until(pilot, lambda: app.conversation._turn is None)
        assistant.word = ""
        await pilot.press("ctrl+r")
        await until(pilot, lambda: turns(app) == [("one", True), ("two bad", True)])
        await until(pilot, lambda: len(app.conversation.query(TurnView)) == 2)
        last = list(app.conversation.query(TurnView))[-1]
        assert last.kept is not None
        assert len(last.kept.versions) == 2


async def test_a_stopped_question_is_asked_again_and_a_failed_one_above_is_asked_in_its_place():
    assistant = FailsAt()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "bad one", answered=False)
        await ask(app, pilot, "two")
        assistant.words, assistant.token_seconds = 100_000, 0.02
        await type_line(pilot, "three")
        await until(pilot, lambda: len(assistant.questions) == 3)
        await pilot.press("escape")
        assistant.words, assistant.token_seconds, assistant.word = 4, 0, ""
        await pilot.press("ctrl+r")
        await until(pilot, lambda: turns(app) == [("bad one", False), ("two", True), ("three", True)])
        app.conversation.query(QuestionLine).first().focus()
        await pilot.press("r")
        await until(pilot, lambda: turns(app) == [("bad one", True)])


async def test_of_a_question_without_an_answer_nothing_is_said_to_be_copied():
    app = chat_app(FailsAt())
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "bad", answered=False)
        app.conversation.query(QuestionLine).first().focus()
        await pilot.press("y")
        await pilot.pause()
        assert [notice.message for notice in app._notifications] == ["There is no answer to copy yet."]


@pytest.mark.parametrize("height", [24, 34])
async def test_the_first_question_stands_at_the_top_where_the_model_cannot_be_loaded(height: int):
    def damaged() -> FakeAssistant:
        raise ModelDamaged("model file " + 30 * "long/path/" + " is not the one its manifest describes", "restore it")

    app = chat_app(services=FakeServices(open_assistant=damaged))
    async with app.run_test(size=(110, height)) as pilot:
        await until(pilot, lambda: any("long/path" in said for said in shown(app, "#feedback")))
        await settled(pilot)
        await ask(app, pilot, "one", answered=False)
        await settled(pilot)
        conversation = app.conversation.query_one("#conversation", VerticalScroll)
        assert conversation.scroll_y == 0
        assert app.conversation.query_one(TurnView).region.y <= conversation.region.y + 2
