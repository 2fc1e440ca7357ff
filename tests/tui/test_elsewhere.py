"""What other processes do to the library and to a stored conversation while the app is open."""

from __future__ import annotations

import threading

import pytest
from textual.widgets import OptionList

from uniconv_edge.assistant.past.history import History
from uniconv_edge.errors import GenerationFailed, LibraryMissing
from uniconv_edge.paths import history_file
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.screens import indexing, library
from uniconv_edge.tui.screens.folder import FolderScreen
from uniconv_edge.tui.screens.library import LibraryScreen
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.types import Answer, Finished, Timings

from .driving import answered, chat_app, questions, said, shown, type_line, until
from .fakes import FakeAssistant, FakeServices
from .test_core import Run, asked, of, started, wait

__all__ = ["started"]


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app looks more often than people wait."""
    for screen in (indexing, library):
        monkeypatch.setattr(screen, "_LOOK_SECONDS", 0.02)


def empty_until(filled: threading.Event, assistant: FakeAssistant) -> FakeServices:
    def open_assistant() -> FakeAssistant:
        if not filled.is_set():
            raise LibraryMissing("there is no library yet", "index a folder")
        return assistant

    return FakeServices(assistant, open_assistant=open_assistant)


# The library --------------------------------------------------------------------------------------


async def test_an_app_with_an_empty_library_sees_that_another_process_has_filled_it(quick_looks: None):
    filled, assistant = threading.Event(), FakeAssistant()
    app = chat_app(services=empty_until(filled, assistant))
    async with app.run_test(size=(90, 30)) as pilot:
        steps = app.conversation.query_one("#first-steps")
        await until(pilot, lambda: app.focused is steps)
        filled.set()
        await until(pilot, lambda: "12 documents" in shown(app, "#library-line")[0])
        await until(pilot, lambda: isinstance(app.focused, Composer) and not steps.display)
        await type_line(pilot, "hello")
        await until(pilot, lambda: answered(app, 1))


async def test_a_question_that_waits_for_documents_is_asked_of_those_that_another_process_reads(quick_looks: None):
    filled, assistant = threading.Event(), FakeAssistant()
    app = chat_app(services=empty_until(filled, assistant))
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: app.focused is app.conversation.query_one("#first-steps"))
        app.conversation.query_one(Composer).focus()
        await type_line(pilot, "soon?")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen))
        await pilot.press("escape")
        assert assistant.questions == []
        filled.set()
        await until(pilot, lambda: answered(app, 1))
        assert assistant.questions == ["soon?"]


async def test_a_library_that_was_there_without_documents_is_seen_to_have_some(quick_looks: None):
    assistant = FakeAssistant(documents=0)
    app = chat_app(assistant)
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: app.focused is app.conversation.query_one("#first-steps"))
        assistant.documents = 3
        await until(pilot, lambda: "3 documents" in shown(app, "#library-line")[0])
        await until(pilot, lambda: assistant.refreshes)
        assert "Ask a question" in shown(app, "#welcome-title")[0]


async def test_the_counts_of_the_top_bar_follow_what_other_processes_do(quick_looks: None):
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: "12 documents" in shown(app, "#library-line")[0])
        assistant.documents = 312
        await until(pilot, lambda: "312 documents · 12,480 passages" in shown(app, "#library-line")[0])
        assert assistant.refreshes == 0  # nothing is loaded before a question needs it
        assistant.documents = 0
        await until(pilot, lambda: app.focused is app.conversation.query_one("#first-steps"))


async def test_a_library_that_cannot_be_looked_at_is_said_to_no_one_who_asks_nothing(quick_looks: None):
    looks: list[int] = []

    class Gone(FakeServices):
        def status(self):
            looks.append(1)
            raise (LibraryMissing("no library", "index again") if len(looks) % 2 else FileNotFoundError("gone"))

    app = chat_app(services=Gone())
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: len(looks) > 2)
        assert not app._notifications
        assert "12 documents" in shown(app, "#library-line")[0]


async def test_the_library_screen_shows_what_is_read_elsewhere_and_goes_on_saying_what_went_wrong(quick_looks: None):
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(90, 30)) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, LibraryScreen))
        roots = app.screen.query_one("#roots", OptionList)
        await until(pilot, lambda: roots.option_count == 2)
        app.screen.post_message(m.IndexFailed("another process writes the library", "wait"))
        services.roots = (*services.roots, "/home/ada/books")
        await until(pilot, lambda: roots.option_count == 3)
        assert "another process writes the library" in shown(app, "#library-run")[0]


# A conversation that another app is in --------------------------------------------------------------


def add_elsewhere(question: str, conversation: int) -> None:
    """Another app asks on: the newest branch of the conversation is its own."""
    answer = Answer(question, True, "Elsewhere.", (), (), Timings(1, 1, 1, 1), "tiny")
    with History.open(history_file()) as history:
        history.add(answer, conversation=conversation)


def test_another_model_is_told_the_branch_that_is_shown_and_once(started: Run):
    opened: list[FakeAssistant] = []

    def open_assistant() -> FakeAssistant:
        opened.append(FakeAssistant())
        return opened[-1]

    core, told = started(FakeServices(open_assistant=open_assistant))
    asked(core, told, "one", "two")
    add_elsewhere("three", 1)
    core.use_model("/models/large")
    wait(lambda: of(told, m.ModelSwitched))
    assert (said(opened[1]), opened[1].resets) == (["one", "two"], 1)
    assert not of(told, m.ConversationShown)  # it is on the screen already


class Failing(FakeAssistant):
    """Cannot answer a question that ends with an exclamation mark."""

    def ask(self, question, *, stop=None):
        if question.endswith("!"):
            raise GenerationFailed("the model could not be evaluated", "free some memory")
        yield from super().ask(question, stop=stop)


def test_where_a_second_try_fails_the_branch_that_was_shown_is_shown_again(started: Run):
    assistant = Failing()
    core, told = started(FakeServices(assistant))
    asked(core, told, "one", "two")
    add_elsewhere("three", 1)
    core.ask(3, "two!", replacing=2)
    wait(lambda: of(told, m.QuestionFailed))
    (again,) = of(told, m.ConversationShown)
    assert [exchange.answer.question for exchange in again.exchanges] == ["one", "two"]
    assert said(assistant) == ["one", "two"]
    assert told.index(again) < told.index(of(told, m.QuestionFailed)[0])


class StillComputing(FakeAssistant):
    """Has answered, and computes on until it may end."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def ask(self, question, *, stop=None):
        for event in super().ask(question, stop=stop):
            yield event
            if isinstance(event, Finished):
                self.gate.wait(60)


def test_a_second_try_that_is_stopped_before_it_begins_leaves_the_first_where_it_was(started: Run):
    assistant = StillComputing()
    core, told = started(FakeServices(assistant))
    asked(core, told, "one")
    core.ask(2, "one", replacing=1)
    core.stop()
    assistant.gate.set()
    wait(lambda: of(told, m.ConversationShown))
    assert [each.turn for each in of(told, m.QuestionStopped)] == [2]
    assert assistant.questions == ["one"]


async def test_a_new_conversation_stays_empty_though_it_was_begun_in_the_middle_of_a_second_try():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    shows: list[object] = []
    post = app._post
    app.core._post = lambda message: (shows.append(message), post(message))
    async with app.run_test(size=(90, 30)) as pilot:
        await type_line(pilot, "one")
        await until(pilot, lambda: answered(app, 1))
        assistant.token_seconds, assistant.words = 0.02, 100_000
        await pilot.press("ctrl+r")
        await until(pilot, lambda: assistant.questions == ["one", "one"])
        await pilot.press("ctrl+n")
        await until(pilot, lambda: assistant.turns == ())
        assert not [message for message in shows if isinstance(message, m.ConversationShown)]
        assert questions(app) == []


def test_a_conversation_that_has_gone_is_named_with_what_follows(started: Run):
    core, told = started(FakeServices())
    asked(core, told, "one")
    with History.open(history_file()) as history:
        history.delete(1)
    core.use_model("/models/large")
    wait(lambda: of(told, m.ModelSwitched))
    (trouble,) = of(told, m.ErrandFailed)
    assert (trouble.message, trouble.hint) == (
        "there is no conversation 1 any more",
        "what is asked next begins a new one",
    )
