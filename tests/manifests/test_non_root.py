"""The backend under a user other than root."""

from typing import Any

import pytest

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.manifests.admission import admission_level
from tests.support.examples import development
from tests.support.objects import main_container, rendered

NON_ROOT = {"user": 1000, "group": 2000, "writableFolders": ["/app/logs", "/app/cache"]}
CONTEXT = {
    "runAsNonRoot": True,
    "runAsUser": 1000,
    "runAsGroup": 2000,
    "fsGroup": 2000,
    "fsGroupChangePolicy": "OnRootMismatch",
    "seccompProfile": {"type": "RuntimeDefault"},
}


def _of_kind(objects: Any, kind: str, component: str) -> Any:
    [found] = [each for each in objects if each["kind"] == kind and each["metadata"]["labels"]["app.kubernetes.io/component"] == component]
    return found


@pytest.mark.parametrize(("kind", "component"), [("Deployment", "backend"), ("Job", "migration")])
def test_the_pods_run_as_the_user_and_may_write_into_its_folders(kind: str, component: str) -> None:
    objects = rendered(development(backend={"nonRoot": NON_ROOT}))
    workload = _of_kind(objects, kind, component)
    spec = workload["spec"]["template"]["spec"]
    assert spec["securityContext"] == CONTEXT
    mounts = {mount["mountPath"]: mount["name"] for mount in spec["containers"][0]["volumeMounts"]}
    assert mounts == {"/tmp": "tmp", "/app/logs": "writable-0", "/app/cache": "writable-1"}
    assert [volume["name"] for volume in spec["volumes"] if "sizeLimit" in volume["emptyDir"]] == list(mounts.values())
    assert admission_level([workload]) == "restricted"


def test_the_namespace_then_enforces_restricted() -> None:
    labels = _of_kind(rendered(development(backend={"nonRoot": NON_ROOT})), "Namespace", "namespace")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


def test_the_group_is_the_users_by_default_and_other_components_keep_theirs() -> None:
    objects = rendered(development(backend={"nonRoot": {"user": 1234}}))
    context = _of_kind(objects, "Deployment", "backend")["spec"]["template"]["spec"]["securityContext"]
    assert (context["runAsUser"], context["runAsGroup"], context["fsGroup"]) == (1234, 1234, 1234)
    assert _of_kind(objects, "Deployment", "frontend")["spec"]["template"]["spec"]["securityContext"]["runAsUser"] == 101
    assert "readOnlyRootFilesystem" not in main_container(objects, "Deployment", "portkey-backend")["securityContext"]


@pytest.mark.parametrize(
    ("settings", "code", "path"),
    [
        ({"backend": {"nonRoot": {"user": 0}}}, "PK-SETTING-004", "backend.nonRoot.user"),
        ({"backend": {"nonRoot": {"user": 1000, "writableFolders": ["logs"]}}}, "PK-SETTING-004", "backend.nonRoot.writableFolders.0"),
        ({"openshift": True, "backend": {"nonRoot": {"user": 1000}}}, "PK-POD-005", "backend.nonRoot"),
        ({"backend": {"nonRoot": {"user": 1000}, "podSecurityContext": {}}}, "PK-POD-005", "backend.podSecurityContext"),
        ({"backend": {"nonRoot": {"user": 1000, "writableFolders": ["/tmp"]}}}, "PK-POD-006", "backend.nonRoot.writableFolders.0"),
        ({"backend": {"nonRoot": {"user": 1000, "writableFolders": ["/a", "/a"]}}}, "PK-POD-006", "backend.nonRoot.writableFolders.1"),
    ],
)
def test_a_user_that_cannot_work_is_refused(settings: dict[str, Any], code: str, path: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        development(**settings)
    assert [(problem.code, problem.path) for problem in error.value.problems] == [(code, path)]
