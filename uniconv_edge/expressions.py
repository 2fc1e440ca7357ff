"""Regular expressions that are compiled when they are first used.

The program has some 1,300 of them, of which one question meets a part: compiling all took a third of its start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, AnyStr, cast


class _Expression:
    """What `re.compile` gives, from the first use of it on with no more between than an attribute of an object."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self._flags = pattern, flags
        self._compiled: re.Pattern[Any] | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # what Python looks for by itself, as when copying
            raise AttributeError(name)
        found = getattr(self.compiled(), name)
        setattr(self, name, found)
        return found

    @property
    def waits(self) -> bool:
        """Whether it is not compiled yet."""
        return self._compiled is None

    def compiled(self) -> re.Pattern[Any]:
        self._compiled = self._compiled or re.compile(self.pattern, self._flags)
        return self._compiled


_all: list[_Expression] = []


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """An expression of a module, to be used by its methods; functions of `re` do not take it. Raises re.error at its
    first use. One that is made anew for each question is `re.compile`'s: these here are never forgotten."""
    made = _Expression(pattern, flags)
    _all.append(made)
    return cast("re.Pattern[AnyStr]", made)


def compiling() -> Iterator[None]:
    """Compile what is not yet, in steps of about a millisecond: a program that runs on would do so while it answers."""
    for made in _all:
        if made.waits:
            made.compiled()
            yield
