"""The Job that migrates the databases."""

from typing import Any

import pytest

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.manifests.migration import migration
from portkey_constructs.platform.variables import VARIABLES
from tests.platform.test_environment import ALONE, HYBRID
from tests.support.examples import config_from, development, external
from tests.support.objects import Manifest, main_container, of_kind, variables_of

PROXY = {"name": "proxy", "image": "registry.example.org/proxy:1"}
TOLERATION = {"key": "dedicated", "operator": "Exists"}
SERVING_ONLY = {variable.name for variable in VARIABLES if variable.serving_only}
SERVERS_ONLY: list[dict[str, Any]] = [
    {"replicas": 3},
    {"annotations": {"a": "b"}},
    {"podAnnotations": {"prometheus.io/scrape": "true"}},
    {"nodeSelector": {"pool": "portkey"}},
    {"affinity": {"nodeAffinity": {}}},
    {"topologySpread": []},
    {"priorityClass": "high"},
    {"gracePeriod": "10m"},
    {"resources": {"requests": {"cpu": "2"}}},
    {"probes": {"liveness": {"tcpSocket": {"port": 8080}}}},
    {"service": {"type": "NodePort"}},
    {"autoscaling": {"min": 2, "max": 3, "cpu": 80}},
    {"command": ["/bin/serve"], "args": ["--verbose"]},
    {"lifecycle": {"preStop": {"sleep": {"seconds": 300}}}},
    {"ports": [{"name": "debug", "containerPort": 9229}]},
    {"strategy": {"type": "Recreate"}, "minReadySeconds": 5, "revisionHistoryLimit": 1},
]
"""Settings of the backend that cannot matter to a migration."""


def job(config: PortkeyConfig) -> Manifest:
    (job,) = of_kind(migration(config.resolve()), "Job")
    return job


def test_in_pod_migration_has_no_job() -> None:
    assert migration(development(migration={"kind": "inPod"}).resolve()) == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"backend": {"image": {"tag": "9.9.9"}}},
        {"backend": {"env": {"A": "1"}}},
        {"migration": {"kind": "job", "retries": 3}},
        {"migration": {"kind": "job", "deadline": "1h"}},
        {"clientAuth": "another"},
        {"mysql": {"kind": "inCluster", "database": "another"}},
        {"mysql": {"kind": "inCluster", "password": "another"}},
        {"env": {"A": "1"}},
        {"backend": {"podLabels": {"example.org/database": "yes"}}},
        {"backend": {"labels": {"example.org/database": "yes"}}},
        {"backend": {"sidecars": [PROXY]}},
        {"backend": {"initContainers": [PROXY]}},
        {"backend": {"serviceAccount": {"kind": "existing", "name": "own"}}},
        {"backend": {"tolerations": [TOLERATION]}},
        {"backend": {"nodeSelector": {"kubernetes.io/arch": "arm64"}}},
        {"backend": {"volumes": [{"name": "a", "emptyDir": {}}]}},
        {"backend": {"dnsConfig": {"nameservers": ["10.0.0.10"]}}},
        {"imagePull": {"kind": "existing", "names": ["pull"]}},
        {"migration": {"kind": "job", "podAnnotations": {"a": "b"}}},
        {"migration": {"kind": "job", "nodeSelector": {"pool": "jobs"}}},
    ],
)
def test_name_changes_with_the_content(changed: dict[str, Any]) -> None:
    assert job(development(**changed))["metadata"]["name"] != job(development())["metadata"]["name"]


@pytest.mark.parametrize(
    "changed",
    [
        {"gateway": {"image": {"tag": "9.9.9"}}},
        {"annotations": {"a": "b"}},
        {"labels": {"cost-centre": "4711"}},
        {"frontend": {"loginDisclaimer": "x"}},
        {"trustedHosts": ["vllm.ai.svc"]},
        {"monitoring": {"apm": True, "grafana": True, "prometheus": True}},
        {"monitoring": {"lokiPush": {"url": "https://loki.example.org", "credential": "user:password"}}},
        {"migration": {"kind": "job", "annotations": {"a": "b"}}},
        *({"backend": settings} for settings in SERVERS_ONLY),
    ],
    ids=str,
)
def test_name_is_stable_for_the_same_content(changed: dict[str, Any]) -> None:
    before, after = job(development()), job(development(**changed))
    assert after["spec"] == before["spec"]
    assert after["metadata"]["name"] == before["metadata"]["name"]


def test_job_has_the_environment_of_the_backend_and_no_ports() -> None:
    container = job(external())["spec"]["template"]["spec"]["containers"][0]
    assert variables_of(container)["DB_PASS"] == {"secretKeyRef": {"name": "portkey-mysql", "key": "mysql_password"}}
    assert not container.keys() & {"ports", "startupProbe", "readinessProbe", "livenessProbe", "lifecycle"}
    assert "pm2" not in container["command"][-1]


def test_job_mounts_the_volumes_of_the_backend() -> None:
    bundle = {"kind": "configMap", "name": "acme-ca"}
    spec = job(external(customCa=bundle, mysql={"kind": "external", "host": "db.example.org", "tls": "verifyCa"}))["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    assert variables_of(container)["DB_SSL_CA"] == variables_of(container)["NODE_EXTRA_CA_CERTS"] == "/etc/portkey/ca/ca.crt"
    assert {"name": "custom-ca", "mountPath": "/etc/portkey/ca", "readOnly": True} in container["volumeMounts"]
    assert "custom-ca" in [volume["name"] for volume in spec["volumes"]]


@pytest.mark.parametrize("config", [config_from(ALONE), config_from(HYBRID)], ids=["alone", "hybrid"])
def test_without_a_backend_there_is_no_job(config: PortkeyConfig) -> None:
    assert migration(config.resolve()) == ()


def test_pods_are_not_selected_by_the_backend() -> None:
    template = job(development())["spec"]["template"]
    assert template["metadata"]["labels"]["app.kubernetes.io/component"] == "migration"
    assert (template["spec"]["restartPolicy"], template["spec"]["serviceAccountName"]) == ("OnFailure", "portkey-migration")


def test_pods_have_the_labels_of_the_backend() -> None:
    backend = {"labels": {"example.org/tier": "data"}, "podLabels": {"example.org/mesh": "yes", "example.org/database": "yes"}}
    own = {"kind": "job", "podLabels": {"example.org/mesh": "no"}}
    manifest = job(development(labels={"cost-centre": "4711"}, backend=backend, migration=own))
    labels = manifest["spec"]["template"]["metadata"]["labels"]
    assert {key: value for key, value in labels.items() if "kubernetes.io" not in key} == {
        "example.org/tier": "data",
        "example.org/mesh": "no",
        "example.org/database": "yes",
    }
    assert manifest["metadata"]["labels"].items() >= {"cost-centre": "4711", "example.org/tier": "data"}.items()


def test_annotations_are_those_of_the_migration() -> None:
    backend = {"annotations": {"a": "backend"}, "podAnnotations": {"b": "backend"}}
    manifest = job(external(backend=backend, migration={"kind": "job", "annotations": {"c": "job"}, "podAnnotations": {"d": "pod"}}))
    assert manifest["metadata"]["annotations"] == {"c": "job"}
    assert manifest["spec"]["template"]["metadata"]["annotations"] == {"d": "pod"}


def test_sidecars_end_with_the_migration() -> None:
    """As native sidecars: as ordinary containers they would run on, and the Job would never complete."""
    backend = {"sidecars": [{"name": "proxy", "image": "p"}], "initContainers": [{"name": "wait", "image": "w"}]}
    pod = job(development(backend=backend))["spec"]["template"]["spec"]
    assert [container["name"] for container in pod["containers"]] == ["migration"]
    assert pod["initContainers"] == [{"name": "wait", "image": "w"}, {"name": "proxy", "image": "p", "restartPolicy": "Always"}]
    none = job(development(backend=backend, migration={"kind": "job", "sidecars": []}))["spec"]["template"]["spec"]
    assert [container["name"] for container in none["initContainers"]] == ["wait"]
    other = job(development(backend=backend, migration={"kind": "job", "sidecars": [{"name": "other", "image": "o"}]}))["spec"]["template"]["spec"]
    assert [container["name"] for container in other["initContainers"]] == ["wait", "other"]


@pytest.mark.parametrize(
    ("backend", "own", "name", "created"),
    [
        ({}, None, "portkey-migration", True),
        ({"name": "api"}, None, "portkey-migration", True),
        ({"kind": "existing", "name": "api"}, None, "api", False),
        ({"kind": "existing", "name": "api"}, {"name": "migrator"}, "migrator", True),
        ({}, {"kind": "existing", "name": "migrator"}, "migrator", False),
    ],
)
def test_account_is_that_of_the_backend_if_it_exists(backend: dict[str, Any], own: dict[str, Any] | None, name: str, created: bool) -> None:
    settings = {"kind": "job", "serviceAccount": own} if own else {"kind": "job"}
    config = development(backend={"serviceAccount": backend}, migration=settings)
    assert job(config)["spec"]["template"]["spec"]["serviceAccountName"] == name
    assert [account["metadata"]["name"] for account in of_kind(migration(config.resolve()), "ServiceAccount")] == [name] * created


def test_account_has_the_configured_annotations_and_token() -> None:
    account = {"name": "migrator", "annotations": {"example.org/role": "r"}, "mountToken": True}
    config = development(migration={"kind": "job", "serviceAccount": account})
    (manifest,) = of_kind(migration(config.resolve()), "ServiceAccount")
    assert manifest["metadata"]["annotations"] == {"example.org/role": "r"}
    assert manifest["automountServiceAccountToken"] is job(config)["spec"]["template"]["spec"]["automountServiceAccountToken"] is True
    assert job(development())["spec"]["template"]["spec"]["automountServiceAccountToken"] is False


def test_identity_comes_with_the_account_of_the_backend() -> None:
    azure = {"kind": "azureWorkloadIdentity", "clientId": "0f1e2d3c-0000-4000-8000-000000000001"}
    use = "azure.workload.identity/use"
    shared = external(backend={"identity": azure, "serviceAccount": {"kind": "existing", "name": "api"}})
    assert job(shared)["spec"]["template"]["metadata"]["labels"][use] == "true"
    assert use not in job(external(backend={"identity": azure}))["spec"]["template"]["metadata"]["labels"]


def test_pods_are_scheduled_where_the_image_runs() -> None:
    """They tolerate what the backend tolerates, and are not tied to its nodes."""
    backend = {
        "nodeSelector": {"kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux", "pool": "portkey"},
        "tolerations": [TOLERATION],
        "affinity": {"nodeAffinity": {}},
    }
    pod = job(development(backend=backend))["spec"]["template"]["spec"]
    assert pod["nodeSelector"] == {"kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux"}
    assert pod["tolerations"] == [TOLERATION]
    assert "affinity" not in pod
    own = {"kind": "job", "nodeSelector": {"pool": "jobs"}, "tolerations": [], "affinity": {"podAffinity": {}}}
    pod = job(development(backend=backend, migration=own))["spec"]["template"]["spec"]
    assert (pod["nodeSelector"], pod["affinity"]) == ({"pool": "jobs"}, {"podAffinity": {}})
    assert "tolerations" not in pod


def test_every_variable_that_only_servers_read_is_one_of_the_backend() -> None:
    assert {variable.name for variable in VARIABLES if "backend" in variable.readers} >= SERVING_ONLY


def test_environment_lacks_what_only_servers_read() -> None:
    push = {"prometheusPush": {"url": "https://push.example.org"}, "lokiPush": {"url": "https://loki.example.org"}}
    config = external(monitoring=push)
    names = {variable.name for variable in config.resolve().environments["backend"]}
    own = set(variables_of(job(config)["spec"]["template"]["spec"]["containers"][0]))
    assert names - own == names & SERVING_ONLY
    assert {"LOKI_AUTH", "ENABLE_PROMETHEUS"} <= names - own
    intended = external(monitoring=push, backend={"env": {"LOKI_HOST": "x"}}, intended=["backend.env.LOKI_HOST"])
    by_hand = job(intended)["spec"]["template"]["spec"]["containers"][0]
    assert variables_of(by_hand)["LOKI_HOST"] == "x"


def test_resources_can_differ_from_the_backend() -> None:
    settings = {"kind": "job", "resources": {"requests": {"cpu": "1"}}}
    assert job(development(migration=settings))["spec"]["template"]["spec"]["containers"][0]["resources"] == {"requests": {"cpu": "1"}}
    assert "resources" not in job(development(migration={"kind": "job", "resources": {}}))["spec"]["template"]["spec"]["containers"][0]
    assert main_container(migration(development().resolve()), "Job", job(development())["metadata"]["name"])["resources"]["limits"]["memory"] == "2Gi"
    larger = job(development(backend={"resources": {"limits": {"memory": "8Gi"}}}))["spec"]["template"]["spec"]["containers"][0]
    assert larger["resources"]["limits"]["memory"] == "2Gi"


def test_job_has_the_hosts_the_runtime_and_the_variables_of_the_backend() -> None:
    settings = {"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["db"]}], "runtimeClass": "gvisor", "envFrom": [{"secretRef": {"name": "own"}}]}
    pod = job(development(backend={**settings, "scratchSizeLimit": "1Gi"}))["spec"]["template"]["spec"]
    assert (pod["hostAliases"], pod["runtimeClassName"]) == (settings["hostAliases"], "gvisor")
    assert pod["containers"][0]["envFrom"] == settings["envFrom"]
    assert pod["volumes"] == [{"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}}]
