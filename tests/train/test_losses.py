"""Losses against naive double-precision versions, values and gradients."""

from __future__ import annotations

import math

import pytest
import torch

from uniconv_edge.train import losses
from uniconv_edge.train.optimise import orthogonal


def naive_info_nce(queries, candidates, positives, temperature, masked):
    total = 0.0
    for i, query in enumerate(queries):
        scores = []
        for j, candidate in enumerate(candidates):
            cosine = float(query @ candidate) / math.sqrt(float(query @ query) * float(candidate @ candidate))
            scores.append(-math.inf if (i, j) in masked else cosine / temperature)
        highest = max(scores)
        total -= scores[positives[i]] - highest - math.log(sum(math.exp(s - highest) for s in scores))
    return total / len(queries)


@pytest.fixture
def vectors() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    return (
        torch.randn(4, 8, generator=generator, dtype=torch.float64),
        torch.randn(6, 8, generator=generator, dtype=torch.float64),
    )


def test_info_nce_equals_the_naive_sum(vectors) -> None:
    queries, candidates = vectors
    log_temperature = torch.tensor(math.log(0.1))
    found = losses.info_nce(queries, candidates, torch.tensor([0, 1, 2, 3]), log_temperature)
    assert float(found) == pytest.approx(naive_info_nce(queries, candidates, [0, 1, 2, 3], 0.1, set()), rel=1e-5)


def test_matryoshka_averages_the_prefixes(vectors) -> None:
    queries, candidates = vectors
    log_temperature, positives = torch.tensor(math.log(0.1)), torch.tensor([0, 1, 2, 3])
    both = losses.info_nce(queries, candidates, positives, log_temperature, dims=(4, 8))
    short = naive_info_nce(queries[:, :4], candidates[:, :4], [0, 1, 2, 3], 0.1, set())
    whole = naive_info_nce(queries, candidates, [0, 1, 2, 3], 0.1, set())
    assert float(both) == pytest.approx((short + whole) / 2, rel=1e-5)


def test_a_candidate_far_above_the_positive_is_not_pushed_away() -> None:
    queries = torch.tensor([[1.0, 0.0]])
    candidates = torch.tensor([[0.6, 0.8], [1.0, 0.0], [0.0, 1.0]])
    positives, log_temperature = torch.tensor([0]), torch.tensor(0.0)
    masked = losses.info_nce(queries, candidates, positives, log_temperature, margin=0.1)
    assert float(masked) == pytest.approx(math.log(1 + math.exp(0.0 - 0.6)), rel=1e-5)
    assert float(losses.info_nce(queries, candidates, positives, log_temperature)) > float(masked)


def test_the_same_reply_under_another_index_is_no_negative() -> None:
    queries = torch.eye(2)
    candidates = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    same = torch.ones(2, 2, dtype=torch.bool)
    assert float(losses.info_nce(queries, candidates, torch.arange(2), torch.tensor(0.0), same=same)) == 0.0


def test_gradients_of_info_nce_are_those_of_finite_differences(vectors) -> None:
    queries, candidates = vectors
    queries.requires_grad_(True)
    positives, log_temperature = torch.tensor([0, 1, 2, 3]), torch.tensor(math.log(0.2))
    losses.info_nce(queries, candidates, positives, log_temperature).backward()
    step = 1e-4
    for i, j in ((0, 0), (3, 5)):
        moved = queries.detach().clone()
        moved[i, j] += step
        up = naive_info_nce(moved, candidates, [0, 1, 2, 3], 0.2, set())
        moved[i, j] -= 2 * step
        down = naive_info_nce(moved, candidates, [0, 1, 2, 3], 0.2, set())
        assert float(queries.grad[i, j]) == pytest.approx((up - down) / (2 * step), rel=1e-3, abs=1e-5)


def test_next_token_is_the_mean_negative_log_likelihood() -> None:
    hidden, embeddings = torch.eye(2), torch.eye(2)
    expected = -math.log(math.e / (math.e + 1))
    assert float(losses.next_token(hidden, embeddings, torch.tensor([0, 1]))) == pytest.approx(expected, rel=1e-6)


def test_distillation_is_zero_only_at_the_teacher() -> None:
    teacher = torch.nn.functional.normalize(torch.randn(3, 5), dim=-1)
    assert float(losses.distillation(3 * teacher, teacher)) == pytest.approx(0, abs=1e-6)
    assert float(losses.distillation(-teacher, teacher)) == pytest.approx(2, abs=1e-5)


def test_similarity_matching_ignores_rotations() -> None:
    teacher = torch.nn.functional.normalize(torch.randn(4, 6), dim=-1)
    rotation = torch.linalg.qr(torch.randn(6, 6)).Q
    assert float(losses.similarity_matching(teacher @ rotation, teacher)) == pytest.approx(0, abs=1e-6)


def test_neighbour_matching_is_the_divergence_of_whom_each_text_is_near(vectors) -> None:
    own, teacher = vectors[0], vectors[1][:4]
    teacher = torch.nn.functional.normalize(teacher, dim=-1)

    def naive(rows) -> float:
        rows, total = torch.nn.functional.normalize(rows, dim=-1), 0.0
        for i in range(len(rows)):
            others = [j for j in range(len(rows)) if j != i]
            near, wanted = ([math.exp(float(each[i] @ each[j]) / 0.1) for j in others] for each in (rows, teacher))
            shares = [(n / sum(near), w / sum(wanted)) for n, w in zip(near, wanted, strict=True)]
            total += sum(w * math.log(w / n) for n, w in shares)
        return total / len(rows)

    rows = own.clone().float().requires_grad_(True)
    loss = losses.neighbour_matching(rows, teacher, 0.1)
    loss.backward()
    assert loss.item() == pytest.approx(naive(own), rel=1e-4)
    moved = [own.clone(), own.clone()]
    moved[0][1, 2] += 1e-4
    moved[1][1, 2] -= 1e-4
    assert float(rows.grad[1, 2]) == pytest.approx((naive(moved[0]) - naive(moved[1])) / 2e-4, rel=1e-2, abs=1e-4)
    assert float(losses.neighbour_matching(teacher, teacher, 0.1)) == pytest.approx(0, abs=1e-5)


def naive_pointing(scores, right, rows, count):
    total = 0.0
    for row in range(count):
        own = [(math.exp(float(s.detach())), r) for s, r, at in zip(scores, right, rows, strict=True) if at == row]
        wanted = sum(weight for weight, good in own if good) or 1.0
        total += math.log(1 + sum(weight for weight, _ in own)) - math.log(wanted)
    return total / count


def test_pointing_chooses_among_all_sentences_of_a_conversation_and_nothing() -> None:
    scores = torch.tensor([0.5, -2.0, 3.0, 1.0, -1.0, 40.0], dtype=torch.float64, requires_grad=True)
    right, rows = [True, False, False, False, False, True], [0, 0, 0, 1, 1, 3]
    found = losses.pointing(scores, torch.tensor(right), torch.tensor(rows), 4)
    assert float(found.detach()) == pytest.approx(naive_pointing(scores, right, rows, 4), rel=1e-9)
    (gradient,) = torch.autograd.grad(found, scores)
    for i in range(len(scores)):
        moved = scores.detach().clone()
        moved[i] += 1e-6
        slope = (naive_pointing(moved, right, rows, 4) - float(found.detach())) / 1e-6
        assert float(gradient[i]) == pytest.approx(slope, abs=1e-5)


def test_muon_without_bfloat16_moves_singular_values_near_one() -> None:
    gradient = torch.randn(12, 30, generator=torch.Generator().manual_seed(0))
    for turned in (gradient, gradient.T):
        values = torch.linalg.svdvals(orthogonal(turned, (3.4445, -4.775, 2.0315), 5, 1e-7))
        assert values.shape == (12,)
        assert 0.3 < float(values.min()) <= float(values.max()) < 1.3
