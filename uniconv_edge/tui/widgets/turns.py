"""The turns of the conversation, one below the other, and what of them is in sight."""

from __future__ import annotations

from textual import events
from textual.containers import VerticalScroll
from textual.widget import Widget

from uniconv_edge.tui.widgets.turn import QuestionLine, TurnView


class Turns(VerticalScroll, can_focus=False):
    """Owns what is in sight: the end of the conversation, a question that was chosen, or where the person scrolled."""

    def __init__(self) -> None:
        super().__init__(id="conversation")
        self._end_wanted = False
        self._width = 0
        self._question_wanted: TurnView | None = None  # kept in sight: its version was chosen, or it is long

    def on_mount(self) -> None:
        """The end of a conversation is shown as soon as it is longer than the window."""
        self.watch(self, "virtual_size", self._laid_out, init=False)
        self.watch(self, "scroll_y", self._fold, init=False)

    @property
    def views(self) -> list[TurnView]:
        """The turns, the hidden ones too. A query would look at all that is on the screen, at each change anew."""
        return [child for child in self.children if isinstance(child, TurnView)]

    def turn(self, number: int) -> TurnView | None:
        """The turn of this number."""
        return next((view for view in self.views if view.number == number), None)

    def last_asked(self) -> TurnView | None:
        """The last question, answered or not: one that failed or was stopped can be asked again too."""
        shown = [turn for turn in self.views if turn.display]
        return shown[-1] if shown else None

    def last_answered(self) -> TurnView | None:
        """The last question that has an answer."""
        answered = [turn for turn in self.views if turn.answer is not None and turn.display]
        return answered[-1] if answered else None

    def follow(self) -> None:
        """Keep the end of the conversation in sight from now on, until the person scrolls up to read, or the last
        question has come to the top: one reads on from there."""
        self.let_scroll()
        self._end_wanted = True
        self._show_wanted()

    def release_anchor(self) -> None:
        """Textual calls this for whatever the person scrolls with."""
        super().release_anchor()
        self._question_wanted = None

    def on_resize(self) -> None:
        """The window is another one, and what was in sight is not."""
        if self._width != self.size.width:  # each turn is of another height
            self._width = self.size.width
            for view in self.views:
                view.fold(False)
        self._show_wanted()

    def on_turn_view_resized(self, event: TurnView.Resized) -> None:
        """What was to be at the top before it was laid out can be now."""
        event.stop()
        if event.turn is self._question_wanted:
            self._show_wanted()
        self._fold()

    def _laid_out(self) -> None:
        # The turns are told of their places and sizes after this.
        self._show_wanted()
        self.call_after_refresh(self._show_wanted)
        self.call_after_refresh(self._fold)

    def _fold(self) -> None:
        """Show the turns that are in sight or nearly so, and what has the focus; keep of the others their room."""
        reach = 2 * self.size.height
        first, last = self.scroll_y - reach, self.scroll_y + self.size.height + reach
        focused = self.screen.focused
        for view in self.views[:-1]:
            place = view.virtual_region
            if place.height and not (focused is not None and view in focused.ancestors):
                view.fold(not (place.y < last and place.bottom > first))

    def focus_on(self, part: Widget) -> None:
        """Focus a question or a quote, in sight or not."""
        for view in self.views:
            if view in part.ancestors:
                view.fold(False)
        part.focus()

    def let_scroll(self) -> None:
        """From now on the person says what is in sight."""
        self._end_wanted, self._question_wanted = False, None
        self.anchor(False)

    def go_to(self, turn: TurnView) -> None:
        """Focus a question and keep it in sight."""
        turn.fold(False)
        turn.query_one(QuestionLine).focus(scroll_visible=False)
        self._put_at_top(turn)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """One who moves through the conversation is not taken back to its end."""
        chosen = self._question_wanted is not None and self._question_wanted in event.widget.ancestors
        if (event.widget.has_class("question") or event.widget.has_class("quote")) and not chosen:
            self.let_scroll()

    @property
    def _is_following(self) -> bool:
        # Textual lets go of an anchor, which stays set, when the person scrolls away from the end, and takes it again
        # at the end. Nothing public tells which, and where it is scrolled to does not while the layout is changing.
        return self._end_wanted or (self.is_anchored and not self._anchor_released)

    def _show_wanted(self) -> None:
        # Turns are laid out some refreshes after they are mounted, so the length is waited for; an anchor from the
        # start would put the end of what is shorter than the window at its bottom.
        # Not by `max_scroll_y`: that is told of the new length before it is told of the new height of the window.
        longer = self.virtual_size.height > self.size.height
        last = self.last_asked()
        if self._question_wanted is not None:
            self._put_at_top(self._question_wanted)
        elif self._is_following and longer and last is not None and self._rows_from(last) > self.size.height:
            self.let_scroll()
            self._put_at_top(last)
        elif self._end_wanted and longer:
            self._end_wanted = False
            self.anchor()
        elif self.is_anchored and not longer:  # it was longer while it was laid out, or the window has grown
            self._end_wanted = True
            self.anchor(False)
            self.scroll_home(animate=False, immediate=True, force=True)  # also where nothing can be scrolled

    def _rows_from(self, turn: TurnView) -> int:
        """The rows from a question to the end of the conversation, with the empty ones; 0 before it is laid out."""
        return self.virtual_size.height - turn.virtual_region.y if turn.size.height else 0

    def _put_at_top(self, turn: TurnView) -> None:
        """Keep the question the first line, or as far up as there is something below it. Of one that is so long that it
        would hide its answer, or why there is none, the end is shown."""
        hidden = max(0, turn.query_one(QuestionLine).size.height - self.size.height // 2)
        at = turn.virtual_region.y + hidden
        self.scroll_to(y=at, animate=False, immediate=True, force=True)
        self._question_wanted = turn
