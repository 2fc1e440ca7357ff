"""How a question is read: plainly, with the words of the library, of the documents that it names for its answer, and
where it corrects the question before as that is meant; and who answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from uniconv_edge.assistant.facts.beside import asked_of_one_beside
from uniconv_edge.assistant.facts.chapters import chapters, is_numbered
from uniconv_edge.assistant.facts.comparison import MOST_CHANGES
from uniconv_edge.assistant.facts.editions import Editions, editions
from uniconv_edge.assistant.facts.messages import knows_messages
from uniconv_edge.assistant.facts.naming import named_documents, papers_by, quoted_documents, titled_so, told_apart
from uniconv_edge.assistant.question.comparing import Comparison
from uniconv_edge.assistant.question.correction import Correction, another_such, corrected, correction
from uniconv_edge.assistant.question.intent import (
    Intent,
    Kind,
    chapter_again,
    compared_again,
    intent,
    links_again,
    of_those,
    tags_again,
    tasks_again,
)
from uniconv_edge.assistant.question.messages import ANY_DAY, messages_asked
from uniconv_edge.assistant.question.messages_again import messages_again
from uniconv_edge.assistant.question.plainly import plainly
from uniconv_edge.assistant.question.topic import means_what_was_said, opening
from uniconv_edge.assistant.question.version import (
    Which,
    of_another,
    of_another_thing,
    which_asked,
    without_age,
    without_now,
)
from uniconv_edge.assistant.question.within import Within, by_author, by_researcher, is_paper, perhaps_titled, within
from uniconv_edge.assistant.quoting.going_on import last_quotes
from uniconv_edge.assistant.search.retrieve import Retriever, worded
from uniconv_edge.assistant.words.dictionary import is_ordinary
from uniconv_edge.assistant.words.foreign import Foreign, question_in_english
from uniconv_edge.assistant.words.language import language_of
from uniconv_edge.assistant.words.spelling import Respelt, respelt
from uniconv_edge.assistant.words.terms import Counts, restated, telling_words
from uniconv_edge.library.headed import passages_below
from uniconv_edge.library.provisions import part_within, place_of, provision_asked
from uniconv_edge.library.query import filters_typed, note_of_words, parse, without_filters
from uniconv_edge.library.search import matching_documents, passages_within
from uniconv_edge.types import PassageEmbedder, Quote, Turn

_READ_AS = "Read as “"
_LISTING = (Kind.COUNT, Kind.LIST, Kind.ORDER)
_MOST_OF_TITLE = 3  # documents of one title that a question asks
_LOOKED_BACK = 200  # turns of an earlier conversation among which one may open a topic: it is waited for


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is read: `text` what is looked for, with the filters as typed, and `whole` the words with the
    name of the document that they name for the answer. `wanted`: who answers it. `note`: what to tell the person of
    that, "" for nothing. `documents`: those that it names, None for all. `topic`: on what it asks for all that they
    say, "" for nothing. `another`: another answer is wanted than the last. `which`: of documents that tell the same
    thing which is meant, None where it does not say. `corrects`: the question before. `instead`: the name or number
    that it asks of in place of that question's, "" for none. `language`: the one that it is asked in, "" for English;
    then `typed` is how it was asked, without filters."""

    text: str
    whole: str
    wanted: Intent
    note: str = ""
    documents: tuple[int, ...] | None = None
    topic: str = ""
    another: bool = False
    which: Which | None = None
    corrects: bool = False
    instead: str = ""
    language: str = ""
    typed: str = ""

    @property
    def turn(self) -> Turn:
        """The turn that it is."""
        return Turn("user", self.text, language=self.language, typed=self.typed)

    @property
    def note_of_reading(self) -> str:
        """The note with how it is read, where that is not how it was typed."""
        return " ".join(filter(None, (self.note, f"{_READ_AS}{self.whole}”")))

    @property
    def sought(self) -> Intent:
        """What is wanted, with what is looked up of it as it was typed."""
        if self.wanted.kind is Kind.MESSAGES:
            return replace(self.wanted, type=self.language)
        foreign = Foreign.of([self.turn])
        if foreign is None or self.wanted.kind is Kind.ORDER:
            return self.wanted
        about, without = foreign.in_typed(self.wanted.about), foreign.in_typed(self.wanted.without)
        return replace(self.wanted, about=about, without=without)


class Understanding:
    """Reads the questions of a conversation with a library (None: as they are typed), each when it is asked."""

    def __init__(self, retriever: Retriever | None, embedder: PassageEmbedder) -> None:
        self._retriever, self._embedder = retriever, embedder
        self._unread: tuple[Turn, ...] = ()  # turns of an earlier conversation: read when the next question is asked
        self._turns: tuple[Turn, ...] = ()
        self._last: Understood | None = None  # one that leaves no turns too
        self.filters = ""  # as typed: which documents every question searches

    def reset(self, turns: Sequence[Turn]) -> None:
        """Begin anew, behind these turns as they were typed."""
        self._unread, self._turns, self._last = tuple(turns), (), None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns of the topic so far, with the person's words as they were read when asked: so the model's cache
        begins with what it read before."""
        self._catch_up()
        return self._turns

    def of(self, typed: str) -> Understood:
        """A question that is asked behind these."""
        self._catch_up()
        return self._of(typed, self._last)

    def keep(self, read: Understood, turns: Sequence[Turn], *, leaves: bool | None = None) -> None:
        """What a question was read as that was answered, and the turns that it leads to, none or itself and its reply;
        whether it leaves those before it (None: is looked at)."""
        if read.wanted.kind is not Kind.NEWER:  # "and in the old one?" behind that is asked of the question before
            self._last = read
        for turn in turns:
            self._add(read.turn if turn.role == "user" else turn, leaves)

    def _catch_up(self) -> None:
        while self._unread:
            turn, *unread = self._unread
            if turn.role == "user":
                self._last = self._of(turn.text, self._last)
                turn = self._last.turn
            goes_on = len(unread) >= _LOOKED_BACK or _is_of_one([*self._turns[-1:], *unread[:1]])
            self._add(turn, False if goes_on else None)
            self._unread = tuple(unread)

    def _add(self, turn: Turn, leaves: bool | None) -> None:
        turns = (*self._turns, turn)
        if turn.role == "user" and leaves is None:
            found = opening(self._embedder, worded(turns))
            leaves = found is not None and found.leaves
        self._turns = (turn,) if turn.role == "user" and leaves else turns

    def _of(self, typed: str, before: Understood | None) -> Understood:
        words = without_filters(typed)
        if not (language := language_of(words, "" if before is None else before.language, self._counts)):
            return self._in_english(typed, before, "")
        found = self._in_english(question_in_english(typed, language), before, language)
        note = found.note.partition(_READ_AS)[0].rstrip()  # what it is read as is half in English
        return replace(found, note=note, language=language, typed=words)

    def _in_english(self, typed: str, before: Understood | None, language: str) -> Understood:
        filters, words = filters_typed(typed), without_filters(typed)
        if before and (again := self._of_another(words, filters, before, language)):
            return again
        if before is None:
            return self._read(words, filters, before, language)
        if (listed := self._of_those(words, filters, before, language)) is not None:
            return listed
        if before.wanted.kind is Kind.MESSAGES and (meant := messages_again(words, before.whole, ANY_DAY)):
            found = self._read(meant, filters or filters_typed(before.text), before, language)
            return replace(found, note=found.note_of_reading)
        by = correction(words)
        such = None if by or language else self._another_such(words, before)
        meant = self._meant(before, by) if by else such[0] if such else ""
        if not meant:
            return self._read(words, filters, before, language)
        found = self._read(meant, filters or filters_typed(before.text), before, language)
        return replace(
            found,
            note=found.note_of_reading,
            documents=found.documents or before.documents,
            another=by is not None and by.another,
            corrects=True,
            instead=such[1] if such else "",
        )

    @property
    def _counts(self) -> Counts | None:
        return None if self._retriever is None else self._retriever.passage_counts

    def _read(self, words: str, filters: str, before: Understood | None, language: str) -> Understood:
        spelt, said, has_messages = Respelt(words), "", False
        if self._retriever is not None:
            said = plainly(words)
            has_messages = self._has_messages(said)
            is_of_age = intent(said, has_messages=has_messages).kind in (Kind.ORDER, Kind.MESSAGES)  # "the newest file"
            asked = said if is_of_age else without_now(said, self._is_said)
            spelt = respelt(asked, self._retriever.vocabulary, partial(is_ordinary, language=language))
        query = parse(spelt.text)
        earlier = "" if before is None else before.whole
        begun, goes_on = before is not None, bool(self._turns)
        wanted = intent(
            query.text,
            query.phrases,
            begun=begun,
            before=earlier,
            goes_on=goes_on,
            has_messages=has_messages if query.text == said else self._has_messages(query.text),
        )
        if compared := self._of_documents(wanted.comparison, filters):
            wanted = replace(wanted, kind=Kind.COMPARED, comparison=compared)
        note = " ".join(filter(None, (spelt.note, note_of_words(words))))
        found = self._within(Understood(spelt.text, spelt.text, wanted, note, which=which_asked(words)), filters)
        return replace(found, text=f"{filters} {found.text}".lstrip())

    def _of_another(self, words: str, filters: str, before: Understood, language: str) -> Understood | None:
        """The question before, asked of another document: "and in the old one?", "and in the 2023 contract?"."""
        other = of_another(words)
        if self._retriever is None or before.wanted.kind is not Kind.CONTENT:
            return None
        if other is None:
            return None if language else self._of_one_beside(words, filters, before)
        store = self._retriever.store
        quoted = {quote.document_id for turn in self._turns[-1:] for quote in turn.quotes or ()}
        documents = told_apart(store, other.name, quoted) or named_documents(store, other.name, None)
        told = len(quoted) > 1 or before.which is not None or before.documents is not None
        if not documents and not (told and other.which is not None):  # "the old one" may be an old anything
            return None
        found = self._read(without_filters(before.text), filters or filters_typed(before.text), None, language)
        is_kind = other.which is not None and len(documents) < 2  # "the old contract" where one is called a contract
        return replace(
            found,
            note=found.note_of_reading,
            documents=None if is_kind else tuple(documents),
            which=other.which,
        )

    def _of_one_beside(self, words: str, filters: str, before: Understood) -> Understood | None:
        """The question before, asked of a document beside the one that it was answered by: "and the goulash?" behind
        one on `lasagna.md`. Behind a refusal of a document that was named, "it" is that."""
        quoted = [quote.document_id for turn in self._turns[-1:] for quote in turn.quotes or ()][:1]
        documents = quoted or before.documents or ()
        if self._retriever is None or len(documents) != 1:
            return None
        [document] = documents
        name, store = of_another_thing(words), self._retriever.store
        within = self._passing(filters or filters_typed(before.text))
        if asked := name and asked_of_one_beside(store, name, document, without_filters(before.text), within):
            found = self._read(asked[0], filters or filters_typed(before.text), None, "")
            return replace(found, note=found.note_of_reading, documents=(asked[1],))
        if quoted or not means_what_was_said(words):
            return None
        found = self._read(words, filters or filters_typed(before.text), before, "")
        return replace(found, documents=found.documents or before.documents)

    def _another_such(self, words: str, before: Understood) -> tuple[str, str] | None:
        """The question before, asked of another name or number ("and flat 4?"), and that; None where it is asked by
        itself."""
        if before.wanted.kind is not Kind.CONTENT:
            return None
        asked = [turn for turn in self._turns if turn.role == "user"]
        goes_on = bool(asked) and asked[-1].text == before.text
        earlier = restated(asked) if goes_on and not before.documents else without_filters(before.whole)
        if not telling_words(earlier):  # "why?" asked of the one before it
            earlier = next((text for each in reversed(asked) if telling_words(text := without_filters(each.text))), "")
        by = another_such(words, earlier)
        return (corrected(earlier, by, self._likest), by.meant) if by else None

    def _of_those(self, words: str, filters: str, before: Understood, language: str) -> Understood | None:
        """A question of the documents that the question before asked for ("which ones mention ice?"), of the tasks
        ("which are done?"), or of what it compared ("what was added?")."""
        was = before.wanted
        again = (
            tasks_again(words, was)
            or tags_again(words, was)
            or links_again(words, before.whole)
            or compared_again(words, was, MOST_CHANGES)
            or self._chapter_again(words, was)
        )
        if again is not None:
            return replace(self._read(words, filters or filters_typed(before.text), before, language), wanted=again)
        asked, narrows = of_those(words, before.whole) if was.kind in _LISTING else ("", False)
        found = self._read(asked, filters or filters_typed(before.text), before, language) if asked else None
        if found is None or found.wanted.kind not in _LISTING:
            return None
        wanted = found.wanted
        if narrows and Kind.ORDER not in (was.kind, wanted.kind) and " or " not in f"{was.about} {wanted.about}":
            about = " ".join(filter(None, (was.about, wanted.about)))
            wanted = replace(wanted, about=about, without=wanted.without or was.without)
        return replace(found, wanted=wanted)

    def _chapter_again(self, words: str, was: Intent) -> Intent | None:
        """The same part of another document, where one is named, or another part."""
        again = chapter_again(words, was)
        if again is None or self._retriever is None:
            return None
        is_known = again.about == was.about or named_documents(self._retriever.store, again.about, None)
        return again if is_known else None

    def _meant(self, before: Understood, by: Correction) -> str:
        """The question before as a correction means it."""
        of_paper = is_paper(by.meant)
        about = "" if before.topic and of_paper else before.topic or before.wanted.about
        told = before.whole if before.topic or of_paper else without_filters(before.text)
        return corrected(told, by, self._likest, about)

    def _has_messages(self, question: str) -> bool:
        """Whether the library has messages such as a question may ask for."""
        asked = None if self._retriever is None else messages_asked(question, ANY_DAY)
        return asked is not None and self._retriever is not None and knows_messages(self._retriever.store, asked)

    def _of_documents(self, asked: Comparison | None, filters: str) -> Comparison | None:
        """What is to be compared as it means documents of the library; None where it means none."""
        if self._retriever is None or asked is None:
            return None
        store = self._retriever.store
        with store.snapshot():
            quoted = quoted_documents(store, self._turns)
            within = matching_documents(store, parse(filters).filters)
            ways = [asked, *([asked.instead] if asked.instead else [])]
            if asked.instead and not named_documents(store, asked.instead.on, None):  # "the deposit" is no paper
                ways.reverse()
            found = [(each, editions(self._retriever, each, quoted, within)) for each in ways]
        plain = next((each for each, of in found if isinstance(of, Editions)), None)
        named = next((each for each, of in found if of is not None and (each.called or not each.on)), None)
        return plain or named

    def _is_said(self, phrase: str) -> bool:
        """Whether a passage of the library holds these words in this order."""
        found = None if self._retriever is None else passages_within(self._retriever.store, None, [phrase])
        return found is None or len(found) > 0

    def _likest(self, meant: str, phrases: Sequence[str]) -> int:
        """The place of the phrase that the model finds likest."""
        vectors = self._embedder.embed_passages([("", phrase) for phrase in (meant, *phrases)])
        return int((vectors[1:] @ vectors[0]).argmax())

    def _within(self, read: Understood, filters: str) -> Understood:
        """A question without the name of its document, where it has one that a document of the library is called by."""
        of_part = provision_asked(read.text) is not None  # which "what does ... say?" is not told of as a whole
        of_part = of_part or (read.wanted.kind is Kind.CHAPTER and not is_numbered(read.wanted.type))
        if self._retriever is None or not (of_part or read.wanted.kind is Kind.CONTENT):
            return read
        part = within(read.text)
        if part is not None and not part.name:
            return self._of_quoted(read, part, filters)
        if part is None:
            of_book = self._within_book(read, filters)
            return self._of_part(read, filters) if of_book is read else of_book
        documents = named_documents(self._retriever.store, part.name, None)
        if not documents and read.which:
            documents = named_documents(self._retriever.store, without_age(part.name), None)
            part = replace(part, one=False)
        if not documents or (part.one and len(documents) > 1):
            return self._of_part(read, filters)
        return replace(read, text=part.question, documents=tuple(documents), topic=part.topic)

    def _passing(self, filters: str) -> list[int] | None:
        """The documents that pass the filters of every question and of this one; None for all."""
        if self._retriever is None:
            return None
        return matching_documents(self._retriever.store, parse(f"{self.filters} {filters}").filters)

    def _quoted(self, filters: str) -> Sequence[Quote]:
        """The quotes of the last answer that has some, where the first one's document passes the filters."""
        quotes = last_quotes(self._turns)
        if self._retriever is None or not quotes:
            return ()
        allowed = self._passing(filters)
        return quotes if allowed is None or quotes[0].document_id in allowed else ()

    def _within_book(self, read: Understood, filters: str) -> Understood:
        """A question without the whole title of the document that it names, or without "the author", where that is of
        the document quoted last."""
        if self._retriever is None or read.wanted.kind is not Kind.CONTENT:
            return read
        store = self._retriever.store
        for part in perhaps_titled(read.text):
            if documents := titled_so(store, part.name, _MOST_OF_TITLE, long=part.one):
                return replace(read, text=part.question, documents=tuple(documents), topic=part.topic)
        researched = by_researcher(read.text)
        if researched and len(papers := papers_by(store, researched.name)) == 1:
            return replace(read, text=researched.question, documents=papers)
        asked = by_author(read.text)
        documents = quoted_documents(store, self._turns)[:1] if asked and self._quoted(filters) else []
        if asked is None or not documents:
            return read
        return replace(read, text=asked.question, documents=tuple(documents), topic=asked.topic)

    def _of_quoted(self, read: Understood, part: Within, filters: str) -> Understood:
        """A question for the sections on a thing as one of the document quoted last, where that holds its words."""
        documents = tuple(quote.document_id for quote in self._quoted(filters)[:1])
        if self._retriever is None or not documents:
            return read
        held = passages_within(self._retriever.store, documents, telling_words(part.topic))
        is_held = held is not None and len(held) > 0
        return replace(read, text=part.question, documents=documents, topic=part.topic) if is_held else read

    def _of_part(self, read: Understood, filters: str) -> Understood:
        """A question for a part without the name of its document ("what does section 8 say?", "and paragraph 3?") as
        one of the document quoted last, of the part that was quoted where it is one within that."""
        quotes = self._quoted(filters)
        if self._retriever is None or not quotes:
            return read
        store, document = self._retriever.store, quotes[0].document_id
        place = place_of(self._retriever.page_text(document, quotes[0].page_index), quotes[0].start)
        within = part_within(read.text, place.numbers[-1]) if place.numbers else ""
        part = provision_asked(read.text)
        for text in filter(None, (within, part.question if part else "")):
            told = read.wanted.kind is Kind.CHAPTER and chapters(store, read.wanted.type, [document])
            if told and text != within:
                return read
            if passages_below(store, text, [document]):
                note = " ".join(filter(None, (read.note, f"{_READ_AS}{text}”" if text == within else "")))
                wanted = replace(read.wanted, kind=Kind.CONTENT)
                return replace(read, text=text, wanted=wanted, note=note, documents=(document,))
        return read


def _is_of_one(replies: Sequence[Turn]) -> bool:
    """Whether two replies quote the same document first."""
    found = [reply.quotes[0].document_id for reply in replies if reply.quotes]
    return len(found) > 1 and found[0] == found[1]
