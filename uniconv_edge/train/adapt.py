"""A pretrained causal language model as the start: its shape and tokenizer, tuned whole or by LoRA."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from uniconv_edge.errors import ConfigurationError
from uniconv_edge.model.layout import SPECIAL_TOKENS
from uniconv_edge.train.recipe import ModelShape


def open_base(shape: ModelShape, tokenizer_file: Path) -> Any:
    """The model `shape.base` with the layout's special tokens added; writes its tokenizer to `tokenizer_file`.

    A folder is read from disk; a name is asked of the model hub, because the recipe names it. With `lora_rank` only the
    adapters and the rows of the new tokens are trained. Raises ConfigurationError when it cannot be opened.
    """
    from transformers import AutoModelForCausalLM, AutoTokenizer

    local = Path(shape.base).is_dir()
    try:
        if local and not (Path(shape.base) / "tokenizer.json").is_file():
            raise OSError("no tokenizer.json")
        tokenizer = AutoTokenizer.from_pretrained(shape.base, local_files_only=local, use_fast=True)
        model = AutoModelForCausalLM.from_pretrained(shape.base, local_files_only=local)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"cannot open the base model `{shape.base}`: {str(error).splitlines()[0]}",
            "name a Hugging Face folder with config.json, safetensors and tokenizer.json in [model] base",
        ) from error
    if not tokenizer.is_fast:
        raise ConfigurationError(f"`{shape.base}` has no fast tokenizer", "save it with its tokenizer.json first")
    tokenizer.add_special_tokens({"additional_special_tokens": list(SPECIAL_TOKENS)})
    tokenizer.backend_tokenizer.save(str(tokenizer_file))
    model.float()
    if len(tokenizer) > model.get_input_embeddings().num_embeddings:
        model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    return _with_adapters(model, shape, tokenizer) if shape.lora_rank else model


def _with_adapters(model: Any, shape: ModelShape, tokenizer: Any) -> Any:
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        r=shape.lora_rank,
        lora_alpha=shape.lora_alpha,
        target_modules="all-linear",
        trainable_token_indices={"embed_tokens": tokenizer.convert_tokens_to_ids(list(SPECIAL_TOKENS))},
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config)


def merged(model: Any) -> Any:
    """The model with its adapters, if it has any, added into its weights."""
    return model.merge_and_unload() if hasattr(model, "merge_and_unload") else model
