"""What a library tells together, in other languages than English: papers of a kind, what all of them state, what
changed between two, who wrote what, and a part by its number."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant

pytestmark = pytest.mark.model
HINT = "Lesen Sie diese Hinweise vor dem ersten Gebrauch durch und bewahren Sie sie auf. Kinder bedienen es nicht. " * 5


def rechnung(number: int, day: str, total: str, due: str) -> str:
    return f"Radhaus Temme\n\nRechnung Nr. {number}\nDatum: {day}\n\nGesamtbetrag: {total} €\nZahlbar bis: {due}\n"


def bail(thing: str, begins: str, ends: str, rent: int) -> str:
    return (
        f"# Contrat\n\nLe bailleur loue {thing}.\n\n## Durée\nLe bail commence le {begins} et se termine le {ends}.\n\n"
        f"## Loyer\nLe loyer est de {rent} € par mois.\n"
    )


def mail(by: str, to: str, day: str, text: str) -> str:
    return (
        f"From: {by}\nTo: {to}\nDate: {day}\nSubject: Hütte\nContent-Type: text/plain; charset=utf-8\n"
        f"MIME-Version: 1.0\n\n{text}\n"
    )


ANNA, TOM = "Anna Brink <anna@x.example>", "Tom Reuter <tom@x.example>"
DOCUMENTS = {
    "rechnung-a.txt": rechnung(11, "12.10.2026", "163,50", "26.10.2026"),
    "rechnung-b.txt": rechnung(12, "03.11.2026", "122,90", "17.11.2026"),
    "stromrechnung.txt": rechnung(13, "20.11.2026", "243,00", "10.12.2026"),
    "bail-lilas.md": bail("l'appartement 12 rue des Lilas", "1er septembre 2024", "31 août 2028", 870),
    "bail-garage.md": bail("le garage n° 15", "1er février 2024", "31 janvier 2027", 80),
    "bail-garage-2027.md": bail("le garage n° 15", "1er février 2027", "31 janvier 2030", 92),
    "eins.eml": mail(ANNA, TOM, "Mon, 16 Nov 2026 18:22:00 +0100", "Die Hütte ist frei. Kommst du mit?"),
    "zwei.eml": mail(TOM, ANNA, "Tue, 17 Nov 2026 09:05:00 +0100", "Gern, ich bringe den Schlitten mit."),
    "drei.eml": mail(ANNA, TOM, "Thu, 26 Nov 2026 20:41:00 +0100", "Wir treffen uns um 14 Uhr bei mir."),
    "anleitung.md": f"# Anleitung\n\n## Kapitel 1 Sicherheit\n{HINT}\n\n## Kapitel 2 Entkalken\n{HINT}\n\n"
    f"## Kapitel 3 Garantie\nDie Garantie gilt 24 Monate. {HINT}\n",
}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wie viele Rechnungen habe ich?", "3 documents are called “rechnung”"),
        ("Welche Rechnungen gibt es?", "stromrechnung.txt"),  # the last of the words in one
        ("Zeig mir alle Rechnungen", "rechnung-a.txt, rechnung-b.txt, stromrechnung.txt"),
        ("Quels baux ai-je ?", "3 documents are called “bail”"),
        (
            "Quelle est la différence entre bail-garage.md et bail-garage-2027.md ?",
            "2 different, in Durée (1), Loyer (1)",
        ),
        (
            "Qu'est-ce qui a changé entre bail-garage.md et bail-garage-2027.md ?",
            "2 different, in Durée (1), Loyer (1)",
        ),
        (
            "Was hat sich zwischen bail-garage.md und bail-garage-2027.md geändert?",
            "2 different, in Durée (1), Loyer (1)",
        ),
        ("Wann hat Anna zuletzt geschrieben?", "2026-11-26"),
        ("Was hat Anna am 16. November 2026 geschrieben?", "from Anna Brink to Tom Reuter (2026-11-16)"),
        ("Wie viele E-Mails hat Anna geschickt?", "2 of 3 messages are from “Anna”"),
        ("Von wem ist die letzte E-Mail?", "from Anna Brink to Tom Reuter (2026-11-26)"),
        ("Was steht in Kapitel 3 der Anleitung?", "“Kapitel 3 Garantie” of anleitung.md"),
    ],
)
def test_the_library_tells_it_as_in_english(assistant: Assistant, question: str, told: str) -> None:
    answer = ask(assistant, question)
    assert (answer.answered, answer.basis) == (True, "library")
    assert told in answer.text
    assert all(quote.verified for quote in answer.quotes)


@pytest.mark.parametrize(
    ("question", "first", "note"),
    [
        (
            "Wie hoch sind alle Rechnungen zusammen?",
            "Gesamtbetrag: 163,50 €",
            "Sum of “Total” in 3 documents: 529,40 €.",
        ),
        (
            "Welche Rechnung ist am teuersten?",
            "Gesamtbetrag: 243,00 €",
            "the highest is 243,00 €, in `stromrechnung.txt`",
        ),
        ("Welche Rechnung muss zuerst bezahlt werden?", "Zahlbar bis: 26.10.2026", "compared by “Zahlbar bis”"),
        ("Welche Rechnungen sind höher als 150 Euro?", "Gesamtbetrag: 163,50 €", "2 of 3 documents"),
        (
            "Quel bail se termine en premier ?",
            "Le bail commence le 1er février 2024",
            "the earliest is 31 janvier 2027",
        ),
        ("Quel bail a le loyer le plus élevé ?", "Le loyer est de 870 € par mois.", "the highest is 870 €"),
        ("Quels baux se terminent en 2028 ?", "Le bail commence le 1er septembre 2024", "1 of 3 documents"),
        ("Quel bail dure le plus longtemps ?", "Le bail commence le 1er septembre 2024", "1461 days"),
    ],
)
def test_papers_on_one_form_are_told_of_together(assistant: Assistant, question: str, first: str, note: str) -> None:
    answer = ask(assistant, question)
    assert answer.quotes[0].text.startswith(first)
    assert note in answer.note
