"""The shipped model on a few documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant


@pytest.fixture(scope="module")
def assistant(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """On the `DOCUMENTS` (name -> text) of the test's module."""
    from uniconv_edge import paths
    from uniconv_edge.assistant.answer import Assistant
    from uniconv_edge.library.sync import sync
    from uniconv_edge.model.embedder import OnnxEmbedder

    root = tmp_path_factory.mktemp("documents")
    for name, text in request.module.DOCUMENTS.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    library = tmp_path_factory.mktemp("library") / "library"
    list(sync(library, [root], OnnxEmbedder.open(paths.model_folder(), threads=2)))
    with Assistant.open(paths.model_folder(), library) as opened:
        yield opened
