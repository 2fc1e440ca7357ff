"""What is loaded to stay is not looked through for garbage."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from uniconv_edge.assistant import opening
from uniconv_edge.cli.answers import open_conversation
from uniconv_edge.errors import ModelMissing


def test_no_garbage_is_looked_for_while_a_conversation_is_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[bool] = []

    def opened(*_: object, **__: object) -> None:
        seen.append(gc.isenabled())
        raise ModelMissing("no model", "name one")

    monkeypatch.setattr(opening, "open_assistant", opened)
    for enabled in (True, False):  # the app looks for none until its first frame is painted
        (gc.enable if enabled else gc.disable)()
        try:
            with pytest.raises(ModelMissing):
                open_conversation(tmp_path, tmp_path, {})
            assert gc.isenabled() is enabled
        finally:
            gc.enable()
    assert seen == [False, False]
    assert gc.get_freeze_count()
