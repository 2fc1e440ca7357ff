"""What one pass saves: time to the first quote of a follow-up, growth with the sources, tokens a second, memory.

    python benchmarks/answer.py [DOCUMENTS] [--model MODEL] [--turns 5] [--json]

DOCUMENTS (default: examples/) is indexed into a temporary library. The peer is the same model through the high-level
chat API of llama-cpp-python, given history and the same sources as text, retrieved by a separate encoder (the ONNX
file); its first token and our first quote are both the first thing a person reads. All figures come from one run, so
their ratios can be compared between machines. `reading` makes the model read its sources even where its calibration
does not use that, which is what a model that writes replies does; `warm`: and all blocks of the sources are kept, which
is exact only for models trained with block attention but takes the same time for any. Behind an answer the program
makes ready what a follow-up will likely need, as the app does while a person reads (`PAUSE_SECONDS` at most);
`at_once`: the follow-up comes before it could. `constrained_share`: tokens a second of a quote under the constraint, as
a share of greedy decoding.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.quoting import grounding
from uniconv_edge.assistant.quoting.decoding import decoded
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.errors import UsageError
from uniconv_edge.library.query import parse
from uniconv_edge.library.sync import sync
from uniconv_edge.model.blocks import BlockStore
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.model.layout import source_ids
from uniconv_edge.model.manifest import GGUF_FILE
from uniconv_edge.model.native import CachedSequence
from uniconv_edge.paths import model_folder
from uniconv_edge.types import Finished, Hit, QuoteFound, Turn

QUESTIONS = ("How much is the deposit?", "and when is it returned?", "Who pays for repairs?", "What about pets?",
             "How long is the notice period?", "and for the landlord?")  # fmt: skip
READING = {"grounded": 1e-6}
PAUSE_SECONDS = 2.0
_ROUNDS = 4
_PIECES = 60
_GROWTH_ROUNDS = 12  # four questions of some ten ms each: with four rounds it varied by 16 points


def ours(
    model: Path,
    library: Path,
    turns: int,
    extra: Mapping[str, float],
    sources: int = 5,
    blocks: Path | None = None,
    *,
    again: bool = False,
    pause: float = 0.0,
) -> list[float]:
    """Milliseconds to the first quote of each follow-up, with `again` the second time that the same is asked; with
    `blocks` those of the sources are kept there. `pause`: seconds behind each answer, at most."""
    found: list[float] = []
    grounding.MAX_SOURCES = sources
    with Assistant.open(model, library, min_confidence=0.0) as assistant:
        assistant._calibration = {**assistant._calibration, **extra}
        if blocks is not None:
            assistant._grounding._blocks = BlockStore(assistant._generator.identity, blocks)
        for _ in range(2 if again else 1):
            assistant.reset()
            found = [_first_ms(assistant, question, pause) for question in QUESTIONS[: turns + 1]]
    grounding.MAX_SOURCES = 5
    return found[1:]


def grown(
    model: Path, library: Path, turns: int, extra: Mapping[str, float] | None = None, blocks: Path | None = None
) -> float:
    """The growth of the time to the first quote from 1 source to 8, as a share, when all was asked before: of each
    question against itself, the middle one; both are measured in turn, several times."""
    found: dict[int, list[list[float]]] = {1: [], 8: []}
    for _ in range(_GROWTH_ROUNDS):
        for sources, rounds in found.items():
            rounds.append(ours(model, library, turns, extra or {}, sources, blocks, again=True))
    one, eight = ([statistics.median(times) for times in zip(*found[sources], strict=True)] for sources in (1, 8))
    return statistics.median(more / less for less, more in zip(one, eight, strict=True)) - 1


def _first_ms(assistant: Assistant, question: str, pause: float) -> float:
    began, first = time.perf_counter(), 0.0
    for event in assistant.ask(question):
        if isinstance(event, QuoteFound | Finished) and not first:
            first = time.perf_counter() - began
    ends = time.perf_counter() + pause
    for _ in assistant.prepare() if pause else ():
        if time.perf_counter() >= ends:
            break
    return 1e3 * first


def first_conversations(model: Path, library: Path, turns: int) -> list[float]:
    """Milliseconds to the first quote of a follow-up, with a pause behind each answer and without, in processes of
    their own, which have not met the library's words; both are measured in turn, several times."""
    found: dict[float, list[float]] = {PAUSE_SECONDS: [], 0.0: []}
    for _ in range(_ROUNDS):
        for pause, times in found.items():
            with ProcessPoolExecutor(1, get_context("spawn")) as alone:
                times += alone.submit(partial(ours, pause=pause), model, library, turns, {}).result()
    return [statistics.median(times) for times in found.values()]


def peer(model: Path, library: Path, turns: int) -> list[float]:
    """Milliseconds to the first token of each follow-up through the high-level API."""
    import llama_cpp

    embedder, retriever = OnnxEmbedder.open(model), Retriever(library)
    llama = llama_cpp.Llama(str(model / GGUF_FILE), n_ctx=2048, n_threads=4, verbose=False, chat_format="chatml")
    talk: list[Turn] = []
    found: list[float] = []
    for question in QUESTIONS[: turns + 1]:
        began = time.perf_counter()
        talk.append(Turn("user", question))
        hits = retriever.find(parse(question), embedder.embed_session(talk), 5).hits
        context = "\n\n".join(f"{hit.title}\n{hit.text}" for hit in hits)
        messages: Any = [{"role": turn.role, "content": turn.text} for turn in talk]
        messages[-1]["content"] = f"{context}\n\n{question}"
        next(iter(llama.create_chat_completion(messages, max_tokens=8, stream=True, temperature=0.0)))
        next_text = hits[0].text[:200] if hits else ""
        found.append(1e3 * (time.perf_counter() - began))
        talk.append(Turn("assistant", next_text))
    llama.close()
    retriever.close()
    return found[1:]


def speeds(model: Path, tokens: int = 16) -> tuple[float, float, float]:
    """(our tokens a second, their share of those of bare llama_decode calls, the same share by processor seconds), one
    token at a time. The bare calls have a context of their own that nothing listens to; each short piece of both is
    measured beside the other, in either order, and the middle one of these ratios taken: what else the machine does
    falls on both."""
    with closing(Generator.open(model)) as own, closing(CachedSequence(model / GGUF_FILE, own.context_length)) as bare:
        ids = own.tokens.session([Turn("user", QUESTIONS[0])])
        pair: list[tuple[CachedSequence, Callable[[Any, int], None]]] = [(own, _appended), (bare, _decoded)]
        for sequence, _ in pair:
            sequence.append(ids)
        found: list[dict[Any, tuple[float, float]]] = []
        for piece in range(_PIECES):
            times = {}
            for sequence, run in pair[:: 1 if piece % 2 else -1]:
                sequence.roll_back(len(ids))
                wall, processor = time.perf_counter(), time.process_time()
                run(sequence, tokens)
                times[run] = time.perf_counter() - wall, time.process_time() - processor
            found.append(times)
    rate = tokens / statistics.median(times[_appended][0] for times in found)
    share, share_processor = (
        statistics.median(times[_decoded][i] / times[_appended][i] for times in found) for i in (0, 1)
    )
    return rate, share, share_processor


def constraint(model: Path) -> float:
    """Tokens a second of quotes decoded under the constraint, as a share of greedy decoding of as many."""
    generator = Generator.open(model)
    special = generator.tokens.special
    if special is None:
        raise UsageError("this model cannot quote", "name a model of the layout uniconv-1")
    text = " ".join(f"Clause {n}: the tenant pays {n} euros, unless the landlord waives it;" for n in range(9))
    hits = [Hit(n, 1.0, n, n, "", "Lease", None, 0, 0, len(text), text) for n in range(1, 6)]
    ids = [i for hit in hits for i in source_ids("Lease", hit.text, generator.tokens.encode, special)]
    try:
        generator.append([*ids, special.answer])
        start, rates, tokens = len(generator.ids), list[float](), 0
        for run in range(10):
            generator.roll_back(start)
            began = time.perf_counter()
            if run % 2:
                _appended(generator, tokens)
            else:
                for _ in decoded(generator, special, hits, lambda _source, _place: 0.0, 3, None):
                    pass
                tokens = len(generator.ids) - start
            rates.append(tokens / (time.perf_counter() - began))
        return statistics.median(rates[::2]) / statistics.median(rates[1::2])
    finally:
        generator.close()


def _appended(generator: CachedSequence, tokens: int) -> None:
    token = 50
    for _ in range(tokens):
        logits, _ = generator.append([token])
        token = int(logits.argmax())


def _decoded(generator: CachedSequence, tokens: int) -> None:
    import llama_cpp as llama
    import numpy as np

    token, place = 50, len(generator.ids)
    llama.llama_set_embeddings(generator._context, False)
    for step in range(tokens):
        batch = generator._batch
        batch.n_tokens, batch.token[0], batch.pos[0] = 1, token, place + step
        batch.n_seq_id[0], batch.seq_id[0][0], batch.logits[0] = 1, 0, True
        llama.llama_decode(generator._context, batch)
        logits = llama.llama_get_logits_ith(generator._context, -1)
        token = int(np.ctypeslib.as_array(logits, (generator._words,)).argmax())


def measure(model: Path, documents: Path, turns: int) -> dict[str, float]:
    """All figures; times in ms, memory in MB."""
    with tempfile.TemporaryDirectory() as temporary:
        library = Path(temporary) / "library"
        list(sync(library, [documents], OnnxEmbedder.open(model)))
        served, at_once = first_conversations(model, library, turns)
        ours(model, library, turns, {}, pause=PAUSE_SECONDS)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        growth = grown(model, library, turns)
        reading = statistics.median(ours(model, library, turns, READING))
        store = Path(temporary) / "blocks"
        growth_reading = grown(model, library, turns, READING)
        growth_warm = grown(model, library, turns, READING, store)
        warm = statistics.median(ours(model, library, turns, READING, 5, store, again=True))
        other = statistics.median(peer(model, library, turns))
    rate, share, share_processor = speeds(model)
    size = sum(path.stat().st_size for path in model.rglob("*") if path.is_file()) / 2**20
    return {
        "follow_up_ms": served,
        "follow_up_at_once_ms": at_once,
        "follow_up_reading_ms": reading,
        "peer_follow_up_ms": other,
        "times_shorter": other / served,
        "times_shorter_at_once": other / at_once,
        "times_shorter_reading": other / reading,
        "growth_1_to_8_sources": growth,
        "growth_1_to_8_reading": growth_reading,
        "follow_up_warm_ms": warm,
        "times_shorter_warm": other / warm,
        "growth_1_to_8_warm": growth_warm,
        "constrained_share": constraint(model),
        "tokens_per_second": rate,
        "share_of_bare_llama_cpp": share,
        "share_by_processor_time": share_processor,
        "peak_memory_mb": memory,
        "model_files_mb": size,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("documents", type=Path, nargs="?", default=Path(__file__).parent.parent / "examples")
    parser.add_argument("--model")
    parser.add_argument("--turns", type=int, default=5, choices=range(1, len(QUESTIONS)))
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = {
        key: round(value, 3) for key, value in measure(model_folder(given.model), given.documents, given.turns).items()
    }
    if given.json:
        sys.stdout.write(json.dumps({"schema": 1, **found}) + "\n")
    else:
        sys.stdout.write("".join(f"{key:<26}{value:>12.3f}\n" for key, value in found.items()))


if __name__ == "__main__":
    main()
