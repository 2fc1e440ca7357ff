"""Which files the rules of a root and the ignore files below it leave out."""

import os
import time
from pathlib import Path

import pytest
from makers import make

from uniconv_edge.errors import UsageError
from uniconv_edge.library.ignore import Patterns, Rules
from uniconv_edge.library.roots import AbsentDisks, Choices, Root, Target, check_name, targets
from uniconv_edge.library.walk import FileEntry, Refusal, walk


def files(root: Path, **options) -> list[str]:
    found = walk(str(root), **options)
    return [str(Path(entry.path).relative_to(root)) for entry in found if isinstance(entry, FileEntry)]


def test_ignore_files_leave_out_what_git_would(documents: Path) -> None:
    make(documents, "a.txt", "drafts/b.txt", "drafts/keep.txt", "sub/c.txt", "sub/drafts.txt", "sub/top.txt", "top.txt")
    (documents / ".gitignore").write_text("# notes\ndrafts/*\n!drafts/keep.txt\n/top.txt\n")
    assert files(documents) == ["a.txt", "drafts/keep.txt", "sub/c.txt", "sub/drafts.txt", "sub/top.txt"]
    (documents / "sub" / ".uniconvignore").write_text("*\n!c.txt\n")
    assert files(documents) == ["a.txt", "drafts/keep.txt", "sub/c.txt"]


def test_the_inner_ignore_file_and_the_programs_own_are_stronger(documents: Path) -> None:
    make(documents, "a.txt", "sub/a.txt", "b.txt")
    (documents / ".gitignore").write_text("*.txt\n")
    (documents / "sub" / ".gitignore").write_text("!a.txt\n")
    assert files(documents) == ["sub/a.txt"]
    (documents / ".uniconvignore").write_text("!b.txt\n")
    assert files(documents) == ["b.txt", "sub/a.txt"]


def test_gitignore_can_be_passed_over_and_the_programs_own_file_cannot(documents: Path) -> None:
    make(documents, "a.txt", "b.txt")
    (documents / ".gitignore").write_text("a.txt\n")
    (documents / ".uniconvignore").write_text("b.txt\n")
    assert files(documents, rules=Rules(gitignore=False)) == ["a.txt"]


def test_globs_choose_and_leave_out_files(documents: Path) -> None:
    make(documents, "a.md", "b.txt", "old/c.md", "deep/old/d.md", "deep/e.md")
    assert files(documents, rules=Rules(include=("*.md",))) == ["a.md", "deep/e.md", "deep/old/d.md", "old/c.md"]
    assert files(documents, rules=Rules(include=("*.md",), exclude=("old/", "/a.md"))) == ["deep/e.md"]
    assert files(documents, rules=Rules(exclude=("/old",))) == ["a.md", "b.txt", "deep/e.md", "deep/old/d.md"]


def test_a_file_over_the_limit_is_refused_with_the_limit(documents: Path) -> None:
    make(documents, "a.txt")
    (documents / "b.txt").write_text("x" * 50)
    [small, large] = walk(str(documents), rules=Rules(max_bytes=10))
    assert isinstance(small, FileEntry)
    assert isinstance(large, Refusal)
    assert "limit of 10 bytes" in large.reason


@pytest.mark.parametrize("content", [b"*a*b*c*d\n", b"**/**/a/**/**/b\n", b"!\n", b"x\n" * 1001, b"#" * 100_001])
def test_an_ignore_file_that_cannot_be_used_is_reported_and_stops_nothing(documents: Path, content: bytes) -> None:
    make(documents, "a.txt")
    (documents / ".gitignore").write_bytes(content)
    found = list(walk(str(documents)))
    [problem] = [entry for entry in found if isinstance(entry, Refusal)]
    assert problem.path.endswith(".gitignore")
    assert "not applied" in problem.reason
    assert files(documents) == ["a.txt"]


def test_an_ignore_file_that_is_a_link_or_a_pipe_is_not_read(documents: Path, tmp_path: Path) -> None:
    make(documents, "a.txt", "sub/b.txt")
    (tmp_path / "rules").write_text("*\n")
    (documents / ".gitignore").symlink_to(tmp_path / "rules")
    os.mkfifo(documents / "sub" / ".uniconvignore")
    assert files(documents) == ["a.txt", "sub/b.txt"]


def test_odd_bytes_in_names_and_patterns_match(documents: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    make(documents, name, "b.txt")
    (documents / ".gitignore").write_bytes(b"caf\xe9*\n")
    assert files(documents) == ["b.txt"]


def test_no_allowed_pattern_takes_long_on_any_name(documents: Path) -> None:
    patterns = Patterns.of(["*a*a*ab", "**/a/**/*ab"] * 3)
    began = time.perf_counter()
    for name in ("a" * 250, "/".join(["a"] * 200)):
        patterns.decide(name)
    assert time.perf_counter() - began < 10


def test_a_part_of_a_root_is_walked_by_the_rules_of_the_whole(documents: Path) -> None:
    make(documents, "a.txt", "sub/b.txt", "sub/no/c.txt", "other/d.txt")
    (documents / ".gitignore").write_text("no/\n")
    assert files(documents, below=str(documents / "sub")) == ["sub/b.txt"]
    assert files(documents, below=str(documents / "a.txt")) == ["a.txt"]
    [refusal] = walk(str(documents), below=str(documents / "sub/no"))
    assert "left out by the rules" in refusal.reason


def test_a_path_inside_a_known_root_is_a_part_of_it_unless_it_gets_choices() -> None:
    known = {"/d": Root("/d"), "/d/work": Root("/d/work", collection="work"), "/e": Root("/e")}
    assert targets(known, [], Choices()) == [Target(root) for root in known.values()]
    assert targets(known, ["/d/x"], Choices()) == [Target(known["/d"], below="/d/x")]
    assert targets(known, ["/d/work/x"], Choices()) == [Target(known["/d/work"], below="/d/work/x")]
    assert targets(known, ["/d/x"], Choices(collection="c")) == [Target(Root("/d/x", collection="c"))]
    assert targets(known, ["/d"], Choices()) == [Target(known["/d"]), Target(known["/d/work"])]
    assert targets(known, ["/new"], Choices()) == [Target(Root("/new"))]
    assert [target.scope for target in targets(known, ["/"], Choices())] == ["/", "/d", "/d/work", "/e"]


def test_choices_change_only_what_they_say() -> None:
    root = Root("/d", collection="c", rules=Rules(include=("*.md",), max_bytes=5))
    assert Choices().applied(root) == root
    assert Choices(exclude=("x",)).applied(root).rules == Rules(include=("*.md",), exclude=("x",), max_bytes=5)
    assert Choices(include=(), max_bytes=0).applied(root).rules == Rules()
    assert Rules.from_json(root.rules.as_json()) == root.rules
    assert Rules.from_json("{}") == Rules()


@pytest.mark.parametrize("name", ["", "a b", "a\x1b[2J", "-x", "a" * 65, "a/b", "a:b"])
def test_a_collection_has_a_plain_name(name: str) -> None:
    with pytest.raises(UsageError):
        check_name(name)
    check_name("Wörk-2.0")


def test_a_pattern_that_is_none_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="wildcards"):
        Choices(exclude=("*a*b*c*d*e*",))


def test_a_deleted_file_is_told_from_one_on_an_absent_disk(documents: Path) -> None:
    make(documents, "here.txt")
    make(documents, "mount/.not-mounted")
    device = documents.stat().st_dev
    disks = AbsentDisks()
    assert disks.mount_point(str(documents / "mount/deep/a.txt"), device + 1) == str(documents / "mount")
    assert disks.mount_point(str(documents / "mount/a.txt"), device) == ""
    assert disks.mount_point(str(documents / "a.txt"), device + 1) == str(documents)
    assert disks.mount_point(str(documents / "here.txt"), device + 1) == ""
    assert disks.mount_point(str(documents / "mount/a.txt"), 0) == ""
