"""The questions of the published benchmarks as tasks. docs/benchmarks.md describes each file and what is uncertain.

Each reader takes the file of questions and, where the benchmark keeps them apart, the file of relevant passages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.evaluate.datasets import PoolPassage, Task
from uniconv_edge.evaluate.published.files import entries, json_lines, parsed, tab_separated, text, whole, wrong
from uniconv_edge.types import Turn

Relevant = Mapping[str, tuple[str, ...]]
_NO_ANSWER = ("UNANSWERABLE", "CANNOTANSWER", "NOTRECOVERED")


def alternating(texts: Sequence[str]) -> tuple[Turn, ...]:
    """Turns from texts of which the last is the assistant's; the roles alternate."""
    offset = len(texts) % 2
    return tuple(Turn("assistant" if (i + offset) % 2 else "user", text(said)) for i, said in enumerate(texts))


def _task(
    name: str, identifier: str, history: tuple[Turn, ...], query: Any, relevant: Sequence[str], answers: Sequence[str]
) -> Task:
    replies = tuple(dict.fromkeys(text(a) for a in answers if a.strip() and a.strip() not in _NO_ANSWER))
    return Task(
        id=identifier,
        set=name,
        history=history,
        query=text(query),
        relevant=tuple(dict.fromkeys(relevant)),
        responses=replies,
        answerable=bool(replies),
    )


def topiocqa(questions: Path, gold: Path | None) -> list[Task]:
    """topiocqa_dev.json with topiocqa_all_history_dev.json of gold_passages_info."""
    relevant = _by_conversation(_needed(gold, "the gold passages of TopiOCQA (topiocqa_all_history_dev.json)"))

    def parse(row: dict[str, Any]) -> Task:
        identifier = f"{int(row['Conversation_no'])}_{int(row['Turn_no'])}"
        answers = [row["Answer"], *(other["Answer"] for other in row.get("Additional_answers") or ())]
        history = alternating(row["Context"])
        return _task("topiocqa", identifier, history, row["Question"], relevant.get(identifier, ()), answers)

    return _unique(questions, list(parsed(questions, entries(questions), parse)), relevant)


def _by_conversation(gold: Path) -> Relevant:
    def parse(row: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        identifier = f"{int(row['conv_id'])}_{int(row['turn_id'])}"
        return identifier, tuple(str(passage["passage_id"]) for passage in row["positive_ctxs"])

    return dict(parsed(gold, entries(gold), parse))


def qrecc(questions: Path, gold: Path | None) -> list[Task]:
    """scai-qrecc21-test-turns.json. As in the papers that compare on it, the first question of a conversation, which
    often stands on a title that the file does not have, is replaced by its rewrite, in the history too."""
    _unneeded(gold, "qrecc")
    first: dict[int, str] = {}

    def parse(row: dict[str, Any]) -> Task:
        conversation, turn = int(row["Conversation_no"]), int(row["Turn_no"])
        query = row["Question"]
        if turn == 1:
            query = first[conversation] = row["Truth_rewrite"]
        before = list(row["Context"])
        if before:
            before[0] = first.get(conversation, before[0])
        relevant = [str(passage) for passage in row["Truth_passages"]]
        return _task("qrecc", f"{conversation}_{turn}", alternating(before), query, relevant, [row["Truth_answer"]])

    return _unique(questions, list(parsed(questions, entries(questions), parse)))


def orquac(questions: Path, gold: Path | None) -> list[Task]:
    """preprocessed/test.txt with qrels.txt, which is one JSON object {question: {passage: 1}}."""
    relevant = _json_qrels(_needed(gold, "the qrels.txt of OR-QuAC"))

    def parse(row: dict[str, Any]) -> Task:
        history = [part for turn in row["history"] for part in (turn["question"], turn["answer"]["text"])]
        identifier = str(row["qid"])
        answers = [row["answer"]["text"]]
        return _task("orquac", identifier, alternating(history), row["question"], relevant.get(identifier, ()), answers)

    return _unique(questions, list(parsed(questions, json_lines(questions), parse)))


def _json_qrels(path: Path) -> Relevant:
    value = whole(path)
    if not isinstance(value, dict) or not all(isinstance(each, dict) for each in value.values()):
        raise wrong(path, "line 1", "not a JSON object of objects")
    return {str(task): tuple(str(p) for p, grade in each.items() if int(grade) > 0) for task, each in value.items()}


def inscit(questions: Path, gold: Path | None) -> list[Task]:
    """dev.json or test.json. A turn's relevant passages and references are those of all its labels."""
    _unneeded(gold, "inscit")
    conversations = whole(questions)
    if not isinstance(conversations, dict):
        raise wrong(questions, "line 1", "not a JSON object of conversations")

    def parse(row: dict[str, Any]) -> Task:
        evidence = [str(passage["passage_id"]) for label in row["labels"] for passage in label["evidence"]]
        answers = [label["response"] for label in row["labels"] if label["evidence"]]
        *before, query = row["context"]
        return _task("inscit", row["id"], alternating(before), query, evidence, answers)

    turns = (
        (f"conversation {name}, turn {number}", {**turn, "id": f"{name}_{number}"})
        for name, conversation in conversations.items()
        for number, turn in enumerate(conversation.get("turns", ()), start=1)
    )
    return list(parsed(questions, turns, parse))


def faithdial(questions: Path, gold: Path | None) -> list[Task]:
    """test.json, as dialogues with utterances or one utterance an entry. The knowledge is the only relevant passage.
    An utterance that opens its dialogue (no history) answers nothing and is no task; its knowledge is in the pool."""
    _unneeded(gold, "faithdial")
    return [task for task, _ in _faithdial(questions) if task is not None]


def faithdial_pool(questions: Path) -> list[PoolPassage]:
    """The knowledge of each utterance as a passage, in the order of the tasks."""
    return [passage for _, passage in _faithdial(questions)]


def _faithdial(questions: Path) -> list[tuple[Task | None, PoolPassage]]:
    spoken = [
        (f"{where}, utterance {number}", {**utterance, "id": f"{where.split()[1]}_{number}"})
        for where, row in entries(questions)
        for number, utterance in enumerate(row.get("utterances", [row]), start=1)
        if utterance.get("speaker", "Wizard") == "Wizard"
    ]

    def parse(row: dict[str, Any]) -> tuple[Task | None, PoolPassage]:
        passage = PoolPassage(row["id"], "", text(row["knowledge"]))
        if not row["history"]:
            return None, passage
        *before, query = row["history"]
        return _task("faithdial", row["id"], alternating(before), query, [row["id"]], [row["response"]]), passage

    return list(parsed(questions, iter(spoken), parse))


def mtrag(questions: Path, gold: Path | None) -> list[Task]:
    """generation_tasks/reference.jsonl with the qrels/dev.tsv of one domain: all tasks of the domain's collection. Both
    spellings that the authors publish are read: `Collection`, `Answerability` and `collection`, `answerability`."""
    path = _needed(gold, "the qrels/dev.tsv of one MTRAG domain")
    relevant: dict[str, tuple[str, ...]] = {}
    for where, (task, passage, grade) in tab_separated(path, ("query-id", "corpus-id", "score")):
        if not grade.lstrip("-").isdigit():
            raise wrong(path, where, f"the score {grade!r} is not a number")
        if int(grade) > 0:
            relevant[_mtrag_id(task)] = (*relevant.get(_mtrag_id(task), ()), passage)

    def parse(row: dict[str, Any]) -> tuple[str, Task]:
        identifier = _mtrag_id(row["task_id"])
        turns = [Turn("user" if t["speaker"] == "user" else "assistant", text(t["text"])) for t in row["input"]]
        answerable = not {"UNANSWERABLE", "CONVERSATIONAL"} & set(_either(row, "Answerability"))
        targets = [target["text"] for target in row["targets"]] if answerable else []
        *before, query = turns
        return str(_either(row, "Collection")), _task(
            "mtrag", identifier, tuple(before), query.text, relevant.get(identifier, ()), targets
        )

    rows = list(parsed(questions, json_lines(questions), parse))
    collections = {collection for collection, task in rows if task.relevant}
    return _unique(questions, [task for collection, task in rows if collection in collections], relevant)


def _either(row: dict[str, Any], name: str) -> Any:
    return row[name] if name in row else row[name.lower()]


def _mtrag_id(identifier: str) -> str:
    """The conversation and the turn, joined by `<::>` or, in older files, by `::`; without white space."""
    head, _, turn = identifier.replace("<::>", "::").rpartition("::")
    return f"{head}<::>{turn}"


def _unique(path: Path, tasks: list[Task], relevant: Relevant | None = None) -> list[Task]:
    """The tasks, each id once. Raises UniconvError for a repetition, and when no relevant passage belongs to a task."""
    seen: set[str] = set()
    for task in tasks:
        if task.id in seen:
            raise UniconvError(f"`{path}` has the question {task.id!r} twice", "fetch the file again")
        seen.add(task.id)
    if relevant is not None:
        lost = next((identifier for identifier in relevant if identifier not in seen), None)
        if lost is not None:
            raise UniconvError(
                f"the question {lost!r} of the relevant passages is not in `{path}`", "name files of the same split"
            )
    return tasks


def _needed(gold: Path | None, what: str) -> Path:
    if gold is None:
        raise UsageError(f"{what} must be named", "name the file with `--gold`")
    return gold


def _unneeded(gold: Path | None, name: str) -> None:
    if gold is not None:
        raise UsageError(f"{name} keeps the relevant passages beside its questions", "leave out `--gold`")


READERS: Mapping[str, Callable[[Path, Path | None], list[Task]]] = {
    "topiocqa": topiocqa,
    "qrecc": qrecc,
    "orquac": orquac,
    "inscit": inscit,
    "faithdial": faithdial,
    "mtrag": mtrag,
}
