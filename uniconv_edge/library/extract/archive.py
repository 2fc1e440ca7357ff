"""Zip packages (docx, pptx, xlsx, odt, epub): refuses bombs and hostile XML before any parser sees them.

Nothing is ever unpacked to disk. `xml_part` is how this program itself reads XML: no entities, no network, no DTD.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression

MAX_DECLARED_BYTES = 200_000_000
MAX_RATIO = 200
MAX_MEMBERS = 10_000
MAX_XML_BYTES = 60_000_000
_RATIO_FLOOR_BYTES = 1_000_000
_XML_ENDINGS = (".xml", ".rels")
# Pictures and web pages that a document holds, which are never read and do have a DOCTYPE.
_NEVER_READ = (".svg", ".html", ".htm", ".xhtml")
_XML_BEGINS = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
_MANIFEST = "META-INF/manifest.xml"  # of an OpenDocument file
_HEAD_BYTES = 400
_DECLARED_ENCODING = expression(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?<\?xml\s[^>]*?encoding\s*=\s*[\"']?([\w.:-]*)")
# In these what is a sign of ASCII is that sign, zeros aside.
_USUAL_ENCODING = expression(
    rb"utf-?8|utf-16(?:[lb]e)?|(?:us-)?ascii|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|gb(?:2312|k|18030)|big5|"
    rb"shift_jis|euc-(?:jp|kr)"
)
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


def read_part(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo) -> bytes:
    """The bytes of one part. Raises DocumentUnreadable when it is missing, too large or damaged."""
    try:
        member = archive.getinfo(name) if isinstance(name, str) else name
    except KeyError as error:
        raise DocumentUnreadable(f"damaged: its part {name} is missing") from error
    if member.file_size > MAX_XML_BYTES:
        raise DocumentUnreadable(f"a part of {member.file_size:,} bytes (limit {MAX_XML_BYTES:,})")
    try:
        return archive.read(member)
    except Exception as error:  # zlib.error, BadZipFile, EOFError and others have no common base
        raise DocumentUnreadable("damaged: a part of the package cannot be unpacked") from error


def xml_part(archive: zipfile.ZipFile, name: str) -> Any:
    """The root of an XML part. Raises DocumentUnreadable, for one with a DOCTYPE or entities as well."""
    return xml_root(read_part(archive, name), name)


def xml_root(raw: bytes, name: str) -> Any:
    """The root of the XML of a part that is called so. Raises DocumentUnreadable as `xml_part` does."""
    from lxml import etree

    refuse_doctype(raw)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentUnreadable(f"damaged: its part {name} is not sound XML") from error


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part of an Office package to another: the last word of its type, and the part's name."""

    kind: str
    target: str


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, Relation]:
    """The links of a part by their id; links that leave the package are left out."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in archive.namelist():
        return {}
    found = {}
    for element in xml_part(archive, listing):
        if element.get("TargetMode") == "External":
            continue
        target = element.get("Target", "")
        resolved = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[element.get("Id", "")] = Relation(element.get("Type", "").rpartition("/")[2], resolved)
    return found


def local_name(element: Any) -> str:
    """The name of an XML element without its name space; "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, wanted: str) -> str:
    """An attribute by its name without name space; "" when it is not there."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == wanted), "")


def below(element: Any, wanted: str) -> Iterator[Any]:
    """All elements of that name (without name space) below an element, in document order."""
    return (found for found in element.iter() if local_name(found) == wanted)


def core_title(archive: zipfile.ZipFile) -> str:
    """The title in an Office package's properties, or ""."""
    try:
        return next((found.text or "" for found in below(xml_part(archive, "docProps/core.xml"), "title")), "")
    except DocumentUnreadable:  # properties say nothing about the text
        return ""


def refuse_doctypes(archive: zipfile.ZipFile, *, but: tuple[str, ...] = ()) -> None:
    """Raise DocumentUnreadable when an XML part declares a DOCTYPE or entities: real documents never do.

    A part's name does not tell what it is. `but` names parts that are never parsed.
    """
    for member in archive.infolist():
        name = member.filename.lower()
        if member.filename in but or name.endswith(_NEVER_READ):
            continue
        if name.endswith(_XML_ENDINGS) or _begins_as_xml(archive, member):
            refuse_doctype(read_part(archive, member))


def refuse_hostile_open_document(archive: zipfile.ZipFile) -> None:
    """Raise DocumentUnreadable for an OpenDocument file that needs a password, or declares a DOCTYPE or entities."""
    if _MANIFEST in archive.namelist() and b"encryption-data" in read_part(archive, _MANIFEST):
        raise DocumentUnreadable("needs a password")
    refuse_doctypes(archive, but=(_MANIFEST,))


def _begins_as_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    try:
        with archive.open(member) as part:
            head = part.read(_HEAD_BYTES)
    except Exception:  # a part that cannot be unpacked, which is an error only for who needs it
        return False
    begin = head.lstrip(_XML_BEGINS)
    return begin.startswith(b"<") or (not begin and len(head) == _HEAD_BYTES)


def refuse_doctype(raw: bytes) -> None:
    """Raise DocumentUnreadable when these bytes are XML with a DOCTYPE or entities."""
    # Zeros are dropped, so that UTF-16 and UTF-32 spell the same bytes; other encodings are refused outright.
    flat = raw.replace(b"\0", b"") if b"\0" in raw else raw
    declared = _DECLARED_ENCODING.match(flat)
    if declared and not _USUAL_ENCODING.fullmatch(declared.group(1).lower()):
        raise DocumentUnreadable("an XML part in an unusual encoding; refused")
    if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
        raise DocumentUnreadable("its XML declares a DOCTYPE or entities; refused")
