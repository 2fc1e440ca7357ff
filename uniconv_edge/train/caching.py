"""Gradient caching (Gao, Zhang, Han and Callan, 2021): a contrastive batch of any size in the memory of one chunk.

First every row is read without a graph; the losses' gradients with respect to what was read are kept; then each chunk
is read again with a graph and receives its part. The gradient is that of one pass.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Read = Callable[[int, int], list[Tensor]]
LossOf = Callable[[list[Tensor]], dict[str, Tensor]]


def cached_gradients(read: Read, rows: int, chunk: int, loss_of: LossOf) -> dict[str, Tensor]:
    """Add the gradients of `sum(loss_of(read(0, rows)))` to all parameters; return the losses without a graph.

    `read(first, last)` gives one tensor a row and must give the same again when called again.
    """
    starts = range(0, rows, chunk)
    with torch.no_grad():
        states = [state for first in starts for state in read(first, min(first + chunk, rows))]
    leaves = [state.detach().requires_grad_() for state in states]
    losses = loss_of(leaves)
    torch.autograd.backward(torch.stack(list(losses.values())).sum())
    for first in starts:
        last = min(first + chunk, rows)
        pairs = [(s, leaf.grad) for s, leaf in zip(read(first, last), leaves[first:last], strict=True)]
        known = [(state, grad) for state, grad in pairs if grad is not None]
        if known:
            torch.autograd.backward([state for state, _ in known], [grad for _, grad in known])
    return {name: loss.detach() for name, loss in losses.items()}
