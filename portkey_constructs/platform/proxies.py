"""The rows of the table of environment variables for the proxy, and the list of hosts that are reached without it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from portkey_constructs.config.clickhouse import ClickHouseCloud
from portkey_constructs.platform.evidence import BACKEND_NOTES, DATASERVICE_NOTES, GATEWAY_NOTES, Evidence
from portkey_constructs.platform.variable import PlainValue, Variable

if TYPE_CHECKING:
    from portkey_constructs.platform.platform import Platform

__all__ = ["PROXY_ADDRESSES", "PROXY_VARIABLES"]

PROXY_ADDRESSES: Final = ("HTTPS_PROXY", "HTTP_PROXY")
"""The variables that name a proxy."""
_LOCAL: Final = ("localhost", "127.0.0.1")
_METADATA: Final = ("169.254.169.254", "169.254.170.2", "169.254.170.23", "metadata.google.internal")
"""Where pods get the credentials of their cloud identity: instance metadata, ECS, EKS Pod Identity, Google Cloud."""


def _https_proxy(platform: "Platform") -> str | None:
    return platform.config.proxy.https if platform.config.proxy else None


def _http_proxy(platform: "Platform") -> str | None:
    return platform.config.proxy.http if platform.config.proxy else None


def _no_proxy(platform: "Platform") -> str | None:
    proxy, names = platform.config.proxy, platform.names
    if proxy is None:
        return None
    services = [name for component in platform.components for name in (names.component(component), names.host(component))]
    domains = (".svc", f".svc.{names.cluster_domain}", f".{names.cluster_domain}")
    return ",".join(dict.fromkeys((*_LOCAL, *services, *domains, *_remote_stores(platform), *_METADATA, *proxy.no_proxy)))


def _remote_stores(platform: "Platform") -> Iterator[str]:
    """The hosts of the stores outside the cluster, and of what lists the nodes of Redis, except ClickHouse Cloud, whose address is public."""
    clickhouse = platform.clickhouse
    reached = None if clickhouse and isinstance(clickhouse.settings, ClickHouseCloud) else clickhouse
    for store in (platform.mysql, platform.redis, reached):
        if store and not store.in_cluster and store.host:
            yield re.sub(r"(:[0-9]+)?(/.*)?$", "", store.host)
    redis = platform.redis
    if redis.cluster:
        yield from (node.rpartition(":")[0].strip("[]") for node in redis.cluster.nodes)
        if redis.cluster.discovery:
            yield re.sub(r"^https://|(:[0-9]+)?(/.*)?$", "", redis.cluster.discovery.url)
    if redis.queues:
        yield redis.queues.settings.host


def _row(name: str, meaning: str, reader: str, value: PlainValue, evidence: Evidence, since: str = "") -> Variable:
    return Variable(name, meaning, (reader,), value, evidence, since, serving_only=True)


_HTTPS: Final = ("HTTPS_PROXY", "address of the proxy for HTTPS addresses")
_HTTP: Final = ("HTTP_PROXY", "address of the proxy for HTTP addresses")
_DIRECT: Final = ("NO_PROXY", "hosts that are reached without the proxy, separated by commas")
PROXY_VARIABLES: Final = (
    _row(*_HTTPS, "gateway", _https_proxy, GATEWAY_NOTES, "gateway 1.11.4"),
    _row(*_HTTPS, "backend", _https_proxy, BACKEND_NOTES, "backend 1.16.0"),
    _row(*_HTTPS, "dataservice", _https_proxy, DATASERVICE_NOTES, "data service 1.2.6"),
    _row(*_HTTP, "gateway", _http_proxy, GATEWAY_NOTES, "gateway 1.11.4"),
    _row(*_HTTP, "backend", _http_proxy, BACKEND_NOTES, "backend 1.16.0"),
    _row(*_DIRECT, "gateway", _no_proxy, GATEWAY_NOTES, "gateway 1.16.0"),
    _row(*_DIRECT, "backend", _no_proxy, BACKEND_NOTES, "backend 1.16.0"),
    # The notes of the data service do not name it. Without effect it does no harm; with effect it keeps calls in the cluster direct.
    _row(*_DIRECT, "dataservice", _no_proxy, GATEWAY_NOTES),
)
"""The data service has no HTTP_PROXY: its notes do not name it, and its calls to other services use HTTP."""
