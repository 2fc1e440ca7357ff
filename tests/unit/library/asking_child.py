"""Started at a terminal by the tests: `uniconv-edge index` with a stand-in for the model."""

import sys
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from fakes import FakeEmbedder

from uniconv_edge import paths
from uniconv_edge.cli import main
from uniconv_edge.model import embedder

paths.model_folder = lambda named=None: Path("model")
embedder.OnnxEmbedder = SimpleNamespace(open=lambda folder: FakeEmbedder())
sys.argv = ["uniconv-edge", "index", "--library", sys.argv[1]]
main()
