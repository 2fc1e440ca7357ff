"""Values that nobody types by intent: each is refused in words, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from uniconv_edge import config
from uniconv_edge.cli.answers import read_history
from uniconv_edge.errors import ConfigurationError, UsageError

DEEP = "[" * 100_000


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings" / "config.toml"
    path.parent.mkdir()
    path.write_text('model = "mine"\n')
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(path))
    return path


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("min_confidence", "null", "`min_confidence` cannot be `null` in a file"),
        ("model", "/models/\udce4", "not UTF-8"),
        ("app.opener", "\udce4", "not UTF-8"),
        ("app.opener", "open {file}", "{file}; {path} and {page} are filled in"),
    ],
)
def test_a_setting_that_the_file_cannot_hold_is_refused(file: Path, key: str, value: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as refused:
        config.change(key, value)
    assert refused.value.hint
    assert list(file.parent.iterdir()) == [file]
    assert file.read_text() == 'model = "mine"\n'


def test_nothing_is_left_beside_the_settings_where_they_cannot_be_put(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(ConfigurationError, match="No space left"):
        config.change("model", "other")
    assert list(file.parent.iterdir()) == [file]


def test_settings_and_a_history_of_endless_brackets_are_refused(file: Path, tmp_path: Path) -> None:
    file.write_text(f"model = {DEEP}")
    with pytest.raises(ConfigurationError, match="is not TOML"):
        config.read(file)
    history = tmp_path / "history.json"
    history.write_text(DEEP)
    with pytest.raises(UsageError, match="is not JSON") as refused:
        read_history(history)
    assert "role" in refused.value.hint
