"""Org mode: headings below stars, properties, what is planned, and text as it is shown."""

from __future__ import annotations

from time import process_time

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse


def read(text: str) -> tuple[str, str, list[tuple[int, str]]]:
    """Title, text and headings (level and words) of a file."""
    parsed = parse(text.encode(), "notes.org")
    laid = assemble(parsed.pages[0])
    return parsed.title, laid.text, [(each.level, each.text) for each in laid.headings]


def test_headings_keep_their_state_and_have_their_tags_as_others_write_them() -> None:
    title, text, headings = read(
        "#+TITLE: Inbox\n#+FILETAGS: :a:b:\n#+STARTUP: overview\n\n* TODO [#A] Renew the passport   :errand:home:\n"
        "  DEADLINE: <2026-12-14 Mon> SCHEDULED: <2026-12-01 Tue>\n  Bring two photos.\n** Where\n   At the office.\n"
    )
    assert title == "Inbox"
    assert headings == [(1, "TODO [#A] Renew the passport #errand #home"), (2, "Where")]
    assert "filetags: a, b" in text
    assert "DEADLINE: 2026-12-14 Mon\nSCHEDULED: 2026-12-01 Tue" in text
    assert "STARTUP" not in text


def test_a_heading_with_nothing_below_it_is_an_item() -> None:
    _, text, headings = read("* Wishes\n** Learn to weld\n** TODO Learn to sail\n\n* Notes\nNone.\n")
    assert headings == [(1, "Wishes"), (2, ""), (2, ""), (1, "Notes")]
    assert "- Learn to weld\n- TODO Learn to sail" in text


def test_properties_are_facts_and_what_only_the_program_reads_is_left_out() -> None:
    _, text, _ = read(
        "* bench-1\n  :PROPERTIES:\n  :ID:  55-aa\n  :RAM:      32 GB\n  :END:\n  :LOGBOOK:\n"
        "  CLOCK: [2026-11-02 Mon 09:00]--[2026-11-02 Mon 10:00] =>  1:00\n  :END:\n# a remark\n  For tests.\n"
    )
    assert "RAM: 32 GB" in text
    for left in ("55-aa", "PROPERTIES", ":END:", "CLOCK", "a remark"):
        assert left not in text


def test_links_type_days_and_terms_stand_as_they_are_shown() -> None:
    _, text, _ = read(
        "* Text\nSee [[file:b.org][the backup]] and [[https://example.org]], a *bold* /word/, =x_1= and +gone+ 2*3*4.\n"
        "From <2026-07-04 Sat>--<2026-07-18 Sat>, [2026-01-02 Fri].\n- Reason :: no need, a/b/c\n"
    )
    assert "See the backup and https://example.org, a bold word, x_1 and  2*3*4." in text
    assert "From 2026-07-04 Sat – 2026-07-18 Sat, 2026-01-02 Fri." in text
    assert "- Reason: no need, a/b/c" in text


def test_code_is_as_written_comments_are_not_read_and_tables_have_the_names_of_their_columns() -> None:
    _, text, headings = read(
        "* Code\n#+BEGIN_SRC sh\n* no heading\necho *x*\n#+END_SRC\n#+BEGIN_COMMENT\nhidden\n#+END_COMMENT\n"
        "#+CAPTION: Sizes\n| level | size |\n|-------+------|\n| 3     | 812  |\n"
    )
    assert headings == [(1, "Code")]
    assert "* no heading\necho *x*" in text
    assert "hidden" not in text
    assert "Sizes" in text
    assert "level: 3 | size: 812" in text


def test_lines_of_the_file_are_counted() -> None:
    parsed = parse(b"#+TITLE: T\n\n* One\n  :PROPERTIES:\n  :A: b\n  :END:\n  Text here.\n\n  More.\n", "x.org")
    assert [(block.text, block.at) for block in parsed.pages[0].blocks] == [
        ("One", 3),
        ("A: b", 5),
        ("Text here.", 7),
        ("More.", 9),
    ]


def test_what_is_open_is_soon_seen_to_have_no_end() -> None:
    began = process_time()
    for mark in ("=a ", "/a ", "[[ ", "<2026-01-01 ", "- a :: ", "*** x" + " " * 9):
        parse((mark * 10_000).encode(), "x.org")
    parse(("* TODO x\n" * 30_000).encode(), "x.org")
    parse(("x" + " " * 100_000 + "y").encode(), "x.org")
    assert process_time() - began < 5


def test_words_that_only_look_like_marks_are_kept() -> None:
    _, text, _ = read(
        "* A\nDEADLINE: <2026-12-04 Fri> at the town hall\nCLOCK: the one in the hall\n"
        "See [[https://example.org/profile:1]], a - b :: c.\n#+BEGIN_COMMENT\nnever closed\n* B\nThe rest.\n"
    )
    for words in ("at the town hall", "CLOCK: the one", "profile:1, a - b :: c.", "never closed", "The rest."):
        assert words in text
