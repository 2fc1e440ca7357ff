"""In the app: a conversation that was held with another library, and a collection that the library does not have."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from uniconv_edge.assistant.past.history import History
from uniconv_edge.errors import UsageError
from uniconv_edge.library.collections import check_named
from uniconv_edge.library.query import parse
from uniconv_edge.library.roots import Root
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import Writer
from uniconv_edge.paths import history_file
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.core import Core
from uniconv_edge.tui.local import LocalServices
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.turn import TurnView
from uniconv_edge.types import Answer, AnswerEvent, Timings

from .driving import chat_app, shown, type_line, until
from .fakes import FakeAssistant, FakeServices


def kept(question: str, library: str) -> int:
    with History.open(history_file()) as history:
        answer = Answer(question, True, "Ada.", (), (), Timings(1, 1, 1, 1), "tiny")
        return history.add(answer, library=library).conversation_id


def test_another_branch_of_the_same_conversation_does_not_say_it_again():
    number, posted = kept("kept", "/there"), []
    core = Core(FakeServices(FakeAssistant()), posted.append)  # type: ignore[arg-type]
    core._connect()
    with closing(core._keeper):
        core._resume(number)
        assert [message.library for message in posted if isinstance(message, m.HeldElsewhere)] == ["/there"]
        core._select(core._keeper.branch()[0].id)
        assert sum(isinstance(message, m.HeldElsewhere) for message in posted) == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with a folder of the collection `default`."""
    with Store.open(tmp_path / "library", write=True) as store:
        Writer(store).add_root(Root(str(tmp_path)))
    return tmp_path / "library"


class WithCollections(FakeAssistant):
    """Looks for the collections of a question in a library, as the assistant does."""

    def __init__(self, library: Path) -> None:
        super().__init__()
        self._library = library

    def ask(self, question: str, *, stop: threading.Event | None = None) -> Iterator[AnswerEvent]:
        check_named(self._library, parse(f"{self.filters} {question}").filters.collections)
        yield from super().ask(question, stop=stop)


async def test_going_on_with_one_of_another_library_names_it_and_a_collection_is_looked_for_in_the_one_that_is_open(
    folder: Path,
):
    kept("own", "/lib")
    services = FakeServices(open_assistant=lambda: WithCollections(folder))  # type: ignore[arg-type,return-value]
    app = chat_app(services=services, resume=kept("kept", "/there"))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: any("another library, /there" in notice.message for notice in app._notifications))
        assert [turn.question for turn in app.conversation.query(TurnView)] == ["kept"]
        await type_line(pilot, "collection:nope rent")
        await until(pilot, lambda: app.conversation.query_one(Composer).text == "collection:nope rent")
        assert "no collection `nope`" in " ".join(shown(app, "TurnView Static"))
        await pilot.press("f3")
        await until(pilot, lambda: app.screen.query("#conversations") and len(app.screen._found) == 2)
        rows = [str(option.prompt) for option in app.screen._choices.options]
        assert ["library /there" in row for row in rows] == [True, False]
        assert "library" not in rows[1]


def test_the_card_of_filters_says_so_too(folder: Path):
    services = LocalServices(folder, Path("no model"))
    with pytest.raises(UsageError, match="no collection `nope`"):
        services.matching("collection:nope")
    assert services.matching("collection:default") == 0
