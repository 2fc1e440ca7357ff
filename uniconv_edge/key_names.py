"""Names of keys, as Textual writes them (`ctrl+n`, `f2`, `?`): which there are, and which one types with. Pure."""

from __future__ import annotations

from uniconv_edge.expressions import expression

_FORM = expression(r"^((ctrl|shift|alt|super)\+)*([a-z0-9_]+|[^\s\w])$")
# The keys of Textual that are no characters: those that move about and change what is typed, and the others. And the
# characters that it calls otherwise than Unicode does.
_WRITING = frozenset(("enter", "return", "tab", "backspace", "delete", "up", "down", "left", "right"))
_OTHER = frozenset(("escape", "insert", "home", "end", "pageup", "pagedown")).union(f"f{n}" for n in range(1, 25))
_SPELLED = frozenset(("space", "slash", "backslash", "at", "minus", "plus", "underscore"))
_LETTERS_END = 0x250  # of Latin; `banana` is a character too


def is_key(key: str) -> bool:
    """Whether there is a key of this name."""
    return bool(_FORM.match(key)) and _is_known(_last(key))


def writes(key: str) -> bool:
    """Whether one writes with this key: the app's commands come before the box."""
    name = _last(key)
    held = key.removesuffix(name)
    if any(other in held for other in ("ctrl", "alt", "super")) or name in _OTHER:
        return False
    return not held or name not in _WRITING


def _last(key: str) -> str:
    """The key that is pressed while the others are held."""
    return key.rpartition("+")[2] or key[-1:]


def _is_known(name: str) -> bool:
    """Whether Textual has a key of this name: a character, the Unicode name of one that keyboards have, or another."""
    import unicodedata

    if len(name) == 1 or name in _WRITING | _OTHER | _SPELLED:
        return True
    called = name.replace("_", " ").upper()
    for spelled in (called, called.replace(" ", "-", 1), called.replace(" ", "-")):
        try:
            return ord(unicodedata.lookup(spelled)) < _LETTERS_END
        except KeyError:
            continue
    return False
