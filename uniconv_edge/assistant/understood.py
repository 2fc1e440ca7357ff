"""How a question is read: plainly, with the words of the library, of the documents that it names for its answer, and
where it corrects the question before as that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from uniconv_edge.assistant.facts.overview import named_documents
from uniconv_edge.assistant.question.correction import Correction, corrected, correction
from uniconv_edge.assistant.question.intent import Kind, intent
from uniconv_edge.assistant.question.plainly import plainly
from uniconv_edge.assistant.question.within import within
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.dictionary import is_english
from uniconv_edge.assistant.words.spelling import respelt
from uniconv_edge.library.vocabulary import Vocabulary
from uniconv_edge.types import PassageEmbedder, Quote, Turn


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is read, what to tell the person of that, "" for nothing, the documents that it names for its
    answer, None for all, on what it asks for all that they say, "" for nothing, and what is no answer to it, as the
    person says."""

    text: str
    note: str = ""
    documents: tuple[int, ...] | None = None
    topic: str = ""
    rejected: tuple[Quote, ...] = ()


class Understanding:
    """Reads the questions of a conversation with a library (None: as they are typed)."""

    def __init__(self, retriever: Retriever | None, embedder: PassageEmbedder) -> None:
        self._retriever, self._embedder = retriever, embedder
        self._known: tuple[Vocabulary | None, dict[str, Understood]] = (None, {})  # what was typed, by one vocabulary
        self._corrected: dict[tuple[str, Correction], str] = {}

    def of(self, typed: str) -> Understood:
        """A question by itself."""
        if self._retriever is None:
            return Understood(typed)
        vocabulary = self._retriever.vocabulary
        if self._known[0] is not vocabulary:
            self._known = (vocabulary, {})
        known = self._known[1]
        if typed not in known:
            read = respelt(plainly(typed), vocabulary, is_english)
            known[typed] = self._within(Understood(read.text, read.note))
        return known[typed]

    def turns(self, turns: Sequence[Turn]) -> tuple[Turn, ...]:
        """The turns with the person's words as they are read, those of earlier turns too: so the cache still begins
        with what the model read before."""
        read: list[Turn] = []
        for turn in turns:
            if turn.role == "user":
                text = self.of(turn.text).text
                asked = _last_asked(read)
                if asked is not None and (by := correction(text)):
                    text = self._meant(read[asked].text, by)
                turn = Turn("user", text)
            read.append(turn)
        return tuple(read)

    def asked(self, question: str, turns: Sequence[Turn], before: str) -> tuple[Understood, tuple[Turn, ...]]:
        """A question that is asked behind turns, `before` the question before it ("" for none), and the turns as they
        are read, that of the question the last."""
        read, earlier = self.of(question), self.turns(turns)
        by = correction(read.text) if before else None
        if by is not None:
            asked = _last_asked(turns)
            follows = asked is not None and turns[asked].text == before  # else that was asked of the library
            told = earlier[_last_asked(earlier) or 0].text if follows else self.of(before).text
            meant = self._within(Understood(self._meant(told, by)))
            quotes = turns[-1].quotes or () if by.another and follows else ()
            note = " ".join(filter(None, (read.note, f"Read as “{meant.text}”")))
            read = replace(meant, note=note, documents=meant.documents or self.of(before).documents, rejected=quotes)
        return read, (*earlier, Turn("user", read.text))

    def _meant(self, before: str, by: Correction) -> str:
        key = before, by
        if key not in self._corrected:
            self._corrected[key] = corrected(before, by, self._likest)
        return self._corrected[key]

    def _likest(self, meant: str, phrases: Sequence[str]) -> int:
        """The place of the phrase that the model finds likest."""
        vectors = self._embedder.embed_passages([("", phrase) for phrase in (meant, *phrases)])
        return int((vectors[1:] @ vectors[0]).argmax())

    def _within(self, read: Understood) -> Understood:
        """A question without the name of its document, where it has one that a document of the library is called by."""
        if self._retriever is None or intent(read.text).kind is not Kind.CONTENT:
            return read
        part = within(read.text)
        documents = named_documents(self._retriever.store, part.name, None) if part else []
        if part is None or not documents or (part.one and len(documents) > 1):
            return read
        return replace(read, text=part.question, documents=tuple(documents), topic=part.topic)


def _last_asked(turns: Sequence[Turn]) -> int | None:
    """The place of the person's last turn."""
    return next((place for place in reversed(range(len(turns))) if turns[place].role == "user"), None)
