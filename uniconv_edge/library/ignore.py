"""What a person does not want read: `.gitignore`, `.uniconvignore` and globs of the same syntax, kept with each root.
The only module that uses pathspec.

Patterns and file names may both come from strangers, and a pattern becomes a regular expression: its wildcards are
counted, so that no pattern takes long on any name.
"""

from __future__ import annotations

import json
import os
import re
import stat
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from uniconv_edge.errors import UsageError
from uniconv_edge.expressions import expression

if TYPE_CHECKING:
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern as Pattern

GIT_FILE, OWN_FILE = ".gitignore", ".uniconvignore"
_MAX_IGNORE_BYTES = 100_000
_MAX_PATTERNS = 1_000
_MAX_STARS, _MAX_LONG_STARS = 3, 2
_MAX_PATTERNS_OF_MOST_STARS = 20
_LONG_STARS = expression(r"\*{2,}")
_UTF8_MARK = b"\xef\xbb\xbf"
# The part of a pattern's regular expression that matches the `/` after a folder.
_FOLDER_MARK = "ps_d"
_BRACKET_PARTS = expression(r"\\.|\[:([a-z]+):\]|\[[!^]?\]?|.", re.DOTALL)
# The classes of git, which pathspec does not know. None has the `/`, which no bracket matches, nor
# begins with the `!` that would turn a bracket round.
_CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "alnum": "0-9A-Za-z",
        "alpha": "A-Za-z",
        "blank": " \t",
        "cntrl": "\0-\x1f\x7f",
        "digit": "0-9",
        "graph": "0-~!-.",
        "lower": "a-z",
        "print": " -.0-~",
        "punct": ":-@[-`{-~!-.",
        "space": "\t-\r ",
        "upper": "A-Z",
        "xdigit": "0-9A-Fa-f",
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What of a root is read. Globs are those of `.gitignore`; without `include` every file is meant."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_bytes: int | None = None
    gitignore: bool = True

    def as_json(self) -> str:
        """One object, as the library keeps it."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Rules:
        """The inverse of `as_json`; what it does not name has its usual value."""
        kept = json.loads(text)
        return cls(
            include=tuple(kept.get("include", ())),
            exclude=tuple(kept.get("exclude", ())),
            max_bytes=kept.get("max_bytes"),
            gitignore=bool(kept.get("gitignore", True)),
        )


class Patterns:
    """Patterns in order, of which the last that matches decides."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        from pathspec import GitIgnoreSpec

        self._spec = GitIgnoreSpec(patterns)

    @classmethod
    def of(cls, lines: Sequence[str]) -> Patterns:
        """Raises UsageError, which names the pattern, for one that is malformed or has too many wildcards."""
        _check_cost(lines)
        return cls([pattern for line in lines for pattern in _compiled(line)])

    @property
    def say_something(self) -> bool:
        """Whether anything but comments and what no path can match is among them."""
        return any(pattern.include is not None for pattern in self._spec.patterns)

    def decide(self, relative: str) -> bool | None:
        """Whether a path is itself meant (True), excepted by a `!` (False), or not spoken of, as for git, which asks
        for each folder before it asks for what is in it. A folder's path ends in `/`."""
        for pattern in reversed(self._spec.patterns):
            if pattern.regex is not None and _matches_itself(pattern.regex, relative):
                return bool(pattern.include)
        return None

    def covers(self, relative: str) -> bool:
        """Whether a file is meant, itself or as one of those below a folder that is."""
        return bool(self._spec.check_file(relative, separators=()).include)


@dataclass(frozen=True, slots=True)
class Layer:
    """The patterns of an ignore file, which speak of what is below its folder."""

    folder: str
    patterns: Patterns


def is_ignored(path: str, is_folder: bool, layers: Sequence[Layer]) -> bool:
    """Whether the innermost layer that speaks of a path leaves it out."""
    for layer in reversed(layers):
        decided = layer.patterns.decide(relative_to(path, layer.folder) + ("/" if is_folder else ""))
        if decided is not None:
            return decided
    return False


def relative_to(path: str, folder: str) -> str:
    """The part of `path` below `folder`, with `/` between its parts."""
    return path[len(folder.rstrip(os.sep)) + 1 :]


def check_globs(globs: Sequence[str]) -> None:
    """Raises UsageError, which names the glob, for one that a person cannot have meant: malformed, or such that no file
    can match it. With it as the only choice, every document of a folder would leave."""
    _check_cost(globs)
    for glob in globs:
        if not Patterns.of([glob]).say_something or not {".", ".."}.isdisjoint(glob.lstrip("!").split("/")):
            raise UsageError(
                f"no file can match the pattern `{glob[:80]}`",
                "write it as in .gitignore, seen from the folder that is indexed: `*.pdf`, `drafts/`, `/notes/*.md`; "
                "a `\\` goes before a character that stands for itself",
            )


def read_ignore_file(path: str) -> tuple[Patterns, list[str]]:
    """The patterns of an ignore file, and which lines are none; as for git, those match nothing and the others hold.
    Raises OSError, and UsageError for a file that cannot be used."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UsageError("not a regular file")
        data = stream.read(_MAX_IGNORE_BYTES + 1)
    if len(data) > _MAX_IGNORE_BYTES:
        raise UsageError(f"larger than {_MAX_IGNORE_BYTES // 1_000} kB")
    lines = data.removeprefix(_UTF8_MARK).decode("utf-8", errors="surrogateescape").splitlines()
    _check_cost(lines)
    patterns: list[Pattern] = []
    bad: list[str] = []
    for number, line in enumerate(lines, 1):
        try:
            patterns += _compiled(line)
        except UsageError as error:
            bad.append(f"line {number}: {error.message}")
    return Patterns(patterns), bad


def _check_cost(lines: Sequence[str]) -> None:
    """Raises UsageError for more patterns, or wildcards in one, than are matched within a moment."""
    if len(lines) > _MAX_PATTERNS:
        raise UsageError(f"more than {_MAX_PATTERNS:,} patterns")
    weights = [_stars(line) for line in lines]
    for line, stars in zip(lines, weights, strict=True):
        if stars > _MAX_STARS:
            raise UsageError(f"the pattern `{line[:80]}` has too many wildcards")
    if weights.count(_MAX_STARS) > _MAX_PATTERNS_OF_MOST_STARS:
        raise UsageError(f"more than {_MAX_PATTERNS_OF_MOST_STARS} patterns with {_MAX_STARS} wildcards")


def _compiled(line: str) -> Sequence[Pattern]:
    """What pathspec makes of a line. Raises UsageError, which names it."""
    from pathspec import GitIgnoreSpec

    try:
        with warnings.catch_warnings():
            # Python's warning of a bracket in brackets is no business of who reads a stranger's folder.
            warnings.simplefilter("ignore", FutureWarning)
            return list(GitIgnoreSpec.from_lines([_with_ranges(line)]).patterns)
    except (ValueError, re.error) as error:  # the latter for `[z-a]`
        raise UsageError(f"`{line[:80]}` is not a pattern as in .gitignore") from error


def _matches_itself(expression: re.Pattern[str], relative: str) -> bool:
    """Whether a pattern matches the whole of a path; pathspec's also match what is below a folder of that name."""
    if _FOLDER_MARK not in expression.groupindex:
        return expression.search(relative.removesuffix("/")) is not None
    matches = expression.finditer(relative)
    return any(found[_FOLDER_MARK] is None or found.end(_FOLDER_MARK) == len(relative) for found in matches)


def _with_ranges(pattern: str) -> str:
    """The pattern with `[[:digit:]]` as `[0-9]`."""
    if "[:" not in pattern:
        return pattern
    parts: list[str] = []
    within = False
    for found in _BRACKET_PARTS.finditer(pattern):
        part = found[0]
        if found[1]:
            parts.append(_CLASSES.get(found[1], part) if within else part)
            continue
        parts.append(part)
        if part[0] == "[":
            within = not within or part[-1] != "]"
        elif part == "]":
            within = False
    return "".join(parts)


def _stars(pattern: str) -> int:
    """What matching a pattern may cost: the number of its `*`, of which only the last few cost little."""
    if pattern.startswith("#"):
        return 0
    if len(_LONG_STARS.findall(pattern)) > _MAX_LONG_STARS:
        return _MAX_STARS + 1
    return _LONG_STARS.sub("", pattern).count("*")
