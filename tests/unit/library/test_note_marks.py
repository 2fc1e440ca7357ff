"""What programs for notes add to Markdown is read as they show it."""

from __future__ import annotations

from time import process_time

import pytest

from uniconv_edge.library.extract.formats import parse


def texts(source: str) -> list[str]:
    return [block.text for block in parse(source.encode(), "note.md").pages[0].blocks]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("See [[Deep Work#^claim|the claim]].", "See the claim."),
        ("See [[Deep Work#Main claim]].", "See Deep Work > Main claim."),
        ("See [[Deep Work#^claim]].", "See Deep Work."),
        ("Here ![[slipbox.png|300]] it is, ![[map.jpg]].", "Here  it is, ."),
        ("![[plan.png|The plan]]", "The plan"),
        ("![[Another note|300]]", "Another note"),
        ("It expires in May. ^cert", "It expires in May."),
        ("Ten ^2 metres, x^2 y ^9", "Ten ^2 metres, x^2 y ^9"),
        ("Seen %%not shown%% by all, ==marked== so.", "Seen  by all, marked so."),
        ("((66a1f0aa-2c1b-4f0e-9a3c-0c2f3f5d1c11)) leaks", " leaks"),
        ("Grew 5%% and 7%%, %%time and %%bash too", "Grew 5%% and 7%%, %%time and %%bash too"),
        ("If [[ $a -eq 5 || $b -eq 6 ]] holds", "If [[ $a -eq 5 || $b -eq 6 ]] holds"),
        ("Tasks in [[C#]]", "Tasks in C#"),
        ("Run `git log main ^dev`", "Run git log main ^dev"),
        ("`collapsed:: true`", "collapsed:: true"),
        ("`add:: Int`", "add:: Int"),
        ("The operator :: works", "The operator :: works"),
        ("id:: INV-2041\nheading:: The Great Wall", "id: INV-2041\nheading: The Great Wall"),
        ("Use `[[no link]]` and `a ==b== c`", "Use [[no link]] and a ==b== c"),
    ],
)
def test_marks_of_notes(source: str, shown: str) -> None:
    assert texts(source) == [shown]


def test_queries_and_what_only_the_program_keeps_are_left_out() -> None:
    assert texts("```dataview\nTABLE due FROM #project\n```\n\n```sh\nmake\n```\n") == ["make\n"]
    assert texts(
        "- Changed\n  id:: 66a1f0aa-2c1b-4f0e-9a3c-0c2f3f5d1c11\n  collapsed:: true\n"
        "- {{query (task TODO)}}\n- soil:: clay\n"
    ) == [
        "- Changed",
        "- soil: clay",
    ]


def test_fields_are_read_as_they_are_shown() -> None:
    assert texts("due:: 2026-12-04\nclient:: [[Ida]]\n\n- [ ] Paint [due:: 2026-12-09] (see:: b)\n\nstd::x y") == [
        "due: 2026-12-04\nclient: Ida",
        "- [ ] Paint due: 2026-12-09 see: b",
        "std::x y",
    ]


def test_a_long_gap_is_soon_read() -> None:
    began = process_time()
    assert texts("a" + " " * 100_000 + "b ^")
    assert process_time() - began < 1
