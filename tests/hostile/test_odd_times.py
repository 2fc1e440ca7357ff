"""Times of change that no person's clock shows, as archives and broken disks carry them."""

import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from fakes import FakeEmbedder

from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.walk import mtime_of
from uniconv_edge.types import Indexed, Published, Skipped

YEAR_2300 = 330 * 31_556_952


def test_a_time_that_the_record_cannot_hold_costs_nothing(library: Path, documents: Path) -> None:
    (documents / "a.md").write_text("A text from another time.")
    (documents / "broken.pdf").write_bytes(b"no pdf")
    for path in documents.iterdir():
        os.utime(path, (YEAR_2300, YEAR_2300))
    if (documents / "a.md").stat().st_mtime != YEAR_2300:
        pytest.skip("this disk does not keep such times")
    for number in range(2):
        events = list(sync(library, [documents], FakeEmbedder()))
        assert [type(event) for event in events if isinstance(event, Indexed)] == [Indexed] * (number == 0)
        assert [Path(event.path).name for event in events if isinstance(event, Skipped)] == ["broken.pdf"]
        assert isinstance(events[-1], Published)
    with Store.open(library) as store:
        assert store.rows("SELECT mtime_ns FROM documents") == [(2**63 - 1,)]


def test_times_are_kept_to_the_nanosecond_as_far_as_the_record_reaches() -> None:
    for claimed, kept in ((1_700_000_000_123_456_789, 1_700_000_000_123_456_789), (-(10**19), 1 - 2**63), (-5, -5)):
        assert mtime_of(cast(os.stat_result, SimpleNamespace(st_mtime_ns=claimed))) == kept


@pytest.mark.parametrize("year", [1812, 1969, 2270, 9999])
def test_a_clock_that_the_record_cannot_hold_costs_nothing(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    (documents / "a.md").write_text("A text from this time.")
    monkeypatch.setattr(time, "time_ns", lambda: (year - 1970) * 31_556_952 * 10**9)
    assert [event for event in sync(library, [documents], FakeEmbedder()) if isinstance(event, Indexed)]
    assert isinstance(list(sync(library, [documents], FakeEmbedder()))[-1], Published)
