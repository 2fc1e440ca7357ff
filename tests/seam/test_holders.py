"""Which of several documents, or of their parts, have what is asked for."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.conversation import MOST_SURE

pytestmark = pytest.mark.model
DOCUMENTS = {
    "cv/anna.md": "# Anna Lindqvist\n\n## Experience\n\n- Led a team of five, with Kafka\n\n"
    "## Languages\n\nSwedish, German\n\n## Skills\n\nPython, Go, PostgreSQL\n",
    "cv/jonas.md": "# CV of Jonas Weber\n\n## Training\n\n2017 ITIL Expert\n\n## Skills\n\nLinux, some Python\n\n"
    "## Languages\n\nGerman (native), English\n",
    "cv/tunde.txt": "TUNDE BELLO\n\nEXPERIENCE\n\nLead analyst since 2019.\n\nSKILLS\nR, SQL, Excel, no Python\n\n"
    "LANGUAGES\nEnglish, Yoruba, French (a little)\n",
    "land/angola.txt": "Angola\n\nLand boundaries: border countries: Congo 231 km; Namibia 1,427 km.\n"
    "Languages: Portuguese.\n",
    "land/namibia.txt": "Namibia\n\nLand boundaries: border countries: Angola 1,427 km; Botswana 1,544 km.\n",
    "land/congo.txt": "Congo\n\nLand boundaries: border countries: Angola 231 km; Gabon 2,567 km.\n",
    "kitchen.md": "# Recipes of the family\n\n## Plum cake\n\nYou need flour, 80 g of butter and one egg. Bake it.\n\n"
    "## Dumplings\n\nMix with starch and an egg yolk. Fry what is left in butter.\n\n"
    "## Lemon water\n\nBoil the barley. Serve it cold.\n\n## Salad\n\nNo eggs here: cucumbers and dill.\n",
    "talks/lindqvist.md": "# Interview Anna Lindqvist\n\nSalary expectation: 61,000 euros\n",
    "talks/hale.md": "# Interview Ben Hale\n\nSalary expectation: 72,000 euros\n",
    "plants/fern.md": "# Fern\n\nLight: shade\nEvergreen: no\n\nRemove old fronds in March.\n",
    "plants/holly.md": "# Holly\n\nLight: half shade\nEvergreen: yes\n\nBerries are poisonous.\n",
    "plants/dahlia.md": "# Dahlia\n\nLight: full sun\nEvergreen: no\n\nLift the tubers in autumn.\n",
    "rezepte/kuchen.md": "# Kuchen\n\n## Zutaten\n\n- 4 Eier\n- Butter\n\n## Zubereitung\n\nBei 180 Grad backen.\n",
    "rezepte/suppe.md": "# Suppe\n\n## Zutaten\n\n- 200 g Linsen\n- Knoblauch\n\n## Zubereitung\n\nLange kochen.\n",
    "rezepte/salat.md": "# Salat\n\n## Zutaten\n\n- Gurken\n- Dill\n\n## Zubereitung\n\nKalt servieren.\n",
    "tenants/dora.md": "# Lease of Dora\n\nPets: dogs are forbidden.\nAddress: 1 London Road, Bristol\n",
    "tenants/emil.md": "# Lease of Emil\n\nThis tenant may keep a dog.\nAddress: 2 London Road, Bristol\n",
    "tenants/cleo.md": "# Lease of Cleo\n\nPets: keeping a dog is excluded.\nAddress: 3 Mill Lane, London\n",
    "desk/order confirmation.md": "# Confirmation\n\n## Goods\n\n60 hinges.\n\n## Terms\n\nNet.\n\n## By\n\nHay.\n",
    "quotes/hall.md": "# Quotation for the hall\n\n## Payment\n\nOne third on delivery.\n\n## Work\n\nA floor.\n",
    "quotes/barn.md": "# Quotation for the barn\n\n## Payment\n\nAll at once.\n\n## Work\n\nA door.\n",
    "risks.csv": "Risk,Owner,Status\nFire,Ann Pugh,closed\nInjury,Ann Pugh,open\nFlood,Tom Rees,open\n",
    "notes.md": "# Shed\n\nThe door code is 1931. Anna has the key to the shed.\n",
}


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Who speaks German?", ["Swedish, German", "German (native), English"]),
        ("Who can speak French or German?", ["Swedish, German", "German (native), English", "English, Yoruba, French"]),
        ("Which candidates know Python?", ["Python, Go, PostgreSQL", "Linux, some Python"]),
        ("Who has led a team?", ["- Led a team of five, with Kafka"]),
        ("Which countries border Angola?", ["Land boundaries: border countries: Angola 231 km", "Angola 1,427 km"]),
        ("Which plants need shade?", ["Light: shade", "Light: half shade"]),
        ("Which plants are poisonous?", ["Berries are poisonous."]),
        ("Which plants are evergreen?", ["Evergreen: yes"]),
        ("Which plants are not evergreen?", ["Evergreen: no", "Evergreen: no"]),
        ("Welche Rezepte enthalten Eier?", ["- 4 Eier"]),
        ("Welche Rezepte brauchen Knoblauch?", ["- Knoblauch"]),
        ("Which recipes contain eggs?", ["You need flour, 80 g of butter and one egg.", "Mix with starch and an egg"]),
        ("Which recipes need lemon?", ["Boil the barley."]),
    ],
)
def test_those_that_say_so_are_quoted(assistant: Assistant, question: str, quoted: list[str]) -> None:
    answer = ask(assistant, question)
    assert len(answer.quotes) == len(quoted)
    for quote, text in zip(sorted(each.text for each in answer.quotes), sorted(quoted), strict=True):
        assert text in quote
    assert all(quote.verified for quote in answer.quotes)


@pytest.mark.parametrize(
    ("questions", "note"),
    [
        (["Who speaks German?"], "2 of 4 documents with “languages” or the like name “german”: `anna.md`, `jonas.md`."),
        (
            ["Which recipes contain butter?"],
            "2 of 4 parts called “recipes” by title, name or folder name “butter”: Plum cake, Dumplings.",
        ),
        (
            ["Who speaks German?", "and Yoruba?"],
            "Read as “Who speaks Yoruba?” 1 of 4 documents with “languages” or the like name “yoruba”: `tunde.txt`.",
        ),
        (
            ["Who speaks German?", "Which of them know Go?"],
            "1 of 2 documents with “skills” or the like name “go”: `anna.md`.",
        ),
    ],
)
def test_how_many_of_those_that_could_say_so_is_noted(assistant: Assistant, questions: list[str], note: str) -> None:
    assert ask(assistant, *questions).note == note


@pytest.mark.parametrize(
    "question", ["Who speaks Finnish?", "Which recipes contain saffron?", "Which candidates know Rust?"]
)
def test_what_none_of_them_says_is_refused(assistant: Assistant, question: str) -> None:
    assert not ask(assistant, question).answered


def test_what_is_forbidden_is_not_had_and_a_road_is_no_town(assistant: Assistant) -> None:
    dogs = ask(assistant, "Which tenants have a dog?")
    assert [quote.text for quote in dogs.quotes] == ["This tenant may keep a dog."]
    assert dogs.sure == MOST_SURE  # any sentence may say it of something else
    town = ask(assistant, "Who lives in London?")
    assert [quote.text for quote in town.quotes] == ["Address: 3 Mill Lane, London"]
    assert not town.sure


def test_the_parts_of_two_documents_are_not_what_these_are_called(assistant: Assistant) -> None:
    assert "parts called" not in ask(assistant, "Which quotations include delivery?").note
    assert "parts called" not in ask(assistant, "Which orders contain hinges?").note


def test_those_that_were_quoted_are_asked_again(assistant: Assistant) -> None:
    answer = ask(assistant, "Which plants are not evergreen?", "Which of them like full sun?")
    assert [(quote.title, quote.text) for quote in answer.quotes] == [("Dahlia", "Light: full sun")]
    assert answer.note == "1 of 2 documents quoted before name “full sun”: `dahlia.md`."


def test_of_those_that_are_rows_of_one_document_no_documents_are_told(assistant: Assistant) -> None:
    answer = ask(assistant, "Which risks are open?", "How many of those belong to Ann Pugh?")
    assert answer.note is None or "document" not in answer.note


def test_those_that_were_quoted_must_say_yes(assistant: Assistant) -> None:
    answer = ask(assistant, "Which plants need shade?", "which of them are evergreen?")
    assert [(quote.title, quote.text) for quote in answer.quotes] == [("Holly", "Evergreen: yes")]


def test_a_sentence_elsewhere_answers_as_before(assistant: Assistant) -> None:
    [quote] = ask(assistant, "Who has the key to the shed?").quotes
    assert quote.text == "Anna has the key to the shed."


def test_what_she_has_is_not_what_others_have(assistant: Assistant) -> None:
    salary = ask(assistant, "Which skills does Anna Lindqvist have?", "What salary does she expect?")
    assert [quote.text for quote in salary.quotes] == ["Salary expectation: 61,000 euros"]
    assert not ask(assistant, "Which skills does Jonas Weber have?", "What salary does he expect?").answered
