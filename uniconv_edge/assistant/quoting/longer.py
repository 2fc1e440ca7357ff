"""What a quote is made longer by: the next sentence, which tells what came of what was asked, gives the reason, or says
what the chosen one only announces. Pure."""

from __future__ import annotations

from dataclasses import replace

from uniconv_edge.assistant.quoting.quotes import LIST_MARK, MAX_QUOTE_CHARACTERS, Candidate
from uniconv_edge.assistant.words.answer_types import gives_what_is_asked
from uniconv_edge.assistant.words.terms import stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import cells, sentences, without_sender
from uniconv_edge.types import Hit

_WHO_SAYS = expression(
    r"(?i)\W*(?:and |so )?(?:who(?:m| (?:is|was) it(?: that)?)? (?:says?|said|asks?|asked|tells?|told|cries|cried"
    r"|exclaims?|exclaimed|replies|replied|answers?|answered|thinks?|thought)\b|whose (?:words|speech|line|voice)\b"
    r"|to whom\b.*\bs(?:ay|aid|ays)\b)"
)
_PARAGRAPH = "\n\n"
_IN_QUOTES = expression(r"[\"“«„][^\"”»“]*[\"”»“]")
_OPENS_SPEECH = expression(r"[\"“„«‘'—]")
_SAID = expression(
    r"\b(?:sa(?:ys?|id)|ask(?:s|ed)|tells?|told|cries|cried|exclaim(?:s|ed)|repl(?:ies|ied)|answer(?:s|ed)|return(?:s|ed)"
    r"|add(?:s|ed)|continue[sd]|observe[sd]|remark(?:s|ed)|whisper(?:s|ed)|shout(?:s|ed)|murmur(?:s|ed)|think(?:s)?"
    r"|thought|began|repeat(?:s|ed)|declare[sd]|interrupt(?:s|ed)|mutter(?:s|ed)|call(?:s|ed)|growl(?:s|ed)|whinn\w+)\b"
)
_LITTLE = 6  # words that tell more than the question does
_ENDED = expression(r"[.!?…][\"'”’»)\]]*\Z")
_ASKED = expression(
    r"(?i)\b(?:(?<!is )(?<!are )(?<!be )(?<!was )(?<!were )(?<!been )asked (?:for|that|to|us|about"
    r"|how|wh(?:at|en|ere|ich|o|y)|(?:[\w'’-]+ ){0,5}(?:whether|if))"
    r"|wondered (?:whether|if|how|wh(?:at|en|ere|ich|o|y))|wanted to know"
    r"|requested (?:that|a|an|the)|fragten?|(?:hat|haben)\b.{0,80} gefragt|wollten? wissen|erkundigten? sich"
    r"|(?:a|ont) demandé|preguntó|preguntaron|(?:ha|hanno) chiesto|chiese(?:ro)?"
    r"|vroeg(?:en)?,? (?:of|naar|om|hoe|wie|wat|waar|waarom|wanneer)|wilden? weten|perguntou|perguntaram)\b"
)
# Tells only that people talked about a thing, not what they said.
_TALKED = expression(
    r"(?i)[^\w\n]*(?:(?:i|we|had|have|a|an|the|my|our|another|first|long|short|brief|quick|good|nice)\s)*"
    r"(?:talk(?:ed)?|spoke|chat(?:ted)?|conversation|discussion|(?:phone )?call)\s(?:with|to)\s(?:\S+\s){1,4}?"
    r"(?:about|on|over|regarding)\s[^.:;!?\n]{2,60}\.\s*"
)
# What calls the sentence before it wrong, whoever says it.
_DENIES = expression(
    r"(?:[A-Z][\w .'’()-]{0,30}: )?(?:No(?:[,!]|\.(?!\s*\d))(?=\s|$)|Nonsense\b|Not (?:true|so|at all)\b"
    r"|(?:That|This|It)(?: is|['’]s)(?: simply| just| quite)? (?:not (?:so|true|right|correct|the case)"
    r"|wrong|untrue|false|incorrect|nonsense)(?=[.,;:!]|$)"
    r"|(?:That|This|It) isn['’]t (?:so|true|right|correct|the case)(?=[.,;:!]|$))"
)
_WHY = expression(r"(?i)\W*(?:(?:and|but|so) )*(?:why|how come|for what reason)\b")
_REASON = expression(
    r"(?i)\b(?:because|since(?! (?:\d|then\b))|(?<!such )as(?! (?:usual|soon|well|long|far|much|many|if|of)\b)|so that"
    r"|due to|owing to|thanks to|reasons?|caused?|therefore|hence|otherwise|in order to|that(?:['’]s| is| was) why)\b"
    r"|\b(?:which|that) (?:would|means?|meant)\b"
)
_WHAT_IF = expression(r"(?i)\W*(?:(?:and|but|so|ok|okay)\W+)*(?:what (?:do (?:i|we) do )?)?if\b")
_CONDITION = expression(
    r"(?i)\W*(?:if|unless|otherwise|in case|whenever|when|once|should (?:you|we|they|he|she|the|an?)"
    r"|whoever|(?:those|any(?:one|body)|members|people) who|without)\b"
)


def with_reply(candidate: Candidate, hit: Hit) -> Candidate:
    """A sentence that tells what somebody asked ("You also asked for a refund.") or only that they talked ("Talked to
    Ada about the fence.") with the next of its paragraph, which tells what came of it, and one that the next calls
    wrong, also in somebody's reply, with that, as far as a quote goes; others as they are."""
    if len(cells(candidate.text)) > 1:
        return candidate
    rest = hit.text[candidate.end - hit.start :].lstrip()
    if _DENIES.match(without_sender(rest) or rest):
        return _next_sentence(candidate, hit, "")
    tells_what_came = _ASKED.search(candidate.text) or _TALKED.fullmatch(candidate.text)
    return _next_sentence(candidate, hit) if tells_what_came else candidate


def with_reason(candidate: Candidate, hit: Hit, question: str) -> Candidate:
    """A sentence that only says what a question asks the reason of ("Why is the pool shut?") with the next of its
    paragraph, where that gives one, as far as a quote goes; others as they are."""
    if not _WHY.match(question) or _REASON.search(candidate.text) or len(cells(candidate.text)) > 1:
        return candidate
    following = _next_sentence(candidate, hit)
    return following if _REASON.search(following.text) else candidate


def with_more(candidate: Candidate, hit: Hit, question: str) -> Candidate:
    """A sentence that says little beside the words of the question, and nothing of the type that it asks for, with the
    next of its paragraph, which often tells that ("Black spot on the roses. Sprayed with milk."), as far as a quote
    goes; others as they are."""
    asked = set(map(stem, telling_words(question)))
    told = [word for word in telling_words(candidate.text) if stem(word) not in asked]
    if len(told) > _LITTLE or gives_what_is_asked(question, candidate.told) or not _ENDED.search(candidate.text):
        return candidate
    following = _next_sentence(candidate, hit)
    return following if _ENDED.search(following.text) else candidate


def with_speaker(candidate: Candidate, page: str, question: str) -> Candidate:
    """What somebody says, where it is asked who does, with the rest of its paragraph of the page, and as far as a quote
    goes with those above, up to the one that tells who speaks; others as they are."""
    if not _WHO_SAYS.match(question):
        return candidate
    start = page.rfind(_PARAGRAPH, 0, candidate.start) + 1
    start = start + len(_PARAGRAPH) - 1 if start else 0
    end = page.find(_PARAGRAPH, candidate.end)
    end = len(page) if end < 0 else end
    if not _OPENS_SPEECH.search(page, start, end):
        return candidate
    while not _tells_speaker(page[start:end]) and start > len(_PARAGRAPH):
        above = page.rfind(_PARAGRAPH, 0, start - len(_PARAGRAPH))
        start = above + len(_PARAGRAPH) if above >= 0 else 0
        if end - start > MAX_QUOTE_CHARACTERS:
            return candidate
    text = page[start:end].rstrip()
    is_quote = len(text) <= MAX_QUOTE_CHARACTERS and _tells_speaker(text)
    return replace(candidate, start=start, end=start + len(text), text=text) if is_quote else candidate


def _tells_speaker(text: str) -> bool:
    """Whether a text says outside of quotation marks that somebody speaks."""
    return _SAID.search(_IN_QUOTES.sub(" ", text)) is not None


def lacks_reason(candidate: Candidate, hit: Hit, question: str) -> bool:
    """Whether a question asks why, and neither a sentence nor the next of its paragraph gives a reason; or what then is
    and no more ("what if I do not?"), and the sentence does not begin with a condition."""
    if _WHAT_IF.match(question) and not telling_words(question):
        return _CONDITION.match(candidate.text) is None
    return _WHY.match(question) is not None and not _REASON.search(with_reason(candidate, hit, question).text)


def _next_sentence(candidate: Candidate, hit: Hit, border: str = "\n\n") -> Candidate:
    """A sentence with the next before a border, "" for whichever, where that is no item of a list and both are no
    longer than a quote; else as it is."""
    start, end = candidate.start - hit.start, candidate.end - hit.start
    rest = hit.text[end:].partition(border)[0] if border else hit.text[end:]
    spans = sentences(rest)
    if not spans or spans[0][1] + end - start > MAX_QUOTE_CHARACTERS or LIST_MARK.match(rest[spans[0][0] :]):
        return candidate
    last = end + spans[0][1]
    return replace(candidate, end=hit.start + last, text=hit.text[start:last])
