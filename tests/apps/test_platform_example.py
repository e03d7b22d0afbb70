"""An app of another team that uses the constructs."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cdk8s import App
from syrupy.assertion import SnapshotAssertion

from apps.platform_example import PlatformChart
from apps.quickstart import CONFIG
from tests.constructs.charts import Object, objects

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def example() -> list[Object]:
    return objects(PlatformChart(App(), "platform-example", config=CONFIG))


def of_the_team(example: list[Object]) -> list[Object]:
    ours = {(staged.manifest["kind"], staged.manifest["metadata"]["name"]) for staged in CONFIG.resolve().objects()}
    return [manifest for manifest in example if (manifest["kind"], manifest["metadata"]["name"]) not in ours]


def only(example: list[Object], kind: str) -> Any:
    (manifest,) = [it for it in of_the_team(example) if it["kind"] == kind]
    return manifest


def test_chart_matches_its_snapshot(example: list[Object], yaml_snapshot: SnapshotAssertion) -> None:
    assert example == yaml_snapshot


def test_team_may_only_connect_to_the_gateway(example: list[Object]) -> None:
    deployment, policy = only(example, "Deployment"), only(example, "NetworkPolicy")
    gateway = next(it for it in example if (it["kind"], it["metadata"]["name"]) == ("Deployment", "portkey-gateway"))
    assert deployment["metadata"]["namespace"] == policy["metadata"]["namespace"] == "team-a"
    assert policy["spec"]["podSelector"]["matchLabels"].items() <= deployment["spec"]["template"]["metadata"]["labels"].items()
    peers = [peer for rule in policy["spec"]["egress"] for peer in rule["to"]]
    assert peers[0]["podSelector"]["matchLabels"].items() <= gateway["spec"]["template"]["metadata"]["labels"].items()
    assert [peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] for peer in peers] == ["portkey", "kube-system"]
    assert policy["spec"]["policyTypes"] == ["Egress"]


def test_team_uses_the_address_and_ingress_of_the_gateway(example: list[Object]) -> None:
    (variable,) = only(example, "Deployment")["spec"]["template"]["spec"]["containers"][0]["env"]
    assert variable == {"name": "PORTKEY_URL", "value": "http://portkey-gateway.portkey.svc.cluster.local:8787"}
    ingress = only(example, "Ingress")
    backend = ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    service = next(it for it in example if (it["kind"], it["metadata"]["name"]) == ("Service", backend["name"]))
    assert service["metadata"]["namespace"] == ingress["metadata"]["namespace"]
    assert backend["port"]["number"] in [port["port"] for port in service["spec"]["ports"]]


def test_example_runs_as_a_program(example: list[Object], tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "apps.platform_example"], cwd=tmp_path, env=_environment(), check=True, capture_output=True)
    (file,) = (tmp_path / "build/platform-example").iterdir()
    manifests = sorted(yaml.safe_load_all(file.read_text("utf-8")), key=lambda it: (it["kind"], it["metadata"]["name"]))
    assert manifests == example


def _environment() -> dict[str, str]:
    return {**{key: value for key, value in os.environ.items() if key != "CDK8S_OUTDIR"}, "PYTHONPATH": str(ROOT)}
