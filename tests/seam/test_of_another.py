"""What is told of another thing than the one asked about does not answer, and what was done else is not sure."""

from __future__ import annotations

import time
from datetime import date

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.conversation import MOST_SURE
from uniconv_edge.assistant.quoting.of_another import is_done_to_other, tells_else

pytestmark = pytest.mark.model
FILLING = "The papers are in the blue folder, and the keys hang in the hall beside the door to the garage. " * 6
DOCUMENTS = {
    "flat-1A.md": "# Lease, flat 1A, Harbour House\n\nTenant: Ruth Bergman. Rent: 640 euros a month.\n"
    "The boiler was serviced on 12 October 2025 by Frey Heating.\n",
    "flat-1B.md": "# Lease, flat 1B, Harbour House\n\nTenant: Samuel Ojo. Rent: 590 euros a month.\n"
    "The kitchen was painted in April 2025.\n",
    "cars.md": f"# Our cars\n\n## Skoda Octavia\n\nBought on 4 May 2019. Winter tyres are in the cellar. {FILLING}\n\n"
    f"## Fiat Panda\n\nThe exhaust was repaired in November 2024 for 260 euros. {FILLING}\n",
    "pets.md": "# Pets\n\nMilo, a beagle, born 2 February 2018. Vaccinated on 3 May 2025. Weighs 13 kg.\n"
    "Luna, a poodle, came to us in 2022 from Fulda.\nThe cat, Tiger, was vaccinated on 9 September 2025.\n",
    "code.md": "# Notes on the search code\n\n`fuse(dense, words)` adds the ranks of both lists.\n",
    "members.csv": "name,joined,kind,boat,phone\nMoira Lang,2011,adult,Gannet,01555 220118\n"
    "Ted Ashby,2015,adult,Tern,01555 220431\nAda Osei,2023,junior,,01555 224410\n",
    "vet.csv": "date,animal,what,vet,cost\n2024-03-18,Rex,vaccination,Dr Lund,62\n"
    "2025-03-21,Pip,vaccination,Dr Amery,58\n"
    "2025-06-11,Rex,claws,Dr Lund,15\n",
    "harbour.md": "# The quay\n\nThe branch railway opened in 1867 and closed in 1964. Its station is a cafe today.\n"
    "The lighthouse was built in 1882 and has had no keeper since 1979.\n\n"
    "Eye test of the pilot: 4 June 2025, 11:00.\n",
    "storage.txt": "Storage unit 114, BoxIt\n\nThe deposit is 80 euros and is paid back when the unit is clean.\n",
}


@pytest.mark.parametrize(
    "question",
    [
        "When was the boiler in 1B serviced?",
        "When was the kitchen in 1A painted?",
        "When was the exhaust of the Skoda repaired?",
        "How much does Luna weigh?",
        "When was Luna vaccinated?",
        "What does fuse_rankings do?",
        "What is Ada's boat?",
        "What did we pay Dr Amery for Rex?",
    ],
)
def test_what_is_told_of_another_is_refused(assistant: Assistant, question: str) -> None:
    assert not ask(assistant, question).answered


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("When was the boiler in 1A serviced?", "12 October 2025"),
        ("When was the kitchen in 1B painted?", "April 2025"),
        ("When was the exhaust of the Panda repaired?", "November 2024"),
        ("When was Milo vaccinated?", "3 May 2025"),
        ("How much does Milo weigh?", "13 kg"),
        ("What is the rent of 1B?", "590"),
        ("What is Ted's boat?", "Tern"),
        ("What is Ada's phone number?", "01555 224410"),
    ],
)
def test_what_is_told_of_the_one_that_is_named_is_quoted(assistant: Assistant, question: str, quoted: str) -> None:
    assert quoted in ask(assistant, question).quotes[0].text


@pytest.mark.parametrize(
    "question",
    [
        "When was the boiler in 1A replaced?",
        "Where are the summer tyres?",
        "How much is the fee of the unit?",
        "When did the railway reopen?",
        "When was the station built?",
    ],
)
def test_what_is_told_else_is_never_sure(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert not answer.answered or answer.sure <= MOST_SURE


@pytest.mark.parametrize(
    ("question", "sentence", "tells"),
    [
        ("When was the boiler replaced?", "The boiler was serviced on 12 October.", True),
        ("When was the boiler replaced?", "The boiler was replaced on 12 October.", False),
        ("When was the boiler replaced?", "Boiler replacement: 12 October.", False),
        ("When did the nightly job end?", "The nightly job was started on 3 March.", True),
        ("When did the job end?", "The job was started on 3 March and ended on the 4th.", False),
        ("Where are the summer tyres?", "Winter tyres are in the cellar.", True),
        ("Where are the tyres?", "Winter tyres are in the cellar.", False),
        ("What is the fee for families?", "The fee for adults is 96 euros.", True),
        ("What is the fee for adults?", "The fee for adults is 96 euros.", False),
        ("How much is the fee?", "The deposit is 80 euros.", True),
        ("How much is the deposit?", "The deposit is 80 euros.", False),
        ("What is his wife's name?", "Jeremiah Barker was my new master's name.", True),
        ("What is his wife's name?", "He married Polly in May.", False),
        ("Who is Anna's brother?", "Anna and her twin Tom ran.", False),
        ("Where was her mother born?", "Clara was born in Ulm.", True),
        ("May my wife drive it?", "Children may drive it.", False),
        ("What is the capital?", "Lima lies on the coast.", False),
        ("How much is the fee of the bay?", "The deposit for the key is 40 pounds.", True),
        ("How much is the deposit of the bay?", "The deposit for the key is 40 pounds.", False),
        ("When did the railway reopen?", "The branch railway opened in 1867 and closed in 1964.", True),
        ("When did the railway close?", "The branch railway opened in 1867 and closed in 1964.", False),
        ("When did we plant the garlic?", "Garlic ordered from Hollis.", True),
        ("When did we plant the garlic?", "Planted garlic and onions.", False),
        ("When did we plant the garlic?", "Garlic: 4 October, behind the shed.", False),
        ("When did Tom repair the door?", "Tom painted the door.", True),
        ("When did Tom repair the door?", "Fixing the door took all of 6 April.", False),
        ("When did we see the dentist?", "Dentist moved to Mill Street.", False),
        ("When was the bathroom tiled?", "The bathroom will be tiled in spring.", True),
        ("When will the bathroom be tiled?", "The bathroom will be tiled in spring.", False),
        ("When was the bathroom tiled?", "It was to be tiled in May and was tiled in June.", False),
        ("When was the gas check done?", "- [ ] gas check, due 12 December", True),
        ("When was the gas check done?", "- [x] gas check (done 3 October)", False),
        ("When is the gas check due?", "- [ ] gas check, due 12 December", False),
    ],
)
def test_what_a_sentence_says_else(question: str, sentence: str, tells: bool) -> None:
    assert tells_else(question, sentence, "Notes") == tells


@pytest.mark.parametrize(
    ("question", "sentence", "around", "is_other"),
    [
        ("When was the station built?", "The lighthouse was built in 1882.", "The quay", True),
        ("When was the lighthouse built?", "The lighthouse was built in 1882.", "The quay", False),
        ("When was the station built?", "It was built in 1882.", "The quay", False),
        ("When was the station built?", "The hall was built in 1882.", "The station", False),
        ("When was the station built?", "The lighthouse was painted in 1882.", "The quay", False),
    ],
)
def test_the_same_done_to_another_thing(question: str, sentence: str, around: str, is_other: bool) -> None:
    assert is_done_to_other(question, sentence, around) == is_other


def test_the_next_of_something_that_is_over_is_never_sure(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    for today, is_over in ((date(2026, 1, 7), True), (date(2025, 1, 7), False)):
        monkeypatch.setattr(assistant, "today", lambda today=today: today)
        answer = ask(assistant, "When is the next eye test of the pilot?")
        assert answer.answered
        assert (0 < answer.sure <= MOST_SURE) == is_over


@pytest.mark.parametrize("part", ["is a ", "when was ", "fee for ", "the ", "job was ", "job ended ", "will be done "])
def test_that_is_looked_for_in_no_time(part: str) -> None:
    began = time.process_time()
    tells_else(f"When was the job {part * 30}"[:299], part * 60_000, "")
    tells_else(f"When was the job {part * 30}"[:299], (part * 200)[:299], "")
    assert time.process_time() - began < 0.5
