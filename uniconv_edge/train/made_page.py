"""A page made for the sentence reader: lines, and questions that one of them answers, or none."""

from __future__ import annotations

from dataclasses import dataclass

UNANSWERED = 0.3
FOLLOWING = 0.35  # of the questions come after another one
QUESTIONS = 3  # on each page


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the number of the line that answers it, None where none does, and the question before it with the
    line that answered that."""

    question: str
    line: int | None
    before: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Lines under a title, with what is asked of them."""

    title: str
    lines: list[str]
    asked: list[Asked]

    def span(self, line: int) -> tuple[int, int]:
        """Where a line begins and ends in the page."""
        start = sum(len(each) + 1 for each in self.lines[:line])
        return start, start + len(self.lines[line])
