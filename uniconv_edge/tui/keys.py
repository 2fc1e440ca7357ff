"""The keys of commands that the person may move. The defaults and the names are those of the settings (`config`)."""

from __future__ import annotations

from textual.binding import Binding

from uniconv_edge.config import KeySettings

DEFAULTS = KeySettings()


def command(name: str, action: str, description: str, *, show: bool = True, priority: bool = True) -> Binding:
    """The binding of the command `name` of `keys` in the settings."""
    return Binding(
        getattr(DEFAULTS, name), action, description, id=name, show=show, priority=priority, tooltip=description
    )


def readable(keys: str) -> str:
    """`ctrl+j,shift+enter` as a person writes it: `Ctrl+J`."""
    first = keys.split(",")[0]
    return "+".join(part.capitalize() for part in first.replace("question_mark", "?").split("+"))
