"""What curricula vitae tell of one person, and which of several people have what is asked for anywhere in theirs."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.conversation import MOST_SURE
from uniconv_edge.assistant.facts.owners import Owners, owner_of, owners_meant, person_called

pytestmark = pytest.mark.model
DOCUMENTS = {
    "Ines Duarte CV.txt": "INES DUARTE\n\nWORK HISTORY\n2021-present   Bridge engineer, Tideway Works, Hull\n"
    "2017-2021      Site engineer, Pell & Sons, Goole\n\nEDUCATION\n2013-2017      BEng, University of Porto\n\n"
    "LANGUAGES\nPortuguese, English\n",
    "oskar.md": "# Oskar Brandt\n\n## Experience\n\n### Harbour board, Kiel, Surveyor\n\n*May 2020 to date*\n\n"
    "- Measures the harbour by drone\n\n### Wendt Maps, Kiel, Draughtsman\n\n*2014 to April 2020*\n\n"
    "## Languages\n\nGerman, Danish\n\n## Studies\n\nGeodesy, Kiel, since 2023\n",
    "Farah Nasser resume.md": "# Farah Nasser resume\n\nPlanner, Corrin (2016–2024)\n\n"
    "Volunteer, Food bank (2020–now)\n\nSpeaks Arabic and Danish.\n\n"
    "**Skills**: drones, scheduling\n",
    "Tim Yu.txt": "Tim Yu\n\nJobs\nKite Labs, pilot, 2019 to 2022\n\nLanguages\nEnglish, Cantonese\n",
    "people.csv": "Name,Team\nInes Duarte,Bridges\nOskar Brandt,Water\n",
    "board.md": "# Minutes of the board\n\nThe board works in Hull from 2026. Danish pastry was served.\n",
}


@pytest.mark.parametrize(
    ("questions", "quoted"),
    [
        (["Where does Ines work?"], "2021-present   Bridge engineer, Tideway Works, Hull"),
        (["What was Ines Duarte's previous job?"], "2017-2021      Site engineer, Pell & Sons, Goole"),
        (["Which languages does Ines speak?", "Where did she work before?"], "2017-2021      Site engineer"),
        (["Which languages does Tim speak?"], "English, Cantonese"),
        (["Where did Ines study?"], "2013-2017      BEng, University of Porto"),
        (["Where does Oskar work?", "What did he study?"], "Geodesy, Kiel, since 2023"),
        (["Who does Oskar work for now?"], "Harbour board, Kiel, Surveyor\n\nMay 2020 to date"),
        (["How long has Ines been at Tideway Works?"], "2021-present   Bridge engineer"),
    ],
)
def test_the_entry_of_a_curriculum_vitae_is_quoted(assistant: Assistant, questions: list[str], quoted: str) -> None:
    [quote] = ask(assistant, *questions).quotes
    assert quote.text.startswith(quoted)
    assert quote.verified


@pytest.mark.parametrize(
    "question", ["Where does Farah work now?", "How long has Ines been at Wendt Maps?", "Where does Zelda work?"]
)
def test_no_entry_of_another_time_firm_or_person_is_sure(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert not answer.answered or answer.confidence < MOST_SURE


def test_what_is_asked_of_one_is_not_answered_by_the_papers_of_another(assistant: Assistant) -> None:
    assert all(quote.title == "Oskar Brandt" for quote in ask(assistant, "What did Oskar study?").quotes)
    assert not ask(assistant, "Which languages does Tim speak?", "Does he speak Danish?").answered


def test_somebody_who_says_it_elsewhere_is_quoted_too_as_less_sure(assistant: Assistant) -> None:
    answer = ask(assistant, "Who speaks Danish?")
    assert [quote.text for quote in answer.quotes] == ["German, Danish", "Speaks Arabic and Danish."]
    assert answer.note == (
        "1 of 3 documents with “languages” or the like name “danish”: `oskar.md`."
        " 1 of 3 others about one person each name “danish”: `Farah Nasser resume.md`."
    )
    assert answer.sure == MOST_SURE


def test_where_the_place_is_named_it_is_not_looked_for_elsewhere(assistant: Assistant) -> None:
    assert "about one person" not in (ask(assistant, "Who has a certificate for drones?").note or "")


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Ines Duarte CV", ("Ines Duarte", True)),
        ("Curriculum Vitae – Mei-Ling Chen", ("Mei-Ling Chen", True)),
        ("CV_Amara_Okafor", ("Amara Okafor", True)),
        ("TOM REED", ("Tom Reed", False)),
        ("Annual Report", ("Annual Report", False)),
        ("Annual Report 2024", ("", False)),
        ("House rules", ("", False)),
        ("CV", ("", False)),
    ],
)
def test_whose_name_a_document_is_called_by(name: str, person: tuple[str, bool]) -> None:
    assert person_called(name) == person


def test_a_table_of_names_is_nobodys() -> None:
    assert owner_of("Name: Ada Lee | Team: Bridges\nName: Ben Ode | Team: Water") == ""
    assert owner_of("Name: Ada Lee\nEmployee: Ada Lee\nTeam: Bridges") == "Ada Lee"


def test_a_whole_name_is_meant_before_a_first_name() -> None:
    owners = Owners(("Ada Lee", "Ada Moss"), profiles={1: "Ada Lee"})
    assert owners_meant("Where did Ada Moss study?", owners) == {"Ada Moss"}
    assert owners_meant("Where did Ada study?", owners) == {"Ada Lee", "Ada Moss"}
    assert owners_meant("Where did she study?", owners, quoted="Ada Lee") == {"Ada Lee"}
    assert owners_meant("Where did it happen?", owners, quoted="Ada Lee") == {"Ada Lee", "Ada Moss"}
