"""Letters that the fonts of a PDF file draw and do not name: ligatures under codes of their own, and accents before the
letters that they stand on, as TeX writes both. Pure.

A code is kept as a sign of its own, one for one, until all pages are read: which ligature it is, words tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from uniconv_edge.expressions import expression

_HELD = 0x10F000  # where no font and no document has signs
_CODES = "\x0b\x0c\x0e-\x1f"
_SIGNS = f"{chr(_HELD)}-{chr(_HELD + 0x1F)}"
_LETTER = r"[^\W\d_]"
_ANY_CODE = expression(f"[{_CODES}]")
_CODE = expression(rf"(?<={_LETTER})[{_CODES}]+|(?<![{_CODES}])[{_CODES}]++(?={_LETTER})")
_SIGN = expression(f"[{_SIGNS}]")
_WORD = expression(rf"[^\W\d_{_SIGNS}]{{0,20}}([{_SIGNS}])[^\W\d_{_SIGNS}]{{0,20}}")
_STEMS = {
    "fi": "first find fit final file field fine defin confi specifi signifi fied ficat figure fix benefi profi häufig",
    "ff": "differ effect offer effort afford affect buffer suffer stuff coffee öffn treff griff schiff stoff schaff",
    "fl": "flow flat flex fluct fluen flect flict float fluid pfl fluss fläch",
    "ffi": "offic effici suffici diffic coeffici traffic affili affin",
    "ffl": "shuffl waffl baffl raffl muffl offline affluen",
}
_STEM = {ligature: expression("|".join(stems.split())) for ligature, stems in _STEMS.items()}
_QUOTES = {0x10: "“", 0x11: "”"}  # in the encoding of TeX that has `fi` here
_CODE_WITH_QUOTES = 0x1C
_ACCENTS = {
    "´": "\u0301",
    "`": "\u0300",
    "¨": "\u0308",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "ˇ": "\u030c",
    "˚": "\u030a",
    "˘": "\u0306",
    "˙": "\u0307",
    "¯": "\u0304",
    "˝": "\u030b",
}
_ACCENT = expression(rf"(?<=[^\W\d_])([{''.join(_ACCENTS)}])([^\W\d_])|(?<!\w)([´¨ˇ˚])([^\W\d_])(?=[^\W\d_])")
_CEDILLA = expression(r"([cCsStT])¸(?![cCsStT])|¸([cCsStT])")
_UNDOTTED = {"ı": "i", "ȷ": "j"}
_APOSTROPHES, _VOWELS = "´`", frozenset("aeiouyAEIOUYı")  # before other letters they are typed for one: `it´s`


def held(text: str) -> str:
    """The text of a page with a sign for each code beside a letter, as many characters as before."""
    if not _ANY_CODE.search(text):  # of most pages, which are looked through sooner so
        return text
    return _CODE.sub(lambda found: "".join(chr(_HELD + ord(code)) for code in found.group()), text)


def ligatures(texts: Iterable[str]) -> dict[str, str]:
    """Which letters the signs in the texts of all pages stand for: those with which most words are known."""
    found: dict[str, Counter[str]] = {}
    for text in filter(_SIGN.search, texts):
        for match in _WORD.finditer(text):
            counts = found.setdefault(match.group(1), Counter())
            for ligature, stem in _STEM.items():
                counts[ligature] += bool(stem.search(match.group().replace(match.group(1), ligature).lower()))
    told = {sign: counts.most_common(1)[0][0] for sign, counts in found.items() if counts.total()}
    if told.get(chr(_HELD + _CODE_WITH_QUOTES)) == "fi":
        told |= {chr(_HELD + code): quote for code, quote in _QUOTES.items()}
    return told


def spelt(text: str, told: Mapping[str, str]) -> str:
    """The text with these letters in the place of their signs, without other signs, and accents on their letters."""
    if text.isascii():
        return text
    text = _SIGN.sub(lambda found: told.get(found.group(), ""), text)
    text = _CEDILLA.sub(lambda found: unicodedata.normalize("NFC", f"{found[1] or found[2]}\u0327"), text)
    return _ACCENT.sub(_accented, text)


def _accented(found: re.Match[str]) -> str:
    """An accent and the letter behind it as one, where there is such a letter."""
    accent, letter = found[1] or found[3], found[2] or found[4]
    if accent in _APOSTROPHES and letter not in _VOWELS:
        return found.group()
    one = unicodedata.normalize("NFC", f"{_UNDOTTED.get(letter, letter)}{_ACCENTS[accent]}")
    return one if len(one) == 1 else found.group()
