"""Questions in other words than the documents': asked once more as these are read to it, and told so."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import ask
from fakes import FakeEmbedder

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.turn import REFUSAL
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync

DOCUMENTS = {
    "care.md": "# Care of Edith\n\nThe meals are warm and cost 5 pounds.\n\n"
    "## Wrist\n\nThe plaster stays on until 12 March.\n\n"
    "## Pills\n\nTwo pills a day are taken with food.\n",
    "policy.md": "# Travel insurance\n\nTheft must be reported to the local police within 24 hours.\n\n"
    "## Not covered\n\nSpectacles are not covered.\n\n## Baggage\n\nA lost suitcase is paid up to 300 pounds.\n",
    "office.md": "# Office\n\nThe boiler is serviced in May by Mr Hale.\n\nVisitors sign in at the desk.\n",
}


@pytest.mark.model
def test_a_question_in_other_words_is_answered_and_the_reading_told(assistant: Assistant) -> None:
    answer = ask(assistant, "Do they pay for my glasses?")
    assert [quote.text for quote in answer.quotes] == ["Spectacles are not covered."]
    assert answer.note == "Read “they pay for” as “covered”, “glasses” as “Spectacles”."
    assert answer.question == "Do they pay for my glasses?" == assistant.turns[0].text


@pytest.mark.model
def test_a_question_in_the_words_of_the_documents_is_read_as_it_stands(assistant: Assistant) -> None:
    answer = ask(assistant, "Until when does the plaster stay on?")
    assert answer.answered
    assert answer.note == ""


@pytest.mark.model
@pytest.mark.parametrize(
    "question", ["How much did the cast cost?", "Who pays the doctor's bill of Edith?", "Which cops live in Leeds?"]
)
def test_other_words_alone_answer_nothing(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert (answer.answered, answer.text, answer.note) == (False, REFUSAL, "")


def test_a_search_finds_what_stands_for_an_expression_and_none_above_its_own_words(
    library: Path, documents: Path
) -> None:
    for name, text in {
        "a.md": "They throw away the stove.",
        "b.md": "The bins are emptied.",
        "c.md": "Nobody can get rid of it.",
        **{f"{n}.md": f"Nothing of {n}." for n in range(9)},
    }.items():
        (documents / name).write_text(text)
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        words = WordIndex(store)
        paths = dict(store.rows("SELECT p.id, d.path FROM passages p JOIN documents d ON d.id = p.document_id"))

        def found(**instead: list[str]) -> list[str]:
            said = {"get rid of": instead["others"]} if instead else {}
            hits = words.search("who can get rid of it", 5, related=True, instead=said)
            return [Path(str(paths[key], "utf-8")).name for key, _ in hits]

        assert found() == ["c.md"]
        assert found(others=["throw away", "dispose of"]) == ["c.md", "a.md"]
        assert found(others=["throw out"]) == ["c.md"]
