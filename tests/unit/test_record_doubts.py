"""A conversation as Markdown says, as a terminal does, what documents do not carry and what was noted."""

from __future__ import annotations

from uniconv_edge.assistant.past.record import conversation_markdown
from uniconv_edge.types import Answer, Quote, Timings

QUOTE = Quote(1, "/d/a.txt", "a", None, 0, 1, 0, 22, "The rent is 900 euros.", True, "", "verified")


def exported(text: str, unsupported: tuple[str, ...] = (), note: str = "", quotes: tuple[Quote, ...] = (QUOTE,)) -> str:
    answer = Answer("rent?", True, text, quotes, (), Timings(0, 0, 0, 0), "m", unsupported=unsupported, note=note)
    return conversation_markdown("t", [answer, answer])


def test_what_the_quotes_do_not_carry_is_marked() -> None:
    shown = exported("The rent is 900 euros. It falls due in April.", ("It falls due in April.",))
    after = "\n\nThe rent is 900 euros. It falls due in April.\n\n\\[not in your documents: It falls due in April.\\]\n"
    assert shown.count(after) == 2


def test_what_was_withheld_is_not_told() -> None:
    assert "April" not in exported("The rent is 900 euros.", ("It falls due in April.",))


def test_the_note_is_there_with_and_without_words_of_its_own() -> None:
    note = "Read as `rent`: no document says `rennt`."
    literal = "\\[Read as \\`rent\\`: no document says \\`rennt\\`.\\]"
    assert exported("The rent is 900 euros.", note=note).count(f"— /d/a.txt\n\n{literal}\n") == 2
    assert exported("5 documents.", note=note, quotes=()).count(f"5 documents.\n\n{literal}\n") == 2
    assert "\\[" not in exported("The rent is 900 euros.")
