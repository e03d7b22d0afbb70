"""Configurations that tests start from."""

from collections.abc import Mapping
from typing import Any

from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.errors import ConfigurationError
from portkey_constructs.loading.reading import examine

__all__ = ["DEVELOPMENT", "EXTERNAL", "PRODUCTION", "config_from", "development", "external", "production"]

DEVELOPMENT: Mapping[str, Any] = {
    "profile": "development",
    "imagePull": {"username": "me", "password": "registry-password"},
    "clientAuth": "license-from-portkey",
    "auth": {"kind": "none", "allowPublic": True},
    "exposure": {"frontend": {"kind": "ingress", "host": "portkey-dev.example.org"}},
}
PRODUCTION: Mapping[str, Any] = {
    "profile": "production",
    "auth": {"kind": "oidc", "issuer": "https://login.example.org", "clientId": "portkey"},
    "exposure": {
        "frontend": {"kind": "ingress", "class": "traefik", "host": "portkey.example.org", "tls": {"kind": "secret", "secretName": "portkey-tls"}},
        "gateway": {"kind": "ingress", "class": "traefik", "host": "gateway.example.org", "tls": {"kind": "secret", "secretName": "portkey-tls"}},
    },
    "mysql": {"kind": "inCluster"},
    "redis": {"kind": "inCluster"},
    "clickhouse": {"kind": "inCluster"},
    "logStore": {"kind": "none"},
}
EXTERNAL: Mapping[str, Any] = {
    **PRODUCTION,
    "mysql": {"kind": "external", "host": "db.cluster-x.us-west-2.rds.amazonaws.com", "tls": "rds"},
    "redis": {"kind": "elasticache", "host": "master.portkey.abc123.usw2.cache.amazonaws.com", "tls": True},
    "clickhouse": {"kind": "external", "host": "clickhouse.example.org", "tls": True},
    "logStore": {"kind": "s3", "bucket": "portkey-logs", "region": "us-west-2"},
}


def config_from(data: Mapping[str, Any]) -> PortkeyConfig:
    """The configuration of a `portkey.yaml` with this content."""
    config, problems = examine(dict(data), yaml=True)
    if config is None:
        raise ConfigurationError(problem for _, problem in problems)
    return config


def development(**changed: Any) -> PortkeyConfig:
    """The quick start, with other top-level settings (YAML's spelling)."""
    return config_from({**DEVELOPMENT, **changed})


def production(**changed: Any) -> PortkeyConfig:
    """Production with its stores in the cluster, with other top-level settings."""
    return config_from({**PRODUCTION, **changed})


def external(**changed: Any) -> PortkeyConfig:
    """Production with external stores, with other top-level settings."""
    return config_from({**EXTERNAL, **changed})
