"""Google Cloud: Cloud SQL, Memorystore, Cloud Storage and Secret Manager by workload identity, Google's Gateway, ClickHouse Cloud."""

from typing import Final

from portkey_constructs.config import (
    CaBundle,
    ClickHouseCloud,
    Exposures,
    ExternalMySql,
    ExternalRedis,
    ExternalSecrets,
    GcpSecretManager,
    GcsLogStore,
    GkeWorkloadIdentity,
    Google,
    HttpRouteExposure,
    ParentGateway,
    PortkeyConfig,
)

__all__ = ["CONFIG"]

_GATEWAY: Final = ParentGateway(name="external-http", namespace="gateways", section_name="https")

CONFIG = PortkeyConfig(
    profile="production",
    # Each component is a Google service account of this project, called as its objects are.
    identity=GkeWorkloadIdentity(project="acme-models"),
    secrets=ExternalSecrets(store=GcpSecretManager(project="acme-models")),
    auth=Google(client_id="123456789012-portkey.apps.googleusercontent.com"),
    exposure=Exposures(
        frontend=HttpRouteExposure(host="portkey.example.org", gateway=_GATEWAY),
        gateway=HttpRouteExposure(host="gateway.example.org", gateway=_GATEWAY),
    ),
    # Cloud SQL signs with an authority of the instance's own, and by address: its host name cannot be checked.
    mysql=ExternalMySql(host="10.20.0.3", tls="verifyCa", ca=CaBundle(kind="configMap", name="cloud-sql-ca", key="server-ca.pem")),
    redis=ExternalRedis(kind="memorystore", host="10.20.0.4", port=6378, tls=True),
    clickhouse=ClickHouseCloud(host="abc123.europe-west4.gcp.clickhouse.cloud"),
    log_store=GcsLogStore(bucket="acme-portkey-logs", region="europe-west4"),
)
