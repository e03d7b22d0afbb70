"""The scripts that adopt a release and go back."""

import os
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from portkey_constructs.adoption.script import TOOLS, Commands, Tool, adoption_script, undo_script
from portkey_constructs.loading.reading import load

PLATFORM: Final = load(["apps/production_internal.yaml"]).resolve()
COMMANDS: Final = Commands("-f 'my portkey.yaml'", "it's; $(false)", "/a b/config")


ADOPTED_APP: Final = """\
profile: production
auth: {kind: none, allowPublic: true}
secrets: {kind: existing}
logStore: {kind: none}
mysql: {kind: inCluster}
redis: {kind: inCluster, auth: none}
clickhouse: {kind: inCluster, user: default}
"""
ADOPTED_GATEWAY: Final = """\
profile: production
deployment: {kind: dataPlane, organisations: [acme]}
adopt: {release: prod, chart: gateway, version: 1.7.7}
logStore: {kind: none}
secrets: {kind: existing}
redis: {kind: inCluster, auth: none}
dataservice: {replicas: 2}
"""


def is_shell(text: str) -> bool:
    return subprocess.run(["sh", "-n"], input=text, text=True, check=False).returncode == 0


@pytest.mark.parametrize("tool", TOOLS)
def test_the_script_is_posix_shell_for_every_tool(tool: Tool) -> None:
    assert is_shell(adoption_script(PLATFORM, "portkey.v1-a", tool, COMMANDS))


def test_the_undo_script_is_posix_shell() -> None:
    assert is_shell(undo_script(PLATFORM, "portkey", COMMANDS))


def test_values_reach_the_shell_unchanged() -> None:
    text = undo_script(PLATFORM, "portkey", COMMANDS)
    head = text[: text.index("\nk()")] + '\nprintf "%s|" "$release" "$namespace" "$context" "$kubeconfig" "$backup"'
    done = subprocess.run(["sh"], input=head, text=True, capture_output=True, check=True, env={})
    assert done.stdout == f"portkey|{PLATFORM.names.namespace}|it's; $(false)|/a b/config|adopt-portkey|"


def test_stages_are_applied_in_order_and_awaited() -> None:
    lines = adoption_script(PLATFORM, "portkey", "kubectl", COMMANDS).splitlines()
    steps = [line for line in lines if line.startswith(("apply_stage ", "k wait", "k rollout"))]
    assert steps[:4] == [
        "apply_stage 1-namespace",
        "apply_stage 2-access",
        "apply_stage 3-stores",
        'k rollout status statefulset.apps/portkey-mysql --timeout="$timeout"',
    ]
    assert steps.index("apply_stage 4-migration") < steps.index("apply_stage 5-services")


def test_only_deployments_without_replicas_keep_the_number_of_the_autoscaler() -> None:
    text = adoption_script(PLATFORM, "portkey", "kubectl", COMMANDS)
    autoscaled = text.partition("autoscaled='")[2].partition("'")[0].split()
    scaled = {entry.manifest["metadata"]["name"] for entry in PLATFORM.objects() if entry.manifest["kind"] == "HorizontalPodAutoscaler"}
    assert {f"deployment.apps/{name}" for name in scaled} == set(autoscaled)


@pytest.mark.parametrize(("tool", "manager"), [("kubectl", "kubectl"), ("flux", "kustomize-controller"), ("argocd", "argocd-controller")])
def test_fields_go_to_the_manager_of_the_tool(tool: Tool, manager: str) -> None:
    assert f"\nmanager={manager}\n" in adoption_script(PLATFORM, "portkey", tool, COMMANDS)


def test_the_record_is_removed_after_the_verification_and_nothing_else_is_deleted() -> None:
    lines = adoption_script(PLATFORM, "portkey", "kubectl", COMMANDS).splitlines()
    deletions = [line for line in lines if " delete " in f" {line} " and "k delete" in line]
    assert deletions == ['k delete secrets --selector="owner=helm,name=$release" --field-selector=type=helm.sh/release.v1']
    assert lines.index(deletions[0]) > next(number for number, line in enumerate(lines) if "portkey-constructs verify" in line)


def test_a_service_moves_with_the_only_deployment_whose_pods_have_its_port(tmp_path: Path) -> None:
    """The Service of the chart's gateway selects the pods of the data service too; moved with them, it would reach no gateway."""
    (tmp_path / "portkey.yaml").write_text(ADOPTED_GATEWAY)
    platform = load([tmp_path / "portkey.yaml"]).resolve()
    manifests: list[Any] = [entry.manifest for entry in platform.objects()]
    gateway = next(item for item in manifests if (item["kind"], item["metadata"]["name"]) == ("Service", "prod-gateway"))
    pods = {item["metadata"]["name"]: item["spec"]["template"]["metadata"]["labels"] for item in manifests if item["kind"] == "Deployment"}
    assert [name for name, labels in pods.items() if gateway["spec"]["selector"].items() <= labels.items()] == [
        "prod-gateway",
        "prod-gateway-dataservice",
    ]

    lines = adoption_script(platform, "prod", "kubectl", COMMANDS).splitlines()
    assert [line for line in lines if line.startswith("move_requests ")] == [
        "move_requests deployment.apps/prod-gateway service/prod-gateway",
        "move_requests deployment.apps/prod-gateway-dataservice service/prod-gateway-dataservice",
    ]


def _run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a script with a kubectl that knows a deployed release, and refuses to write."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    for name in ("helm", "portkey-constructs"):
        (programs / name).write_text("#!/bin/sh\n")
    (programs / "kubectl").write_text(
        '#!/bin/sh\ncase "$*" in *"status in"*) ;; *"get secrets"*) echo secret/record ;; *get*) ;; *) exit 9 ;; esac\n'
    )
    for path in programs.iterdir():
        path.chmod(0o755)
    variables = {"PATH": f"{programs}:{os.defpath}", **environment}
    return subprocess.run(["sh"], input=script, text=True, capture_output=True, check=False, env=variables, cwd=folder)


@pytest.mark.parametrize(
    ("without", "names"),
    [([], ""), (["redis"], ""), (["mysql"], "prod-app-mysql"), (["mysql", "redis", "clickhouse"], "prod-app-mysql and prod-app-clickhouse")],
)
def test_databases_without_a_volume_are_refused_until_you_accept_the_loss(tmp_path: Path, without: list[str], names: str) -> None:
    adopt = f"adopt: {{release: prod, chart: app, version: 1.7.6, withoutClaims: {without}}}\n"
    (tmp_path / "portkey.yaml").write_text(adopt + ADOPTED_APP)
    script = adoption_script(load([tmp_path / "portkey.yaml"]).resolve(), "prod", "kubectl", Commands("-f portkey.yaml"))
    refused = f"no volume outlives the pods of {names}, and the adoption restarts them"

    assert (refused in _run(script, tmp_path).stderr) is bool(names)
    assert "no volume outlives" not in _run(script, tmp_path, LOSE_DATA="yes").stderr
