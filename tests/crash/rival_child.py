"""Started by the tests of several processes: reads a library, or writes it whenever the lock is free, until a file is
there. Prints one line for each attempt to write, and whatever should not be."""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fakes import FakeEmbedder
from patience import Stopwatch
from processes import is_ending, runs

from uniconv_edge.errors import LibraryBusy
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import FileState, NewDocument, Writer
from uniconv_edge.types import Document, Page, Passage

ROLE, LIBRARY, SEED = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
WRITING = LIBRARY.parent / "who-is-writing"
EMBEDDER = FakeEmbedder()
CHANCE = random.Random(SEED)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def document(number: int) -> NewDocument:
    texts = [f"Number {number} seed {CHANCE.random()} part {part}." for part in range(3)]
    page = Page(None, "\n".join(texts))
    passages = [Passage(0, None, page.text.index(text), page.text.index(text) + len(text), text) for text in texts]
    vectors = EMBEDDER.embed_passages([("", text) for text in texts])
    return NewDocument(Document(f"/d/{number}", "", "x", (page,)), passages, vectors, FileState(1, 1))


def write() -> None:
    took = Stopwatch()
    try:
        with Store.open(LIBRARY, write=True) as store:
            other = WRITING.read_text() if WRITING.exists() else ""
            mine = Path("/proc/self").resolve().name
            if other and other != mine and runs(int(other)) and not is_ending(int(other)):
                say("BAD two writers", other, mine)
            WRITING.write_text(mine)
            writer = Writer(store)
            writer.begin_model(EMBEDDER.identity, EMBEDDER.dims)
            for _ in range(CHANCE.randrange(1, 12)):
                writer.put(document(CHANCE.randrange(30)))
            WRITING.write_text("")
        say("wrote")
    except LibraryBusy as error:
        say("busy", f"{took.seconds():.3f}") if "process" in error.message and error.exit_code == 3 else say(
            "BAD", error
        )


def read() -> None:
    with Store.open(LIBRARY) as store, store.snapshot():
        documents, passages = store.counts()
        ids, _ = store.vectors()
        halves = store.rows(
            "SELECT count(*) FROM passages JOIN pages USING (document_id, page_index) "
            "WHERE substr(pages.text, start + 1, end - start) != passages.text"
        )[0][0]
        if passages != 3 * documents or len(ids) != passages or halves:
            say("BAD read", documents, passages, len(ids), halves)
        index = store.rows("SELECT count(*) FROM words_docsize")[0][0]
        if index != passages:
            say("BAD words", index, passages)
    say("read")


say("started")
while not Path(sys.argv[4]).exists():
    {"write": write, "read": read}[ROLE]()
    time.sleep(CHANCE.uniform(0, 0.01))
