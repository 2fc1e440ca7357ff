"""Textual's themes of our colours: a calm one for dark terminals and one for light ones, beside Textual's own."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

from uniconv_edge.tui.palette import COLOURS
from uniconv_edge.tui.palette import DARK as DARK_NAME
from uniconv_edge.tui.palette import LIGHT as LIGHT_NAME


def _theme(name: str, *, dark: bool, cursor: str, selection: str) -> Theme:
    own = ("muted", "mark", "mark-text", "border")
    colours = COLOURS[name]
    return Theme(
        name=name,
        dark=dark,
        variables={
            **{key: colours[key] for key in own},
            "footer-background": colours["background"],
            "footer-key-foreground": colours["accent"],
            "block-cursor-background": cursor,
            "block-cursor-foreground": colours["foreground"],
            "block-cursor-text-style": "none",
            "input-selection-background": selection,
        },
        primary=colours["primary"],
        secondary=colours["secondary"],
        accent=colours["accent"],
        success=colours["success"],
        warning=colours["warning"],
        error=colours["error"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
    )


DARK = _theme(DARK_NAME, dark=True, cursor="#39414d", selection="#8fb8de 35%")
LIGHT = _theme(LIGHT_NAME, dark=False, cursor="#ddd8cc", selection="#2f5f8f 25%")

# What the setting `app.theme` may be.
NAMES = ("auto", DARK_NAME, LIGHT_NAME, *BUILTIN_THEMES)
