"""Values that several of the configurations share."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import SecretStr

from portkey_constructs.config import (
    AdditionalPort,
    Amounts,
    Autoscaling,
    CreateServiceAccount,
    DisruptionBudget,
    ExistingClaim,
    ExistingServiceAccount,
    Image,
    Persistence,
    Probes,
    Resources,
    ServiceSettings,
)

__all__ = ["AMOUNTS", "EXPOSURE", "LOGIN", "ROLE", "SECRET", "TENANT", "fixed", "scaled", "store"]

SECRET: Final = SecretStr("only-for-tests")
LOGIN: Final = SecretStr("YWNtZTpzZWNyZXQ=")
"""USER:PASSWORD in base64."""
ROLE: Final = "arn:aws:iam::111122223333:role/portkey"
TENANT: Final = "0f1e2d3c-0000-4000-8000-00000000000a"
AMOUNTS: Final = Resources(
    requests=Amounts(cpu="150m", memory="300Mi", ephemeral_storage="1Gi"), limits=Amounts(cpu="3", memory="3Gi", ephemeral_storage="2Gi")
)
EXPOSURE: Final[Mapping[str, Any]] = {"ingress_class": "traefik", "annotations": {"example.org/door": "open"}}
_COMPONENTS: Final = ("gateway", "backend", "dataservice", "frontend", "mysql", "redis", "clickhouse", "former")
_PROBE: Final = {"tcpSocket": {"port": 9999}, "periodSeconds": 7}


def _workload(service_account: CreateServiceAccount | ExistingServiceAccount) -> dict[str, Any]:
    return {
        "image": Image(
            repository="registry.example.org/mirror/image", tag="9.8.7", digest="sha256:" + "0123456789abcdef" * 4, pull_policy="IfNotPresent"
        ),
        "resources": AMOUNTS,
        "env": {"EXTRA": "said", "FROM_SECRET": {"secretKeyRef": {"name": "own", "key": "value"}}},
        "env_from": ({"prefix": "OWN_", "secretRef": {"name": "own-variables"}}, {"configMapRef": {"name": "own-defaults", "optional": True}}),
        "command": ("/bin/own-start", "--appendonly", "yes", "--sql-mode=ANSI", "--max-connections=500"),
        "args": ("--verbose", "$(EXTRA)"),
        "ports": ({"name": "debug", "containerPort": 9229}, {"name": "debug-udp", "containerPort": 9230, "protocol": "UDP"}),
        "lifecycle": {"postStart": {"exec": {"command": ["/bin/warm-up"]}}, "preStop": {"sleep": {"seconds": 60}}},
        "labels": {"team": "platform"},
        "annotations": {"example.org/note": "on the workload"},
        "pod_labels": {"example.org/pod": "yes"},
        "pod_annotations": {"example.org/note": "on the pods"},
        "node_selector": {"kubernetes.io/arch": "amd64"},
        "tolerations": ({"key": "dedicated", "operator": "Exists", "effect": "NoSchedule"},),
        "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": []}]}}},
        "topology_spread": ({"maxSkew": 2, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule"},),
        "dns_policy": "ClusterFirst",
        "dns_config": {"options": [{"name": "ndots", "value": "2"}]},
        "host_aliases": ({"ip": "10.20.30.40", "hostnames": ["license.example.org"]},),
        "scratch_size_limit": "3Gi",
        "volumes": ({"name": "own", "emptyDir": {"sizeLimit": "1Gi"}},),
        "volume_mounts": ({"name": "own", "mountPath": "/own"},),
        "sidecars": ({"name": "log-shipper", "image": "registry.example.org/log-shipper:1"},),
        "init_containers": ({"name": "wait", "image": "registry.example.org/wait:1"},),
        "probes": Probes(startup=_PROBE, readiness=_PROBE, liveness=_PROBE),
        "grace_period": 75,
        "priority_class": "high",
        "runtime_class": "gvisor",
        "min_ready_seconds": 7,
        "revision_history_limit": 3,
        "pod_security_context": {"runAsUser": 4711, "fsGroup": 4711},
        "security_context": {"runAsUser": 4711, "readOnlyRootFilesystem": True},
        "service_account": service_account,
    }


_CREATED: Final = _workload(
    CreateServiceAccount(name="own-account", annotations={"example.org/role": "reader"}, labels={"example.org/account": "own"}, mount_token=True)
)
_EXISTING: Final = _workload(ExistingServiceAccount(name="there-already", mount_token=True))
_PUBLIC: Final = ServiceSettings(
    type="LoadBalancer",
    port=18080,
    source_ranges=("10.0.0.0/8", "2001:db8::/32"),
    annotations={"example.org/lb": "internal"},
    labels={"example.org/service": "public"},
    ports=(AdditionalPort(name="admin", port=19901, target_port="9901", app_protocol="http"),),
    traffic_distribution="PreferSameZone",
    external_traffic_policy="Local",
    session_affinity="ClientIP",
    session_affinity_timeout=600,
    load_balancer_class="example.org/internal",
    load_balancer_ip="10.0.0.9",
)
_SCALED: Final = Autoscaling(
    min=3, max=9, cpu=55, memory=65, behavior={"scaleDown": {"policies": [{"type": "Pods", "value": 2, "periodSeconds": 30}]}}
)
_NEW_CLAIM: Final = Persistence(
    size="77Gi",
    storage_class="fast",
    sub_path="store",
    access_modes=("ReadWriteOncePod",),
    volume_name="own-volume",
    selector={"matchLabels": {"example.org/disk": "fast"}},
    data_source={"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": "before-the-move"},
    labels={"example.org/backup": "daily"},
    annotations={"example.org/owner": "platform"},
)


def _accounts(workload: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The same workload with a service account of its own: two components cannot both make one."""
    account = workload["service_account"]
    return {**workload, "service_account": account.model_copy(update={"name": f"{prefix}-{account.name}"})}


def scaled(prefix: str) -> dict[str, Any]:
    """A service that scales by load, as a service account that is made."""
    return {
        "autoscaling": _SCALED,
        "strategy": {"rollingUpdate": {"maxSurge": 3}},
        "disruption_budget": DisruptionBudget(min_available="50%"),
        **_accounts(_CREATED, prefix),
    }


def _public(prefix: str) -> ServiceSettings:
    """A load balancer at ports of the nodes that no other component has."""
    number = 30000 + 2 * _COMPONENTS.index(prefix)
    [port] = _PUBLIC.ports
    ports = (port.model_copy(update={"node_port": number + 1, "protocol": "UDP"}),)
    return _PUBLIC.model_copy(update={"node_port": number, "ports": ports})


def fixed(prefix: str) -> dict[str, Any]:
    """A service of a fixed size, behind a load balancer, as a service account that exists."""
    return {
        "replicas": 4,
        "strategy": {"type": "Recreate"},
        "disruption_budget": DisruptionBudget(max_unavailable="2"),
        "service": _public(prefix),
        **_accounts(_EXISTING, prefix),
    }


def store(prefix: str, *, create_account: bool) -> dict[str, Any]:
    """A store in the cluster, with a volume and a Service of its own sort."""
    service = _public(prefix)
    return {
        "persistence": _NEW_CLAIM if create_account else ExistingClaim(name=f"{prefix}-data", sub_path="store"),
        "update_strategy": {"type": "OnDelete"},
        "service": service.model_copy(update={"port": 13306}),
        **_accounts(_CREATED if create_account else _EXISTING, prefix),
    }
