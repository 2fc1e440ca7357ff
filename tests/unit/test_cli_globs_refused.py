"""A glob that no file can match is refused before anything leaves the library; a bad line of an ignore file leaves the
others in force."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from uniconv_edge.cli import app
from uniconv_edge.errors import UsageError
from uniconv_edge.library.ignore import Rules
from uniconv_edge.library.roots import Choices
from uniconv_edge.library.walk import FileEntry, Refusal, walk

NONE = ["[", "a[", "[]", "[z-a]", "!", "a\\", " ", "#draft", "/", "./*.md", "notes/../*.md"]


@pytest.mark.parametrize("glob", NONE)
@pytest.mark.parametrize("option", ["--include", "--exclude"])
def test_one_that_no_file_can_match_is_named(tmp_path: Path, option: str, glob: str) -> None:
    library = tmp_path / "lib"
    typed = ["index", str(tmp_path), option, "*.md", option, glob, "--library", str(library)]
    error = CliRunner().invoke(app, typed).exception
    assert isinstance(error, UsageError)
    assert f"`{glob}`" in error.message
    assert not library.exists()


def test_an_include_of_exceptions_alone_would_leave_out_everything() -> None:
    with pytest.raises(UsageError, match="only takes back") as refused:
        Choices(include=("!*.tmp",))
    assert "--exclude '*.tmp'" in refused.value.hint


def test_what_matches_something_is_taken() -> None:
    globs = ("*", "!*.tmp", "[ab].md", "\\#draft", "\\[x", "/.config", "**/", "a,b", "Ähre [1].md", "{a}")
    assert Choices(include=globs, exclude=globs).include == globs


@pytest.mark.parametrize("line", ["[", "[z-a]", "!", "a\\", "![", "/"])
@pytest.mark.parametrize("name", [".gitignore", ".uniconvignore"])
def test_a_bad_line_of_an_ignore_file_changes_no_other(tmp_path: Path, name: str, line: str) -> None:
    for file in ("a.md", "secret.md"):
        (tmp_path / file).write_text("text")
    (tmp_path / name).write_text(f"secret.md\n{line}\n")
    found = list(walk(str(tmp_path), rules=Rules()))
    assert [Path(entry.path).name for entry in found if isinstance(entry, FileEntry)] == ["a.md"]
    told = [entry.reason for entry in found if isinstance(entry, Refusal)]
    assert told in ([], [f"not applied: line 2: `{line}` is not a pattern as in .gitignore"])
