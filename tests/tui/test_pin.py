"""A pinned document is asked alone, whatever its name and its folder."""

from __future__ import annotations

import pytest

from uniconv_edge.library.query import parse, path_passes
from uniconv_edge.library.text import clean
from uniconv_edge.tui.pin import in_short, pin

PATHS = [
    "/home/ada/x/lease.md",
    "/home/ada/y/lease.md",
    "/home/ada/y/release.md",
    "/home/ada/y/lease.md.bak",
    "/home/ada/y/lease.md/within.md",
    "/srv/home/ada/x/lease.md",
    "/x/lease.md",
    "/lease.md",
    "/ada/Straße/Maße [1].md",
    "/ada/a*b?.md",
    "/ada/a b.md",
    "/ada/aXb?.md",
    "/ada/[new]/what!.md",
    "/ada/[new]/]x[.md",
    "/ada/nöten/cafe\u0301.md",
    "/ada/nöten/caf\u00e9.md",
    "/x/Lease.md",
    "/ada/Strasse/Maße [1].md",
    "/ada/a  type:pdf.md",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_pinned_document_passes_alone(path: str):
    query = parse(f"{pin(path)} What?")
    assert query.text == "What?"
    assert [other for other in PATHS if path_passes(other, query.filters.paths)] == [path]


@pytest.mark.parametrize("path", ['/a/say "no".md', "/a/caf\udce9\nnotes.md", "/a/tab\tand\u2028line.md", "/a/\x1b[0m"])
def test_what_cannot_be_typed_stands_for_itself(path: str):
    query = parse(f"{pin(path)} What?")
    assert query.text == "What?"
    assert path_passes(path, query.filters.paths)
    assert clean(pin(path)) == pin(path)


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        (pin("/home/ada/papers/contract.pdf"), "papers/contract.pdf"),
        (pin("/home/ada/[new]/a*b.md"), "[new]/a*b.md"),
        ("path:notes/ type:pdf", "path:notes/ type:pdf"),
        (f"{pin('/a/b.md')} type:pdf", f"{pin('/a/b.md')} type:pdf"),
        ("", ""),
    ],
)
def test_a_pin_is_shown_by_the_name_of_its_document(filters: str, shown: str):
    assert in_short(filters) == shown
