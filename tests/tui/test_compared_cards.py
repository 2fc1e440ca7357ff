"""Two documents that are compared: what changed in all stands above the changes, and each says what it is of one."""

from __future__ import annotations

from dataclasses import replace

from uniconv_edge.tui.widgets.turn import TurnView

from .driving import chat_app, shown, type_line, until
from .fakes import LETTER_HIT, SPAN, FakeAssistant, FakeServices, hit, quote_of

LETTER = LETTER_HIT.text.split("\n")[1]


class ComparingAssistant(FakeAssistant):
    def quotes(self):
        return (
            replace(quote_of(hit()), change="before", answer_end=3),
            replace(quote_of(LETTER_HIT, LETTER), change="after"),
        )


async def test_what_changed_in_all_stands_above_the_changes():
    app = chat_app(services=FakeServices(ComparingAssistant()))
    async with app.run_test(size=(110, 40)) as pilot:
        await type_line(pilot, "what changed?")
        await until(pilot, lambda: shown(app, ".reply") == ["w1.0 w1.1 w1.2 w1.3"])
        before, after = shown(app, ".quote")
        assert before.startswith(f"Before: “{SPAN}”")
        assert after.startswith(f"Now: “{LETTER}”")
        view = app.conversation.query_one(TurnView)
        assert view.query_one(".reply").region.y < view.query(".quote").first().region.y
        await pilot.press("ctrl+y")
        assert app.clipboard.splitlines()[0].startswith(f"Before: “{SPAN}” (")


async def test_other_replies_stand_below_their_quotes():
    app = chat_app(services=FakeServices())
    async with app.run_test(size=(110, 40)) as pilot:
        await type_line(pilot, "how long is the notice?")
        await until(pilot, lambda: bool(shown(app, ".reply")))
        view = app.conversation.query_one(TurnView)
        assert view.query_one(".reply").region.y > view.query(".quote").first().region.y
