"""What is asked of a researcher is asked of the paper that they wrote, not of those that cite it."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.question.within import Within, by_researcher

pytestmark = pytest.mark.model
DOCUMENTS = {
    "okada2023.md": "# Sparse attention for logs\n\nN. Okada, P. Lund\n\nAbstract\n\nWe read logs sparsely.\n\n"
    "## Data\n\nThe dataset PumpLog holds 48,200 logs of 17 waterworks.\n\n## Limitations\n\nOnly pumps were tested.\n",
    "tanaka2024.md": "# Leaf diseases\n\nY. Tanaka\n\nAbstract\n\nWe recognise diseases.\n\n## Related work\n\n"
    "Okada and Lund (2023) used a dataset of logs and showed that sparse models save memory.\n\n"
    "## Limitations\n\nOnly one variety was photographed.\n",
    "letter.md": "Dear Okada,\n\nthe dataset that we use is on the server.\n\nYours, Mia\n",
}


def test_the_paper_of_the_one_named_is_asked(assistant: Assistant) -> None:
    [quote] = ask(assistant, "Which dataset did Okada et al. use?").quotes
    assert quote.text == "The dataset PumpLog holds 48,200 logs of 17 waterworks."
    [limit] = ask(assistant, "What are Okada's limitations?").quotes
    assert limit.text == "Only pumps were tested."


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What dataset did Okada use?", Within("Okada", "What dataset did they use?")),
        ("How did Okada and Lund (2023) train the model?", Within("Okada", "How did they train the model?")),
        ("What did Okada et al. find?", Within("Okada", "what are the results?")),
        ("What are Okada's results?", Within("Okada", "What are the results?")),
        ("What did Okada say about dogs?", None),
        ("What did the farmer use?", None),
        ("What dataset did they use?", None),
        ("When did Anna visit the lab?", None),
    ],
)
def test_what_is_asked_of_a_researcher(question: str, asked: Within | None) -> None:
    assert by_researcher(question) == asked
