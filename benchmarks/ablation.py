"""What each objective and mechanism brings: every arm trained with several seeds and the same number of tokens.

    python benchmarks/ablation.py --data DATA --dev DEV --run RUN --teacher TEACHER [--seeds 3] [--tokens N] [--json]

The stages before the joint one are trained once, as recipes/ablation.toml says; each arm goes on from there, so the
seeds differ in the rows that are drawn and their order. Stopped at any moment, the same command goes on. Tests are
paired randomisation tests over the tasks of doc2dial, FairytaleQA and MTRAG (the mean of the seeds of each task),
Holm-corrected over the arms and measures of the table.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from ablation_measure import Reader, TorchEmbedder, Values, measure, read_sets

from uniconv_edge.evaluate.metrics import auroc
from uniconv_edge.evaluate.significance import holm, paired_randomisation
from uniconv_edge.model.layout import SpecialIds
from uniconv_edge.train.architecture import export
from uniconv_edge.train.backbone import Backbone
from uniconv_edge.train.batches import BatchMaker
from uniconv_edge.train.data import RowSet
from uniconv_edge.train.optimise import of_model
from uniconv_edge.train.recipe import Recipe, read_recipe
from uniconv_edge.train.run import train, traits
from uniconv_edge.train.stage import Stage, narrate
from uniconv_edge.train.tokenizer import encoder, open_tokenizer
from uniconv_edge.train.unify import chosen_rows, tokens_of, unify

RECIPE = Path(__file__).parents[1] / "recipes" / "ablation.toml"
ARMS: dict[str, dict[str, Any]] = {
    "full": {},
    "without L_R": {"retrieval_weight": 0.0},
    "without L_G": {"generation_weight": 0.0},
    "without L_CII": {"cii_weight": 0.0},
    "without DDM": {"ddm": False},
    "embedding only": {"generation_weight": 0.0, "cii_weight": 0.0},
    "generation only": {"retrieval_weight": 0.0, "cii_weight": 0.0},
}
SHOWN = ("session", "last", "quote_F1", "gold_picked", "reply_loss", "agree")
RETRIEVAL_TASKS, ANSWER_TASKS = 150, 50  # of each set


class Laboratory:
    """The one model that all arms are trained in, one after the other, from the same start."""

    def __init__(self, recipe: Recipe, data: Path, dev: Path, run: Path) -> None:
        from transformers import LlamaForCausalLM

        torch.set_num_threads(recipe.threads)
        self._recipe, self._data, self._run = recipe, data, run
        self._tokenizer, self._special = _tokenizer(run)
        self._model: Any = LlamaForCausalLM.from_pretrained(run / "start" / "checkpoint")
        self._backbone = Backbone(self._model, self._special.pad, compiled=recipe.compile)
        self._start = {name: value.clone() for name, value in self._model.state_dict().items()}
        self._rows: dict[str, RowSet] = chosen_rows(recipe, data, run)
        self._sets = read_sets(dev, RETRIEVAL_TASKS)

    def result(self, arm: str, seed: int, tokens: int) -> dict[str, Values]:
        """Train and measure one arm, or read what an earlier run of this command found."""
        folder = self._run / f"{arm.replace(' ', '-')}-{seed}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "values.json"
        if not path.is_file():
            self._train(arm, seed, tokens, folder)
            found = self._measure(folder)
            path.write_text(json.dumps(found))
        values: dict[str, Values] = json.loads(path.read_text())
        return values

    def start(self) -> dict[str, Values]:
        """The measures before the joint stage."""
        path = self._run / "start" / "values.json"
        if not path.is_file():
            self._model.load_state_dict(self._start)
            path.write_text(json.dumps(self._measure(self._run / "start")))
        values: dict[str, Values] = json.loads(path.read_text())
        return values

    def _train(self, arm: str, seed: int, tokens: int, folder: Path) -> None:
        part = dataclasses.replace(self._recipe.unify, **ARMS[arm])
        makers = [BatchMaker(rows, encoder(self._tokenizer), self._special, part) for rows in self._rows.values()]
        weights = [len(maker) ** 0.5 for maker in makers]
        random = Random(0)
        drawn = [tokens_of(random.choices(makers, weights)[0].batch(random), part) for _ in range(20)]
        part = dataclasses.replace(part, steps=round(tokens / float(np.mean(drawn))))
        recipe = dataclasses.replace(self._recipe, seed=seed, unify=part)
        self._model.load_state_dict(self._start)
        temperature = torch.tensor(float(np.log(part.temperature)), requires_grad=True)
        trained = dict(self._model.named_parameters())
        optimizers = of_model(self._model, [temperature], recipe.optimizer, started=True, adapted=False)
        narrate(f"{arm}, seed {seed}: {part.steps} steps")
        stage = Stage("unify", folder, recipe, {**trained, "log_temperature": temperature}, optimizers)
        unify(stage, self._data, self._rows, self._backbone, self._tokenizer, self._special, None, temperature)
        export(self._model, self._run / "start" / "tokenizer.json", folder / "checkpoint", traits(recipe))

    def _measure(self, folder: Path) -> dict[str, Values]:
        part, encode = self._recipe.unify, encoder(self._tokenizer)
        self._model.eval()
        embedder = TorchEmbedder(folder.name, self._backbone, encode, self._special, part)
        reader = Reader(self._model, encode, self._special, part)
        found, said = measure(self._sets, embedder, reader, ANSWER_TASKS, folder / "vectors")
        self._model.train()
        return {"found": found, "said": said}


def _tokenizer(run: Path) -> tuple[Any, SpecialIds]:
    tokenizer, special = open_tokenizer(run / "start" / "tokenizer.json")
    return tokenizer, special


def table(start: dict[str, Values], arms: Mapping[str, list[dict[str, Values]]]) -> list[dict[str, Any]]:
    """One row an arm: means over tasks and seeds, their spread over seeds, and p against `full`."""
    by_task = {arm: [_flat(each) for each in found] for arm, found in arms.items()}
    if "embedding only" in arms and "generation only" in arms:
        pairs = zip(by_task["embedding only"], by_task["generation only"], strict=True)
        by_task["two models"] = [{**e, **{k: g[k] for k in g if k not in ("session", "last")}} for e, g in pairs]
    rows = [{"arm": "start", "seeds": 1, **_row([_flat(start)])}]
    tests: list[tuple[int, str, float]] = []
    full = by_task["full"]
    for arm, seeds in by_task.items():
        rows.append({"arm": arm, "seeds": len(seeds), **_row(seeds)})
        if arm != "full":
            tests += [(len(rows) - 1, name, _p(full, seeds, name)) for name in SHOWN if name != "agree"]
    for (row, name, _), adjusted in zip(tests, holm([p for _, _, p in tests]), strict=True):
        rows[row].setdefault("p", {})[name] = adjusted
    return rows


def _flat(found: dict[str, Values]) -> Values:
    return {**found["found"], **found["said"]}


def _row(seeds: list[Values]) -> dict[str, Any]:
    means = {name: [float(np.mean(each[name])) for each in seeds] for name in SHOWN}
    means["refusal_AUROC"] = [_refusal(each) for each in seeds]
    return {name: {"mean": float(np.mean(each)), "seeds": each} for name, each in means.items()}


def _refusal(values: Values) -> float:
    scores = [*values["none_without"], *values["none_with"]]
    found = auroc(scores, [True] * len(values["none_without"]) + [False] * len(values["none_with"]))
    return float("nan") if found is None else float(found)


def _p(full: list[Values], other: list[Values], name: str) -> float:
    return paired_randomisation(
        np.mean([each[name] for each in full], axis=0), np.mean([each[name] for each in other], axis=0)
    )


def text(rows: list[dict[str, Any]]) -> str:
    """The rows as a Markdown table; * marks p < 0.05 after correction, +- the spread over seeds."""
    names = [*SHOWN, "refusal_AUROC"]
    lines = ["| arm | seeds | " + " | ".join(names) + " |", "|---" * (len(names) + 2) + "|"]
    for row in rows:
        cells = []
        for name in names:
            scale = 1 if name == "reply_loss" else 100
            spread = f" ±{scale * float(np.std(row[name]['seeds'], ddof=1)):.1f}" if row["seeds"] > 1 else ""
            star = " *" if row.get("p", {}).get(name, 1.0) < 0.05 else ""
            cells.append(f"{scale * row[name]['mean']:.{2 if scale == 1 else 1}f}{spread}{star}")
        lines.append(f"| {row['arm']} | {row['seeds']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Train what is not trained, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("data", "dev", "run", "teacher"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=1_000_000)
    parser.add_argument("--only", action="append", default=[], choices=list(ARMS), help="arms beside full")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    train(RECIPE, given.data, given.run / "start", given.teacher)
    laboratory = Laboratory(read_recipe(RECIPE), given.data, given.dev, given.run)
    start = laboratory.start()
    arms: dict[str, list[dict[str, Values]]] = {}
    for seed in range(given.seeds):
        for arm in dict.fromkeys(["full", *given.only]) if given.only else ARMS:
            arms.setdefault(arm, []).append(laboratory.result(arm, seed, given.tokens))
            done = {name: found for name, found in arms.items() if len(found) == len(arms["full"])}
            narrate(text(table(start, done)))
    rows = table(start, arms)
    sys.stdout.write(
        json.dumps({"schema": 1, "tokens": given.tokens, "rows": rows}) + "\n" if given.json else text(rows)
    )


if __name__ == "__main__":
    main()
