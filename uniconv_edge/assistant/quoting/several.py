"""Questions for several things, and the whole of a list or small table where one item of it would be quoted. Pure;
plain English forms: "what are the ingredients?", "which tools do I need?", "how do I make it?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from uniconv_edge.assistant.quoting.lists import DENIES, is_of_list, list_at
from uniconv_edge.assistant.quoting.quotes import MAX_QUOTE_CHARACTERS, Candidate
from uniconv_edge.assistant.quoting.tables import table_at
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.purposes import asks_what_is_needed
from uniconv_edge.library.releases import release_asked
from uniconv_edge.library.sentences import BAR, sentences
from uniconv_edge.wording import count

MAX_CHARACTERS = 2 * MAX_QUOTE_CHARACTERS  # of a list that is quoted
_MAX_ROWS = 12  # of a table that is quoted
_DOES = "(?:do|does|did|must|should|shall|can|could|may|might|will|would|have|has|had|need|needs|is|are|was|were|there)"
_OWNED = r"(?: (?:the|my|our|your|all|its|his|her|their|these|those|other|different))*"
_WORD = rf"(?!(?:{_DOES}|when|where|if|that|so|to|of|in|on|at|for|the|an?|happens?)\b)[\w'’-]+"
_NOUNS = rf" (?P<nouns>(?:{_WORD} ){{0,3}}?{_WORD})"
_FORMS = tuple(
    expression(form)
    for form in (
        # "which medicines does he take?": without a verb behind it the word may be one itself, as in "what happens".
        rf"(?:what|which){_OWNED}{_NOUNS}(?= {_DOES}\b)",
        rf"(?:(?:what|which|who|when|where) (?:are|were)|what all|(?:list|name|tell|give|show)(?: me)?){_OWNED}{_NOUNS}"
        rf"(?= (?:{_DOES}|for|of|in|on|to|at|with|from|that|which|not|against|i|we|you)\b|\W*$)",
        r"(?:(?:the|all|my|our) )*(?P<nouns>[\w'’-]+) (?:for|of) ",
    )
)
_WHO = r"(?:i|we|you|one|they|he|she|it|(?:the|my|our|your|this)(?: [\w'’-]+){1,3}?)"
_HOLDER = r"(?:the|my|our|your)(?: [\w'’-]+){0,3}? (?:list|agenda|menu|programme|kit|box|bag)\b"
_DONE = expression(
    rf"what(?: all| else)? (?!did (?:he|she|it) do\W*$)(?:do|does|did|must|should|shall|will|can|may) {_WHO}"
    r"(?: all| also| still| not| have to| need to| want to)* "
    r"(?:need(?! to\b)|do(?= (?:next|this|before|today|tomorrow|on)\b|\W*$)|bring|buy|pack|prepare|cover|include"
    r"|contain|consist)\b"
    rf"|what(?: else)? (?:is|are|was|were)(?: all| not| also| still)*"
    r" (?:covered|included|allowed|forbidden|excluded|needed|required|insured)\b"
    rf"|what(?:['’]s| is| are| was| were| stands) (?:all )?(?:on|in) {_HOLDER}"
)
# Of which not only the noun tells that they are several: "which staff are not insured?", "welche Rechnungen ...".
_SOME_NOT = expression(rf"(?:what|which){_OWNED}{_NOUNS} (?:are|were) not\b")
_STEPS = expression(
    r"how (?:(?:do|can|should|must|would|could) (?:i|we|you|one)\b|to\b"
    r"|(?:is|are) .{1,80} (?:made|done|cooked|baked|prepared|built|brewed)\W*$)"
)
# A step begins with what to do: "Press ...", "Then fill ...".
_RULE = expression(
    r"(?i)\W*\w{1,3}[.)]\s+(?:the|an?|each|every|any|all|no|neither|[a-z]+(?<!s)s)\b(?: [\w'’-]+){0,8}? "
    r"(?:is|are|may|must|shall|can|cannot|will|has|have|do|does)\b"
)
_PLURAL = expression(r"[\w'’-]{3,}(?<![su'’])s|children|people|women|men")
# What ends like a plural and is none, or is asked for as one thing.
_ONE_LIST = "address basis chaos series species analysis thesis does was has yes always besides perhaps"
# The number of a clause, and what says what is and may be done.
_CLAUSE = expression(r"(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[A-Z]\d{1,2}|\(?[a-z0-9]{1,3}\)|§ ?\d{1,3})[ \t]+\S")
_SAYS_RULE = expression(
    r"\b(?:is|are|may|must|can|cannot|needs?|shall)\b(?: \w+)? (?:not )?"
    r"(?:\w+ed|used|left|kept|brought|taken|paid|given)\b"
)
_ONE = frozenset(_ONE_LIST.split())


@dataclass(frozen=True, slots=True)
class Whole:
    """What is quoted, and what is noted of the items that are not."""

    candidate: Candidate
    note: str = ""


def asks_for_several(question: str) -> bool:
    """Whether a question asks for several things."""
    asked = plain(question)
    return bool(_DONE.match(asked) or _SOME_NOT.match(asked) or things_asked(question) or asks_what_is_needed(question))


def things_asked(question: str) -> str:
    """What a question calls the several things that it asks for, in small letters: "risks" of "What are the risks?"; ""
    where it does not."""
    lowered = plain(question)
    found = next(filter(None, (form.match(lowered) for form in _FORMS)), None)
    last = found["nouns"].rpartition(" ")[2] if found else ""
    return last if _PLURAL.fullmatch(last) and last not in _ONE else ""


def asks_how(question: str) -> bool:
    """Whether a question asks for the steps to do something."""
    return _STEPS.match(plain(question)) is not None


def whole(candidate: Candidate, page: str, question: str, called: str) -> Whole:
    """A candidate that is an item of a list, or a row of a small table, with all the others where the question asks for
    several; and where a list is quoted in part, how many items more there are. `called`: title and headings of its
    source. An item that alone holds a word of the question is what is asked for, and stays alone."""
    release = release_asked(question)  # what was new in a version is all of its list
    several = asks_for_several(question) or (release is not None and not release.when)
    listed = list_at(page, candidate.start, candidate.end) if is_of_list(page, candidate.start, candidate.end) else None
    if listed is not None:
        spans = listed.items
        announced = candidate.start < spans[0][0]
        above = f"{called}\n{page[listed.start : spans[0][0]]}"
        numbered = listed.numbered and not _are_rules([page[start:end] for start, end in spans])
        steps = asks_how(question) and (numbered or _is_called(question, above))
        own = next(((a, b) for a, b in spans if a <= candidate.start and candidate.end <= b), spans[0])
        if not (announced or several or steps):
            return Whole(_with_rule(candidate, page, question) if listed.numbered else candidate)
        if not announced and _is_meant(question, page, own, spans, above):
            return Whole(candidate)
        most = MAX_CHARACTERS if several or steps or not announced else MAX_QUOTE_CHARACTERS
        fitting = [span for span in spans if span[1] - listed.start <= most]
        if own not in fitting:
            return Whole(candidate)
        left = len(spans) - len(fitting)
        note = f"{count(left, 'more item')} of the list {'stands' if left == 1 else 'stand'} there." if left else ""
        return Whole(_stretched(candidate, page, listed.start, fitting[-1][1]), note)
    table = table_at(page, candidate.start, candidate.end) if several and BAR in candidate.text else None
    if not several and not asks_how(question):
        return Whole(_with_rule(candidate, page, question))
    if table is None or len(table.rows) > _MAX_ROWS or table.end - table.start > MAX_CHARACTERS:
        return Whole(candidate)
    spans = [(row.start, row.end) for row in table.rows]
    own = (candidate.start, candidate.end)
    if _is_meant(question, page, own, spans, f"{called}\n{' '.join(table.names)}"):
        return Whole(candidate)
    return Whole(_stretched(candidate, page, table.start, table.end))


def _with_rule(candidate: Candidate, page: str, question: str) -> Candidate:
    """A sentence of a rule with what that denies: of a numbered clause what denies something with the sentence before
    it ("A cancelled call is charged. Calls cancelled for a stay in hospital are not."), what does not with the next,
    where both say a word; also without a number, where a sentence beside it denies what the question names ("Charcoal
    is not used on balconies. Gas grills are allowed.")."""
    first, last = page.rfind("\n", 0, candidate.start) + 1, page.find("\n", candidate.end)
    last = len(page) if last < 0 else last
    if last - first > MAX_QUOTE_CHARACTERS or "\n" in candidate.text or BAR in candidate.text:
        return candidate
    clause, start, end = _CLAUSE.match(page[first:last]), candidate.start, candidate.end
    spans = [(first + one, first + two) for one, two in sentences(page[first:last])]
    before = [span for span in spans if span[1] <= start]
    behind = next((span for span in spans if span[0] >= end), None)
    asked, own = {stem(word) for word in telling_words(question)}, bag(candidate.text)
    if clause and before and DENIES.search(candidate.text):
        start = before[-1][0] if own & bag(page[slice(*before[-1])]) else start
    elif before and DENIES.search(text := page[slice(*before[-1])]) and (clause or _SAYS_RULE.search(text)):
        start = before[-1][0] if (asked - own) & bag(text) else start
    if behind and DENIES.search(text := page[slice(*behind)]) and (clause or _SAYS_RULE.search(text)):
        end = behind[1] if (own if clause else asked) & bag(text) else end
    return candidate if (start, end) == (candidate.start, candidate.end) else _stretched(candidate, page, start, end)


def _are_rules(items: Sequence[str]) -> bool:
    """Whether most items say what is and may be done, as the clauses of an agreement do, and not what to do next."""
    return 2 * sum(_RULE.match(item) is not None for item in items) > len(items)


def _is_called(question: str, above: str) -> bool:
    """Whether what stands above a list says all telling words of a question: "Cancelling the benefit"."""
    return {stem(word) for word in telling_words(question)} <= bag(above)


def _is_meant(question: str, page: str, own: tuple[int, int], spans: list[tuple[int, int]], above: str) -> bool:
    """Whether an item holds a word of the question that neither the others hold nor what stands above them."""
    others = bag(above).union(*(bag(page[start:end]) for start, end in spans if (start, end) != own))
    held = bag(page[slice(*own)])
    return any(stem(word) in held and stem(word) not in others for word in telling_words(question))


def _stretched(candidate: Candidate, page: str, start: int, end: int) -> Candidate:
    return replace(candidate, start=start, end=end, text=page[start:end])
