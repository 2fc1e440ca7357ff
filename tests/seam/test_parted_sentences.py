"""The shipped model on a presentation whose sentence goes on on the next slide."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import opened
from makers import pptx, pptx_text

from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.types import Finished, QuoteFound

pytestmark = pytest.mark.model


def test_both_parts_of_a_sentence_are_quoted_in_order_and_verified(
    tmp_path: Path, model: tuple[Generator, OnnxEmbedder]
) -> None:
    root = tmp_path / "documents"
    root.mkdir()
    slides = [
        ("Pension", "If you leave the firm before you are entitled to a pension, you can"),
        ("Pension (continued)", "ask for your contributions back in one sum."),
    ]
    (root / "briefing.pptx").write_bytes(pptx([(title, pptx_text(text)) for title, text in slides]))
    list(sync(tmp_path / "library", [root], model[1]))
    with opened(tmp_path / "library", model, 0.0) as assistant:
        events = list(assistant.ask("What can I do if I leave the firm before I am entitled to a pension?"))
    finished = events[-1]
    assert isinstance(finished, Finished)
    quotes = finished.answer.quotes
    assert [(quote.place, quote.text) for quote in quotes] == [
        ("slide 1", slides[0][1]),
        ("slide 2", slides[1][1]),
    ]
    assert all(quote.verified for quote in quotes)
    assert [event.quote for event in events if isinstance(event, QuoteFound)] == list(quotes)
