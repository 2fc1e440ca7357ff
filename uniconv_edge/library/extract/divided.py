"""Words divided at the ends of lines. PDFium joins the lines and leaves U+FFFE for the hyphen; programs that lay out
plain text, as pages of manuals, write U+2010 there, older ones the hyphen of words that have one. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from uniconv_edge.expressions import expression

_MARK = "\ufffe"
_LINE_END_HYPHEN = expression("\\b(\\w+)[\ufffe\x02](\\w+)")
_STRAY_HYPHEN = expression("[\ufffe\x02]")
_HYPHEN_AT_END = expression("(?<=[a-z])[-\u2010\u00ad]\n(?=[a-z])|[\ufffe\x02]\n")

_FEWEST_DIVIDED = 0.05  # of the lines of a text that divides words and writes none of them whole elsewhere

# A word with other hyphens may have one there as well: `set‐user‐ID`.
_DIVIDED = expression("(?<!‐)\\b(\\w+)‐\n([^\\S\n]*)(\\w++)([^\\s‐]*+)(?!‐)[^\\S\n]*")
# Only letters: no number (`10-`), no option, no word with other hyphens or that is half said (`pre-` and `post-war`).
_AND = "and|or|to|und|oder|bis|et|ou|y|o|e|en|of"
_HYPHENED_END = expression(f"(?<![-\\w])([^\\W\\d_]+)-\n([^\\S\n]*)(?!(?:{_AND})\\b)([a-z]++)(?!-)([^\\s]*+)[^\\S\n]*")
_FEWEST_WHOLE = 3  # words that a text divides so and writes whole elsewhere
_LEAST_ENDS = 0.005  # of the lines, so that only words with hyphens of their own take no time


def rejoined(text: str) -> str:
    """Plain text, each divided word whole on the line that it begins on; lines stay as many."""
    if "‐\n" in text:
        spellings = Spellings([text.replace("‐", "-")])
        return _DIVIDED.sub(lambda found: f"{spellings.joined(found[1], found[3])}{found[4]}\n{found[2]}", text)
    ends = text.count("-\n") - text.count("--\n")
    if ends >= max(_FEWEST_WHOLE, _LEAST_ENDS * text.count("\n")):
        spellings = Spellings([_HYPHENED_END.sub(rf"\1{_MARK}\3\4 ", text)])
        if spellings.divides(_FEWEST_WHOLE):
            return _HYPHENED_END.sub(
                lambda found: f"{spellings.joined(found[1], found[3])}{found[4]}\n{found[2]}", text
            )
    return text


def marked(lines: str) -> str:
    """Lines that were put in order here, as PDFium would join them: the mark where a hyphen stood at an end."""
    return _HYPHEN_AT_END.sub(_MARK, lines)


class Spellings:
    """How a document writes its words elsewhere, which tells whether a divided one has a hyphen."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._text = " ".join(texts)

    @cached_property
    def _whole(self) -> set[str]:
        return set(re.findall(r"\w+", self._text))

    @cached_property
    def _hyphened(self) -> set[str]:
        return set(re.findall(r"\b\w+-\w+", self._text)) if "-" in self._text else set()

    def divides(self, fewest: int) -> bool:
        """Whether words are divided at the ends of lines for certain: at least so many of those that end one with a
        hyphen are written without elsewhere, and more than with one."""
        ends = _LINE_END_HYPHEN.findall(self._text)
        whole = sum(left + right in self._whole for left, right in ends)
        return whole >= fewest and whole > sum(f"{left}-{right}" in self._hyphened for left, right in ends)

    @cached_property
    def _divides(self) -> bool:
        """Whether words are divided at the ends of lines: more of those that end one with a hyphen are written without
        than with one elsewhere, or, where as many are, many lines end so. Else only words that have hyphens end there,
        as in what office programs and browsers print."""
        ends = _LINE_END_HYPHEN.findall(self._text)
        whole = sum(left + right in self._whole for left, right in ends)
        hyphened = sum(f"{left}-{right}" in self._hyphened for left, right in ends)
        lines = self._text.count("\n") + len(ends) + 1
        return whole > hyphened or (whole == hyphened and len(ends) >= _FEWEST_DIVIDED * lines) or not ends

    def rejoin(self, text: str) -> str:
        """The text of a page without the marks of divided words."""
        if not _STRAY_HYPHEN.search(text):
            return text
        return _STRAY_HYPHEN.sub("", _LINE_END_HYPHEN.sub(self._join, text))

    def _join(self, match: re.Match[str]) -> str:
        return self.joined(*match.groups())

    def joined(self, left: str, right: str) -> str:
        """A divided word from its parts, with a hyphen where the document writes it so, or where no word is divided:
        in a code (`VK-BT36`), before a name (`Anglo-Saxon`) and in a document that divides none."""
        hyphened = f"{left}-{right}"
        is_code = left[-1].isdigit() or right[0].isdigit() or (hyphened.isupper() and any(map(str.isdigit, hyphened)))
        is_name = left[-1].islower() and right[0].isupper()
        is_hyphened = is_name or hyphened in self._hyphened or not self._divides
        keeps = is_code or (is_hyphened and left + right not in self._whole)
        return hyphened if keeps else left + right
