"""Regular files that a person names: nothing else is waited for or read without an end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from uniconv_edge.cli.answers import read_history
from uniconv_edge.errors import ConfigurationError, UsageError
from uniconv_edge.regular import is_other, open_regular, read_regular
from uniconv_edge.train.recipe import read_recipe


def test_a_link_to_a_regular_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert read_regular(tmp_path / "link", 4) == b"text"
    assert is_other(tmp_path / "link")
    assert not is_other(tmp_path / "file")
    assert not is_other(tmp_path / "none")


def test_a_file_is_read_no_further_than_it_may_go(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"texts")
    with pytest.raises(OSError, match="larger"):
        read_regular(tmp_path / "file", 4)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_not_read(device: str) -> None:
    with pytest.raises(OSError, match="not a regular file"):
        open_regular(Path(device))


def test_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        open_regular(tmp_path)


def test_neither_a_history_nor_a_recipe_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="not a regular file"):
        read_history(tmp_path / "pipe")
    with pytest.raises(ConfigurationError, match="not a regular file"):
        read_recipe(tmp_path / "pipe")
