"""Two documents are compared as wholes where a question asks what changed, and its names are those of documents."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import pytest
from asking import ask, ask_next
from fakes import FakeEmbedder

from uniconv_edge.assistant.facts import comparison, editions
from uniconv_edge.assistant.quoting.units import units
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.understood import Understanding
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.types import Answer

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant


def handbook(year: int, days: str, more: str, who: str) -> str:
    return (
        f"# Handbook {year}\n\nThis handbook is for all who work at Larch.\n\n## Leave\n\nThere are {days} days of "
        f"leave a year. Leave is asked for in the portal.\n\n{more}\n\n## Travel\n\nTrains are booked by the "
        f"desk.\n\nReceipts are handed in within four weeks.\n\n## Contact\n\nQuestions are answered by {who} in "
        "room 12.\n"
    )


HOME = "## Home\n\nStaff may work from home on two days a week. The days are agreed with the manager."
PHONES = "## Telephones\n\nPrivate calls are noted in the book beside the copier."
FILLER = "\n\n".join(
    f"Rule {word}: the {word} room is kept clean by all." for word in ["red", "blue", "green", "pink", "grey"]
)


def rules(year: int, fee: int) -> str:
    return f"# Club rules {year}\n\nThe fee is {fee} euros a month.\n\nCourts are booked for an hour.\n\n{FILLER}\n"


def lease(flat: int, tenant: str, rent: str) -> str:
    return (
        f"Lease of flat {flat}\n\nTenant: {tenant}\nRent: {rent} a month\n\nThe tenant cleans the stairs.\n\n{FILLER}\n"
    )


DOCUMENTS = {
    "handbook-2025.md": handbook(2025, "25", PHONES, "Mrs Dale"),
    "handbook-2026.md": handbook(2026, "28", HOME, "Mr Osei"),
    "policy-draft.txt": f"Policy on trips\n\nHotels may cost 110 euros a night.\n\n{FILLER}\n",
    "policy-final.txt": f"Policy on trips\n\nHotels may cost 130 euros a night.\n\n{FILLER}\n",
    "stock-may.csv": "Article,Number,Shelf\nOak planks,42,B2\nWood glue,12,C3\nBrass hinges,200,C4\n",
    "stock-june.csv": "Article,Number,Shelf\nOak planks,17,B2\nWood glue,12,C3\nSteel hinges,90,C4\n",
    "menu-autumn-2024.csv": "Dish,Euros\nSoup,4\nStew,9\nCake,3\n",
    "menu-spring-2025.csv": "Dish,Euros\nSoup,5\nStew,9\nCake,3\n",
    "menus/wines.csv": "Wine,Year\nRed,2019\nWhite,2021\nRose,2022\n",
    "club-rules-2022.md": rules(2022, 6),
    "club-rules-2023.md": rules(2023, 7),
    "club-rules-2024.md": rules(2024, 8),
    "lease-flat1.txt": lease(1, "May Okafor", "£780"),
    "lease-flat2.txt": lease(2, "Leo Farahani", "£810"),
    "lease-flat3.txt": lease(3, "Ann Dale", "£640"),
    "contract.txt": f"Contract on windows\n\nThe price is 84 euros, “all in”.\n\n{FILLER}\n",
    "contract-copy.md": f"# Contract on windows\n\nThe price is 84 euros,\n\"all in\".\n\n{FILLER}\n",
    "moths.md": "# Light and moths\n\nWe counted moths at forty lamps. White lamps drew more moths than others.\n",
    "bridges.md": "# Steel bridges\n\nWe measured strain at welds for a year. Lorries caused most of the damage.\n",
    "report.md": "# Report on the garden\n\nWhat changed in the garden is that the pond was filled in.\n",
    "prices.txt": "Prices\n\nThe price of a day ticket changed in June: it is 12 euros now.\n",
    "pay.txt": "Gross pay is what is agreed. The difference between gross and net pay is the tax.\n",
}  # fmt: skip


def told(answer: Answer) -> list[tuple[str, str]]:
    assert all(quote.verified for quote in answer.quotes)
    return [(quote.change, quote.text) for quote in answer.quotes]


def files(answer: Answer) -> list[str]:
    return [PurePath(quote.path).name for quote in answer.quotes]


CHANGES = [
    ("before", "There are 25 days of leave a year."),
    ("after", "There are 28 days of leave a year."),
    ("removed", "Private calls are noted in the book beside the copier."),
    ("added", "Staff may work from home on two days a week. The days are agreed with the manager."),
    ("before", "Questions are answered by Mrs Dale in room 12."),
    ("after", "Questions are answered by Mr Osei in room 12."),
    ("before", "Handbook 2025"),
    ("after", "Handbook 2026"),
]


@pytest.mark.parametrize(
    "question",
    [
        "What changed between the two handbooks?",
        "What's new in the 2026 handbook?",
        "compare handbook-2026.md with handbook-2025.md",
        "How does the new handbook differ from the old one?",
        "what changed since last year's handbook?",
        "what has changed in the handbook",
    ],
)
def test_what_changed_is_quoted_of_both_what_matters_first(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert told(answer) == CHANGES
    assert files(answer)[:2] == ["handbook-2025.md", "handbook-2026.md"]
    assert [quote.answer for quote in answer.quotes[:2]] == ["25", "28"]
    assert answer.answered
    assert answer.basis == "library"
    assert answer.text == (
        "From `handbook-2025.md` (2025) to `handbook-2026.md` (2026): 3 changed, 1 added, 1 removed, in Handbook 2026 "
        "(1), Leave (1), Telephones (1), Home (1), Contact (1); a section is new: Home; a section is gone: Telephones."
    )


def test_what_was_added_or_removed_is_told_alone(assistant: Assistant) -> None:
    answer = ask(assistant, "What was added in the new handbook?")
    assert told(answer) == [CHANGES[3]]
    assert answer.text.endswith("Quoted is what was added.")
    assert told(ask(assistant, "What is no longer in the 2026 handbook?")) == [CHANGES[2]]
    answer = ask(assistant, "What was removed from the final policy?")
    assert answer.quotes == ()
    assert answer.text.endswith("Nothing was removed.")


def test_the_next_are_told_behind_it(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "MOST_CHANGES", 3)
    monkeypatch.setattr("uniconv_edge.assistant.understood.MOST_CHANGES", 3)
    answer = ask(assistant, "What changed between the two handbooks?")
    assert told(answer) == CHANGES[:4]
    assert answer.text.endswith(
        "Quoted are the first 3 of 5, those with other numbers, dates or denials before the rest; “show more” tells "
        "the next."
    )
    answer = ask_next(assistant, "show more")
    assert told(answer) == CHANGES[4:]
    assert answer.text == "Quoted are 4 to 5 of 5."
    assert ask_next(assistant, "and the rest?").text == "All that changed was told."
    assert told(ask_next(assistant, "what was added?")) == [CHANGES[3]]


def test_what_is_neither_draft_nor_final_is_told_without_its_age(assistant: Assistant) -> None:
    answer = ask(assistant, "compare policy-draft.txt with contract.txt")
    assert answer.text.startswith("From `policy-draft.txt` (draft) to `contract.txt`: ")


def test_behind_what_was_added_all_else_is_told(assistant: Assistant) -> None:
    answer = ask(assistant, "What was added in the 2026 handbook?", "what else changed?")
    assert told(answer) == [each for each in CHANGES if each[0] != "added"]
    assert ask_next(assistant, "what else?").text.endswith("Nothing else changed.")


def test_behind_documents_that_differ_what_else_does_is_told(assistant: Assistant) -> None:
    answer = ask(assistant, "How many days of leave are there?", "what else changed?")
    assert told(answer) == CHANGES[2:]


def test_behind_an_answer_of_one_it_is_compared_with_its_other_edition(assistant: Assistant) -> None:
    answer = ask(assistant, "How much may hotels cost in the draft policy?", "anything new?")
    assert told(answer) == [
        ("before", "Hotels may cost 110 euros a night."),
        ("after", "Hotels may cost 130 euros a night."),
    ]


def test_a_question_behind_it_is_asked_as_ever(assistant: Assistant) -> None:
    answer = ask(
        assistant, "What changed between the two handbooks?", "how many days of leave are there in the old one?"
    )
    assert told(answer) == [("", "There are 25 days of leave a year.")]


def test_rows_are_compared_by_their_first_cell(assistant: Assistant) -> None:
    answer = ask(assistant, "compare stock-may.csv with stock-june.csv")
    assert [quote.answer for quote in answer.quotes[:2]] == ["42", "17"]
    assert [each[1].partition(" |")[0] for each in told(answer)[2:]] == [
        "Article: Brass hinges",
        "Article: Steel hinges",
    ]


def test_files_may_be_called_by_seasons_and_others_so_by_their_folder(assistant: Assistant) -> None:
    answer = ask(assistant, "what has changed in the menu?")
    assert [quote.answer for quote in answer.quotes] == ["4", "5"]
    assert files(answer) == ["menu-autumn-2024.csv", "menu-spring-2025.csv"]


def test_of_several_that_are_alike_the_two_newest_are_compared(assistant: Assistant) -> None:
    answer = ask(assistant, "What changed in the club rules?")
    assert answer.text.startswith("From `club-rules-2023.md` (2023) to `club-rules-2024.md` (2024): 2 changed")
    answer = ask(assistant, "What is new in the 2023 club rules?")
    assert answer.text.startswith("From `club-rules-2022.md` (2022) to `club-rules-2023.md` (2023)")
    answer = ask(assistant, "What changed since the 2022 club rules?")
    assert answer.text.startswith("From `club-rules-2022.md` (2022) to `club-rules-2024.md` (2024)")


def test_where_it_is_not_plain_which_are_meant_they_are_named(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the difference between the two leases?")
    assert not answer.answered
    assert answer.text == (
        "3 documents may be meant: `lease-flat1.txt`, `lease-flat2.txt`, `lease-flat3.txt`. Name two of them: “Compare "
        "`lease-flat1.txt` with `lease-flat2.txt`”."
    )


def test_of_several_that_are_compared_none_is_chosen(assistant: Assistant) -> None:
    assert ask(assistant, "compare the leases").text.startswith("3 documents may be meant: ")


def test_where_it_is_not_known_which_is_newer_they_are_the_first_and_the_second(assistant: Assistant) -> None:
    answer = ask(assistant, "compare lease-flat2.txt with lease-flat1.txt")
    assert ("first", "Rent: £810 a month") in told(answer)
    assert ("second", "Rent: £780 a month") in told(answer)
    assert answer.text == "`lease-flat2.txt` beside `lease-flat1.txt`: 3 different."


def test_documents_that_say_the_same_say_so(assistant: Assistant) -> None:
    answer = ask(assistant, "Is contract.txt the same as contract-copy.md?")
    assert answer.quotes == ()
    assert "say the same, word for word; only how it is written and laid out differs" in answer.text


def test_two_that_have_nothing_in_common_are_not_listed(assistant: Assistant) -> None:
    answer = ask(assistant, "compare moths.md with bridges.md")
    assert answer.quotes == ()
    assert answer.text.startswith("`moths.md` and `bridges.md` have hardly anything in common")


def test_a_file_that_is_not_there_is_named(assistant: Assistant) -> None:
    assert ask(assistant, "compare moths.md with wasps.md").text == "No document of the library is called `wasps.md`."
    told = ask(assistant, "compare contract.txt with contract2.txt").text
    assert told == "No document of the library is called `contract2.txt`."


def test_one_that_is_alone_has_nothing_to_be_compared_with(assistant: Assistant) -> None:
    assert ask(assistant, "What changed between the two reports?").text == (
        "Only `report.md` is called so: there is nothing to compare it with."
    )


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What changed in the garden?", "What changed in the garden is that the pond was filled in."),
        ("What changed in the report?", "What changed in the garden is that the pond was filled in."),
        ("What changed in the price?", "The price of a day ticket changed in June: it is 12 euros now."),
        ("What is the difference between gross and net pay?", "The difference between gross and net pay is the tax."),
    ],
)
def test_what_names_no_documents_is_asked_of_them(assistant: Assistant, question: str, quoted: str) -> None:
    answer = ask(assistant, question)
    assert answer.basis == "documents"
    assert quoted in [quote.text for quote in answer.quotes]
    assert not any(quote.change for quote in answer.quotes)


@pytest.mark.parametrize(
    "question", ["Has the price changed since 2023?", "How did the price change from 2023 to 2024?"]
)
def test_a_year_behind_a_thing_is_no_document_of_that_year(assistant: Assistant, question: str) -> None:
    assert ask(assistant, question).basis == "documents"


def test_and_more_of_that_is_what_stands_around_it(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the difference between gross and net pay?", "tell me more")
    assert answer.basis == "conversation"
    assert [quote.text for quote in answer.quotes] == [DOCUMENTS["pay.txt"].strip()]


def test_filters_bound_what_is_compared(assistant: Assistant) -> None:
    assistant.reset()
    answer = ask_next(assistant, "path:2026 What changed between the two handbooks?")
    assert answer.text == "Only `handbook-2026.md` is called so: there is nothing to compare it with."


def test_a_document_may_be_too_long_for_it(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "_MOST_CHARACTERS", 100)
    answer = ask(assistant, "compare handbook-2025.md with handbook-2026.md")
    assert answer.text.startswith("`handbook-2025.md` is too long to be laid beside another: it has ")


def test_of_many_documents_none_is_compared_without_a_name(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(assistant, "Compare the draft and the final").basis == "library"
    monkeypatch.setattr(editions, "_FEW", 5)
    assert ask(assistant, "How does version 2 differ from version 1?").basis == "documents"


@pytest.mark.parametrize(
    ("questions", "quoted"),
    [
        (
            ["What changed about leave between the two handbooks?"],
            ["There are 25 days of leave a year.", "There are 28 days of leave a year."],
        ),
        (
            ["Has the leave changed since the 2025 handbook?"],
            ["There are 25 days of leave a year.", "There are 28 days of leave a year."],
        ),
        (
            ["What changed between the two handbooks?", "what changed about leave?"],
            ["There are 25 days of leave a year.", "There are 28 days of leave a year."],
        ),
        (
            ["What changed about leave between the two handbooks?", "and about questions?"],
            ["Questions are answered by Mrs Dale in room 12.", "Questions are answered by Mr Osei in room 12."],
        ),
        (
            ["What do both policies say about hotels?", "Do both policies have the same price of hotels?"],
            ["Hotels may cost 110 euros a night.", "Hotels may cost 130 euros a night."],
        ),
    ],
)
def test_what_changed_about_a_thing_is_what_tells_of_it_alone(
    assistant: Assistant, questions: list[str], quoted: list[str]
) -> None:
    answer = ask(assistant, *questions)
    assert answer.basis == "library"
    assert [quote.text for quote in answer.quotes] == quoted


def test_what_both_say_of_a_thing_that_did_not_change_is_quoted_of_both(assistant: Assistant) -> None:
    answer = ask(assistant, "Are the trains the same in both handbooks?")
    assert answer.text.startswith(
        "Nothing on “trains” changed: `handbook-2025.md` (2025) and `handbook-2026.md` (2026)"
    )
    assert [quote.text for quote in answer.quotes] == ["Trains are booked by the desk."] * 2
    assert len({quote.document_id for quote in answer.quotes}) == 2
    assert not any(quote.change for quote in answer.quotes)


def test_a_thing_that_neither_tells_of_is_said_to_be_in_neither(assistant: Assistant) -> None:
    answer = ask(assistant, "What changed about parking between the two handbooks?")
    assert answer.text == (
        "Neither `handbook-2025.md` (2025) nor `handbook-2026.md` (2026) says anything of “parking”."
    )
    assert not answer.answered


@pytest.mark.parametrize("question", ["What changed since the draft?", "What changed since the last version?"])
def test_the_edition_before_without_the_name_of_a_paper(assistant: Assistant, question: str) -> None:
    behind = ["How much may hotels cost in the final policy?"] if "version" in question else []
    answer = ask(assistant, *behind, question)
    assert answer.basis == "library"
    assert [quote.text for quote in answer.quotes][:2] == [
        "Hotels may cost 110 euros a night.",
        "Hotels may cost 130 euros a night.",
    ]


def test_which_documents_are_meant_is_looked_up_once(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []
    of = editions._Editions.of
    monkeypatch.setattr(editions._Editions, "of", lambda *given: looked.append(given) or of(*given))
    ask(assistant, "What changed between the two policies?")
    assert len(looked) == 1


def test_a_numbered_heading_is_the_section_of_what_stands_below_it() -> None:
    text = "3. Notice\n\nTwo months are needed.\n\n4. Pets\n\nOne cat may be kept.\n\n1. Salt\n\n2. Oil"
    found = [(each.text, each.section) for each in units([text], lambda page, start: "Lease")]
    assert ("One cat may be kept.", "4. Pets") in found
    assert ("2. Oil", "4. Pets") in found


def test_a_document_that_another_process_forgets_while_it_is_looked_up_is_no_error(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("policy-draft.txt", "policy-final.txt"):
        (documents / name).write_text(DOCUMENTS[name])
    list(sync(library, [documents], FakeEmbedder()))
    known = editions.named_documents

    def then_forgotten(*asked: Any) -> list[int]:
        found = known(*asked)
        with Store.open(library, write=True) as store, store.connection:
            store.connection.execute("DELETE FROM documents")
        return found

    monkeypatch.setattr(editions, "named_documents", then_forgotten)
    retriever = Retriever(library)
    Understanding(retriever, FakeEmbedder()).of("What changed in the policy on trips?")
    retriever.close()
