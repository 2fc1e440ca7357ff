"""Sources as independent blocks: torch's mask in training and llama.cpp's stitched cache give the same next token."""

from __future__ import annotations

import numpy as np
import torch

from uniconv_edge.train.backbone import Backbone

SESSION, SOURCES, REST = [1, 3, 40, 41, 42, 43, 6], [[5, 60, 61, 62, 63, 64], [5, 70, 71, 72]], [6, 7, 8, 90]


def test_stitched_blocks_give_the_distribution_of_the_training_mask(checkpoint, converted) -> None:
    from transformers import LlamaForCausalLM

    model = LlamaForCausalLM.from_pretrained(checkpoint("ours"))
    ids, blind = list(SESSION), []
    for source in SOURCES:
        blind.append((len(ids), len(ids) + len(source), len(ids)))
        ids += source
    ids += REST
    backbone = Backbone(model, 0, compiled=False)
    with torch.no_grad():
        masked, whole = (
            torch.softmax((backbone.read([ids], [[len(ids) - 1]], [spans])[0] @ backbone.embeddings.T)[0], -1).numpy()
            for spans in (blind, [])
        )
    stitched = _stitched(str(converted("ours").out / "model.gguf"), len(masked))
    assert np.abs(stitched - masked).max() < 0.01
    assert np.abs(stitched - masked).max() < 0.1 * np.abs(stitched - whole).max()


def _stitched(path: str, vocabulary: int) -> np.ndarray:
    """The last token's distribution: each source computed alone from position 0, shifted into place, joined."""
    import llama_cpp as llama

    llama.llama_backend_init()
    parameters = llama.llama_model_default_params()
    parameters.n_gpu_layers = 0
    model = llama.llama_model_load_from_file(path.encode(), parameters)
    options = llama.llama_context_default_params()
    options.n_ctx, options.n_seq_max, options.kv_unified = 512, len(SOURCES) + 1, True
    options.n_threads = options.n_threads_batch = 1
    context = llama.llama_init_from_model(model, options)
    memory = llama.llama_get_memory(context)
    batch = llama.llama_batch_init(64, 0, 1)

    def decode(ids: list[int], first: int, sequence: int) -> None:
        batch.n_tokens = len(ids)
        for i, token in enumerate(ids):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, first + i, 1, i == len(ids) - 1
            batch.seq_id[i][0] = sequence
        assert llama.llama_decode(context, batch) == 0

    try:
        decode(SESSION, 0, 0)
        place = len(SESSION)
        for number, source in enumerate(SOURCES, 1):
            decode(source, 0, number)
            llama.llama_memory_seq_add(memory, number, 0, -1, place)
            llama.llama_memory_seq_cp(memory, number, 0, -1, -1)
            place += len(source)
        decode(REST, place, 0)
        logits = np.ctypeslib.as_array(llama.llama_get_logits_ith(context, -1), (vocabulary,)).astype(np.float64)
    finally:
        llama.llama_batch_free(batch)
        llama.llama_free(context)
        llama.llama_model_free(model)
    values = np.exp(logits - logits.max())
    return values / values.sum()
