"""The tables of a library and their migrations. `user_version` counts the migrations that a file has seen.

SQLite is the record: text, passages, vectors and what was skipped. The vector file beside it is a cache of `vectors`,
described by the one row of `vector_cache`. Passage ids are never reused, so that a stale cache cannot point at
another passage. Paths are bytes, because file names are.

Of a document: `collection` is its root's, `kind` the ending of its name (`pdf`), `mtime_ns` when the file was changed,
`device` the disk it was read from (0: not known), `unread` what of the file was not read ("": nothing).
`vector` is what `quantised` makes of one.
`next_vectors` fills with the vectors of `next_model` while those of `model` still answer. Of a passage: `also` is what
full text indexes besides its words (`also_of`), `sketch` tells near-duplicates (`sketch.sketch_of`). `messages` are
those of e-mail, chats and letters (`messages.Message`).
"""

from __future__ import annotations

import sqlite3
from pathlib import PurePosixPath

from uniconv_edge.library.quantised import quantised
from uniconv_edge.library.sketch import sketch_of
from uniconv_edge.library.words import also_indexed, named_besides

# Makes the word index anew from the passages. It begins as that of a new library: SQLite rebuilds none that it cannot
# open.
_REBUILD = (
    "DELETE FROM words_config",
    "INSERT INTO words_config VALUES ('version', 4)",
    "DELETE FROM words_data",
    "INSERT INTO words_data VALUES (1, zeroblob(4)), (10, zeroblob(7))",
    "INSERT INTO words (words) VALUES ('rebuild')",
)
MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES ('generation', '0'), ('model', ''), ('dims', '0');

    CREATE TABLE roots (path BLOB PRIMARY KEY, device INTEGER NOT NULL) WITHOUT ROWID;

    CREATE TABLE documents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path BLOB NOT NULL UNIQUE,
        title TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        reader INTEGER NOT NULL,
        indexed_ns INTEGER NOT NULL
    );

    CREATE TABLE pages (
        document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        page_index INTEGER NOT NULL,
        number INTEGER,
        heading TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (document_id, page_index)
    ) WITHOUT ROWID;

    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        page_index INTEGER NOT NULL,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        heading TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        digest BLOB NOT NULL
    );
    CREATE INDEX passages_by_document ON passages (document_id);
    CREATE INDEX passages_by_digest ON passages (digest);

    CREATE TABLE vectors (
        passage_id INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
        vector BLOB NOT NULL
    );

    CREATE VIRTUAL TABLE words USING fts5 (
        title, text, content = 'passages', content_rowid = 'id',
        tokenize = "porter unicode61 remove_diacritics 2"
    );
    CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
        INSERT INTO words (rowid, title, text) VALUES (new.id, new.title, new.text);
    END;
    CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
        INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
    END;

    CREATE TABLE skipped (
        path BLOB PRIMARY KEY,
        reason TEXT NOT NULL,
        size_bytes INTEGER,
        mtime_ns INTEGER,
        reader INTEGER
    ) WITHOUT ROWID;

    CREATE TABLE vector_cache (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        file TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        digest TEXT NOT NULL,
        model TEXT NOT NULL,
        dims INTEGER NOT NULL,
        count INTEGER NOT NULL,
        generation INTEGER NOT NULL
    );
    """,
    """
    ALTER TABLE roots ADD COLUMN collection TEXT NOT NULL DEFAULT 'default';
    ALTER TABLE roots ADD COLUMN rules TEXT NOT NULL DEFAULT '{}';

    ALTER TABLE documents ADD COLUMN collection TEXT NOT NULL DEFAULT 'default';
    ALTER TABLE documents ADD COLUMN kind TEXT NOT NULL DEFAULT '';
    ALTER TABLE documents ADD COLUMN device INTEGER NOT NULL DEFAULT 0;
    UPDATE documents SET kind = kind_of(path);
    CREATE INDEX documents_by_collection ON documents (collection);

    CREATE TABLE next_vectors (
        passage_id INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
        vector BLOB NOT NULL
    );
    INSERT INTO meta VALUES ('next_model', ''), ('next_dims', '0');

    ALTER TABLE pages ADD COLUMN place TEXT NOT NULL DEFAULT '';
    ALTER TABLE passages ADD COLUMN place TEXT NOT NULL DEFAULT '';
    """,
    """
    ALTER TABLE passages ADD COLUMN also TEXT NOT NULL DEFAULT '';
    ALTER TABLE passages ADD COLUMN sketch INTEGER NOT NULL DEFAULT 0;
    UPDATE passages SET also = also_indexed(text), sketch = sketch_of(text);

    DROP TRIGGER passages_added;
    DROP TRIGGER passages_removed;
    DROP TABLE words;
    CREATE VIRTUAL TABLE words USING fts5 (
        title, text, also, content = 'passages', content_rowid = 'id',
        tokenize = "porter unicode61 remove_diacritics 2"
    );
    INSERT INTO words (words) VALUES ('rebuild');
    CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
        INSERT INTO words (rowid, title, text, also) VALUES (new.id, new.title, new.text, new.also);
    END;
    CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
        INSERT INTO words (words, rowid, title, text, also)
        VALUES ('delete', old.id, old.title, old.text, old.also);
    END;
    """,
    """
    ALTER TABLE documents ADD COLUMN unread TEXT NOT NULL DEFAULT '';
    """,
    # A look into the tree of `pages` itself reads whole pages on its way, which may be long.
    """
    CREATE INDEX pages_numbered ON pages (document_id, page_index, number);
    """,
    # Headings, the names of sheets and which vectors there are, are looked through without a look at texts and vectors.
    """
    DROP INDEX passages_by_document;
    CREATE INDEX passages_by_document ON passages (document_id, heading);
    CREATE INDEX pages_placed ON pages (place) WHERE place <> '';
    CREATE INDEX vectors_listed ON vectors (passage_id);
    """,
    # The name of a file is found, too.
    "; ".join(
        (
            "UPDATE passages "
            "SET also = also_of((SELECT path FROM documents WHERE documents.id = document_id), title, text)",
            *_REBUILD,
            "",
        )
    ),
    # A byte for each number of a vector. The vector file is of before: the next run writes it anew. Triggers are not
    # looked at: they speak of a word index, which may be damaged.
    """
    PRAGMA legacy_alter_table = ON;
    CREATE TABLE quantised_vectors (
        passage_id INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
        vector BLOB NOT NULL
    );
    INSERT INTO quantised_vectors SELECT passage_id, quantised(vector) FROM vectors;
    DROP TABLE vectors;
    ALTER TABLE quantised_vectors RENAME TO vectors;
    CREATE INDEX vectors_listed ON vectors (passage_id);
    UPDATE next_vectors SET vector = quantised(vector);
    UPDATE vector_cache SET generation = -1;
    PRAGMA legacy_alter_table = OFF;
    """,
    # Messages are found when a document is stored, and not at the first question of each process.
    """
    CREATE TABLE messages (
        document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        page_index INTEGER NOT NULL,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        said INTEGER NOT NULL,
        writer TEXT NOT NULL,
        readers TEXT NOT NULL,
        title TEXT NOT NULL,
        sent TEXT NOT NULL,
        is_chat INTEGER NOT NULL,
        says INTEGER NOT NULL,
        identifier TEXT NOT NULL,
        answers TEXT NOT NULL,
        PRIMARY KEY (document_id, page_index, start)
    ) WITHOUT ROWID;
    CREATE INDEX messages_written ON messages (writer);
    """,
)
VERSION = len(MIGRATIONS)
DEFAULT_COLLECTION = "default"
TOKENIZER = "porter unicode61 remove_diacritics 2"  # of the table `words` since the last migration that made it
INSTANCES = "word_instances"
TERMS = "word_terms"


def open_instances(connection: sqlite3.Connection) -> None:
    """Let this connection read where each word stands, and which there are: views of `words` that leave nothing in the
    file."""
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"CREATE VIRTUAL TABLE temp.{INSTANCES} USING fts5vocab (main, words, instance)")
    connection.execute(f"CREATE VIRTUAL TABLE temp.{TERMS} USING fts5vocab (main, words, row)")


def migrate(connection: sqlite3.Connection, target: int | None = None) -> None:
    """Bring the tables to this program's version, or to `target`; each migration is one transaction with its number.

    What tables of before leave in the file is of documents that stay, and is not written over with zeros, which would
    be logged whole: `database.shrink` takes it away.
    """
    (secure,) = connection.execute("PRAGMA secure_delete").fetchone()
    connection.execute("PRAGMA secure_delete = OFF")
    for function in (kind_of, also_indexed, sketch_of, quantised):
        connection.create_function(function.__name__, 1, function, deterministic=True)
    connection.create_function(also_of.__name__, 3, also_of, deterministic=True)
    for number in range(version(connection), VERSION if target is None else target):
        connection.executescript(f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;")
    connection.execute(f"PRAGMA secure_delete = {secure}")


def rebuild_words(connection: sqlite3.Connection) -> None:
    """Make the word index anew from the passages, in a transaction of the caller."""
    for statement in _REBUILD:
        connection.execute(statement)


def also_of(path: bytes, title: str, text: str) -> str:
    """What full text indexes of a passage besides its words and its title's."""
    name = PurePosixPath(path.decode("utf-8", errors="replace")).stem
    return " ".join(filter(None, (also_indexed(text), named_besides(name, f"{title}\n{text}"))))


def kind_of(path: bytes) -> str:
    """The ending of a file's name, in small letters, without its dot: `pdf`; "" when it has none."""
    return PurePosixPath(path.decode("utf-8", errors="replace")).suffix[1:].casefold()


def version(connection: sqlite3.Connection) -> int:
    """The file's schema version; 0 for a new file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
