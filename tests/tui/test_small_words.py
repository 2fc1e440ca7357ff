"""Small things that a person reads or looks for: what was removed, the keys of the moment, themes, marks."""

from __future__ import annotations

from textual.widgets import Input

from uniconv_edge.tui import display, themes
from uniconv_edge.tui.messages import Place
from uniconv_edge.tui.screens.document import DocumentScreen
from uniconv_edge.types import Page, Skipped

from .driving import answered, chat_app, settled, shown, type_line, until
from .fakes import FakeAssistant, FakeServices
from .test_screens import listed


def keys(app) -> list[str]:
    return [each.description for each in app.screen.query("KeyLine FooterKey")]


async def test_the_keys_name_stop_only_while_there_is_something_to_stop(key_line: None):
    app = chat_app(FakeAssistant(token_seconds=0.02, words=100_000), keys={"stop": "f8"})
    async with app.run_test(size=(110, 30)) as pilot:
        await until(pilot, lambda: "Models" in keys(app))
        assert "Stop" not in keys(app)
        await type_line(pilot, "one")
        await until(pilot, lambda: "Stop" in keys(app))
        await pilot.press("f8")
        await until(pilot, lambda: "Stop" not in keys(app))
        assert "stopped" in shown(app, "#feedback")[0]


async def test_a_folder_that_is_not_there_is_no_file_and_what_leaves_with_a_folder_is_told():
    services = FakeServices()
    services.partly = ()
    services.skipped = (Skipped("/home/ada/letters", "is not there"), Skipped("/home/ada/papers/a.pdf", "damaged"))
    app = chat_app(services=services)
    async with app.run_test(size=(110, 30)) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: listed(app, "#roots"))
        assert shown(app, "#skipped-heading")[0] == "Not read: 1 file, 1 folder"
        assert listed(app, "#skipped")[0] == "/home/ada/letters  is not there; d removes it"
        services.forget = lambda path: 0  # type: ignore[method-assign]
        await pilot.press("d", "y")
        await until(pilot, lambda: any("it held no document" in note.message for note in app._notifications))
        services.skipped = ()
        services.assistant.documents = 0
        await until(pilot, lambda: shown(app, "#skipped-heading") == [""])


async def test_pictures_without_words_stand_behind_what_is_wrong_with_a_file():
    services = FakeServices()
    services.partly = ()
    pictures = [Skipped(f"/home/ada/album/{number}.jpg", "a picture without words") for number in range(600)]
    services.skipped = (*pictures, Skipped("/home/ada/papers/a.pdf", "damaged"))
    app = chat_app(services=services)
    async with app.run_test(size=(110, 30)) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: listed(app, "#roots"))
        assert shown(app, "#skipped-heading")[0] == "Not read: 601 files, the first 500 shown"
        assert listed(app, "#skipped")[0].endswith("a.pdf  damaged")


async def test_the_theme_can_follow_the_terminal_again_and_a_wrong_one_is_told_with_where_they_are_listed(monkeypatch):
    monkeypatch.setenv("COLORFGBG", "0;15")
    services = FakeServices()
    app = chat_app(services=services, theme="nope")
    async with app.run_test(size=(110, 30)) as pilot:
        await until(pilot, lambda: app._notifications)
        assert "no theme nope. Ctrl+P, Theme, lists" in next(iter(app._notifications)).message
        await until(pilot, lambda: app._begun)
        [suit] = [each for each in app.get_system_commands(app.screen) if each.title == "Theme: auto"]
        suit.callback()
        await until(pilot, lambda: services.kept)
        assert (app.theme, services.kept) == (themes.LIGHT.name, [("app.theme", "auto")])


async def test_back_at_the_passage_the_words_that_were_looked_for_are_still_named():
    app = chat_app()
    async with app.run_test(size=(110, 30)) as pilot:
        place = Place(0, 0, 3, "one", "Animals", "/a.txt")
        screen = DocumentScreen(place, [Page(1, "one otter"), Page(2, "otter")])
        await app.push_screen(screen)
        screen._look("otter")
        assert "1 of 2: otter" in shown(app, "#document-place")[0]
        await pilot.press("m")
        assert "2 places: otter" in shown(app, "#document-place")[0]


async def test_the_conversation_that_is_open_is_marked_in_the_list():
    app = chat_app()
    async with app.run_test(size=(110, 30)) as pilot:
        await type_line(pilot, "one")
        await until(pilot, lambda: answered(app, 1))
        await pilot.press("f3")
        await until(pilot, lambda: listed(app, "#conversations"))
        assert listed(app, "#conversations")[0].startswith("one  ● open\n")


async def test_notices_lie_above_the_question_box_and_cover_no_card():
    app = chat_app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("ctrl+f")
        await until(pilot, lambda: app.screen.query(Input))
        display.say(app, "A notice.")
        await until(pilot, lambda: app.screen.query("Toast"))
        await settled(pilot)
        [toast] = app.screen.query("Toast")
        assert toast.region.bottom <= 24 - 4
        assert toast.region.y > 10
