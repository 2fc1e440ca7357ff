"""What every test gets: no network, and folders of its own in place of the person's."""

from __future__ import annotations

import gc
import itertools
import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbedder
from hypothesis import HealthCheck, settings
from readers import Readers

from uniconv_edge.library.extract.process import Extractor

# The same examples in every run, however slow the machine: a change makes a test fail, chance does not.
# `--hypothesis-profile default` searches anew.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

# A shell has what it starts in the background ignore Ctrl-C, and what that starts: tests press it all the same.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What a person sets for programs on a terminal; a test that is about one of them sets it itself.
_OF_THE_PERSON = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORFGBG", "PYTHONWARNINGS")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes and long texts name no test: what packs a file also writes the time into it, and the workers of a run
    must collect the same names."""
    if isinstance(val, bytes) or (isinstance(val, str) and len(val) > 80):
        return argname
    return None


# What is loaded before the first test stays loaded: to search it for garbage again and again took a fifth of a run.
gc.disable()


def pytest_collection_finish() -> None:
    """From here on what a test leaves behind is found as ever, only less often looked for."""
    gc.freeze()
    gc.set_threshold(50_000, 5, 5)
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """`--dist loadfile`, but all that trains and converts goes to one worker, and all that evaluates: what they import
    takes seconds, and models are made once. In the order of the folders, not by the number of tests: that begins with
    the many quick ones, and at the end one worker waits for the other's few long ones."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith(("tests/convert/", "tests/train/")):
                return "models"
            return "evaluate" if nodeid.startswith("tests/unit/test_evaluate_") else super()._split_scope(nodeid)

    config.option.loadscopereorder = False
    return Scheduling(config, log)


class NetworkUsed(BaseException):
    """Not an OSError, nor any Exception: nothing may retry it or pass over it."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to reach another machine fails the test; sockets between processes of this one are left alone."""

    def refuse_address(self: socket.socket, address: object, *rest: object) -> object:
        if self.family == socket.AF_UNIX:
            return connect(self, address, *rest)
        raise NetworkUsed(f"a test tried to connect to {address!r}")

    def refuse(*arguments: object, **_named: object) -> object:
        raise NetworkUsed(f"a test tried to use the network: {arguments!r}")

    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", refuse_address)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket.socket, "sendto", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


_folders = itertools.count()


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As pytest's own, which looks through the folders of all tests before for the next number: 3 ms for each test."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    folder = tmp_path_factory.getbasetemp() / f"{name}_{next(_folders)}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person's data, configuration, cache and log folders point into the test's temporary folder."""
    home = tmp_path / "home"
    for variable, folder in (
        ("HOME", home),
        ("XDG_DATA_HOME", home / "data"),
        ("XDG_CONFIG_HOME", home / "config"),
        ("XDG_CACHE_HOME", home / "cache"),
        ("XDG_STATE_HOME", home / "state"),
        ("UNICONV_EDGE_LIBRARY", tmp_path / "library"),
    ):
        monkeypatch.setenv(variable, str(folder))
    for variable in list(os.environ):
        ours = variable.startswith("UNICONV_EDGE_") and variable != "UNICONV_EDGE_LIBRARY"
        if ours or variable in _OF_THE_PERSON:
            monkeypatch.delenv(variable)


@pytest.fixture(scope="session")
def readers() -> Iterator[Readers]:
    with Readers() as found:
        yield found


@pytest.fixture(autouse=True)
def kept_reader(request: pytest.FixtureRequest, readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    """What reads files for one test goes on and does so for the next, but where it is itself what is tested."""
    if {"seam", "tui", "unit"} & {*request.path.parts} and "own_reader" not in request.fixturenames:
        readers.serve(monkeypatch)


@pytest.fixture
def own_reader() -> None:
    """For a test of the process that reads files: it gets one of its own."""


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    with Extractor() as running:
        yield running


@pytest.fixture
def fake_embedder() -> FakeEmbedder:
    """An embedder without a model: 64 dimensions, deterministic."""
    return FakeEmbedder()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Where the library of this test goes; it does not exist yet."""
    return tmp_path / "library"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """An empty folder for the documents of this test."""
    folder = tmp_path / "documents"
    folder.mkdir()
    return folder
