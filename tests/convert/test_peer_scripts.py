"""The scripts that measure other programs say what they do when asked, and write nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PEERS = Path(__file__).parents[2] / "benchmarks" / "peers"


@pytest.mark.parametrize("script", ["shape.py", "table.py"])
def test_help_is_no_argument(script: str, place: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(PEERS / script), "--help"], cwd=place, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage:")
    assert not list(place.iterdir())
