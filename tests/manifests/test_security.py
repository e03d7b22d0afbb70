"""Security contexts."""

import pytest

from portkey_constructs.manifests.security import container_security, pod_security, restricted
from tests.support.examples import development

OWNERS = {"gateway": (1000, 1000), "dataservice": (1000, 1000), "frontend": (101, 101)}


@pytest.mark.parametrize("component", ["gateway", "dataservice", "frontend"])
def test_images_run_unprivileged_with_read_only_root(component: str) -> None:
    workload = getattr(development(), component)
    pod = pod_security(component, workload)
    assert (pod["runAsUser"], pod["runAsGroup"]) == OWNERS[component]
    assert pod["runAsNonRoot"] is True
    assert container_security(component, workload)["readOnlyRootFilesystem"] is True


def test_backend_keeps_its_user_without_privilege_escalation() -> None:
    workload = development().backend
    assert not restricted("backend")
    assert pod_security("backend", workload) == {"seccompProfile": {"type": "RuntimeDefault"}}
    assert container_security("backend", workload) == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}


def test_configured_contexts_replace_the_defaults() -> None:
    workload = development(backend={"podSecurityContext": {"fsGroup": 5}, "securityContext": {}}).backend
    assert pod_security("backend", workload) == {"fsGroup": 5}
    assert container_security("backend", workload) == {}
