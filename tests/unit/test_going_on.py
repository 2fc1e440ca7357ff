"""Which questions lean on the answer before, and what stands beside its quote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from uniconv_edge.assistant.quoting.going_on import (
    GoingOn,
    asks_refused_again,
    gains,
    going_on,
    leans_on,
    losses,
    only_names,
    quoted_earlier,
    quotes_without,
)
from uniconv_edge.assistant.quoting.grounding import judge
from uniconv_edge.assistant.quoting.quotes import Candidate, candidates
from uniconv_edge.assistant.words.terms import counts_in
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit, Quote, Turn

PAGE = "The mole is removed. It takes twenty minutes. You should not drive. The stitches may open. Bring a coat."
PLACES = [(0, 20), (21, 45), (46, 67), (68, 90), (91, 104)]
QUOTE = Quote(1, "/clinic.txt", "clinic", None, 0, 7, *PLACES[2], PAGE[slice(*PLACES[2])], verified=True)
HIT = Hit(1, 1.0, 1, 7, "/clinic.txt", "clinic", None, 0, 0, len(PAGE), PAGE)


def turns(question: str, *quotes: Quote) -> list[Turn]:
    return [Turn("user", "May she drive?"), Turn("assistant", QUOTE.text, quotes), Turn("user", question)]


@pytest.mark.parametrize(
    "question", ["why not?", "Until when?", "and who has it?", "how much was it", "the others?", "is it done"]
)
def test_what_says_nothing_by_itself_goes_on_from_the_quote(question: str) -> None:
    assert going_on(turns(question, QUOTE)) == GoingOn((QUOTE,))


@pytest.mark.parametrize("question", ["how long does it take?", "and the coat?", "who removes it?", "what about Leo?"])
def test_what_points_back_is_asked_of_the_document(question: str) -> None:
    assert going_on(turns(question, QUOTE)) == GoingOn((QUOTE,), 0.25)


@pytest.mark.parametrize("question", ["no, I'm not", "and in May?", "When does the council meet in Leeds?"])
def test_what_does_not_lean_on_it_is_asked_of_all(question: str) -> None:
    assert going_on(turns(question, QUOTE)) is None


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("who supplies it?", 2.0),
        ("and the price?", 2.0),
        ("and the price of leeks?", 0.25),
        ("how high is the price?", 2.0),
        ("how old is it?", 1.0),
        ("and what was priced?", 2.0),
    ],
)
def test_what_names_only_columns_asks_of_the_row_quoted(question: str, share: float) -> None:
    row = replace(QUOTE, text="Item: Garlic | Price: 1.10 | Supplier: Parry")
    assert going_on(turns(question, row)) == GoingOn((row,), share)
    bare = replace(QUOTE, text="Garlic | 1.10 | Parry")
    assert going_on(turns(question, bare), columns=["Item", "Price", "Supplier"]) == GoingOn((bare,), share)
    sizes = ["What", "Up to 10 kg", "Over 10 kg"]
    assert going_on(turns("and for 8 kg?", bare), columns=sizes) == GoingOn((bare,), 2.0)
    rows = replace(row, text=f"{row.text}\n{row.text}")
    assert going_on(turns("who supplies it?", row, row)) == GoingOn((row, row), 0.25)
    assert going_on(turns("who supplies it?", rows)) == GoingOn((rows,), 0.25)
    assert GoingOn((row,), 2.0).says_nothing


def test_a_column_of_the_row_quoted_may_be_called_in_another_word() -> None:
    row = replace(QUOTE, text="Guest: Tanaka | Arrival: 24 July | Departure: 7 August | Persons: 5")
    for question in ("and when do they leave?", "how many people?"):
        assert going_on(turns(question, row)) == GoingOn((row,), 2.0)


@pytest.mark.parametrize(
    "question", ["what about a parrot?", "and her attendance?", "But the parrot?", "how about Leo"]
)
def test_what_only_names_something_asks_nothing_itself(question: str) -> None:
    assert only_names(question)


@pytest.mark.parametrize(
    "question", ["and who fitted it?", "what about when it rains?", "is it soldered?", "how much?"]
)
def test_what_asks_itself_does_not_only_name(question: str) -> None:
    assert not only_names(question)


STREAMS = "\n".join(
    f"stream: {stream} | month: 2024-{month} | temperature: {degrees}"
    for stream, degrees in (("Corrie Burn", 2.9), ("Kettle Burn", 7.4))
    for month in (11, 12)
)


@pytest.mark.parametrize(
    ("question", "is_asked_so"),
    [("and at Kettle Burn?", True), ("and Kettle Burn in November?", True), ("why?", False), ("and in 2023?", False)],
)
def test_what_points_back_asks_what_was_asked_before(question: str, is_asked_so: bool) -> None:
    before = "What was the temperature at Corrie Burn in December 2024?"
    asked = [Turn("user", before), Turn("assistant", "2.9", (QUOTE,)), Turn("user", question)]
    assert [turn.text for turn in leans_on(asked)] == ([before] if is_asked_so else [])
    assert not leans_on([asked[0], replace(asked[1], quotes=()), asked[2]])


@pytest.mark.parametrize(("question", "month"), [("and at Kettle Burn?", 12), ("and Kettle Burn in November?", 11)])
def test_the_words_of_the_question_before_tell_rows_apart(question: str, month: int) -> None:
    before = "What was the temperature at Corrie Burn in December 2024?"
    asked = [Turn("user", before), Turn("assistant", "2.9", (QUOTE,)), Turn("user", question)]
    source = replace(HIT, text=STREAMS, end=len(STREAMS), cosine=0.5)
    grounds = judge(None, None, asked, [source], counts_in(STREAMS.splitlines()), {}, after=leans_on(asked))
    assert grounds.quoted is not None
    assert grounds.quoted[0] == f"stream: Kettle Burn | month: 2024-{month} | temperature: 7.4"


def test_what_only_names_a_thing_asks_for_the_type_of_the_question_before() -> None:
    text = "Potatoes are peeled first. The potatoes cook for twenty minutes. The carrots take eight minutes."
    source = replace(HIT, text=text, end=len(text), cosine=0.5)
    for asked, place in (("How long do the carrots cook?", 1), ("Are the carrots peeled?", 0)):
        behind = [Turn("user", asked), Turn("assistant", "", (QUOTE,)), Turn("user", "and potatoes")]
        grounds = judge(None, None, behind, [source], counts_in(text.split(". ")), {}, after=leans_on(behind))
        assert int(grounds.scores.argmax()) == place


@pytest.mark.parametrize(("beside", "gains_nothing"), [("It is shut because of terns.", True), ("It is far.", False)])
def test_what_gives_no_reason_gains_nothing_where_what_stands_beside_it_gives_one(
    beside: str, *, gains_nothing: bool
) -> None:
    text = f"{beside} The boat is too slow. Bring a coat with you."
    start = len(beside) + 1
    quote = replace(QUOTE, start=start, end=start + 21, text="The boat is too slow.")
    source = replace(HIT, text=text, end=len(text), cosine=0.5)
    asked = [Turn("user", "How is the boat?"), Turn("assistant", "", (quote,)), Turn("user", "why")]
    counts = counts_in([text])
    alone = judge(None, None, asked, [source], counts, {}).scores
    behind = judge(None, None, asked, [source], counts, {}, behind=going_on(asked)).scores
    assert bool(alone[1] == behind[1]) is gains_nothing


def test_the_words_of_the_question_before_speak_for_no_sentence_by_themselves() -> None:
    text = "Dogs are not allowed. The tenant pays."
    asked = [Turn("user", "Are dogs allowed?"), Turn("assistant", "no", (QUOTE,)), Turn("user", "who is the landlord?")]
    source = replace(HIT, text=text, end=len(text), cosine=0.5)
    grounds = [judge(None, None, asked, [source], counts_in([text]), {}, after=each) for each in ((), leans_on(asked))]
    assert grounds[0].scores.tolist() == grounds[1].scores.tolist()


def test_what_says_nothing_behind_no_quote_asks_more_of_what_was_refused() -> None:
    assert asks_refused_again(turns("until when?"))
    assert not asks_refused_again(turns("until when?", QUOTE))
    assert not asks_refused_again(turns("and the coat?"))
    assert not asks_refused_again([Turn("user", "until when?")])


def test_a_quote_that_does_not_say_who_is_asked_for_instead_is_none_of_those_that_may_be_given_again() -> None:
    of_ada, of_file = replace(QUOTE, text="Ada paid 90."), replace(QUOTE, text="90 paid.", path="/papers/ada.md")
    assert quotes_without([QUOTE, of_ada, of_file], "Ada") == (QUOTE,)
    assert quotes_without([QUOTE, of_ada], "") == (QUOTE, of_ada)


def test_there_must_be_a_quote() -> None:
    assert going_on(turns("why not?")) is None
    assert going_on([Turn("user", "why not?")]) is None


def test_the_quote_comes_first_then_the_next_sentence() -> None:
    found = [Candidate(1, start, end, PAGE[start:end]) for start, end in PLACES]
    gained = gains(found, [HIT], GoingOn((QUOTE,))).tolist()
    assert gained[2] > gained[3] > gained[1] > gained[4] > gained[0] == 0
    assert gains(found, [HIT], GoingOn((QUOTE,), 0.5)).tolist() == [gain / 2 for gain in gained]
    assert gains(found, [HIT], None).tolist() == [0.0] * 5


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("and then?", 1),
        ("then what?", 1),
        ("What happens next?", 1),
        ("and after that?", 1),
        ("before that?", -1),
        ("and what came before that?", -1),
    ],
)
def test_what_only_asks_for_what_comes_next_or_came_before_is_answered_by_that(question: str, way: int) -> None:
    behind = going_on(turns(question, QUOTE))
    assert behind == GoingOn((QUOTE,), step=way)
    found = [Candidate(1, start, end, PAGE[start:end]) for start, end in PLACES]
    gained = gains(found, [HIT], behind).tolist()
    assert gained[2 + way] > gained[2 + 2 * way] > 0 == gained[2] == gained[2 - way]
    assert not gains(found, [replace(HIT, heading="Another")], behind).any()


@pytest.mark.parametrize("question", ["and if she is not?", "what if I do?", "what do I do then?"])
def test_what_asks_what_then_is_is_answered_by_the_next_sentence_first(question: str) -> None:
    found = [Candidate(1, start, end, PAGE[start:end]) for start, end in PLACES]
    gained = gains(found, [HIT], going_on(turns(question, QUOTE))).tolist()
    assert gained[3] > gained[2] > gained[1]


@pytest.mark.parametrize(
    ("question", "again"),
    [
        ("and may I swim?", True),
        ("should I drive at night?", False),  # says a word of the question
        ("why not?", False),  # adds nothing
        ("how long may she rest?", True),  # asks for a time, which is not there
    ],
)
def test_what_was_quoted_just_before_is_no_answer_to_what_it_does_not_tell(question: str, again: bool) -> None:
    found = [Candidate(1, start, end, PAGE[start:end]) for start, end in PLACES]
    lost = losses(found, [HIT], turns(question, QUOTE))
    assert [place for place, each in enumerate(lost) if each] == [2] * again


def test_what_only_names_another_thing_is_hardly_answered_by_the_same_sentence_again() -> None:
    found = [Candidate(1, start, end, PAGE[start:end]) for start, end in PLACES]
    asked, named = (losses(found, [HIT], turns(each, QUOTE))[2] for each in ("and may I swim?", "what about students?"))
    assert named > 2 * asked > 0
    assert losses(found, [HIT], turns("and in the evening?", QUOTE))[2] == asked


def test_a_row_says_the_names_of_its_columns() -> None:
    head, row = "What | Dog | Cat", "Booster | 49.00 | 52.00"
    page = f"{head}\n{row}"
    quote = replace(QUOTE, start=len(head) + 1, end=len(page), text=row)
    source, asked = replace(HIT, text=page, end=len(page)), turns("and for a cat?", quote)
    assert losses([Candidate(1, quote.start, quote.end, row, beside=head)], [source], asked).tolist() == [0]
    assert losses([Candidate(1, quote.start, quote.end, row)], [source], asked)[0] > 0


def test_the_same_question_again_is_answered_as_before() -> None:
    found = [Candidate(1, start, end, PAGE[start:end]) for start, end in PLACES]
    assert losses(found, [HIT], turns("and the swimming?", QUOTE))[2] > 0
    assert not losses(found, [HIT], turns("May she drive?", QUOTE)).any()
    again = [*turns("and the swimming?", QUOTE), Turn("assistant", QUOTE.text, (QUOTE,)), Turn("user", "the swimming?")]
    assert not losses(found, [HIT], again).any()


def test_a_row_of_whom_the_question_before_names_is_meant_by_she() -> None:
    page = "Office: Chair | Votes: 79\nOffice: Cashier | Votes: 85\nOffice: Clerk | Votes: 52"
    asked = [Turn("user", "Who is the cashier?"), Turn("assistant", "Dov Lind is.", (QUOTE,))]
    asked = [*asked, Turn("user", "how many votes did she get?")]
    source = replace(HIT, text=page, end=len(page), cosine=0.5)
    grounds = judge(None, None, asked, [source], counts_in(page.splitlines()), {}, after=leans_on(asked))
    assert grounds.quoted is not None
    assert grounds.quoted[0] == "Office: Cashier | Votes: 85"


def test_a_half_is_one_of_two_halves() -> None:
    page = "The rent is 1,650 euros a year, in two halves."
    quote = replace(QUOTE, start=0, end=len(page), text=page)
    found = [Candidate(1, 0, len(page), page)]
    assert losses(found, [replace(HIT, end=len(page), text=page)], turns("and the second half?", quote)).tolist() == [0]


def test_what_gives_the_type_that_is_asked_for_may_be_quoted_again() -> None:
    lasting = replace(QUOTE, start=PLACES[1][0], end=PLACES[1][1])
    found = [Candidate(1, start, end, PAGE[start:end]) for start, end in PLACES]
    assert not losses(found, [HIT], turns("how long is the operation?", lasting)).any()


def test_another_row_gains_little_beside_a_row_and_what_is_beside_one_pointed_at() -> None:
    page = "Item: Hose | Paid: 4\nItem: Tap | Paid: 9\nItem: Valve | Paid: 7\nAll were paid."
    spans = [(0, 20), (21, 40), (41, 62), (63, 77)]
    hit = replace(HIT, text=page, end=len(page))
    found = [Candidate(1, start, end, page[start:end]) for start, end in spans]
    row = replace(QUOTE, start=41, end=62, text=page[41:62])
    gained = gains(found, [hit], GoingOn((row,))).tolist()
    assert gained[2] > gained[3] > 0.5 > gained[1] > 0
    assert gains(found, [hit], GoingOn((row,), points=True)).tolist()[3] < 0.5
    assert going_on(turns("and the cost of it?", row), points=True) == GoingOn((row,), 2.0, points=True)


def test_what_stands_below_another_heading_is_less_beside_the_quote() -> None:
    page = "Eyes\n\nRinse for long. Do not stop.\n\nBurns\n\nCool for ten minutes."
    found = candidates([replace(HIT, text=page, end=len(page))], sentences)
    quoted = next(each for each in found if each.text == "Do not stop.")
    quote = replace(QUOTE, start=quoted.start, end=quoted.end, text=quoted.text)
    gained = gains(found, [replace(HIT, text=page, end=len(page))], GoingOn((quote,)))
    told = {each.text: float(gain) for each, gain in zip(found, gained, strict=True)}
    assert told["Do not stop."] > told["Rinse for long."] == told["Cool for ten minutes."] > 0


@pytest.mark.parametrize(
    ("question", "earlier"),
    [("how much does it cost?", [QUOTE]), ("what may I not do?", []), ("and what may I do?", [])],
)
def test_what_was_quoted_before_the_last_answer_answered_another_question(question: str, earlier: list[Quote]) -> None:
    last = replace(QUOTE, start=PLACES[4][0], end=PLACES[4][1], text="Bring a coat.")
    turns = (
        Turn("user", "What may I not do?" if "may" in question else "Must I rest?"),
        Turn("assistant", "That.", (QUOTE, last)),
        Turn("user", "What should I bring?"),
        Turn("assistant", "That.", (last,)),
        Turn("user", question),
    )
    assert quoted_earlier(turns) == earlier
