"""Words that name the kind of what is asked for are held by what is of that kind."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.quoting.choice import evidence, score
from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.words.kinds import given
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit


def gives(question: str, sentence: str) -> bool:
    return any(found(sentence) for found in given(question).values())


@pytest.mark.parametrize(
    ("question", "sentence", "holds"),
    [
        ("How much does it cost?", "Room 307 is 118 euros a night.", True),
        ("What does the room cost?", "Total | 492.48", True),
        ("What does the room cost?", "€118 a night", True),
        ("What is the price of the tour?", "It is free of charge for children.", True),
        ("How much does it cost?", "The room has 2 beds.", False),
        ("How much does it cost?", "The engine has 1.90 l.", False),
        ("How much does it cost?", "Version 2.10.4 of 12.05.2026 at 18:50", False),
        ("How much does it cost?", "The museum is open from 10.30 to 16.30, on Sundays until 18.00.", False),
        ("How much does it cost?", "A ticket went from 10.30 to 16.30 euros.", True),
        ("How much does it cost?", "Breakfast | 10.30", True),
        ("How much does it cost?", "Open on Tuesday, 9.30 to 4.30, closed between 12.30 and 1.15.", False),
        ("How much does it cost?", "A sheet is 60p.", True),
        ("How much did it cost?", "Boots for Joe, 8s 11d, and bread, fourpence.", True),
        ("How much does it cost?", "The bill comes to 2,468.00", True),
        ("Who pays for repairs?", "A meal is 4.20 euros.", False),
        ("What time is check-in?", "You can have the room from 3:00 pm.", True),
        ("What time is check-in?", "You can have the room from Monday.", False),
        ("What time is check-in?", "Rooms are ready at seven.", True),
        ("What time is lunch?", "At noon, in the hall.", True),
        ("What time is lunch?", "At 5 per cent interest.", False),
        ("How much does it cost?", "A cake is 4.20 each.", True),
        ("What does a kilo cost?", "Cut: Sirloin | Price £: 23.4", True),
        ("What does it cost?", "Cut: Sirloin | Price list: see the door", False),
        ("What does it come to in total?", "A cake is 4.20 each.", True),
        ("What time does she come to the flat?", "A cake is 4 pounds.", False),
        ("Which is sold by the kilo?", "Cut: Sirloin | Unit: kg", True),
        ("Which is sold by the kilo?", "Cut: Sirloin | Unit: kgs5", False),
        ("Which is sold by the litre?", "Milk, 2 l", True),
        ("Which is sold by the litre?", "Milk from l’Aubier", False),
        ("Which percentage is it?", "VAT 20%", True),
        ("Which is paid in euros?", "Rent: 900 €", True),
        ("How high is the tower?", "The tower has 90 m and a bell.", True),
        ("How high is the tower?", "The tower has 90 mint bushes.", False),
        ("How loud is it?", "Noise while spinning | 74 decibels", True),
        ("How loud is it?", "It spins at 74 turns.", False),
        ("How heavy is the parcel?", "The parcel: 12 kg.", True),
        ("What is the policy number?", "Policy # | POL-2022-555", True),
        ("What is the customer number?", "Customer no. 40772", True),
        ("What is the policy number?", "There is no policy.", False),
        ("What is the phone number of the firm?", "Policy # | POL-2022-555", False),
        ("What is her phone number?", "Nora, 0555 012 966", True),
        ("What is her phone number?", "Nora came on 2026-11-30", False),
        ("What is Nora's number?", "Phone: 0555 012 966", True),
        ("And her number?", "Phone: 0555 012 966", True),
        ("What is Nora's number?", "Note: customer 40772", False),
        ("What is Nora's number of guests?", "Phone: 0555 012 966", False),
        ("What is his e-mail address?", "Write to jonas@example.org.", True),
        ("What must be paid in December?", "The craft money is due on 1 December.", True),
        ("What have I paid in December?", "The craft money is due on 1 December.", False),
        ("What must be paid in December?", "It was late due to snow.", False),
        ("What age is the dog?", "He is 9 years old.", True),
        ("Are pets allowed?", "No pets.", True),
        ("Is the dog allowed?", "Dogs: yes, on a lead.", True),
        ("Are candles allowed?", "Candles are fine in a glass.", True),
        ("Is smoking permitted here?", "- No smoking in the cellar.", True),
        ("Are dogs allowed in the rooms?", "Dogs are welcome in the Byre.", True),
        ("Are dogs allowed in the rooms?", "A dog needs the written permission of the landlord.", True),
        ("Are dogs allowed in the rooms?", "Dogs bark at night, no doubt.", False),
        ("What did I pay in October?", "2026-10-12 | groceries | 102.33", True),
        ("What is the deposit?", "The deposit is 300 euros.", False),
        ("Are you open on Wednesday?", "Mon–Fri | 9–17", True),
        ("Are you open on Wednesday?", "Mon and Fri", False),
        ("Are you open on Sundays?", "Fri to Mon", True),
        ("Are you open at the weekend?", "Sat. – Sun. 10:00", True),
        ("Are you open at the weekend?", "Sat 10:00", False),
        ("Who is coming next week?", "Aunt Rosa arrives from Porto.", True),
        ("Who comes on Friday?", "Mr Hill has a cold.", False),
        ("What is on Sunday?", "Sun cream is in the bag.", False),
        ("What is on Sunday?", "Sun afternoon: a walk", True),
        ("What is on Saturday?", "They sat down.", False),
        ("What does error E18 mean?", "E18 | Water is not pumped out", True),
        ("what does error e18 mean", "E18 | Water is not pumped out", True),
        ("What does error E18 mean?", "E181 | The door is open", False),
        ("What was the turnover Q3?", "Q3 was good.", False),
        ("Who lives in flat 1B?", "Tenant: Samuel Ojo.", True),
        ("Who lives in flat 1B?", "Landlord: Colm Daly.", False),
        ("How long do hens live?", "The tenant feeds them.", False),
        ("Who wrote the book on the village?", "Author: Ada Berg", True),
        ("Who wrote the book on the village?", "The author lived there.", False),
    ],
)
def test_a_sentence_gives_the_kind_that_is_asked_for(question: str, sentence: str, holds: bool) -> None:
    assert gives(question, sentence) == holds


def hit(number: int, text: str, cosine: float) -> Hit:
    return Hit(number, 1.0, number, number, f"{number}.txt", "Notes", None, 0, 0, len(text), text, cosine=cosine)


def test_what_it_costs_is_answered_where_the_conversation_is_and_not_where_a_word_of_cost_stands() -> None:
    hits = [
        hit(1, "The hotel lies at the river. We have room 307, 118 euros a night.", 0.5),
        hit(2, "Changing a flight costs 60 euros.", 0.3),
    ]
    found = candidates(hits, sentences)
    scores = score({"cost": 4.0}, hits, found, question="How much does it cost?")
    assert found[int(scores.total.argmax())].text == "We have room 307, 118 euros a night."
    assert evidence(scores, hits, found, "How much does it cost?").source_words == 1.0
    without = score({"cost": 4.0}, hits, found, question="Tell me about the cost")
    assert found[int(without.total.argmax())].text == "Changing a flight costs 60 euros."


def test_an_amount_answers_only_where_it_stands() -> None:
    hits = [hit(1, "The cable was 40 euros. The generator used 85 litres of diesel.", 0.5)]
    found = candidates(hits, sentences)
    scores = score({"gener": 5.0, "cost": 3.0}, hits, found, question="How much did the generator cost?")
    held = {candidate.text.split()[1]: share for candidate, share in zip(found, scores.source, strict=True)}
    assert held["generator"] < 0.7 < held["cable"]
