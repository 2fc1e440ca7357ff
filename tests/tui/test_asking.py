"""Changing a question, asking again, other versions, filters and pins, copying, and stopping at any moment."""

from __future__ import annotations

import threading

from textual.widgets import Input

from uniconv_edge.errors import GenerationFailed, HistoryDamaged
from uniconv_edge.tui.screens.asking import LineScreen
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.turn import QuestionLine, QuoteCard

from .driving import answered, chat_app, questions, shown, type_line, until
from .fakes import SPAN, FakeAssistant, FakeServices


async def asked(app, pilot, *texts: str) -> None:
    for number, text in enumerate(texts, 1):
        await type_line(pilot, text)
        await until(pilot, lambda number=number: answered(app, number))


async def test_the_last_question_is_changed_and_both_versions_stay():
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(110, 34)) as pilot:
        await asked(app, pilot, "one", "two")
        await pilot.press("ctrl+e")
        composer = app.conversation.query_one(Composer)
        assert composer.text == "two"
        composer.text = "two, but better"
        await pilot.press("enter")
        await until(pilot, lambda: questions(app) == ["one", "two, but better"] and answered(app, 2))
        assert [turn.text for turn in services.assistant.turns[:2]] == ["one", "w1.0 w1.1 w1.2 w1.3"]
        assert len(services.assistant.turns) == 4
        assert "‹ 2 of 2 ›" in shown(app, ".turn:last-of-type .question")[0]
        app.conversation.query(QuestionLine).last().focus()
        await pilot.press("left")
        await until(pilot, lambda: questions(app) == ["one", "two"])
        await until(pilot, lambda: "‹ 1 of 2 ›" in " ".join(shown(app, ".turn:last-of-type .question")))
        await until(pilot, lambda: services.assistant.turns[2].text == "two")
        await until(pilot, lambda: app.focused is app.conversation.query(QuestionLine).last())  # to look on from there
        await pilot.press("right")
        await until(pilot, lambda: questions(app) == ["one", "two, but better"])


async def test_changing_an_early_question_leaves_what_followed_in_its_own_branch():
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await asked(app, pilot, "one", "two", "three")
        app.conversation.query(QuestionLine).first().focus()
        await pilot.press("e")
        app.conversation.query_one(Composer).text = "another one"
        await pilot.press("enter")
        await until(pilot, lambda: questions(app) == ["another one"] and answered(app, 1))
        app.conversation.query(QuestionLine).first().focus()
        await pilot.press("left")
        await until(pilot, lambda: questions(app) == ["one", "two", "three"])


async def test_an_answer_is_made_again_in_its_place():
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(110, 34)) as pilot:
        await asked(app, pilot, "one")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: shown(app, ".reply") == ["w2.0 w2.1 w2.2 w2.3"] and answered(app, 1))
        assert services.assistant.questions == ["one", "one"]
        assert len(services.assistant.turns) == 2


async def test_stopping_a_changed_question_brings_the_old_answer_back():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await asked(app, pilot, "one")
        assistant.words, assistant.token_seconds = 100_000, 0.02
        await pilot.press("ctrl+r")
        await until(pilot, lambda: len(assistant.questions) == 2)
        await pilot.press("escape")
        await until(pilot, lambda: answered(app, 1))
        assert shown(app, ".reply") == ["w1.0 w1.1 w1.2 w1.3"]
        assert len(assistant.turns) == 2


async def test_escape_leaves_a_question_that_was_being_changed_as_it_was():
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await asked(app, pilot, "one")
        await pilot.press("ctrl+e", "escape")
        assert app.conversation.query_one(Composer).text == ""
        await asked(app, pilot)
        await type_line(pilot, "two")
        await until(pilot, lambda: questions(app) == ["one", "two"])


async def test_escape_stops_within_200_ms_while_the_question_is_still_being_read():
    gate = threading.Event()

    class Reading(FakeAssistant):
        def ask(self, question, *, stop=None):
            if question == "long":
                gate.wait(60)
            yield from super().ask(question, stop=stop)

    app = chat_app(Reading(token_seconds=0.001))
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "long")
        await until(pilot, lambda: "reading your question" in shown(app, "#feedback")[0])
        await pilot.press("escape")
        assert await until(pilot, lambda: "stopped" in shown(app, "#feedback")[0]) < 0.2
        await pilot.press(*"next")
        assert app.conversation.query_one(Composer).text == "next"
        gate.set()
        await pilot.press("enter")
        await until(pilot, lambda: answered(app, 1))
        assert shown(app, ".turn:last-of-type .reply")[0].startswith("w2.0")


async def test_the_feedback_line_tells_the_rate_while_text_arrives():
    app = chat_app(FakeAssistant(token_seconds=0.02, words=100_000))
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "go")
        await until(pilot, lambda: "tokens/s" in shown(app, "#feedback")[0])
        await pilot.press("escape")


async def test_several_lines_are_typed_and_pasted_as_one_question():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.press("a", "ctrl+j", "b")
        await type_line(pilot, " c\n\td")
        await until(pilot, lambda: assistant.questions == ["a\nb c\n\td"])


async def test_a_quote_is_copied_with_its_place_and_opens_in_the_persons_own_program_as_a_source_does():
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(110, 34)) as pilot:
        await asked(app, pilot, "one")
        app.conversation.query(QuoteCard).first().focus()
        await pilot.press("y")
        assert app.clipboard == f"“{SPAN}” (Employment contract, page 3)"
        await pilot.press("o")
        await until(pilot, lambda: services.opened == [("/home/ada/papers/contract.pdf", 3)])
        await pilot.press("tab")
        app.conversation.query_one("#source-list").focus()
        await pilot.press("down", "o")
        await until(pilot, lambda: services.opened[1:] == [("/home/ada/letter.txt", None)])


async def test_a_pinned_document_is_the_only_one_asked_until_it_is_pinned_again():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await asked(app, pilot, "one")
        app.conversation.query_one("#source-list").focus()
        await pilot.press("p")
        assert "only papers/contract.pdf " in shown(app, "#scope-line")[0]
        await type_line(pilot, "two")
        await until(pilot, lambda: answered(app, 2))
        app.conversation.query_one("#source-list").focus()
        await pilot.press("p")
        assert not app.conversation.query_one("#scope-line").display
        await type_line(pilot, "three")
        await until(pilot, lambda: answered(app, 3))
        assert assistant.searched == ["", 'path:"/home/ada/papers[/]contract.pdf"', ""]


async def test_filters_are_typed_and_taken_away_again():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+f")
        assert isinstance(app.screen, LineScreen)
        for wrong, said in (("after:soon", "`after:soon` is no filter"), ("type:none", "no document passes")):
            app.screen.query_one(Input).value = wrong
            await pilot.press("enter")
            await until(pilot, lambda said=said: said in shown(app, "#card-trouble")[0])
            assert app.screen is not app.conversation
        app.screen.query_one(Input).value = "type:pdf after:2024"
        await until(pilot, lambda: shown(app, "#card-trouble") == [""])
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.conversation)
        assert "only type:pdf after:2024" in shown(app, "#scope-line")[0]
        await asked(app, pilot, "one")
        assert assistant.searched == ["type:pdf after:2024"]
        await pilot.press("ctrl+f", "escape")
        await until(pilot, lambda: app.screen is app.conversation)
        assert app.conversation.query_one("#scope-line").display


async def test_the_sources_say_why_they_were_found():
    app = chat_app()
    async with app.run_test(size=(120, 34)) as pilot:
        await asked(app, pilot, "What is the notice period?")
        listed = app.conversation.query_one("#source-list").get_option_at_index(0).prompt
        assert "words notice, period" in str(listed)


async def test_an_answer_that_cannot_be_stored_is_shown_and_that_is_said_once():
    class Full(FakeServices):
        tries = 0

        def open_history(self):
            self.tries += 1
            raise HistoryDamaged("the stored conversations are damaged", "move the file away")

    services = Full()
    app = chat_app(services=services)
    async with app.run_test(size=(110, 34)) as pilot:
        await asked(app, pilot, "one", "two")
        assert services.tries == 1
        await pilot.press("ctrl+r")
        await until(pilot, lambda: services.assistant.questions == ["one", "two", "two"] and answered(app, 2))
        assert services.tries == 1


async def test_what_an_answer_cannot_promise_is_told():
    from dataclasses import replace

    from uniconv_edge.types import Finished

    blue = "✗ not found in your documents: It is blue."
    told: list[tuple[dict[str, object], str]] = [
        ({"unsupported": ("It is blue.",), "text": "So. It is blue."}, blue),
        ({"note": "The list may not be complete."}, "The list may not be complete."),
        (
            {"unsupported": ("It is blue.",), "text": "So. It is blue.", "note": "It may lack some."},
            f"{blue}\nIt may lack some.",
        ),
        ({"unsupported": ("It is blue.",), "text": "So."}, ""),  # left out of the reply: strict mode
    ]

    class Boasting(FakeAssistant):
        def ask(self, question, *, stop=None):
            for event in super().ask(question, stop=stop):
                if isinstance(event, Finished):
                    event = Finished(replace(event.answer, **told[int(question)][0]))
                yield event

    app = chat_app(Boasting())
    async with app.run_test(size=(110, 34)) as pilot:
        await asked(app, pilot, *(str(number) for number in range(len(told))))
        assert [text.strip() for text in shown(app, ".note")] == [shown_as for _, shown_as in told]


async def test_keys_for_an_answer_do_nothing_before_there_is_one():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("ctrl+e", "ctrl+r", "ctrl+y"):
            await pilot.press(key)
            assert questions(app) == []
            assert app.return_code in (None, 0)


async def test_a_failed_second_try_brings_the_first_answer_back_and_says_below_it_why():
    class Failing(FakeAssistant):
        def ask(self, question, *, stop=None):
            if self.questions:
                self.questions.append(question)
                raise GenerationFailed("the model could not be evaluated", "free some memory")
            yield from super().ask(question, stop=stop)

    app = chat_app(Failing())
    async with app.run_test(size=(110, 34)) as pilot:
        await asked(app, pilot, "one")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: answered(app, 1) and "free some memory" in shown(app, ".note")[-1])
        assert shown(app, ".reply") == ["w1.0 w1.1 w1.2 w1.3", ""]
