"""Starting is quick because nothing heavy is imported; answering never needs what only training and converting need."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest

NATIVE = {"llama_cpp", "onnxruntime", "hnswlib", "tokenizers", "pypdfium2", "docx", "lxml", "textual"}
TRAINING = {"torch", "transformers", "gguf", "optimum", "safetensors", "sentence_transformers"}
HELP_SECONDS = 0.6

_RUN = """
import sys
from uniconv_edge.cli import main
sys.argv[0] = "uniconv-edge"
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""
_RUN_EACH = f"""
import json, sys
for command in json.loads(sys.argv[1]):
    sys.argv[1:] = command
    exec({_RUN!r})
    print(command, sorted({{name.partition(".")[0] for name in sys.modules}} & {NATIVE | TRAINING!r}), file=sys.stderr)
"""
_LOADED = "\nimport json\nsys.stderr.write(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
_IMPORT_ALL = """
import importlib, json, pkgutil, sys
import uniconv_edge
def load(package, left_out):
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        if found.name.startswith(left_out) or found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        if found.ispkg:
            load(module, left_out)
for left_out in ("uniconv_edge.train", "uniconv_edge.tui"), ("uniconv_edge.train",):
    load(uniconv_edge, left_out)
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program in a new interpreter."""
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    print(done.stderr)
    return done


def loaded_by(program: str, *arguments: str) -> set[str]:
    """Top-level modules in a new interpreter after it ran the program."""
    return set(json.loads(run(program + _LOADED, *arguments).stderr.splitlines()[-1]))


def test_help_imports_no_native_library() -> None:
    """One after the other in one interpreter; its stderr says after which of them a library was there."""
    commands = [[], ["index"], ["search"], ["ask"], ["chat"], ["convert"], ["eval", "table"], ["mcp"]]
    loaded = loaded_by(_RUN_EACH, json.dumps([[*command, "--help"] for command in commands]))
    assert "uniconv_edge" in loaded
    assert loaded & (NATIVE | TRAINING) == set()


def processor_seconds(program: str, *arguments: str) -> float:
    """What a new interpreter needs for the program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, check=True, timeout=120)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_needs_little_time() -> None:
    """Processor time, not the clock: other programs on the machine must not decide. They still slow the processor down
    (shared caches, its clock), for what any command line needs as well, which is measured in turns: where that alone
    takes more than a third of the limit, the limit is three times as much."""
    spent, needed = [], []
    for _ in range(3):  # the first run may still write byte code
        spent.append(processor_seconds(_RUN, "--help"))
        needed.append(processor_seconds("import typer, typer.rich_utils"))
        if min(spent) < HELP_SECONDS:  # more turns would change nothing
            break
    assert min(spent) < max(HELP_SECONDS, 3 * min(needed))


@pytest.fixture(scope="module")
def of_core_and_of_all() -> tuple[set[str], set[str]]:
    """Top-level modules after every module but those of the app was imported, and after these were too."""
    core, everything = map(json.loads, run(_IMPORT_ALL).stdout.splitlines())
    return set(core), set(everything)


def test_no_module_of_the_program_imports_what_training_needs(of_core_and_of_all: tuple[set[str], set[str]]) -> None:
    _, loaded = of_core_and_of_all
    assert "textual" in loaded, "the app's modules were not looked at"
    assert loaded & TRAINING == set()


def test_the_core_works_without_the_terminal_library(of_core_and_of_all: tuple[set[str], set[str]]) -> None:
    loaded, _ = of_core_and_of_all
    assert "uniconv_edge" in loaded
    assert "textual" not in loaded
