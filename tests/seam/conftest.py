"""The shipped model, opened once, on a few documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import opened
from fakes import FakeEmbedder
from readers import Readers

from uniconv_edge import paths
from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.past.history import History
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder.open(paths.model_folder(), threads=2)


@pytest.fixture(scope="session")
def generator() -> Iterator[Generator]:
    found = Generator.open(paths.model_folder(), threads=2)
    yield found
    found.close()


@pytest.fixture(scope="session")
def model(generator: Generator, embedder: OnnxEmbedder) -> tuple[Generator, OnnxEmbedder]:
    return generator, embedder


@pytest.fixture(scope="module")
def assistant(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    model: tuple[Generator, OnnxEmbedder],
    readers: Readers,
) -> Iterator[Assistant]:
    """On the `DOCUMENTS` (name -> text) of the test's module."""
    root = tmp_path_factory.mktemp("documents")
    for name, text in request.module.DOCUMENTS.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    library = tmp_path_factory.mktemp("library") / "library"
    with pytest.MonkeyPatch.context() as patched:
        readers.serve(patched)
        list(sync(library, [root], model[1]))
    with opened(library, model) as found:
        yield found


@pytest.fixture
def filled(library: Path, documents: Path) -> Path:
    """A library of two documents."""
    (documents / "a.txt").write_text("The café serves naïve ducks running.")
    (documents / "b.md").write_text("# Swimming\n\nOnly text about water.")
    list(sync(library, [documents], FakeEmbedder()))
    return library


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """No conversation is kept there yet."""
    with History.open(tmp_path / "conversations.sqlite") as found:
        yield found
