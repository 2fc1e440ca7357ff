"""Source code, read by its syntax: the trail of a passage names the class and function that it stands in, and passages
end between statements.

A file in a language without a grammar here is divided at its blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import MAX_HEADING_CHARACTERS, Block, Parsed, ParsedPage, fold, normalise
from uniconv_edge.library.extract.grammars import ENDINGS as GRAMMAR_ENDINGS
from uniconv_edge.library.extract.grammars import syntax_tree
from uniconv_edge.library.extract.plain import decode, one_line_end
from uniconv_edge.library.outline import Heading

_WITHOUT_GRAMMAR = (
    ".kt .kts .swift .scala .lua .pl .pm .r .jl .sql .m .mm .dart .ex .exs .erl .hs .ml .clj .lisp .el .vim .zsh "
    ".fish .ps1 .proto .cmake .toml .yaml .yml .ini .cfg .conf .properties .css .scss .vue .svelte .f90 .pas .nim "
    ".zig .patch .diff"
)
ENDINGS = GRAMMAR_ENDINGS | frozenset(_WITHOUT_GRAMMAR.split())

# Settings stand below the name of their section, which tells what they are of.
_YAML = (".yaml", ".yml")
_SETTINGS = (*_YAML, ".toml", ".ini", ".cfg", ".conf", ".properties")
_IN_BRACKETS = expression(r"\[+([^\[\]]+)\]+\s*(?:[#;].*)?$")
_KEY_ALONE = expression(r"[\"']?([\w.$/-]+)[\"']?:\s*(?:#.*)?$")
_KEY = expression(r"[\w\"']")

_CONTAINER = expression(r"(?:class|interface|struct|trait|impl|module|namespace|enum|record|object|union)")
_FUNCTION = expression(r"(?:function|method|constructor)")
_DEFINITION = expression(r"(?:^|_)(?:definition|declaration|item|specifier|method|class|module|method_definition)$")
_SOUND_NAME = expression(r"[^\s(){};]{1,100}")
_ROOT_LEVEL = 1
_MAX_LEVEL = 6
_MAX_DEPTH = 40
# Beyond this it is generated or packed, and its tree takes longer to walk than it is worth.
_MAX_SYNTAX_CHARACTERS = 1_000_000
_STATEMENT_DEPTH = 3


def parse(data: bytes, name: str) -> Parsed:
    """One page, as written; `at` counts lines. Raises DocumentUnreadable for what is not text."""
    text = normalise(one_line_end(decode(data))).rstrip()
    body = text.lstrip("\n")
    page = ParsedPage(None, [Block(text, at=1)], unit="line")
    outline = _Outline(body)
    ending = PurePath(name).suffix.lower()
    if ending in GRAMMAR_ENDINGS and len(body) <= _MAX_SYNTAX_CHARACTERS:
        outline.visit(syntax_tree(body, name), _ROOT_LEVEL + 1, 0)
    else:
        outline.borders = {match.end() for match in re.finditer(r"\n[^\S\n]*\n(?=\S)", body)}
    page.outline = outline.headings() if ending not in _SETTINGS else _sections(body, is_yaml=ending in _YAML)
    page.borders = sorted(outline.borders)
    return Parsed(PurePath(name).name, [page])


def _sections(text: str, *, is_yaml: bool) -> list[Heading]:
    """The sections of a file of settings; in YAML a key without a value of its own begins one, the next key ends it."""
    found: list[Heading] = []
    offset = 0
    for line in text.split("\n"):
        if begins := (_KEY_ALONE if is_yaml else _IN_BRACKETS).match(line):
            found.append(Heading(offset, 1, begins[1].strip()[:MAX_HEADING_CHARACTERS]))
        elif is_yaml and found and found[-1].text and _KEY.match(line):
            found.append(Heading(offset, 1, ""))
        offset += len(line) + 1
    return found


class _Outline:
    """Headings at the definitions and borders at the statements of a syntax tree, as offsets of their lines."""

    def __init__(self, text: str) -> None:
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._found: dict[tuple[int, int], str] = {(0, _ROOT_LEVEL): ""}
        self.borders: set[int] = set()

    def headings(self) -> list[Heading]:
        """In order of their offsets. The first has no words: all parts of a file belong together."""
        return [Heading(offset, level, name) for (offset, level), name in sorted(self._found.items())]

    def visit(self, node: Any, level: int, depth: int) -> None:
        """Note the definitions below a node, down to functions; wrappers such as `export` are looked through."""
        if depth > _MAX_DEPTH:
            return
        first_row: int | None = None
        last_comment_row = -2
        for child in node.named_children:
            row = child.start_point[0]
            self._border(row)
            if "comment" in child.type or child.type == "decorator":
                first_row = first_row if first_row is not None and row <= last_comment_row + 1 else row
                last_comment_row = child.end_point[0]
                continue
            begins = first_row if first_row is not None and row <= last_comment_row + 1 else row
            first_row = None
            definition, name = _definition(child)
            if not name:
                self.visit(child, level, depth + 1)
                continue
            self._note(begins, level, name)
            if _CONTAINER.search(definition.type) and level < _MAX_LEVEL:
                self.visit(definition, level + 1, depth + 1)
            else:
                self._statements(definition, _STATEMENT_DEPTH)
            self._note(child.end_point[0] + 1, level, "")

    def _note(self, row: int, level: int, name: str) -> None:
        """A heading at a line; at the end of a definition it says that what follows is outside."""
        if row < len(self._line_starts):
            place = self._line_starts[row], level
            self._found[place] = name or self._found.get(place, "")

    def _border(self, row: int) -> None:
        if row < len(self._line_starts):
            self.borders.add(self._line_starts[row])

    def _statements(self, node: Any, levels: int) -> None:
        for child in node.named_children:
            if "statement" in child.type or "declaration" in child.type or "comment" in child.type:
                self._border(child.start_point[0])
            if levels:
                self._statements(child, levels - 1)


def _definition(node: Any) -> tuple[Any, str]:
    """The definition that a node is or wraps (decorated, exported, a template), with its name; "" when it is none."""
    for candidate in _unwrapped(node):
        kind = candidate.type
        if not _DEFINITION.search(kind) or not (_CONTAINER.search(kind) or _FUNCTION.search(kind)):
            continue
        has_body = candidate.child_by_field_name("body") is not None
        if name := _name(candidate) if has_body or _FUNCTION.search(kind) else "":
            return candidate, name
    return node, ""


def _unwrapped(node: Any) -> Iterator[Any]:
    yield node
    for wrapper in ("decorated_definition", "export_statement", "template_declaration"):
        if node.type == wrapper:
            for child in node.named_children:
                yield from _unwrapped(child)


def _declarator(node: Any) -> Any:
    """What a C declarator declares: a reference has no field of that name, only a child."""
    inner = node.child_by_field_name("declarator")
    return node.named_children[-1] if inner is None and node.type == "reference_declarator" else inner


def _name(node: Any) -> str:
    """What a definition is called: its name, in C the innermost declarator, for `impl` its type."""
    for field in ("name", "declarator", "type"):
        found = node.child_by_field_name(field)
        while found is not None and (inner := _declarator(found)) is not None:
            found = inner
        if found is not None:
            text = fold((found.text or b"").decode("utf-8", errors="replace"))
            match = _SOUND_NAME.match(text)
            return match.group()[:MAX_HEADING_CHARACTERS] if match else ""
    return ""
