"""A conversation of a whole day: what it holds does not grow with the number of questions."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from uniconv_edge.tui.screens import answering
from uniconv_edge.tui.widgets.turn import TurnView

from .driving import chat_app, type_line, until
from .fakes import FakeAssistant


def resident() -> int:
    """The bytes of memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def ask_many(app, pilot, assistant: FakeAssistant, number: int) -> tuple[int, int]:
    """Ask so many questions; returns (widgets on the screen, bytes of memory)."""
    for _ in range(number):
        asked = len(assistant.questions)
        await type_line(pilot, f"question {asked}")
        await until(pilot, lambda asked=asked: len(assistant.turns) == 2 * (asked + 1))
    await until(pilot, lambda: app.conversation.query(TurnView).last().answer is not None)
    await pilot.pause(0.1)
    gc.collect()
    return len(app.conversation.query("*")), resident()


async def test_widgets_do_not_grow_with_the_number_of_questions(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answering, "SHOWN_TURNS", 2)
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(100, 30)) as pilot:
        widgets, _ = await ask_many(app, pilot, assistant, 3)
        assert await ask_many(app, pilot, assistant, 3) == (widgets, pytest.approx(resident(), rel=0.5))


@pytest.mark.slow
@pytest.mark.timeout(1200)
async def test_memory_stays_flat_over_500_questions():
    gc.set_threshold(700, 10, 10)  # as in the program; the tests look for garbage less often
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(100, 30)) as pilot:
        widgets, held = await ask_many(app, pilot, assistant, 100)
        widgets_after, held_after = await ask_many(app, pilot, assistant, 400)
    print(f"after 100 questions {held / 1e6:.1f} MB, after 500 {held_after / 1e6:.1f} MB")
    assert widgets_after == widgets
    assert held_after < 1.05 * held
