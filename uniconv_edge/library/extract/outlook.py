"""Messages of Outlook (msg, [MS-OXMSG]) as messages of e-mail, which are read like others.

python-oxmsg was weighed: it opens no messages inside messages, no rich text, and one wrong byte costs the message.
"""

from __future__ import annotations

import mimetypes
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.parser import HeaderParser
from email.utils import format_datetime, formataddr

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.mail_parts import reason_of
from uniconv_edge.library.extract.ole import CompoundFile, codec_of
from uniconv_edge.library.extract.rich import parse as parse_rich_text

PROPERTIES = "__properties_version1.0"
_RECIPIENT, _ATTACHMENT = "__recip_version1.0_#", "__attach_version1.0_#"
# Properties ([MS-OXPROPS]).
_CLASS, _SUBJECT, _HEADERS, _SENT, _RECEIVED, _CODE_PAGE = 0x001A, 0x0037, 0x007D, 0x0039, 0x0E06, 0x3FFD
_BODY, _HTML, _RICH_TEXT, _BODY_CODE_PAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
_FROM = (0x0042, (0x5D02, 0x0065))  # whom it is sent for: the name, and where an address may stand
_SENDER = (0x0C1A, (0x5D01, 0x0C1F))
_PERSON = (0x3001, (0x39FE, 0x3003))
_KIND_OF_RECIPIENT = 0x0C15
_KINDS = {1: "To", 2: "Cc", 3: "Bcc"}
_IDENTIFIERS = {"Message-ID": 0x1035, "In-Reply-To": 0x1042, "References": 0x1039}
_SHOWN = {"To": 0x0E04, "Cc": 0x0E03}  # names alone
_DATA, _NAMES, _MIME_TYPE, _CONTENT_ID, _FLAGS = 0x3701, (0x3707, 0x3704, 0x3001), 0x370E, 0x3712, 0x3714
_IS_DRAWN = 0x4
_TEXT, _OLD_TEXT, _BYTES, _STORAGE = "001F", "001E", "0102", "000D"
_RECORD = struct.Struct("<HHIQ")  # type, property, flags, value
_TIME, _INTEGERS = 0x0040, (0x0002, 0x0003)
_MAX_DEPTH = 100
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_MIME = expression(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+")
_LOCKED = "ipm.note.smime"
_SIGNED = "multipart/signed"


def message_from_outlook(data: bytes) -> Message:
    """The message of a file, its texts and what is attached to it as parts. Raises DocumentUnreadable."""
    file = CompoundFile(data)
    if PROPERTIES not in file.names():
        raise DocumentUnreadable("damaged, or not a message of Outlook")
    return _message(file, (), 0)


class _Properties:
    """The properties of a message, a person or an attachment: those of a fixed size are records of one stream, each
    other has a stream of its own."""

    def __init__(self, file: CompoundFile, storage: tuple[str, ...], head_bytes: int) -> None:
        self._file = file
        self._storage = storage
        self._fixed: dict[int, tuple[int, int]] = {}
        records = (file.read(*storage, PROPERTIES) or b"")[head_bytes:]
        whole = len(records) - len(records) % _RECORD.size
        for kind, number, _, value in _RECORD.iter_unpack(records[:whole]):
            self._fixed[number] = kind, value

    def number(self, name: int) -> int:
        """0 for one that is missing."""
        kind, value = self._fixed.get(name, (0, 0))
        return value & 0xFFFFFFFF if kind in _INTEGERS else 0

    def time(self, name: int) -> datetime | None:
        kind, value = self._fixed.get(name, (0, 0))
        try:
            return _EPOCH + timedelta(microseconds=value // 10) if kind == _TIME and value else None
        except OverflowError:
            return None

    def bytes_of(self, name: int) -> bytes:
        return self._stream(name, _BYTES) or b""

    def text(self, name: int, code_page: int = 0) -> str:
        """ "" for one that is missing."""
        if (wide := self._stream(name, _TEXT)) is not None:
            return wide.decode("utf-16-le", errors="replace").rstrip("\0")
        narrow = self._stream(name, _OLD_TEXT) or b""
        page = code_page or self.code_page()
        if not page:  # programs that do not say write UTF-8 too, which no other text is by chance
            with suppress(UnicodeDecodeError):
                return narrow.decode().rstrip("\0")
        return narrow.decode(codec_of(page), errors="replace").rstrip("\0")

    def code_page(self) -> int:
        """That of texts of one byte a character; 0 where a message does not say."""
        return self.number(_CODE_PAGE) or self.number(_BODY_CODE_PAGE)

    def _stream(self, name: int, kind: str) -> bytes | None:
        return self._file.read(*self._storage, f"__substg1.0_{name:04X}{kind}")


def _message(file: CompoundFile, storage: tuple[str, ...], depth: int) -> Message:
    if depth > _MAX_DEPTH:
        raise DocumentUnreadable("nested too deeply")
    said = _Properties(file, storage, head_bytes=24 if storage else 32)
    code_page = said.code_page()
    attached = [
        (drawn, part)
        for name in file.names(*storage)
        if name.startswith(_ATTACHMENT)
        for drawn, part in _attachment(file, (*storage, name), code_page, depth)
    ]
    message = Message()
    for name, value in _headers(file, storage, said).items():
        message[name] = value
    only = attached[0][1] if len(attached) == 1 else None
    if only is not None and said.text(_CLASS).casefold().startswith(_LOCKED) and not only.is_multipart():
        message["Content-Type"] = only["Content-Type"]  # locked, or signed as a whole, which needs a key as well
        message.set_payload(only.get_payload())
        return message
    signed = any(part.get_content_type() == _SIGNED for _, part in attached)  # the message as it was sent
    texts = [] if signed else _texts(said, [part for drawn, part in attached if drawn])
    message["Content-Type"] = "multipart/mixed"
    message.set_payload([*texts, *(part for drawn, part in attached if not drawn)])
    return message


def _headers(file: CompoundFile, storage: tuple[str, ...], said: _Properties) -> dict[str, str]:
    """What is told of a message: as it was sent, if that was kept, else by its properties."""
    sent = HeaderParser().parsestr(said.text(_HEADERS))
    people: dict[str, list[str]] = {}
    for name in file.names(*storage):
        if name.startswith(_RECIPIENT):
            person = _Properties(file, (*storage, name), head_bytes=8)
            kind = _KINDS.get(person.number(_KIND_OF_RECIPIENT), "To")
            people.setdefault(kind, []).append(_person(person, *_PERSON, said.code_page()))
    when = said.time(_SENT) or said.time(_RECEIVED)
    told = {
        "Subject": said.text(_SUBJECT),
        "From": _person(said, *_FROM) or _person(said, *_SENDER),
        "Date": format_datetime(when) if when else "",
    }
    for kind, shown in _SHOWN.items():
        told[kind] = ", ".join(filter(None, people.get(kind, ()))) or said.text(shown)
    told |= {name: said.text(number) for name, number in _IDENTIFIERS.items()}
    kept = {name: str(sent[name] or "") or value for name, value in told.items() if name != "Subject"}
    return {"Subject": told["Subject"] or str(sent["Subject"] or ""), **kept}


def _person(said: _Properties, name: int, addresses: tuple[int, ...], code_page: int = 0) -> str:
    """A name with its address; inside an organisation some have none that can be read (`/O=...`)."""
    shown = said.text(name, code_page).strip().strip("'")
    found = (said.text(each, code_page).strip() for each in addresses)
    address = next((each for each in found if "@" in each), "")
    if not address or not shown or shown == address:
        return address or shown
    # What is not ASCII, `formataddr` would encode as a name and refuse in an address.
    return formataddr((shown, address)) if f"{shown}{address}".isascii() else f"{shown} <{address}>"


def _texts(said: _Properties, drawn: list[Message]) -> list[Message]:
    """The text of a message with the pictures that are drawn in it; of rich text only where there is no other."""
    page = said.number(_BODY_CODE_PAGE)
    plain = said.text(_BODY, page)
    found = [_text_part("plain", plain.encode("utf-8", "replace"), "utf-8")] if plain.strip() else []
    html, codec = said.bytes_of(_HTML), codec_of(page or 65001)
    if not html:
        html, codec = said.text(_HTML, page).encode("utf-8", "replace"), "utf-8"
    if html.strip():
        rich = _text_part("html", html, codec)
        found.append(_multipart("related", [rich, *drawn]) if drawn else rich)
    elif not found and (text := _rich_text(said.bytes_of(_RICH_TEXT))):
        found = [_text_part("plain", text.encode("utf-8", "replace"), "utf-8")]
    pictures = [] if html.strip() else drawn
    return [_multipart("alternative", found), *pictures] if len(found) > 1 else [*found, *pictures]


def _rich_text(packed: bytes) -> str:
    """The words of a message in rich text, or why they cannot be read."""
    if not packed:
        return ""
    import compressed_rtf

    try:
        source = compressed_rtf.decompress(packed)
        return "\n\n".join(assemble(page).text for page in parse_rich_text(source, "").pages)
    except Exception as error:  # compressed_rtf raises bare exceptions
        return f"[the text of this message could not be read: {reason_of(error)}]"


def _attachment(
    file: CompoundFile, storage: tuple[str, ...], code_page: int, depth: int
) -> Iterator[tuple[bool, Message]]:
    """What is attached, and whether it is a picture drawn in the text; messages as such."""
    said = _Properties(file, storage, head_bytes=8)
    inside = (*storage, f"__substg1.0_{_DATA:04X}{_STORAGE}")
    if PROPERTIES in file.names(*inside):
        part = Message()
        part["Content-Type"] = "message/rfc822"
        part.set_payload([_message(file, inside, depth + 1)])
        yield False, part
        return
    name = next(filter(None, (said.text(each, code_page).strip() for each in _NAMES)), "")
    data, kind = said.bytes_of(_DATA), said.text(_MIME_TYPE, code_page).strip().lower()
    if kind == _SIGNED:
        yield False, message_from_bytes(data)
        return
    if not _MIME.fullmatch(kind):
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    part = Message()
    part["Content-Type"] = kind
    part.add_header("Content-Disposition", "attachment", **({"filename": name} if name else {}))
    part.set_payload(data)
    is_drawn = bool(said.number(_FLAGS) & _IS_DRAWN) or bool(said.text(_CONTENT_ID, code_page))
    yield is_drawn and kind.startswith("image/"), part


def _text_part(kind: str, data: bytes, codec: str) -> Message:
    part = Message()
    part["Content-Type"] = f'text/{kind}; charset="{codec}"'
    part.set_payload(data)
    return part


def _multipart(kind: str, parts: Sequence[Message]) -> Message:
    whole = Message()
    whole["Content-Type"] = f"multipart/{kind}"
    whole.set_payload([*parts])
    return whole
