"""`doctor` looks at the stored conversations too; `forget` says what it forgot, or that there is no such thing."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from uniconv_edge.assistant.past.history import History
from uniconv_edge.assistant.past.history_file import VERSION
from uniconv_edge.cli import app, upkeep
from uniconv_edge.errors import UsageError
from uniconv_edge.library import health
from uniconv_edge.library.extract import ocr
from uniconv_edge.library.health import Finding
from uniconv_edge.library.roots import Root
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import Writer
from uniconv_edge.paths import PICTURES_VARIABLE, history_file
from uniconv_edge.types import Answer, Timings

ANSWER = Answer("Who?", True, "Ada.", (), (), Timings(1, 1, 1, 1), "tiny")
LONG = replace(ANSWER, text="Ada and Grace. " * 5_000)  # many pages


def run(*typed: object) -> Result:
    return CliRunner().invoke(app, [str(part) for part in typed])


# doctor -------------------------------------------------------------------------------------------


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """All else is in order."""
    monkeypatch.setattr(upkeep, "_check_model", lambda named: Finding("ok", "model", "there"))
    monkeypatch.setattr(upkeep, "_check_packages", lambda: [])
    monkeypatch.setattr(health, "check_library", lambda folder: [])


def conversations(*options: str) -> tuple[int, dict[str, str]]:
    """The exit status of `doctor`, and what it says of the conversations."""
    ended = run("doctor", "--json", *options)
    [found] = [check for check in json.loads(ended.stdout)["checks"] if check["subject"] == "conversations"]
    return ended.exit_code, found


def test_conversations_that_are_not_there_are_not_made(sound: None) -> None:
    assert conversations() == (
        0,
        {"level": "ok", "subject": "conversations", "message": "none stored yet", "advice": ""},
    )
    assert not history_file().exists()


def test_what_can_be_read_of_scans_and_pictures_is_told(sound: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> Finding:
        [found] = [check for check in json.loads(run("doctor", "--json").stdout)["checks"] if check["subject"] == "ocr"]
        return Finding(**found)

    monkeypatch.setattr(ocr, "missing", lambda *, heic=False: "scans are read with the extra")
    assert told() == Finding("ok", "ocr", "not installed; scans are read with the extra")
    monkeypatch.setattr(ocr, "missing", lambda *, heic=False: "")
    monkeypatch.setattr(ocr, "installed", lambda: ("5.3.0", ["eng", "deu"], []))
    assert told().message == (
        "tesseract 5.3.0 with eng, deu; scans are read, pictures in folders are not "
        "(`uniconv-edge config set pictures true`)"
    )
    monkeypatch.setenv(PICTURES_VARIABLE, "true")
    assert told().message.endswith("scans are read, pictures in folders are read too")
    monkeypatch.setattr(ocr, "missing", lambda *, heic=False: "HEIC pictures wait" if heic else "")
    assert told().message.endswith("pictures in folders are read too; HEIC pictures wait")
    monkeypatch.setattr(ocr, "installed", lambda: ("5.3.0", ["eng"], ["fra"]))
    assert (told().level, told().advice) == ("warn", "install the language fra for tesseract")


def test_sound_ones_are_counted(sound: None) -> None:
    with History.open(history_file()) as history:
        history.add(ANSWER)
        history.add(ANSWER)
    before = history_file().read_bytes()
    assert conversations()[1]["message"] == "2 stored"
    assert history_file().read_bytes() == before


@pytest.mark.parametrize("options", [(), ("--repair",)])
def test_a_damaged_file_fails_with_a_remedy_and_is_left_as_it_is(sound: None, options: tuple[str, ...]) -> None:
    history_file().parent.mkdir(parents=True)
    history_file().write_bytes(b"garbage\n")
    code, found = conversations(*options)
    assert (code, found["level"]) == (1, "fail")
    assert str(history_file()) in found["message"]
    assert found["advice"] == "move the file away to begin anew; documents are not affected"
    assert f"      -> {found['advice']}" in run("doctor", *options).stdout
    assert history_file().read_bytes() == b"garbage\n"


def test_a_page_that_is_damaged_is_found(sound: None) -> None:
    with History.open(history_file()) as history:
        history.add(LONG)
    written = bytearray(history_file().read_bytes())
    written[20480:24576] = b"\xa5" * 4096
    history_file().write_bytes(written)
    assert conversations()[1]["level"] == "fail"


def test_a_file_of_a_newer_version_asks_for_an_update(sound: None) -> None:
    History.open(history_file()).close()
    with sqlite3.connect(history_file()) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    code, found = conversations()
    assert (code, found["advice"]) == (1, "update uniconv-edge")


def test_a_write_that_was_cut_off_is_no_damage(sound: None, tmp_path: Path) -> None:
    with History.open(history_file()) as history:
        history.add(LONG)
    writer = sqlite3.connect(history_file(), isolation_level=None)
    writer.execute("PRAGMA cache_size = 1")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE exchanges SET answer = answer || 'x'")
    journal = history_file().with_name(f"{history_file().name}-journal")
    half = history_file().read_bytes(), journal.read_bytes()
    writer.execute("ROLLBACK")
    writer.close()
    history_file().write_bytes(half[0])
    journal.write_bytes(half[1])
    code, found = conversations()
    assert (code, found["level"]) == (0, "warn")
    assert "cut off" in found["message"]
    assert (history_file().read_bytes(), journal.read_bytes()) == half
    assert run("conversations", "list").exit_code == 0
    assert conversations()[1]["message"] == "1 stored"


# forget -------------------------------------------------------------------------------------------


@pytest.fixture
def empty_root(library: Path, documents: Path) -> Path:
    """A folder that is known, beside another, and holds a file that could not be read."""
    folder = documents.parent / "scans"
    with Store.open(library, write=True) as store:
        writer = Writer(store)
        writer.add_root(Root(str(documents)))
        writer.add_root(Root(str(folder)))
        writer.skip(str(folder / "empty.txt"), "empty")
    return folder


def roots(library: Path) -> list[str]:
    with Store.open(library) as store:
        return list(store.roots())


def test_a_folder_without_documents_is_forgotten_and_that_is_said(
    library: Path, documents: Path, empty_root: Path
) -> None:
    ended = run("forget", empty_root)
    assert (ended.exit_code, ended.stdout) == (0, f"forgot {empty_root}, of which the library had no document\n")
    assert roots(library) == [str(documents)]


def test_its_json_names_the_folder(library: Path, empty_root: Path) -> None:
    report = json.loads(run("forget", empty_root, "--json").stdout)
    assert (report["documents"], report["roots"]) == (0, [str(empty_root)])


def test_folders_are_not_forgotten_with_the_one_above_them_unless_that_is_meant(
    library: Path, documents: Path, empty_root: Path
) -> None:
    ended = run("forget", documents.parent)
    assert isinstance(ended.exception, UsageError)
    assert "holds 2 indexed folders" in ended.exception.message
    assert "--yes" in ended.exception.hint
    assert roots(library) == sorted([str(documents), str(empty_root)])
    assert run("forget", documents.parent, "--yes").exit_code == 0
    assert roots(library) == []


def test_a_file_that_was_not_read_is_forgotten_too(library: Path, empty_root: Path) -> None:
    assert run("forget", empty_root / "empty.txt").stdout.startswith(f"forgot {empty_root / 'empty.txt'}, of which")
    with Store.open(library) as store:
        assert store.rows("SELECT path FROM skipped") == []


def test_what_is_neither_on_the_disk_nor_in_the_library_is_an_error(
    library: Path, tmp_path: Path, empty_root: Path
) -> None:
    ended = run("forget", tmp_path / "typo", "--json")
    assert isinstance(ended.exception, UsageError)
    assert (ended.exception.exit_code, ended.stdout) == (2, "")
    assert f"`{tmp_path / 'typo'}`" in ended.exception.message
    assert "uniconv-edge status" in ended.exception.hint


def test_what_has_left_before_is_none(library: Path, tmp_path: Path, documents: Path, empty_root: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for path in (other, documents / "gone.txt"):
        ended = run("forget", path)
        assert (ended.exit_code, ended.stdout) == (0, "")
        assert f"nothing of {path} was in the library" in ended.stderr
