"""Both writers' files, as kubectl and the API server read them."""

from pathlib import Path

import pytest
from cdk8s import Chart

from portkey_constructs import PortkeyApp
from portkey_constructs.constructs.api_objects import api_object
from portkey_constructs.kubernetes import ConfigMap
from portkey_constructs.output.yaml_text import to_yaml
from tests.cluster.control_plane import Cluster
from tests.output.test_yaml_text import AMBIGUOUS

pytestmark = pytest.mark.cluster

TEXTS = [*AMBIGUOUS, "0o17", "a\u2028b", "\t\n\nx"]


def config_map(name: str) -> ConfigMap:
    data = {f"text-{index}": text for index, text in enumerate(TEXTS)}
    meta = {"name": name, "namespace": "default", "annotations": {f"example.org/{key}": text for key, text in data.items()}}
    return ConfigMap(apiVersion="v1", kind="ConfigMap", metadata=meta, data=data)  # type: ignore[typeddict-item]


@pytest.mark.parametrize("writer", ["synth", "render"])
def test_every_text_arrives(cluster: Cluster, writer: str, tmp_path: Path) -> None:
    expected = config_map(f"texts-by-{writer}")
    if writer == "synth":
        app = PortkeyApp(outdir=str(tmp_path))
        api_object(Chart(app, "chart"), "ConfigMap", expected)
        app.synth()
    else:
        (tmp_path / "chart.k8s.yaml").write_text(to_yaml([expected]), encoding="utf-8", newline="")
    # Not by server-side apply: its server reads JSON as YAML, and so refuses some control characters itself.
    cluster.kubectl("create", f"--filename={tmp_path}")
    (live,) = cluster.get("configmap", expected["metadata"]["name"], "--namespace=default")
    assert live["data"] == expected["data"]
    assert live["metadata"]["annotations"] == expected["metadata"]["annotations"]
