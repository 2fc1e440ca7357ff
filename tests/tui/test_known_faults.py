"""What the app said or did wrongly once: the model in the head, the time left, words, places and counts."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from uniconv_edge.assistant import opening
from uniconv_edge.errors import ConfigurationError, UniconvError
from uniconv_edge.library.store import Store
from uniconv_edge.tui import local
from uniconv_edge.tui.app import ChatApp
from uniconv_edge.tui.core import Core
from uniconv_edge.tui.local import LocalServices
from uniconv_edge.tui.messages import Place
from uniconv_edge.tui.opening import command_for
from uniconv_edge.tui.progress import Progress, advanced, passed, seconds_left
from uniconv_edge.tui.runs import _Run
from uniconv_edge.tui.screens.conversations import ConversationsScreen
from uniconv_edge.tui.screens.document import DocumentScreen
from uniconv_edge.types import Indexed, Page, Scanned, Skipped, Unchanged

from .driving import chat_app, shown, type_line, until
from .fakes import FakeServices


def test_what_answers_is_named_and_not_the_folder_before_it_is_open(tmp_path, monkeypatch: pytest.MonkeyPatch):
    services = LocalServices(tmp_path, tmp_path / "folder")
    assert services.model_name == "folder"
    monkeypatch.setattr(Store, "open", lambda _: SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(opening, "open_assistant", lambda *_, **__: SimpleNamespace(model_name="a pair"))
    services.open_assistant()
    assert services.model_name == "a pair"


async def test_the_head_names_the_pair_that_answers_and_lists_begin_at_the_open_conversation():
    services = FakeServices()
    services.model_name = "my pair"  # the library has its vectors of "tiny"
    app = chat_app(services=services)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "12 documents · 480 passages · my pair" in "".join(shown(app, "#library-line")))
        await _asked(app, pilot, "about beavers")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "‹ 2 of 2 ›" in "".join(shown(app, ".question")))
        await pilot.press("ctrl+n")
        await until(pilot, lambda: not app.conversation.query("TurnView"))
        await _asked(app, pilot, "about leases")
        app.core.resume(1)
        await until(pilot, lambda: "".join(shown(app, ".question")).startswith("› about beavers"))
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen) and len(app.screen._found) == 2)
        screen = app.screen
        assert isinstance(screen, ConversationsScreen)
        assert [each.title for each in screen._found] == ["about leases", "about beavers"]
        assert screen._chosen() == screen._found[1]
        assert [each.exchanges for each in screen._found] == [1, 1]  # a version is no question
        await pilot.press("up")
        screen._list("")
        before = screen._found
        await until(pilot, lambda: screen._found is not before)
        assert screen._chosen() == screen._found[0]  # it stays where it was put
        said = {binding.description for _, binding, *_ in screen.active_bindings.values()}
        assert {"Conversations", "Rename", "Branches"} <= said
        assert not {"History", "Name", "Tree"} & said


async def _asked(app: ChatApp, pilot, question: str) -> None:
    await type_line(pilot, question)
    await until(pilot, lambda: any(turn.answer for turn in app.conversation.query("TurnView")))


async def test_words_in_a_document_are_looked_for_both_ways():
    pages = [Page(1, "one otter"), Page(2, "no"), Page(3, "otter, otter")]
    app = chat_app()
    async with app.run_test() as pilot:
        screen = DocumentScreen(Place(1, 0, 2, "no", "Animals", "/a.txt"), pages)
        await app.push_screen(screen)
        await pilot.press("n")  # nothing is looked for yet: the next page
        assert "page 3 of 3" in shown(app, "#document-place")[0]
        screen.action_mark()
        screen._look("otter")
        for key, place in (("n", "3 of 3: otter"), ("n", "1 of 3"), ("N", "3 of 3"), ("N", "2 of 3"), ("N", "1 of 3")):
            await pilot.press(key)
            assert place in shown(app, "#document-place")[0].replace("page 3 of 3", "").replace("page 1 of 3", "")
        await pilot.press("right_square_bracket")
        assert "page 2 of 3" in shown(app, "#document-place")[0]
        await pilot.press("N")  # from where one reads
        assert "1 of 3: otter" in shown(app, "#document-place")[0]


def test_the_time_left_goes_by_what_is_to_be_read_and_not_by_files_alone():
    progress = advanced(Progress(), Scanned(105, 1_100_000 + 5_000_000))
    for name in range(90):
        progress = advanced(progress, Unchanged(f"{name}"), 50_000)
    progress = advanced(progress, Skipped("damaged.pdf", "why"), 500_000)
    for name in range(12):
        progress = advanced(passed(progress, 10, 10), Indexed(f"new {name}", 10), 5_000)
    # 12 files of 60 kB have 120 passages and took 12 s; a book of 1 MB and a letter of 40 kB are left.
    progress = replace(progress, seconds=12.0)
    expected = 120 * (1_100_000 + 14_000) / (60_000 + 12_000)
    assert seconds_left(progress) == pytest.approx(12.0 / 180 * (expected - 120 + 10))
    assert seconds_left(replace(passed(progress, 1080, 1080), seconds=120.0)) == pytest.approx(
        120.0 / 1260 * (expected - 1200 + 10)
    )
    assert seconds_left(replace(passed(progress, 2100, 2080), seconds=220.0)) == pytest.approx(220.0 / 2260 * 30)
    assert seconds_left(replace(passed(progress, 3000, 3000), seconds=300.0)) is None  # more than was to be expected


def test_notes_of_a_line_that_are_read_first_do_not_make_hours_of_the_time_left():
    progress = advanced(Progress(), Scanned(2_900, 125_000_000))  # it took ten minutes in all
    for name in range(200):
        progress = advanced(passed(progress, 1, 1), Indexed(f"note {name}", 1), 20)
    left = seconds_left(replace(progress, seconds=7.0))
    assert left is not None
    assert 200 < left < 1_800


def test_copies_of_which_nothing_is_embedded_are_not_waited_for():
    progress = advanced(Progress(), Scanned(200, 200 * 9_000))
    for name in range(100):  # every second is a copy of the one before
        progress = advanced(passed(progress, 10 * (name % 2), 10 * (name % 2)), Indexed(f"{name}", 10), 9_000)
    assert seconds_left(replace(progress, seconds=60.0)) == pytest.approx(60.0)


def test_a_run_takes_the_bytes_of_files_from_the_disk(tmp_path):
    (tmp_path / "a.txt").write_text("1234")
    run = _Run(lambda _: None)
    for event in (Scanned(2, 10), Indexed(str(tmp_path / "a.txt"), 2), Skipped(str(tmp_path / "gone"), "gone")):
        run.goes_on(event)
    assert (run.progress.read_bytes, run.progress.read_passages, run.progress.settled_bytes) == (4, 2, 0)


def test_the_core_says_which_conversation_is_open():
    assert Core(FakeServices(), lambda _: None).conversation is None


def test_an_opener_with_an_open_quotation_mark_is_told_so():
    with pytest.raises(ConfigurationError) as raised:
        command_for("/a.pdf", 1, "zathura '{path}", lambda _: None, {})
    assert "quotation mark in `app.opener` is not closed" in raised.value.message
    assert raised.value.message.endswith(": zathura '{path}")


def test_a_program_that_fails_at_once_has_opened_nothing(tmp_path, monkeypatch: pytest.MonkeyPatch):
    document = tmp_path / "a.txt"
    document.write_text("here")
    monkeypatch.setattr(local, "_FAILS_WITHIN", 60.0)
    with pytest.raises(UniconvError) as raised:
        LocalServices(tmp_path, tmp_path, "sh -c 'exit 3' {path}").open_file(str(document), None)
    assert raised.value.message == f"sh could not open {document}: it ended with status 3"
    assert "app.opener" in (raised.value.hint or "")


@pytest.mark.parametrize(("opener", "wait"), [("sh -c 'exit 0' {path}", 60.0), ("sh -c 'sleep 1' {path}", 0.05)])
def test_a_program_that_ends_well_or_goes_on_has_opened_it(tmp_path, monkeypatch: pytest.MonkeyPatch, opener, wait):
    document = tmp_path / "a.txt"
    document.write_text("here")
    monkeypatch.setattr(local, "_FAILS_WITHIN", wait)
    assert LocalServices(tmp_path, tmp_path, opener).open_file(str(document), None) == "sh"
