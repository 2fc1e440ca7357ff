"""What is told without a search: of the last answer, the conversation, one document as a whole, or the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from uniconv_edge.assistant.amended import note_of_amendments
from uniconv_edge.assistant.facts.age import told_of_ages
from uniconv_edge.assistant.facts.aside import (
    Exchanges,
    answer_of_conversation,
    answered_last,
    answered_on,
    told_of_last,
)
from uniconv_edge.assistant.facts.chapters import Chapter, beside, chapters, is_numbered, is_step, one_called
from uniconv_edge.assistant.facts.comparison import compared
from uniconv_edge.assistant.facts.editions import editions
from uniconv_edge.assistant.facts.lookup import (
    LibraryAnswer,
    answer_of_called,
    answer_of_folder,
    answer_of_library,
    which_is_meant,
)
from uniconv_edge.assistant.facts.meetings import minutes_meant, told_of_meeting
from uniconv_edge.assistant.facts.mentions import mentions, places
from uniconv_edge.assistant.facts.messages import told_of_messages
from uniconv_edge.assistant.facts.naming import (
    called_documents,
    documents_meant,
    documents_of,
    has_title,
    quoted_documents,
)
from uniconv_edge.assistant.facts.origin import origin
from uniconv_edge.assistant.facts.overview import length_of, overview
from uniconv_edge.assistant.facts.receiver import receiver
from uniconv_edge.assistant.facts.replies import told_of_reply, told_of_thread
from uniconv_edge.assistant.facts.speakers import speakers_asked, told_of_speakers
from uniconv_edge.assistant.facts.tabular import sheet_named, told_of_sheet, told_of_tables
from uniconv_edge.assistant.facts.tags import tagged, tags_of
from uniconv_edge.assistant.facts.tasks import tasks
from uniconv_edge.assistant.question.comparing import Comparison
from uniconv_edge.assistant.question.intent import BOTH, TITLED, Intent, Kind
from uniconv_edge.assistant.question.last_answer import ANY_WORK
from uniconv_edge.assistant.question.meeting import MeetingAsked, Part
from uniconv_edge.assistant.question.message_heads import Wanted
from uniconv_edge.assistant.question.messages import messages_asked
from uniconv_edge.assistant.question.tags import says_tag
from uniconv_edge.assistant.question.talk import asks_minute
from uniconv_edge.assistant.quoter import Quoter
from uniconv_edge.assistant.quoting.going_on import last_quotes
from uniconv_edge.assistant.quoting.lists import with_items
from uniconv_edge.assistant.quoting.provisos import asks_for_exceptions
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.days import told as told_days
from uniconv_edge.assistant.words.periods import period_of
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.query import Filters
from uniconv_edge.library.search import matching_documents, passage_at
from uniconv_edge.types import Hit, Quote, Turn
from uniconv_edge.wording import count, in_a_line

_DENIES = expression(r"(?i)\b(?:not|no|nor|never|neither|except\w*|exclu\w+|exempt\w*|unless|without|other than)\b")
_ANY = expression(r"(?:document|doc|file|pdf|page|text|book|novel|story|play|biography|textbook|dokument|documento)")
_THIS = expression(r"(?i)\b(?:this|that|these|those)\b")
ABOUT_TALK = (Kind.SOURCE, Kind.SURE, Kind.MORE, Kind.SAID, Kind.ASKED, Kind.DISPUTE, Kind.TALK)


class Told:
    """Tells of a library, behind the turns of a conversation and all that was said in it."""

    def __init__(
        self,
        library: Retriever,
        quoter: Quoter,
        turns: Sequence[Turn],
        said: Exchanges,
        last: int | None,
        most: int,
        today: date,
    ) -> None:
        """`last`: the document that was told of last as a whole; `most`: documents or passages to name; `today`: from
        which "last week" counts."""
        self._library, self._quoter, self._turns, self._said, self._most = library, quoter, turns, said, most
        self._last, self._today = last, today
        self._says_this = False

    def of(
        self, question: str, wanted: Intent, filters: Filters, *, speaks: bool
    ) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """What is said without a search, and quoted: of the last answer, the conversation, one document as a whole, or
        the library; None for what is asked of the documents."""
        self._says_this = _THIS.search(question) is not None
        if wanted.kind is Kind.COMPARED and wanted.comparison is not None:
            return self._compared(wanted.comparison, filters)
        if wanted.meeting is not None and (found := self._meeting(wanted.meeting, filters)):
            return found
        if wanted.kind is Kind.CONTENT and asks_for_exceptions(question):
            last = answered_last(self._turns, self._said)
            quotes = self._quoter.provisos(last.quotes or ()) if last else []
            return (LibraryAnswer(True, in_a_line(quotes)), quotes) if quotes else None
        if (
            asks_minute(question)
            and self._turns
            and any(each.place.startswith("at ") for each in self._turns[-1].quotes or ())
        ):
            wanted = replace(wanted, kind=Kind.SOURCE)
        if (asked := speakers_asked(question)) and (spoken := self._speakers(*asked, filters)):
            return spoken
        if wanted.kind in (Kind.CONTENT, Kind.EVERY) or (wanted.kind is Kind.DISPUTE and speaks):
            return None
        if wanted.kind in (Kind.SOURCE, Kind.SURE, Kind.MORE):
            text, quotes = told_of_last(wanted.kind, self._turns, self._said, self._quoter.again, self._page)
            return LibraryAnswer(True, text), quotes
        if wanted.kind in ABOUT_TALK:
            return LibraryAnswer(True, answer_of_conversation(wanted.kind, question, self._said)), ()
        if wanted.kind is Kind.SUMMARY and (only := self._only(filters)):
            return self._of_one(only, Kind.OVERVIEW)
        if wanted.kind is Kind.ANYTHING:
            return self._anything(question, wanted, filters)
        if wanted.kind in (Kind.OVERVIEW, Kind.LENGTH, Kind.TABLE):
            named = self._named(wanted.about, filters)
            if not named and self._points(wanted.about):
                return self._which(filters)
            return self._of_one(named, wanted.kind) if named else self._of_sheet(wanted.about, filters)
        if wanted.kind is Kind.CHAPTER:
            return self._of_chapter(wanted, filters)
        if wanted.kind is Kind.PLACES:
            return self._places(wanted, filters)
        if wanted.kind is Kind.MESSAGES:
            return self._messages(question, wanted, filters)
        if wanted.kind is Kind.TASKS:
            return self._tasks(question, wanted, filters)
        if wanted.kind is Kind.TAGGED:
            return self._tagged(question, wanted, filters)
        if wanted.kind in (Kind.WRITTEN, Kind.WRITER, Kind.RECEIVER):
            return self._origin(question, wanted, filters)
        if wanted.kind is Kind.NEWER:
            return self._newer(wanted.about)
        if wanted.kind is Kind.AGAIN:
            return self._again(wanted.about)
        if wanted.kind in (Kind.NAMED, Kind.FOLDER):
            told = answer_of_called if wanted.kind is Kind.NAMED else answer_of_folder
            called = told(self._library.store, wanted, filters)
            return None if called is None else (called, ())
        return answer_of_library(self._library, wanted, self._most, filters), ()

    def _named(self, about: str, filters: Filters) -> list[int]:
        """The documents that a person asks about as a whole. Whatever it is called ("this page", "the book"), one is
        meant that is at hand where no other is called so."""
        here = self._at_hand(filters)
        store = self._library.store
        found = documents_meant(store, about, matching_documents(store, filters), here)
        if self._points(about) or (ANY_WORK.fullmatch(about) and self._only(filters)):
            return here if here and (not found or here[0] in found) else found
        return found

    def _points(self, about: str) -> bool:
        """Whether these words only point at a document, as "it", "the book" and "this paper" do, and "the lease" does
        not."""
        is_kind = ANY_WORK.fullmatch(about) is not None and self._says_this
        return is_kind or not telling_words(about) or _ANY.fullmatch(about) is not None

    def _at_hand(self, filters: Filters) -> list[int]:
        """The document that "it" is: the one that was told of or quoted last, else the only one that passes the
        filters."""
        store, last = self._library.store, answered_last(self._turns, self._said)
        told = quoted_documents(store, [last])[:1] if last and last.quotes else []
        told = told or ([] if self._last is None else [self._last]) or quoted_documents(store, self._turns)[:1]
        return self._passing(told, filters) or self._only(filters)

    def _only(self, filters: Filters) -> list[int]:
        """The document that passes the filters, where it is the only one."""
        found = matching_documents(self._library.store, filters)
        if found is None:
            found = [key for (key,) in self._library.store.rows("SELECT id FROM documents LIMIT 2")]
        return found if len(found) == 1 else []

    def _which(self, filters: Filters) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """Which documents "it" may be; None where there is none."""
        store = self._library.store
        found = matching_documents(store, filters)
        if found is None:
            found = [key for (key,) in store.rows("SELECT id FROM documents")]
        return (which_is_meant(store, found, "may be meant"), ()) if found else None

    def _anything(
        self, question: str, wanted: Intent, filters: Filters
    ) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """Which documents mention a thing, and what they say of it; None where none does, or a day is meant."""
        if period_of(question, self._today):
            return None
        told = answer_of_library(self._library, replace(wanted, kind=Kind.LIST), self._most, filters)
        said = self.on(wanted.about, tuple(hit.document_id for hit in told.hits), filters) if told.hits else None
        return None if said is None else (replace(told, hits=said[0].hits), said[1])

    def _passing(self, documents: Sequence[int], filters: Filters) -> list[int]:
        allowed = matching_documents(self._library.store, filters)
        return [key for key in documents if allowed is None or key in allowed]

    def _of_sheet(self, about: str, filters: Filters) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """One sheet: of the document that is named or else was last told of or quoted, or else of all; None where no
        sheet is called so, or several are."""
        if (found := sheet_named(about)) is None:
            return None
        store, (which, paper) = self._library.store, found
        with store.snapshot():
            told = told_of_sheet(store, which, self._named(paper, filters))
            if told is None and not paper:
                told = told_of_sheet(store, which, matching_documents(store, filters))
        return None if told is None else (LibraryAnswer(True, told[1], of=told[0]), ())

    def _messages(self, question: str, wanted: Intent, filters: Filters) -> tuple[LibraryAnswer, list[Quote]] | None:
        """The messages that are asked for; None where others may answer."""
        asked, store = messages_asked(question, self._today), self._library.store
        if asked is not None and wanted.type:  # half in English, a name may hold other words
            asked = replace(asked, named=False)
        documents = matching_documents(store, filters)
        if asked is not None and asked.wanted in (Wanted.REPLY, Wanted.THREAD):
            of_one = told_of_reply if asked.wanted is Wanted.REPLY else told_of_thread
            found = of_one(store, asked, self._turns[-1].quotes or () if self._turns else (), documents)
        else:
            found = None if asked is None else told_of_messages(store, asked, documents)
        if found is None:
            return None
        answer, sentences = found
        return answer, [self._quoter.quote(each, answer.hits) for each in sentences]

    def _speakers(self, about: str, side: str, filters: Filters) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """Who speaks in a recording, and how much; None where none is meant."""
        store, last = self._library.store, answered_last(self._turns, self._said)
        with store.snapshot():
            quoted = None if last is None else next(iter(quoted_documents(store, [last])), None)
            found = told_of_speakers(store, about, side, quoted, matching_documents(store, filters))
        return None if found is None else (found, ())

    def _tasks(self, question: str, wanted: Intent, filters: Filters) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """The tasks of the documents that are named, or those that hold the words named; None where none is kept."""
        store, state = self._library.store, wanted.type
        period = period_of(question, self._today) if state == "due" else None
        days = None if period is None else (period.first, period.last)
        named = self._named(wanted.about, filters) if wanted.about else []
        among = named or matching_documents(store, filters)
        with store.snapshot():
            found = tasks(store, among, "" if named else wanted.about, state, self._today, days)
        note = f"Read `{question[period.start : period.end]}` as {told_days(*days)}." if period and days else ""
        told, then = ("task", " due then") if state == "due" else (f"{state or 'open'} task", "")
        if found.total:
            first = "" if found.total == len(found.found) else f"; the first {len(found.found)} are quoted"
            quotes = [self._quoter.quote(each, found.hits) for each in found.found]
            return LibraryAnswer(
                True, f"{count(found.total, told)}{then}{first}.", tuple(found.hits), note=note
            ), quotes
        is_plain = not wanted.about or named  # what is asked of may be no word of a task
        return (LibraryAnswer(True, f"No {told}{then} was found.", note=note), ()) if found.known and is_plain else None

    def _tagged(self, question: str, wanted: Intent, filters: Filters) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """The notes with a tag, or which tags there are; None where no note has any."""
        store = self._library.store
        among = matching_documents(store, filters)
        with store.snapshot():
            if not wanted.about:
                told = tags_of(store, among)
                return (LibraryAnswer(True, told), ()) if told else None
            found = tagged(store, among, wanted.about, wanted.type)
        if found is None or not (found.total or says_tag(question)):
            return None  # what a bottle is labelled is no tag
        quotes = [self._quoter.quote(each, found.hits) for each in found.lines]
        return LibraryAnswer(True, found.text, tuple(found.hits)), quotes

    def _origin(self, question: str, wanted: Intent, filters: Filters) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """When or by whom a document was written, or both, or for whom; None where it does not say so."""
        store = self._library.store
        if wanted.type == TITLED and not has_title(store, wanted.about):
            return None
        quoted = last_quotes(self._turns)
        documents = matching_documents(store, filters)
        if wanted.kind is Kind.RECEIVER:
            told = list(filter(None, [receiver(store, wanted.about, documents, quoted)]))
        else:
            here = self._at_hand(filters)
            if not (here or telling_words(wanted.about)):
                return self._which(filters)
            other = Kind.WRITTEN if wanted.kind is Kind.WRITER else Kind.WRITER
            asked = [wanted, replace(wanted, kind=other)] if wanted.type == BOTH else [wanted]
            told = [found for each in asked if (found := origin(store, each, question, documents, here, quoted))]
        if not told:
            return None
        hits = ranked(list({hit.passage_id: hit for hit, _ in told}.values()))
        source = {hit.passage_id: hit.rank for hit in hits}
        quotes = [self._quoter.quote(replace(each, source=source[hit.passage_id]), hits) for hit, each in told]
        return LibraryAnswer(True, in_a_line(quotes), tuple(hits)), quotes

    def _meeting(self, asked: MeetingAsked, filters: Filters) -> tuple[LibraryAnswer, list[Quote]] | None:
        """What the minutes of a meeting say of it; None where no minutes are meant, or they do not say it."""
        store, last = self._library.store, answered_last(self._turns, self._said)
        with store.snapshot():
            quoted = None if last is None else next(iter(quoted_documents(store, [last])), None)
            before = quoted if self._last is None else self._last
            found = minutes_meant(store, asked, matching_documents(store, filters), before, begun=bool(self._turns))
            if found is None:
                return None
            if asked.part is Part.SAID:
                answer, quotes = self._overview(found.document, None)
                return replace(answer, note=found.note), quotes
            hits, lines = told_of_meeting(store, asked, found.document)
        if not lines:
            return None
        quotes = [self._quoter.quote(each, hits) for each in lines]
        return LibraryAnswer(True, in_a_line(quotes), tuple(hits), found.document, found.note), quotes

    def _again(self, about: str) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """What was quoted last on a thing; None where nothing was: the documents are asked then."""
        found = answered_on(self._turns, about)
        if found is None:
            return None
        question, quotes = found
        return LibraryAnswer(True, f"You asked: {question}"), [self._quoter.again(each) for each in quotes]

    def _compared(self, asked: Comparison, filters: Filters) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """What changed between two documents; None where the question means none."""
        store = self._library.store
        before = [quote for turn in self._turns for quote in turn.quotes or ()]
        with store.snapshot():
            quoted = quoted_documents(store, self._turns)
            found = editions(self._library, asked, quoted, matching_documents(store, filters))
            if found is None or isinstance(found, LibraryAnswer):
                return None if found is None else (found, ())
            told = compared(store, found, asked, before)
        if told is None:
            return None
        quotes = [
            replace(self._quoter.quote(each, told.hits), change=kind, answer_start=start, answer_end=end)
            for each, kind, (start, end) in told.quotes
        ]
        return LibraryAnswer(told.answered, told.text, tuple(told.hits)), quotes

    def _newer(self, kind: str) -> tuple[LibraryAnswer, Sequence[Quote]] | None:
        """Which of the documents quoted last is the newest, or of all quoted that are called this ("draft"), where
        several are; None where it was one alone."""
        store, documents = self._library.store, list[int]()
        quoted = {quote.document_id for turn in self._turns for quote in turn.quotes or ()}
        held = {key for key, _, _ in documents_of(store, quoted)}  # a conversation may be older than the library
        if len(called := held.intersection(called_documents(store, kind))) > 1:
            return LibraryAnswer(True, told_of_ages(store, sorted(called))), ()
        for turn in reversed(self._turns):
            documents += (quote.document_id for quote in turn.quotes or () if quote.document_id in held)
            if len(set(documents)) > 1:
                return LibraryAnswer(True, told_of_ages(store, list(dict.fromkeys(documents)))), ()
        return None

    def _of_one(self, documents: Sequence[int], kind: Kind) -> tuple[LibraryAnswer, list[Quote]] | None:
        """One document in its own words, how long it is or which tables it has, as the `kind` wants; of several their
        names; None where it has no table."""
        store = self._library.store
        if kind is Kind.TABLE:
            documents = [each for each in documents if told_of_tables(store, each)]
        if not documents:
            return None
        if len(documents) > 1:
            return which_is_meant(store, documents), []
        if kind is not Kind.OVERVIEW:
            told = length_of if kind is Kind.LENGTH else told_of_tables
            return LibraryAnswer(True, told(store, documents[0]), of=documents[0]), []
        return self._overview(documents[0], None)

    def _of_chapter(self, wanted: Intent, filters: Filters) -> tuple[LibraryAnswer, list[Quote]] | None:
        """A chapter or section in its own words, of the document that is named or else was told of or quoted last, or
        else of the only one that has such a chapter; None where none has."""
        store, allowed = self._library.store, matching_documents(self._library.store, filters)
        named = self._named(wanted.about, filters)
        if telling_words(wanted.about) and not named:
            return None
        if is_step(wanted.type):
            here = next(reversed(last_quotes(self._turns)), None)
            is_there = here is not None and here.document_id in named
            passage = passage_at(store, here.document_id, here.page_index, here.start) if here and is_there else None
            part = beside(store, named[0], wanted.type, passage) if len(named) == 1 else None
            return self._overview(named[0], part) if part else None
        found = chapters(store, wanted.type, named or allowed)
        by_number = is_numbered(wanted.type)
        if not found and named and by_number and not telling_words(wanted.about):
            found = chapters(store, wanted.type, allowed)  # whose weaknesses are asked for, those of another are not
        if len(found) > 1 and not (telling_words(wanted.about) or by_number):
            return None  # "what is the conclusion?" may be asked of what no heading says
        if len(found) > 1:
            return which_is_meant(store, list(found), f"have {one_called(wanted.type)}"), []
        return next((self._overview(document, part) for document, part in found.items()), None)

    def _places(self, wanted: Intent, filters: Filters) -> tuple[LibraryAnswer, list[Quote]] | None:
        """Where the document that is named, or was told of or quoted last, names something; None where it is not plain
        which is meant, or it does not."""
        store = self._library.store
        documents = self._named(wanted.about, filters)
        found = places(store, documents[0], wanted.type, first=bool(wanted.without)) if len(documents) == 1 else None
        if found is None:
            return None
        quotes = [self._quoter.quote(each, found.hits) for each in found.sentences]
        return LibraryAnswer(True, found.text, tuple(found.hits), documents[0]), quotes

    def _overview(self, document: int, part: Chapter | None) -> tuple[LibraryAnswer, list[Quote]]:
        found = overview(self._library.store, document, part)
        hits = ranked(found.hits)
        return LibraryAnswer(True, found.text, tuple(hits), document), [
            self._quoter.quote(each, hits) for each in found.sentences
        ]

    def on(self, topic: str, documents: Sequence[int], filters: Filters) -> tuple[LibraryAnswer, list[Quote]] | None:
        """What the documents say about a thing; None where no sentence names it."""
        allowed = matching_documents(self._library.store, filters, documents)
        hits, found = mentions(self._library, allowed or (), topic)
        if not found:
            return None
        whole = [_with_denial(each, hits[each.source - 1]) for each in found]
        quotes = [self._quoter.quote(each, hits) for each in _outermost(whole)]
        changed = dict.fromkeys(note_of_amendments(self._library, quote, filters) for quote in quotes)
        return LibraryAnswer(True, in_a_line(quotes), tuple(hits), note=" ".join(filter(None, changed))), quotes

    def _page(self, quote: Quote) -> str:
        return self._library.page_text(quote.document_id, quote.page_index)


def _with_denial(item: Candidate, hit: Hit) -> Candidate:
    """An item with the sentence above its list, where that denies: "(b) lodgers" of those who are not meant."""
    whole = with_items(item, hit)
    return whole if _DENIES.search(whole.text[: item.start - whole.start]) else item


def _outermost(found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that stand within another."""
    spans = [(each.source, each.start, each.end) for each in found]
    return [
        each
        for each in dict.fromkeys(found)
        if not any(
            source == each.source and start <= each.start and each.end <= end and (start, end) != (each.start, each.end)
            for source, start, end in spans
        )
    ]
