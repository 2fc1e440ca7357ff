"""The conversation screen, driven by keys, with a fake assistant."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.widgets import Input, Static
from textual.widgets._footer import FooterKey

from uniconv_edge.errors import GenerationFailed, LibraryMissing, ModelDamaged
from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.messages import PinWanted
from uniconv_edge.tui.screens.document import DocumentScreen
from uniconv_edge.tui.screens.folder import FolderScreen
from uniconv_edge.tui.screens.help import HelpScreen
from uniconv_edge.tui.widgets.bars import Feedback
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.sources import SourceList, SourcesPanel
from uniconv_edge.tui.widgets.turn import TurnView

from .driving import answered, chat_app, settled, shown, type_line, until
from .fakes import AFTER, BEFORE, SPAN, FakeAssistant, FakeServices, fake_index

SIZES = [(60, 20), (80, 24), (45, 20), (120, 30)]


def turns(app: ChatApp) -> list[TurnView]:
    return list(app.conversation.query(TurnView))


def empty_until_read(assistant: FakeAssistant, samples: Path | None = None) -> tuple[FakeServices, list[Path]]:
    """Services of a library that is not there before something is read, and the list of what has been."""
    read: list[Path] = []

    def index(paths):
        read.extend(paths)
        yield from fake_index()(paths)

    def open_assistant():
        if not read:
            raise LibraryMissing("there is no library yet", "index a folder")
        return assistant

    return FakeServices(assistant, index=index, open_assistant=open_assistant, samples=samples), read


async def test_a_question_is_answered_with_a_quote_its_document_and_page_and_all_is_copied():
    app = chat_app()
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "what is the notice period?")
        await until(pilot, lambda: answered(app, 1))
        assert shown(app, ".quote") == [f"“{SPAN}”\nEmployment contract, page 3  ✓ word for word"]
        assert shown(app, ".reply") == ["w1.0 w1.1 w1.2 w1.3"]
        assert "312 of 340 tokens reused" in shown(app, "#feedback")[0]
        assert "412 ms" in shown(app, "#feedback")[0]
        await pilot.press("ctrl+y")
        assert app.clipboard == f"“{SPAN}” (Employment contract, page 3)\nw1.0 w1.1 w1.2 w1.3"


async def test_a_follow_up_goes_to_the_same_conversation_and_a_new_one_forgets_both():
    assistant = FakeAssistant()
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "first")
        await until(pilot, lambda: answered(app, 1))
        await type_line(pilot, "and then?")
        await until(pilot, lambda: answered(app, 2))
        assert assistant.questions == ["first", "and then?"]
        assert len(assistant.turns) == 4
        assert assistant.resets == 0
        assert assistant.threads == {"answering"}
        await pilot.press("ctrl+n")
        await until(pilot, lambda: not turns(app) and assistant.resets == 1)
        assert assistant.turns == ()
        assert app.conversation.query_one(SourcesPanel).is_empty
        await until(pilot, lambda: app.conversation.query_one("#welcome").display)


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.slow)])
async def test_escape_stops_an_answer_within_200_ms_and_no_late_token_reaches_the_next_one(rounds: int):
    assistant = FakeAssistant(token_seconds=0.02, words=100_000)
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        for round_number in range(1, rounds + 1):
            await type_line(pilot, "go")
            await until(pilot, lambda: "w" in "".join(shown(app, ".turn:last-of-type .reply")))
            await pilot.press("escape")
            took = await until(pilot, lambda: "stopped" in shown(app, "#feedback")[0])
            assert took < 0.2
            assert turns(app)[-1].has_class("-stopped")
            assert len(turns(app)) == round_number
        assistant.words = 3
        await type_line(pilot, "last")
        await until(pilot, lambda: answered(app, 1))
        number = len(assistant.questions)
        assert turns(app)[-1].as_text().splitlines()[-1] == f"w{number}.0 w{number}.1 w{number}.2"
        assert len(assistant.turns) == 2


async def test_a_question_asked_meanwhile_waits_for_its_turn():
    assistant = FakeAssistant(token_seconds=0.02, words=20)
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "first")
        await until(pilot, lambda: assistant.questions == ["first"])
        await type_line(pilot, "second")
        await until(pilot, lambda: answered(app, 2))
        assert assistant.questions == ["first", "second"]
        assert not any(turn.has_class("-stopped") for turn in turns(app))


async def test_escape_gives_a_waiting_question_back():
    assistant = FakeAssistant(token_seconds=0.02, words=100_000)
    app = chat_app(assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "first")
        await until(pilot, lambda: assistant.questions == ["first"])
        line = app.conversation.query_one("#waiting-line")
        assert not line.display
        await type_line(pilot, "second")
        await until(pilot, lambda: line.display and "second" in shown(app, "#waiting-line")[0])
        await pilot.press("escape")
        await until(pilot, lambda: not line.display)
        await until(pilot, lambda: app.conversation.query_one(Composer).text == "second")
        assert assistant.questions == ["first"]


async def test_a_reply_that_only_repeats_the_quotes_is_not_shown_twice():
    class Repeating(FakeAssistant):
        def reply(self, number):
            return [SPAN]

    app = chat_app(Repeating())
    async with app.run_test(size=(110, 34)) as pilot:
        await type_line(pilot, "first")
        await until(pilot, lambda: answered(app, 1))
        assert shown(app, ".quote") != []
        assert not app.conversation.query(".reply").first().display


async def test_a_source_opens_its_document_at_the_marked_passage():
    app = chat_app()
    async with app.run_test(size=(110, 30)) as pilot:
        await type_line(pilot, "notice")
        await until(pilot, lambda: answered(app, 1))
        await pilot.press("tab")
        assert isinstance(app.focused, SourceList)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        await pilot.pause(0.1)
        content = app.screen.query_one("#document-text", Static).content
        assert str(content) == BEFORE + SPAN + AFTER
        (mark,) = content.spans
        assert str(content)[mark.start : mark.end] == SPAN
        body = app.screen.query_one("#document-body")
        line = BEFORE.count("\n")
        assert body.scroll_y <= line < body.scroll_y + body.size.height
        assert shown(app, "#document-place")[0].startswith("page 3 of 4")
        await pilot.press("n")
        assert shown(app, "#document-text") == ["Last page."]
        await pilot.press("p", "p")
        assert shown(app, "#document-text") == ["Second page."]
        await pilot.press("m")
        assert SPAN in shown(app, "#document-text")[0]
        await pilot.press("escape")
        assert app.screen is app.conversation


async def test_a_quote_opens_its_document_while_the_next_answer_is_still_streaming():
    assistant = FakeAssistant(token_seconds=0.02, words=100_000)
    app = chat_app(assistant)
    async with app.run_test(size=(110, 30)) as pilot:
        await type_line(pilot, "notice")
        await until(pilot, lambda: shown(app, ".quote"))
        app.screen.query(".quote").first().focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        assert not answered(app, 1)
        assert assistant.threads == {"answering", "reading"}


async def test_a_narrow_terminal_shows_the_conversation_and_the_sources_on_demand():
    app = chat_app()
    async with app.run_test(size=(60, 20)) as pilot:
        panel = app.conversation.query_one(SourcesPanel)
        assert not panel.display
        await type_line(pilot, "notice")
        await until(pilot, lambda: answered(app, 1))
        await pilot.press("tab")
        await until(pilot, lambda: panel.display)
        conversation = app.conversation.query_one("#conversation")
        assert panel.region.y >= conversation.region.bottom
        assert conversation.size.height >= 4
        await pilot.press("escape")
        await until(pilot, lambda: not panel.display)
        assert isinstance(app.focused, Composer)
        await pilot.press("ctrl+b")
        await until(pilot, lambda: panel.display)
        await pilot.press("tab")
        assert isinstance(app.focused, SourceList)
        await pilot.press("ctrl+b")
        await until(pilot, lambda: not panel.display)
        assert isinstance(app.focused, Composer)


async def test_a_wide_terminal_shows_the_sources_beside_the_conversation_once_there_are_some():
    app = chat_app()
    async with app.run_test(size=(120, 30)) as pilot:
        panel = app.conversation.query_one(SourcesPanel)
        assert not panel.display
        await pilot.press("ctrl+b")
        assert [notice.message for notice in app._notifications] == ["There are no sources yet."]
        assert not panel.display
        await type_line(pilot, "one")
        await until(pilot, lambda: panel.display and panel.region.x)
        assert panel.region.x >= app.conversation.query_one("#conversation").region.right
        await pilot.press("ctrl+b")
        await until(pilot, lambda: not panel.display)
        await pilot.press("tab")
        await until(pilot, lambda: panel.display and isinstance(app.focused, SourceList))


@pytest.mark.parametrize("size", [min(SIZES), *(pytest.param(size, marks=pytest.mark.slow) for size in SIZES)])
async def test_no_key_is_cut_off_and_help_is_always_among_them(size: tuple[int, int], key_line: None):
    app = chat_app()
    async with app.run_test(size=size) as pilot:
        await type_line(pilot, "one")
        await until(pilot, lambda: answered(app, 1))
        for key in ("tab", "f2", "f3", "f4"):
            await pilot.press(key)
            await until(pilot, lambda: "Help" in [key.description for key in app.screen.query(FooterKey)])
            await settled(pilot)
            keys = list(app.screen.query(FooterKey))
            assert len(keys) > 2
            assert all(key.region.right <= size[0] for key in keys)
            assert all(key.region.width >= len(key.key_display) + 1 + len(key.description) for key in keys)
        await pilot.resize_terminal(200, 40)
        await until(pilot, lambda: "Library" in [key.description for key in app.screen.query(FooterKey)])


@pytest.mark.parametrize(("size", "too_small"), [((39, 20), True), ((60, 9), True), ((60, 20), False)])
async def test_a_window_without_room_for_a_conversation_says_so(size: tuple[int, int], too_small: bool):
    app = chat_app()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.conversation.query_one("#too-small").display == too_small)
        assert app.conversation.query_one(Composer).region.bottom <= size[1]
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: not app.conversation.query_one("#too-small").display)


async def test_the_question_box_is_whole_below_the_notice_of_a_small_window():
    app = chat_app()
    async with app.run_test(size=(30, 8)) as pilot:
        await type_line(pilot, "notice")
        await until(pilot, lambda: answered(app, 1))
        await until(pilot, lambda: app.conversation.query_one("#feedback").region.height == 1)
        assert app.conversation.query_one("#too-small").region.y == 0
        assert app.conversation.query_one(Composer).region.bottom == 8


@pytest.mark.parametrize(("terminal", "expected"), [("xterm", True), ("xterm-256color", False)])
async def test_with_sixteen_colours_what_is_chosen_is_shown_in_reverse(
    monkeypatch: pytest.MonkeyPatch, terminal: str, expected: bool
):
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.delenv("COLORTERM")
    app = chat_app()
    async with app.run_test(size=(110, 30)) as pilot:
        await type_line(pilot, "one")
        await until(pilot, lambda: answered(app, 1))
        await pilot.press("tab")
        chosen = app.conversation.query_one(SourceList).get_component_styles("option-list--option-highlighted")
        await until(pilot, lambda: isinstance(app.focused, SourceList))
        assert bool(chosen.text_style.reverse) == expected


async def test_keys_that_turn_pages_are_offered_only_where_there_is_a_page_to_turn_to():
    def offered(app: ChatApp) -> dict[str, bool]:
        return {binding.description: enabled for _, binding, enabled, _ in app.screen.active_bindings.values()}

    app = chat_app()
    async with app.run_test(size=(110, 30)) as pilot:
        await type_line(pilot, "notice")
        await until(pilot, lambda: answered(app, 1))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        assert offered(app)["Next page"]
        await pilot.press("n")
        await until(pilot, lambda: not offered(app)["Next page"] and offered(app)["Previous page"])
        await pilot.press("escape", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        assert not {"Next page", "Previous page"} & set(offered(app))


@pytest.mark.parametrize("size", [(20, 6), (3, 2), (300, 90)])
async def test_no_terminal_is_too_small_or_too_large(size: tuple[int, int], key_line: None):
    app = chat_app()
    async with app.run_test(size=size) as pilot:
        await type_line(pilot, "notice")
        await until(pilot, lambda: answered(app, 1))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: isinstance(app.screen, DocumentScreen))
        await pilot.press("escape", "f1")
        assert isinstance(app.screen, HelpScreen)


async def test_help_opens_with_a_question_mark_in_an_empty_box_and_only_there():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        await pilot.press("a", "question_mark")
        assert app.screen is app.conversation
        assert app.conversation.query_one(Composer).text == "a?"


async def test_earlier_questions_come_back_with_the_up_key():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await type_line(pilot, "one")
        await type_line(pilot, "two")
        composer = app.conversation.query_one(Composer)
        await pilot.press("up")
        assert composer.text == "two"
        await pilot.press("up")
        assert composer.text == "one"
        await pilot.press("down", "down")
        assert composer.text == ""


async def test_an_empty_library_offers_the_samples_says_what_it_reads_and_answers_from_them(tmp_path: Path):
    assistant = FakeAssistant()
    services, read = empty_until_read(assistant, samples=tmp_path)
    app = chat_app(services=services)
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: "Reads 7 files, 3.4 MB: 5 pdf, 2 md" in shown(app, "#welcome-preview")[0])
        assert "nothing is sent anywhere" in shown(app, "#welcome-more")[0]
        assert app.focused is app.conversation.query_one("#first-steps")
        await pilot.press("enter")
        await until(pilot, lambda: "12 documents" in shown(app, "#library-line")[0])
        assert read == [tmp_path]
        await until(pilot, lambda: isinstance(app.focused, Composer))
        await type_line(pilot, "hello")
        await until(pilot, lambda: answered(app, 1))


async def test_an_empty_library_without_samples_asks_for_a_folder(tmp_path: Path):
    papers = tmp_path / "papers"
    papers.mkdir()
    read: list[Path] = []

    def index(paths):
        read.extend(paths)
        yield from fake_index()(paths)

    def refuse():
        raise LibraryMissing("there is no library yet", "index a folder")

    app = chat_app(services=FakeServices(index=index, open_assistant=refuse))
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: app.focused is app.conversation.query_one("#first-steps"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen))
        app.screen.query_one(Input).value = str(papers)
        await pilot.press("enter")
        await until(pilot, lambda: read == [papers])


async def test_a_question_asked_before_anything_is_read_waits_for_the_first_documents(tmp_path: Path):
    assistant, gate, finished = FakeAssistant(), threading.Event(), threading.Event()

    def slow_index(paths):
        gate.wait(60)
        for event in fake_index()(paths):
            if type(event).__name__ == "Published":
                finished.set()
            yield event

    def open_assistant():
        if not finished.is_set():
            raise LibraryMissing("there is no library yet", "index a folder")
        return assistant

    app = chat_app(services=FakeServices(assistant, index=slow_index, open_assistant=open_assistant), paths=[tmp_path])
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: app.conversation.query_one("#index-line").display)
        await type_line(pilot, "too soon")
        await until(pilot, lambda: "too soon" in shown(app, "#waiting-line")[0])
        await pilot.press("escape")
        await until(pilot, lambda: app.conversation.query_one(Composer).text == "too soon")
        app.conversation.query_one(Composer).text = ""
        await type_line(pilot, "soon")
        await pilot.pause(0.2)
        assert not turns(app)
        gate.set()
        await until(pilot, lambda: answered(app, 1))
        assert assistant.questions == ["soon"]


async def test_a_question_typed_before_a_folder_is_named_waits_for_its_documents(tmp_path: Path):
    papers = tmp_path / "papers"
    papers.mkdir()
    assistant = FakeAssistant()
    services, _ = empty_until_read(assistant)
    app = chat_app(services=services)
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: app.focused is app.conversation.query_one("#first-steps"))
        await pilot.press("s", "o", "o", "n", "?")
        assert app.conversation.query_one(Composer).text == "soon?"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen))
        app.screen.query_one(Input).value = str(papers)
        await pilot.press("enter")
        await until(pilot, lambda: answered(app, 1))
        assert assistant.questions == ["soon?"]


async def test_lines_pasted_with_carriage_returns_stay_lines():
    app = chat_app()
    async with app.run_test(size=(90, 30)) as pilot:
        app.conversation.query_one(Composer).insert("one\rtwo\r\nthree")
        await pilot.pause()
        assert app.conversation.query_one(Composer).text == "one\ntwo\nthree"


async def test_a_document_with_a_strange_long_name_can_be_asked_alone():
    app = chat_app()
    async with app.run_test(size=(90, 30)) as pilot:
        app.conversation._pin(PinWanted("/docs/caf\udce9\nnotes" + "n" * 250, ""))
        await pilot.pause()
        assert app.conversation._filters.startswith('path:"/docs[/]caf??notes')
        assert shown(app, "#scope-line")[0].endswith("Ctrl+F changes")


async def test_another_folder_is_added_in_the_middle_of_a_conversation(tmp_path: Path):
    papers = tmp_path / "papers"
    papers.mkdir()
    read: list[Path] = []

    def index(paths):
        read.extend(paths)
        yield from fake_index()(paths)

    app = chat_app(index=index)
    async with app.run_test(size=(60, 20)) as pilot:
        await type_line(pilot, "one")
        await until(pilot, lambda: answered(app, 1))
        await pilot.press("ctrl+o")
        assert isinstance(app.screen, FolderScreen)
        app.screen.query_one(Input).value = "/nowhere"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, FolderScreen)
        app.screen.query_one(Input).value = str(papers)
        await pilot.press("enter")
        await until(pilot, lambda: read == [papers])
        assert app.screen is app.conversation
        assert answered(app, 1)


async def test_documents_are_read_while_a_question_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # A look at what others do to the library, which a slow machine has time for, may refresh too.
    monkeypatch.setattr("uniconv_edge.tui.screens.indexing._LOOK_SECONDS", 3600.0)
    assistant, gate = FakeAssistant(), threading.Event()

    def index(paths):
        for number, event in enumerate(fake_index(0.2)(paths)):
            if number == 3:
                gate.wait(60)
            yield event

    app = chat_app(assistant, index=index, paths=[tmp_path])
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: " of 5" in shown(app, "#index-line")[0])
        await type_line(pilot, "now")
        await until(pilot, lambda: answered(app, 1))
        assert app.conversation.query_one("#index-line").display
        gate.set()
        await until(pilot, lambda: not app.conversation.query_one("#index-line").display)
        assert assistant.refreshes == 2  # before the question, and after the run


async def test_an_error_while_answering_is_shown_with_its_hint_and_the_next_question_works():
    class Failing(FakeAssistant):
        def ask(self, question, *, stop=None):
            if not self.questions:
                self.questions.append(question)
                raise GenerationFailed("the model could not be evaluated", "free some memory")
            yield from super().ask(question, stop=stop)

    app = chat_app(Failing())
    async with app.run_test(size=(90, 30)) as pilot:
        await type_line(pilot, "one")
        await until(pilot, lambda: any("free some memory" in text for text in shown(app, ".note")))
        await type_line(pilot, "two")
        await until(pilot, lambda: answered(app, 1))


async def test_an_unforeseen_error_names_its_type_and_the_log_keeps_no_values(private_log_folder: Path):
    class Failing(FakeAssistant):
        def ask(self, question, *, stop=None):
            raise ValueError(f"secret {question}")
            yield

    app = chat_app(Failing())
    async with app.run_test(size=(90, 30)) as pilot:
        await type_line(pilot, "canary")
        await until(pilot, lambda: any("ValueError" in text for text in shown(app, ".note")))
        (log,) = private_log_folder.rglob("*.log")
        assert "in ask" in log.read_text()
        assert "canary" not in log.read_text()


async def test_an_error_is_shown_when_the_log_cannot_be_written(monkeypatch: pytest.MonkeyPatch):
    class Failing(FakeAssistant):
        def ask(self, question, *, stop=None):
            raise ValueError
            yield

    monkeypatch.setenv("XDG_STATE_HOME", "/proc/nowhere")
    app = chat_app(Failing())
    async with app.run_test(size=(90, 30)) as pilot:
        await type_line(pilot, "x")
        await until(pilot, lambda: any("could not be written" in text for text in shown(app, ".note")))


async def test_a_damaged_model_is_said_and_the_app_stays_usable():
    def refuse():
        raise ModelDamaged("model file `x` is not the one its manifest describes", "restore the file")

    app = chat_app(services=FakeServices(open_assistant=refuse))
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: "restore the file" in shown(app, "#feedback")[0])
        await type_line(pilot, "one")
        await until(pilot, lambda: "not the one its manifest describes" in shown(app, ".note")[0])
        await pilot.press("ctrl+q")
    assert app.return_code == 0


async def test_the_app_quits_while_an_answer_is_being_written():
    assistant = FakeAssistant(token_seconds=0.05, words=10_000)
    app = chat_app(assistant)
    async with app.run_test(size=(90, 30)) as pilot:
        await type_line(pilot, "long")
        await until(pilot, lambda: assistant.questions)
        await pilot.press("ctrl+q")
    assert app.core.close(1.0)
    assert assistant.closed


async def test_ctrl_c_quits_when_pressed_twice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("uniconv_edge.tui.display.NOTICE_SECONDS", 60.0)
    app = chat_app()
    async with app.run_test(size=(90, 30)) as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause(0.05)
        assert app.is_running
        await pilot.press("ctrl+c")
    assert not app.is_running


async def test_the_feedback_line_says_what_is_being_searched():
    gate = threading.Event()

    class Slow(FakeAssistant):
        def ask(self, question, *, stop=None):
            gate.wait(60)
            yield from super().ask(question, stop=stop)

    app = chat_app(Slow(documents=312))
    async with app.run_test(size=(90, 30)) as pilot:
        await until(pilot, lambda: "12,480 passages" in shown(app, "#library-line")[0])
        await type_line(pilot, "one")
        await until(pilot, lambda: "searching 12,480 passages" in shown(app, "#feedback")[0])
        gate.set()
        await until(pilot, lambda: answered(app, 1))
        assert isinstance(app.conversation.query_one(Feedback), Feedback)
