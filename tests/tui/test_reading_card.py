"""What is read is what was meant: the card that asks for a folder, and the key that stops the reading."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.widgets import Input

from uniconv_edge.tui import library_lines
from uniconv_edge.tui.local import LocalServices
from uniconv_edge.tui.screens import folder
from uniconv_edge.tui.screens.asking import ConfirmScreen
from uniconv_edge.tui.screens.folder import FolderScreen, folders_like
from uniconv_edge.tui.screens.library import LibraryScreen
from uniconv_edge.tui.services import FolderPreview
from uniconv_edge.types import Indexed, Scanned

from .driving import chat_app, settled, shown, until
from .fakes import FakeServices, fake_index


def reading(read: list[Path]):
    def index(paths):
        read.extend(paths)
        yield from fake_index()(paths)

    return index


@pytest.mark.parametrize("typed", ["", "/"])
async def test_the_home_folder_and_the_disk_are_read_only_after_a_yes(typed: str, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    read: list[Path] = []
    app = chat_app(index=reading(read))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen) and isinstance(app.focused, Input))
        await pilot.press(*typed, "enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "Read everything in" in shown(app, ".card Static")[0]
        assert "Reads 7 files" in shown(app, ".card-more")[0]
        await pilot.press("enter", "n")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen))
        assert read == []
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("y")
        await until(pilot, lambda: read == [Path(typed) if typed else Path.home()])


class Looked(FakeServices):
    """Says of a folder what it is told to."""

    found = FolderPreview("", (), 0, 3)

    def preview(self, path: Path) -> FolderPreview:
        from dataclasses import replace

        return replace(self.found, path=str(path))


async def test_the_card_stays_open_and_says_why_nothing_can_be_read(tmp_path: Path):
    read: list[Path] = []
    app = chat_app(services=Looked(index=reading(read)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen) and isinstance(app.focused, Input))
        app.screen.query_one(Input).value = f"{tmp_path}/nowhere"
        await pilot.press("enter")
        await until(pilot, lambda: "no file or folder" in shown(app, "#folder-preview")[0])
        app.screen.query_one(Input).value = str(tmp_path)
        await pilot.press("enter")
        await until(pilot, lambda: "no document in it that can be read" in shown(app, "#folder-preview")[0])
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, FolderScreen)
        assert read == []


async def test_tab_behind_a_letter_completes_what_stands_there_and_nothing_older(tmp_path: Path, monkeypatch):
    for name in ("alpha", "beta", "beta/gamma"):
        (tmp_path / name).mkdir()
    listing, gate = folder.folders_like, threading.Event()

    def slowly(typed: str) -> list[str]:
        assert not typed.endswith("/b") or gate.wait(10)
        return listing(typed)

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(folder, "folders_like", slowly)
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen) and app.screen._folders)
        box = app.screen.query_one(Input)
        await pilot.press("b", "tab")
        assert (box.value, app.focused) == ("~/b", box)
        gate.set()
        await until(pilot, lambda: box.value == "~/beta/")
        await until(pilot, lambda: app.screen._folders == ["~/beta/gamma/"])
        assert box.value == "~/beta/"
        await pilot.press("tab")
        assert box.value == "~/beta/gamma/"


def test_folders_of_the_disk_are_offered_as_one_writes_them():
    assert "/tmp/" in folders_like("/")
    assert not [folder for folder in folders_like("/") if folder.startswith("//")]


def test_a_folder_that_the_library_has_already_is_said_to_be_there(tmp_path: Path, monkeypatch):
    (tmp_path / "papers" / "old").mkdir(parents=True)
    services = LocalServices(tmp_path / "lib", tmp_path)
    assert services.preview(tmp_path / "papers").within == ""
    monkeypatch.setattr(services, "status", lambda: FakeServices().status())
    services.status = lambda: type("Status", (), {"roots": (str(tmp_path / "papers"),)})  # type: ignore[assignment]
    found = services.preview(tmp_path / "papers" / "old")
    assert found.within == str(tmp_path / "papers")
    said = library_lines.preview(FolderPreview("/p/old", (("md", 2),), 700, 0, within="/p"))
    assert str(said).startswith("The library has /p already")
    assert "Reads 2 files, 1 kB" in str(said)


async def test_a_reading_is_stopped_by_a_key_and_what_was_read_stays():
    begun, closed = threading.Event(), threading.Event()

    def index(paths):
        try:
            yield Scanned(1000, 10_000)
            for number in range(1000):
                yield Indexed(f"/papers/{number}.txt", 3)
                begun.set()
                closed.wait(0.02)
        finally:
            closed.set()

    app = chat_app(index=index)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.conversation._status)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, LibraryScreen))
        assert "Stop reading" not in {each.binding.description for each in app.screen.active_bindings.values()}
        app.conversation.read_paths([Path("/papers")])
        app.conversation.read_paths([Path("/others")])
        await until(pilot, begun.is_set)
        await until(
            pilot,
            lambda: "Stop reading" in {each.binding.description for each in app.screen.active_bindings.values()},
        )
        await pilot.press("s")
        await until(pilot, lambda: closed.is_set() and not app.conversation._indexing)
        said = [note.message for note in app._notifications]
        assert any(each.startswith("Stopped: ") and "The library holds 12 documents" in each for each in said)
        assert not app.core.runs.indexing


async def test_a_long_document_is_left_in_its_middle():
    ended = threading.Event()

    class Long(FakeServices):
        def index(self, paths, passed):
            try:
                yield Scanned(1, 10_000)
                while True:
                    passed(1, 0)
                    threading.Event().wait(0.01)
            finally:
                ended.set()

    app = chat_app(services=Long())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.conversation._status)
        app.conversation.read_paths([Path("/papers")])
        await until(pilot, lambda: app.core.runs.indexing)
        app.conversation.action_stop_reading()
        await until(pilot, lambda: ended.is_set() and not app.conversation._indexing)
