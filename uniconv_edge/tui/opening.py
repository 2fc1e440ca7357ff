"""Which program opens a document, and how it is told the page. Pure, but for asking which programs there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from uniconv_edge.errors import UniconvError
from uniconv_edge.opener import opener_words

# How viewers of PDF are told a page. Tried in this order when nothing is set; the last resort knows no pages.
_PAGED = {
    "zathura": ("--page={page}", "{path}"),
    "okular": ("--page", "{page}", "{path}"),
    "evince": ("--page-index={page}", "{path}"),
    "papers": ("--page-index={page}", "{path}"),
    "xreader": ("--page-index={page}", "{path}"),
    "atril": ("--page-index={page}", "{path}"),
    "qpdfview": ("--unique", "{path}#{page}"),
    "mupdf": ("{path}", "{page}"),
    "xpdf": ("{path}", "{page}"),
}
_ANY = ("xdg-open", "open")


def command_for(
    path: str, page: int | None, opener: str, which: Callable[[str], object], environment: Mapping[str, str]
) -> list[str]:
    """The program and its arguments. `opener` is the person's own command with {path} and {page}, "" for none.

    Raises ConfigurationError for an opener that cannot be understood, UniconvError when there is no program.
    """
    if opener:
        return _own(path, page, opener)
    seen = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) or which("open")
    if seen and page is not None and path.lower().endswith(".pdf"):
        for program, arguments in _PAGED.items():
            if which(program):
                return [program, *(part.format(path=path, page=page) for part in arguments)]
    for program in _ANY:
        if seen and which(program):
            return [program, path]
    raise UniconvError(f"there is no program here to open {path}", "name one: `uniconv-edge config set app.opener ...`")


def _own(path: str, page: int | None, opener: str) -> list[str]:
    parts = opener_words(opener)
    filled = [part.replace("{page}", str(page or 1)).replace("{path}", path) for part in parts]
    return filled if any("{path}" in part for part in parts) else [*filled, path]
