"""The models that `eval` measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uniconv_edge.paths import model_folder

if TYPE_CHECKING:
    from uniconv_edge.evaluate.answers import Answerer
    from uniconv_edge.evaluate.datasets import EvaluationSet
    from uniconv_edge.types import PassageEmbedder


def embedder(model: str | None) -> PassageEmbedder:
    """The embedder of a model. Raises UsageError when it has none, and the errors of `OnnxEmbedder.open`."""
    from uniconv_edge.evaluate.encoder import open_own

    return open_own(model_folder(model))


def answerer(model: str | None, data: EvaluationSet | None = None) -> Answerer:
    """An assistant that answers from given sources; it counts words over the pool, where one is given."""
    from uniconv_edge.assistant.opening import open_assistant
    from uniconv_edge.assistant.words.terms import counts_in

    assistant = open_assistant(model_folder(model), None)
    if data is not None:
        assistant.assume_counts(counts_in(f"{passage.title} {passage.text}" for passage in data.passages))
    return assistant
