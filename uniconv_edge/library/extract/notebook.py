"""Notebooks (ipynb): prose, code and the text of outputs, cell by cell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget, fold
from uniconv_edge.library.extract.html import parse_fragment
from uniconv_edge.library.extract.markup import markdown_blocks
from uniconv_edge.library.extract.plain import decode

_MAX_OUTPUT_CHARACTERS = 4_000
_CUT = "[the rest of this output is left out]"
_TABLE = expression(r"<table\b", re.IGNORECASE)


def parse(data: bytes, _name: str) -> Parsed:
    """One page; `at` counts cells. Pictures are left out, long outputs are cut and say so.

    Raises DocumentUnreadable.
    """
    try:
        blocks = list(_blocks(json.loads(decode(data))))
    except (json.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise DocumentUnreadable("damaged, or not a notebook") from error
    title = next((fold(block.text) for block in blocks if block.level == 1), "")
    return Parsed(title, [ParsedPage(None, blocks, unit="cell")])


def _blocks(notebook: dict[str, Any]) -> Iterator[Block]:
    budget = TextBudget()
    for number, cell in enumerate(_cells(notebook), start=1):
        for index, block in enumerate(_cell_blocks(cell)):
            budget.spend(len(block.text))
            yield Block(block.text, block.level, block.tight and index > 0, at=number)


def _cells(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The cells; format 3 keeps them in worksheets."""
    if "cells" in notebook:
        yield from notebook["cells"]
        return
    for sheet in notebook["worksheets"]:
        yield from sheet["cells"]


def _cell_blocks(cell: dict[str, Any]) -> Iterator[Block]:
    kind = cell.get("cell_type")
    source = _joined(cell.get("source", cell.get("input", "")))
    if kind == "markdown":
        yield from markdown_blocks(source)
    elif kind == "heading":
        yield Block(source, level=max(1, min(6, int(cell.get("level", 1)))))
    else:
        yield Block(source)
        for output in cell.get("outputs", []):
            yield from _within_limit(_table(output) or [Block(_output(output).strip())])


def _within_limit(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of an output as far as it may be long; a text is cut, a table after a row."""
    left = _MAX_OUTPUT_CHARACTERS
    for index, block in enumerate(blocks):
        if len(block.text) > left:
            yield Block(f"{block.text[:left]}\n{_CUT}" if index == 0 else _CUT)
            return
        left -= len(block.text)
        yield replace(block, tight=block.tight and index > 0)


def _table(output: dict[str, Any]) -> list[Block]:
    """The rows of a table that is shown, with the names of its columns, which its text leaves to blanks to tell."""
    html = _joined(output["data"].get("text/html", "")) if "data" in output else ""
    try:
        return parse_fragment(html) if _TABLE.search(html) else []
    except DocumentUnreadable:  # nested too deeply; its text stands beside it
        return []


def _output(output: dict[str, Any]) -> str:
    if output.get("output_type") in ("error", "pyerr"):
        return f"{output.get('ename', '')}: {output.get('evalue', '')}"
    if "data" in output:
        return _joined(output["data"].get("text/plain", ""))
    return _joined(output.get("text", ""))


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(map(str, text))
