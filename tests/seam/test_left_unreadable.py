"""A document whose file can be read no more leaves the library, and both is told: that it left, and why."""

from __future__ import annotations

from pathlib import Path

from fakes import FakeEmbedder

from uniconv_edge.cli import indexing
from uniconv_edge.library.roots import Choices
from uniconv_edge.library.sync import sync
from uniconv_edge.types import Removed, Skipped


def test_it_is_removed_and_skipped(library: Path, documents: Path) -> None:
    for name in ("empty.txt", "damaged.txt", "large.txt", "stays.txt"):
        (documents / name).write_text(f"The fee of {name} is 75 pounds.")
    (documents / "never.txt").touch()
    first = list(sync(library, [documents], FakeEmbedder(), Choices(max_bytes=1_000)))
    assert not any(isinstance(event, Removed) for event in first)
    (documents / "empty.txt").write_text("")
    (documents / "damaged.txt").write_bytes(bytes(range(256)))
    (documents / "large.txt").write_text("The fee is 75 pounds. " * 100)
    events = list(sync(library, [], FakeEmbedder()))
    report = indexing._report(events)
    gone = {"empty.txt", "damaged.txt", "large.txt"}
    assert report["documents"] == 1
    assert sorted(report["removed"]) == sorted(str(documents / name) for name in gone)
    assert {Path(skipped["path"]).name for skipped in report["skipped"]} == {*gone, "never.txt"}
    told = [type(event) for event in events if isinstance(event, Removed | Skipped) and "empty" in event.path]
    assert told == [Removed, Skipped]
