"""Passages that answer a question under itself: lists of frequent questions, manuals whose sections are called so."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import dropwhile, pairwise, takewhile
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.labelled import passages_labelled
from uniconv_edge.library.numerals import nth
from uniconv_edge.library.provisions import provision_asked, provision_at
from uniconv_edge.library.purposes import Purpose, purpose_asked, purpose_at
from uniconv_edge.library.releases import release_asked, release_at
from uniconv_edge.library.search import passages_matching
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import folded, phrase_expression, words_of

_FEWEST_WORDS = 3
_LONGEST_TITLE = 200  # characters
_MOST_FOUND = 200  # passages that hold the question, of which some have it as a heading
_MOST_NAMED = 2_000  # that hold what is an entry of some
_MOST_BESIDE = 3  # words of a heading that names two things
_MOST_NUMBERS = 4  # words of a section's number: `A.1.2`
QUESTION_MARKS = ("?", "\uff1f", "\u061f")
_WHAT_TO_DO = expression(r"\W*(?:\d[\d.]*\s)?\W*(?:how|what|when|where|whom?) to [^.!?:;|]+\.?\s*", re.IGNORECASE)
_SECTION = expression(
    r"(?<!\W)\W*(?:section|part|chapter|clause|article|appendix|annex|schedule) (?:\d+(?:\.\d+)*|[IVXL]+|[A-Z])"
    r"(?:[:.)]\s+|\s+[–—-]\s+|[^\S\n]{2,}|\s*$)",
    re.IGNORECASE,
)
_SITE = expression(r" [|·–—-] .*")
# "What are its limitations?", "What is the main claim of this paper?": what sections are called.
_ASKS_FOR = expression(
    r"(?i)^\W*(?:and )?what(?:'s| is| are| was| were) (?:the|its|their|your|our|my|his|her) "
    r"((?:(?!of\b|in\b)[\w-]+ ){0,2}[\w-]+)"
    r"(?: (?:of|in) (?:this|that|their) (?:paper|study|thesis|article|work|report|document|note))?\W*$"
)
# "What does --timeout do?", "What is the option olddir for?": what entries of a manual are called.
_KIND = r"(?:option|flag|switch|setting|parameter|variable|directive|command|keyword|function|method|class|field)s?"
_ASKS_WHAT_IT_DOES = expression(
    rf"(?i)^\W*(?:and |so |but )?what (?:does|do|is) (?:the )?(?:{_KIND} )?(?!(?:the|it|this|that|they)\b)"
    r"(?:(?:(?!(?:of|in|for|on|to|with)\b)[\w.-]+(?:['’]s)? ){1,3}?)?"  # `rsync's`, `git stash`
    rf"[\"'`‘“]?(?!{_KIND} )(?P<term>(?P<named>-{{1,2}}|(?-i:(?=\w+_\w|\w*[a-z][A-Z])))?\w[\w.-]*)(?:=\S+)?[\"'`’”]?"
    rf"(?: {_KIND})?"
    r"(?: (?:do|control|set|specify|for|(?P<gives>return|raise|throw)))"
    r"(?(named)(?: (?:in|for|of|with|to) [\w. -]+)?)\W*$"
)
# "What is a heisenbug?", "What does RTFM mean?": what stands as a headword in a dictionary, behind it how it is spoken
# and what kind of word it is: `:heisenbug: /hi:'zen-buhg/, n.`
_ASKS_FOR_WORD = expression(
    r"(?i)^\W*(?:(?:and |so |but )?what(?:['’]s| is| are| does| do) (?:meant by )?|define )(?:an? )?"
    r"(?!(?:the|it|this|that|these|those|my|your|our|its|their)\b)((?:[^\s?]{1,60} ){0,3}?[^\s?]{1,60}?)(?: mean)?\W*$"
)
_KINDS_OF_WORDS = r"(?:adj|adv|abbrev|conj|excl|imp|interj|n|obs|pl|poss|pref|prep|pron|prov|quant|suff|v|vi|vt|vb)"
_BEHIND_HEADWORD = expression(rf"(?i)\s+/[^/\n]+/|(?:[\s,]+{_KINDS_OF_WORDS}\.)+|[\s,]+(?:not|never|or|var)(?=[\s,])")
# "What is prediction 3?", "What does the second rule say?": items of a numbered list that is called so.
_NTH = [nth(count) for count in range(1, 13)]
_ASKS_FOR_ITEM = expression(
    r"(?i)^\W*(?:(?:and |so |but )?what(?:['’]s| is| was| does| did| about)|and|how about) "
    r"(?:(?:the|my|our|your|its|their) )?"
    rf"(?:(?P<nth>{'|'.join(_NTH)}) (?P<things>[^\W\d_]+)"
    r"|(?P<thing>[^\W\d_]+)(?: number| no\.?)? (?P<number>\d{1,2}))"
    r"(?: (?:say|state|mean|require|ask)s?)?(?: (?:of|in|for)(?: [\w'’-]+){1,4})?\W*$"
)
_ITEM = expression(r"\(?(\d{1,2})[.)]\s+\S")
_NAMES = expression(r"[\s,:=\[\](){}<>|\"'`*‘’“”]+")  # between the names of an entry
_MOST_NAMES = 12
_NUMBER = expression(r"^\W*(?:\d+\.)+\s")
# A definition in source code; what it does is said in the string that begins it, or in the comment above. Few words
# stand before it: of lines that hold no more than such words each would be read with all that follow.
_DEFINES = (
    r"(?:(?:export|default|public|private|protected|internal|static|async|abstract|final|pub)\s+){0,6}"
    r"(?:class|def|function|func(?:\s*\([^()\n]*\))?|fn|interface|struct|enum|trait)\s+"
)
# `prune() {` of a shell, `send(message) {` in a class.
_BEGINS_BODY = r"[ \t]*\([^()\n]*\)[ \t]*\{"
# "Where is MAX_AGE defined?", "What is the value of maxAge?": the line that defines it or gives it a value.
_ASKS_WHERE_DEFINED = expression(
    rf"(?i)^\W*(?:and |so |but )?(?:where (?:is|are) (?:the )?|what(?: is|['’]s) the value of (?:the )?)(?:{_KIND} )?"
    r"[\"'`‘“]?(?P<term>(?-i:(?=\w*_\w|\w*[a-z][A-Z]))\w+)[\"'`’”]?"
    r"(?: (?:defined|declared|implemented|set|assigned))?\W*$"
)
_GIVES_VALUE = r"[ \t]*(?::[^\n=]{0,80})?:?=(?!=)|(?<=\w)[ \t]*:[ \t]+[^\s#]"
_BEFORE_NAME = r"(?:(?:export|const|let|var|static|final|public|private|readonly|local)[ \t]+)*"
# "What does make lint do?": the rule of a Makefile that makes it, with its recipe.
_ASKS_OF_MAKE = expression(r"(?i)\bwhat (?:does|is) [\"'`‘“]?make (?P<term>[\w.-]+)[\"'`’”]? (?:do|for)\W*$")
_BEGINS_RECIPE = r"(?:[ \t]+[\w.%/-]+)*[ \t]*::?(?!=)[^\n=]*\n\t"
_OF_CODE = expression(r"(?i)\b(?:function|method|class)\b")
# How the string of a function says what that gives, or which errors it raises.
_SAYS_IT_GIVES = {
    "return": expression(r"(?m)^[ \t]*(?:[:@])?[Rr]eturns?\b.*"),
    "raise": expression(r"(?:[:@]raises?\b|\bRaises?\b|@throws\b|\bThrows\b)"),
}
_STRING_ENDS = expression(r"\"\"\"|'''")
_NAMED_AS_CODE = expression(r"_|[a-z][A-Z]")  # as no word is written that a manual may explain too
_STRING_BELOW = expression(
    r"(?:\s*\((?:[^()]|\([^()]*\))*\))?[^\n:(]*:[^\S\n]*(?:#[^\n]*)?\n\s*(?=[rR]?(?:\"\"\"|'''))"
)
_COMMENT_LINE = expression(r"\s*(?://|#|/\*|\*)")
_PARAGRAPH = expression(r"\S.*(?:\n.*\S.*)*")
_ENDS = (".", "!", "?", ";", "…")
_MOST_BETWEEN = 4  # paragraphs between a name and what it means: `Type: number`
_FEWEST_BELOW = 4  # words of a sentence below such a line
_SENTENCE_END = expression(r"[.!?:;…][\"'”’)\]]*(?:\s|$)")  # which entries of a table of contents have not
_LINE = expression(r"\S(?:.*\S)?")


@lru_cache(maxsize=4096)
def is_question(line: str) -> bool:
    """Whether a line asks something, also as what begins a section does: "How to appeal.". Kept, because lines return
    with the next questions."""
    return line.rstrip().endswith(QUESTION_MARKS) or _WHAT_TO_DO.fullmatch(line) is not None


def unnumbered(heading: str) -> str:
    """A heading without "Section 2:" before it."""
    return _SECTION.sub("", heading, count=1)


def asks_the_same(question: str, line: str) -> bool:
    """Whether a line, behind the number of its section and before the name of a site, is the question."""
    asked, said = words_of(question), words_of(_SITE.sub("", unnumbered(line)))
    number = said[: len(said) - len(asked)]
    if len(asked) < _FEWEST_WORDS or len(number) > _MOST_NUMBERS or said[len(number) :] != asked:
        return False
    return all(word.isdigit() or len(word) == 1 for word in number)


@lru_cache(maxsize=16)
def _called(question: str) -> list[str]:
    """The words of what is asked for ("What are its limitations?"), where that is all of a question; else none."""
    asked = _ASKS_FOR.match(question)
    return words_of(asked[1]) if asked else []


@lru_cache(maxsize=16)
def _term(question: str) -> str:
    """The name of what a question asks what it does ("What does --timeout do?"); "" for other questions."""
    asked = _ASKS_WHAT_IT_DOES.match(question)
    return asked["term"] if asked else ""


@lru_cache(maxsize=16)
def _item(question: str) -> tuple[str, str]:
    """What the things of a list are called of which a question asks for one, and its number; "" for other questions."""
    asked = _ASKS_FOR_ITEM.match(question)
    if asked is None:
        return "", ""
    number = asked["number"] or str(_NTH.index(asked["nth"].lower()) + 1)
    return (asked["thing"] or asked["things"]).lower(), number


def _item_below(thing: str, number: str, text: str, heading: str) -> int:
    """Where the item of this number begins in a list whose last line above, or heading, ends with what its items are
    called; -1 without one."""
    above = heading
    for line in _LINE.finditer(text):
        item = _ITEM.match(line[0])
        if item is None:
            above = line[0]
        elif item[1] == number and (words_of(above) or [""])[-1].removesuffix("s") == thing.removesuffix("s"):
            return line.start()
    return -1


def _below_entry(term: str, text: str) -> int:
    """Where the first sentence begins below a line that is a name, or names in a row with it, as `-S, --staged`; -1
    without such a line. What may be somebody's name, as below a mail, must have it set in deeper (`Compression`)."""
    named = any(term in line and _is_entry(term, line) for line in text.split("\n"))  # which spares most texts the rest
    paragraphs = list(_PARAGRAPH.finditer(text)) if named else []
    for at, paragraph in enumerate(paragraphs):
        lines = paragraph[0].split("\n")
        if any(_is_entry(term, line) for line in lines) and not any(line.rstrip().endswith(_ENDS) for line in lines):
            following = (each for each in paragraphs[at + 1 : at + 1 + _MOST_BETWEEN] if _is_sentence(each[0]))
            below = next(following, None)
            if below is None:
                return -1
            if not (term.istitle() and term.isalpha()) or _depth(text, below) > _depth(text, paragraph):
                return below.start()
    return -1


def _below_headword(word: Sequence[str], text: str) -> int:
    """Where the first sentence begins below a line that is a headword with what dictionaries say beside it; -1 without
    such a line."""
    if not word:
        return -1
    paragraphs = list(_PARAGRAPH.finditer(text))
    for at, paragraph in enumerate(paragraphs[:-1]):
        line = paragraph[0]
        if "\n" in line or len(line) > _LONGEST_TITLE or folded(word[0]) not in folded(line):
            continue
        bare = _BEHIND_HEADWORD.sub("", line)
        if words_of(bare) == word and (bare != line or line.startswith(":")):
            return next((each.start() for each in paragraphs[at + 1 :] if _is_sentence(each[0])), -1)
    return -1


def _gives(question: str) -> str:
    """Whether a question asks what a function returns ("return") or raises ("raise"); "" for neither."""
    asked = _ASKS_WHAT_IT_DOES.match(question)
    verb = (asked["gives"] or "").lower() if asked else ""
    return "raise" if verb == "throw" else verb


def _of_definition(term: str, text: str, gives: str = "") -> int:
    """Where begins what is said of a class or function of this name that is defined in a text of source code, or of
    what it returns or raises; -1 without any."""
    name = re.escape(term)
    defines = rf"(?im)^[ \t]*(?:{_DEFINES}{name}\b|{name}{_BEGINS_BODY})"
    defined = re.search(defines, text) if term in text else None
    if defined is None:
        return -1
    if below := _STRING_BELOW.match(text, defined.end()):
        if not gives:
            return below.end()
        opened = below.end() + len("r") + len('"""')
        closed = _STRING_ENDS.search(text, opened)
        said = _SAYS_IT_GIVES[gives].search(text, below.end(), closed.start() if closed else len(text))
        return said.start() if said else below.end() if gives == "return" else -1
    lines = text[: defined.start()].splitlines(keepends=True)
    above = sum(map(len, takewhile(_COMMENT_LINE.match, reversed(lines))))
    return defined.start() - above if above else -1


def _defined_at(question: str, text: str) -> int:
    """Where begins the line that defines what a question asks where that is defined, or what value it has, or the rule
    of a Makefile of which it asks what that does; -1 without any."""
    asks_where, of_make = _ASKS_WHERE_DEFINED.match(question), _ASKS_OF_MAKE.search(question)
    asked = asks_where or of_make
    if asked is None or asked["term"] not in text:
        return -1
    name = re.escape(asked["term"])
    line = rf"[ \t]*(?:{_DEFINES}{name}\b|{_BEFORE_NAME}{name}(?:{_GIVES_VALUE}))"
    found = re.search(rf"(?m)^{line if asks_where else name + _BEGINS_RECIPE}", text)
    return found.start() if found else -1


def _depth(text: str, paragraph: re.Match[str]) -> int:
    return paragraph.start() - (text.rfind("\n", 0, paragraph.start()) + 1)


def _is_entry(term: str, line: str) -> bool:
    """Whether a line, behind the number of its section, begins with a name, or with options among which it is."""
    if line.rstrip().endswith(_ENDS):
        return False
    names = [name for name in _NAMES.split(_NUMBER.sub("", line)) if name]
    if term not in names or len(names) > _MOST_NAMES:
        return False
    before = names[: names.index(term)]
    return not before or (term.startswith("-") and all(name.startswith("-") for name in before))


def _is_sentence(text: str) -> bool:
    return len(words_of(text)) >= _FEWEST_BELOW and _SENTENCE_END.search(text) is not None


def _is_headed(called: Sequence[str], line: str, following: str) -> bool:
    """Whether a line, behind the number of its section, is what is asked for, or that and something else ("Strengths
    and limitations"), above a sentence."""
    words = dropwhile(str.isdigit, words_of(unnumbered(line)[:_LONGEST_TITLE]))
    said, asked = ([word.removesuffix("s") for word in each] for each in (words, called))
    count, both = len(asked), len(said) <= len(asked) + _MOST_BESIDE
    first, last = [*asked, "and"], ["and", *asked]
    if said != asked and not (both and (said[: count + 1] == first or said[-count - 1 :] == last)):
        return False
    return _is_sentence(following)


def answer_below(question: str, text: str, title: str = "", heading: str = "") -> int:
    """Where in a passage begins what stands below the question; -1 where it has no line of it, or the next line is
    a question too, as in a table of contents. `title` is its document's, where it begins that; below `heading` it may
    be a list whose items are asked for by their numbers ("What is prediction 3?"), or a part of the text be ("What does
    clause 14.2(b) say?"), or what was new in a version ("What changed in 2.3?")."""
    asked = words_of(question)
    if len(asked) < _FEWEST_WORDS:
        return -1
    if asks_the_same(question, title):
        return 0
    if (start := _defined_at(question, text)) >= 0:
        return start
    gives = _gives(question)
    if (term := _term(question)) and not gives and (start := _below_entry(term, text)) >= 0:
        return start
    if (asked_word := _ASKS_FOR_WORD.match(question)) and (
        start := _below_headword(words_of(asked_word[1]), text)
    ) >= 0:
        return start
    is_code = term and (gives or _OF_CODE.search(question) or _NAMED_AS_CODE.search(term))
    if is_code and (start := _of_definition(term, text, gives)) >= 0:
        return start
    if (part := provision_asked(question)) and (start := provision_at(part, text, heading)) >= 0:
        return start
    if (release := release_asked(question)) and (start := release_at(release, text, heading)) >= 0:
        return start
    thing, number = _item(question)
    if thing and (start := _item_below(thing, number, text, heading)) >= 0:
        return start
    called = _called(question)
    within = folded(text)
    if not all(word in within for word in called or asked):  # which spares most texts the look at each line
        return -1
    lines = list(_LINE.finditer(text))
    for line, following in pairwise(lines):
        if called and _is_headed(called, line[0], following[0]):
            return following.start()
        if asks_the_same(question, line[0]) and not is_question(following[0]):
            return following.start()
    return -1


def passages_below(store: Store, question: str, documents: Sequence[int] | None = None) -> list[int]:
    """Ids of the passages of these documents (None: all) that answer the question below it, ascending."""
    words = words_of(question)
    if len(words) < _FEWEST_WORDS:
        return []
    among = None if documents is None else set(documents)
    titled: list[tuple[Any, ...]] = []
    if len(" ".join(words)) <= _LONGEST_TITLE:  # SQLite takes no pattern of 50,000 bytes
        titled = store.rows(
            "SELECT min(passages.id), documents.title, documents.id FROM documents JOIN passages "
            "ON document_id = documents.id WHERE documents.title LIKE ? GROUP BY documents.id",
            f"%{'%'.join(words)}%",
        )
    first = {
        int(row[0]) for row in titled if asks_the_same(question, row[1]) and (among is None or int(row[2]) in among)
    }
    said = passages_matching(store, f"text : {phrase_expression(' '.join(words))}", documents, _MOST_FOUND)
    defined = _ASKS_WHERE_DEFINED.match(question) or _ASKS_OF_MAKE.search(question)
    if term := defined["term"] if defined else _term(question):
        said += passages_matching(store, f"text : {phrase_expression(term)}", documents, _MOST_NAMED)
    if thing := _item(question)[0]:
        said += passages_matching(store, phrase_expression(thing), documents, _MOST_NAMED)
    if part := provision_asked(question):
        said += passages_matching(store, phrase_expression(part.number), documents, _MOST_NAMED)
    if release := release_asked(question):
        said += passages_matching(store, phrase_expression(release.number), documents, _MOST_NAMED)
    rows = store.rows(
        "SELECT id, text, heading FROM passages WHERE id IN (SELECT value FROM json_each(?))", json.dumps(said)
    )
    first |= {int(row[0]) for row in rows if answer_below(question, row[1], heading=row[2]) >= 0}
    if asked_word := _ASKS_FOR_WORD.match(question):  # `"light vehicle" means a vehicle that`, in a list of many
        first |= set(passages_matching(store, phrase_expression(f"{asked_word[1]} means"), documents, _MOST_BESIDE))
    first |= set(passages_labelled(store, question, documents))
    purpose = purpose_asked(question)
    return sorted(first | _for_purpose(store, purpose, documents) if purpose else first)


def _for_purpose(store: Store, purpose: Purpose, documents: Sequence[int] | None) -> set[int]:
    """Ids of the passages of these documents (None: all) that begin a section for what is asked of a thing; of a thing
    that has no name, where one document alone is asked."""
    if not purpose.thing and (documents is None or len(documents) != 1):
        return set()
    words = " AND ".join(map(phrase_expression, purpose.thing))
    called = " OR ".join(map(phrase_expression, purpose.words))
    expression = f"({called}) AND {words}" if words else called
    found = passages_matching(store, expression, documents, _MOST_NAMED)
    rows = store.rows(
        "SELECT id, text, title, also FROM passages WHERE id IN (SELECT value FROM json_each(?))", json.dumps(found)
    )
    return {int(row[0]) for row in rows if purpose_at(purpose, row[1], f"{row[2]}\n{row[3]}") >= 0}
