"""The tasks that notes keep: with a box before them (`[ ]`, `[x]`), or in a state of Org mode or Logseq (`TODO`), and
when they are due (`📅 2026-12-03`, `due:: 2026-12-03`, `DEADLINE: <2026-12-03 Thu>`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from uniconv_edge.assistant.facts.notes import KINDS, NotePage, note_pages, quotable
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.terms import forms, singular, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.store import Store
from uniconv_edge.types import Hit

MOST_TASKS = 25
_BOX = r"(?:[-*+•] |\d{1,3}[.)] )(?P<task>\[(?P<box>[ xX/<>-])\] \S[^\n]*"
_STATES = {
    "open": "TODO|NEXT|LATER|SOMEDAY|MAYBE",
    "doing": "DOING|NOW|IN-PROGRESS|STARTED",
    "waiting": "WAITING|WAIT|HOLD|BLOCKED",
    "done": "DONE",
    "cancelled": "CANCELLED|CANCELED|KILLED",
}
_OF_BOX = {" ": "open", "/": "doing", "<": "open", ">": "open", "x": "done", "-": "cancelled"}
_WORD = "|".join(_STATES.values())
_PLANNED = r"(?:\n{1,2}(?:- )?[ \t]*(?:SCHEDULED|DEADLINE|CLOSED): [^\n]*)*"
# In Markdown such a word stands behind the mark of an item; a heading of Org mode has none.
_TASK = expression(rf"(?m)^[ \t]*{_BOX})")
_STATED = {
    False: expression(rf"(?m)^[ \t]*- (?P<task>(?P<state>{_WORD}) \S[^\n]*{_PLANNED})"),
    True: expression(rf"(?m)^(?:- )?(?P<task>(?P<state>{_WORD}) \S[^\n]*{_PLANNED})"),
}
_DAY = r"[ \t]*[<\[]?(\d{4}-\d\d-\d\d)"
_ANY_DAY = expression(_DAY)
_DUE = expression(rf"(?:📅|📆|🗓️?|DEADLINE:|\bdue::?|@due\(){_DAY}")
_SCHEDULED = expression(rf"(?:⏳|⌛|SCHEDULED:|\bscheduled::?|@scheduled\(){_DAY}")
_URGENT = expression(r"⏫|🔺|\[#A\]|\bpriority:: ?(?:high|highest|1|A)\b")
# A line above tasks that is none and no sentence: a passage of several short sections knows no headings of theirs.
_LINE_ABOVE = expression(r"(?m)(?:\A|(?<=\n\n))(?!(?:[-*+•]|\d{1,3}[.)]) )[^\s|][^\n]{0,60}(?<![.,;:!?])$")
# What a note as a whole is due by, unless it is over.
_NOTE_DUE = expression(rf"(?m)^(?P<task>(?:due|deadline)::?{_DAY}[^\n]*)")
_NOTE_OVER = expression(r"(?mi)^status::?[ \t]*[\"']?(?:done|completed?|closed|cancell?ed|finished|archived|dropped)\b")


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands from `start` to `end` of a page. `is_note`: it is when a note as a whole is due."""

    page: NotePage
    start: int
    end: int
    text: str
    state: str
    is_note: bool = False

    @property
    def place(self) -> tuple[int, int, int, int, str]:
        """Where it may be quoted from."""
        return self.page.document, self.page.page, self.start, self.end, self.text

    @property
    def due(self) -> date | None:
        """The day by which it is to be done."""
        return _day(_ANY_DAY if self.is_note else _DUE, self.text)

    @property
    def planned(self) -> date | None:
        """The day by which it is to be done, or else for which it is planned."""
        return self.due or _day(_SCHEDULED, self.text)

    def is_in(self, state: str, today: date, days: tuple[date, date] | None) -> bool:
        """Whether it is in this state: "" to do, "due" in these days, "overdue", "urgent", "done", "waiting", ..."""
        is_open = self.state not in ("done", "cancelled")
        if state == "due":
            when = self.planned
            return when is not None and days is not None and days[0] <= when <= days[1] and self.state != "cancelled"
        if self.is_note and state != "overdue":
            return False
        if state == "overdue":
            return is_open and self.due is not None and self.due < today
        if state == "urgent":
            return is_open and _URGENT.search(self.text) is not None
        return is_open if not state else self.state == state


@dataclass(frozen=True, slots=True)
class Tasks:
    """How many tasks were found in all, the passages that hold the first `MOST_TASKS` of them, and these; `known`: how
    many there are in any state that tell their day."""

    total: int
    hits: list[Hit]
    found: list[Candidate]
    known: int


def tasks(
    store: Store,
    documents: Sequence[int] | None,
    about: str,
    state: str,
    today: date,
    days: tuple[date, date] | None = None,
) -> Tasks:
    """The tasks of the documents (None: all) in a state of `Task.is_in`, that hold the words of `about` or stand in a
    document, or under a heading, that does; by their days where these are asked for, else as they stand."""
    wanted = set(map(singular, telling_words(about)))  # not by their stems: Kitchener is no kitchen
    every = [task for page in note_pages(store, documents, "%[_] %") for task in _tasks_of(page)]
    found = [task for task in every if task.is_in(state, today, days)]
    if state in ("due", "overdue"):
        found.sort(key=lambda task: task.planned or date.max)
    if wanted:
        above = zip(found, _headings(store, found), strict=True)
        found = [task for task, told in above if wanted <= forms(f"{task.page.title}\n{task.text}\n{told}")]
    hits, candidates = quotable(store, [task.place for task in found[:MOST_TASKS]])
    return Tasks(len(found), hits, candidates, sum(task.planned is not None for task in every))


def _tasks_of(page: NotePage) -> Iterator[Task]:
    found = [
        Task(page, *task.span("task"), task["task"], _OF_BOX[task["box"].lower()]) for task in _TASK.finditer(page.text)
    ]
    if page.kind in KINDS:
        found += [
            Task(page, *task.span("task"), task["task"], _state(task["state"]))
            for task in _STATED[page.kind == "org"].finditer(page.text)
        ]
        over = "done" if _NOTE_OVER.search(page.text) else "open"
        found += [
            Task(page, *due.span("task"), due["task"], over, is_note=True) for due in _NOTE_DUE.finditer(page.text)
        ]
    return iter(sorted(found, key=lambda task: task.start))


def _state(word: str) -> str:
    return next(state for state, words in _STATES.items() if word in words.split("|"))


def _headings(store: Store, found: Sequence[Task]) -> Iterator[str]:
    """What stands above each task: the headings of its passage, and the last line that may be one."""
    hits, candidates = quotable(store, [task.place for task in found])
    for task, candidate in zip(found, candidates, strict=True):
        above = [line[0] for line in _LINE_ABOVE.finditer(task.page.text, 0, task.start)]
        yield "\n".join((hits[candidate.source - 1].heading, *above[-1:]))


def _day(pattern: re.Pattern[str], text: str) -> date | None:
    try:
        return date.fromisoformat(found[1]) if (found := pattern.search(text)) else None
    except ValueError:
        return None
