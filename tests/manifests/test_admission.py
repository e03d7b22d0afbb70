"""The level of Pod Security that the Namespace enforces; tests/cluster compares the levels of pods with a real API server."""

from collections.abc import Mapping
from typing import Any

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.manifests.admission import admission_level
from tests.support.admission_cases import CASES, Case
from tests.support.all_settings import ALL_SETTINGS
from tests.support.examples import development

LEVEL = "pod-security.kubernetes.io/enforce"
REPORTED = {"pod-security.kubernetes.io/audit": "restricted", "pod-security.kubernetes.io/warn": "restricted"}
PRIVILEGED = {"name": "agent", "image": "docker.io/busybox:1.37", "securityContext": {"privileged": True}}
GATEWAY_PATCH = {"target": {"kind": "Deployment", "component": "gateway"}}


def labels(config: PortkeyConfig) -> Mapping[str, str]:
    [namespace] = [staged.manifest for staged in config.resolve().objects() if staged.manifest["kind"] == "Namespace"]
    return namespace["metadata"]["labels"]


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_level_of_a_pod_follows_from_its_fields(case: Case) -> None:
    assert admission_level([case.manifest()]) == case.level


def test_the_strictest_level_admits_the_loosest_pod_of_all_kinds() -> None:
    loose: dict[str, Any] = CASES["folder of the node"].manifest()
    for manifest in (
        {"kind": "Deployment", "spec": {"template": loose}},
        {"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": loose}}}},
    ):
        assert admission_level([CASES["unchanged"].manifest(), manifest]) == "privileged"
    assert admission_level([{"kind": "Service", "spec": {}}]) == "restricted"


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ALL_SETTINGS))
def test_the_namespace_enforces_what_admits_all_pods(name: str) -> None:
    config = ALL_SETTINGS[name]
    if not config.create_namespace or LEVEL in config.namespace_labels:
        return
    manifests = [staged.manifest for staged in config.resolve().objects()]
    level = admission_level(manifests)
    assert labels(config).get(LEVEL) == ("baseline" if config.adopt and level == "restricted" else level)
    assert labels(config).items() >= REPORTED.items()


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        ({}, "baseline"),
        ({"openshift": True}, "restricted"),
        ({"backend": {"podSecurityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}}}, "restricted"),
        ({"gateway": {"sidecars": [PRIVILEGED]}}, "privileged"),
        ({"migration": {"kind": "job", "sidecars": [PRIVILEGED]}}, "privileged"),
        ({"gateway": {"volumes": [{"name": "models", "hostPath": {"path": "/srv"}}]}}, "privileged"),
        ({"patches": [{**GATEWAY_PATCH, "merge": {"spec": {"template": {"spec": {"hostNetwork": True}}}}}]}, "privileged"),
        ({"patches": [{**GATEWAY_PATCH, "merge": {"metadata": {"annotations": {"example.org/owner": "ai"}}}}]}, "baseline"),
        ({"patches": [{"target": {"kind": "Namespace"}, "merge": {"metadata": {"labels": {LEVEL: "restricted"}}}}]}, "restricted"),
        ({"extraObjects": [{**CASES["folder of the node"].manifest()}]}, "privileged"),
        ({"extraObjects": [{**CASES["folder of the node"].manifest(), "metadata": {"name": "case", "namespace": "other"}}]}, "baseline"),
        ({"labels": {LEVEL: "privileged"}}, "baseline"),
        ({"namespaceLabels": {LEVEL: "restricted"}, "gateway": {"sidecars": [PRIVILEGED]}}, "restricted"),
        ({"namespaceLabels": {"istio-injection": "enabled"}}, None),
        ({"namespaceLabels": {"istio-injection": "disabled"}}, "baseline"),
        ({"namespaceLabels": {"istio-injection": "enabled", LEVEL: "privileged"}}, "privileged"),
        ({"gateway": {"podAnnotations": {"linkerd.io/inject": "enabled"}}}, None),
    ],
)
def test_settings_decide_the_level_of_the_namespace(settings: Mapping[str, Any], level: str | None) -> None:
    assert labels(development(**settings)).get(LEVEL) == level
