"""A project that `init aws --app` makes, with the CDK app of the AWS companion: before its stacks were deployed, and after."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from portkey_constructs.scaffold.project import FRESH
from tests.scaffold.test_project import ROOT, Run, clean, environment, hooks, in_order, runner, steps, texts, wheel

__all__ = ["clean", "environment", "wheel"]

CDK = ROOT / "node_modules/.bin/cdk"
EXAMPLE = ROOT / "apps/aws"
OUTPUTS = EXAMPLE / "outputs.json"
"""What a deployment of the project as it begins would tell."""


def committed(run: Run, message: str) -> None:
    run("git", "add", ".")
    run("git", "commit", "--quiet", "--message", message)


@pytest.fixture(scope="module")
def begun(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written and committed, and nothing deployed; no test changes it."""
    folder = tmp_path_factory.mktemp("begun") / "project"
    runner(folder.parent, environment)("portkey-constructs", "init", "aws", "--app", "-o", folder)
    run = runner(folder, environment)
    run("git", "init", "--quiet")
    committed(run, "begin")
    return folder


@pytest.fixture(scope="module")
def live(begun: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, deployed: with what that told, and with `dist/`, all committed; no test changes it."""
    folder = tmp_path_factory.mktemp("live") / "project"
    shutil.copytree(begun, folder, symlinks=True)
    shutil.copy(OUTPUTS, folder)
    run = runner(folder, environment)
    run("python", "main.py")
    committed(run, "deployed")
    return folder


@pytest.fixture
def owned(request: pytest.FixtureRequest, environment: dict[str, str], tmp_path: Path) -> tuple[Path, Run]:
    """A copy of one of them."""
    folder = tmp_path / "project"
    shutil.copytree(request.getfixturevalue(request.param), folder, symlinks=True)
    return folder, runner(folder, environment)


BEGUN = pytest.mark.parametrize("owned", ["begun"], indirect=True)
LIVE = pytest.mark.parametrize("owned", ["live"], indirect=True)


def test_the_app_is_that_of_this_repository(begun: Path) -> None:
    for name in ("app.py", "cdk.json"):
        assert (begun / name).read_text() == (EXAMPLE / name).read_text()
    assert "portkey-constructs[aws]==" in (begun / "requirements.txt").read_text()


def test_the_app_follows_what_is_said(environment: dict[str, str], tmp_path: Path) -> None:
    said = ("--region", "eu-west-3", "--cluster", "models")
    runner(tmp_path, environment)("portkey-constructs", "init", "aws", "--app", "-o", "project", *said)
    text = (tmp_path / "project/app.py").read_text()
    assert '"eu-west-3a": ' in text
    assert '"eu-west-3b": ' in text
    assert "describe-cluster --name models " in text
    assert "us-west-2" not in text


@BEGUN
def test_before_a_deployment_all_is_well_and_the_stacks_are_tried(owned: tuple[Path, Run]) -> None:
    folder, run = owned
    for name, step in steps(folder).items():
        done = run("bash", "-e", "-c", step)
        if name == "python -m pytest":
            assert re.search(r"\b2 passed, 3 skipped in ", done.stdout), done.stdout
    for hook in hooks(folder).values():
        run(*hook)
    assert not (folder / "dist").exists()
    assert run("git", "status", "--porcelain").stdout == ""


@BEGUN
def test_cdk_synthesises_the_stacks(owned: tuple[Path, Run]) -> None:
    folder, run = owned
    # No look for an account, no word to anybody.
    run("env", "AWS_EC2_METADATA_DISABLED=true", "CDK_DISABLE_CLI_TELEMETRY=true", CDK, "synth", "--quiet")
    stacks = {path.name.partition(".")[0] for path in (folder / "cdk.out").glob("*.template.json")}
    assert stacks == {"acme-portkey-roles", "acme-portkey-data", "acme-portkey-logs-replica"}
    assert run("git", "status", "--porcelain").stdout == ""


@BEGUN
def test_before_a_deployment_main_says_what_to_do(owned: tuple[Path, Run]) -> None:
    folder, run = owned
    done = run("python", "main.py", check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cdk deploy --all --outputs-file outputs.json" in done.stderr
    assert not (folder / "dist").exists()


@BEGUN
def test_other_warnings_are_still_shown_before_a_deployment(owned: tuple[Path, Run]) -> None:
    folder, run = owned
    file = folder / "portkey.yaml"
    file.write_text(file.read_text().replace("bedrock: {models: [anthropic.*, us.anthropic.*]}", "bedrock: {}"))
    assert "bedrock.models" in run("bash", "-e", "-c", next(iter(steps(folder).values()))).stdout
    assert run("python", "-m", "pytest", check=False).returncode == 1


@BEGUN
def test_data_that_would_go_with_its_stack_is_found(owned: tuple[Path, Run]) -> None:
    folder, run = owned
    file = folder / "app.py"
    careless = "from aws_cdk import RemovalPolicies\n\nRemovalPolicies.of(app).destroy()\napp.synth()\n"
    assert file.read_text().endswith("app.synth()\n")
    file.write_text(file.read_text().removesuffix("app.synth()\n") + careless)
    tested = run("python", "-m", "pytest", check=False)
    assert tested.returncode == 1
    assert "test_resources_with_data_survive_the_deletion_of_a_stack" in tested.stdout


@LIVE
def test_once_deployed_it_is_a_project_like_any_other(owned: tuple[Path, Run]) -> None:
    folder, run = owned
    validate, fresh, test = steps(folder).values()
    assert run("bash", "-e", "-c", validate).stdout.startswith("portkey.yaml: valid")
    assert FRESH in fresh
    run("bash", "-e", "-c", fresh)
    assert re.search(r"\b5 passed in ", run("bash", "-e", "-c", test).stdout)
    assert run("git", "status", "--porcelain").stdout == ""


def test_its_manifests_are_those_of_this_repository(live: Path) -> None:
    wanted = texts(ROOT / "dist/aws")
    found = texts(live / "dist/portkey")
    assert list(found) == list(wanted)
    assert {name: yaml.safe_load(text) for name, text in found.items()} == {name: yaml.safe_load(text) for name, text in wanted.items()}


@LIVE
@pytest.mark.parametrize("lost", ["outputs.json", "dist"])
def test_once_deployed_nothing_that_is_lost_passes_for_not_being_there_yet(owned: tuple[Path, Run], lost: str) -> None:
    folder, run = owned
    before = texts(folder / "dist")
    run("git", "rm", "-r", "--quiet", lost)
    run("git", "commit", "--quiet", "--message", "lost")
    assert run("python", "-m", "pytest", check=False).returncode == 1
    assert run(*hooks(folder)["portkey-fresh"], check=False).returncode != 0
    assert texts(folder / "dist") == before


@LIVE
def test_once_deployed_what_is_unwise_is_refused(owned: tuple[Path, Run]) -> None:
    folder, run = owned
    file = folder / "portkey.yaml"
    file.write_text(file.read_text().replace("bedrock: {models: [anthropic.*, us.anthropic.*]}", "bedrock: {}"))
    assert "test_configuration_has_no_warnings" in run("python", "-m", "pytest", check=False).stdout


def test_the_readme_is_short_and_true(begun: Path) -> None:
    text = (begun / "README.md").read_text()
    assert re.findall(r"^(\d)\. ", text, re.MULTILINE) == ["1", "2", "3", "4", "5", "6"]
    assert "`npx cdk deploy --all --outputs-file outputs.json`" in text
    assert "kubectl apply -R -f dist/portkey" in text
    assert len(text.splitlines()) < 15


def test_the_python_is_in_order(begun: Path) -> None:
    in_order(begun, "app.py", "main.py", "test_app.py", "test_dist.py")
