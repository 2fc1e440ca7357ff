"""Every test writes its log into a folder of its own, and runs on a terminal with all colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from uniconv_edge.tui.widgets.bars import KeyLine


@pytest.fixture(autouse=True)
def colourful_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture(autouse=True)
def private_log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture(scope="session", autouse=True)
def styles_are_read_once() -> Iterator[None]:
    """Each app reads the styles of all its widgets, a fifth of its start. Those of the app before are the same."""
    parse, known = Stylesheet._parse_rules, dict[tuple[Any, ...], list[RuleSet]]()

    def parsed(sheet: Stylesheet, css: str, **named: Any) -> list[RuleSet]:
        key = (css, *named.items(), *sheet._variables.items())
        if key not in known:
            known[key] = parse(sheet, css, **named)
        return known[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", parsed)
        yield


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
