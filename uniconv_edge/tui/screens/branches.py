"""Every question of a conversation in all its versions, as a tree; choosing one shows its branch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from uniconv_edge.tui import display, entries
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.screens.clicks import StaleClicksDropped

if TYPE_CHECKING:
    from uniconv_edge.tui.core import Core

_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Branch:
    """A question in the tree. `depth` grows only where there are several versions; `begins`: it is one of them, others
    follow the question above them; `shown`: on the screen now."""

    exchange: int
    depth: int
    question: str
    shown: bool
    begins: bool = False


def branches(tree: Sequence[tuple[int, int | None, str]], shown: Collection[int]) -> list[Branch]:
    """The tree (id, parent's id, question), each question before those that follow it. Pure."""
    followers: dict[int | None, list[tuple[int, str]]] = {}
    for number, parent, question in tree:
        followers.setdefault(parent, []).append((number, question))

    def next_ones(number: int | None, depth: int) -> list[Branch]:
        found = followers.get(number, [])
        begins = len(found) > 1
        return [Branch(one, depth + begins, question, one in shown, begins) for one, question in reversed(found)]

    rows: list[Branch] = []
    waiting = next_ones(None, 0)
    while waiting:
        row = waiting.pop()
        rows.append(row)
        waiting += next_ones(row.exchange, row.depth)
    return rows


class BranchesScreen(StaleClicksDropped[int | None], ModalScreen[int | None]):
    """Answers with the question chosen, None when the person went back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss(None)", "Back", key_display="esc")]

    def __init__(self, core: Core, conversation: int) -> None:
        super().__init__()
        self._core = core
        self._conversation = conversation
        self._rows: Sequence[Branch] = ()

    def compose(self) -> ComposeResult:
        """A line that explains, and the tree."""
        more = "● is shown now, └ begins a version. Enter shows the branch of a question; nothing is lost."
        with Vertical(classes="card", id="branches-card"):
            yield Static(display.literal("Branches", display.STRONG))
            yield Static(display.literal(more, display.MUTED), classes="card-more", id="branches-note")
            yield OptionList(id="branches")

    def on_mount(self) -> None:
        """Ask for the tree."""
        self.query_one(OptionList).focus()
        services, conversation = self._core.services, self._conversation

        def look() -> Message:
            with closing(services.open_history()) as history:
                shown = [exchange.id for exchange in history.thread(conversation)]
                return m.BranchesListed(history.tree(conversation), shown)

        self._core.errand(look, self.post_message)

    @on(m.BranchesListed)
    def _listed(self, event: m.BranchesListed) -> None:
        self._rows = branches(event.tree, set(event.shown))
        choices = self.query_one(OptionList)
        shown = (entries.branch(min(row.depth, _DEEPEST), row.question, row.shown, row.begins) for row in self._rows)
        choices.add_options([Option(each) for each in shown])
        last = max((index for index, row in enumerate(self._rows) if row.shown), default=0)
        choices.highlighted = last if self._rows else None

    @on(m.ErrandFailed)
    def _failed(self, event: m.ErrandFailed) -> None:
        self.query_one("#branches-note", Static).update(display.trouble(event.message, event.hint))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._rows[event.option_index].exchange)
