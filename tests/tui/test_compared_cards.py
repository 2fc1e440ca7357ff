"""What is said above the quotes: what changed in all, and what many rows come to. Each change says of what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from uniconv_edge.tui.widgets.turn import TurnView
from uniconv_edge.types import Finished

from .driving import chat_app, shown, type_line, until
from .fakes import LETTER_HIT, SPAN, FakeAssistant, FakeServices, hit, quote_of

SUM = "Sum of the rows: 387.50."
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


class AddingAssistant(FakeAssistant):
    def __init__(self, rows: int, text: str) -> None:
        super().__init__()
        self.rows = (quote_of(hit(), text),) * rows

    def quotes(self):
        return self.rows

    def ask(self, question, *, stop=None):
        for event in super().ask(question, stop=stop):
            if isinstance(event, Finished):
                event = replace(event, answer=replace(event.answer, note=SUM))
            yield event


@pytest.mark.parametrize(
    ("rows", "text", "above"),
    [(2, SPAN, False), (3, SPAN, False), (4, SPAN, True), (12, SPAN, True), (1, "a row of it\n" * 70, True)],
)
async def test_what_many_rows_come_to_is_said_above_them_of_few_below(rows, text, above):
    app = chat_app(services=FakeServices(AddingAssistant(rows, text)))
    async with app.run_test(size=(80, 24)) as pilot:
        await type_line(pilot, "how much in all?")
        await until(pilot, lambda: shown(app, ".result") == [SUM] * above)
        await until(pilot, lambda: (shown(app, ".note") == [SUM]) != above)
        assert len(shown(app, ".quote")) == rows
        if above:
            result = app.conversation.query_one(TurnView).query_one(".result")
            await until(pilot, lambda: 0 < result.region.y < app.conversation.query(".quote").first().region.y)
        await pilot.press("ctrl+y")
        assert app.clipboard.splitlines()[-1] == f"[{SUM}]"
