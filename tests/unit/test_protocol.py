"""The Model Context Protocol over two pipes, with tools of this test."""

from __future__ import annotations

import io
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from uniconv_edge.cli.protocol import VERSIONS, Server


class Client:
    """The other end of the pipes."""

    def __init__(self, tools: Mapping[str, Callable[..., Any]]) -> None:
        to_server, self._writes = os.pipe()
        self._reads, from_server = os.pipe()
        self.lines = os.fdopen(self._reads, "rb")
        self._pipes = io.FileIO(to_server, "r"), io.FileIO(from_server, "w")
        server = Server(*self._pipes, {"serverInfo": {}}, tools, [])
        self._thread = threading.Thread(target=server.serve)
        self._thread.start()

    def send(self, line: bytes | None = None, **message: Any) -> None:
        typed = json.dumps({"jsonrpc": "2.0", **message}).encode() if line is None else line
        os.write(self._writes, typed + b"\n")

    def call(self, identifier: int, name: str) -> None:
        self.send(id=identifier, method="tools/call", params={"name": name})

    def cancel(self, identifier: int) -> None:
        self.send(method="notifications/cancelled", params={"requestId": identifier})

    def receive(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.lines.readline())
        assert found["jsonrpc"] == "2.0"
        return found

    def end(self) -> bool:
        """Whether the server ends once nothing more is sent."""
        if self._writes >= 0:
            os.close(self._writes)
            self._writes = -1
        return self.has_ended()

    def has_ended(self) -> bool:
        self._thread.join(20)
        return not self._thread.is_alive()

    def close(self) -> None:
        for thread in threading.enumerate():
            if thread.name == "messages":  # a server that ended before its input did may still read from the pipe
                thread.join(20)
        for pipe in (self.lines, *self._pipes):
            pipe.close()


@pytest.fixture
def running() -> threading.Event:
    return threading.Event()


@pytest.fixture
def client(running: threading.Event) -> Iterator[Client]:
    def quick(_arguments: Mapping[str, Any], _stop: threading.Event) -> dict[str, Any]:
        return {"content": []}

    def until_stopped(_arguments: Mapping[str, Any], stop: threading.Event) -> None:
        running.set()
        assert stop.wait(20)

    opened = Client({"quick": quick, "until stopped": until_stopped})
    yield opened
    assert opened.end()
    opened.close()


@pytest.mark.parametrize(("asked", "answered"), [*((v, v) for v in VERSIONS), ("2019-01-01", VERSIONS[0])])
def test_the_version_asked_for_is_spoken_or_else_the_newest(client: Client, asked: str, answered: str) -> None:
    client.send(id=1, method="initialize", params={"protocolVersion": asked})
    assert client.receive()["result"] == {"protocolVersion": answered, "serverInfo": {}}


@pytest.mark.parametrize(
    ("line", "identifier", "code"),
    [
        (b"{", None, -32700),
        (b"\xff", None, -32700),
        (b"[" * 100_000, None, -32700),
        (b"[]", None, -32600),
        (b'{"id": 1, "method": 2}', None, -32600),
        (b'{"id": null, "method": "ping"}', None, -32600),
        (b'{"id": [], "method": "ping"}', None, -32600),
        (b" " * 2_000_000, None, -32600),
        (b'{"id": 1, "method": "ping", "params": []}', 1, -32602),
        (b'{"id": "a", "method": "resources/list"}', "a", -32601),
        (b'{"id": 1, "method": "tools/call", "params": {"name": "nix"}}', 1, -32602),
        (b'{"id": 1, "method": "tools/call", "params": {"name": ["quick"]}}', 1, -32602),
        (b'{"id": 1, "method": "tools/call", "params": {"name": "quick", "arguments": []}}', 1, -32602),
    ],
    ids=range(13),
)
def test_what_is_no_request_is_answered_by_an_error_and_the_next_one_as_ever(
    client: Client, line: bytes, identifier: str | int | None, code: int
) -> None:
    client.send(line)
    found = client.receive()
    assert (found["id"], found["error"]["code"]) == (identifier, code)
    client.send(id=2, method="ping")
    assert client.receive() == {"jsonrpc": "2.0", "id": 2, "result": {}}


def test_what_asks_for_nothing_is_not_answered(client: Client) -> None:
    for line in (b"", b'{"method": "notifications/initialized"}', b'{"id": 1, "result": {}}'):
        client.send(line)
    client.send(method="notifications/cancelled", params={"requestId": [1]})
    client.send(method="notifications/cancelled", params=[])
    client.send(id=2, method="ping")
    assert client.receive()["id"] == 2


def test_a_call_that_runs_or_waits_is_cancelled_and_not_answered(client: Client, running: threading.Event) -> None:
    client.call(1, "until stopped")
    client.call(2, "until stopped")
    client.call(3, "quick")
    assert running.wait(20)
    client.send(id=4, method="ping")
    assert client.receive()["id"] == 4
    client.cancel(2)
    client.cancel(1)
    assert client.receive() == {"jsonrpc": "2.0", "id": 3, "result": {"content": []}}


def test_an_id_that_is_under_way_is_refused(client: Client, running: threading.Event) -> None:
    client.call(1, "until stopped")
    assert running.wait(20)
    client.call(1, "quick")
    assert client.receive()["error"]["code"] == -32600
    client.cancel(1)


def test_what_was_asked_before_the_end_of_the_input_is_answered(client: Client) -> None:
    for number in range(20):
        client.call(number, "quick")
    assert client.end()
    assert [client.receive()["id"] for _ in range(20)] == list(range(20))


def test_a_client_that_reads_no_more_ends_the_server_and_what_it_runs(client: Client, running: threading.Event) -> None:
    client.call(1, "until stopped")
    assert running.wait(20)
    client.lines.close()
    client.send(id=2, method="ping")
    assert client.has_ended()
