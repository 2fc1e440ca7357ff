"""Documents written with their questions become training rows that say which sentence answers."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import pytest

from recipes import written_rows
from uniconv_edge import paths
from uniconv_edge.train.data import read_rows
from uniconv_edge.train.reader_rows import ReaderRows
from uniconv_edge.train.recipe import ReaderRecipe

LEASE = """## Lease of the attic
# Money
1 The rent is 640 euros a month.
2 It is due on the third.

3 Deposit: 850 euros
4 - No pets in the attic
# The end
5 Either side may end the lease with three months' notice.
? what do I pay each month => 1
+ and until which day? => 2
+ in cash? => 0
? how much is the deposit => 3
? may I keep a cat => 4
? Who repairs the roof? => 0

## Notes on the kettle
1 Descale the kettle with vinegar every month.
2 Rinse it twice.
? how often must the kettle be descaled => 1
? what do I do afterwards => 1, 2
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    folder = tmp_path / "written" / "home"
    folder.mkdir(parents=True)
    (folder / "01.txt").write_text(LEASE, encoding="utf-8")
    return folder


def test_a_document_is_read_with_its_conversations(written: Path) -> None:
    lease, kettle = written_rows.collection(written).values()
    assert lease.text() == (
        "# Lease of the attic\n\n## Money\n\nThe rent is 640 euros a month. It is due on the third.\n\n"
        "Deposit: 850 euros\n- No pets in the attic\n\n## The end\n\n"
        "Either side may end the lease with three months' notice.\n"
    )
    assert lease.conversations[0] == [
        ("what do I pay each month", (1,)),
        ("and until which day?", (2,)),
        ("in cash?", ()),
    ]
    assert lease.line(4) == "No pets in the attic"
    assert kettle.conversations[1] == [("what do I do afterwards", (1, 2))]


TABLE = """## Rooms
1 Prices are for a night.
2 Room | Bed | Price
3 Attic | double | 55 pounds
4 Box room | | 40 pounds

5 Breakfast is extra.
"""


@pytest.mark.model
def test_rows_that_follow_each_other_are_a_table(written: Path) -> None:
    (written / "01.txt").write_text(TABLE, encoding="utf-8")
    documents = written_rows.collection(written)
    (rooms,) = documents.values()
    assert "\n\n| Room | Bed | Price |\n|---|---|---|\n| Attic |" in rooms.text()
    with written_rows.read_by(paths.model_folder(None), documents) as (_, store):
        ((_, _, text, _),) = written_rows.passages_of(store)
    places = [written_rows.place_of(rooms.line(number), text) for number in range(1, 6)]
    assert [place and text[slice(*place)] for place in places] == [
        "Prices are for a night.",
        "Room | Bed | Price",
        "Room: Attic | Bed: double | Price: 55 pounds",
        "Room: Box room | Price: 40 pounds",
        "Breakfast is extra.",
    ]
    assert written_rows.place_of("Attic | double | 56 pounds", text) is None


@pytest.mark.parametrize(
    "line", ["? a question without a line", "? one of no line => 9", "+ and then? => 1", "some words"]
)
def test_what_is_not_understood_is_named(written: Path, line: str) -> None:
    (written / "02.txt").write_text(f"## A paper\n1 A sentence.\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"02\.txt line 3 "):
        written_rows.collection(written)
    (written / "02.txt").write_text("\n1 A sentence of no paper.\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"02\.txt line 2 "):
        written_rows.collection(written)


@pytest.mark.model
def test_each_question_is_a_row(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "data" / "finetune"
    out.mkdir(parents=True)
    (tmp_path / "data" / "corpus").mkdir()
    article = {"source": "books", "title": "The Kettle", "text": "A kettle hung over the fire of the attic all month."}
    (tmp_path / "data" / "corpus" / "00-books.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["written_rows.py", str(out), "--written", str(written.parent)])
    written_rows.main()
    source = read_rows(tmp_path / "data", "written")
    said = {}
    for row in source.rows:
        passage = "" if row.positive is None else source.passages[row.positive][1]
        said[row.turns[-1].text] = passage[slice(*row.evidence)] if row.evidence else ""
        assert row.positive not in row.negatives
    assert said == {
        "what do I pay each month": "The rent is 640 euros a month.",
        "and until which day?": "It is due on the third.",
        "in cash?": "",
        "how much is the deposit": "Deposit: 850 euros",
        "may I keep a cat": "No pets in the attic",
        "Who repairs the roof?": "",
        "how often must the kettle be descaled": "Descale the kettle with vinegar every month.",
        "what do I do afterwards": "Descale the kettle with vinegar every month. Rinse it twice.",
    }
    follow_up = next(row for row in source.rows if row.turns[-1].text == "in cash?")
    assert [turn.text for turn in follow_up.turns[:-1]] == [
        "what do I pay each month",
        "The rent is 640 euros a month.",
        "and until which day?",
        "It is due on the third.",
    ]
    other = read_rows(tmp_path / "data", "elsewhere")
    assert [passage for _, passage in other.passages] == ["The Kettle\n\n" + article["text"]]
    first = ["what do I pay each month", "how much is the deposit", "may I keep a cat", "Who repairs the roof?"]
    first += ["how often must the kettle be descaled", "what do I do afterwards"]
    assert [row.turns[-1].text for row in other.rows] == first
    assert all(row.positive is None and list(row.negatives) == [0] for row in other.rows)
    once = ReaderRecipe(source_rows={"elsewhere": 0})
    thrice = dataclasses.replace(once, source_times={"written": 3})
    rows = [ReaderRows(tmp_path / "data", part, 0).rows for part in (once, thrice)]
    assert len(rows[1]) == 3 * len(rows[0])
