"""What a next question will most likely need, made ready while the person reads or writes.

What is read of a passage for the first time, its sentences, stems and dates, the words that the library counts and what
the reader sees of it, takes a third of the time to a quote, and is kept where it always is. So the likeliest passages
are judged by plain questions, as those that a search finds are, a little at a time. No answer is made of it, and none
is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from uniconv_edge.assistant.quoting.answer_span import answer_span
from uniconv_edge.assistant.quoting.differing import same_words
from uniconv_edge.assistant.quoting.grounding import judge
from uniconv_edge.assistant.quoting.reader import Reader, Reading
from uniconv_edge.assistant.search.retrieve import Retriever, worded
from uniconv_edge.assistant.words import glosses
from uniconv_edge.assistant.words.dictionary import is_english
from uniconv_edge.expressions import compiling
from uniconv_edge.library.query import Filters
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.types import FloatArray, Hit, Turn

_BESIDE = 24  # passages of the documents that were quoted last
_NEAR = 48  # passages of all documents; both together are fewer than the sources that are kept
# Each asks for another type of answer.
_QUESTIONS = (
    "When does the term begin?",
    "How much does the thing cost?",
    "How long does the work last?",
    "Who has the key?",
    "Where is the place?",
    "How many people came?",
    "Why was the change made?",
    "What is the rule?",
)


class Meanwhile:
    """Makes ready, and knows which passages are."""

    def __init__(self, embedder: OnnxEmbedder, reader: Reader | None, calibration: Mapping[str, float]) -> None:
        self._embedder, self._reader, self._calibration = embedder, reader, calibration
        self._ready: set[object] = set()
        self._tables = list(glosses.LANGUAGES)

    def steps(
        self, library: Retriever, turns: Sequence[Turn], session: FloatArray | None, filters: Filters
    ) -> Iterator[None]:
        """Make ready what a question behind these turns will need, of documents that pass the filters, in steps of a
        few milliseconds. `session` is the vector (dims,) up to the last question, where it is known."""
        if session is None:
            session = self._embedder.embed_session([*worded(turns), Turn("user", _QUESTIONS[0])])
            yield
        while self._tables:  # they are looked at when a question is not plainly English
            glosses.words(self._tables.pop())
            yield
        is_english(_QUESTIONS[0])  # unpacks the dictionary, which tells names from words
        yield
        yield from compiling()
        quotes = [quote for turn in turns[-1:] for quote in turn.quotes or ()]
        quoted = {quote.document_id for quote in quotes}
        likeliest = library.nearest(session, _BESIDE, filters, list(quoted)) if quoted else []
        yield
        likeliest += library.nearest(session, _NEAR, filters)
        places = [(hit.path, hit.page_index, hit.start, hit.text) for hit in likeliest]
        self._ready &= set(places)
        for number, (place, hit) in enumerate(zip(places, likeliest, strict=True)):
            if place not in self._ready:
                asked = (*turns, Turn("user", _QUESTIONS[number % len(_QUESTIONS)]))
                yield from self._judged(library, asked, session, hit, quotes[0].text if quotes else "")
                self._ready.add(place)

    def _judged(
        self, library: Retriever, turns: Sequence[Turn], session: FloatArray, hit: Hit, quoted: str
    ) -> Iterator[None]:
        """Judge one passage as a source, and compare its sentences with what was quoted, as other documents' are."""
        yield
        counts = library.passage_counts
        reading = None if self._reader is None else Reading(self._reader, turns, counts)
        yield
        found = judge(self._embedder, session, turns, [hit], counts, self._calibration, reading=reading)
        for candidate in found.candidates:
            yield
            same_words(quoted, candidate.text)
            answer_span(turns[-1].text, candidate.text)
            library.words.affordable(candidate.text)
