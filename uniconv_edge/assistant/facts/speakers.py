"""Who speaks in a recording or transcript, and how much: "who spoke most?". Counted in words; of a file of text that
tells no times, those who speak twice at least. English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from uniconv_edge.assistant.facts.lookup import LibraryAnswer, which_is_meant
from uniconv_edge.assistant.facts.naming import named_documents, names_of
from uniconv_edge.assistant.quoting.spoken import SPEAKER
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.store import Store
from uniconv_edge.places import STAMP
from uniconv_edge.wording import first_of

_IN = r"(?: (?:in|at|on|during|of) (?:the |this |that |our |my )?(?P<about>.+))?"
_ASKED = expression(
    rf"(?i)(?:and )?who (?:all )?(?:(?:spoke|talked|speaks|talks|said) (?:the )?(?P<side>most|least)(?: often)?"
    rf"|(?:are|were) the (?:speakers|participants)|spoke|speaks|took part|participated){_IN}"
)
_TURN = expression(rf"(?m)^({STAMP.pattern})?({SPEAKER}):\s+(.*)")
_MOST_NAMED = 10


def speakers_asked(question: str) -> tuple[str, str] | None:
    """(the words of the recording, "most", "least" or "") of a question for who spoke in one; None for another."""
    found = _ASKED.fullmatch(bare(" ".join(question.split())).rstrip(" ?!."))
    return None if found is None else (found["about"] or "", (found["side"] or "").lower())


def told_of_speakers(
    store: Store, about: str, side: str, last: int | None, within: Sequence[int] | None
) -> LibraryAnswer | None:
    """How many words each says in the recording that is meant: called so, or the only one that says these words, or,
    where none is named, that of the document quoted `last`, or the only one; None where none is."""
    words = telling_words(about)
    named = named_documents(store, about, within) if words else [] if last is None else [last]
    rows = store.rows("SELECT DISTINCT document_id FROM passages WHERE place LIKE 'at __:__:__%'")
    recorded = [key for (key,) in rows if within is None or key in within]
    told = {key: counted for key in named or recorded if len(counted := _spoken(store, key)) > 1}
    if words and not named:
        told = {key: each for key, each in told.items() if {*map(stem, words)} <= bag(_text(store, key))}
    if len(told) > 1:
        return which_is_meant(store, list(told), "tell who speaks")
    for key, counted in told.items():
        ranked = counted.most_common() if side != "least" else counted.most_common()[::-1]
        parts = [f"{name} {number:,}" for name, number in ranked]
        much = f"{side} by {ranked[0][0]}: " if side else ""
        total = f"{len(ranked)} speak in `{names_of(store, [key])[key]}`, {much}of {sum(counted.values()):,} words"
        return LibraryAnswer(True, f"{total} {', '.join(first_of(parts, _MOST_NAMED))}.", of=key)
    return None


def _text(store: Store, document: int) -> str:
    rows = store.rows("SELECT text FROM pages WHERE document_id = ? ORDER BY page_index", document)
    return "\n".join(str(text) for (text,) in rows)


def _spoken(store: Store, document: int) -> Counter[str]:
    """How many words each speaker says."""
    turns = _TURN.findall(_text(store, document))
    is_stamped = any(stamp for stamp, *_ in turns)
    turns = [turn for turn in turns if bool(turn[0]) == is_stamped]
    often = Counter(by for _, _, by, _ in turns)
    words: Counter[str] = Counter()
    for *_, by, said in turns:
        if is_stamped or often[by] > 1:
            words[by] += len(said.split())
    return words
