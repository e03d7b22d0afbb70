"""The example with twelve environments: valid, distinct, and rendered in two ways."""

import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from apps import FLEET
from apps.fleet import ENVIRONMENTS_FILE
from apps.fleet.clusters import write
from portkey_constructs.cli.app import program
from portkey_constructs.environments import read_environments
from portkey_constructs.environments.checks import claims, conflicts
from portkey_constructs.errors import Problem
from portkey_constructs.manifests.object_identity import ObjectIdentity, object_identity
from tests.support.invariants import violations

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = read_environments(ENVIRONMENTS_FILE)
RENDERED = [part for name in FLEET for part in ("-e", name.removeprefix("fleet/"))]


def problems(file: Path) -> tuple[Problem, ...]:
    environments = read_environments(file).values()
    return conflicts(claim for environment in environments for claim in claims(environment, environment.load()[0].resolve()))


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_is_valid_and_fulfills_the_invariants(name: str) -> None:
    config, warnings = ENVIRONMENTS[name].load(deployed=True)

    assert warnings == ()
    assert violations([staged.manifest for staged in config.resolve().objects()], config) == []


def test_there_are_three_regions_stages_and_tenants() -> None:
    parts = [*zip(*(name.split("-") for name in ENVIRONMENTS), strict=True)]

    assert [len({*names}) for names in parts] == [3, 3, 3]
    assert len(ENVIRONMENTS) == 12
    assert {name.removeprefix("fleet/") for name in FLEET} <= ENVIRONMENTS.keys()


def test_environments_do_not_conflict() -> None:
    assert problems(ENVIRONMENTS_FILE) == ()


def test_a_tenant_that_is_copied_without_a_name_of_its_own_conflicts(tmp_path: Path) -> None:
    shutil.copytree(ENVIRONMENTS_FILE.parent, tmp_path / "fleet")
    shutil.copyfile(tmp_path / "fleet/tenants/acme.yaml", tmp_path / "fleet/tenants/globex.yaml")

    reported = problems(tmp_path / "fleet/environments.yaml")

    codes = {problem.code for problem in reported if problem.severity == "error"}
    assert codes == {"PK-FLEET-004", "PK-FLEET-007", "PK-FLEET-009", "PK-FLEET-010", "PK-FLEET-011"}
    assert all("tenants/globex.yaml" in problem.message for problem in reported)


@pytest.mark.slow
def test_one_app_writes_a_folder_for_each_cluster(tmp_path: Path) -> None:
    write(tmp_path / "clusters")

    expected: dict[str, dict[ObjectIdentity, object]] = {}
    for environment in ENVIRONMENTS.values():
        for staged in environment.load(deployed=True)[0].resolve().objects():
            expected.setdefault(environment.cluster or "", {})[object_identity(staged.manifest)] = staged.manifest
    assert {folder.name for folder in (tmp_path / "clusters").iterdir() if folder.is_dir()} == {*expected}
    for cluster, manifests in expected.items():
        written = [yaml.safe_load(path.read_text()) for path in (tmp_path / "clusters" / cluster).glob("*.yaml")]
        assert {object_identity(manifest): manifest for manifest in written} == manifests


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "--strict", "--all"),
        ("plan", *RENDERED, "--against", "dist/fleet"),
        ("render", *RENDERED, "-o", "dist/fleet", "--check"),
        ("secrets", "--all"),
        ("images", "--all", "--format", "skopeo"),
        ("flux", "--all", "--url", "https://git.example.org/platform.git", "--path", "dist/fleet"),
        ("argocd", "--all", "--url", "https://git.example.org/platform.git", "--path", "dist/fleet"),
        ("aws", "policy", "--all"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_the_commands_work_on_the_fleet(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(program, [*arguments, "--environments", "apps/fleet/environments.yaml"])

    assert result.exit_code == 0, result.output
