"""Production with every store elsewhere: RDS, ElastiCache, a ClickHouse of one's own, logs in S3."""

from typing import Final

from portkey_constructs.config import (
    ElastiCache,
    Exposures,
    ExternalClickHouse,
    ExternalMySql,
    IngressExposure,
    Monitoring,
    Oidc,
    PortkeyConfig,
    S3LogStore,
    ServiceMonitor,
    TlsFromCertManager,
)

__all__ = ["CONFIG"]

_TLS: Final = TlsFromCertManager(issuer="letsencrypt")

CONFIG = PortkeyConfig(
    profile="production",
    # OpenID Connect needs its issuer, and a host to come back to.
    auth=Oidc(issuer="https://login.example.org", client_id="portkey"),
    exposure=Exposures(
        frontend=IngressExposure(host="portkey.example.org", ingress_class="traefik", tls=_TLS),
        gateway=IngressExposure(host="gateway.example.org", ingress_class="traefik", tls=_TLS),
    ),
    # No password stands here, and none in an address: the pods read the Secrets that exist.
    mysql=ExternalMySql(host="portkey-db.cluster-xyz.us-west-2.rds.amazonaws.com", tls="rds"),
    # A managed cache is its own kind, and TLS is said once: redis:// with TLS on makes the driver throw.
    redis=ElastiCache(host="master.portkey-cache.xyz.usw2.cache.amazonaws.com", tls=True),
    # By TLS ClickHouse answers on 8443 and 9440, not on 8123.
    clickhouse=ExternalClickHouse(host="clickhouse.example.org", tls=True),
    log_store=S3LogStore(bucket="portkey-logs", region="us-west-2"),
    # The gateway's metrics, for a Prometheus that chooses by this label.
    monitoring=Monitoring(service_monitor=ServiceMonitor(labels={"release": "prometheus"})),
)
