"""The environment of each image: which variable comes from which Secret key, and which follow from the configuration.

A variable whose key this configuration has no value for is left out (`DB_SSL` without TLS, `OIDC_*` without OpenID Connect).
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from portkey_constructs.config.auth import NoAuth
from portkey_constructs.config.root import PortkeyConfig
from portkey_constructs.config.services import DataServiceConfig, GatewayConfig
from portkey_constructs.config.stores import ElastiCache, ExternalClickHouse, ExternalMySql
from portkey_constructs.platform.addresses import backend_url, control_plane_url, gateway_address, gateway_url, mcp_url
from portkey_constructs.platform.defaults import clickhouse, mysql, redis, services, stores
from portkey_constructs.platform.files import ca_file, mysql_ca_file
from portkey_constructs.platform.log_values import log_store_variables
from portkey_constructs.platform.memory import once
from portkey_constructs.platform.names import Names
from portkey_constructs.platform.ports import MCP_PORT, PORTS
from portkey_constructs.platform.secret_keys import SecretKey
from portkey_constructs.platform.values import values
from portkey_constructs.platform.variables import FROM_SECRETS

__all__ = ["Variable", "environment"]

_ON, _YES, _NO = "ON", "true", "false"


class Variable(NamedTuple):
    """A variable of a container: a plain value, or a Secret's key."""

    name: str
    source: str | SecretKey


def environment(config: PortkeyConfig, component: str) -> tuple[Variable, ...]:
    """The variables that the image of `component` needs, in their order in the pod; none where it does not run here."""
    return _environments(config).get(component, ())


_BOUND: Final = {
    component: tuple(Variable(name, key) for table in tables for name, key in table.items()) for component, tables in FROM_SECRETS.items()
}


@once
def _environments(config: PortkeyConfig) -> dict[str, tuple[Variable, ...]]:
    known, found = values(config), dict[str, tuple[Variable, ...]]()
    here = stores(config)
    for component in (*services(config), *here):
        table = "clickhouse-former" if component == "clickhouse" and here["clickhouse"].path != "clickhouse" else component
        bound = [variable for variable in _BOUND[table] if variable.source in known]
        found[component] = (*bound, *map(Variable._make, _plain(config, component)))
    return found


def _plain(config: PortkeyConfig, component: str) -> Iterator[tuple[str, str]]:
    match component:
        case "backend":
            yield from _common(config, component)
            yield from _application(config)
            yield from _backend(config)
        case "dataservice":
            yield from _common(config, component)
            yield from _application(config)
            yield from _dataservice(config)
        case "gateway":
            yield from _common(config, component)
            yield from _gateway(config)
        case "frontend":
            yield "VITE_API_URL", gateway_url(config)
            yield "VITE_BASE_URL", "/albus"
            yield "VITE_PRIVATE_DEPLOYMENT", _ON
            yield "VITE_AUTH_MODE", _auth_mode(config)


def _common(config: PortkeyConfig, component: str) -> Iterator[tuple[str, str]]:
    yield "PORT", str(PORTS[component][0].container)
    if config.deployment.kind != "dataPlane":
        yield "PRIVATE_DEPLOYMENT", _ON
    yield "SERVICE_NAME", Names(config).component(component)
    if config.deployment.kind != "platform" and config.deployment.organisations:
        yield "ORGANISATIONS_TO_SYNC", ",".join(config.deployment.organisations)
    yield from log_store_variables(config)
    yield from _cache_login(config)
    yield from _monitoring(config)
    if config.custom_ca:
        yield "NODE_EXTRA_CA_CERTS", ca_file(config.custom_ca)


def _cache_login(config: PortkeyConfig) -> Iterator[tuple[str, str]]:
    said = redis(config)
    if said.kind == "azure":
        # Left out it would be the log store's AZURE_AUTH_MODE, and Portkey's client for this cache refuses to have none.
        yield "AZURE_REDIS_AUTH_MODE", "password"
    if isinstance(said, ElastiCache) and said.iam:
        yield "AWS_REDIS_AUTH_MODE", "iam"
        yield "AWS_REDIS_CLUSTER_NAME", said.iam.cluster_name
        yield "REDIS_USERNAME", said.iam.user
        if region := said.iam.region or config.aws.region:
            yield "AWS_REDIS_REGION", region


def _monitoring(config: PortkeyConfig) -> Iterator[tuple[str, str]]:
    said = config.monitoring
    if said is None:
        return
    yield "ENABLE_APM", _YES if said.apm else _NO
    yield "ENABLE_GRAFANA", _YES if said.grafana else _NO
    yield "ENABLE_PROMETHEUS", _YES if said.prometheus else _NO
    yield "PROMETHEUS_PUSH_ENABLED", _YES if said.prometheus_push else _NO
    if said.prometheus_push:
        yield "PROMETHEUS_GATEWAY_URL", said.prometheus_push.url
    yield "ENABLE_LOKI", _YES if said.loki_push else _NO
    yield "LOKI_PUSH_ENABLED", _YES if said.loki_push else _NO
    if said.loki_push:
        yield "LOKI_HOST", said.loki_push.url


def _application(config: PortkeyConfig) -> Iterator[tuple[str, str]]:
    """What backend and data service share."""
    if config.deployment.kind != "platform":
        return
    yield "AUTH_MODE", _auth_mode(config)
    if config.smtp:
        yield "SMTP_MAIL", _ON
    said = mysql(config)
    if isinstance(said, ExternalMySql) and (file := mysql_ca_file(config, said)):
        yield "DB_SSL_CA", file
    yield from _cluster(config, "CLICKHOUSE")


def _backend(config: PortkeyConfig) -> Iterator[tuple[str, str]]:
    names, home, here = Names(config), control_plane_url(config), services(config)
    if "dataservice" in here:
        yield "POLYJUICE_FINETUNE_ENDPOINT", names.url("dataservice")
    yield "GATEWAY_BASE_URL", gateway_address(config)
    if "gateway" in here:
        yield "INTERNAL_GATEWAY_URL", names.url("gateway")
        yield "GATEWAY_CACHE_MODE", "SELF"
    if config.backend.disable_organisation_creation:
        yield "DISABLE_ORG_CREATION", _ON
    if home:
        yield "CONTROL_PLANE_URL", home
        yield "CONTROL_PANEL_URL", home
        yield "ALBUS_BASE_URL", f"{home}/albus"
    if url := mcp_url(config):
        yield "MCP_ENABLED", _ON
        yield "MCP_GATEWAY_URL", url
    yield "PM2_HOME", "/tmp/.pm2"


def _dataservice(config: PortkeyConfig) -> Iterator[tuple[str, str]]:
    backend, said = backend_url(config), config.dataservice
    if config.deployment.kind == "platform" and backend:
        yield "ALBUS_BASEPATH", backend
        yield "ALBUS_ENDPOINT", backend
    else:
        yield "HYBRID_DEPLOYMENT", _ON
        yield "NODE_ENV", "production"
        yield "ALBUS_ENDPOINT", backend or "https://albus.portkey.ai"
        yield "ANALYTICS_STORE", "control_plane"
    yield "GATEWAY_BASE_URL", gateway_address(config)
    if isinstance(said, DataServiceConfig):
        if said.finetunes_bucket:
            yield "FINETUNES_BUCKET", said.finetunes_bucket
            if config.deployment.kind == "dataPlane":
                yield "AWS_S3_FINETUNE_BUCKET", said.finetunes_bucket
        if said.finetunes_role_arn:
            yield "FINETUNES_AWS_ROLE_ARN", said.finetunes_role_arn
        if said.log_exports_bucket:
            yield "LOG_EXPORTS_BUCKET", said.log_exports_bucket


def _gateway(config: PortkeyConfig) -> Iterator[tuple[str, str]]:
    names, backend, shape = Names(config), backend_url(config), config.deployment.kind
    if backend:
        yield "ALBUS_BASEPATH", backend
    home = control_plane_url(config)
    if shape == "dataPlane" and home:
        yield "CONTROL_PLANE_BASEPATH", f"{home}/api/v1"
        yield "SOURCE_SYNC_API_BASEPATH", f"{home}/api/v1/sync"
        yield "CONFIG_READER_PATH", f"{home}/api/model-configs"
    if "dataservice" in services(config):
        yield "DATASERVICE_BASEPATH", names.url("dataservice")
    if shape == "platform":
        yield "GATEWAY_CACHE_MODE", "SELF"
    if clickhouse(config):
        yield from _cluster(config, "ANALYTICS_STORE")
        yield "ANALYTICS_LOG_TABLE", "$(ANALYTICS_DB).generations"
        yield "ANALYTICS_FEEDBACK_TABLE", "$(ANALYTICS_DB).feedbacks"
    if isinstance(config.gateway, GatewayConfig) and config.gateway.mcp:
        yield "MCP_GATEWAY_BASE_URL", mcp_url(config) or ""
        yield "MCP_PORT", str(MCP_PORT.container)
        yield "SERVER_MODE", "mcp" if config.gateway.mcp.only else "all"


def _cluster(config: PortkeyConfig, prefix: str) -> Iterator[tuple[str, str]]:
    said = clickhouse(config)
    external = said if isinstance(said, ExternalClickHouse) else None
    yield f"{prefix}_REPLICATION_ENABLED", _YES if external and external.replication else _NO
    yield f"{prefix}_SHARDING_ENABLED", _YES if external and external.sharding else _NO
    if external and external.cluster_name:
        yield f"{prefix}_CLUSTER_NAME", external.cluster_name


def _auth_mode(config: PortkeyConfig) -> str:
    return "NO_AUTH" if config.auth is None or isinstance(config.auth, NoAuth) else "SSO"
