"""The same questions over the same text through what a person would pick instead. One peer a process.

    python benchmarks/peers/run.py PEER EXPORT.json --encoder FOLDER [--history] [--model MODEL]

PEER is `uniconv-edge` (this program's search; run it where this project is installed), `numpy` (what twenty lines do),
`chroma` or `llama-index` (each in an environment of its own: see README.md beside this file). Peers get an encoder such
as all-MiniLM-L6-v2 from FOLDER (tokenizer.json with model_int8.onnx or model.onnx) and cut the text as their users do:
`chroma` and `numpy` into 180 words, overlapping by 30, `llama-index` with its own splitter. They search with the last
question, with --history with all turns joined. Printed is one JSON object: versions, seconds to load and index,
milliseconds a search, peak memory, and the share of questions whose document is first, or among the first three
results, and whose expected phrase stands in the first result.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

WORDS, OVERLAP, FOUND = 180, 30, 5
Search = Callable[[dict[str, Any]], list[tuple[str, str]]]
"""A question to (file, text) pairs, best first."""


class Encoder:
    """A mean-pooled sentence encoder through onnxruntime: unit vectors (n, dims)."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        weights = next(path for path in (folder / "model_int8.onnx", folder / "model.onnx") if path.is_file())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self._inputs = {each.name for each in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(256)
        self._tokenizer.enable_padding()

    def __call__(self, texts: list[str]) -> np.ndarray:
        parts = [self._batch(texts[start : start + 16]) for start in range(0, len(texts), 16)]
        return np.concatenate(parts)

    def _batch(self, texts: list[str]) -> np.ndarray:
        encoded = self._tokenizer.encode_batch(texts)
        mask = np.array([each.attention_mask for each in encoded], np.int64)
        given = {"input_ids": np.array([each.ids for each in encoded], np.int64), "attention_mask": mask}
        given["token_type_ids"] = np.zeros_like(mask)
        states = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        pooled = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)


def query(question: dict[str, Any], history: bool) -> str:
    """What a peer searches for."""
    return " ".join([*question["history"], question["question"]]) if history else question["question"]


def cut(documents: list[dict[str, str]]) -> list[tuple[str, str]]:
    """(file, text) of stretches of words."""
    parts = []
    for document in documents:
        words = document["text"].split()
        for start in range(0, max(1, len(words) - OVERLAP), WORDS - OVERLAP):
            parts.append((document["file"], " ".join(words[start : start + WORDS])))
    return parts


def with_numpy(export: dict[str, Any], options: argparse.Namespace) -> tuple[Search, list[str]]:
    """Vectors in an array."""
    encoder, parts = Encoder(options.encoder), cut(export["documents"])
    vectors = encoder([text for _, text in parts])

    def search(question: dict[str, Any]) -> list[tuple[str, str]]:
        similar = vectors @ encoder([query(question, options.history)])[0]
        return [parts[place] for place in np.argsort(-similar)[:FOUND]]

    return search, ["numpy", "onnxruntime", "tokenizers"]


def with_chroma(export: dict[str, Any], options: argparse.Namespace) -> tuple[Search, list[str]]:
    """Chroma in a folder, with vectors given."""
    import chromadb
    from chromadb.config import Settings

    encoder, parts = Encoder(options.encoder), cut(export["documents"])
    client = chromadb.PersistentClient(tempfile.mkdtemp(), Settings(anonymized_telemetry=False))
    collection = client.create_collection("documents", embedding_function=None, metadata={"hnsw:space": "cosine"})
    collection.add(
        ids=[str(place) for place in range(len(parts))],
        documents=[text for _, text in parts],
        metadatas=[{"file": file} for file, _ in parts],
        embeddings=encoder([text for _, text in parts]).tolist(),
    )

    def search(question: dict[str, Any]) -> list[tuple[str, str]]:
        vector = encoder([query(question, options.history)]).tolist()
        found = collection.query(query_embeddings=vector, n_results=FOUND)
        return [(m["file"], t) for m, t in zip(found["metadatas"][0], found["documents"][0], strict=True)]

    return search, ["chromadb", "onnxruntime", "tokenizers"]


def with_llama_index(export: dict[str, Any], options: argparse.Namespace) -> tuple[Search, list[str]]:
    """LlamaIndex with its own splitter and its in-memory store."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

    encoder = Encoder(options.encoder)

    class Given(BaseEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            return encoder([text])[0].tolist()

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return encoder(texts).tolist()

        def _get_query_embedding(self, query: str) -> list[float]:
            return encoder([query])[0].tolist()

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    documents = [Document(text=each["text"], metadata={"file": each["file"]}) for each in export["documents"]]
    retriever = VectorStoreIndex.from_documents(documents, embed_model=Given()).as_retriever(similarity_top_k=FOUND)

    def search(question: dict[str, Any]) -> list[tuple[str, str]]:
        found = retriever.retrieve(query(question, options.history))
        return [(each.node.metadata["file"], each.node.get_content()) for each in found]

    return search, ["llama-index-core", "onnxruntime", "tokenizers"]


def with_uniconv_edge(export: dict[str, Any], options: argparse.Namespace) -> tuple[Search, list[str]]:
    """This program: its own reader of text files, passages, fused search with the session's vector and its words."""
    from uniconv_edge.assistant.retrieve import Retriever, lexical_queries
    from uniconv_edge.library.sync import sync
    from uniconv_edge.model.embedder import OnnxEmbedder
    from uniconv_edge.paths import model_folder
    from uniconv_edge.types import Turn

    embedder = OnnxEmbedder.open(model_folder(options.model))
    folder = Path(tempfile.mkdtemp())
    (folder / "documents").mkdir()
    for each in export["documents"]:
        (folder / "documents" / f"{each['file']}.txt").write_text(each["text"], encoding="utf-8")
    for _ in sync(folder / "library", [folder / "documents"], embedder):
        pass
    retriever = Retriever.open(folder / "library")

    def search(question: dict[str, Any]) -> list[tuple[str, str]]:
        before = question["history"] if options.history else []
        turns = [Turn("assistant" if place % 2 else "user", text) for place, text in enumerate(before)]
        turns.append(Turn("user", question["question"]))
        last, whole = lexical_queries(turns)
        hits = retriever.search(last, embedder.embed_session(turns), FOUND, history_text=whole)
        return [(Path(hit.path).name.removesuffix(".txt"), hit.text) for hit in hits]

    return search, ["uniconv-edge", "onnxruntime", "tokenizers"]


PEERS = {
    "numpy": with_numpy,
    "chroma": with_chroma,
    "llama-index": with_llama_index,
    "uniconv-edge": with_uniconv_edge,
}


def plain(text: str) -> str:
    """Text to be looked for, without case and line breaks."""
    return " ".join(text.split()).lower()


def main() -> None:
    """Measure one peer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("export", type=Path)
    parser.add_argument("--encoder", type=Path, help="the peers' encoder")
    parser.add_argument("--history", action="store_true", help="search with the conversation")
    parser.add_argument("--model", help="this program's model")
    options = parser.parse_args()
    if options.peer != "uniconv-edge" and options.encoder is None:
        parser.error("peers need --encoder")
    export = json.loads(options.export.read_text(encoding="utf-8"))
    began = time.perf_counter()
    search, packages = PEERS[options.peer](export, options)
    indexed = time.perf_counter() - began
    search(export["questions"][0])
    times, first, three, phrase = [], [], [], []
    for question in export["questions"]:
        began = time.perf_counter()
        found = search(question)
        times.append(1e3 * (time.perf_counter() - began))
        files = [file for file, _ in found]
        first.append(files[:1] == [question["file"]])
        three.append(question["file"] in files[:3])
        phrase.append(bool(found) and plain(question["phrase"]) in plain(found[0][1]))
    print(
        json.dumps(
            {
                "schema": 1,
                "peer": options.peer,
                "versions": {name: version(name) for name in packages},
                "history": options.history,
                "questions": len(times),
                "load_and_index_seconds": indexed,
                "search_ms": statistics.median(times),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                / (2**20 if sys.platform == "darwin" else 2**10),
                "document_first": statistics.fmean(first),
                "document_in_three": statistics.fmean(three),
                "phrase_in_first": statistics.fmean(phrase),
            }
        )
    )


if __name__ == "__main__":
    main()
