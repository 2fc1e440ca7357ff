"""The embedder is opened beside the import of the assistant's modules."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from uniconv_edge.assistant import opening
from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.errors import ModelDamaged


def test_the_embedder_is_opened_in_another_thread_and_what_fails_there_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []

    def damaged(_: Path) -> None:
        opened.append(threading.current_thread().name)
        raise ModelDamaged("it is damaged", "copy it again")

    monkeypatch.setattr(opening.OnnxEmbedder, "open", damaged)
    monkeypatch.setattr(Assistant, "open", lambda *_, embedder, **__: embedder())
    with pytest.raises(ModelDamaged, match="it is damaged"):
        opening.open_assistant(tmp_path, None)
    assert [name.startswith("opening") for name in opened] == [True]


def test_the_module_that_opens_an_assistant_imports_none_of_it() -> None:
    """Else nothing would be left to do beside it."""
    code = "import sys, uniconv_edge.assistant.opening; print('uniconv_edge.assistant.conversation' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
