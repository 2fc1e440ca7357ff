"""Makes training rows of the documents with questions in `recipes/written`: `python recipes/written_rows.py OUT`.

The README there says how they were written, and in which form.
Each folder is read as one person's library and asked with the default model; what it finds stands beside the passage
that answers, so that a row shows what the program would show. OUT is the `finetune` folder of training data.
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
from pathlib import Path
from typing import Any

from uniconv_edge import paths
from uniconv_edge.assistant.conversation import Conversation
from uniconv_edge.assistant.opening import open_assistant
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.pair import embedder_folder
from uniconv_edge.types import Finished, Turn

WRITTEN = Path(__file__).resolve().parent / "written"
SOURCE, LICENSE = "written", "Apache-2.0"
_ELSEWHERE = 4  # of the passages found that stand beside those of the document itself
_NUMBERED = re.compile(r"(\d+)[.)]? (.+)")
_ASKED = re.compile(r"([?+]) (.+?) => ([\d, ]+)")
_OWN_LINE = re.compile(r"- |.* \| |[^.!?]{1,40}: ")


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

    def text(self) -> str:
        """As Markdown."""
        blocks = [block if isinstance(block, str) else self._paragraph(block) for block in self.blocks]
        return "\n\n".join([f"# {self.title}", *filter(None, blocks)]) + "\n"

    def _paragraph(self, numbers: Sequence[int]) -> str:
        text = ""
        for line in map(self.lines.__getitem__, numbers):
            alone = _OWN_LINE.match(line) or not text.endswith((".", "!", "?", '"', ")"))
            text += ("\n" if alone else " ") * bool(text) + line
        return text


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
def read_by(model: Path, documents: Mapping[str, Written]) -> Iterator[tuple[Conversation, Store]]:
    """A library of the documents by their names, and an assistant of the model on it that refuses nothing."""
    with tempfile.TemporaryDirectory() as folder:
        papers, library = Path(folder) / "papers", Path(folder) / "library"
        papers.mkdir()
        for name, written in documents.items():
            (papers / f"{name}.md").write_text(written.text(), encoding="utf-8")
        list(sync(library, [papers], OnnxEmbedder.open(embedder_folder(model))))
        with open_assistant(model, library, min_confidence=0.0) as assistant, Store.open(library) as store:
            yield assistant, store


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
                if (start := passage.text.find(line)) >= 0:
                    end = start + len(line)
                    if found and found[-1][0] is passage and 0 <= start - found[-1][1][1] < 4:
                        found[-1] = passage, (found[-1][1][0], end)
                    else:
                        found.append((passage, (start, end)))
                    break
        return found

    def _row(
        self, name: str, turns: Sequence[Turn], question: str, answers: Sequence[tuple[_Passage, tuple[int, int]]]
    ) -> dict[str, Any]:
        self._assistant.reset(turns)
        answer = next(each.answer for each in self._assistant.ask(question) if isinstance(each, Finished))
        sources = [self.passages[hit.passage_id] for hit in answer.sources]
        others = dict.fromkeys(each.number for each in (*self._of_file[name], *sources[:_ELSEWHERE]))
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


def main() -> None:
    """Ask every library and write the source."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, help="the `finetune` folder to write to")
    parser.add_argument("--written", type=Path, default=WRITTEN, help="the folder of the written documents")
    given = parser.parse_args()
    passages: list[dict[str, str]] = []
    rows: list[dict[str, Any]] = []
    model = paths.model_folder(None)
    for person in sorted(each for each in given.written.iterdir() if each.is_dir()):
        documents = collection(person)
        with read_by(model, documents) as (assistant, store):
            asking = _Asking(store, assistant, len(passages))
            passages += [{"title": each.title, "text": each.text} for each in asking.passages.values()]
            rows += [row for name, written in documents.items() for row in asking.rows(name, written)]
            print(f"{person.name}: {len(documents)} documents, {dict(asking.counts)}", file=sys.stderr)
    head = {"source": SOURCE, "license": LICENSE, "passages": len(passages)}
    write_lines(given.out / f"train-{SOURCE}.jsonl", [head, *rows])
    write_lines(given.out / f"passages-{SOURCE}.jsonl", passages)


if __name__ == "__main__":
    main()
