"""`doctor` looks at the library's own files: others beside them, and what links lead to, are not its to change."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.library.database import DATABASE_FILE
from uniconv_edge.library.health import Finding, check_library, repair
from uniconv_edge.library.lock import LOCK_FILE
from uniconv_edge.library.store import size_of
from uniconv_edge.library.sync import sync


@pytest.fixture
def filled(library: Path, documents: Path) -> Path:
    (documents / "a.txt").write_text("The deposit is 900 euros.")
    list(sync(library, [documents], FakeEmbedder()))
    return library


def permissions(folder: Path) -> Finding:
    [finding] = [finding for finding in check_library(folder) if finding.subject == "permissions"]
    return finding


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_what_the_library_wrote_is_closed_to_others_with_its_folder(filled: Path) -> None:
    own = [filled, filled / DATABASE_FILE, filled / LOCK_FILE, filled / "vectors-1.hnsw", filled / "library.sqlite-wal"]
    for path in own:
        if not path.exists():
            path.touch()
        path.chmod(0o755)
    found = permissions(filled)
    assert (found.level, "--repair" in found.advice) == ("fail", True)
    assert any("closed to other accounts" in line for line in repair(filled))
    assert {mode(path) & 0o077 for path in own if path.exists()} == {0}
    assert permissions(filled).level == "ok"


def test_one_file_is_told_as_one(filled: Path) -> None:
    (filled / LOCK_FILE).chmod(0o644)
    assert "1 file was closed to other accounts" in repair(filled)


def test_files_of_others_keep_their_modes_and_so_does_the_folder_they_are_in(filled: Path, tmp_path: Path) -> None:
    tool = tmp_path / "tool"
    others = [filled / "run.sh", filled / "library.sqlite.old", filled / "vectors-of-mine", tool, filled]
    for path in others[:-1]:
        path.write_text("#!/bin/sh\n")
    (filled / "tool").symlink_to(tool)
    (filled / "www").mkdir()
    for path in (*others, filled / "www"):
        path.chmod(0o755)
    assert permissions(filled).level == "ok"
    (filled / DATABASE_FILE).chmod(0o644)
    assert permissions(filled).level == "fail"
    assert ["closed to other accounts" in line for line in repair(filled)] == [True]
    assert {mode(path) for path in (*others, filled / "www")} == {0o755}
    assert mode(filled / DATABASE_FILE) == 0o600


def test_links_that_lead_nowhere_are_passed_over(filled: Path) -> None:
    (filled / "gone").symlink_to("nowhere")
    (filled / "loop").symlink_to("loop")
    (filled / "vectors-0.hnsw").symlink_to("nowhere")
    assert permissions(filled).level == "ok"
    assert repair(filled) == []
    assert size_of(filled) > 0


def test_a_linked_record_is_judged_by_what_it_leads_to_which_its_owner_closes(filled: Path, tmp_path: Path) -> None:
    elsewhere = (filled / DATABASE_FILE).rename(tmp_path / "elsewhere.sqlite")
    (filled / DATABASE_FILE).symlink_to(elsewhere)
    assert permissions(filled).level == "ok"
    elsewhere.chmod(0o644)
    found = permissions(filled)
    assert found.level == "fail"
    assert f"chmod go= {elsewhere}" in found.advice
    assert repair(filled) == []
    assert mode(elsewhere) == 0o644
    elsewhere.chmod(0o600)
    assert permissions(filled).level == "ok"


def test_a_library_that_this_account_may_not_write_is_told(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, _mode: Path(path) != filled / DATABASE_FILE)
    found = permissions(filled)
    assert (found.level, DATABASE_FILE in found.message) == ("warn", True)
