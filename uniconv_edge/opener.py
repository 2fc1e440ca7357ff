"""The person's own command for opening a document (`app.opener`), taken apart. Pure."""

from __future__ import annotations

import re

from uniconv_edge.errors import ConfigurationError


def opener_words(command: str) -> list[str]:
    """The program and the arguments of an `app.opener`. Raises ConfigurationError for a command that cannot be taken
    apart, or names no program."""
    import shlex

    example = "for example `uniconv-edge config set app.opener 'zathura --page {page} {path}'`"
    try:
        words = shlex.split(command)
    except ValueError as error:
        open_quotation = "quotation" in str(error)
        wrong = (
            "a quotation mark in `app.opener` is not closed" if open_quotation else "`app.opener` ends with a backslash"
        )
        raise ConfigurationError(f"{wrong}: {command}", example) from error
    if not (words and words[0]):
        raise ConfigurationError(f"`app.opener` names no program: {command}", example)
    unknown = [name for name in re.findall(r"{\w+}", command) if name not in ("{path}", "{page}")]
    if unknown:
        raise ConfigurationError(f"`app.opener` has {unknown[0]}; {{path}} and {{page}} are filled in", example)
    return words
