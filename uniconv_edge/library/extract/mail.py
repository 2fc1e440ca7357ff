"""E-mail (eml) and mailboxes (mbox), by the standard library: headings of a message, its text, and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from hashlib import sha256
from html import unescape
from pathlib import PurePosixPath
from time import process_time

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget, assemble, fold
from uniconv_edge.library.extract.drawn import with_drawn_tables
from uniconv_edge.library.extract.formats import format_of, has_markdown_headings
from uniconv_edge.library.extract.formats import parse as parse_file
from uniconv_edge.library.extract.html import parse_fragment
from uniconv_edge.library.extract.markup import markdown_blocks
from uniconv_edge.library.extract.plain import decode

_SHOWN_HEADERS = ("From", "To", "Cc", "Date")
_ENCRYPTED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"))
_SIGNATURES = frozenset(("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"))
# A line `From ada@example.org Mon Jan  1 10:00:00 2024` before the first header of a message, which may have none.
_SEPARATOR = re.compile(rb"^From (?=[^\n]*\d{4})[^\n]*\n", re.MULTILINE)
_TIME = re.compile(rb"\d:\d\d")
_FULL_DATE = re.compile(rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d")
_HEADER_FIELD = re.compile(rb"[!-9;-~]+:|>From ")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MAX_DEPTH = 250
_MAX_PARTS = 2_000
_MAX_HEADER_CHARACTERS = 4_000
_MAX_NAME_CHARACTERS = 200
_NOTICE_CHARACTERS = _MAX_NAME_CHARACTERS + 200
_CHARSET = re.compile(r"[\w.:-]{1,40}")
_TEXTS = ("text/plain", "text/html")
_ATTACHED_SECONDS = 8  # of processor time for what is attached in a mailbox: less than half of what a file may take
_SHARE_OF_MESSAGES = 0.9  # of the limits, where not all messages fit: the rest is for what is attached
_NAMED_UNREAD = 3
_INVITATION = "invitation.ics"  # what a date in the message itself, which has no name, is called here
# A plain text that short may be no more than a notice or a beginning, where the HTML says the whole.
_MAX_STUB_CHARACTERS = 1_000
_TIMES_LONGER = 4
_MIN_SHARE_OF_WORDS = 0.5
_SIGNATURE = "\n-- \n"
_QUOTED_LINE = re.compile(r"^>", re.MULTILINE)  # of the message that is answered: its mark tells who says it
_TAG = re.compile(r"<[^<>]*>")
_ADDRESS = re.compile(r"https?://\S+")
_WORD = re.compile(r"\w{3,}")


def parse(data: bytes, _name: str) -> Parsed:
    """One message: its text, then a page for each attachment that can be read. Raises DocumentUnreadable.

    What is attached never costs the message: what cannot be read, or is too much, is said in its place.
    """
    title, page, attachments = _opened(data)
    pages = [page]
    unread = _Unread()
    budget = TextBudget()
    budget.spend(_length(page) + _NOTICE_CHARACTERS, pages=2)  # with a page that says what is not read
    for attachment in attachments:
        try:
            for read in _within(budget, attachment, unread):  # those before a limit stay
                pages.append(read)
        except DocumentUnreadable as error:
            words = f"is left out from here on, and what is attached after it: the message {error.message}"
            pages.append(_notice(_file_name(attachment), words))
            unread.note(_file_name(attachment), words)
            break
    return Parsed(title, pages, str(unread))


def parse_alone(data: bytes, name: str, reason: str) -> Parsed:
    """A message or mailbox whose attachments are left unread for a reason, which it tells.

    Raises DocumentUnreadable.
    """
    words = f"What is attached could not be read: {reason}"
    if format_of(name) == "mbox":
        found = _messages(data)
        parsed = Parsed(_mailbox_title(name), [page for page, _ in found.messages], found.unread)
    else:
        title, page, _ = _opened(data)
        parsed = Parsed(title, [page])
    parsed.pages[-1].blocks.append(Block(words))
    parsed.unread = "; ".join(filter(None, (parsed.unread, words.lower())))
    return parsed


def _opened(data: bytes) -> tuple[str, ParsedPage, list[Message]]:
    """The subject, the page and the attachments of a message. Raises DocumentUnreadable."""
    message = message_from_bytes(data.lstrip(b"\r\n"))
    if message.get_content_type() in _ENCRYPTED and _is_encrypted(message):
        raise DocumentUnreadable("an encrypted message; it needs a key")
    reader = _MessageReader()
    return _header(message, "Subject"), ParsedPage(None, reader.blocks(message)), reader.attachments


class _Unread:
    """What of the attachments is not read: the first are named, the others counted."""

    def __init__(self) -> None:
        self._said: list[str] = []

    def note(self, name: str, words: str) -> None:
        self._said.append(f"{name} {words}")

    def __str__(self) -> str:
        shown, more = self._said[:_NAMED_UNREAD], len(self._said) - _NAMED_UNREAD
        return "; ".join([*shown, f"so {more:,} more"] if more > 0 else shown)


def _within(budget: TextBudget, attachment: Message, unread: _Unread) -> Iterator[ParsedPage]:
    """The pages of an attachment as far as the limits allow. Raises DocumentUnreadable where they do not."""
    for page in _attachment_pages(attachment, unread):
        budget.spend(_length(page), pages=1)
        yield page


def _length(page: ParsedPage) -> int:
    """The characters of a page as the limits count them, those between its blocks among them."""
    return len(assemble(page).text)


def _notice(name: str, words: str) -> ParsedPage:
    return ParsedPage(None, [Block(f"{name} {words}")], place=f"attachment {name}")


def _reason(error: Exception) -> str:
    """Why something inside a message cannot be read. Memory that is spent is the process's end; that goes on."""
    if isinstance(error, MemoryError):
        raise error
    if isinstance(error, DocumentUnreadable):
        return error.message
    return "nested too deeply" if isinstance(error, RecursionError) else f"damaged ({type(error).__name__})"


def parse_mailbox(data: bytes, name: str) -> Parsed:
    """A page for each message, which may say that it could not be read, with the pages of its attachments behind it.
    The title is the file's name: no message speaks for the others. Raises DocumentUnreadable.
    """
    found, unread = _messages(data), _Unread()
    attached = _attached_to(found, data, unread)
    pages = [each for number, (page, _) in enumerate(found.messages) for each in (page, *attached.get(number, ()))]
    return Parsed(_mailbox_title(name), pages, "; ".join(filter(None, (found.unread, str(unread)))))


def _attached_to(mailbox: _Mailbox, data: bytes, unread: _Unread) -> dict[int, list[ParsedPage]]:
    """The pages of what is attached to the messages of a mailbox, by the message's index.

    The newest messages, the last of the file, come first; what several of them hold is read once. What is too much is
    left out, and the page of a notice says so.
    """
    found: dict[int, list[ParsedPage]] = {}
    seen: set[bytes] = set()
    began = process_time()
    messages, budget = mailbox.messages, mailbox.budget
    try:
        budget.spend(_NOTICE_CHARACTERS, pages=1)
    except DocumentUnreadable as error:  # no room even for a notice: they are only named, as always
        if any(span for _, span in messages):
            unread.note("what is attached", f"is left out: the mailbox {error.message}")
        return found
    for number, attachment in _newest_first(messages, data):
        pages, place = found.setdefault(number, []), messages[number][0].place
        try:
            if process_time() - began > _ATTACHED_SECONDS:
                raise DocumentUnreadable(f"has more attached than is read in {_ATTACHED_SECONDS} s")
            if (digest := sha256(_payload(attachment)).digest()) in seen:
                continue
            seen.add(digest)
            for read in _within(budget, attachment, unread):
                read.place = f"{place}, {read.place}"
                pages.append(read)
        except DocumentUnreadable as error:
            words = "is left out, what is attached after it, and to the messages before this one: the mailbox"
            notice = _notice(_file_name(attachment), f"{words} {error.message}")
            notice.place = f"{place}, {notice.place}"
            pages.append(notice)
            unread.note(f"{_file_name(attachment)} of {place}", f"{words} {error.message}")
            break
    return found


def _newest_first(messages: Sequence[tuple[ParsedPage, slice | None]], data: bytes) -> Iterator[tuple[int, Message]]:
    """What is attached to the messages of a mailbox, from the last message on, each with the message's index."""
    for number in reversed(range(len(messages))):
        if span := messages[number][1]:
            reader = _MessageReader()
            reader.blocks(_message_at(data, span))  # again: kept, the messages would take the mailbox's size in memory
            for attachment in reader.attachments:
                yield number, attachment


def _mailbox_title(name: str) -> str:
    return PurePosixPath(name).stem


@dataclass(frozen=True, slots=True)
class _Mailbox:
    """The page of each message with its span in the bytes, where something attached may be read, in the file's order;
    what is left of the limits, and which messages were left out."""

    messages: Sequence[tuple[ParsedPage, slice | None]]
    budget: TextBudget
    unread: str = ""


def _messages(data: bytes) -> _Mailbox:
    """The messages of a mailbox; the newest, which are the last, where the limits do not allow all of them, with some
    room for what is attached.

    Raises DocumentUnreadable.
    """
    starts = [match for match in _SEPARATOR.finditer(data) if _begins_message(data, match)]
    if not starts or starts[0].start() != 0:
        raise DocumentUnreadable("damaged, or not a mailbox")
    ends = [match.start() for match in starts[1:]] + [len(data)]
    spans = [slice(match.end(), end) for match, end in zip(starts, ends, strict=True)]
    found: list[tuple[ParsedPage, slice | None]] = []
    budget = TextBudget()
    for number in range(len(spans), 0, -1):
        page, has_attached = _message_page(data, spans[number - 1], number)
        try:
            budget.spend(_length(page), pages=1)
        except DocumentUnreadable as error:
            if not found:
                raise
            return _newest(found, len(spans), error.message)
        found.append((page, spans[number - 1] if has_attached else None))
    return _Mailbox(found[::-1], budget)


def _newest(found: Sequence[tuple[ParsedPage, slice | None]], count: int, reason: str) -> _Mailbox:
    """The newest of those found, which come first, of so many messages."""
    kept = found[: max(1, int(_SHARE_OF_MESSAGES * len(found)))]
    budget = TextBudget()
    for page, _ in kept:
        budget.spend(_length(page), pages=1)
    left_out = f"the oldest {count - len(kept):,} of {count:,} messages are left out: the mailbox {reason}"
    return _Mailbox(kept[::-1], budget, left_out)


def _message_page(data: bytes, span: slice, number: int) -> tuple[ParsedPage, bool]:
    """The page of a message, and whether something is attached that may be read."""
    reader = _MessageReader()
    try:
        blocks = reader.blocks(_message_at(data, span))
    except Exception as error:
        blocks = [Block(f"This message could not be read: {_reason(error)}")]
        reader.attachments.clear()
    # One without a subject stands under no heading of the message before.
    heading = None if blocks and blocks[0].level else ""
    page = ParsedPage(None, blocks, place=f"message {number}", heading=heading)
    return page, any(_is_readable(each) for each in reader.attachments)


def _message_at(data: bytes, span: slice) -> Message:
    return message_from_bytes(_QUOTED_FROM.sub(rb"\1", data[span]))


def _begins_message(data: bytes, line: re.Match[bytes]) -> bool:
    """A separator stands at the beginning, or after a blank line, with a time in it, before a header.

    A sentence may begin with `From ` and name a year as well.
    """
    start = line.start()
    if start == 0:
        return True
    if not data[max(0, start - 4) : start].endswith((b"\n\n", b"\n\r\n")) or not _TIME.search(line.group()):
        return False
    return bool(_HEADER_FIELD.match(data, line.end()) or _FULL_DATE.search(line.group()))


def _is_encrypted(message: Message) -> bool:
    """S/MIME uses one type for encrypted and for signed messages; a parameter tells them apart."""
    return "signed" not in str(message.get_param("smime-type", "")).casefold()


def _header(message: Message, name: str) -> str:
    """A header as text, its encoded words decoded; bytes as they are, which programs write against the rules, too."""
    # `get` would put a mark of error for each such byte.
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    cut = raw[:_MAX_HEADER_CHARACTERS]
    if not cut.isascii():
        data = cut.encode("utf-8", "surrogateescape")
        try:
            cut = data.decode()
        except UnicodeDecodeError:
            cut = data.decode("cp1252", errors="replace")  # too short for a guess
    return _decoded(cut)


def _decoded(value: str) -> str:
    try:
        return fold(str(make_header(decode_header(value))))
    except Exception:  # malformed words and made-up encodings raise many kinds of errors
        return fold(value)


class _MessageReader:
    """Collects the blocks of one message, and its attachments."""

    def __init__(self) -> None:
        self.attachments: list[Message] = []
        self._parts = 0

    def blocks(self, message: Message) -> list[Block]:
        found = list(self._message(message, depth=0))
        self.attachments = _without_twins(self.attachments)
        for number, part in enumerate(self.attachments):
            kind, size = part.get_content_type(), len(_payload(part))
            found.append(Block(f"Attachment: {_file_name(part)} ({kind}, {size:,} bytes)", tight=number > 0))
        return found

    def _message(self, message: Message, depth: int) -> Iterator[Block]:
        subject = _header(message, "Subject")
        if subject:
            yield Block(subject, level=min(9, depth + 1))
        for name in _SHOWN_HEADERS:
            if value := _header(message, name):
                yield Block(f"{name}: {value}", tight=name != _SHOWN_HEADERS[0])
        yield from self._part(message, depth)

    def _part(self, part: Message, depth: int) -> Iterator[Block]:
        self._parts += 1
        if depth > _MAX_DEPTH or self._parts > _MAX_PARTS:
            raise DocumentUnreadable(f"nested too deeply, or more than {_MAX_PARTS:,} parts")
        kind = part.get_content_type()
        if kind in _ENCRYPTED and _is_encrypted(part):
            yield Block("[encrypted part]")
        elif kind == "message/rfc822" and part.is_multipart():
            for inner in _children(part):
                yield from self._message(inner, depth + 1)
        elif kind == "multipart/alternative":
            yield from self._alternatives(_children(part), depth)
        elif part.is_multipart():
            for inner in _children(part):
                yield from self._part(inner, depth + 1)
        elif _is_attached(part):
            if kind not in _SIGNATURES:
                self.attachments.append(part)
        else:
            yield from self._text(part, alone=depth == 0)

    def _alternatives(self, parts: list[Message], depth: int) -> Iterator[Block]:
        """The text that is read, and what is attached to the others: programs put it beside the HTML alone."""
        best = _best(parts)
        for part in parts:
            if part is best:
                yield from self._part(part, depth + 1)
            else:
                self._parts += 1
                self.attachments += _attached(part)

    def _text(self, part: Message, *, alone: bool) -> Iterator[Block]:
        """The blocks of a text; one of several that cannot be read is said to be so. Raises DocumentUnreadable."""
        try:
            yield from list(_text_blocks(part))
        except Exception as error:
            if alone:
                raise
            yield Block(f"[a part of this message could not be read: {_reason(error)}]")


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_content_type() not in _TEXTS


def _attached(alternative: Message) -> list[Message]:
    """What is attached to a text that is not read; the pictures that are drawn in it are not."""
    found: list[Message] = []
    waiting = [(alternative, False)]
    while waiting and len(found) < _MAX_PARTS:
        part, is_drawn = waiting.pop()
        if part.is_multipart():
            inside = part.get_content_type() == "multipart/related"
            waiting += [(inner, inside) for inner in reversed(_children(part))]
        elif _is_attached(part) and part.get_content_type() not in _SIGNATURES:
            found += [] if is_drawn and part.get_content_maintype() == "image" else [part]
    return found


def _without_twins(parts: list[Message]) -> list[Message]:
    """The parts without invitations that are attached under a name as well."""
    named = {_squeezed(part) for part in parts if _written_name(part).casefold().endswith(".ics")}
    return [
        part for part in parts if _file_name(part) != _INVITATION or _written_name(part) or _squeezed(part) not in named
    ]


def _squeezed(part: Message) -> bytes:
    return b"".join(_payload(part).split())


def _best(alternatives: list[Message]) -> Message | None:
    """The plain text, when it says what the HTML does; else the last text, which is the sender's richest."""
    texts = [part for part in alternatives if part.is_multipart() or not _is_attached(part)]
    rich = texts[-1] if texts else None
    for part in texts:
        if part.get_content_type() == "text/plain" and _payload(part).strip():
            return rich if _is_stub(part, rich) else part
    return rich


def _is_stub(plain: Message, rich: Message | None) -> bool:
    """Whether a plain text is a notice in place of the HTML, whose words it lacks, or the beginning of it."""
    html = next((part for part in rich.walk() if part.get_content_type() == "text/html"), None) if rich else None
    if html is None or html is plain or len(_payload(plain)) > _MAX_STUB_CHARACTERS:
        return False
    try:
        said, source = _ADDRESS.sub("", _text_of(plain)), _text_of(html)
        # Most are none, which the words between the tags tell in a tenth of the time that reading the page takes.
        between = unescape(_TAG.sub(" ", source[max(0, source.find("<body")) :]))
        return _says_less(said, between) and _says_less(said, " ".join(block.text for block in parse_fragment(source)))
    except Exception as error:  # parsers raise what they like, and what cannot be read is no better text
        _reason(error)
        return False


def _says_less(said: str, whole: str) -> bool:
    words, known = (set(_WORD.findall(text.casefold())) for text in (said, whole))
    is_other = len(words & known) < _MIN_SHARE_OF_WORDS * len(words)
    return len(" ".join(whole.split())) > (1 if is_other else _TIMES_LONGER) * len(said)


def _text_of(part: Message) -> str:
    charset = str(part.get_content_charset() or "")
    return decode(_payload(part), charset if _CHARSET.fullmatch(charset) else None)


def _text_blocks(part: Message) -> Iterator[Block]:
    if not _payload(part).strip():
        return
    text = _text_of(part)
    if part.get_content_type() == "text/html":
        yield from parse_fragment(text)
        return
    text = text.replace("\r\n", "\n")
    body, mark, signature = text.partition(_SIGNATURE)
    if not _QUOTED_LINE.search(body) and has_markdown_headings(body.encode()):
        # Under the subject; the lines of a message have no numbers.
        yield from (replace(each, level=min(9, each.level + bool(each.level)), at=0) for each in markdown_blocks(body))
        text = mark + signature
    yield from with_drawn_tables(Block(text))


def _payload(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # malformed transfer encodings raise what they like
        payload = None
    if isinstance(payload, bytes):
        return payload
    raw = part.get_payload()
    return raw.encode("utf-8", errors="replace") if isinstance(raw, str) else b""


def _written_name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except Exception:
        return ""


def _file_name(part: Message) -> str:
    unnamed = _INVITATION if part.get_content_type() == "text/calendar" else "without a name"
    name = _decoded((_written_name(part) or unnamed).replace("\\", "/"))
    return fold(PurePosixPath(name).name)[:_MAX_NAME_CHARACTERS]


def _is_readable(part: Message) -> bool:
    """Whether an attachment has a format known here; messages in messages are not opened."""
    return format_of(_file_name(part)) not in (None, "eml", "mbox")


def _attachment_pages(part: Message, unread: _Unread) -> list[ParsedPage]:
    """The pages of an attachment in a format known here; none when it is of another kind or cannot be read."""
    if not _is_readable(part):
        return []
    name = _file_name(part)
    try:
        parsed = parse_file(_payload(part), name)
    except Exception as error:  # parsers raise what they like, and the message is worth more than its attachment
        words = f"could not be read: {_reason(error)}"
        unread.note(name, words)
        return [_notice(name, words)]
    pages = parsed.pages
    if not any(block.text.strip() for page in pages for block in page.blocks):
        unread.note(name, "holds no text")
    elif parsed.unread:
        unread.note(name, f"is read in part: {parsed.unread}")
    first = next((page for page in pages if page.blocks), None)
    if first is not None and first.heading is None:
        first.heading = ""  # it stands under no heading of the attachment before
    for page in pages:
        inner = page.place or ("" if page.number is None else f"page {page.number}")
        page.place = f"attachment {name}" + (f", {inner}" if inner else "")
        page.number = None
    return pages
