"""Questions about the library and about the conversation are told from questions to the documents."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.intent import Intent, Kind, intent
from uniconv_edge.library.query import filters_of


@pytest.mark.parametrize(
    ("question", "kind", "about"),
    [
        ("List all papers", Kind.LIST, ""),
        ("show me my papers", Kind.LIST, ""),
        ("list papers about dogs", Kind.LIST, "dogs"),
        ("How many papers do I have?", Kind.COUNT, ""),
        ("How many papers mention dogs?", Kind.COUNT, "dogs"),
        ("how many research papers are there in total?", Kind.COUNT, ""),
        ("Which papers mention dogs?", Kind.LIST, "dogs"),
        ("What papers do we have?", Kind.LIST, ""),
        ("List all papers by Smith", Kind.EVERY, "papers smith"),
        ("How many documents do you have?", Kind.COUNT, ""),
        ("how many files mention dogs?", Kind.COUNT, "dogs"),
        ("ok, so how many files mention dogs?", Kind.COUNT, "dogs"),
        ("But would you list all documents?", Kind.LIST, ""),
        ("okay, summarise the lease", Kind.OVERVIEW, "lease"),
        ("well, what did I ask?", Kind.ASKED, ""),
        ("Thanks, and what can you do?", Kind.TALK, ""),
        ("how many documents mention the word rent?", Kind.COUNT, "rent"),
        ("what is in my library?", Kind.LIST, ""),
        ("What is the total number of files?", Kind.COUNT, ""),
        ("List all documents", Kind.LIST, ""),
        ("list all documents about the boiler please", Kind.LIST, "boiler"),
        ("Which files mention rent?", Kind.LIST, "rent"),
        ("what documents do you have", Kind.LIST, ""),
        ("Show me the files about cats", Kind.LIST, "cats"),
        ("List every invoice from 2023", Kind.EVERY, "invoice 2023"),
        ("Summarise everything", Kind.SUMMARY, ""),
        ("Give me a summary of all my documents.", Kind.SUMMARY, ""),
        ("Can you summarize the library?", Kind.SUMMARY, ""),
        ("What did you say before?", Kind.SAID, ""),
        ("Repeat that please", Kind.SAID, ""),
        ("what did you say about the deposit again", Kind.AGAIN, "the deposit"),
        ("ok, what was that about the dog?", Kind.AGAIN, "the dog"),
        ("remind me about the lift", Kind.AGAIN, "the lift"),
        ("lol ok", Kind.TALK, ""),
        ("haha, thanks", Kind.TALK, ""),
        ("What was my first question?", Kind.ASKED, ""),
        ("What have we talked about so far?", Kind.ASKED, ""),
        ("Which document is that from?", Kind.SOURCE, ""),
        ("And on what page is it?", Kind.SOURCE, ""),
        ("which page?", Kind.SOURCE, ""),
        ("What file says so?", Kind.SOURCE, ""),
        ("In which section does it say that?", Kind.SOURCE, ""),
        ("Where did you find that?", Kind.SOURCE, ""),
        ("where does that come from", Kind.SOURCE, ""),
        ("Where is this written?", Kind.SOURCE, ""),
        ("What is your source for that?", Kind.SOURCE, ""),
        ("Can you show me the source please?", Kind.SOURCE, ""),
        ("How do you know?", Kind.SOURCE, ""),
        ("Tell me more", Kind.MORE, ""),
        ("ok, tell me a bit more about that", Kind.MORE, ""),
        ("more details please", Kind.MORE, ""),
        ("What else does it say about that?", Kind.MORE, ""),
        ("Anything else?", Kind.MORE, ""),
        ("Can you show me the whole paragraph?", Kind.MORE, ""),
        ("go on", Kind.MORE, ""),
        ("Tell me more about the deposit", Kind.CONTENT, ""),
        ("What else do I need?", Kind.CONTENT, ""),
        ("Is there anything else to pay?", Kind.CONTENT, ""),
        ("no, that's not what I asked", Kind.DISPUTE, ""),
        ("That is wrong!", Kind.DISPUTE, ""),
        ("I don’t understand", Kind.DISPUTE, ""),
        ("Can you explain that in simple words?", Kind.DISPUTE, ""),
        ("What is wrong with Marigold?", Kind.CONTENT, ""),
        ("no, I meant the notice period", Kind.CONTENT, ""),
        ("Are you sure?", Kind.SURE, ""),
        ("ok, are you really sure about that?", Kind.SURE, ""),
        ("Is that still true?", Kind.SURE, ""),
        ("Did you make that up?", Kind.SURE, ""),
        ("Which document is required for the visa?", Kind.CONTENT, ""),
        ("Which page is missing?", Kind.CONTENT, ""),
        ("Where is it?", Kind.CONTENT, ""),
        ("Where does it come in?", Kind.CONTENT, ""),
        ("What is the source of the Nile?", Kind.CONTENT, ""),
        ("Is it true that dogs are allowed?", Kind.CONTENT, ""),
        ("Are you sure that dogs are allowed?", Kind.CONTENT, ""),
        ("Is it still valid?", Kind.CONTENT, ""),
        ("How do you know when it is done?", Kind.CONTENT, ""),
        ("What is the lease about?", Kind.OVERVIEW, "lease"),
        ("Summarise the lease please", Kind.OVERVIEW, "lease"),
        ("Give me a short summary of my insurance letter", Kind.OVERVIEW, "insurance letter"),
        ("What are the main points of the handbook?", Kind.OVERVIEW, "handbook"),
        ("How many pages does the manual have?", Kind.LENGTH, "manual"),
        ("How many rows does the price list have?", Kind.TABLE, "price list"),
        ("Which columns are in stock.csv?", Kind.TABLE, "stock.csv"),
        ("What are the columns of the stock spreadsheet?", Kind.TABLE, "stock spreadsheet"),
        ("How many sheets does plants.xlsx have?", Kind.TABLE, "plants.xlsx"),
        ("What are the sheets of the plant sale called?", Kind.TABLE, "plant sale"),
        ("Describe the second sheet of plants.xlsx", Kind.OVERVIEW, "second sheet of plants.xlsx"),
        ("What is on the orders sheet?", Kind.OVERVIEW, "orders sheet"),
        ("What does the orders sheet contain?", Kind.OVERVIEW, "orders sheet"),
        ("Which sheet is that on?", Kind.SOURCE, ""),
        ("Which sheets need ironing?", Kind.CONTENT, ""),
        ("Describe stock.csv", Kind.OVERVIEW, "stock.csv"),
        ("What does the file stock-2026 contain?", Kind.OVERVIEW, "file stock-2026"),
        ("What does the insurance letter say?", Kind.OVERVIEW, "insurance letter"),
        ("What is in the minutes?", Kind.OVERVIEW, "minutes"),
        ("What does lease.docx say?", Kind.OVERVIEW, "lease.docx"),
        ("open diary.md", Kind.OVERVIEW, "diary.md"),
        ("Find the letter from Aunt Ruth", Kind.OVERVIEW, "letter from aunt ruth"),
        ("Do you have the insurance policy?", Kind.OVERVIEW, "insurance policy"),
        ("open it", Kind.SOURCE, ""),
        ("Summarise it", Kind.OVERVIEW, ""),
        ("what is this document about", Kind.OVERVIEW, "document"),
        ("What does the letter say about dogs?", Kind.CONTENT, ""),
        ("What does Anna say?", Kind.CONTENT, ""),
        ("What is in the box?", Kind.CONTENT, ""),
        ("What are the rules about dogs?", Kind.CONTENT, ""),
        ("Which document is the newest?", Kind.ORDER, "newest"),
        ("What are my most recent files?", Kind.ORDER, "newest"),
        ("which of my documents is the longest one", Kind.ORDER, "longest"),
        ("What is the oldest tree?", Kind.CONTENT, ""),
        ("Do I have a document about the boiler?", Kind.LIST, "boiler"),
        ("Hello!", Kind.TALK, ""),
        ("thank you very much", Kind.TALK, ""),
        ("thanks, that helps", Kind.TALK, ""),
        ("thank you, very helpful", Kind.TALK, ""),
        ("ok cool", Kind.TALK, ""),
        ("got it", Kind.TALK, ""),
        ("fine", Kind.CONTENT, ""),
        ("never mind", Kind.TALK, ""),
        ("that's all, bye", Kind.TALK, ""),
        ("can you help me with something?", Kind.TALK, ""),
        ("can you help me move the piano?", Kind.CONTENT, ""),
        ("never mind the cost, when is it?", Kind.CONTENT, ""),
        ("Great, thank you! That’s all I needed", Kind.TALK, ""),
        ("thanks for the deposit?", Kind.CONTENT, ""),
        ("ok, when is the meeting?", Kind.CONTENT, ""),
        ("Who are you?", Kind.TALK, ""),
    ],
)
def test_a_question_about_the_library_or_the_conversation_is_recognised(question, kind, about) -> None:
    assert intent(question) == Intent(kind, about)


@pytest.mark.parametrize(
    ("question", "named", "about"),
    [
        ("List all my contracts", "contracts", ""),
        ("How many letters do I have from the bank?", "letters", "bank"),
        ("Which recipes do I have", "recipes", ""),
    ],
)
def test_papers_that_only_a_name_tells_are_known(question: str, named: str, about: str) -> None:
    assert intent(question) == Intent(Kind.NAMED, about, named)


@pytest.mark.parametrize(
    ("question", "kind", "about", "named"),
    [
        ("How many of my PDFs are about the lease?", Kind.COUNT, "lease", "pdf"),
        ("How many PDF files do I have?", Kind.COUNT, "", "pdf"),
        ("List all spreadsheets", Kind.LIST, "", "sheet"),
        ("Which documents are spreadsheets?", Kind.LIST, "", "sheet"),
        ("how many presentations do we have?", Kind.COUNT, "", "slides"),
        ("show me my Word documents", Kind.LIST, "", "word"),
    ],
)
def test_the_kind_of_file_that_is_named_is_known(question: str, kind: Kind, about: str, named: str) -> None:
    assert intent(question) == Intent(kind, about, named)
    assert filters_of({"type": [named]}).kinds


@pytest.mark.parametrize(
    "question",
    [
        "how old is it?",
        "when was it?",
        "when is the newsletter sent?",
        "who posted it?",
        "when was the house built?",
        "who sent the parcel?",
        "what is in the blue box?",
        "when was that decided?",
        "what does the letter from the bank say about fees?",
        "How many papers?",
        "How many papers must I sign?",
        "Which papers do I need for the visa?",
        "What papers about the divorce must I bring?",
        "Which papers with a stamp are valid?",
        "How many papers did the institute publish?",
        "How many articles are there?",
        "How many reports mention the leak?",
        "How many days of leave do I get?",
        "How many documents must I bring to the office?",
        "Which documents are required for a visa?",
        "what documents do I need for the visa?",
        "What did the landlord say before?",
        "What did you do in the war, asks the daughter?",
        "How much is the deposit?",
        "List price of the oven",
        "What are you allowed to burn in the stove?",
        "No smoking?",
        "thanks to whom was the roof repaired?",
        "Which letters arrived in May?",
        "",
        "?" * 5000,
        "list " * 3000,
    ],
)
def test_everything_else_is_asked_of_the_documents(question) -> None:
    assert intent(question).kind is Kind.CONTENT


@pytest.mark.parametrize("question", ["What is this about?", "what's all this about", "What is it all about?"])
def test_this_is_the_library_before_anything_was_said_and_then_what_was_said(question: str) -> None:
    assert intent(question, begun=False).kind is Kind.SUMMARY
    assert intent(question) == Intent(Kind.OVERVIEW, "")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What is this document about?", Kind.OVERVIEW),
        ("What is this fee about?", Kind.OVERVIEW),
        ("What is this for?", Kind.CONTENT),
    ],
)
def test_what_is_named_is_not_the_library(question: str, kind: Kind) -> None:
    assert intent(question, begun=False).kind is kind
