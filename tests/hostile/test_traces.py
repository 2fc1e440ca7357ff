"""What the native libraries leave behind: the fixture that refuses connections sees only those made in Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_a_run_leaves_nothing_but_the_library(tmp_path: Path) -> None:
    """onnxruntime begins its reports by writing an identifier of the device into the cache folder."""
    home, documents = tmp_path / "person", tmp_path / "documents"
    home.mkdir()
    documents.mkdir()
    (documents / "roof.txt").write_text("The roof is blue.")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    environment = kept | {"HOME": str(home), "UNICONV_EDGE_LIBRARY": str(tmp_path / "library")}
    for arguments in (["index", str(documents)], ["search", "roof"], ["ask", "What colour is the roof?"]):
        done = subprocess.run(
            [sys.executable, "-m", "uniconv_edge", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    left = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert {path for path in left if not path.startswith(".local/state/uniconv-edge/")} == set()
