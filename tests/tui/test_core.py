"""The core without a screen: what it does when other programs change the library or the stored conversations."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from textual.message import Message

from uniconv_edge.assistant.past.history import History
from uniconv_edge.errors import ConfigurationError, DiskFull, HistoryDamaged, LibraryMissing
from uniconv_edge.paths import history_file
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.core import Core

from .fakes import FakeAssistant, FakeServices

Run = Callable[..., tuple[Core, list[Message]]]


@pytest.fixture
def started() -> Iterator[Run]:
    """Starts a core; returns it and the list of what it reports."""
    cores: list[Core] = []

    def start(services: FakeServices) -> tuple[Core, list[Message]]:
        told: list[Message] = []
        core = Core(services, told.append)
        cores.append(core)
        core.start()
        return core, told

    yield start
    for core in cores:
        core.close(10.0)


def wait(true: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def of(told: list[Message], kind: type[Message]) -> list[Any]:
    return [message for message in told if isinstance(message, kind)]


def asked(core: Core, told: list[Message], *questions: str) -> None:
    for question in questions:
        before = len(of(told, m.QuestionAnswered))
        core.ask(before + 1, question)
        wait(lambda before=before: len(of(told, m.QuestionAnswered)) > before)


def stored() -> dict[int, list[str]]:
    with History.open(history_file()) as history:
        return {
            found.id: [exchange.answer.question for exchange in history.thread(found.id)]
            for found in history.conversations()
        }


class Deleting(FakeAssistant):
    """Runs `before_the_end` when the model looks at the stop flag no more."""

    def __init__(self) -> None:
        super().__init__()
        self.before_the_end: Callable[[], object] = lambda: None

    def ask(self, question, *, stop=None):
        for event in super().ask(question, stop=None):
            if type(event).__name__ == "Finished":
                self.before_the_end()
            yield event


def delete(conversation: int) -> None:
    with History.open(history_file()) as history:
        history.delete(conversation)


def test_what_another_process_indexed_is_seen_by_the_next_question(started: Run):
    seen: list[tuple[str, int]] = []

    class Looking(FakeAssistant):
        def ask(self, question, *, stop=None):
            seen.append((question, self.refreshes))
            yield from super().ask(question, stop=stop)

    core, told = started(FakeServices(Looking()))
    asked(core, told, "one", "two")
    assert seen == [("one", 1), ("two", 2)]


def test_a_library_that_another_process_read_for_the_model_in_use_is_opened_anew(started: Run):
    before, after = FakeAssistant(), FakeAssistant()
    opened: list[FakeAssistant] = []

    def open_assistant():
        opened.append(after if opened else before)
        return opened[-1]

    core, told = started(FakeServices(open_assistant=open_assistant))
    asked(core, told, "one")

    def refuse():
        raise ConfigurationError("the library was indexed with another", "index again")

    before.refresh = refuse  # type: ignore[method-assign]
    asked(core, told, "two")
    assert (before.questions, after.questions, before.closed) == (["one"], ["two"], True)
    assert [turn.text for turn in after.turns][::2] == ["one", "two"]


def test_a_library_of_another_model_is_said_to_the_one_who_asks(started: Run):
    assistant = FakeAssistant()

    def refuse(*_: object):
        raise ConfigurationError("the library was indexed with another", "index again")

    services = FakeServices(assistant)
    core, told = started(services)
    asked(core, told, "one")
    assistant.refresh = services.open_assistant = refuse  # type: ignore[method-assign]
    core.ask(2, "two")
    wait(lambda: of(told, m.QuestionFailed))
    assert [(each.turn, each.hint) for each in of(told, m.QuestionFailed)] == [(2, "index again")]


def test_another_model_makes_the_follower_begin_anew(started: Run):
    followed: list[list[str]] = []
    alive: list[int] = []

    class Following(FakeServices):
        def watch(self, stop):
            followed.append(list(self.used))
            alive.append(sum(thread.name == "watching" and thread.is_alive() for thread in threading.enumerate()))
            yield from super().watch(stop)

    core, told = started(Following())
    core.use_model("/models/small")
    wait(lambda: of(told, m.ModelSwitched))
    assert not core.runs.watching
    core.runs.watch(True)
    wait(lambda: followed == [["/models/small"]])
    core.use_model("/models/large")
    wait(lambda: len(followed) == 2)
    assert followed[1] == ["/models/small", "/models/large"]
    assert alive == [1, 1]  # the one before has ended
    assert core.runs.watching
    core.runs.watch(False)
    core.use_model("/models/small")
    wait(lambda: len(of(told, m.ModelSwitched)) == 3)
    assert not core.runs.watching


def test_what_ends_the_following_of_folders_is_told_with_its_hint(started: Run):
    class Gone(FakeServices):
        def watch(self, stop):
            raise LibraryMissing("there is no library any more", "index a folder")

    core, told = started(Gone())
    core.runs.watch(True)
    wait(lambda: len(of(told, m.WatchChanged)) == 2)
    assert of(told, m.WatchChanged)[1].message == "there is no library any more (index a folder)"


def test_a_conversation_that_was_deleted_elsewhere_is_begun_anew_and_stored(started: Run):
    core, told = started(FakeServices())
    core.keep_filters("type:pdf")
    asked(core, told, "one")
    delete(1)
    asked(core, told, "two", "three")
    core.forget()
    asked(core, told, "four")
    assert stored() == {2: ["two", "three"], 3: ["four"]}
    assert not of(told, m.NotKept)
    with History.open(history_file()) as history:
        assert history.filters(2) == "type:pdf"


def test_an_answer_that_is_finished_while_its_conversation_is_deleted_does_not_come_back(started: Run):
    assistant = Deleting()
    core, told = started(FakeServices(assistant))
    asked(core, told, "one")

    def deleted() -> None:
        core.deleted(1)
        delete(1)

    assistant.before_the_end = deleted
    asked(core, told, "two")
    wait(lambda: of(told, m.ConversationShown))
    assistant.before_the_end = lambda: None
    asked(core, told, "three")
    assert stored() == {2: ["three"]}
    assert not of(told, m.NotKept)


def failing(error: Exception, times: int) -> type[FakeServices]:
    """Services whose stored conversations fail so often."""

    class Failing(FakeServices):
        tries = 0

        def open_history(self):
            type(self).tries += 1
            if self.tries <= times:
                raise error
            return super().open_history()

    return Failing


def test_a_passing_trouble_with_the_disk_is_said_once_and_what_follows_is_stored(started: Run):
    core, told = started(failing(DiskFull("no room", "free some room"), 2)())
    asked(core, told, "one", "two", "three")
    assert [each.message for each in of(told, m.NotKept)] == ["no room"]
    assert stored() == {1: ["three"]}


def test_damaged_conversations_are_left_alone(started: Run):
    services = failing(HistoryDamaged("damaged", "move the file away"), 100)
    core, told = started(services())
    asked(core, told, "one", "two")
    assert [each.message for each in of(told, m.NotKept)] == ["damaged"]
    assert services.tries == 1


def test_a_model_that_opens_answers_also_when_the_conversation_has_gone(started: Run):
    core, told = started(FakeServices())
    asked(core, told, "one")
    delete(1)
    core.use_model("/models/large")
    wait(lambda: of(told, m.ModelSwitched))
    assert len(of(told, m.AssistantOpened)) == 2
    assert not of(told, m.AssistantUnavailable)
    assert "no conversation 1" in of(told, m.ErrandFailed)[0].message
    asked(core, told, "two")


def test_filters_hold_for_what_is_asked_after_them(started: Run):
    assistant, gate = FakeAssistant(), threading.Event()

    def open_assistant():
        gate.wait(60)
        return assistant

    core, told = started(FakeServices(assistant, open_assistant=open_assistant))
    core.ask(1, "one")
    core.keep_filters("type:pdf")
    core.ask(2, "two")
    gate.set()
    wait(lambda: len(of(told, m.QuestionAnswered)) == 2)
    assert assistant.searched == ["", "type:pdf"]


def test_deleting_another_conversation_lets_the_answer_go_on(started: Run):
    services = FakeServices(FakeAssistant(token_seconds=0.02, words=10))
    core, told = started(services)
    asked(core, told, "one")
    (other,) = stored()
    core.forget()
    core.ask(2, "two")
    wait(lambda: any(text.turn == 2 for text in of(told, m.TextArrived)))
    core.deleted(other)
    delete(other)
    wait(lambda: len(of(told, m.QuestionAnswered)) + len(of(told, m.QuestionStopped)) == 2)
    assert of(told, m.QuestionStopped) == []
    assert list(stored().values()) == [["two"]]


def test_a_conversation_is_gone_on_with_as_it_was_live(started: Run):
    class Counting(FakeAssistant):
        def ask(self, question, *, stop=None):
            for event in super().ask(question, stop=stop):
                yield (
                    replace(event, answer=replace(event.answer, basis="library", quotes=()))
                    if question == "count" and hasattr(event, "answer")
                    else event
                )

    services = FakeServices(Counting(words=100))
    core, told = started(services)
    asked(core, told, "one", "count")
    (number,) = stored()
    core.forget()
    core.resume(number)
    wait(lambda: of(told, m.ConversationShown))
    asked(core, told, "two")
    first, reply, second, _ = services.assistant.turns
    assert (first.text, second.text, len(reply.text.split())) == ("one", "two", 60)


class Preparing(FakeAssistant):
    """Makes ready for ever; each time that it begins anew is counted."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = self.steps = 0

    def prepare(self):
        self.begun += 1
        while True:
            self.threads.add(threading.current_thread().name)
            self.steps += 1
            yield


def test_between_questions_the_assistant_makes_ready_until_the_next_one_comes(
    started: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("uniconv_edge.tui.core._PAINTED_SECONDS", 0.0)
    assistant = Preparing()
    core, told = started(FakeServices(assistant))
    wait(lambda: assistant.steps > 3)
    for begun in (1, 2, 3):
        assert assistant.begun == begun
        asked(core, told, f"question {begun}")
        before = assistant.steps
        wait(lambda before=before: assistant.steps > before)
    core.keep_filters("type:pdf")  # an order that is no question: what was begun goes on
    wait(lambda: of(told, m.FiltersChanged)[-1:] and of(told, m.FiltersChanged)[-1].filters == "type:pdf")
    before = assistant.steps
    wait(lambda: assistant.steps > before)
    assert assistant.begun == 4
    assert assistant.threads == {"answering"}
    assert core.close(10.0)
    assert assistant.closed


def test_nothing_is_made_ready_before_what_was_answered_is_painted(started: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("uniconv_edge.tui.core._PAINTED_SECONDS", 3600.0)
    assistant = Preparing()
    core, told = started(FakeServices(assistant))
    asked(core, told, *(f"question {number}" for number in range(5)))
    assert assistant.steps == 0
