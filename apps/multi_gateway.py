"""Two clusters: the application runs in one of them, its gateway in the other."""

from typing import Final

from portkey_constructs.config import (
    AwsNlb,
    ElastiCache,
    Exposures,
    ExternalClickHouse,
    ExternalGateway,
    ExternalMySql,
    GatewayOnly,
    InClusterRedis,
    IngressExposure,
    LoadBalancerExposure,
    Oidc,
    PortkeyConfig,
    S3LogStore,
    TlsFromSecret,
)

__all__ = ["APPLICATION", "GATEWAY"]

# The application and the gateway use the same log store and the same ClickHouse.
_LOGS: Final = S3LogStore(bucket="portkey-logs", region="us-west-2")
_ANALYTICS: Final = ExternalClickHouse(host="clickhouse.example.org", tls=True)

APPLICATION = PortkeyConfig(
    profile="production",
    auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
    exposure=Exposures(frontend=IngressExposure(host="portkey.example.org", ingress_class="traefik", tls=TlsFromSecret(secret_name="portkey-tls"))),
    # Backend, data service, nginx of the front end and browsers all use this URL. The guide's chart leaves out the data service.
    gateway=ExternalGateway(url="https://gateway.example.org"),
    mysql=ExternalMySql(host="portkey-db.cluster-xyz.us-west-2.rds.amazonaws.com", tls="rds"),
    redis=ElastiCache(host="master.portkey-cache.xyz.usw2.cache.amazonaws.com", tls=True),
    clickhouse=_ANALYTICS,
    log_store=_LOGS,
)

GATEWAY = PortkeyConfig(
    profile="production",
    # The gateway polls for changes of these organisations, because the application cannot invalidate the gateway's own cache.
    deployment=GatewayOnly(organisations=("7b0c1f0e-3c1d-4a55-9d0b-2f5d6f1c0a11",)),
    # The gateway reaches the application through its front end, and uses the same license.
    control_plane_url="https://portkey.example.org",
    exposure=Exposures(
        gateway=LoadBalancerExposure(
            host="gateway.example.org",
            provider=AwsNlb(
                scheme="internet-facing",
                certificate_arn="arn:aws:acm:us-east-1:111122223333:certificate/0f4d",
                ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
            ),
        )
    ),
    redis=InClusterRedis(),
    clickhouse=_ANALYTICS,
    log_store=_LOGS,
)
