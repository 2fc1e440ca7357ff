"""Notebooks (ipynb): prose, code and the text of outputs, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget, fold
from uniconv_edge.library.extract.markup import markdown_blocks
from uniconv_edge.library.extract.plain import decode

_MAX_OUTPUT_CHARACTERS = 4_000


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
            text = _output(output).strip()
            if len(text) > _MAX_OUTPUT_CHARACTERS:
                text = text[:_MAX_OUTPUT_CHARACTERS] + "\n[the rest of this output is left out]"
            yield Block(text)


def _output(output: dict[str, Any]) -> str:
    if output.get("output_type") in ("error", "pyerr"):
        return f"{output.get('ename', '')}: {output.get('evalue', '')}"
    if "data" in output:
        return _joined(output["data"].get("text/plain", ""))
    return _joined(output.get("text", ""))


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(map(str, text))
