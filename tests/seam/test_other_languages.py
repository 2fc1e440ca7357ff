"""Questions in other languages than English with the shipped model, quoted as the documents have it."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.cli.search import found_in
from uniconv_edge.library.query import parse

pytestmark = pytest.mark.model
DOCUMENTS = {
    "mietvertrag.md": "# Mietvertrag\n\n## § 1 Mietsache\nVermietet wird die Wohnung im zweiten Stock, mit drei "
    "Zimmern.\n\n## § 2 Miete\nDie monatliche Miete beträgt 845 Euro. Sie ist bis zum dritten Werktag eines Monats zu "
    "zahlen.\n\n## § 3 Kaution\nDer Mieter zahlt eine Kaution von 2.535 Euro. Sie wird spätestens sechs Monate nach "
    "dem Auszug zurückgezahlt.\n\n## § 4 Haustiere\nHunde und Katzen dürfen nur mit schriftlicher Zustimmung gehalten "
    "werden.\n",
    "waschmaschine.txt": "Waschmaschine: Bedienungsanleitung\n\nFehler E18: Das Wasser wird nicht abgepumpt.\n"
    "Die Garantie gilt zwei Jahre ab dem Kaufdatum.\nUm ein Programm abzubrechen, drückt man lange auf Start.\n",
    "voyage.md": "# Voyage à Lisbonne\n\n## Hôtel\nLa chambre coûte 96 euros la nuit, sans le petit-déjeuner. La "
    "réservation peut être annulée jusqu'au 3 mai.\n\n## Train\nLe train part à 8 h 40 de la gare du Nord.\n",
    "chorale.md": "# Chorale\n\n- Répétition : 5 février 2015 à 19 h\n- Répétition : 7 février 2098 à 20 h\n",
    "seguro.md": "# Seguro del hogar\n\nLa franquicia es de 150 euros por siniestro. El siniestro se comunica en un "
    "plazo de siete días.\n",
    "contratto.md": "# Contratto\n\nIl canone è di 640 euro al mese. Il cane è ammesso in giardino.\n",
    "huur.md": "# Huurcontract\n\nDe huur bedraagt 910 euro per maand. De huisbaas heet Ruud van Dalen.\n",
    "fragen.md": "# Fragen\n\n## Wie kann ich kündigen?\nEin Brief genügt.\n\n## Wer darf grillen?\nAlle.\n",
    **{
        f"brief{number}.md": f"# Brief {number}\n\nWir kündigen hiermit den Vertrag {number}. Wer kündigen will, muss "
        f"kündigen, und Sie können kündigen, wenn Sie {number * number} Tage vorher kündigen wollen.\n"
        for number in range(12)
    },
    "clube.md": "# Clube de remo\n\nA quota é de 12 euros por mês. O treino começa às 18h30.\n",
}


@pytest.mark.parametrize(
    ("questions", "quoted"),
    [
        (("Wie hoch ist die Kaution?",), "Der Mieter zahlt eine Kaution von 2.535 Euro."),
        (("Wie hoch ist die Kaution?", "und wann wird sie zurückgezahlt?"), "Sie wird spätestens sechs Monate"),
        (("darf ich eine katze halten",), "Hunde und Katzen dürfen nur"),
        (("Was bedeutet Fehler E18?",), "Fehler E18: Das Wasser wird nicht abgepumpt."),
        (("Was bedeutet Fehler E18?", "Wie lange gilt die Garantie?"), "Die Garantie gilt zwei Jahre"),
        (("Wie breche ich ein Programm ab?",), "Um ein Programm abzubrechen"),
        (("Combien coûte la chambre ?",), "La chambre coûte 96 euros la nuit"),
        (("Combien coûte la chambre ?", "et jusqu'à quand peut-on annuler ?"), "La réservation peut être annulée"),
        (("a quelle heure part le train",), "Le train part à 8 h 40"),
        (("Quand est la prochaine répétition ?",), "- Répétition : 7 février 2098"),
        (("¿De cuánto es la franquicia?",), "La franquicia es de 150 euros por siniestro."),
        (("Quanto è il canone?",), "Il canone è di 640 euro al mese."),
        (("Wat kost de huur?",), "De huur bedraagt 910 euro per maand."),
        (("Wie kann ich kündigen?",), "Ein Brief genügt."),
        (("A que horas começa o treino?",), "O treino começa às 18h30."),
    ],
)
def test_a_question_is_answered_in_its_language(assistant: Assistant, questions: tuple[str, ...], quoted: str) -> None:
    answer = ask(assistant, *questions)
    assert answer.answered
    assert answer.question == questions[-1]
    quote = answer.quotes[0]
    assert quote.text.startswith(quoted)
    assert assistant.pages(quote.document_id)[quote.page_index].text[quote.start : quote.end] == quote.text


def test_what_tells_no_language_is_in_that_of_the_question_before_or_of_the_library(assistant: Assistant) -> None:
    ask(assistant, "Combien coûte la chambre ?")
    assert assistant._understanding.of("balcon ?").language == "fr"
    assistant.reset(assistant.turns)  # as one that was kept is gone on with
    assert assistant._understanding.of("balcon ?").language == "fr"
    assistant.reset()
    assert assistant._understanding.of("balcon ?").language == "de"


def test_an_ordinary_word_that_no_document_has_is_no_slip(assistant: Assistant) -> None:
    assert ask(assistant, "Gibt es einen Aufzug?").note == ""
    typed = "Gibt es einen Aufzug?"
    assert found_in(*assistant.searching, parse(typed), 1, typed).notes == ()
    assert "`Auszug`" in ask(assistant, "Wann ist der Ausszug?").note


@pytest.mark.parametrize(
    "question",
    [
        "Gibt es einen Balkon?",
        "Y a-t-il une piscine ?",
        "¿Hay un jardín?",
        "¿El seguro del hogar cubre los terremotos?",
        "Wie hoch ist die Miete für die Garage?",
        "Come si chiama il cane?",
    ],
)
def test_what_no_document_says_is_refused(assistant: Assistant, question: str) -> None:
    assert not ask(assistant, question).answered


def test_how_a_question_is_read_is_not_told(assistant: Assistant) -> None:
    answer = ask(assistant, "Wie hoch ist die Kaution?", "nein, ich meinte die Miete")
    assert "Read as" not in answer.note


def test_which_part_has_no_answer_is_told_in_one_language(assistant: Assistant) -> None:
    first = ask(assistant, "Wie hoch ist die Kaution und was ist ein Elefant?")
    assert (first.answered, first.note) == (True, "Only the first of the two questions is answered.")
    second = ask(assistant, "Was ist ein Elefant und wie hoch ist die Kaution?")
    assert (second.answered, second.note) == (True, "Only the second of the two questions is answered.")


def test_which_documents_mention_a_word_is_looked_up_as_it_was_typed(assistant: Assistant) -> None:
    answer = ask(assistant, "Welche Dokumente erwähnen Monate?")
    assert answer.text == "1 of 21 documents mentions “monate”: mietvertrag.md."


def test_what_is_like_a_filter_is_told_as_it_was_typed(assistant: Assistant) -> None:
    answer = ask(assistant, "file:der wie hoch ist die Kaution?")
    assert answer.note == "`file:der` is no filter and was read as words: `path:der` is one."


def test_search_looks_for_other_forms_of_what_a_question_asks(assistant: Assistant) -> None:
    for typed in ("Wie alt ist die Katze?", "Katze"):
        found = found_in(*assistant.searching, parse(typed), 1, typed)
        assert "Katzen" in found.hits[0].text
        assert "words" in {part.name for part in found.parts[found.hits[0].passage_id]}


def test_search_finds_what_stands_below_the_question(assistant: Assistant) -> None:
    typed = "Wie kann ich kündigen?"
    found = found_in(*assistant.searching, parse(typed), 1, typed)
    assert "Ein Brief genügt." in found.hits[0].text
