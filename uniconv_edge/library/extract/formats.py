"""Which parser reads which file: by the name's ending, corrected by the bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Parsed
from uniconv_edge.library.extract.ole import MAGIC, CompoundFile
from uniconv_edge.library.extract.source import ENDINGS as SOURCE_ENDINGS
from uniconv_edge.library.extract.transcripts import recording_of_blocks
from uniconv_edge.wording import EXPORTED, EXPORTED_MARK

_PARSERS = {
    "text": ("plain", "parse"),
    "source": ("source", "parse"),
    "latex": ("latex", "parse"),
    "markdown": ("markup", "parse_markdown"),
    "org": ("org", "parse"),
    "rst": ("markup", "parse_rst"),
    "html": ("html", "parse"),
    "mhtml": ("web_archive", "parse"),
    "csv": ("delimited", "parse"),
    "json": ("records", "parse_json"),
    "jsonl": ("records", "parse_json_lines"),
    "xml": ("records", "parse_xml"),
    "bib": ("bibliography", "parse"),
    "cards": ("records", "parse_cards"),
    "subtitles": ("subtitles", "parse"),
    "gedcom": ("family_tree", "parse"),
    "enex": ("enex", "parse"),
    "ipynb": ("notebook", "parse"),
    "eml": ("mail", "parse"),
    "msg": ("mail", "parse"),
    "mbox": ("mailbox", "parse"),
    "rtf": ("rich", "parse"),
    "pdf": ("pdf", "parse"),
    "docx": ("word", "parse"),
    "doc": ("doc", "parse"),
    "pptx": ("slides", "parse"),
    "ppt": ("ppt", "parse"),
    "xlsx": ("sheets", "parse"),
    "odt": ("opendocument", "parse"),
    "odp": ("odp", "parse"),
    "epub": ("book", "parse"),
}
_ENDINGS_OF = {
    "text": ".txt .text .log .adoc .asciidoc .info",
    "latex": ".tex .ltx .latex",
    "markdown": ".md .markdown .mkd",
    "org": ".org",
    "rst": ".rst .rest",
    "html": ".html .htm .xhtml",
    "mhtml": ".mht .mhtml",
    "csv": ".csv .tsv .tab",
    "json": ".json",
    "jsonl": ".jsonl .ndjson",
    "xml": ".xml",
    "bib": ".bib",
    "cards": ".ics .vcf",
    "subtitles": ".srt .vtt .sbv .ass .ssa",
    "gedcom": ".ged",
    "enex": ".enex",
    "ipynb": ".ipynb",
    "eml": ".eml",
    "msg": ".msg",
    "mbox": ".mbox .mbx",
    "rtf": ".rtf",
    "pdf": ".pdf",
    "docx": ".docx .docm",
    "doc": ".doc",
    "pptx": ".pptx .pptm .ppsx",
    "ppt": ".ppt .pps",
    "xlsx": ".xlsx .xlsm .ods .xls",
    "odt": ".odt",
    "odp": ".odp",
    "epub": ".epub",
    "picture": ".png .jpg .jpeg .tif .tiff .webp .bmp .heic .heif",
}
# What programs and people write down as text of what was recorded.
_WITH_TRANSCRIPTS = frozenset(("text", "markdown", "docx", "doc", "odt", "rtf", "html"))
MAIL = ("eml", "msg", "mbox")
"""The formats whose files may hold others."""
_PICTURE_ENDINGS = tuple(_ENDINGS_OF["picture"].split())
_HEIC_ENDINGS = (".heic", ".heif")
_ENDINGS = {ending: kind for kind, endings in _ENDINGS_OF.items() for ending in endings.split()}
_ENDINGS |= dict.fromkeys(SOURCE_ENDINGS, "source")
# Files that go without an ending, by the names that everybody gives them.
_KNOWN_NAMES_OF = {
    "text": "readme license licence copying notice authors contributors maintainers changelog changes history news "
    "install todo",
    "source": "makefile gnumakefile dockerfile containerfile jenkinsfile vagrantfile procfile",
}
_KNOWN_NAMES = {name: kind for kind, names in _KNOWN_NAMES_OF.items() for name in names.split()}

_ANY_TEXT = frozenset((".txt", ".text"))

# Written by programs for themselves, and long.
_NOT_READ = frozenset(("package-lock.json", "npm-shrinkwrap.json"))

# What a person may do with files of other kinds, all of which programs can save as one that is read.
_INSTEAD_OF = {
    "save them as docx": ".dot .dotx .dotm .ott .fodt .sxw .wpd .wps .gdoc",
    "save them as docx or PDF": ".pages .one",
    "save them as xlsx": ".numbers .xlsb .xltx .ots .fods .sxc .gsheet",
    "save them as pptx": ".key .potx .otp .fodp .sxi .gslides",
    "save them as PDF": ".djvu .xps .oxps .ps .eps .odg .vsd .vsdx .pub .drawio",
    "save them as epub": ".mobi .azw .azw3 .prc .lit .fb2",
    "save them as html": ".webarchive",
    "unpack them": ".zip .7z .rar .tar .gz .tgz .bz2 .xz",
}
_INSTEAD = {ending: what for what, endings in _INSTEAD_OF.items() for ending in endings.split()}

_NAMES = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "doc": "a Word document",
    "msg": "a message of Outlook",
    "pptx": "a presentation",
    "ppt": "a presentation",
    "xlsx": "a spreadsheet",
    "odt": "an OpenDocument text",
    "odp": "a presentation",
    "epub": "a book",
    "picture": "a picture",
}
# What the parts of a package say it is, whatever its name.
_MAIN_PARTS = {
    "word/": "docx",
    "ppt/": "pptx",
    "xl/": "xlsx",
}
_MIME_TYPES = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "xlsx",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
# A comment is spelt out so that it can end in one place only: with `.*?` many of them take forever.
_HTML_HEAD = expression(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*<(?:!doctype\s+html|html)", re.IGNORECASE
)
# How a conversation ends that was exported as Markdown, and begins as JSON.
_EXPORTED_MARK = EXPORTED_MARK.encode()
_EXPORTED_JSON = expression(rb'\{\s*"schema": \d+,\s*"id": \d+,\s*"title": "(?:[^"\\]|\\.)*",\s*"exchanges": \[')
_HEADING = expression(rb"(#{1,6})[ \t]+\S")
_FENCE = expression(rb" {0,3}(```|~~~)")
# A web page with its pictures as one file, which programs also write as `.doc`.
_MHTML_HEAD = expression(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?Content-Type:\s*multipart/related", re.IGNORECASE)
_MIME_HEAD = expression(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:From|Received|MIME-Version):", re.IGNORECASE)
_OLD_WORKBOOK = "Workbook".encode("utf-16-le")
# What the streams of a compound file say it is.
_MAIN_STREAMS = {
    "WordDocument": "doc",
    "Workbook": "xlsx",
    "PowerPoint Document": "ppt",
    "__properties_version1.0": "msg",
}
_OLDER_WORD = (b"\xdb\xa5", b"\x31\xbe", b"\xfe7\0")  # Word 2 and, for DOS and Macintosh, before
_WORD_PERFECT = b"\xffWPC"
_WORD_XML = b'<?mso-application progid="Word.Document"'
_HEAD_BYTES = 4_096
_PDF_HEAD_BYTES = 1_024


def format_of(name: str) -> str | None:
    """The format that a file name promises, or None when this program does not read it. Pictures are read by `ocr`."""
    path = PurePath(name)
    if path.name.lower() in _NOT_READ:
        return None
    return _ENDINGS.get(path.suffix.lower()) if path.suffix else _KNOWN_NAMES.get(path.name.lower())


def instead_of(ending: str) -> str:
    """What a person may do with files that are not read (`save them as docx`), "" where that is not known."""
    return _INSTEAD.get(ending.lower(), "")


def is_called_picture(name: str) -> bool:
    """Whether a file name promises a picture: a quick look, for every file of a run."""
    return name.lower().endswith(_PICTURE_ENDINGS)


def is_called_heic(name: str) -> bool:
    """Whether a file name promises a picture as telephones take it, for which more has to be installed."""
    return name.lower().endswith(_HEIC_ENDINGS)


def parse(data: bytes, name: str) -> Parsed:
    """Read a whole file. Raises DocumentUnreadable, and whatever a parser lets through."""
    if not data:
        raise DocumentUnreadable("empty file")
    if data.rstrip().endswith(_EXPORTED_MARK) or _EXPORTED_JSON.match(data):
        raise DocumentUnreadable(EXPORTED)
    kind = _sniff(data, format_of(name) or "text")
    if kind == "text" and _may_be_markdown(PurePath(name)) and has_markdown_headings(data):
        kind = "markdown"
    module, function = _PARSERS[kind]
    parser: Callable[[bytes, str], Parsed] = getattr(import_module(f"{__package__}.{module}"), function)
    parsed = parser(data, name)
    return (kind in _WITH_TRANSCRIPTS and recording_of_blocks(parsed, name)) or parsed


def _may_be_markdown(path: PurePath) -> bool:
    """Whether a text may be in Markdown by its name: one that goes without an ending, or has that of any text."""
    return path.suffix.lower() in _ANY_TEXT or _KNOWN_NAMES.get(path.name.lower()) == "text"


def has_markdown_headings(data: bytes) -> bool:
    """Whether at least two lines are Markdown headings, one of them below the highest. With one sign each they may as
    well be comments, and neighbours are; what is fenced or indented is code."""
    if b"##" not in data:  # most of all texts
        return False
    found, fence, marks_before, deepest = 0, b"", b"", 0
    for line in data.splitlines():
        if mark := _FENCE.match(line):
            fence = b"" if fence == mark.group(1) else fence or mark.group(1)
        heading = None if fence else _HEADING.match(line)
        marks = heading.group(1) if heading else b""
        if marks == marks_before == b"#":
            return False
        found += bool(marks)
        deepest = max(deepest, len(marks))
        marks_before = marks
    return found >= 2 and deepest >= 2


def _sniff(data: bytes, promised: str) -> str:
    """The format of the bytes; the ending decides between formats that are all text."""
    if data.startswith(b"%PDF-") or (promised == "pdf" and b"%PDF-" in data[:_PDF_HEAD_BYTES]):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _package_kind(data, promised)
    if data.startswith(MAGIC):
        return _compound_kind(data)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if promised not in _NAMES:
        return promised
    head = data[:_HEAD_BYTES]
    if _HTML_HEAD.match(head):
        return "html"
    if promised == "xlsx" and _is_text(data):
        return "csv"
    if promised == "msg" and _is_text(data) and _MIME_HEAD.match(head):
        return "eml"
    if promised == "doc":
        return _kind_of_other_doc(data)
    raise DocumentUnreadable(f"damaged, or not {_NAMES[promised]}")


def _kind_of_other_doc(data: bytes) -> str:
    """What a file called `.doc` is that no version of Word from 97 on has written as such."""
    if data.startswith(_WORD_PERFECT):
        raise DocumentUnreadable("a document of WordPerfect; save it as docx")
    if data.startswith(_OLDER_WORD):
        raise DocumentUnreadable("a document of Word 2 or older; save it as docx")
    if not _is_text(data):
        raise DocumentUnreadable(f"damaged, or not {_NAMES['doc']}")
    if _WORD_XML in data[:_HEAD_BYTES]:
        raise DocumentUnreadable("XML of Word 2003; save it as docx")
    return "mhtml" if _MHTML_HEAD.match(data[:_HEAD_BYTES]) else "text"


def _package_kind(data: bytes, promised: str) -> str:
    """What a zip file is. One that cannot be opened goes to the parser of its name, which says what is wrong."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mime = archive.read("mimetype")[:100].strip() if "mimetype" in names else b""
    except Exception as error:  # damaged archives raise many kinds of errors
        if promised in _NAMES and promised != "picture":
            return promised
        raise DocumentUnreadable("a zip archive; archives are not opened") from error
    if mime in _MIME_TYPES:
        return _MIME_TYPES[mime]
    if "[Content_Types].xml" in names:
        for folder, kind in _MAIN_PARTS.items():
            if any(name.startswith(folder) for name in names):
                return kind
    if promised in _NAMES and promised not in ("pdf", "picture"):
        return promised
    raise DocumentUnreadable("a zip archive; archives are not opened")


def _compound_kind(data: bytes) -> str:
    """What a compound file is; one whose directory is damaged goes to the parser of spreadsheets when it seems to be
    one. Raises DocumentUnreadable."""
    try:
        names = CompoundFile(data).names()
    except DocumentUnreadable:
        if _OLD_WORKBOOK in data:
            return "xlsx"
        raise
    if "EncryptedPackage" in names:
        raise DocumentUnreadable("needs a password")
    for name, kind in _MAIN_STREAMS.items():
        if name in names:
            return kind
    raise DocumentUnreadable("an old Office format; save it as docx, xlsx or pptx")


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:4096] and b"\n" in data[:65_536]
