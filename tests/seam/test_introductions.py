"""Who somebody is whose name a book has hundreds of times."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant

pytestmark = pytest.mark.model
INTRODUCED = "The name of the groom at the upper stable was Will Tarn; he had come from the coast."
DOCUMENTS = {
    "story.txt": "\n\n".join(
        f"Chapter {number}\n\nOn day {number} they asked Will Tarn, and Will Tarn went to the mill again; what Will"
        f" Tarn said there about load {number} nobody wrote down."
        for number in range(1, 80)
    )
    + f"\n\nChapter 80\n\n{INTRODUCED} The rest of the summer was dry, and they cut the hay of the long field late.\n"
}


def test_the_sentence_that_introduces_them_is_quoted(assistant: Assistant) -> None:
    [quote] = ask(assistant, "Who is Will Tarn?").quotes
    assert quote.text.startswith(INTRODUCED)
