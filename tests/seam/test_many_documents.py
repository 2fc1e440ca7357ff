"""Questions about documents as such look at few of a library's documents, however many it holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbedder
from makers import xlsx

from uniconv_edge.assistant.calendar import almanac
from uniconv_edge.assistant.calendar.agenda import asks
from uniconv_edge.assistant.facts import naming
from uniconv_edge.assistant.facts.chapters import chapters
from uniconv_edge.assistant.facts.lookup import NAMED_DOCUMENTS, answer_of_library
from uniconv_edge.assistant.facts.tabular import told_of_sheet
from uniconv_edge.assistant.question.intent import intent
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.query import Filters
from uniconv_edge.library.search import documents_perhaps_with, passages_within
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.writer import Writer
from uniconv_edge.types import Turn

MANY = 60


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """A home directory: notes, an archive of mail, a guide with chapters, workbooks."""
    root = tmp_path_factory.mktemp("home")
    for name in ("notes", "mail", "sheets"):
        (root / name).mkdir()
    for number in range(MANY):
        (root / f"notes/note-{number:02}.md").write_text(
            f"# Note {number}\n\nOn 3 May 2026 the choir sang {number} songs."
        )
        sender = "Ann" if number == 7 else "Tom"
        message = (
            f"From: {sender} <a@example.org>\nSubject: Plan {number}\nDate: Mon, 4 May 2026 09:00:00 +0000\n\nWe go."
        )
        (root / f"mail/{number:02}.eml").write_text(message)
    lease = "# Lease\n\nThe rent is 900 euros. Mice are let in. The dentist comes on 3 May 2026."
    (root / "notes/lease.md").write_text(lease)
    chapters_of = ((12, "Rent"), (13, "Tax"))
    sections = [f"## Chapter {number}. {name}\n\n" + f"{name} is due. " * 60 for number, name in chapters_of]
    (root / "guide.md").write_text("# Guide\n\n" + "\n\n".join(sections))
    prices = [["Item", "Price"], ["Honey", 7], ["Bread", 3], ["Jam", 5]]
    (root / "sheets/honey.xlsx").write_bytes(xlsx({"Prices": prices, "Orders": [["Nr", "To"], [1, "Tom"], [2, "Ann"]]}))
    library = tmp_path_factory.mktemp("library") / "library"
    list(sync(library, [root], FakeEmbedder()))
    opened = Retriever(library)
    yield opened
    opened.close()


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    """What a function of a module is called with from here on."""
    calls: list[Any] = []
    function: Callable[..., Any] = getattr(module, name)

    def noting(*arguments: Any, **named: Any) -> Any:
        calls.append(arguments)
        return function(*arguments, **named)

    monkeypatch.setattr(module, name, noting)
    return calls


@contextmanager
def statements(retriever: Retriever) -> Iterator[list[str]]:
    """The statements that are run within."""
    run: list[str] = []
    retriever.store.connection.set_trace_callback(run.append)
    yield run
    retriever.store.connection.set_trace_callback(None)


def plans(retriever: Retriever, run: list[str], table: str) -> list[str]:
    """How each of the statements reads a table."""
    steps = [row[3] for each in run for row in retriever.store.rows(f"EXPLAIN QUERY PLAN {each}")]
    return [step for step in steps if step.split()[:2] in (["SCAN", table], ["SEARCH", table])]


def test_of_few_documents_the_words_of_their_names_are_made_out(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = counted(monkeypatch, naming, "bag")
    assert len(naming.named_documents(retriever.store, "lease", None)) == 1
    assert len(naming.called_documents(retriever.store, "leases")) == 1
    assert naming.documents_in_folder(retriever.store, "sheets") == naming.named_documents(
        retriever.store, "honey", None
    )
    assert len(made) < MANY / 3


def test_the_names_of_all_documents_are_read_once(retriever: Retriever) -> None:
    naming.named_documents(retriever.store, "lease", None)
    with statements(retriever) as run:
        assert len(naming.named_documents(retriever.store, "lease", None)) == 1
    assert [step.split()[0] for step in plans(retriever, run, "documents")] == ["SEARCH"]


def test_two_names_are_told_without_those_of_all(retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    made = counted(monkeypatch, naming, "clean")
    assert list(naming.names_of(retriever.store, [1, 2])) != []
    assert answer_of_library(retriever, intent("list all documents"), 3, Filters()).text.endswith(" more.")
    assert len(made) <= 2 * (NAMED_DOCUMENTS + 2)


def test_names_are_of_one_state_of_a_library_that_is_written_meanwhile(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        (documents / name).write_text("The roof is new.")
    list(sync(library, [documents], FakeEmbedder()))
    rows = naming._rows

    def gone_behind(*arguments: Any) -> Any:
        found = rows(*arguments)
        with Store.open(library, write=True) as writing:
            Writer(writing).remove([str(documents / "a.txt")])
        return found

    monkeypatch.setattr(naming, "_rows", gone_behind)
    with Store.open(library) as store:
        assert list(naming.names_of(store).values()) == ["a.txt", "b.txt"]
        assert list(naming.names_of(store).values()) == ["b.txt"]


def test_of_an_archive_of_mail_only_heads_that_may_have_the_words_are_read(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = counted(monkeypatch, naming, "_is_headed")
    assert len(naming.named_documents(retriever.store, "email from Ann", None)) == 1
    assert len(read) <= 2


@pytest.mark.parametrize(
    ("known", "longer", "written"),
    [("readi", True, "reading"), ("using", True, "using"), ("dying", True, "dying"), ("happy", True, "happy"),
     ("compa", True, "companies"), ("hopin", True, "hoping"), ("song", False, "songs"), ("agree", True, "agreements"),
     ("pay", False, "pays"), ("key", False, "key"), ("payin", True, "paying"), ("eyed", False, "eyed"),
     ("addin", True, "adding"), ("usefu", True, "useful"), ("innin", True, "innings")],
)  # fmt: skip
def test_no_document_with_a_word_is_missed(
    library: Path, documents: Path, known: str, longer: bool, written: str
) -> None:
    (documents / "with.txt").write_text(f"There is {written} in it.")
    (documents / "without.txt").write_text("Nothing of the kind stands here.")
    list(sync(library, [documents], FakeEmbedder()))
    opened = Retriever(library)
    [(key,)] = opened.store.rows("SELECT id FROM documents WHERE title = 'with'")
    assert documents_perhaps_with(opened.store, known, longer=longer) == {key}
    opened.close()


def test_a_sheet_is_found_without_a_look_at_the_text_of_others(retriever: Retriever) -> None:
    with statements(retriever) as run:
        assert told_of_sheet(retriever.store, "orders", None) is not None
    whole = [each for each in run if "SELECT number, text" in each]
    assert len(whole) == 1  # the sheet told of
    assert all(
        "COVERING INDEX" in step for step in plans(retriever, [each for each in run if each not in whole], "pages")
    )


def test_chapters_are_found_by_headings_alone(retriever: Retriever) -> None:
    with statements(retriever) as run:
        [chapter] = chapters(retriever.store, "chapter 13", None).values()
    assert chapter.name == "Chapter 13. Tax"
    [step] = plans(retriever, run, "passages")
    assert "COVERING INDEX" in step


def test_the_newest_document_is_told_without_the_length_of_any(retriever: Retriever) -> None:
    with statements(retriever) as run:
        told = answer_of_library(retriever, intent("Which document is the newest?"), 3, Filters()).text
    assert told.startswith("By when their files were last changed")
    assert not any("length(text)" in each for each in run)


def test_only_passages_with_the_words_are_looked_through_for_dates(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asks([Turn("user", "When is the dentist in May?")], date(2026, 4, 1))
    assert asked is not None
    read = counted(monkeypatch, almanac, "days_in")
    assert len(almanac.lines_asked(retriever.store, asked, None)) == 1
    assert len(read) <= 2


def test_the_passages_of_documents_are_read_from_an_index_once(retriever: Retriever) -> None:
    documents = [key for (key,) in retriever.store.rows("SELECT id FROM documents")]
    with statements(retriever) as run:
        found = passages_within(retriever.store, documents[::2])
    assert found is not None
    assert found.tolist() == sorted(found.tolist()) != []
    [step] = plans(retriever, run, "passages")
    assert "COVERING INDEX passages_by_document" in step
    assert json.dumps(documents[::2]) in run[-1]
