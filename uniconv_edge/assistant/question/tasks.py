"""Questions for the tasks that notes keep: "which tasks are open?", "what is overdue?", "tasks due this week". Pure.

English, and the question in small letters, with one blank between words and no mark behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from uniconv_edge.assistant.words.periods import period_of
from uniconv_edge.expressions import expression

_TASK = r"(?:tasks?|to-?dos?|to-do items?|action items?)"
_TO_DO = (
    "open|unfinished|undone|remaining|outstanding|pending|left|not done|still to be done|to be done|to do|still to do"
)
_DONE = "done|finished|completed?|ticked(?: off)?|closed|mark as done"
_STATES = {
    "done": _DONE,
    "overdue": r"overdue|late|past due|past (?:their|its|the) (?:due date|deadline)",
    "urgent": r"(?:most )?(?:urgent|important)|(?:of )?(?:high(?:est)?|top)[- ]priority",
    "waiting": r"waiting|on hold|blocked",
    "doing": r"in progress|started|being done",
    "cancelled": r"cancell?ed|dropped",
}
_NAMED_STATES = "|".join((_TO_DO, *_STATES.values()))
_ASKS = (
    r"(?:(?:which|what|how many)(?: are| is)?|list|show(?: me)?|give me|name|are there|do i have|have i(?: got)?|any)"
    r"(?: (?:all|any))?(?: of)?(?: (?:my|the|our|these|those))?"
)
_IN = r"(?: (?:in|of|on|for|from|about|with) (?P<about>.+))?"
_PATTERNS = tuple(
    expression(pattern)
    for pattern in (
        # "Which tasks are open in the plan?", "list my to-dos", "what do I still have to do for the course?"
        rf"{_ASKS}(?: (?P<state>{_NAMED_STATES}))? {_TASK}(?: (?:do i have|are there))?{_IN}",
        rf"{_ASKS} {_TASK} (?:(?:do i have|that are|which are|are|is|have been|did i) )?(?:already |still )?"
        rf"(?P<state>{_NAMED_STATES})(?: (?:do i have|are there))?{_IN}",
        rf"{_ASKS} {_TASK} (?:have|with)(?: an?| the)? (?P<state>(?:high(?:est)?|top)[- ]priority){_IN}",
        r"what (?:do (?:i|we) still (?:have|need) to do|must (?:i|we) still do|(?:else )?is (?:left|open) to do"
        r"|(?:else )?is still (?:(?:left |open )?to do|to be done|outstanding|unfinished|undone)"
        r"|(?:else )?remains to (?:do|be done)|(?:else )?(?:still needs|needs still) (?:doing|to be done))"
        r"(?: (?:in|of|on|for|about|with) (?P<about>.+))?",
        r"what (?:do (?:i|we) have|have (?:i|we)(?: got)?) to do",
        rf"(?:any(?:thing)? |is anything )?(?P<state>overdue)(?: {_TASK})?{_IN}",
        rf"what(?: is| are)?(?: currently| now| already| still)? (?P<state>overdue|past due){_IN}",
        r"(?P<state>(?:which|what) deadlines (?:have i missed|did i miss)|(?:have|did) i miss(?:ed)? any deadlines?)"
        rf"{_IN}",
    )
)
_OF_STATES = {state: expression(said) for state, said in _STATES.items()}
_MISSED = expression(r".*\bmiss(?:ed)?\b.*")
_OF_DAYS = expression(
    rf"(?:{_ASKS} )?{_TASK} (?:(?:do i have|i have|do i need|that are|which are|are|were|is) )?(?:still )?"
    r"(?:(?:to do|due|scheduled|planned) )?(?P<when>.+)"
)
_ABOUT = expression(r"\s*(?:in|of|on|for|from|about|with) (.+)")
# Behind them "which are still open?", "and how many are done?", "and the finished ones?".
_AGAIN = expression(
    r"(?:(?:and|so|but) )?(?:(?:which|what|how many)(?: ones?)?(?: of (?:them|these|those))?"
    rf" (?:is|are|were|have been)(?: already| still| now)? (?P<behind>{_NAMED_STATES})"
    rf"|the (?P<before>{_NAMED_STATES}) ones)"
)
_DAYS_AGAIN = expression(
    r"(?:(?:and|so|but) )?(?:(?:what|how) about )?(?:(?:what|which(?: ones)?) (?:is|are) due )?(?P<when>.+)"
)
_ANY_DAY = date(2020, 6, 15)


@dataclass(frozen=True, slots=True)
class TasksAsked:
    """Tasks of which `state` are asked for ("" those to do, "due" those of the days that the question names), of what
    is named or holds the words of `about`."""

    state: str = ""
    about: str = ""


def tasks_asked(plain: str) -> TasksAsked | None:
    """What a question asks of the tasks; None for another question."""
    if (found := _OF_DAYS.fullmatch(plain)) and (about := _beside_days(found["when"])) is not None:
        return TasksAsked("due", about)
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(plain):
            told = found.groupdict()
            return TasksAsked(_state(told.get("state") or ""), told.get("about") or "")
    return None


def tasks_asked_again(plain: str) -> TasksAsked | None:
    """What a question asks of the tasks that the one before asked for: those in another state, or due on other days;
    None for another question."""
    if found := _AGAIN.fullmatch(plain):
        return TasksAsked(_state(found["behind"] or found["before"]))
    found = _DAYS_AGAIN.fullmatch(plain)
    return TasksAsked("due") if found and _beside_days(found["when"]) == "" else None


def _state(said: str) -> str:
    if _MISSED.fullmatch(said):
        return "overdue"
    return next((state for state, pattern in _OF_STATES.items() if pattern.fullmatch(said)), "")


def _beside_days(when: str) -> str | None:
    """What words for days say besides ("for the course"); None where they name no days, or something else too."""
    period = period_of(when, _ANY_DAY)
    if period is None or when[: period.start].strip():
        return None
    rest = when[period.end :]
    about = _ABOUT.fullmatch(rest)
    return about[1] if about else None if rest.strip() else ""
