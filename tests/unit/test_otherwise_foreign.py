"""Questions in other words than the documents', in other languages than English: tables, expressions, texts read so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.resources import files

import pytest

from uniconv_edge.assistant.quoting.grounding import judge
from uniconv_edge.assistant.words.foreign import Foreign, question_in_english
from uniconv_edge.assistant.words.glosses import LANGUAGES
from uniconv_edge.assistant.words.otherwise import SHARE
from uniconv_edge.assistant.words.otherwise_foreign import OtherwiseForeign, expressions
from uniconv_edge.assistant.words.terms import counts_in
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Hit, Turn


class Words:
    """The words of some texts, as a library's vocabulary has them."""

    def __init__(self, *texts: str) -> None:
        self._texts = [set(words_of(text)) for text in texts]

    def lacking(self, words: Sequence[str]) -> list[str]:
        return [word for word in words if not any(word in text for text in self._texts)]

    def stems(self, beginnings: tuple[str, ...], longest: int) -> Sequence[tuple[str, int]]:
        often = Counter(word for text in self._texts for word in text)
        return [(word, n) for word, n in often.items() if word.startswith(beginnings) and len(word) <= longest]

    def forms(self, _stem: str) -> Counter[str]:
        return Counter()


def turn(question: str, language: str) -> Turn:
    return Turn("user", question_in_english(question, language), language=language, typed=question)


def to(question: str, language: str, *texts: str) -> OtherwiseForeign | None:
    turns = [turn(question, language)]
    foreign = Foreign.of(turns)
    assert foreign is not None
    return OtherwiseForeign.to(turns, foreign, counts_in(texts), Words(*texts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_line_of_a_table_is_in_order_once_and_found_by_its_expression(language: str) -> None:
    lines = files("uniconv_edge.assistant.words").joinpath(f"otherwise.{language}.txt").read_text("utf-8").splitlines()
    assert lines == sorted(lines)
    rows = [line.split(" > ") for line in lines]
    assert {len(row) for row in rows} == {2}
    assert len({said for said, _ in rows}) == len(rows) > 1_400
    for said, row in rows:
        instead = row.split(" | ")
        assert said not in instead
        assert len(set(instead)) == len(instead)
        assert all(any(map(str.isalpha, each)) for each in (said, *instead))
        assert line_is_plain(said, *instead)
    lost = [said for said, row in rows[::7] if not set(row.split(" | ")) & found_in(said, language)]
    assert lost == []


def line_is_plain(*expressions_of: str) -> bool:
    return all(each == each.lower() and each == " ".join(each.split()) and "|" not in each for each in expressions_of)


def found_in(question: str, language: str) -> set[str]:
    return {other for _, others in expressions(question, language) for other in others}


@pytest.mark.parametrize(
    ("language", "question", "text", "read"),
    [
        ("de", "Wohin mit dem Müll?", "Der Restmüll ist hier.", {"Müll": "Restmüll"}),
        ("de", "Kriege ich mein Geld zurück?", "Wir erstatten alles.", {"zurück": "erstatten"}),
        ("de", "Wann muss ich ausziehen?", "Er räumt die Zimmer.", {"ausziehen": "räumt"}),
        ("de", "Wer darf mein Kind holen?", "Die Abholung ist um drei.", {"holen": "Abholung"}),
        ("de", "Wann muss ich kehren?", "Er fegt am Abend aus.", {"kehren": "fegt"}),
        ("de", "Wie kann ich das ausmachen?", "Er schaltet es am Abend ab.", {"ausmachen": "schaltet … ab"}),
        ("de", "Wie mache ich den Herd aus?", "Der Herd ist abgeschaltet.", {"ausmache": "abgeschaltet"}),
        ("de", "Was ist mit dem Mietzins?", "Die Monatsmieten steigen.", {"Mietzins": "Monatsmieten"}),
        ("de", "Gibt es viel Krach?", "Es gibt kein Geraeusch.", {"Krach": "Geraeusch"}),
        ("nl", "Krijg ik mijn geld terug?", "Wij storten het volgende week terug.", {"geld terug": "storten … terug"}),
        ("nl", "Krijg ik mijn geld terug?", "Het is terugbetaald.", {"geld terug": "terugbetaald"}),
        ("nl", "Waar is de kliko?", "De afvalcontainers staan er.", {"kliko": "afvalcontainers"}),
        ("fr", "Où mettre les ordures ?", "C'est l'heure des déchets.", {"ordures": "déchets"}),
        ("fr", "Comment récupérer mon argent ?", "Il le restitue.", {"récupérer argent": "restitue"}),
        ("fr", "Qui peut ouvrir ?", "Déverrouillez la porte.", {"ouvrir": "Déverrouillez"}),
        ("es", "¿Me devuelven el dinero?", "El reembolso llega.", {"devuelven dinero": "reembolso"}),
        ("it", "Chi è il padrone di casa?", "Il locatore abita qui.", {"padrone casa": "locatore"}),
        ("pt", "Quem é o senhorio?", "O locador mora aqui.", {"senhorio": "locador"}),
    ],
)
def test_a_text_is_read_with_what_was_asked(language: str, question: str, text: str, read: dict[str, str]) -> None:
    found = to(question, language, text, "nix")
    assert found is not None
    assert read.items() <= found.read_as(text).items()
    assert found.read("nix").text == "nix"


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("de", "Wie kann ich kommen?", "Wir haben ein Abkommen."),  # a word that only ends so
        ("de", "Wo ist der Müll?", "Die Müllerin wohnt hier. Die Abfallart zählt."),  # or begins so
        ("de", "Wann gehst du raus?", "Der Vertrag. Die Kündigung."),  # half of an expression
        ("de", "Wo ist die Miete?", "Die Miete steigt."),  # itself
        ("fr", "Quand est-ce que ça a lieu ?", "Il faut tenir la porte."),  # what is said with "se" alone
        ("fr", "Qui tient le magasin ?", "La fête aura lieu ici."),
        ("nl", "Wie betaalt?", "De kosten."),
    ],
)
def test_what_is_something_else_is_not_read(language: str, question: str, text: str) -> None:
    found = to(question, language, text, "nix")
    others = {} if found is None else found.read_as(text)
    assert not set(others) & {"kommen", "Müll", "raus", "Miete", "lieu", "tient"}


def test_a_verb_with_a_reflexive_word_is_another() -> None:
    text = "La réunion se tient ici, on tient la porte."
    found = to("Où aura lieu la fête ?", "fr", text, "nix")
    assert found is None or "tient" not in found.read_as(text).get("lieu", "")
    assert "avoir lieu" in found_in("Où se tient la fête ?", "fr")
    assert "avoir lieu" not in found_in("Qui tient la porte ?", "fr")


def test_what_many_passages_say_stands_for_nothing() -> None:
    texts = ["Der Abfall wird geholt.", *["Nichts davon."] * 200]
    assert to("Wo ist der Müll?", "de", *texts) is not None
    assert to("Wo ist der Müll?", "de", *texts, *["Ein Müll."] * 60) is None


def test_search_looks_for_the_forms_that_documents_have() -> None:
    found = to("Wo ist der Müll?", "de", "Die Abfälle werden geholt.", "nix")
    assert found is not None
    assert found.instead["Müll"] == ["abfalle"]


def test_words_are_worth_what_is_said_itself_and_less_what_stands_for_it() -> None:
    found = to("Wo ist der Müll?", "de", "Der Abfall ist hier.", "nix")
    assert found is not None
    [worth] = {worth for other, worth in found.expressions[0].instead if other == "abfall"}
    assert found.shares(["mull", "zzz"], "Der Abfall ist hier.") == pytest.approx([SHARE * worth, 1.0])
    assert found.shares(["mull", "zzz"], "Der Müll ist Abfall.") == [1.0, 1.0]


def test_sentences_are_judged_as_they_are_read_and_quoted_as_they_are() -> None:
    question, text = "Wohin bringe ich den Müll?", "Die Wege sind warm. Abfälle gehören in den Hof."
    turns = [turn(question, "de")]
    hit = Hit(1, 1.0, 1, 1, "hof.md", "Hof", None, 0, 0, len(text), text, cosine=0.5)
    found, plainly = (
        judge(None, None, turns, [hit], counts_in([text]), {}, otherwise=each)
        for each in (to(question, "de", text), None)
    )
    assert plainly.read_as == {}
    assert found.quoted is not None
    assert found.quoted[0] == "Abfälle gehören in den Hof."
    assert found.read_as == {"Müll": "Abfälle"}
    assert found.evidence.source_words > plainly.evidence.source_words
