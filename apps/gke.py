"""Google Cloud: Cloud SQL, Memorystore, Cloud Storage and Secret Manager with workload identity, Google's Gateway, ClickHouse Cloud."""

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
    # Each component uses the Google service account in this project that has the same name as its Kubernetes service account.
    identity=GkeWorkloadIdentity(project="acme-models"),
    secrets=ExternalSecrets(store=GcpSecretManager(project="acme-models")),
    auth=Google(client_id="123456789012-portkey.apps.googleusercontent.com"),
    exposure=Exposures(
        frontend=HttpRouteExposure(host="portkey.example.org", controller="gke", gateway=_GATEWAY),
        gateway=HttpRouteExposure(host="gateway.example.org", controller="gke", gateway=_GATEWAY),
    ),
    # Each Cloud SQL instance has its own certificate authority. You connect to an IP address, so the host name cannot be verified.
    mysql=ExternalMySql(host="10.20.0.3", tls="verifyCa", ca=CaBundle(kind="configMap", name="cloud-sql-ca", key="server-ca.pem")),
    # Each Memorystore instance has its own certificate authority, too.
    redis=ExternalRedis(
        kind="memorystore", host="10.20.0.4", port=6378, tls=True, ca=CaBundle(kind="configMap", name="memorystore-ca", key="server-ca.pem")
    ),
    clickhouse=ClickHouseCloud(host="abc123.europe-west4.gcp.clickhouse.cloud"),
    log_store=GcsLogStore(bucket="acme-portkey-logs", region="europe-west4"),
)
