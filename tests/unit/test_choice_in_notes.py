"""Which sentence of notes, records of decisions and code is chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from uniconv_edge.assistant.quoting.choice import score
from uniconv_edge.assistant.quoting.longer import with_reply
from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.words.answer_types import types_asked
from uniconv_edge.assistant.words.terms import counts_in, telling_words, values
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit


def hit(text: str, title: str = "Note", heading: str = "", rank: int = 1) -> Hit:
    return Hit(rank, 1.0, rank, rank, f"{title}.md", title, None, 0, 0, len(text), text, heading=heading, cosine=0.5)


def headed(question: str, *hits: Hit) -> list[str]:
    """What stands below the name of a section that is asked for."""
    found = candidates(hits, sentences, question)
    worth = values(telling_words(question), counts_in([each.text for each in hits]))
    chosen = score(worth, hits, found, question=question).headed
    return [each.text for each, is_headed in zip(found, chosen, strict=True) if is_headed]


def best(question: str, *hits: Hit) -> str:
    found = candidates(hits, sentences, question)
    worth = values(telling_words(question), counts_in([each.text for each in hits]))
    return found[int(score(worth, hits, found, question=question).total.argmax())].text


QUEUE = hit("We use a table with locks. It is enough.", "ADR-5 Queue", "Decision")
DATABASE = hit("We use Postgres with an extension. Backups grow.", "ADR-3 Database", "Decision", rank=2)
REASON = hit("The team knows SQL well. It is cheap.", "ADR-3 Database", "Rationale", rank=3)
MINUTES = hit("- Raise the retry limit to five.\n- See the retry limit page.\n- Close at six.", "Weekly", "Decided")


@pytest.mark.parametrize(
    ("question", "hits", "expected"),
    [
        ("What did we decide about the database?", (QUEUE, DATABASE, REASON), ["We use Postgres with an extension."]),
        ("what was agreed on the queue?", (QUEUE, DATABASE, REASON), ["We use a table with locks."]),
        ("Why did we choose that database?", (QUEUE, DATABASE, REASON), ["The team knows SQL well."]),
        ("What did we decide about the retry limit?", (MINUTES, DATABASE), ["- Raise the retry limit to five."]),
        ("What did we decide about the boat?", (QUEUE, DATABASE), []),
        ("What did we decide?", (QUEUE, DATABASE), []),
        ("How large is the database?", (QUEUE, DATABASE, REASON), []),
        (  # of two records of one thing neither is sure
            "What did we decide about the queue?",
            (QUEUE, replace(DATABASE, title="ADR-8 Queue again", path="ADR-8 Queue again.md")),
            [],
        ),
    ],
)
def test_a_record_of_a_decision_says_what_is_asked_below_the_name_of_its_part(
    question: str, hits: tuple[Hit, ...], expected: list[str]
) -> None:
    assert headed(question, *hits) == expected


def test_what_only_points_elsewhere_is_not_chosen_unless_it_is_asked_where() -> None:
    note = hit("See Newport's claim and others. The main thing is focus without distraction.", "Deep Work")
    assert best("What does Newport claim?", note) == "The main thing is focus without distraction."
    assert best("Where does Newport claim it?", note) == "See Newport's claim and others."


def test_of_a_function_the_string_right_below_its_line_says_what_it_does() -> None:
    code = 'def is_stale(last: int) -> bool:\n    """True if nothing came for twice the gap."""\n    return last > 2'
    assert "True if nothing came" in best("What does is_stale do?", hit(code, "gaps.py"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does send return?", "Returns: the receipt."),
        ("what does send raise?", "Raises GatewayDown after five attempts."),
        ("what does send_all return?", "Send every message."),
    ],
)
def test_of_a_function_its_string_says_what_it_returns_or_raises(question: str, said: str) -> None:
    code = (
        'def send(text: str) -> str:\n    """Send one message.\n\n    Raises GatewayDown after five attempts.\n\n'
        '    Returns: the receipt.\n    """\n    return text\n\n\n'
        'def send_all() -> None:\n    """Send every message."""\n    return None\n'
    )
    assert said in best(question, hit(code, "sms.py"))


def test_where_a_setting_is_set_asks_for_no_place() -> None:
    assert [each.name for each in types_asked("Where is MAX_RETRIES defined?")] == []
    assert [each.name for each in types_asked("Where is the table set?")] == ["place"]


def test_tags_are_quoted_by_nothing_that_asks_of_something_else() -> None:
    texts = [
        each.text for each in candidates([hit("tags: shop, coffee\n\nbench-1 #test\n\nIt opens at nine.")], sentences)
    ]
    assert texts == ["It opens at nine."]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "- Long talk with Ada about the fence. She fears cost. So.",
            "- Long talk with Ada about the fence. She fears cost.",
        ),
        ("We talked to Mr Lee about the boat. He is for it.", "We talked to Mr Lee about the boat. He is for it."),
        (
            "We talked to Mr Lee about the boat: he is for it. Fine.",
            "We talked to Mr Lee about the boat: he is for it.",
        ),
        ("Call Ada about the fence. She fears cost.", "Call Ada about the fence."),
    ],
)
def test_what_only_tells_that_people_talked_is_quoted_with_what_was_said(text: str, quoted: str) -> None:
    source = hit(text)
    assert with_reply(candidates([source], sentences)[0], source).text == quoted
