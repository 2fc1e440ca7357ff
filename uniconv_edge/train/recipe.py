"""Training recipes: TOML files read into frozen dataclasses. An unknown or ill-typed key is an error that names it."""

from __future__ import annotations

import dataclasses
import difflib
import math
import tomllib
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from uniconv_edge.errors import ConfigurationError
from uniconv_edge.model.layout import SPECIAL_TOKENS
from uniconv_edge.paths import is_folder_name
from uniconv_edge.regular import read_regular

T = TypeVar("T")
_MAX_BYTES = 1_000_000
_BYTES_AND_SPECIAL = 256 + len(SPECIAL_TOKENS)
_SHARE = (0.0, 1.0)
# What a number may be, (least, most); one that is not here may be any from 0 on.
_RANGES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("threads", "embed_tokens", "checkpoint_every"), (1, math.inf)),
    **{f"model.{key}": (1, math.inf) for key in ("hidden", "layers", "heads", "mlp", "context", "rope_theta")},
    "tokenizer.vocabulary": (_BYTES_AND_SPECIAL, math.inf),
    "tokenizer.characters": (1, math.inf),
    **{f"optimizer.{key}": _SHARE for key in ("average", "warmup", "decay")},
    "optimizer.average_every": (1, math.inf),
    "static.pairs": (1, math.inf),
    "static.drop": _SHARE,
    **{f"pretrain.{key}": (1, math.inf) for key in ("texts", "texts_per_step", "text_tokens", "lm_tokens")},
    **{f"unify.{key}": (1, math.inf) for key in ("pairs", "session_tokens", "passage_tokens", "reply_tokens")},
    **{f"unify.{key}": _SHARE for key in ("missing_positive", "distil_share", "block_share")},
    **{f"sentences.{key}": (1, math.inf) for key in ("dims", "layers", "words")},
    "sentences.corpus": _SHARE,
    **{f"reader.{key}": (1, math.inf) for key in ("dims", "batch", "sources")},
    **{f"reader.{key}": _SHARE for key in ("missing", "exchanged", "dropout")},
}
_DIVISORS = ("static.temperature", "static.match_temperature", "static.sentence_temperature", "unify.temperature")


@dataclass(frozen=True, slots=True)
class ModelShape:
    """A Llama-shaped decoder, or a pretrained one.

    `tied`: one matrix for input and output. The static start's vectors are long: tied to the output they make every
    token predict itself, and unlearning that outweighs everything else at first; so such a model is better untied.
    `code`: how many hidden dimensions tell tokens apart, so that the static start counts a repeated token less.
    `exit_layer`: after how many layers a vector is read (0: all): the ONNX half has so many, and what follows may learn
    to read sources without changing a vector.

    `base` is a Hugging Face folder, or a name on the model hub (read only then): its own shape and tokenizer are used,
    tuned whole or, with `lora_rank`, by LoRA on all projections.
    """

    base: str = ""
    lora_rank: int = 0
    lora_alpha: int = 64
    hidden: int = 384
    layers: int = 4
    heads: int = 6
    mlp: int = 1024
    context: int = 2048
    rope_theta: float = 10_000.0
    tied: bool = True
    code: int = 0
    exit_layer: int = 0


@dataclass(frozen=True, slots=True)
class TokenizerRecipe:
    """Byte-level BPE; `characters` of corpus text are read to train it."""

    vocabulary: int = 12_288
    characters: int = 40_000_000


@dataclass(frozen=True, slots=True)
class Optimizer:
    """Muon for matrices, AdamW for embeddings and norms, AdamW at `start_lr` for the attention that holds the static
    start; warm-up, stable, linear decay over `decay` of the steps. `frozen_layers`: so many first layers, with the
    token vectors and the last norm, stay as the static stage left them in the joint stage. The result is the mean of
    the weights at every `average_every`-th of the last steps (`average` is their share; 0: the last weights)."""

    muon_lr: float = 0.01
    adam_lr: float = 0.002
    start_lr: float = 0.0001
    frozen_layers: int = 0
    average: float = 0.1
    average_every: int = 5
    weight_decay: float = 0.01
    warmup: float = 0.02
    decay: float = 0.3
    clip: float = 1.0


@dataclass(frozen=True, slots=True)
class StaticRecipe:
    """Token vectors and weights as a bag of tokens (needs a teacher); 0 steps keep the untrained start. Each of `pairs`
    rows brings up to `negatives` hard negatives.
    `sentence_weight`: find the sentence of the evidence within its passage, at `sentence_temperature`. `drop`: the
    greatest share of a text's tokens left out at random; without it a vocabulary of this size learns rows by heart.
    Of the teacher each step shows `distil_texts` short texts: their vectors are to be the teacher's (`distil_weight`),
    `centred` without what all of the teacher's share, and which of the others are near each of them is to be what the
    teacher finds, at `match_temperature` (`match_weight`). `names`: length of the part of a token's vector that the
    teacher does not give, beside the part that it gives: the longer, the more equal words count and the less like ones.
    `reply`: how much a token of a reply counts, as logarithms: where turns are long, and how much more the shorter they
    are (`architecture.StaticStart`). Not learned: the replies of training rows are not those that people get."""

    steps: int = 400
    pairs: int = 512
    negatives: int = 1
    lr: float = 0.002
    temperature: float = 0.05
    retrieval_weight: float = 1.0
    distil_texts: int = 512
    distil_weight: float = 1.0
    centred: bool = False
    match_weight: float = 0.0
    match_temperature: float = 0.05
    sentence_weight: float = 0.2
    sentence_temperature: float = 0.2
    drop: float = 0.5
    names: float = 1.5
    reply: tuple[float, float] = (-3.0, 4.5)


@dataclass(frozen=True, slots=True)
class PretrainRecipe:
    """Distillation of short texts and next-token prediction on packed text, from the teacher's static vectors."""

    steps: int = 500
    texts: int = 60_000
    texts_per_step: int = 256
    text_tokens: int = 64
    lm_rows: int = 8
    lm_tokens: int = 256
    lm_weight: float = 0.3
    distil_weight: float = 1.0


@dataclass(frozen=True, slots=True)
class UnifyRecipe:
    """The joint stage. A weight of 0 switches its objective off (and saves its work).

    `block_share`: share of the conversations whose sources see only themselves. `masked_weight`: the answer once more,
    seeing the session only through its vector. `replay_rows`: packed corpus rows a step. `ddm`: false takes a reply
    for a passage now and then, the mistake that true triples avoid. `cache_rows`: gradient caching in chunks of so many
    rows (0: one pass). `mine_every`: steps between searches of the model itself for hard negatives, among at most
    `mine_rows` rows and passages of each source. `point_rows`: conversations a step whose sources are pointed at
    (`pointing`), each with `point_sources` sources; 0 switches the objective off.
    """

    steps: int = 1500
    pairs: int = 64
    hard_negatives: int = 4
    session_tokens: int = 128
    passage_tokens: int = 160
    answer_rows: int = 8
    answer_sources: int = 3
    source_tokens: int = 128
    reply_tokens: int = 64
    missing_positive: float = 0.15
    temperature: float = 0.05
    false_negative_margin: float = 0.1
    matryoshka: tuple[int, ...] = (128, 384)
    retrieval_weight: float = 1.0
    generation_weight: float = 0.3
    cii_weight: float = 0.1
    distil_weight: float = 1.0
    distil_share: float = 0.4
    masked_weight: float = 0.0
    block_share: float = 0.3
    replay_rows: int = 0
    replay_tokens: int = 256
    replay_weight: float = 0.1
    ddm: bool = True
    cache_rows: int = 0
    mine_every: int = 0
    mine_rows: int = 2000
    point_rows: int = 0
    point_sources: int = 4
    point_weight: float = 1.0
    source_weights: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SentencesRecipe:
    """The sentence encoder, taught by the teacher; 0 steps: none. It begins with the token vectors that the reader
    looks at (`reader.meaning`) and is `dims` wide with `layers`. A step shows sentences of about `words` words in all:
    of a share `corpus` of the corpus' articles, of the rows' passages, and their questions, in the `shares`. Muon for
    matrices at `muon_lr`, AdamW at `vectors_lr` for the vectors of tokens and at `adam_lr` for the rest.
    `words_weight`: each word's share of the teacher's last layer; `sentences_weight`: the vector of the whole.
    `bfloat16`: products in that precision."""

    steps: int = 0
    dims: int = 256
    layers: int = 4
    words: int = 6144
    corpus: float = 0.5
    shares: tuple[float, float, float] = (0.225, 0.55, 0.225)
    muon_lr: float = 0.01
    adam_lr: float = 0.002
    vectors_lr: float = 0.005
    words_weight: float = 0.5
    sentences_weight: float = 2.0
    bfloat16: bool = False

    def __post_init__(self) -> None:
        if self.dims % 64:
            raise ConfigurationError(f"`sentences.dims` of the recipe is {self.dims}", "give a multiple of 64")
        if len(self.shares) != 3 or min(self.shares) < 0 or not sum(self.shares):
            raise ConfigurationError(
                f"`sentences.shares` of the recipe is {list(self.shares)}",
                "give three shares: of the corpus, the passages and the questions",
            )


@dataclass(frozen=True, slots=True)
class ReaderRecipe:
    """The sentence reader, trained on the finished model's token vectors; 0 steps: none.

    `meaning`: so many first dimensions of these vectors are looked at (0: all), projected to `dims`. Of each source at
    most `most_rows` rows, `source_rows` where it names it, each of them `source_times` times. A step shows `batch`
    questions with `sources` sources each, a share of them (`missing`) without the one that answers; `exchanged` is the
    chance of a word of the question to be replaced by one of like vector. `made` rows are on tables, settings, lists
    and notes (`made_rows.py`), and of each source up to `short` questions are shown again as a word or two behind
    another."""

    steps: int = 0
    dims: int = 64
    meaning: int = 0
    lr: float = 0.002
    batch: int = 32
    sources: int = 3
    missing: float = 0.25
    exchanged: float = 0.1
    dropout: float = 0.1
    most_rows: int = 6000
    source_rows: dict[str, int] = field(default_factory=dict)
    source_times: dict[str, int] = field(default_factory=dict)
    made: int = 0
    short: int = 0


@dataclass(frozen=True, slots=True)
class Recipe:
    """One training run: shape, tokenizer and the stages, in their order.

    `bfloat16`: products of the decoder in that precision; for accelerators, and processors that multiply it faster.
    """

    name: str
    seed: int = 0
    threads: int = 2
    compile: bool = True
    bfloat16: bool = False
    embed_tokens: int = 256
    checkpoint_every: int = 100
    model: ModelShape = field(default_factory=ModelShape)
    tokenizer: TokenizerRecipe = field(default_factory=TokenizerRecipe)
    optimizer: Optimizer = field(default_factory=Optimizer)
    static: StaticRecipe = field(default_factory=StaticRecipe)
    pretrain: PretrainRecipe = field(default_factory=PretrainRecipe)
    unify: UnifyRecipe = field(default_factory=UnifyRecipe)
    sentences: SentencesRecipe = field(default_factory=SentencesRecipe)
    reader: ReaderRecipe = field(default_factory=ReaderRecipe)


def read_recipe(path: Path) -> Recipe:
    """Read a recipe. Raises ConfigurationError naming the file and the key: an unknown one with the nearest known, else
    its value and what is allowed."""
    try:
        raw = tomllib.loads(read_regular(path, _MAX_BYTES).decode("utf-8"))
    except OSError as error:
        raise ConfigurationError(f"cannot read recipe `{path}`: {error.strerror}", "name a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"recipe `{path}` is not TOML: {error}", "see recipes/mini.toml") from error
    recipe = _build(Recipe, raw, path, "")
    for key, value in _numbers(dataclasses.asdict(recipe)):
        _check_number(path, key, value)
    _check_together(path, recipe)
    return recipe


def _numbers(raw: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """(dotted key, value) of every single number of a recipe."""
    for name, value in raw.items():
        if isinstance(value, dict):
            yield from _numbers(value, f"{prefix}{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield prefix + name, value


def _check_number(path: Path, key: str, value: float) -> None:
    least, most = _RANGES.get(key, (0, math.inf))
    if key in _DIVISORS and value == 0:
        raise _refusal(path, key, value, "give a number above 0")
    if not least <= value <= most or math.isinf(value):
        allowed = f"{least:g} or more" if most == math.inf else f"{least:g} to {most:g}"
        raise _refusal(path, key, value, f"it may be {allowed}")


def _check_together(path: Path, recipe: Recipe) -> None:
    """What one value allows of another. A pretrained model brings its own shape."""
    if not is_folder_name(recipe.name):
        raise _refusal(path, "name", recipe.name, "give a name that can be a folder's, without `/` and `\\`")
    if len(recipe.static.reply) != 2 or not all(isinstance(each, int | float) for each in recipe.static.reply):
        raise _refusal(path, "static.reply", list(recipe.static.reply), "give two numbers")
    dims = recipe.unify.matryoshka
    if not dims or not all(isinstance(each, int) and each > 0 for each in dims):
        raise _refusal(path, "unify.matryoshka", list(dims), "give whole numbers above 0")
    shape = recipe.model
    if shape.base:
        return
    if shape.hidden % shape.heads or shape.hidden // shape.heads % 2:
        raise _refusal(path, "model.heads", shape.heads, f"`model.hidden`, {shape.hidden}, must be an even multiple")
    if shape.exit_layer > shape.layers:
        raise _refusal(path, "model.exit_layer", shape.exit_layer, f"it may be 0 to {shape.layers}, the layers")
    if recipe.unify.steps and max(dims) > shape.hidden:
        raise _refusal(
            path, "unify.matryoshka", list(dims), f"none may be above {shape.hidden}, which is `model.hidden`"
        )


def _refusal(path: Path, key: str, value: object, allowed: str) -> ConfigurationError:
    return ConfigurationError(f"recipe `{path}`: `{key}` is {value!r}", allowed)


def _build(kind: type[T], raw: dict[str, Any], path: Path, prefix: str) -> T:
    hints = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in hints:
            near = difflib.get_close_matches(key, hints, n=1)
            hint = f"did you mean `{prefix}{near[0]}`?" if near else f"known keys: {', '.join(hints)}"
            raise ConfigurationError(f"recipe `{path}`: unknown key `{prefix}{key}`", hint)
        values[key] = _value(hints[key], value, path, prefix + key)
    if kind is Recipe and "name" not in values:
        raise ConfigurationError(f"recipe `{path}` has no `name`", 'write `name = "..."` at its head')
    return kind(**values)


def _value(wanted: Any, value: Any, path: Path, key: str) -> Any:
    if dataclasses.is_dataclass(wanted):
        if not isinstance(value, dict):
            raise ConfigurationError(f"recipe `{path}`: `{key}` must be a table", f"write [{key}]")
        return _build(typing.cast(type, wanted), value, path, f"{key}.")
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    origin = typing.get_origin(wanted) or wanted
    if origin is tuple and isinstance(value, list):
        return tuple(value)
    if not isinstance(value, origin) or (origin is int and isinstance(value, bool)):
        raise ConfigurationError(
            f"recipe `{path}`: `{key}` is {value!r}, expected {getattr(origin, '__name__', origin)}",
            "correct it",
        )
    return value
