"""A refusal says where to look all the same."""

from dataclasses import replace

from uniconv_edge.cli.presentation import answer_text
from uniconv_edge.tui import display
from uniconv_edge.types import Answer, Hit, Timings
from uniconv_edge.wording import nearest


def hit(rank: int, path: str, page: int) -> Hit:
    return Hit(rank, 1.0, rank, rank, path, path[1:2].upper(), page, page - 1, 0, 4, "text", heading="", cosine=0.1)


REFUSED = Answer(
    "Who?",
    False,
    "Your documents do not answer this.",
    (),
    (hit(1, "/a.pdf", 2), hit(2, "/a.pdf", 5), hit(3, "/b.pdf", 1), hit(4, "/c.pdf", 1), hit(5, "/d.pdf", 1)),
    Timings(1, 1, 1, 1),
    "tiny",
)


def test_a_refusal_names_the_best_passage_of_three_documents() -> None:
    assert answer_text(REFUSED).splitlines() == [
        "Your documents do not answer this.",
        "[nearest: A, page 2 (/a.pdf)]",
        "[nearest: B, page 1 (/b.pdf)]",
        "[nearest: C, page 1 (/c.pdf)]",
    ]
    assert display.nearest(nearest(REFUSED)).plain == "Nearest: A, page 2; B, page 1; C, page 1"


def test_an_answer_and_what_the_library_says_of_itself_name_none() -> None:
    assert nearest(replace(REFUSED, answered=True)) == []
    assert nearest(replace(REFUSED, basis="library")) == []
    assert nearest(replace(REFUSED, sources=())) == []
