"""Questions about a document's date and writer, a folder, and files by their ending, are known as such."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.intent import BOTH, TITLED, Intent, Kind, intent


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("when was that written?", Intent(Kind.WRITTEN)),
        ("How old is that letter?", Intent(Kind.WRITTEN)),
        ("what's the date of the letter?", Intent(Kind.WRITTEN, "letter")),
        ("when was the lease signed?", Intent(Kind.WRITTEN, "lease")),
        ("when is it from?", Intent(Kind.WRITTEN)),
        ("when did Ingrid write it?", Intent(Kind.WRITTEN)),
        ("who wrote it?", Intent(Kind.WRITER)),
        ("and who sent that", Intent(Kind.WRITER)),
        ("who is it from?", Intent(Kind.WRITER)),
        ("who wrote the relief memo?", Intent(Kind.WRITER, "relief memo")),
        ("who signed the letter from the bank", Intent(Kind.WRITER, "letter from the bank")),
        ("who is the author of health.md?", Intent(Kind.WRITER, "health.md")),
        ("Who sent that mail, and when?", Intent(Kind.WRITER, "", BOTH)),
        ("Who wrote War and Peace?", Intent(Kind.WRITER, "war and peace", TITLED)),
        ("when and by whom was the lease signed?", Intent(Kind.WRITTEN, "lease", BOTH)),
        ("when was the lease signed and by whom?", Intent(Kind.WRITTEN, "lease", BOTH)),
        ("what documents are in the letters folder?", Intent(Kind.FOLDER, "letters")),
        ("how many PDFs are in the folder Work 2024?", Intent(Kind.FOLDER, "work 2024", "pdf")),
        ("what is in the mail folder", Intent(Kind.FOLDER, "mail")),
        ("how many csv files do I have?", Intent(Kind.COUNT, "", "csv")),
        ("list all .docx files", Intent(Kind.LIST, "", "docx")),
    ],
)
def test_what_is_asked_of_documents_themselves(question: str, wanted: Intent) -> None:
    assert intent(question) == wanted


def test_when_alone_follows_who() -> None:
    assert intent("and when?", before="who wrote that?").kind is Kind.WRITTEN
    assert intent("by whom?", before="when was the lease signed?") == Intent(Kind.WRITER, "lease")
    assert intent("and when?", before="who won the race?").kind is Kind.CONTENT


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What is chapter 13 about?", Intent(Kind.CHAPTER, "", "chapter 13")),
        ("What is chapter 13 of the guide about?", Intent(Kind.CHAPTER, "guide", "chapter 13")),
        ("what's section 4.2 of the lease?", Intent(Kind.CHAPTER, "lease", "section 4.2")),
        ("What does appendix B cover?", Intent(Kind.CHAPTER, "", "appendix b")),
        ("Summarise chapter 5 of the policy", Intent(Kind.CHAPTER, "policy", "chapter 5")),
        ("And chapter 6?", Intent(Kind.CONTENT)),
        ("What about part 2?", Intent(Kind.CONTENT)),
        ("what about section 4.2 of the lease", Intent(Kind.CHAPTER, "lease", "section 4.2")),
        ("What does slide 5 say?", Intent(Kind.CHAPTER, "", "slide 5")),
        ("What is on page 12 of the guide?", Intent(Kind.CHAPTER, "guide", "page 12")),
        ("What is in chapter 6?", Intent(Kind.CHAPTER, "", "chapter 6")),
        ("And in chapter 6?", Intent(Kind.CONTENT)),
        ("What is chapter 13?", Intent(Kind.CONTENT)),
        ("What does section 4.2 say about pets?", Intent(Kind.CONTENT)),
        ("What does § 13 say?", Intent(Kind.CHAPTER, "", "§ 13")),
        ("What does §13 say?", Intent(Kind.CHAPTER, "", "§ 13")),
        ("What is party b about?", Intent(Kind.OVERVIEW, "party b")),
        ("What are the main limitations of the bees paper?", Intent(Kind.CHAPTER, "bees paper", "limitations")),
        ("which conclusions does the review draw?", Intent(Kind.CHAPTER, "review", "conclusions")),
        ("What are the limitations to the deposit?", Intent(Kind.CONTENT)),
    ],
)
def test_what_is_asked_of_a_chapter(question: str, wanted: Intent) -> None:
    assert intent(question) == wanted


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which tasks are open?", Intent(Kind.TASKS)),
        ("What are my open to-dos for the thesis?", Intent(Kind.TASKS, "thesis")),
        ("which tasks are done", Intent(Kind.TASKS, "", "done")),
        ("list all finished tasks in the plan", Intent(Kind.TASKS, "plan", "done")),
        ("What do I still have to do?", Intent(Kind.TASKS)),
        ("What do I have to do?", Intent(Kind.TASKS)),
        ("What is still to be done?", Intent(Kind.TASKS)),
        ("What still needs doing in the kitchen?", Intent(Kind.TASKS, "kitchen")),
        ("Which notes link to Entropy?", Intent(Kind.LIST, "entropy")),
        ("Which papers cite Brown?", Intent(Kind.LIST, "brown")),
        ("Which notes mention the lamps?", Intent(Kind.LIST, "lamps")),
        ("Which task did Anna get?", Intent(Kind.CONTENT)),
        ("What do I have to do when the alarm rings?", Intent(Kind.CONTENT)),
        ("What do I have to do for a refund?", Intent(Kind.CONTENT)),
        ("What is open on Sunday?", Intent(Kind.CONTENT)),
        ("Which tasks does the caretaker have?", Intent(Kind.CONTENT)),
        ("Which notes do I need for the exam?", Intent(Kind.CONTENT)),
    ],
)
def test_tasks_and_what_notes_mention_are_asked_of_the_library(question: str, wanted: Intent) -> None:
    assert intent(question) == wanted
