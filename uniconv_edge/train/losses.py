"""The losses of docs/training.md as pure functions of vectors and logits. Similarities are computed in float32."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor


def info_nce(
    queries: Tensor,
    candidates: Tensor,
    positives: Tensor,
    log_temperature: Tensor,
    *,
    dims: Sequence[int] = (),
    margin: float | None = None,
    same: Tensor | None = None,
) -> Tensor:
    """InfoNCE of each query against all candidates, averaged over the Matryoshka prefixes `dims` (all when empty).

    queries (n, d), candidates (m, d), positives (n,) int64 indices into candidates, log_temperature scalar.
    `same` (n, m) bool marks candidates that are the positive under another index: never negatives. With `margin`,
    a candidate that scores above the positive + margin is taken for a false negative and masked.
    """
    total = queries.new_zeros((), dtype=torch.float32)
    widths = tuple(d for d in dims if d <= queries.shape[1]) or (queries.shape[1],)
    rows = torch.arange(len(queries), device=queries.device)
    for width in widths:
        q = F.normalize(queries[:, :width].float(), dim=-1)
        c = F.normalize(candidates[:, :width].float(), dim=-1)
        similarity = q @ c.T
        own = similarity[rows, positives].unsqueeze(1)
        masked = torch.zeros_like(similarity, dtype=torch.bool) if same is None else same.clone()
        if margin is not None:
            masked |= similarity.detach() > own.detach() + margin
        masked[rows, positives] = False
        logits = (similarity / log_temperature.float().exp()).masked_fill(masked, -torch.inf)
        total = total + F.cross_entropy(logits, positives)
    return total / len(widths)


def next_token(hidden: Tensor, embeddings: Tensor, targets: Tensor) -> Tensor:
    """Mean next-token cross-entropy of hidden states (n, d) against targets (n,).

    `embeddings` (v, d) are the output embeddings, which may be tied to those of the input or not.
    """
    return F.cross_entropy((hidden @ embeddings.T).float(), targets)


def pointing(scores: Tensor, right: Tensor, row: Tensor, rows: int) -> Tensor:
    """Mean negative log-likelihood of pointing at a right sentence, or at none.

    scores (n,) of sentences, each the log-odds of being right against not; right (n,) bool; row (n,) int64, the
    conversation each belongs to, of `rows`. A conversation chooses among all its sentences and nothing, whose score is
    0; nothing is right where no sentence is.
    """
    most = scores.new_zeros(rows).scatter_reduce(0, row, scores.detach(), "amax")  # 0, nothing's score, counts
    shifted = (scores - most[row]).exp()
    everything = scores.new_zeros(rows).index_add(0, row, shifted) + (-most).exp()
    answering = scores.new_zeros(rows).index_add(0, row, shifted * right)
    answerable = scores.new_zeros(rows).index_add(0, row, right.to(scores.dtype)) > 0
    wanted = torch.where(answerable, answering, (-most).exp())
    return (everything.log() - wanted.clamp_min(1e-30).log()).mean()


def distillation(vectors: Tensor, teacher: Tensor) -> Tensor:
    """Mean cosine distance of vectors (n, d) to a teacher's unit vectors (n, d)."""
    return (1 - F.cosine_similarity(vectors.float(), teacher.float(), dim=-1)).mean()


def similarity_matching(vectors: Tensor, teacher: Tensor) -> Tensor:
    """Mean squared difference between the batch's own cosine matrix and the teacher's, off the diagonal."""
    own = F.normalize(vectors.float(), dim=-1)
    difference = own @ own.T - teacher.float() @ teacher.float().T
    n = len(own)
    return (difference * (1 - torch.eye(n, device=own.device))).square().sum() / max(1, n * (n - 1))


def neighbour_matching(vectors: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """Mean divergence of whom each text of the batch is near: of the softmax over its cosines to the others, at a
    temperature, from that over the teacher's; vectors and the teacher's are (n, d), the teacher's of length 1."""
    own = F.normalize(vectors.float(), dim=-1)
    itself = torch.eye(len(own), dtype=torch.bool, device=own.device)
    near, wanted = (
        (each @ each.T / temperature).masked_fill(itself, -1e9).log_softmax(-1) for each in (own, teacher.float())
    )
    return F.kl_div(near, wanted, reduction="batchmean", log_target=True)
