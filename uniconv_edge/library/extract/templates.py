"""Markdown for site generators: tags of Liquid, Nunjucks or Jinja (`{% page "/leave/" %}`) as rules of markdown-it.

As the address of a link a tag is not shown, and in text only what it says: its quoted words, unless it names an address
or a file. Code is not touched.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from uniconv_edge.expressions import expression

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_TAG = expression(r"\{%[-+]?\s*(\w+)([^{}\n]{0,500}?)[-+]?%\}")
_ADDRESS = expression(r"(?:\{%[^{}\n()]{0,500}%\}|\{\{[^{}\n()]{0,500}\}\})[^\s()<>]*")
_QUOTED = expression(r"\s*(?:\"([^\"]*)\"|'([^']*)')")
_NAME_OF_FILE = expression(r"/|^\S+\.\w{1,5}$")


def read_templates(reader: MarkdownIt) -> None:
    """Let a reader of Markdown know tags."""
    from markdown_it import helpers

    def destination(source: str, start: int, end: int) -> Any:
        tag = _ADDRESS.match(source, start, end)
        if tag is None:
            return helpers.parseLinkDestination(source, start, end)
        found = helpers.parseLinkDestination("<>", 0, 2)  # an empty one
        found.pos = tag.end()
        return found

    own = ModuleType(helpers.__name__)  # of this reader alone
    vars(own).update(vars(helpers), parseLinkDestination=destination)
    reader.helpers = own
    reader.inline.ruler.before("link", "template_tag", _tag)


def _tag(state: StateInline, silent: bool) -> bool:
    found = _TAG.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "{" else None
    if found is None:
        return False
    if not silent:
        state.push("text", "", 0).content = _said(found[2])
    state.pos = found.end()
    return True


def _said(arguments: str) -> str:
    """The quoted words, where there are no others: those of a condition are not shown."""
    said: list[str] = []
    position = 0
    while quoted := _QUOTED.match(arguments, position):
        said.append(quoted[1] or quoted[2] or "")
        position = quoted.end()
    return "" if arguments[position:].strip() or any(map(_NAME_OF_FILE.search, said)) else " ".join(said)
