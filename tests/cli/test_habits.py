"""The behaviour that all commands share. A new command is tested without a change here.

A command with the option `-f` runs with a configuration. `REQUIRED_OPTIONS` has what else it needs.
"""

import base64
import gzip
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
from typing import IO

import click
import pytest

from portkey_constructs.cli.app import program
from portkey_constructs.cli.console import PROGRAM as NAME
from portkey_constructs.cli.console import delayed_progress, progress, supports_color
from portkey_constructs.scaffold.template import templates
from tests.cli.test_program import PROGRAM, on_a_terminal, run

pytestmark = pytest.mark.slow

HELM = Path(__file__).parents[1] / "helm"
VALUES = str(HELM / "values" / "template-5.yaml")
ADOPTION = ("-f", "adoption.yaml")
REQUIRED_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "adopt check": ADOPTION,
    "adopt script": ADOPTION,
    "argocd": ("--url", "https://git.example.org/platform.git", "--path", "dist"),
    "compare": ("--values", str(HELM / "chart-values.yaml"), "--chart", str(HELM / "chart")),
    "flux": ("--url", "https://git.example.org/platform.git", "--path", "dist"),
    "import-values": (VALUES,),
    "init": ("quickstart", "--yes", "-o", "new"),
    "plan": ("--against", "live"),
}
# Read from a cluster, which is slow here and contains no objects of the configuration.
READ_CLUSTER = {"verify": 1, "plan": 3, "adopt check": 4}
"""The exit status of each command."""
# The manifests of the configuration differ from those of a chart without its components.
STATUSES = {**READ_CLUSTER, "compare": 1}
CONFIGURATION = "portkey.yaml"
INVALID = "inválid.yaml"
PATHS = ("--file", "--output", "--kubeconfig", "--environments", "--secrets-out", "--values", "--chart")
REPORTS = {"import-values"}
"""Commands that print a report to standard error."""
ESCAPE = "\x1b"
HIDE_CURSOR = "\x1b[?25l"
SHOW_CURSOR = "\x1b[?25h"
SERVER_DELAY = 1.2
ASCII_LOCALE = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def all_commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            subcommand = command.get_command(context, name)
            assert subcommand is not None
            yield from all_commands(subcommand, (*path, name))


BY_NAME = {" ".join(path): command for path, command in all_commands(program)}
GROUPS = [name for name, command in BY_NAME.items() if isinstance(command, click.Group)]
COMMANDS = [name for name in BY_NAME if name not in GROUPS]
EACH = pytest.mark.parametrize("command", COMMANDS)


def reads_files(command: str) -> bool:
    return any("--file" in parameter.opts for parameter in BY_NAME[command].params)


READS_FILES = pytest.mark.parametrize("command", [command for command in COMMANDS if reads_files(command)])


def release_record() -> dict[str, object]:
    """The record of a release without objects, as Helm keeps it in a Secret."""
    release = {
        "name": "portkey",
        "version": 1,
        "manifest": "",
        "info": {"status": "deployed"},
        "chart": {"metadata": {"name": "app", "version": "1.7.6"}},
    }
    text = base64.b64encode(base64.b64encode(gzip.compress(json.dumps(release).encode()))).decode()
    labels = {"owner": "helm", "name": "portkey", "version": "1", "status": "deployed"}
    metadata = {"name": "sh.helm.release.v1.portkey.v1", "namespace": "portkey", "labels": labels}
    return {"apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1", "metadata": metadata, "data": {"release": text}}


class Handler(BaseHTTPRequestHandler):
    """An API server with nothing but the record of a release, which answers the first request slowly."""

    def do_GET(self) -> None:
        if self.path == "/version":
            time.sleep(SERVER_DELAY)
        answer: dict[str, object]
        status, answer = (200, {"gitVersion": "v1.34.0"}) if self.path == "/version" else (404, {"kind": "Status", "apiVersion": "v1"})
        if "owner%3Dhelm" in self.path:
            status, answer = 200, {"kind": "SecretList", "apiVersion": "v1", "metadata": {}, "items": [release_record()]}
        body = json.dumps(answer).encode()
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
    text = re.sub(r"(?m)^ *# change:.*\n", "", templates()["irsa"].fill({"cluster": "acme"})["portkey.yaml"])
    Path(CONFIGURATION).write_text(text + "argocd: true\ngateway: {env: {GREETING: grüße}}\n", "utf-8")
    Path(INVALID).write_text(text + "größe: 1\n", "utf-8")
    Path("adoption.yaml").write_text("adopt: {release: portkey, chart: app, version: 1.7.6}\n")


def arguments(command: str, file: str = CONFIGURATION) -> list[str]:
    return [*command.split(), *(["-f", file] if reads_files(command) else []), *REQUIRED_OPTIONS.get(command, ())]


def success_status(command: str) -> int:
    return STATUSES.get(command, 0)


def run_bytes(command: str, file: str | bytes = CONFIGURATION, **environment: str) -> tuple[int, bytes, bytes]:
    name = file if isinstance(file, str) else os.fsdecode(file)
    done = subprocess.run([*PROGRAM, *arguments(command, name)], capture_output=True, env={**os.environ, **environment}, timeout=60)
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@contextmanager
def closed_pipe() -> Iterator[IO[bytes]]:
    """A stream whose reader is gone."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as stream:
        yield stream


def test_all_commands_are_found() -> None:
    assert {"render", "validate", "verify", "init"} <= set(COMMANDS)
    assert set(REQUIRED_OPTIONS) | set(READ_CLUSTER) <= set(COMMANDS)


@pytest.mark.parametrize("command", BY_NAME)
def test_help_has_examples_and_exit_statuses(command: str) -> None:
    done = run(*command.split(), "-h")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert ESCAPE not in done.stdout
    assert re.search(rf"\nExamples:\n +{NAME}{f' {command}' if command else ''}\b", done.stdout)
    assert BY_NAME[command].help
    if command in COMMANDS:
        assert BY_NAME[command].short_help, "the help of the group lists the command"
        statuses = re.search(r"^Exit status:\n  0 +\S.*\n  1 +\S.*\n(  2 +\S.*\n)?(  [34] +\S.*\n)*(  130 +\S.*\n)?\Z", done.stdout, re.MULTILINE)
        assert statuses
        assert not reads_files(command) or statuses[1]
        undocumented = [parameter.name for parameter in BY_NAME[command].params if not getattr(parameter, "help", None)]
        assert undocumented == []


@EACH
def test_output_in_a_pipe_has_no_colors(command: str) -> None:
    status, output, errors = run_bytes(command, TERM="xterm-256color", COLORTERM="truecolor")
    assert (status, errors if command not in REPORTS else b"") == (success_status(command), b""), "add what the command needs to REQUIRED_OPTIONS"
    assert output
    assert ESCAPE.encode() not in output


@EACH
def test_no_color_and_dumb_terminals_get_no_colors(command: str) -> None:
    status, output = on_a_terminal(arguments(command), NO_COLOR="1")
    assert (status, ESCAPE in output) == (success_status(command), False)
    if reads_files(command):
        status, output = on_a_terminal(arguments(command, INVALID), TERM="dumb")
        assert (status, ESCAPE in output) == (2, False)


@EACH
def test_closed_pipe_ends_the_command_quietly(command: str) -> None:
    with closed_pipe() as stream:
        done = subprocess.run([*PROGRAM, *arguments(command)], stdout=stream, stderr=subprocess.PIPE)
    # As a shell reports a program that SIGPIPE ended.
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", [["--version"], *([*name.split(), "--help"] for name in BY_NAME)], ids=" ".join)
def test_help_into_a_closed_pipe_ends_quietly(arguments: list[str]) -> None:
    with closed_pipe() as stream:
        done = subprocess.run([*PROGRAM, *arguments], stdout=stream, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (141, b"")


@READS_FILES
def test_invalid_configuration_has_its_status_even_if_nobody_reads_the_report(command: str) -> None:
    with closed_pipe() as stream:
        done = subprocess.run([*PROGRAM, *arguments(command, INVALID)], stdout=subprocess.PIPE, stderr=stream)
    assert done.returncode == 2


@EACH
def test_output_to_a_full_disk_fails_with_a_message(command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, *arguments(command)], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "standard output is incomplete (no space left on device)\n")


@pytest.mark.parametrize("arguments", [["--version"], *([*name.split(), "--help"] for name in BY_NAME)], ids=" ".join)
def test_help_to_a_full_disk_fails_with_a_message(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "standard output is incomplete (no space left on device)\n")


@EACH
def test_output_is_the_same_in_every_locale(command: str) -> None:
    plain = run_bytes(command, LC_ALL="C.UTF-8", PYTHONIOENCODING="utf-8")
    if command == "init":
        shutil.rmtree("new")
    assert run_bytes(command, **ASCII_LOCALE) == plain


@READS_FILES
def test_problems_are_reported_in_every_locale(command: str) -> None:
    status, output, errors = run_bytes(command, INVALID, **ASCII_LOCALE)
    assert status == 2
    assert b"is not a setting" in output + errors
    status, drawn = on_a_terminal(arguments(command, INVALID), **ASCII_LOCALE)
    assert status == 2
    assert "is not a setting" in drawn
    assert "Traceback" not in drawn


@READS_FILES
def test_any_file_name_is_accepted_and_printed_safely(command: str) -> None:
    """Such as one with bytes that are not UTF-8 and with a terminal escape."""
    name = b"caf\xe9\x1b[31m.yaml"
    for content, expected in ((CONFIGURATION, success_status(command)), (INVALID, 2)):
        Path(os.fsdecode(name)).write_bytes(Path(content).read_bytes())
        status, output, errors = run_bytes(command, name)
        # A script contains the name of the file as a shell needs it.
        printed = errors if command == "adopt script" else output + errors
        assert (status, ESCAPE.encode() in printed) == (expected, False)


@READS_FILES
def test_dash_reads_standard_input(command: str) -> None:
    done = run(*arguments(command, "-"), text=Path(CONFIGURATION).read_text("utf-8"))
    assert (done.returncode, done.stderr) == (success_status(command), "")
    refused = run(*arguments(command, "-"), text=Path(INVALID).read_text("utf-8"))
    assert refused.returncode == 2
    assert re.search("<stdin>(, adoption.yaml)?: 1 problem", refused.stdout + refused.stderr)


def text_options() -> Iterator[tuple[str, str]]:
    """Every option with a text value. File names may be any bytes, and `validate_value` checks the options of `init`."""
    for command in COMMANDS:
        for option in BY_NAME[command].params:
            takes_text = isinstance(option, click.Option) and not option.is_flag and option.opts[0] not in PATHS
            if takes_text and command != "init":
                yield command, option.opts[0]


@pytest.mark.parametrize(("command", "option"), list(text_options()))
def test_option_value_that_is_not_utf8_is_refused(command: str, option: str) -> None:
    done = subprocess.run([*PROGRAM, *arguments(command), option, b"a\xff"], capture_output=True)
    assert done.returncode == 2
    assert done.stderr
    assert b"Traceback" not in done.stderr


@EACH
def test_slow_command_shows_progress(command: str) -> None:
    """If it waits, or computes for more than a second."""
    seconds: list[float] = []
    while len(seconds) < 3 and (not seconds or seconds[-1] > 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run_bytes(command)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    if command in READ_CLUSTER or min(seconds) > 1:
        _, output = on_a_terminal(arguments(command))
        assert HIDE_CURSOR in output
        assert output.index(HIDE_CURSOR) < 20, "before anything else"


@READS_FILES
def test_fast_command_shows_no_progress(command: str) -> None:
    _, output = on_a_terminal(arguments(command))
    assert (HIDE_CURSOR in output) == (command in READ_CLUSTER)


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True

    def text(self) -> str:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(self.encoding)


@pytest.fixture
def colors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.usefixtures("colors")
def test_delayed_progress_appears_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr("sys.stderr", stream)
    with delayed_progress("thinking"):
        pass
    assert stream.text() == ""
    with delayed_progress("thinking"):
        time.sleep(0.5)
        assert stream.text() == ""
        time.sleep(1)
        assert stream.text().startswith(HIDE_CURSOR)
        assert "thinking" in stream.text()
    assert stream.text().rindex(SHOW_CURSOR) > stream.text().rindex(HIDE_CURSOR)


@pytest.mark.usefixtures("colors")
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_only_utf8_terminals_are_drawn_on(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal(io.BytesIO(), encoding=encoding)
    assert supports_color(stream) == (encoding == "utf-8")
    monkeypatch.setattr("sys.stderr", stream)
    with progress() as update:
        update("grüße")
    assert (HIDE_CURSOR in stream.text()) == (encoding == "utf-8")
