"""Ways to other places on a web page, which are no text of it: links that only say "Read more", menus above the text,
boxes that ask for an address. Pure.

Only what is surely no text is one: by its words, or by its name and what it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import fold
from uniconv_edge.library.finding_aids import is_called_contents

# What a link or button says that only leads on: "Back to the lease" or "Report a fault" tell something.
_LEADS_ON = expression(
    r"(?i)(?:(?:click (?:here )?to )?(?:read|learn|see|show|view|find out|discover|load) more|(?:continue|keep) reading"
    r"|(?:read|view) (?:the )?full (?:article|story)|back to (?:the )?top(?: of (?:the )?page)?"
    r"|(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation)"
    r"|(?:share|tweet|pin) (?:(?:this|it) )?(?:on|via|by|to|with)\b[\w ]{0,20}|print (?:this )?page|copy (?:the )?link"
    r"|e-?mail this page|follow us on [\w ]{0,15}|toggle (?:menu|navigation)|weiterlesen|mehr erfahren"
    r"|zum inhalt springen|nach oben|lire la suite|leer más)"
)
# And what it says so only where no words stand beside it.
_ALONE = expression(
    r"(?i)(?:share|tweet|print|reply|report|like|subscribe|sign up|unsubscribe|log ?in|sign in|menu|search|more options"
    r"|(?:accept|reject|show|view|see) all|manage (?:preferences|cookies)|cookie settings"
    r"|report a problem with this page|(?:next|prev(?:ious)?)(?: (?:page|chapter|section))?|(?:table of )?contents)"
)
_BUTTON = expression(r"(?i)yes|no")
_LABEL = expression(r"(?i)(?:read more|see also|more on this|related|(?:you (?:may|might) )?also (?:like|read))\s*:?")
_USEFUL = expression(r"(?i)(?:is|was|did you find) this (?:page|article|information|answer) (?:useful|helpful)\W*")
# With which a heading leads to itself.
_OWN_PLACE = expression("[\u00b6#\u00a7\u2693\U0001f517]\ufe0e?")
_SIGNS = " \t\n\r\f\v\u00a0\u00ab\u00bb\u2039\u203a<>\u2190-\u21ff\u25b6\u25b8\u2026.:|+"
_STRIPPED = expression(rf"^[{_SIGNS}]+|[{_SIGNS}]+$")
# What a design calls the parts that only lead elsewhere, without strokes.
_NAMED = expression(
    r"(?:site|page|top|main|global|primary|header|mobile)?(?:breadcrumbs?|skiplinks?|skip|sharebuttons?|sharelinks?|sharebar"
    r"|share|socialshare|socialbuttons?|sociallinks?|social|addtoany|nav|navbar|topnav|mainnav|mainmenu|navigation|searchbox"
    r"|searchform|advert|advertisement|adlabel)"
)
# What DocBook writes above and below each page of a manual.
_OF_MANUALS = frozenset(("navheader", "navfooter"))
_ARROWS = expression(r"[\s<>\[\]|?-]+")
_WAY = expression(r"(?i)(?:top|up|home|back|forward|next|prev(?:ious)?|(?:table of )?contents|toc|index|about|help)?")
_ADVERT = expression(r"(?i)(?:advert(?:isement)?|sponsored)s?")
_SENTENCE_END = expression(r"[.!?](?:\s|$)")
_ASKS_FOR_ADDRESS = expression(r"(?i)\b(?:subscribe|newsletter|sign up|mailing list)\b")
_TEXT = frozenset(("h1", "main", "article", "table", "pre"))
_PRESSED = frozenset(("a", "button"))
_BOXES = frozenset(("aside", "div", "form", "nav", "ol", "p", "section", "span", "ul"))
_MAX_PARTS, _MAX_CHARACTERS = 96, 240
_FEW_LINKS = 3
_MAX_LINK_WORDS = 3
_LISTS = frozenset(("div", "dl", "ol", "section", "ul"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "figcaption"))
_MOST_PIECES = 50_000  # of text that are looked at for tables of contents, however lists are nested
_MOST_OF_NAVIGATION = 5_000  # parts
_LEAST_HEADINGS = 0.8  # of what a table of contents names
_NUMBER = expression(r"(?:\d+\.?)*")


class Ways:
    """Finds them on the page with this root; what stands above its first heading of the highest level may be a menu."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._is_above = root.find(".//h1") is not None
        self._left = _MOST_PIECES

    def has(self, element: Any) -> bool:
        """Whether the element, met in the order of the page, is one."""
        tag = element.tag
        if tag in ("h1", "main", "article"):
            self._is_above = False
        if tag in ("ul", "ol") and _is_in_other_languages(element):
            return True
        if not _OF_MANUALS.isdisjoint(element.get("class", "").split()) or _is_navigation(element):
            return True
        if (tag == "table" and _has_ways_alone(element)) or (tag in _LISTS and self._names_own_headings(element)):
            return True
        if tag in _TEXT or tag in ("html", "body") or not _is_small(element):
            return False
        pieces = [piece for piece in element.itertext() if piece.strip()]
        if tag == "a" and element.get("href", "").startswith("#") and _OWN_PLACE.fullmatch(fold(" ".join(pieces))):
            return True
        if tag in _PRESSED or element.get("role") == "button":
            return _only_leads_on(element, _bare(pieces))
        if self._is_above and _is_menu(element):
            return True
        return _is_named(element) or (bool(pieces) and _leads_on(element, pieces)) or _asks_for_address(element)

    def _names_own_headings(self, element: Any) -> bool:
        """Whether it is a table of contents of this page: links to places on it that say again what headings say."""
        if not any(part.tag == "a" and "#" in part.get("href", "") for part in islice(element.iter(), _MAX_PARTS)):
            return False
        links: dict[Any, None] = {}
        for part, text in _pieces(element):
            self._left -= 1
            if self._left < 0:
                return False
            link = next(
                (each for each in chain((part,), part.iterancestors()) if each.tag == "a" or each is element), element
            )
            said = _bare([text])
            if link.tag == "a" and "#" in link.get("href", "") and not _is_heading(link):
                links[link] = None
            elif not (_NUMBER.fullmatch(said) or is_called_contents(said)):
                return False
        known = sum(_own_words(link) in self._headings for link in links)
        return len(links) >= _FEW_LINKS and known >= _LEAST_HEADINGS * len(links)

    @cached_property
    def _headings(self) -> set[str]:
        """What headings say; those of terms in a table of contents are links themselves."""
        return {
            _own_words(each)
            for each in self._root.iter(*_HEADINGS)
            if each.tag != "dt" or not any("#" in link.get("href", "") for link in _links(each))
        }


def _pieces(element: Any) -> Iterator[tuple[Any, str]]:
    """The pieces of text inside it that are not blank, each with the element that it stands in."""
    for part in element.iter():
        if part.text and part.text.strip() and isinstance(part.tag, str):
            yield part, part.text
        if part is not element and part.tail and part.tail.strip():
            yield part.getparent(), part.tail


def _own_words(element: Any) -> str:
    """What a heading or a link to it says, without the sign that leads to itself."""
    return _bare([piece for piece in element.itertext() if not _OWN_PLACE.fullmatch(piece.strip())]).casefold()


def _is_heading(link: Any) -> bool:
    """Whether a link is the heading itself, which leads to its own place."""
    return any(each.tag in _HEADINGS and each.tag != "dt" for each in (link.getparent(), *link.iter()))


def _is_navigation(element: Any) -> bool:
    """Whether it is said to lead elsewhere and holds little but links: a page may call its text or a box with tables
    of what belongs together so too."""
    if element.get("role") != "navigation" or element.tag in ("html", "body", *_TEXT):
        return False
    parts = list(islice(element.iter(), _MOST_OF_NAVIGATION + 1))
    if len(parts) > _MOST_OF_NAVIGATION or any(part.tag in _TEXT for part in parts):
        return False
    linked = sum(len(piece) for link in element.iter("a") for piece in link.itertext())
    return sum(map(len, element.itertext())) - linked <= max(linked, _MAX_CHARACTERS)


def _has_ways_alone(table: Any) -> bool:
    """Whether a table has nothing but ways to the pages around: `[ < ] [ Up ] [ > ]`, `[Top] [Contents]`."""
    parts = list(islice(table.iter(), _MAX_PARTS + 1))
    if len(parts) > _MAX_PARTS or not any(part.tag == "a" for part in parts):
        return False
    return all(_WAY.fullmatch(_ARROWS.sub(" ", piece).strip()) for piece in table.itertext())


def _is_in_other_languages(element: Any) -> bool:
    """Whether it is a list of the same page in other languages, however many there are."""
    first = next(element.iter("a"), None)
    if first is None or not first.get("hreflang"):
        return False
    linked = [link for item in element for link in item.iter("a")]
    return len(linked) == len(element) >= _FEW_LINKS and all(
        link.get("hreflang") and fold("".join(link.itertext())) == fold("".join(item.itertext()))
        for item, link in zip(element, linked, strict=True)
    )


def _is_small(element: Any) -> bool:
    """Whether it has few parts, so that it can be looked into wherever it is met, and nothing that only a text has."""
    parts = list(islice(element.iter(), _MAX_PARTS + 1))
    return len(parts) <= _MAX_PARTS and not any(part.tag in _TEXT for part in parts)


def _bare(pieces: Sequence[str]) -> str:
    return _STRIPPED.sub("", fold(" ".join(pieces)))


def _only_leads_on(element: Any, words: str) -> bool:
    """Whether a link or button with these words says nothing else; within a sentence it does."""
    if _LEADS_ON.fullmatch(words):
        return not words[0].islower() and not _bare([element.tail or ""])
    if not (
        _ALONE.fullmatch(_ARROWS.sub(" ", words).strip()) or (element.tag == "button" and _BUTTON.fullmatch(words))
    ):
        return False
    around = element.getparent()
    if around is None or around.tag in ("td", "th", "dd"):
        return False
    near = list(islice(around, _MAX_PARTS + 1))  # its length is counted anew each time
    return len(near) <= _MAX_PARTS and not _bare([around.text or "", *(one.tail or "" for one in near)])


def _is_named(element: Any) -> bool:
    """Whether its name says that it is one, and it holds what can be pressed or filled in and no sentence: headings and
    cells of a text are called so too, by what they say."""
    names = f"{element.get('id', '')} {element.get('class', '')}".casefold().split()
    if element.tag not in _BOXES or not any(_NAMED.fullmatch(re.sub(r"[-_]", "", name)) for name in names):
        return False
    text = "".join(element.itertext())
    if next(element.iter("a", "button", "input"), None) is None:
        return not text.strip() or _ADVERT.fullmatch(_bare([text])) is not None
    is_prose = any(each.tag in ("p", "li") and not _links(each) for each in element.iter())
    return not (is_prose or _SENTENCE_END.search(text)) and _is_short(element)


def _is_short(element: Any) -> bool:
    return len("".join(element.itertext())) <= _MAX_CHARACTERS


def _links(element: Any) -> list[Any]:
    return list(element.iter("a"))


def _leads_on(element: Any, pieces: Sequence[str]) -> bool:
    """Whether it only names what else may be read, or asks whether the page was of use."""
    if element.tag not in ("p", "li", "div", "aside", "span") or sum(map(len, pieces)) > _MAX_CHARACTERS:
        return False
    if _USEFUL.fullmatch(_bare(pieces)):
        return True
    label, *others = pieces
    linked = {id(piece) for link in _links(element) for piece in link.iter()}
    return (
        bool(linked)
        and _LABEL.fullmatch(_bare([label])) is not None
        and len(others) == len(_links(element))
        and all(_bare([piece]) for piece in others)
    )


def _asks_for_address(element: Any) -> bool:
    """Whether it asks for an address to send news to."""
    if element.tag not in ("div", "section", "form", "aside") or not _is_short(element):
        return False
    asks = any(each.get("type", "text").casefold() in ("text", "email") for each in element.iter("input"))
    return asks and _ASKS_FOR_ADDRESS.search("".join(element.itertext())) is not None


def _is_menu(element: Any) -> bool:
    """Whether it holds some links of a few words, and nothing beside."""
    items = list(element)
    if element.tag in ("ul", "ol"):
        if any(item.tag != "li" or len(item) != 1 or (item.text or "").strip() for item in items):
            return False
        items = [item[0] for item in items]
    elif (element.text or "").strip():
        return False
    return (
        len(items) >= _FEW_LINKS
        and all(item.tag == "a" and not _bare([item.tail or ""]) for item in items)
        and all(len("".join(item.itertext()).split()) <= _MAX_LINK_WORDS for item in items)
    )
