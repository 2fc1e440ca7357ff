"""Parts of an e-mail as the standard library takes them apart: headers, bytes, text and names, however badly they are
written."""

from __future__ import annotations

from email.header import decode_header, make_header
from email.message import Message
from pathlib import PurePosixPath

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import fold
from uniconv_edge.library.extract.plain import decode

_ENCRYPTED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"))
SIGNATURES = frozenset(("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"))
INVITATION = "invitation.ics"  # what a date in the message itself, which has no name, is called here
MAX_NAME_CHARACTERS = 200
_MAX_HEADER_CHARACTERS = 4_000
MAX_IDENTIFIERS, MAX_IDENTIFIER_CHARACTERS = 20, 250
_IDENTIFIER = expression(rf"<([^<>\s]{{1,{MAX_IDENTIFIER_CHARACTERS}}})>")
_CHARSET = expression(r"[\w.:-]{1,40}")
_TEXTS = ("text/plain", "text/html")


def is_encrypted(part: Message) -> bool:
    """Whether a part needs a key. S/MIME has one type for encrypted and signed ones; a parameter tells."""
    is_signed = "signed" in str(part.get_param("smime-type", "")).casefold()
    return part.get_content_type() in _ENCRYPTED and not is_signed


def header_of(message: Message, name: str, *, its_end: bool = False) -> str:
    """A header as text, its encoded words decoded; bytes as they are, which programs write against the rules, too. Of a
    very long one its beginning, or `its_end`."""
    # `get` would put a mark of error for each such byte.
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    cut = raw[-_MAX_HEADER_CHARACTERS:] if its_end else raw[:_MAX_HEADER_CHARACTERS]
    if not cut.isascii():
        data = cut.encode("utf-8", "surrogateescape")
        try:
            cut = data.decode()
        except UnicodeDecodeError:
            cut = data.decode("cp1252", errors="replace")  # too short for a guess
    return _decoded(cut)


def thread_of(message: Message) -> tuple[str, ...]:
    """The identifier of a message, "" for none, and those of what it answers, the nearest first."""
    own, parent = (_IDENTIFIER.findall(header_of(message, name)) for name in ("Message-ID", "In-Reply-To"))
    earlier = _IDENTIFIER.findall(header_of(message, "References", its_end=True))  # the nearest stand last
    answers = dict.fromkeys((*parent, *reversed(earlier)))
    return (*(own[:1] or [""]), *answers)[:MAX_IDENTIFIERS]


def _decoded(value: str) -> str:
    try:
        return fold(str(make_header(decode_header(value))))
    except Exception:  # malformed words and made-up encodings raise many kinds of errors
        return fold(value)


def children(part: Message) -> list[Message]:
    """The parts of a part, [] of one that is whole."""
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def is_attached(part: Message) -> bool:
    """Whether a part is no text to be read with the message."""
    return part.get_content_disposition() == "attachment" or part.get_content_type() not in _TEXTS


def bytes_of(part: Message) -> bytes:
    """What a part holds, its transfer encoding undone as far as that is well formed."""
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # malformed transfer encodings raise what they like
        payload = None
    if isinstance(payload, bytes):
        return payload
    raw = part.get_payload()
    return raw.encode("utf-8", errors="replace") if isinstance(raw, str) else b""


def text_of(part: Message) -> str:
    """The text of a part, in the encoding that it names or else shows."""
    charset = str(part.get_content_charset() or "")
    return decode(bytes_of(part), charset if _CHARSET.fullmatch(charset) else None)


def written_name(part: Message) -> str:
    """The name that a part is given, "" for none."""
    try:
        return str(part.get_filename() or "")
    except Exception:
        return ""


def file_name(part: Message) -> str:
    """What an attachment is called here."""
    unnamed = INVITATION if part.get_content_type() == "text/calendar" else "without a name"
    name = _decoded((written_name(part) or unnamed).replace("\\", "/"))
    return fold(PurePosixPath(name).name)[:MAX_NAME_CHARACTERS]


def reason_of(error: Exception) -> str:
    """Why something inside a message cannot be read. Memory that is spent is the process's end; that goes on."""
    if isinstance(error, MemoryError):
        raise error
    if isinstance(error, DocumentUnreadable):
        return error.message
    return "nested too deeply" if isinstance(error, RecursionError) else f"damaged ({type(error).__name__})"
