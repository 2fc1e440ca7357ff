"""The Model Context Protocol over two pipes: JSON-RPC, one message a line. Only what a server of tools needs.

The official SDK is not used: it cannot be imported without an HTTP server, an HTTP client and OAuth, which a program
without network code should not carry. The tests speak with its client.
"""

from __future__ import annotations

import io
import json
import os
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

VERSIONS = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")  # newest first
_LONGEST = 1_000_000  # bytes of a message: a question is short
_PARSE_ERROR, _INVALID_REQUEST, _NO_METHOD, _INVALID_PARAMETERS = -32700, -32600, -32601, -32602

Tool: TypeAlias = Callable[[Mapping[str, Any], threading.Event], Mapping[str, Any] | None]


class Refused(Exception):
    """A request that is answered by an error of JSON-RPC."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message}


@dataclass(slots=True)
class _Call:
    """A call of a tool that waits or runs; `stop` is set when it is not wanted any more."""

    identifier: str | int
    tool: Tool
    arguments: Mapping[str, Any]
    stop: threading.Event = field(default_factory=threading.Event)


class Server:
    """Serves tools to one client. Calls run one after the other in the thread of `serve`; another thread reads, so that
    a running call can be cancelled and the server shows that it lives."""

    def __init__(
        self,
        reader: io.RawIOBase,
        writer: io.RawIOBase,
        about: Mapping[str, Any],
        tools: Mapping[str, Tool],
        descriptions: Sequence[Mapping[str, Any]],
    ) -> None:
        """`about`: what `initialize` answers besides the version. A tool is called with its arguments and an event that
        is set when it is cancelled; it returns the object of a result, None when it was stopped."""
        self._reader, self._writer = reader, writer
        self._about, self._tools, self._descriptions = about, tools, descriptions
        self._waiting: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._calls: dict[str | int, _Call] = {}
        self._writing = threading.Lock()

    def serve(self) -> None:
        """Answer until the client sends no more, and what it has sent; or until it reads no more."""
        threading.Thread(target=self._read, name="messages", daemon=True).start()
        while (call := self._waiting.get()) is not None:
            if not call.stop.is_set():
                result = call.tool(call.arguments, call.stop)
                if result is not None and not call.stop.is_set():
                    self._send({"id": call.identifier, "result": result})
            self._calls.pop(call.identifier, None)

    def _read(self) -> None:
        try:
            while line := self._reader.readline(_LONGEST):
                if not line.endswith(b"\n") and len(line) == _LONGEST:
                    while (rest := self._reader.readline(_LONGEST)) and not rest.endswith(b"\n"):
                        pass
                    self._refuse(None, Refused(_INVALID_REQUEST, f"a message has more than {_LONGEST:,} bytes"))
                elif line.strip():
                    self._receive(line)
        finally:
            self._waiting.put(None)

    def _receive(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            self._refuse(None, Refused(_PARSE_ERROR, "a message is not JSON"))
            return
        if not isinstance(message, dict) or not isinstance(message.get("method", ""), str):
            self._refuse(None, Refused(_INVALID_REQUEST, "a message is no request"))
            return
        if "method" not in message:  # an answer, to what was not asked
            return
        method, parameters = message["method"], message.get("params", {})
        identifier = message.get("id")
        if "id" not in message:
            if method == "notifications/cancelled" and isinstance(parameters, dict):
                self._cancel(parameters.get("requestId"))
            return
        if not isinstance(identifier, str | int) or isinstance(identifier, bool):
            self._refuse(None, Refused(_INVALID_REQUEST, "the `id` of a request is a text or a whole number"))
            return
        try:
            if not isinstance(parameters, dict):
                raise Refused(_INVALID_PARAMETERS, "`params` is an object")
            result = self._result(identifier, method, parameters)
        except Refused as refused:
            self._refuse(identifier, refused)
            return
        if result is not None:
            self._send({"id": identifier, "result": result})

    def _result(self, identifier: str | int, method: str, parameters: dict[str, Any]) -> Mapping[str, Any] | None:
        """What answers a request at once; None for a call, which waits for its turn."""
        if method == "initialize":
            asked = parameters.get("protocolVersion")
            return {"protocolVersion": asked if asked in VERSIONS else VERSIONS[0], **self._about}
        if method == "ping":
            return {}
        if method == "tools/list":
            return {"tools": self._descriptions}
        if method != "tools/call":
            raise Refused(_NO_METHOD, f"there is no method `{method}`")
        name, arguments = parameters.get("name"), parameters.get("arguments")
        if not isinstance(name, str) or name not in self._tools:
            raise Refused(_INVALID_PARAMETERS, f"there is no tool `{name}`; there are: {', '.join(self._tools)}")
        if not isinstance(arguments, dict | None):
            raise Refused(_INVALID_PARAMETERS, "`arguments` is an object")
        if identifier in self._calls:
            raise Refused(_INVALID_REQUEST, f"a request with the id {identifier!r} is under way")
        call = self._calls[identifier] = _Call(identifier, self._tools[name], arguments or {})
        self._waiting.put(call)
        return None

    def _cancel(self, identifier: Any) -> None:
        if isinstance(identifier, str | int) and (call := self._calls.get(identifier)):
            call.stop.set()

    def _refuse(self, identifier: str | int | None, refused: Refused) -> None:
        self._send({"id": identifier, "error": refused.error})

    def _send(self, message: Mapping[str, Any]) -> None:
        """One message on one line, all of it ASCII. To a client that reads no more nothing is left to say."""
        line = memoryview(json.dumps({"jsonrpc": "2.0", **message}).encode("ascii") + b"\n")
        with self._writing:
            try:
                while line:
                    line = line[self._writer.write(line) or 0 :]
            except BrokenPipeError:
                for call in list(self._calls.values()):
                    call.stop.set()
                self._waiting.put(None)


def take_pipes() -> tuple[io.FileIO, io.FileIO]:
    """The standard input and output for messages alone: from here on what else reads finds the end, and what else
    writes, native libraries too, does so on stderr."""
    reader, writer = os.dup(0), os.dup(1)
    empty = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    os.dup2(empty, 0)
    os.close(empty)
    os.dup2(2, 1)
    return io.FileIO(reader, "r"), io.FileIO(writer, "w")
