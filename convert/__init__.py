"""Checkpoint in, model folder out: GGUF for generation, ONNX for vectors, and the proof that both agree with the
source.

`convert.run.convert` does it all; `uniconv-edge convert` and `python -m convert` call it.
"""
