"""A library of which only a part may be seen: what does not pass is as if it were not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder

from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.errors import LibraryMissing, UsageError
from uniconv_edge.library.bounded import BoundedStore
from uniconv_edge.library.collections import check_held
from uniconv_edge.library.query import Filters, parse
from uniconv_edge.library.roots import Choices
from uniconv_edge.library.search import passages_with
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.writer import Writer

SESSION = np.full(64, 64**-0.5, np.float32)
OPEN = Filters(paths=("open/",))


@pytest.fixture
def filled(library: Path, documents: Path) -> Path:
    """A library of `open/` and, in a collection of its own, `closed/`."""
    for name, text in (("open/a.md", "The harbour opens at eight."), ("closed/b.md", "The wedding cake costs zlatys.")):
        (documents / name).parent.mkdir()
        (documents / name).write_text(text)
    list(sync(library, [documents / "open"], FakeEmbedder()))
    list(sync(library, [documents / "closed"], FakeEmbedder(), Choices(collection="private")))
    return library


@pytest.fixture
def opened(filled: Path) -> Iterator[Retriever]:
    with closing(Retriever(filled, OPEN)) as retriever:
        yield retriever


def names(retriever: Retriever, typed: str) -> set[str]:
    return {Path(hit.path).name for hit in retriever.find(parse(typed), SESSION, 8).hits}


@pytest.mark.parametrize(
    "typed", ["cake", "cake path:closed/", "cake path:/", "cake path:open path:closed", '"wedding cake"']
)
def test_no_question_reaches_beyond(opened: Retriever, typed: str) -> None:
    assert names(opened, typed) <= {"a.md"}


def test_nothing_tells_of_what_is_beyond(opened: Retriever, documents: Path) -> None:
    status = opened.status()
    assert (status.documents, status.passages) == (1, 1)
    assert status.roots == (str(documents / "open"),)
    assert list(opened.store.roots()) == [str(documents / "open")]
    assert passages_with(opened.store, "cake") == 0
    assert passages_with(opened.store, "harbour") == 1
    assert opened.vocabulary.lacking(["zlatys", "harbour"]) == ["zlatys"]
    with pytest.raises(UsageError) as refused:
        check_held(opened.store, ["private"])
    assert refused.value.hint == "there are: default"


def test_a_collection_is_a_bound(filled: Path) -> None:
    with closing(Retriever(filled, Filters(collections=("private",)))) as retriever:
        assert names(retriever, "harbour") == {"b.md"}


def test_what_is_written_meanwhile_is_seen_within_the_bounds(filled: Path, documents: Path, opened: Retriever) -> None:
    held = opened.store.connection
    opened.refresh()
    assert opened.store.connection is held  # nothing was written: nothing is copied
    (documents / "open" / "c.md").write_text("The ferry leaves at nine.")
    (documents / "closed" / "d.md").write_text("The ferry is secret.")
    list(sync(filled, [], FakeEmbedder()))
    opened.refresh()
    assert names(opened, "ferry") == {"a.md", "c.md"}
    with Store.open(filled, write=True) as store:
        Writer(store).remove([str(documents / "open" / "c.md")])
    opened.refresh()
    assert names(opened, "ferry") == {"a.md"}


def test_bounds_that_let_nothing_pass_are_said(filled: Path) -> None:
    with (
        closing(Retriever(filled, Filters(paths=("nix",)))) as retriever,
        pytest.raises(LibraryMissing, match="no document within the bounds"),
    ):
        retriever.check_filled()


def test_a_missing_library_is_said(library: Path) -> None:
    with pytest.raises(LibraryMissing):
        BoundedStore.within(library, OPEN)
