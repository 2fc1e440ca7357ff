"""Questions that all rows of a table answer, to a real library: rows of other passages are quoted too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from asking import ask_next as ask
from fakes import FakeEmbedder
from makers import pdf_of_streams, xlsx

from uniconv_edge.assistant.rows.gathered import Gathered
from uniconv_edge.assistant.rows.gathered import gathered as gathered_on
from uniconv_edge.assistant.rows.more_rows import rows_besides
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.query import parse
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.types import Hit

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant

gathered = partial(gathered_on, today=date(2026, 12, 1))
ROWS = [
    f"2026-{month:02}-{day:02},{'groceries' if day == 3 else 'house'},{10 * month}.50,{'what was bought there ' * 3}"
    for month in range(1, 13)
    for day in (3, 17)
]
DOCUMENTS = {
    "shopping.csv": "date,shop,euros\n2026-05-02,Hill,12.50\n2026-05-09,Shore,30.00\n2026-06-01,Hill,7.25\n"
    "2026-07-02,Shore,9.00\n",
    "rota.csv": "day,till,cafe,key\nMonday,Priya,Tom,Mrs Webb\nFriday,Hugh,Priya,Mr Dunn\nSaturday,Tom,Sally,Mr Dunn\n",
    "elections.txt": "Elections\n\nOffice | Elected | Votes\nChair | Ida Falk | 79\nCashier | Dov Lind | 85\n"
    "Clerk | Mira Sand | 52\n",
    "cake.md": "# Plum cake\n\nFor a tin of 24 cm:\n\n- 350 g flour\n- 120 g lard\n- 700 g plums\n\nIt keeps well.\n",
}
DOCUMENTS |= {
    f"{name}.md": f"# The {name}\n\nVotes on the {name} need two thirds of the votes; votes cannot be handed on.\n"
    for name in ("board", "fees", "house", "youth", "assembly", "purpose", "end", "books", "seat", "year")
}
QUESTION = "How much did I spend on groceries in 2026?"


@pytest.fixture
def retriever(library: Path, documents: Path) -> Iterator[Retriever]:
    (documents / "spending.csv").write_text("\n".join(["date,category,amount,note", *ROWS]))
    (documents / "letter.md").write_text("# Letter\n\nThe groceries were fine.")
    list(sync(library, [documents], FakeEmbedder()))
    opened = Retriever(library)
    yield opened
    opened.close()


def first_passage(retriever: Retriever) -> list[Hit]:
    hits = hits_of(retriever.store, [(int(each), 1.0) for (each,) in retriever.store.rows("SELECT id FROM passages")])
    of_table = [hit for hit in hits if hit.path.endswith("spending.csv")]
    assert len(of_table) > 3
    return [replace(of_table[0], rank=1)]


def texts(found: Gathered) -> list[str]:
    return [line for each in found.candidates for line in each.text.split("\n")]


def test_rows_of_passages_that_were_not_found_are_quoted_too(retriever: Retriever) -> None:
    hits = first_passage(retriever)
    found = gathered(retriever.store, hits, QUESTION, [])
    assert found is not None
    assert found.note == "Sum of “amount” in 12 rows with “groceries” of 2026: 786.00."
    assert len(texts(found)) == 12
    assert found.hits[:1] == hits
    assert [hit.rank for hit in found.hits] == list(range(1, len(found.hits) + 1))
    for candidate in found.candidates:
        hit = found.hits[candidate.source - 1]
        page = retriever.page_text(hit.document_id, hit.page_index)
        assert page[candidate.start : candidate.end] == candidate.text
        assert hit.start <= candidate.start
        assert candidate.end <= hit.end


def test_rows_that_no_search_found_are_looked_at_where_only_rows_together_answer(
    retriever: Retriever, library: Path, documents: Path
) -> None:
    (documents / "letter.txt").write_text("We thank you for the groceries of May.\n")
    list(sync(library, [documents], FakeEmbedder()))
    retriever.refresh()
    found = rows_besides(retriever, QUESTION, None, None)
    assert found
    assert all("groceries" in hit.text and " | " in hit.text for hit in found)
    assert gathered(retriever.store, found, QUESTION, []) is not None
    assert not rows_besides(retriever, QUESTION, parse("type:txt").filters, None)
    for question in ("When did I buy groceries?", "How many groceries are there?", "How much did I spend in total?"):
        assert not rows_besides(retriever, question, None, None)


def test_a_column_may_be_called_as_it_was_typed_in_another_language(
    retriever: Retriever, library: Path, documents: Path
) -> None:
    """And "Bezahlt am" says no more than "Bezahlt"."""
    rows = ["Gull,620,2026-05-04", "Kerr,740,", "Lee,1650,2026-06-02", "Hale,880,"]
    (documents / "rechnungen.csv").write_text("\n".join(["Kunde,Betrag,Bezahlt am", *rows]))
    list(sync(library, [documents], FakeEmbedder()))
    retriever.refresh()
    hits = hits_of(retriever.store, [(int(each), 1.0) for (each,) in retriever.store.rows("SELECT id FROM passages")])
    question = "which Rechnungen are not paid?"
    found = gathered(retriever.store, hits, question, [], typed=["bezahlt"])
    assert found is not None
    assert found.note == "Rows of this table with “Bezahlt am: none”: 2 of 4."
    assert [text.split(" | ")[0] for text in texts(found)] == ["Kunde: Kerr", "Kunde: Hale"]
    assert gathered(retriever.store, hits, question, []) is None


def test_neighbouring_rows_are_one_quote(retriever: Retriever) -> None:
    found = gathered(retriever.store, first_passage(retriever), "What did I spend in May?", [])
    assert found is not None
    assert found.note == "Sum of “amount” in 2 rows of May: 101.00."
    assert len(texts(found)) == 2
    assert len(found.candidates) == 1


def test_of_many_rows_the_first_are_quoted(retriever: Retriever) -> None:
    found = gathered(retriever.store, first_passage(retriever), "What did I spend in 2026?", [])
    assert found is not None
    assert found.note == "Sum of “amount” in 24 rows of 2026: 1572.00. The first 12 are quoted."
    assert len(texts(found)) == 12


def test_the_number_of_a_line_says_nothing_of_a_table(library: Path, documents: Path) -> None:
    rows = [f"2026-05-0{n},{1 + n % 2},leak {n}" for n in range(1, 7)]
    (documents / "faults.csv").write_text("\n".join(["date,grade,what", *rows]))
    list(sync(library, [documents], FakeEmbedder()))
    opened = Retriever(library)
    ids = opened.store.rows("SELECT passages.id FROM passages JOIN documents ON documents.id = document_id")
    hits = [hit for hit in hits_of(opened.store, [(int(each), 1.0) for (each,) in ids]) if "faults" in hit.path]
    assert hits[0].place.startswith("lines 1")
    found = gathered(opened.store, [replace(hits[0], rank=1)], "Which faults were of grade 1?", [])
    opened.close()
    assert found is not None
    assert found.note == "Rows of this table with “1”: 3 of 6."


def test_what_two_tables_tell_is_not_told(retriever: Retriever, library: Path, documents: Path) -> None:
    (documents / "older.csv").write_text("\n".join(["date,category,amount,note", *ROWS[:6]]))
    list(sync(library, [documents], FakeEmbedder()))
    retriever.refresh()
    ids = retriever.store.rows("SELECT id FROM passages")
    hits = hits_of(retriever.store, [(int(each), 1.0) for (each,) in ids])
    assert gathered(retriever.store, hits, QUESTION.replace("spend", "pay"), []) is None


def test_other_questions_gather_nothing(retriever: Retriever) -> None:
    hits = first_passage(retriever)
    assert gathered(retriever.store, hits, "When did I buy groceries?", []) is None
    assert gathered(retriever.store, hits, "How much did I spend on flowers?", []) is None


def test_what_a_column_calls_highest_or_average_is_told_of_one_row(library: Path, documents: Path) -> None:
    (documents / "towns.csv").write_text("Town,Average rent,Highest point\nOtley,640,Chevin\nLeeds,810,Hawksworth\n")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        hits = hits_of(store, [(int(each), 1.0) for (each,) in store.rows("SELECT id FROM passages")])
        for question, note in (
            ("What is the highest point of Leeds?", "“Highest point” in this row: Hawksworth."),
            ("What is the average rent in Otley?", "“Average rent” in this row: 640."),
            ("What is the average rent?", None),
        ):
            found = gathered(store, hits, question, [])
            assert (found and found.note) == note


def test_the_caption_of_a_table_says_of_what_its_cells_are(library: Path, documents: Path) -> None:
    table = "| Model | Garden | Field |\n|---|---|---|\n| Large | 94.1 | 81.6 |\n| Small | 90.2 | 74.9 |\n"
    (documents / "leaves.md").write_text(f"# Leaves\n\nTable 1: Accuracy in per cent. Means of five runs.\n\n{table}")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        hits = hits_of(store, [(int(each), 1.0) for (each,) in store.rows("SELECT id FROM passages")])
        found = gathered(store, hits, "What was the accuracy of the large model in the field?", [])
        assert found is not None
        assert found.note == "“Field” in this row: 81.6."
        assert gathered(store, hits, "What was the latency of the large model in the field?", []) is None


def test_of_a_table_that_was_read_anew_since_it_was_found_nothing_is_told(library: Path, documents: Path) -> None:
    (documents / "towns.csv").write_text("Town,Average rent\nOtley,640\nLeeds,810\n")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        hits = hits_of(store, [(int(each), 1.0) for (each,) in store.rows("SELECT id FROM passages")])
        assert gathered(store, hits, "What is the average rent in Otley?", [])
        (documents / "towns.csv").write_text("Town,Average rent\nOtley,650\nLeeds,810\n")
        list(sync(library, [documents], FakeEmbedder()))
        assert gathered(store, hits, "What is the average rent in Otley?", []) is None


def test_each_table_of_a_sheet_is_called_by_the_line_above_it(library: Path, documents: Path) -> None:
    rows: list[list[str | float | None]] = [
        ["Members"], ["Singer", "Voice", "Amount"], ["Ida", "Alto", 60], ["Dov", "Tenor", 30], [],
        ["Concerts"], ["Date", "Place", "Tickets sold"], ["2026-04-18", "St Luke", 140], ["2026-06-27", "Hall", 210],
    ]  # fmt: skip
    (documents / "choir.xlsx").write_bytes(xlsx({"2026": rows}))
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        hits = hits_of(store, [(int(each), 1.0) for (each,) in store.rows("SELECT id FROM passages")])
        found = gathered(store, hits, "Which concert sold the most tickets?", [])
    assert (found and found.note) == "Of 2 rows, compared by “Tickets sold”, the highest is 210."


def test_a_table_is_called_by_the_line_that_announces_it(library: Path, documents: Path) -> None:
    table = "| Firm | Price net |\n|---|---|\n| Kessler | 31,400 |\n| North | 28,950 |\n"
    (documents / "roof.md").write_text(f"# Roof\n\nThree offers for it came in by the closing date:\n\n{table}")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        hits = hits_of(store, [(int(each), 1.0) for (each,) in store.rows("SELECT id FROM passages")])
        found = gathered(store, hits, "Which offer was the cheapest?", [])
    assert (found and found.note) == "Of 2 rows, compared by “Price net”, the lowest is 28,950."


HOURS: list[list[str | float | None]] = [
    ["Who", "Site", "Hours"],
    ["Ada", "Mill", 8],
    ["Leo", "Mill", 6],
    ["Ada", "Club", 4],
]


@pytest.mark.parametrize(
    ("sheets", "note"),
    [
        (("September", "October"), "Sum of “Hours” in 4 rows with “ada”: 24. Of 2 sheets with these columns."),
        (("Planned", "Worked"), None),  # which tell of the same
        (("Plan 2026", "Work 2026"), None),
    ],
)
def test_the_sheets_of_months_are_one_table(
    library: Path, documents: Path, sheets: tuple[str, ...], note: str | None
) -> None:
    (documents / "hours.xlsx").write_bytes(xlsx(dict.fromkeys(sheets, HOURS)))
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        hits = hits_of(store, [(int(each), 1.0) for (each,) in store.rows("SELECT id FROM passages")])
        found = gathered(store, hits[:1], "How many hours did Ada work?", [])
        if note is None:
            assert found is None or "sheets" not in found.note
            return
        assert found is not None
        assert found.note == note
        for candidate in found.candidates:
            hit = found.hits[candidate.source - 1]
            assert store.page_text(hit.document_id, hit.page_index)[candidate.start : candidate.end] == candidate.text
        assert {found.hits[candidate.source - 1].page_index for candidate in found.candidates} == {0, 1}


def test_sheets_whose_rows_begin_otherwise_are_one_table(library: Path, documents: Path) -> None:
    more = [HOURS[0], ["Nora", "Mill", 3], ["Tom", "Mill", 5]]
    (documents / "hours.xlsx").write_bytes(xlsx({"Team A": HOURS, "Team B": more}))
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        hits = hits_of(store, [(int(each), 1.0) for (each,) in store.rows("SELECT id FROM passages")])
        found = gathered(store, hits, "How many hours were worked at the mill?", [])
    assert (found and found.note) == "Sum of “Hours” in 4 rows with “mill”: 22. Of 2 sheets with these columns."


def test_what_was_planned_is_not_added_to_what_was_spent(library: Path, documents: Path) -> None:
    names = ["Date", "Item", "Euros"]
    planned = [names, ["2026-01-01", "Oil", 500], ["2026-02-01", "Oil", 500], ["2026-02-03", "Paint", 90]]
    spent = [names, ["2026-01-14", "Oil", 420], ["2026-02-17", "Oil", 480], ["2026-02-20", "Paint", 70]]
    (documents / "money.xlsx").write_bytes(xlsx({"Plan": planned, "Spent": spent}))
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        hits = hits_of(store, [(int(each), 1.0) for (each,) in store.rows("SELECT id FROM passages")])
        found = gathered(store, hits, "How much did we spend on oil?", [])
    assert found is None or "sheets" not in found.note


NAMES, DAYS = ("Day", "Swimmers", "Lessons"), [("Monday", "40", "yes"), ("Tuesday", "25", "no"), ("Friday", "9", "no")]
MORE_DAYS = [("Saturday", "110", "yes"), ("Sunday", "95", "no"), ("Holidays", "70", "no")]
COIN = ("Bring a coin for the locker.",)
IN_ALL = "Sum of “Swimmers” in {}"


@pytest.mark.parametrize(
    ("pages", "note"),
    [
        ([[NAMES, *DAYS], [COIN]], IN_ALL.format("3 rows: 74.")),
        ([[NAMES, *DAYS], [*MORE_DAYS, COIN]], IN_ALL.format("6 rows: 349. Of a table on 2 pages.")),
        ([[NAMES, *DAYS], MORE_DAYS[:1]], IN_ALL.format("4 rows: 184. Of a table on 2 pages.")),
        ([[NAMES, *DAYS], [NAMES, *MORE_DAYS]], IN_ALL.format("6 rows: 349. Of a table on 2 pages.")),
        ([[NAMES, *DAYS], MORE_DAYS, [(each[0] + " again", *each[1:]) for each in DAYS]], IN_ALL.format(
            "9 rows: 423. Of a table on 3 pages."
        )),
        ([[NAMES, *DAYS, COIN, COIN, COIN], MORE_DAYS], None),
        ([[NAMES, *DAYS], [("Town", "Baths", "Open"), ("Otley", "2", "yes"), ("Leeds", "4", "no")]], None),
    ],
)  # fmt: skip
def test_a_table_of_a_pdf_is_added_up_with_its_rows_on_the_next_pages(
    library: Path, documents: Path, pages: list[list[tuple[str, ...]]], note: str | None
) -> None:
    def page(rows: list[tuple[str, ...]]) -> bytes:
        cells = [
            (x, 700 - 20 * y, text) for y, row in enumerate(rows) for x, text in zip((60, 200, 340), row, strict=False)
        ]
        shown = b" ".join(b"1 0 0 1 %d %d Tm (%s) Tj" % (x, y, text.encode()) for x, y, text in cells)
        return b"BT /F1 11 Tf " + shown + b" ET"

    (documents / "lido.pdf").write_bytes(pdf_of_streams([page(rows) for rows in pages]))
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        hits = hits_of(store, [(int(each), 1.0) for (each,) in store.rows("SELECT id FROM passages")])
        found = gathered(store, hits, "How many swimmers were there in total?", [])
        for candidate in found.candidates if found else ():
            hit = found.hits[candidate.source - 1] if found else hits[0]
            assert store.page_text(hit.document_id, hit.page_index)[candidate.start : candidate.end] == candidate.text
    assert (found and found.note) == note


@pytest.mark.model
def test_a_sum_is_told_with_its_rows_and_the_next_question_follows_it(assistant: Assistant) -> None:
    assistant.reset()
    found = ask(assistant, "How much did I spend at Hill?")
    assert (found.answered, found.note) == (True, "Sum of “euros” in 2 rows with “hill”: 19.75.")
    assert [quote.text.rpartition(" | ")[2] for quote in found.quotes] == ["euros: 12.50", "euros: 7.25"]
    assert all(quote.verified for quote in found.quotes)
    read = "Read as “How much did I spend at Shore?”"
    assert ask(assistant, "and at Shore?").note == f"{read} Sum of “euros” in 2 rows with “shore”: 39.00."
    assert ask(assistant, "and in total?").note == "Sum of “euros” in 4 rows: 58.75."
    assert ask(assistant, "What was the most expensive thing?").note.endswith("the highest is 30.00.")
    assert ask(assistant, "and the cheapest?").note.endswith("the lowest is 7.25.")
    assert ask(assistant, "How many rows are there?").note == "Rows of this table: 4."
    assistant.today = lambda: date(2026, 11, 29)
    told = ask(assistant, "What did I spend in May?").note
    assert told == "Read `in May` as May 2026. Sum of “euros” in 2 rows of May 2026: 42.50."
    assistant.today = lambda: date(2026, 6, 3)
    told = ask(assistant, "How much did I spend last month?").note
    assert told == "Read `last month` as May 2026. Sum of “euros” in 2 rows of May 2026: 42.50."


@pytest.mark.model
def test_the_most_of_a_table_is_told_where_other_passages_crowd_it_out(assistant: Assistant) -> None:
    assistant.reset()
    found = ask(assistant, "Who got the most votes?")
    assert found.note == "Of 3 rows, compared by “Votes”, the highest is 85."
    assert [quote.text for quote in found.quotes] == ["Cashier | Dov Lind | 85"]
    source = found.sources[found.quotes[0].source - 1]
    assert (source.rank, source.path.rpartition("/")[2]) == (found.quotes[0].source, "elections.txt")
    assert not ask(assistant, "Who had the most lettuce?").answered


@pytest.mark.model
def test_of_two_questions_in_one_each_tells_what_it_would_alone(assistant: Assistant) -> None:
    assistant.reset()
    assistant.today = lambda: date(2026, 11, 29)
    found = ask(assistant, "How much did I spend at Hill and what do I need for the plum cake?")
    assert found.note == "Sum of “euros” in 2 rows with “hill”: 19.75."
    assert [quote.text.rpartition(" | ")[2] for quote in found.quotes[:2]] == ["euros: 12.50", "euros: 7.25"]
    found = ask(assistant, "What did I spend in May and what did I spend in June?")
    assert found.note == "Read `in May` as May 2026. Read `in June` as June 2026. " + (
        "Sum of “euros” in 2 rows of May 2026: 42.50."
    )
    assert ask(assistant, "What is on tomorrow and what is on next week?").text == (
        "Nothing in your documents is dated 30 November 2026. "
        "Nothing in your documents is dated 30 November to 6 December 2026."
    )


@pytest.mark.model
def test_a_list_is_quoted_whole_where_several_things_are_asked(assistant: Assistant) -> None:
    assistant.reset()
    found = ask(assistant, "What do I need for the plum cake?")
    assert [quote.text for quote in found.quotes][:1] == [
        "For a tin of 24 cm:\n- 350 g flour\n- 120 g lard\n- 700 g plums"
    ]
    assert found.quotes[0].verified


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "certain"),
    [("Who is on the till on Friday?", True), ("Which colleague is on the till on Friday?", False)],
)
def test_the_cell_that_is_meant_is_told_beside_its_row(assistant: Assistant, question: str, *, certain: bool) -> None:
    assistant.reset()
    found = ask(assistant, question)
    assert [quote.text for quote in found.quotes] == ["day: Friday | till: Hugh | cafe: Priya | key: Mr Dunn"]
    assert found.note.endswith("“till” in this row: Hugh.")
    assert found.quotes[0].answer == "Hugh"
    assert (found.confidence == 1.0) == certain
    assert not certain or ask(assistant, "and in the cafe?").note.endswith("“cafe” in this row: Priya.")


@pytest.mark.model
@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("How many votes did the cashier get?", "and who was elected?"),
        ("How many votes did the cashier get?", "who was elected?"),
        ("Who was elected cashier?", "and the votes?"),
        ("Who was elected cashier?", "with how many votes?"),
        ("Who is the cashier?", "and the votes?"),
        ("Who is the cashier?", "how many votes?"),
    ],
)
def test_what_names_only_a_column_asks_of_the_row_quoted(assistant: Assistant, first: str, then: str) -> None:
    assistant.reset()
    for question in (first, then):
        found = ask(assistant, question)
        assert [quote.text for quote in found.quotes] == ["Cashier | Dov Lind | 85"]


def test_the_only_table_of_a_document_that_is_named_needs_none_of_the_words(retriever: Retriever) -> None:
    hits = first_passage(retriever)
    assert gathered(retriever.store, hits, "What was the most expensive thing?", ()) is None
    told = gathered(retriever.store, hits, "What was the most expensive thing?", (), named=True)
    assert told is not None
    assert "the highest is 120.50" in told.note
