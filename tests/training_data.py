"""A tiny training data folder in the documented format."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

TOPICS = ["lease", "oven", "garden", "train", "invoice", "recipe", "bridge", "island"]


def write_lines(path: Path, values: list[object], *, compressed: bool = True) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(value) + "\n" for value in values)
    if compressed:
        path.write_bytes(lzma.compress(text.encode()))
    else:
        path.write_text(text)


def write_data(folder: Path) -> Path:
    """Eight articles, two questions on each, one row without an answer."""
    articles = [
        {
            "source": "made",
            "title": f"The {t}",
            "text": f"The {t} is old. It was made in {1900 + n}. Nobody sold the {t}.",
        }
        for n, t in enumerate(TOPICS)
    ]
    write_lines(folder / "corpus" / "00-made.jsonl.xz", articles)
    passages: list[object] = [{"title": a["title"], "text": a["text"]} for a in articles[:-1]]
    passages.append({"title": articles[-1]["title"], "ref": ["00-made", len(TOPICS) - 1, 0, len(articles[-1]["text"])]})
    rows: list[object] = [{"source": "made", "license": "CC0-1.0", "passages": len(passages)}]
    for n, topic in enumerate(TOPICS):
        start = articles[n]["text"].index("It was")
        evidence = [start, start + len(f"It was made in {1900 + n}.")]
        others = [m - n for m in range(len(TOPICS)) if m != n][:3]
        rows.append({"q": f"When was the {topic} made?", "p": n, "n": others, "e": evidence, "r": 1, "a": 1})
        rows.append({"q": "And who sold it?", "h": 1, "p": n, "n": others, "r": f"Nobody sold the {topic}.", "a": 1})
    rows.append({"q": "Who painted the door?", "n": [0, 1], "r": "", "a": 0})
    write_lines(folder / "finetune" / "passages-made.jsonl.xz", passages)
    write_lines(folder / "finetune" / "train-made.jsonl", rows, compressed=False)
    return folder
