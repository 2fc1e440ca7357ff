"""A model of random weights in the shape of SmolLM2-135M, to time what reading and writing with that shape costs.

    python benchmarks/peers/shape.py FOLDER && uniconv-edge convert FOLDER OUT     # OUT/model.gguf is for run.py --gguf

Runs with this project and its `convert` extra installed; the tokenizer is the default model's. Its words mean nothing.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path


def write(out: Path) -> None:
    """Write the folder, some 538 MB."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from uniconv_edge.paths import model_folder

    tokenizer = model_folder(None)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=49_152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
        num_key_value_heads=3, max_position_embeddings=8192, tie_word_embeddings=True, rope_theta=100_000.0,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(out)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(tokenizer / name, out / name)


def main() -> None:
    """Write the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, metavar="FOLDER", help="where the checkpoint is written, some 538 MB")
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
