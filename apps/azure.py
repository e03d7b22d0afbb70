"""Azure: Database for MySQL, Cache for Redis, Blob Storage with the managed identity of the nodes, ClickHouse Cloud."""

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
    # The issuer is derived from the tenant, and the redirect URI from the host of the front end.
    auth=EntraId(tenant_id="0f1e2d3c-1111-4111-8111-0123456789ab", client_id="0f1e2d3c-2222-4222-8222-0123456789ab"),
    # The platform team owns the Gateway; its listener terminates TLS.
    exposure=Exposures(
        frontend=HttpRouteExposure(host="portkey.example.org", gateway=_GATEWAY),
        gateway=HttpRouteExposure(host="gateway.example.org", gateway=_GATEWAY),
    ),
    # A Flexible Server expects the plain user name. The driver's TLS profile for Amazon RDS does not trust Azure's certificates.
    mysql=ExternalMySql(
        host="portkey-mysql.mysql.database.azure.com", tls="verifyIdentity", ca=CaBundle(kind="configMap", name="azure-mysql-ca", key="ca.pem")
    ),
    redis=ExternalRedis(kind="azure", host="portkey-redis.redis.cache.windows.net", port=6380, tls=True),
    # Portkey's guide does not configure ClickHouse here, so it would run in the cluster without a volume.
    clickhouse=ClickHouseCloud(host="abc123.westeurope.azure.clickhouse.cloud"),
    log_store=AzureBlobLogStore(storage_account="portkeylogstorage", container="generations", login=AzureManagedIdentity()),
)
