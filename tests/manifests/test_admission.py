"""The level of Pod Security that the Namespace enforces; tests/cluster compares the levels of pods with a real API server."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from portkey_constructs.config import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
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
        ({"patches": [{"target": {"kind": "Namespace"}, "merge": {"metadata": {"labels": {LEVEL: "privileged"}}}}]}, "privileged"),
        ({"extraObjects": [{**CASES["folder of the node"].manifest()}]}, "privileged"),
        ({"extraObjects": [{**CASES["folder of the node"].manifest(), "metadata": {"name": "case", "namespace": "other"}}]}, "baseline"),
        ({"labels": {LEVEL: "privileged"}}, "baseline"),
        ({"namespaceLabels": {LEVEL: "baseline"}}, "baseline"),
        ({"namespaceLabels": {LEVEL: "restricted"}, "openshift": True}, "restricted"),
        ({"namespaceLabels": {"istio-injection": "enabled"}}, None),
        ({"namespaceLabels": {"istio-injection": "disabled"}}, "baseline"),
        ({"namespaceLabels": {"istio-injection": "enabled", LEVEL: "privileged"}}, "privileged"),
        ({"gateway": {"podAnnotations": {"linkerd.io/inject": "enabled"}}}, None),
    ],
)
def test_settings_decide_the_level_of_the_namespace(settings: Mapping[str, Any], level: str | None) -> None:
    assert labels(development(**settings)).get(LEVEL) == level


_REFUSING: Final[Mapping[str, Any]] = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "portkey", "labels": {LEVEL: "baseline"}}}


@pytest.mark.parametrize(
    ("settings", "path", "refused", "least"),
    [
        ({"namespaceLabels": {LEVEL: "restricted"}}, f"namespaceLabels.{LEVEL}", "Deployment portkey-backend", "baseline"),
        (
            {"namespaceLabels": {LEVEL: "baseline"}, "gateway": {"sidecars": [PRIVILEGED]}},
            f"namespaceLabels.{LEVEL}",
            "Deployment portkey-gateway",
            "privileged",
        ),
        (
            {"labels": {LEVEL: "restricted"}, "namespaceLabels": {"istio-injection": "enabled"}},
            f"labels.{LEVEL}",
            "Deployment portkey-backend",
            "baseline",
        ),
        (
            {"patches": [{"target": {"kind": "Namespace"}, "merge": {"metadata": {"labels": {LEVEL: "restricted"}}}}]},
            "patches.0",
            "Deployment portkey-backend",
            "baseline",
        ),
        (
            {
                "namespaceLabels": {LEVEL: "baseline"},
                "patches": [{**GATEWAY_PATCH, "merge": {"spec": {"template": {"spec": {"hostNetwork": True}}}}}],
            },
            f"namespaceLabels.{LEVEL}",
            "Deployment portkey-gateway",
            "privileged",
        ),
        (
            {"namespaceLabels": {LEVEL: "baseline"}, "extraObjects": [{**CASES["folder of the node"].manifest()}]},
            f"namespaceLabels.{LEVEL}",
            "Pod case",
            "privileged",
        ),
        (
            {"createNamespace": False, "gateway": {"sidecars": [PRIVILEGED]}, "extraObjects": [_REFUSING]},
            f"extraObjects.0.metadata.labels.{LEVEL}",
            "Deployment portkey-gateway",
            "privileged",
        ),
    ],
    ids=["setting", "sidecar", "label of all objects", "patched Namespace", "patched pod", "additional pod", "additional Namespace"],
)
def test_a_namespace_that_refuses_its_pods_is_an_error(settings: Mapping[str, Any], path: str, refused: str, least: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        development(**settings)
    [problem] = error.value.problems
    assert (problem.path, problem.code) == (path, "PK-NAMESPACE-006")
    assert refused in problem.message
    assert problem.fix == f"set {least}, or change the pods"


@pytest.mark.parametrize(
    "settings",
    [
        {"namespaceLabels": {LEVEL: "restricted"}, "patches": [{"target": {"kind": "Namespace"}, "merge": {"metadata": {"labels": {LEVEL: None}}}}]},
        {
            "namespaceLabels": {LEVEL: "restricted"},
            "openshift": True,
            "extraObjects": [{**CASES["folder of the node"].manifest(), "metadata": {"name": "case", "namespace": "other"}}],
        },
        {"createNamespace": False, "extraObjects": [{**_REFUSING, "metadata": {**_REFUSING["metadata"], "name": "other"}}]},
    ],
    ids=["removed label", "pod of another namespace", "another Namespace"],
)
def test_a_namespace_that_admits_its_pods_is_valid(settings: Mapping[str, Any]) -> None:
    development(**settings)


def test_a_pod_in_a_user_namespace_is_left_to_the_api_server() -> None:
    pod = CASES["root is allowed"].manifest()
    pod["spec"]["hostUsers"] = False
    development(openshift=True, namespaceLabels={LEVEL: "restricted"}, extraObjects=[pod])
