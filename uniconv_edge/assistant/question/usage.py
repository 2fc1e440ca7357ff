"""How the program itself is used, told in a sentence or two. English. Pure."""

from __future__ import annotations

from uniconv_edge.assistant.question.plainly import plainly
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.expressions import expression

_MAY_I = r"(?:how (?:do|can|could|should|would) (?:i|we|you)|can (?:i|we)|where (?:do|can) (?:i|we)|how to)"
_PAPERS = (
    r"(?:(?:a|an|some|any|the|my|our|more|new|other|another|further|all|this|that|old) )*"
    r"(?:documents?|docs?|files?|folders?|director(?:y|ies)|pdfs?|e-?mails?)"
)
_HERE = r"(?: (?:to|into|in|from|out of) (?:you|here|it|(?:the|this|your|my) (?:library|program|app|index|collection)))"
ADD = expression(
    rf"(?:{_MAY_I} )?(?:add|import|upload|load|include|index|put|insert)(?: in)? {_PAPERS}(?: here|{_HERE})?"
    rf"|{_MAY_I} (?:give|show|feed) you {_PAPERS}"
)
REMOVE = expression(
    rf"(?:{_MAY_I} )?(?:remove|delete|forget|drop|get rid of|take out|take) {_PAPERS}(?: out)?{_HERE}?"
    rf"|{_MAY_I} make you forget {_PAPERS}"
)
HELP = expression(
    r"help(?: me)?(?: please)?|what (?:all )?(?:can|do|could) you do(?: for me)?"
    r"|what (?:can|could|should|may) i (?:ask(?: you)?|do(?: here| with (?:you|this))?)"
    r"|how (?:do you|does (?:this|it)) work|how (?:do|can) i (?:use|work with) (?:you|this|it)"
)
# What behind a question to the documents asks more of what they tell of.
_OF_A_THING = expression(
    r"what (?:can|could|should|may) i do|how does (?:this|it) work|how (?:do|can) i (?:use|work with) (?:this|it)"
)
_TOLD = (
    (
        ADD,
        "`uniconv-edge index FOLDER` reads the documents of a folder (Ctrl+O in the app); run it again when files were "
        "added or changed. The files stay where they are.",
    ),
    (
        REMOVE,
        "`uniconv-edge forget PATH` takes a file or a folder out of the library (F2, then `d`, in the app); the file "
        "itself stays. What you delete from an indexed folder leaves with the next `uniconv-edge index`.",
    ),
    (
        HELP,
        "Ask what your documents say: the answer is quoted from them, or that they do not answer. You can also ask "
        "“which files mention the boiler?”, “what files are in the letters folder?”, “summarise the lease”, “what does "
        "the lease say about pets?”, “what changed between the two contracts?”, and of an answer “who wrote "
        "that?”, “tell me more” or “no, I meant the garage”.",
    ),
)


def told_of_use(question: str, *, goes_on: bool = False) -> str:
    """What to tell a person who asks how to use the program; "" for any other question. Where a topic of the
    documents `goes_on`, "how does it work?" asks that of what they tell of."""
    plain = bare(" ".join(plainly(question).casefold().split())).rstrip(" ?!.")
    if goes_on and _OF_A_THING.fullmatch(plain):
        return ""
    return next((text for pattern, text in _TOLD if pattern.fullmatch(plain)), "")
