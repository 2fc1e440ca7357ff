"""A question whose small words were put into English, in the order of English words: "what has Anna on Monday written?"
as "what did Anna write on Monday?". Pure."""

from __future__ import annotations

from uniconv_edge.expressions import expression

ROMANCE = frozenset(("es", "fr", "it", "pt"))
# Romance languages put the extreme behind what it is of: `la dépense la plus élevée`, `il preventivo più economico`.
_EXTREME_BEHIND = expression(
    r"(?i)\b(?P<the>the|my|our|is) (?P<of>(?!the\b)[^\W\d_][\w'-]*) (?:the )?(?P<extreme>most expensive|"
    r"(?:bigg|cheap|earli|high|larg|lat|long|low|new|old|short|small|young)est)\b"
)
_DENIED_BEFORE = expression(r"\b(?P<denial>not) (?P<verb>is|are|was|were|has|have|had|can|may|must|will|do|does|did)\b")
# In speech what asks may stand at the end: `il pèse combien ?`, `a reunião é quando?`.
_ASKED_LAST = expression(
    r"(?i)(?P<opening>(?:and|but|so|ok),? )?"
    r"(?P<said>(?!(?:\w+ )?(?:what|which|who|whom|when|where|why|how)\b|(?:tell|give|show) me\b)[^?!.,;]+?"
    r"(?<!\bto)(?<!\bof)(?<!\bfor)(?<!\bwith)(?<!\bat)(?<!\bby)(?<!\bin)(?<!\bfrom)(?<!\bsince)(?<!\buntil))"
    r"(?P<verb> (?:is|are|was|were|will be))? "
    r"(?P<asks>what|when|where|why|who|how (?:much|many|long|often)|at what time)(?P<end>\s*[?!.]*)"
)
_BOTH = expression(r"(?i)\bthe both\b")
_LAST_FEW = expression(
    r"(?i)\b(?P<number>\d+|two|three|four|five|six|ten) (?P<order>last|first)(?= (?:mails?|messages?)\b)"
)
_OF_EVERY = expression(
    r"(?i)\b(?P<sum>total|sum|average) of every\b"
)  # whose things a plural tells: `de toutes les factures`
# `Wie viele Rechnungen habe ich?`, `quelles factures ai-je ?`, `¿qué facturas tengo?`
_HAVE_LAST = expression(
    r"(?i)(?!.*\b(?:do|does|did)\b)(?P<asks>(?:(?:and|so) )?(?:which|what|how many|how much) .+?) "
    r"(?:have (?P<behind>i|we|you)|(?P<before>i|we|you) have|have|(?:is|are) there|there (?:is|are))(?P<end>\W*)"
)
_OVER = expression(r"(?i)\babout (?=[\d.,]+ ?(?:euros?|€|francs?)\b)")  # `über 150 Euro`
_IN_YEAR = expression(r"(?P<verb>\b[a-zäöü]{3,}(?:en|et)) (?=(?:19|20)\d\d\W*$)")  # `welche Verträge enden 2027?`
# `Wie entkalke ich die Maschine?`, `comment nettoyer le filtre ?`, `come si pulisce il filtro?`
_HOW = expression(
    r"(?i)(?P<asks>(?:(?:and|so) )?how) (?:(?P<verb>[^\W\d_]{4,}) (?P<who>i|we|you|one)\b"
    r"|(?:(?:is|one|to) )?(?P<to>[^\W\d_]{4,}) (?=(?:the|an?|my|our|this)\b))"
)
_HOW_MADE = expression(r"(?i)^how (?:do|make) (?=(?:the|an?|my|our)\b)")
_NO_VERB_LIST = (
    "come comes does have long many much must often should will with would about funciona funziona fonctionne marche"
)
_NO_VERB = frozenset(_NO_VERB_LIST.split())
# Who wrote what, and when, however a language puts it: name, verb and what is said besides.
_WRITE_LISTS = {
    "write": "geschrieben schrieb schreibt écrit écrits escrito escribió escribí escribe scritto scrisse scrive "
    "geschreven schreef schrijft escreveu escrevi escreve",
    "send": "geschickt gesendet zugeschickt envoyé envoyés enviado envió envié mandado mandó inviato mandato spedito "
    "gestuurd verstuurd verzonden enviou enviei mandou",
    "answer": "geantwortet répondu respondido respondió respondí contestado contestó risposto geantwoord respondeu "
    "respondi",
    "pay": "paid payé pagado pagué pagato paguei",
    "spend": "spent dépensé gastado gasté speso gastei",
    "buy": "gekauft eingekauft acheté comprado compré comprato comprei gekocht",
    "get": "bekommen erhalten reçu reçus recibido recibí ricevuto gekregen ontvangen recebido recebi",
}
_WRITES = {word: verb for verb, words in _WRITE_LISTS.items() for word in words.split()}
_ASKS = r"what|when|who|ha(?:s|ve)|how (?:many|much|often)(?: (?:mails?|messages?|times))?|which (?:mails?|messages?)"
_WRITTEN = expression(
    rf"(?i)(?P<opening>(?:(?:and|but|so|ok),? )?)(?P<asks>{_ASKS})\b"
    rf"(?P<rest>.*\b(?:{'|'.join(_WRITES)})\b.*?)(?P<end>[\s?!.]*)"
)
_PAST = {"write": "wrote", "send": "sent", "answer": "answered", "get": "got"}
_UNSAID = frozenset(("es", "it", "pt"))  # whose verbs tell by themselves who it is
_BUYS = frozenset(("pay", "spend", "buy"))
_I_PAID = expression(r"(?i)(?:have |^ ?)(?:[^ ]+ado|[^ ]+ato|speso|[^ ]+[éi])\b")  # the verb tells who
_HELPS_LIST = "has have had did it she he that was is they"
_HELPS = frozenset(_HELPS_LIST.split())
# `zuletzt`, `the last time`, but not "the last" of a thing: `die letzte Rechnung`.
_LAST = expression(
    r"(?i)\b(?:(?:for|in|at|by|as) )?(?:(?:the )?last time"
    rf"|the last(?=\W*$| (?:{'|'.join(_WRITES)})\b)|(?<!the )last)\b(?! (?:mail|message))"
)
_ARTICLES = frozenset(("the", "an", "a", "my", "our"))
_TO = {"at": "to", "for": "to", "of": "from", "by": "from"}


def in_order(english: str, language: str) -> str:
    """A question put into English from a language, in the order of English."""
    found = _OF_EVERY.sub(r"\g<sum> of all", english)
    found = _BOTH.sub("both", _LAST_FEW.sub(r"\g<order> \g<number>", found))
    if language == "de":
        found = _OVER.sub("over ", found)
        found = _IN_YEAR.sub(r"\g<verb> in ", found)
    if language in ROMANCE:
        found = _EXTREME_BEHIND.sub(r"\g<the> \g<extreme> \g<of>", found)
        found = _DENIED_BEFORE.sub(r"\g<verb> \g<denial>", found)
        if last := _ASKED_LAST.fullmatch(found):
            opening, said, verb, asks, end = last.groups(default="")
            found = f"{opening}{asks}{verb} {said}{end}"
    if had := _HAVE_LAST.fullmatch(found):
        return f"{had['asks']} do {had['behind'] or had['before'] or 'i'} have{had['end']}"
    found = _HOW_MADE.sub("how do i make ", found)
    how = _HOW.match(found)
    # `Wie funktioniert die Garantie?` asks what something else does, as every such question of these two.
    if how and how["to"] and language in ("de", "nl"):
        how = None
    if how and (verb := how["verb"] or how["to"]).lower() not in _NO_VERB:
        return f"{how['asks']} do {how['who'] or 'i'} {verb} {found[how.end() :].lstrip()}"
    return _of_writing(found, language)


def _of_writing(english: str, language: str) -> str:
    """Who wrote what or when, as English asks for it; a question as it is where it names nobody."""
    found = _WRITTEN.fullmatch(english)
    if found is None:
        return english
    rest = _LAST.sub(" ", found["rest"])
    last = "last" if rest != found["rest"] else ""
    words = [word for word in rest.split() if word.lower() not in _HELPS]
    verbs = [word for word in words if word in _WRITES]
    if len(verbs) != 1:
        return english
    words.remove(verbs[0])
    asks, verb = found["asks"].lower(), _WRITES[verbs[0]]
    if verb in _BUYS:  # what one paid oneself
        who, behind = words[:1], words[1:]
        if who not in (["i"], ["we"]):
            who, behind = ["i"], words
            if language not in _UNSAID or not _I_PAID.match(found["rest"].lstrip()):
                return english
        return _joined(found["opening"], [asks, "did", *who, verb, last, *behind], found["end"])
    if asks == "who":
        who = [] if words in (["me"], ["us"]) else words
        told = [f"who {_PAST[verb]}", last, *who]
        return _joined(found["opening"], told, found["end"])
    to = [f"to {word.lower()}" for word in words if word.lower() in ("me", "us")]
    words = [word for word in words if word.lower() not in ("me", "us")]
    if not (who := _somebody(words)):
        return english
    behind = words[len(who) :]
    if who == ["i"] and behind:
        to_whom = behind[0] if behind[0].islower() or verb == "get" else f"to {behind[0]}"
        behind = [_TO.get(behind[0], to_whom), *behind[1:]]
    if behind[:1] == ["on"] and language in ("fr", "it"):  # `sur le chalet`
        behind[0] = "about"
    asks = asks.replace("much m", "many m")
    if asks in ("has", "have"):
        asks, verb = "", {"answer": "reply"}.get(verb, verb)
    does = ["last", verb] if last and asks == "when" else [verb, last]
    return _joined(found["opening"], [asks, "did", *who, *does, *to, *behind], found["end"])


def _somebody(words: list[str]) -> list[str]:
    """The words of a name at the beginning, or `i`; [] where none stands there."""
    if words and words[0].lower() in ("i", "we"):
        return [words[0].lower()]
    at = 1 if words and words[0].lower() in _ARTICLES else 0
    first = at
    while at < len(words) and words[at][:1].isupper():
        at += 1
    return words[:at] if at > first else []


def _joined(opening: str, words: list[str], end: str) -> str:
    return f"{opening}{' '.join(filter(None, words))}{end}"
