"""A document that stands beside another, as one recipe beside the next: it may be asked the same."""

from __future__ import annotations

from collections.abc import Sequence

from uniconv_edge.assistant.facts.naming import documents_of, named_documents
from uniconv_edge.assistant.question.topic import means_what_was_said
from uniconv_edge.assistant.words.names import names
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import name_read, words_of

_FIRST_WORD = expression(r"^\W*\w+")  # has a capital whatever it is
_WORD = expression(r"[^\W_]+(?:['’-][^\W_]+)*")


def asked_of_one_beside(
    store: Store, name: str, document: int, question: str, within: Sequence[int] | None = None
) -> tuple[str, int] | None:
    """A question that one document answered, as it is asked of the only one (of those `within`, None: of all) that is
    called by a name, with its id: what the first is called by, it is called by that; "how long does it cook?" stays as
    it is, and so does "how long is the warranty?", which names nothing, where the name is a whole title. None where
    none stands in the same folder as a file of the same kind, or the question is of something else."""
    found = named_documents(store, name, within)
    if not telling_words(name) or len(found) != 1 or found == [document]:
        return None
    files = {key: (file, title) for key, file, title in documents_of(store, [*found, document])}
    if len({(file.parent, file.suffix) for file, _ in files.values()}) != 1 or document not in files:
        return None
    file, title = files[document]
    called = bag(f"{title}\n{name_read(file.stem)}") & {stem(word) for word in telling_words(question)}
    spans = [word.span() for word in _WORD.finditer(question) if bag(word[0]) & called]
    if spans:
        question = f"{question[: spans[0][0]]}{name}{question[spans[-1][1] :]}"
    leans = means_what_was_said(question) or not telling_words(question)
    is_title = words_of(files[found[0]][1]) == words_of(name)
    is_beside = spans or leans or (is_title and not names(_FIRST_WORD.sub("", question)))
    return (question, found[0]) if is_beside else None
