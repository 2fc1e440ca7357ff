"""What stands on a web page beside its text: notices about cookies, and what is at its foot for every page. Pure.

Only what is surely no text is left out. A notice has a name that says so, and asks for consent. Of a page's foot go
rows of links that say nothing else, and a line that only reserves all rights: addresses, hours, licences, notes stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, fold

# Of programs that show such notices: what has one of these names is nothing else.
_PROGRAM_NAMES = (
    "onetrust-consent-sdk onetrust-banner-sdk onetrust-pc-sdk cybotcookiebotdialog usercentrics-root didomi-host "
    "qc-cmp2-container fc-consent-root cmplz-cookiebanner-container cmplz-cookiebanner cky-consent-container "
    "cky-consent-bar borlabscookiebox iubenda-cs-banner osano-cm-window tarteaucitronroot cookiefirst-root "
    "hs-eu-cookie-confirmation cookie-law-info-bar cookiescript_injected moove_gdpr_cookie_info_bar"
)
_PROGRAMS = frozenset(_PROGRAM_NAMES.split())
# Without the strokes in it. A class of the page that only tells of a notice (`has-cookie-banner`) is none.
_NOTICE = expression(
    r"(?:js|site|page|global|govuk|gemc|eu)?(?:cookies?|gdpr|ccpa)(?:law|policy)?"
    r"(?:banner|bar|box|compliance|consent|dialog|disclaimer|disclosure|info|layer|message|modal|notice|notification|"
    r"overlay|popup|prompt|wall|warning)(?:banner|bar|box|container|dialog|inner|modal|notice|popup|root|wrapper)?|"
    r"gdpr|ccwindow|ccbanner|consent(?:banner|bar|dialog|modal|notice|overlay|popup)|klaro|slidingpopup"
)
_TELLS_OF_COOKIES = expression(r"cookie|(?:store|access) information on a device|consent|gdpr", re.IGNORECASE)
_COOKIES = expression(
    r"cookie|(?:store|access) information on a device|куки|クッキー|쿠키|eväste|informasjonskapsl|ciasteczk",
    re.IGNORECASE,
)
_ASKS = expression(
    r"accept|agree|allow|consent|decline|privacy|reject|akzeptier|ablehn|einverstanden|zustimm|refuser|aceptar|rechazar|"
    r"accett|rifiut|aceitar|akkoord|godta|godkän|hyväksy|akceptuj|zgadzam|принять|соглас|同意",
    re.IGNORECASE,
)
_PRESSED = expression(r"btn|button|accept|agree|allow|close|dismiss", re.IGNORECASE)
_WINDOWS = frozenset(("dialog", "alertdialog", "region"))
_WHOLE = frozenset(("html", "body", "main", "article", "form"))
_TEXT = frozenset(("main", "article", "h1"))
_MAX_NOTICES = 100  # that are looked into
_MAX_ELEMENTS = 500
_MAX_CHARACTERS = 4_000

_FOOT = expression(r"(?:(?:site|page|main|global)[-_]?)?foot(?:er)?")
_SECTIONS = frozenset(("article", "aside", "blockquote", "details", "dialog", "fieldset", "figure", "main", "section"))
_CELLS = frozenset(("table", "tr", "td", "th"))
_RIGHTS = (
    r"(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|"
    r"tutti i diritti riservati|todos os direitos reservados|alle rechten voorbehouden|wszelkie prawa zastrzeżone)"
)
_HOLDER = r"[^\W\d_][\w&'’+-]*(?:\.\w+)*(?: [\w&'’+-]+(?:\.\w+)*){0,5}(?:,? (?:inc|ltd|llc|co|corp|gmbh|ag|plc)\.?)?"
_RESERVED = expression(
    rf"(?:(?=[\W_]*(?:©|copyright|\(c\)))[\W_]*(?:copyright[\W_]*)?(?:c\)[\W_]*)?(?:(?:19|20)\d\d[\W_]*){{0,2}}"
    rf"(?:{_HOLDER}[\W_]*)?)?{_RIGHTS}[\W_]*",
    re.IGNORECASE,
)
_MAX_RESERVED = 200
_NO_WORDS = expression(r"[\W_]*")
_TOLD = expression(r"[\d@,:]")  # in numbers, addresses and hours
_REACHED = expression(r"(?:callto|geo|mailto|sms|tel):|\S*\bmaps?\b", re.IGNORECASE)  # where somebody is
_MAX_LINK_WORDS = 5
_FEW_LINKS = 3


def is_section(element: Any) -> bool:
    """Whether a foot inside this element is no foot of the page."""
    return element.tag in _SECTIONS or element.tag in _CELLS or element.get("role") in ("main", "article")


def is_foot(element: Any) -> bool:
    """Whether this is the foot of what it stands in."""
    if element.tag != "div":
        return bool(element.tag == "footer")
    names = f"{element.get('id', '')} {element.get('class', '')}".casefold().split()
    return element.get("role") == "contentinfo" or any(map(_FOOT.fullmatch, names))


class Notices:
    """Finds the notices of a page that ask for consent to cookies."""

    def __init__(self) -> None:
        self._left = _MAX_NOTICES

    def has(self, element: Any, *, in_section: bool) -> bool:
        """Whether the element is one. What stands `in_section`, a part of the text, is one only under the name that a
        program gives it."""
        if not element.attrib or element.tag in _WHOLE:
            return False
        names = f"{element.get('id', '')} {element.get('class', '')}".casefold().split()
        if not _PROGRAMS.isdisjoint(names):
            return True
        if in_section or not self._left:
            return False
        is_named = any(_NOTICE.fullmatch(re.sub(r"[-_]", "", name)) for name in names)
        if not (is_named or _is_window(element, names)):
            return False
        self._left -= 1
        return _asks(element)


def _is_window(element: Any, names: Sequence[str]) -> bool:
    is_window = element.tag == "dialog" or element.get("role") in _WINDOWS or element.get("aria-modal") == "true"
    return is_window and bool(_TELLS_OF_COOKIES.search(" ".join((*names, element.get("aria-label", "")))))


def _asks(element: Any) -> bool:
    """Whether it is short, asks about cookies and has something to press, and nothing that only a text has."""
    parts = list(islice(element.iter(), _MAX_ELEMENTS + 1))
    if len(parts) > _MAX_ELEMENTS or any(part.tag in _TEXT for part in parts):
        return False
    text = "".join(element.itertext())
    if len(text) > _MAX_CHARACTERS or not (_COOKIES.search(text) and _ASKS.search(text)):
        return False
    return any(map(_is_pressed, parts))


def _is_pressed(part: Any) -> bool:
    if part.tag in ("button", "input") or part.get("role") == "button":
        return True
    return part.tag == "a" and bool(_PRESSED.search(f"{part.get('id', '')} {part.get('class', '')}"))


class Foot:
    """The foot of a page while its blocks are collected; `element` is it, `first` the number of its first block."""

    def __init__(self, element: Any, first: int) -> None:
        self.element = element
        self.first = first
        self._links: list[str] = []  # of the block that is open
        self._beside: list[str] = []
        self._depth = 0
        self._is_told = False  # whether a link is more than a way to another page
        self._rows: dict[int, int] = {}  # blocks that say nothing, with how many links they have

    def begin(self, element: Any) -> None:
        """An element begins."""
        if element.tag == "a":
            self._depth += 1
            self._links.append("")
            is_license = "license" in element.get("rel", "").split()
            self._is_told |= is_license or bool(_REACHED.match(element.get("href", "").strip()))

    def end(self, element: Any) -> None:
        """An element ends."""
        if element.tag == "a":
            self._depth -= 1

    def add(self, text: str) -> None:
        """Text of the block that is open."""
        if self._depth and self._links:
            self._links[-1] += text
        elif self._depth:  # of a link around several blocks
            self._links.append(text)
        else:
            self._beside.append(text)

    def end_block(self, number: int | None) -> None:
        """The text so far is the block of this number; None: it is none, or one of a table or a heading."""
        links = [words for link in self._links if (words := fold(link))]
        beside = fold("".join(self._beside))
        is_told = self._is_told
        self._links, self._beside, self._is_told = [], [], is_told and self._depth > 0
        if number is None or is_told or any(map(_tells, links)):
            return
        is_reserved = len(beside) <= _MAX_RESERVED and bool(_RESERVED.fullmatch(beside))
        if is_reserved or (links and _NO_WORDS.fullmatch(beside)):
            self._rows[number] = _FEW_LINKS if is_reserved else len(links)

    def kept(self, blocks: Sequence[Block]) -> list[Block]:
        """Its blocks without rows of links, all rights reserved, and headings with nothing else below them."""
        if sum(self._rows.values()) < _FEW_LINKS:
            return list(blocks)
        kept: list[Block] = []
        has_lost = False
        for number, block in reversed(list(enumerate(blocks, start=self.first))):
            is_bare = block.level > 0 and has_lost and (not kept or 0 < kept[-1].level <= block.level)
            if number in self._rows or is_bare:
                has_lost = True
            else:
                kept.append(block)
                has_lost = False
        return kept[::-1]


def _tells(link: str) -> bool:
    """Whether the words of a link may be told for themselves: an address, a number, a sentence."""
    return bool(_TOLD.search(link)) or len(link.split()) > _MAX_LINK_WORDS
