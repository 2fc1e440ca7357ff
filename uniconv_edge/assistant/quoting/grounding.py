"""From sources to quotes behind one session: what they hold of the question, how sure that is, and which sentences.

The sources are read by the model only when its calibration uses what that gives: `pointing` and `quote_odds` of a model
that was trained to tell after each sentence whether it answers (each source read alone behind the session), `grounded`,
`say` and `decode` of one that writes behind all its sources. Otherwise words and cosines decide, and the time to the
first quote does not grow with the sources.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import islice, takewhile

import numpy as np
import numpy.typing as npt

from uniconv_edge.assistant.question.topic import means_somebody
from uniconv_edge.assistant.quoting import choice
from uniconv_edge.assistant.quoting import quotes as quoting
from uniconv_edge.assistant.quoting.abstain import Evidence
from uniconv_edge.assistant.quoting.as_read import as_read, expressions_read, shares
from uniconv_edge.assistant.quoting.day_over import asks_when_it_was, day_over
from uniconv_edge.assistant.quoting.decoding import decoded
from uniconv_edge.assistant.quoting.going_on import BESIDE, GoingOn, gains, losses, only_names
from uniconv_edge.assistant.quoting.lists import with_items
from uniconv_edge.assistant.quoting.longer import lacks_reason, with_reply
from uniconv_edge.assistant.quoting.of_another import is_of_another, tells_else
from uniconv_edge.assistant.quoting.reader import Reading, weighed
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.quoting.same_question import behind_same
from uniconv_edge.assistant.quoting.spoken import GAIN, spoken
from uniconv_edge.assistant.words.answer_types import gives_what_is_asked, lacks_what_is_asked
from uniconv_edge.assistant.words.foreign import Foreign
from uniconv_edge.assistant.words.labels import holds_named
from uniconv_edge.assistant.words.names import WORD, is_capital_telling, is_name, names
from uniconv_edge.assistant.words.otherwise import Otherwise
from uniconv_edge.assistant.words.quantities import counted_thing
from uniconv_edge.assistant.words.terms import Counts, asked_words, bag, restated, singular, stem, telling_words, values
from uniconv_edge.errors import GenerationFailed
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.library.words import words_of
from uniconv_edge.model.blocks import BlockStore
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.model.layout import SpecialIds, pointed_source, quote_head_ids, quote_span_ids, source_ids
from uniconv_edge.model.manifest import WRITING
from uniconv_edge.types import FloatArray, Hit, Quote, Turn

MAX_SOURCES = 5
SOURCE_TOKENS = 224
REPLY_TOKENS = 64
_POINTING = ("pointing", "quote_odds")
_USUAL_LEAD = 0.5
_LONG = 30  # words of a sentence, beyond which that it leads, or has all words of a question, tells less
_ANSWERS_SAME = np.float32(2.0)  # log-odds at least of what stands behind the question itself, or below its words
_PLAINLY_AGAINST = np.float32(-3.0)  # log-odds by which the reader speaks against a sentence
_SAYS_ALL = np.float32(-1.0)  # of what is read with all words of the question, two at least, and gives what it asks for
_MOST_OF_WORTH = 0.5  # of a question's words, that a line is called by
_UNKNOWN_NAME = 1.0  # of a missing number: a name that no document has
_OF_ANOTHER = 2.0  # of the same: what is told of another than is named
_UNKNOWN = 0.3  # of a missing number: a word of another language that no document has in any form
BEFORE_SHARE = 0.25  # of the worth of the words of the question before, of what holds words of one that leans on it,
# and for the type of what was asked for before, where that one only names something
NAMED_BEFORE = 1.2  # what a sentence gains with the name of whom a pronoun means, as much as one quoted last
_CERTAIN = 8.0  # log-odds beyond which a sentence is not more right or wrong; a sentence that was cut off is wrong


@dataclass(frozen=True, slots=True)
class Grounds:
    """The sources used, their sentences with their scores (n,) and whether one may follow as a second quote (it holds a
    word of the question, asks nothing itself and does not lack the type of what is asked for), and what abstention
    looks at."""

    evidence: Evidence
    sources: list[Hit]
    candidates: list[quoting.Candidate]
    scores: FloatArray
    may_follow: npt.NDArray[np.bool_]
    goes_on: bool = False  # whether the best stands beside the quote that the question goes on from
    by_place: bool = False  # and is the best for that alone
    says_any: bool = False  # whether its source has a word of the question, or it the type asked for
    lacks_words: bool = False  # whether it does not, and others have such a word
    says_all: bool = False  # whether the best is read with all words of the question
    plainly: bool = False  # whether the best stands right below the question, or defines what it asks for
    read_as: Mapping[str, str] = field(default_factory=dict)  # what was asked in other words, and these

    def best_first(self) -> Iterator[int]:
        """The places of the candidates by score, of equal ones the first before; of those with the same words, as in a
        file and its copy, the best alone."""
        known: set[object] = set()
        for place in np.argsort(-self.scores, kind="stable").tolist():
            text = self.candidates[place].text
            if (words := tuple(words_of(text)) or text) not in known:
                known.add(words)
                yield place

    @property
    def lead(self) -> float:
        """How far the best sentence's score is before that of the next, as far as is usual where there is no other; of
        one that is best by its place beside a quote, or lacks the type of what is asked for, not at all. A long
        sentence holds words by chance and leads by less, the longer it is."""
        if self.by_place or self.evidence.missing_type:
            return 0.0
        order = list(islice(self.best_first(), 2))
        if len(order) == 1:
            return _USUAL_LEAD
        length = len(words_of(self.candidates[order[0]].text))
        return float(self.scores[order[0]] - self.scores[order[1]]) * min(1.0, _LONG / max(1, length))

    @property
    def quoted(self) -> tuple[str, Hit] | None:
        """The best sentence and its source."""
        if not self.candidates:
            return None
        best = self.candidates[int(self.scores.argmax())]
        return best.text, self.sources[best.source - 1]

    def of_document(self, document: int) -> Grounds:
        """The same, where no sentence of another document than this may follow as a second quote."""
        own = [self.sources[each.source - 1].document_id == document for each in self.candidates]
        return replace(self, may_follow=self.may_follow & np.array(own, bool))

    def is_of_other(self, document: int) -> bool:
        """Whether the best sentence is of another document than this."""
        return self.quoted is not None and self.quoted[1].document_id != document


def judge(
    embedder: OnnxEmbedder,
    session: FloatArray,
    turns: Sequence[Turn],
    used: list[Hit],
    counts: Counts,
    calibration: Mapping[str, float],
    *,
    reading: Reading | None = None,
    without: Sequence[Quote] = (),
    behind: GoingOn | None = None,
    after: Sequence[Turn] = (),
    everything: bool = False,
    otherwise: Otherwise | None = None,
    far: float | None = None,
) -> Grounds:
    """Score every sentence of the sources, `without` some, by words and cosines, by the model's reader where it has
    one, by its place beside the quotes that the question goes on from, and a little by the words of the question before
    (the last of the turns `after` which it follows), read `otherwise` where that is
    given. No sentence is scored for a question that says nothing, as "why?"
    with nothing before it. `far`: the cosine of a passage that is far from the session (None: not known)."""
    foreign = Foreign.of(turns)
    words, meant = asked_words(turns), restated(turns)
    candidates = quoting.candidates(used, spans, meant) if words else []
    if without:
        candidates = [each for each in candidates if not quoting.is_quoted(each, without, used)]
    if not candidates:
        return Grounds(Evidence(), used, [], np.zeros(0, np.float32), np.zeros(0, bool))
    share = calibration.get("sentence_share", choice.SENTENCE_SHARE)
    cosines = None
    if everything or share or calibration.get("sentence"):
        cosines = embedder.embed_passages([("", c.text) for c in candidates]) @ session
    worth = values(words, counts)
    # What is read of them; quoted is what stands there. Words of another language the reader puts into English itself.
    instead = as_read(otherwise, used, candidates)
    read, told = as_read(foreign, *instead)
    parts = shares(otherwise, list(worth), used, candidates)
    scores = choice.score(worth, read, told, cosines, share, meant, parts)
    odds = None if reading is None else reading.of(*instead)
    talk = spoken(meant, read, told)
    if odds is not None and talk is not None:
        odds = np.where(talk.answers, np.maximum(odds, _ANSWERS_SAME if talk.surely else _SAYS_ALL), odds)
        gains_of_talk = talk.answers.astype(np.float32) * talk.surely - talk.of_another
        scores = replace(scores, total=scores.total + np.float32(GAIN) * gains_of_talk)
    if odds is not None:
        answers = behind_same(meant, worth.keys(), read, told)
        # One word is also the name of what is asked for in another sense: "How do I leave?" below "Leave".
        headed = scores.headed & (odds > _PLAINLY_AGAINST if len(words) == 1 else True)
        odds = np.where(answers | headed, np.maximum(odds, _ANSWERS_SAME), odds)
        # The reader does not see what a sentence stands below.
        called = scores.called >= _MOST_OF_WORTH  # `EIN: 44-05` for "the EIN of Acme"
        odds = np.where(scores.plainly | called, np.maximum(odds, np.float32(0)), odds)
        share = calibration.get("reader_share", choice.READER_SHARE)
        scores = replace(scores, total=scores.total + np.float32(share) * odds)
    lacking = np.array([lacks_what_is_asked(meant, each.told, nouns=foreign is None) for each in told], bool)
    if talk is not None and talk.when:
        lacking &= ~talk.answers
    dated = np.zeros(len(candidates), bool)
    if lacking.any() and asks_when_it_was(meant):
        dated = lacking & np.array([bool(day_over(c, used[c.source - 1])) for c in candidates])
        lacking &= ~dated
    leans = behind is not None and not behind.says_nothing and not only_names(turns[-1].text)
    if behind is not None and leans and not scores.source.any() and not any(counts(words)[0]):
        behind = replace(behind, share=1.0)  # no document has its words
    beside = gains(candidates, used, None if scores.plainly.any() else behind)
    gained = np.where(lacking, np.float32(0), beside) if behind is None or not behind.step else beside
    if behind is not None and not behind.step:
        bare = np.array([lacks_reason(c, used[c.source - 1], turns[-1].text) for c in candidates], bool)
        if gained[~bare].any():
            # Asked what then is, the condition for that may stand behind what is told besides.
            reached = np.where(gained > 0, gained.max(), gained) if behind.ahead else gained
            gained = np.where(bare, np.float32(0), reached) if bare.any() else gained
    scores = replace(scores, total=scores.total + gained)
    if behind is None or not behind.says_nothing:
        scores = replace(scores, total=scores.total - losses(candidates, used, turns))
    if after:
        before = restated(after)
        said_before = choice.said(values(asked_words(after), counts), read, told, before)
        if only_names(turns[-1].text):  # "and the motor?" behind "how long is the warranty?"
            said_before = said_before + np.array([gives_what_is_asked(before, each.told) for each in told], np.float32)
        of_before = np.float32(BEFORE_SHARE) * said_before * (scores.words > 0)
        if somebody := _named_before(turns[-1].text, before):  # "when does she come?" behind "who is Sister Jessop?"
            own = [bag(f"{each.told}\n{each.beside}") for each in told]
            titles = [bag(read[each.source - 1].title) for each in told]
            # A paper about her names her in full where it begins, and seldom where it tells what is asked.
            full = [len(somebody) > 1 and somebody <= title for title in titles]
            says = [somebody <= one and not in_full for one, in_full in zip(own, full, strict=True)]
            of_before = of_before + np.float32(NAMED_BEFORE) * np.array(says, np.float32) * ~lacking
        scores = replace(scores, total=scores.total + of_before)
    far = far if foreign is None else None  # of other languages the model's vectors know too little
    found = choice.evidence(scores, read, told, meant, nouns=foreign is None, far=far)
    best = int(scores.total.argmax())
    if scores.plainly[best] or not lacking[best]:
        found = replace(found, missing_type=0.0)
    if talk is not None and talk.of_another[best]:
        found = replace(found, missing_number=max(found.missing_number, _UNKNOWN_NAME))
    if foreign is not None:
        hit = read[told[best].source - 1]
        held = bag(f"{passage_title(hit.title, hit.heading)}\n{hit.text}")
        if any(stem(word) not in held for word in foreign.unknown(counts)):
            found = replace(found, missing_number=max(found.missing_number, _UNKNOWN))
    elif is_of_another(meant, candidates[best], used):
        found = replace(found, missing_number=_OF_ANOTHER)
    elif tells_else(
        meant, told[best].told, f"{read[told[best].source - 1].title}\n{read[told[best].source - 1].heading}"
    ):
        found = replace(found, missing_number=found.missing_number + _UNKNOWN_NAME)
    elif _names_unknown(meant, read[told[best].source - 1], counts) or _counts_unknown(meant, counts, otherwise):
        found = replace(found, missing_number=max(found.missing_number, _UNKNOWN_NAME))
    if odds is not None:
        quoted = told[best]
        likeliest = max(odds[i] for i, each in enumerate(candidates) if each.source == quoted.source)
        plainly = bool(scores.plainly[best]) or (talk is not None and talk.surely and bool(talk.answers[best]))
        named = quoted.asked or plainly or holds_named(quoted.text, worth.keys())
        named = named or quoting.begins_when_asked(quoted.text, meant)
        short = len(words_of(quoted.text)) <= _LONG  # a long one says all words by chance
        gives = bool(dated[best]) or gives_what_is_asked(meant, quoted.told)
        if short and len(words) > 1 and scores.says_all[best] and gives:
            likeliest = max(likeliest, _SAYS_ALL)
        found = replace(found, reader=weighed(float(likeliest), quoted.text, named=named))
        found = replace(found, place=0.0) if plainly else found  # it answers wherever it was found
    if cosines is not None:
        found = replace(found, sentence=float(cosines.max()))
    goes_on = behind is not None and bool(gained[best] >= BESIDE * behind.share)
    by_place = goes_on and behind is not None and behind.says_nothing
    may_follow, says_all = (scores.words > 0) & ~(lacking | scores.asks), bool(scores.says_all[best])
    has_any = bool(found.source_words) or gives_what_is_asked(meant, told[best].told)
    lacks_words = bool(scores.source.any()) and not has_any
    return Grounds(
        found,
        used,
        candidates,
        scores.total,
        may_follow,
        goes_on,
        by_place,
        has_any,
        lacks_words,
        says_all,
        bool(scores.plainly[best]),
        expressions_read(otherwise, used, candidates[best]),
    )


def _named_before(question: str, before: str) -> frozenset[str]:
    """The stems of the only name in the question before one that means by a pronoun what that names; none else."""
    found = names(before) if means_somebody(question) and not names(question) else []
    return bag(before[found[0][0] : found[0][1]]) if len(found) == 1 else frozenset()


def _names_unknown(question: str, source: Hit, counts: Counts) -> bool:
    """Whether a question has a name, or a part of one, that no document says: no abbreviation (`VAT`), which may be
    spelt out there, and nothing with which a word of the source begins (`Dan` of `Daniel`)."""
    typed = WORD.findall(question)[1:] if is_capital_telling(question) else []  # the first has one whatever it is
    named = {
        part for word in typed if word[0].isupper() and is_name(word) and not word.isupper() for part in words_of(word)
    }
    unsaid = [word for word in telling_words(question) if word in named and word.isalpha()]
    unsaid = [word for word in unsaid if not any(counts([word, singular(word)])[0])]
    known = words_of(source.text) if unsaid else []
    return any(not any(each.startswith(word) for each in known) for word in unsaid)


def _counts_unknown(question: str, counts: Counts, otherwise: Otherwise | None = None) -> bool:
    """Whether a question asks how many there are of things that no document names, nor says something in the place of
    (`otherwise`)."""
    thing = counted_thing(question)
    if not thing or any(counts([thing, singular(thing)])[0]):
        return False
    return otherwise is None or not any(stem(thing) in otherwise.stems_of(each.said) for each in otherwise.expressions)


class Grounding:
    """Works behind the session that the generator's cache holds."""

    def __init__(
        self,
        generator: Generator,
        embedder: OnnxEmbedder,
        special: SpecialIds,
        blocks: BlockStore | None = None,
    ) -> None:
        """With `blocks` a source is read once and put in place again; None: read in full each time."""
        self._generator, self._embedder, self._special, self._blocks = generator, embedder, special, blocks
        self._encoded = lru_cache(maxsize=256)(self._encode)  # sources return with the next questions

    def measure(
        self,
        session: FloatArray,
        turns: Sequence[Turn],
        hits: Sequence[Hit],
        counts: Counts,
        calibration: Mapping[str, float],
        reading: Reading | None = None,
        stop: threading.Event | None = None,
        *,
        without: Sequence[Quote] = (),
        behind: GoingOn | None = None,
        after: Sequence[Turn] = (),
        everything: bool = False,
        otherwise: Otherwise | None = None,
        far: float | None = None,
    ) -> Grounds:
        """Score every sentence of the sources as `judge`; with `everything` also what this calibration does not
        use."""
        points = self._generator.manifest.pointing
        asked = [*WRITING, *(() if points else _POINTING)]
        writing = any(calibration.get(name) for name in asked) or (everything and not points)
        used = self._fitting(hits, writing)
        found = judge(
            self._embedder,
            session,
            turns,
            used,
            counts,
            calibration,
            reading=reading,
            without=without,
            behind=behind,
            after=after,
            everything=everything,
            otherwise=otherwise,
            far=far,
        )
        if not found.candidates:
            return found
        if points and (everything or any(calibration.get(name) for name in _POINTING)):
            odds = self._point(used, found.candidates, stop)
            scores = found.scores + np.float32(calibration.get("pointing", 0.0)) * odds
            found = replace(found, scores=scores, evidence=replace(found.evidence, quote_odds=float(odds.max())))
        if writing:
            found = replace(found, evidence=self._read(session, used, found.evidence, stop))
        return found

    def _point(
        self, used: Sequence[Hit], candidates: Sequence[quoting.Candidate], stop: threading.Event | None
    ) -> FloatArray:
        """The model's log-odds (n,) that each candidate answers: every source alone behind the session."""
        tokens, special = self._generator.tokens, self._special
        odds = np.full(len(candidates), -_CERTAIN, np.float32)
        for number, hit in enumerate(used, 1):
            own = [i for i, candidate in enumerate(candidates) if candidate.source == number]
            ends = [candidates[i].end - hit.start for i in own]
            title = passage_title(hit.title, hit.heading)
            ids, places = pointed_source(
                title, hit.text, ends, tokens.encode, tokens.locate, special, max_tokens=self._most_tokens
            )
            inside = {i: place for i, place in zip(own, places, strict=True) if place is not None}
            if inside:
                found = self._generator.odds(ids, list(inside.values()), special.quote, special.none, stop=stop)
                odds[list(inside)] = np.clip(found, -_CERTAIN, _CERTAIN)
        return odds

    def _read(
        self, session: FloatArray, used: Sequence[Hit], found: Evidence, stop: threading.Event | None
    ) -> Evidence:
        """Append the sources behind the session, up to `<|answer|>`."""
        generator, special = self._generator, self._special
        if self._blocks is None:
            ids = [i for hit in used for i in self.source(hit)]
        else:
            ids = []
            for hit in used:
                self._put(self.source(hit), self._blocks, stop)
        logits, grounded = generator.append([*ids, special.emb], then=[special.answer], stop=stop)
        found = replace(found, grounded=float(session @ grounded))
        if generator.manifest.pointing:
            return found
        return replace(found, quote_odds=float(logits[special.quote] - logits[special.none]))

    def _put(self, ids: list[int], blocks: BlockStore, stop: threading.Event | None) -> None:
        """Put the block of one source behind what the cache holds, from the store when it is there."""
        if kept := blocks.get(ids):
            try:
                self._generator.stitch(kept, ids)
                return
            except GenerationFailed:
                pass  # made by another build of the runtime: computed again below
        made = self._generator.block(ids, stop=stop)
        self._generator.stitch(made, ids)
        blocks.put(ids, made)

    def choose(
        self, grounds: Grounds, calibration: Mapping[str, float], stop: threading.Event | None
    ) -> Iterator[quoting.Candidate]:
        """The best candidate by score, then close seconds that may follow. With `decode` the model itself says where
        its quotes begin and end."""
        if calibration.get("decode"):
            guide = calibration.get("guide", 0.0)
            most = int(calibration.get("max_quotes", 2))
            worth = partial(_score_at, grounds, guide)
            yield from decoded(self._generator, self._special, grounds.sources, worth, most, stop)
            return
        written = bool(calibration.get("say"))
        for candidate in chosen(grounds, calibration):
            yield candidate
            if written:
                self._quoted(candidate, stop)

    def _quoted(self, candidate: quoting.Candidate, stop: threading.Event | None) -> None:
        encode = self._generator.tokens.encode
        head = quote_head_ids(candidate.source, encode, self._special)
        self._generator.append([*head, *quote_span_ids(candidate.text, encode)], stop=stop)

    def reply(self, stop: threading.Event | None) -> str:
        """The model's own words after its quotes, greedily, until it ends or says a control token."""
        generator, special = self._generator, self._special
        ends = {getattr(special, name) for name in special.__slots__}
        logits, _ = generator.append([special.say], stop=stop)
        said: list[int] = []
        for _ in range(min(REPLY_TOKENS, generator.context_length - len(generator.ids) - 1)):
            token = int(logits.argmax())
            if token in ends or (stop is not None and stop.is_set()):
                break
            said.append(token)
            logits, _ = generator.append([token], stop=stop)
        return generator.tokens.decode(said).strip()

    @property
    def _most_tokens(self) -> int:
        """The length of a source, at most a third of the window."""
        return min(SOURCE_TOKENS, self._generator.context_length // 3)

    def source(self, hit: Hit) -> list[int]:
        """The tokens of one source."""
        return self._encoded(passage_title(hit.title, hit.heading), hit.text)

    def _encode(self, title: str, text: str) -> list[int]:
        return source_ids(title, text, self._generator.tokens.encode, self._special, max_tokens=self._most_tokens)

    def _fitting(self, hits: Sequence[Hit], writing: bool) -> list[Hit]:
        """The first sources; when they do not fit beside session and answer, the first and the others by their score
        per token."""
        first = list(hits[:MAX_SOURCES])
        if writing and first:
            window = self._generator.context_length
            room = window - len(self._generator.ids) - 2 - min(2 * SOURCE_TOKENS, window // 4)
            first = within_budget(first, [len(self.source(hit)) for hit in first], room)
        return first


def chosen(grounds: Grounds, calibration: Mapping[str, float]) -> list[quoting.Candidate]:
    """The best candidate by score, then close seconds that may follow."""
    order = grounds.best_first()
    best = next(order, None)
    if best is None:
        return []
    least = float(grounds.scores[best]) - calibration.get("second_margin", 0.1)
    close = takewhile(lambda place: grounds.scores[place] >= least, order)
    following = [place for place in close if grounds.may_follow[place]]
    return _whole(grounds, [best, *following], int(calibration.get("max_quotes", 2)))


def nearest(grounds: Grounds, most: int = 3, quotes: Sequence[Quote] = ()) -> list[quoting.Candidate]:
    """The best candidates by score, where none is good enough to answer or `quotes` may not be what was asked for."""
    rest = [i for i in grounds.best_first() if not quoting.is_quoted(grounds.candidates[i], quotes, grounds.sources)]
    return _whole(grounds, rest, most)


def _whole(grounds: Grounds, order: Sequence[int], most: int) -> list[quoting.Candidate]:
    """The first candidates of these numbers, those that announce a list with its items, those that tell what was
    asked with what came of it, which are then none themselves."""
    found: list[quoting.Candidate] = []
    for candidate in (grounds.candidates[i] for i in order):
        if len(found) == most:
            break
        if not any(_is_item_of(each, candidate) for each in found):
            source = grounds.sources[candidate.source - 1]
            found.append(with_reply(with_items(candidate, source), source))
    return found


def _is_item_of(whole: quoting.Candidate, candidate: quoting.Candidate) -> bool:
    """Whether a candidate stands behind the beginning of another."""
    return candidate.source == whole.source and whole.start < candidate.start and candidate.end <= whole.end


def _score_at(grounds: Grounds, weight: float, source: int, position: int) -> float:
    """`weight` times the score of the sentence that holds a position of a source's page, the lowest of all where none
    does."""
    for candidate, score in zip(grounds.candidates, grounds.scores, strict=True):
        if candidate.source == source and candidate.start <= position < candidate.end:
            return weight * float(score)
    return weight * float(grounds.scores.min())


def within_budget(hits: Sequence[Hit], sizes: Sequence[int], room: int) -> list[Hit]:
    """Those of the hits that fit `room` tokens, in their order: the first before all, others by score per token."""
    worth = sorted(range(1, len(hits)), key=lambda i: -hits[i].score / max(1, sizes[i]))
    kept: set[int] = set()
    for i in [0, *worth]:
        if sizes[i] <= room:
            kept.add(i)
            room -= sizes[i]
    return [hits[i] for i in sorted(kept)]
