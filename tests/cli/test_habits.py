"""What every command owes to whoever runs it; a new command is among them by itself.

A command that takes `-f` is run with a configuration. What else it cannot do without stands in `FURTHER`.
"""

import io
import json
import os
import re
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import IO, Any

import pytest
import typer.main

from portkey_constructs.cli.app import app
from portkey_constructs.cli.progress import patience, progress
from portkey_constructs.cli.report import draws
from portkey_constructs.scaffold.template import templates
from tests.cli.test_program import PROGRAM, on_a_terminal, run

NAME = "portkey-constructs"
FURTHER: Mapping[str, tuple[str, ...]] = {
    "flux": ("--url", "https://git.example.org/platform.git", "--path", "dist"),
    "init": ("quickstart", "--yes", "-o", "new"),
}
# Ask a cluster, which is slow here and has nothing of the configuration.
WAITING = {"verify"}
CONFIGURATION = "portkey.yaml"
WRONG = "wröng.yaml"
PATHS = ("--file", "--output", "--kubeconfig")
ESCAPE = "\x1b"
HIDDEN_CURSOR = "\x1b[?25l"
SHOWN_CURSOR = "\x1b[?25h"
PAUSE = 1.2
POOR = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


FOUND = {" ".join(path): command for path, command in commands(typer.main.get_command(app))}
GROUPS = [name for name, command in FOUND.items() if getattr(command, "commands", None)]
COMMANDS = [name for name in FOUND if name not in GROUPS]
EACH = pytest.mark.parametrize("command", COMMANDS)


def takes_files(command: str) -> bool:
    return any("--file" in parameter.opts for parameter in FOUND[command].params)


READERS = pytest.mark.parametrize("command", [command for command in COMMANDS if takes_files(command)])


class Handler(BaseHTTPRequestHandler):
    """An API server that has nothing, and takes its time to say so first."""

    def do_GET(self) -> None:
        if self.path == "/version":
            time.sleep(PAUSE)
        status, said = (200, {"gitVersion": "v1.34.0"}) if self.path == "/version" else (404, {"kind": "Status", "apiVersion": "v1"})
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    monkeypatch.chdir(tmp_path)
    kubeconfig = {
        "current-context": "here",
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
        "clusters": [{"name": "here", "cluster": {"server": server}}],
        "users": [{"name": "me", "user": {}}],
    }
    Path("kubeconfig").write_text(json.dumps(kubeconfig))
    monkeypatch.setenv("KUBECONFIG", "kubeconfig")
    text = re.sub(r"(?m)^ *# change:.*\n", "", templates()["irsa"].filled({"cluster": "acme"})["portkey.yaml"])
    Path(CONFIGURATION).write_text(text + "gateway: {env: {GREETING: grüße}}\n", "utf-8")
    Path(WRONG).write_text(text + "größe: 1\n", "utf-8")


def arguments(command: str, file: str = CONFIGURATION) -> list[str]:
    return [*command.split(), *(["-f", file] if takes_files(command) else []), *FURTHER.get(command, ())]


def well(command: str) -> int:
    return 1 if command in WAITING else 0


def outcome(command: str, file: str | bytes = CONFIGURATION, **environment: str) -> tuple[int, bytes, bytes]:
    name = file if isinstance(file, str) else os.fsdecode(file)
    done = subprocess.run([*PROGRAM, *arguments(command, name)], capture_output=True, env={**os.environ, **environment}, timeout=60)
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@contextmanager
def closed_pipe() -> Iterator[IO[bytes]]:
    """What a program writes into whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as stream:
        yield stream


def test_there_are_commands() -> None:
    assert {"render", "validate", "verify", "init"} <= set(COMMANDS)
    assert set(FURTHER) | WAITING <= set(COMMANDS)


@pytest.mark.parametrize("command", FOUND)
def test_help(command: str) -> None:
    done = run(*command.split(), "-h")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert ESCAPE not in done.stdout
    assert re.search(rf"\n +Examples:\n +{NAME}{f' {command}' if command else ''}\b", done.stdout)
    assert FOUND[command].help
    if command in COMMANDS:
        assert FOUND[command].short_help, "the list of commands says what it does"
        stated = re.search(r"Exit status: 0 .*?\b1\b.*", " ".join(done.stdout.split()))
        assert stated, "the exit statuses are told"
        assert not takes_files(command) or re.search(r"\b2\b", stated[0])
        assert [option.name for option in FOUND[command].params if not option.help and option.name != "help"] == []


@EACH
def test_it_works_and_sends_no_colours_into_a_pipe(command: str) -> None:
    status, output, errors = outcome(command, TERM="xterm-256color", COLORTERM="truecolor")
    assert (status, errors) == (well(command), b""), "say in FURTHER what else it needs"
    assert output
    assert ESCAPE.encode() not in output


@EACH
def test_a_terminal_that_wants_no_colours_gets_none(command: str) -> None:
    status, output = on_a_terminal(arguments(command), NO_COLOR="1")
    assert (status, ESCAPE in output) == (well(command), False)
    if takes_files(command):
        status, output = on_a_terminal(arguments(command, WRONG), TERM="dumb")
        assert (status, ESCAPE in output) == (2, False)


@EACH
def test_a_reader_that_has_gone_is_no_fault(command: str) -> None:
    with closed_pipe() as stream:
        done = subprocess.run([*PROGRAM, *arguments(command)], stdout=stream, stderr=subprocess.PIPE)
    # What a shell sees of a program that SIGPIPE ended.
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("command", GROUPS)
def test_a_reader_of_the_help_may_go(command: str) -> None:
    with closed_pipe() as stream:
        done = subprocess.run([*PROGRAM, *command.split(), "--help"], stdout=stream, stderr=subprocess.PIPE)
    assert done.stderr == b""


@READERS
def test_what_is_wrong_stays_wrong_when_nobody_reads_of_it(command: str) -> None:
    with closed_pipe() as stream:
        done = subprocess.run([*PROGRAM, *arguments(command, WRONG)], stdout=subprocess.PIPE, stderr=stream)
    assert done.returncode == 2


@EACH
def test_a_full_disk_is_told(command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, *arguments(command)], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "standard output was not written to its end (no space left on device)\n")


@pytest.mark.parametrize("arguments", [["--version"], *([*name.split(), "--help"] for name in FOUND)], ids=" ".join)
def test_help_on_a_full_disk_is_told(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "standard output was not written to its end (no space left on device)\n")


@EACH
def test_the_locale_changes_no_byte(command: str) -> None:
    plain = outcome(command, LC_ALL="C.UTF-8", PYTHONIOENCODING="utf-8")
    if command == "init":
        shutil.rmtree("new")
    assert outcome(command, **POOR) == plain


@READERS
def test_mistakes_are_told_in_any_locale(command: str) -> None:
    status, output, errors = outcome(command, WRONG, **POOR)
    assert status == 2
    assert b"is not a setting" in output + errors
    status, drawn = on_a_terminal(arguments(command, WRONG), **POOR)
    assert status == 2
    assert "is not a setting" in drawn
    assert "Traceback" not in drawn


@READERS
def test_a_file_may_be_called_anything(command: str) -> None:
    """Bytes that are no text, and what a terminal would obey."""
    name = b"caf\xe9\x1b[31m.yaml"
    for content, wanted in ((CONFIGURATION, well(command)), (WRONG, 2)):
        Path(os.fsdecode(name)).write_bytes(Path(content).read_bytes())
        status, output, errors = outcome(command, name)
        assert (status, ESCAPE.encode() in output + errors) == (wanted, False)


@READERS
def test_standard_input_is_a_file(command: str) -> None:
    done = run(*arguments(command, "-"), text=Path(CONFIGURATION).read_text("utf-8"))
    assert (done.returncode, done.stderr) == (well(command), "")
    refused = run(*arguments(command, "-"), text=Path(WRONG).read_text("utf-8"))
    assert refused.returncode == 2
    assert "<stdin>: 1 problem" in refused.stdout + refused.stderr


def texts() -> Iterator[tuple[str, str]]:
    """Every option that takes a text; those that name a file may be any bytes, and those of `init` are checked by `checked`."""
    for command in COMMANDS:
        for option in FOUND[command].params:
            takes = option.param_type_name == "option" and not option.is_flag and option.opts[0] not in PATHS
            if takes and command != "init":
                yield command, option.opts[0]


@pytest.mark.parametrize(("command", "option"), list(texts()))
def test_an_option_that_is_no_text_is_refused(command: str, option: str) -> None:
    done = subprocess.run([*PROGRAM, *arguments(command), option, b"a\xff"], capture_output=True)
    assert done.returncode == 2
    assert done.stderr
    assert b"Traceback" not in done.stderr


@EACH
def test_it_is_quick_or_shows_what_it_does(command: str) -> None:
    """What waits, or computes for a second, says on a terminal that it does."""
    worked: list[float] = []
    while len(worked) < 3 and (not worked or worked[-1] > 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        outcome(command)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        worked.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    if command in WAITING or min(worked) > 1:
        _, output = on_a_terminal(arguments(command))
        assert HIDDEN_CURSOR in output
        assert output.index(HIDDEN_CURSOR) < 20, "before anything else"


@READERS
def test_what_is_quick_shows_no_progress(command: str) -> None:
    _, output = on_a_terminal(arguments(command))
    assert (HIDDEN_CURSOR in output) == (command in WAITING)


class Terminal(io.TextIOWrapper):
    """A terminal, as far as a stream can tell."""

    def isatty(self) -> bool:
        return True

    def text(self) -> str:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(self.encoding)


@pytest.fixture
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.usefixtures("colours")
def test_patience_is_asked_for_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr("sys.stderr", stream)
    with patience("thinking"):
        pass
    assert stream.text() == ""
    with patience("thinking"):
        time.sleep(0.5)
        assert stream.text() == ""
        time.sleep(1)
        assert stream.text().startswith(HIDDEN_CURSOR)
        assert "thinking" in stream.text()
    assert stream.text().rindex(SHOWN_CURSOR) > stream.text().rindex(HIDDEN_CURSOR)


@pytest.mark.usefixtures("colours")
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_only_a_terminal_of_all_letters_is_drawn_on(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal(io.BytesIO(), encoding=encoding)
    assert draws(stream) == (encoding == "utf-8")
    monkeypatch.setattr("sys.stderr", stream)
    with progress() as told:
        told("grüße")
    assert (HIDDEN_CURSOR in stream.text()) == (encoding == "utf-8")
