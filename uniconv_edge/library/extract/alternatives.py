"""Texts of a message of which one is read: which of them says the most, and what is attached to the others."""

from __future__ import annotations

from email.message import Message
from html import unescape

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.html import parse_fragment
from uniconv_edge.library.extract.mail_parts import SIGNATURES, bytes_of, children, is_attached, reason_of, text_of

_MAX_ATTACHED = 2_000
# A plain text that short may be no more than a notice or a beginning, where the HTML says the whole.
_MAX_STUB_CHARACTERS = 1_000
_TIMES_LONGER = 4
_MIN_SHARE_OF_WORDS = 0.5
_TAG = expression(r"<[^<>]*>")
_ADDRESS = expression(r"https?://\S+")
_WORD = expression(r"\w{3,}")


def best_of(alternatives: list[Message]) -> Message | None:
    """The plain text, when it says what the HTML does; else the last text, which is the sender's richest."""
    texts = [part for part in alternatives if part.is_multipart() or not is_attached(part)]
    rich = texts[-1] if texts else None
    for part in texts:
        if part.get_content_type() == "text/plain" and bytes_of(part).strip():
            return rich if _is_stub(part, rich) else part
    return rich


def _is_stub(plain: Message, rich: Message | None) -> bool:
    """Whether a plain text is a notice in place of the HTML, whose words it lacks, or the beginning of it."""
    html = next((part for part in rich.walk() if part.get_content_type() == "text/html"), None) if rich else None
    if html is None or html is plain or len(bytes_of(plain)) > _MAX_STUB_CHARACTERS:
        return False
    try:
        said, source = _ADDRESS.sub("", text_of(plain)), text_of(html)
        # Most are none, which the words between the tags tell in a tenth of the time that reading the page takes.
        between = unescape(_TAG.sub(" ", source[max(0, source.find("<body")) :]))
        return _says_less(said, between) and _says_less(said, " ".join(block.text for block in parse_fragment(source)))
    except Exception as error:  # parsers raise what they like, and what cannot be read is no better text
        reason_of(error)
        return False


def _says_less(said: str, whole: str) -> bool:
    words, known = (set(_WORD.findall(text.casefold())) for text in (said, whole))
    is_other = len(words & known) < _MIN_SHARE_OF_WORDS * len(words)
    return len(" ".join(whole.split())) > (1 if is_other else _TIMES_LONGER) * len(said)


def attached_to(alternative: Message) -> list[Message]:
    """What is attached to a text that is not read; the pictures that are drawn in it are not."""
    found: list[Message] = []
    waiting = [(alternative, False)]
    while waiting and len(found) < _MAX_ATTACHED:
        part, is_drawn = waiting.pop()
        if part.is_multipart():
            inside = part.get_content_type() == "multipart/related"
            waiting += [(inner, inside) for inner in reversed(children(part))]
        elif is_attached(part) and part.get_content_type() not in SIGNATURES:
            found += [] if is_drawn and part.get_content_maintype() == "image" else [part]
    return found
