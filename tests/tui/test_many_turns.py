"""A long conversation: what is far from what is in sight keeps its room and is not laid out."""

from __future__ import annotations

from dataclasses import replace

from textual.pilot import Pilot

from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.widgets.turn import QuoteCard, TurnView
from uniconv_edge.tui.widgets.turns import Turns

from .driving import answered, ask, chat_app, until

NUMBER = 12


def displayed(app: ChatApp) -> list[bool]:
    return [card.display for card in app.conversation.query(QuoteCard)]


async def long_talk(app: ChatApp, pilot: Pilot[None]) -> Turns:
    await ask(app, pilot, *(f"question {number}" for number in range(NUMBER)))
    await until(pilot, lambda: displayed(app)[:: NUMBER - 1] == [False, True])
    return app.conversation.query_one(Turns)


async def test_turns_far_from_sight_keep_their_room_and_are_shown_where_one_scrolls_to_them():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        turns = await long_talk(app, pilot)
        heights = {view.size.height for view in app.conversation.query(TurnView)}
        assert len(heights) == 1
        assert heights.pop() > 4
        turns.let_scroll()
        turns.scroll_home(animate=False)
        await until(pilot, lambda: displayed(app)[0] and not displayed(app)[-2])
        assert displayed(app)[-1]
        await pilot.press("shift+tab")
        await until(pilot, lambda: app.conversation.focused is app.conversation.query(QuoteCard).last())
        assert turns.scroll_y == turns.max_scroll_y


async def test_what_is_far_from_sight_takes_another_height_with_the_window_and_with_its_state():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        turns = await long_talk(app, pilot)
        first, last = app.conversation.query(TurnView).first(), app.conversation.query(TurnView).last()
        before = first.size.height
        await pilot.resize_terminal(50, 24)
        await until(pilot, lambda: last.size.height > before and not displayed(app)[0])
        assert first.size.height == last.size.height
        narrow = last.size.height
        first.restate({first.quotes[0]: replace(first.quotes[0], state="changed", verified=False)})
        await until(pilot, lambda: first.size.height != narrow and not displayed(app)[0])
        assert turns.virtual_size.height > NUMBER * narrow


async def test_the_newest_question_stays_where_one_scrolls_away_from_it_and_asks_on():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        turns = await long_talk(app, pilot)
        turns.let_scroll()
        turns.scroll_home(animate=False)
        await ask(app, pilot, "one more")
        await until(pilot, lambda: turns.scroll_y == turns.max_scroll_y and not displayed(app)[0])
        assert answered(app, NUMBER + 1)
