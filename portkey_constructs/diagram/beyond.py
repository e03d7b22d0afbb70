"""What the services call that is none of Portkey's services: stores here or elsewhere, the cloud, login, mail, the control plane.

Who calls what follows from the variables that tell a component of it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import SecretStr

from portkey_constructs.config.auth import EntraId, Google, OpenIdConnect, Saml, issuer
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import DataServiceConfig, ExternalGateway
from portkey_constructs.config.stores import ClickHouseCloud, ElastiCache, InClusterRedis
from portkey_constructs.diagram.elements import Node, Place
from portkey_constructs.diagram.logs import described_logs
from portkey_constructs.diagram.text import host_of, port_of
from portkey_constructs.platform import secret_keys as keys
from portkey_constructs.platform.addresses import backend_url, gateway_address, mysql_host
from portkey_constructs.platform.aws_outputs import makes_cache, makes_database
from portkey_constructs.platform.cloud_identity import bedrock_by_identity, bedrock_region
from portkey_constructs.platform.defaults import clickhouse, mysql, redis
from portkey_constructs.platform.environment import environment
from portkey_constructs.platform.secret_keys import SecretKey, UrlWithPassword
from portkey_constructs.platform.values import values

__all__ = ["beyond", "told"]

_TOLD_OF: Final[Mapping[str | SecretKey, str]] = {
    keys.MYSQL_HOST: "mysql",
    keys.REDIS_CONNECTION_URL: "redis",
    keys.CLICKHOUSE_HOST: "clickhouse",
    keys.LOG_STORE_BUCKET: "logs",
    keys.AZURE_STORAGE_CONTAINER: "logs",
    keys.MONGO_CONNECTION_URL: "logs",
    keys.BEDROCK_REGION: "bedrock",
    keys.OAUTH_TYPE: "login",
    keys.SMTP_HOST: "mail",
    "FINETUNES_BUCKET": "finetunes",
    "LOG_EXPORTS_BUCKET": "exports",
    "ALBUS_BASEPATH": "control-plane",
    "ALBUS_ENDPOINT": "control-plane",
    "ORGANISATIONS_TO_SYNC": "control-plane",
    "GATEWAY_BASE_URL": "gateway-elsewhere",
    "VITE_API_URL": "gateway-elsewhere",
    "PROMETHEUS_GATEWAY_URL": "pushgateway",
    "LOKI_HOST": "loki",
}
"""What each variable, or Secret key that a variable stands for, tells of."""

_LATER: Final = "known once the AWS companion is deployed"
_REDIS: Final = {"elasticache": "ElastiCache", "memorystore": "Memorystore", "azure": "Azure Cache for Redis"}
_LOGINS: Final = {"okta": "Okta", "auth0": "Auth0", "oidc": "OpenID Connect"}

Described = tuple[str, str, tuple[str, ...]]
"""Title, label of the edges to it, lines."""


def told(config: PortkeyConfig, component: str) -> Iterator[str]:
    """The ids of what a component is told of, of all that there is."""
    there = _there(config)
    sources = (variable.name if isinstance(variable.source, str) else variable.source for variable in environment(config, component))
    yield from (one for one in dict.fromkeys(_TOLD_OF.get(source, "") for source in sources) if one in there)


def beyond(config: PortkeyConfig) -> dict[str, tuple[Node, str]]:
    """Everything that is told of, with the label of the edges to it; what runs in this cluster is a workload."""
    found = {}
    for one, described in _there(config).items():
        title, label, lines = described(config)
        found[one] = (Node(one, Place.ELSEWHERE, title, lines, keeps=one in _KEEPERS), label)
    return found


def _there(config: PortkeyConfig) -> dict[str, Callable[[PortkeyConfig], Described]]:
    """What there is, in the order of the picture, and what describes it."""
    known, outside = values(config), config.deployment.kind != "platform"
    service = config.dataservice if isinstance(config.dataservice, DataServiceConfig) else DataServiceConfig()
    logs = any(key in known for key in (keys.LOG_STORE_BUCKET, keys.AZURE_STORAGE_CONTAINER, keys.MONGO_CONNECTION_URL))
    there = {
        "mysql": keys.MYSQL_HOST in known,
        "redis": True,
        "clickhouse": keys.CLICKHOUSE_HOST in known,
        "logs": logs,
        "finetunes": service.finetunes_bucket,
        "exports": service.log_exports_bucket,
        "bedrock": config.bedrock,
        "gateway-elsewhere": isinstance(config.gateway, ExternalGateway),
        "control-plane": outside,
        "login": isinstance(config.auth, OpenIdConnect) or (isinstance(config.auth, Saml) and config.auth.metadata_url),
        "mail": config.smtp,
        "pushgateway": config.monitoring and config.monitoring.prometheus_push,
        "loki": config.monitoring and config.monitoring.loki_push,
    }
    return {one: _DESCRIBED[one] for one, is_there in there.items() if is_there}


def _plain(config: PortkeyConfig, key: SecretKey) -> str:
    value = values(config).get(key)
    return value if isinstance(value, str) else ""


def _mysql(config: PortkeyConfig) -> Described:
    said = mysql(config)
    secured = keys.MYSQL_SSL_MODE in values(config)
    label = _plain(config, keys.MYSQL_PORT) + _tls(secured)
    title = "MySQL in Amazon RDS" if makes_database(config) else "MySQL"
    return title, label, (mysql_host(config) or _LATER, f"database {said.database}")


def _redis(config: PortkeyConfig) -> Described:
    said = redis(config)
    held: Any = values(config)[keys.REDIS_CONNECTION_URL]
    url = held.get_secret_value() if isinstance(held, SecretStr) else f"{held.before}{held.after}" if isinstance(held, UrlWithPassword) else held
    label = str(port_of(url)) + _tls(url.startswith("rediss:"))
    by = "by IAM, without a password" if isinstance(said, ElastiCache) and said.iam else ""
    mode = "cluster mode" if not isinstance(said, InClusterRedis) and said.mode == "cluster" else ""
    host = host_of(url) or _LATER
    return _REDIS.get(said.kind, "Redis"), label, tuple(filter(None, (host, mode, by, "the AWS companion makes it" * makes_cache(config))))


def _clickhouse(config: PortkeyConfig) -> Described:
    said = clickhouse(config)
    numbers = ", ".join([_plain(config, key) for key in (keys.CLICKHOUSE_PORT, keys.CLICKHOUSE_NATIVE_PORT)])
    label = numbers + _tls(_plain(config, keys.CLICKHOUSE_TLS) == "true")
    title = "ClickHouse Cloud" if isinstance(said, ClickHouseCloud) else "ClickHouse"
    return title, label, (_plain(config, keys.CLICKHOUSE_HOST), f"database {_plain(config, keys.CLICKHOUSE_DB)}")


def _tls(secured: bool) -> str:
    return " TLS" if secured else ""


def _finetunes(config: PortkeyConfig) -> Described:
    said = config.dataservice
    assert isinstance(said, DataServiceConfig)
    role = (f"as {said.finetunes_role_arn}",) if said.finetunes_role_arn else ()
    return f"Bucket {said.finetunes_bucket}", "443 TLS", ("files of fine-tuning", *role)


def _exports(config: PortkeyConfig) -> Described:
    said = config.dataservice
    assert isinstance(said, DataServiceConfig)
    return f"Bucket {said.log_exports_bucket}", "443 TLS", ("exported logs",)


def _bedrock(config: PortkeyConfig) -> Described:
    said = config.bedrock
    assert said is not None
    by = "by the gateway's identity" if bedrock_by_identity(config, said) else "by access keys"
    return "Amazon Bedrock", "443 TLS", tuple(filter(None, (bedrock_region(config, said), by)))


def _at(title: str, url: str, *lines: str) -> Described:
    return title, f"{port_of(url)}{_tls(url.startswith('https:'))}", (host_of(url), *lines)


def _gateway_elsewhere(config: PortkeyConfig) -> Described:
    return _at("Gateway elsewhere", gateway_address(config))


def _control_plane(config: PortkeyConfig) -> Described:
    url = backend_url(config) or next(
        (source for component in ("dataservice", "gateway") for name, source in environment(config, component) if name == "ALBUS_ENDPOINT"), ""
    )
    keeps = [what for key, what in ((keys.CLICKHOUSE_STORE, "analytics"), (keys.LOG_STORE, "logs")) if _plain(config, key) == "control_plane"]
    lines = (f"keeps {' and '.join(keeps)}",) if keeps else ()
    title = "Portkey's control plane" if config.deployment.kind == "dataPlane" and not config.control_plane_url else "Control plane"
    return _at(title, url, *lines) if isinstance(url, str) and url else (title, "443 TLS", lines)


def _login(config: PortkeyConfig) -> Described:
    said = config.auth
    if isinstance(said, Saml):
        return _at("SAML login", said.metadata_url or "")
    assert isinstance(said, OpenIdConnect)
    title = "Google login" if isinstance(said, Google) else "Microsoft Entra ID" if isinstance(said, EntraId) else f"{_LOGINS[said.kind]} login"
    return _at(title, issuer(said))


def _mail(config: PortkeyConfig) -> Described:
    return "Mail server", _plain(config, keys.SMTP_PORT), (_plain(config, keys.SMTP_HOST),)


def _pushgateway(config: PortkeyConfig) -> Described:
    assert config.monitoring is not None
    assert config.monitoring.prometheus_push is not None
    return _at("Prometheus Pushgateway", config.monitoring.prometheus_push.url)


def _loki(config: PortkeyConfig) -> Described:
    assert config.monitoring is not None
    assert config.monitoring.loki_push is not None
    return _at("Loki", config.monitoring.loki_push.url)


_DESCRIBED: Final[Mapping[str, Callable[[PortkeyConfig], Described]]] = {
    "mysql": _mysql,
    "redis": _redis,
    "clickhouse": _clickhouse,
    "logs": described_logs,
    "finetunes": _finetunes,
    "exports": _exports,
    "bedrock": _bedrock,
    "gateway-elsewhere": _gateway_elsewhere,
    "control-plane": _control_plane,
    "login": _login,
    "mail": _mail,
    "pushgateway": _pushgateway,
    "loki": _loki,
}
_KEEPERS: Final = frozenset({"mysql", "redis", "clickhouse", "logs", "finetunes", "exports"})
