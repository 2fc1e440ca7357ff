"""Questions behind an answer with the shipped model: what may be of another document is asked of that one first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import numpy as np
import pytest
from asking import ask, ask_next

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.attempts import Attempt, attempts
from uniconv_edge.assistant.quoting.abstain import Evidence
from uniconv_edge.assistant.quoting.going_on import GoingOn
from uniconv_edge.assistant.quoting.grounding import Grounds
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.quoting.reader import Reader
from uniconv_edge.assistant.quoting.reader_words import AskedWords
from uniconv_edge.assistant.turn import AskedTurn, Clock
from uniconv_edge.library.query import Filters
from uniconv_edge.types import AnswerEvent, Finished, FloatArray, Turn
from uniconv_edge.wording import SURE

pytestmark = pytest.mark.model
DOCUMENTS = {
    "mill.md": "# The Old Mill: questions our guests ask\n\n**Do you have wifi?**\nWifi is free in all rooms.\n\n"
    "**What time is check-in?**\nBetween 4 pm and 8 pm.\n\n**Is there a pool?**\nThere is no pool.\n",
    "harbour.md": "# Harbour View: questions\n\n**What time is check-in?**\nCheck-in time is from 3 pm.\n\n"
    "**Is there a lift?**\nA lift goes to all floors.\n",
    "wedding.md": "# Wedding\n\nOpen: cake, tasting at Konditorei Wolff on 4 July (Amara and her mother).\n",
    "granny.md": "# Granny\n\nGranny goes home at five with the Hanrahans.\n",
    "bank.md": "# Bank\n\nTransfers in euros are free. Other currencies are changed at the rate of the day.\n",
    "boats.md": "# Boats\n\nTwo offers for a double scull are there:\n- Filton: £7,450, delivery in June.\n"
    "- Severn: £8,200, delivery in April.\n",
    "car.csv": "Date,Work,Garage,Cost\n2025-06-30,Brake pads,Holm Garage,265.00\n2025-09-02,New battery,Benson Motors"
    ",146.50\n2025-10-28,Winter tyres,TyrePoint,388.00\n",
    "bookings.csv": "Guest,From,Nights,Room\nDelacroix,2025-06-14,3,The Loft\nNakamura,2025-07-01,2,The Byre\n"
    "Whelan,2025-07-11,4,The Loft\nHughes,2025-08-02,1,The Byre\n",
    "lease.md": "# Lease\n\nbetween Ilse Brack, 2 Orchard Rise (the landlord), and Nora Feldt (the tenant).\n\n"
    "## Flat\n\nThe landlord lets to the tenant a flat of 74 square metres in Quince Lane.\n",
    "offers.md": "# Flats\n\n## 5 Tanner Lane\n\nTwo rooms, 64 square metres. The rent is £980 a month without heating,"
    " which is about £95. A garden belongs to it. The owner lives upstairs. The deposit is two months' rent.\n",
    "rooms.md": "# Hostel\n\nDouble rooms cost 46 euros a night, the rooms for four 34 euros. Towels are 3 euros.\n",
}


@pytest.mark.parametrize(
    ("before", "question", "quoted"),
    [
        # A few words, of which none was said: it seems to open a topic, and is of what was quoted all the same.
        ("cake tasting wolff", "who goes?", "Open: cake, tasting"),
        ("How much is a double room?", "and the other ones?", "Double rooms cost 46 euros"),
        # One of several things is pointed at.
        ("Which offers for a double scull are there?", "how much is the second one?", "- Severn: £8,200"),
        ("How much were the brake pads?", "and the one after that?", "Date: 2025-09-02"),
        # No word that any document holds: it asks of what was quoted, and not of the row below.
        ("How much was the battery?", "who fitted it?", "Date: 2025-09-02"),
        # What says plainly who that is comes before what stands beside the quote.
        ("How big is the flat in Quince Lane?", "who is the landlord?", "between Ilse Brack"),
    ],
)
def test_what_leans_on_a_quote_is_answered_beside_it(
    assistant: Assistant, before: str, question: str, quoted: str
) -> None:
    assert ask(assistant, before, question).quotes[0].text.startswith(quoted)


def test_what_the_document_quoted_last_says_as_well_is_not_answered_by_another(assistant: Assistant) -> None:
    alone = ask(assistant, "What time is check-in?")
    assert PurePath(alone.quotes[0].path).name == "harbour.md"
    behind = ask(assistant, "Does the Old Mill have wifi?", "What time is check-in?")
    assert [quote.text for quote in behind.quotes] == ["Between 4 pm and 8 pm."]
    assert len(assistant._understanding.turns) == 4  # the topic goes on
    assistant.reset(assistant.turns)
    assert len(assistant._understanding.turns) == 4


def test_a_question_that_names_what_the_document_quoted_last_lacks_is_asked_of_all(assistant: Assistant) -> None:
    behind = ask(assistant, "Does the Old Mill have wifi?", "What time is check-in at Harbour View?")
    assert [quote.text for quote in behind.quotes] == ["Check-in time is from 3 pm."]


@pytest.mark.parametrize("before", ["How much is the double scull from Filton?", "How much were the brake pads?"])
def test_a_thing_that_only_other_documents_name_is_asked_of_all(assistant: Assistant, before: str) -> None:
    assert ask(assistant, before, "how much are towels?").quotes[0].text == "Towels are 3 euros."
    assert ask(assistant, before, "how much is the deposit?").quotes[0].text == "The deposit is two months' rent."


def test_a_source_that_is_found_among_one_document_and_then_among_all_is_read_once(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[tuple[AskedWords, list[str]]] = []
    once = Reader.read

    def noted(reader: Reader, asked: AskedWords, worth: FloatArray, sources: Sequence[Any]) -> list[FloatArray]:
        read.append((asked, [text for _, text, _ in sources]))
        return once(reader, asked, worth, sources)

    monkeypatch.setattr(Reader, "read", noted)
    ask(assistant, "Does the Old Mill have wifi?", "What time is check-in at Harbour View?")
    first, then = [texts for asked, texts in read if asked == read[-1][0]]
    assert then
    assert set(first).isdisjoint(then)


def test_what_goes_on_from_one_document_must_be_surer_of_another(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = ("Does the Old Mill have wifi?", "and how much are towels?")
    assert ask(assistant, *behind).quotes[0].text == "Towels are 3 euros."
    monkeypatch.setattr(assistant, "_min_confidence", 0.8)
    assert ask(assistant, "how much are towels?").answered
    assert not ask(assistant, *behind).answered


def test_what_has_no_word_of_a_question_is_no_surer_for_its_place(assistant: Assistant) -> None:
    behind = ("How much is the deposit in Tanner Lane?", "how do I apply?")
    turn = AskedTurn(Clock(0.0), (Turn("user", behind[1]),), [], [])
    turn.going_on = GoingOn(ask(assistant, behind[0]).quotes, 0.25)
    turn.certainty = 0.8 * assistant.least_confidence
    grounds = Grounds(Evidence(), [], [], np.zeros(0, np.float32), np.zeros(0, bool), goes_on=True)
    assert assistant._is_answered(turn, grounds)
    assert not assistant._is_answered(turn, replace(grounds, lacks_words=True))


@pytest.mark.parametrize(("surer", "answered"), [(1.9, False), (2.1, True)])
def test_what_asks_more_of_what_was_refused_must_be_twice_as_sure(
    assistant: Assistant, surer: float, *, answered: bool
) -> None:
    turn = AskedTurn(Clock(0.0), (Turn("user", "Is there a sauna?"), Turn("user", "until when?")), [], [])
    turn.certainty = surer * assistant.least_confidence
    assert (
        assistant._is_answered(turn, Grounds(Evidence(), [], [], np.zeros(0, np.float32), np.zeros(0, bool)))
        is answered
    )


def test_what_asks_more_of_what_was_refused_can_be_sure_enough_of_any_threshold(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant, "_min_confidence", 0.6)
    turn = AskedTurn(Clock(0.0), (Turn("user", "Is there a sauna?"), Turn("user", "until when?")), [], [])
    turn.certainty = 0.95
    assert assistant._is_answered(turn, Grounds(Evidence(), [], [], np.zeros(0, np.float32), np.zeros(0, bool)))


def test_what_is_asked_in_another_way_keeps_what_was_noted_before_and_all_that_comes_of_it() -> None:
    turn = AskedTurn(Clock(0.0), (Turn("user", "Which files?"), Turn("user", "how much?")), [], [], computed=3)
    turn.note, turn.found = "Only one file is listed.", "The phrase occurs nowhere."
    alone = turn.anew(turns=turn.turns[-1:])
    assert (alone.note, alone.found, alone.turns) == (turn.note, "", turn.turns[-1:])
    assert alone.quotes is not turn.quotes
    alone.denied, alone.computed = True, 8
    turn.take(alone)
    assert turn == alone


def test_what_names_a_thing_that_no_document_has_is_not_answered_by_the_quote(assistant: Assistant) -> None:
    assert not ask(assistant, "How much is the deposit in Tanner Lane?", "what about a parrot?").answered
    assert not ask(assistant, "Does the Old Mill have wifi?", "and her attendance?").answered


def test_behind_a_question_to_the_library_it_asks_the_documents(assistant: Assistant) -> None:
    found = ask(assistant, "Does the Old Mill have a sauna?", "which files mention the deposit?", "and the lift?")
    assert [quote.text for quote in found.quotes] == ["A lift goes to all floors."]


def test_behind_a_question_to_the_library_how_it_works_is_told_of_the_program(assistant: Assistant) -> None:
    assert ask(assistant, "which documents do you have?", "how does it work?").basis == "conversation"
    assert ask(assistant, "How much is a double room?", "how does it work?").basis == "documents"


def test_who_the_first_of_several_rows_is_asks_of_that_row(assistant: Assistant) -> None:
    found = ask(assistant, "Which bookings are in July?", "who is the first one?")
    assert [quote.text for quote in found.quotes] == ["Guest: Nakamura | From: 2025-07-01 | Nights: 2 | Room: The Byre"]


def test_what_is_pointed_at_answers_a_question_that_says_no_more(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(assistant, "How much were the brake pads?")
    monkeypatch.setattr(assistant, "_min_confidence", 3.0)
    answers = [event.answer for event in assistant.ask("and the third?") if isinstance(event, Finished)]
    assert [quote.text[:16] for each in answers for quote in each.quotes] == ["Date: 2025-10-28"]


def test_what_corrects_the_question_before_leans_on_no_quote(assistant: Assistant) -> None:
    found = ask(assistant, "How much is the rent in Tanner Lane?", "what is the deposit?", "not the deposit, the rent")
    assert found.quotes[0].text.startswith("The rent is £980")


def test_no_other_document_answers_less_surely_than_the_one_asked_first_would(assistant: Assistant) -> None:
    first, other = ask(assistant, "how much is the deposit?").sources[:2]
    candidate = Candidate(1, other.start, other.end, other.text)
    grounds = Grounds(Evidence(), [other], [candidate], np.ones(1, np.float32), np.ones(1, bool), says_any=True)
    turn = AskedTurn(Clock(0.0), (Turn("user", "how much is the deposit?"),), [], [], certainty=0.7)
    turn.first = first.document_id
    for turn.offered, is_outdone in ((0.8, True), (0.6, False)):
        turn.outdone = False
        assert assistant._is_answered(turn, grounds) is not is_outdone
        assert turn.outdone is is_outdone
    assert assistant._is_answered(replace(turn, offered=0.8), replace(grounds, sources=[first]))


def test_what_was_quoted_for_an_earlier_question_is_not_sure(assistant: Assistant) -> None:
    [hit] = ask(assistant, "how much are towels?").sources[:1]
    quotes = ask(assistant, "how much are towels?").quotes
    candidate = Candidate(1, quotes[0].start, quotes[0].end, quotes[0].text)
    grounds = Grounds(Evidence(), [hit], [candidate], np.ones(1, np.float32), np.ones(1, bool))
    between = (Turn("user", "Is there a pool?"), Turn("assistant", "No.", ()))
    for first, is_sure in (("What is a double room?", False), ("how much is a sheet?", True)):
        turns = (
            Turn("user", first),
            Turn("assistant", "That.", quotes),
            *between,
            Turn("user", "how much is a sheet?"),
        )
        turn = AskedTurn(Clock(0.0), turns, [], [], certainty=0.99)
        assistant._note_sureness(turn, grounds)
        assert (turn.sure >= SURE) is is_sure


@pytest.mark.parametrize(("share", "is_sure"), [(0.5, False), (0.2, True)])
def test_what_the_document_quoted_last_might_say_makes_another_less_sure(
    assistant: Assistant, share: float, *, is_sure: bool
) -> None:
    first, other = ask(assistant, "how much is the deposit?").sources[:2]
    candidate = Candidate(1, other.start, other.end, other.text)
    grounds = Grounds(Evidence(), [other], [candidate], np.ones(1, np.float32), np.ones(1, bool))
    turn = AskedTurn(Clock(0.0), (Turn("user", "how much is the deposit?"),), [], [], certainty=0.99)
    turn.first, turn.offered = first.document_id, share * assistant.least_confidence
    assistant._note_sureness(turn, grounds)
    assert (turn.sure >= SURE) is is_sure


@pytest.mark.parametrize(
    ("question", "found", "is_again"),
    [
        ("and the pool?", {"offered": 0.9}, True),
        ("and the pool?", {"offered": 0.1}, False),
        ("What time is check-in?", {"offered": 0.9, "outdone": True}, True),
        ("What time is check-in?", {"offered": 0.9}, False),
    ],
)
def test_the_document_asked_first_is_asked_again_where_no_other_answers_as_surely(
    assistant: Assistant, question: str, found: dict[str, Any], *, is_again: bool
) -> None:
    ask(assistant, "Does the Old Mill have wifi?")
    turns = (*assistant.turns, Turn("user", question))
    turn = AskedTurn(Clock(0.0), turns, [], [], filters=Filters())
    vector = assistant._embedder.embed_session(turns)
    ways = attempts(turn, vector, assistant._library, assistant._embedder, lambda *_: None, assistant.least_confidence)
    first = next(ways)
    first.turn.offered = found["offered"]
    assert next(ways).turn is turn
    turn.outdone = "outdone" in found
    again = next(ways, None)
    assert (again is not None and again.among == first.among) is is_again
    assert again is None or (again.turn.needed == 1.0) is is_again


def test_what_was_read_in_vain_is_counted(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(assistant, "Does the Old Mill have wifi?")
    began: list[int] = []

    def in_vain(attempt: Attempt, _: object) -> list[AnswerEvent]:
        began.append(attempt.turn.computed)
        attempt.turn.computed += 5
        return []

    monkeypatch.setattr(assistant, "_of_rows_or_one", in_vain)
    found = ask_next(assistant, "and the pool?")
    assert len(began) > 1
    assert found.prompt_tokens == began[0] + 5 * len(began)


def test_what_was_said_about_a_thing_is_quoted_again_and_gone_on_from(assistant: Assistant) -> None:
    before = ("Is there a pool in the Old Mill?", "How much were the brake pads?")
    again = ask(assistant, *before, "what did you say about the pool again")
    assert [quote.text for quote in again.quotes] == ["There is no pool."]
    assert again.text == "You asked: Is there a pool in the Old Mill?"
    assert ask_next(assistant, "What time is check-in?").quotes[0].text == "Between 4 pm and 8 pm."
    assert ask(assistant, *before, "what did you say about towels").quotes[0].text == "Towels are 3 euros."


def test_what_asks_whether_that_is_so_is_answered_by_no_other_document(assistant: Assistant) -> None:
    candidate = Candidate(1, 0, 7, "a night")
    [hit] = ask(assistant, "how much are towels?").sources[:1]
    grounds = Grounds(Evidence(), [hit], [candidate], np.ones(1, np.float32), np.ones(1, bool))
    for question, answered in (("is that a night?", False), ("is it a night?", True)):
        turn = AskedTurn(Clock(0.0), (Turn("user", question),), [], [], certainty=0.99, leans=-1)
        assert assistant._is_answered(turn, grounds) is answered


@pytest.mark.parametrize(
    ("question", "share", "is_again"),
    [("how are they washed?", 0.8, True), ("how are they washed?", 1.1, False), ("are the towels large?", 0.8, False)],
)
def test_what_would_but_be_quoted_again_is_asked_of_all_first(
    assistant: Assistant, question: str, share: float, *, is_again: bool
) -> None:
    before = ask(assistant, "how much are towels?")
    quote, [hit] = before.quotes[0], before.sources[:1]
    candidate = Candidate(1, quote.start, quote.end, quote.text)
    grounds = Grounds(
        Evidence(), [hit], [candidate], np.ones(1, np.float32), np.ones(1, bool), goes_on=True, says_any=True
    )
    turns = (*assistant.turns, Turn("user", question))
    turn = AskedTurn(Clock(0.0), turns, [], [], tried=True, going_on=GoingOn(before.quotes, 0.25))
    turn.certainty = share * assistant.least_confidence
    assert assistant._is_answered(turn, grounds) is not is_again
    assert turn.again is is_again
    assert assistant._is_answered(replace(turn, tried=False), grounds)


@pytest.mark.parametrize(
    ("certainty", "says_all", "is_outright"), [(0.95, True, True), (0.8, True, False), (0.95, False, False)]
)
def test_only_what_says_it_outright_comes_before_the_same_again(
    assistant: Assistant, certainty: float, *, says_all: bool, is_outright: bool
) -> None:
    [other] = ask(assistant, "Is there a lift?").sources[:1]
    candidate = Candidate(1, other.start, other.end, other.text)
    grounds = Grounds(
        Evidence(), [other], [candidate], np.ones(1, np.float32), np.ones(1, bool), says_any=True, says_all=says_all
    )
    turn = AskedTurn(Clock(0.0), (Turn("user", "Is there a lift?"),), [], [], again=True, certainty=certainty)
    assert assistant._is_answered(turn, grounds) is is_outright


def test_the_same_is_quoted_again_where_no_other_says_it_outright(assistant: Assistant) -> None:
    ask(assistant, "Does the Old Mill have wifi?")
    turns = (*assistant.turns, Turn("user", "and the pool?"))
    turn = AskedTurn(Clock(0.0), turns, [], [], filters=Filters())
    vector = assistant._embedder.embed_session(turns)
    ways = attempts(turn, vector, assistant._library, assistant._embedder, lambda *_: None, assistant.least_confidence)
    first = next(ways)
    first.turn.again = True
    assert next(ways).turn is turn
    again = next(ways)
    assert (again.among, again.turn.again, again.turn.tried) == (first.among, True, False)
