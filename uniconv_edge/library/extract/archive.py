"""Zip packages (docx): refuses bombs and hostile XML before any parser sees them. Nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import re
import zipfile

from uniconv_edge.errors import DocumentUnreadable

MAX_DECLARED_BYTES = 200_000_000
MAX_RATIO = 200
MAX_MEMBERS = 10_000
MAX_XML_BYTES = 60_000_000
_RATIO_FLOOR_BYTES = 1_000_000
_XML_ENDINGS = (".xml", ".rels")
_ENCRYPTED_FLAG = 0x1


def open_package(data: bytes) -> zipfile.ZipFile:
    """The archive, its declared sizes checked. Raises DocumentUnreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise DocumentUnreadable("damaged: not a complete zip package") from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise DocumentUnreadable(f"a package of {len(members):,} parts (limit {MAX_MEMBERS:,})")
    declared = sum(member.file_size for member in members)
    if declared > MAX_DECLARED_BYTES:
        raise DocumentUnreadable(f"unpacks to {declared:,} bytes (limit {MAX_DECLARED_BYTES:,})")
    for member in members:
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise DocumentUnreadable("needs a password")
        large = member.file_size > _RATIO_FLOOR_BYTES
        if large and member.file_size > MAX_RATIO * max(1, member.compress_size):
            raise DocumentUnreadable("a compression bomb: a part unpacks to over 200 times its size")
    return archive


def refuse_doctypes(archive: zipfile.ZipFile) -> None:
    """Raise DocumentUnreadable when an XML part declares a DOCTYPE or entities: real documents never do."""
    for member in archive.infolist():
        if not member.filename.lower().endswith(_XML_ENDINGS):
            continue
        if member.file_size > MAX_XML_BYTES:
            raise DocumentUnreadable(f"a part of {member.file_size:,} bytes of XML (limit {MAX_XML_BYTES:,})")
        try:
            raw = archive.read(member)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError) as error:
            raise DocumentUnreadable("damaged: a part of the package cannot be unpacked") from error
        except Exception as error:  # zlib.error has no common base with the rest
            raise DocumentUnreadable("damaged: a part of the package cannot be unpacked") from error
        # Zeros are dropped, so that UTF-16 and UTF-32 spell the same bytes; other encodings are refused outright.
        head = raw[:400].replace(b"\0", b"").lower()
        named = re.search(rb"encoding\s*=\s*[\"']([\w.-]+)", head)
        if named and named.group(1) not in (b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"):
            raise DocumentUnreadable("an XML part in an unusual encoding; refused")
        flat = raw.replace(b"\0", b"") if b"\0" in raw else raw
        if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
            raise DocumentUnreadable("its XML declares a DOCTYPE or entities; refused")
