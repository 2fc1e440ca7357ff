"""Optimizers and the learning-rate schedule of a stage."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any
from unittest import mock

import torch
from torch import Tensor
from torch.optim import _muon

from uniconv_edge.train.recipe import Optimizer

# The attention of the first two layers is the static start (architecture.new_model): its few large weights are moved by
# a rate of their own, since Muon's updates have full rank whatever the gradient and would wash them out.
STARTED = ("model.layers.0.self_attn.", "model.layers.1.self_attn.")


class _Muon(torch.optim.Muon):
    """torch's Muon, with products in float32 on a processor: it takes bfloat16, which a processor without such products
    computes some twenty times more slowly."""

    def step(self, closure: Any = None) -> Any:
        """One update."""
        if self.param_groups[0]["params"][0].device.type != "cpu":
            return super().step(closure)  # type: ignore[no-untyped-call]
        with mock.patch.object(_muon, "_zeropower_via_newtonschulz", orthogonal):
            return super().step(closure)  # type: ignore[no-untyped-call]


def muon(matrices: Sequence[Tensor], lr: float, weight_decay: float, adjusted: str) -> torch.optim.Optimizer:
    """Muon for matrices; `adjusted` names how the rate follows their shapes (torch's `adjust_lr_fn`)."""
    return _Muon(list(matrices), lr=lr, weight_decay=weight_decay, adjust_lr_fn=adjusted)


def orthogonal(gradient: Tensor, coefficients: tuple[float, float, float], steps: int, eps: float) -> Tensor:
    """The gradient (m, n) with its singular values moved near 1, by the Newton-Schulz iteration of Muon (Jordan et al.,
    2024), in the gradient's own precision."""
    a, b, c = coefficients
    wide = gradient.T if gradient.shape[0] > gradient.shape[1] else gradient
    wide = wide / wide.norm().clamp(min=eps)
    for _ in range(steps):
        gram = wide @ wide.T
        wide = torch.addmm(wide, torch.addmm(gram, gram, gram, beta=b, alpha=c), wide, beta=a)
    return wide.T if gradient.shape[0] > gradient.shape[1] else wide


class Optimizers:
    """Several optimizers that step together, each with the learning rate it was made with times one factor."""

    def __init__(self, each: Iterable[torch.optim.Optimizer]) -> None:
        self._each = list(each)
        self._rates = [[float(group["lr"]) for group in optimizer.param_groups] for optimizer in self._each]

    def step(self, factor: float) -> None:
        """One update with every learning rate scaled by `factor`, then gradients are cleared."""
        for optimizer, rates in zip(self._each, self._rates, strict=True):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

    def state(self) -> list[dict[str, Any]]:
        """What a checkpoint keeps."""
        return [optimizer.state_dict() for optimizer in self._each]

    def restore(self, state: list[dict[str, Any]]) -> None:
        """Go on from `state()`."""
        for optimizer, part in zip(self._each, state, strict=True):
            optimizer.load_state_dict(part)


def freeze(model: Any, layers: int) -> None:
    """Keep the first `layers` layers as they are, and the token vectors and the last norm that they share (0: none)."""
    if layers:
        decoder = model.model
        for part in (decoder.embed_tokens, *decoder.layers[:layers], decoder.norm):
            part.requires_grad_(False)


def of_model(model: Any, extra: Iterable[Tensor], recipe: Optimizer, *, started: bool, adapted: bool) -> Optimizers:
    """Muon for the matrices inside the layers, AdamW for all else and for `extra`.

    With `started` the attention of the static start gets AdamW at `start_lr`. An `adapted` model (a pretrained one,
    whole or by LoRA) gets AdamW throughout.
    """
    matrices: list[Tensor] = []
    first: list[Tensor] = []
    rest: list[Tensor] = []
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        inner = parameter.ndim == 2 and "embed_tokens" not in name and "lm_head" not in name
        if started and name.startswith(STARTED):
            first.append(parameter)
        else:
            (matrices if inner and not adapted else rest).append(parameter)
    groups: list[dict[str, Any]] = [{"params": rest}, {"params": list(extra)}]
    if first:
        groups.append({"params": first, "lr": recipe.start_lr})
    each: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(
            [group for group in groups if group["params"]], lr=recipe.adam_lr, betas=(0.9, 0.98), weight_decay=0.0
        )
    ]
    if matrices:
        each.append(muon(matrices, recipe.muon_lr, recipe.weight_decay, "match_rms_adamw"))
    return Optimizers(each)


def schedule(step: int, steps: int, recipe: Optimizer) -> float:
    """Warm-up, stable, linear decay to a twentieth: the factor of the learning rate at `step` (from 0)."""
    warm = max(1, math.ceil(recipe.warmup * steps))
    decay = max(1, math.ceil(recipe.decay * steps))
    rising = min(1.0, (step + 1) / warm)
    falling = min(1.0, (steps - step) / decay)
    return rising * max(0.05, falling)
