"""What makes a sentence worth quoting beside its words: their form, scripts without spaces, numbers asked for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from patience import Stopwatch, grows_no_faster_than_its_input
from quoted import best

from uniconv_edge.assistant.quoter import Quoter
from uniconv_edge.assistant.quoting.abstain import confidence
from uniconv_edge.assistant.quoting.choice import evidence, score
from uniconv_edge.assistant.quoting.grounding import chosen, judge
from uniconv_edge.assistant.quoting.longer import with_more, with_reason, with_reply
from uniconv_edge.assistant.quoting.quotes import (
    Candidate,
    begins_when_asked,
    candidates,
)
from uniconv_edge.assistant.quoting.same_question import behind_same
from uniconv_edge.assistant.turn import AskedTurn, Clock
from uniconv_edge.assistant.words.answer_types import gives_what_is_asked
from uniconv_edge.assistant.words.terms import asked_words, counts_in, numbers, restated, stem, telling_words, values
from uniconv_edge.assistant.words.versions import is_release, versions
from uniconv_edge.library.finding_aids import names_a_work
from uniconv_edge.library.headed import answer_below, unnumbered
from uniconv_edge.library.sentences import sentences
from uniconv_edge.places import HEADING_SEPARATOR, section
from uniconv_edge.types import FloatArray, Hit, Turn


def hit(text: str, title: str = "Notes", heading: str = "", path: str = "notes.txt") -> Hit:
    return Hit(1, 1.0, 1, 1, path, title, None, 0, 0, len(text), text, heading=heading, cosine=0.5)


def test_a_word_beats_another_that_begins_alike() -> None:
    text = "The office in Australia is led by Ms Nolan. The office in Austria is led by Ms Huber."
    assert best("Who leads the office in Austria?", hit(text)).endswith("Ms Huber.")
    assert best("Who leads the office in Australia?", hit(text)).endswith("Ms Nolan.")


def test_what_only_greets_or_takes_leave_is_no_answer_but_to_whom_it_is() -> None:
    letter = hit(
        "Dear Mr. Birch:\n\nWe sent three trucks. They drove for 15 hours. Many thanks. Best regards,\nMallori"
    )
    told = [each.text for each in candidates([letter], sentences, "who wrote the letter?")]
    assert told == ["We sent three trucks.", "They drove for 15 hours."]
    assert "Dear Mr. Birch:" in [each.text for each in candidates([letter], sentences, "who is it addressed to?")]


@pytest.mark.parametrize("places", [(0, 1), (1, 0)])
def test_what_is_kept_of_a_source_depends_on_the_question_and_on_its_place(places: tuple[int, int]) -> None:
    letter, news = hit("Dear Ms Hart:\nThe boat is mended."), hit("[2.3.0] - 2025-10-21\nSails stay with their boat.")
    hits = [(letter, news)[place] for place in places]
    asked = ("What is mended?", "Who got it?", "When did 2.3.0 come out?")
    lines = {"Dear Ms Hart:": "Who got it?", "[2.3.0] - 2025-10-21": "When did 2.3.0 come out?"}
    for question in (*asked, *asked):
        found = {each.text: each.source for each in candidates(hits, sentences, question)}
        assert [line for line in lines if line in found] == [line for line, by in lines.items() if by == question]
        assert (found["The boat is mended."], found["Sails stay with their boat."]) == tuple(at + 1 for at in places)


def test_a_day_above_what_happened_is_not_quoted_alone() -> None:
    text = "Wed 9 Sept\nThe boards came, two short.\n\n10 September 2026\n\nDear Sir, we are late."
    assert "Wed 9 Sept" not in [each.text for each in candidates([hit(text)], sentences)]
    assert "10 September 2026" in [each.text for each in candidates([hit(text)], sentences)]


def test_sentences_without_spaces_are_told_apart() -> None:
    text = "一、每月房租3500元。四、电梯故障请拨打物业电话 010-5550-1188。五、阳台上不允许烧烤。"
    assert best("可以在阳台上烧烤吗？", hit(text)) == "五、阳台上不允许烧烤。"
    assert best("每月房租多少？", hit(text)) == "一、每月房租3500元。"


def test_the_heading_that_a_passage_stands_under_is_no_answer() -> None:
    source = hit(
        "2. Start and probation period\n\nIt begins in March.",
        heading=f"Contract{HEADING_SEPARATOR}2. Start and probation period",
    )
    assert [c.text for c in candidates([source], sentences)] == ["It begins in March."]


def test_the_names_of_columns_are_no_answer() -> None:
    source = hit("Item | 2022 | 2023\nItem: Heating | 2022: 900 | 2023: 950")
    assert [c.text[:13] for c in candidates([source], sentences)] == ["Item: Heating"]
    years = hit("2022 | 2023\nHeating | 2022: 900 | 2023: 950")
    assert [c.text[:7] for c in candidates([years], sentences)] == ["Heating"]
    rows = hit("Mr A | 020 111 222\nMr B | 020 333 444")
    assert len(candidates([rows], sentences)) == 2


@pytest.mark.parametrize(
    ("heading", "place", "shown"),
    [
        ("budget > Sheet Events", "sheet Events, rows 1-3", ""),
        ("budget > Sheet Events", "sheet Events", ""),
        ("budget > Sheet Event", "sheet Events, rows 1-3", "Sheet Event"),
        ("Lease > Deposit > Return", "", "Deposit › Return"),
        ("Notes > Lease", "lines 3-4", "Notes › Lease"),
    ],
)
def test_the_section_shown_leaves_out_the_title_and_what_the_place_says(heading: str, place: str, shown: str) -> None:
    title = heading.split(HEADING_SEPARATOR)[0] if heading[0] != "N" else "Lease"
    assert section(replace(hit("x", heading=heading), title=title, place=place)) == shown


def test_what_only_denies_a_verb_is_no_word_to_look_for() -> None:
    assert telling_words("Who didn't pay, and why won’t he?") == ["pay"]
    assert telling_words("Who won?") == ["won"]


def test_of_many_words_those_at_the_end_count() -> None:
    pasted = " ".join(f"word{number}" for number in range(60))
    assert "repairs" in telling_words(f"{pasted} What does the lease say about repairs?")
    assert telling_words("What does the lease say about pets?") == ["lease", "pets"]
    assert telling_words("Is she allergic to anything?") == ["allergic"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("in 2021, on the 18th of June", {"2021", "18"}), ("error E9 in Q3", {"e9", "q3"}), ("the 2 cats, page 7", set())],
)
def test_numbers_and_names_with_numbers_are_known(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("question", "source", "lacking"),
    [
        ("What did heating cost in 2021?", hit("Heating cost 900 euros in 2023."), 1.0),
        ("What did heating cost in 2023?", hit("Heating cost 900 euros in 2023."), 0.0),
        ("What did heating cost in 2023?", hit("Heating cost 900 euros.", path="costs-2023.xlsx"), 0.0),
        ("What did heating cost in room 3?", hit("Heating of room 4 cost 900 euros. Room 3 is cold."), 1.0),
        ("What did heating cost in room 4?", hit("Heating of room 4 cost 900 euros. Room 3 is cold."), 0.0),
        ("What did heating cost? after:2021", hit("Heating cost 900 euros."), 0.0),
    ],
)
def test_a_source_without_the_number_that_was_asked_for_is_doubted(question: str, source: Hit, lacking: float) -> None:
    found = candidates([source], sentences, question)
    worth = values(["heating", "cost"], counts_in([source.text]))
    meant = restated([Turn("user", question)])
    measured = evidence(score(worth, [source], found, question=meant), [source], found, meant)
    assert measured.missing_number == lacking
    weights = {"bias": 1.0, "missing_number": -2.0}
    assert (confidence(measured, weights) < 0.5) == bool(lacking)


@pytest.mark.parametrize(
    ("sentence", "amount", "time"),
    [
        ("Beer 2.50 a glass.", True, False),
        ("9. Serve with a beer.", False, False),
        ("It is due on 1 September.", False, True),
        ("Date: 2 October 2025.", False, True),
        ("It opens at 10.30 and at 18.00.", False, True),
        ("Paid 1,640 on 2025-10-27.", True, True),
        ("Open until 22.30.", False, True),
        ("The pump holds 1.5 litres.", False, False),
        ("Tel. 01632 960 418", False, False),
        ("Call 07700 900 277 about the fee.", False, False),
        ("The fee is 960 418 euros.", True, False),
        ("Rent 01/03/2026 850", True, True),
        ("Salary for 03/2026 2400", True, True),
    ],
)
def test_prices_are_amounts_and_dates_and_numbers_of_items_are_none(sentence: str, amount: bool, time: bool) -> None:
    assert gives_what_is_asked("How much is it?", sentence) is amount
    assert gives_what_is_asked("When is it?", sentence) is time


def test_money_beside_what_is_counted_is_no_count_of_it() -> None:
    assert not gives_what_is_asked("How many applications were there?", "You had applied for £9,850.")
    assert not gives_what_is_asked("How many applications were there?", "The application costs 9,850 €.")
    assert gives_what_is_asked("How many applications were there?", "61 applications came, for £9,850 each.")
    assert gives_what_is_asked("How many pounds did you apply for?", "I applied for 9,850 pounds.")


def test_what_is_told_apart_by_a_number_is_no_count_of_it() -> None:
    assert not gives_what_is_asked("How many pages may it have?", "It is at page 31 of my bundle.")
    assert gives_what_is_asked("How many pages may it have?", "It has at most 350 pages.")
    assert gives_what_is_asked("How many pages may it have?", "Pages: 350")


def test_how_many_may_be_of_days() -> None:
    assert gives_what_is_asked("How many of them can be carried over?", "Up to five days can be carried over.")
    assert not gives_what_is_asked("How much is it?", "Within five days.")


def test_a_second_quote_does_not_lack_what_is_asked_for() -> None:
    text = "The flat costs 900 euros. The flat costs much care. The flat costs 80 euros more in winter."
    source = hit(text)
    counts = counts_in([text])
    grounds = judge(None, None, [Turn("user", "What does the flat cost?")], [source], counts, {})
    quoted = [each.text for each in chosen(grounds, {"second_margin": 5.0, "max_quotes": 3})]
    assert sorted(quoted) == ["The flat costs 80 euros more in winter.", "The flat costs 900 euros."]


PAPER = (
    "Hydrobiologia 12 (2021) 77-84 R. Tanaka & S. Brandvold\n\n"
    "Rie Tanaka^1, James Obuya^2,3\n\nNight drift was larger in open water."
)


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What did Tanaka find on drift?", ["Night drift was larger in open water."]),
        (
            "In which journal is it?",
            ["Hydrobiologia 12 (2021) 77-84 R. Tanaka & S. Brandvold", "Night drift was larger in open water."],
        ),
    ],
)
def test_the_running_head_of_a_paper_and_its_authors_are_no_sentences(question: str, quoted: list[str]) -> None:
    assert [each.text for each in candidates([hit(PAPER)], sentences, question)] == quoted
    alone = hit("Hydrobiologia 12 (2021) 77-84 R. Tanaka & S. Brandvold\n\n77")
    assert len(candidates([alone], sentences, question)) == len(quoted) - 1


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Freshwater Biology (2019) 64:1511-1526", True),
        ("Journal of Open Source Education, 5(49), 118.", True),
        ("The rent rose in March (2021) 12, 5 euros more than before.", False),
        ("Brandvold (2014) estimated that one in forty flies.", False),
        ("We followed the method of Obuya, 5(49), 118, in all of these streams.", False),
    ],
)
def test_what_only_names_a_work_is_known(line: str, is_one: bool) -> None:
    assert names_a_work(line) is is_one


class _Reads:
    """A reader that sees the words of the question, and not the heading above a sentence."""

    def of(self, sources: Sequence[Hit], found: Sequence[Candidate]) -> FloatArray:
        return np.array([4.0 if "field day" in each.text else -4.0 for each in found], np.float32)


def test_the_first_date_below_a_heading_of_the_words_of_the_question_needs_no_word_of_the_reader() -> None:
    texts = ("The field day is everybody's.", "Saturday 22 March, at Kinbuck. The coach leaves at eight.")
    sources = [
        replace(hit(text), rank=rank, heading=heading)
        for rank, (text, heading) in enumerate(zip(texts, ("Who teaches", "Course > Field day"), strict=True), 1)
    ]
    turns = [Turn("user", "When is the field day?")]
    grounds = judge(None, None, turns, sources, counts_in(texts), {}, reading=_Reads())
    assert grounds.quoted is not None
    assert grounds.quoted[0] == "Saturday 22 March, at Kinbuck."


@pytest.mark.parametrize(
    ("heading", "question", "is_headed"),
    [
        ("Ingredients", "What are the ingredients of the lasagna?", True),
        ("Ingredients", "What are the ingredients of the goulash?", False),
        ("Directions", "What are the ingredients of the lasagna?", False),
    ],
)
def test_a_list_is_called_what_is_asked_for_of_what_its_document_is(
    heading: str, question: str, is_headed: bool
) -> None:
    source = hit("- Parmesan cheese (old)\n- 500 g of beef", title="Lasagna", heading=f"Lasagna > {heading}")
    found = candidates([source], sentences, question)
    worth = values(asked_words([Turn("user", question)]), counts_in([source.text]))
    assert score(worth, [source], found, question=question).headed.tolist() == [is_headed, False]


PREDICTIONS = (
    "Borrowed from others.\n\nPredictions\n1. Where the water is fast, leaves are washed out.\n"
    "2. In a spring there is none.\n3. Growth will suffer first."
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is prediction 3?", "3. Growth will suffer first."),
        ("And what does the second prediction say?", "2. In a spring there is none."),
        ("and prediction 1?", "1. Where the water is fast, leaves are washed out."),
        ("What is prediction 4?", ""),
        ("What is rule 3?", ""),
        ("What does prediction 3 cost?", ""),
    ],
)
def test_an_item_is_asked_for_by_what_its_list_is_called_and_its_number(question: str, answer: str) -> None:
    start = answer_below(question, PREDICTIONS)
    assert (PREDICTIONS[start:].split("\n")[0] if start >= 0 else "") == answer
    below = PREDICTIONS.partition("Predictions\n")[2]
    assert (answer_below(question, below, heading="Idea > 2. Predictions") >= 0) == bool(answer)


def test_a_long_word_behind_the_number_of_an_item_takes_no_time() -> None:
    assert answer_below(f"What is prediction 3 of {'a' * 5_000} for me and for us?", PREDICTIONS) < 0
    assert answer_below(f"What is clause 3 of {'a' * 5_000} for {'b ' * 5_000} us?", PREDICTIONS) < 0


@pytest.mark.parametrize(
    "question",
    ["What does !!! mean?", "What is meant by <>?", f"What is {'!' * 30_000}a b c d e f g", "What does word mean?"],
)
def test_a_word_asked_for_may_be_none_and_be_long_and_so_may_lines(question: str) -> None:
    took = Stopwatch()
    text = f"A word{' ' * 8_000}/\n\nIt is a sentence of some words.\n\n:word: n.\n\nWhat one says is a word."
    assert answer_below(question, text) == (text.index("What one") if "word" in question else -1)
    assert took.seconds() < 3


@pytest.mark.parametrize(
    ("heading", "is_named"),
    [
        ("4.1 Limitations", True),
        ("Strengths and limitations", True),
        ("7 Limitations and outlook", True),
        ("Limitations on liability", False),
        ("Search and other quite long limitations", False),
    ],
)
def test_a_heading_of_two_things_names_both(heading: str, is_named: bool) -> None:
    text = f"{heading}\n\nOnly two nights were observed."
    assert (answer_below("What are its limitations?", text) >= 0) == is_named


def test_a_heading_names_one_thing_in_the_plural_too() -> None:
    text = "p-values\n\nProbability of a result at least as extreme."
    assert answer_below("What is the p-value?", text) == text.index("Probability")


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("What does the PluginManager class do?", True),
        ("What does safe_str do in the tracebacks of the tool?", True),
        ("What does the class do?", False),
        ("What does the tenant do in the garden?", False),
    ],
)
def test_a_class_or_function_is_asked_for_by_its_name(question: str, is_asked: bool) -> None:
    code = 'class PluginManager:\n    """Manages plugins."""\n\ndef safe_str(it):\n    """Lets nothing out."""\n\n'
    code += 'class Tenant:\n    """One."""\n'
    assert (answer_below(question, code) >= 0) == is_asked
    assert answer_below(question, "class Example:\n    pass\n\nIt only shows a class.\n") < 0


LEASE = (
    "3. Deposit\n\n3.1 The deposit is 900 euros, see clause 4.2.\n\n4 Ending\n\n4.1 By notice.\n\n"
    "4.2 The landlord may end the lease if the tenant\n\n(a) keeps pigs; or\n\n(b) pays late.\n\n14.2 The keys."
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What does clause 4.2 say?", "4.2 The landlord may end the lease if the tenant"),
        ("what does clause 4.2(b) of the lease say?", "(b) pays late."),
        ("and section 4?", "4.1 By notice."),
        ("What does paragraph 3 of the lease say?", "3.1 The deposit is 900 euros, see clause 4.2."),
        ("clause 4.2 (c)?", ""),
        ("What does clause 2 say?", ""),
        ("What does clause 4.2 say about goats?", ""),
        ("Is clause 4.2 fair?", ""),
    ],
)
def test_a_part_is_asked_for_by_its_number(question: str, answer: str) -> None:
    start = answer_below(question, LEASE)
    assert (LEASE[start:].split("\n")[0] if start >= 0 else "") == answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What does clause 4 say?", "4 March 2024\n\nThe lease was signed."),
        ("What does clause 4 say?", "4. March 2024 was when it was signed."),
        ("What does section 4 say?", "Section 4 (as amended) is out of force."),
        ("What does clause 4.2(b) say?", "4.2 The tenant\n\n(a) may leave.\n\n4.3 The landlord\n\n(b) pays."),
        ("What does clause 4 say?", "4. Ending\n\n5. Costs"),
    ],
)
def test_days_and_what_refers_to_a_part_or_stands_in_the_next_are_not_that_part(question: str, text: str) -> None:
    assert answer_below(question, text) < 0


def test_a_part_begins_below_the_heading_with_its_number() -> None:
    text = "(1) A builder shall not ask for it.\n\n(2) Nor shall others."
    assert answer_below("What does section 12 of the act say?", text, heading="Act > 12 Deposits") == 0
    assert answer_below("What does section 12(2) say?", text, heading="Act > 12 Deposits") == text.index("(2)")
    assert answer_below("What does section 12 say?", text, heading="12 Remedies > 3 Deposits") < 0


def test_an_item_that_is_asked_for_is_quoted_before_what_speaks_of_it() -> None:
    texts = ("She thinks that I oversell prediction 3.", PREDICTIONS)
    sources = [replace(hit(text), rank=rank) for rank, text in enumerate(texts, 1)]
    turns = [Turn("user", "What is prediction 3?")]
    grounds = judge(None, None, turns, sources, counts_in(texts), {}, reading=_Reads())
    assert grounds.quoted is not None
    assert grounds.quoted[0] == "3. Growth will suffer first."


@pytest.mark.parametrize(("question", "lacking"), [("how do I object?", True), ("when do I object?", False)])
def test_what_has_nothing_of_the_question_is_told_from_what_others_hold(question: str, lacking: bool) -> None:
    texts = ("The fair was in March. The distance was taken as 23 km.", "You may object.")
    sources = [replace(hit(text), cosine=1.0 - 2 * place) for place, text in enumerate(texts)]
    grounds = judge(None, None, [Turn("user", question)], sources, counts_in(texts), {})
    assert grounds.quoted is not None
    assert grounds.quoted[1] is sources[0]
    assert grounds.lacks_words is lacking


LAMPS = "Lamp | Steady | Flashing\nGreen | cooling | waiting for the pause\nBlue | door open | door open for long"
BILL = (
    "Qty      Item                        Each     Total\n"
    "4.0 kg   Smoked cheese, batch B     32.10    128.40\n"
    "36       Soap 100 g                  5.60    201.60\n"
    "         Delivery, St. James                  12.00"
)


@pytest.mark.parametrize("text", ["No pets.", "- No bicycles.", "no smoking!", "Cyber attacks."])
def test_a_sentence_of_two_words_is_quoted(text: str) -> None:
    said = [c.text for c in candidates([hit(f"Pets\n\n{text}\n\nLate.\n\nThe rent is 900 euros.")], sentences)]
    assert said == [text, "The rent is 900 euros."]


@pytest.mark.parametrize(
    ("text", "is_blank"),
    [
        ("Reporting manager | [Manager or role this position reports to]", True),
        ("Reporting manager: ____________________", True),
        ("Deposit | £______", True),
        ("Name: [Full name] | Start: ......", True),
        ("Name: Ada Lee | Start: ......", False),
        ("Reporting manager | Ada Lee [see note 4]", False),
        ("hosts: [alpha, beta, gamma]", False),
        ("Write the letter | [x]", False),
    ],
)
def test_what_a_form_leaves_to_be_filled_in_is_no_answer(text: str, is_blank: bool) -> None:
    found = candidates([hit(f"{text}\n\nThe manager is told in writing.")], sentences)
    assert [each.text for each in found] == ["The manager is told in writing."] if is_blank else text in str(found)


def test_an_item_that_says_how_much_of_what_is_quoted() -> None:
    listed = "Goulash\n\n* 500g beef\n* 2 eggs\n* Paprika\n* 3-4 bay leaves"
    said = [c.text for c in candidates([hit(listed)], sentences)]
    assert said == ["* 500g beef", "* 2 eggs", "* 3-4 bay leaves"]


def test_a_row_is_read_with_the_first_of_its_table_which_answers_little_itself() -> None:
    assert best("What does the blue lamp mean when it is flashing?", hit(LAMPS)).startswith("Blue | ")
    assert best("Which lamp is steady?", hit(LAMPS.replace("cooling", "steady cooling"))).startswith("Green | ")


def test_the_first_row_of_a_form_is_an_answer_like_the_others() -> None:
    form = "Street | Mill Lane\nOwner | Anna Berg\nRoof | slate"
    assert best("In which street is it?", hit(form)) == "Street | Mill Lane"
    assert best("Who is the owner?", hit(form)) == "Owner | Anna Berg"
    milk = "Fat content | Change\nbelow 3.2 per cent | minus 6 cents\nabove 4.4 per cent | plus 7 cents"
    assert best("What is the change for a fat content above 4.4 per cent?", hit(milk)).startswith("above")


def test_how_much_a_bill_is_its_total_tells() -> None:
    items = ("1 | Gloves | 20 | 103.00", "2 | Thread | 2 | 189.00")
    sums = ("Net | 292.00", "VAT 20% | 58.40", "Total GBP | 350.40")
    invoice = hit("\n".join(("Pos | Article | Qty | Amount", *items, *sums)), title="Invoice MV-1 of MedVet")
    assert best("How much is the MedVet invoice?", invoice) == sums[-1]
    assert best("How much did the thread on the invoice cost?", invoice) == items[1]


def test_a_bill_drawn_with_blanks_is_quoted_by_its_rows() -> None:
    assert best("How much is the smoked cheese?", hit(BILL)) == "4.0 kg   Smoked cheese, batch B     32.10    128.40"
    assert best("What does each soap cost?", hit(BILL)).startswith("36 ")
    assert best("What does the delivery cost?", hit(BILL)).endswith("12.00")


def test_the_header_of_a_message_is_read_as_one() -> None:
    mail = hit(
        "From: Therese Whelan <t@whelan.example>\nDate: Thu, 17 Apr 2025\n\nWe would love all rooms.",
        title="Wedding",
        path="mail.eml",
    )
    assert best("When did Therese Whelan write about the wedding?", mail) == "Date: Thu, 17 Apr 2025"
    assert best("When will Therese arrive?", mail) == "We would love all rooms."


def test_a_word_that_nothing_says_is_held_by_one_of_like_meaning() -> None:
    said = "Spectacles are replaced every second year."
    assert best("When are glasses replaced?", hit("Tyres are replaced every fourth year. " + said)) == said


def test_the_word_itself_leaves_no_room_for_one_of_like_meaning() -> None:
    said = "Glasses are kept in the cupboard."
    assert best("Where are the glasses?", hit("Spectacles and sunglasses are here. " + said)) == said


@pytest.mark.parametrize(
    "line",
    [
        "On Sat, 17 May 2025 at 11:02, Jonas Petrov <jonas.p@mail.example> wrote:",
        "Am 17.05.25 um 11:02 schrieb Jonas Petrov:",
        "On 17 May 2025, a person with a long name\n<person@mail.example> wrote:",
    ],
)
def test_the_line_above_an_older_message_is_quoted_only_where_its_sender_or_time_is_asked_for(line: str) -> None:
    source = hit(f"{line}\n\nThe van comes on Saturday. It rains.")
    assert line not in [each.text for each in candidates([source], sentences, "When does the van come?")]
    assert line in [each.text for each in candidates([source], sentences, "When did Jonas write that?")]


@pytest.mark.parametrize(
    "line", ["On the third page he wrote:", "On 3 May the board decided:", "He wrote on 3 May 2020."]
)
def test_what_only_resembles_it_is_quoted(line: str) -> None:
    source = hit(f"{line} The van comes on Saturday.")
    assert any(line in each.text for each in candidates([source], sentences, "When does the van come?"))


def test_what_a_message_repeats_of_another_is_quoted_of_that_one() -> None:
    answer = replace(hit("Fine.\n\n> The flat costs 900\n> euros. It is warm.\n> It is dark."), rank=2, document_id=2)
    first = hit("The flat costs 900\neuros. It is warm.")
    found = [(each.source, each.text) for each in candidates([answer, first], sentences)]
    assert found == [(1, "> It is dark."), (2, "The flat costs 900\neuros."), (2, "It is warm.")]
    assert len(candidates([answer], sentences)) == 3  # of what is not among the sources


def test_what_somebody_wrote_is_no_line_of_when_it_was() -> None:
    line = "On Sun, 4 Oct 2026 at 21:18, Hannah Lindqvist wrote:"
    source = hit(f"{line}\n> The fan howls at night.")
    assert line not in [each.text for each in candidates([source], sentences, "What did Hannah write about the fan?")]
    assert line in [each.text for each in candidates([source], sentences, "When did Hannah write?")]


def test_the_same_words_in_another_place_are_no_second_quote() -> None:
    says = "The flat costs 900 euros."
    sources = [hit(f"{says} It is warm."), replace(hit(f"- {says}"), rank=2, document_id=2)]
    counts = counts_in([source.text for source in sources])
    grounds = judge(None, None, [Turn("user", "What does the flat cost?")], sources, counts, {})
    assert sum(says in each.text for each in grounds.candidates) == 2
    quoted = [each.text for each in chosen(grounds, {"second_margin": 5.0, "max_quotes": 3})]
    assert [text for text in quoted if says in text] == [says]


def test_a_numbered_heading_is_no_answer_and_an_item_of_a_list_is_one() -> None:
    minutes = hit(
        "5. Money\n\nWe are over budget.\n\n6. Vaccine fridge\n\nIt was too warm.\n\n7.1 The roof\n\nWater comes in."
    )
    found = candidates([minutes], sentences)
    assert [c.text for c in found] == ["We are over budget.", "It was too warm.", "Water comes in."]
    assert [c.beside for c in found] == ["5. Money", "6. Vaccine fridge", "7.1 The roof"]
    for items in (
        "1. Two large onions\n2. Three old potatoes",
        "1. Two large onions\n\n2. Three old potatoes\n\nServe it hot.",
    ):
        assert [c.text for c in candidates([hit(items)], sentences)][:2] == [
            "1. Two large onions",
            "2. Three old potatoes",
        ]


def test_an_event_of_a_calendar_is_quoted_from_its_beginning_to_its_end() -> None:
    event = hit("Inspection\n\nStart: 2027-01-18\nEnd: 2027-01-19\nLocation: Main hall", path="a.ics")
    found = [c.text for c in candidates([event], sentences)]
    assert "Start: 2027-01-18\nEnd: 2027-01-19" in found
    assert not any(text.startswith("End:") for text in found)
    assert begins_when_asked(found[0], "When is the inspection?")
    assert not begins_when_asked(found[0], "Who comes to the inspection?")


def test_what_stands_behind_a_sentence_on_its_line_is_no_heading() -> None:
    event = hit(
        "Evening\n\nStart: 2027-01-18\nDescription: Booked on the app. Bring pens and paper\nLocation: Main hall"
    )
    found = {each.text: each.beside for each in candidates([event], sentences)}
    assert found["Bring pens and paper"] == found["Location: Main hall"] == "Evening"


@pytest.mark.parametrize("name", ["db-1", "db-1 #old #prod", "bench2"])
def test_fields_stand_beside_the_name_of_the_thing_right_above_them(name: str) -> None:
    notes = hit(f"Servers\n\napp-1\n\nIP: 10.20.4.21\nRAM: 16 GB\n\n{name}\n\nIP: 10.20.4.11\nRAM: 64 GB")
    found = {each.text: each.beside for each in candidates([notes], sentences)}
    assert found["RAM: 16 GB"] == "app-1"
    assert found["RAM: 64 GB"] == name


def test_each_row_of_numbers_with_a_day_may_be_quoted() -> None:
    rows = hit("29 | 30.11.2028 | 151.99\n30 | 31.12.2028 | 149.45\n31 | 31.01.2029 | 146.90")
    assert [c.text[:2] for c in candidates([rows], sentences)] == ["29", "30", "31"]


def test_a_code_that_nothing_is_told_of_is_no_heading() -> None:
    notes = hit("Reference\n\nFG-771203\n\nIt was sent on Monday.")
    found = {each.text: each.beside for each in candidates([notes], sentences)}
    assert found["It was sent on Monday."] == "Reference"


def test_one_fact_under_its_name_is_no_heading_of_the_next() -> None:
    event = hit("Meeting\n\nStart: 2027-01-18\nDescription: Gareth brings cake\nLocation: Main hall")
    found = {each.text: each.beside for each in candidates([event], sentences)}
    assert found["Description: Gareth brings cake"] == found["Location: Main hall"] == "Meeting"


def test_what_only_repeats_the_question_is_no_answer() -> None:
    text = "My ears are blocked. Use drops of oil for two weeks when ears are blocked."
    assert best("My ears are blocked", hit(text)).startswith("Use drops")


@pytest.mark.parametrize("question", ["Is the ferry late today?", "Was the roof repaired in May?"])
def test_what_says_the_words_of_a_question_in_another_order_answers_it(question: str) -> None:
    text = "The ferry is late today. The bus leaves at nine. The roof was repaired in May. The shop is open."
    assert best(question, hit(text)).split()[1] in question


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How do I get a sick note?", ["You write one yourself."]),
        ("How long does the result of a blood test take?", ["Usually four working days."]),
        ("When do I get a sick note?", []),
        ("How do I get a parking permit?", []),
        ("How long is the working day?", []),
    ],
)
def test_what_stands_behind_the_question_itself_is_known(question: str, answer: list[str]) -> None:
    source = hit(
        "Ask at the desk. How do I get a sick note? You write one yourself. After that, ring us.\n\n"
        "How long do I have to wait for the result of my blood test? Usually four working days."
    )
    found = candidates([source], sentences)
    behind = behind_same(question, set(map(stem, asked_words([Turn("user", question)]))), [source], found)
    assert [c.text for c, is_behind in zip(found, behind, strict=True) if is_behind] == answer


@pytest.mark.parametrize("speaker", ["PR", "Q", "Interviewer 1", "[00:12:31] Ada Berg"])
def test_a_question_in_a_transcript_is_known_by_what_is_said_and_not_by_its_speaker(speaker: str) -> None:
    source = hit(f"PR: And when was it?\n\nWA: In May.\n\n{speaker}: Whose fault was it?\n\nWA: Well. Ours, I think.")
    found = candidates([source], sentences)
    behind = behind_same("Whose fault was it?", {stem("fault")}, [source], found)
    assert [c.text for c, is_behind in zip(found, behind, strict=True) if is_behind] == ["WA: Well. Ours, I think."]


@pytest.mark.parametrize("question", ["How can we appeal?", "How do I appeal?"])
def test_what_stands_behind_how_to_do_what_is_asked_is_known(question: str) -> None:
    """Such words begin a section in its first line, and answer nothing by themselves."""
    source = hit("Claims are paid by us. How to appeal. Write within 60 days of the decision. Keep a copy of it.")
    found = candidates([source], sentences)
    behind = behind_same(question, {stem("appeal")}, [source], found)
    assert [c.text for c, is_behind in zip(found, behind, strict=True) if is_behind] == [found[2].text]
    assert best(question, source) == "Write within 60 days of the decision."


def test_the_first_sentence_below_a_heading_that_asks_the_same_is_known() -> None:
    source = hit(
        "## Can I have a home visit?\n\nOnly if you cannot walk. Ring before ten.", heading="Can I have a home visit?"
    )
    found = candidates([source], sentences)
    behind = behind_same("Can I have a home visit?", {stem("home"), stem("visit")}, [source], found)
    assert [c.text for c, is_behind in zip(found, behind, strict=True) if is_behind] == ["Only if you cannot walk."]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "You asked for a refund. We cannot do this. The car park is not ours.",
            "You asked for a refund. We cannot do this.",
        ),
        ("Ann asked why it is shut. The lift is broken. So it goes.", "Ann asked why it is shut. The lift is broken."),
        ("Asked outright by Ann if it shuts. Hugh: never. So.", "Asked outright by Ann if it shuts. Hugh: never."),
        (
            "Ina fragte, warum es dunkel ist. Der Strom fehlt. So ist es.",
            "Ina fragte, warum es dunkel ist. Der Strom fehlt.",
        ),
        ("Léa a demandé si on peut fumer. Non. Voilà.", "Léa a demandé si on peut fumer. Non."),
        ("Ann asked whether dogs may come in.\n\nThe roof leaks.", "Ann asked whether dogs may come in."),
        ("Ann asked for:\n- a chair", "Ann asked for:"),
        ("Patients are asked to wait. The door is shut.", "Patients are asked to wait."),
        ("The door is shut. The key is lost.", "The door is shut."),
        (
            "Q: They say the water is cold.\n\nA: That isn't right. It has 24 degrees.",
            "Q: They say the water is cold.\n\nA: That isn't right.",
        ),
        ("The pool opens in May. No, in June. So it goes.", "The pool opens in May. No, in June."),
        (
            "10/05/26, 09:01 - Tom: It is on Saturday.\n10/05/26, 09:02 - Ann: No. On Sunday.\n10/05/26, 09:03 - Jo: A",
            "10/05/26, 09:01 - Tom: It is on Saturday.\n10/05/26, 09:02 - Ann: No. On Sunday.",
        ),
        ("The pool opens in May.\n\nNo. 7 is the key.", "The pool opens in May."),
        ("The pool opens in May. It is not so deep.", "The pool opens in May."),
    ],
)
def test_what_was_asked_is_quoted_with_what_came_of_it(text: str, quoted: str) -> None:
    source = hit(text)
    first = candidates([source], sentences)[0]
    assert with_reply(first, source).text == quoted


WISH = "Leo wanted a larger pump."
REFUSED = "Ada is against it, because the cellar is dry."


@pytest.mark.parametrize(
    ("question", "text", "quoted"),
    [
        ("Why is there no larger pump?", f"{WISH} {REFUSED} It is cheap.", f"{WISH} {REFUSED}"),
        ("And why not a larger pump?", f"{WISH} {REFUSED}", f"{WISH} {REFUSED}"),
        ("Who wanted a larger pump?", f"{WISH} {REFUSED}", WISH),
        ("Why is there no larger pump?", f"{WISH} It is cheap. {REFUSED}", WISH),
        ("Why is there no larger pump?", f"{WISH}\n\n{REFUSED}", WISH),
        ("Why is there no larger pump?", f"{WISH} As usual it rained.", WISH),
        ("Why is there no larger pump?", f"{WISH} Since 2019 it stands in the shed.", WISH),
        ("Why is there no larger pump?", f"{REFUSED} Since May it rains.", REFUSED),
        ("Why is there no larger pump?", f"Wish: {WISH} | By: Leo\n{REFUSED}", f"Wish: {WISH} | By: Leo"),
    ],
)
def test_what_is_asked_why_is_quoted_with_the_reason_behind_it(question: str, text: str, quoted: str) -> None:
    source = hit(text)
    first = candidates([source], sentences)[0]
    assert with_reason(first, source, question).text == quoted


SPOTS = "How did Nuala treat the spots on her roses?"


@pytest.mark.parametrize(
    ("question", "text", "quoted"),
    [
        (SPOTS, "Spots on the roses. Sprayed with milk. It rained.", "Spots on the roses. Sprayed with milk."),
        (SPOTS, "Spots on the roses.\n\nSprayed with milk.", "Spots on the roses."),
        (SPOTS, "Spots on the roses. Sprayed with", "Spots on the roses."),
        (SPOTS, "roses_spots = black\nlilies_spots = none", "roses_spots = black"),
        (SPOTS, "Nuala sprayed milk, rainwater, soap, garlic, ash and salt. It rained.", None),
        ("When did the roses have spots?", "Spots on the roses on 3 May. Sprayed with milk.", None),
    ],
)
def test_what_says_little_more_than_the_question_is_quoted_with_the_next_sentence(
    question: str, text: str, quoted: str | None
) -> None:
    source = hit(text)
    first = candidates([source], sentences)[0]
    assert with_more(first, source, question).text == (quoted or first.text)


def test_what_is_quoted_is_not_quoted_again_behind_the_sentence_before() -> None:
    source, question = hit("The tenant is Reza Farahani. The deposit is £1,650."), "How much does Farahani pay?"
    turn = AskedTurn(Clock(0.0), (Turn("user", question),), [source], [])
    for each in reversed(candidates([source], sentences)):
        list(Quoter(None).quote_whole(turn, each, [source]))
    assert [quote.text for quote in turn.quotes] == ["The deposit is £1,650.", "The tenant is Reza Farahani."]


def test_a_short_item_below_a_version_is_quoted() -> None:
    notes = hit("Changes of Boats\n\n2.3 – 10 November 2026\n- Faster oars\n\n2.2 – 3 May 2026\n- Fixed a leak")
    found = candidates([notes], sentences, "What changed in 2.2?")
    assert [each.text for each in found if each.text.startswith("-")] == ["- Faster oars", "- Fixed a leak"]


def test_the_row_of_another_is_no_answer() -> None:
    rows = hit(
        "Name | First aid | Fire safety\nName: Ann | First aid: 2026-06-11 | Fire safety: 2025-09-11\n"
        "Name: Leo | Fire safety: 2024-06-13"
    )
    assert best("Has Leo done the first aid course?", rows).startswith("Name: Leo")
    assert best("Who has done first aid?", rows).startswith("Name: Ann")


def test_a_line_of_contents_in_a_passage_of_others_is_no_answer() -> None:
    source = hit("Staff handbook of the surgery.\n\n11 Computers and telephones\t11\n\n12 Training\t12")
    assert [c.text for c in candidates([source], sentences)] == ["Staff handbook of the surgery."]


def test_the_first_sentence_below_the_question_answers_it() -> None:
    text = (
        "2.1 What is a boat?\n\nIt floats on the water of a harbour. What a boat has is a keel, and a boat is of wood."
    )
    assert best("What is a boat?", hit(text)) == "It floats on the water of a harbour."
    untitled = "A vessel for the harbour. Each boat is of wood."
    assert best("What is a boat?", hit(untitled, "What is a boat? | Harbours")) == "A vessel for the harbour."


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What are its limitations?", "Only harbours were looked at."),
        ("What are the limitations of this study?", "Only harbours were looked at."),
        ("What is the main claim?", "Boats sink when they leak for long."),
        ("What are the limitations of the lease?", "The limitations of boats are limitations of the wood."),
    ],
)
def test_the_first_sentence_below_what_is_asked_for_answers_it(question: str, quoted: str) -> None:
    text = (
        "The limitations of boats are limitations of the wood. The main claim is the claim of a boat.\n\n"
        "4 Limitations\n\nOnly harbours were looked at. It rained.\n\nMain claim\n\nBoats sink when they leak for long."
    )
    assert best(question, hit(text)) == quoted


def test_a_sentence_that_defines_what_is_asked_for_is_preferred() -> None:
    text = "A boat with a keel, as a boat of wood has, sinks. A boat is a vessel. With a boat one is soon there."
    assert best("What is a boat?", hit(text)) == "A boat is a vessel."


def test_an_entry_of_a_table_of_contents_is_not_above_its_answer() -> None:
    text = "Fees\n\nRules for guests of the house\n\nFees\n\nA second key is 12 euros."
    assert text[answer_below("What are the fees?", text) :] == "A second key is 12 euros."


@pytest.mark.parametrize(
    "question",
    [
        "What does --rope do?",
        "And what does the option --rope=red do?",
        "What does boats's --rope option do in the harbour?",
        "What is -r for?",
        "What does boat rope do?",
    ],
)
def test_the_first_sentence_below_the_name_of_an_option_tells_what_it_does(question: str) -> None:
    text = (
        "A rope is what --rope is about.\n\n-R\n\nIt paints boats red.\n\n-r, --rope=COLOUR\n\nType: rope\n\n"
        "Ties them all. It is dear.\n\nrope [colour]\n\nTies them all. It is old."
    )
    assert text[answer_below(question, text) :].startswith("Ties them all.")
    assert best(question, hit(text)) == "Ties them all."


@pytest.mark.parametrize(
    "question", ["What is a bower knot?", "what does bower knot mean", "And what is meant by a bower knot?"]
)
def test_what_a_dictionary_says_of_a_word_stands_below_it(question: str) -> None:
    text = (
        "See also bower knot.\n\n   :bower knot: /bow'r not/, n.\n\n   [rare]\n\n   A knot that holds it.\n\n"
        "   :bowline: n.\n\n   Another knot, which is not one."
    )
    assert text[answer_below(question, text) :].startswith("A knot that holds")
    assert answer_below(question, text.replace(":bower knot: /bow'r not/, n.", "bower knot")) == -1
    assert answer_below("What is an anchor?", text) == -1


def test_what_is_asked_of_a_thing_is_not_what_stands_below_its_name() -> None:
    text = "rope\n\nTies them all. It is dear.\n\nThe end of rope is for the hook."
    assert answer_below("What is the end of rope for?", text) == -1
    assert answer_below("What is rope for?", text) > 0


@pytest.mark.parametrize("question", ["What does it do?", "What does rope do in winter?", "What does --ropes do?"])
def test_other_questions_ask_for_no_option(question: str) -> None:
    text = "--rope\n\nTies them all.\n\nrope\nis what ties boats.\n\nit\n\nIs none of them at all."
    assert answer_below(question, text) == -1


def test_what_somebody_does_is_not_what_stands_below_the_name_that_ends_a_letter() -> None:
    letter = "I have the key.\n\nAnna\n\nOn Monday the boats were lost at sea."
    assert answer_below("What does Anna do?", letter) == -1
    manual = "Rope\n\n    Ties the boats to the pier.\n\nAnchor\n\n    Holds them."
    assert manual[answer_below("What does Rope do?", manual) :].startswith("Ties")


def test_the_names_of_an_option_are_read_with_what_it_does() -> None:
    text = "-c\n--count=<number> [default: 3]\n\nCounts the boats.\n\nType: number\n\nNot the old ones, at night."
    found = {each.text: each.beside for each in candidates([hit(text)], sentences)}
    names = "-c\n--count=<number> [default: 3]"
    assert found["Counts the boats."] == found["Not the old ones, at night."] == names


def test_a_line_with_a_label_stays_above_what_it_is_of() -> None:
    found = {each.text: each.beside for each in candidates([hit("Room: kitchen\n\nThe oven in it is new.")], sentences)}
    assert found["The oven in it is new."] == "Room: kitchen"


def test_the_reader_does_not_speak_against_what_stands_below_the_name() -> None:
    class Against:
        """A reader that knows the words of a name in a sentence alone."""

        def of(self, _hits: object, found: list[Candidate]) -> object:
            return np.array([2.0 if "--rope" in each.text else -12.0 for each in found], np.float32)

    text = "--rope\n\nTies all of the boats.\n\nThe harbour has no use for --rope in winter."
    turns = [Turn("user", "What does --rope do?")]
    grounds = judge(None, None, turns, [hit(text)], counts_in([text]), {}, reading=Against())
    assert grounds.quoted is not None
    assert grounds.quoted[0] == "Ties all of the boats."


@pytest.mark.parametrize(
    ("question", "odds"),
    [
        ("Who is on maternity leave?", -1.0),
        ("When is the maternity leave?", -3.0),  # no day
        ("Who is on maternity leave in Leeds?", -3.0),  # a word that it lacks
        ("Who is on leave?", -3.0),  # one word alone
    ],
)
def test_the_reader_says_little_against_what_has_all_words_and_the_type(question: str, odds: float) -> None:
    class Against:
        """A reader that takes nothing for an answer."""

        def of(self, _hits: object, found: list[Candidate]) -> object:
            return np.full(len(found), -3.0, np.float32)

    text = "Apologies for absence: Lorna Keane (maternity leave)"
    grounds = judge(None, None, [Turn("user", question)], [hit(text)], counts_in([text]), {}, reading=Against())
    assert grounds.evidence.reader == odds


CODE = '''
class RateLimiter:
    """Keeps us under the limit.

    It is a bucket.
    """

    def wait(
        self, n: int = max(1, 2), mode: str = "slow"
    ) -> None:  # at once
        """Sleep until a request may be sent."""

    def is_full(self) -> bool:
        return False

    def empty_it(self) -> None:
        """Throw all of it away."""

// Sorts the orders
// by weight.
export function sortOrders(a, b) {

const MAX_AGE = 48;
max_size: int = 3
if is_open == 3: is_open(MAX_AGE)

# Removes old dumps.
prune_dumps() {

// Sends each message.
  sendAll(messages) {

// RunAll runs each job.
func (r *Runner) RunAll() error {
'''

MAKEFILE = (
    "# Checks\nlint:\n\t.venv/bin/ruff check\n\t$(BIN)/mypy src\n\n"
    "fast slow: lint\n\techo ok\n\nLINT := ruff\ndocs := out\n"
)


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("What does make lint do?", "lint:\n\t.venv/bin/ruff check\n\t$(BIN)/mypy src"),
        ("what does `make fast` do?", "fast slow: lint\n\techo ok"),
        ("What does make docs do?", ""),  # a variable
        ("What does make check do?", ""),
    ],
)
def test_what_make_does_is_a_rule_of_a_makefile_with_its_recipe(question: str, rule: str) -> None:
    start = answer_below(question, MAKEFILE)
    found = [each.text for each in candidates([hit(MAKEFILE)], sentences) if 0 <= start < each.end]
    assert "".join(found[:1]) == rule


@pytest.mark.parametrize(
    "text",
    [
        "Requirements:\n\t500 g of flour\n\t3 eggs",
        "public:\n\tInt a;\n\tInt b;",
        "see also:\n    Two spaces are no tab",
    ],
)
def test_only_a_recipe_set_in_with_tabs_is_one_with_its_rule(text: str) -> None:
    assert [text[slice(*span)] for span in sentences(text)] == [line.strip() for line in text.split("\n")]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What does RateLimiter do?", '"""Keeps us under the limit.'),
        ("What is the class RateLimiter for?", '"""Keeps us under the limit.'),
        ("What does the method wait do?", '"""Sleep until a request may be sent."""'),
        ("What does sortOrders do?", "// Sorts the orders"),
        ("What does prune_dumps do?", "# Removes old dumps."),
        ("What does sendAll do?", "// Sends each message."),
        ("What does RunAll do?", "// RunAll runs each job."),
        ("Where is sortOrders defined?", "export function sortOrders(a, b) {"),
        ("Where is MAX_AGE set?", "const MAX_AGE = 48;"),
        ("What is the value of MAX_AGE?", "const MAX_AGE = 48;"),
        ("What is the value of max_size?", "max_size: int = 3"),
        ("Where is is_open defined?", ""),  # which is only called and compared
        ("Where is garden defined?", ""),  # as no name of code is written
        ("What does is_full do?", ""),
        ("What does wait do?", ""),  # which may be a command as well
        ("What does RateLimit do?", ""),
    ],
)
def test_what_a_class_or_function_does_is_said_where_it_is_defined(question: str, answer: str) -> None:
    start = answer_below(question, CODE)
    assert (CODE[start:].lstrip().split("\n")[0] if start >= 0 else "") == answer


def test_a_comment_of_settings_is_quoted_and_a_heading_is_not() -> None:
    text = "# We pay 11 cents for each GB above the quota\nquota_gb = 4000\n# Backup\nhost = bk07"
    quoted = [each.text for each in candidates([hit(text)], sentences)]
    assert "# We pay 11 cents for each GB above the quota" in quoted
    assert "# Backup" not in quoted


def test_a_part_of_a_row_is_read_with_its_first_cell_and_quoted_without_the_bar_behind_it() -> None:
    long = "It says that three days are left and then it stops. Month end is on Friday, so what are we to do now?"
    text = f"Who: Ada | Body: {long} | Answer: One more seat was bought. See the sheet."
    found = {each.text: each.beside for each in candidates([hit(text)], sentences)}
    assert found[long.partition(". ")[2]] == found["Answer: One more seat was bought."] == "Who: Ada"


CHANGES = (
    "[2.3.0] - 2025-10-21\n\nChanged\n- The lock is now one of the database.\n\n"
    "Removed\n- Support for Postwerk is gone.\n\n"
    "[2.2.0] - 2025-05-06\n\nAdded\n- There are quiet hours for alerts."
)


def test_what_was_new_in_a_version_is_read_with_its_heading_which_is_no_answer() -> None:
    found = {each.text: each.beside for each in candidates([hit(CHANGES)], sentences, "What was removed in 2.3.0?")}
    assert found == {
        "- The lock is now one of the database.": "[2.3.0] - 2025-10-21\nChanged",
        "- Support for Postwerk is gone.": "[2.3.0] - 2025-10-21\nRemoved",
        "- There are quiet hours for alerts.": "[2.2.0] - 2025-05-06\nAdded",
    }
    for question in ("When was 2.2.0 released?", "What is the latest version?"):
        asked = [each.text for each in candidates([hit(CHANGES)], sentences, question)]
        assert "[2.2.0] - 2025-05-06" in asked


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What was added in 2.2.0?", 0.0),
        ("What was added in 2.3.0?", 0.0),
        ("What was added in 2.4.0?", 1.0),
        ("What does section 4.2.1 say of quiet hours?", 1.0),
    ],
)
def test_a_version_is_one_thing_and_not_its_digits(question: str, missing: float) -> None:
    source = hit(CHANGES)
    found = candidates([source], sentences, question)
    worth = values(asked_words([Turn("user", question)]), counts_in([CHANGES]))
    scores = score(worth, [source], found, question=question)
    assert evidence(scores, [source], found, question).missing_number == missing
    only = [each for each in found if each.beside.startswith("[2.2.0]")]
    scores = score(worth, [source], only, question=question)
    assert evidence(scores, [source], only, question).missing_number == max(missing, "2.2.0" not in question)


def test_what_follows_the_few_words_that_begin_a_line_is_read_with_them() -> None:
    text = (
        "What went well. The nets held. Nobody fell in.\nThe lamp was out, too. We lit it.\n\nOptions. Paint the hull."
    )
    found = {each.text: each.beside for each in candidates([hit(text)], sentences, "What went well?")}
    assert found["The nets held."] == found["Nobody fell in."] == "What went well."
    assert found["Paint the hull."] == "Options."
    assert found["We lit it."] == ""


NOTES = (
    "2.10 (2025-10-21)\n\n- The lock is now one of the database.\n- Postwerk is gone.\n\n"
    "2.9 – 6 May 2025\n\n- There are quiet hours for alerts."
)


@pytest.mark.parametrize(
    ("question", "best", "missing"),
    [
        ("What changed in 2.10?", "- The lock is now one of the database.", 0.0),
        ("What's new in version 2.9?", "- There are quiet hours for alerts.", 0.0),
        ("When did 2.9 come out?", "2.9 – 6 May 2025", 0.0),
        ("When was v2.10 released?", "2.10 (2025-10-21)", 0.0),
        ("What changed in 2.1?", None, 1.0),
        ("What was fixed in 2.8?", None, 1.0),
        ("And for 2.8?", None, 0.0),  # litres, perhaps
    ],
)
def test_what_was_new_in_a_version_and_when_it_came_out_stand_at_its_heading(
    question: str, best: str | None, missing: float
) -> None:
    source = replace(hit(NOTES), heading="Notes > 2.10 (2025-10-21)")  # which is no answer to other questions
    found = candidates([source], sentences, question)
    worth = values(asked_words([Turn("user", question)]), counts_in([NOTES]))
    scores = score(worth, [source], found, question=question)
    if best is not None:
        assert found[int(scores.total.argmax())].text == best
    assert evidence(scores, [source], found, question).missing_number == missing


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("[2.3.0] - 2025-10-21", {"2.3.0"}),
        ("v1.2.3 (May 2024)", {"1.2.3"}),
        ("Version 1.4", set()),
        ("10.20 - Arrival in Porto", None),
        ("4.2.1 Fees", None),
        ("14.03.2026", None),
        ("1.000.000", None),
        ("Version 2.4.0 adds quiet hours.", None),
        ("1.4.0 - Unreleased", {"1.4.0"}),
        ("2.1.2 - Guests pay 12 euros a night.", None),
        ("1.4.2: Fixed a crash when saving", None),
        ("2.3 – 10 November 2026", set()),
        ("1.12 (2025-03-02)", set()),
        ("2.3 – The lake", None),
        ("10.20 (with the last bus)", None),
    ],
)
def test_headings_of_versions_are_known(line: str, named: set[str] | None) -> None:
    assert is_release(line) is (named is not None)
    if named is not None:
        assert versions(line) == named
    assert versions("14.03.2026, 10.20, 1.000.000 and 2.5") == set()


def test_what_tells_what_its_page_is_for_is_no_step() -> None:
    text = "This page outlines how to join the club. To join, fill in the form at the club's desk."
    assert best("How do I join the club?", hit(text)).startswith("To join")
    assert best("What does this outline of how to join the club say?", hit(text)).startswith("This page outlines")


def test_a_long_gap_in_a_line_does_not_hang():
    began = time.process_time()
    assert unnumbered(f"see{' ' * 20_000}below") == f"see{' ' * 20_000}below"
    assert unnumbered("  Section 2: Rent") == "Rent"
    assert unnumbered("Section C  What is not covered") == "What is not covered"
    assert unnumbered("Section C what is not covered") == "Section C what is not covered"
    assert time.process_time() - began < 1


@pytest.mark.parametrize("question", ["What is the value of maxAge?", "What does maxAge do?"])
def test_lines_of_words_that_stand_before_definitions_take_no_longer_each(question: str) -> None:
    assert grows_no_faster_than_its_input(
        lambda text: answer_below(question, text), lambda count: "static\n" * count + "maxAge", 500
    )
    code = "public static final\nclass maxAge {\n    int maxAge = 3;\n}"
    assert answer_below("What is the value of maxAge?", code) == 0  # its words may stand in a line of their own
