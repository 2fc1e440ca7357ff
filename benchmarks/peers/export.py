"""Write the text of documents and the questions about them as one JSON file, so that every peer gets the same.

    python benchmarks/peers/export.py OUT.json [--documents FOLDER]

Runs with this project installed. The text is what this program reads from the files (so a peer's own readers are not
measured); the questions are those of benchmarks/first_light.jsonl.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import first_light

from uniconv_edge.library.extract.process import Extractor


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=Path, help="folder with the files of the second part of first_light.jsonl")
    options = parser.parse_args()
    questions = first_light.read_questions({"examples", "documents"} if options.documents else {"examples"})
    files = sorted(path for path in first_light.EXAMPLES.iterdir() if path.is_file())
    if options.documents:
        files += sorted({options.documents / q.file for q in questions if q.set == "documents" and q.file})
    with Extractor() as extractor:
        documents = [
            {
                "file": path.name,
                "text": "\n\n".join(page.text for page in extractor.extract(path.name, path.read_bytes()).pages),
            }
            for path in files
        ]
    asked = [
        {
            "id": q.id,
            "history": [turn.text for turn in q.turns],
            "question": q.text,
            "file": Path(q.file).name,
            "phrase": q.phrase,
        }
        for q in questions
        if q.file is not None
    ]
    options.out.write_text(json.dumps({"documents": documents, "questions": asked}), encoding="utf-8")


if __name__ == "__main__":
    main()
