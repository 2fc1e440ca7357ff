"""Questions about examples/, and about public documents if their folder is given, through the whole program.

    python benchmarks/first_light.py                          the questions about examples/
    python benchmarks/first_light.py --documents FOLDER       also those about the documents in FOLDER

FOLDER holds the files named in first_light.jsonl (`"set": "documents"`), which are not in this project. Everything is
read into one library, so that each question has to be answered against all other documents. Printed are the shares of

    first, top 3    the right document gave the first source, or one of the first three
    quoted          an answerable question got an answer, and the expected phrase stands inside its quotes
    verbatim        quotes that equal the stored text of their page at their offsets
    refused         questions that no document answers and that were not answered
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uniconv_edge import paths
from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.types import Answer, Finished, Quote, Skipped, Turn

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples"
QUESTIONS = HERE / "first_light.jsonl"


@dataclass(frozen=True, slots=True)
class Question:
    """One line of first_light.jsonl; `file` and `phrase` are None when no document answers."""

    id: str
    set: str
    turns: tuple[Turn, ...]
    text: str
    file: str | None
    phrase: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question; `place` is the rank of the right document's best source, 0 when it has none."""

    question: Question
    place: int
    answered: bool
    phrase_found: bool
    quotes: int
    verbatim: int
    total_ms: float

    def as_json(self) -> dict[str, Any]:
        """The object of `--json`."""
        return {
            "id": self.question.id,
            "set": self.question.set,
            "place": self.place,
            "answered": self.answered,
            "phrase_found": self.phrase_found,
            "quotes": self.quotes,
            "verbatim": self.verbatim,
            "total_ms": round(self.total_ms, 1),
        }


def read_questions(sets: set[str]) -> list[Question]:
    """The questions of the given sets."""
    found = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["set"] in sets:
            turns = tuple(Turn(turn["role"], turn["text"]) for turn in row["history"])
            found.append(Question(row["id"], row["set"], turns, row["question"], row["file"], row["phrase"]))
    return found


def index(folder: Path, model: Path, documents: Iterable[Path]) -> None:
    """Read the documents into a new library."""
    for event in sync(folder, list(documents), OnnxEmbedder.open(model)):
        if isinstance(event, Skipped):
            print(f"skipped {event.path}: {event.reason}", file=sys.stderr)


def ask(assistant: Assistant, store: Store, question: Question) -> Outcome:
    """Ask one question after its history, and check the answer against the library."""
    assistant.reset(question.turns)
    answer = next(event.answer for event in assistant.ask(question.text) if isinstance(event, Finished))
    return judged(store, question, answer)


def judged(store: Store, question: Question, answer: Answer) -> Outcome:
    """Check an answer against the question and the library."""
    return Outcome(
        question=question,
        place=_place(answer, question.file),
        answered=answer.answered,
        phrase_found=any(_holds(quote, question.phrase) for quote in answer.quotes),
        quotes=len(answer.quotes),
        verbatim=sum(_is_verbatim(store, quote) for quote in answer.quotes),
        total_ms=answer.timings.total_ms,
    )


def _place(answer: Answer, file: str | None) -> int:
    return next((hit.rank for hit in answer.sources if file is not None and Path(hit.path).match(file)), 0)


def _holds(quote: Quote, phrase: str | None) -> bool:
    return phrase is not None and " ".join(phrase.split()).lower() in " ".join(quote.text.split()).lower()


def _is_verbatim(store: Store, quote: Quote) -> bool:
    return store.page_text(quote.document_id, quote.page_index)[quote.start : quote.end] == quote.text


def figures(outcomes: list[Outcome]) -> dict[str, tuple[int, int]]:
    """(hits, of how many) for each figure."""
    answerable = [o for o in outcomes if o.question.file is not None]
    others = [o for o in outcomes if o.question.file is None]
    return {
        "right document first": (sum(o.place == 1 for o in answerable), len(answerable)),
        "right document in the first three": (sum(1 <= o.place <= 3 for o in answerable), len(answerable)),
        "answerable questions answered": (sum(o.answered for o in answerable), len(answerable)),
        "expected phrase inside the quotes": (sum(o.phrase_found for o in answerable), len(answerable)),
        "unanswerable questions refused": (sum(not o.answered for o in others), len(others)),
        "quotes verbatim at their offsets": (sum(o.verbatim for o in outcomes), sum(o.quotes for o in outcomes)),
    }


def _lines(outcomes: list[Outcome], sets: Iterable[str]) -> Iterator[str]:
    for outcome in outcomes:
        place = f"source {outcome.place}" if outcome.place else "-"
        said = "answered" if outcome.answered else "refused"
        phrase = "phrase quoted" if outcome.phrase_found else ""
        yield f"{outcome.question.id:<22}{place:<12}{said:<10}{phrase:<15}{outcome.total_ms:7.0f} ms"
    for name in sets:
        part = [outcome for outcome in outcomes if outcome.question.set == name]
        yield f"\n{name}: {len(part)} questions, of which {sum(bool(o.question.turns) for o in part)} follow-ups"
        for label, (hits, count) in figures(part).items():
            yield f"  {label:<36}{hits:4} of {count:<4}{100 * hits / count if count else 0.0:6.1f} %"


def main() -> None:
    """Run the questions and print the figures."""
    parser = argparse.ArgumentParser(description="The figures of first light.")
    parser.add_argument("--documents", type=Path, help="folder with the files of the second part")
    parser.add_argument("--model", help="a model folder, or the name of a model")
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    options = parser.parse_args()
    sets = ["examples", "documents"] if options.documents else ["examples"]
    questions = read_questions(set(sets))
    wanted = [EXAMPLES]
    if options.documents:
        wanted += sorted({options.documents / q.file for q in questions if q.set == "documents" and q.file})
        missing = [str(path) for path in wanted if not path.exists()]
        if missing:
            parser.error(f"not in the folder: {missing[0]}")
    else:
        print("Only the questions about examples/; name the other documents with --documents.", file=sys.stderr)
    model = paths.model_folder(options.model)
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        index(library, model, wanted)
        with Assistant.open(model, library) as assistant, Store.open(library) as store:
            outcomes = []
            for question in questions:
                outcomes.append(ask(assistant, store, question))
                print(f"\r{len(outcomes)} of {len(questions)} questions", end="", file=sys.stderr, flush=True)
            print(file=sys.stderr)
    if options.json:
        shares = {name: figures([o for o in outcomes if o.question.set == name]) for name in sets}
        print(json.dumps({"schema": 1, "figures": shares, "questions": [o.as_json() for o in outcomes]}))
    else:
        print("\n".join(_lines(outcomes, sets)))


if __name__ == "__main__":
    main()
