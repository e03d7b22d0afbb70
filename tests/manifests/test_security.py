"""Security contexts."""

import pytest

from portkey_constructs.manifests.security import container_security, pod_security, restricted
from tests.support.examples import development, production
from tests.support.objects import pods, rendered

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


@pytest.mark.parametrize("component", ["gateway", "backend", "dataservice", "frontend", "mysql", "redis", "clickhouse"])
def test_openshift_assigns_user_and_groups(component: str) -> None:
    config = production(openshift=True)
    workload = getattr(config, component)
    assert pod_security(component, workload, assigned_user=True) == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    spec = next(pod.spec for pod in pods(rendered(config)) if pod.name == f"portkey-{component}")
    assert spec["securityContext"] == pod_security(component, workload, assigned_user=True)


def test_migration_job_has_no_fixed_user_on_openshift() -> None:
    [job] = [pod for pod in pods(rendered(production(openshift=True))) if pod.owner["kind"] == "Job"]
    assert job.spec["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}


def test_configured_contexts_replace_the_defaults() -> None:
    workload = development(backend={"podSecurityContext": {"fsGroup": 5}, "securityContext": {}}).backend
    assert pod_security("backend", workload) == {"fsGroup": 5}
    assert pod_security("backend", workload, assigned_user=True) == {"fsGroup": 5}
    assert container_security("backend", workload) == {}
