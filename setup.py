"""What pyproject.toml cannot say: a wheel carries the default model and the sample documents, beside the modules."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

MODELS = Path(__file__).resolve().parent / "models"


def default_model() -> Path:
    """The folder of the default model; its files have the sizes that its manifest tells."""
    pointer = MODELS / "default"
    if not pointer.is_file():
        raise SystemExit("models/default is missing: a wheel without a model would not run")
    folder = MODELS / pointer.read_text(encoding="utf-8").strip()
    manifest = json.loads((folder / "uniconv.json").read_text(encoding="utf-8"))
    for name, described in manifest["files"].items():
        file = folder / name
        if not file.is_file() or file.stat().st_size != described["size_bytes"]:
            raise SystemExit(f"{file} is not the file that {folder.name}/uniconv.json describes")
    return folder


class BuildWithModel(build_py):
    """Copies models/default and the folder it names beside the package's modules."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:  # the source tree's own models/ is used
            return
        folder = default_model()
        target = Path(self.build_lib) / "uniconv_edge" / "models"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(folder, target / folder.name)
        shutil.copyfile(MODELS / "default", target / "default")
        samples = target.with_name("examples")
        shutil.rmtree(samples, ignore_errors=True)
        shutil.copytree(MODELS.with_name("examples"), samples)


setup(cmdclass={"build_py": BuildWithModel})
