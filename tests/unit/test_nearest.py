"""A refusal says where to look all the same, and what stands there."""

import json
from dataclasses import replace

import numpy as np

from uniconv_edge.assistant.past.record import answer_from_record, answer_record, conversation_markdown
from uniconv_edge.assistant.quoting.abstain import Evidence
from uniconv_edge.assistant.quoting.grounding import Grounds, nearest
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.cli.presentation import answer_json, answer_text
from uniconv_edge.places import doubt
from uniconv_edge.tui import cards
from uniconv_edge.types import Answer, Hit, Quote, Timings
from uniconv_edge.wording import EXPORTED_MARK

LONG = "The roof is blue " * 20


def near(source: int, path: str, page: int, text: str) -> Quote:
    return Quote(source, path, path[1:2].upper(), page, page - 1, source, 0, len(text), text, True, state="verified")


REFUSED = Answer(
    "Who?",
    False,
    "No answer was found in your documents.",
    (),
    (),
    Timings(1, 1, 1, 1),
    "tiny",
    nearest=(near(1, "/a.pdf", 2, "Nobody\nasked."), near(3, "/b.pdf", 1, LONG)),
)


def test_a_refusal_names_the_best_sentences_with_their_places() -> None:
    lines = answer_text(REFUSED).splitlines()
    assert lines[:2] == ["No answer was found in your documents.", "[nearest: A, page 2 (/a.pdf): “Nobody asked.”]"]
    assert lines[2].startswith("[nearest: B, page 1 (/b.pdf): “The roof")
    assert lines[2].endswith("…”]")
    shown = [cards.near(each).plain for each in REFUSED.nearest]
    assert shown[0] == "A, page 2: “Nobody asked.”"
    assert len(shown[1]) < 300
    assert [each["text"] for each in answer_json(REFUSED)["nearest"]] == ["Nobody\nasked.", LONG]


def test_a_sentence_whose_file_changed_is_doubted_as_a_quote_is() -> None:
    stale = replace(REFUSED.nearest[0], verified=False, state="changed")
    doubted = f"[{doubt(stale)}]"
    assert doubt(stale)
    assert answer_text(replace(REFUSED, nearest=(stale,))).splitlines()[1].endswith(f"“Nobody asked.”  {doubted}]")
    assert cards.near(stale).plain.endswith(f"“Nobody asked.” {doubted}")
    assert doubted not in answer_text(REFUSED)


def test_an_exported_refusal_quotes_them_below_the_refusal() -> None:
    stale = replace(REFUSED.nearest[1], text="It is *blue*.", verified=False, state="changed")
    refused = replace(REFUSED, nearest=(REFUSED.nearest[0], stale), note="Only mail was asked.")
    said = conversation_markdown("T", [refused, refused]).split("\n\n## Who?\n\n")
    assert said[1].split("\n\n") == [
        "No answer was found in your documents.",
        "Nearest:",
        "> Nobody asked.\n>\n> — /a.pdf, page 2",
        f"> It is \\*blue\\*.\n>\n> — /b.pdf, page 1 ({doubt(stale)})",
        "\\[Only mail was asked.\\]",
    ]
    assert said[2] == f"{said[1]}\n\n{EXPORTED_MARK}\n"


def test_it_is_the_three_best_sentences() -> None:
    hits = [Hit(n, 1.0, n, n, f"/{n}", "", 1, 0, 0, 4, "text") for n in range(1, 6)]
    said = [(1, "a"), (2, "b"), (2, "c"), (3, "d"), (4, "e"), (5, "E!")]
    candidates = [Candidate(n, 0, 4, text) for n, text in said]
    scores = np.array([0.1, 0.5, 0.4, 0.2, 0.9, 0.8], np.float32)
    grounds = Grounds(Evidence(), hits, candidates, scores, scores > 0)
    assert [(each.source, each.text) for each in nearest(grounds)] == [(4, "e"), (2, "b"), (2, "c")]  # "E!" once more


def test_it_is_kept_and_an_older_record_has_none() -> None:
    record = json.loads(json.dumps(answer_record(REFUSED)))
    assert answer_from_record(record) == REFUSED
    del record["nearest"]
    assert answer_from_record(record).nearest == ()
