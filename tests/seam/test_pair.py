"""A pair: the default model finds, a scripted chat model writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from uniconv_edge.assistant.pair import STOPPED, PairAssistant
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.errors import UsageError
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.native import Interrupted
from uniconv_edge.types import Answer, AnswerEvent, Finished, QuoteFound, Stopped, TextDelta, Turn

pytestmark = pytest.mark.model

DOCUMENTS = {
    "lease.md": "# Lease\n\n## Deposit\n\nThe tenant pays a deposit of 1,450 euros before moving in. It is returned "
    "within six weeks.\n\n## Pets\n\nDogs are not allowed. One cat is allowed with written consent.\n",
    "oven.md": "# Oven manual\n\nTo clean the oven, heat it to 250 degrees for one hour. Never use steel wool.\n",
}
DEPOSIT = "How much is the deposit?"
PAYS = "The tenant pays a deposit of 1,450 euros before moving in."


class Scripted:
    """A chat model that writes what it is told to, the last for ever; a token is a byte."""

    def __init__(self, *says: str, context_length: int = 4096) -> None:
        self.says, self.context_length = says, context_length
        self.ids: list[int] = []
        self.computed = 0
        self.prompts: list[str] = []
        self.read: list[str] = []
        self.stop_after: tuple[int, threading.Event] | None = None

    def encode(self, text: str) -> list[int]:
        return list(text.encode())

    def prompt(self, instructions: str, turns: Sequence[Turn]) -> list[int]:
        self.prompts.append("\n".join([instructions, *(f"{turn.role}> {turn.text}" for turn in turns)]))
        return self.encode(self.prompts[-1])

    def shared(self, ids: Sequence[int]) -> int:
        same = 0
        while same < min(len(self.ids), len(ids) - 1) and self.ids[same] == ids[same]:
            same += 1
        return same

    def write(self, ids: Sequence[int], most: int, *, stop: threading.Event | None = None) -> Iterator[bytes]:
        assert len(ids) + 1 < self.context_length
        self.computed += len(ids) - self.shared(ids)
        self.ids = list(ids)
        self.read.append(bytes(ids).decode())
        says, self.says = self.says[0], self.says[1:] or self.says
        for number, byte in enumerate(says.encode()[:most]):
            if self.stop_after and number == self.stop_after[0]:
                self.stop_after[1].set()
            if stop is not None and stop.is_set():
                raise Interrupted
            self.ids.append(byte)
            self.computed += 1
            yield bytes([byte])

    def close(self) -> None:
        self.ids = []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, embedder: OnnxEmbedder) -> Path:
    root = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (root / name).write_text(text)
    library = tmp_path_factory.mktemp("library") / "library"
    list(sync(library, [root], embedder))
    return library


@pytest.fixture
def pair(folder: Path, embedder: OnnxEmbedder) -> Iterator[PairAssistant]:
    with PairAssistant("two", Scripted(""), embedder, Retriever(folder), min_confidence=0.0) as found:
        yield found


def ask(pair: PairAssistant, *says: str, question: str = DEPOSIT) -> tuple[list[AnswerEvent], Answer]:
    pair._chat.says = says
    pair._chat.read.clear()
    events = list(pair.ask(question))
    assert isinstance(events[-1], Finished)
    return events, events[-1].answer


def test_a_right_quote_is_verified_and_the_reply_follows(pair) -> None:
    events, answer = ask(pair, '[1] "The tenant pays a deposit of 1,450 euros"\nANSWER: It is 1,450 euros [1].')
    assert [type(event) for event in events[1:]] == [QuoteFound, TextDelta, Finished]
    [quote] = answer.quotes
    assert quote.text == "The tenant pays a deposit of 1,450 euros before moving in."
    assert quote.verified
    assert Path(quote.path).name == "lease.md"
    assert pair.pages(quote.document_id)[quote.page_index].text[quote.start : quote.end] == quote.text
    assert (answer.text, answer.unsupported, answer.answered) == ("It is 1,450 euros.", (), True)


def test_an_altered_and_an_invented_quote_are_left_out_and_counted(pair) -> None:
    _, answer = ask(
        pair,
        '[1] "The tenant pays a deposit of 1,540 euros"\n[1] "It is returned within six weeks."\n'
        '[2] "The moon is made of cheese."\nANSWER: It is returned within six weeks. The moon is cheese.',
    )
    assert [quote.text for quote in answer.quotes] == [PAYS, "It is returned within six weeks."]
    assert answer.note.startswith("2 quotes that the model wrote do not stand in your documents")
    assert answer.unsupported == ("The moon is cheese.",)


def test_with_invented_quotes_only_the_programs_own_stands(pair) -> None:
    events, answer = ask(pair, '[1] "The moon is made of cheese."\nANSWER: Cheese.', "Cheese.")
    assert [type(event) for event in events[1:]] == [QuoteFound, Finished]
    assert [quote.text for quote in answer.quotes] == [PAYS]
    assert answer.answered
    assert "Cheese" not in answer.text
    assert "does not stand in your documents" in answer.note


def test_no_quote_is_shown_twice(pair) -> None:
    says = (
        '[1] "It is returned"\n[1] "a deposit of 1,450 euros"\n[1] "returned within six weeks."\nANSWER: In six weeks.'
    )
    _, answer = ask(pair, says)
    assert [quote.text for quote in answer.quotes] == [PAYS, "It is returned within six weeks."]


def test_the_programs_quote_does_not_wait_for_the_model(pair) -> None:
    pair._chat.says = ("NONE",)
    events = pair.ask(DEPOSIT)
    next(events)
    found = next(events)
    assert isinstance(found, QuoteFound)
    assert (found.quote.text, found.quote.verified, pair._chat.read) == (PAYS, True, [])


def test_nor_where_the_question_is_asked_by_itself_at_last(pair, monkeypatch) -> None:
    ask(pair, "", question="How do I clean the oven?")
    pair._chat.read.clear()
    monkeypatch.setattr(pair, "_is_answered", lambda turn, _: turn.needed is not None)
    events = pair.ask("how much is the deposit?")
    assert next(event.quote.text for event in events if isinstance(event, QuoteFound)) == PAYS
    assert not pair._chat.read


@pytest.mark.parametrize("says", ["NONE\n", "ANSWER: None.", "**NONE**"])
def test_none_is_a_refusal_beside_the_nearest_sentence(pair, says: str) -> None:
    events, answer = ask(pair, says)
    assert [type(event) for event in events[1:]] == [QuoteFound, TextDelta, Finished]
    assert (answer.answered, [quote.text for quote in answer.quotes]) == (False, [PAYS])
    assert answer.text == "The model `two` finds no answer to this in your documents."
    assert len(pair._chat.read) == 1


def test_what_is_refused_without_asking_the_model_shows_what_comes_nearest(pair) -> None:
    pair._min_confidence = 1.0
    _, answer = ask(pair, "The deposit is 1,450 euros.")
    assert (answer.answered, answer.quotes, pair._chat.read) == (False, (), [])
    assert answer.nearest[0].text == PAYS
    assert answer.nearest[0].verified


def test_without_the_form_what_the_quote_carries_is_the_reply(pair) -> None:
    events, answer = ask(pair, "The deposit is 1,450 euros.")
    assert [type(event) for event in events[1:]] == [QuoteFound, TextDelta, Finished]
    assert [quote.text for quote in answer.quotes] == [PAYS]
    assert (answer.answered, answer.text, answer.unsupported) == (True, "The deposit is 1,450 euros.", ())
    assert len(pair._chat.read) == 1


def test_without_the_form_a_reply_that_is_not_carried_is_asked_for_again_behind_the_quote(pair) -> None:
    _, answer = ask(pair, "The deposit is 9,999 euros.", " It is 1,450 euros [1].\nAnd more.")
    assert pair._chat.read[1].endswith(f'[1] "{PAYS}"\nANSWER:')
    assert (answer.answered, answer.text, answer.unsupported) == (True, "It is 1,450 euros.", ())


@pytest.mark.parametrize(
    "says",
    [
        "It is 9,999 euros.",
        "The answer is:",
        f'The answer is "{PAYS}"',
        '[2] "The sentence"',
        "The tenant.",  # not of the kind that is asked for
        "NONE",
        "",
        "It is " * 50,
    ],
)
def test_without_the_form_nothing_is_said_that_the_quote_does_not_carry(pair, says: str) -> None:
    _, answer = ask(pair, "It is 9,999 euros.", says)
    assert (answer.answered, answer.text) == (True, PAYS)


def test_a_model_that_does_not_keep_to_the_form_is_soon_asked_only_to_reply(pair) -> None:
    for _ in range(2):
        ask(pair, "No form.", "1,450 euros.")
        assert len(pair._chat.read) == 2
    _, answer = ask(pair, "1,450 euros.")
    assert len(pair._chat.read) == 1
    assert answer.text == "1,450 euros."
    assert "Dogs" not in pair._chat.read[0]


def test_a_model_that_kept_to_the_form_in_between_is_asked_to_again(pair) -> None:
    for says in ("No form.", '[1] "a deposit of 1,450 euros"\nANSWER: 1,450 euros.', "No form.", "NONE"):
        ask(pair, says)
        assert "Dogs" in pair._chat.read[0]


def test_a_model_with_words_of_its_own_may_be_asked_to_explain(pair) -> None:
    ask(pair, "NONE")
    _, answer = ask(pair, "NONE", question="Can you explain that in simple words?")
    assert answer.basis == "documents"
    _, answer = ask(pair, question="Where does it say that?")
    assert answer.basis == "conversation"


def test_without_grounds_the_chat_model_is_not_even_asked(folder, embedder) -> None:
    with PairAssistant("two", Scripted("x"), embedder, Retriever(folder), min_confidence=1.0) as pair:
        _, answer = ask(pair, '[1] "The tenant pays a deposit of 1,450 euros"')
        assert not answer.answered
        assert pair._chat.prompts == []


def test_a_follow_up_repeats_nothing_before_the_sources(pair) -> None:
    first = '[1] "The tenant pays a deposit of 1,450 euros"\nANSWER: 1,450 euros.'
    ask(pair, first)
    _, answer = ask(
        pair, '[1] "It is returned within six weeks."\nANSWER: Within six weeks.', question="When is it returned?"
    )
    asked = pair._chat.prompts[-1]
    assert f"user> {DEPOSIT}\nassistant> 1,450 euros.\nuser> When is it returned?" in asked
    shared = asked.index(DEPOSIT) + len(DEPOSIT)
    assert shared <= answer.reused_tokens <= shared + 2
    assert answer.prompt_tokens == len(asked) - answer.reused_tokens + len(pair._chat.says[0])


def test_a_question_in_another_language_is_asked_as_it_was_typed(pair) -> None:
    ask(pair, "NONE", question="Wie hoch ist das deposit?")
    assert pair._chat.prompts[-1].endswith("Wie hoch ist das deposit?")
    assert "how high" not in "".join(pair._chat.prompts[-2:])


def test_a_reply_in_another_language_is_checked_as_one_in_english(pair) -> None:
    says = '[1] "The tenant pays a deposit of 1,450 euros"\nANSWER: Das deposit ist {} euros.'
    _, answer = ask(pair, says.format("1,450"), question="Wie hoch ist das deposit?")
    assert (answer.text, answer.unsupported) == ("Das deposit ist 1,450 euros.", ())
    _, answer = ask(pair, says.format("nicht 1,450"), question="Wie hoch ist das deposit?")
    assert answer.unsupported == (answer.text,)


def test_stopping_what_a_model_adds_keeps_the_quote_that_stands_there(pair) -> None:
    stop = threading.Event()
    says = '[1] "The tenant pays a deposit of 1,450 euros"\nANSWER: It is'
    pair._chat.says, pair._chat.stop_after = (says,), (len(says) - 3, stop)
    events = list(pair.ask(DEPOSIT, stop=stop))
    answer = events[-1].answer
    assert answer.answered
    assert answer.note == STOPPED
    assert len(answer.quotes) == sum(isinstance(event, QuoteFound) for event in events) >= 1
    assert len(pair.turns) == 2


def test_stopping_before_there_is_a_quote_leaves_the_conversation_as_it_was(pair) -> None:
    stop = threading.Event()
    stop.set()
    assert isinstance([*pair.ask(DEPOSIT, stop=stop)][-1], Stopped)
    assert pair.turns == ()


@pytest.mark.parametrize("window", [1024, 2048, 4096])
def test_what_does_not_fit_the_window_is_left_out_oldest_first(folder, embedder, window: int) -> None:
    chat = Scripted("NONE", context_length=window)
    with PairAssistant("two", chat, embedder, Retriever(folder), min_confidence=0.0) as pair:
        said = "said so " * 20
        told = [Turn(role, f"{role} {number} {said}") for number in range(9) for role in ("user", "assistant")]
        pair.reset(told)
        _, answer = ask(pair, "NONE")
        assert len(chat.ids) < window
        assert "] Lease" in chat.prompts[-1] or "] Oven" in chat.prompts[-1]
        assert answer.dropped_turns > 0
        assert answer.dropped_turns % 2 == 0
        assert ("user> user 8" in chat.prompts[-1]) == (answer.dropped_turns < 18)


def test_a_quote_from_a_source_behind_one_that_did_not_fit_is_that_sources_own(folder, embedder) -> None:
    alone = 0
    for window in range(1000, 1400, 25):
        chat = Scripted("", context_length=window)
        with PairAssistant("two", chat, embedder, Retriever(folder), min_confidence=0.0) as pair:
            _, answer = ask(pair, '[9] "Never use steel wool."')
            shown = chat.prompts[-1].split("Sources:")[1]
            if "] Lease" in shown or "] Oven" not in shown:
                continue
            alone += 1
            quote = answer.quotes[-1]
            [source] = [hit for hit in answer.sources if hit.rank == quote.source]
            assert quote.source > 1
            assert (quote.text, quote.verified, source.path) == ("Never use steel wool.", True, quote.path)
            assert Path(quote.path).name == "oven.md"
    assert alone


def test_a_question_that_fills_the_window_is_refused(pair) -> None:
    pair._chat.context_length = 512
    with pytest.raises(UsageError, match="reads at most 64"):
        list(pair.ask("deposit? " * 20))
