"""Ignore files mean what they mean for git, entry by entry."""

import os
import subprocess
import warnings
from pathlib import Path

import pytest
from makers import make

from uniconv_edge.library.ignore import Rules
from uniconv_edge.library.walk import FileEntry, walk


def read(root: Path, rules: Rules | None = None) -> list[str]:
    found = walk(str(root), rules=rules or Rules())
    return sorted(str(Path(entry.path).relative_to(root)) for entry in found if isinstance(entry, FileEntry))


def left_by_git(root: Path) -> list[str]:
    try:
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    except FileNotFoundError:
        pytest.skip("needs git")
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "-o", "--exclude-standard"], check=True, capture_output=True
    )
    return sorted(name for name in os.fsdecode(listed.stdout).split("\0") if name and name != ".gitignore")


FILES = (
    "a.txt",
    "log1.txt",
    "logs.txt",
    "log:.txt",
    "log].txt",
    "secrets/a.txt",
    "project/plan.txt",
    "project/secrets/key.txt",
    "project/secrets/deep/key.md",
    "notes/a.txt",
    "notes/c.md",
    "notes/deep/a.txt",
)
PATTERNS = (
    ("secrets/", "!project/"),
    ("/project/secrets", "!/project"),
    ("secrets", "!secrets/key.txt"),
    ("*", "!*.txt", "!/notes"),
    ("*", "!*.txt", "!/notes/"),
    ("*", "!*.txt", "!*/"),
    ("*/", "!notes/"),
    ("/*", "!/notes/", "/notes/*", "!/notes/a.txt"),
    ("notes/**", "!notes/a.txt"),
    ("*/**", "!notes/a.txt"),
    ("**/deep",),
    ("log[[:digit:]].txt",),
    ("log[![:alpha:]].txt",),
    ("log[]:[:alpha:]].txt",),
    ("log[[:punct:]].txt",),
    ("log[[:graph:]].txt",),
    ("log[:digit:].txt",),
)


@pytest.mark.parametrize("patterns", PATTERNS, ids=" ".join)
def test_an_ignore_file_leaves_what_git_leaves(documents: Path, patterns: tuple[str, ...]) -> None:
    make(documents, *FILES)
    (documents / ".gitignore").write_text("\n".join(patterns) + "\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read(documents) == left_by_git(documents)


def test_what_is_excluded_below_a_folder_that_is_not_stays_excluded(documents: Path) -> None:
    make(documents, *FILES)
    kept = read(documents, Rules(exclude=("secrets/", "!project/")))
    assert [name for name in kept if "secrets" in name] == []
    assert "project/plan.txt" in kept


def test_a_folder_that_is_included_is_read_whole(documents: Path) -> None:
    make(documents, *FILES)
    assert read(documents, Rules(include=("notes/",))) == ["notes/a.txt", "notes/c.md", "notes/deep/a.txt"]


def test_the_mark_of_utf_8_is_no_part_of_the_first_pattern(documents: Path) -> None:
    make(documents, *FILES)
    (documents / ".gitignore").write_bytes(b"\xef\xbb\xbfnotes/\r\nproject/\r\na.txt\r\n")
    assert read(documents) == left_by_git(documents) == ["log1.txt", "log:.txt", "log].txt", "logs.txt"]
