"""Ctrl-C ends the program with status 130 from its first import on, and says nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from uniconv_edge import __main__ as program
from uniconv_edge.tui import launch


class Ended(BaseException):
    """In place of the end of the process."""


class Loading(ModuleType):
    """A module during whose import Ctrl-C is pressed."""

    def __getattr__(self, name: str) -> object:
        if name in ("main", "launch_early"):
            signal.raise_signal(signal.SIGINT)
        raise AttributeError(name)


@pytest.fixture(autouse=True)
def usual_handler() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The statuses with which the process was ended on the spot."""
    found: list[int] = []

    def end(code: int) -> None:
        found.append(code)
        raise Ended

    monkeypatch.setattr(os, "_exit", end)
    return found


def ending() -> BaseException | None:
    """How the program ends. That it does so with the interrupt itself fails the test and not the whole run."""
    try:
        program.main()
    except BaseException as ended:
        return ended
    return None


@pytest.mark.parametrize(
    ("typed", "loaded"),
    [("status", "uniconv_edge.cli"), ("chat", "uniconv_edge.tui.launch"), ("chat", "uniconv_edge.cli")],
)
def test_while_the_commands_are_imported(monkeypatch: pytest.MonkeyPatch, codes: list[int], typed: str, loaded: str):
    monkeypatch.setattr(sys, "argv", ["uniconv-edge", typed])
    monkeypatch.setattr(launch, "launch_early", lambda arguments: None)
    monkeypatch.setitem(sys.modules, loaded, Loading(loaded))
    assert isinstance(ending(), Ended)
    assert codes == [130]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_while_the_app_is_launched(monkeypatch: pytest.MonkeyPatch):
    def interrupted(arguments: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(sys, "argv", ["uniconv-edge", "chat"])
    monkeypatch.setattr(launch, "launch_early", interrupted)
    ended = ending()
    assert isinstance(ended, SystemExit)
    assert ended.code == 130


def test_one_that_is_ignored_stays_so(monkeypatch: pytest.MonkeyPatch):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    monkeypatch.setattr(sys, "argv", ["uniconv-edge", "status"])
    monkeypatch.setattr("uniconv_edge.cli.main", lambda: signal.raise_signal(signal.SIGINT))
    assert ending() is None
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_an_app_that_it_ends_before_the_terminal_is_its_own_is_no_crash(monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(launch, "_restore", lambda *_: None)
    ending = "import os, signal; signal.signal(signal.SIGINT, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGINT)"
    child = subprocess.Popen([sys.executable, "-c", ending])
    assert launch._attend(child, 0, [], "log") == 130
    assert capsys.readouterr() == ("", "")


INTERRUPTED_AT_ITS_FIRST_IMPORTS = """
import signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "contextlib":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder())
sys.modules.pop("contextlib", None)
import uniconv_edge.__main__
"""


def test_while_the_first_modules_are_imported():
    command = [sys.executable, "-c", INTERRUPTED_AT_ITS_FIRST_IMPORTS]
    done = subprocess.run(command, capture_output=True, cwd=Path(__file__).parents[2], check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
