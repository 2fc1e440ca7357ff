"""Sentences chosen and questions refused within one document: `python benchmarks/written.py [--model M]`.

`written/` are papers of all kinds with what their owners would ask of them, the part of `recipes/written` that was set
aside before a reader was trained on the rest: a development set. Each question is asked of its own document alone
(`path:`), behind the right answers to those before it, with nothing refused. It is *right* when the first quote is one
of the lines that answer, *second* when only the second is. *Other words*: it shares no telling word with these lines.
AUROC says how well the confidence tells questions that the document answers from those that it does not, which are all
near misses. `--as-set FOLDER` writes the questions as a set of docs/evaluation.md, with the passages of all documents.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uniconv_edge import paths
from uniconv_edge.assistant.conversation import Conversation
from uniconv_edge.assistant.terms import bag, stem, telling_words
from uniconv_edge.evaluate.metrics import auroc
from uniconv_edge.library.store import Store
from uniconv_edge.types import Answer, Finished, Turn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from recipes.written_rows import Written, collection, passages_of, read_by, write_lines

PAPERS = Path(__file__).resolve().parent / "written"
OUTCOMES = ("right", "second", "wrong")
_MOST_OF = 0.5  # of a line, that a quote of a part of it must hold


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the texts of the lines that answer it, none where nothing does, and the program's answer."""

    document: str
    before: tuple[Turn, ...]
    question: str
    lines: tuple[str, ...]
    answer: Answer

    @property
    def outcome(self) -> str:
        """One of OUTCOMES, for a question that is answered."""
        said = [self._held(_folded(quote.text)) for quote in self.answer.quotes]
        return "right" if said[:1] == [True] else "second" if any(said) else "wrong"

    @property
    def kind(self) -> str:
        """What the question is to the lines that answer it."""
        if not self.lines:
            return "not answered"
        if self.before:
            return "follow-up"
        shared = {stem(word) for word in telling_words(self.question)} & set[str]().union(*map(bag, self.lines))
        return "shared words" if shared else "other words"

    def _held(self, text: str) -> bool:
        lines = map(_folded, self.lines)
        return any(line in text or (text in line and len(text) > _MOST_OF * len(line)) for line in lines)


def _folded(text: str) -> str:
    return " ".join(text.replace("|", " ").split()).lower()


def ask(assistant: Conversation, documents: Mapping[str, Written]) -> Iterator[Asked]:
    """Ask each document of itself."""
    for name, written in documents.items():
        for conversation in written.conversations:
            turns: list[Turn] = []
            for question, numbers in conversation:
                lines = tuple(written.line(number) for number in numbers)
                assistant.reset(turns)
                events = assistant.ask(f"{question} path:{name}.md")
                answer = next(each.answer for each in events if isinstance(each, Finished))
                yield Asked(name, tuple(turns), question, lines, answer)
                if lines:
                    turns += [Turn("user", question), Turn("assistant", lines[0])]


def write_set(found: Sequence[Asked], store: Store, folder: Path) -> None:
    """The questions as a set of docs/evaluation.md: the library's passages; relevant are those of the document that
    hold a line that answers, offered to a question that nothing answers are its document's."""
    rows = [(f"written:{key}", title, text, name) for key, title, text, name in passages_of(store)]
    tasks = [
        {
            "id": f"written-{number}",
            "set": "written",
            "history": [{"role": turn.role, "text": turn.text} for turn in each.before],
            "query": each.question,
            "relevant": [
                key for key, _, text, name in rows if name == each.document and any(line in text for line in each.lines)
            ],
            "response": list(each.lines),
            "answerable": bool(each.lines),
            **({} if each.lines else {"offered": [key for key, _, _, name in rows if name == each.document]}),
        }
        for number, each in enumerate(found)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(folder / "written.tasks.jsonl", tasks)
    passages = [{"id": key, "title": title, "text": text} for key, title, text, _ in rows]
    write_lines(folder / "written.passages.jsonl", passages)


def figures(found: Sequence[Asked]) -> dict[str, Any]:
    """Outcomes by kind, and the AUROC of the confidence."""
    kinds = {kind: [each for each in found if each.kind == kind] for kind in dict.fromkeys(each.kind for each in found)}
    sure = [each for each in found if each.answer.basis == "documents"]
    return {
        "by_kind": {kind: Counter(each.outcome for each in some) for kind, some in kinds.items() if some[0].lines},
        "not_answered": len(kinds.get("not answered", [])),
        "auroc": auroc([each.answer.confidence for each in sure], [bool(each.lines) for each in sure]),
    }


def lines(told: Mapping[str, Any]) -> Iterable[str]:
    """The figures as a table."""
    yield f"| questions | number | {' | '.join(f'{each}, %' for each in OUTCOMES)} |"
    yield "|---" * (2 + len(OUTCOMES)) + "|"
    by_kind = told["by_kind"]
    for kind, counts in [*sorted(by_kind.items()), ("all", sum(by_kind.values(), Counter()))]:
        shares = [f"{100 * counts[each] / counts.total():.1f}" for each in OUTCOMES]
        yield f"| {kind} | {counts.total()} | {' | '.join(shares)} |"
    yield f"\n{told['not_answered']} are not answered; AUROC of the confidence {told['auroc']:.3f}"


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", help="a model folder, or the name of a model")
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    parser.add_argument("--as-set", type=Path, metavar="FOLDER", help="write a development set there")
    given = parser.parse_args()
    model = paths.model_folder(given.model)
    documents = {name: each for person in sorted(PAPERS.iterdir()) for name, each in collection(person).items()}
    with read_by(model, documents) as (assistant, store):
        found = list(ask(assistant, documents))
        if given.as_set is not None:
            write_set(found, store, given.as_set)
    told = figures(found)
    print(json.dumps({"schema": 1, **told}) if given.json else "\n".join(lines(told)))


if __name__ == "__main__":
    main()
