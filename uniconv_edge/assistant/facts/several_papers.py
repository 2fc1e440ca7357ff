"""Where one document holds several papers: two invoices in one scan, three estimates in one file. Each begins at a line
that says nothing but which paper it is (`Invoice number: 2034`, `Estimate E-78`). Pure; English forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from uniconv_edge.expressions import expression

_KIND = (
    r"(?:tax |sales |commercial )?invoice|credit note|bill|estimate|quotation|quote|offer|receipt|delivery note"
    r"|(?:purchase |work )?order(?: confirmation)?|pro ?-?forma|reminder|payslip|certificate"
)
NAMING = expression(
    rf"(?im)^[ \t#>*|_]*(?P<kind>{_KIND})(?: ?(?:number|no\.?|nr\.?|ref(?:erence)?\.?|id))?"
    r"[ \t*_]{0,40}[:|#]?[ \t#*_]{0,40}"  # bounded, as a line of underscores would take minutes
    r"(?P<number>(?:[a-z]{1,5}[-/ ]?)?\d[\w/.-]{0,40})[ \t*|_]{0,80}$"
)
KINDS = expression(rf"(?i)(?<![^\W_])(?:{_KIND})s?(?![^\W_])")
_KIND_ALONE = expression(rf"(?i)[\W_]*(?:{_KIND})[\W_]*")
_FEWEST_LINES = 4  # of a paper: fewer are entries of a list


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where one paper of a document stands: from a place of a page up to a place of the same or another."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, page: int, at: int) -> bool:
        """Whether a place of a page lies within."""
        return self.first <= (page, at) < self.last

    def alone(self, pages: Sequence[str]) -> tuple[str, ...]:
        """The pages with blanks for what is not of this paper, so that all else keeps its place."""
        return tuple(self._alone(number, page) for number, page in enumerate(pages))

    def _alone(self, number: int, page: str) -> str:
        start = self.first[1] if number == self.first[0] else 0
        end = self.last[1] if number == self.last[0] else len(page)
        is_outside = not self.first[0] <= number <= self.last[0]
        return "" if is_outside else " " * start + page[start:end]


def papers_in(pages: Sequence[str]) -> tuple[Stretch, ...]:
    """The papers of one kind that a document holds, where these are several with numbers of their own; () else."""
    begin = list(_beginnings(pages)) if pages and NAMING.search(pages[0]) else []
    if len(begin) < 2:
        return ()
    begin[0] = (0, 0)
    ends = [*begin[1:], (len(pages) - 1, len(pages[-1]) + 1)]
    found = tuple(Stretch(first, last) for first, last in zip(begin, ends, strict=True))
    lines = (sum(1 for page in each.alone(pages) for line in page.split("\n") if line.strip()) for each in found)
    return found if min(lines) >= _FEWEST_LINES else ()


def _beginnings(pages: Sequence[str]) -> Iterator[tuple[int, int]]:
    kind, known, before = "", set[str](), (0, 0)
    first = next((line for line in pages[0].split("\n") if line.strip()), "")
    for number, page in enumerate(pages):
        for naming in NAMING.finditer(page):
            kind = kind or naming["kind"].lower()
            if naming["kind"].lower() != kind or naming["number"].lower() in known:
                continue
            known.add(naming["number"].lower())
            since = before[1] if number == before[0] else 0
            yield number, _begins(page, since, naming.start(), first)
            before = (number, naming.end())


def _begins(page: str, since: int, naming: int, first: str) -> int:
    """Where the paper begins that is named at a place: with the line that the document begins with, where that returns
    above it, else with its page, else with the kind of paper above it."""
    if since == 0:
        return 0
    again = page.rfind(f"\n{first}\n", since, naming)
    if again >= 0:
        return again + 1
    above = page[since:naming].rstrip()
    line = above.rpartition("\n")[2]
    return since + len(above) - len(line) if _KIND_ALONE.fullmatch(line) else naming
