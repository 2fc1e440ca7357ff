"""What one document is about is told in its own words; one is known by its name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from asking import ask_next as ask
from fakes import FakeEmbedder
from makers import pdf, pptx, pptx_text, xlsx

from uniconv_edge.assistant.facts.lookup import answer_of_called, answer_of_library, searched_alone, which_is_meant
from uniconv_edge.assistant.facts.naming import documents_meant, names_of
from uniconv_edge.assistant.facts.overview import MAX_SENTENCES, overview
from uniconv_edge.assistant.facts.tabular import told_of_tables
from uniconv_edge.assistant.question.intent import Intent, Kind, chapter_again, intent
from uniconv_edge.assistant.quoter import Quoter
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.told import Told
from uniconv_edge.assistant.understood import Understanding
from uniconv_edge.library.query import Filters, parse
from uniconv_edge.library.sync import sync

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant

MORE = "What else there is to say of it is written here in as many words as such a paper has. "
SECTIONS = {
    "The flat": "The landlord lets flat 3 with three rooms. " + MORE,
    "Rent": "The rent is 900 euros a month. " + MORE * 6,
    "Pets": "One cat may be kept in the flat. " + MORE * 5,
    "Repairs": "The tenants pay for small repairs. " + MORE * 6,
    "Bins": "The bins stand in the yard behind the house. " + MORE * 5,
    "Ending": "Notice has to be given in writing. " + MORE * 7,
    "Signatures": "Both sides have signed two copies of this. " + MORE,
}
DOCUMENTS = {
    "lease.md": "# Residential lease\n\n" + "\n\n".join(f"## {name}\n\n{text}" for name, text in SECTIONS.items()),
    "lease-garage.md": "# Lease of the garage\n\nThe garage is let for 60 euros a month to the tenants.",
    "letter-from-anna.txt": "Dear all,\n\nThe roof leaks into the attic. The roof of the attic is mended in May.",
    "costs.csv": "What,Euros\nRoof,900\nDoor,80\n",
}


@pytest.fixture
def retriever(library: Path, documents: Path) -> Iterator[Retriever]:
    for name, text in DOCUMENTS.items():
        (documents / name).write_text(text)
    for days, name in enumerate(sorted(DOCUMENTS)):
        os.utime(documents / name, (86_400 * days, 86_400 * days))
    list(sync(library, [documents], FakeEmbedder()))
    opened = Retriever(library)
    yield opened
    opened.close()


def meant(retriever: Retriever, name: str) -> list[str]:
    found = documents_meant(retriever.store, name, None, ())
    rows = dict(retriever.store.rows("SELECT id, path FROM documents"))
    return [Path(os.fsdecode(rows[key])).name for key in found]


def test_a_document_is_known_by_words_of_its_title_or_name(retriever: Retriever) -> None:
    assert meant(retriever, "residential lease") == ["lease.md"]
    assert meant(retriever, "lease of the garage") == ["lease-garage.md"]
    assert meant(retriever, "lease") == ["lease.md"]  # its whole name
    assert meant(retriever, "letter from Anna") == ["letter-from-anna.txt"]
    assert meant(retriever, "costs.csv") == ["costs.csv"]
    assert meant(retriever, "boiler") == meant(retriever, "document") == []
    assert len(documents_meant(retriever.store, "garage", None, ())) == 1
    assert documents_meant(retriever.store, "garage", [], ()) == []


def test_what_is_called_by_all_words_is_meant_before_what_has_some_in_its_head(library: Path, documents: Path) -> None:
    for name in ("letter on the telephone.txt", "letter on rent.txt"):
        (documents / name).write_text("Surgery\nTelephone 0123\n\nDear all,\n\nthis is to tell you of it.\n")
    list(sync(library, [documents], FakeEmbedder()))
    opened = Retriever(library)
    assert meant(opened, "letter about the telephone") == ["letter on the telephone.txt"]
    opened.close()


def test_the_first_paragraph_and_how_the_longest_sections_begin_are_quoted(retriever: Retriever) -> None:
    (lease,) = documents_meant(retriever.store, "residential lease", None, ())
    found = overview(retriever.store, lease)
    assert "words; the file was last changed on 1970-01-0" in found.text
    assert f"Its sections: {' · '.join(SECTIONS)}." in found.text
    told = [each.text for each in found.sentences]
    firsts = [SECTIONS[name].partition(MORE)[0].strip() for name in ("Rent", "Repairs", "Bins", "Ending")]
    assert told == [SECTIONS["The flat"].strip(), *firsts]
    assert found.text.endswith("quoted is how it begins and how its longest sections begin.")
    assert len(told) == MAX_SENTENCES


def test_a_short_text_is_quoted_whole_and_of_a_table_rows_are(retriever: Retriever) -> None:
    (letter,) = documents_meant(retriever.store, "letter from Anna", None, ())
    found = overview(retriever.store, letter)
    assert found.text.endswith(" It is quoted whole.")
    assert [each.text for each in found.sentences] == [DOCUMENTS["letter-from-anna.txt"].removeprefix("Dear all,\n\n")]
    (costs,) = documents_meant(retriever.store, "costs", None, ())
    assert "Roof" in overview(retriever.store, costs).sentences[0].text


@pytest.mark.parametrize(
    ("question", "first", "measure"),
    [
        ("Which document is the newest?", "letter-from-anna.txt (1970-01-0", "last changed"),
        ("What is my oldest file?", "costs.csv (1970-01-01)", "last changed"),
        ("Which file is the shortest?", "costs.csv (", "length"),
    ],
)
def test_documents_are_put_in_order(retriever: Retriever, question: str, first: str, measure: str) -> None:
    query = parse(question)
    told = answer_of_library(retriever, intent(query.text), 3, query.filters).text
    assert measure in told
    assert told.split(": ")[1].startswith(first)


def test_the_newest_document_is_not_the_newest_version_of_one(retriever: Retriever) -> None:
    understanding = Understanding(retriever, FakeEmbedder())
    assert understanding.of("Which is the newest document?").wanted == Intent(Kind.ORDER, "newest")
    assert understanding.of("What is the latest rent?").text == "What is the rent?"


def test_a_part_is_looked_for_in_the_document_that_it_is_of(retriever: Retriever) -> None:
    read = Understanding(retriever, FakeEmbedder()).of("What does clause 4.2(b) of the residential lease say?")
    assert read.text == "What does clause 4.2(b) say?"
    assert read.documents == tuple(documents_meant(retriever.store, "residential lease", None, ()))


def test_a_sheet_is_known_by_what_sheets_are_called(retriever: Retriever) -> None:
    for name in ("costs spreadsheet", "csv of costs", "costs table", "costs sheet"):
        assert meant(retriever, name) == ["costs.csv"]
    assert meant(retriever, "garage spreadsheet") == []


def test_rows_and_columns_of_tables_are_told(retriever: Retriever) -> None:
    store = retriever.store
    (sheet,), (lease,) = (documents_meant(store, name, None, ()) for name in ("costs.csv", "lease.md"))
    columns = "It has a table: 2 rows and 2 columns: What, Euros."
    assert told_of_tables(store, sheet) == columns
    told = overview(store, sheet)
    assert columns in told.text
    assert told.text.endswith("quoted is some of its rows.")
    assert [each.text for each in told.sentences] == ["What: Roof | Euros: 900"]
    assert told_of_tables(store, lease) == ""


def test_a_text_with_a_table_is_mainly_text(library: Path, documents: Path) -> None:
    rows = "".join(f"| {day} | {day + 10} |\n" for day in range(2, 4))
    (documents / "walks.md").write_text(f"# Walks\n\n{MORE * 5}\n\n| Day | Miles |\n|---|---|\n{rows}")
    list(sync(library, [documents], FakeEmbedder()))
    with closing(Retriever(library)) as opened:
        (walks,) = documents_meant(opened.store, "walks.md", None, ())
        assert told_of_tables(opened.store, walks) == "It has a table: 2 rows and 2 columns: Day, Miles."
        assert "table" not in overview(opened.store, walks).text


@pytest.mark.model
def test_a_table_is_told_of_where_there_is_one(assistant: Assistant) -> None:
    assistant.reset()
    told = ask(assistant, "How many rows does costs.csv have?")
    assert (told.basis, told.answered, told.text[:21]) == ("library", True, "It has a table: 2 row")
    assert ask(assistant, "What columns does it have?").text == "It has a table: 2 rows and 2 columns: What, Euros."
    assert ask(assistant, "List the columns of it").basis == "library"
    assert ask(assistant, "How much is the roof?").basis == "documents"
    assert "columns" not in ask(assistant, "How many pages does the residential lease have?").text
    assert "words" in ask(assistant, "How many words does it have?").text
    assert ask(assistant, "How many rows does the residential lease have?").basis == "documents"


def test_one_sheet_is_told_of(library: Path, documents: Path) -> None:
    sheets = {"Prices": [["Plant", "Euros"], ["Garlic", 1.1], ["Leek", 2.0]], "Empty": [], "Orders": [["Who"], ["Al"]]}
    (documents / "plants.xlsx").write_bytes(xlsx(sheets))
    (documents / "costs.csv").write_text(DOCUMENTS["costs.csv"])
    list(sync(library, [documents], FakeEmbedder()))
    with closing(Retriever(library)) as opened:
        (costs,) = documents_meant(opened.store, "costs.csv", None, ())
        told = Told(opened, Quoter(opened), (), [], costs, 3, date(2026, 11, 30))

        def answer(question: str) -> str:
            found = told.of(question, intent(question), Filters(), speaks=False)
            return found[0].text if found else ""

        prices = "plants.xlsx: sheet Prices, 2 rows and 2 columns: Plant, Euros."
        asked = ("Describe the first sheet", "What is on the prices sheet?", "Outline the first sheet of plants.xlsx")
        assert [answer(each) for each in asked] == [prices] * 3
        assert answer("Describe the second sheet").startswith("plants.xlsx: sheet Orders")
        assert answer("Describe the second sheet of costs.csv") == answer("What is on the bed sheet?") == ""


@pytest.mark.model
def test_a_document_is_told_of_as_a_whole(assistant: Assistant) -> None:
    assistant.reset()
    told = ask(assistant, "What is the residential lease about?")
    assert (told.basis, told.answered, len(told.quotes)) == ("library", True, MAX_SENTENCES)
    assert all(quote.verified for quote in told.quotes)
    assert told.text.startswith("lease.md (“Residential lease”) has")
    assert ask(assistant, "and what is the rent?").quotes[0].text == "The rent is 900 euros a month."
    assert ask(assistant, "What is the boiler about?").basis == "documents"
    ask(assistant, "What does the roof cost?")
    ask(assistant, "How much is the garage let for?")
    assert ask(assistant, "Summarise this document").text.startswith("lease-garage.md")


def test_files_of_one_name_are_told_apart_by_their_folders(library: Path, documents: Path) -> None:
    for name in ("a/lease.md", "rome/lease.md", "old/papers/bill.md", "new/papers/bill.md", "notes.md"):
        (documents / name).parent.mkdir(exist_ok=True, parents=True)
        (documents / name).write_text(f"The rent of {name} is 900 euros a month.")
    list(sync(library, [documents], FakeEmbedder()))
    with closing(Retriever(library)) as opened:
        listed = "a/lease.md, new/papers/bill.md, notes.md, old/papers/bill.md, rome/lease.md."
        assert answer_of_library(opened, intent("list all documents"), 3, Filters()).text.endswith(f": {listed}")
        several = documents_meant(opened.store, "lease.md", None, ())
        assert which_is_meant(opened.store, several).text == (
            "2 documents are called so: a/lease.md, rome/lease.md. Name one."
        )
        assert searched_alone(opened.store, several[:1]).endswith(": a/lease.md.")  # of the two one
        for name in ("a/lease.md", "rome/lease.md", "old/papers/bill.md"):
            (one,) = documents_meant(opened.store, intent(f"What is {name} about?").about, None, ())
            assert names_of(opened.store, [one]) == {one: name}


@pytest.mark.model
def test_which_of_several_is_meant_is_asked(assistant: Assistant) -> None:
    assistant.reset()
    told = ask(assistant, "How many pages does the lease of the tenants have path:lease")
    assert told.basis == "documents"  # no document is called so
    told = ask(assistant, "How many words are there in lease.md?")
    assert (told.basis, told.answered, told.quotes) == ("library", True, ())
    assert f"has {len(SECTIONS)} sections and " in told.text
    assert ask(assistant, "ok cool").text == "All right."
    told = ask(assistant, "Summarise the md")
    assert (told.basis, told.answered) == ("library", False)
    assert told.text == "2 documents are called so: lease-garage.md, lease.md. Name one."


def test_papers_of_a_kind_are_those_that_are_called_so(library: Path, documents: Path) -> None:
    for name in ("letters/bank.txt", "letters/aunt.txt", "notes.md"):
        (documents / name).parent.mkdir(exist_ok=True)
        (documents / name).write_text("The bank lends money." if "bank" in name else "We write letters to the aunt.")
    list(sync(library, [documents], FakeEmbedder()))
    with Retriever(library).store as store:

        def told(question: str) -> str | None:
            query = parse(question)
            found = answer_of_called(store, intent(query.text, query.phrases), query.filters)
            return None if found is None else found.text

        both = "2 documents are called “letters” by title, name or folder: aunt.txt, bank.txt."
        assert told("How many letters do I have?") == told("list all my letters") == both
        only = "1 document is called “letters” by title, name or folder and mention “bank”: bank.txt."
        assert told("Which letters do I have from the bank?") == only.replace("mention", "mentions")
        assert told("List my recipes") is None


def told_of(retriever: Retriever, question: str, last: int | None = 3) -> tuple[str, list[str]] | None:
    told = Told(retriever, Quoter(retriever), (), [], last, 3, date(2026, 11, 30))
    found = told.of(question, intent(question), Filters(), speaks=False)
    return None if found is None else (found[0].text, [quote.text for quote in found[1]])


def test_a_chapter_is_told_in_its_own_words(library: Path, documents: Path, retriever: Retriever) -> None:
    chapters = "".join(
        f"## {number}. {name}\n\n### {number}.1 Terms\n\n{name} begin with terms of their own. {MORE * 3}\n\n"
        f"### {number}.2 Uses\n\n{name} are used by all of us here. {MORE * 3}\n\n"
        for number, name in ((12, "Loans"), (13, "Taxes"))
    )
    (documents / "guide.md").write_text(
        f"# Guide to money\n\n{chapters}## Chapter – afterword\n\nThanks to all of us here. {MORE}\n"
    )
    days = f"## 13 May\n\nHe left. {MORE * 3}\n\n## 14. May he leave?\n\n{MORE * 3}"
    (documents / "diary.md").write_text(f"# Diary\n\n{days}")
    (documents / "novel.txt").write_text(f"CHAPTER XII\n\nHe came home. {MORE}\n\nCHAPTER XIV\n\nHe left. {MORE}")
    list(sync(library, [documents], FakeEmbedder()))
    retriever.refresh()
    found = told_of(retriever, "What is chapter 13 about?")
    assert found is not None
    assert found[0].startswith("“13. Taxes” of guide.md has 2 sections")
    assert found[1] == ["Taxes begin with terms of their own.", "Taxes are used by all of us here."]
    assert told_of(retriever, "What is section 14 of the diary about?") is not None
    two = told_of(retriever, "What is chapter 12 about?")
    assert two is not None
    assert two[0].startswith("2 documents have a chapter 12: ")
    assert told_of(retriever, "What is chapter 12 of the guide about?") != two
    assert told_of(retriever, "What is chapter 13 of the novel about?") is None
    assert told_of(retriever, "What is chapter 99 about?") is None
    assert told_of(retriever, "What is chapter 0 about?") is None


def test_a_part_with_a_letter_is_known_by_that(library: Path, documents: Path, retriever: Retriever) -> None:
    for name in ("guide", "manual"):
        (documents / f"{name}.md").write_text(f"# The {name}\n\n## Appendix B\n\nTerms of all of us here. {MORE * 3}")
    list(sync(library, [documents], FakeEmbedder()))
    retriever.refresh()
    found = told_of(retriever, "What does appendix B cover?")
    assert found is not None
    assert found[0].startswith("2 documents have an appendix B: ")


def test_a_chapter_is_no_section_with_its_number_where_one_is_called_so_and_repeats_nothing(
    library: Path, documents: Path, retriever: Retriever
) -> None:
    part = (
        f"## Chapter 3 – Cases\n\n### 5. Many filings\n\nFilings are many in all of these. {MORE * 6}\n\n"
        f"## Chapter 5 – Duties\n\n### A. Records\n\nTrustees keep their records for seven years. {MORE * 6}\n\n"
        f"### B. Crimes\n\nCrimes are reported to them at once. {MORE * 6}\n\n"
    )
    (documents / "trustees.md").write_text(f"# Trustees\n\n{part}{part}")
    list(sync(library, [documents], FakeEmbedder()))
    retriever.refresh()
    found = told_of(retriever, "What does chapter 5 of the trustees say?")
    assert found is not None
    assert found[0].startswith("“Chapter 5 – Duties” of trustees.md has 2 sections")
    assert found[1] == ["Trustees keep their records for seven years.", "Crimes are reported to them at once."]


def test_a_page_or_slide_is_known_by_its_number(library: Path, documents: Path, retriever: Retriever) -> None:
    slides = [
        ("Who we are", pptx_text("We row on the lake.")),
        ("Boats", pptx_text("There are four boats in the shed.")),
    ]
    (documents / "club.pptx").write_bytes(pptx(slides))
    (documents / "leaflet.pdf").write_bytes(pdf(["The leaflet has two pages.", "Members pay ten euros a year."]))
    list(sync(library, [documents], FakeEmbedder()))
    retriever.refresh()
    found = told_of(retriever, "What does slide 2 say?")
    assert found is not None
    assert found[0].startswith("“Slide 2” of club.pptx has ")
    assert found[1] == ["There are four boats in the shed."]
    page = told_of(retriever, "What is on page 2 of the leaflet?")
    assert page is not None
    assert page[0].startswith("“Page 2” of leaflet.pdf has ")
    both = told_of(retriever, "What is on page 2?")
    assert both is not None
    assert both[0].startswith("2 documents have a page 2: ")
    assert told_of(retriever, "What does slide 9 say?") is None


LIMITS = "Nurses knew to which group they belonged. Only two nights were observed in three hospitals."


def test_a_section_is_known_by_what_it_is_called(library: Path, documents: Path, retriever: Retriever) -> None:
    papers = {
        "naps.md": f"# Short naps of nurses\n\n## Aims\n\n{MORE * 6}\n\n### 4.1 Strengths and limitations\n\n{LIMITS}",
        "bees.md": f"# Hedges and bees\n\n{MORE * 6}\n\n## Threats to validity\n\nNetting misses the small bees.\n",
        "limits.md": f"# Limits\n\n## Limitations on liability\n\n{MORE}\n",
    }
    for name, text in papers.items():
        (documents / name).write_text(text)
    list(sync(library, [documents], FakeEmbedder()))
    found = told_of(retriever, "What are the limitations of the study on naps?")
    assert found is not None
    assert (found[0].partition(" has ")[0], found[1]) == ("“4.1 Strengths and limitations” of naps.md", [LIMITS])
    found = told_of(retriever, "Which weaknesses does the bees paper name?")
    assert found is not None
    assert found[1] == ["Netting misses the small bees."]
    assert told_of(retriever, "What are the conclusions of the study on naps?") is None
    assert told_of(retriever, "What are the limitations of the study on cats?") is None
    assert told_of(retriever, "What are the limitations?") is None  # of which of them?


def test_a_paragraph_is_known_by_its_sign(library: Path, documents: Path, retriever: Retriever) -> None:
    (documents / "rules.md").write_text(f"# Rules\n\n## §7 Fees\n\nFees are due in May. {MORE}\n")
    list(sync(library, [documents], FakeEmbedder()))
    for question in ("What does § 7 say?", "What does §7 say?"):
        found = told_of(retriever, question)
        assert found is not None
        assert found[0].startswith("“§7 Fees” of rules.md")


def test_the_weaknesses_of_what_was_quoted_are_not_those_of_another(
    library: Path, documents: Path, retriever: Retriever
) -> None:
    (documents / "bees.md").write_text(f"# Bees\n\n## Limitations\n\nNetting misses the small bees. {MORE}\n")
    list(sync(library, [documents], FakeEmbedder()))
    assert told_of(retriever, "What are its limitations?") is None  # of the lease, which was told of last
    found = told_of(retriever, "What are its limitations?", last=None)
    assert found is not None
    assert found[0].startswith("“Limitations” of bees.md")


def test_of_names_that_begin_alike_the_whole_word_tells(library: Path, documents: Path, retriever: Retriever) -> None:
    for name in ("microleaf", "microcontrollers"):
        (documents / f"{name}.md").write_text(f"# On {name}\n\nIt is small.\n")
    list(sync(library, [documents], FakeEmbedder()))
    for name in ("the MicroLeaf study", "the paper on microcontrollers"):
        [found] = documents_meant(retriever.store, name, None, ())
        assert names_of(retriever.store, [found])[found].removesuffix(".md") in name.lower()
    assert len(documents_meant(retriever.store, "the paper on microphones", None, ())) == 2  # begin as this does


def test_behind_a_section_the_same_is_asked_of_another_document() -> None:
    before = Intent(Kind.CHAPTER, "study on naps", "limitations")
    assert chapter_again("and of the bees paper?", before) == Intent(Kind.CHAPTER, "bees paper", "limitations")
    assert chapter_again("And chapter 6?", Intent(Kind.CHAPTER, "guide", "chapter 5")) == Intent(
        Kind.CHAPTER, "guide", "chapter 6"
    )
    of_lease = Intent(Kind.CHAPTER, "lease", "section 3")
    assert chapter_again("and section 3 of the lease?", Intent(Kind.CHAPTER, "nda", "section 2")) == of_lease
    assert chapter_again("What about part 2?", Intent(Kind.CONTENT)) is None
    assert chapter_again("How many bees were there?", before) is None
    assert chapter_again("and of the bees paper?", Intent(Kind.CONTENT)) is None


def test_a_chapter_whose_heading_has_no_number_is_known_by_its_sections(
    library: Path, documents: Path, retriever: Retriever
) -> None:
    (documents / "manual.md").write_text(f"# Manual\n\n## Fields\n\n### 5.1 Syntax\n\nA field has a name. {MORE}")
    list(sync(library, [documents], FakeEmbedder()))
    retriever.refresh()
    found = told_of(retriever, "what is chapter 5 of the manual about?")
    assert found is not None
    assert found[0].startswith("“Chapter 5” of manual.md has ")


def test_who_wrote_a_book_stands_behind_its_title(library: Path, documents: Path, retriever: Retriever) -> None:
    (documents / "standard.pdf").write_bytes(pdf([["A hierarchy"], ["Written by Ann Lee"], [MORE]]))
    list(sync(library, [documents], FakeEmbedder()))
    retriever.refresh()
    found = told_of(retriever, "Who wrote the standard?")
    assert found is not None
    assert found[1] == ["Written by Ann Lee"]
