"""The wheel holds all that the program needs, the default model included, and works without the source tree."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from project_tree import ROOT, build_wheel, copy_source, the_wheel

EXAMPLES = ROOT / "examples"
MODEL_FILES = {"model.gguf": b"GGUF", "onnx/model.onnx": b"onnx", "tokenizer.json": b"{}"}


def stand_in(models: Path, name: str, files: dict[str, bytes] = MODEL_FILES) -> Path:
    """A model folder with small files that nothing can load; packaging looks at names and sizes only."""
    folder = models / name
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    described = {
        path: {"size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for path, data in files.items()
    }
    (folder / "uniconv.json").write_text(json.dumps({"schema": 1, "name": name, "files": described}))
    return folder


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(source tree, wheel) with the stand-in `small` as the default model, and another model beside it."""
    tree = copy_source(tmp_path_factory.mktemp("built"))
    for name in ("small", "large"):
        stand_in(tree / "models", name)
    (tree / "models" / "default").write_text("small\n")
    built = build_wheel(tree)
    assert built.returncode == 0, built.stderr
    return tree, the_wheel(tree)


def test_a_wheel_carries_the_default_model_and_no_other(built_once: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built_once[1]) as wheel:
        names = set(wheel.namelist())
        assert wheel.read("uniconv_edge/models/default") == b"small\n"
        for path, data in MODEL_FILES.items():
            assert wheel.read(f"uniconv_edge/models/small/{path}") == data
    assert "uniconv_edge/models/small/uniconv.json" in names
    assert not any("large" in name for name in names)


def test_a_wheel_carries_every_module_and_every_file_that_modules_read(built_once: tuple[Path, Path]) -> None:
    tree, wheel_file = built_once
    wanted = {
        path.relative_to(tree).as_posix()
        for package in ("uniconv_edge", "convert")
        for path in (tree / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel_file) as wheel:
        names = set(wheel.namelist())
        entry_points = wheel.read(next(n for n in names if n.endswith("entry_points.txt"))).decode()
    assert wanted - names == set()
    assert any(name.endswith("LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "examples/", "benchmarks/")) for name in names)
    assert "uniconv-edge = uniconv_edge.__main__:main" in entry_points


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda models: (models / "default").unlink(), "models/default is missing"),
        (lambda models: (models / "small" / "model.gguf").write_bytes(b"version https://lfs"), "model.gguf"),
    ],
    ids=["no default", "a file of another size"],
)
def test_a_wheel_is_not_built_around_a_model_that_is_not_whole(source_tree: Path, spoil, told: str) -> None:
    models = source_tree / "models"
    stand_in(models, "small")
    (models / "default").write_text("small\n")
    spoil(models)
    built = build_wheel(source_tree)
    assert built.returncode != 0
    assert told in built.stderr + built.stdout
    assert not list((source_tree / "dist").glob("*.whl"))


@pytest.mark.model
def test_the_wheel_finds_passages_without_the_source_tree(source_tree: Path, tmp_path: Path) -> None:
    pointer = ROOT / "models" / "default"
    if not pointer.is_file():
        pytest.skip("models/default is not in this checkout")
    name = pointer.read_text().strip()
    shutil.copytree(ROOT / "models" / name, source_tree / "models" / name)
    shutil.copyfile(pointer, source_tree / "models" / "default")
    # Not compressed, which takes longer than all else here: how a wheel is by itself, the smaller ones show.
    built = build_wheel(source_tree, "--config-setting=--build-option=--compression=stored")
    assert built.returncode == 0, built.stderr
    site = tmp_path / "site"
    _pip("install", "--no-index", "--no-deps", "--no-compile", "--target", str(site), str(the_wheel(source_tree)))
    shutil.rmtree(source_tree)
    _assert_the_files_are_the_manifests(site / "uniconv_edge" / "models" / name)

    documents = tmp_path / "documents"
    documents.mkdir()
    for example in ("lease.docx", "insurance-letter.txt"):
        shutil.copyfile(EXAMPLES / example, documents / example)
    _program(site, tmp_path, "index", str(documents))
    found = json.loads(_program(site, tmp_path, "search", "deposit for the flat", "--json"))
    assert found["hits"][0]["path"] == str(documents / "lease.docx")


def _assert_the_files_are_the_manifests(folder: Path) -> None:
    described = json.loads((folder / "uniconv.json").read_text())["files"]
    assert described
    for name, expected in described.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected["sha256"], name


def _pip(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr


def _program(site: Path, folder: Path, *arguments: str) -> str:
    """Run the installed program's entry point in a folder outside the source tree; returns its stdout."""
    program = (
        "import sys, uniconv_edge\n"
        f"assert uniconv_edge.__file__.startswith({str(site)!r}), uniconv_edge.__file__\n"
        "from uniconv_edge.cli import main\n"
        "sys.argv[0] = 'uniconv-edge'\n"
        "main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
