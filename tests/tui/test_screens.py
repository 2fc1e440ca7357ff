"""The library, the stored conversations, the models, the folder picker, help, keys and themes."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from uniconv_edge.errors import ConfigurationError, LibraryBusy, LibraryMissing
from uniconv_edge.tui import display
from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.screens.asking import ConfirmScreen
from uniconv_edge.tui.screens.conversations import ConversationsScreen
from uniconv_edge.tui.screens.folder import FolderScreen, folders_like
from uniconv_edge.tui.screens.help import HelpScreen
from uniconv_edge.tui.screens.library import LibraryScreen
from uniconv_edge.tui.screens.models import ModelsScreen
from uniconv_edge.tui.widgets.turn import TurnView
from uniconv_edge.types import Indexed, Published, Scanned

from .driving import chat_app, questions, shown, type_line, until
from .fakes import FakeAssistant, FakeServices, fake_index

# Most other tests have a wide terminal: here the narrow one is the short form.
SIZES = pytest.mark.parametrize("size", [(60, 20), pytest.param((110, 30), marks=pytest.mark.slow)])


def listed(app: ChatApp, selector: str) -> list[str]:
    """The lines of a list, none when another screen is shown."""
    choices = next(iter(app.screen.query(selector).results(OptionList)), None)
    if choices is None:
        return []
    return [str(choices.get_option_at_index(n).prompt) for n in range(choices.option_count)]


async def asked(app: ChatApp, pilot, *texts: str) -> None:
    for number, text in enumerate(texts, 1):
        await type_line(pilot, text)
        await until(
            pilot,
            lambda number=number: sum(t.answer is not None for t in app.conversation.query(TurnView)) == number,
        )


@SIZES
async def test_the_library_shows_its_folders_and_what_was_not_read_and_why(size):
    app = chat_app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, LibraryScreen) and len(listed(app, "#roots")) == 2)
        assert "12 documents · 480 passages · 1.2 MB · model tiny" in shown(app, "#library-counts")[0]
        assert listed(app, "#roots") == ["/home/ada/papers", "/home/ada/letters"]
        assert listed(app, "#skipped") == [
            "papers/lease.pdf  read in part: page 4 of 6 is a picture",
            "papers/old/broken.pdf  not a PDF",
        ]
        assert shown(app, "#skipped-heading")[0] == "Read in part: 1 file, not read: 1 file"
        await pilot.press("f2")
        await until(pilot, lambda: app.screen is app.conversation)


async def test_a_run_is_followed_on_the_library_screen_with_its_rate(tmp_path: Path):
    gate = threading.Event()
    for number in range(7):  # the time left goes by the bytes of the files
        (tmp_path / f"file {number}.txt").write_bytes(bytes(1000))

    def index(paths):
        for number, event in enumerate(fake_index(0.4, files=8)([tmp_path])):
            if number == 7:
                gate.wait(60)
            yield event

    app = chat_app(index=index)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: listed(app, "#roots"))
        await pilot.press("r")
        await until(pilot, lambda: "a second" in shown(app, "#library-run")[0])
        await until(pilot, lambda: "left" in shown(app, "#library-run")[0])
        gate.set()
        await until(pilot, lambda: shown(app, "#library-run") == [""])


async def test_a_run_that_ended_is_not_shown_however_late_the_conversation_hears_of_it(monkeypatch):
    ended = threading.Event()

    def index(paths):
        yield from fake_index()(paths)
        ended.set()

    app = chat_app(index=index)
    monkeypatch.setattr(app.conversation, "_end_index", lambda: None)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: listed(app, "#roots"))
        await pilot.press("r")
        await until(pilot, ended.is_set)
        await until(pilot, lambda: shown(app, "#library-run") == [""])


async def test_a_folder_is_removed_once_that_is_confirmed():
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: len(listed(app, "#roots")) == 2)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert shown(app, ".card Static")[-1] == "y yes   n or Esc no"
        await pilot.press("enter", "space")
        assert isinstance(app.screen, ConfirmScreen)  # only the keys that it names do something
        await pilot.press("escape", "d", "n")
        assert isinstance(app.screen, LibraryScreen)
        await pilot.press("down", "d", "y")
        await until(pilot, lambda: services.forgotten == [Path("/home/ada/letters")])
        await until(pilot, lambda: listed(app, "#roots") == ["/home/ada/papers"])
        assert services.assistant.refreshes == 1


async def test_a_library_that_another_process_writes_is_said_with_its_holder():
    def busy(paths):
        raise LibraryBusy("the library `/lib` is being written by process 7", "wait until it is done, or stop it")
        yield

    app = chat_app(index=busy)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: listed(app, "#roots"))
        await pilot.press("r")
        await until(pilot, lambda: "process 7" in shown(app, "#library-run")[0])
        assert "wait until it is done" in shown(app, "#library-run")[0]
        await until(pilot, lambda: not app.conversation._indexing)
        assert list(app._notifications) == []
        await pilot.press("escape")
        app.conversation.read_paths([])
        await until(pilot, lambda: any("process 7" in notice.message for notice in app._notifications))


async def test_an_empty_library_says_how_to_begin():
    def refuse():
        raise LibraryMissing("there is no library yet", "index a folder")

    services = FakeServices(open_assistant=refuse)
    services.status = refuse
    app = chat_app(services=services)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("f2")
        await until(pilot, lambda: "press a to add one" in listed(app, "#roots")[0])
        await pilot.press("d", "a")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen))


async def test_the_folders_are_followed_until_that_is_ended():
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: listed(app, "#roots"))
        await pilot.press("w")
        await until(pilot, lambda: "are followed" in shown(app, "#library-run")[0])
        for event in (Scanned(1, 10), Indexed("/home/ada/papers/new.txt", 3), Published(13, 500, 0.1)):
            services.changes.put(event)
        await until(pilot, lambda: services.assistant.refreshes == 1)
        await pilot.press("w")
        await until(pilot, lambda: not app.core.runs.watching and shown(app, "#library-run") == [""])


@SIZES
async def test_conversations_are_listed_searched_and_gone_on_with(size):
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=size) as pilot:
        await asked(app, pilot, "about beavers", "and otters")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: not app.conversation.query(TurnView))
        await asked(app, pilot, "about leases")
        await pilot.press("f3")
        await until(
            pilot, lambda: isinstance(app.screen, ConversationsScreen) and len(listed(app, "#conversations")) == 2
        )
        assert "about leases" in listed(app, "#conversations")[0]
        await pilot.press("slash")
        app.screen.query_one(Input).value = "otters"
        await until(pilot, lambda: len(listed(app, "#conversations")) == 1)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: app.screen is app.conversation)
        await until(pilot, lambda: questions(app) == ["about beavers", "and otters"])
        assert [turn.text for turn in services.assistant.turns][::2] == ["about beavers", "and otters"]
        conversation = app.conversation.query_one("#conversation")
        last, first = (app.conversation.query(".reply").last(), app.conversation.query(".question").first())
        await until(pilot, lambda: conversation.region.contains_region(last.region) and last.size.height)
        first.focus()
        await until(pilot, lambda: conversation.region.contains_region(first.region))
        await pilot.press("escape")
        await type_line(pilot, "and more")
        await until(pilot, lambda: sum(t.answer is not None for t in app.conversation.query(TurnView)) == 3)
        with services.open_history() as history:
            assert sorted(c.exchanges for c in history.conversations()) == [1, 3]


async def test_a_conversation_is_shown_at_its_end_however_long_the_layout_takes(monkeypatch: pytest.MonkeyPatch):
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(60, 20)) as pilot:
        await asked(app, pilot, "about beavers", "and otters", "and their dams")
        on_mount = TurnView.on_mount

        async def slowly(view: TurnView) -> None:
            await asyncio.sleep(0.5)
            on_mount(view)

        monkeypatch.setattr(TurnView, "on_mount", slowly)
        await pilot.press("f3")
        await until(pilot, lambda: listed(app, "#conversations"))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.conversation and len(app.conversation.query(".reply")) == 3)
        conversation, last = app.conversation.query_one("#conversation"), app.conversation.query(".reply").last()
        await until(pilot, lambda: conversation.region.contains_region(last.region) and last.size.height, seconds=20)


async def test_a_conversation_is_renamed_exported_and_deleted(tmp_path: Path):
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(100, 30)) as pilot:
        await asked(app, pilot, "about beavers")
        await pilot.press("f3")
        await until(pilot, lambda: len(listed(app, "#conversations")) == 1)
        await pilot.press("n")
        await until(pilot, lambda: app.screen.query(Input))
        app.screen.query_one(Input).value = "Dams"
        await pilot.press("enter")
        await until(
            pilot,
            lambda: isinstance(app.screen, ConversationsScreen) and "Dams" in "".join(listed(app, "#conversations")),
        )
        await pilot.press("x")
        await until(pilot, lambda: app.screen.query(Input))
        app.screen.query_one(Input).value = str(tmp_path / "dams.md")
        await pilot.press("enter")
        await until(pilot, lambda: (tmp_path / "dams.md").exists())
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
        await pilot.press("d", "y")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen) and listed(app, "#conversations") == [])
        assert "No conversation is stored yet" in shown(app, "#conversations-note")[0]
        await pilot.press("escape")
        await until(pilot, lambda: not app.conversation.query(TurnView))
        await type_line(pilot, "next")
        await until(pilot, lambda: sum(t.answer is not None for t in app.conversation.query(TurnView)) == 1)
        with services.open_history() as history:
            assert [c.title for c in history.conversations()] == ["next"]


async def test_a_conversation_named_at_the_start_is_gone_on_with():
    services = FakeServices()
    with services.open_history() as history:
        from uniconv_edge.types import Finished

        finished = [e for e in services.assistant.ask("kept") if isinstance(e, Finished)]
        number = history.add(finished[0].answer).conversation_id
    app = chat_app(services=services, resume=number)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: [t.question for t in app.conversation.query(TurnView)] == ["kept"])


@SIZES
async def test_models_are_checked_timed_and_switched(size):
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=size) as pilot:
        await asked(app, pilot, "one")
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, ModelsScreen) and len(listed(app, "#models")) == 3)
        assert "8,000 MB of memory are free" in shown(app, "#models-note")[0]
        assert "needs up to 210 MB" in listed(app, "#models")[0]
        await pilot.press("v")
        await until(pilot, lambda: "all 9 files are sound" in listed(app, "#models")[0])
        await pilot.press("s")
        await until(pilot, lambda: "4,100" in listed(app, "#models")[0])
        assert "all 9 files are sound" in listed(app, "#models")[0]
        await pilot.press("down", "v")
        await until(pilot, lambda: "model.gguf" in listed(app, "#models")[1] and "restore" in listed(app, "#models")[1])
        await pilot.press("down", "enter")
        assert services.used == []
        await pilot.press("up", "enter")
        await until(pilot, lambda: services.used == ["/models/large"] and app.screen is app.conversation)
        await until(pilot, lambda: len(services.assistant.turns) == 2 and services.assistant.closed)


async def test_the_model_before_answers_until_the_library_is_read_for_the_new_one():
    before, after, gate = FakeAssistant(), FakeAssistant(), threading.Event()
    library = {"model": "tiny"}

    def index(paths):
        gate.wait(60)
        library["model"] = services.used[-1]
        yield from fake_index()(paths)

    def open_assistant():
        if services.used and library["model"] != services.used[-1]:
            raise ConfigurationError("the library was indexed with tiny", "index again")
        return after if services.used else before

    def refresh():
        if library["model"] != "tiny":
            raise ConfigurationError("the library was indexed with another", "index again")

    before.refresh = refresh
    services = FakeServices(index=index, open_assistant=open_assistant)
    app = chat_app(services=services)

    def answers() -> int:
        return sum(turn.answer is not None for turn in app.conversation.query(TurnView))

    async with app.run_test(size=(100, 30)) as pilot:
        await asked(app, pilot, "one")
        app.conversation._core.use_model("/models/large")
        await until(pilot, lambda: app.conversation.query_one("#index-line").display)
        await type_line(pilot, "two")
        await until(pilot, lambda: answers() == 2)
        assert before.questions == ["one", "two"]
        gate.set()
        await until(pilot, lambda: not app.conversation.query_one("#index-line").display)
        await type_line(pilot, "three")
        await until(pilot, lambda: answers() == 3)
        assert (after.questions, before.closed) == (["three"], True)
        assert [turn.text for turn in after.turns][::2] == ["one", "two", "three"]


def test_folders_are_completed_from_what_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("Papers", "papers2", "other", ".hidden", "bad\x1bname"):
        (tmp_path / name).mkdir()
    (tmp_path / "paper.txt").touch()
    (tmp_path / "pap-in-a-circle").symlink_to("pap-in-a-circle")
    assert folders_like(f"{tmp_path}/pap") == [f"{tmp_path}/Papers/", f"{tmp_path}/papers2/"]
    assert folders_like(f"{tmp_path}/.h") == [f"{tmp_path}/.hidden/"]
    assert folders_like(f"{tmp_path}/") == [f"{tmp_path}/{n}/" for n in ("other", "Papers", "papers2")]
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folders_like("~/o") == ["~/other/"]
    for nothing in ("", "/nowhere/x", "~nobody-at-all/", "\0", "x" * 5000):
        assert folders_like(nothing) == [] or nothing == ""


@SIZES
async def test_a_folder_is_picked_and_what_it_would_read_is_said_first(size, tmp_path: Path):
    read: list[Path] = []
    (tmp_path / "letters").mkdir()

    def index(paths):
        read.extend(paths)
        yield from fake_index()(paths)

    app = chat_app(index=index)
    async with app.run_test(size=size) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen))
        app.screen.query_one(Input).value = f"{tmp_path}/let"
        await until(pilot, lambda: listed(app, "#folder-list") == [f"{tmp_path}/letters/"])
        await pilot.press("tab")
        assert app.screen.query_one(Input).value == f"{tmp_path}/letters/"
        await until(pilot, lambda: "Reads 7 files, 3.4 MB" in shown(app, "#folder-preview")[0])
        await pilot.press("enter")
        await until(pilot, lambda: read == [tmp_path / "letters"])


async def test_help_is_that_of_the_screen_one_is_on():
    expected = {"f2": "remove the folder", "f3": "export it", "f4": "time it on this"}
    app = chat_app()

    async def help_names(pilot, meaning: str) -> None:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert any(meaning in text for text in shown(app, ".key-meaning"))
        assert "Ctrl+P" in shown(app, ".key-name")
        await pilot.press("escape")
        assert not isinstance(app.screen, HelpScreen)

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        await help_names(pilot, "change the last question")
        for key, meaning in expected.items():
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not app.conversation)
            await help_names(pilot, meaning)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.conversation)


@pytest.mark.parametrize("key", ["f1", "escape", "question_mark"])
async def test_the_key_of_the_help_puts_it_away_too_and_the_card_says_how(key: str):
    app = chat_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        card = app.screen.query_one("#help")
        assert "Escape" in str(card.border_subtitle)
        assert (card.size.height, card.scrollbar_size_vertical) == (18, 1)  # as any card of a small window
        await pilot.press(key)
        await until(pilot, lambda: app.screen is app.conversation)


async def test_a_card_with_a_line_to_type_says_how_to_leave_it():
    app = chat_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("ctrl+f")
        await until(pilot, lambda: app.screen.query(".card"))
        await until(pilot, lambda: "Escape" in str(app.screen.query_one(".card").border_subtitle))


async def test_ctrl_c_quits_as_long_as_the_notice_that_says_so_stands_there():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: app._notifications)
        [notice] = app._notifications
        assert notice.timeout == display.NOTICE_SECONDS
        app._interrupted -= notice.timeout / 2
        await pilot.press("ctrl+c")
        await until(pilot, lambda: not app.is_running)


async def test_a_key_that_was_moved_works_and_help_names_it():
    app = chat_app(keys={"library": "ctrl+t", "new": "f9"})
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        await pilot.press("f2")
        await pilot.pause()
        assert app.screen is app.conversation
        await pilot.press("f1")
        await until(pilot, lambda: "Ctrl+T" in shown(app, ".key-name"))
        assert "F9" in shown(app, ".key-name")
        await pilot.press("escape", "ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, LibraryScreen))


async def test_a_theme_that_is_chosen_is_kept_and_an_unknown_one_is_said():
    services = FakeServices()
    app = chat_app(services=services, theme="no-such")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.focused is not None)
        assert app.theme == "uniconv-dark"
        await pilot.pause(0.1)
        assert services.kept == []
        app.theme = "gruvbox"
        await until(pilot, lambda: services.kept == [("app.theme", "gruvbox")])


@pytest.mark.parametrize(("said", "theme"), [("0;15", "uniconv-light"), ("15;0", "uniconv-dark"), ("", "uniconv-dark")])
async def test_the_theme_suits_the_background_that_the_terminal_tells_of(said, theme, monkeypatch):
    monkeypatch.setenv("COLORFGBG", said)
    app = chat_app()
    async with app.run_test(size=(80, 24)):
        assert app.theme == theme


@pytest.mark.parametrize("size", [(20, 6), (3, 2)])
async def test_no_terminal_is_too_small_for_any_screen(size: tuple[int, int], key_line: None):
    app = chat_app()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.focused is not None)
        for key in ("f2", "f3", "f4", "ctrl+o", "ctrl+f"):
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not app.conversation)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.conversation)
        assert app.return_code in (None, 0)
