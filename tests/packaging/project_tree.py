"""Building a wheel of a source tree, and where the project's own tree is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FILES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "CHANGELOG.md", "constraints.txt")
_FOLDERS = ("uniconv_edge", "convert", "examples")


def copy_source(folder: Path) -> Path:
    """The project without models, copied into `folder`."""
    tree = folder / "source"
    tree.mkdir()
    for name in _FILES:
        shutil.copyfile(ROOT / name, tree / name)
    for name in _FOLDERS:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tree


def build_wheel(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build a wheel of the tree into its `dist/`, with the installed setuptools."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--skip-dependency-check", *options]
    return subprocess.run([*command, str(tree)], capture_output=True, text=True, timeout=200)


def the_wheel(tree: Path) -> Path:
    """The only wheel that was built."""
    (found,) = (tree / "dist").glob("*.whl")
    return found
