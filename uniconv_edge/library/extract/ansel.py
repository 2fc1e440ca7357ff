"""Text in ANSEL (ANSI Z39.47), in which programs wrote family trees before Unicode. Pure."""

from __future__ import annotations

from uniconv_edge.expressions import expression

_NONE = "\ufffd"
_FIRST = 0xA1
# Of each byte its character; a blank stands for none.
_CHARACTERS = "ŁØĐÞÆŒʹ·♭®±ƠƯʼ ʻłøđþæœʺı£ð ơư  °ℓ℗©♯¿¡ß€      ß"
_FIRST_MARK = 0xE0
_MARKS = (
    "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030c\u030a\ufe20\ufe21\u0315\u030b\u0310\u0327\u0328\u0323"
    "\u0324\u0325\u0333\u0332\u0326\u031c\u032e\ufe22\ufe23  \u0313"
)
_SHOWN = dict.fromkeys(range(0x80, 0x100), _NONE) | {
    first + place: character
    for first, row in ((_FIRST, _CHARACTERS), (_FIRST_MARK, _MARKS))
    for place, character in enumerate(row)
    if character != " "
}
_MARK = f"[{_MARKS.replace(' ', '')}]"
_MARKED = expression(rf"({_MARK}++)([^\W\d_]?)")


def decoded(data: bytes) -> str | None:
    """The text of such bytes, marks behind their letters as Unicode has them; None for bytes that are no ANSEL."""
    text = _MARKED.sub(lambda found: (found[2] or _NONE) + found[1], data.decode("latin-1").translate(_SHOWN))
    return None if _NONE in text else text
