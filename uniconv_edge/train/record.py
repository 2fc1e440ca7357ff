"""What a run folder says about the run: the resolved recipe, versions and data digests, and a plot of every loss."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import platform
from pathlib import Path
from typing import Any

import torch

from uniconv_edge import __version__
from uniconv_edge.errors import ConfigurationError
from uniconv_edge.model.manifest import sha256_file
from uniconv_edge.regular import written_whole
from uniconv_edge.train.recipe import Recipe

_FIXED = ("model", "tokenizer", "seed")


def record(recipe: Recipe, data: Path, run: Path) -> None:
    """Write RUN/recipe.json. Raises ConfigurationError when the run was begun with another shape, tokenizer, seed or
    data, or when that file is damaged."""
    path = run / "recipe.json"
    resolved = json.loads(json.dumps(dataclasses.asdict(recipe)))
    digests = data_digests(data)
    if path.is_file():
        begun = _begun(path)
        for key in _FIXED:
            if begun["recipe"].get(key) != resolved[key]:
                raise ConfigurationError(
                    f"run folder `{run}` was begun with another `{key}`", "name a new folder with --run"
                )
        before = begun.get("data", digests)
        changed = sorted(name for name in digests | before if before.get(name) != digests.get(name))
        if changed:
            what = "changed" if changed[0] in digests else "gone"
            raise ConfigurationError(
                f"`{data / changed[0]}` has {what} since run `{run}` began",
                "put the old file back, or name a new folder with --run",
            )
    import transformers

    versions = {
        "uniconv-edge": __version__,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "python": platform.python_version(),
    }
    write_json(path, {"recipe": resolved, "versions": versions, "data": digests})


def _begun(path: Path) -> dict[str, Any]:
    """What a run folder says that the run was begun with."""
    try:
        begun = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        begun = None
    if not (isinstance(begun, dict) and isinstance(begun.get("recipe"), dict)) or not isinstance(
        begun.get("data", {}), dict
    ):
        raise ConfigurationError(f"`{path}` is damaged", "name a new folder with --run")
    return begun


def write_json(path: Path, value: Any) -> None:
    """Write a file of the run folder at once."""
    with written_whole(path) as stream:
        stream.write(json.dumps(value, indent=1).encode())


def data_digests(data: Path) -> dict[str, str]:
    """sha256 of every file of corpus/ and finetune/, by its name below the data folder."""
    files = sorted(p for part in ("corpus", "finetune") for p in (data / part).glob("*.jsonl*") if p.is_file())
    return {str(path.relative_to(data)): sha256_file(path) for path in files}


def log_entries(log: Path) -> list[dict[str, Any]]:
    """The whole lines of a stage's log; one that was cut off (power gone, disk full) is passed over."""
    found: list[dict[str, Any]] = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            entry = json.loads(line)
            if isinstance(entry, dict) and "step" in entry:
                found.append(entry)
    return found


def plot_losses(run: Path) -> None:
    """Draw RUN/losses.svg from the logs of all stages, one panel a loss."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib.figure import Figure

    series: dict[str, tuple[list[int], list[float]]] = {}
    for log in sorted(run.glob("*.jsonl")):
        for entry in log_entries(log):
            for name, value in entry.items():
                if name not in ("step", "tokens", "seconds"):
                    steps, values = series.setdefault(f"{log.stem}: {name}", ([], []))
                    steps.append(entry["step"])
                    values.append(value)
    if not series:
        return
    figure = Figure(figsize=(6, 1.8 * len(series)), layout="constrained")
    panels = figure.subplots(len(series), 1, squeeze=False)
    for (name, (steps, values)), panel in zip(series.items(), panels[:, 0], strict=True):
        panel.plot(steps, values, linewidth=0.8)
        panel.set_title(name, fontsize=8)
        panel.tick_params(labelsize=7)
    figure.savefig(run / "losses.svg", metadata={"Date": None})
