"""Every test writes its log into a folder of its own, and runs on a terminal with all colours."""

from __future__ import annotations

from pathlib import Path

import pytest

from uniconv_edge.tui.widgets.bars import KeyLine


@pytest.fixture(autouse=True)
def colourful_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture(autouse=True)
def private_log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def key_line() -> None:
    """For a test that looks at the line of keys: it is there as people see it."""


@pytest.fixture(autouse=True)
def keys_are_not_mounted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere the line of keys stays empty: its keys are mounted anew whenever the focus or the screen changes, which
    is a third of what a short test computes. Which keys there would be is still worked out."""
    if "key_line" not in request.fixturenames:
        compose = KeyLine.compose
        monkeypatch.setattr(KeyLine, "compose", lambda line: [*compose(line)][:0])
