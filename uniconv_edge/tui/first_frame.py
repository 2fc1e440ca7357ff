"""The first frame of the app, painted by the launcher while the app's process still loads Textual.

It is the frame that the app paints first as well (a test compares them), so nothing jumps when the app takes over. From
this frame on the terminal keeps what is typed, unseen, and the app reads it into the question box. Nothing here comes
from a document or a file: the words are the program's own.
"""

from __future__ import annotations

import os
import re
import termios
from collections.abc import Mapping, Sequence
from typing import Any

from uniconv_edge.tui.palette import COLOURS, chosen

BRAND, PLACEHOLDER, OPENING = "uniconv-edge", "Ask your documents", "⠋ opening the model"
ENTER_SCREEN = "\x1b[?1049h"
SMALLEST = (40, 10)


def painted(columns: int, rows: int, theme: str, environment: Mapping[str, str]) -> str:
    """The bytes of the frame for a screen of this size, "" for one too small. `theme` is the setting."""
    if columns < SMALLEST[0] or rows < SMALLEST[1]:
        return ""
    ink = _Ink(theme, environment)
    inside = columns - 4
    box = [f"╭{'─' * inside}╮", f"│{' ' * inside}│", f"╰{'─' * inside}╯"]
    parts = [
        f"{ENTER_SCREEN}\x1b[?25l{ink.ground}\x1b[2J",
        _at(1, 3, f"\x1b[1m{ink('primary')}{BRAND}\x1b[22m"),
        _at(2, 1, ink("border") + "─" * columns),
        _at(rows - 4, 3, f"{ink('accent')}{OPENING[:2]}{ink('foreground')}{OPENING[2:]}"),
        *(_at(rows - 3 + line, 2, ink("accent") + text) for line, text in enumerate(box)),
        _at(rows - 2, 4, ink("muted") + PLACEHOLDER),
    ]
    return "".join(parts)


def _at(row: int, column: int, text: str) -> str:
    return f"\x1b[{row};{column}H{text}"


class _Ink:
    """The escape sequences of a theme's colours, as many as the terminal has; "" for a theme that is not ours."""

    def __init__(self, theme: str, environment: Mapping[str, str]) -> None:
        terminal = environment.get("TERM", "").lower().rpartition("-")[2]
        true = environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
        known = true or terminal in ("256color", "kitty")
        self._grey, self._true = bool(environment.get("NO_COLOR")), true
        self._colours = COLOURS.get(chosen(theme, environment), {}) if known else {}
        self.ground = self("background", 48)

    def __call__(self, name: str, plane: int = 38) -> str:
        if name not in self._colours:
            return ""
        rgb = [int(pair, 16) for pair in re.findall("[0-9a-f]{2}", self._colours[name])]
        if self._grey:
            rgb = [round(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2])] * 3
        if self._true:
            return "\x1b[{};2;{};{};{}m".format(plane, *rgb)
        return f"\x1b[{plane};5;{_nearest(rgb)}m"


def _nearest(rgb: list[int]) -> int:
    """The nearest of the 256 colours: one of 24 greys, or of the cube of six levels."""
    if max(rgb) - min(rgb) < 16:
        return 232 + min(23, max(0, round((sum(rgb) / 3 - 8) / 10)))
    red, green, blue = (0 if part < 48 else 1 if part < 115 else (part - 35) // 40 for part in rgb)
    return 16 + 36 * red + 6 * green + blue


def paint(terminal: int, theme: str) -> list[object]:
    """Paint the frame; returns the terminal's settings from before as JSON can hold them, [] when it is too small."""
    before = termios.tcgetattr(terminal)
    columns, rows = os.get_terminal_size(terminal)
    frame = painted(columns, rows, theme, os.environ)
    if not frame:
        return []
    termios.tcsetattr(terminal, termios.TCSANOW, _unseen(before))
    os.write(1, frame.encode())
    return [*before[:6], [code.hex() if isinstance(code, bytes) else code for code in before[6]]]


def settings_from(told: Sequence[Any]) -> list[Any]:
    """The terminal's settings that `paint` returned, for `termios.tcsetattr`."""
    return [*told[:6], [bytes.fromhex(code) if isinstance(code, str) else code for code in told[6]]]


def _unseen(settings: Sequence[Any]) -> list[Any]:
    """The terminal keeps each key as it is and shows none, as the app will have it: Ctrl+C is a key too."""
    quiet = [*settings]
    quiet[0] = quiet[0] & ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    quiet[3] = quiet[3] & ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    return quiet
