"""Questions that are sent, or stopped, at the very moment at which something else happens to the conversation."""

from __future__ import annotations

import threading

from uniconv_edge.assistant.past.history import History
from uniconv_edge.paths import history_file
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.turn import QuestionLine, TurnView
from uniconv_edge.types import Answer, Finished, Timings

from .driving import answered, chat_app, questions, shown, type_line, until
from .fakes import FakeAssistant, FakeServices


def stored_conversation(*asked: str, filters: str = "") -> int:
    number = None
    with History.open(history_file()) as history:
        for question in asked:
            answer = Answer(question, True, "Ada.", (), (), Timings(1, 1, 1, 1), "tiny")
            number = history.add(answer, conversation=number).conversation_id
        assert number is not None
        history.keep_filters(number, filters)
    return number


async def test_questions_sent_before_the_conversation_is_shown_follow_it_and_have_its_filters():
    assistant, gate = FakeAssistant(), threading.Event()

    def open_assistant():
        gate.wait(60)
        return assistant

    number = stored_conversation("kept", "kept too", filters="type:pdf")
    app = chat_app(services=FakeServices(assistant, open_assistant=open_assistant), resume=number)
    async with app.run_test(size=(100, 30)) as pilot:
        await type_line(pilot, "too soon")
        await type_line(pilot, "and one more")
        await until(pilot, lambda: "and one more" in shown(app, "#waiting-line")[0])
        # The conversation is there to be read while the model is still being opened.
        await until(pilot, lambda: questions(app) == ["kept", "kept too", "too soon"])
        gate.set()
        await until(pilot, lambda: answered(app, 4))
        assert questions(app) == ["kept", "kept too", "too soon", "and one more"]
        assert assistant.questions == ["too soon", "and one more"]
        assert assistant.searched == ["type:pdf", "type:pdf"]
        assert "type:pdf" in shown(app, "#scope-line")[0]
        assert not app.conversation.query_one("#welcome").display
        # Asked again, an earlier question takes what follows it along, wherever the numbers of the turns come from.
        list(app.conversation.query(QuestionLine))[1].focus()
        await pilot.press("r")
        await until(pilot, lambda: questions(app) == ["kept", "kept too"] and len(assistant.questions) == 3)


async def test_what_was_typed_ahead_of_the_first_frame_is_asked_of_the_documents_that_the_command_named():
    assistant = FakeAssistant()
    app = chat_app(assistant, filters="type:pdf")
    begin, app._begin = app._begin, lambda: None  # type: ignore[method-assign]
    async with app.run_test(size=(100, 30)) as pilot:
        await type_line(pilot, "ahead")
        await until(pilot, lambda: questions(app) == ["ahead"])
        begin()
        await until(pilot, lambda: answered(app, 1))
        assert assistant.searched == ["type:pdf"]
        assert "only type:pdf " in shown(app, "#scope-line")[0]


async def test_what_was_typed_ahead_of_the_first_frame_follows_the_conversation_that_is_gone_on_with():
    assistant = FakeAssistant()
    app = chat_app(assistant, resume=stored_conversation("kept"))
    begin, app._begin = app._begin, lambda: None  # type: ignore[method-assign]
    async with app.run_test(size=(100, 30)) as pilot:
        await type_line(pilot, "ahead")
        await until(pilot, lambda: questions(app) == ["ahead"])
        begin()
        await until(pilot, lambda: answered(app, 2))
        assert questions(app) == ["kept", "ahead"]
        assert [turn.text for turn in assistant.turns][::2] == ["kept", "ahead"]


class LateStop(FakeAssistant):
    """Says that it is about to finish, and looks at the stop flag no more."""

    def __init__(self) -> None:
        super().__init__()
        self.finishing, self.gate = threading.Event(), threading.Event()

    def ask(self, question, *, stop=None):
        for event in super().ask(question, stop=None):
            if isinstance(event, Finished):
                self.finishing.set()
                self.gate.wait(60)
            yield event


async def stopped_as_it_finishes(pilot, assistant: LateStop) -> None:
    await type_line(pilot, "one")
    await until(pilot, assistant.finishing.is_set)
    await pilot.press("escape")


async def test_an_answer_that_was_finished_when_it_was_stopped_is_shown_as_the_part_of_the_conversation_that_it_is():
    assistant = LateStop()
    app = chat_app(assistant)
    async with app.run_test(size=(100, 30)) as pilot:
        await stopped_as_it_finishes(pilot, assistant)
        await until(pilot, lambda: "stopped" in shown(app, "#feedback")[0])
        (turn,) = app.conversation.query(TurnView)
        assert turn.has_class("-stopped")
        assistant.gate.set()
        await until(pilot, lambda: answered(app, 1))
        assert not turn.has_class("-stopped")
        assert not turn.query_one(".note").display
        assert turn.kept is not None
        assert "412 ms" in shown(app, "#feedback")[0]
        assert len(assistant.turns) == 2


async def test_such_an_answer_leaves_the_question_that_was_asked_meanwhile_alone():
    assistant = LateStop()
    app = chat_app(assistant)
    async with app.run_test(size=(100, 30)) as pilot:
        await stopped_as_it_finishes(pilot, assistant)
        await type_line(pilot, "two")
        await until(pilot, lambda: questions(app) == ["one", "two"])
        assistant.gate.set()
        await until(pilot, lambda: answered(app, 2))
        assert assistant.questions == ["one", "two"]
        assert app.conversation.query_one(Composer).text == ""
