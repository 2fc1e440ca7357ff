"""A question is read without what a person says around it."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.plainly import plainly


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("hi, how much is the garage rent? thanks", "how much is the garage rent?"),
        ("Hello there! Good morning, when is the fair", "when is the fair"),
        ("I need to know how much the rent is", "how much the rent is"),
        ("could you please tell me where the key is, please?", "where the key is?"),
        ("what's the salary?", "what is the salary?"),
        ("whats the salary", "what is the salary"),
        ("whos coming and wheres the key", "who is coming and where is the key"),
        ("what if i dont pay, or cant", "what if i do not pay, or can not"),
        ("and what happens if I don't?", "and what if I do not?"),
        ("what happens if I lose a key?", "what happens if I lose a key?"),
        ("is the dog allowed as well?", "is the dog allowed too?"),
        ("are dogs allowed as well as cats?", "are dogs allowed as well as cats?"),
        ("i need to know about the barn", "tell me about the barn"),
        ("its colour", "its colour"),
        ("Who’s Steve?", "Who is Steve?"),
        ("how much is the rent?", "how much is the rent?"),
        ("Tell me about the lease", "Tell me about the lease"),
        ("many thanks", "many thanks"),
        ("ok thanks", "ok"),
        ("ok, how much is the rent?", "how much is the rent?"),
        ("Thanks. And please tell me when it is due", "And when it is due"),
        ("so, can you tell me who pays?", "so who pays?"),
        ("Can you tell me until when the lease runs?", "until when the lease runs?"),
        ("ok, why?", "why?"),
        ("Ok and why?", "and why?"),
        ("please, what's the salary", "what is the salary"),
        ("can you smoke there?", "can you smoke there?"),
        ("Well depth in metres", "Well depth in metres"),
        ("How high is the deposit for a room?", "How much is the deposit for a room?"),
        ("How high is the hedge?", "How high is the hedge?"),
        ("How high will the fine be?", "How much will the fine be?"),
        ("How big is the deposit box?", "How big is the deposit box?"),
        ("what if I don't pay?", "what if I do not pay?"),
        ("Who can’t or won't come?", "Who can not or will not come?"),
        ("why shan't we pay?", "why shall not we pay?"),
        ('who says "I don\'t"?', 'who says "I don\'t"?'),
        ("hello", "hello"),
        ('who wrote "what\'s new"?', 'who wrote "what\'s new"?'),
        ("Hi Fi prices", "Fi prices"),
        ("", ""),
    ],
)
def test_what_is_said_around_a_question_is_left_out(typed: str, plain: str) -> None:
    assert plainly(typed) == plain
