"""Started by the fault tests with `faults.c` preloaded: lets the n-th change of a file fail, for each n, and checks
what is left. Prints one JSON object."""

import ctypes
import hashlib
import json
import os
import shutil
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fakes import FakeEmbedder

from uniconv_edge.errors import UniconvError
from uniconv_edge.library import transfer, vectors
from uniconv_edge.library.roots import Root
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import erasing
from uniconv_edge.library.vectors import VectorIndex
from uniconv_edge.library.writer import FileState, NewDocument, Writer
from uniconv_edge.types import Document, Page, Passage

vectors.EXACT_BELOW = 1  # so that a vector file is written
EMBEDDER = FakeEmbedder()
FAULTS = ctypes.CDLL(os.environ["LD_PRELOAD"])
FOLDER = Path(os.environ["FAULTS_FOLDER"])
LIBRARY, PACKED, NEW = FOLDER / "library", FOLDER / "packed.uniconv", FOLDER / "new"


def document(number: int, version: int) -> NewDocument:
    texts = [f"Document {number} version {version} part {part}. " + f"word{number} " * 40 for part in range(3)]
    page = Page(None, "\n".join(texts))
    passages = [Passage(0, None, page.text.index(text), page.text.index(text) + len(text), text) for text in texts]
    digest = hashlib.sha256(page.text.encode()).hexdigest()
    found = EMBEDDER.embed_passages([("", text) for text in texts])
    return NewDocument(Document(f"/d/{number}.txt", "", digest, (page,)), passages, found, FileState(1, 1, digest))


def prepare(folder: Path) -> None:
    with Store.open(folder, write=True) as store:
        Writer(store).begin_model(EMBEDDER.identity, EMBEDDER.dims)
        Writer(store).add_root(Root("/d"))
        for number in range(3):
            Writer(store).put(document(number, 0))
        vectors.refresh(store, folder)
    transfer.export_library(folder, folder.parent / "kept.uniconv")


def change(acknowledged: dict[str, str | None]) -> None:
    with Store.open(LIBRARY, write=True) as store:
        writer = Writer(store)
        writer.begin_model(EMBEDDER.identity, EMBEDDER.dims)
        for number in (1, 5):
            new = document(number, 1)
            writer.put(new)
            acknowledged[new.document.path] = new.document.sha256
        writer.remove(["/d/2.txt"])
        acknowledged["/d/2.txt"] = None
        vectors.refresh(store, LIBRARY)


def forget(acknowledged: dict[str, str | None]) -> None:
    with erasing(LIBRARY) as writer:
        writer.forget("/d/0.txt")
        acknowledged["/d/0.txt"] = None


def move(acknowledged: dict[str, str | None]) -> None:
    transfer.export_library(LIBRARY, PACKED, replace=True)
    transfer.import_library(LIBRARY, PACKED, {}, replace=True)
    transfer.import_library(NEW, PACKED, {}, replace=True)


def check(acknowledged: dict[str, str | None]) -> None:
    with Store.open(LIBRARY) as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        assert store.rows("PRAGMA foreign_key_check") == []
        held = {os.fsdecode(path): digest for path, digest in store.rows("SELECT path, sha256 FROM documents")}
        for path, digest in acknowledged.items():
            assert held.get(path) == digest, path
        for (digest,) in store.rows("SELECT sha256 FROM documents"):
            text = store.rows("SELECT text FROM pages JOIN documents ON id = document_id WHERE sha256 = ?", digest)
            assert hashlib.sha256(text[0][0].encode()).hexdigest() == digest
        assert store.rows("SELECT count(*) FROM vectors") == [(3 * len(held),)]
        ids, stored = store.vectors()
        found = stored.matrix()
        index = VectorIndex.open(store, LIBRARY)
        for row in range(0, len(ids), 4):
            assert index.search(found[row], 1)[0][1] > 0.999


def once(action, template: Path, n: int, error: int, sticky: bool) -> tuple[bool, str]:
    """Whether the n-th call was reached, and what went wrong ("": nothing)."""
    for left in (LIBRARY, NEW):
        shutil.rmtree(left, ignore_errors=True)
    PACKED.unlink(missing_ok=True)
    shutil.copytree(template, LIBRARY)
    acknowledged: dict[str, str | None] = {}
    FAULTS.faults_arm(n, error, int(sticky))
    try:
        action(acknowledged)
    except UniconvError:
        pass
    except BaseException as problem:
        FAULTS.faults_disarm()
        return True, f"{action.__name__} {n} {error}: not one of our errors: {_trace(problem)}"
    reached = FAULTS.faults_disarm() >= n
    try:
        check(acknowledged)
        action({})
        check({})
    except BaseException as problem:
        return True, f"{action.__name__} {n} {error}: afterwards: {_trace(problem)}"
    return reached, ""


def _trace(problem: BaseException) -> str:
    return "".join(traceback.format_exception(problem)[-6:])


def main(name: str, errors: list[int], step: int) -> None:
    template = FOLDER.parent / "template"
    prepare(template)
    action = {"change": change, "forget": forget, "move": move}[name]
    problems: list[str] = []
    tried = 0
    for error in errors:
        for sticky in (False, True):
            n, reached = 1, True
            while reached:
                reached, problem = once(action, template, n, error, sticky)
                tried += reached
                problems.extend([problem] if problem else [])
                n += step
    sys.stdout.write(json.dumps({"tried": tried, "problems": problems}) + "\n")


main(sys.argv[1], [int(error) for error in sys.argv[2].split(",")], int(sys.argv[3]))
