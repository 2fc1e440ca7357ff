"""Hostile text through every screen of the app on a real pseudo-terminal; the bytes that come out are compared."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from .payloads import CHARACTERS, ESCAPES, EVERYTHING
from .terminal import CTRL_F, CTRL_L, CTRL_O, CTRL_P, CTRL_Q, CTRL_Y, ENTER, ESCAPE, F1, F2, F3, F4, TAB, Terminal

UNSAFE = re.compile("[\x80-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


@pytest.fixture
def state(tmp_path: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}


def back(terminal: Terminal) -> None:
    """Escape, and some quiet: an Escape joined by the next key would be another key."""
    terminal.settle(0.5)
    terminal.press(ESCAPE)
    terminal.settle(0.6)


def tour(terminal: Terminal) -> None:
    """Every screen and every widget that shows text of others."""
    terminal.wait_for("7 documents")
    terminal.wait_for("reading")
    terminal.wait_for("The library holds")
    terminal.paste("Q" + EVERYTHING)
    terminal.press(ENTER)
    terminal.wait_for("word for word")
    terminal.wait_for("412 ms")
    terminal.press(CTRL_Y)
    terminal.wait_for("Copied")
    for row in range(3, 28, 2):
        for column in (8, 30, 70, 90):
            terminal.click(column, row)
    terminal.settle(0.8)
    terminal.press(ESCAPE)
    terminal.settle(0.8)
    terminal.press_until("page 3 of 3", ESCAPE, CTRL_L, TAB, ENTER)
    terminal.press(b"p", b"m")
    back(terminal)
    terminal.press_until("hint:", CTRL_L, b"fail", ENTER)
    terminal.press_until("Read documents", CTRL_O)
    terminal.paste("/nowhere" + EVERYTHING)
    terminal.press(ENTER)
    terminal.wait_for("There is no file or folder")
    back(terminal)
    terminal.press_until("Ask only some documents", CTRL_F)
    terminal.press(*(bytes([letter]) for letter in b"refused"))
    terminal.press(ENTER)
    terminal.wait_for("filtering ")
    back(terminal)
    terminal.press_until("Ask only some documents", CTRL_F)
    terminal.paste("path:" + EVERYTHING)
    terminal.press(ENTER)
    terminal.wait_for("only ")
    terminal.press_until("Every trace of it leaves", F2, b"d")
    terminal.press(b"y")
    terminal.wait_for("forgetting ")
    terminal.press_until("opening ", TAB, ENTER)
    terminal.press_until("1 question", F3)
    terminal.press_until("is shown now", b"t")
    back(terminal)
    terminal.press_until("Rename this conversation", b"n")
    back(terminal)
    terminal.press_until("for good", b"d")
    back(terminal)
    terminal.press_until("MB on disk", F4)
    terminal.press_until("verifying ", b"v")
    back(terminal)
    terminal.press_until("another line in the question", F1)
    back(terminal)
    terminal.press_until("Search for commands", CTRL_P)
    back(terminal)
    terminal.press(CTRL_Q)


def test_no_payload_byte_reaches_the_terminal_and_no_action_runs(state: dict[str, str]):
    with Terminal(["hostile"], state) as terminal:
        tour(terminal)
        assert terminal.end() == 0
        output = terminal.output
        for payload in ESCAPES:
            assert payload.encode() not in output
        assert UNSAFE.findall(output.decode("utf-8")) == []
        copied = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)", output)
        assert len(copied) == 1
        text = base64.b64decode(copied[0]).decode()
        assert "[/some/path]" in text
        assert not UNSAFE.search(text)
        assert "\x1b" not in text
        assert set(re.findall(rb"\x1b\](\d+);", output)) <= {b"52", b"22"}
        assert b"Traceback" not in output
        assert b"[@click=app.quit]" in output


def test_the_same_text_would_reach_the_terminal_without_cleaning(state: dict[str, str]):
    with Terminal(["hostile", "unclean"], state) as terminal:
        terminal.wait_for("documents")
        terminal.press(b"a", ENTER)
        terminal.wait_for("412 ms")
        terminal.settle()
        output = terminal.output
        assert ESCAPES[1].encode() in output or UNSAFE.search(output.decode("utf-8", "replace"))
        assert any(payload.encode() in output for payload in CHARACTERS)
