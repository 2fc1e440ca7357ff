"""What is quoted of a passage."""

from __future__ import annotations

import numpy as np

from uniconv_edge.assistant.quoting.choice import score
from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.words.terms import asked_words, counts_in, values
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit, Turn


def best(question: str, source: Hit) -> str:
    """The sentence of the passage that its words speak for most."""
    found = candidates([source], sentences, question)
    worth = values(asked_words([Turn("user", question)]), counts_in([source.text]))
    return found[int(np.argmax(score(worth, [source], found, question=question).total))].text
