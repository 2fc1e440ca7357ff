"""Sentences chosen and questions refused within one document: `python benchmarks/written.py [--model M]`.

`written/` are papers of all kinds with what their owners would ask of them, the part of `recipes/written` that was set
aside before a reader was trained on the rest: a development set. Each question is asked of its own document alone
(`path:`), behind the right answers to those before it, with nothing refused. It is *right* when the first quote is one
of the lines that answer, *second* when only the second is. *Other words*: it shares no telling word with these lines.
AUROC says how well the confidence tells questions that the document answers from those that it does not, which are all
near misses.

`--elsewhere FOLDER` asks the first question of each conversation as a person would, with refusing as served: of a
library of all papers, and of one of the files in FOLDER, books or manuals that answer none of them.
`--as-set FOLDER` writes the questions as sets of docs/evaluation.md: `written` with the passages of all papers, and
with `--elsewhere` also `elsewhere`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from uniconv_edge import paths
from uniconv_edge.assistant.conversation import Conversation
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.evaluate.metrics import auroc
from uniconv_edge.types import Answer, Turn
from uniconv_edge.wording import SURE

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from recipes.written_rows import Written, answer_to, collection, library_of, passages_of, place_of, read_by, write_lines

PAPERS = Path(__file__).resolve().parent / "written"
OUTCOMES = ("right", "second", "wrong")
ANSWERED = "answered"  # what nothing answers
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
        return any(place_of(line, text) or (text in line and len(text) > _MOST_OF * len(line)) for line in lines)

    def stands_in(self, text: str) -> bool:
        """Whether a passage holds a line that answers."""
        return any(place_of(line, text) for line in self.lines)


def _folded(text: str) -> str:
    return " ".join(text.split()).lower()


def ask(assistant: Conversation, documents: Mapping[str, Written]) -> Iterator[Asked]:
    """Ask each document of itself."""
    for name, written in documents.items():
        for conversation in written.conversations:
            turns: list[Turn] = []
            for question, numbers in conversation:
                lines = tuple(written.line(number) for number in numbers)
                answer = answer_to(assistant, f"{question} path:{name}.", turns)
                yield Asked(name, tuple(turns), question, lines, answer)
                if lines:
                    turns += [Turn("user", question), Turn("assistant", lines[0])]


def ask_at_large(assistant: Conversation, documents: Mapping[str, Written]) -> Iterator[Asked]:
    """Ask a whole library the first question of each conversation that its document answers."""
    for name, written in documents.items():
        for (question, numbers), *_ in written.conversations:
            if numbers:
                yield Asked(name, (), question, tuple(map(written.line, numbers)), answer_to(assistant, question))


def at_large(model: Path, documents: Mapping[str, Written], folder: Path, to: Path | None) -> dict[str, Counter[str]]:
    """Outcomes in a library of all papers, and how many questions one of the folder's files answers, each also as far
    as the answer was shown as sure; the latter are written as the set `elsewhere` if told where `to`."""
    own, other = Counter[str](), Counter[str]()
    with read_by(model, documents, min_confidence=None) as (assistant, _):
        for each in ask_at_large(assistant, documents):
            own.update(_counted(each, each.outcome))
    with library_of(model, [folder], min_confidence=None) as (assistant, store):
        found = list(ask_at_large(assistant, documents))
        for each in found:
            other.update(_counted(each, ANSWERED))
        if to is not None:
            passages = list(passages_of(store))
            write_set("elsewhere", [replace(each, document="", lines=()) for each in found], passages, to)
    return {"own": own, "elsewhere": other}


def _counted(asked: Asked, outcome: str) -> list[str]:
    if not asked.answer.answered:
        return ["refused"]
    return [outcome, f"{outcome} as sure"] if asked.answer.sure >= SURE else [outcome]


def write_set(name: str, found: Sequence[Asked], passages: Sequence[tuple[int, str, str, str]], folder: Path) -> None:
    """The questions as a set of docs/evaluation.md with the passages of a library; relevant are those of the document
    that hold a line that answers, offered to a question that nothing answers are its document's, or what was found."""
    rows = [(f"{name}:{key}", title, text, document) for key, title, text, document in passages]
    tasks = [
        {
            "id": f"{name}-{number}",
            "set": name,
            "history": [{"role": turn.role, "text": turn.text} for turn in each.before],
            "query": each.question,
            "relevant": [key for key, _, text, of in rows if of == each.document and each.stands_in(text)],
            "response": list(each.lines),
            "answerable": bool(each.lines),
            **({} if each.lines else {"offered": _offered(name, each, rows)}),
        }
        for number, each in enumerate(found)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(folder / f"{name}.tasks.jsonl", tasks)
    texts = [{"id": key, "title": title, "text": text} for key, title, text, _ in rows]
    write_lines(folder / f"{name}.passages.jsonl", texts)


def _offered(name: str, asked: Asked, rows: Sequence[tuple[str, str, str, str]]) -> list[str]:
    if asked.document:
        return [key for key, _, _, document in rows if document == asked.document]
    return [f"{name}:{hit.passage_id}" for hit in asked.answer.sources]


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
    for where, counts in told.get("at_large", {}).items():
        told_of = [(each, counts[each], counts[f"{each} as sure"]) for each in (*OUTCOMES, ANSWERED) if counts[each]]
        shares = [f"{each} {count} ({sure} as sure)" for each, count, sure in told_of]
        number = sum(count for _, count, _ in told_of) + counts["refused"]
        yield f"\n{where}: {number} first questions, {', '.join(shares)}, refused {counts['refused']}"
    yield f"\n{told['not_answered']} are not answered; AUROC of the confidence {told['auroc']:.3f}"


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", help="a model folder, or the name of a model")
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    parser.add_argument("--as-set", type=Path, metavar="FOLDER", help="write a development set there")
    parser.add_argument("--elsewhere", type=Path, metavar="FOLDER", help="files that answer none of the questions")
    given = parser.parse_args()
    model = paths.model_folder(given.model)
    documents = {name: each for person in sorted(PAPERS.iterdir()) for name, each in collection(person).items()}
    with read_by(model, documents) as (assistant, store):
        found = list(ask(assistant, documents))
        if given.as_set is not None:
            write_set("written", found, list(passages_of(store)), given.as_set)
    told = figures(found)
    if given.elsewhere is not None:
        told["at_large"] = at_large(model, documents, given.elsewhere, given.as_set)
    print(json.dumps({"schema": 1, **told}) if given.json else "\n".join(lines(told)))


if __name__ == "__main__":
    main()
