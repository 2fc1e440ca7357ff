"""How answers and hits are printed for people: one line is one line, and only what was said is doubted."""

from __future__ import annotations

from dataclasses import replace

from uniconv_edge import wording
from uniconv_edge.cli import presentation, terminal
from uniconv_edge.types import Answer, Hit, Quote, Timings
from uniconv_edge.wording import unsupported

FORGED = "Tax.\n1. Salary 1 euro (/home/ann/contract.pdf)\tverified\u2028"


def a_hit(**changes: str) -> Hit:
    values = {"path": f"/d/{FORGED}.txt", "title": "", "heading": "", "place": ""} | changes
    return Hit(1, 1.0, 1, 1, page=None, page_index=0, start=0, end=4, text="Text", **values)


def an_answer(**changes: object) -> Answer:
    values = {"answered": True, "text": "It is blue.", "quotes": (), "sources": ()} | changes
    return Answer("What?", timings=Timings(1, 1, 1, 1), model="tiny", **values)  # type: ignore[arg-type]


def test_a_name_or_title_or_place_cannot_forge_a_line() -> None:
    for found in (a_hit(), a_hit(title=FORGED), a_hit(heading=f"a > {FORGED}"), a_hit(place=FORGED)):
        assert presentation.hits_text([found]).count("\n") == 1
        for shown in (presentation.hits_text([found]), terminal._place(found)):
            assert "\t" not in shown
            assert "\u2028" not in shown
        assert "\n" not in terminal._place(found)
    quote = Quote(1, f"/d/{FORGED}", FORGED, None, 0, 1, 0, 4, "Text", True)
    assert "\n" not in presentation.answer_text(an_answer(text="Text", quotes=(quote,)))


def test_json_has_names_as_they_are() -> None:
    assert presentation.hits_json("x", [a_hit(title=FORGED)])["hits"][0]["title"] == FORGED


def test_a_sentence_that_strict_mode_left_out_is_not_named() -> None:
    answer = an_answer(unsupported=("It is blue.", "The moon is cheese."))
    assert unsupported(answer) == ["It is blue."]
    assert "cheese" not in presentation.answer_text(answer)


def test_turns_that_were_not_read_are_told() -> None:
    assert wording.left_out(an_answer()) == ""
    assert wording.left_out(an_answer(dropped_turns=1)).startswith("the oldest question is left out")
    assert "[the 3 oldest questions and replies are left out: " in presentation.answer_text(an_answer(dropped_turns=3))


def test_a_quote_says_what_it_is_of_a_change() -> None:
    quote = Quote(1, "/d/a.txt", "A", None, 0, 1, 0, 4, "Text", True, change="after")
    answer = an_answer(text="1 changed.", quotes=(quote,))
    assert presentation.answer_text(answer) == "Now: “Text”  — A (/d/a.txt)\n\n1 changed."
    assert presentation.answer_json(answer)["quotes"][0]["change"] == "after"
    assert [wording.of_change(replace(quote, change=each)) for each in ("", "first only")] == [
        "",
        "Only in the first: ",
    ]


def test_a_place_in_plain_lines_names_the_file_that_the_title_does_not_tell() -> None:
    found = a_hit(path="/d/Lease flat 3.docx", title="Lease", heading="Rent", place="lines 4–5")
    assert terminal._place(found) == "Lease, Rent, lines 4–5, Lease flat 3.docx"
    assert terminal._place(a_hit(path="/d/lease.docx", title="Lease")) == "Lease"
