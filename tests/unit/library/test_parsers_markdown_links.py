"""Markdown: links whose addresses break lines, and the tags of site generators."""

from __future__ import annotations

import pytest

from uniconv_edge.library.extract.blocks import LaidPage, assemble
from uniconv_edge.library.extract.markup import parse_markdown
from uniconv_edge.library.outline import Places
from uniconv_edge.library.sentences import sentences

ADDRESS = "(https://example.org/sp?id=sc_cat_item&sys_id=4c1a24391b1349107adac808624bcb50)"


def laid(text: str) -> LaidPage:
    return assemble(parse_markdown(text.encode(), "a.md").pages[0])


def told(text: str) -> list[str]:
    """The sentences, each on one line."""
    page = laid(text).text
    return [" ".join(page[start:end].split()) for start, end in sentences(page)]


def test_a_link_on_a_line_of_its_own_does_not_part_its_sentence() -> None:
    text = f"To request a keyboard or a mouse for work,\nplease submit an\n[IT ticket]{ADDRESS}\nfor it. It is free.\n"
    assert told(text) == [
        "To request a keyboard or a mouse for work, please submit an IT ticket for it.",
        "It is free.",
    ]


def test_lines_keep_their_numbers_beside_such_a_link() -> None:
    text = f"To request a keyboard or a mouse for your work,\nplease submit an\n[IT ticket]{ADDRESS}\nfor it.\n\nEnd.\n"
    page = laid(text)
    places = Places(page.text, "", page.marks)
    assert places.name(page.text.index("IT ticket"), page.text.index("IT ticket") + 2) == "line 3"
    assert places.name(page.text.index("End"), len(page.text)) == "line 6"


@pytest.mark.parametrize(
    "text",
    [
        f"The dates on which you start and end the journey\n[What if I stay?]{ADDRESS}\n",
        f"Read what we have written down of the house rules.\n[House rules]{ADDRESS}\n",
        f"[House rules of the long and winding garden path]{ADDRESS}\n[Garden rules]{ADDRESS}\n",
        f"These are the house rules for all that live here\\\n[House rules]{ADDRESS}\n",
    ],
)
def test_a_link_that_begins_anew_stays_apart(text: str) -> None:
    assert len(told(f"{text}and this line is longer than any other of this text by a few words, it is\n")) == 2


def test_of_tags_of_site_generators_only_what_they_say_is_read() -> None:
    text = (
        'Send a [small order]({% page "/orders/" %}) or the [long\none]({{ site.url }}/long "Long").\n'
        'Ask in {% channel "equipment" %}.\n\n'
        '{% image "_img/travel/2-choose.png" "choosing _a_ city" %}\n\n'
        '{% if page.kind == "b" %}Yes, all of it.{% endif %}\n\n'
        'The tag `{% image "a" %}` is code, {{ name }} a value.\n\n```\n{% raw "x" %}\n```\n'
    )
    assert told(text) == [
        "Send a small order or the long one.",
        "Ask in equipment.",
        "Yes, all of it.",
        'The tag {% image "a" %} is code, {{ name }} a value.',
        '{% raw "x" %}',
    ]


def test_links_between_notes_are_shown_in_front_matter_too() -> None:
    assert 'supervisor: "Prof. Okonkwo"' in laid('---\nsupervisor: "[[Prof. Okonkwo]]"\n---\n\nText.\n').text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (r"Then $\bar{x}_1 - \bar{x}_2$ is *small*.", r"Then $\bar{x}_1 - \bar{x}_2$ is small."),
        (r"$$a_1 * b_1 * c \\, d$$", r"$$a_1 * b_1 * c \\, d$$"),
        ("It costs $5 or _more_, not $6.", "It costs $5 or more, not $6."),
    ],
)
def test_formulas_stay_as_they_are_written(written: str, said: str) -> None:
    assert laid(written).text == said
