"""Indexing beside a plain script: `python benchmarks/peers/indexing.py FOLDER ... --python PYTHON --encoder FOLDER`.

The plain script is what a person writes with sentence-transformers and Chroma: read each file, cut it into 180 words
overlapping by 30, encode in batches of 32, add to a collection on the disk. PYTHON is of an environment with both (they
cannot share one with this program, see README.md beside this file) and the encoder's FOLDER as sentence-transformers
keeps it. Both get the same Markdown, reStructuredText and plain text files of the folders, one after the other, on the
cores that this process may use; imports and loading of the model are not in the time, writing to the disk is. Printed
are both, and the plain script's time, passages a second and megabytes a second to the program's.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

WORDS, OVERLAP, BATCH = 180, 30, 32
KINDS = (".md", ".rst", ".txt")


def plain(documents: Path, work: Path, encoder: Path) -> dict[str, Any]:
    """The plain script."""
    import chromadb  # type: ignore[import-not-found, unused-ignore]
    import torch
    from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found, unused-ignore]

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    model = SentenceTransformer(str(encoder), device="cpu")
    model.encode(["The encoder works."])
    started = time.perf_counter()
    collection = chromadb.PersistentClient(str(work / "chroma")).create_collection("plain")
    count = 0
    for path in sorted(documents.iterdir()):
        words = path.read_text(encoding="utf-8", errors="replace").split()
        texts = [" ".join(words[at : at + WORDS]) for at in range(0, len(words), WORDS - OVERLAP)]
        for first in range(0, len(texts), BATCH):
            part = texts[first : first + BATCH]
            vectors = model.encode(part, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
            names = [f"{path.name}:{first + number}" for number in range(len(part))]
            collection.add(ids=names, embeddings=vectors.tolist(), documents=part)
        count += len(texts)
    return {"passages": count, "seconds": time.perf_counter() - started}


def program(documents: Path, work: Path, model: str | None) -> dict[str, Any]:
    """This program, with its default choices."""
    from uniconv_edge.library.sync import sync
    from uniconv_edge.model.embedder import OnnxEmbedder
    from uniconv_edge.paths import model_folder
    from uniconv_edge.types import Published

    embedder = OnnxEmbedder.open(model_folder(model))
    embedder.embed_passages([("", "The embedder works.")])
    started = time.perf_counter()
    count = 0
    for event in sync(work / "library", [documents], embedder):
        if isinstance(event, Published):
            count = event.passages
    return {"passages": count, "seconds": time.perf_counter() - started}


def gathered(folders: Sequence[Path], into: Path) -> int:
    """Copy the text files of folders into one; returns their bytes."""
    total = 0
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in KINDS]
    for number, path in enumerate(found):
        shutil.copyfile(path, into / f"{number}-{path.name}")
        total += path.stat().st_size
    return total


def asked(python: str, *arguments: str) -> dict[str, Any]:
    """What this script prints in a process of its own."""
    ended = subprocess.run([python, __file__, *arguments, "--json"], stdout=subprocess.PIPE, check=True, text=True)
    return dict(json.loads(ended.stdout.splitlines()[-1]))


def main() -> None:
    """Measure and print; a child measures one side."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--python", help="of the environment with chromadb and sentence-transformers")
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--model", help="a model folder, or the name of a model")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--side", choices=("plain", "program"), help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="uniconv-edge-peer-") as temporary:
        work = Path(temporary)
        if options.side:
            [documents] = options.folders
            row = (
                plain(documents, work, options.encoder)
                if options.side == "plain"
                else program(documents, work, options.model)
            )
        else:
            documents = work / "documents"
            documents.mkdir()
            size = gathered(options.folders, documents)
            given = [str(documents), "--encoder", str(options.encoder)]
            named = ["--model", options.model] if options.model else []
            sides: dict[str, list[dict[str, Any]]] = {"program": [], "plain": []}
            for _ in range(options.rounds):
                sides["program"].append(asked(sys.executable, *given, *named, "--side", "program"))
                sides["plain"].append(asked(options.python or sys.executable, *given, "--side", "plain"))
            best = {name: min(rows, key=lambda row: row["seconds"]) for name, rows in sides.items()}
            per_second = {name: row["passages"] / row["seconds"] for name, row in best.items()}
            row = {
                "schema": 1,
                "files": len(list(documents.iterdir())),
                "megabytes": size / 1e6,
                **best,
                "megabytes_per_s_of_program_to_plain": best["plain"]["seconds"] / best["program"]["seconds"],
                "passages_per_s_of_program_to_plain": per_second["program"] / per_second["plain"],
            }
    lines = [f"{name}: {value:.4g}" if isinstance(value, float) else f"{name}: {value}" for name, value in row.items()]
    sys.stdout.write((json.dumps(row) if options.json else "\n".join(lines)) + "\n")


if __name__ == "__main__":
    main()
