"""The same questions over the same text through what a person would pick instead. One peer a process.

    python benchmarks/peers/run.py PEER EXPORT.json --encoder FOLDER [--history] [--gguf FILE] [--model MODEL]

PEER is `uniconv-edge` (run it where this project is installed), `numpy` (what twenty lines do), `chroma`, `txtai` or
`llama-index` (each in an environment of its own: see README.md beside this file). FOLDER holds all-MiniLM-L6-v2 or
another encoder: for `chroma`, `txtai` and `llama-index` as sentence-transformers keeps it, for `numpy` as
tokenizer.json with model_int8.onnx or model.onnx. Peers cut the text as their users do: into 180 words, overlapping by
30; `llama-index` with its own splitter. They search with the last question, with --history with all turns joined.

With --gguf the first three texts found and the question are given to that model by llama-cpp-python, which says at most
48 tokens; `uniconv-edge` always answers as it does. Printed is one JSON object: versions, seconds to load and index,
milliseconds a search, from the question to the first word and to the end, peak memory, and the share of questions whose
document is first, or among the first three results, and whose expected phrase stands in the first result, and in the
answer.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

# For every peer: threads that wait for each other sleep. On a busy machine a reply of llama-cpp-python takes five times
# as long without it.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np

WORDS, OVERLAP, FOUND = 180, 30, 5
READ, SAID = 3, 48
Passages = list[tuple[str, str]]


@dataclass
class Peer:
    """`search` gives the (file, text) pairs of a question, best first; `answer` the pieces of a reply from its texts,
    None when the peer was given no model for that."""

    search: Callable[[dict[str, Any]], Passages]
    packages: list[str]
    answer: Callable[[dict[str, Any], Passages], Iterator[str]] | None = None


class OnnxEncoder:
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


def cut(documents: list[dict[str, str]]) -> Passages:
    """(file, text) of stretches of words."""
    parts = []
    for document in documents:
        words = document["text"].split()
        for start in range(0, max(1, len(words) - OVERLAP), WORDS - OVERLAP):
            parts.append((document["file"], " ".join(words[start : start + WORDS])))
    return parts


def with_numpy(export: dict[str, Any], options: argparse.Namespace) -> Peer:
    """Vectors in an array."""
    encoder, parts = OnnxEncoder(options.encoder), cut(export["documents"])
    vectors = encoder([text for _, text in parts])

    def search(question: dict[str, Any]) -> Passages:
        similar = vectors @ encoder([query(question, options.history)])[0]
        return [parts[place] for place in np.argsort(-similar)[:FOUND]]

    return Peer(search, ["numpy", "onnxruntime", "tokenizers"])


def with_chroma(export: dict[str, Any], options: argparse.Namespace) -> Peer:
    """Chroma in a folder, with vectors by sentence-transformers."""
    import chromadb
    from chromadb.config import Settings
    from sentence_transformers import SentenceTransformer

    encoder, parts = SentenceTransformer(str(options.encoder), device="cpu"), cut(export["documents"])
    client = chromadb.PersistentClient(tempfile.mkdtemp(), Settings(anonymized_telemetry=False))
    collection = client.create_collection("documents", embedding_function=None, metadata={"hnsw:space": "cosine"})
    collection.add(
        ids=[str(place) for place in range(len(parts))],
        documents=[text for _, text in parts],
        metadatas=[{"file": file} for file, _ in parts],
        embeddings=encoder.encode([text for _, text in parts]),
    )

    def search(question: dict[str, Any]) -> Passages:
        found = collection.query(query_embeddings=encoder.encode([query(question, options.history)]), n_results=FOUND)
        return [(m["file"], t) for m, t in zip(found["metadatas"][0], found["documents"][0], strict=True)]

    return Peer(search, ["chromadb", "sentence-transformers", "torch"])


def with_txtai(export: dict[str, Any], options: argparse.Namespace) -> Peer:
    """txtai's Embeddings with stored text."""
    from txtai import Embeddings

    parts = cut(export["documents"])
    index = Embeddings(path=str(options.encoder), content=True)
    index.index([(place, text, None) for place, (_, text) in enumerate(parts)])

    def search(question: dict[str, Any]) -> Passages:
        return [parts[int(hit["id"])] for hit in index.search(query(question, options.history), FOUND)]

    return Peer(search, ["txtai", "faiss-cpu", "sentence-transformers", "torch"])


def with_llama_index(export: dict[str, Any], options: argparse.Namespace) -> Peer:
    """LlamaIndex with its own splitter and its in-memory store."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    encoder = HuggingFaceEmbedding(model_name=str(options.encoder), device="cpu")
    documents = [Document(text=each["text"], metadata={"file": each["file"]}) for each in export["documents"]]
    retriever = VectorStoreIndex.from_documents(documents, embed_model=encoder).as_retriever(similarity_top_k=FOUND)

    def search(question: dict[str, Any]) -> Passages:
        found = retriever.retrieve(query(question, options.history))
        return [(each.node.metadata["file"], each.node.get_content()) for each in found]

    return Peer(search, ["llama-index-core", "llama-index-embeddings-huggingface", "torch"])


def with_uniconv_edge(export: dict[str, Any], options: argparse.Namespace) -> Peer:
    """This program: its own reader of text files, passages, fused search with the session's vector and its words."""
    from uniconv_edge.assistant.answer import Assistant
    from uniconv_edge.assistant.question.topic import opening
    from uniconv_edge.assistant.search.retrieve import Retriever, lexical_queries
    from uniconv_edge.library.query import parse
    from uniconv_edge.library.sync import sync
    from uniconv_edge.model.embedder import OnnxEmbedder
    from uniconv_edge.paths import model_folder
    from uniconv_edge.types import Finished, QuoteFound, Turn

    model = model_folder(options.model)
    embedder = OnnxEmbedder.open(model)
    folder = Path(tempfile.mkdtemp())
    (folder / "documents").mkdir()
    for each in export["documents"]:
        (folder / "documents" / f"{each['file']}.txt").write_text(each["text"], encoding="utf-8")
    for _ in sync(folder / "library", [folder / "documents"], embedder):
        pass
    retriever = Retriever(folder / "library")
    assistant = Assistant.open(model, folder / "library")

    def turns(question: dict[str, Any]) -> list[Turn]:
        before = question["history"] if options.history else []
        return [Turn("assistant" if place % 2 else "user", text) for place, text in enumerate(before)]

    def search(question: dict[str, Any]) -> Passages:
        asked = [*turns(question), Turn("user", question["question"])]
        last, whole = lexical_queries(asked)
        session, opened = embedder.embed_session(asked), opening(embedder, asked)
        hits = retriever.find(parse(last), session, FOUND, history_text=whole, alone=opened and opened.own).hits
        return [(Path(hit.path).name.removesuffix(".txt"), hit.text) for hit in hits]

    def answer(question: dict[str, Any], found: Passages) -> Iterator[str]:
        del found  # it searches itself, within the pass that answers
        assistant.reset(turns(question))
        for event in assistant.ask(question["question"]):
            if isinstance(event, QuoteFound):
                yield event.quote.text
            elif isinstance(event, Finished) and not event.answer.answered:
                yield event.answer.text

    return Peer(search, ["uniconv-edge", "onnxruntime", "llama-cpp-python"], answer)


def llama(file: Path, history: bool) -> Callable[[dict[str, Any], Passages], Iterator[str]]:
    """Replies of a GGUF model through llama-cpp-python, which keeps the state of the shared beginning of prompts."""
    from llama_cpp import Llama

    model = Llama(str(file), n_ctx=4096, n_threads=2, verbose=False)

    def answer(question: dict[str, Any], found: Passages) -> Iterator[str]:
        texts = "\n\n".join(text for _, text in found[:READ])
        asked = query(question, history)
        prompt = f"Answer from these texts, in their words.\n\n{texts}\n\nQuestion: {asked}\nAnswer:"
        for piece in model(prompt, max_tokens=SAID, temperature=0.0, stream=True):
            yield piece["choices"][0]["text"]

    return answer


PEERS = {
    "numpy": with_numpy,
    "chroma": with_chroma,
    "txtai": with_txtai,
    "llama-index": with_llama_index,
    "uniconv-edge": with_uniconv_edge,
}


def plain(text: str) -> str:
    """Text to be looked for, without case and line breaks."""
    return " ".join(text.split()).lower()


def said(peer: Peer, question: dict[str, Any], found: Passages) -> tuple[str, float, float]:
    """The reply, and the seconds to its first piece and to its end, without the search."""
    assert peer.answer is not None
    began, first, pieces = time.perf_counter(), 0.0, []
    for piece in peer.answer(question, found):
        first = first or time.perf_counter() - began
        pieces.append(piece)
    return "".join(pieces), first, time.perf_counter() - began


def measure(peer: Peer, questions: list[dict[str, Any]], searches_itself: bool) -> dict[str, Any]:
    """The figures of all questions; the first is asked once before, so that caches are warm."""
    warm = peer.search(questions[0])
    if peer.answer is not None:
        said(peer, questions[0], warm)
    times, first, three, phrase, word, whole, told = [], [], [], [], [], [], []
    for question in questions:
        began = time.perf_counter()
        found = peer.search(question)
        searched = time.perf_counter() - began
        times.append(1e3 * searched)
        files = [file for file, _ in found]
        first.append(files[:1] == [question["file"]])
        three.append(question["file"] in files[:3])
        phrase.append(bool(found) and plain(question["phrase"]) in plain(found[0][1]))
        if peer.answer is not None:
            reply, head, end = said(peer, question, found)
            before = 0.0 if searches_itself else searched
            word.append(1e3 * (before + head))
            whole.append(1e3 * (before + end))
            told.append(plain(question["phrase"]) in plain(reply))
    return {
        "questions": len(times),
        "search_ms": statistics.median(times),
        "first_word_ms": statistics.median(word) if word else None,
        "answer_ms": statistics.median(whole) if whole else None,
        "document_first": statistics.fmean(first),
        "document_in_three": statistics.fmean(three),
        "phrase_in_first": statistics.fmean(phrase),
        "phrase_in_answer": statistics.fmean(told) if told else None,
    }


def main() -> None:
    """Measure one peer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("export", type=Path)
    parser.add_argument("--encoder", type=Path, help="the peers' encoder")
    parser.add_argument("--history", action="store_true", help="search with the conversation")
    parser.add_argument("--gguf", type=Path, help="the peers' answering model")
    parser.add_argument("--model", help="this program's model")
    options = parser.parse_args()
    own = options.peer == "uniconv-edge"
    if not own and options.encoder is None:
        parser.error("peers need --encoder")
    export = json.loads(options.export.read_text(encoding="utf-8"))
    began = time.perf_counter()
    peer = PEERS[options.peer](export, options)
    indexed = time.perf_counter() - began
    if options.gguf and not own:
        peer.answer = llama(options.gguf, options.history)
        peer.packages.append("llama-cpp-python")
    figures = measure(peer, export["questions"], own)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(json.dumps({
        "schema": 1, "peer": options.peer, "versions": {name: version(name) for name in peer.packages},
        "history": options.history, "load_and_index_seconds": indexed, "peak_mib": peak, **figures,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
