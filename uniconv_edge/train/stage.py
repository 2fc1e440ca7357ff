"""One training stage: optimizers, schedule, log, checkpoints that resume to the same result."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.train.recipe import Optimizer, Recipe

# step -> (losses with their weights already applied except under keys starting with "_", tokens computed)
StepFunction = Callable[[int], tuple[dict[str, Tensor], int]]


@dataclass(slots=True)
class Optimizers:
    """Muon for the matrices inside the layers, AdamW for all else."""

    muon: Any
    adam: torch.optim.Optimizer
    recipe: Optimizer

    @classmethod
    def of(cls, model: Any, extra: list[Tensor], recipe: Optimizer) -> Optimizers:
        """Optimizers over a model's parameters and `extra` scalars or matrices (AdamW)."""
        matrices = [
            p for n, p in model.named_parameters() if p.ndim == 2 and "embed_tokens" not in n and "lm_head" not in n
        ]
        chosen = {id(p) for p in matrices}
        rest = [p for p in model.parameters() if id(p) not in chosen]
        muon = torch.optim.Muon(
            matrices, lr=recipe.muon_lr, weight_decay=recipe.weight_decay, adjust_lr_fn="match_rms_adamw"
        )
        groups = [{"params": rest}, {"params": extra}]
        return cls(muon, torch.optim.AdamW(groups, lr=recipe.adam_lr, betas=(0.9, 0.98), weight_decay=0.0), recipe)

    def step(self, factor: float) -> None:
        """One update with both learning rates scaled by `factor`, then gradients are cleared."""
        for optimizer, lr in ((self.muon, self.recipe.muon_lr), (self.adam, self.recipe.adam_lr)):
            for group in optimizer.param_groups:
                group["lr"] = lr * factor
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)


def schedule(step: int, steps: int, recipe: Optimizer) -> float:
    """Warm-up, stable, linear decay to a twentieth: the factor of the learning rate at `step` (from 0)."""
    warm = max(1, math.ceil(recipe.warmup * steps))
    decay = max(1, math.ceil(recipe.decay * steps))
    rising = min(1.0, (step + 1) / warm)
    falling = min(1.0, (steps - step) / decay)
    return rising * max(0.05, falling)


def narrate(text: str) -> None:
    """One line about the run, on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


class Stage:
    """Runs `steps` steps of a stage, resuming from its checkpoint in the run folder when there is one."""

    def __init__(self, name: str, run: Path, recipe: Recipe, model: Any, extra: dict[str, Tensor]) -> None:
        self._name, self._run, self._recipe = name, run, recipe
        self._model, self._extra = model, extra
        self._optimizers = Optimizers.of(model, list(extra.values()), recipe.optimizer)
        self._checkpoint = run / "checkpoints" / f"{name}.pt"

    def run(self, steps: int, function: StepFunction) -> None:
        """Train. Raises TrainingFailed on a loss that is not finite, keeping the last checkpoint."""
        start = self._restore()
        self._truncate_log(start)
        began = time.monotonic()
        for step in range(start, steps):
            losses, tokens = function(step)
            total = torch.stack([v for k, v in losses.items() if not k.startswith("_")]).sum()
            value = float(total.detach())
            if not math.isfinite(value):
                raise TrainingFailed(
                    f"{self._name} step {step}: the loss is {value}",
                    "lower the learning rates in the recipe; the last checkpoint is kept, run the command again",
                )
            torch.autograd.backward(total)
            norm = float(torch.nn.utils.clip_grad_norm_(self._parameters(), self._recipe.optimizer.clip))
            self._optimizers.step(schedule(step, steps, self._recipe.optimizer))
            elapsed = time.monotonic() - began
            self._log(step, steps, losses, value, norm, tokens, elapsed, elapsed / (step - start + 1))
            if (step + 1) % self._recipe.checkpoint_every == 0 or step + 1 == steps:
                self._save(step + 1)

    def _parameters(self) -> list[Tensor]:
        return [*self._model.parameters(), *self._extra.values()]

    def _save(self, step: int) -> None:
        state = {
            "step": step,
            "model": self._model.state_dict(),
            "extra": {k: v.detach() for k, v in self._extra.items()},
            "muon": self._optimizers.muon.state_dict(),
            "adam": self._optimizers.adam.state_dict(),
        }
        self._checkpoint.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._checkpoint.with_suffix(".tmp")
        try:
            with temporary.open("wb") as stream:
                torch.save(state, stream)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(self._checkpoint)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise TrainingFailed(
                f"cannot write checkpoint `{self._checkpoint}`: {error.strerror}",
                "free some disk space and run the command again; the last checkpoint is kept",
            ) from error

    def _restore(self) -> int:
        if not self._checkpoint.is_file():
            return 0
        state = torch.load(self._checkpoint, map_location="cpu", weights_only=True)
        self._model.load_state_dict(state["model"])
        for key, value in self._extra.items():
            value.data.copy_(state["extra"][key])
        self._optimizers.muon.load_state_dict(state["muon"])
        self._optimizers.adam.load_state_dict(state["adam"])
        return int(state["step"])

    @property
    def _log_file(self) -> Path:
        return self._run / f"{self._name}.jsonl"

    def _truncate_log(self, start: int) -> None:
        if self._log_file.is_file():
            kept = [x for x in self._log_file.read_text().splitlines() if x and json.loads(x)["step"] < start]
            self._log_file.write_text("".join(f"{line}\n" for line in kept))

    def _log(
        self,
        step: int,
        steps: int,
        losses: dict[str, Tensor],
        total: float,
        norm: float,
        tokens: int,
        elapsed: float,
        each: float,
    ) -> None:
        entry = {
            "step": step,
            "loss": round(total, 5),
            **{k.lstrip("_"): round(float(v.detach()), 5) for k, v in losses.items()},
            "grad_norm": round(norm, 4),
            "tokens": tokens,
            "seconds": round(elapsed, 2),
        }
        with self._log_file.open("a") as stream:
            stream.write(json.dumps(entry) + "\n")
        left = each * (steps - step - 1) / 60
        parts = " ".join(f"{k.lstrip('_')} {float(v.detach()):.3f}" for k, v in losses.items())
        line = f"{self._name} {step + 1}/{steps} {parts} {tokens / each:,.0f} tokens/s {left:.0f} min left"
        ending = "\r" if sys.stderr.isatty() and step + 1 < steps else "\n"
        if sys.stderr.isatty() or step % 10 == 0 or step + 1 == steps:
            sys.stderr.write(f"{line[:150]:<150}{ending}")
            sys.stderr.flush()
