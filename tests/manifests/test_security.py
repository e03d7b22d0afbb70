"""Security contexts."""

import pytest

from portkey_constructs.manifests.security import container_security, pod_security, restricted
from tests.support.examples import development

OWNERS = {"gateway": (1000, 1000), "dataservice": (1000, 1000), "frontend": (101, 101)}


@pytest.mark.parametrize("component", ["gateway", "dataservice", "frontend"])
def test_images_run_as_their_own_users_and_write_nothing_of_their_own(component: str) -> None:
    workload = getattr(development(), component)
    pod = pod_security(component, workload)
    assert (pod["runAsUser"], pod["runAsGroup"]) == OWNERS[component]
    assert pod["runAsNonRoot"] is True
    assert container_security(component, workload)["readOnlyRootFilesystem"] is True


def test_the_backend_keeps_its_user_and_gains_nothing() -> None:
    workload = development().backend
    assert not restricted("backend")
    assert pod_security("backend", workload) == {"seccompProfile": {"type": "RuntimeDefault"}}
    assert container_security("backend", workload) == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}


def test_what_the_user_says_replaces_ours_whole() -> None:
    workload = development(backend={"podSecurityContext": {"fsGroup": 5}, "securityContext": {}}).backend
    assert pod_security("backend", workload) == {"fsGroup": 5}
    assert container_security("backend", workload) == {}
