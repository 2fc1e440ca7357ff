"""Runs that wait for the one under way, and those of the follower."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

from uniconv_edge.errors import LibraryBusy
from uniconv_edge.tui import messages as m
from uniconv_edge.tui import runs as runs_module
from uniconv_edge.tui.runs import _Run, _size_of
from uniconv_edge.types import Indexed, Published, Scanned, Skipped, Unchanged

from .driving import chat_app, until
from .fakes import FakeServices


class Runs:
    """Indexing runs that go on when they are let."""

    def __init__(self, failing: tuple[str, ...] = ()) -> None:
        self.begun: list[tuple[str, ...]] = []
        self.gates = [threading.Event() for _ in range(5)]
        self._failing = failing

    def __call__(self, paths):
        named = tuple(map(str, paths))
        self.begun.append(named)
        yield Scanned(1, 1)
        self.gates[len(self.begun) - 1].wait(60)
        if named == self._failing:
            raise LibraryBusy("busy", "wait")
        yield Indexed("/home/ada/a.md", 1)
        yield Published(1, 1, 1.0)


async def test_all_folders_are_read_again_after_the_run_under_way_when_another_model_asks_for_it():
    runs = Runs()
    app = chat_app(index=runs)
    async with app.run_test(size=(100, 30)) as pilot:
        app.conversation.read_paths([Path("/home/ada")])
        await until(pilot, lambda: runs.begun == [("/home/ada",)])
        app.conversation.post_message(m.ModelSwitched("other", must_read=True))
        app.conversation.read_paths([Path("/home/bob")])
        app.conversation.read_paths([Path("/home/bob")])
        await until(pilot, lambda: len(app.conversation._queued) == 2)
        for gate in runs.gates:
            gate.set()
        await until(pilot, lambda: len(runs.begun) == 3 and not app.conversation._indexing)
        assert sorted(runs.begun[1:]) == [(), ("/home/bob",)]


async def test_a_run_that_waits_begins_also_after_one_that_failed():
    runs = Runs(failing=("/home/ada",))
    app = chat_app(index=runs)
    async with app.run_test(size=(100, 30)) as pilot:
        app.conversation.read_paths([Path("/home/ada")])
        await until(pilot, lambda: runs.begun)
        app.conversation.read_paths([Path("/home/bob")])
        for gate in runs.gates:
            gate.set()
        await until(pilot, lambda: len(runs.begun) == 2 and not app.conversation._indexing)


async def test_the_next_run_does_not_wait_for_the_thread_of_the_one_before(monkeypatch):
    """A thread may live on for a while after it has reported its end."""
    runs, ending = Runs(), threading.Event()
    app = chat_app(index=runs)
    index = app.core.runs._index

    def slow_to_end(paths, before):
        index(paths, before)
        if len(runs.begun) == 1:
            ending.wait(60)

    monkeypatch.setattr(app.core.runs, "_index", slow_to_end)
    async with app.run_test(size=(100, 30)) as pilot:
        app.conversation.read_paths([Path("/home/ada")])
        await until(pilot, lambda: runs.begun)
        app.conversation.read_paths([Path("/home/bob")])
        runs.gates[0].set()
        await until(pilot, lambda: not app.conversation._queued)
        await pilot.pause(0.5)
        ending.set()
        runs.gates[1].set()
        await until(pilot, lambda: len(runs.begun) == 2 and not app.conversation._indexing)


async def test_a_run_goes_on_when_the_follower_has_read_something():
    runs = Runs()
    services = FakeServices(index=runs)
    app = chat_app(services=services)
    async with app.run_test(size=(100, 30)) as pilot:
        app.core.runs.watch(True)
        app.conversation.read_paths([Path("/home/ada")])
        await until(pilot, lambda: runs.begun)
        for event in (Scanned(1, 10), Indexed("/home/ada/new.txt", 3), Published(13, 500, 0.1)):
            services.changes.put(event)
        await until(pilot, lambda: any("13 documents" in notice.message for notice in app._notifications))
        assert app.conversation._indexing
        assert app.conversation.query_one("#index-line").display
        runs.gates[0].set()
        await until(pilot, lambda: not app.conversation._indexing)


def test_a_document_that_is_in_the_library_is_told_at_once():
    told: list[m.IndexProgressed] = []
    run = _Run(told.append)  # type: ignore[arg-type]
    run.goes_on(Scanned(3, 30))
    run.passed(5, 0)
    run.goes_on(Indexed("/papers/a.txt", 5))
    assert (told[-1].progress.done, told[-1].progress.fresh) == (1, 1)


def test_the_bytes_of_pictures_tell_nothing_of_how_much_is_left(tmp_path: Path):
    for name in ("a.txt", "b.JPG"):
        (tmp_path / name).write_bytes(b"x" * 9)
    events = [Indexed(str(tmp_path / "a.txt"), 1), Skipped(str(tmp_path / "b.JPG"), "a picture without words")]
    assert [*map(_size_of, events), _size_of(Scanned(2, 9))] == [9, 0, 0]


def test_the_first_documents_can_be_asked_after_a_second_and_more_every_ten(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(runs_module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    run, seen = _Run(lambda _: None), []
    for tenth in range(250):
        now[0] = tenth / 10
        event = Unchanged("/a") if tenth < 15 else Indexed(f"/{tenth}", 1)
        if run.goes_on(event):
            seen.append(now[0])
    assert seen == [1.5, 11.5, 21.5]
