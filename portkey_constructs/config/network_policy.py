"""Which connections of the pods the cluster's network allows."""

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from portkey_constructs.config.base import ByKind, Model, default
from portkey_constructs.config.frozen import FrozenMap
from portkey_constructs.config.types import Cidr, DnsLabel, LabelKey, LabelValue, Matching, Port

__all__ = [
    "AnyNetworkPolicy",
    "IngressOnlyNetworkPolicy",
    "NetworkDestination",
    "NetworkDestinationName",
    "NetworkPeers",
    "NetworkSourceName",
    "NoNetworkPolicy",
    "StrictNetworkPolicy",
]

_LABEL: Final = "[A-Za-z0-9*]([-A-Za-z0-9*]{0,61}[A-Za-z0-9*])?"
HostPattern = Annotated[
    str,
    Matching(
        rf"^({_LABEL}\.)+[A-Za-z]([-A-Za-z0-9]{{0,61}}[A-Za-z0-9])?$",
        "a host name with a dot, in which an asterisk stands for any characters but dots, such as *.example.org",
        253,
        lower=True,
    ),
]
"""Host names outside the cluster, as Cilium and GKE match them."""


class NetworkSourceName(StrEnum):
    """What connects to the pods from outside the platform."""

    FRONTEND = "frontend"
    """What forwards requests to the front end: the ingress controller or load balancer of its exposure."""
    GATEWAY = "gateway"
    """What forwards requests to the gateway."""
    MCP = "mcp"
    """What forwards requests to the MCP gateway."""
    PROMETHEUS = "prometheus"
    """Prometheus, which reads the metrics."""
    API_SERVER = "apiServer"
    """The API server, through which verify calls the health endpoints."""


class NetworkDestinationName(StrEnum):
    """What the pods connect to outside the platform."""

    DNS = "dns"
    """The cluster's DNS."""
    MODELS = "models"
    """Models, guardrails and MCP servers with public addresses."""
    TRUSTED_HOSTS = "trustedHosts"
    """The names in trustedHosts."""
    PROXY = "proxy"
    """The proxy."""
    NO_PROXY = "noProxy"
    """The hosts in proxy.noProxy."""
    CLOUD_IDENTITY = "cloudIdentity"
    """The token service of the cloud. Metadata addresses are no setting."""
    PUBLIC_ADDRESSES = "publicAddresses"
    """The platform's own public addresses."""
    PRICES = "prices"
    """Published model prices."""
    MYSQL = "mysql"
    REDIS = "redis"
    REDIS_QUEUES = "redisQueues"
    CLICKHOUSE = "clickhouse"
    LOG_STORE = "logStore"
    FINETUNES = "finetunes"
    """The bucket of fine-tuning files."""
    LOG_EXPORTS = "logExports"
    """The bucket of exported logs."""
    BEDROCK = "bedrock"
    VECTORS = "vectors"
    """The vector store of the semantic cache."""
    EMBEDDINGS = "embeddings"
    """The embeddings of the semantic cache."""
    EXTERNAL_GATEWAY = "externalGateway"
    """The gateway, if it runs elsewhere."""
    CONTROL_PLANE = "controlPlane"
    """The control plane, if it runs elsewhere."""
    LOGIN = "login"
    """The identity provider."""
    MAIL = "mail"
    """The mail server."""
    PUSHGATEWAY = "pushgateway"
    """The Prometheus Pushgateway."""
    LOKI = "loki"
    ANALYTICS_COLLECTOR = "analyticsCollector"
    """The OpenTelemetry collector of the analytics."""
    TRACES_COLLECTOR = "tracesCollector"
    """The OpenTelemetry collector of the GenAI traces, if it is a different one."""


class NetworkPeers(Model):
    """Pods and address ranges, which replace the default ones."""

    namespace: DnsLabel | None = None
    """Namespace of the pods. Defaults to every namespace if there are podLabels, and to no pods otherwise."""
    pod_labels: FrozenMap[LabelKey, LabelValue] = default()
    """Labels of the pods. Defaults to all pods of the namespace."""
    cidrs: tuple[Cidr, ...] = ()
    """Address ranges."""


class NetworkDestination(NetworkPeers):
    """Pods, address ranges, hosts and ports that replace the default ones of a destination."""

    hosts: Annotated[tuple[HostPattern, ...], Field(max_length=100)] = ()
    """Host names, for which engine must be set. An asterisk stands for any characters but dots, as in *.example.org."""
    ports: Annotated[tuple[Port, ...], Field(max_length=100)] = ()
    """Ports of the pods or servers. Defaults to those of the destination's address."""


class NoNetworkPolicy(Model):
    """No policies: other pods and addresses are reachable as the cluster's own policies allow."""

    kind: Literal["none"] = "none"
    """No NetworkPolicy."""


class IngressOnlyNetworkPolicy(Model):
    """The pods accept only the connections that they need, and may connect to everything."""

    kind: Literal["ingressOnly"] = "ingressOnly"
    """Only incoming connections are restricted."""
    sources: FrozenMap[NetworkSourceName, NetworkPeers] = default()
    """What may connect from outside the platform, by name, instead of the default. Defaults to what the exposures and monitoring imply."""


class StrictNetworkPolicy(Model):
    """The pods accept and open only the connections that they need."""

    kind: Literal["strict"] = "strict"
    """Incoming and outgoing connections are restricted."""
    engine: Literal["cilium", "gke"] | None = None
    """Policy engine of the cluster that knows host names. By default, only NetworkPolicies are rendered, which every engine knows.

    - cilium: CiliumNetworkPolicies allow servers by name.
    - gke: FQDNNetworkPolicies of GKE allow servers by name.
    """
    sources: FrozenMap[NetworkSourceName, NetworkPeers] = default()
    """What may connect from outside the platform, by name, instead of the default. Defaults to what the exposures and monitoring imply."""
    destinations: FrozenMap[NetworkDestinationName, NetworkDestination] = default()
    """What the pods may connect to outside the platform, by name, instead of the default.

    A NetworkPolicy knows no host names. Without engine and without an entry, a server whose address is a name is reachable at its port of
    every address but 169.254.0.0/16.
    """


AnyNetworkPolicy = Annotated[NoNetworkPolicy | IngressOnlyNetworkPolicy | StrictNetworkPolicy, ByKind()]
