"""A conversation in lines sees what another process has indexed, and says when it is for another model."""

from __future__ import annotations

import io
import json
import sys

import pytest

from uniconv_edge.cli import answers, terminal
from uniconv_edge.errors import ConfigurationError

from .fakes import FakeAssistant, FakeServices


class Reread(FakeAssistant):
    """Its library was read for another model before the second question, and again for its own after it."""

    def refresh(self) -> None:
        super().refresh()
        if self.refreshes == 2:
            raise ConfigurationError("the library was indexed with large, not tiny", "run `uniconv-edge index` again")


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> Reread:
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\ntwo\nthree\n"))
    return Reread()


def test_in_a_pipe(assistant: Reread, capsys: pytest.CaptureFixture[str]):
    assert answers._answer_lines(assistant, as_json=True)  # type: ignore[arg-type]
    said = capsys.readouterr()
    assert [json.loads(line)["question"] for line in said.out.splitlines()] == ["one", "two", "three"]
    assert "error: the library was indexed with large, not tiny\nhint: run `uniconv-edge index` again" in said.err
    assert (assistant.questions, assistant.refreshes) == (["one", "three"], 3)


def test_in_plain_mode(assistant: Reread, capsys: pytest.CaptureFixture[str]):
    assert terminal.PlainChat(FakeServices(assistant)).run([]) == 0  # type: ignore[arg-type]
    assert "Error: the library was indexed with large, not tiny\nWhat to do: run" in capsys.readouterr().err
    assert (assistant.questions, assistant.refreshes) == (["one", "three"], 3)
