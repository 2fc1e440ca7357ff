"""`python -m convert CHECKPOINT OUT`: the same as `uniconv-edge convert`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from convert.options import GGUF_QUANTS, ONNX_QUANTS, POOLINGS, Options
from uniconv_edge.errors import UniconvError
from uniconv_edge.library.text import clean


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m convert", description="Convert a checkpoint into a model folder.")
    parser.add_argument("checkpoint", type=Path, help="folder with config.json, model.safetensors and tokenizer.json")
    parser.add_argument("out", type=Path, help="model folder to make")
    parser.add_argument("--quant", default="q8_0", choices=GGUF_QUANTS)
    parser.add_argument("--embed-quant", default="int8", choices=ONNX_QUANTS)
    parser.add_argument("--pooling", choices=POOLINGS)
    parser.add_argument("--query-prompt")
    parser.add_argument("--passage-prompt")
    parser.add_argument("--name")
    parser.add_argument("--license")
    parser.add_argument("--force", action="store_true", help="replace the model that is in OUT")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Convert as the arguments say; returns the exit code."""
    given = vars(_parser().parse_args(arguments))
    as_json = given.pop("json")
    try:
        from convert.run import convert

        done = convert(Options(**given))
    except UniconvError as error:
        hint = f"\nhint: {error.hint}" if error.hint else ""
        sys.stderr.write(clean(f"error: {error.message}{hint}") + "\n")
        return error.exit_code
    text = json.dumps(done.as_json()) if as_json else done.summary()
    sys.stdout.write((text if as_json else clean(text)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
