"""The environments of this repository: YAML and Python build the same configuration, and `dist/` is up to date."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from apps import ENVIRONMENTS, FLEET, configuration
from apps.__main__ import write
from portkey_constructs.config import load_with_warnings
from portkey_constructs.output.ownership import marker_texts
from portkey_constructs.output.yaml_text import file_texts

ROOT = Path(__file__).parents[2]
CDK8S = ROOT / "node_modules/.bin/cdk8s"
MOST_LINES = {"quickstart": 14, "production-internal": 49, "production-external": 14, "azure": 14, "gke": 14, "multi-gateway-application": 14}
OLD = "kind: Namespace\nmetadata:\n  labels:\n    app.kubernetes.io/managed-by: portkey-constructs\n"
EACH = pytest.mark.parametrize("name", ENVIRONMENTS)

Texts = dict[str, str]


def texts(folder: Path) -> Texts:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


def twin(name: str) -> Path:
    """The YAML file of an environment; that of the AWS companion is next to its CDK app."""
    return ROOT / ("apps/aws/portkey.yaml" if name == "aws" else f"apps/{name.replace('-', '_')}.yaml")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("synth") / "dist"
    write(output)
    return output


@EACH
def test_python_and_yaml_build_the_same_configuration(name: str) -> None:
    config, warnings = load_with_warnings([twin(name)])
    assert config == configuration(name)
    assert [problem.code for problem in warnings] == (["PK-NAME-001"] * 3 if name == "quickstart" else [])


@EACH
def test_yaml_file_is_short(name: str) -> None:
    assert len(twin(name).read_text("utf-8").splitlines()) <= MOST_LINES.get(name, 35)


def test_dist_is_up_to_date(written: Path) -> None:
    assert texts(ROOT / "dist") == texts(written), "run make synth"


def test_every_module_is_listed_as_an_environment() -> None:
    apps = ROOT / "apps"
    modules = {path.relative_to(apps) for path in apps.rglob("*.py") if "PortkeyConfig(" in path.read_text("utf-8")}
    assert {".".join(path.with_suffix("").parts) for path in modules} == {place.partition(":")[0] for place in ENVIRONMENTS.values()}
    assert {*ENVIRONMENTS, "fleet"} == {folder.name for folder in (ROOT / "dist").iterdir()}
    assert {*FLEET} == {f"fleet/{folder.name}" for folder in (ROOT / "dist/fleet").iterdir()}
    assert {path for path in apps.rglob("*.yaml") if apps / "fleet" not in path.parents} == {twin(name) for name in ENVIRONMENTS}


@EACH
def test_render_writes_the_same_files(name: str, tmp_path: Path) -> None:
    """The same files, each with the same object, from the program that knows no cdk8s."""
    rendered = tmp_path / "rendered"
    subprocess.run([sys.executable, "-m", "portkey_constructs.cli", "render", "-f", twin(name), "-o", rendered], check=True, capture_output=True)
    first, other = texts(rendered), texts(ROOT / "dist" / name)
    assert list(first) == list(other)
    for path in first:
        assert yaml.safe_load(first[path]) == yaml.safe_load(other[path]), path
    expected = file_texts(configuration(name).resolve().objects())
    assert first == expected | marker_texts(expected)


def synth(project: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs cdk8s' own command line in a project like this one."""
    search = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [CDK8S, "synth", "--check-upgrade=false", *arguments],
        cwd=project,
        env={**os.environ, "PATH": search, "PYTHONPATH": str(ROOT), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "cdk8s.yaml").write_text("language: python\napp: python -m apps\noutput: build/dist\nimports: []\n")
    return tmp_path


@pytest.fixture
def kept(project: Path) -> Path:
    """A file of an earlier version, which wrote no markers."""
    old = project / "dist/quickstart/1-namespace/Namespace.old.k8s.yaml"
    old.parent.mkdir(parents=True)
    old.write_text(OLD)
    (project / "build").mkdir()
    (project / "build/dist").symlink_to("../dist")
    return old


def test_cdk8s_synth_writes_the_same_files(project: Path, kept: Path, written: Path) -> None:
    done = synth(project)
    assert done.returncode == 0, done.stderr
    assert texts(project / "dist") == texts(written)
    listed = [line.removeprefix("  - build/dist/") for line in done.stdout.splitlines() if line.startswith("  - ")]
    assert sorted(listed) == sorted(name for name in texts(written) if name.endswith(".yaml"))
    assert not kept.exists()


def test_failed_run_keeps_the_existing_files(project: Path, kept: Path) -> None:
    """cdk8s deletes its output folder before it runs the app: it may get hold of a link, no more."""
    assert synth(project, "--app", "false").returncode != 0
    assert texts(project / "dist") == {"quickstart/1-namespace/Namespace.old.k8s.yaml": OLD}


def test_output_option_keeps_the_default_folder(project: Path, kept: Path, written: Path) -> None:
    assert synth(project, "--output", "elsewhere").returncode == 0
    assert texts(project / "elsewhere") == texts(written)
    assert kept.exists()


def apps(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "CDK8S_OUTDIR"}
    return subprocess.run(
        [sys.executable, "-m", "apps", *arguments],
        cwd=project,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_named_environments_are_written_alone(project: Path, kept: Path, written: Path) -> None:
    assert apps(project, "production-internal").returncode == 0
    assert texts(project / "dist/production-internal") == texts(written / "production-internal")
    assert kept.exists()


def test_unknown_environment_is_refused(project: Path) -> None:
    done = apps(project, "quickstart", "staging")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"staging is not an environment: name some of {', '.join((*ENVIRONMENTS, *FLEET))}, or none for all\n"
    assert not (project / "dist").exists()


@pytest.mark.slow
def test_files_of_others_survive(project: Path, written: Path) -> None:
    mine = {"notes.txt": "mine", "quickstart/5-services/mine.k8s.yaml": OLD, "quickstart/overlay/kustomization.yaml": "mine"}
    assert apps(project, "quickstart").returncode == 0
    for name, text in mine.items():
        (project / "dist" / name).parent.mkdir(exist_ok=True)
        (project / "dist" / name).write_text(text)
    assert apps(project).returncode == 0
    assert texts(project / "dist") == {**texts(written), **mine}
    (project / "dist/azure/1-namespace/Namespace.portkey.k8s.yaml").unlink()
    (project / "dist/azure/1-namespace/.portkey-constructs").unlink()
    (project / "dist/azure/1-namespace/Namespace.portkey.k8s.yaml").write_text("mine")
    done = apps(project)
    assert done.returncode == 1
    assert "dist contains azure/1-namespace/Namespace.portkey.k8s.yaml, which this library did not write" in done.stderr


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(project: Path, written: Path) -> None:
    assert apps(project).returncode == 0
    assert texts(project / "dist") == texts(written)


def documents(name: str) -> Sequence[Any]:
    return [yaml.safe_load(text) for path, text in texts(ROOT / "dist" / name).items() if path.endswith(".yaml")]


@pytest.mark.parametrize("name", [name for name in ENVIRONMENTS if name != "quickstart"])
def test_production_renders_no_secret(name: str) -> None:
    assert [document["metadata"]["name"] for document in documents(name) if document["kind"] == "Secret"] == []


def test_readme_contains_the_quick_start() -> None:
    assert f"```yaml\n{(ROOT / 'apps' / 'quickstart.yaml').read_text('utf-8')}```" in (ROOT / "README.md").read_text("utf-8")
