"""Azure: Database for MySQL, Cache for Redis, Blob Storage by the nodes' managed identity, ClickHouse Cloud."""

from typing import Final

from portkey_constructs.config import (
    AzureBlobLogStore,
    AzureManagedIdentity,
    CaBundle,
    ClickHouseCloud,
    EntraId,
    Exposures,
    ExternalMySql,
    ExternalRedis,
    HttpRouteExposure,
    ParentGateway,
    PortkeyConfig,
)

__all__ = ["CONFIG"]

_GATEWAY: Final = ParentGateway(name="public", namespace="gateways")

CONFIG = PortkeyConfig(
    profile="production",
    # The tenant is enough: the issuer follows, and the redirect address from the front end's host.
    auth=EntraId(tenant_id="0f1e2d3c-1111-4111-8111-0123456789ab", client_id="0f1e2d3c-2222-4222-8222-0123456789ab"),
    # Routes onto a Gateway that the platform's team owns; its listener ends TLS.
    exposure=Exposures(
        frontend=HttpRouteExposure(host="portkey.example.org", gateway=_GATEWAY),
        gateway=HttpRouteExposure(host="gateway.example.org", gateway=_GATEWAY, request_timeout=600),
    ),
    # A flexible server takes the bare user name, and the driver's profile for Amazon RDS does not trust Azure.
    mysql=ExternalMySql(
        host="portkey-mysql.mysql.database.azure.com", tls="verifyIdentity", ca=CaBundle(kind="configMap", name="azure-mysql-ca", key="ca.pem")
    ),
    redis=ExternalRedis(kind="azure", host="portkey-redis.redis.cache.windows.net", port=6380, tls=True),
    # The guide forgets ClickHouse here; one without a volume would appear in the cluster.
    clickhouse=ClickHouseCloud(host="abc123.westeurope.azure.clickhouse.cloud"),
    log_store=AzureBlobLogStore(storage_account="portkeylogstorage", container="generations", login=AzureManagedIdentity()),
)
