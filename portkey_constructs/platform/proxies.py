"""The rows of the table of environment variables for the proxy, and the list of hosts that are reached without it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from portkey_constructs.config.clickhouse import ClickHouseCloud
from portkey_constructs.config.semantic_cache import Milvus
from portkey_constructs.platform.evidence import BACKEND_NOTES, DATASERVICE_NOTES, GATEWAY_NOTES, Evidence
from portkey_constructs.platform.model_pricing import fetches_prices
from portkey_constructs.platform.telemetry_values import analytics_endpoint, gen_ai_endpoint
from portkey_constructs.platform.variable import Owned, PlainValue, Variable

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
    hosts = (*_LOCAL, *services, *domains, *_remote_stores(platform), *_price_host(platform), *_collectors(platform), *_METADATA, *proxy.no_proxy)
    return ",".join(dict.fromkeys(hosts))


def _remote_stores(platform: "Platform") -> Iterator[str]:
    """The hosts of the stores outside the cluster, and of what lists the nodes of Redis, except ClickHouse Cloud and Pinecone, which are public."""
    clickhouse, reader = platform.clickhouse, platform.mysql.reader if platform.mysql else None
    reached = None if clickhouse and isinstance(clickhouse.settings, ClickHouseCloud) else clickhouse
    for store in (platform.mysql, platform.redis, reached):
        if store and not store.in_cluster and store.host:
            yield _host(store.host)
            if store is platform.mysql and reader:
                yield reader.host
    cache = platform.config.semantic_cache
    if cache and isinstance(cache.store, Milvus):
        yield _host(cache.store.address.partition("://")[2])
    redis = platform.redis
    if redis.cluster:
        yield from (node.rpartition(":")[0].strip("[]") for node in redis.cluster.nodes)
        if redis.cluster.discovery:
            yield re.sub(r"^https://|(:[0-9]+)?(/.*)?$", "", redis.cluster.discovery.url)
    if redis.queues:
        yield redis.queues.settings.host


def _host(server: str) -> str:
    """The host of a server, without port and path."""
    return re.sub(r"(:[0-9]+)?(/.*)?$", "", server)


def _price_host(platform: "Platform") -> Iterator[str]:
    """The host of this platform's front end, if the gateway fetches model prices through it."""
    if platform.deployment == "platform" and fetches_prices(platform) and (host := urlsplit(platform.addresses.control_plane or "").hostname):
        yield host


def _collectors(platform: "Platform") -> Iterator[str]:
    """The hosts of OpenTelemetry collectors without a dot, which are Services of this namespace; the domains cover longer names."""
    for endpoint in (analytics_endpoint(platform), gen_ai_endpoint(platform)):
        host = re.sub("^https?://([^:/]*).*", r"\1", endpoint or "")
        if host and "." not in host:
            yield host


def _row(name: str, setting: str, meaning: str, reader: str, value: PlainValue, evidence: Evidence, since: str = "") -> Variable:
    owned = Owned("it must contain the Services, the stores and the metadata addresses", "set proxy.noProxy instead") if value is _no_proxy else None
    return Variable(name, meaning, (reader,), value, evidence, since, owned, serving_only=True, setting=setting)


_HTTPS: Final = ("HTTPS_PROXY", "proxy.https", "address of the proxy for HTTPS addresses")
_HTTP: Final = ("HTTP_PROXY", "proxy.http", "address of the proxy for HTTP addresses")
_DIRECT: Final = ("NO_PROXY", "proxy.noProxy", "hosts that are reached without the proxy, separated by commas")
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
