"""The half of the conversation screen that follows answers: from the question asked to the receipt, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.await_remove import AwaitRemove
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from uniconv_edge.tui import cards, display
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.pin import in_short
from uniconv_edge.tui.screens.indexing import IndexingScreen
from uniconv_edge.tui.widgets.bars import Feedback, ScopeLine, TopBar, WaitingLine
from uniconv_edge.tui.widgets.composer import Composer
from uniconv_edge.tui.widgets.sources import SourcesPanel
from uniconv_edge.tui.widgets.turn import TurnView
from uniconv_edge.tui.widgets.turns import Turns
from uniconv_edge.tui.widgets.welcome import Welcome
from uniconv_edge.wording import count

if TYPE_CHECKING:
    from uniconv_edge.tui.core import Core
    from uniconv_edge.types import Answer

SHOWN_TURNS = 50


class AnsweringScreen(IndexingScreen):
    """Owns the turn being answered and the questions that wait for it."""

    def __init__(self, core: Core, model_name: str) -> None:
        super().__init__(core)
        self._model_name = model_name
        self._answering: TurnView | None = None
        self._number = 0
        self._waiting: list[str] = []
        self._stopped_change: TurnView | None = None  # a changed question that was stopped just now
        self._filters = ""
        self._version_wanted: int | None = None
        self._checking = False

    @property
    def _turns(self) -> Turns:
        return self.query_one(Turns)

    @property
    def _turn(self) -> TurnView | None:
        """The question that is being answered."""
        return self._answering

    @_turn.setter
    def _turn(self, turn: TurnView | None) -> None:
        self._answering = turn
        self.refresh_bindings()  # there is something to stop, or no longer

    def _begin_turn(self, question: str, replaced: Sequence[TurnView] = ()) -> None:
        self._number += 1
        self._stopped_change = None
        turn = self._turn = TurnView(self._number, question)
        turn.replaced = replaced
        self.query_one(Welcome).display = False
        self._turns.mount(turn)
        for old in self._turns.views[:-SHOWN_TURNS]:
            # A conversation of a whole day must not fill the memory; the history has it all.
            old.let_go()
            self._say_earlier(True)
        self._turns.follow()
        self._say_begun()
        before = [view.answer for view in self._turns.views if view.answer is not None and view not in replaced]
        after = [view.answer for view in replaced if view.answer is not None]
        self._core.ask(turn.number, question, replacing=turn.replacing, before=before, after=after)

    def _say_begun(self) -> None:
        """What happens first to a question that was asked."""
        what = f"searching {count(self._status.passages, 'passage')}" if self._status else "searching"
        said = f"reading your question, {what}" if self._opened else "opening the model; your question is asked then"
        self.query_one(Feedback).doing(said)

    def _replace_turn(self, turn: TurnView, question: str) -> None:
        """Ask in the place of an earlier question, or in the one that it was to take itself; what followed stays in its
        own branch of the history."""
        views = self._turns.views
        replaced = views[views.index(self._replaced_by(turn) or turn) :]
        if self.focused is not None and any(view in self.focused.ancestors for view in replaced):
            self.query_one(Composer).focus()  # what is hidden would take the keys with it
        for view in replaced:
            view.display = False  # not gone: the new answer may not come
            if view.answer is None:
                view.let_go()
        self._begin_turn(question, [view for view in replaced if view.answer is not None])

    def _replaced_by(self, turn: TurnView) -> TurnView | None:
        """The answer whose place a question was to take: the same view, or another of the same answer."""
        first, stored = turn.replaced[:1], turn.replacing
        views = self._turns.views
        return next((v for v in views if v in first or (v.kept and v.kept.exchange == stored)), None)

    def _say_earlier(self, left_out: bool) -> None:
        """Whether the conversation began before what is shown of it."""
        earlier = self.query_one("#earlier", Static)
        key = self.chat.keys_of("conversations")
        earlier.update(display.literal(f"Earlier questions are not shown here. {key} exports them all.", display.MUTED))
        earlier.display = left_out

    def show_filters(self, filters: str) -> None:
        """Only these documents are asked from now on; "" for all."""
        self._filters = filters
        self.query_one(ScopeLine).show(filters, self.chat.keys_of("filter"))

    def clear(self) -> AwaitRemove:
        """Take the conversation off the screen, which takes a moment; it stays in the history."""
        self._turn = None
        self._waiting.clear()
        self._show_waiting()
        self.query_one(Feedback).rest()
        return self._take_away(self._turns.views)

    def _take_away(self, turns: list[TurnView]) -> AwaitRemove:
        gone = self._turns.remove_children(turns)
        self._say_earlier(False)
        self._turns.let_scroll()
        self._turns.scroll_home(animate=False, immediate=True)
        self.query_one(Composer).give_up()
        self.query_one(SourcesPanel).show(())
        self.remove_class("-sources")
        return gone

    def _stop_turn(self, turn: TurnView) -> None:
        self._core.stop()
        self._turn = None
        self._take_back_waiting()
        turn.mark_stopped()
        turn.show_replaced()
        if turn.replaced and turn.question != turn.replaced[0].question:
            self._stopped_change = turn
        self.query_one(Feedback).rest(display.literal("stopped", display.MUTED))

    def _take_back_waiting(self) -> None:
        """Questions that were not asked yet go back to where they were written."""
        if self._waiting:
            composer = self.query_one(Composer)
            composer.text = "\n".join([*self._waiting, *([composer.text] if composer.text else [])])
            composer.move_cursor(composer.document.end)
            self._waiting.clear()
            self._show_waiting()

    def wait_with(self, question: str) -> None:
        """Ask this as soon as that is possible."""
        self._waiting.append(question)
        self._show_waiting()

    def _show_waiting(self) -> None:
        key = self.chat.keys_of("stop")
        self.query_one(WaitingLine).show(self._waiting, key)
        self.refresh_bindings()

    # What the core reports -------------------------------------------------------------------------

    def _is_current(self, number: int) -> bool:
        # Messages of a stopped question may still be on their way; they must not reach the next one.
        return self._turn is not None and self._turn.number == number

    @on(m.AssistantOpened)
    def _opened_library(self, event: m.AssistantOpened) -> None:
        self._opened = True
        self.query_one(TopBar).name_model(event.model)
        self.show_status(event.status)
        if event.status.unfinished:
            key = self.chat.keys_of("library")
            display.say(self, f"The last reading ended before all files were read: r in the library ({key}) goes on.")
        if self._turn is not None:
            self._say_begun()
        self._settle()
        self._ask_waiting()

    @on(m.AssistantUnavailable)
    def _without_library(self, event: m.AssistantUnavailable) -> None:
        self.query_one(TopBar).name_model(event.model)
        if event.empty:
            self._opened = True
            self._settle()
        else:
            self.query_one(Feedback).rest(display.trouble(event.message, event.hint))

    @on(m.ConversationShown)
    async def _conversation_shown(self, event: m.ConversationShown) -> None:
        from uniconv_edge.tui.services import Kept

        # A question that still waits for its answer was asked after this was ordered: it goes on below.
        asked = self._turn
        lost, self._stopped_change = self._stopped_change, None
        await self._take_away([view for view in self._turns.views if view is not asked])
        if asked is None and self._opened:  # else it says that the model is being opened, or why it cannot be
            self.query_one(Feedback).rest()
        self._say_earlier(len(event.exchanges) > SHOWN_TURNS)
        for exchange in event.exchanges[-SHOWN_TURNS:]:
            self._number += 1
            turn = TurnView(self._number, exchange.answer.question)
            turn.answer, turn.kept = exchange.answer, Kept(exchange.id, exchange.conversation_id, exchange.versions)
            self._turns.mount(turn, before=asked)
        self.query_one(Welcome).display = not event.exchanges and asked is None
        if event.exchanges:
            last = event.exchanges[-1].answer
            self.query_one(SourcesPanel).show(last.sources, last.question)
        questions = [exchange.answer.question for exchange in event.exchanges]
        self.query_one(Composer).remember([*questions, *(turn.question for turn in (lost, asked) if turn is not None)])
        if lost is not None:
            self._give_back(lost)
        if event.exchanges:
            self._turns.follow()
            self.call_after_refresh(self._check_quotes)
        version, self._version_wanted = self._version_wanted, None
        if version is not None:
            self.call_after_refresh(self._go_to_question, version)

    @on(m.HeldElsewhere)
    def _held_elsewhere(self, event: m.HeldElsewhere) -> None:
        there = display.one_line(event.library, 200)
        display.say(self, f"This conversation was held with another library, {there}: this one may lack its documents.")

    @on(m.FiltersChanged)
    def _filters_changed(self, event: m.FiltersChanged) -> None:
        self.show_filters(event.filters)

    def _go_to_question(self, exchange: int) -> None:
        """One who looks through the versions of a question stays on it, and sees how its answer came about."""
        for view in self._turns.views:
            if view.kept is not None and view.kept.exchange == exchange:
                self._turns.go_to(view)
                if view.answer is not None:
                    self.query_one(Feedback).rest(cards.receipt(view.answer))

    def _look_around(self) -> None:
        super()._look_around()
        self._check_quotes()

    def _check_quotes(self) -> None:
        """Look whether what is quoted on the screen still stands in its files: they change while the app is open."""
        quotes = [quote for view in self._turns.views for quote in view.quotes]
        if self._checking or not quotes:
            return
        self._checking = True
        services = self._core.services

        def look() -> Message:
            try:
                return m.QuotesChecked(dict(zip(quotes, services.checked(quotes), strict=True)))
            except Exception:  # what is wrong is said to the one who asks a question
                return m.QuotesChecked({})

        self._core.errand(look, self.post_message)

    @on(m.QuotesChecked)
    def _quotes_checked(self, event: m.QuotesChecked) -> None:
        self._checking = False
        for view in self._turns.views:
            view.restate(event.found)

    @on(m.NotKept)
    def _not_kept(self, event: m.NotKept) -> None:
        display.say(self, f"The conversation is not stored: {event.message} ({event.hint})", severe=True)

    @on(m.SourcesRetrieved)
    def _sources_retrieved(self, event: m.SourcesRetrieved) -> None:
        if self._turn is not None and self._is_current(event.turn):
            self.query_one(SourcesPanel).show(event.sources, self._turn.question)
            self.query_one(Feedback).doing(f"thinking about {count(len(event.sources), 'source')}")

    @on(m.QuoteArrived)
    def _quote_arrived(self, event: m.QuoteArrived) -> None:
        if self._turn is not None and self._is_current(event.turn):
            self._turn.add_quote(event.quote)

    @on(m.TextArrived)
    def _text_arrived(self, event: m.TextArrived) -> None:
        if self._turn is not None and self._is_current(event.turn):
            self._turn.add_text(event.text)
            rate = f", {event.rate:,.0f} tokens/s" if event.rate else ""
            self.query_one(Feedback).doing(f"answering{rate}")

    @on(m.QuestionAnswered)
    def _answered(self, event: m.QuestionAnswered) -> None:
        # One that was stopped in the instant in which it was finished is part of the conversation, so it is shown.
        turn = self._turns.turn(event.turn)
        if turn is not None:
            turn.finish(event.answer, event.kept, self._left_unasked(event.answer))
            for old in turn.replaced:
                old.let_go()
            turn.replaced = ()
        if turn is not None and self._turn in (turn, None):
            self.query_one(SourcesPanel).show(event.answer.sources, event.answer.question)
            self._end_turn(cards.receipt(event.answer))

    def _left_unasked(self, answer: Answer) -> str:
        """Of a question that is not answered: that not all documents were asked, and what can be done."""
        if answer.answered or answer.basis != "documents":
            return ""
        key = self.chat.keys_of
        left = []
        if self._filters:
            left.append(f"Only {display.one_line(in_short(self._filters), 60)} was asked: {key('filter')} asks others.")
        if self._indexing:
            left.append(f"Not all documents had been read: {key('regenerate')} asks again.")
        elif self._status is not None and self._status.unfinished:
            left.append(f"Not all documents have been read: r in the library ({key('library')}) goes on.")
        return "\n".join(left)

    @on(m.QuestionFailed)
    def _failed(self, event: m.QuestionFailed) -> None:
        turn = self._turn
        if turn is None or not self._is_current(event.turn):
            return
        turn.mark_failed(event.message, event.hint)
        turn.show_replaced()
        self._turns.follow()
        if event.wrong:
            self._give_back(turn)
        self._end_turn(None)

    def _give_back(self, turn: TurnView) -> None:
        """A question that has to be written otherwise goes back to where it was written."""
        before = self._replaced_by(turn)
        self.query_one(Composer).take_back(turn.question, before.number if before else None)

    @on(m.QuestionStopped)
    def _stopped(self, event: m.QuestionStopped) -> None:
        if self._turn is not None and self._is_current(event.turn):
            self._stop_turn(self._turn)

    def _end_turn(self, note: Content | None) -> None:
        self._turn = None
        self.query_one(Feedback).rest(note)
        self._ask_waiting()

    def _end_index(self) -> None:
        super()._end_index()
        self._ask_waiting()

    def _filled_or_emptied(self) -> None:
        super()._filled_or_emptied()
        self._ask_waiting()

    def _ask_waiting(self) -> None:
        if self._waiting and self._turn is None and not self.is_empty:
            question = self._waiting.pop(0)
            self._show_waiting()
            self._begin_turn(question)

    @on(m.ModelSwitched)
    def _model_switched(self, event: m.ModelSwitched) -> None:
        if event.must_read or self._indexing:  # a run may be leaving the library with the model before
            meanwhile = "; until that is done, the model before answers" if self._opened else ""
            display.say(self, f"The documents are read for {event.name}{meanwhile}.")
            self.read_paths([])
        else:
            display.say(self, f"{event.name} answers from now on.")

    def _settle(self) -> None:
        if self._turn is None:
            self.query_one(Feedback).rest()
            self.show_welcome()
