"""Candidates as quotes: checked against their page, whole where a list, small table or the end of a page parts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from uniconv_edge.assistant.quoting import quotes as quoting
from uniconv_edge.assistant.quoting.answer_span import answer_span, cell_span
from uniconv_edge.assistant.quoting.going_on import quoted_last
from uniconv_edge.assistant.quoting.grounding import Grounds, nearest
from uniconv_edge.assistant.quoting.longer import with_more, with_reason, with_speaker
from uniconv_edge.assistant.quoting.parted import over_pages
from uniconv_edge.assistant.quoting.provisos import exceptions_of, provisos_of
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.quoting.several import Whole, asks_how, whole
from uniconv_edge.assistant.quoting.verify import Verifier
from uniconv_edge.assistant.rows.cell_of_row import cell_meant, same_cell
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.turn import AskedTurn
from uniconv_edge.assistant.words.terms import restated
from uniconv_edge.library.provisions import provision_asked, provision_end
from uniconv_edge.types import Hit, Quote, QuoteFound
from uniconv_edge.wording import SURE

_OTHERS = 2  # sentences that an answer which is not sure names beside its quotes


class Quoter:
    """Quotes of a library; without one (None) they are not verified."""

    def __init__(self, retriever: Retriever | None) -> None:
        self._retriever = retriever
        self._verifier = None if retriever is None else Verifier(retriever.store)

    def quote(self, candidate: quoting.Candidate, sources: Sequence[Hit]) -> Quote:
        """A candidate of these sources as a quote."""
        return self._quote_of(self._page_of(candidate, sources), candidate, sources)

    def _quote_of(self, page: str, candidate: quoting.Candidate, sources: Sequence[Hit]) -> Quote:
        quote = quoting.to_quote(candidate, sources, page)
        return quote if self._verifier is None else self._verifier.check(quote)

    def _page_of(self, candidate: quoting.Candidate, sources: Sequence[Hit]) -> str:
        """The page of a candidate, "" without a library."""
        hit = sources[candidate.source - 1]
        return "" if self._retriever is None else self._retriever.page_text(hit.document_id, hit.page_index)

    def again(self, quote: Quote) -> Quote:
        """A quote as it stands now."""
        return quote if self._verifier is None else self._verifier.again(quote)

    def quote_whole(
        self, turn: AskedTurn, candidate: quoting.Candidate, sources: Sequence[Hit]
    ) -> Iterator[QuoteFound]:
        """Quote a candidate, of a list or small table all of it where the question asks for several, what is not sure
        or tells how with the next sentence where it says little, unless it is quoted already."""
        hit, question = sources[candidate.source - 1], restated(turn.turns)
        page = self._page_of(candidate, sources)
        candidate = with_reason(candidate, hit, question)
        steps = turn.going_on is not None and turn.going_on.step  # from sentence to sentence
        goes_on = not steps and (turn.sure < SURE or asks_how(question))
        more = with_more(candidate, hit, question) if goes_on else candidate
        more = with_speaker(more, page, question)
        more = candidate if quoting.holds_quoted(more, turn.quotes, sources) else more
        found = whole(more, page, question, f"{hit.title}\n{hit.heading}") if page else Whole(more)
        if page and (part := provision_asked(question)) and not turn.quotes:
            end = provision_end(part, page, candidate.start)
            found = Whole(
                replace(candidate, end=max(end, candidate.end), text=page[candidate.start : max(end, candidate.end)])
            )
        if quoting.is_quoted(found.candidate, turn.quotes, sources):
            return
        turn.add_note(found.note)
        yield from self.show(turn, found.candidate, sources, is_longer=more is not candidate)

    def show(
        self, turn: AskedTurn, candidate: quoting.Candidate, sources: Sequence[Hit], *, is_longer: bool = False
    ) -> Iterator[QuoteFound]:
        """Quote a candidate, and the part of its sentence that stands on another page, what is not quoted yet, each
        with the place of what is asked for, unless it `is_longer` than what was chosen."""
        turn.clock.first = turn.clock.first or turn.clock.elapsed()
        page = self._page_of(candidate, sources)
        quote = self._quote_of(page, candidate, sources)
        found = [quote]
        if self._retriever is not None and self._verifier is not None:
            page_at = partial(self._retriever.page, quote.document_id)
            found = [each if each is quote else self._verifier.check(each) for each in over_pages(quote, page_at)]
        question, english = restated(turn.turns), not turn.turns[-1].language
        turn.cells = cell_meant(question, page, quote.start, quote.end)
        turn.cells = turn.cells or same_cell(question, quoted_last(turn.turns), quote, page)
        for each in found:
            cell = next(iter(turn.cells.values()), "") if each is quote else ""
            start, end = cell_span(cell, each.text) if cell else answer_span(question, each.text, english=english)
            each = each if is_longer else replace(each, answer_start=start, answer_end=end)
            if each not in turn.quotes:
                turn.quotes.append(each)
                yield QuoteFound(each)

    def with_provisos(self, turn: AskedTurn) -> Iterator[QuoteFound]:
        """Quote beside the first quote of a turn the rule from which that is an exception, or its exceptions."""
        quote = turn.quotes[0]
        places = [(hit.document_id, hit.page_index) for hit in turn.hits]
        if (quote.document_id, quote.page_index) not in places:
            return
        source = places.index((quote.document_id, quote.page_index)) + 1
        page = self._page_of(Candidate(source, quote.start, quote.end, quote.text), turn.hits)
        for start, end in provisos_of(page, quote.start, quote.end):
            candidate = Candidate(source, start, end, page[start:end])
            known = quoting.is_quoted(candidate, turn.quotes, turn.hits)
            if not known and not quoting.holds_quoted(candidate, turn.quotes, turn.hits):
                yield from self.show(turn, candidate, turn.hits, is_longer=True)

    def provisos(self, quotes: Sequence[Quote]) -> list[Quote]:
        """The exceptions from what was quoted first, as they stand now: the rule beside an exception has others."""
        if self._retriever is None:
            return []
        found: dict[Quote, None] = {}
        for quote in quotes[:1]:
            page = self._retriever.page_text(quote.document_id, quote.page_index)
            for start, end in exceptions_of(page, quote.start, quote.end):
                told = replace(quote, start=start, end=end, text=page[start:end], answer_start=0, answer_end=0)
                found[self.again(told)] = None
        return list(found)

    def nearest(self, grounds: Grounds, quotes: Sequence[Quote] = ()) -> list[Quote]:
        """What a refusal names all the same, and an answer that is not sure beside its quotes."""
        found = nearest(grounds, _OTHERS, quotes) if quotes else nearest(grounds)
        return [self.quote(candidate, grounds.sources) for candidate in found]
