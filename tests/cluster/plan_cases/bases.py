"""Configurations that changes start from, each with as few pods as the change needs."""

from collections.abc import Mapping
from typing import Any, Final

from tests.cluster.plan_cases.case import merged

__all__ = ["ALONE", "APPLICATION", "CSI", "EXTERNAL", "GKE", "INTERNAL", "IRSA", "OPERATOR", "QUICKSTART", "REDIS", "ROUTES", "TLS", "UNEXPOSED"]

Settings = Mapping[str, Any]

ALONE: Final[Settings] = {
    "profile": "development",
    "deployment": {"kind": "gateway", "organisations": ["7b0c1f0e-3c1d-4a55-9d0b-2f5d6f1c0a11"]},
    "controlPlaneUrl": "https://portkey.example.org",
    "clientAuth": "license",
    "imagePull": {"kind": "none"},
    "redis": {"kind": "external", "host": "redis.example.org", "auth": "none"},
    "clickhouse": {"kind": "external", "host": "clickhouse.example.org", "tls": True, "password": "only-for-tests"},
    "logStore": {"kind": "none"},
}
"""The gateway alone: one Deployment."""
REDIS: Final[Settings] = {**ALONE, "redis": {"kind": "inCluster"}}
"""The gateway with Redis: a Deployment and a StatefulSet."""
QUICKSTART: Final[Settings] = {
    "profile": "development",
    "imagePull": {"username": "me", "password": "registry-password"},
    "clientAuth": "license",
    "auth": {"kind": "none", "allowPublic": True},
    "exposure": {"frontend": {"kind": "ingress", "host": "portkey-dev.example.org"}},
}
_INGRESS: Final = {"kind": "ingress", "class": "traefik", "tls": {"kind": "secret", "secretName": "portkey-tls"}}
INTERNAL: Final[Settings] = {
    "profile": "production",
    "auth": {"kind": "oidc", "issuer": "https://login.example.org", "clientId": "portkey"},
    "exposure": {name: {**_INGRESS, "host": f"{name}.example.org"} for name in ("frontend", "gateway")},
    "mysql": {"kind": "inCluster"},
    "redis": {"kind": "inCluster"},
    "clickhouse": {"kind": "inCluster"},
    "logStore": {"kind": "s3", "bucket": "portkey-logs", "region": "us-west-2"},
}
EXTERNAL: Final[Settings] = {
    **INTERNAL,
    "mysql": {"kind": "external", "host": "portkey-db.cluster-xyz.us-west-2.rds.amazonaws.com", "tls": "rds"},
    "redis": {"kind": "elasticache", "host": "master.portkey-cache.xyz.usw2.cache.amazonaws.com", "tls": True},
    "clickhouse": {"kind": "external", "host": "clickhouse.example.org", "tls": True},
    "monitoring": {"serviceMonitor": {"labels": {"release": "prometheus"}}},
}
UNEXPOSED: Final[Settings] = {key: value for key, value in EXTERNAL.items() if key != "monitoring"} | {
    "exposure": {"frontend": {**_INGRESS, "host": "portkey.example.org"}},
}
"""Production whose gateway has no address outside the cluster."""
APPLICATION: Final[Settings] = {
    **UNEXPOSED,
    "gateway": {"kind": "external", "url": "https://gateway.example.org"},
    "dataservice": {"kind": "none"},
    "backend": {"replicas": 1},
    "frontend": {"replicas": 1},
}
"""The application of a platform whose gateway runs elsewhere, one pod each."""
_CERTIFICATE: Final = "arn:aws:acm:us-west-2:111122223333:certificate/0f4d"
_ALB: Final = {"kind": "ingress", "class": "alb", "certificateArn": _CERTIFICATE, "alb": {"group": "portkey"}}
IRSA: Final[Settings] = {
    **EXTERNAL,
    "aws": {"accountId": "111122223333", "region": "us-west-2", "oidcIssuer": "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE"},
    "identity": {"kind": "irsa"},
    "exposure": {name: {**_ALB, "host": f"{name}.example.org"} for name in ("frontend", "gateway")},
}
_ALONE_IN_PRODUCTION: Final[Settings] = {
    "profile": "production",
    "deployment": ALONE["deployment"],
    "controlPlaneUrl": "https://portkey.example.org",
    "redis": {"kind": "external", "host": "redis.example.org"},
    "clickhouse": {"kind": "external", "host": "clickhouse.example.org", "tls": True},
    "logStore": {"kind": "s3", "bucket": "portkey-logs", "region": "us-west-2"},
    "gateway": {"replicas": 1},
}
OPERATOR: Final[Settings] = {
    **_ALONE_IN_PRODUCTION,
    "aws": IRSA["aws"],
    "identity": {"kind": "irsa"},
    "secrets": {"kind": "externalSecrets", "store": {"kind": "awsSecretsManager"}},
}
"""The gateway with Secrets of the External Secrets Operator."""
CSI: Final[Settings] = {
    **OPERATOR,
    "secrets": {"kind": "secretsStoreCsi", "store": {"kind": "awsSecretsManager"}},
    "imagePull": {"kind": "none"},
}
"""The gateway with Secrets of the Secrets Store CSI driver."""
_GATEWAY: Final = {"name": "public", "namespace": "gateways"}
ROUTES: Final[Settings] = {
    **_ALONE_IN_PRODUCTION,
    "exposure": {"gateway": {"kind": "httpRoute", "host": "gateway.example.org", "gateway": _GATEWAY}},
}
"""The gateway behind the Gateway API."""
GKE: Final[Settings] = {
    **_ALONE_IN_PRODUCTION,
    "gateway": {"replicas": 1, "mcp": {}},
    "exposure": {
        "gateway": {"kind": "httpRoute", "host": "gateway.example.org", "gateway": _GATEWAY, "controller": "gke"},
        "mcp": {"kind": "ingress", "host": "mcp.example.org", "class": "gce", "tls": {"kind": "secret", "secretName": "mcp-tls"}},
    },
}
"""The gateway behind both load balancers of GKE."""
_AUTHORITY: Final = {"kind": "configMap", "name": "internal-ca"}
TLS: Final[Settings] = merged(
    _ALONE_IN_PRODUCTION,
    {
        "gateway": {"replicas": 1, "mcp": {}},
        "podTls": {"kind": "certManager", "issuer": "internal-ca", "ca": _AUTHORITY},
        "monitoring": {"serviceMonitor": {}},
        "exposure": {
            "gateway": {**_INGRESS, "host": "gateway.example.org"},
            "mcp": {"kind": "httpRoute", "host": "mcp.example.org", "gateway": _GATEWAY},
        },
    },
)
"""The gateway with TLS between the pods, behind Traefik and the Gateway API."""
