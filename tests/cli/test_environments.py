"""The options that select environments, in every command that has them."""

import json
import subprocess
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from portkey_constructs.cli.app import program
from tests.environments.test_reading import BASE

DEFINITIONS = """\
environments:
  eu: {files: [base.yaml], cluster: west, values: {namespace: eu}}
  us: {extends: eu, cluster: east, values: {namespace: us, gateway: {replicas: 3}}}
"""
INVALID = """\
environments:
  eu: {files: [base.yaml], values: {namespace: eu}}
  us: {files: [base.yaml], values: {gateway: {replica: 3}}}
  asia: {files: [base.yaml], values: {mysq: {}}}
"""

AWS = """
logStore: {kind: s3, bucket: portkey-logs}
identity: {kind: podIdentity}
aws: {accountId: "111122223333", region: us-west-2, cluster: eks}
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with two environments."""
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "environments.yaml").write_text(DEFINITIONS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_render_writes_a_folder_for_each_environment(repository: Path) -> None:
    result = run("render", "--all", "-o", "dist")

    assert result.exit_code == 0
    assert [line.partition(" (")[0] for line in result.stdout.splitlines()] == ["dist/eu: 43 objects", "dist/us: 42 objects"]
    deployment = yaml.safe_load((repository / "dist/us/5-services/Deployment.portkey-gateway.k8s.yaml").read_text())
    assert (deployment["metadata"]["namespace"], deployment["spec"]["replicas"]) == ("us", 3)


def test_several_jobs_write_the_same_bytes(repository: Path) -> None:
    run("render", "--all", "-o", "dist", "--jobs", "1")
    run("render", "--all", "-o", "parallel", "--jobs", "2")

    assert files(repository / "parallel") == files(repository / "dist")


def test_render_of_all_removes_the_folder_of_a_deleted_environment(repository: Path) -> None:
    run("render", "--all", "-o", "dist")
    (repository / "environments.yaml").write_text(DEFINITIONS.partition("  us:")[0])
    run("render", "--all", "-o", "dist")

    assert [path.name for path in (repository / "dist").iterdir()] == ["eu"]


def test_render_of_an_environment_keeps_the_others(repository: Path) -> None:
    run("render", "--all", "-o", "dist")
    before = files(repository / "dist/eu")
    (repository / "base.yaml").write_text(f"{BASE}name: models\n")
    run("render", "-e", "us", "-o", "dist")

    assert files(repository / "dist/eu") == before
    assert (repository / "dist/us/5-services/Deployment.models-gateway.k8s.yaml").exists()


def test_an_invalid_environment_has_its_own_report_and_nothing_is_written(repository: Path) -> None:
    (repository / "environments.yaml").write_text(INVALID)
    result = run("render", "--all", "-o", "dist")

    assert result.exit_code == 2
    assert "us: 1 problem, nothing written" in result.stderr
    assert "asia: 1 problem, nothing written" in result.stderr
    assert "eu:" not in result.stderr
    assert not (repository / "dist").exists()


def test_validate_reports_every_environment(repository: Path) -> None:
    (repository / "environments.yaml").write_text(INVALID)
    result = run("validate", "--all", "--format", "json")
    answer = json.loads(result.stdout)

    assert (result.exit_code, answer["valid"]) == (2, False)
    assert {name: [problem["path"] for problem in each["problems"]] for name, each in answer["environments"].items()} == {
        "eu": [],
        "us": ["gateway.replica"],
        "asia": ["mysq"],
    }


def test_strict_refuses_the_warnings_of_an_environment(repository: Path) -> None:
    (repository / "environments.yaml").write_text("environments:\n  eu: {files: [base.yaml], values: {gateway: {image: {tag: latest}}}}\n")

    assert run("validate", "--all").exit_code == 0
    assert run("validate", "--all", "--strict").exit_code == 2


@pytest.mark.parametrize(
    "command", [("secrets", "--format", "json"), ("images", "--format", "json"), ("secrets", "--format", "entries"), ("aws", "policy")]
)
def test_json_of_several_environments_is_a_map_by_name(repository: Path, command: tuple[str, ...]) -> None:
    (repository / "base.yaml").write_text(BASE.replace("logStore: {kind: none}", AWS))
    answer = json.loads(run(*command, "--all").stdout)

    assert list(answer["environments"]) == ["eu", "us"]
    assert answer["environments"]["eu"] == json.loads(run(*command, "-e", "eu").stdout)["environments"]["eu"]


def test_text_of_several_environments_is_below_their_names() -> None:
    headings = [line for line in run("secrets", "--all").stdout.splitlines() if line.startswith(("environment", "namespace"))]

    assert headings == [
        "environment eu",
        "namespace eu",
        "environment us",
        "namespace us",
    ]


def test_manifests_of_several_environments_are_one_stream() -> None:
    result = run("secrets", "--all", "--format", "manifest")

    assert {each["metadata"]["namespace"] for each in yaml.safe_load_all(result.stdout)} == {"eu", "us"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("render", "--all", "-e", "eu", "-o", "dist"), "--all selects every environment"),
        (("render", "--all", "-f", "base.yaml", "-o", "dist"), "an environment has its own"),
        (("render", "--environments", "environments.yaml"), "none is selected"),
        (("render", "--all"), "add -o DIR"),
        (("verify", "--all"), "verify checks one environment"),
        (("secrets", "--all", "--check", "base.yaml"), "select one environment"),
    ],
)
def test_contradicting_options_are_refused(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert message in result.stderr


def test_an_unknown_environment_is_refused_with_a_suggestion() -> None:
    result = run("validate", "-e", "eus", "-e", "ue")

    assert result.exit_code == 2
    assert "environments.yaml: 2 problems" in result.stderr
    assert "name one of eu, us" in result.stderr


def test_environments_yaml_may_have_another_name(repository: Path) -> None:
    (repository / "environments.yaml").rename(repository / "fleet.yaml")

    assert run("validate", "--all", "--environments", "fleet.yaml").stdout == "eu: valid\nus: valid\n"
    assert "environments.yaml does not exist" in run("validate", "--all").stderr


def test_every_command_that_reads_a_configuration_selects_environments() -> None:
    without = {"compare", "explain", "graph"}
    context = click.Context(program)
    commands = {name: program.get_command(context, name) for name in program.list_commands(context)}
    reads = {name for name, command in commands.items() if command and any(parameter.name == "files" for parameter in command.params)}

    assert without <= reads
    for name in reads - without:
        command = commands[name]
        assert command is not None
        assert any("--all" in parameter.opts for parameter in command.params), name


SAME_NAMES = """\
environments:
  eu: {files: [base.yaml], cluster: west}
  us: {files: [base.yaml], cluster: west}
"""


def test_environments_that_claim_the_same_objects_are_refused(repository: Path) -> None:
    (repository / "environments.yaml").write_text(SAME_NAMES)
    validated, rendered = run("validate", "--all"), run("render", "--all", "-o", "dist")

    assert (validated.exit_code, rendered.exit_code) == (2, 2)
    assert "PK-FLEET-004" in validated.stdout
    assert "eu: valid\nus: valid\n" in validated.stdout
    assert "environments.yaml: 1 problem, nothing written" in rendered.stderr
    assert not (repository / "dist").exists()


def test_json_has_the_problems_between_environments_at_the_top(repository: Path) -> None:
    (repository / "environments.yaml").write_text(SAME_NAMES)
    answer = json.loads(run("validate", "--all", "--format", "json").stdout)

    assert (answer["valid"], [problem["code"] for problem in answer["problems"]]) == (False, ["PK-FLEET-004"])
    assert {name: each["valid"] for name, each in answer["environments"].items()} == {"eu": True, "us": True}


SOURCE = ("--url", "https://git.example.org/platform.git", "--path", "dist")


def test_flux_objects_of_each_environment_lead_to_its_folder() -> None:
    objects = [*yaml.safe_load_all(run("flux", "--all", *SOURCE).stdout)]
    names = [(each["metadata"]["namespace"], each["metadata"]["name"]) for each in objects]

    assert len(set(names)) == len(names)
    assert {each["spec"]["path"].split("/")[2] for each in objects if each["kind"] == "Kustomization"} == {"eu", "us"}


def test_flux_writes_a_file_for_each_environment(repository: Path) -> None:
    assert run("flux", "--all", *SOURCE, "-o", "clusters").exit_code == 0
    assert sorted(path.name for path in (repository / "clusters").iterdir()) == ["eu.yaml", "us.yaml"]


def test_argocd_prints_an_application_set_over_the_environments() -> None:
    (application_set,) = yaml.safe_load_all(run("argocd", "--all", *SOURCE).stdout)

    assert application_set["kind"] == "ApplicationSet"
    assert application_set["spec"]["generators"][0]["list"]["elements"] == [
        {"name": "eu", "path": "dist/eu", "cluster": "west", "namespace": "eu"},
        {"name": "us", "path": "dist/us", "cluster": "east", "namespace": "us"},
    ]


def test_argocd_prints_the_application_of_an_environment() -> None:
    (application,) = yaml.safe_load_all(run("argocd", "-e", "us", *SOURCE).stdout)

    assert application["kind"] == "Application"
    assert application["spec"]["destination"] == {"name": "east", "namespace": "us"}


def test_terraform_writes_a_module_for_each_environment(repository: Path) -> None:
    (repository / "base.yaml").write_text(BASE.replace("logStore: {kind: none}", AWS.replace(", bucket: portkey-logs", "")))
    result = run("aws", "terraform", "--all", "-o", "terraform")

    assert result.exit_code == 0
    assert sorted(files(repository / "terraform")) == ["eu/portkey.tf.json", "us/portkey.tf.json"]


def test_the_copy_script_has_the_images_of_all_environments_once(repository: Path) -> None:
    (repository / "base.yaml").write_text(f"{BASE}imageRegistry: {{docker.io: registry.example.org}}\n")
    (repository / "environments.yaml").write_text(DEFINITIONS.replace("gateway: {replicas: 3}", "gateway: {image: {tag: 2.13.1}}"))
    script = run("images", "--all", "--format", "skopeo").stdout

    assert script.count("gateway_enterprise:2.13.1") >= 1
    assert script.count("portkeyai/backend:") == run("images", "-e", "eu", "--format", "skopeo").stdout.count("portkeyai/backend:")


@pytest.mark.parametrize("command", [("render", "--all"), ("flux", "-e", "eu", *SOURCE), ("argocd", "-e", "eu", *SOURCE)])
@pytest.mark.parametrize("name", ["base.yaml", "environments.yaml"])
def test_an_output_that_overwrites_an_input_is_refused(repository: Path, command: tuple[str, ...], name: str) -> None:
    before = files(repository)
    result = run(*command, "-o", name)

    assert result.exit_code == 2
    assert "PK-OUTPUT-001" in result.stderr
    assert files(repository) == before


def _git(*arguments: str) -> None:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    subprocess.run(("git", *identity, *arguments), check=True, capture_output=True)


@pytest.mark.slow
def test_plan_compares_each_environment_with_its_folder(repository: Path) -> None:
    run("render", "--all", "-o", "dist")
    (repository / "base.yaml").write_text(f"{BASE}gateway: {{image: {{tag: 2.13.1}}}}\n")
    (repository / "environments.yaml").write_text(f"{DEFINITIONS}  asia: {{extends: eu, cluster: south, values: {{namespace: asia}}}}\n")
    result = run("plan", "--all", "--format", "json")
    plans = json.loads(result.stdout)["environments"]

    assert result.exit_code == 3
    assert {change["action"] for change in plans["asia"]["changes"]} == {"added"}
    for name in ("eu", "us"):
        assert [change["name"] for change in plans[name]["changes"] if change["restarts"]] == ["portkey-gateway"]


@pytest.mark.slow
def test_plan_compares_each_environment_with_a_revision(repository: Path) -> None:
    run("render", "--all", "-o", "dist")
    _git("init", "-q")
    _git("add", ".")
    _git("commit", "-qm", "first")
    unchanged = run("plan", "--all", "--against", "HEAD")
    (repository / "environments.yaml").write_text(f"{DEFINITIONS}  asia: {{extends: eu, cluster: south, values: {{namespace: asia}}}}\n")
    run("render", "--all", "-o", "dist")
    result = run("plan", "--all", "--against", "HEAD", "--format", "markdown")

    assert unchanged.exit_code == 0
    assert result.exit_code == 3
    assert result.stdout.count("### Plan") == 3
    assert "the environment is new" in result.stdout
    assert "IAM permissions are not compared" not in result.stdout.partition("asia")[0]


def test_check_compares_every_environment_and_writes_nothing(repository: Path) -> None:
    assert run("render", "--all", "-o", "dist", "--check").exit_code == 1
    run("render", "--all", "-o", "dist")
    before = files(repository / "dist")
    assert run("render", "--all", "-o", "dist", "--check").exit_code == 0
    (repository / "environments.yaml").write_text(
        "environments:\n  eu: {files: [base.yaml], cluster: west, values: {namespace: eu, gateway: {replicas: 2}}}\n"
    )
    result = run("render", "--all", "-o", "dist", "--check")

    assert result.exit_code == 1
    assert "  ~ Deployment portkey-gateway\n" in result.stdout
    assert "dist/us: not up to date, 42 objects differ" in result.stdout
    assert files(repository / "dist") == before
