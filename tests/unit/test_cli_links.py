"""Paths of what is cited are links on a terminal, and nowhere else."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import pytest

from uniconv_edge.cli.links import emit_cited
from uniconv_edge.cli.presentation import hits_text, quote_text
from uniconv_edge.types import Hit, Quote

HERE = f"file://{os.uname().nodename}"


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")


def link(target: str, shown: str) -> str:
    return f"\x1b]8;;{HERE}{target}\x1b\\{shown}\x1b]8;;\x1b\\"


def a_hit(path: str, rank: int = 1, title: str = "", page: int | None = None) -> Hit:
    return Hit(rank, 1.0, rank, rank, path, title, page, page_index=0, start=0, end=4, text="Text")


def printed(capsys: pytest.CaptureFixture[str], text: str, *cited: Hit | Quote, terminal: bool = True) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.stdout, "isatty", lambda: terminal)
        emit_cited(text, cited)
    return capsys.readouterr().out


def test_a_path_leads_to_its_file_and_that_of_a_pdf_to_its_page(capsys: pytest.CaptureFixture[str]):
    hits = [
        a_hit("/d/a b.pdf", 1, "A", 3),
        a_hit("/d/a b.pdf", 2, "A", 4),
        a_hit("/d/a b", 3),
        a_hit("/d/ü.pptx", 4, page=2),
    ]
    assert printed(capsys, hits_text(hits), *hits).splitlines()[::2] == [
        f"1. A, page 3 ({link('/d/a%20b.pdf#page=3', '/d/a b.pdf')})",
        f"2. A, page 4 ({link('/d/a%20b.pdf#page=4', '/d/a b.pdf')})",
        f"3. {link('/d/a%20b', '/d/a b')}",
        f"4. {link('/d/%C3%BC.pptx', '/d/ü.pptx')}, page 2",
    ]


def test_a_name_that_is_no_text_leads_to_its_file(capsys: pytest.CaptureFixture[str]):
    path = os.fsdecode(b"/d/a#\n\x1b\xff")
    shown = link("/d/a%23%0A%1B%FF", "/d/a#\ufffd\ufffd\ufffd")
    assert printed(capsys, hits_text([a_hit(path)]), a_hit(path)).startswith(f"1. {shown}\n")


def test_a_quote_that_names_a_path_is_no_link(capsys: pytest.CaptureFixture[str]):
    quote = Quote(1, "/d/log.txt", "Log", 1, 0, 0, 4, 4, "See /d/log.txt", True)
    shown = printed(capsys, quote_text(quote), quote)
    assert shown == f"“See /d/log.txt”  — Log, page 1 ({link('/d/log.txt', '/d/log.txt')})\n"


@pytest.mark.parametrize(
    ("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb"), ("TERM", "linux"), ("UNICONV_EDGE_PLAIN", "true")]
)
def test_who_wants_no_colours_or_has_them_read_aloud_gets_the_path(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
):
    monkeypatch.setenv(name, value)
    assert printed(capsys, "/d/a", a_hit("/d/a")) == "/d/a\n"


def test_a_pipe_gets_the_path(capsys: pytest.CaptureFixture[str]):
    assert printed(capsys, "/d/a", a_hit("/d/a"), terminal=False) == "/d/a\n"


def test_what_is_asked_for_is_bold_in_a_quote_on_a_terminal_alone(capsys: pytest.CaptureFixture[str]):
    text = "A deposit\nof 1,450 euros\x1b, by May."
    quote = Quote(1, "/d/a.txt", "A", 1, 0, 0, 4, 4, text, True, answer_start=13, answer_end=24)
    plain = quote_text(quote)
    assert "of \x1b[1m1,450 euros\x1b[22m\ufffd, by" in printed(capsys, plain, quote)
    assert "\x1b[1m" not in printed(capsys, plain, quote, terminal=False)
    assert "\x1b[1m" not in printed(capsys, plain, replace(quote, answer_start=0, answer_end=0))
