"""A conversation as Markdown: what documents say is shown as it stands, and doubts in the app's words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from uniconv_edge.assistant.past.record import conversation_markdown
from uniconv_edge.places import doubt
from uniconv_edge.types import Answer, Quote, Timings


def quoted(text: str, state: str = "verified") -> Quote:
    return Quote(1, "/d/a.txt", "a", None, 0, 1, 0, len(text), text, state == "verified", "", state)


def exported(quote: Quote) -> str:
    return conversation_markdown("t", [Answer("what?", True, quote.text, (quote,), (), Timings(0, 0, 0, 0), "m")])


def parts(markdown: str) -> tuple[set[str], list[Token]]:
    """The kinds of block inside the quotation, and what its first line is made of."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    begin = next(at for at, token in enumerate(tokens) if token.type == "blockquote_open")
    end = next(at for at, token in enumerate(tokens) if token.type == "blockquote_close")
    line = next(token for token in tokens[begin:] if token.type == "inline")
    return {token.type for token in tokens[begin + 1 : end]}, list(line.children or ())


def test_what_it_is_of_a_change_stands_before_a_quote() -> None:
    assert "> Removed: The rent is due.\n" in exported(replace(quoted("The rent is due."), change="removed"))


@pytest.mark.parametrize("state", ["changed", "missing", "not in the source", ""])
def test_a_doubt_is_told_in_the_words_of_the_app(state: str) -> None:
    quote = quoted("The rent is due.", state or "verified")
    assert ("(" in exported(quote)) == bool(state)
    assert not state or f"— /d/a.txt ({doubt(quote)})\n" in exported(quote)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x?d=1",
        "HTTP://evil.example",
        "(ftp://evil.example),",
        "www.evil.example",
        "WWW.evil.example.",
        "a@evil.example",
        "<a@evil.example>",
        "https://evil.example/`a``b`",
        "`https://evil.example",
        "![x](https://evil.example)",
        "\\www.evil.example",
    ],
)
def test_an_address_is_code_which_nothing_makes_a_link_of(address: str) -> None:
    kinds, line = parts(exported(quoted(f"See {address} now & *then*.")))
    assert kinds == {"paragraph_open", "inline", "paragraph_close"}
    assert [(part.type, part.content) for part in line if part.type != "text"] == [("code_inline", address)]
    assert "".join(part.content for part in line) == f"See {address} now & *then*."


@pytest.mark.parametrize(
    "text",
    ["1. one", "12) twelve", "- dash", "+ plus", "* star", "-", "---", "- - -", "====", "# head", "> deeper", "a | b",
     "1.5 percent", "-5 degrees", "2024-05-01", "<b>bold</b>", "&amp; ~~gone~~", "`code` and ``more``", "~~~"],
)  # fmt: skip
def test_a_line_of_a_document_is_neither_list_nor_rule_nor_heading(text: str) -> None:
    kinds, line = parts(exported(quoted(text)))
    assert kinds == {"paragraph_open", "inline", "paragraph_close"}
    assert {part.type for part in line} == {"text"}
    assert "".join(part.content for part in line) == text
