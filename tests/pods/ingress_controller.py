"""Traefik in the cluster, which serves Ingresses and the routes of a Gateway, behind a load balancer with an address of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from tests.cluster.binaries import files, program
from tests.cluster.control_plane import WAIT_LIMIT
from tests.cluster.definitions import defined, pinned
from tests.pods.cluster import NODE_ADDRESSES, PATIENT, PodCluster
from tests.pods.images import PAUSE, local_name

__all__ = ["LABELS", "LISTENER", "NAMESPACE", "Listener", "balance", "cut_answers", "gateway", "traefik"]


@dataclass(frozen=True)
class Listener:
    """A listener of a Gateway, and the address of the load balancer in front of it."""

    gateway: str
    namespace: str
    port: int
    address: str
    section: str = "https"

    @property
    def reference(self) -> dict[str, str]:
        """How `portkey.yaml` names it."""
        return {"name": self.gateway, "namespace": self.namespace, "sectionName": self.section}


NAMESPACE: Final = "traefik"
LABELS: Final = {"app.kubernetes.io/name": "traefik"}
_PORTS: Final = {"web": (80, 8000), "websecure": (443, 8443)}
"""The ports of the load balancer and of the pods; a listener of Traefik has the port of its pods."""
LISTENER: Final = Listener("public", "gateways", _PORTS["websecure"][1], "10.10.0.100")
"""The listener to which routes are attached."""

_GROUPS: Final = ("traefik.io", "gateway.networking.k8s.io")
_READ: Final = ["get", "list", "watch"]
_RULES: Final = (
    ("", ["namespaces", "nodes", "services", "secrets", "configmaps"], _READ),
    ("", ["pods"], ["get"]),
    ("discovery.k8s.io", ["endpointslices"], _READ),
    ("networking.k8s.io", ["ingresses", "ingressclasses"], _READ),
    ("networking.k8s.io", ["ingresses/status"], ["update"]),
    ("traefik.io", ["*"], _READ),
    ("gateway.networking.k8s.io", ["*"], [*_READ, "update"]),
)
_ARGUMENTS: Final = (
    *(f"--entrypoints.{name}.address=:{port}" for name, (_, port) in _PORTS.items()),
    "--entrypoints.traefik.address=:8080",
    "--ping=true",
    "--providers.kubernetescrd=true",
    "--providers.kubernetesingress=true",
    f"--providers.kubernetesingress.ingressendpoint.publishedservice={NAMESPACE}/traefik",
    "--providers.kubernetesgateway=true",
    f"--providers.kubernetesgateway.statusaddress.service.namespace={NAMESPACE}",
    "--providers.kubernetesgateway.statusaddress.service.name=traefik",
    "--global.checknewversion=false",
    # `cut_answers` counts messages of this level.
    "--log.level=DEBUG",
    "--global.sendanonymoususage=false",
)


@contextmanager
def traefik(cluster: PodCluster) -> Iterator[None]:
    """Runs Traefik with the definitions of its own release and of the Gateway API, and the Gateway of `LISTENER`."""
    with defined(cluster, [*pinned(*_GROUPS), *files("traefik", "crds"), *files("traefik", "gateway-crds")]):
        cluster.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in (NAMESPACE, LISTENER.namespace)])
        cluster.apply([*_permissions(), *_traefik(), *gateway(cluster, LISTENER, "traefik", "traefik.io/gateway-controller")])
        balance(cluster, "traefik", LISTENER, NAMESPACE)
        cluster.kubectl("rollout", "status", "deployment/traefik", f"--namespace={NAMESPACE}", WAIT_LIMIT)
        yield


def cut_answers(cluster: PodCluster) -> int:
    """How many answers Traefik has ended early because it closed its own connection to a pod: https://github.com/traefik/traefik/issues/11767."""
    log = cluster.kubectl("logs", "deployment/traefik", f"--namespace={NAMESPACE}").stdout
    return sum("read error during body copy" in line and "use of closed network connection" in line for line in log.splitlines())


def _permissions() -> list[dict[str, Any]]:
    rbac = "rbac.authorization.k8s.io"
    rules = [{"apiGroups": [group], "resources": resources, "verbs": verbs} for group, resources, verbs in _RULES]
    subject = {"kind": "ServiceAccount", "name": "traefik", "namespace": NAMESPACE}
    role = {"apiGroup": rbac, "kind": "ClusterRole", "name": "traefik"}
    metadata = {"name": "traefik"}
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {**metadata, "namespace": NAMESPACE}},
        {"apiVersion": f"{rbac}/v1", "kind": "ClusterRole", "metadata": metadata, "rules": rules},
        {"apiVersion": f"{rbac}/v1", "kind": "ClusterRoleBinding", "metadata": metadata, "subjects": [subject], "roleRef": role},
    ]


def _traefik() -> list[dict[str, Any]]:
    metadata = {"name": "traefik", "namespace": NAMESPACE}
    container = {
        "name": "traefik",
        "image": local_name(PAUSE),
        "imagePullPolicy": "Never",
        "command": ["/traefik", *_ARGUMENTS],
        "ports": [{"name": name, "containerPort": port} for name, (_, port) in _PORTS.items()],
        "readinessProbe": {"httpGet": {"path": "/ping", "port": 8080}, **PATIENT},
        "resources": {"requests": {"cpu": "200m", "memory": "128Mi"}},
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 65532,
            "readOnlyRootFilesystem": True,
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [{"name": "program", "mountPath": "/traefik", "readOnly": True}],
    }
    pod = {
        "serviceAccountName": "traefik",
        # The load balancer sends everything to this node.
        "nodeSelector": {"kubernetes.io/hostname": "node-0"},
        "containers": [container],
        # In an image, it would have to be built for every test with pods.
        "volumes": [{"name": "program", "hostPath": {"path": str(program("traefik")), "type": "File"}}],
    }
    # With the local policy, Traefik sees the addresses of clients.
    service = {
        "type": "LoadBalancer",
        "externalTrafficPolicy": "Local",
        "selector": LABELS,
        "ports": [{"name": name, "port": public, "targetPort": name} for name, (public, _) in _PORTS.items()],
    }
    return [
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": metadata,
            "spec": {"selector": {"matchLabels": LABELS}, "template": {"metadata": {"labels": LABELS}, "spec": pod}},
        },
        {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": service},
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "IngressClass",
            "metadata": {"name": "traefik"},
            "spec": {"controller": "traefik.io/ingress-controller"},
        },
    ]


def gateway(cluster: PodCluster, listener: Listener, gateway_class: str, controller: str) -> list[dict[str, Any]]:
    """A Gateway with this listener, by TLS, its certificate and its class."""
    attached = {"allowedRoutes": {"namespaces": {"from": "All"}}}
    certificate = f"{listener.gateway}-certificate"
    tls = {"mode": "Terminate", "certificateRefs": [{"group": "", "kind": "Secret", "name": certificate}]}
    settings = {"name": listener.section, "protocol": "HTTPS", "port": listener.port, "tls": tls, **attached}
    credentials = cluster.credentials
    return [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "type": "kubernetes.io/tls",
            "metadata": {"name": certificate, "namespace": listener.namespace},
            "stringData": {"tls.crt": credentials.certificate.read_text(), "tls.key": credentials.key.read_text()},
        },
        {
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "GatewayClass",
            "metadata": {"name": gateway_class},
            "spec": {"controllerName": controller},
        },
        {
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "Gateway",
            "metadata": {"name": listener.gateway, "namespace": listener.namespace},
            "spec": {"gatewayClassName": gateway_class, "listeners": [settings]},
        },
    ]


def balance(cluster: PodCluster, service: str, listener: Listener, namespace: str = "") -> None:
    """Gives a Service of type LoadBalancer in the namespace of the listener, or in another one, its address."""
    cluster.cage.run("ip", "route", "add", f"{listener.address}/32", "via", NODE_ADDRESSES[0], path="/usr/sbin:/sbin:/usr/bin:/bin")
    status = json.dumps({"status": {"loadBalancer": {"ingress": [{"ip": listener.address}]}}})
    arguments = (f"--namespace={namespace or listener.namespace}", "--subresource=status", "--type=merge", f"--patch={status}")
    cluster.kubectl("patch", f"service/{service}", *arguments)
