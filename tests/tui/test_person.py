"""What a person met who used the app for a day: keys that went nowhere, and pictures that were wrong."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Input, Static

from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.messages import Place
from uniconv_edge.tui.screens import answering
from uniconv_edge.tui.screens.document import DocumentScreen, Window, occurrences
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.turn import QuestionLine, QuoteCard, TurnView
from uniconv_edge.types import Finished, Page, Published, Scanned

from .driving import chat_app, settled, shown, type_line, until
from .fakes import FakeAssistant, FakeServices


def answered(app: ChatApp) -> list[str]:
    return [turn.question for turn in app.conversation.query(TurnView) if turn.answer is not None]


async def ask(app: ChatApp, pilot: Pilot[None], question: str) -> None:
    before = len(answered(app))
    await type_line(pilot, question)
    await until(pilot, lambda: len(answered(app)) == before + 1)


async def test_what_is_typed_after_a_question_was_asked_again_goes_into_the_question_box():
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        app.conversation.query(QuestionLine).last().focus()
        await pilot.press("r")
        await until(pilot, lambda: [view.kept for view in app.conversation.query(TurnView) if view.display])
        await until(pilot, lambda: app.conversation._turn is None and len(app.conversation.query(TurnView)) == 1)
        await pilot.press("t", "w", "o")
        assert app.conversation.query_one(Composer).text == "two"


async def test_a_conversation_that_no_longer_fills_the_window_stands_at_its_top():
    app = chat_app()
    async with app.run_test(size=(110, 16)) as pilot:
        for question in ("one", "two"):
            await ask(app, pilot, question)
        conversation = app.conversation.query_one("#conversation", VerticalScroll)
        await until(pilot, lambda: conversation.max_scroll_y and conversation.is_anchored)
        await pilot.resize_terminal(110, 50)
        await settled(pilot)
        first = app.conversation.query(TurnView).first()
        assert first.region.y <= conversation.region.y + 1
        await pilot.resize_terminal(110, 16)
        await settled(pilot)
        assert conversation.scroll_y == conversation.max_scroll_y > 0


def keys_offered(app: ChatApp) -> set[str]:
    return {binding.binding.description for binding in app.screen.active_bindings.values() if binding.enabled}


def test_words_are_found_across_lines_and_in_capitals_or_not():
    found = occurrences(["The Basic\n  rent.", "No.", "basic rent, basic  RENT"], " basic rent ")
    assert [(one.page_index, one.start, one.end) for one in found] == [(0, 4, 16), (2, 0, 10), (2, 12, 23)]
    assert occurrences(["a.b acb"], "a.b") == [Window(0, 0, 3)]
    assert occurrences(["any"], " ") == []


async def opened(pages: list[str], pilot: Pilot[None], quoted: str) -> DocumentScreen:
    number = next(index for index, text in enumerate(pages) if quoted in text)
    start = pages[number].index(quoted)
    place = Place(number, start, start + len(quoted), quoted, "Lease", "/papers/lease.pdf")
    screen = DocumentScreen(place, [Page(index + 1, text) for index, text in enumerate(pages)])
    await pilot.app.push_screen(screen)
    await settled(pilot)
    return screen


def marked(screen: DocumentScreen) -> str:
    content = screen.query_one("#document-text", Static).content
    return " ".join(str(content)[span.start : span.end] for span in content.spans)


async def test_words_are_looked_for_in_a_document_from_the_passage_on_and_round():
    pages = ["The rent is due.", "Clause.\n" * 80 + "The basic rent rises.", "No Rent in May."]
    app = chat_app()
    async with app.run_test(size=(80, 20)) as pilot:
        screen = await opened(pages, pilot, "basic")
        assert "Next one" not in keys_offered(app)
        await pilot.press("slash")
        await type_line(pilot, "zebra")
        await until(pilot, lambda: "do not stand" in "".join(shown(app, "#card-trouble")))
        await pilot.press("ctrl+u")
        await type_line(pilot, "rent")
        await until(pilot, lambda: app.screen is screen)
        seen = []
        for _ in range(4):
            await settled(pilot)
            seen.append((screen._shown.page_index, marked(screen), shown(app, "#document-place")[0].split(" · ")[1]))
            await pilot.press("enter")
        assert seen == [
            (1, "rent", "2 of 3: rent"),
            (2, "Rent", "3 of 3: rent"),
            (0, "rent", "1 of 3: rent"),
            (1, "rent", "2 of 3: rent"),
        ]
        await pilot.press("m")
        assert marked(screen) == "basic"
        await pilot.press("p", "enter")  # from where one reads
        await settled(pilot)
        assert (screen._shown.page_index, marked(screen)) == (0, "rent")


@pytest.mark.parametrize(("pages", "said"), [([], "left the library"), ([Page(1, "Else")], "has changed since")])
async def test_a_document_that_is_not_shown_offers_no_key_that_does_nothing_and_says_what_to_do(pages, said):
    app = chat_app()
    async with app.run_test(size=(110, 20)) as pilot:
        await app.push_screen(DocumentScreen(Place(0, 0, 4, "Rent", "Lease", "/papers/lease.pdf"), pages))
        await settled(pilot)
        line = shown(app, "#document-place")[0]
        assert said in line
        assert "ask again" in line
        assert keys_offered(app).isdisjoint(("To the passage", "In own program", "Look for", "Next page"))


class Unsure(FakeAssistant):
    """Answers nothing."""

    def quotes(self):
        return ()

    def ask(self, question, *, stop=None):
        for event in super().ask(question, stop=stop):
            yield Finished(replace(event.answer, answered=False)) if isinstance(event, Finished) else event


def notes(app: ChatApp) -> str:
    return "\n".join(shown(app, ".note"))


async def test_that_only_some_documents_were_asked_is_said_of_a_question_that_they_do_not_answer():
    app = chat_app(Unsure())
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        assert "asks" not in notes(app)
        app.conversation.set_filters("type:pdf")
        await ask(app, pilot, "two")
        assert "Only type:pdf was asked: Ctrl+F asks others." in notes(app)


async def test_that_documents_are_still_being_read_is_said_of_a_question_that_the_others_do_not_answer():
    go_on = threading.Event()

    def index(paths):
        yield Scanned(1, 1000)
        go_on.wait(60)
        yield Published(1, 3, 0.1)

    app = chat_app(Unsure(), index=index)
    async with app.run_test(size=(110, 34)) as pilot:
        await until(pilot, lambda: app.conversation._status)
        app.conversation.read_paths([Path("/papers")])
        await ask(app, pilot, "one")
        assert "Not all documents had been read: Ctrl+R asks again." in notes(app)
        go_on.set()
        await until(pilot, lambda: not app.conversation._indexing)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.conversation._turn is None and len(app.conversation.query(TurnView)) == 1)
        assert "had been read" not in notes(app)


class Interrupted(Unsure):
    """The reading of its library ended before its end."""

    unfinished = True

    def status(self):
        return replace(super().status(), unfinished=self.unfinished)


async def test_that_the_last_reading_ended_before_its_end_is_said_until_all_is_read():
    assistant = Interrupted()

    def index(paths):
        yield Scanned(0, 0)
        assistant.unfinished = False
        yield Published(1, 3, 0.1)

    app = chat_app(assistant, index=index)
    async with app.run_test(size=(110, 34)) as pilot:
        await until(pilot, lambda: any("ended before all files" in notice.message for notice in app._notifications))
        await ask(app, pilot, "one")
        assert "Not all documents have been read: r in the library (F2) goes on." in notes(app)
        await pilot.press("f2")
        await until(pilot, lambda: "r goes on" in "".join(shown(app, "#library-run")))
        await pilot.press("r")
        await until(pilot, lambda: not app.conversation._status.unfinished)
        await until(pilot, lambda: "r goes on" not in "".join(shown(app, "#library-run")))


async def test_which_quote_has_the_keys_is_seen_without_colours(monkeypatch):
    for name in ("COLORTERM", "TERM"):
        monkeypatch.delenv(name, raising=False)
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        app.add_class("-few-colours")
        await ask(app, pilot, "one")
        card = app.conversation.query(QuoteCard).last()
        assert not card.styles.text_style.reverse
        card.focus()
        await pilot.pause()
        assert card.styles.text_style.reverse


async def test_in_a_low_window_the_line_of_a_card_can_be_seen_while_it_is_typed():
    app = chat_app()
    async with app.run_test(size=(60, 12)) as pilot:
        await until(pilot, lambda: app.conversation._status)
        await pilot.press("ctrl+f")
        await settled(pilot)
        assert app.screen.find_widget(app.screen.query_one(Input)).visible_region.height == 3


async def test_that_the_beginning_of_a_long_conversation_is_not_shown_is_said(monkeypatch):
    monkeypatch.setattr(answering, "SHOWN_TURNS", 2)
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        earlier = app.conversation.query_one("#earlier")
        for question in ("one", "two"):
            await ask(app, pilot, question)
        assert not earlier.display
        await type_line(pilot, "three")
        await until(pilot, lambda: answered(app) == ["two", "three"])
        assert earlier.display
        assert "F3" in shown(app, "#earlier")[0]
        conversation = app.conversation.query(TurnView).last().kept.conversation
        await pilot.press("ctrl+n")
        await until(pilot, lambda: not earlier.display)
        app.core.resume(conversation)
        await until(pilot, lambda: answered(app) == ["two", "three"] and earlier.display)


async def test_how_a_change_is_given_up_is_said_while_a_question_is_changed():
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await ask(app, pilot, "one")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: "Escape leaves it as it was" in shown(app, "#feedback")[0])


async def test_a_long_path_is_cut_with_an_ellipsis_and_not_left_out():
    app = chat_app()
    async with app.run_test(size=(60, 20)) as pilot:
        place = Place(0, 0, 4, "Rent", "Lease", "/home/ada/" + "papers-and-letters/" * 8 + "lease.pdf")
        await app.push_screen(DocumentScreen(place, [Page(1, "Rent"), Page(2, "")]))
        await settled(pilot)
        lines = ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]
        assert "page 1 of 2 · /home/ada/papers-and-letters" in lines[1]
        assert lines[1].rstrip().endswith("…")


async def test_that_the_model_is_still_being_opened_is_said_of_a_question_that_waits_for_it():
    go_on, assistant = threading.Event(), FakeAssistant(token_seconds=0.02, words=100_000)

    def open_assistant() -> FakeAssistant:
        go_on.wait(60)
        return assistant

    app = chat_app(services=FakeServices(assistant, open_assistant=open_assistant))
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "one")
        await until(pilot, lambda: "opening the model" in shown(app, "#feedback")[0] and app.conversation._turn)
        go_on.set()
        await until(pilot, lambda: "opening" not in shown(app, "#feedback")[0])
