"""Files of ours that are not as this program writes them: a manifest of wrong kinds, folders that change places."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge import config, paths
from uniconv_edge.errors import ModelDamaged, UsageError
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.transfer import export_library, import_library
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.manifest import read_manifest


def raw_manifest() -> dict:
    return json.loads((paths.model_folder() / "uniconv.json").read_text())


@pytest.mark.parametrize(
    "wrong",
    [
        {"files": []},
        {"parity": None},
        {"calibration": None},
        {"calibration": {"bias": math.nan}},
        {"schema": math.inf},
        {"context_length": math.inf},
        {"embed_tokens": 2},
        {"dims": 0},
        {"prompts": ["query"]},
    ],
    ids=str,
)
def test_a_manifest_of_wrong_kinds_is_damaged(wrong: dict, tmp_path: Path) -> None:
    (tmp_path / "uniconv.json").write_text(json.dumps({**raw_manifest(), **wrong}))
    with pytest.raises(ModelDamaged, match="is not a model manifest"):
        read_manifest(tmp_path)


def test_a_manifest_without_a_key_and_one_without_permission_are_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "uniconv.json"
    path.write_text(json.dumps({key: value for key, value in raw_manifest().items() if key != "files"}))
    with pytest.raises(ModelDamaged, match="is not a model manifest: `files` is missing"):
        read_manifest(tmp_path)

    def refuse(*_args: object, **_named: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(ModelDamaged, match=r"cannot read .*Permission denied") as refused:
        read_manifest(tmp_path)
    assert str(refused.value.hint).startswith("make it readable")


def test_what_no_part_of_the_program_reads_may_be_missing_from_a_manifest(tmp_path: Path) -> None:
    told = {"shared_prefix", "quantization", "parity", "license"}
    (tmp_path / "uniconv.json").write_text(json.dumps({k: v for k, v in raw_manifest().items() if k not in told}))
    assert read_manifest(tmp_path).dims == raw_manifest()["dims"]


def test_vectors_of_another_length_than_the_manifest_says_are_named(tmp_path: Path) -> None:
    folder = paths.model_folder()
    for path in folder.iterdir():
        if path.name != "uniconv.json":
            (tmp_path / path.name).symlink_to(path)
    (tmp_path / "uniconv.json").write_text(json.dumps({**raw_manifest(), "dims": 384}))
    with pytest.raises(ModelDamaged, match="its manifest says 384"):
        OnnxEmbedder.open(tmp_path).embed_passages([("", "a text")])


def test_folders_change_places_on_the_way_to_another_machine(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        (folder / "a.txt").write_text(f"Text of {folder.name}.")
    list(sync(tmp_path / "old", [here, there], FakeEmbedder()))
    export_library(tmp_path / "old", tmp_path / "x.uniconv")
    import_library(tmp_path / "new", tmp_path / "x.uniconv", {str(here): str(there), str(there): str(here)})
    with Store.open(tmp_path / "new") as store:
        found = dict(store.rows("SELECT documents.path, text FROM documents JOIN pages ON document_id = id"))
    assert found == {bytes(there / "a.txt"): "Text of here.", bytes(here / "a.txt"): "Text of there."}
    with pytest.raises(UsageError, match="would stand for 2 places"):
        import_library(tmp_path / "one", tmp_path / "x.uniconv", {str(here): "/one", str(there): "/one"})


def test_settings_that_are_kept_elsewhere_stay_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    kept.write_text('[app]\ntheme = "uniconv-light"  # mine\n')
    link.symlink_to(kept)
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(link))
    config.change("app.theme", "uniconv-dark")
    assert link.is_symlink()
    assert kept.read_text() == '[app]\ntheme = "uniconv-dark"  # mine\n'
