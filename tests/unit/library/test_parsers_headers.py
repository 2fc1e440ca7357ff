"""Headers of messages: encoded words, and bytes as programs write them against the rules."""

import pytest

from uniconv_edge.library.extract.formats import parse


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_headers_that_are_not_encoded_are_read(encoding: str) -> None:
    source = "From: Pál Kovács <p@x.example>\nSubject: Kirándulás a hegyekben\n\nSzia!\n".encode(encoding)
    parsed = parse(source, "a.eml")
    assert parsed.title == "Kirándulás a hegyekben"
    assert parsed.pages[0].blocks[1].text == "From: Pál Kovács <p@x.example>"


def test_encoded_words_are_read_beside_them() -> None:
    source = b"Subject: =?utf-8?q?J=C3=BCrgen?= et al.\nFrom: =?iso-8859-1?q?P=E1l?=\n\nSzia!\n"
    parsed = parse(source, "a.eml")
    assert (parsed.title, parsed.pages[0].blocks[1].text) == ("Jürgen et al.", "From: Pál")
