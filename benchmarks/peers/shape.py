"""A model of random weights in the shape of SmolLM2-135M, to time what reading and writing with that shape costs.

    python benchmarks/peers/shape.py FOLDER && uniconv-edge convert FOLDER OUT     # OUT/model.gguf is for run.py --gguf

Runs with this project and its `convert` extra installed; the tokenizer is the default model's. Its words mean nothing.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from uniconv_edge.paths import model_folder


def main() -> None:
    """Write the folder."""
    out, tokenizer = Path(sys.argv[1]), model_folder(None)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=49_152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
        num_key_value_heads=3, max_position_embeddings=8192, tie_word_embeddings=True, rope_theta=100_000.0,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(out)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(tokenizer / name, out / name)


if __name__ == "__main__":
    main()
