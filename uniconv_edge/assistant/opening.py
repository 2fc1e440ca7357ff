"""Which kind of assistant a model folder makes."""

from __future__ import annotations

from pathlib import Path

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.conversation import Conversation
from uniconv_edge.assistant.pair import PairAssistant
from uniconv_edge.library.query import ALL, Filters
from uniconv_edge.model.pair import is_pair


def open_assistant(
    model_folder: Path,
    library_folder: Path | None,
    *,
    context: int | None = None,
    min_confidence: float | None = None,
    bounds: Filters = ALL,
) -> Conversation:
    """Open a model or a pair, and a library (None: only `answer_from` works). Raises the errors of both.

    `context`: the window in tokens (default: the model's own, for a pair 4,096). Below `min_confidence` (default: the
    calibrated threshold) a question is not answered. Documents that do not pass the `bounds` are as if they were not
    in the library.
    """
    kind = PairAssistant if is_pair(model_folder) else Assistant
    return kind.open(model_folder, library_folder, context=context, min_confidence=min_confidence, bounds=bounds)
