"""A quote of a stored conversation opens its own document, whatever number that has by now."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Static

from uniconv_edge.library.sync import sync
from uniconv_edge.tui.local import LocalServices
from uniconv_edge.tui.messages import Place
from uniconv_edge.tui.screens.document import DocumentScreen
from uniconv_edge.types import Page

from .test_told_truly import Embedder

SAID = "The deposit is 1,450 euros."


def test_a_document_is_opened_by_its_path(tmp_path: Path):
    papers, library = tmp_path / "papers", tmp_path / "lib"
    papers.mkdir()
    lease = papers / "lease.txt"
    lease.write_text(SAID)
    list(sync(library, [lease], Embedder()))
    services = LocalServices(library, tmp_path)
    assert [page.text for page in services.pages(str(lease))] == [SAID]
    lease.write_text(f"{SAID} It is returned.")
    (papers / "a diary.txt").write_text("Dear diary.")
    list(sync(library, [papers], Embedder()))
    assert [page.text for page in services.pages(str(lease))] == [f"{SAID} It is returned."]
    assert services.pages(str(papers / "gone.txt")) == []


@pytest.mark.parametrize(("page", "opened"), [(SAID, True), ("Dear diary: today I quit my job.", False)])
async def test_a_document_that_says_something_else_by_now_is_not_shown_as_the_source(page: str, opened: bool):
    app = App()
    async with app.run_test() as pilot:
        place = Place(0, 0, len(SAID), SAID, "Lease", "/papers/lease.txt")
        screen = DocumentScreen(place, [Page(None, page)])
        await app.push_screen(screen)
        await pilot.pause()
        assert (page in str(screen.query_one("#document-text", Static).content)) == opened
        said = str(screen.query_one("#document-place", Static).content)
        assert ("has changed since" in said) != opened
