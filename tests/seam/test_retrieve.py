"""Searching a whole library: filters, phrases, floods of one text, and what an explained search says."""

import os
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder

from uniconv_edge.assistant.search import retrieve
from uniconv_edge.assistant.search.retrieve import Retriever, lexical_queries
from uniconv_edge.library import bm25, vectors
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.headed import asks_the_same, passages_below
from uniconv_edge.library.labelled import passages_labelled
from uniconv_edge.library.quantised import Quantised
from uniconv_edge.library.query import parse
from uniconv_edge.library.schema import TOKENIZER
from uniconv_edge.library.search import hits_of, passages_matching, passages_within
from uniconv_edge.library.sketch import sketch_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.words import match_expression, terms_of
from uniconv_edge.library.writer import FileState, NewDocument, Writer
from uniconv_edge.types import Document, Hit, Page, Passage, Turn

EMBEDDER = FakeEmbedder()


def search(library: Path, typed: str, limit: int = 5) -> list[Hit]:
    retriever = Retriever(library)
    try:
        return retriever.find(parse(typed), EMBEDDER.embed_session([Turn("user", typed)]), limit).hits
    finally:
        retriever.close()


def names(hits: list[Hit]) -> list[str]:
    return [Path(hit.path).name for hit in hits]


def fill(library: Path, documents: Path) -> Path:
    texts = {
        "roof.txt": "The roof is blue. It was repaired in May.",
        "notes/roof.md": "# Roof\n\nThe blue roof needs no repair.",
        "notes/wall.md": "# Wall\n\nThe wall is green and has a roof.",
    }
    for number, (name, text) in enumerate(texts.items()):
        path = documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        moment = 1_600_000_000 + 100_000_000 * number
        os.utime(path, (moment, moment))
    list(sync(library, [documents], EMBEDDER))
    return library


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that the tests only read."""
    folder = tmp_path_factory.mktemp("filled")
    return fill(folder / "library", folder / "documents")


@pytest.fixture(scope="module")
def filled_with_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    library = fill(folder / "library", folder / "documents")
    with pytest.MonkeyPatch.context() as patch, Store.open(library, write=True) as store:
        patch.setattr(vectors, "EXACT_BELOW", 1)
        vectors.publish(store, library)
    return library


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("roof", {"roof.txt", "roof.md", "wall.md"}),
        ("roof path:notes/", {"roof.md", "wall.md"}),
        ("roof path:*.txt", {"roof.txt"}),
        ("roof type:markdown", {"roof.md", "wall.md"}),
        ("roof type:txt type:md", {"roof.txt", "roof.md", "wall.md"}),
        ("roof after:2022", {"roof.md", "wall.md"}),
        ("roof before:2022", {"roof.txt"}),
        ("roof after:2022 before:2025-06", {"roof.md"}),
        ("roof collection:default path:wall", {"wall.md"}),
        ("roof collection:other", set()),
        ("roof type:pdf", set()),
        ('"roof is blue"', {"roof.txt"}),
        ('"blue roof" path:notes', {"roof.md"}),
        ('"no such words together" roof', {"roof.txt", "roof.md", "wall.md"}),
    ],
)
@pytest.mark.parametrize("graph", [False, True])
def test_only_what_passes_the_filters_is_searched(
    filled: Path, filled_with_graph: Path, monkeypatch, typed, found, graph: bool
) -> None:
    if graph:
        monkeypatch.setattr(vectors, "EXACT_BELOW", 1)
    assert set(names(search(filled_with_graph if graph else filled, typed))) == found


def test_a_search_explains_each_hit_and_says_what_it_did_with_the_query(filled: Path) -> None:
    retriever = Retriever(filled)
    vector = EMBEDDER.embed_session([Turn("user", "blue roof")])
    found = retriever.find(parse('"nowhere at all" blue roof'), vector, 5, history_text="wall")
    retriever.close()
    assert found.notes == ("the phrase occurs nowhere: its words are searched",)
    assert found.far is None  # three passages are too few for one that is far
    for hit in found.hits:
        parts = {part.name: part for part in found.parts[hit.passage_id]}
        assert hit.score == pytest.approx(sum(part.share for part in parts.values()))
        assert parts["dense"].score == pytest.approx(hit.cosine)
        assert ("history" in parts) == hit.path.endswith("wall.md")


def flood(library: Path, text: str, copies: int) -> None:
    """As many documents of nearly one text: each has a number of its own and one word changed."""
    words = text.split()
    with Store.open(library, write=True) as store:
        run = store.connection.execute
        run("BEGIN")
        for number in range(copies):
            changed = [*words, f"copy{number}"]
            changed[number % len(words)] = f"word{number}"
            copy = " ".join(changed) if number % 2 else text
            document = run(
                "INSERT INTO documents (path, title, sha256, size_bytes, mtime_ns, reader, indexed_ns) "
                "VALUES (?, '', '', 0, 0, 1, 0)",
                (f"/flood/{number}".encode(),),
            ).lastrowid
            run("INSERT INTO pages (document_id, page_index, heading, text) VALUES (?, 0, '', ?)", (document, copy))
            passage = run(
                "INSERT INTO passages (document_id, page_index, start, end, heading, title, text, digest, sketch) "
                "VALUES (?, 0, 0, ?, '', '', ?, x'00', ?)",
                (document, len(copy), copy, sketch_of(copy)),
            ).lastrowid
            [vector] = Quantised.of(EMBEDDER.embed_passages([("", copy)])).stored()
            run("INSERT INTO vectors VALUES (?, ?)", (passage, vector))
        run("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        run("COMMIT")


@pytest.mark.parametrize("copies", [400, pytest.param(5_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("graph", [False, True])
def test_a_flood_of_one_text_does_not_hide_the_right_document(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch, copies: int, graph: bool
) -> None:
    (documents / "right.txt").write_text("The boiler is serviced by the firm Alder every autumn, said the landlord.")
    for number in range(4):
        (documents / f"other{number}.txt").write_text(f"A page about gardens, number {number}, with roses and a pond.")
    list(sync(library, [documents], EMBEDDER))
    if graph:
        monkeypatch.setattr(vectors, "EXACT_BELOW", 1)
    flood(
        library,
        "Who services the boiler? Buy a new boiler, cheap boiler, best boiler, boiler service boiler sale today! "
        "Every boiler is serviced and every landlord says so, every autumn and every spring, come and see us now.",
        copies,
    )
    with Store.open(library, write=True) as store:
        vectors.publish(store, library)
    found = names(search(library, "Who services the boiler every autumn?"))
    assert "right.txt" in found
    assert sum(name.isdigit() for name in found) == 1


def test_crowds_are_left_where_there_is_nothing_else(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("Gardens.")
    list(sync(library, [documents], EMBEDDER))
    flood(library, "the boiler is serviced by the firm in autumn and in spring by someone else again", 30)
    assert len(search(library, "boiler", 10)) == 10


def test_one_document_does_not_fill_the_first_hits(library: Path, documents: Path, monkeypatch) -> None:
    monkeypatch.setattr(retrieve, "CROWD", 1_000)
    pages = [f"# Part {n}\n\nThe ferry number {n} leaves {'at noon ' * n}." for n in range(1, 7)]
    (documents / "long.md").write_text("\n\n".join(pages))
    for name in "bcd":
        (documents / f"{name}.md").write_text(f"The ferry of {name} leaves too, but only on {name} days in summer.")
    list(sync(library, [documents], EMBEDDER))
    found = names(search(library, "when does the ferry leave at noon", 5))
    assert found.count("long.md") <= 2


def test_an_opened_topic_finds_what_is_near_to_the_question_by_itself(filled: Path) -> None:
    session, alone = (EMBEDDER.embed_session([Turn("user", text)]) for text in ("wall green wall", "roof repaired May"))
    retriever = Retriever(filled)
    led = retriever.find(parse("repaired"), session, 3, history_text="wall green wall")
    opened = retriever.find(parse("repaired"), session, 3, history_text="wall green wall", alone=alone)
    ids, stored = retriever.store.vectors()
    vectors_of = dict(zip(ids.tolist(), stored.matrix(), strict=True))
    retriever.close()
    before, after = ({Path(hit.path).name: hit.score for hit in found.hits} for found in (led, opened))
    assert before["roof.txt"] < 0.7 * before["wall.md"]
    assert after["roof.txt"] > 0.8 * after["wall.md"]
    assert all(any(part.name == "alone" for part in opened.parts[hit.passage_id]) for hit in opened.hits)
    for hit in opened.hits:
        both = [float(vectors_of[hit.passage_id] @ vector) for vector in (session, alone)]
        assert hit.cosine == pytest.approx(max(both), abs=1e-6)


def test_what_words_alone_found_has_its_cosine_too(filled: Path) -> None:
    vector = EMBEDDER.embed_session([Turn("user", "green")])
    retriever = Retriever(filled)
    found = retriever.find(parse("roof"), -vector, 3).hits
    ids, stored = retriever.store.vectors()
    vectors_of = dict(zip(ids.tolist(), stored.matrix(), strict=True))
    retriever.close()
    assert [hit.cosine for hit in found] == pytest.approx([float(vectors_of[h.passage_id] @ -vector) for h in found])


def test_filters_are_no_words_of_a_conversation() -> None:
    turns = [Turn("user", "roof path:notes/"), Turn("assistant", "Blue."), Turn("user", "wall type:md")]
    assert lexical_queries(turns) == ("wall type:md", "wall\nBlue.\nroof")


def test_an_empty_library_finds_nothing(library: Path, documents: Path) -> None:
    list(sync(library, [documents], EMBEDDER))
    retriever = Retriever(library)
    assert retriever.find(parse("anything"), np.ones(EMBEDDER.dims, np.float32), 5).hits == ()
    retriever.close()


def test_words_too_common_to_tell_passages_apart_are_left_out_of_the_search(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(filled) as store:
        assert len(WordIndex(store).search("roof green", 5)) == 3
        monkeypatch.setattr(bm25, "MOST_POSTINGS", 2)
        assert len(WordIndex(store).search("roof green", 5)) == 1
        assert len(WordIndex(store).search("roof", 5)) == 3


WORDY = [
    ("Café rules", "running get_user_name café café zażółć, and 3.11.2 of 東京都庁 e-mail"),
    ("Running late", "get user name later; the name of a café that getUserName runs"),
    ("Naïve", "nothing but " + "words " * 200),  # a length that needs two bytes
    ("", "x1 café 東京 state-of-the-art email 3.11.2"),
    ("Tail", "user " * 20_000),
]


@pytest.fixture(scope="module")
def wordy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("wordy") / "library"
    with Store.open(library, write=True) as store:
        pages = tuple(Page(None, text) for _, text in WORDY)
        passages = [Passage(n, None, 0, len(text), text, title) for n, (title, text) in enumerate(WORDY)]
        document = Document("/made/up", "", "", pages)
        Writer(store).put(NewDocument(document, passages, np.zeros((len(WORDY), 1), np.float32), FileState(1, 1)))
    return library


@pytest.mark.parametrize(
    "query",
    [
        "café", "running", "names words", "get_user_name", "getUserName", "3.11.2", "東京都", "京", "e-mail",
        "x1 words user", "of the", "unheard", "state-of-the-art naïve", "½ café \u0301", "café \ud800",
    ],
)  # fmt: skip
@pytest.mark.parametrize("seldom", [1, 3, 500])
def test_words_are_scored_as_sqlite_scores_them(
    wordy: Path, monkeypatch: pytest.MonkeyPatch, seldom: int, query: str
) -> None:
    monkeypatch.setattr(bm25, "_SELDOM", seldom)
    with Store.open(wordy) as store:
        expression = match_expression(terms_of(query.encode("utf-8", "replace").decode()))
        expected = dict(
            store.rows("SELECT rowid, -bm25(words, 0.5, 1, 1) FROM words WHERE words MATCH ?", expression)
            if expression
            else []
        )
        found = WordIndex(store).search(query.encode("utf-8", "replace").decode(), 10)
        assert dict(found) == pytest.approx(expected)
        assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
        assert WordIndex(store).search(query, 1)[:1] == found[:1] or "\ud800" in query


def test_words_used_longest_ago_are_forgotten_and_found_again(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = ["roof", "green wall", "blue", "repair", "roof green", "may"]
    with Store.open(filled) as store:
        expected = [WordIndex(store).search(query, 5) for query in queries]
        monkeypatch.setattr(bm25, "_KEPT_POSTINGS", 4)
        index = WordIndex(store)
        for _ in range(2):
            assert [index.search(query, 5) for query in queries] == expected
            assert sum(len(postings.places) for postings in index._kept.values()) == index._size <= 4


def test_what_lies_deeper_is_found_when_the_first_hits_make_room(library: Path, documents: Path) -> None:
    for number in range(4):
        (documents / f"copy{number}.txt").write_text("The ferry leaves at noon from the old pier, says the harbour.")
    (documents / "other.txt").write_text("In winter there is one ferry less, which nobody regrets.")
    list(sync(library, [documents], EMBEDDER))
    found = names(search(library, "when does the ferry leave from the pier", 2))
    assert len(found) == 2
    assert "other.txt" in found


def test_a_word_index_tells_of_the_passages_that_were_there_when_it_was_made(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("A red roof.")
    list(sync(library, [documents], EMBEDDER))
    with Store.open(library) as store:
        index = WordIndex(store)
        (documents / "b.txt").write_text("Another roof.")
        list(sync(library, [documents], EMBEDDER))
        assert [place for place, _ in index.search("roof", 5)] == [1]
        assert len(WordIndex(store).search("roof", 5)) == 2


def test_the_tokenizer_is_that_of_the_library(library: Path) -> None:
    with Store.open(library, write=True) as store:
        assert TOKENIZER in store.rows("SELECT sql FROM sqlite_master WHERE name = 'words'")[0][0]


def test_what_stands_below_the_question_comes_first(library: Path, documents: Path) -> None:
    filler = " ".join(["A boat is what the harbour has, and what a boat is called is told."] * 30)
    (documents / "faq.md").write_text(
        f"# Questions\n\n## 2.1 What is a boat?\n\nIt floats on water.\n\n## Others\n\n{filler}"
    )
    (documents / "contents.md").write_text("# Contents\n\n2.1 What is a boat?\n\n2.2 What is a harbour?\n")
    (documents / "site.html").write_text("<title>What is a boat? | Harbours</title><p>A vessel, as we say.</p>")
    list(sync(library, [documents], EMBEDDER))
    with Store.open(library) as store:
        below = passages_below(store, "what is a boat?")
        texts = [text for (text,) in store.rows("SELECT text FROM passages ORDER BY id") if "It floats" in text]
        assert (len(below), len(texts)) == (2, 1)
        assert passages_below(store, "what is a boat?", []) == passages_below(store, "boat?") == []
        assert passages_below(store, "what is a boat? " * 4_000) == []  # "the library is damaged", it was told
    assert {Path(hit.path).name for hit in search(library, "what is a boat?", 2)} == {"faq.md", "site.html"}


def test_what_stands_below_the_name_of_an_option_comes_first(library: Path, documents: Path) -> None:
    (documents / "manual.txt").write_text(
        "Boats\n\n--rope\n    Ties the boats of the harbour.\n\n--oar\n    Moves them.\n\n--sail\n    So too.\n"
    )
    (documents / "notes.txt").write_text("What --rope does is told by --rope, and what --rope does not too. " * 9)
    list(sync(library, [documents], EMBEDDER))
    with Store.open(library) as store:
        assert len(passages_below(store, "what does --rope do?")) == 1
    assert Path(search(library, "what does --rope do?", 2)[0].path).name == "manual.txt"


def test_the_steps_of_a_thing_come_first_where_it_is_asked_how_it_is_made(library: Path, documents: Path) -> None:
    for thing in ("raft", "canoe"):
        (documents / f"{thing}.md").write_text(
            f"# {thing.title()}\n\nHow to make a {thing} is told here.\n\n## Directions\n\n1. Saw.\n"
        )
    list(sync(library, [documents], EMBEDDER))
    with Store.open(library) as store:
        rows = store.rows("SELECT id, document_id, title FROM passages WHERE text LIKE '%1. Saw.%'")
        raft, of_raft = next((int(row[0]), int(row[1])) for row in rows if row[2].startswith("Raft"))
        assert passages_below(store, "How do I make a raft?") == [raft]
        assert passages_below(store, "How do I make it?", [of_raft]) == [raft]
        assert passages_below(store, "How do I make it?") == passages_below(store, "How do I sell a raft?") == []


def test_a_line_of_a_document_that_is_called_by_the_thing_is_found(library: Path, documents: Path) -> None:
    for name in ("Österland", "Westland"):
        (documents / f"{name}.txt").write_text(f"{name}\n\n{name} is a land.\n\nCapital: Osk\n")
    list(sync(library, [documents], EMBEDDER))
    with Store.open(library) as store:
        found = [passages_labelled(store, f"{asks} Österland?") for asks in ("What is the capital of", "What is")]
        assert len(found[0]) == 1
        assert found[0] == found[1]
        assert passages_labelled(store, "What is the capital of Österland?", []) == []


def test_passages_are_read_without_their_whole_pages(library: Path, documents: Path) -> None:
    (documents / "boats.txt").write_text("A boat floats.")
    list(sync(library, [documents], EMBEDDER))
    with Store.open(library) as store:
        statements = list[str]()
        store.connection.set_trace_callback(statements.append)
        assert len(hits_of(store, [(1, 0.0)])) == 1
        store.connection.set_trace_callback(None)
        plan = [row[3] for row in store.rows(f"EXPLAIN QUERY PLAN {statements[-1]}")]
        assert any("pages USING COVERING INDEX" in step for step in plan)


def test_words_are_matched_once_however_many_passages_may_answer(library: Path, documents: Path) -> None:
    (documents / "boats.txt").write_text(
        "\n\n".join(f"Boat {number} floats. {'It is a boat. ' * 60}" for number in range(90))
    )
    list(sync(library, [documents], EMBEDDER))
    with Store.open(library) as store:
        [(document,)] = store.rows("SELECT DISTINCT document_id FROM passages WHERE text LIKE 'Boat 0 %'")
        steps = list[None]()
        store.connection.set_progress_handler(lambda: steps.append(None), 100)
        assert passages_matching(store, '"no such boats here"', [document], 5) == []
        assert len(steps) < 20
        assert len(passages_within(store, [document], ["boat 7 floats"]) or ()) == 1


@pytest.mark.parametrize(
    ("line", "same"),
    [("2.1 What is R?", True), ("A.1 what is R", True), ("What is R? | Site", True), ("Who asks what is R?", False)],
)
def test_a_line_asks_the_same_behind_a_number(line: str, same: bool) -> None:
    assert asks_the_same("What is R?", line) == same


def test_a_passage_that_is_far_is_the_twentieth_by_vector_wherever_it_stands(library: Path, documents: Path) -> None:
    parts = [f"# Part {number}\n\nThe roof of barn {number} has {number} tiles.\n" for number in range(24)]
    (documents / "barns.md").write_text("\n".join(parts))
    for number in range(6):
        (documents / f"{number}.txt").write_text(f"Wall {number} is green.")
    list(sync(library, [documents], EMBEDDER))
    retriever = Retriever(library)
    vector = EMBEDDER.embed_session([Turn("user", "roof tiles")])
    found, all_of_them = (
        retriever.find(parse("roof tiles"), vector, 5),
        retriever.nearest(vector, 50, parse("").filters),
    )
    retriever.close()
    place = min(20, len(all_of_them))
    assert found.far == pytest.approx(all_of_them[place - 1].cosine)
