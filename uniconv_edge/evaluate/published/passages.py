"""The passages of the published benchmarks, one after the other, never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.evaluate.datasets import PoolPassage
from uniconv_edge.evaluate.published.files import entries, json_lines, parsed, tab_separated, text
from uniconv_edge.evaluate.published.questions import faithdial_pool

_HEAD = ("id", "text", "title")


def wiki_segments(path: Path) -> Iterator[PoolPassage]:
    """TopiOCQA's full_wiki_segments.tsv: id, text, title; sections of a title are joined by " [SEP] "."""
    for _, (identifier, said, title) in tab_separated(path, _HEAD):
        yield PoolPassage(identifier, text(title).replace(" [SEP] ", ", "), text(said))


def web_paragraphs(path: Path) -> Iterator[PoolPassage]:
    """QReCC's passages: a folder (or one file) of JSON lines {"id", "contents"}, in the order of their names."""
    for file in _files(path, ".jsonl", ".jsonl.gz", ".json"):
        yield from parsed(file, json_lines(file), lambda row: PoolPassage(str(row["id"]), "", text(row["contents"])))


def blocks(path: Path) -> Iterator[PoolPassage]:
    """OR-QuAC's all_blocks.txt: JSON lines {"id", "title", "text"}."""
    return parsed(path, json_lines(path), _titled)


def _titled(row: dict[str, Any]) -> PoolPassage:
    return PoolPassage(str(row["id"]), text(row["title"]), text(row["text"]))


def wiki_articles(path: Path) -> Iterator[PoolPassage]:
    """INSCIT's folder of JSON arrays {"title", "passages": [{"id", "text", "titles"}]}, or the TSV made of it."""
    if path.suffix == ".tsv":
        yield from wiki_segments(path)
        return
    for file in _files(path, "", ".json"):
        for article in parsed(file, entries(file), _article):
            yield from article


def _article(row: dict[str, Any]) -> list[PoolPassage]:
    return [PoolPassage(str(p["id"]), ", ".join(map(text, p["titles"])), text(p["text"])) for p in row["passages"]]


def beir(path: Path) -> Iterator[PoolPassage]:
    """One of MTRAG's passage-level corpora: JSON lines {"_id", "title", "text"}, plain or as its zip file."""
    return parsed(
        path, json_lines(path), lambda row: PoolPassage(str(row["_id"]), text(row.get("title", "")), text(row["text"]))
    )


def knowledge(path: Path) -> Iterator[PoolPassage]:
    """FaithDial has no corpus: the knowledge of each utterance, from the file of questions."""
    return iter(faithdial_pool(path))


def _files(path: Path, *endings: str) -> list[Path]:
    if not path.exists():
        raise UniconvError(f"cannot read `{path}`: there is no such file or folder", "check the path")
    if path.is_file():
        return [path]
    found = sorted(
        file for file in path.rglob("*") if file.is_file() and ("" in endings or file.name.endswith(endings))
    )
    if not found:
        raise UsageError(f"`{path}` holds no file of passages", "docs/benchmarks.md says which folder is meant")
    return found


READERS: Mapping[str, Callable[[Path], Iterator[PoolPassage]]] = {
    "topiocqa": wiki_segments,
    "qrecc": web_paragraphs,
    "orquac": blocks,
    "inscit": wiki_articles,
    "faithdial": knowledge,
    "mtrag": beir,
}
