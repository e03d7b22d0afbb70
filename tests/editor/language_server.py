"""A YAML language server as an editor speaks to it: JSON-RPC over its standard streams."""

import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tests.support.node_tools import Tools

__all__ = ["Diagnostic", "Item", "LanguageServer", "ServerError"]

_SECONDS: Final = 60.0
# Nothing from anywhere else than the folder that is edited.
_SETTINGS: Final[Mapping[str, Any]] = {"schemaStore": {"enable": False}, "kubernetesCRDStore": {"enable": False}, "hoverSchemaSource": False}
_CAPABILITIES: Final[Mapping[str, Any]] = {
    "workspace": {"configuration": True, "workspaceFolders": True, "didChangeConfiguration": {"dynamicRegistration": True}},
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {},
    },
}


class ServerError(Exception):
    """The server ended, answered with an error, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is marked in a file; lines and columns from 1."""

    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Item:
    """What is offered at a place."""

    label: str
    text: str
    """What is put in, with `$1` for where the cursor goes."""
    documentation: str


class LanguageServer:
    """One server for one folder; leaving the context ends it."""

    def __init__(self, tools: Tools, folder: Path, schemas: Mapping[str, Sequence[str]] | None = None) -> None:
        """Starts it; `schemas` are the addresses of schemas that the editor's settings associate with files, by patterns of their paths."""
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 -- as long as the process
        # An address that nobody answers at, for whatever would be fetched after all.
        environment = {"PATH": os.defpath, "HOME": str(folder), "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
        self._process = subprocess.Popen(
            [tools.node, tools.modules / "yaml-language-server" / "bin" / "yaml-language-server", "--stdio"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._settings = {"yaml": {**_SETTINGS, "schemas": dict(schemas or {})}}
        self._folder = folder
        self._last = 0
        # Never the same twice: the server keeps what it has read by a file's name and version, also when it was closed.
        self._version = 0
        self._diagnostics: dict[str, list[Diagnostic]] = {}
        self.asked: list[str] = []
        """What the server has asked the editor for."""

    def __enter__(self) -> Self:
        root = {"uri": self._folder.as_uri(), "name": self._folder.name}
        self._request(
            "initialize",
            {"processId": os.getpid(), "rootUri": root["uri"], "workspaceFolders": [root], "capabilities": _CAPABILITIES, "locale": "en"},
        )
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": self._settings})
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if error is None:
                self._request("shutdown", None)
                self._notify("exit", None)
        finally:
            for stream in (self._process.stdin, self._process.stdout):
                if stream:
                    stream.close()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._log.close()

    def open(self, file: Path, text: str | None = None) -> None:
        """Opens a file, with another text than it has on disk when one is given."""
        self._diagnostics.pop(file.as_uri(), None)
        self._version += 1
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": self._version, "text": file.read_text("utf-8") if text is None else text}
        self._notify("textDocument/didOpen", {"textDocument": document})

    def close(self, file: Path) -> None:
        """Closes a file."""
        self._diagnostics.pop(file.as_uri(), None)
        self._notify("textDocument/didClose", {"textDocument": {"uri": file.as_uri()}})
        # The server then takes back what it said of it.
        self.diagnostics(file)

    def diagnostics(self, file: Path) -> list[Diagnostic]:
        """What the server says of an open file, once it has said so, in the order of the lines."""
        while file.as_uri() not in self._diagnostics:
            self._read()
        return self._diagnostics[file.as_uri()]

    def hover(self, file: Path, line: int, column: int) -> str:
        """The Markdown that is shown over a place, empty for none; line and column from 1."""
        answer = self._request("textDocument/hover", self._place(file, line, column))
        return _plain(answer["contents"]) if answer else ""

    def completion(self, file: Path, line: int, column: int) -> list[Item]:
        """What is offered at a place; line and column from 1."""
        answer = self._request("textDocument/completion", self._place(file, line, column))
        return [Item(one["label"], one.get("insertText", ""), _plain(one.get("documentation", ""))) for one in answer["items"]]

    def _place(self, file: Path, line: int, column: int) -> dict[str, Any]:
        return {"textDocument": {"uri": file.as_uri()}, "position": {"line": line - 1, "character": column - 1}}

    def _request(self, method: str, parameters: Any) -> Any:
        self._last += 1
        self._send({"id": self._last, "method": method, "params": parameters})
        while (message := self._read()).get("id") != self._last or "method" in message:
            pass
        if "error" in message:
            raise ServerError(f"{method}: {message['error']}")
        return message["result"]

    def _notify(self, method: str, parameters: Any) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **{key: value for key, value in message.items() if key != "params" or value is not None}}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        """The next message; what the server asks for is answered, and what it marks is kept."""
        message = self._received()
        match message.get("method"):
            case "textDocument/publishDiagnostics":
                found = message["params"]
                self._diagnostics[found["uri"]] = sorted(map(_diagnostic, found["diagnostics"]), key=lambda one: (one.line, one.column))
            case "workspace/configuration":
                self._answer(message, [self._settings.get(one["section"]) for one in message["params"]["items"]])
            case method if "id" in message and method:
                self.asked.append(method)
                self._answer(message, None)
        return message

    def _answer(self, message: Mapping[str, Any], result: Any) -> None:
        self._send({"id": message["id"], "result": result})

    def _received(self) -> dict[str, Any]:
        output = self._process.stdout
        assert output
        # Who waits in vain is woken by the end of the output.
        watch = threading.Timer(_SECONDS, self._process.kill)
        watch.start()
        try:
            length = 0
            while (line := output.readline()) != b"\r\n":
                if not line:
                    self._log.seek(0)
                    raise ServerError(f"the server has ended or said nothing for {_SECONDS:.0f} s: {self._log.read().decode(errors='replace')}")
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            received: dict[str, Any] = json.loads(output.read(length))
        finally:
            watch.cancel()
        return received


def _diagnostic(found: Mapping[str, Any]) -> Diagnostic:
    start = found["range"]["start"]
    return Diagnostic(start["line"] + 1, start["character"] + 1, found["message"])


def _plain(markup: Any) -> str:
    return str(markup["value"] if isinstance(markup, dict) else markup)
