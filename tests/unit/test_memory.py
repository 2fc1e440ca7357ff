"""What is freed goes back to the system, also behind the loading of a model."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from uniconv_edge.memory import give_back
from uniconv_edge.paths import model_folder

needs_glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what is freed")
_OPENED = """
from pathlib import Path
from uniconv_edge.memory import give_back
from uniconv_edge.model.embedder import OnnxEmbedder
from tests.unit.test_memory import resident_mb
embedder = OnnxEmbedder.open(Path({folder!r}))
before = resident_mb()
give_back()
print(before - resident_mb())
"""


def resident_mb() -> int:
    """Memory of this process that is in use, in MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) // 1024


@needs_glibc
def test_what_is_freed_goes_back() -> None:
    blocks = [b"\x01" * 60_000 for _ in range(1_500)]
    kept = blocks[-1]
    full = resident_mb()
    del blocks
    give_back()
    assert resident_mb() < full - 60
    assert kept


@needs_glibc
def test_a_model_once_opened_holds_nothing_that_is_freed() -> None:
    code = _OPENED.format(folder=str(model_folder(None)))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert int(done.stdout) < 8
