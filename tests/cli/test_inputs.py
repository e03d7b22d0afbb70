"""An output never overwrites a file that the same command reads. A new command with -f and -o is tested without a change here."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from portkey_constructs.cli.app import program
from portkey_constructs.cli.configuration_files import load_configuration
from portkey_constructs.errors import ConfigurationError

CONFIGURATION = """\
profile: development
imagePull: {kind: none}
clientAuth: license-from-portkey
auth: {kind: none, allowPublic: true}
"""
ON_AWS = """\
profile: production
imagePull: {kind: none}
auth: {kind: none}
aws: {accountId: "111122223333", region: eu-west-1, cluster: acme, outputs: outputs.json}
identity: {kind: podIdentity}
mysql: {kind: rds}
redis: {kind: inCluster}
clickhouse: {kind: inCluster}
logStore: {kind: none}
"""
REQUIRED = dict.fromkeys(("argocd", "flux"), ("--url", "https://git.example.org/platform.git", "--path", "dist"))


def commands(command: click.Command = program, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that reads configurations and writes to a path."""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            subcommand = command.get_command(click.Context(command), name)
            assert subcommand is not None
            yield from commands(subcommand, (*path, name))
    elif {"--file", "--output"} <= {option for parameter in command.params for option in parameter.opts}:
        yield path


COMMANDS = list(commands())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("portkey.yaml").write_text(CONFIGURATION)
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        program.main(list(arguments), standalone_mode=False)
    assert isinstance(end.value.code, int)
    return end.value.code


def test_the_commands_are_found() -> None:
    assert {("render",), ("graph",), ("flux",)} <= set(COMMANDS)


def symbolic_link(folder: Path) -> str:
    (folder / "link").symlink_to("portkey.yaml")
    return "link"


def linked_folder(folder: Path) -> str:
    (folder / "linked").symlink_to(folder, target_is_directory=True)
    return "linked/portkey.yaml"


def hard_link(folder: Path) -> str:
    (folder / "hard").hardlink_to(folder / "portkey.yaml")
    return "hard"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    "output",
    [lambda _: "portkey.yaml", lambda folder: str(folder / "." / "portkey.yaml"), symbolic_link, linked_folder, hard_link],
    ids=["same", "absolute", "symbolic link", "linked folder", "hard link"],
)
def test_output_that_is_the_configuration_is_refused(
    command: tuple[str, ...], output: Callable[[Path], str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(*command, "-f", "portkey.yaml", "-o", output(folder), *REQUIRED.get(" ".join(command), ()))
    printed = capsys.readouterr()
    assert (status, printed.out) == (2, "")
    assert "--output  is portkey.yaml, which this command reads and would overwrite  [PK-OUTPUT-001]" in printed.err
    assert "nothing written" in printed.err
    assert Path("portkey.yaml").read_text() == CONFIGURATION


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_file_is_compared_and_every_problem_is_reported(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    Path("later.yaml").write_text("gateway: {replicas: many}\n")
    assert run(*command, "-f", "portkey.yaml", "-f", "later.yaml", "-o", "later.yaml", *REQUIRED.get(" ".join(command), ())) == 2
    printed = capsys.readouterr().err
    assert "2 problems" in printed
    assert "PK-OUTPUT-001" in printed
    assert "gateway.replicas" in printed
    assert Path("later.yaml").read_text() == "gateway: {replicas: many}\n"


def test_folder_with_a_configuration_that_would_be_removed_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("dist/inner").mkdir(parents=True)
    name = str(Path("dist/inner/portkey.k8s.yaml"))
    Path(name).write_text(CONFIGURATION)
    assert run("render", "-f", name, "-o", "dist") == 2
    assert f"--output  contains {name}, which this command reads and would remove  [PK-OUTPUT-001]" in capsys.readouterr().err
    assert Path(name).read_text() == CONFIGURATION


def test_file_of_outputs_is_an_input() -> None:
    Path("aws").mkdir()
    Path("aws/portkey.yaml").write_text(ON_AWS)
    outputs = {"PortkeyPlatform": "acme/portkey/portkey", "PortkeyAccount": "111122223333", "PortkeyRegion": "eu-west-1", "PortkeyMysqlHost": "db"}
    text = json.dumps({"portkey": outputs})
    Path("aws/outputs.json").write_text(text)
    with pytest.raises(ConfigurationError) as refusal:
        load_configuration(["aws/portkey.yaml"], "reading", output="aws/outputs.json")
    (problem,) = refusal.value.problems
    assert (problem.path, problem.code) == ("--output", "PK-OUTPUT-001")
    assert load_configuration(["aws/portkey.yaml"], "reading", output="aws/other.json").aws.account_id == "111122223333"


@pytest.mark.parametrize("output", ["other", "portkey.yaml.new", "missing/portkey.yaml", "dist"])
def test_other_outputs_are_accepted(output: str) -> None:
    assert load_configuration(["portkey.yaml"], "reading", output=output).profile == "development"
