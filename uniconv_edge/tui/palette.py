"""The colours of the two themes, and which one suits the terminal. Knows no Textual: the first frame comes before."""

from __future__ import annotations

from collections.abc import Mapping

DARK, LIGHT = "uniconv-dark", "uniconv-light"

# What Textual's own themes lack; greys and an amber that can be read on dark and on light.
DEFAULTS = {"muted": "#808890", "mark": "#e0b074", "mark-text": "#15181d"}

COLOURS: Mapping[str, Mapping[str, str]] = {
    DARK: {
        "primary": "#8fb8de",
        "secondary": "#9fb4a8",
        "accent": "#e0b074",
        "success": "#8fbf8f",
        "warning": "#e0b074",
        "error": "#e08a80",
        "foreground": "#d8dce2",
        "background": "#15181d",
        "surface": "#1b1f26",
        "panel": "#232832",
        "muted": "#8b94a1",
        "mark": "#e0b074",
        "mark-text": "#15181d",
        "border": "#39414d",
    },
    LIGHT: {
        "primary": "#2f5f8f",
        "secondary": "#4d6b5c",
        "accent": "#96590f",
        "success": "#3b7a3b",
        "warning": "#96590f",
        "error": "#a83a2e",
        "foreground": "#24282e",
        "background": "#faf9f6",
        "surface": "#f1efea",
        "panel": "#e7e4dd",
        "muted": "#6c7078",
        "mark": "#f3d28b",
        "mark-text": "#24282e",
        "border": "#c9c4b8",
    },
}

_LIGHT_BACKGROUNDS = ("7", "15")


def chosen(wanted: str, environment: Mapping[str, str]) -> str:
    """The name of a theme: the one wanted; for `auto` the one that suits the background the terminal tells of."""
    if wanted != "auto":
        return wanted
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in _LIGHT_BACKGROUNDS else DARK
