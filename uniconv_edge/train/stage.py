"""One training stage: steps, log, checkpoints that resume to the same result, the average of the last weights."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.regular import written_whole
from uniconv_edge.train.optimise import Optimizers, schedule
from uniconv_edge.train.recipe import Recipe
from uniconv_edge.train.record import log_entries

# step -> (losses with their weights already applied, tokens computed). A loss whose gradients the step has already
# computed itself has no graph.
StepFunction = Callable[[int], tuple[dict[str, Tensor], int]]


def narrate(text: str) -> None:
    """One line about the run, on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


class Stage:
    """Runs `steps` steps of a stage of `recipe`, resuming from its checkpoint in the run's `folder` when there is one.

    `trained` names every tensor that the stage changes. `flops_per_token` and `peak_flops` (0: unknown) give the share
    of the hardware's peak in the log.
    """

    def __init__(
        self,
        name: str,
        run: Path,
        recipe: Recipe,
        trained: dict[str, Tensor],
        optimizers: Optimizers,
        *,
        flops_per_token: float = 0.0,
        peak_flops: float = 0.0,
    ) -> None:
        self._name, self.folder, self.recipe = name, run, recipe
        self._trained, self._optimizers = trained, optimizers
        self._average: dict[str, Tensor] = {}
        self._averaged = 0
        self._share = flops_per_token / peak_flops if peak_flops else 0.0
        self._checkpoint = run / "checkpoints" / f"{name}.pt"

    def run(self, steps: int, function: StepFunction) -> None:
        """Train; then the weights are the mean of the last ones, as `average` in the recipe says.

        Raises TrainingFailed on a loss that is not finite or a full disk, keeping the last checkpoint.
        """
        start = self._restore()
        self._truncate_log(start)
        began = time.monotonic()
        for step in range(start, steps):
            losses, tokens = function(step)
            value = sum(float(loss.detach()) for loss in losses.values())
            self._check_finite(step, "loss", value)
            open_losses = [loss for loss in losses.values() if loss.requires_grad]
            if open_losses:
                torch.autograd.backward(torch.stack(open_losses).sum())
            norm = float(torch.nn.utils.clip_grad_norm_(list(self._trained.values()), self.recipe.optimizer.clip))
            self._check_finite(step, "length of the gradient", norm)
            self._optimizers.step(schedule(step, steps, self.recipe.optimizer))
            self._add_to_average(step, steps)
            self._log(step, steps, losses, norm, tokens, (time.monotonic() - began, step - start + 1))
            if (step + 1) % self.recipe.checkpoint_every == 0 or step + 1 == steps:
                self._save(step + 1)
        with torch.no_grad():
            for name, mean in self._average.items():
                self._trained[name].copy_(mean)

    def _check_finite(self, step: int, what: str, value: float) -> None:
        if not math.isfinite(value):
            raise TrainingFailed(
                f"{self._name} step {step}: the {what} is {value}",
                "lower the learning rates in the recipe; the last checkpoint is kept, run the command again",
            )

    def _add_to_average(self, step: int, steps: int) -> None:
        part = self.recipe.optimizer
        if not part.average or step + 1 <= steps * (1 - part.average) or (steps - step - 1) % part.average_every:
            return
        self._averaged += 1
        for name, tensor in self._trained.items():
            now = tensor.detach().float()
            mean = self._average.setdefault(name, now.clone())
            mean += (now - mean) / self._averaged

    def _save(self, step: int) -> None:
        state = {
            "step": step,
            "trained": {name: tensor.detach() for name, tensor in self._trained.items()},
            "optimizers": self._optimizers.state(),
            "average": self._average,
            "averaged": self._averaged,
        }
        self._checkpoint.parent.mkdir(parents=True, exist_ok=True)
        try:
            with written_whole(self._checkpoint) as stream:
                torch.save(state, stream)
        except (OSError, RuntimeError) as error:  # torch wraps some write errors
            raise TrainingFailed(
                f"cannot write checkpoint `{self._checkpoint}`: {getattr(error, 'strerror', None) or error}",
                "free some disk space and run the command again; the last checkpoint is kept",
            ) from error

    def _restore(self) -> int:
        if not self._checkpoint.is_file():
            return 0
        try:
            state = torch.load(self._checkpoint, map_location="cpu", weights_only=True)
            with torch.no_grad():
                for name, tensor in self._trained.items():
                    tensor.copy_(state["trained"][name])
            self._optimizers.restore(state["optimizers"])
            self._average = {name: mean.to(self._trained[name].device) for name, mean in state["average"].items()}
            self._averaged = int(state["averaged"])
            return int(state["step"])
        except Exception as error:  # of a damaged file torch and pickle may raise anything
            reason = str(error).split("\n", 1)[0] or type(error).__name__
            raise TrainingFailed(
                f"checkpoint `{self._checkpoint}` is damaged, or of another recipe: {reason}",
                "put back the recipe that the run was begun with; if it is the same, delete the file, and the stage "
                "begins anew",
            ) from error

    @property
    def _log_file(self) -> Path:
        return self.folder / f"{self._name}.jsonl"

    def _truncate_log(self, start: int) -> None:
        if self._log_file.is_file():
            kept = [entry for entry in log_entries(self._log_file) if entry["step"] < start]
            self._log_file.write_text("".join(f"{json.dumps(entry)}\n" for entry in kept))

    def _log(
        self,
        step: int,
        steps: int,
        losses: dict[str, Tensor],
        norm: float,
        tokens: int,
        clock: tuple[float, int],
    ) -> None:
        elapsed, done = clock
        values = {name: round(float(loss.detach()), 5) for name, loss in losses.items()}
        entry: dict[str, Any] = {
            "step": step,
            "loss": round(sum(values.values()), 5),
            **values,
            "grad_norm": round(norm, 4),
            "tokens": tokens,
            "seconds": round(elapsed, 2),
        }
        with self._log_file.open("a") as stream:
            stream.write(json.dumps(entry) + "\n")
        each = elapsed / done
        rate = tokens / each
        parts = " ".join(f"{name} {value:.3f}" for name, value in values.items())
        peak = f" {100 * self._share * rate:.0f}% of peak" if self._share else ""
        left = each * (steps - step - 1) / 60
        line = f"{self._name} {step + 1}/{steps} {parts} {rate:,.0f} tokens/s{peak} {left:.0f} min left"
        ending = "\r" if sys.stderr.isatty() and step + 1 < steps else "\n"
        if sys.stderr.isatty() or step % 10 == 0 or step + 1 == steps:
            sys.stderr.write(f"{line[:180]:<180}{ending}")
            sys.stderr.flush()


def peak_flops(device: torch.device, hidden: int, mlp: int) -> float:
    """Floating-point operations a second of a plain matrix product of the decoder's own shapes, measured now."""
    a = torch.randn(2048, hidden, device=device)
    b = torch.randn(hidden, mlp, device=device)
    best = 0.0
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(8):
            a @ b
        if device.type == "cuda":
            torch.cuda.synchronize()
        best = max(best, 8 * 2 * 2048 * hidden * mlp / (time.perf_counter() - began))
    return best
