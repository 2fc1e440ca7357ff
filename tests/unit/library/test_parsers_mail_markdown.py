"""Messages whose plain text is Markdown."""

from __future__ import annotations

from uniconv_edge.library.extract.blocks import LaidPage, assemble
from uniconv_edge.library.extract.formats import parse

BODY = "We have news.\n\n## Leave\n* You get 12 weeks\\.\n* Ask first.\n\n### Requests\n\nSend a **form**.\n"


def laid(body: str) -> LaidPage:
    head = 'Subject: Leave\nContent-Type: text/plain; charset="utf-8"\n\n'
    return assemble(parse((head + body).replace("\n", "\r\n").encode(), "a.eml").pages[0])


def test_a_message_in_markdown_has_its_headings_under_the_subject_and_no_marks() -> None:
    page = laid(f"{BODY}\nBest,\nAnna\n-- \n## Anna, office 3\n")
    assert [(each.level, each.text) for each in page.headings] == [(1, "Leave"), (3, "Leave"), (4, "Requests")]
    assert "\nLeave\n- You get 12 weeks.\n- Ask first.\n\nRequests\n\nSend a form.\n\nBest,\nAnna\n" in page.text
    assert page.text.endswith("-- \n## Anna, office 3")  # a signature is as it is written, and no underline


def test_marks_of_a_quoted_message_stay() -> None:
    page = laid(f"{BODY}\n> What of ours?\n")
    assert "> What of ours?" in page.text
    assert "## Leave" in page.text
    assert len(page.headings) == 1


def test_a_list_of_comments_stays_as_it_is_written() -> None:
    assert "# start\nrun it\n# stop" in laid("# start\nrun it\n# stop\n").text
