"""What a person is told on the screen holds: states of quotes that change later, keys as the help names them, why
nothing was read."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.containers import VerticalScroll
from textual.widgets import Input

from uniconv_edge.assistant.past.history import History
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import forget, sync
from uniconv_edge.paths import history_file
from uniconv_edge.tui import cards
from uniconv_edge.tui.local import LocalServices
from uniconv_edge.tui.screens import indexing
from uniconv_edge.tui.screens.folder import FolderScreen
from uniconv_edge.tui.screens.help import HelpScreen
from uniconv_edge.tui.widgets.bars import KeyLine
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.turn import QuoteCard
from uniconv_edge.types import Published, Quote, Scanned, Skipped

from .driving import answered, chat_app, settled, shown, type_line, until
from .fakes import FakeAssistant, FakeServices

SAID = "The fee is 75 pounds."


class Embedder:
    """As `tests/fakes` has it, without its words."""

    identity, dims = "flat:1", 2

    def embed_passages(self, passages):
        import numpy as np

        return np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(passages), 1))

    def embed_session(self, turns):
        return self.embed_passages([("", "")])[0]


@pytest.fixture
def library(tmp_path: Path) -> tuple[LocalServices, Path, Quote]:
    """A library of one note, and a quote of it."""
    note = tmp_path / "papers" / "note.txt"
    note.parent.mkdir()
    note.write_text(SAID)
    list(sync(tmp_path / "lib", [note.parent], Embedder()))
    quote = Quote(1, str(note), "", None, 0, 1, 0, len(SAID), SAID, verified=True, state="verified")
    return LocalServices(tmp_path / "lib", tmp_path), note, quote


def state(services: LocalServices, quote: Quote) -> str:
    [found] = services.checked([quote])
    assert found.verified == (found.state == "verified")
    return found.state


def test_a_quote_is_looked_for_again_in_its_file(library):
    services, note, quote = library
    assert state(services, quote) == "verified"
    note.write_text("The fee is 80 pounds.")
    assert state(services, quote) == "changed"
    note.write_text(SAID)
    assert state(services, quote) == "verified"
    note.unlink()
    assert state(services, quote) == "missing"


def test_a_quote_of_a_document_that_was_read_anew_is_verified_where_it_still_stands(library, tmp_path):
    services, note, quote = library
    note.write_text(SAID + " It is due in March.")
    list(sync(tmp_path / "lib", [], Embedder()))
    [found] = services.checked([quote])
    with Store.open(tmp_path / "lib") as store:
        [(number,)] = store.rows("SELECT id FROM documents")
    assert (found.state, found.document_id) == ("verified", number)
    note.write_text("It is due in March.")
    list(sync(tmp_path / "lib", [], Embedder()))
    assert state(services, found) == "rewritten"
    note.write_text("It is due in May.")
    assert state(services, found) == "changed"
    note.unlink()
    assert state(services, found) == "missing"


def test_a_quote_of_a_document_that_left_the_library_says_so(library, tmp_path):
    services, note, quote = library
    forget(tmp_path / "lib", note)
    assert state(services, quote) == "forgotten"


def test_of_a_quote_whose_file_was_moved_the_folders_are_read_again_once(library, tmp_path):
    services, note, quote = library
    (tmp_path / "elsewhere").mkdir()
    note.rename(tmp_path / "elsewhere" / note.name)
    assert state(services, quote) == "missing"
    list(sync(tmp_path / "lib", [tmp_path / "elsewhere"], Embedder()))
    list(sync(tmp_path / "lib", [], Embedder()))
    [found] = services.checked([quote])
    assert found.state == "forgotten"
    assert str(cards.quote(found)).endswith("✗ the document has left the library: ask again")


def test_files_are_read_again_only_when_something_has_changed(library, monkeypatch):
    import hashlib

    services, note, quote = library
    read = []
    digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda *given: read.append(1) or digest(*given))
    for _ in range(5):
        assert state(services, quote) == "verified"
    assert len(read) == 1
    os.utime(note, ns=(1, 1))
    assert state(services, quote) == "verified"
    assert len(read) == 2


async def test_a_card_on_the_screen_says_that_its_file_has_changed_since(monkeypatch):
    monkeypatch.setattr(indexing, "_LOOK_SECONDS", 0.02)
    read: list[list[Path]] = []

    def index(paths):
        read.append(list(paths))
        yield Published(12, 480, 0.1)

    services = FakeServices(index=index)
    app = chat_app(services=services)
    async with app.run_test(size=(100, 30)) as pilot:
        await type_line(pilot, "hello")
        await until(pilot, lambda: answered(app, 1))
        assert "✓ word for word" in shown(app, ".quote")[0]
        services.found_now = {"state": "changed", "verified": False}
        await until(pilot, lambda: "✗ the file has changed since" in shown(app, ".quote")[0])
        [card] = app.screen.query(QuoteCard)
        assert card.has_class("-unverified")
        app.conversation.action_copy()
        assert "[the file has changed since]" in app.clipboard
        assert "r reads it again" in shown(app, ".quote")[0]
        card.focus()
        await pilot.press("r")
        await until(pilot, lambda: read == [[Path(card.quote.path)]])
        services.found_now = {"state": "missing", "verified": False}
        await until(pilot, lambda: "✗ the file is missing: r reads the folders again" in shown(app, ".quote")[0])
        await until(pilot, lambda: not app.conversation._indexing)
        await pilot.press("r")
        await until(pilot, lambda: read[1:] == [[]])
        services.found_now = {"state": "rewritten", "verified": False}
        await until(pilot, lambda: "something else there now: ask again" in shown(app, ".quote")[0])
        await pilot.press("r")
        await until(pilot, lambda: app.conversation.query_one(Composer).text == "r")


async def test_what_is_said_of_a_quote_is_not_broken_at_the_end_of_a_line():
    app = chat_app()
    async with app.run_test(size=(110, 30)) as pilot:
        await type_line(pilot, "hello")
        await until(pilot, lambda: answered(app, 1))
        for columns in range(110, 59, -5):
            await pilot.resize_terminal(columns, 30)
            await settled(pilot)
            lines = ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]
            assert any("✓ word for word" in line for line in lines), columns


async def test_a_conversation_that_is_gone_on_with_is_looked_at_again_at_once():
    services = FakeServices()
    app = chat_app(services=services)
    async with app.run_test(size=(100, 30)) as pilot:
        await type_line(pilot, "hello")
        await until(pilot, lambda: answered(app, 1))
    services.found_now = {"state": "missing", "verified": False}
    resumed = chat_app(services=services, resume=1)
    async with resumed.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: any("✗ the file is missing" in card for card in shown(resumed, ".quote")))


async def test_shift_tab_goes_to_the_quotes_though_the_sources_are_shown():
    app = chat_app()
    async with app.run_test(size=(120, 30)) as pilot:
        await type_line(pilot, "hello")
        await until(pilot, lambda: answered(app, 1) and app.screen.query(QuoteCard))
        await pilot.press("shift+tab")
        await until(pilot, lambda: isinstance(app.focused, QuoteCard))


async def test_page_up_in_the_question_box_scrolls_the_conversation():
    app = chat_app(FakeAssistant(words=400))
    async with app.run_test(size=(60, 20)) as pilot:
        await type_line(pilot, "hello")
        conversation = app.screen.query_one("#conversation", VerticalScroll)
        await until(pilot, lambda: answered(app, 1) and conversation.max_scroll_y)
        await pilot.press(*["pagedown"] * 12)
        await until(pilot, lambda: conversation.scroll_y == conversation.max_scroll_y)
        await pilot.press("pageup")
        await until(pilot, lambda: conversation.scroll_y < conversation.max_scroll_y)
        assert isinstance(app.focused, Composer)
        await pilot.press("pagedown", "pagedown")
        await until(pilot, lambda: conversation.scroll_y == conversation.max_scroll_y)


@pytest.mark.parametrize(
    ("keys", "value"),
    [("/tmp", "/tmp"), ("~/pa", "~/pa"), ("pa", "~/pa")],
)
async def test_a_path_typed_behind_the_home_folder_begins_anew(keys: str, value: str):
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen) and isinstance(app.focused, Input))
        await pilot.press(*keys)
        box = app.screen.query_one(Input)
        await until(pilot, lambda: box.value == value and box.cursor_position == len(value))


async def test_a_pasted_path_takes_the_place_of_what_stands_there():
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, FolderScreen) and isinstance(app.focused, Input))
        await pilot.press("x")
        app.post_message(events.Paste("/tmp/a b"))
        await until(pilot, lambda: app.screen.query_one(Input).value == "/tmp/a b")


async def test_why_nothing_of_a_first_folder_was_read_stays_on_the_screen():
    def index(paths):
        yield Scanned(1, 1000)
        yield Skipped("/scans/letter.pdf", "no text found (a scan)")
        yield Published(0, 0, 0.1)

    services = FakeServices(FakeAssistant(documents=0), index=index)
    services.skipped = (Skipped("/scans/letter.pdf", "no text found (a scan); install tesseract"),)
    nothing = replace(services.assistant.status(), skipped=services.skipped)
    services.assistant.status = lambda: nothing  # type: ignore[method-assign]
    app = chat_app(services=services, paths=[Path("/scans")])
    async with app.run_test(size=(90, 24)) as pilot:
        await until(pilot, lambda: "letter.pdf: no text found (a scan); install tess" in shown(app, "#welcome-more")[0])
        assert "Nothing could be read" in shown(app, "#welcome-more")[0]
        assert not list(app._notifications)


@pytest.mark.parametrize(("key", "last"), [("f2", "Watch"), ("f3", "Delete")])
async def test_a_small_window_shows_all_keys_of_a_visited_screen(key: str, last: str, key_line: None):
    app = chat_app()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: any(last in each.description for each in app.screen.query("KeyLine FooterKey")))


async def test_how_to_quit_stands_in_the_line_of_keys_and_at_the_beginning_of_the_help(key_line: None):
    app = chat_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.screen.query_one(KeyLine).children)
        assert "Quit" in [each.description for each in app.screen.query("KeyLine FooterKey")]
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and shown(app, ".key-name"))
        assert "Ctrl+Q" in shown(app, ".key-name")[:4]


async def test_stored_conversations_that_were_deleted_under_the_app_begin_anew():
    app = chat_app()
    async with app.run_test(size=(90, 30)) as pilot:
        await type_line(pilot, "one")
        await until(pilot, lambda: answered(app, 1))
        history_file().unlink()
        await type_line(pilot, "two")
        await until(pilot, lambda: answered(app, 2))
        assert not [note.message for note in app._notifications if "not stored" in note.message]
    with History.open(history_file()) as history:
        assert [found.title for found in history.conversations()] == ["two"]
