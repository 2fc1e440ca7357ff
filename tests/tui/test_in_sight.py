"""What of a conversation is in sight: a long answer from its question on, and the version that was chosen."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.pilot import Pilot

from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.widgets.turn import QuestionLine

from .driving import answered, chat_app, settled, shown, type_line, until
from .fakes import FakeAssistant


def rows_below_the_top(app: ChatApp, question: QuestionLine) -> int:
    return question.region.y - app.conversation.query_one("#conversation", VerticalScroll).region.y


async def ask(app: ChatApp, pilot: Pilot[None], question: str, number: int) -> None:
    await type_line(pilot, question)
    await until(pilot, lambda: answered(app, number))
    await settled(pilot)


async def test_a_long_answer_is_shown_from_its_question_on():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(60, 20)) as pilot:
        await ask(app, pilot, "one", 1)
        assistant.words, assistant.token_seconds = 300, 0.001
        await ask(app, pilot, "two", 2)
        assert rows_below_the_top(app, app.screen.query(QuestionLine).last()) in (0, 1)
        assistant.words = 4
        await ask(app, pilot, "three", 3)
        conversation = app.screen.query_one("#conversation", VerticalScroll)
        assert conversation.scroll_y == conversation.max_scroll_y


async def test_the_question_stays_in_sight_where_its_answer_just_fills_the_window():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(60, 20)) as pilot:
        for number, words in enumerate(range(20, 60, 4), 1):
            assistant.words = words
            await ask(app, pilot, f"question {number}", number)
            assert rows_below_the_top(app, app.screen.query(QuestionLine).last()) >= 0, words


async def test_of_a_question_that_fills_the_window_the_end_is_shown_with_the_answer():
    app = chat_app(FakeAssistant(words=30))
    async with app.run_test(size=(60, 20)) as pilot:
        await ask(app, pilot, "word " * 400 + "last?", 1)
        window = app.screen.query_one("#conversation", VerticalScroll).region
        question = app.screen.query(QuestionLine).last().region
        assert window.y + 3 < question.bottom < window.bottom - 3


async def test_the_last_answer_stays_in_sight_when_the_window_changes():
    assistant = FakeAssistant(words=40)
    app = chat_app(assistant)
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, "one", 1)
        assistant.words = 120
        await ask(app, pilot, "two", 2)
        for size in ((200, 60), (60, 20), (45, 12), (60, 20), (160, 50), (60, 20)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            question = app.screen.query(QuestionLine).last()
            window = app.screen.query_one("#conversation", VerticalScroll).region
            assert window.y <= question.region.y < window.bottom, size
        await pilot.press("pageup")  # from now on the person says what is in sight
        await pilot.resize_terminal(61, 20)
        await settled(pilot)
        assert rows_below_the_top(app, app.screen.query(QuestionLine).last()) > 2


async def test_the_version_that_is_chosen_stays_in_sight_with_how_it_came_about():
    app = chat_app(FakeAssistant(words=120))
    async with app.run_test(size=(60, 20)) as pilot:
        for number, question in enumerate(("one", "two", "three"), 1):
            await ask(app, pilot, question, number)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "‹ 2 of 2 ›" in shown(app, ".question")[-1])
        await settled(pilot)
        for key, version in (("left", "1 of 2"), ("right", "2 of 2"), ("left", "1 of 2")):
            app.screen.query(QuestionLine).last().focus()
            await pilot.press(key)
            await until(pilot, lambda version=version: any(version in said for said in shown(app, ".question")[-1:]))
            await settled(pilot)
            question = app.screen.query(QuestionLine).last()
            assert app.focused is question
            assert rows_below_the_top(app, question) in (0, 1)
            assert "412 ms" in shown(app, "#feedback")[0]
