"""A model that the settings name and that is gone: the app opens, tells it, and goes on with another one."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from uniconv_edge import paths
from uniconv_edge.cli import answers, app, terminal
from uniconv_edge.errors import ConfigurationError, ModelDamaged, ModelMissing
from uniconv_edge.library.store import Store
from uniconv_edge.model.manifest import read_manifest
from uniconv_edge.tui import entries, launch
from uniconv_edge.tui.local import LocalServices
from uniconv_edge.tui.services import ModelRow

from .driving import chat_app, shown, type_line, until
from .fakes import FakeAssistant, FakeServices, fake_index

GONE = "/nowhere/gone"


class _Terminal:
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("named", "folder"), [(GONE, Path(GONE)), ("gone", paths.models_folder() / "gone")])
def test_a_model_that_is_gone_is_wanted_where_it_would_be(monkeypatch: pytest.MonkeyPatch, named: str, folder: Path):
    assert paths.wanted_model(named) == folder
    monkeypatch.setenv("UNICONV_EDGE_MODEL", named)
    assert paths.wanted_model() == folder
    with pytest.raises(ModelMissing):
        paths.model_folder()


def test_chat_opens_without_the_model_of_the_settings_and_refuses_a_slip_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    opened: list[Path] = []
    monkeypatch.setattr(terminal, "open_app", lambda _, model, *__: opened.append(model) or 0)
    monkeypatch.setattr(answers, "sys", SimpleNamespace(stdin=_Terminal(), stdout=_Terminal()))
    monkeypatch.setenv("UNICONV_EDGE_LIBRARY", str(tmp_path))
    monkeypatch.setenv("UNICONV_EDGE_MODEL", GONE)
    monkeypatch.setenv("TERM", "xterm")
    assert CliRunner().invoke(app, ["chat"]).exit_code == 0
    assert opened == [Path(GONE)]
    usual = launch._usual_settings()
    assert usual is not None
    assert usual.model == GONE
    assert isinstance(CliRunner().invoke(app, ["chat", "--model", "no such"]).exception, ModelMissing)
    assert len(opened) == 1


async def test_what_the_library_was_read_with_is_gone_and_another_model_reads_it_anew():
    assistant = FakeAssistant()

    def open_assistant() -> FakeAssistant:
        if not services.used:
            read_manifest(Path(GONE))
        if not services.read:
            raise ConfigurationError("the library has vectors of another model", "index it")
        return assistant

    class Services(FakeServices):
        read = False

        def index(self, paths, passed):
            yield from super().index(paths, passed)
            self.read = True

        def status(self):
            return assistant.status()

    services = Services(assistant, index=fake_index(), open_assistant=open_assistant)
    app = chat_app(services=services)
    async with app.run_test(size=(110, 34)) as pilot:
        await until(pilot, lambda: f"no model in `{GONE}`" in "".join(shown(app, "#feedback")))
        assert "`models use NAME` (in the app F4) chooses one" in " ".join(shown(app, "#feedback"))
        app.core.use_model("/models/large")
        await until(pilot, lambda: services.read)
        await type_line(pilot, "one")
        await until(pilot, lambda: assistant.questions == ["one"])
        said = [notice.message for notice in app._notifications]
        assert "The documents are read for large." in said


def test_of_a_model_that_cannot_be_read_only_that_is_said():
    row = ModelRow("gone", GONE, 0, 0, "", False, False, True, "no model there")
    assert str(entries.model(row, ())) == "● gone\nno model there\n"


def test_a_damaged_model_is_named_alike_everywhere_and_the_way_out_is_told(tmp_path: Path):
    shipped = read_manifest(paths.model_folder())
    copy = tmp_path / "copy"
    shutil.copytree(shipped.folder, copy)
    (copy / "tokenizer.json").write_bytes((copy / "tokenizer.json").read_bytes()[:-1] + b" ")
    (tmp_path / "a.txt").write_text("The fee is 75 pounds.")
    Store.open(tmp_path / "lib", write=True).close()
    services = LocalServices(tmp_path / "lib", copy)
    with pytest.raises(ModelDamaged) as raised:
        services.open_assistant()
    assert "(in the app F4)" in raised.value.hint
    mine = next(row for row in services.models().models if row.current)
    assert services.model_name == mine.name == shipped.name
    assert "tokenizer.json" in mine.fault
    shown_as = [str(entries.model(row, (), twin=True)) for row in services.models().models if row.name == mine.name]
    assert len(shown_as) == 2
    assert str(copy) in "".join(shown_as)


def test_the_speed_of_a_model_that_writes_nothing_is_told_without_writing():
    measured = {"read_per_second": 4.0, "written_per_second": 41.0, "passages_per_second": 9.0, "load_ms": 80.0}
    assert "writes" not in entries.speed_sentence(measured, answers=False)
