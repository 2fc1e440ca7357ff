"""What is synced before what, as the system sees it: power may fail between any two of these calls."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from fakes import FakeEmbedder
from uniconv_edge.library import vectors
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import FileState, NewDocument, Writer
from uniconv_edge.types import Document, Page, Passage
vectors.EXACT_BELOW = 1
library = Path(sys.argv[1])
embedder = FakeEmbedder()
with Store.open(library, write=True) as store:
    writer = Writer(store)
    writer.begin_model(embedder.identity, embedder.dims)
    passages = [Passage(0, None, 0, 4, "text")]
    found = embedder.embed_passages([("", "text")])
    document = Document("/a", "", "x", (Page(None, "text"),))
    writer.put(NewDocument(document, passages, found, FileState(1, 1)))
    sys.stdout.write("acknowledged\\n")
    sys.stdout.flush()
    vectors.refresh(store, library)
"""


def calls(tmp_path: Path, library: Path) -> list[str]:
    """The calls that matter, as `name file`, in order."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("needs strace")
    log = tmp_path / "calls"
    ended = subprocess.run(
        [
            strace, "-f", "-y", "-e", "trace=write,fsync,fdatasync,rename,renameat,renameat2", "-o", str(log),
            sys.executable, "-c", PROGRAM, str(library), str(Path(__file__).parent.parent),
        ],
        capture_output=True,
        text=True,
    )  # fmt: skip
    if "ptrace" in ended.stderr.lower():
        pytest.skip("tracing is not allowed here")
    assert ended.returncode == 0, ended.stderr
    found: list[str] = []
    for line in log.read_text().splitlines():
        if "acknowledged" in line:
            found.append("acknowledged")
        elif match := re.search(r"(fsync|fdatasync)\(\d+<([^>]*)>", line):
            found.append(f"sync {kind(match[2], library)}")
        elif match := re.search(r'rename(?:at2?)?\(.*"([^"]*)"', line):
            found.append(f"rename to {kind(match[1], library)}")
    return found


def kind(path: str, library: Path) -> str:
    name = Path(path).name
    return "folder" if path == str(library) else name if name.startswith("library") else Path(name).suffix


def test_a_document_and_a_vector_file_are_on_the_disk_before_anything_speaks_of_them(
    tmp_path: Path, library: Path
) -> None:
    order = calls(tmp_path, library)
    said = order.index("acknowledged")
    assert order[said - 1] == "sync library.sqlite-wal"
    after = [call for call in order[said + 1 :] if call != "sync library.sqlite"]
    start = after.index("sync .part")
    assert after[start : start + 4] == ["sync .part", "rename to .hnsw", "sync folder", "sync library.sqlite-wal"]
