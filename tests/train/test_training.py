"""The trainer from data to a checkpoint that the converter takes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from uniconv_edge.errors import ConfigurationError, TrainingFailed
from uniconv_edge.model.layout import SPECIAL_TOKENS, SpecialIds
from uniconv_edge.train import data as training_data
from uniconv_edge.train import run as running
from uniconv_edge.train.architecture import RESERVED, StaticStart, check_start, meaning, new_model, recency_pairs
from uniconv_edge.train.backbone import Backbone
from uniconv_edge.train.bags import occurrences
from uniconv_edge.train.batches import BatchMaker, packed_rows
from uniconv_edge.train.mining import confusions
from uniconv_edge.train.optimise import Optimizers, schedule
from uniconv_edge.train.recipe import ModelShape, Optimizer, read_recipe
from uniconv_edge.train.record import record
from uniconv_edge.train.stage import Stage
from uniconv_edge.train.static import Bag, static_start
from uniconv_edge.train.unify import joint_losses


def losses_of(run: Path, stage: str) -> list[float]:
    return [json.loads(line)["loss"] for line in (run / f"{stage}.jsonl").read_text().splitlines()]


def logged(run: Path) -> set[str]:
    return {key for line in (run / "unify.jsonl").read_text().splitlines() for key in json.loads(line)}


def test_a_run_ends_in_a_llama_checkpoint_with_all_objectives_logged(finished) -> None:
    from transformers import LlamaForCausalLM

    model = LlamaForCausalLM.from_pretrained(finished.checkpoint)
    assert model.config.hidden_size == 32
    assert json.loads((finished.checkpoint / "uniconv_training.json").read_text())["layout"] == "uniconv-1"
    assert {"retrieval", "generation", "cii", "step", "tokens", "seconds"} <= logged(finished.run)


def test_a_killed_run_resumes_to_the_same_losses_and_weights(finished, data, recipe, tmp_path, monkeypatch) -> None:
    joint = running.unify

    def killed_after_two(stage, *rest):
        stepping = stage.run

        def run(steps, function):
            def step(number):
                if number == 3:
                    raise KeyboardInterrupt
                return function(number)

            stepping(steps, step)

        stage.run = run
        joint(stage, *rest)

    monkeypatch.setattr(running, "unify", killed_after_two)
    with pytest.raises(KeyboardInterrupt):
        running.train(recipe, data, tmp_path / "cut", None)
    monkeypatch.setattr(running, "unify", joint)
    resumed = running.train(recipe, data, tmp_path / "cut", None)
    assert losses_of(tmp_path / "cut", "unify") == losses_of(finished.run, "unify")
    first, second = load_file(finished.checkpoint / "model.safetensors"), load_file(resumed / "model.safetensors")
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("objective", ["retrieval", "generation", "cii"])
def test_each_objective_can_be_switched_off(objective, data, recipe, tmp_path) -> None:
    recipe.write_text(recipe.read_text() + f"{objective}_weight = 0.0\n")
    running.train(recipe, data, tmp_path / "run", None)
    found = logged(tmp_path / "run")
    assert {"retrieval", "generation", "cii"} - found == {objective}


def test_a_row_set_is_read_as_the_format_says(data) -> None:
    rows = training_data.read_rows(data, "made")
    first, follow = rows.rows[0], rows.rows[1]
    assert rows.passages[-1][1].startswith("The island is old.")
    assert rows.passages[0][1][slice(*first.evidence)] == first.reply == "It was made in 1900."
    assert [turn.text for turn in follow.turns] == [
        "When was the lease made?",
        "It was made in 1900.",
        "And who sold it?",
    ]
    assert not rows.rows[-1].answerable
    assert rows.rows[-1].positive is None


def test_a_missing_data_folder_is_named(recipe, tmp_path) -> None:
    with pytest.raises(TrainingFailed, match="no corpus shards"):
        running.train(recipe, tmp_path / "nowhere", tmp_path / "run", None)


def test_an_unknown_recipe_key_names_its_nearest(recipe) -> None:
    recipe.write_text(recipe.read_text().replace("pairs = 6", "pars = 6"))
    with pytest.raises(ConfigurationError, match=r"unknown key `unify.pars`") as caught:
        read_recipe(recipe)
    assert caught.value.hint == "did you mean `unify.pairs`?"


def test_a_recipe_value_of_the_wrong_kind_is_refused(recipe) -> None:
    recipe.write_text(recipe.read_text().replace("pairs = 6", 'pairs = "six"'))
    with pytest.raises(ConfigurationError, match=r"`unify.pairs` is 'six', expected int"):
        read_recipe(recipe)


def test_a_run_folder_is_not_continued_with_another_shape(finished, data, recipe, tmp_path) -> None:
    shutil.copytree(finished.run, tmp_path / "run")
    recipe.write_text(recipe.read_text().replace("layers = 2", "layers = 3"))
    with pytest.raises(ConfigurationError, match="begun with another"):
        running.train(recipe, data, tmp_path / "run", None)


def test_a_run_that_diverges_stops(data, recipe, tmp_path) -> None:
    recipe.write_text(recipe.read_text() + "\n[optimizer]\nmuon_lr = 1e30\nadam_lr = 1e30\nclip = 1e30\n")
    with pytest.raises(TrainingFailed, match=r"the (loss|length of the gradient) is"):
        running.train(recipe, data, tmp_path / "run", None)


def test_a_loss_that_is_not_finite_stops_before_its_step(tmp_path, recipe) -> None:
    weight = torch.nn.Parameter(torch.ones(1))
    tmp_path.joinpath("run").mkdir()
    stage = Stage("made", tmp_path / "run", read_recipe(recipe), {}, Optimizers([torch.optim.SGD([weight], lr=1.0)]))
    with pytest.raises(TrainingFailed, match="made step 0: the loss is inf"):
        stage.run(4, lambda _: ({"slope": weight.sum() * float("inf")}, 1))
    assert float(weight.detach()) == 1


def test_the_schedule_warms_up_holds_and_decays(recipe) -> None:
    optimizer = read_recipe(recipe).optimizer
    factors = [schedule(step, 100, optimizer) for step in range(100)]
    assert factors[0] == 0.5
    assert factors[40] == 1.0
    assert factors[99] == pytest.approx(0.05)
    assert all(a >= b for a, b in pairwise(factors[65:]))


@pytest.mark.parametrize("code", [0, 30])
def test_the_static_start_makes_the_vector_the_weighted_mean_of_its_tokens(code: int) -> None:
    special = SpecialIds.from_vocabulary({token: i for i, token in enumerate(SPECIAL_TOKENS)})
    random = np.random.default_rng(0)
    shape = ModelShape(hidden=384, layers=3, heads=3, mlp=64, context=512, code=code)
    bag, arrays = some_bag(shape, 200, random)
    with torch.no_grad():
        model = new_model(shape, 200, special, StaticStart(**arrays))
        backbone = Backbone(model, special.pad, compiled=False)
        texts = [random.integers(len(SPECIAL_TOKENS), 200, size).astype(np.int32) for size in (3, 20, 110)]
        texts.append(
            np.repeat(texts[0], [80, 1, 1])
        )  # one token that drowns the others unless it counts less each time
        rows = [[special.bos, special.source, *text.tolist(), special.emb] for text in texts]
        session = tuple((text, n == 1) for n, text in enumerate(texts))
        short = tuple((text[first : first + 6], first % 12 == 6) for first in range(0, 42, 6) for text in texts[2:3])
        for turns in (session, short):
            rows.append([special.bos])
            for text, reply in turns:
                rows[-1] += [special.assistant if reply else special.user, *text.tolist()]
            rows[-1].append(special.emb)
        found = torch.nn.functional.normalize(torch.cat(backbone.read(rows, [[len(r) - 1] for r in rows])), dim=-1)
        wanted = [*bag.texts(bag.directions(), texts), *bag.sessions(bag.directions(), [session, short], 256)]
    for vector, mean in zip(found, wanted, strict=True):
        assert float(vector[: len(mean)] @ mean) > 0.995
        assert not vector[len(mean) :].any()


def some_bag(shape: ModelShape, vocabulary: int, random: np.random.Generator) -> tuple[Bag, dict[str, np.ndarray]]:
    """A bag of tokens with random parameters, and these by name."""
    vectors = random.normal(0, 1, (vocabulary, meaning(shape))).astype(np.float32)
    weights = random.normal(0, 1, vocabulary).astype(np.float32)
    bag = Bag(vectors, weights, [angle for _, angle in recency_pairs(shape)], (-1.5, 2.5), repeats=shape.code > 0)
    with torch.no_grad():
        bag.turn_weights += torch.tensor(random.normal(0, 0.5, vocabulary).astype(np.float32))
        bag.repeats *= 2
        arrays = {name: value.numpy() for name, value in bag.named_parameters()}
        arrays["vectors"] = bag.directions().numpy()
    return bag, arrays


def test_a_repeated_token_counts_less_each_time() -> None:
    shape = ModelShape(hidden=384, layers=2, heads=3, code=30)
    bag, _ = some_bag(shape, 40, np.random.default_rng(0))
    with torch.no_grad():
        bag.beginning.zero_()
        cosines = [
            float(bag.directions()[20] @ bag.texts(bag.directions(), [np.array([20] * times + [30])])[0])
            for times in (1, 2, 3)
        ]
        bag.repeats.zero_()
        flat = float(bag.directions()[20] @ bag.texts(bag.directions(), [np.array([20, 20, 30])])[0])
    assert cosines[0] < cosines[1] < cosines[2]
    assert cosines[1] < flat


def test_occurrences_are_counted_within_each_text() -> None:
    texts = [np.array([5, 7, 5, 5]), np.array([5]), np.array([7, 7])]
    assert occurrences(texts).tolist() == [1, 1, 2, 3, 1, 1, 2]


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (ModelShape(hidden=384, layers=1, heads=6), "2 layers of 2 heads, not 1 of 6"),
        (ModelShape(hidden=384, layers=2, heads=2, code=30), "2 layers of 3 heads, not 2 of 2"),
        (ModelShape(hidden=384, layers=2, heads=6, code=30), "even number up to 14"),
    ],
)
def test_a_shape_that_cannot_hold_the_start_is_refused(shape: ModelShape, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        check_start(shape)


def test_gradient_caching_gives_the_gradient_of_one_pass(data, recipe) -> None:
    part = read_recipe(recipe).unify
    special = SpecialIds.from_vocabulary({token: i for i, token in enumerate(SPECIAL_TOKENS)})
    rows = training_data.read_rows(data, "made")
    maker = BatchMaker(rows, lambda text: [11 + ord(c) % 80 for c in text], special, part)
    batch = maker.batch(Random(1))

    def gradients(rows_at_once: int) -> list[torch.Tensor]:
        torch.manual_seed(0)
        model = new_model(ModelShape(hidden=32, layers=2, heads=2, mlp=64, context=256), 100, special, None)
        for name, parameter in model.named_parameters():
            if "o_proj" in name or "down_proj" in name:  # zero at the start: without this nothing flows back
                torch.nn.init.normal_(parameter, 0, 0.1)
        temperature = torch.tensor(-3.0, requires_grad=True)
        backbone = Backbone(model, special.pad, compiled=False)
        chosen = replace(part, cache_rows=rows_at_once, masked_weight=0.5, block_share=0.5)
        losses = joint_losses(backbone, batch, chosen, temperature, {}, [])
        assert {"retrieval", "generation", "cii", "masked"} == set(losses)
        if not rows_at_once:
            torch.autograd.backward(torch.stack(list(losses.values())).sum())
        return [p.grad for p in model.parameters() if p.grad is not None] + [temperature.grad]

    whole, cached = gradients(0), gradients(3)
    assert len(whole) == len(cached)
    for one, other in zip(whole, cached, strict=True):
        assert float((one - other).abs().max()) <= 1e-5 * max(1.0, float(one.abs().max()))


def test_packed_texts_and_blocks_do_not_see_each_other() -> None:
    special = SpecialIds.from_vocabulary({token: i for i, token in enumerate(SPECIAL_TOKENS)})
    torch.manual_seed(0)
    model = new_model(ModelShape(hidden=32, layers=2, heads=2, mlp=64, context=256), 100, special, None)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, 0, 0.3)
    backbone = Backbone(model, special.pad, compiled=False)
    first, second, other = [20, 21, 22, 23], [30, 31, 32], [40, 41, 42, 43]
    rows = [*packed_rows([first, second], special.bos, 9), *packed_rows([other, second], special.bos, 9)]
    with torch.no_grad():
        seen = backbone.read([r.ids for r in rows], [[7, 8]] * 2, [r.blind for r in rows])
        unmasked = backbone.read([r.ids for r in rows], [[7, 8]] * 2)
    assert torch.allclose(seen[0], seen[1], atol=1e-5)
    assert not torch.allclose(unmasked[0], unmasked[1], atol=1e-2)


def test_mined_negatives_are_confusing_but_not_right() -> None:
    sessions = torch.nn.functional.normalize(torch.tensor([[1.0, 0.0], [0.0, 1.0]]), dim=-1)
    passages = torch.nn.functional.normalize(
        torch.tensor([[0.9, 0.1], [0.88, 0.2], [0.89, 0.15], [1.0, -0.01], [0.1, 0.9]]), dim=-1
    )
    texts = ["right", "wrong but near", "right in other words: made in 1900", "right", "far"]
    found = confusions(sessions[:1], passages, [0], texts, ["made in 1900"], [7], [10, 11, 12, 13, 14])
    assert found == {7: [11, 14]}


def test_mining_is_repeated_in_a_resumed_run_as_it_was(data, recipe, tmp_path) -> None:
    recipe.write_text(recipe.read_text() + "mine_every = 2\n")
    running.train(recipe, data, tmp_path / "run", None)
    found = json.loads((tmp_path / "run" / "negatives-1.json").read_text())["made"]
    assert found
    maker = BatchMaker(training_data.read_rows(data, "made"), None, None, read_recipe(recipe).unify)
    assert all(int(maker.contrastive[int(place)].positive) not in ids for place, ids in found.items())


def test_the_result_is_the_mean_of_the_last_weights(tmp_path, recipe) -> None:
    weight = torch.nn.Parameter(torch.zeros(1))
    chosen = replace(read_recipe(recipe), optimizer=Optimizer(average=0.5, average_every=1, clip=1e9))
    seen = []

    def step(number):
        seen.append(float(weight.detach()))
        return {"slope": weight.sum()}, 1

    tmp_path.joinpath("run").mkdir()
    optimizers = Optimizers([torch.optim.SGD([weight], lr=1.0)])
    Stage("made", tmp_path / "run", chosen, {"weight": weight}, optimizers).run(4, step)
    last = seen[3] - schedule(3, 4, chosen.optimizer)
    assert float(weight.detach()) == pytest.approx((seen[3] + last) / 2)


def test_a_run_refuses_data_that_changed_since_it_began(finished, data, recipe, tmp_path) -> None:
    shutil.copytree(finished.run, tmp_path / "run")
    rows = data / "finetune" / "train-made.jsonl"
    rows.write_text(rows.read_text() + "\n")
    with pytest.raises(ConfigurationError, match=r"train-made.jsonl` has changed since run"):
        running.train(recipe, data, tmp_path / "run", None)


def test_a_run_refuses_data_of_which_a_file_is_gone(data, recipe, tmp_path) -> None:
    chosen = read_recipe(recipe)
    (data / "corpus" / "01-more.jsonl").write_text('{"title": "More", "text": "More."}\n')
    (tmp_path / "run").mkdir()
    record(chosen, data, tmp_path / "run")
    (data / "corpus" / "01-more.jsonl").unlink()
    with pytest.raises(ConfigurationError, match=r"01-more.jsonl` has gone since run"):
        record(chosen, data, tmp_path / "run")


@pytest.mark.parametrize(
    ("changes", "blocks"),
    [
        ({}, True),
        ({"block_share": 0.0}, False),
        ({"steps": 0}, False),
        ({"answer_rows": 0}, False),
        ({"generation_weight": 0.0, "cii_weight": 0.0}, False),
    ],
)
def test_a_model_has_block_attention_when_its_answers_were_trained_with_it(changes, blocks, recipe) -> None:
    chosen = read_recipe(recipe)
    assert running.traits(replace(chosen, unify=replace(chosen.unify, **changes)))["block_attention"] is blocks


def test_every_loss_is_plotted(finished) -> None:
    assert "<svg" in (finished.run / "losses.svg").read_text()


def test_the_static_stage_learns_from_a_teacher_and_resumes(data, recipe, tmp_path) -> None:
    recipe.write_text(recipe.read_text().replace("[pretrain]", "[static]\nsteps = 4\npairs = 8\n[pretrain]"))
    run = tmp_path / "run"
    tokenizer_file = run / "tokenizer.json"
    run.mkdir()
    tokenizer, _ = running._own_tokenizer(read_recipe(recipe), data, tokenizer_file)
    start = static_start(read_recipe(recipe), data, tokenizer, FakeTeacher(), run)
    again = static_start(read_recipe(recipe), data, tokenizer, FakeTeacher(), run)
    assert start.vectors.shape == (tokenizer.get_vocab_size(), 32 - RESERVED)
    assert np.allclose(np.linalg.norm(start.vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(start.vectors, again.vectors)
    assert {"retrieval", "distil", "sentence"} <= set(json.loads((run / "static.jsonl").read_text().splitlines()[0]))


class FakeTeacher:
    """Vectors of letters."""

    digest = "fake"

    def embed(self, texts, max_tokens):
        out = np.array([[text.count(chr(97 + i)) + 0.01 for i in range(26)] for text in texts], np.float32)
        return out / np.linalg.norm(out, axis=1, keepdims=True)


def test_products_in_bfloat16_train_and_keep_float32_weights(finished, data, recipe, tmp_path) -> None:
    recipe.write_text(recipe.read_text().replace("compile = false", "compile = false\nbfloat16 = true"))
    half = running.train(recipe, data, tmp_path / "half", None)
    assert load_file(half / "model.safetensors")["model.norm.weight"].dtype == torch.float32
    exact, rounded = losses_of(finished.run, "unify")[0], losses_of(tmp_path / "half", "unify")[0]
    assert rounded != exact
    assert rounded == pytest.approx(exact, rel=0.02)


def test_every_row_that_no_batch_takes_is_counted_with_the_reason(data, recipe, tmp_path) -> None:
    recipe.write_text(recipe.read_text() + "\n[unify.source_weights]\nmade = 0.0\n")
    with pytest.raises(ConfigurationError, match="no row"):
        running.train(recipe, data, tmp_path / "run", None)
    counted = json.loads((tmp_path / "run" / "rows.json").read_text())["made"]
    assert counted["skipped: weight 0 in the recipe"] == counted["rows"] > 0
