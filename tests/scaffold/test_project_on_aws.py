"""A project that `init aws --app` creates, with the CDK app of the AWS stacks: before and after their deployment."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from portkey_constructs.scaffold.project import DIST_CHECK
from tests.scaffold.test_project import ROOT, Run, assert_style, clean, environment, hooks, runner, steps, texts, wheel

pytestmark = pytest.mark.slow

__all__ = ["clean", "environment", "wheel"]

CDK = ROOT / "node_modules/.bin/cdk"
EXAMPLE = ROOT / "apps/aws"
OUTPUTS = EXAMPLE / "outputs.json"
"""The outputs that a deployment of the unchanged project would have."""


def committed(run: Run, message: str) -> None:
    run("git", "add", ".")
    run("git", "commit", "--quiet", "--message", message)


@pytest.fixture(scope="module")
def undeployed(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is committed but not deployed. Tests do not change it."""
    folder = tmp_path_factory.mktemp("undeployed") / "project"
    runner(folder.parent, environment)("portkey-constructs", "init", "aws", "--app", "-o", folder)
    run = runner(folder, environment)
    run("git", "init", "--quiet")
    committed(run, "create")
    return folder


@pytest.fixture(scope="module")
def deployed(undeployed: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project with the outputs of a deployment and with `dist/`, committed. Tests do not change it."""
    folder = tmp_path_factory.mktemp("deployed") / "project"
    shutil.copytree(undeployed, folder, symlinks=True)
    shutil.copy(OUTPUTS, folder)
    run = runner(folder, environment)
    run("python", "main.py")
    committed(run, "deployed")
    return folder


@pytest.fixture
def project_copy(request: pytest.FixtureRequest, environment: dict[str, str], tmp_path: Path) -> tuple[Path, Run]:
    """A copy of one of the two projects."""
    folder = tmp_path / "project"
    shutil.copytree(request.getfixturevalue(request.param), folder, symlinks=True)
    return folder, runner(folder, environment)


UNDEPLOYED = pytest.mark.parametrize("project_copy", ["undeployed"], indirect=True)
DEPLOYED = pytest.mark.parametrize("project_copy", ["deployed"], indirect=True)


def test_cdk_app_is_the_example_of_this_repository(undeployed: Path) -> None:
    for name in ("app.py", "cdk.json"):
        assert (undeployed / name).read_text() == (EXAMPLE / name).read_text()
    assert "\naws-cdk-lib==" in (undeployed / "requirements.txt").read_text()


def test_cdk_app_uses_the_options(environment: dict[str, str], tmp_path: Path) -> None:
    options = ("--region", "eu-west-3", "--cluster", "models")
    runner(tmp_path, environment)("portkey-constructs", "init", "aws", "--app", "-o", "project", *options)
    text = (tmp_path / "project/app.py").read_text()
    assert '"eu-west-3a": ' in text
    assert '"eu-west-3b": ' in text
    assert "describe-cluster --name models " in text
    assert "us-west-2" not in text


@UNDEPLOYED
def test_undeployed_project_passes_its_checks(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy
    for name, step in steps(folder).items():
        done = run("bash", "-e", "-c", step)
        if name == "python -m pytest":
            assert re.search(r"\b2 passed, 3 skipped in ", done.stdout), done.stdout
    for hook in hooks(folder).values():
        run(*hook)
    assert not (folder / "dist").exists()
    assert run("git", "status", "--porcelain").stdout == ""


@UNDEPLOYED
def test_cdk_synthesises_the_stacks(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy
    # Offline: no account lookup, no telemetry.
    run("env", "AWS_EC2_METADATA_DISABLED=true", "CDK_DISABLE_CLI_TELEMETRY=true", CDK, "synth", "--quiet")
    stacks = {path.name.partition(".")[0] for path in (folder / "cdk.out").glob("*.template.json")}
    assert stacks == {"acme-portkey-roles", "acme-portkey-data", "acme-portkey-logs-replica"}
    assert run("git", "status", "--porcelain").stdout == ""


@UNDEPLOYED
def test_undeployed_main_asks_for_a_deployment(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy
    done = run("python", "main.py", check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cdk deploy --all --outputs-file outputs.json" in done.stderr
    assert not (folder / "dist").exists()


@UNDEPLOYED
def test_undeployed_project_still_reports_other_warnings(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy
    file = folder / "portkey.yaml"
    file.write_text(file.read_text().replace("bedrock: {models: [anthropic.*, us.anthropic.*]}", "bedrock: {}"))
    assert "bedrock.models" in run("bash", "-e", "-c", next(iter(steps(folder).values()))).stdout
    assert run("python", "-m", "pytest", check=False).returncode == 1


@UNDEPLOYED
def test_removal_policy_that_destroys_data_fails_the_tests(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy
    file = folder / "app.py"
    destructive = "from aws_cdk import RemovalPolicies\n\nRemovalPolicies.of(app).destroy()\napp.synth()\n"
    assert file.read_text().endswith("app.synth()\n")
    file.write_text(file.read_text().removesuffix("app.synth()\n") + destructive)
    tested = run("python", "-m", "pytest", check=False)
    assert tested.returncode == 1
    assert "test_data_survives_the_deletion_of_its_stack" in tested.stdout


@DEPLOYED
def test_deployed_project_passes_its_checks(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy
    validate, fresh, test = steps(folder).values()
    assert run("bash", "-e", "-c", validate).stdout.startswith("portkey.yaml: valid")
    assert DIST_CHECK in fresh
    run("bash", "-e", "-c", fresh)
    assert re.search(r"\b5 passed in ", run("bash", "-e", "-c", test).stdout)
    assert run("git", "status", "--porcelain").stdout == ""


def test_deployed_manifests_are_those_of_this_repository(deployed: Path) -> None:
    expected = texts(ROOT / "dist/aws")
    written = texts(deployed / "dist/portkey")
    assert list(written) == list(expected)
    assert {name: yaml.safe_load(text) for name, text in written.items()} == {name: yaml.safe_load(text) for name, text in expected.items()}


@DEPLOYED
@pytest.mark.parametrize("lost", ["outputs.json", "dist"])
def test_deployed_project_without_outputs_or_dist_fails(project_copy: tuple[Path, Run], lost: str) -> None:
    folder, run = project_copy
    before = texts(folder / "dist")
    run("git", "rm", "-r", "--quiet", lost)
    run("git", "commit", "--quiet", "--message", "lost")
    assert run("python", "-m", "pytest", check=False).returncode == 1
    assert run(*hooks(folder)["portkey-dist"], check=False).returncode != 0
    assert texts(folder / "dist") == before


@DEPLOYED
def test_deployed_project_refuses_warnings(project_copy: tuple[Path, Run]) -> None:
    folder, run = project_copy
    file = folder / "portkey.yaml"
    file.write_text(file.read_text().replace("bedrock: {models: [anthropic.*, us.anthropic.*]}", "bedrock: {}"))
    assert "test_no_warnings" in run("python", "-m", "pytest", check=False).stdout


def test_readme_is_short_and_complete(undeployed: Path) -> None:
    text = (undeployed / "README.md").read_text()
    assert re.findall(r"^(\d)\. ", text, re.MULTILINE) == ["1", "2", "3", "4", "5", "6"]
    assert "`npx cdk deploy --all --outputs-file outputs.json`" in text
    assert "kubectl apply -R -f dist/portkey" in text
    assert len(text.splitlines()) < 15


def test_python_follows_the_style(undeployed: Path) -> None:
    assert_style(undeployed, "app.py", "main.py", "test_app.py", "test_dist.py")
