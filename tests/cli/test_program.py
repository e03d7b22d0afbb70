"""The program as a process: output, messages and exit statuses."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
import yaml

from portkey_constructs.cli.app import program
from portkey_constructs.cli.console import show_problems
from portkey_constructs.errors import Position, Problem
from tests.support import terminal
from tests.test_conventions import imported_by

PROGRAM = [sys.executable, "-m", "portkey_constructs.cli"]
QUICK_START = """\
profile: development
imagePull: {username: me, password: registry-password}
clientAuth: license-from-portkey
auth: {kind: none, allowPublic: true}
exposure:
  frontend: {kind: ingress, host: portkey.example.org}
"""
WARNED = QUICK_START.replace(", allowPublic: true", "")
WRONG = QUICK_START.replace("exposure", "ingres") + "gateway: {replicas: many}\n"


def run(*arguments: object, text: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS")}
    return subprocess.run([*PROGRAM, *map(str, arguments)], input=text, capture_output=True, text=True, env={**clean, **environment}, timeout=60)


def on_a_terminal(arguments: Sequence[object], **environment: str) -> tuple[int, str]:
    """Runs the program with all three streams on a terminal of 80 columns."""
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    return terminal.run_on_terminal([*PROGRAM, *arguments], {**clean, "TERM": "xterm-256color", "COLUMNS": "80", **environment})


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("portkey.yaml")
    path.write_text(QUICK_START)
    return path


def test_render_prints_every_object(file: Path) -> None:
    done = run("render", "-f", file)
    assert (done.returncode, done.stderr) == (0, "")
    objects = list(yaml.safe_load_all(done.stdout))
    assert objects[0]["kind"] == "Namespace"
    assert {"Deployment", "StatefulSet", "Ingress"} <= {each["kind"] for each in objects}


def test_render_writes_a_file_per_object_and_only_replaces_its_own(file: Path) -> None:
    printed = list(yaml.safe_load_all(run("render", "-f", file).stdout))
    done = run("render", "-f", file, "-o", "dist/dev")
    assert done.returncode == 0
    written = {path: yaml.safe_load(path.read_text()) for path in Path("dist/dev").glob("*/*.k8s.yaml")}
    assert len(written) == len(printed)
    assert all(manifest in written.values() for manifest in printed)
    assert done.stdout == f"dist/dev: {len(printed)} objects ({len(printed)} added, 0 changed, 0 removed, 0 unchanged)\n"
    again = run("render", "-f", file, "-o", "dist/dev")
    assert f"({0} added, 0 changed, 0 removed, {len(printed)} unchanged)" in again.stdout
    Path("dist/dev/notes.txt").write_text("mine")
    kept = run("render", "-f", file, "-o", "dist/dev")
    assert kept.stdout == f"dist/dev: {len(printed)} objects (0 added, 0 changed, 0 removed, {len(printed)} unchanged; 1 other file kept)\n"
    assert Path("dist/dev/notes.txt").read_text() == "mine"
    Path("taken/5-services").mkdir(parents=True)
    Path("taken/5-services/Service.portkey-gateway.k8s.yaml").write_text("mine")
    refused = run("render", "-f", file, "-o", "taken")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "5-services/Service.portkey-gateway.k8s.yaml, which this library did not write" in refused.stderr
    assert [path.name for path in Path("taken").rglob("*")] == ["5-services", "Service.portkey-gateway.k8s.yaml"]
    assert run("render", "-f", file, "-o", ".").returncode == 1
    assert run("render", "-f", file, "-o", file).returncode == 2


def test_render_refuses_the_parent_of_environments(file: Path) -> None:
    assert run("render", "-f", file, "-o", "dist/one").returncode == 0
    before = sorted(Path("dist").rglob("*"))
    done = run("render", "-f", file, "-o", "dist")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "dist has a folder for each environment (one), and one environment would replace them all: name a folder inside it, such as dist/one\n"
    )
    assert sorted(Path("dist").rglob("*")) == before
    assert run("render", "-f", file, "-o", "dist/one").stdout.endswith("34 unchanged)\n")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["render", "validate", "secrets", "graph", "verify", "aws policy gateway", "aws eksctl", "aws terraform"])
def test_positional_configuration_is_refused_with_a_hint(file: Path, command: str) -> None:
    assert run(*command.split()).stdout == run(*command.split(), "-f", "portkey.yaml").stdout
    done = run(*command.split(), "portkey.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("Got unexpected extra argument (portkey.yaml): name a configuration with -f FILE\n")


def test_invalid_configuration_writes_nothing(file: Path) -> None:
    file.write_text(WRONG)
    done = run("render", "-f", file, "-o", "dist")
    assert done.returncode == 2
    assert done.stdout == ""
    assert not Path("dist").exists()
    lines = done.stderr.splitlines()
    assert re.fullmatch(r"portkey\.yaml: \d+ problems, nothing written", lines[0])
    assert lines[1] == ""
    row = next(number for number, line in enumerate(lines) if re.match(r" +5:1  ingres  ", line))
    assert re.match(" " * lines[row].index("ingres") + r"\S", lines[row + 1])
    assert run("render", "-f", file).stdout == ""
    assert "registry-password" not in done.stderr
    assert "license-from-portkey" not in done.stderr


def test_warnings_are_reported_and_strict_refuses_them(file: Path) -> None:
    file.write_text(WARNED)
    done = run("render", "-f", file)
    assert done.returncode == 0
    assert done.stderr.startswith("portkey.yaml: 1 warning\n\n  4:1  auth")
    assert list(yaml.safe_load_all(done.stdout))
    strict = run("render", "-f", file, "--strict", "-o", "dist")
    assert (strict.returncode, strict.stdout) == (2, "")
    assert strict.stderr.startswith("portkey.yaml: 1 problem, nothing written\n")
    assert "warning" not in strict.stderr
    assert not Path("dist").exists()
    assert run("validate", "-f", file).returncode == 0
    assert run("validate", "-f", file).stdout.startswith("portkey.yaml: valid, 1 warning\n")
    assert run("validate", "-f", file, "--strict").returncode == 2


def test_validate_prints_text(file: Path) -> None:
    done = run("validate", "-f", file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "portkey.yaml: valid\n", "")
    file.write_text(WRONG)
    done = run("validate", "-f", file)
    assert (done.returncode, done.stderr) == (2, "")
    assert "5:1  ingres  " in done.stdout


def test_validate_prints_json(file: Path) -> None:
    done = run("validate", "-f", file, "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"source": "portkey.yaml", "valid": True, "problems": []})
    file.write_text(WARNED)
    warned = json.loads(run("validate", "-f", file, "--format", "json").stdout)
    assert warned["valid"] is True
    assert [problem["severity"] for problem in warned["problems"]] == ["warning"]
    strict = json.loads(run("validate", "-f", file, "--format", "json", "--strict").stdout)
    assert strict["valid"] is False
    assert [problem["severity"] for problem in strict["problems"]] == ["error"]
    file.write_text(WRONG)
    done = run("validate", "-f", file, "--format", "json")
    assert (done.returncode, done.stderr) == (2, "")
    answer = json.loads(done.stdout)
    assert answer["valid"] is False
    problem = next(problem for problem in answer["problems"] if problem["path"] == "ingres")
    assert set(problem) == {"severity", "code", "path", "message", "fix", "file", "line", "column"}
    assert (problem["severity"], problem["file"], problem["line"], problem["column"]) == ("error", "portkey.yaml", 5, 1)
    missing = json.loads(run("validate", "-f", "none.yaml", "--format", "json").stdout)
    assert missing["problems"][0]["line"] is None
    assert missing["problems"][0]["code"] == "PK-FILE-001"


def test_files_are_merged_and_standard_input_is_read(file: Path) -> None:
    Path("over.yaml").write_text("namespace: elsewhere\n")
    objects = list(yaml.safe_load_all(run("render", "-f", file, "--file", "over.yaml").stdout))
    assert objects[0]["metadata"]["name"] == "elsewhere"
    piped = run("render", "-f", "-", text=QUICK_START)
    assert (piped.returncode, piped.stdout) == (0, run("render", "-f", file).stdout)
    wrong = run("render", "-f", "-", text="a: [")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("<stdin>: 1 problem, nothing written\n")
    Path("over.yaml").write_text("namespace: e\nnamespace: f\n")
    both = run("validate", "-f", file, "-f", "over.yaml").stdout
    assert both.startswith("portkey.yaml, over.yaml: 1 problem\n")
    assert "  over.yaml:2:1  namespace  is set twice" in both


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [b"", b"- a\n", b"a: [", b"a: 1\na: 2\n", b"\xff\xfe\xfa", b"\x00", b"a: &a [*a]", b"a: " + b"[" * 5000, b"x" * 2_000_000, b"a: 1\n---\n"],
)
def test_malformed_file_is_reported(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    for command in (["render"], ["render", "-o", "dist"], ["validate"]):
        done = run(*command, "-f", file)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "portkey.yaml: 1 problem" in done.stdout + done.stderr
    assert [path.name for path in Path().iterdir()] == ["portkey.yaml"]


def test_missing_file_is_reported(file: Path) -> None:
    for arguments in (["-f", "none.yaml"], ["-f", "."], ["-f", "/dev/zero"]):
        done = run("render", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert "1 problem, nothing written" in done.stderr
    file.unlink()
    done = run("render")
    assert (done.returncode, done.stdout) == (2, "")
    assert "portkey.yaml does not exist" in done.stderr


@pytest.mark.slow
def test_secrets_stay_out_of_messages(file: Path) -> None:
    for text in (
        QUICK_START.replace("password: registry-password", "password: [hunter2]"),
        QUICK_START.replace("password: registry-password", "password: hunter2: hunter2"),
        QUICK_START.replace("password: registry-password", "password: !hunter2"),
        QUICK_START.replace("license-from-portkey", "{a: hunter2}"),
        QUICK_START.replace("license-from-portkey", "[hunter2]"),
    ):
        file.write_text(text)
        for command in (["render"], ["validate"], ["validate", "--format", "json"]):
            done = run(*command, "-f", file)
            assert done.returncode == 2
            assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_reader_that_stops_early_ends_render_quietly(file: Path, unbuffered: str) -> None:
    file.write_text(QUICK_START + "gateway:\n  env:\n" + "".join(f"    VARIABLE_{number}: {'x' * 100}\n" for number in range(3000)))
    process = subprocess.Popen(
        [*PROGRAM, "render", "-f", str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": unbuffered}
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.read(3) == b"---"
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait() == 141


@pytest.mark.slow
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_long_output_is_complete(file: Path, unbuffered: str) -> None:
    file.write_text(QUICK_START + "gateway:\n  env:\n" + "".join(f"    VARIABLE_{number}: {'x' * 100}\n" for number in range(3000)))
    done = run("render", "-f", file, PYTHONUNBUFFERED=unbuffered)
    assert len(done.stdout) > 300_000
    assert len(list(yaml.safe_load_all(done.stdout))) > 10


def test_unwritable_output_is_reported(file: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, "render", "-f", str(file)], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "standard output is incomplete (no space left on device)\n")
    done = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *PROGRAM, "render", "-f", str(file)], stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "standard output is closed\n")


def test_output_bytes_are_the_same_in_every_locale(file: Path) -> None:
    file.write_text(QUICK_START + "gateway: {env: {GREETING: 日本語}}\n")
    outputs = {
        run("render", "-f", file, LC_ALL=locale, PYTHONIOENCODING=encoding).stdout for locale, encoding in (("C", "ascii"), ("C.UTF-8", "utf-8"))
    }
    assert len(outputs) == 1
    assert "日本語" in outputs.pop()


def test_terminal_gets_colors_unless_disabled(file: Path) -> None:
    file.write_text(WRONG)
    status, drawn = on_a_terminal(["render", "-f", file])
    assert status == 2
    assert "\x1b[" in drawn
    assert re.sub(r"\x1b\[[0-9;]*m", "", drawn).startswith("portkey.yaml: ")
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in drawn.splitlines()) <= 80
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        status, plain = on_a_terminal(["render", "-f", file], **environment)
        assert status == 2
        assert plain == run("render", "-f", file).stderr
        assert "\x1b" not in plain
    assert "\x1b" not in run("render", "-f", file).stderr
    file.write_text(QUICK_START)
    assert on_a_terminal(["render", "-f", file])[1] == run("render", "-f", file).stdout


def test_terminal_escapes_are_printed_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    show_problems([Problem("a\x1b[31m\nb", "is \x9b2J", "", "PK", position=Position("f\x07", 1, 2))], "f\x07")
    assert (
        capsys.readouterr().err
        == "f\\x07: 1 problem\n\n  1:2  a\\x1b[31m\\nb  is \\x9b2J  [PK]\n\n  For the cause and the fix, run: portkey-constructs explain CODE\n"
    )


def test_report_aligns_places(capsys: pytest.CaptureFixture[str]) -> None:
    show_problems(
        [
            Problem("", "the whole", "fix it", "PK"),
            Problem("a.b", "is x", "use y", "PK", position=Position("f", 7, 1)),
            Problem("c", "is z", "use w", "PK", "warning", Position("g", 112, 10)),
        ],
        "f",
        "nothing written",
    )
    assert capsys.readouterr().err == (
        "f: 2 problems and 1 warning, nothing written\n\n"
        "            the whole  [PK]\n            fix it\n"
        "       7:1  a.b  is x  [PK]\n            use y\n"
        "  g:112:10  c  warning: is z  [PK]\n            use w\n\n  For the cause and the fix, run: portkey-constructs explain CODE\n"
    )


def test_schema_is_printed(file: Path) -> None:
    done = run("schema")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["$schema"]
    assert done.stdout.startswith('{\n  "')


def test_one_schema_is_printed_at_a_time(file: Path) -> None:
    titles = [json.loads(run("schema", *options).stdout)["title"] for options in ([], ["--part"], ["--environments"])]
    assert titles == ["portkey.yaml", "part of portkey.yaml", "environments.yaml"]
    done = run("schema", "--part", "--environments")
    assert (done.returncode, done.stdout) == (2, "")
    assert "name one of them" in done.stderr


def test_version_and_help_are_printed(file: Path) -> None:
    assert re.fullmatch(r"portkey-constructs \d+\.\d+\.\d+\S*\n", run("--version").stdout)
    assert run("-V").stdout == run("--version").stdout
    for command in ([], ["render"], ["validate"], ["schema"]):
        done = run(*command, "--help")
        assert done.returncode == 0
        assert "Examples:\n" in done.stdout
        assert run(*command, "-h").stdout == done.stdout
    assert "portkey-constructs render -f portkey.yaml" in run("render", "--help").stdout
    assert run().returncode == 2
    assert run("rendr").returncode == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_is_printed_for_a_shell(shell: str) -> None:
    done = run("--show-completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_PORTKEY_CONSTRUCTS_COMPLETE={shell}_complete" in done.stdout
    assert run("--show-completion", SHELL=f"/usr/bin/{shell}").stdout == done.stdout


def test_completion_for_an_unknown_shell_is_refused() -> None:
    for arguments in (["--show-completion", "tcsh"], ["--show-completion"]):
        done = run(*arguments, SHELL="/bin/sh")
        assert (done.returncode, done.stdout) == (2, "")
        assert "name the shell: one of bash, zsh, fish" in done.stderr


def test_commands_and_options_are_completed() -> None:
    def complete(words: str) -> list[str]:
        number = str(len(words.split(" ")) - 1)
        done = run(_PORTKEY_CONSTRUCTS_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=number)
        assert done.stderr == ""
        return [line.removeprefix("plain,") for line in done.stdout.splitlines()]

    assert complete("portkey-constructs v") == ["validate", "verify"]
    assert complete("portkey-constructs render --st") == ["--strict"]
    assert complete("portkey-constructs validate --format ") == ["text", "json"]
    assert complete("portkey-constructs aws ") == ["eksctl", "policy", "terraform"]


def test_interrupt_ends_the_program_with_130() -> None:
    process = subprocess.Popen([*PROGRAM, "render", "-f", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdin
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate()
    assert (process.returncode, output, errors) == (130, "", "\nAborted.\n")


def test_bug_prints_a_traceback_without_variables(file: Path) -> None:
    code = (
        "import sys, portkey_constructs.manifests.stages as stages\n"
        "def broken(platform): password = 'hunter2'; raise ZeroDivisionError\n"
        "stages.platform_objects = broken\n"
        "from portkey_constructs.cli import main\n"
        f"sys.argv = ['portkey-constructs', 'render', '-f', '{file}']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("used", [None, "schema", "render"])
def test_only_the_used_command_is_imported(used: str | None) -> None:
    code = "from portkey_constructs.cli import main; sys.argv = ['portkey-constructs', *sys.argv[1:], '--help']; main()"
    imported = imported_by(code, *([] if used is None else [used]))
    names = program.list_commands(click.Context(program))
    assert [name for name in names if f"portkey_constructs.cli.{name}" in imported] == ([] if used is None else [used])
    assert used is not None or "pydantic" not in imported


def test_render_does_not_import_slow_packages(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "portkey_constructs.cli", "render", "-f", str(file)], capture_output=True, text=True, check=True
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "portkey_constructs.manifests.stages" in imported
    # importlib.metadata and email are not among them: pydantic imports them whenever it builds a validator.
    heavy = {"rich", "cdk8s", "constructs", "jsii", "jsonschema", "jsonschema_rs", "http", "asyncio", "ssl", "requests", "aws_cdk", "ctypes"}
    assert {name for name in imported if name.partition(".")[0] in heavy} == set()
