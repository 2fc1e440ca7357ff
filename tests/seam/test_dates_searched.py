"""Among many papers of one kind the search finds the month that is asked for, however they write it."""

from datetime import datetime
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.query import parse
from uniconv_edge.library.sync import sync
from uniconv_edge.types import Turn

YEAR = datetime.now().astimezone().year
FORMS = {"slip": "Period: {month:02}/{year}", "bill": "Date: {year}-{month:02}-14", "fare": "On 14.{month:02}.{year}"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dated")
    papers = folder / "papers"
    papers.mkdir()
    for kind, form in FORMS.items():
        for month in range(1, 13):
            dated = form.format(month=month, year=YEAR)
            text = f"{dated}\nThe {kind} was paid to Anna Schmidt.\nSum of the {kind}: {700 + month}"
            (papers / f"{kind}{'abcdefghijkl'[month - 1]}.txt").write_text(text)
    list(sync(folder / "library", [papers], FakeEmbedder()))
    return folder / "library"


@pytest.mark.parametrize("kind", list(FORMS))
@pytest.mark.parametrize("asked", ["in November", f"in Nov {YEAR}", f"in 11/{YEAR}", f"in {YEAR}-11"])
def test_the_paper_of_the_month_is_found(library: Path, kind: str, asked: str) -> None:
    typed = f"What was the sum of the {kind} {asked}?"
    retriever = Retriever(library)
    try:
        hits = retriever.find(parse(typed), FakeEmbedder().embed_session([Turn("user", typed)]), 3).hits
    finally:
        retriever.close()
    assert f"{kind}k.txt" in [Path(hit.path).name for hit in hits]
