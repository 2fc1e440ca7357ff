"""Makes training rows of the documents with questions in `recipes/written`: `python recipes/written_rows.py OUT`.

The README there says how they were written, and in which form.
Each folder is read as one person's library and asked with the default model; what it finds stands beside the passage
that answers, so that a row shows what the program would show (source `written`). The same first questions are asked of
a library of articles of the training text, which answer none of them (source `elsewhere`). OUT is the `finetune` folder
of training data; `corpus` lies beside it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from uniconv_edge import paths
from uniconv_edge.assistant.conversation import Conversation
from uniconv_edge.assistant.opening import open_assistant
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.pair import embedder_folder
from uniconv_edge.train.data import corpus_texts
from uniconv_edge.types import Answer, Finished, Turn

WRITTEN = Path(__file__).resolve().parent / "written"
SOURCE, ELSEWHERE, LICENSE = "written", "elsewhere", "Apache-2.0"
_ARTICLES = 650
_FOUND_BESIDE = 4  # of the passages found, beside those of the document itself
_NUMBERED = re.compile(r"(\d+)[.)]? (.+)")
_ASKED = re.compile(r"([?+]) (.+?) => ([\d, ]+)")
_OWN_LINE = re.compile(r"- |.* \| |[^.!?]{1,40}: ")
_CELL_BORDER = re.compile(r" \|(?= |$)")
_NAME_OF_CELL = r"(?:[^|\n]*: )?"  # which a row of a table is told with


@dataclass(slots=True)
class Written:
    """A document: its title, its blocks (paragraphs, each of numbered lines, or a heading) and conversations, each of
    questions with the numbers of the lines that answer, none where nothing does."""

    title: str
    blocks: list[list[int] | str] = field(default_factory=list)
    lines: dict[int, str] = field(default_factory=dict)
    conversations: list[list[tuple[str, tuple[int, ...]]]] = field(default_factory=list)

    def line(self, number: int) -> str:
        """The text of a line, without the mark of an item."""
        return self.lines[number].removeprefix("- ")

    @property
    def ending(self) -> str:
        """Of its file: Markdown, but where `#` begins a remark."""
        return ".txt" if any(line.startswith("#") for line in self.lines.values()) else ".md"

    def text(self) -> str:
        """As such a file."""
        blocks = [block if isinstance(block, str) else self._paragraph(block) for block in self.blocks]
        text = "\n\n".join([f"# {self.title}", *filter(None, blocks)]) + "\n"
        return text if self.ending == ".md" else re.sub(r"^#+ ", "", text, count=1)

    def _paragraph(self, numbers: Sequence[int]) -> str:
        parts: list[str] = []
        for width, some in groupby(map(self.lines.__getitem__, numbers), _cells):
            lines = list(some)
            table = width > 1 and len(lines) > 1
            parts.append(_table(lines, width) if table else _prose(lines))
        return "\n\n".join(parts)


def _cells(line: str) -> int:
    return len(_CELL_BORDER.split(line))


def _table(lines: Sequence[str], width: int) -> str:
    rows = [f"| {line} |" for line in lines]
    return "\n".join([rows[0], "|---" * width + "|", *rows[1:]])


def _prose(lines: Iterable[str]) -> str:
    text = ""
    for line in lines:
        alone = _OWN_LINE.match(line) or not text.endswith((".", "!", "?", '"', ")"))
        text += ("\n" if alone else " ") * bool(text) + line
    return text


def place_of(line: str, text: str) -> tuple[int, int] | None:
    """Where a line of a document stands in the text that the program reads of it: a row of a table with the names of
    its columns."""
    cells = [re.escape(cell.strip()) for cell in _CELL_BORDER.split(line) if cell.strip()]
    found = re.search(r" \| ".join(_NAME_OF_CELL * (len(cells) > 1) + cell for cell in cells).replace("`", "`?"), text)
    return found.span() if found else None


def read(path: Path) -> list[Written]:
    """The documents of a file. Raises ValueError that names the line."""
    found: list[Written] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            found.append(Written(line[3:].strip()))
        elif not (_add(found[-1], line.rstrip()) if found else not line.strip()):
            raise ValueError(f"{path} line {number} is not understood: {line}")
    return found


def collection(folder: Path) -> dict[str, Written]:
    """The documents of the files of a folder by a name for each. Raises ValueError."""
    return {
        f"{folder.name}-{path.stem}-{number:02}": written
        for path in sorted(folder.glob("*.txt"))
        for number, written in enumerate(read(path), 1)
    }


def _add(to: Written, line: str) -> bool:
    if asked := _ASKED.fullmatch(line):
        lines = tuple(int(each) for each in re.findall(r"\d+", asked[3]) if int(each))
        if asked[1] == "?":
            to.conversations.append([])
        elif not to.conversations:
            return False
        to.conversations[-1].append((asked[2], lines))
        return all(each in to.lines for each in lines)
    if line.startswith("# "):
        to.blocks.append(f"#{line}")
    elif not line:
        to.blocks.append([])
    elif numbered := _NUMBERED.fullmatch(line):
        to.lines[int(numbered[1])] = numbered[2].strip()
        if not to.blocks or isinstance(to.blocks[-1], str):
            to.blocks.append([])
        block = to.blocks[-1]
        assert isinstance(block, list)
        block.append(int(numbered[1]))
    else:
        return False
    return True


@contextmanager
def library_of(
    model: Path, folders: Sequence[Path], min_confidence: float | None
) -> Iterator[tuple[Conversation, Store]]:
    """A library of the files in folders, and an assistant of the model on it (`open_assistant`)."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        list(sync(library, folders, OnnxEmbedder.open(embedder_folder(model))))
        with open_assistant(model, library, min_confidence=min_confidence) as assistant, Store.open(library) as store:
            yield assistant, store


@contextmanager
def read_by(
    model: Path, documents: Mapping[str, Written], min_confidence: float | None = 0.0
) -> Iterator[tuple[Conversation, Store]]:
    """`library_of` the documents by their names; refuses nothing if not told otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        for name, written in documents.items():
            (Path(folder) / f"{name}{written.ending}").write_text(written.text(), encoding="utf-8")
        with library_of(model, [Path(folder)], min_confidence) as found:
            yield found


def answer_to(assistant: Conversation, question: str, turns: Sequence[Turn] = ()) -> Answer:
    """The answer to a question behind some turns."""
    assistant.reset(turns)
    return next(each.answer for each in assistant.ask(question) if isinstance(each, Finished))


def passages_of(store: Store) -> Iterator[tuple[int, str, str, str]]:
    """(identifier, title, text, name of its document) of every passage."""
    query = "SELECT p.id, p.title, p.text, d.path FROM passages p JOIN documents d ON d.id = p.document_id"
    for key, title, text, path in store.rows(query):
        yield key, title, text, Path(str(path, "utf-8")).stem


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write an object a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Passage:
    number: int  # among those of all libraries
    title: str
    text: str


class _Asking:
    """One library of written documents: its passages, and the rows of what is asked of it."""

    def __init__(self, store: Store, assistant: Conversation, first: int) -> None:
        self._assistant = assistant
        self.passages: dict[int, _Passage] = {}
        self._of_file: dict[str, list[_Passage]] = {}
        for place, (key, title, text, name) in enumerate(passages_of(store)):
            self.passages[key] = _Passage(first + place, title, text)
            self._of_file.setdefault(name, []).append(self.passages[key])
        self.counts: Counter[str] = Counter()

    def rows(self, name: str, written: Written) -> Iterator[dict[str, Any]]:
        for conversation in written.conversations:
            turns: list[Turn] = []
            for question, lines in conversation:
                answers = self._answers(name, [written.line(each) for each in lines])
                if lines and not answers:
                    self.counts["answered by what no passage holds whole"] += 1
                    break
                yield self._row(name, turns, question, answers)
                if not lines:
                    break
                passage, (start, end) = answers[0]
                turns += [Turn("user", question), Turn("assistant", passage.text[start:end])]

    def _answers(self, name: str, lines: Sequence[str]) -> list[tuple[_Passage, tuple[int, int]]]:
        """The passages that hold lines of a document, and where; neighbours in one passage are one answer."""
        found: list[tuple[_Passage, tuple[int, int]]] = []
        for line in lines:
            for passage in self._of_file[name]:
                if place := place_of(line, passage.text):
                    start, end = place
                    if found and found[-1][0] is passage and 0 <= start - found[-1][1][1] < 4:
                        found[-1] = passage, (found[-1][1][0], end)
                    else:
                        found.append((passage, (start, end)))
                    break
        return found

    def _row(
        self, name: str, turns: Sequence[Turn], question: str, answers: Sequence[tuple[_Passage, tuple[int, int]]]
    ) -> dict[str, Any]:
        sources = [self.passages[hit.passage_id] for hit in answer_to(self._assistant, question, turns).sources]
        others = dict.fromkeys(each.number for each in (*self._of_file[name], *sources[:_FOUND_BESIDE]))
        right = {passage.number for passage, _ in answers}
        place = next((at for at, each in enumerate(sources, 1) if each.number in right), 0)
        self.counts[f"found at {place}" if answers else "not answered"] += 1
        base = answers[0][0].number if answers else 0
        row: dict[str, Any] = {"q": question, "n": [each - base for each in others if each not in right]}
        if turns:
            row["h"] = [[turn.role[0], turn.text] for turn in turns]
        if not answers:
            return row | {"a": 0}
        return row | {"p": base, "e": answers[0][1], "r": 1}


def elsewhere(model: Path, data: Path, questions: Iterable[str]) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Rows of questions asked of articles of the training text, which do not answer them, and the passages found."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (title, text) in enumerate(islice(corpus_texts(data), _ARTICLES)):
            (Path(folder) / f"{number:03}.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
        with library_of(model, [Path(folder)], 0.0) as (assistant, store):
            for question in questions:
                if hits := answer_to(assistant, question).sources:
                    rows.append({"q": question, "n": [hit.passage_id for hit in hits], "a": 0})
            found = {key for row in rows for key in row["n"]}
            passages = {
                key: {"title": title, "text": text} for key, title, text, _ in passages_of(store) if key in found
            }
    numbers = {key: number for number, key in enumerate(passages)}
    return [row | {"n": [numbers[key] for key in row["n"]]} for row in rows], list(passages.values())


def main() -> None:
    """Ask every library and write the sources."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, help="the `finetune` folder to write to")
    parser.add_argument("--written", type=Path, default=WRITTEN, help="the folder of the written documents")
    given = parser.parse_args()
    passages: list[dict[str, str]] = []
    rows: list[dict[str, Any]] = []
    first: list[str] = []
    model = paths.model_folder(None)
    for person in sorted(each for each in given.written.iterdir() if each.is_dir()):
        documents = collection(person)
        with read_by(model, documents) as (assistant, store):
            asking = _Asking(store, assistant, len(passages))
            passages += [{"title": each.title, "text": each.text} for each in asking.passages.values()]
            rows += [row for name, written in documents.items() for row in asking.rows(name, written)]
            print(f"{person.name}: {len(documents)} documents, {dict(asking.counts)}", file=sys.stderr)
        first += [conversation[0][0] for written in documents.values() for conversation in written.conversations]
    _write(given.out, SOURCE, rows, passages)
    _write(given.out, ELSEWHERE, *elsewhere(model, given.out.parent, first))


def _write(out: Path, source: str, rows: Sequence[Mapping[str, Any]], passages: Sequence[Mapping[str, Any]]) -> None:
    write_lines(
        out / f"train-{source}.jsonl", [{"source": source, "license": LICENSE, "passages": len(passages)}, *rows]
    )
    write_lines(out / f"passages-{source}.jsonl", passages)


if __name__ == "__main__":
    main()
