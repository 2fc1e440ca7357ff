"""The frame that the launcher paints before the app is loaded."""

from __future__ import annotations

import re
import termios

import pytest

from uniconv_edge.tui.first_frame import PLACEHOLDER, _unseen, painted, settings_from

from .driving import chat_app
from .fakes import FakeServices

_AT = re.compile(r"\x1b\[(\d+);(\d+)H((?:\x1b\[[0-9;]*m|[^\x1b])*)")
_SPINNER = " ⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
TRUE = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def rows_of(frame: str) -> dict[int, str]:
    """The text of each painted line, blanks at its end left out."""
    rows: dict[int, str] = {}
    for row, column, text in _AT.findall(frame):
        plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
        line = rows.get(int(row), "").ljust(int(column) - 1)
        rows[int(row)] = (line[: int(column) - 1] + plain + line[int(column) - 1 + len(plain) :]).rstrip()
    return rows


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (140, 50)])
async def test_the_app_paints_the_same_lines_first(size: tuple[int, int]):
    class Slow(FakeServices):
        def open_assistant(self):
            raise AssertionError("opened before the first paint")

    app = chat_app(services=Slow())
    app._begin = lambda: None  # what comes after the first paint
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        lines = [
            "".join(segment.text for segment in strip).rstrip() for strip in app.screen._compositor.render_strips()
        ]
    for row, text in rows_of(painted(*size, "auto", TRUE)).items():
        # The spinner may have moved on.
        assert lines[row - 1][: len(text)].lstrip(_SPINNER) == text.lstrip(_SPINNER)


def test_colours_are_as_many_as_the_terminal_has():
    assert "\x1b[48;2;21;24;29m" in painted(80, 24, "auto", TRUE)
    assert "\x1b[48;2;250;249;246m" in painted(80, 24, "auto", {**TRUE, "COLORFGBG": "0;15"})
    assert "\x1b[48;5;234m" in painted(80, 24, "auto", {"TERM": "xterm-256color"})
    plain = painted(80, 24, "auto", {"TERM": "linux"})
    assert PLACEHOLDER in plain
    assert "[48;" not in plain
    assert "[48;" not in painted(80, 24, "textual-light", TRUE)
    for red, green, blue in re.findall(r"8;2;(\d+);(\d+);(\d+)m", painted(80, 24, "auto", {**TRUE, "NO_COLOR": "1"})):
        assert red == green == blue


def test_a_tiny_terminal_gets_no_frame():
    assert painted(39, 24, "auto", TRUE) == ""
    assert painted(80, 9, "auto", TRUE) == ""


def test_the_terminal_keeps_keys_unseen_and_can_be_put_right():
    before = [termios.ICRNL | termios.IXON, 0, 0, termios.ECHO | termios.ICANON | termios.ISIG, 0, 0, [b"\x03", 1]]
    quiet = _unseen(before)
    assert quiet[0] == quiet[3] == 0
    assert before[3] & termios.ECHO
    assert settings_from([*before[:6], ["03", 1]]) == before
