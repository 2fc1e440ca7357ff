"""Questions of two people about their papers, through the whole program: `python benchmarks/papers.py [NAME ...]`.

`papers/farm` holds the papers of a family with goats, a farm shop and a guesthouse, `papers/workshop` those of an
engineer at a small firm who also sings in a choir: contracts, price lists, mails, minutes, settings, logs, notes. They
and the questions (farm.jsonl, workshop.jsonl) were written for this by somebody who did not see the program's answers.
The farm is a development set; nothing was ever chosen or fitted on the workshop. `papers/desk`, fourteen papers of
different people, was written for questions in other words than the papers' and for short follow-ups: `desk` is a
development set, and of `desk-held`, the other half of its questions, only counts were ever looked at. `house` are long
conversations about the documents of `examples`, asked as they came to mind: a development set. `de`, `es`, `fr`, `it`,
`nl`, `pt` and `de-held`, ... are twelve papers in another language each, whose questions are halved in the same way;
they are asked where they are named.

A question is *right* when the first quote holds what is expected, in a file meant where that is short; *second*: only
the second does; *wrong*: neither; *silent*: refused although a document answers. One that nothing answers is *refused*
or *answered*. Of the silent ones those are *named* where a sentence that the refusal names holds what is expected. The
last lines tell apart the answers that are shown as sure and those that are not, which name other sentences beside, how
often the sentence that answers is on the screen at all, and in how many right quotes the place of the answer is shown
in bold type, and overlaps what is expected.
`--as-sets FOLDER` writes the papers as sets of docs/evaluation.md, with the library's passages.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from first_light import index

from uniconv_edge import paths, wording
from uniconv_edge.assistant.conversation import Conversation
from uniconv_edge.assistant.opening import open_assistant
from uniconv_edge.evaluate.metrics import auroc
from uniconv_edge.library.store import Store
from uniconv_edge.model.pair import embedder_folder
from uniconv_edge.types import Answer, Finished

PAPERS = Path(__file__).resolve().parent / "papers"
NAMES = ["farm", "workshop", "desk", "desk-held", "house"]
LANGUAGES = ["de", "es", "fr", "it", "nl", "pt"]
_DOCUMENTS = {  # of others: of their name
    "desk-held": PAPERS / "desk",
    "house": PAPERS.parents[1] / "examples",
    **{f"{language}-held": PAPERS / language for language in LANGUAGES},
}
OUTCOMES = ("right", "second", "wrong", "silent", "refused", "answered")
_SHORT = 6  # letters of what may stand in other files by chance
_NUMBER = re.compile(r"[\d.,:]+")


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `expect` are phrases of which a right quote holds one, None when no document answers; `file` are
    parts of names of the files meant; `kind` is what the answer stands in."""

    text: str
    expect: tuple[str, ...] | None
    file: tuple[str, ...]
    kind: str

    def held(self, text: str, path: str) -> bool:
        """Whether a text of a file holds what is expected. Numbers must stand whole, and what is short in a file that
        is meant."""
        folded = " ".join(text.split()).lower()
        return any(self._holds(" ".join(phrase.split()).lower(), folded, path) for phrase in self.expect or ())

    def _holds(self, phrase: str, text: str, path: str) -> bool:
        number = _NUMBER.fullmatch(phrase)
        if (number or len(phrase) <= _SHORT) and not any(part in Path(path).name for part in self.file):
            return False
        if number is None:
            return phrase in text
        zeros = "0?" if "." in phrase else ""
        return re.search(rf"(?<!\d)(?<!\d\.){re.escape(phrase)}{zeros}(?!\d|\.\d)", text) is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a conversation with its answer, and the rank of the first source that holds it (0: none)."""

    conversation: str
    question: Question
    answer: Answer
    place: int

    @property
    def outcome(self) -> str:
        """One of OUTCOMES."""
        question, answer = self.question, self.answer
        if question.expect is None:
            return "answered" if answer.answered else "refused"
        if not answer.answered:
            return "silent"
        said = [(quote.text, quote.path) for quote in answer.quotes] or [(answer.text, "")]
        right = [question.held(*each) for each in said]
        return "right" if right[0] else "second" if any(right) else "wrong"

    @property
    def named(self) -> bool:
        """Whether it was refused although a document answers, and a sentence that the refusal names does."""
        return self.outcome == "silent" and self.beside

    @property
    def beside(self) -> bool:
        """Whether a sentence that is named as near too holds what is expected."""
        return any(self.question.held(near.text, near.path) for near in self.answer.nearest)

    @property
    def bold(self) -> bool | None:
        """Whether what is shown in bold of the first quote overlaps what is expected; None where nothing is."""
        quote = self.answer.quotes[0]
        if not quote.answer_end:
            return None
        before, answer = (
            " ".join(text.split()).lower() for text in (quote.text[: quote.answer_start] + "|", quote.answer)
        )
        folded = " ".join(quote.text.split()).lower()
        first, last = len(before) - 1, len(before) - 1 + len(answer)
        places = [(folded.find(phrase), len(phrase)) for phrase in map(str.lower, self.question.expect or ())]
        return any(start >= 0 and start < last and first < start + length for start, length in places)


def documents_of(name: str) -> Path:
    """The folder of the documents that one set of questions is about."""
    return _DOCUMENTS.get(name, PAPERS / name)


def read(name: str) -> list[tuple[str, list[Question]]]:
    """The conversations of one person."""
    found = []
    for line in (PAPERS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        questions = [
            Question(
                turn["question"],
                tuple(turn["expect"]) if turn["expect"] else None,
                tuple((turn["file"] or "").split("|")),
                turn["kind"],
            )
            for turn in row["turns"]
        ]
        found.append((row["conversation"], questions))
    return found


def ask(
    assistant: Conversation, conversations: Sequence[tuple[str, Sequence[Question]]], in_one: int | None = None
) -> Iterator[Asked]:
    """Ask everything, each conversation by itself, or all as one in the order of a seed."""
    order = list(conversations)
    if in_one is not None:
        Random(in_one).shuffle(order)
    for name, questions in order:
        if in_one is None:
            assistant.reset()
        for question in questions:
            answer = next(each.answer for each in assistant.ask(question.text) if isinstance(each, Finished))
            places = (hit.rank for hit in answer.sources if question.held(hit.text, hit.path))
            yield Asked(name, question, answer, next(places, 0))


def write_set(name: str, found: Sequence[Asked], store: Store, folder: Path) -> None:
    """The questions as a set of docs/evaluation.md: the library's passages; relevant are those that hold what is
    expected, offered to a question that nothing answers are its sources."""
    rows = list(
        store.rows("SELECT p.id, p.title, p.text, d.path FROM passages p JOIN documents d ON d.id = p.document_id")
    )
    passages = [{"id": f"{name}:{row[0]}", "title": row[1], "text": row[2]} for row in rows]
    tasks = []
    history: list[dict[str, str]] = []
    before = ""
    for number, each in enumerate(found):
        if each.conversation != before:
            history, before = [], each.conversation
        question = each.question
        relevant = [f"{name}:{row[0]}" for row in rows if question.held(str(row[2]), str(row[3]))]
        task: dict[str, Any] = {
            "id": f"{name}-{number}",
            "set": name,
            "history": list(history),
            "query": question.text,
            "relevant": relevant,
            "response": list(question.expect or ()),
            "answerable": question.expect is not None,
        }
        if question.expect is None:
            task["offered"] = [f"{name}:{hit.passage_id}" for hit in each.answer.sources[:4]]
        tasks.append(task)
        history += [{"role": "user", "text": question.text}, {"role": "assistant", "text": each.answer.text}]
    folder.mkdir(parents=True, exist_ok=True)
    for kind, lines in (("tasks", tasks), ("passages", passages)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.{kind}.jsonl").write_text(text, encoding="utf-8")


def figures(found: Sequence[Asked]) -> dict[str, Any]:
    """How many had each outcome, in all and by kind; how often the right passage was found first and among five, this
    by kind too; of how many refusals, by kind, a sentence that they name answers; AUROC of the confidence."""
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in found:
        kinds[each.question.kind][each.outcome] += 1
    answerable = [each for each in found if each.question.expect is not None]
    in_five = Counter(each.question.kind for each in answerable if 1 <= each.place <= 5)
    asked = [each for each in found if each.answer.basis == "documents"]
    unsure = [each for each in asked if wording.unsure(each.answer)]
    sure = [each for each in asked if each.answer.answered and not wording.unsure(each.answer)]
    return {
        "outcomes": Counter(each.outcome for each in found),
        "by_kind": dict(sorted(kinds.items())),
        "found_first": sum(each.place == 1 for each in answerable) / max(1, len(answerable)),
        "found_in_five": in_five.total() / max(1, len(answerable)),
        "in_five_by_kind": dict(sorted(in_five.items())),
        "named_by_kind": dict(sorted(Counter(each.question.kind for each in found if each.named).items())),
        "auroc": auroc(
            [each.answer.confidence for each in asked], [each.question.expect is not None for each in asked]
        ),
        "shown": sum(map(_shown, answerable)) / max(1, len(answerable)),
        "bold": Counter(str(each.bold) for each in found if each.outcome == "right" and each.answer.quotes),
        "sure": {"answers": len(sure), "right": sum(each.outcome == "right" for each in sure)},
        "unsure": {
            "answers": len(unsure),
            "right": sum(each.outcome == "right" for each in unsure),
            "beside": sum(each.outcome != "right" and each.beside for each in unsure),
        },
    }


def _shown(asked: Asked) -> bool:
    """Whether a quote or a sentence named as near holds what is expected."""
    return asked.outcome in ("right", "second") or asked.beside


def _lines(name: str, found: Sequence[Asked]) -> Iterator[str]:
    told = figures(found)
    yield f"\n| {name} | questions | {' | '.join(OUTCOMES)} | named | among five |"
    yield "|---" * (4 + len(OUTCOMES)) + "|"
    named, in_five = (told[key] | {"all": sum(told[key].values())} for key in ("named_by_kind", "in_five_by_kind"))
    for label, counts in [*told["by_kind"].items(), ("all", told["outcomes"])]:
        cells = [*(counts[each] or "" for each in OUTCOMES), named.get(label) or "", in_five.get(label, "")]
        yield f"| {label} | {' | '.join(map(str, [counts.total(), *cells]))} |"
    sure, unsure, bold = told["sure"], told["unsure"], told["bold"]
    yield (
        f"\nRight passage first {100 * told['found_first']:.0f} %, among five {100 * told['found_in_five']:.0f} %; "
        f"AUROC of the confidence {told['auroc']:.3f}\n"
        f"Shown as sure {sure['answers']}, right {sure['right']}; "
        f"not sure {unsure['answers']}, right {unsure['right']}, another {unsure['beside']} named beside\n"
        f"The sentence that answers is on the screen, quoted or named, for {100 * told['shown']:.0f} %\n"
        f"Right quotes with the answer in bold {bold['True'] + bold['False']}, as expected {bold['True']}"
    )


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "papers",
        nargs="*",
        default=NAMES,
        help=f"{', '.join(NAMES)} (default: these), or of {', '.join(LANGUAGES)}, also with -held",
    )
    parser.add_argument("--model", help="a model folder, or the name of a model")
    parser.add_argument("--as-sets", type=Path, metavar="FOLDER", help="write development sets there")
    parser.add_argument("--in-one", type=int, metavar="SEED", help="one long conversation of all, in this order")
    parser.add_argument("--all", action="store_true", help="print every question with its outcome")
    parser.add_argument("--json", action="store_true", help="one object instead of tables")
    given = parser.parse_args()
    model = paths.model_folder(given.model)
    report = {}
    for name in given.papers:
        documents = documents_of(name)
        if not documents.is_dir() or not (PAPERS / f"{name}.jsonl").is_file():
            parser.error(f"there are no papers `{name}`")
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder) / "library"
            index(library, embedder_folder(model), [documents])
            with open_assistant(model, library) as assistant, Store.open(library) as store:
                found = list(ask(assistant, read(name), given.in_one))
                if given.as_sets is not None:
                    write_set(name, found, store, given.as_sets)
        report[name] = figures(found)
        if given.json:
            continue
        if given.all:
            for each in found:
                quoted = "  ||  ".join(" ".join(quote.text.split()) for quote in each.answer.quotes)
                line = f"{each.outcome:9}{each.answer.confidence:.2f} {each.place} {each.question.kind:22} "
                print(f"{line}{each.question.text}  ->  {quoted or each.answer.text}")
        print("\n".join(_lines(name, found)))
    if given.json:
        sys.stdout.write(json.dumps({"schema": 1, "papers": report}) + "\n")


if __name__ == "__main__":
    main()
