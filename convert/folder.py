"""The output folder: built beside its place, flushed to the disk, then put there in one step or never."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from convert.checkpoint import CARD_FILE
from uniconv_edge.errors import ConversionRefused, DiskFull
from uniconv_edge.model.manifest import EXIT_NORM_FILE
from uniconv_edge.regular import sync_folder

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_OWN = {
    "uniconv.json",
    "model.gguf",
    "onnx",
    EXIT_NORM_FILE,
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "config.json",
    "modules.json",
    "1_Pooling",
    "2_Normalize",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "chat_template.jinja",
    CARD_FILE,
}


@contextmanager
def model_folder(out: Path, checkpoint: Path, *, force: bool) -> Iterator[Path]:
    """Yield an empty folder to fill; it becomes `out` when the block ends well and vanishes when it does not.

    Raises ConversionRefused when `out` may not be written, DiskFull when it does not fit.
    """
    _check(out, checkpoint, force)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        private = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
        building = private / "model"  # itself readable as the person's umask says
        building.mkdir()
    except OSError as error:
        raise ConversionRefused(f"cannot write beside `{out}`: {error.strerror}", "choose another folder") from error
    try:
        yield building
        if (out / CARD_FILE).is_file():
            shutil.copyfile(out / CARD_FILE, building / CARD_FILE)
        _flush(building)
        _publish(building, out)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"the disk is full; `{out}` is as it was before", "free some space") from error
        raise ConversionRefused(f"cannot write `{out}`: {error.strerror}", "choose another folder") from error
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _check(out: Path, checkpoint: Path, force: bool) -> None:
    target, source = out.resolve(), checkpoint.resolve()
    if target == source or target in source.parents:
        raise ConversionRefused(f"`{out}` holds the checkpoint itself", "name another folder for the result")
    if not out.exists():
        return
    if not out.is_dir() or out.is_symlink():
        raise ConversionRefused(f"`{out}` is not a folder", "name another folder for the result")
    names = sorted(path.name for path in out.iterdir())
    if names and not force:
        raise ConversionRefused(f"the folder `{out}` is not empty", "use --force to replace the model in it")
    foreign = [name for name in names if name not in _OWN]
    if foreign:
        raise ConversionRefused(
            f"`{out}` holds `{foreign[0]}`, which belongs to no model and would be lost",
            "name another folder",
        )


def _flush(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    for path in (*(p for p in sorted(folder.rglob("*")) if p.is_dir()), folder):
        sync_folder(path)


def _publish(building: Path, out: Path) -> None:
    """Rename; an existing folder is exchanged in one step where the system can, else moved aside first."""
    if not out.exists() or not any(out.iterdir()):
        building.rename(out)
    elif not _exchange(building, out):
        aside = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.old."))
        out.rename(aside)
        building.rename(out)
        shutil.rmtree(aside, ignore_errors=True)
    sync_folder(out.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders atomically (Linux); false where that is not possible."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    answer: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return answer == 0
