"""What a stored conversation remembers beside its words: its branches, and which documents it asks."""

from __future__ import annotations

from textual.widgets import OptionList

from uniconv_edge.tui import entries
from uniconv_edge.tui.screens.branches import Branch, BranchesScreen, branches
from uniconv_edge.tui.widgets.turn import TurnView

from .driving import ask, chat_app, shown, until
from .fakes import FakeAssistant


def questions(app) -> list[str]:
    return [turn.question for turn in app.conversation.query(TurnView) if turn.answer is not None]


def listed(app) -> list[str]:
    """The lines of the list on the screen, none before it is there."""
    return [str(option.prompt) for choices in app.screen.query(OptionList) for option in choices.options]


def test_a_tree_steps_in_only_where_a_question_has_several_followers():
    tree = [(1, None, "a"), (2, 1, "b"), (3, 2, "c"), (4, 1, "d"), (5, 4, "e"), (6, None, "f")]
    assert branches(tree, {1, 4, 5}) == [
        Branch(1, 1, "a", True, True),
        Branch(2, 2, "b", False, True),
        Branch(3, 2, "c", False),
        Branch(4, 2, "d", True, True),
        Branch(5, 2, "e", True),
        Branch(6, 1, "f", False, True),
    ]
    shown = [str(entries.branch(row.depth, row.question, row.shown, row.begins)) for row in branches(tree, {1, 4, 5})]
    assert shown == ["└ ● a", "  └ ○ b", "    ○ c", "  └ ● d", "    ● e", "└ ○ f"]
    long = [(n, n - 1 or None, "q") for n in range(1, 5000)]
    assert {row.depth for row in branches(long, ())} == {0}


async def test_an_earlier_branch_is_chosen_in_the_tree_and_shown():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, "one", "two")
        await pilot.press("ctrl+e", "!")
        await pilot.press("enter")
        await until(pilot, lambda: questions(app) == ["one", "two!"])
        app.conversation.action_branches()
        await until(pilot, lambda: isinstance(app.screen, BranchesScreen) and listed(app))
        card = app.screen.query_one("#branches-card").region
        assert abs(card.x - (80 - card.right)) <= 1
        choices = app.screen.query_one(OptionList)
        assert listed(app) == ["● one", "└ ○ two", "└ ● two!"]
        assert choices.highlighted == 2
        await pilot.press("up", "enter")
        await until(pilot, lambda: questions(app) == ["one", "two"])


async def test_an_app_that_was_started_with_filters_shows_and_keeps_them():
    assistant = FakeAssistant()
    app = chat_app(assistant, filters="type:pdf")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.conversation.query_one("#scope-line").display)
        await ask(app, pilot, "one")
        assert assistant.searched == ["type:pdf"]


async def test_a_resumed_conversation_asks_the_documents_it_was_told_to():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(80, 24)) as pilot:
        app.conversation.set_filters("type:pdf")
        await ask(app, pilot, "one")
        await pilot.press("ctrl+n")
        assert not app.conversation.query_one("#scope-line").display
        await ask(app, pilot, "other")
        await pilot.press("f3")
        await until(pilot, lambda: app.screen is not app.conversation and listed(app))
        await pilot.press("down", "t")
        await until(pilot, lambda: isinstance(app.screen, BranchesScreen) and listed(app))
        await pilot.press("enter")
        await until(pilot, lambda: questions(app) == ["one"])
        assert app.screen is app.conversation
        assert "only type:pdf" in shown(app, "#scope-line")[0]
        await ask(app, pilot, "two")
        assert assistant.searched == ["type:pdf", "", "type:pdf"]
