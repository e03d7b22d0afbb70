"""An output never overwrites a file that the same command reads. A new command with -f and -o is tested without a change here."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import click
import pytest

from portkey_constructs.cli.app import program
from portkey_constructs.cli.configuration_files import load_configuration
from portkey_constructs.cli.inputs import overlapping_outputs
from portkey_constructs.errors import ConfigurationError, PortkeyError
from portkey_constructs.output.files import write_directory

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


@pytest.mark.parametrize("name", ["dist/inner/portkey.k8s.yaml", "dist/inner/kustomization.yaml"])
def test_folder_with_a_configuration_that_a_marker_lists_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_directory(Path("dist"), {name.removeprefix("dist/"): CONFIGURATION})
    assert run("render", "-f", name, "-o", "dist") == 2
    assert f"--output  contains {name}, which this command reads and would remove  [PK-OUTPUT-001]" in capsys.readouterr().err
    assert Path(name).read_text() == CONFIGURATION


def test_configuration_in_the_folder_that_no_marker_lists_survives() -> None:
    Path("dist").mkdir()
    Path("dist/mine.k8s.yaml").write_text(CONFIGURATION)
    program.main(["render", "-f", "dist/mine.k8s.yaml", "-o", "dist"], standalone_mode=False)
    assert Path("dist/mine.k8s.yaml").read_text() == CONFIGURATION
    assert Path("dist/1-namespace").is_dir()


LINKS: dict[str, Callable[[Path], str]] = {
    "same": str,
    "relative": lambda path: f"aws/../{path}",
    "absolute": lambda path: str(path.resolve()),
    "symbolic link": lambda path: str(_linked(path, Path("link").symlink_to)),
    "hard link": lambda path: str(_linked(path, Path("link").hardlink_to)),
}


def _linked(path: Path, link: Callable[[Path], None]) -> Path:
    link(path.resolve())
    return Path("link")


@pytest.mark.slow
@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_changes_any_of_its_inputs(command: tuple[str, ...], link: str, folder: Path) -> None:
    """Whatever the status: with files, environments, values, outputs of AWS or a kubeconfig as inputs, and each of them as the output."""
    outputs = {"PortkeyPlatform": "acme/portkey/portkey", "PortkeyAccount": "111122223333", "PortkeyRegion": "eu-west-1", "PortkeyMysqlHost": "db"}
    inputs = {
        "environments.yaml": "environments: {aws: {files: [aws/portkey.yaml], cluster: c}}\n",
        "aws/portkey.yaml": ON_AWS,
        "aws/outputs.json": json.dumps({"portkey": outputs}),
        "answers.yaml": "gateway: {replicas: 2}\naws: {outputs: aws/outputs.json}\n",
        "values.yaml": "replicaCount: 2\nenvironment: {data: {ANALYTICS_STORE: control_plane}}\n",
        "kubeconfig": "{}\n",
        "portkey.yaml": CONFIGURATION,
    }
    for name, text in inputs.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    selections = [("-f", "portkey.yaml", "-f", "answers.yaml"), ("-f", "aws/portkey.yaml"), ("-e", "aws"), ("--all",)]
    if command == ("render",):
        selections.append(("--values", "values.yaml", "--release", "portkey", "-f", "answers.yaml"))
    if command == ("adopt", "script"):
        selections = [(*selection, "--kubeconfig", "kubeconfig") for selection in selections]
    for selection in selections:
        names = [name for name in selection if name in inputs]
        names += ["environments.yaml", "aws/portkey.yaml"] if selection[0] in ("-e", "--all") else []
        for name in (*names, "aws/outputs.json"):
            output = LINKS[link](Path(name))
            with suppress(SystemExit, click.ClickException, PortkeyError):
                program.main([*command, *selection, "-o", output, *REQUIRED.get(" ".join(command), ())], standalone_mode=False)
            Path("link").unlink(missing_ok=True)
            assert {each: (folder / each).read_text() for each in inputs} == inputs, (selection, name)


TWO = "environments: {a: {files: [a.yaml], cluster: a}, b: {files: [b.yaml], cluster: b}}\n"
OVERLAPS: dict[str, tuple[dict[str, str], str]] = {
    "one folder": ({"dist/b": "a"}, "has one place for the environments a and b: dist/a is dist/b  [PK-OUTPUT-002]"),
    "a folder inside another": ({"dist/b": "a/sub"}, "has dist/b inside dist/a  [PK-OUTPUT-002]"),
    "a folder around another": ({"dist/a": "b/5-services"}, "has dist/a inside dist/b  [PK-OUTPUT-002]"),
    "an input of another": ({"dist/a": "../b.yaml"}, "has dist/a, which is b.yaml, which this command reads and would overwrite  [PK-OUTPUT-001]"),
}


@pytest.mark.parametrize("selection", [("--all",), ("-e", "a", "-e", "b")], ids=["all", "both"])
@pytest.mark.parametrize(("links", "message"), OVERLAPS.values(), ids=OVERLAPS)
def test_environments_do_not_write_to_one_place(
    links: dict[str, str], message: str, selection: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_two_environments(folder, links)
    assert run("render", *selection, "-o", "dist") == 2
    assert f"--output  {message}" in capsys.readouterr().err
    assert list(folder.rglob("*.k8s.yaml")) == []
    assert [Path(name).read_text() for name in ("a.yaml", "b.yaml")] == [CONFIGURATION, CONFIGURATION]


def test_links_of_each_path_are_followed_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To compare each output with each input takes a minute if a thousand environments have files of their own."""
    names = [f"{number}.yaml" for number in range(50)]
    for name in names:
        Path(name).touch()
    (folder / "link.yaml").symlink_to("7.yaml")
    outputs = {name: folder / "dist" / name for name in names} | {"linked": folder / "link.yaml"}
    resolved: list[Path] = []
    resolve = Path.resolve

    def counted(path: Path, strict: bool = False) -> Path:
        resolved.append(path)
        return resolve(path, strict)

    monkeypatch.setattr(Path, "resolve", counted)
    (problem,) = overlapping_outputs(outputs, names)
    assert problem.message.endswith("link.yaml, which is 7.yaml, which this command reads and would overwrite")
    assert len(resolved) == len(names) + len(outputs)


@pytest.mark.parametrize(("command", "place"), [(("flux",), "{}.yaml"), (("aws", "terraform"), "{}/portkey.tf.json")])
@pytest.mark.parametrize(("target", "code"), [("b.yaml", "PK-OUTPUT-001"), ("dist/b", "PK-OUTPUT-002")], ids=["input", "output"])
def test_a_file_of_an_environment_is_no_other_file(
    command: tuple[str, ...], place: str, target: str, code: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = Path("dist", place.format("a"))
    write_two_environments(folder, {}, ON_AWS.replace(", outputs: outputs.json", "") if command[0] == "aws" else CONFIGURATION)
    link.parent.mkdir(parents=True)
    link.symlink_to(folder / (place.format(target) if code == "PK-OUTPUT-002" else target))
    assert run(*command, "--all", "-o", "dist", *REQUIRED.get(" ".join(command), ())) == 2
    assert code in capsys.readouterr().err
    assert Path("b.yaml").read_text() == Path("a.yaml").read_text()
    assert [path for path in folder.rglob("*") if path.is_file() and path.parent.name in ("dist", "a", "b") and not path.is_symlink()] == []


def write_two_environments(folder: Path, links: dict[str, str], text: str = CONFIGURATION) -> None:
    Path("environments.yaml").write_text(TWO)
    for name in ("a.yaml", "b.yaml"):
        Path(name).write_text(text)
    for link, target in links.items():
        (folder / link).parent.mkdir(parents=True, exist_ok=True)
        (folder / link).symlink_to(target)


def test_kubeconfig_is_an_input_of_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    Path("kubeconfig").write_text("{}")
    assert run("adopt", "script", "-f", "portkey.yaml", "--kubeconfig", "kubeconfig", "-o", "kubeconfig") == 2
    assert "is kubeconfig, which this command reads and would overwrite" in capsys.readouterr().err
    assert Path("kubeconfig").read_text() == "{}"


def test_confidential_values_do_not_share_a_file_with_the_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    Path("values.yaml").write_text("replicaCount: 2\n")
    arguments = ("values.yaml", "--release", "portkey", "--chart", "gateway", "-o", "platform", "--secrets-out", "aws/../platform/portkey.yaml")
    assert run("import-values", *arguments) == 1
    assert "is the file of the configuration" in capsys.readouterr().err
    assert not Path("platform").exists()


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
