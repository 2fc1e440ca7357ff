"""Text that acts on a terminal, on a reader, or on a widget library that reads markup."""

from __future__ import annotations

ESCAPES: tuple[str, ...] = (
    "\x1b]52;c;UEFTVEVE\x07",
    "\x1b]52;c;UEFTVEVE\x1b\\",
    "\x1b]0;CANARY-TITLE\x07",
    "\x1b[2J",
    "\x1b[31337C",
    "\x1b]8;;file:///etc/passwd\x1b\\CANARY-LINK\x1b]8;;\x1b\\",
    "\x1bP1$tCANARY\x1b\\",
    "\x1b_CANARY-APC\x1b\\",
    "\x1b]1337;CANARY-OPEN",
)
CHARACTERS: tuple[str, ...] = (
    "\x9b2J",
    "\x9d0;CANARY\x9c",
    "\x90CANARY\x9c",
    "\u202egnp.exe\u202c",
    "\u2066CANARY\u2069",
    "\u200e\u200f\u061c",
    "".join(chr(0xE0000 + ord(c)) for c in "CANARY"),
    "\x08\x7f",
)
MARKUP: tuple[str, ...] = (
    "[@click=app.quit]QUIT[/]",
    "[@click='screen.new']NEW[/]",
    "[/]",
    "[/some/path]",
    "[bold red]",
    "[link=file:///etc/passwd]LINK[/link]",
    "$primary [$error]x[/$error]",
    "see [1] and [2]",
)
EVERYTHING = " ".join((*MARKUP, *CHARACTERS, *ESCAPES))
