"""The app's services on a real library."""

from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.errors import UsageError
from uniconv_edge.library.sync import sync
from uniconv_edge.tui.local import LocalServices


@pytest.fixture
def services(library: Path, documents: Path) -> LocalServices:
    for name in ("a.md", "b.md", "c.txt"):
        (documents / name).write_text(f"# {name}\n\nThe roof is repaired in May.")
    list(sync(library, [documents], FakeEmbedder()))
    return LocalServices(library, Path("no model"))


@pytest.mark.parametrize(
    ("filters", "number"),
    [("type:md", 2), ("type:md path:b.", 1), ("after:2000", 3), ("before:2000", 0), ("type:pdf", 0)],
)
def test_filters_tell_how_many_documents_pass(services: LocalServices, filters: str, number: int) -> None:
    assert services.matching(filters) == number


@pytest.mark.parametrize("filters", ["roof", "after:soon", "type:md roof", "after:2024-13", '"the roof"'])
def test_what_is_no_filter_is_named(services: LocalServices, filters: str) -> None:
    with pytest.raises(UsageError) as caught:
        services.matching(filters)
    assert caught.value.message.startswith("`")
    assert caught.value.hint
